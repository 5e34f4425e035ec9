package server

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// changed is the default rulebook with another title: another digest, the same scores.
func changed(title string) *lexfitv1.Rulebook {
	rb := rulebook.Default()
	rb.Title = title
	return rb
}

// harsher is the default rulebook with the cut-offs for paralegals out of nearly everybody's reach: other bands.
func harsher() *lexfitv1.Rulebook {
	rb := changed("Harsher")
	for _, role := range rb.GetRoles() {
		role.Bands.Possible, role.Bands.Good, role.Bands.Strong = 980, 990, 995
	}
	return rb
}

func (r *rig) create(t *testing.T, rb *lexfitv1.Rulebook, activate bool, etag string) *lexfitv1.RulebookRevision {
	t.Helper()
	reply, err := r.rulebook.CreateRulebookRevision(t.Context(), &lexfitv1.CreateRulebookRevisionRequest{
		Rulebook: rb, Author: "Ada Example", Message: "Because.", Activate: activate, Etag: etag,
	})
	if err != nil {
		t.Fatal(err)
	}
	return reply.GetRevision()
}

func (r *rig) activate(t *testing.T, revision int32) *lexfitv1.RulebookRevision {
	t.Helper()
	reply, err := r.rulebook.ActivateRulebookRevision(t.Context(), &lexfitv1.ActivateRulebookRevisionRequest{Revision: revision})
	if err != nil {
		t.Fatal(err)
	}
	return reply.GetRevision()
}

func (r *rig) active(t *testing.T) *lexfitv1.RulebookRevision {
	t.Helper()
	reply, err := r.rulebook.GetRulebookRevision(t.Context(), &lexfitv1.GetRulebookRevisionRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return reply.GetRevision()
}

func TestNewDatabaseHoldsTheDefaultRulebook(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	got := r.active(t)
	if got.GetName() != "rulebookRevisions/1" || got.GetRevision() != 1 || !got.GetActive() || got.GetParent() != 0 || got.GetAuthor() != "lexfit" ||
		got.GetMessage() == "" || got.GetEtag() == "" || got.GetEngineVersion() != matcher.EngineVersion || got.GetDigest() != matcher.Digest(rulebook.Default()) {
		got.Rulebook = nil
		t.Errorf("revision 1 is %v", got)
	}
	if !got.GetCreateTime().AsTime().Equal(testClock()) {
		t.Errorf("written at %v, by the clock %v", got.GetCreateTime().AsTime(), testClock())
	}
	if !proto.Equal(got.GetRulebook(), rulebook.Default()) {
		t.Error("its document is not the default rulebook")
	}
}

func TestCreateAndActivate(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	second := r.create(t, changed("Second"), false, "")
	if second.GetRevision() != 2 || second.GetActive() || second.GetParent() != 1 || second.GetRulebook() != nil || second.GetAuthor() != "Ada Example" {
		t.Errorf("created %v", second)
	}
	if got := r.active(t).GetRevision(); got != 1 {
		t.Errorf("active is %d before it was activated", got)
	}
	third := r.create(t, changed("Third"), true, second.GetEtag())
	if third.GetRevision() != 3 || !third.GetActive() || r.active(t).GetRulebook().GetTitle() != "Third" {
		t.Errorf("created and activated %v", third)
	}
	back := r.activate(t, 1)
	if back.GetRevision() != 1 || !back.GetActive() || back.GetRulebook() != nil || r.active(t).GetRevision() != 1 {
		t.Errorf("rolled back to %v", back)
	}
	// The same content once more is a revision of its own with the same digest.
	again := r.create(t, changed("Third"), true, "")
	if again.GetRevision() != 4 || again.GetDigest() != third.GetDigest() || again.GetParent() != 1 {
		t.Errorf("created again %v", again)
	}
}

func TestWritesTakeEffectForTheNextRequest(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := profilegen.Typical()
	score := func(revision int32) *lexfitv1.ScoreCandidateResponse {
		t.Helper()
		reply, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: p, Options: &lexfitv1.ScoreOptions{RulebookRevision: revision}})
		if err != nil {
			t.Fatal(err)
		}
		return reply
	}
	before := score(0)
	r.create(t, harsher(), true, "")
	after := score(0)
	if after.GetRulebookRevision() != 2 || after.GetRulebookDigest() != matcher.Digest(harsher()) {
		t.Errorf("after activation: revision %d", after.GetRulebookRevision())
	}
	if before.GetFits()[0].GetBand() == after.GetFits()[0].GetBand() {
		t.Errorf("the band is %v under both: the test shows nothing", after.GetFits()[0].GetBand())
	}
	equal(t, "revision 1 asked for by number", score(1), before)
	equal(t, "revision 2 asked for by number", score(2), after)
	r.activate(t, 1)
	equal(t, "after the rollback", score(0), before)
	r.create(t, changed("Third"), false, "")
	equal(t, "after one was created and not activated", score(0), before)
}

