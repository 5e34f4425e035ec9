package server

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
)

func (r *rig) orders() lexfitv1grpc.JobOrderServiceClient {
	return lexfitv1grpc.NewJobOrderServiceClient(r.conn)
}

func acme(by int32) *lexfitv1.JobOrder {
	return &lexfitv1.JobOrder{
		Title: "Litigation, Acme", Role: "roles/paralegal", Place: "Miami",
		Changes: []*lexfitv1.CriterionChange{{CriterionId: "legal-research", Change: &lexfitv1.CriterionChange_Raise{Raise: by}}},
	}
}

func (r *rig) createOrder(t *testing.T, o *lexfitv1.JobOrder) *lexfitv1.JobOrder {
	t.Helper()
	reply, err := r.orders().CreateJobOrder(t.Context(), &lexfitv1.CreateJobOrderRequest{JobOrderId: "acme", JobOrder: o, Author: "Ada", Message: "agreed"})
	if err != nil {
		t.Fatal(err)
	}
	return reply.GetJobOrder()
}

func TestJobOrderMethods(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	c := r.orders()
	made := r.createOrder(t, acme(20))
	if made.GetName() != "jobOrders/acme" || made.GetRevision() != 1 || made.GetDigest() != matcher.JobOrderDigest(acme(20)) || made.GetAuthor() != "Ada" {
		t.Errorf("created %v", made)
	}
	got, err := c.GetJobOrder(t.Context(), &lexfitv1.GetJobOrderRequest{Name: "jobOrders/acme"})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "read", got.GetJobOrder(), made)
	var sum int32
	for _, k := range got.GetEffectiveRole().GetCriteria() {
		sum += k.GetWeight()
	}
	if sum != 1000 {
		t.Errorf("the effective weights sum to %d", sum)
	}
	// A mask takes what it names and leaves the rest.
	update := &lexfitv1.JobOrder{Name: made.GetName(), Title: "Renamed", Etag: made.GetEtag(), Changes: nil, Place: "ignored"}
	changed, err := c.UpdateJobOrder(t.Context(), &lexfitv1.UpdateJobOrderRequest{JobOrder: update, UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"title"}}, Author: "Bo"})
	if err != nil {
		t.Fatal(err)
	}
	if o := changed.GetJobOrder(); o.GetTitle() != "Renamed" || o.GetPlace() != "Miami" || len(o.GetChanges()) != 1 || o.GetRevision() != 2 {
		t.Errorf("updated %v", o)
	}
	stale := proto.CloneOf(update)
	_, err = c.UpdateJobOrder(t.Context(), &lexfitv1.UpdateJobOrderRequest{JobOrder: stale, UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"title"}}})
	if p := wantError(t, err, codes.Aborted, "ETAG_STALE"); p.metadata["etag"] != changed.GetJobOrder().GetEtag() {
		t.Errorf("the current etag is %q, the error says %v", changed.GetJobOrder().GetEtag(), p.metadata)
	}
	_, err = c.UpdateJobOrder(t.Context(), &lexfitv1.UpdateJobOrderRequest{JobOrder: &lexfitv1.JobOrder{Name: made.GetName()}, UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"title", "colour"}}})
	wantFields(t, wantError(t, err, codes.InvalidArgument, "INVALID_REQUEST"), "update_mask.paths[1]")
	_, err = c.UpdateJobOrder(t.Context(), &lexfitv1.UpdateJobOrderRequest{JobOrder: &lexfitv1.JobOrder{Name: made.GetName()}})
	wantFields(t, wantError(t, err, codes.InvalidArgument, "INVALID_REQUEST"), "job_order.title", "job_order.role")
	_, err = c.CreateJobOrder(t.Context(), &lexfitv1.CreateJobOrderRequest{JobOrderId: "acme", JobOrder: acme(1)})
	wantError(t, err, codes.AlreadyExists, "JOB_ORDER_EXISTS")
	nowhere := acme(1)
	nowhere.Role = "roles/notary"
	_, err = c.CreateJobOrder(t.Context(), &lexfitv1.CreateJobOrderRequest{JobOrderId: "other", JobOrder: nowhere})
	wantFields(t, wantError(t, err, codes.NotFound, "ROLE_NOT_FOUND"), "job_order.role")
	_, err = c.CreateJobOrder(t.Context(), &lexfitv1.CreateJobOrderRequest{JobOrderId: "other", JobOrder: acme(950)})
	wantFields(t, wantError(t, err, codes.InvalidArgument, "JOB_ORDER_INVALID"), "job_order.changes[0].raise")
	// Only looked at, not written.
	reply, err := c.CreateJobOrder(t.Context(), &lexfitv1.CreateJobOrderRequest{JobOrderId: "other", JobOrder: acme(950), ValidateOnly: true})
	if err != nil || len(reply.GetFindings()) == 0 {
		t.Errorf("validated only: %v, %v", reply, err)
	}
	for i := range 5 {
		if _, err := c.CreateJobOrder(t.Context(), &lexfitv1.CreateJobOrderRequest{JobOrderId: fmt.Sprint("n-", i), JobOrder: acme(int32(i))}); err != nil {
			t.Fatal(err)
		}
	}
	var names []string
	for token := ""; ; {
		page, err := c.ListJobOrders(t.Context(), &lexfitv1.ListJobOrdersRequest{PageSize: 2, PageToken: token})
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range page.GetJobOrders() {
			names = append(names, o.GetName())
		}
		if token = page.GetNextPageToken(); token == "" {
			break
		}
	}
	if want := []string{"jobOrders/acme", "jobOrders/n-0", "jobOrders/n-1", "jobOrders/n-2", "jobOrders/n-3", "jobOrders/n-4"}; !slices.Equal(names, want) {
		t.Errorf("listed %v", names)
	}
	if _, err := c.DeleteJobOrder(t.Context(), &lexfitv1.DeleteJobOrderRequest{Name: "jobOrders/acme", Etag: changed.GetJobOrder().GetEtag()}); err != nil {
		t.Fatal(err)
	}
	_, err = c.GetJobOrder(t.Context(), &lexfitv1.GetJobOrderRequest{Name: "jobOrders/acme"})
	wantError(t, err, codes.NotFound, "JOB_ORDER_NOT_FOUND")
	_, err = c.GetJobOrder(t.Context(), &lexfitv1.GetJobOrderRequest{Name: "jobOrders/acme@0"})
	wantFields(t, wantError(t, err, codes.InvalidArgument, "INVALID_REQUEST"), "name")
}

