package server

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

// pinned is a rulebook made ready, with the number that this database gives it. A request takes one at its start and
// keeps it to its end.
type pinned struct {
	revision int32
	program  *matcher.Program
	orders   *matcher.Program           // with every open job order; of the active revision alone
	past     *matcher.Program           // with those that were open when another revision took its place; for job orders named by revision
	stored   *lexfitv1.RulebookRevision // as the store had it when it was read, without its document; nil where that was not asked for
}

// with is the same revision with another program of open job orders.
func (p *pinned) with(orders *matcher.Program) *pinned {
	return &pinned{revision: p.revision, program: p.program, orders: orders, stored: p.stored}
}

// asStored is the revision as the store had it when it was read, and its document; active says whether it is the active one, as
// far as is known.
func (p *pinned) asStored(active bool) *lexfitv1.RulebookRevision {
	stored := proto.CloneOf(p.stored)
	if stored == nil {
		stored = &lexfitv1.RulebookRevision{Name: store.RevisionName(p.revision), Revision: p.revision, Digest: p.program.Digest()}
	}
	stored.Active, stored.Rulebook = active, p.program.Rulebook()
	return stored
}

// programs holds the program of the active revision, and a few of others that were asked for.
type programs struct {
	active atomic.Pointer[pinned]

	mu     sync.Mutex
	others []*pinned // the last used first
}

// mostOthers bounds the programs kept of revisions that are not active.
const mostOthers = 8

func (p *programs) swap(to *pinned) {
	if from := p.active.Swap(to); from != nil && from.revision != to.revision {
		// A rollback needs it soon, or a caller that compares with what was, or one that began by it and goes on.
		p.keep(&pinned{revision: from.revision, program: from.program, past: from.orders})
	}
}

// forget lets go of every program but the active one.
func (p *programs) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.others = nil
}

func (p *programs) find(revision int32) *pinned {
	if active := p.active.Load(); active.revision == revision {
		return active
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.IndexFunc(p.others, func(other *pinned) bool { return other.revision == revision })
	if i < 0 {
		return nil
	}
	found := p.others[i]
	p.others = slices.Insert(slices.Delete(p.others, i, i+1), 0, found)
	return found
}

func (p *programs) keep(kept *pinned) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.others = slices.DeleteFunc(p.others, func(old *pinned) bool { return old.revision == kept.revision })
	if kept.past != nil { // of one revision alone: there may be thousands of job orders
		for i, old := range p.others {
			p.others[i] = &pinned{revision: old.revision, program: old.program}
		}
	}
	p.others = slices.Insert(p.others, 0, kept)
	if len(p.others) > mostOthers {
		p.others[mostOthers] = nil
		p.others = p.others[:mostOthers]
	}
}

// pin returns the program of a revision; 0 is the active one. Revisions are immutable, so a program once compiled stays right.
func (s *Service) pin(ctx context.Context, revision int32) (*pinned, error) {
	if revision == 0 {
		return s.programs.active.Load(), nil
	}
	if rules := s.programs.find(revision); rules != nil {
		return rules, nil
	}
	rules, err := s.compile(ctx, revision)
	if err != nil {
		return nil, err
	}
	s.programs.keep(rules)
	return rules, nil
}

// afterFailedWrite looks at what the store holds after a write that failed in an unforeseen way, such as a sync: it may have
// reached the disk all the same. Of a store that is followed whoever follows hears it. The caller holds writing.
func (s *Service) afterFailedWrite(ctx context.Context, err error) {
	for _, foreseen := range []error{store.ErrNotFound, store.ErrNoJobOrder, store.ErrExists, store.ErrConflict, store.ErrFull, store.ErrClosed, store.ErrReplaced, store.ErrReadOnly, store.ErrUnavailable, store.ErrUncertain, store.ErrDenied, store.ErrTooLarge} {
		if errors.Is(err, foreseen) {
			return
		}
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	active, err := s.store.Active(ctx)
	if err != nil || active.GetRevision() == s.programs.active.Load().revision {
		return
	}
	rules, err := s.pin(ctx, active.GetRevision())
	if err != nil {
		return
	}
	if with, err := (openOrders{s}).withOrders(ctx, rules); err == nil {
		rules = with
	}
	s.programs.swap(rules)
}

// compile makes a stored revision ready.
func (s *Service) compile(ctx context.Context, revision int32) (*pinned, error) {
	stored, err := s.store.Get(ctx, revision)
	if err != nil {
		return nil, err
	}
	return ready(stored)
}

// ready compiles a revision as the store has it, and takes its document out of it.
func ready(stored *lexfitv1.RulebookRevision) (*pinned, error) {
	program, err := matcher.Compile(stored.GetRulebook())
	if err != nil {
		return nil, &failure{
			code: codeFailedPrecondition, reason: "REVISION_UNUSABLE",
			message: fmt.Sprintf("revision %d does not compile under engine version %d; apply a mended one", stored.GetRevision(), matcher.EngineVersion),
			cause:   err,
		}
	}
	stored.Rulebook = nil
	return &pinned{revision: stored.GetRevision(), program: program, stored: stored}, nil
}