// TestStreamKeepsItsRevision activates another revision while streams run: they end under the one they began with.
func TestStreamKeepsItsRevision(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := profilegen.Typical()
	scores, err := r.match.ScoreCandidates(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ranks, err := r.match.RankCandidatesStream(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	next := func(want int32) {
		t.Helper()
		if err := scores.Send(profileMessage(p)); err != nil {
			t.Fatal(err)
		}
		reply, err := scores.Recv()
		if err != nil {
			t.Fatal(err)
		}
		if got := reply.GetResponse().GetRulebookRevision(); got != want {
			t.Errorf("scored under revision %d, want %d", got, want)
		}
	}
	if err := ranks.Send(rankOptionsMessage(&lexfitv1.RankOptions{Target: "roles/paralegal"})); err != nil {
		t.Fatal(err)
	}
	if err := ranks.Send(rankMessage(p)); err != nil {
		t.Fatal(err)
	}
	next(1)
	r.create(t, harsher(), true, "")
	next(1)
	r.create(t, changed("Third"), true, "")
	next(1)
	if err := ranks.Send(rankMessage(p)); err != nil {
		t.Fatal(err)
	}
	if err := scores.CloseSend(); err != nil {
		t.Fatal(err)
	}
	if _, err := scores.Recv(); !errors.Is(err, io.EOF) {
		t.Errorf("the end of the stream: %v", err)
	}
	ranking, err := ranks.CloseAndRecv()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range ranking.GetRanking().GetCandidates() {
		equal(t, "a fit of the ranking", c.GetFit(), ranking.GetRanking().GetCandidates()[0].GetFit())
	}
	scores, err = r.match.ScoreCandidates(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	next(3)
	if err := scores.CloseSend(); err != nil {
		t.Fatal(err)
	}
	if _, err := scores.Recv(); !errors.Is(err, io.EOF) {
		t.Errorf("the end of the stream: %v", err)
	}
}

// TestNobodyIsBehindWhatTheyRead reads which revision is active and scores, over and over, while revisions are activated: who
// has read of a revision is never scored by an older one.
func TestNobodyIsBehindWhatTheyRead(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := profilegen.Typical()
	done := make(chan struct{})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for {
				read, err := r.rulebook.GetRulebookRevision(t.Context(), &lexfitv1.GetRulebookRevisionRequest{})
				if err != nil {
					t.Errorf("get: %v", err)
					return
				}
				scored, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: p, Options: &lexfitv1.ScoreOptions{View: lexfitv1.View_VIEW_BASIC}})
				if err != nil {
					t.Errorf("score: %v", err)
					return
				}
				if scored.GetRulebookRevision() < read.GetRevision().GetRevision() {
					t.Errorf("read that %d is active, scored by %d", read.GetRevision().GetRevision(), scored.GetRulebookRevision())
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for i := range 8 {
		r.create(t, changed(fmt.Sprint("Number ", i)), true, "")
	}
	close(done)
	wg.Wait()
}

func TestStaleEtagIsRefusedWithTheCurrentOne(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	stale := r.active(t).GetEtag()
	current := r.create(t, changed("Second"), false, stale).GetEtag()
	_, createErr := r.rulebook.CreateRulebookRevision(t.Context(), &lexfitv1.CreateRulebookRevisionRequest{
		Rulebook: changed("Third"), Author: "Ada", Activate: true, Etag: stale,
	})
	_, activateErr := r.rulebook.ActivateRulebookRevision(t.Context(), &lexfitv1.ActivateRulebookRevisionRequest{Revision: 2, Etag: stale})
	for _, err := range []error{createErr, activateErr} {
		p := wantError(t, err, codes.Aborted, "ETAG_STALE")
		if p.metadata["etag"] != current {
			t.Errorf("the error carries the etag %q, current is %q", p.metadata["etag"], current)
		}
	}
	if got := r.active(t); got.GetRevision() != 1 || got.GetEtag() != current {
		t.Errorf("active %d, etag %q", got.GetRevision(), got.GetEtag())
	}
	if _, err := r.rulebook.ActivateRulebookRevision(t.Context(), &lexfitv1.ActivateRulebookRevisionRequest{Revision: 2, Etag: current}); err != nil {
		t.Errorf("with the current etag: %v", err)
	}
}

func TestRulebookServiceRefuses(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	_, err := r.rulebook.GetRulebookRevision(t.Context(), &lexfitv1.GetRulebookRevisionRequest{Revision: 2})
	p := wantError(t, err, codes.NotFound, "REVISION_NOT_FOUND")
	if !strings.Contains(p.message, "2") {
		t.Errorf("the sentence does not name the revision: %q", p.message)
	}
	_, err = r.rulebook.GetRulebookRevision(t.Context(), &lexfitv1.GetRulebookRevisionRequest{Revision: -1})
	wantFields(t, wantError(t, err, codes.InvalidArgument, "INVALID_REQUEST"), "revision")
	_, err = r.rulebook.ActivateRulebookRevision(t.Context(), &lexfitv1.ActivateRulebookRevisionRequest{Revision: 2})
	wantError(t, err, codes.NotFound, "REVISION_NOT_FOUND")
	_, err = r.rulebook.ActivateRulebookRevision(t.Context(), &lexfitv1.ActivateRulebookRevisionRequest{})
	wantFields(t, wantError(t, err, codes.InvalidArgument, "INVALID_REQUEST"), "revision")
	_, err = r.rulebook.ListRulebookRevisions(t.Context(), &lexfitv1.ListRulebookRevisionsRequest{PageSize: 1001})
	wantFields(t, wantError(t, err, codes.InvalidArgument, "INVALID_REQUEST"), "page_size")
	for _, token := range []string{"nonsense", "cmV2aXNpb25zIC0x", "cmV2aXNpb25zIDA", "c2tpbGxzIDEgMQ", "£"} {
		_, err = r.rulebook.ListRulebookRevisions(t.Context(), &lexfitv1.ListRulebookRevisionsRequest{PageToken: token})
		wantFields(t, wantError(t, err, codes.InvalidArgument, "INVALID_REQUEST"), "page_token")
	}
	create := func(request *lexfitv1.CreateRulebookRevisionRequest) error {
		_, err := r.rulebook.CreateRulebookRevision(t.Context(), request)
		return err
	}
	wantFields(t, wantError(t, create(&lexfitv1.CreateRulebookRevisionRequest{}), codes.InvalidArgument, "INVALID_REQUEST"), "rulebook")

	outside := changed(strings.Repeat("x", 201))
	wantFields(t, wantError(t, create(&lexfitv1.CreateRulebookRevisionRequest{Rulebook: outside, Author: "Ada"}), codes.InvalidArgument, "INVALID_REQUEST"), "rulebook.title")

	unsound := changed("Unsound")
	unsound.Roles[1].Criteria[3].Weight--
	unsound.Skills[0].Id = unsound.GetSkills()[1].GetId()
	p = wantError(t, create(&lexfitv1.CreateRulebookRevisionRequest{Rulebook: unsound, Author: "Ada", Activate: true}), codes.InvalidArgument, "RULEBOOK_INVALID")
	paths := make([]string, 0, len(p.fields))
	for path := range p.fields {
		paths = append(paths, path)
	}
	has := func(part string) bool {
		return slices.ContainsFunc(paths, func(s string) bool { return strings.Contains(s, part) })
	}
	if !has("rulebook.roles[1]") || !has("rulebook.skills[1]") {
		t.Errorf("the findings are at %v", paths)
	}
	if got := r.active(t); got.GetRevision() != 1 {
		t.Errorf("a refused rulebook became revision %d", got.GetRevision())
	}
}

func TestWarningsDoNotBlock(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	rb := changed("With a warning")
	skill := rb.GetSkills()[0]
	skill.Aliases = append(skill.Aliases, skill.GetTitle()) // alias-own-title
	reply, err := r.rulebook.CreateRulebookRevision(t.Context(), &lexfitv1.CreateRulebookRevisionRequest{Rulebook: rb, Author: "Ada"})
	if err != nil {
		t.Fatal(err)
	}
	if len(reply.GetFindings()) == 0 || reply.GetFindings()[0].GetSeverity() != lexfitv1.Severity_SEVERITY_WARNING {
		t.Errorf("findings %v, want a warning", reply.GetFindings())
	}
}

func TestValidateRulebook(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	validate := func(rb *lexfitv1.Rulebook) []*lexfitv1.Finding {
		t.Helper()
		reply, err := r.rulebook.ValidateRulebook(t.Context(), &lexfitv1.ValidateRulebookRequest{Rulebook: rb})
		if err != nil {
			t.Fatal(err)
		}
		return reply.GetFindings()
	}
	if got := validate(rulebook.Default()); len(got) != 0 {
		t.Errorf("the default rulebook: %v", got)
	}
	rb := changed(strings.Repeat("x", 201)) // against the contract
	rb.Roles[0].Criteria[0].Weight++        // against the lint
	skill := rb.GetSkills()[0]
	skill.Aliases = append(skill.Aliases, skill.GetTitle()) // worth a warning
	findings := validate(rb)
	seen := map[string]string{}
	warned := false
	for _, f := range findings {
		seen[f.GetRule()] = f.GetPath()
		if f.GetMessage() == "" || f.GetSeverity() == lexfitv1.Severity_SEVERITY_UNSPECIFIED {
			t.Errorf("finding %v", f)
		}
		if warned && f.GetSeverity() == lexfitv1.Severity_SEVERITY_ERROR {
			t.Errorf("an error stands after a warning: %v", f)
		}
		warned = warned || f.GetSeverity() == lexfitv1.Severity_SEVERITY_WARNING
	}
	if seen["contract"] != "title" {
		t.Errorf("the contract's finding is at %q: %v", seen["contract"], findings)
	}
	if _, ok := seen["weights-sum"]; !ok || !warned {
		t.Errorf("findings %v", findings)
	}
	if got := validate(&lexfitv1.Rulebook{}); len(got) == 0 {
		t.Error("an empty rulebook has no findings")
	}
	_, err := r.rulebook.ValidateRulebook(t.Context(), &lexfitv1.ValidateRulebookRequest{})
	wantFields(t, wantError(t, err, codes.InvalidArgument, "INVALID_REQUEST"), "rulebook")
	if got := r.active(t).GetRevision(); got != 1 {
		t.Errorf("validating wrote revision %d", got)
	}
}

func TestHistoryInPages(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for i := range 6 {
		r.create(t, changed(fmt.Sprint("Number ", i+2)), i == 2, "")
	}
	for _, size := range []int32{0, 1, 2, 3, 7, 100} {
		var got []int32
		token := ""
		for pages := 0; ; pages++ {
			reply, err := r.rulebook.ListRulebookRevisions(t.Context(), &lexfitv1.ListRulebookRevisionsRequest{PageSize: size, PageToken: token})
			if err != nil {
				t.Fatal(err)
			}
			if n := len(reply.GetRevisions()); size > 0 && n > int(size) || n == 0 {
				t.Errorf("a page of %d with size %d", n, size)
			}
			for _, rev := range reply.GetRevisions() {
				got = append(got, rev.GetRevision())
				if rev.GetRulebook() != nil || rev.GetActive() != (rev.GetRevision() == 4) || rev.GetEtag() == "" {
					t.Errorf("an entry is %v", rev)
				}
			}
			if token = reply.GetNextPageToken(); token == "" || pages > 10 {
				break
			}
		}
		if !slices.Equal(got, []int32{7, 6, 5, 4, 3, 2, 1}) {
			t.Errorf("pages of %d: %v", size, got)
		}
	}
}

func TestReopenedServiceGoesOn(t *testing.T) { //nolint:tparallel // the second comes after the first
	t.Parallel()
	path := t.TempDir() + "/lexfit.db"
	t.Run("first", func(t *testing.T) {
		r := newRigAt(t, path)
		r.create(t, harsher(), true, "")
		r.create(t, changed("Third"), false, "")
	})
	t.Run("second", func(t *testing.T) {
		r := newRigAt(t, path)
		reply, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical()})
		if err != nil {
			t.Fatal(err)
		}
		if reply.GetRulebookRevision() != 2 || reply.GetRulebookDigest() != matcher.Digest(harsher()) {
			t.Errorf("scored under revision %d", reply.GetRulebookRevision())
		}
	})
}
