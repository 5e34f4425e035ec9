package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

// A database is made with the default rulebook of the program that made it. Each later default is offered once: where the
// active rulebook is a default that nobody changed or chose, the new one takes its place as a further revision; otherwise
// what is active stays, and it is told that there is a new one.

// seeShowsNew is how to see what a default that was not taken would change.
const seeShowsNew = "lexfit rulebook diff --default shows what is new"

// offer is the program's default rulebook, offered to a database that does not know it.
type offer struct {
	*Service
	remark func(sentence string) (heard bool) // as Options.Remark
}

// mostOffers is how often an offer is made anew because others wrote meanwhile.
const mostOffers = 5

// make makes the offer. The error is that of a store that cannot be read; a default that cannot be written is logged, and offered
// again at the next start.
func (o *offer) make(ctx context.Context) error {
	for range mostOffers {
		again, err := o.once(ctx)
		if err != nil || !again {
			return err
		}
	}
	return nil
}

// once makes the offer; again says that others wrote meanwhile, such as servers of other versions that start on the same store.
func (o *offer) once(ctx context.Context) (again bool, err error) {
	digest := rulebook.DefaultDigest()
	offered, err := o.store.OfferedDefault(ctx)
	if err != nil || offered == digest {
		return false, err
	}
	if offered != "" && !rulebook.Shipped(offered) {
		return false, nil // a later program's: this one has nothing to offer, and its note would have the later one offer again
	}
	if known, err := o.holds(ctx, digest); err != nil {
		return false, err
	} else if known { // it is active, or was and somebody moved on from it
		o.note(ctx, digest)
		return false, nil
	}
	active, err := o.store.Active(ctx)
	if err != nil {
		return false, err
	}
	untouched := rulebook.Shipped(active.GetDigest())
	byHand, err := o.chosenByHand(ctx, active)
	if err != nil {
		return false, err
	}
	var kept string
	switch {
	case !untouched:
		kept = "was changed"
	case byHand, offered != "" && offered != active.GetDigest(): // or applied anew when a later one was known
		kept = "was chosen by hand"
	default:
		return o.take(ctx, active), nil
	}
	o.log.Warn("the program comes with another default rulebook; the active one stays",
		slog.Int("rulebook_revision", int(active.GetRevision())), slog.String("cause", kept), slog.String("default_digest", digest))
	if o.remark == nil || o.remark(fmt.Sprintf("this version comes with another default rulebook; revision %d, the active one, %s and stays: %s", active.GetRevision(), kept, seeShowsNew)) {
		o.note(ctx, digest)
	}
	return false, nil
}

// take makes the default rulebook a new revision and the active one, unless an open job order would break, or others wrote since
// what was active was read.
func (o *offer) take(ctx context.Context, before *lexfitv1.RulebookRevision) (again bool) {
	tell := func(sentence string) {
		if o.remark != nil {
			o.remark(sentence)
		}
	}
	rules := rulebook.Default()
	if err := o.bearsOrders(ctx, rules); err != nil {
		cause := strings.ReplaceAll(err.Error(), "\n", "; ")
		o.log.Warn("the new default rulebook is not taken: open job orders do not compile against it",
			slog.Int("rulebook_revision", int(before.GetRevision())), slog.String("cause", cause))
		tell(fmt.Sprintf("this version comes with another default rulebook; revision %d stays active, since open job orders do not compile against the new one: "+
			"%s; update or delete them and the next start takes it (%s)", before.GetRevision(), cause, seeShowsNew))
		return false
	}
	written, err := o.store.Create(ctx, &lexfitv1.RulebookRevision{
		Digest: matcher.Digest(rules), Author: "lexfit", CreateTime: timestamppb.New(o.clock()),
		Message:       fmt.Sprintf("The default rulebook of this version, in place of revision %d, an earlier default that nobody changed.", before.GetRevision()),
		EngineVersion: matcher.EngineVersion, Rulebook: rules,
	}, store.Create{Etag: before.GetEtag(), Activate: true, Default: true})
	if errors.Is(err, store.ErrConflict) {
		return true
	}
	if err != nil {
		o.log.Error("the new default rulebook could not be written", slog.String("cause", err.Error()))
		tell(fmt.Sprintf("this version comes with another default rulebook, which could not be written; revision %d stays active", before.GetRevision()))
		return false
	}
	o.log.Warn("took the new default rulebook", slog.Int("rulebook_revision", int(written.GetRevision())),
		slog.Int("before", int(before.GetRevision())), slog.String("digest", written.GetDigest()))
	tell(fmt.Sprintf("revision %d is active: the default rulebook of this version, in place of revision %d, an earlier default that nobody changed "+
		"(lexfit rulebook diff %d %d; back: lexfit rulebook activate %d)",
		written.GetRevision(), before.GetRevision(), before.GetRevision(), written.GetRevision(), before.GetRevision()))
	return false
}

