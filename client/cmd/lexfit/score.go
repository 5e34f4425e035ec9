package main

import (
	"bufio"
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/render"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

type scoreOptions struct {
	rowFlags
	files   []string
	explain bool
}

func (a *app) scoreCommand() *cobra.Command {
	o := &scoreOptions{}
	cmd := &cobra.Command{
		Use:   "score FILE…",
		Short: "Score each candidate for every role, with the reasons",
		Long: `Scores each candidate of the files for every role. One candidate is shown as a whole screen, several as a few lines each.
A file holds one profile a line (.jsonl), or one profile or an array of them (.json); - is standard input.`,
		Example: "  lexfit score candidate.json\n  lexfit score pool.jsonl --explain\n  lexfit score - -o jsonl < pool.jsonl > fits.jsonl",
		Args:    needs("file of candidate profiles, or - for standard input"),
		RunE: a.begin(func(ctx context.Context, files []string) error {
			o.files = files
			return a.score(ctx, o)
		}),
	}
	o.register(a, cmd)
	cmd.Flags().BoolVar(&o.explain, "explain", false, "the whole breakdown for each of several candidates")
	return cmd
}

func (a *app) score(ctx context.Context, o *scoreOptions) error {
	r, err := newRows(a, o.files, &o.rowFlags)
	if err != nil {
		return err
	}
	c, done, err := a.connect(ctx)
	if err != nil {
		return r.finish(ctx, err)
	}
	defer done()

	out := bufio.NewWriterSize(a.out, 64<<10)
	style := a.renderOptions()
	style.Explain = o.explain
	scores := render.NewScores(out, a.format, style)
	// Whoever feeds standard input line by line wants the answers as they come.
	live := slices.Contains(o.files, "-")
	options := &lexfitv1.ScoreOptions{RulebookRevision: o.revision, AsOf: o.asOf}
	if a.format == render.Table {
		options.View = lexfitv1.View_VIEW_FULL
	}
	err = client.Batch(ctx, c, options, 0,
		func(ctx context.Context) iter.Seq2[*input.Row, *lexfitv1.CandidateProfile] {
			return func(yield func(*input.Row, *lexfitv1.CandidateProfile) bool) {
				r.each(ctx, func(row *input.Row, _ place) bool {
					profile := row.Profile
					row.Profile = &lexfitv1.CandidateProfile{CandidateId: profile.GetCandidateId(), DisplayName: profile.GetDisplayName()}
					if r.rejects == nil {
						row.Raw = nil
					}
					return yield(row, profile)
				})
			}
		},
		func(row *input.Row, result *lexfitv1.ScoreCandidatesResponse) error {
			if e := result.GetError(); e != nil {
				r.reject(row, row.Profile.GetCandidateId(), refused(row, e))
				return nil
			}
			r.count()
			if err := scores.Add(result.GetResponse(), render.Person{Name: row.Profile.GetDisplayName()}); err != nil {
				return fmt.Errorf("write result: %w", err)
			}
			if live {
				return out.Flush()
			}
			return nil
		})
	// What was scored is printed whatever ended the batch, and an array is closed.
	if closeErr := scores.Close(); err == nil {
		err = closeErr
	}
	if flushErr := out.Flush(); err == nil {
		err = flushErr
	}
	return r.finish(ctx, err)
}

// count counts a row that was scored.
func (r *rows) count() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.scored++
}
