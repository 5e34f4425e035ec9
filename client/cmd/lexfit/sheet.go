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

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/notice"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/run"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
)

type sheetOptions struct {
	rowFlags
	outFlags
	output                   string
	files, ids               []string
	role, order              string
	before, template, folder string
	firm, contact            string
	blind, printTemplate     bool
	text                     string // of the template
	corrected                map[string]*lexfitv1.CandidateProfile
	opening                  string
	html                     bool // and no Markdown
}

func (a *app) sheetCommand() *cobra.Command {
	o := &sheetOptions{}
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
			if len(args) == 0 && !o.printTemplate {
				return errors.New("expected at least one file of candidate profiles, or - for standard input")
			}
			return nil
		},
		RunE: a.begin(func(ctx context.Context, files []string) error {
			if o.printTemplate {
				_, err := io.WriteString(a.out, notice.DefaultTemplate)
				return err //nolint:wrapcheck // standard output's own words
			}
			o.files, o.output = files, given(cmd, "output", a.flags.output)
			return a.sheet(ctx, o)
		}, render.Table, run.Markdown, run.HTML),
	}
	o.rowFlags.register(a, cmd)
	o.outFlags.register(cmd)
	f := cmd.Flags()
	f.StringSliceVar(&o.ids, "id", nil, "only the candidates of these ids")
	f.StringVar(&o.role, "role", "", "the role, such as paralegal (this or --job-order is needed)")
	f.StringVar(&o.order, "job-order", "", "the id of the job order, or ID@REVISION")
	f.StringVar(&o.before, "before", "", "the profile before a correction: the page shows both results")
	f.StringVar(&o.template, "template", "", "a text of your own for the page; --print-template prints the one to begin with")
	f.StringVar(&o.folder, "folder", "", "write a file for each candidate into this folder")
	f.StringVar(&o.firm, "firm", "", "who sends the page")
	f.StringVar(&o.contact, "contact", "", "whom the candidate may ask, such as \"Jo Marsh, 555-0100\"")
	f.BoolVar(&o.blind, "blind", false, "leave the name out")
	f.BoolVar(&o.printTemplate, "print-template", false, "print the text of the page as a template, and do nothing else")
	a.completeTargets(cmd)
	return cmd
}

func (a *app) sheet(ctx context.Context, o *sheetOptions) error {
	target, err := targetOf(o.role, o.order)
	if err != nil {
		return err
	}
	format, err := a.resolve(&o.outFlags, o.output)
	if err != nil {
		return err
	}
	o.html = format.Name == run.HTML
	if o.out != "" && o.folder != "" {
		return usagef("--out and --folder contradict each other: leave one out")
	}
	if err := o.prepare(a); err != nil {
		return err
	}
	r, err := newRows(a, o.files, &o.rowFlags)
	if err != nil {
		return err
	}
	c, done, err := a.connect(ctx)
	if err != nil {
		return r.finish(ctx, err)
	}
	defer done()
	pins, err := pin(ctx, c, o.asOf, o.revision, []string{target})
	if err == nil && o.order != "" {
		var reply *lexfitv1.GetJobOrderResponse
		if reply, err = c.JobOrder.GetJobOrder(ctx, &lexfitv1.GetJobOrderRequest{Name: pins.targets[0]}); err == nil {
			o.opening = reply.GetJobOrder().GetTitle()
		}
	}
	if err != nil {
		return r.finish(ctx, err)
	}
	dest, err := a.destination(r, &o.outFlags, o.rejects)
	if err != nil {
		return err
	}
	return dest.end(ctx, r, o.pages(ctx, a, c, r, pins, dest))
}

// targetOf is the resource name of the one role or job order that a command is about.
func targetOf(role, order string) (string, error) {
	switch {
	case (role == "") == (order == ""):
		return "", usagef("--role or --job-order is needed: expected a role such as paralegal or legal-secretary, or the id of a job order")
	case order != "":
		return orderName(order), nil
	case strings.Contains(role, "/"):
		return role, nil
	default:
		return "roles/" + role, nil
	}
}

// maxTemplate is the largest template read, in bytes.
const maxTemplate = 1 << 20