// A job order is scored as it is now, or as the revision that is named; by an older rulebook too; and after a restart.
func TestScoringJobOrders(t *testing.T) {
	t.Parallel()
	path := t.TempDir() + "/lexfit.db"
	r := newRigAt(t, path)
	made := r.createOrder(t, acme(20))
	p := profilegen.Typical()
	score := func(target string, revision int32) (*lexfitv1.Fit, error) {
		reply, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: p, Options: &lexfitv1.ScoreOptions{Targets: []string{target}, RulebookRevision: revision, AsOf: today}})
		if err != nil {
			return nil, err
		}
		return reply.GetFits()[0], nil
	}
	first, err := score("jobOrders/acme", 0)
	if err != nil || first.GetJobOrder() != "jobOrders/acme" || first.GetJobOrderRevision() != 1 || first.GetJobOrderDigest() != made.GetDigest() {
		t.Fatalf("%v, %v", first, err)
	}
	next := acme(120)
	next.Name = made.GetName()
	if _, err := r.orders().UpdateJobOrder(t.Context(), &lexfitv1.UpdateJobOrderRequest{JobOrder: next}); err != nil {
		t.Fatal(err)
	}
	second, err := score("jobOrders/acme", 0)
	if err != nil || second.GetJobOrderRevision() != 2 || second.GetScore() == first.GetScore() {
		t.Errorf("after the update: revision %d, score %d, before %d (%v)", second.GetJobOrderRevision(), second.GetScore(), first.GetScore(), err)
	}
	again, err := score("jobOrders/acme@1", 0)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "revision 1 of the order", again, first)
	r.create(t, harsher(), true, "")
	old, err := score("jobOrders/acme@1", 1)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "by the first rulebook", old, first)
	if _, err := score("jobOrders/nobody", 0); err == nil {
		t.Error("an order that is not there is scored")
	} else {
		wantError(t, err, codes.NotFound, "JOB_ORDER_NOT_FOUND")
	}
	ranked, err := r.match.RankCandidates(t.Context(), &lexfitv1.RankCandidatesRequest{
		Profiles: profiles(20), Options: &lexfitv1.RankOptions{Target: "jobOrders/acme", TopK: 5, Firmness: true},
	})
	if err != nil || len(ranked.GetRanking().GetCandidates()) != 5 || ranked.GetRanking().GetCandidates()[0].GetFirmness() == nil || ranked.GetRanking().GetFirmnessPool() != 20 {
		t.Errorf("ranked: %v, %v", ranked, err)
	}
}

