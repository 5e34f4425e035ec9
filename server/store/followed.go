package store

import "context"

// Head is the state of what servers score by.
type Head struct {
	Sequence int64 // of the newest audit event; grows with every write, 0 before the first
	Active   int32 // the active revision, 0 where none was activated
}

// Followed is a store that others write to beside this process.
type Followed interface {
	Store
	// Follow calls each with the head as it is, and then after every write of anybody; writes close together may come as one. While the place cannot be
	// reached each is called with an error once, and with a head again once it can. It returns when ctx ends, or with an error that no waiting mends.
	Follow(ctx context.Context, each func(Head, error)) error
}
