package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/notice"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/run"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
)

type sheetOptions struct {
	poolFlags
	outFlags
	ids                      []string
	role, order              string
	before, template, folder string
	firm, contact            string
	blind, printTemplate     bool
	noPoints                 bool
	text                     string // of the template
	corrected                map[string]*lexfitv1.CandidateProfile
	opening                  string
	html                     bool // and no Markdown
}

func (a batchCommands) sheetCommand() *cobra.Command {
	options := &sheetOptions{}
	var cmd *cobra.Command
	cmd = &cobra.Command{
		Use:   "sheet FILE… --role ROLE | --job-order ID",
		Short: "Write a page for the candidate in plain words: the outcome, the reasons, what to do",
		Long: `Writes a page that a candidate can be given: which opening, the outcome, the principal reasons, which data were used and
which never are, what could be done next with its effect, and how to have an error corrected. It is Markdown, or HTML with
-o html. Several candidates get a file each, in the folder that --folder names.`,
		Example: "  lexfit sheet candidate.json --role paralegal --out page.html --contact \"Jo Marsh, 555-0100\"\n" +
			"  lexfit sheet corrected.json --before first.json --role paralegal\n" +
			"  lexfit sheet pool.csv --role paralegal --folder pages -o html\n" +
			"  lexfit sheet --print-template > page.md.tmpl",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 && !options.printTemplate {
				return errors.New("expected at least one file of candidate profiles, or - for standard input")
			}
			return nil
		},
		RunE: a.begin(func(ctx context.Context, files []string) error {
			if options.printTemplate {
				_, err := io.WriteString(a.out, notice.DefaultTemplate)
				return err //nolint:wrapcheck // standard output's own words
			}
			options.format = given(cmd, "output", a.flags.output)
			return a.sheet(ctx, files, options)
		}, render.Table, run.Markdown, run.HTML),
	}
	options.poolFlags.register(a.app, cmd)
	options.outFlags.register(cmd)
	flags := cmd.Flags()
	flags.StringSliceVar(&options.ids, "id", nil, "only the candidates of these ids")
	flags.StringVar(&options.role, "role", "", "the role, such as paralegal (this or --job-order is needed)")
	flags.StringVar(&options.order, "job-order", "", "the id of the job order, or ID@REVISION")
	flags.StringVar(&options.before, "before", "", "the profile before a correction: the page shows both results")
	flags.StringVar(&options.template, "template", "", "a text of your own for the page; --print-template prints the one to begin with")
	flags.StringVar(&options.folder, "folder", "", "write a file for each candidate into this folder")
	flags.StringVar(&options.firm, "firm", "", "who sends the page")
	flags.StringVar(&options.contact, "contact", "", "whom the candidate may ask, such as \"Jo Marsh, 555-0100\"")
	flags.BoolVar(&options.blind, "blind", false, "leave the name out")
	flags.BoolVar(&options.noPoints, "no-points", false, "leave every number of points out")
	flags.BoolVar(&options.printTemplate, "print-template", false, "print the text of the page as a template, and do nothing else")
	a.completeTargets(cmd)
	return cmd
}

func (a batchCommands) sheet(ctx context.Context, files []string, options *sheetOptions) error {
	target, err := targetOf(options.role, options.order)
	if err != nil {
		return err
	}
	format, err := options.resolve(a.app)
	if err != nil {
		return err
	}
	options.html = format.Name == run.HTML
	if options.out != "" && options.folder != "" {
		return usagef("--out and --folder contradict each other: leave one out")
	}
	if err := options.prepare(a.app); err != nil {
		return err
	}
	rows, err := options.open(a.app, files)
	if err != nil {
		return err
	}
	server, done, err := options.connect(ctx, a.app, rows, options.blind)
	if err != nil {
		return err
	}
	defer done()
	pins, err := run.Pin(ctx, server, options.pins(target))
	if err == nil && options.order != "" {
		var reply *lexfitv1.GetJobOrderResponse
		if reply, err = server.JobOrder.GetJobOrder(ctx, &lexfitv1.GetJobOrderRequest{Name: pins.Targets[0]}); err == nil {
			options.opening = reply.GetJobOrder().GetTitle()
		}
	}
	if err != nil {
		return a.account(ctx, rows.End(err))
	}
	results, err := rows.Create(options.output(a.app))
	if err != nil {
		return err
	}
	return a.account(ctx, results.End(options.pages(ctx, server, rows, pins, results)))
}

// maxTemplate is the largest template read, in bytes.
const maxTemplate = 1 << 20

// prepare reads the template and the profiles before a correction.
func (o *sheetOptions) prepare(app *app) error {
	if o.template != "" {
		file, err := os.Open(o.template)
		if err != nil {
			return fmt.Errorf("--template: %w", err)
		}
		defer file.Close() //nolint:errcheck // opened for reading
		text, err := io.ReadAll(io.LimitReader(file, maxTemplate+1))
		if err != nil {
			return fmt.Errorf("--template: %w", err)
		}
		if len(text) > maxTemplate {
			return usagef("--template %s: above the limit of %d bytes", o.template, maxTemplate)
		}
		o.text = string(text)
	}
	if o.before == "" {
		return nil
	}
	o.corrected = map[string]*lexfitv1.CandidateProfile{}
	options, err := o.options(app)
	if err != nil {
		return err
	}
	var problem error
	_, err = input.ReadWith(o.before, options, func(row *input.Row) bool {
		if row.Profile == nil {
			problem = errors.Join(problem, fmt.Errorf("--before: %s: %s", row.PlaceOf(row.Problems[0]), row.Problems[0]))
			return true
		}
		o.corrected[row.Profile.GetCandidateId()] = row.Profile
		return len(o.corrected) < 100_000
	})
	return errors.Join(err, problem)
}

