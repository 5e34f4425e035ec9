package store

import (
	"context"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Taker is given all that a store keeps, of one state: the state first, then revisions with their documents by number, every
// revision of every job order by name and number, and events by number. What it is given belongs to it. An error of its own ends
// the giving.
type Taker interface {
	State(state State) error
	Revision(revision *lexfitv1.RulebookRevision) error
	JobOrder(order *lexfitv1.JobOrder) error
	Event(event *lexfitv1.AuditEvent) error
}

// Portable is a Store whose contents can be carried to another place.
type Portable interface {
	Store
	// Contents gives a taker all that is kept. Revisions come as they were written: active and etag, which are the state's, are
	// not set, nor is the etag of a job order.
	Contents(ctx context.Context, to Taker) error
}