// Rule 3: a rulebook that an open job order does not compile against cannot be activated, and the order is named.
func TestJobOrdersBlockActivation(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.createOrder(t, acme(20))
	rb := rulebook.Default()
	rb.Roles[1].Criteria[1].Id = "law-research"
	_, err := r.rulebook.CreateRulebookRevision(t.Context(), &lexfitv1.CreateRulebookRevisionRequest{Rulebook: rb, Author: "Ada", Activate: true})
	if p := wantError(t, err, codes.FailedPrecondition, "JOB_ORDER_BROKEN"); !strings.Contains(p.message, "jobOrders/acme") || !strings.Contains(p.message, "legal-research") {
		t.Errorf("the order is not named: %s", p.message)
	}
	if n := r.active(t).GetRevision(); n != 1 {
		t.Errorf("revision %d is active", n)
	}
	written := r.create(t, rb, false, "") // saved for later it may be
	_, err = r.rulebook.ActivateRulebookRevision(t.Context(), &lexfitv1.ActivateRulebookRevisionRequest{Revision: written.GetRevision()})
	wantError(t, err, codes.FailedPrecondition, "JOB_ORDER_BROKEN")
	if _, err := r.orders().DeleteJobOrder(t.Context(), &lexfitv1.DeleteJobOrderRequest{Name: "jobOrders/acme"}); err != nil {
		t.Fatal(err)
	}
	if got := r.activate(t, written.GetRevision()); !got.GetActive() {
		t.Error("with the order gone it cannot be activated")
	}
}

func TestAuditEvents(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.create(t, changed("Second"), false, "")
	if _, err := r.rulebook.ActivateRulebookRevision(t.Context(), &lexfitv1.ActivateRulebookRevisionRequest{Revision: 2, Author: "Bo", Message: "as agreed"}); err != nil {
		t.Fatal(err)
	}
	admin := lexfitv1grpc.NewAdminServiceClient(r.conn)
	var numbers []int32
	var newest *lexfitv1.AuditEvent
	for token := ""; ; {
		page, err := admin.ListAuditEvents(t.Context(), &lexfitv1.ListAuditEventsRequest{PageSize: 3, PageToken: token})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page.GetEvents() {
			if newest == nil {
				newest = e
			}
			numbers = append(numbers, e.GetSequence())
		}
		if token = page.GetNextPageToken(); token == "" {
			break
		}
	}
	if !slices.Equal(numbers, []int32{4, 3, 2, 1}) {
		t.Errorf("events %v", numbers)
	}
	if newest.GetAuthor() != "Bo" || newest.GetMessage() != "as agreed" || newest.GetFromRevision() != 1 || newest.GetToRevision() != 2 || !newest.GetTime().AsTime().Equal(testClock()) {
		t.Errorf("the newest: %v", newest)
	}
	_, err := admin.ListAuditEvents(t.Context(), &lexfitv1.ListAuditEventsRequest{PageToken: "made up"})
	wantFields(t, wantError(t, err, codes.InvalidArgument, "INVALID_REQUEST"), "page_token")
}

func TestDiffOverTheWire(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.create(t, harsher(), true, "")
	reply, err := r.rulebook.DiffRulebookRevisions(t.Context(), &lexfitv1.DiffRulebookRevisionsRequest{FromRevision: 1})
	if err != nil {
		t.Fatal(err)
	}
	if reply.GetFromRevision() != 1 || reply.GetToRevision() != 2 || reply.GetToDigest() != matcher.Digest(harsher()) || len(reply.GetChanges()) == 0 {
		t.Errorf("%v", reply)
	}
	draft := rulebook.Default()
	draft.Roles[0].Criteria[0].Weight++
	_, err = r.rulebook.DiffRulebookRevisions(t.Context(), &lexfitv1.DiffRulebookRevisionsRequest{ToRulebook: draft})
	if p := wantError(t, err, codes.InvalidArgument, "RULEBOOK_INVALID"); len(p.fields) == 0 {
		t.Error("no violation")
	}
	_, err = r.rulebook.DiffRulebookRevisions(t.Context(), &lexfitv1.DiffRulebookRevisionsRequest{ToRulebook: rulebook.Default(), ToRevision: 1})
	wantFields(t, wantError(t, err, codes.InvalidArgument, "INVALID_REQUEST"), "to_revision")
	_, err = r.rulebook.DiffRulebookRevisions(t.Context(), &lexfitv1.DiffRulebookRevisionsRequest{ToRevision: 9})
	wantError(t, err, codes.NotFound, "REVISION_NOT_FOUND")
}

