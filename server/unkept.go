package server

import (
	"context"
	"fmt"
	"io"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

// unkept is the store of who has no place to keep anything: the default rulebook as its one revision, and nothing is written.
type unkept struct{ revision *lexfitv1.RulebookRevision }

var errUnkept = &store.Error{Kind: store.ErrReadOnly, Sentence: "there is no place to keep this; nothing was written"}

func newUnkept(clock func() time.Time) *unkept {
	if clock == nil {
		clock = time.Now
	}
	rules := rulebook.Default()
	return &unkept{&lexfitv1.RulebookRevision{
		Name: store.RevisionName(1), Revision: 1, Digest: matcher.Digest(rules), Author: "lexfit", CreateTime: timestamppb.New(clock()),
		Message: "The default rulebook.", EngineVersion: matcher.EngineVersion, Rulebook: rules, Active: true, Etag: "unkept",
	}}
}

// Active is store.Store's.
func (u *unkept) Active(ctx context.Context) (*lexfitv1.RulebookRevision, error) {
	return u.Get(ctx, 1)
}

// Get is store.Store's.
func (u *unkept) Get(ctx context.Context, revision int32) (*lexfitv1.RulebookRevision, error) {
	if revision != 1 {
		return nil, fmt.Errorf("rulebook revision %d: %w", revision, store.ErrNotFound)
	}
	return proto.CloneOf(u.revision), ctx.Err()
}

// List is store.Store's.
func (u *unkept) List(ctx context.Context, before int32, limit int) ([]*lexfitv1.RulebookRevision, error) {
	if before == 1 || limit < 1 {
		return nil, ctx.Err()
	}
	head := proto.CloneOf(u.revision)
	head.Rulebook = nil
	return []*lexfitv1.RulebookRevision{head}, ctx.Err()
}

// Create is store.Store's.
func (u *unkept) Create(context.Context, *lexfitv1.RulebookRevision, store.Create) (*lexfitv1.RulebookRevision, error) {
	return nil, errUnkept
}

// Activate is store.Store's.
func (u *unkept) Activate(context.Context, int32, store.Activation) (*lexfitv1.RulebookRevision, error) {
	return nil, errUnkept
}

// OfferedDefault is store.Store's.
func (u *unkept) OfferedDefault(ctx context.Context) (string, error) {
	return u.revision.GetDigest(), ctx.Err()
}

// OfferDefault is store.Store's.
func (u *unkept) OfferDefault(context.Context, string) error { return errUnkept }

// CreateJobOrder is store.Store's.
func (u *unkept) CreateJobOrder(context.Context, *lexfitv1.JobOrder, store.JobOrderWrite) (*lexfitv1.JobOrder, error) {
	return nil, errUnkept
}

// UpdateJobOrder is store.Store's.
func (u *unkept) UpdateJobOrder(context.Context, *lexfitv1.JobOrder, store.JobOrderWrite) (*lexfitv1.JobOrder, error) {
	return nil, errUnkept
}

// DeleteJobOrder is store.Store's.
func (u *unkept) DeleteJobOrder(context.Context, string, store.JobOrderWrite) error { return errUnkept }

// JobOrder is store.Store's.
func (u *unkept) JobOrder(_ context.Context, name string, _ int32) (*lexfitv1.JobOrder, error) {
	return nil, fmt.Errorf("job order %s: %w", name, store.ErrNoJobOrder)
}

// JobOrders is store.Store's.
func (u *unkept) JobOrders(ctx context.Context, _ string, _ int) ([]*lexfitv1.JobOrder, error) {
	return nil, ctx.Err()
}

// AuditEvents is store.Store's.
func (u *unkept) AuditEvents(ctx context.Context, _ int32, _ int, _ string) ([]*lexfitv1.AuditEvent, error) {
	return nil, ctx.Err()
}

// Ready is store.Store's.
func (u *unkept) Ready(ctx context.Context) error { return ctx.Err() }

// Backup is store.Store's.
func (u *unkept) Backup(context.Context, io.Writer) error { return errUnkept }

// Close is store.Store's.
func (u *unkept) Close() error { return nil }