// earlier is a candidate's profile before the correction.
func (o *sheetOptions) earlier(id string) (*lexfitv1.CandidateProfile, error) {
	if profile, ok := o.corrected[id]; ok {
		return profile, nil
	}
	return nil, fmt.Errorf("--before %s holds no profile of %q: expected the same candidate_id as in the corrected profile", o.before, id)
}

// pages writes a page for each row.
func (o *sheetOptions) pages(ctx context.Context, matcher *client.Client, rows *run.Rows, pins run.Pins, results io.Writer) error {
	if o.folder != "" {
		if err := os.MkdirAll(o.folder, 0o750); err != nil {
			return fmt.Errorf("--folder: %w", err)
		}
	}
	written := map[string]bool{}
	var only []byte // the page, where there is no folder: it is printed when it is known to be the only one
	asked := 0
	err := rows.Each(ctx, func(row *input.Row) (*lexfitv1.ProfileError, error) {
		id := row.Profile.GetCandidateId()
		if len(o.ids) > 0 && !slices.Contains(o.ids, id) {
			return nil, run.ErrNotAsked
		}
		if asked++; asked > 1 && o.folder == "" {
			return nil, usagef("several candidates: give --folder for a file each, or name one with --id")
		}
		refusal, err := lexfitv1check.Profile(row.Profile)
		if err != nil || refusal != nil {
			return refusal, err
		}
		page, err := o.page(ctx, matcher, pins, row.Profile)
		if err == nil {
			if o.folder == "" {
				only = page
			} else {
				err = o.save(id, page, written)
			}
		}
		return nil, err
	})
	if err == nil && len(only) > 0 {
		_, err = results.Write(only)
	}
	if err == nil && asked == 0 && len(o.ids) > 0 {
		err = fmt.Errorf("no row has the candidate_id %s", strings.Join(o.ids, ", "))
	}
	return err
}

// page makes one page.
func (o *sheetOptions) page(ctx context.Context, matcher *client.Client, pins run.Pins, profile *lexfitv1.CandidateProfile) ([]byte, error) {
	score := func(profile *lexfitv1.CandidateProfile) (*lexfitv1.ScoreCandidateResponse, error) {
		return matcher.Match.ScoreCandidate(ctx, &lexfitv1.ScoreCandidateRequest{
			Profile: profile,
			Options: &lexfitv1.ScoreOptions{Targets: pins.Targets, RulebookRevision: pins.Revision, AsOf: pins.AsOf, View: lexfitv1.View_VIEW_FULL},
		})
	}
	in := notice.Input{Profile: profile, Opening: o.opening, Firm: o.firm, Contact: o.contact, Blind: o.blind, NoPoints: o.noPoints}
	var err error
	if in.Answer, err = score(profile); err != nil {
		return nil, err
	}
	if o.blind {
		render.Blind(in.Answer, profile)
		in.Profile = proto.CloneOf(profile)
		render.BlindProfile(in.Profile)
	}
	if o.before != "" {
		old, err := o.earlier(profile.GetCandidateId())
		if err != nil {
			return nil, err
		}
		if in.Before, err = score(old); err != nil {
			return nil, fmt.Errorf("--before %s: %w", o.before, err)
		}
	}
	page, err := notice.New(in)
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	if o.html {
		err = page.HTML(&text, o.text)
	} else {
		err = page.Markdown(&text, o.text)
	}
	return text.Bytes(), err
}

// save writes a page into the folder, under a name made of the id, whole or not at all.
func (o *sheetOptions) save(id string, page []byte, written map[string]bool) error {
	extension := ".md"
	if o.html {
		extension = ".html"
	}
	stem := strings.Map(func(letter rune) rune {
		if letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z' || letter >= '0' && letter <= '9' || strings.ContainsRune("-_.", letter) {
			return letter
		}
		return '_'
	}, id)
	stem = strings.TrimLeft(stem, ".")
	name := stem + extension
	for i := 2; written[strings.ToLower(name)]; i++ {
		name = fmt.Sprintf("%s-%d%s", stem, i, extension)
	}
	written[strings.ToLower(name)] = true
	path := filepath.Join(o.folder, name)
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) && !o.overwrite {
		return fmt.Errorf("%s: is there already: give another --folder, or --overwrite", path)
	}
	temp, err := os.CreateTemp(o.folder, ".lexfit-*")
	if err != nil {
		return fmt.Errorf("--folder: %w", err)
	}
	_, err = temp.Write(page)
	if closeErr := temp.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temp.Name()) // what is left of it is of no use
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
