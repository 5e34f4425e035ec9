package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// seen is what a reply says that it is of.
type seen struct {
	revision int32
	digest   string
	order    string // the digest of the job order
}

func seenIn(reply *lexfitv1.ScoreCandidateResponse) seen {
	got := seen{revision: reply.GetRulebookRevision(), digest: reply.GetRulebookDigest()}
	for _, fit := range reply.GetFits() {
		if fit.GetJobOrder() != "" {
			got.order = fit.GetJobOrderDigest()
		}
	}
	return got
}

// switching is an office whose rulebook and job order change while requests run.
type switching struct {
	*office
	digests []string // of revision n, at n-1
	order   string
	over    atomic.Bool
	crossed atomic.Int64 // requests that began by another revision than was active when they ended
	fits    sync.Map     // of a seen, the score of the one profile
}

// judge fails where a reply is of no one revision, or says something else than another reply that is of the same.
func (s *switching) judge(t *testing.T, what string, got seen, says string) {
	t.Helper()
	if n := int(got.revision); n < 1 || n > len(s.digests) || s.digests[n-1] != got.digest {
		t.Errorf("%s: revision %d with the digest %s", what, got.revision, got.digest)
	}
	if says == "" {
		return
	}
	if before, known := s.fits.LoadOrStore(got, says); known && before != says {
		t.Errorf("%s: %+v says %s, and said %s", what, got, says, before)
	}
}

// saysOf is what a score comes to, by rulebook and job order.
func saysOf(reply *lexfitv1.ScoreCandidateResponse) string {
	var said strings.Builder
	for _, fit := range reply.GetFits() {
		fmt.Fprintf(&said, "%s %s %d %s; ", fit.GetRole(), fit.GetJobOrder(), fit.GetScore(), fit.GetBand())
	}
	return said.String()
}

func (s *switching) options() *lexfitv1.ScoreOptions {
	return &lexfitv1.ScoreOptions{Targets: []string{"roles/paralegal", s.order}, AsOf: today, View: lexfitv1.View_VIEW_BASIC}
}

// stream scores one profile again and again on one stream, which is to be of what it began by.
func (s *switching) stream(ctx context.Context, t *testing.T, r *rig) error {
	t.Helper()
	stream, err := r.match.ScoreCandidates(ctx)
	if err != nil {
		return err
	}
	if err := stream.Send(optionsMessage(s.options())); err != nil {
		return err
	}
	var first seen
	for i := range 6 {
		if err := stream.Send(profileMessage(profilegen.Typical())); err != nil {
			return err
		}
		reply, err := stream.Recv()
		if err != nil {
			return err
		}
		got := seenIn(reply.GetResponse())
		if i == 0 {
			first = got
		}
		if got != first {
			t.Errorf("a stream that began by %+v goes on by %+v", first, got)
		}
		s.judge(t, "a stream", got, saysOf(reply.GetResponse()))
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	if _, err := stream.Recv(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("at the end of a stream: %w", err)
	}
	if r.served() != first.revision {
		s.crossed.Add(1)
	}
	return nil
}

// rank ranks two by a stream.
func (s *switching) rank(ctx context.Context, t *testing.T, r *rig) error {
	t.Helper()
	stream, err := r.match.RankCandidatesStream(ctx)
	if err != nil {
		return err
	}
	err = stream.Send(rankOptionsMessage(&lexfitv1.RankOptions{Target: s.order, AsOf: today}))
	for _, profile := range profiles(2) {
		err = errors.Join(err, stream.Send(rankMessage(profile)))
	}
	reply, recvErr := stream.CloseAndRecv()
	if err := errors.Join(err, recvErr); err != nil {
		return err
	}
	s.judge(t, "a ranking", seen{revision: reply.GetRanking().GetRulebookRevision(), digest: reply.GetRanking().GetRulebookDigest()}, "")
	return nil
}

// unary asks what answers at once.
func (s *switching) unary(ctx context.Context, t *testing.T, r *rig) error {
	t.Helper()
	scored, err := r.match.ScoreCandidate(ctx, &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical(), Options: s.options()})
	if err != nil {
		return err
	}
	s.judge(t, "a score", seenIn(scored), saysOf(scored))
	compared, err := r.match.CompareRoles(ctx, &lexfitv1.CompareRolesRequest{
		Profiles: []*lexfitv1.CandidateProfile{profilegen.Typical()}, Options: &lexfitv1.ScoreOptions{Targets: []string{"roles/paralegal", s.order}, AsOf: today},
	})
	if err != nil {
		return err
	}
	s.judge(t, "a comparison", seen{revision: compared.GetRulebookRevision(), digest: compared.GetRulebookDigest()}, "")
	diff, err := r.rulebook.DiffRulebookRevisions(ctx, &lexfitv1.DiffRulebookRevisionsRequest{FromRevision: 1})
	if err != nil {
		return err
	}
	s.judge(t, "a diff", seen{revision: diff.GetToRevision(), digest: diff.GetToDigest()}, "")
	return nil
}

