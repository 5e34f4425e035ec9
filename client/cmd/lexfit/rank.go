package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

type rankOptions struct {
	rowFlags
	files       []string
	role, order string
	minBand     string
	top         int32
	explain     bool
	explainRank bool
	firmness    bool
}

func (a *app) rankCommand() *cobra.Command {
	o := &rankOptions{}
	cmd := &cobra.Command{
		Use:     "rank FILE… --role ROLE | --job-order ID",
		Short:   "Put a pool of candidates in order for one role",
		Example: "  lexfit rank pool.jsonl --role paralegal --top 20\n  lexfit rank pool.jsonl --role legal-secretary --min-band GOOD --explain",
		Args:    needs("file of candidate profiles, or - for standard input"),
		RunE: a.begin(func(ctx context.Context, files []string) error {
			o.files = files
			return a.rank(ctx, o)
		}),
	}
	o.register(a, cmd)
	f := cmd.Flags()
	f.StringVar(&o.role, "role", "", "the role, such as paralegal (this or --job-order is needed)")
	f.StringVar(&o.order, "job-order", "", "the id of the job order, or ID@REVISION")
	f.Int32Var(&o.top, "top", 20, "how many to show, 1 to 10000")
	f.StringVar(&o.minBand, "min-band", "", "leave out those below this band: STRONG, GOOD, POSSIBLE or WEAK")
	f.BoolVar(&o.explain, "explain", false, "the whole breakdown of each")
	f.BoolVar(&o.firmness, "firmness", true, "say how firm each place is, under 1000 sets of weights")
	f.BoolVar(&o.explainRank, "explain-rank", false, "how small a change of one weight would give each place to the next candidate")
	_ = cmd.RegisterFlagCompletionFunc("role", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		var names []string
		for _, role := range rulebook.Default().GetRoles() {
			names = append(names, strings.TrimPrefix(role.GetName(), "roles/")+"\t"+role.GetTitle())
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	})
	a.complete(cmd, "min-band", "STRONG", "GOOD", "POSSIBLE", "WEAK")
	return cmd
}

// request turns the flags into what the server is asked.
func (o *rankOptions) request() (*lexfitv1.RankOptions, error) {
	if (o.role == "") == (o.order == "") {
		return nil, usagef("--role or --job-order is needed: expected a role such as paralegal or legal-secretary, or the id of a job order")
	}
	if o.top < 1 || o.top > 10000 {
		return nil, usagef("--top %d: expected 1 to 10000", o.top)
	}
	target := o.role
	if o.order != "" {
		target = orderName(o.order)
	}
	if !strings.Contains(target, "/") {
		target = "roles/" + target
	}
	band := lexfitv1.Band_BAND_UNSPECIFIED
	if o.minBand != "" {
		number, known := lexfitv1.Band_value["BAND_"+strings.ToUpper(strings.TrimPrefix(o.minBand, "BAND_"))]
		if band = lexfitv1.Band(number); !known || band <= lexfitv1.Band_BAND_INELIGIBLE {
			return nil, usagef("--min-band %q: expected STRONG, GOOD, POSSIBLE or WEAK", o.minBand)
		}
	}
	return &lexfitv1.RankOptions{
		Target: target, RulebookRevision: o.revision, AsOf: o.asOf, View: lexfitv1.View_VIEW_FULL, TopK: o.top, MinBand: band,
		ExplainRank: o.explainRank, Firmness: o.firmness,
	}, nil
}

