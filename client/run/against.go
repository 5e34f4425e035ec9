package run

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"google.golang.org/grpc/codes"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/input"
	matcherpool "github.com/lexfit/lexfit/matcher/pool"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// AgainstJob says how profiles are compared with their fits of before.
type AgainstJob struct {
	// Fits are what the profiles are compared with.
	Fits *Fits
	// Pins are what the profiles are scored by now; the as-of date is that of the fits where it is empty.
	Pins Pins
	// TopK is the size of the short list that is compared, MaxMovements how many movements are listed a role; both at least 1.
	TopK, MaxMovements int
}

// comparison is a run of Against.
type comparison struct {
	AgainstJob
	rows  *Rows
	reply *lexfitv1.PreviewRulebookRevisionResponse
	moves [][]matcherpool.Move // by role, as Fits.Roles

	// Of the goroutine that reads.
	received int32
	alone    []*lexfitv1.RejectedProfile // without a partner
}

// compared is a row under way.
type compared struct {
	*input.Row
	at     place
	number int32 // among the profiles that could be read
	before *fitted
}

// Against scores the rows and tells who moves from the fits that the same candidates had before, as a preview does. Rows without
// such a fit are rejected; fits without a row are named.
func Against(ctx context.Context, server *client.Client, rows *Rows, job AgainstJob) (*lexfitv1.PreviewRulebookRevisionResponse, error) {
	job.Pins.AsOf = cmp.Or(job.Pins.AsOf, job.Fits.AsOf)
	made := &comparison{AgainstJob: job, rows: rows}
	titles, err := made.pin(ctx, server)
	if err != nil {
		return nil, err
	}
	made.moves = make([][]matcherpool.Move, len(made.Fits.Roles))
	options := &lexfitv1.ScoreOptions{
		Targets: made.Pins.Targets, RulebookRevision: made.Pins.Revision, AsOf: made.Pins.AsOf, View: lexfitv1.View_VIEW_FULL, Advice: &lexfitv1.AdviceOptions{None: true},
	}
	if err := client.Batch(ctx, server, options, rows.console.ride(server, 0), made.draw, made.settle); err != nil {
		return nil, err
	}
	rows.ids = &repeats{} // those that stand twice were rejected, and said
	made.reply.Received = made.received
	made.reply.Rejections = append(made.reply.Rejections, made.alone...)
	slices.SortFunc(made.reply.GetRejections(), func(one, other *lexfitv1.RejectedProfile) int { return cmp.Compare(one.GetIndex(), other.GetIndex()) })
	made.reply.Rejected = int32(len(made.reply.GetRejections()))
	for _, role := range made.Pins.Targets {
		list := made.moves[slices.Index(made.Fits.Roles, role)]
		made.reply.Roles = append(made.reply.Roles, matcherpool.Moves(role, titles[role], list, made.TopK, made.MaxMovements))
	}
	made.tellAlone()
	return made.reply, nil
}

// pin settles the rules, and compares the roles that they and the fits have; it returns the titles of roles.
func (c *comparison) pin(ctx context.Context, server *client.Client) (map[string]string, error) {
	got, err := server.Rulebook.GetRulebookRevision(ctx, &lexfitv1.GetRulebookRevisionRequest{Revision: c.Pins.Revision})
	if err != nil {
		return nil, err
	}
	revision := got.GetRevision()
	c.Pins.Revision = revision.GetRevision()
	asked := len(c.Pins.Targets) > 0
	titles := map[string]string{}
	var names []string
	for _, role := range revision.GetRulebook().GetRoles() {
		titles[role.GetName()] = role.GetTitle()
		if names = append(names, role.GetName()); !asked && slices.Contains(c.Fits.Roles, role.GetName()) {
			c.Pins.Targets = append(c.Pins.Targets, role.GetName())
		}
	}
	var gone []string
	for _, role := range c.Fits.Roles {
		if titles[role] == "" {
			gone = append(gone, role)
		}
	}
	switch {
	case asked: // the server says it of a role that it does not know
	case len(c.Pins.Targets) == 0:
		return nil, fmt.Errorf("%s:%d: holds fits for %s, and revision %d of the rulebook has %s: nothing can be compared",
			c.Fits.File, c.Fits.first, strings.Join(gone, ", "), revision.GetRevision(), strings.Join(names, ", "))
	case len(gone) > 0:
		c.rows.console.Remark("%s: revision %d of the rulebook has no %s: left out", c.Fits.File, revision.GetRevision(), strings.Join(gone, ", "))
	}
	c.reply = &lexfitv1.PreviewRulebookRevisionResponse{
		FromRevision: c.Fits.Revision, FromDigest: c.Fits.Digest, ToRevision: revision.GetRevision(), ToDigest: revision.GetDigest(), AsOf: c.Pins.AsOf,
	}
	return titles, nil
}