func TestPreviewOverTheWire(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	preview := func(o *lexfitv1.PreviewOptions, sample ...*lexfitv1.CandidateProfile) (*lexfitv1.PreviewRulebookRevisionResponse, error) {
		stream, err := r.rulebook.PreviewRulebookRevision(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if o != nil {
			_ = stream.Send(&lexfitv1.PreviewRulebookRevisionRequest{Message: &lexfitv1.PreviewRulebookRevisionRequest_Options{Options: o}})
		}
		for _, p := range sample {
			_ = stream.Send(&lexfitv1.PreviewRulebookRevisionRequest{Message: &lexfitv1.PreviewRulebookRevisionRequest_Profile{Profile: p}})
		}
		return stream.CloseAndRecv()
	}
	sample := append(profiles(30), badProfile("bad"))
	reply, err := preview(&lexfitv1.PreviewOptions{ToRulebook: harsher()}, sample...)
	if err != nil {
		t.Fatal(err)
	}
	if reply.GetReceived() != 31 || reply.GetRejected() != 1 || reply.GetRejections()[0].GetIndex() != 30 || len(reply.GetRoles()) != 2 || reply.GetRoles()[0].GetCandidates() != 30 {
		t.Errorf("received %d, rejected %d, %v", reply.GetReceived(), reply.GetRejected(), reply.GetRejections())
	}
	moves := 0
	for _, v := range reply.GetRoles() {
		moves += len(v.GetBandMovements())
	}
	if moves == 0 || r.active(t).GetRevision() != 1 {
		t.Error("nobody moves, or something was activated")
	}
	_, err = preview(nil, sample...)
	wantFields(t, wantError(t, err, codes.InvalidArgument, "INVALID_REQUEST"), "options")
	_, err = preview(&lexfitv1.PreviewOptions{Targets: []string{"roles/notary"}}, sample[0])
	wantError(t, err, codes.NotFound, "TARGET_NOT_FOUND")
}

func TestCompareOverTheWire(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	reply, err := r.match.CompareRoles(t.Context(), &lexfitv1.CompareRolesRequest{Profiles: profiles(1)})
	if err != nil || len(reply.GetRoles()) != 2 || reply.GetRulebookRevision() != 1 {
		t.Fatalf("%v, %v", reply, err)
	}
	_, err = r.match.CompareRoles(t.Context(), &lexfitv1.CompareRolesRequest{Profiles: profiles(3)})
	wantFields(t, wantError(t, err, codes.InvalidArgument, "INVALID_REQUEST"), "targets")
	_, err = r.match.CompareRoles(t.Context(), &lexfitv1.CompareRolesRequest{Profiles: []*lexfitv1.CandidateProfile{profilegen.Typical(), badProfile("bad")}, Options: &lexfitv1.ScoreOptions{Targets: []string{"roles/paralegal"}}})
	wantFields(t, wantError(t, err, codes.InvalidArgument, "INVALID_REQUEST"), "profiles[1].skills[1].name", "profiles[1].experience[0].ended_on")
}

// The advice of a reply can be applied by its rank; a rank that is not there is said, and a stream goes on.
func TestApplyingAdvice(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := profilegen.Typical()
	ask := func(n int32) (*lexfitv1.ScoreCandidateResponse, error) {
		return r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: p, Options: &lexfitv1.ScoreOptions{AsOf: today, Advice: &lexfitv1.AdviceOptions{Apply: n}}})
	}
	reply, err := ask(1)
	if err != nil || reply.GetChangedProfile() == nil || proto.Equal(reply.GetChangedProfile(), p) {
		t.Fatalf("%v, %v", reply, err)
	}
	promised := reply.GetAdvice()[0]
	after, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: reply.GetChangedProfile(), Options: &lexfitv1.ScoreOptions{AsOf: today, Targets: []string{promised.GetRole()}}})
	if err != nil || after.GetFits()[0].GetScore() != promised.GetScoreAfter() || after.GetFits()[0].GetBand() != promised.GetBandAfter() {
		t.Errorf("promised %v, came %v (%v)", promised, after.GetFits()[0].GetScore(), err)
	}
	_, err = ask(50)
	if e := wantError(t, err, codes.OutOfRange, "ADVICE_OUT_OF_RANGE"); e.metadata["have"] != strconv.Itoa(len(reply.GetAdvice())) {
		t.Errorf("there are %d pieces, the error says %v", len(reply.GetAdvice()), e.metadata)
	}
	results, err := scoreStream(t, r.match, optionsMessage(&lexfitv1.ScoreOptions{Advice: &lexfitv1.AdviceOptions{Apply: 1, Max: 2}}),
		profileMessage(&lexfitv1.CandidateProfile{CandidateId: "silent"}), profileMessage(p))
	if err != nil || len(results) != 2 || results[0].GetError().GetReason() != "ADVICE_OUT_OF_RANGE" || results[1].GetResponse().GetChangedProfile() == nil {
		t.Errorf("%v, %v", results, err)
	}
	plain, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: p, Options: &lexfitv1.ScoreOptions{AsOf: today, Advice: &lexfitv1.AdviceOptions{None: true}}})
	if err != nil || len(plain.GetAdvice())+len(plain.GetInterviewQuestions())+len(plain.GetPathways()) != 0 || len(plain.GetFits()[0].GetCriteria()) == 0 {
		t.Errorf("without advice: %v, %v", plain, err)
	}
}
