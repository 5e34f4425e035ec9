package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/intake"
	"github.com/lexfit/lexfit/client/intake/draft"
	"github.com/lexfit/lexfit/client/intake/review"
	"github.com/lexfit/lexfit/client/output"
	"github.com/lexfit/lexfit/client/render"
)

type reviewOptions struct {
	html, skipped bool
	out           string
}

func (a intakeCommands) reviewCommand() *cobra.Command {
	options := &reviewOptions{}
	cmd := &cobra.Command{
		Use:   "review DRAFTS",
		Short: "Look at what is in doubt in drafts, one value at a time",
		Long: `Walks through the values that are flagged, with the lines that they were read from: keep, edit, drop or skip each, or take
another reading that the document allows. Every answer is saved at once, so you may stop at any time and go on later. A draft whose
flags are all answered is reviewed; what was skipped stays flagged. With --html a page is written for each draft instead, with the
document on the left and what was read on the right.`,
		Example: "  lexfit intake review drafts\n  lexfit intake review drafts/anna-chen.draft.yaml\n  lexfit intake review drafts --html --out pages",
		Args:    needs("folder of drafts, or a draft"),
		RunE: a.begin(func(ctx context.Context, args []string) error {
			files, err := intake.Drafts(args)
			if err != nil {
				return err
			}
			if options.html {
				return a.pages(ctx, files, options)
			}
			if options.out != "" {
				return usagef("--out is for the pages of --html")
			}
			return a.review(ctx, files, options)
		}, render.Table),
	}
	cmd.Flags().BoolVar(&options.html, "html", false, "write a page for each draft, to be looked at in a browser")
	cmd.Flags().StringVar(&options.out, "out", "", "the folder of the pages (default: beside the drafts)")
	cmd.Flags().BoolVar(&options.skipped, "skipped", false, "ask again about what was skipped")
	return cmd
}

// review asks about the drafts.
func (a intakeCommands) review(ctx context.Context, files []string, options *reviewOptions) error {
	in := input.Interruptible(ctx, a.in)
	person := review.Plain(in, a.out)
	if a.rawTerminal != nil && a.outTerminal {
		person = review.Keys(in, a.out, a.rawTerminal)
	}
	session := &review.Session{Out: a.out, Asked: person, Skipped: options.skipped, Wrong: func(err error) { a.console.Complain("%v", err) }}
	summary, err := session.Run(ctx, files)
	switch {
	case err != nil:
		return err //nolint:wrapcheck // it names the file, or is the context's
	case summary.Broken > 0:
		return errRejected
	case summary.Left == 0:
		a.console.Remark("%s", a.next(files))
	}
	return nil
}

// next says what to do with drafts that are reviewed.
func (a intakeCommands) next(files []string) string {
	folder := filepath.Dir(files[0])
	if len(files) == 1 {
		folder = files[0]
	}
	return "all is reviewed: lexfit intake accept " + folder + " > pool.jsonl"
}

// pages writes a page for each draft.
func (a intakeCommands) pages(ctx context.Context, files []string, options *reviewOptions) error {
	if options.out != "" {
		if err := os.MkdirAll(options.out, 0o700); err != nil {
			return fmt.Errorf("--out: %w", err)
		}
	}
	broken, written := 0, 0
	for _, path := range files {
		if err := ctx.Err(); err != nil {
			return err //nolint:wrapcheck // the context's own words
		}
		made, err := draft.Read(path)
		if err != nil {
			a.console.Complain("%v", err)
			broken++
			continue
		}
		folder := options.out
		if folder == "" {
			folder = filepath.Dir(path)
		}
		if err := writePage(filepath.Join(folder, strings.TrimSuffix(filepath.Base(path), draft.Extension)+input.PageExtension), made); err != nil {
			return err
		}
		written++
	}
	where := options.out
	if where == "" {
		where = filepath.Dir(files[0])
	}
	a.console.Remark("%d pages written to %s", written, where)
	if broken > 0 {
		return errRejected
	}
	return nil
}

// writePage writes a page whole or not at all.
func writePage(path string, of *draft.Draft) error {
	var page bytes.Buffer
	if err := review.Page(&page, of); err != nil {
		return err //nolint:wrapcheck // it says what it is about
	}
	set, err := output.Begin([]string{path}, false)
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	if _, err := set.Writer(0).Write(page.Bytes()); err != nil {
		set.Discard()
		return err //nolint:wrapcheck // it names the file
	}
	return set.Commit(nil, nil) //nolint:wrapcheck // it names the file
}
