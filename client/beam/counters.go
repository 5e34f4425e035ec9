package beam

import (
	"context"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Namespace is that of the counters.
const Namespace = "lexfit"

// The names of the counters: the rows scored and rejected, and the rulebooks compiled, one a process where all is well. Besides them
// there is one for each role and band that somebody has, fits/roles/paralegal/STRONG. None holds a word of a profile.
const (
	CountScored   = "rows_scored"
	CountRejected = "rows_rejected"
	CountCompiled = "rulebooks_compiled"
)

// tally counts what became of rows, to be told when they are done: a piece that is begun anew counts once.
type tally struct {
	scored, rejected int64
	fits             map[string]int64
}

// add counts the fits of a row that was scored.
func (t *tally) add(answer *lexfitv1.ScoreCandidateResponse) {
	t.scored++
	if t.fits == nil {
		t.fits = map[string]int64{}
	}
	for _, fit := range answer.GetFits() {
		t.fits["fits/"+fit.GetRole()+"/"+strings.TrimPrefix(fit.GetBand().String(), "BAND_")]++
	}
}

// tell adds to the counters of the pipeline.
func (t *tally) tell(ctx context.Context) {
	if t.scored > 0 {
		beam.NewCounter(Namespace, CountScored).Inc(ctx, t.scored)
	}
	if t.rejected > 0 {
		beam.NewCounter(Namespace, CountRejected).Inc(ctx, t.rejected)
	}
	for name, count := range t.fits {
		beam.NewCounter(Namespace, name).Inc(ctx, count)
	}
}

// worker is what every worker that scores has: its plan, and the engine that its process made of it.
type worker struct {
	Plan Plan

	engine *engine
	made   bool // and it is not counted yet
}

// setup makes the plan ready, unless another worker in this process has.
func (w *worker) setup() (err error) {
	w.engine, w.made, err = engineOf(w.Plan)
	return err
}

// begin counts the rulebook that this worker compiled; when it set itself up nobody counted yet.
func (w *worker) begin(ctx context.Context) {
	if w.made {
		w.made = false
		beam.NewCounter(Namespace, CountCompiled).Inc(ctx, 1)
	}
}