// bearsOrders says which open job orders do not compile against a rulebook.
func (o *offer) bearsOrders(ctx context.Context, rules *lexfitv1.Rulebook) error {
	program, err := matcher.Compile(rules)
	if err != nil {
		return err
	}
	orders, err := (openOrders{o.Service}).list(ctx)
	if err != nil {
		return err
	}
	_, err = program.WithJobOrders(orders...)
	return err
}

// note notes that a default was offered. Where that fails it is offered again.
func (o *offer) note(ctx context.Context, digest string) {
	if err := o.store.OfferDefault(ctx, digest); err != nil {
		o.log.Error("it could not be noted that the default rulebook was offered", slog.String("cause", err.Error()))
	}
}

// holds reports whether some revision has a digest.
func (o *offer) holds(ctx context.Context, digest string) (bool, error) {
	const page = 500
	for before := int32(0); ; {
		list, err := o.store.List(ctx, before, page)
		if err != nil || len(list) == 0 {
			return false, err
		}
		for _, revision := range list {
			if revision.GetDigest() == digest {
				return true, nil
			}
			if before = revision.GetRevision(); before == 1 { // 0 would begin at the newest
				return false, nil
			}
		}
	}
}

// chosenByHand reports whether the active revision became that by an activation of its own, and not as it was written. A
// database older than the audit tells it by the numbers alone: what is not the newest was gone back to.
func (o *offer) chosenByHand(ctx context.Context, active *lexfitv1.RulebookRevision) (bool, error) {
	const page = 100
	for before := int32(0); ; {
		events, err := o.store.AuditEvents(ctx, before, page, "rulebookRevisions")
		if err != nil {
			return false, err
		}
		for _, event := range events {
			if before = event.GetSequence(); event.GetAction() == lexfitv1.AuditAction_AUDIT_ACTION_ACTIVATE_RULEBOOK_REVISION {
				return o.activatedAlone(ctx, event)
			}
		}
		if len(events) < page {
			newest, err := o.store.List(ctx, 0, 1)
			return err == nil && newest[0].GetRevision() != active.GetRevision(), err
		}
	}
}

// activatedAlone reports whether an activation is not part of the writing of its revision: such a one follows the event of
// the writing, and at the same moment.
func (o *offer) activatedAlone(ctx context.Context, activation *lexfitv1.AuditEvent) (bool, error) {
	if activation.GetSequence() == 1 {
		return true, nil
	}
	events, err := o.store.AuditEvents(ctx, activation.GetSequence(), 1, "")
	if err != nil || len(events) == 0 {
		return true, err
	}
	written := events[0]
	return written.GetAction() != lexfitv1.AuditAction_AUDIT_ACTION_CREATE_RULEBOOK_REVISION || written.GetResource() != activation.GetResource() ||
		!written.GetTime().AsTime().Equal(activation.GetTime().AsTime()), nil
}
