package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/intake"
	"github.com/lexfit/lexfit/client/intake/draft"
	"github.com/lexfit/lexfit/client/output"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/matcher/prose"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
)

type acceptOptions struct {
	outFlags
	drafts, blind bool
	contacts      string
}

func (a intakeCommands) acceptCommand() *cobra.Command {
	options := &acceptOptions{}
	cmd := &cobra.Command{
		Use:   "accept DRAFTS",
		Short: "Make profiles of the drafts that were reviewed, one a line",
		Long: `Writes the profiles of reviewed drafts as JSON Lines, as every other command reads them. A draft that nobody has reviewed is
named and left out, unless --drafts takes it in, marked as a draft. Addresses and telephone numbers are no part of a profile:
--contacts writes them to a list of their own.`,
		Example: "  lexfit intake accept drafts > pool.jsonl\n  lexfit intake accept drafts --drafts --contacts contacts.csv --out pool.jsonl",
		Args:    needs("folder of drafts, or a draft"),
		RunE:    a.begin(func(ctx context.Context, args []string) error { return a.accept(ctx, args, options) }, render.Table, render.JSONL),
	}
	options.register(cmd)
	flags := cmd.Flags()
	flags.BoolVar(&options.drafts, "drafts", false, "take in what nobody has reviewed too, marked as drafts")
	flags.StringVar(&options.contacts, "contacts", "", "write a CSV file of names, mail and telephone to this file")
	flags.BoolVar(&options.blind, "blind", false, "leave out names, contacts and whatever else tells who somebody is, ids that were made of a name too")
	return cmd
}

// accepted is what is written.
type accepted struct{ profiles, contacts bytes.Buffer }

func (a intakeCommands) accept(ctx context.Context, args []string, options *acceptOptions) error {
	files, err := intake.Drafts(args)
	if err != nil {
		return err
	}
	made := &accepted{}
	list := csv.NewWriter(&made.contacts)
	list.UseCRLF = true
	_, _ = made.contacts.WriteString("\ufeff") // Excel takes it for Windows-1252 otherwise; a buffer takes everything
	_ = list.Write([]string{"candidate_id", "display_name", "mail", "phone"})
	ids := map[string]string{}
	taken, unreviewed, refused, open := 0, 0, 0, 0
	for _, path := range files {
		if err := ctx.Err(); err != nil {
			return err //nolint:wrapcheck // the context's own words
		}
		of, err := draft.Read(path)
		if err == nil && !of.Reviewed && !options.drafts {
			a.console.Complain("%s: is not reviewed, %s to look at: lexfit intake review %s, or --drafts to take it in as a draft", path, prose.Count(of.Unanswered(), "value"), path)
			unreviewed++
			continue
		}
		if err == nil && options.blind {
			intake.Blind(of)
		}
		if err == nil {
			if before := ids[of.Profile.GetCandidateId()]; before != "" {
				err = fmt.Errorf("%s: has the candidate_id of %s, %q: give it another", path, before, of.Profile.GetCandidateId())
			}
		}
		if err == nil {
			err = made.take(path, of, list)
		}
		if err != nil {
			a.console.Complain("%v", err)
			refused++
			continue
		}
		ids[of.Profile.GetCandidateId()] = path
		taken++
		open += len(of.Profile.GetReview().GetFlags())
	}
	list.Flush()
	if taken == 0 {
		a.console.Remark("read %d = accepted 0 + not reviewed %d + refused %d", len(files), unreviewed, refused)
		return errors.New("nothing to accept: expected at least one draft that was reviewed")
	}
	if err := made.write(a.out, options); err != nil {
		return err
	}
	a.console.Remark("read %d = accepted %d + not reviewed %d + refused %d", len(files), taken, unreviewed, refused)
	if open > 0 {
		a.console.Remark("%s still flagged: what is flagged is only assumed, and settles no must either way", prose.Count(open, "value"))
	}
	if unreviewed+refused > 0 {
		return errRejected
	}
	return nil
}

// take adds a draft's profile and contacts.
func (t *accepted) take(path string, of *draft.Draft, list *csv.Writer) error {
	refusal, err := lexfitv1check.Profile(of.Profile)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for _, violation := range refusal.GetViolations() {
		return fmt.Errorf("%s: %s: %s", path, violation.GetField(), violation.GetDescription())
	}
	if refusal != nil {
		return fmt.Errorf("%s: %s", path, refusal.GetMessage())
	}
	line, err := profileLine(&input.Row{File: path, Profile: of.Profile})
	if err != nil {
		return err
	}
	_, _ = t.profiles.Write(line) // a buffer takes everything
	return list.Write([]string{   //nolint:wrapcheck // of the buffer
		render.Harmless(of.Profile.GetCandidateId()), render.Harmless(render.Clean(of.Profile.GetDisplayName())),
		render.Harmless(render.Clean(of.Contact("email"))), render.Harmless(render.Clean(of.Contact("phone"))),
	})
}

// write writes the profiles and the contacts, together or not at all.
func (t *accepted) write(stdout io.Writer, options *acceptOptions) error {
	var paths []string
	var contents [][]byte
	add := func(path string, content *bytes.Buffer) {
		if path != "" {
			paths, contents = append(paths, path), append(contents, content.Bytes())
		}
	}
	add(options.out, &t.profiles)
	add(options.contacts, &t.contacts)
	if len(paths) > 0 {
		set, err := output.Begin(paths, !options.overwrite)
		if err != nil {
			return err //nolint:wrapcheck // it names the file
		}
		for i, content := range contents {
			if _, err := set.Writer(i).Write(content); err != nil {
				set.Discard()
				return err //nolint:wrapcheck // it names the file
			}
		}
		if err := set.Commit(nil, nil); err != nil {
			return err //nolint:wrapcheck // it names the file
		}
	}
	if options.out != "" {
		return nil
	}
	_, err := stdout.Write(t.profiles.Bytes())
	return err //nolint:wrapcheck // standard output's own words
}
