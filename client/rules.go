package client

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// rules are what all rows of a batch are scored by. What the caller left open is settled by the first answer, so that a stream
// that goes on elsewhere, or later, asks for just that.
type rules struct {
	settled chan struct{} // closed when nothing is open

	mu      sync.Mutex
	options *lexfitv1.ScoreOptions
	first   *scored // nil before the first answer
}

// scored is what an answer was made by.
type scored struct {
	digest, asOf string
	engine       int32
	orders       []string // the digests of job orders, sorted: fits stand in the order of their scores
}

// otherRulesError is an answer that was made by other rules than the first.
type otherRulesError struct{ by, first scored }

// Error is the sentence.
func (o *otherRulesError) Error() string {
	return fmt.Sprintf("the server now scores by other rules (%s) than those that the run began with (%s)", o.by, o.first)
}

func newRules(options *lexfitv1.ScoreOptions) *rules {
	if options == nil {
		options = &lexfitv1.ScoreOptions{}
	}
	made := &rules{options: options, settled: make(chan struct{})}
	if options.GetRulebookRevision() > 0 && options.GetAsOf() != "" && !slices.ContainsFunc(options.GetTargets(), floats) {
		close(made.settled)
	}
	return made
}

// floats reports whether a target is a job order of whatever revision.
func floats(target string) bool {
	return strings.HasPrefix(target, "jobOrders/") && !strings.Contains(target, "@")
}

// ask is what a stream begins with.
func (r *rules) ask() *lexfitv1.ScoreOptions {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.options
}

// hold settles by the first answer what is open, and holds every other one to it. A refused profile, nil here, tells nothing.
func (r *rules) hold(answer *lexfitv1.ScoreCandidateResponse) error {
	if answer == nil {
		return nil
	}
	by := scored{digest: answer.GetRulebookDigest(), asOf: answer.GetAsOf(), engine: answer.GetEngineVersion()}
	for _, fit := range answer.GetFits() {
		if fit.GetJobOrder() != "" {
			by.orders = append(by.orders, fit.GetJobOrderDigest())
		}
	}
	slices.Sort(by.orders)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.first == nil {
		r.first = &by
		r.settle(answer)
		return nil
	}
	if by.digest != r.first.digest || by.engine != r.first.engine || by.asOf != r.first.asOf || !slices.Equal(by.orders, r.first.orders) {
		return &otherRulesError{by, *r.first}
	}
	return nil
}

// settle pins what is open to what an answer was made by. The caller holds mu.
func (r *rules) settle(answer *lexfitv1.ScoreCandidateResponse) {
	select {
	case <-r.settled:
		return
	default:
	}
	pinned := proto.CloneOf(r.options)
	if pinned.GetRulebookRevision() == 0 {
		pinned.RulebookRevision = answer.GetRulebookRevision()
	}
	if pinned.GetAsOf() == "" {
		pinned.AsOf = answer.GetAsOf()
	}
	for i, target := range pinned.GetTargets() {
		newest := int32(0) // an older one may be asked for beside it
		for _, fit := range answer.GetFits() {
			if floats(target) && fit.GetJobOrder() == target {
				newest = max(newest, fit.GetJobOrderRevision())
			}
		}
		if fixed := fmt.Sprintf("%s@%d", target, newest); newest > 0 && !slices.Contains(pinned.GetTargets(), fixed) {
			pinned.Targets[i] = fixed
		}
	}
	r.options = pinned
	close(r.settled)
}

// String names the rules for people.
func (s scored) String() string {
	text := fmt.Sprintf("%s, engine %d, as of %s", s.digest, s.engine, s.asOf)
	if len(s.orders) > 0 {
		text += ", job orders " + strings.Join(s.orders, ", ")
	}
	return text
}
