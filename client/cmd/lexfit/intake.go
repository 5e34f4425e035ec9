package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client/intake"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/run"
	"github.com/lexfit/lexfit/matcher/prose"
)

// intakeCommands are the commands that make profiles of résumés.
type intakeCommands struct{ *app }

type intakeOptions struct {
	out, ocr string
	force    bool
}

func (a intakeCommands) intakeCommand() *cobra.Command {
	options := &intakeOptions{}
	cmd := &cobra.Command{
		Use:   "intake FOLDER|FILE… --out DRAFTS",
		Short: "Read résumés into drafts that a person looks at before they count",
		Long: `Reads résumés (PDF, DOCX, ODT, RTF, HTML or text) and writes a draft for each: a profile, where each value stands in the
document, and what is in doubt. Nothing leaves this machine. A file that cannot be read is named with the reason, and the rest go on;
what was read before and has not changed is left as it is, and a draft that a person has edited is never written over without --force.
Then lexfit intake review asks about what is in doubt, and lexfit intake accept makes a pool of what was reviewed.`,
		Example: "  lexfit intake resumes/ --out drafts\n  lexfit intake review drafts\n  lexfit intake accept drafts --contacts contacts.csv > pool.jsonl",
		Args:    needs("folder or file of résumés"),
		RunE:    a.begin(func(ctx context.Context, args []string) error { return a.intake(ctx, args, options) }, render.Table),
	}
	// Beside its subcommands it takes files, which a shell is not told else.
	cmd.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveDefault
	}
	flags := cmd.Flags()
	flags.StringVar(&options.out, "out", "", "the folder of the drafts, which is made if it is not there (needed)")
	flags.BoolVar(&options.force, "force", false, "read everything anew, and write over drafts that a person has edited or reviewed")
	flags.StringVar(&options.ocr, "ocr", "", "program that reads scans as tesseract does, such as tesseract (default: scans are refused)")
	cmd.AddCommand(a.reviewCommand(), a.acceptCommand())
	return cmd
}

// intakeSums count what became of files.
type intakeSums struct {
	drafted, unchanged, edited, duplicates, refused, flags int
}

func (s *intakeSums) read() int {
	return s.drafted + s.unchanged + s.edited + s.duplicates + s.refused
}

// sentence accounts for every file.
func (s *intakeSums) sentence() string {
	parts := []string{fmt.Sprintf("drafted %d", s.drafted), fmt.Sprintf("refused %d", s.refused)}
	for _, more := range []struct {
		count int
		what  string
	}{{s.unchanged, "unchanged"}, {s.edited, "left as edited"}, {s.duplicates, "the same text"}} {
		if more.count > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", more.what, more.count))
		}
	}
	return fmt.Sprintf("read %d = %s", s.read(), strings.Join(parts, " + "))
}

func (a intakeCommands) intake(ctx context.Context, args []string, options *intakeOptions) error {
	if options.out == "" {
		return usagef("--out is needed: expected a folder for the drafts, such as --out drafts")
	}
	files, left, err := intake.Find(args)
	if err != nil {
		return err
	}
	if len(left) > 0 {
		a.console.Remark("left out: %s; tables and profiles are read as they are", some(left))
	}
	extract, done, err := a.extractor(options.ocr)
	if err != nil {
		return err
	}
	defer done()
	var sums intakeSums
	var settled, refused atomic.Int64
	stop := a.console.Follow(0, func() run.Progress {
		return run.Progress{Settled: int(settled.Load()), Read: len(files), Rejected: int(refused.Load()), Whole: true, Noun: "files"}
	})
	job := &intake.Job{
		Files: files, Out: options.out, Force: options.force, Extract: extract, Read: a.drafter(""),
		Settled: func(outcome intake.Outcome) {
			a.settle(&sums, outcome)
			settled.Add(1)
			refused.Store(int64(sums.refused))
		},
	}
	err = job.Run(ctx)
	stop()
	if err != nil && sums.read() == 0 {
		return err
	}
	a.console.Remark("%s", sums.sentence())
	if err != nil {
		return err
	}
	if sums.flags > 0 {
		a.console.Remark("%s to look at: lexfit intake review %s", prose.Count(sums.flags, "value"), options.out)
	} else if sums.drafted > 0 {
		a.console.Remark("nothing is flagged: lexfit intake review %s shows what was read", options.out)
	}
	switch {
	case sums.refused == sums.read():
		return said{errors.New("no file could be read")}
	case sums.refused > 0:
		return errRejected
	}
	return nil
}

// settle counts a file, and says what a person has to know of it.
func (a intakeCommands) settle(sums *intakeSums, outcome intake.Outcome) {
	switch outcome.Fate {
	case intake.Drafted:
		sums.drafted++
		sums.flags += outcome.Flags
		for _, remark := range outcome.Remarks {
			a.console.Remark("%s: %s", outcome.File.Path, render.Clean(remark))
		}
		if outcome.Mail != "" {
			a.console.Remark("%s: has the same address for mail as %s: is it one person?", outcome.File.Path, outcome.Mail)
		}
	case intake.Unchanged:
		sums.unchanged++
	case intake.Edited:
		sums.edited++
		a.console.Remark("%s: has changed, and a person has edited %s: --force reads it anew", outcome.File.Path, outcome.Draft)
	case intake.Duplicate:
		sums.duplicates++
		a.console.Remark("%s: has the same text as %s: no draft is made of it", outcome.File.Path, outcome.Draft)
	case intake.Refused:
		sums.refused++
		a.console.Complain("%s: %v", outcome.File.Path, oneLine(outcome.Err))
	}
}

// some names the first of a list.
func some(list []string) string {
	const named = 3
	if len(list) <= named {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:named], ", "), len(list)-named)
}

// oneLine is an error on one line.
func oneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", ": ") }