// draw yields the rows that have a fit.
func (c *comparison) draw(ctx context.Context) iter.Seq2[compared, *lexfitv1.CandidateProfile] {
	return func(yield func(compared, *lexfitv1.CandidateProfile) bool) {
		c.rows.each(ctx, func(row *input.Row, at place) bool {
			number := c.received
			c.received++
			id := row.Profile.GetCandidateId()
			before := c.Fits.candidates[id]
			switch {
			case before == nil:
				c.refuse(row, at, number, "FIT_NOT_FOUND", fmt.Sprintf("%s has no fit of candidate_id %q: not compared", c.Fits.File, id))
				return ctx.Err() == nil
			case before.row != "":
				c.refuse(row, at, number, "CANDIDATE_REPEATED", fmt.Sprintf("candidate_id %q stands at %s too, and has one fit in %s: not compared", id, before.row, c.Fits.File))
				return ctx.Err() == nil
			}
			before.row = row.Place()
			return yield(compared{row, at, number, before}, row.Profile)
		})
	}
}

// refuse rejects a row that has nothing to be compared with.
func (c *comparison) refuse(row *input.Row, at place, number int32, reason, message string) {
	id := row.Profile.GetCandidateId()
	c.alone = append(c.alone, &lexfitv1.RejectedProfile{
		Index: number, CandidateId: id, Error: &lexfitv1.ProfileError{Code: int32(codes.NotFound), Reason: reason, Message: message},
	})
	c.rows.reject(row, at, id, []input.Problem{{Line: row.Line, Message: message}})
}

// settle takes what a row scores now.
func (c *comparison) settle(row compared, result *lexfitv1.ScoreCandidatesResponse) error {
	if refusal := result.GetError(); refusal != nil {
		id := row.Profile.GetCandidateId()
		c.reply.Rejections = append(c.reply.Rejections, &lexfitv1.RejectedProfile{Index: row.number, CandidateId: id, Error: refusal})
		c.rows.reject(row.Row, row.at, id, refused(row.Row, refusal))
		return nil
	}
	for _, fit := range result.GetResponse().GetFits() {
		i := slices.Index(c.Fits.Roles, fit.GetRole())
		if i < 0 {
			continue
		}
		from, to := &row.before.roles[i], standingOf(fit)
		c.moves[i] = append(c.moves[i], matcherpool.Move{ID: result.GetResponse().GetCandidateId(), From: from.Side, To: to.Side, Criterion: moved(from, &to)})
	}
	c.rows.count(row.at)
	return nil
}

// maxAlone is how many fits without a profile are named.
const maxAlone = 20

// tellAlone names the fits whose candidates did not come.
func (c *comparison) tellAlone() {
	type line struct {
		number int
		id     string
	}
	var alone []line
	for id, one := range c.Fits.candidates {
		if one.row == "" {
			alone = append(alone, line{one.line, id})
		}
	}
	slices.SortFunc(alone, func(one, other line) int { return cmp.Compare(one.number, other.number) })
	for i, one := range alone {
		if i == maxAlone {
			c.rows.console.Complain("%s: and %d more fits whose candidates are not in the sample", c.Fits.File, len(alone)-maxAlone)
			break
		}
		c.rows.console.Complain("%s:%d: candidate_id %q is not in the sample: not compared", c.Fits.File, one.number, one.id)
	}
	if len(alone) > 0 {
		c.rows.console.Complain("%s: %d fits, %d of them without a profile in the sample", c.Fits.File, len(c.Fits.candidates), len(alone))
	}
}