// preview compares the first revision with what is active.
func (s *switching) preview(ctx context.Context, t *testing.T, r *rig) error {
	t.Helper()
	stream, err := r.rulebook.PreviewRulebookRevision(ctx)
	if err != nil {
		return err
	}
	err = stream.Send(&lexfitv1.PreviewRulebookRevisionRequest{Message: &lexfitv1.PreviewRulebookRevisionRequest_Options{Options: &lexfitv1.PreviewOptions{FromRevision: 1, AsOf: today}}})
	err = errors.Join(err, stream.Send(&lexfitv1.PreviewRulebookRevisionRequest{Message: &lexfitv1.PreviewRulebookRevisionRequest_Profile{Profile: profilegen.Typical()}}))
	reply, recvErr := stream.CloseAndRecv()
	if err := errors.Join(err, recvErr); err != nil {
		return err
	}
	s.judge(t, "a preview", seen{revision: reply.GetToRevision(), digest: reply.GetToDigest()}, "")
	return nil
}

// others asks whatever else is answered by a rulebook, one after the other.
func (s *switching) others(ctx context.Context, t *testing.T, r *rig) error {
	t.Helper()
	return errors.Join(s.rank(ctx, t, r), s.unary(ctx, t, r), s.preview(ctx, t, r))
}

// change writes on the servers in turns: an activation each time, and a job order in between.
func (s *switching) change(ctx context.Context, number int) error {
	_, err := s.servers[number%len(s.servers)].rulebook.ActivateRulebookRevision(ctx, &lexfitv1.ActivateRulebookRevisionRequest{Revision: int32(number%len(s.digests)) + 1})
	if err == nil && number%3 == 0 {
		order := acme(int32(number%40 + 1))
		order.Name = s.order
		_, err = s.servers[(number+1)%len(s.servers)].orders().UpdateJobOrder(ctx, &lexfitv1.UpdateJobOrderRequest{JobOrder: order})
	}
	return err
}

// TestNoRequestSeesTwoRevisions has thirty activations on two servers while both answer calls of every kind.
func TestNoRequestSeesTwoRevisions(t *testing.T) {
	t.Parallel()
	s := &switching{office: newOffice(t, 2)}
	s.order = s.servers[0].createOrder(t, acme(20)).GetName()
	first, err := s.shared.Get(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	s.digests = []string{first.GetDigest()}
	for i := range 3 {
		rules := changed(rulebookTitle(i))
		rules.Roles[1].Bands.Good += int32(i)
		s.digests = append(s.digests, s.servers[0].create(t, rules, false, "").GetDigest())
	}
	var asking sync.WaitGroup
	var asked atomic.Int64
	for _, r := range s.servers {
		eventually(t, "the job order is known", func() bool { return matcher.JobOrderOf(r.service.programs.active.Load().orders, s.order) != nil })
		for _, ask := range []func(context.Context, *testing.T, *rig) error{s.stream, s.others} {
			asking.Go(func() {
				for !s.over.Load() {
					if err := ask(t.Context(), t, r); err != nil {
						t.Error(err)
						return
					}
					asked.Add(1)
				}
			})
		}
	}
	const activations = 30
	for number := range activations {
		if err := s.change(t.Context(), number); err != nil {
			t.Error(err)
		}
	}
	for number := activations; s.crossed.Load() < 10 && number < 20*activations && !t.Failed(); number++ { // on a machine that does other things too
		if err := s.change(t.Context(), number); err != nil {
			t.Error(err)
		}
	}
	s.over.Store(true)
	asking.Wait()
	last := s.servers[0].served()
	s.servers[1].follows(t, last)
	if s.crossed.Load() == 0 {
		t.Error("no stream ran across an activation: nothing is tried")
	}
	t.Logf("%d requests, %d streams across an activation", asked.Load(), s.crossed.Load())
}
