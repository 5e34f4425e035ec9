package server

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/telemetry"
)

// The metadata that says how a server stands to its store.
const (
	revisionKey = "lexfit-rulebook-revision" // header of every call of the health: the revision that is scored by
	storeKey    = "lexfit-store"             // trailer while the store cannot be reached
	rulebookKey = "lexfit-rulebook"          // trailer while the store's active revision is not the one that is scored by
)

// lostRetry is when what was refused for want of the store is worth another try.
const lostRetry = 2 * time.Second

// lostError refuses what needs the store while it cannot be reached.
type lostError struct {
	since    time.Time
	revision int32 // that is scored by
}

func (e *lostError) Error() string {
	return fmt.Sprintf("the store of rulebooks and job orders cannot be reached since %s: nothing was read or written. Scores go on by revision %d; try this again once the store is back, or ask who runs it",
		e.since.UTC().Format(time.RFC3339), e.revision)
}

// Unwrap gives the sentinel.
func (e *lostError) Unwrap() error { return store.ErrUnavailable }

// lostNow is a *lostError while the store cannot be reached.
func (f *following) lostNow() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.lost.IsZero() {
		return nil
	}
	return &lostError{f.lost, f.service.programs.active.Load().revision}
}

// current reports whether the program is that of the active revision, as far as is known.
func (f *following) current() bool {
	if f == nil {
		return true
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.unusable == nil
}

// tellHealth has the health say how it stands. The caller holds mu.
func (f *following) tellHealth() {
	f.service.life.noteFollowed(f.lost.IsZero(), f.unusable == nil)
}

// standing says how the service stands to its store, in figures.
func (s *Service) standing() telemetry.Standing {
	f := s.following
	if f == nil {
		return telemetry.Standing{Reached: s.life.storeSound()}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	standing := telemetry.Standing{Reached: f.lost.IsZero(), Sequence: f.taken, Failed: f.failed}
	for _, since := range []time.Time{f.lost, f.untaken} {
		if !since.IsZero() {
			standing.Behind = max(standing.Behind, time.Since(since))
		}
	}
	return standing
}

// trailer is what every reply says while the service does not stand as it should; nil where it does.
func (s *Service) trailer() metadata.MD {
	f := s.following
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	var said metadata.MD
	say := func(key, value string, since time.Time) {
		said = metadata.Join(said, metadata.Pairs(key, value+" since="+since.UTC().Format(time.RFC3339)))
	}
	if !f.lost.IsZero() {
		say(storeKey, "unreachable", f.lost)
	}
	if f.unusable != nil {
		say(rulebookKey, fmt.Sprintf("behind active=%d", f.head.Active), f.untaken)
	}
	return said
}

// header is what a call of a method begins its reply with.
func (s *Service) header(method, id string) metadata.MD {
	said := metadata.Pairs(requestIDKey, id)
	switch method {
	case healthpb.Health_Check_FullMethodName, healthpb.Health_List_FullMethodName, healthpb.Health_Watch_FullMethodName:
		said.Set(revisionKey, strconv.Itoa(int(s.programs.active.Load().revision)))
	}
	return said
}

// reached is the store that the service asks: itself while it can be reached, and otherwise an error at once. To wait for a
// place that is known to be gone would hold up whoever asks, and whoever waits for them.
type reached struct {
	store.Followed
	following *following
}

// asked asks, if the store can be reached.
func asked[T any](r *reached, ask func() (T, error)) (T, error) {
	if err := r.following.lostNow(); err != nil {
		var none T
		return none, err
	}
	return ask()
}

// told is asked of what returns an error alone.
func told(r *reached, tell func() error) error {
	_, err := asked(r, func() (struct{}, error) { return struct{}{}, tell() })
	return err
}

// Create is store.Store's.
func (r *reached) Create(ctx context.Context, revision *lexfitv1.RulebookRevision, how store.Create) (*lexfitv1.RulebookRevision, error) {
	return asked(r, func() (*lexfitv1.RulebookRevision, error) { return r.Followed.Create(ctx, revision, how) })
}

// Get is store.Store's.
func (r *reached) Get(ctx context.Context, revision int32) (*lexfitv1.RulebookRevision, error) {
	return asked(r, func() (*lexfitv1.RulebookRevision, error) { return r.Followed.Get(ctx, revision) })
}

// Active is store.Store's.
func (r *reached) Active(ctx context.Context) (*lexfitv1.RulebookRevision, error) {
	return asked(r, func() (*lexfitv1.RulebookRevision, error) { return r.Followed.Active(ctx) })
}

// List is store.Store's.
func (r *reached) List(ctx context.Context, before int32, limit int) ([]*lexfitv1.RulebookRevision, error) {
	return asked(r, func() ([]*lexfitv1.RulebookRevision, error) { return r.Followed.List(ctx, before, limit) })
}

// Activate is store.Store's.
func (r *reached) Activate(ctx context.Context, revision int32, how store.Activation) (*lexfitv1.RulebookRevision, error) {
	return asked(r, func() (*lexfitv1.RulebookRevision, error) { return r.Followed.Activate(ctx, revision, how) })
}

// OfferedDefault is store.Store's.
func (r *reached) OfferedDefault(ctx context.Context) (string, error) {
	return asked(r, func() (string, error) { return r.Followed.OfferedDefault(ctx) })
}

// OfferDefault is store.Store's.
func (r *reached) OfferDefault(ctx context.Context, digest string) error {
	return told(r, func() error { return r.Followed.OfferDefault(ctx, digest) })
}

// CreateJobOrder is store.Store's.
func (r *reached) CreateJobOrder(ctx context.Context, order *lexfitv1.JobOrder, how store.JobOrderWrite) (*lexfitv1.JobOrder, error) {
	return asked(r, func() (*lexfitv1.JobOrder, error) { return r.Followed.CreateJobOrder(ctx, order, how) })
}

// UpdateJobOrder is store.Store's.
func (r *reached) UpdateJobOrder(ctx context.Context, order *lexfitv1.JobOrder, how store.JobOrderWrite) (*lexfitv1.JobOrder, error) {
	return asked(r, func() (*lexfitv1.JobOrder, error) { return r.Followed.UpdateJobOrder(ctx, order, how) })
}

// DeleteJobOrder is store.Store's.
func (r *reached) DeleteJobOrder(ctx context.Context, name string, how store.JobOrderWrite) error {
	return told(r, func() error { return r.Followed.DeleteJobOrder(ctx, name, how) })
}

// JobOrder is store.Store's.
func (r *reached) JobOrder(ctx context.Context, name string, revision int32) (*lexfitv1.JobOrder, error) {
	return asked(r, func() (*lexfitv1.JobOrder, error) { return r.Followed.JobOrder(ctx, name, revision) })
}

// JobOrders is store.Store's.
func (r *reached) JobOrders(ctx context.Context, after string, limit int) ([]*lexfitv1.JobOrder, error) {
	return asked(r, func() ([]*lexfitv1.JobOrder, error) { return r.Followed.JobOrders(ctx, after, limit) })
}

// AuditEvents is store.Store's.
func (r *reached) AuditEvents(ctx context.Context, before int32, limit int, resource string) ([]*lexfitv1.AuditEvent, error) {
	return asked(r, func() ([]*lexfitv1.AuditEvent, error) { return r.Followed.AuditEvents(ctx, before, limit, resource) })
}

// Ready is store.Store's.
func (r *reached) Ready(ctx context.Context) error {
	return told(r, func() error { return r.Followed.Ready(ctx) })
}

// Backup is store.Store's.
func (r *reached) Backup(ctx context.Context, to io.Writer) error {
	return told(r, func() error { return r.Followed.Backup(ctx, to) })
}