func (a *app) rank(ctx context.Context, o *rankOptions) error {
	request, err := o.request()
	if err != nil {
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

	pool := &pool{}
	if r.rejects != nil {
		if pool.raw, err = newSpool(); err != nil {
			return r.finish(ctx, err)
		}
		defer pool.raw.close()
	}
	var poolErr error
	ranking, err := client.Rank(ctx, c, request, func(ctx context.Context) iter.Seq[*lexfitv1.CandidateProfile] {
		return func(yield func(*lexfitv1.CandidateProfile) bool) {
			r.each(ctx, func(row *input.Row, at place) bool {
				if poolErr = pool.add(row, at); poolErr != nil {
					return false
				}
				return yield(row.Profile)
			})
		}
	})
	if err == nil {
		err = poolErr
	}
	if err != nil || ctx.Err() != nil {
		if err == nil {
			err = ctx.Err()
		}
		return r.finish(ctx, err)
	}
	if len(pool.places) == 0 {
		return r.finish(ctx, nil)
	}
	if err := r.settle(pool, ranking); err != nil {
		return r.finish(ctx, err)
	}
	out := bufio.NewWriterSize(a.out, 64<<10)
	style := a.renderOptions()
	style.Explain, style.ExplainRank = o.explain, o.explainRank
	style.Unreadable = r.read - len(pool.places)
	err = render.Ranking(out, a.format, ranking, pool.person, style)
	if flushErr := out.Flush(); err == nil {
		err = flushErr
	}
	return r.finish(ctx, err)
}

// settle counts what was ranked, and rejects what the server refused.
func (r *rows) settle(p *pool, ranking *lexfitv1.Ranking) error {
	r.mu.Lock()
	r.scored = int(ranking.GetRanked())
	r.mu.Unlock()
	for _, x := range ranking.GetRejections() {
		if int(x.GetIndex()) >= len(p.places) || x.GetIndex() < 0 {
			return fmt.Errorf("the server refused profile %d, and was sent %d", x.GetIndex(), len(p.places))
		}
		at := p.places[x.GetIndex()]
		row := &input.Row{File: r.files[at.file], Line: int(at.line)}
		if p.raw != nil {
			var err error
			if row.Raw, err = p.raw.read(int(x.GetIndex())); err != nil {
				return err
			}
		}
		r.reject(row, x.GetCandidateId(), refused(row, x.GetError()))
	}
	if unnamed := int(ranking.GetRejected()) - len(ranking.GetRejections()); unnamed > 0 {
		r.mu.Lock()
		r.rejected += unnamed
		r.mu.Unlock()
		r.app.complain("and %d more rows were rejected, beyond the number that the server names; score the pool to see each", unnamed)
	}
	return nil
}

// pool is what is kept of each profile while the server ranks: enough to name it again.
type pool struct {
	places []place
	names  []string
	raw    *spool
}

func (p *pool) add(row *input.Row, at place) error {
	p.places = append(p.places, at)
	p.names = append(p.names, strings.Clone(row.Profile.GetDisplayName()))
	if p.raw != nil {
		return p.raw.add(row.Raw)
	}
	return nil
}

func (p *pool) person(index int32) render.Person {
	if index < 0 || int(index) >= len(p.names) {
		return render.Person{}
	}
	return render.Person{Name: p.names[index]}
}

// spool keeps rows in a temporary file, since the server names the refused ones only at the end, and standard input
// cannot be read twice. It is made with --rejects alone.
type spool struct {
	file *os.File
	w    *bufio.Writer
	ends []int64
}

func newSpool() (*spool, error) {
	f, err := os.CreateTemp("", "lexfit-rows-*")
	if err != nil {
		return nil, fmt.Errorf("temporary file for --rejects: %w", err)
	}
	return &spool{file: f, w: bufio.NewWriter(f)}, nil
}

func (s *spool) add(raw []byte) error {
	end := int64(len(raw))
	if n := len(s.ends); n > 0 {
		end += s.ends[n-1]
	}
	s.ends = append(s.ends, end)
	if _, err := s.w.Write(raw); err != nil {
		return fmt.Errorf("temporary file for --rejects: %w", err)
	}
	return nil
}

func (s *spool) read(index int) ([]byte, error) {
	if err := s.w.Flush(); err != nil {
		return nil, fmt.Errorf("temporary file for --rejects: %w", err)
	}
	start := int64(0)
	if index > 0 {
		start = s.ends[index-1]
	}
	raw := make([]byte, s.ends[index]-start)
	if _, err := s.file.ReadAt(raw, start); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("temporary file for --rejects: %w", err)
	}
	return raw, nil
}

func (s *spool) close() {
	_ = s.file.Close()           // its content is not wanted any more
	_ = os.Remove(s.file.Name()) // a leftover in the temporary folder is the system's to clear
}