// prepare reads the template and the profiles before a correction.
func (o *sheetOptions) prepare(a *app) error {
	if o.template != "" {
		f, err := os.Open(o.template)
		if err != nil {
			return fmt.Errorf("--template: %w", err)
		}
		defer f.Close() //nolint:errcheck // opened for reading
		b, err := io.ReadAll(io.LimitReader(f, maxTemplate+1))
		if err != nil {
			return fmt.Errorf("--template: %w", err)
		}
		if len(b) > maxTemplate {
			return usagef("--template %s: above the limit of %d bytes", o.template, maxTemplate)
		}
		o.text = string(b)
	}
	if o.before == "" {
		return nil
	}
	o.corrected = map[string]*lexfitv1.CandidateProfile{}
	format, err := fileFormat(o.input)
	if err != nil {
		return err
	}
	options, err := o.options(a, format)
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
	if p, ok := o.corrected[id]; ok {
		return p, nil
	}
	return nil, fmt.Errorf("--before %s holds no profile of %q: expected the same candidate_id as in the corrected profile", o.before, id)
}

// pages writes a page for each row.
func (o *sheetOptions) pages(ctx context.Context, a *app, c *client.Client, r *rows, p pins, dest *destination) error {
	if o.folder != "" {
		if err := os.MkdirAll(o.folder, 0o750); err != nil {
			return fmt.Errorf("--folder: %w", err)
		}
	}
	var failed error
	written := map[string]bool{}
	var only []byte // the page, where there is no folder: it is printed when it is known to be the only one
	n := 0
	r.each(ctx, func(row *input.Row, at place) bool {
		id := row.Profile.GetCandidateId()
		if len(o.ids) > 0 && !slices.Contains(o.ids, id) {
			r.account(at, rowCount{Read: -1}) // it was not asked for
			return true
		}
		if n++; n > 1 && o.folder == "" {
			failed = usagef("several candidates: give --folder for a file each, or name one with --id")
			return false
		}
		refusal, err := lexfitv1check.Profile(row.Profile)
		if err == nil && refusal != nil {
			r.reject(row, at, id, refused(row, refusal))
			return true
		}
		var page []byte
		if err == nil {
			page, err = o.page(ctx, a, c, p, row.Profile)
		}
		if err == nil {
			if o.folder == "" {
				only = page
			} else {
				err = o.save(a, id, page, written)
			}
		}
		if err != nil {
			failed = err
			return false
		}
		r.count(at)
		return true
	})
	if failed == nil {
		failed = ctx.Err()
	}
	if failed == nil && len(only) > 0 {
		_, failed = dest.Write(only)
	}
	if missing := len(o.ids) - n; failed == nil && n == 0 && missing > 0 {
		failed = fmt.Errorf("no row has the candidate_id %s", strings.Join(o.ids, ", "))
	}
	return failed
}

// page makes one page.
func (o *sheetOptions) page(ctx context.Context, a *app, c *client.Client, p pins, profile *lexfitv1.CandidateProfile) ([]byte, error) {
	score := func(profile *lexfitv1.CandidateProfile) (*lexfitv1.ScoreCandidateResponse, error) {
		return c.Match.ScoreCandidate(ctx, &lexfitv1.ScoreCandidateRequest{
			Profile: profile, Targets: p.targets, RulebookRevision: p.revision, AsOf: p.asOf, View: lexfitv1.View_VIEW_FULL,
		})
	}
	in := notice.Input{Profile: profile, Opening: o.opening, Firm: o.firm, Contact: o.contact, Blind: o.blind}
	var err error
	if in.Answer, err = score(profile); err != nil {
		return nil, err
	}
	if o.blind {
		render.Blind(in.Answer, profile)
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
	var b bytes.Buffer
	if o.html {
		err = page.HTML(&b, o.text)
	} else {
		err = page.Markdown(&b, o.text)
	}
	return b.Bytes(), err
}

// save writes a page into the folder, under a name made of the id, whole or not at all.
func (o *sheetOptions) save(a *app, id string, page []byte, written map[string]bool) error {
	extension := ".md"
	if o.html {
		extension = ".html"
	}
	stem := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.' {
			return r
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
