package run_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/client/run"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// before writes the lines of an earlier run, in which everybody had 250 points for the roles.
func before(ids string, roles ...string) string {
	var text strings.Builder
	for id := range strings.FieldsSeq(ids) {
		var fits []string
		for _, role := range roles {
			fits = append(fits, fmt.Sprintf(`{"role": %q, "score": 250, "band": "BAND_POSSIBLE", "eligibility": "ELIGIBILITY_ELIGIBLE"}`, role))
		}
		fmt.Fprintf(&text, `{"candidate_id": %q, "rulebook_revision": 3, "rulebook_digest": "0a", "engine_version": 1, "as_of": "2024-02-29", "fits": [%s]}`+"\n", id, strings.Join(fits, ", "))
	}
	return text.String()
}

// Who has no partner is told on either side, and who the server refuses as in every run.
func TestAgainst(t *testing.T) {
	t.Parallel()
	s := newStage(t, map[string]string{
		"pool.jsonl": `{"candidate_id": "a"}
{"candidate_id": "refused"}
{"candidate_id": "alone"}
{"candidate_id": "abcdef"}
{"candidate_id": 1}
{"candidate_id": "a"}
`,
		"fits.jsonl": before("abcdef refused a gone", "roles/paralegal", "roles/notary"),
	})
	server := &fake{rules: &lexfitv1.Rulebook{Roles: []*lexfitv1.Role{{Name: "roles/clerk"}, {Name: "roles/paralegal", Title: "Paralegal"}}}}
	connection := serve(t, server)
	rows := s.open("", "pool.jsonl")
	fits, err := run.ReadFits(run.NewConsole(&s.said, false, false), s.at("fits.jsonl"), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	reply, err := run.Against(t.Context(), connection, rows, run.AgainstJob{Fits: fits, TopK: 1, MaxMovements: 5})
	if err != nil {
		t.Fatal(err)
	}
	s.tell(rows.End(nil))
	want := `fits.jsonl: revision 7 of the rulebook has no roles/notary: left out
pool.jsonl:3: fits.jsonl has no fit of candidate_id "alone": not compared
pool.jsonl:5: candidate_id: expected a text in double quotes, got the number 1
pool.jsonl:6: candidate_id "a" stands at pool.jsonl:1 too, and has one fit in fits.jsonl: not compared
pool.jsonl:2: display_name: is not allowed
fits.jsonl:4: candidate_id "gone" is not in the sample: not compared
fits.jsonl: 4 fits, 1 of them without a profile in the sample
read 6 = scored 2 + rejected 4
`
	// The rows are read and settled at the same time, so the lines in between come in either order.
	if said := s.heard(); !slices.Equal(slices.Sorted(strings.Lines(said)), slices.Sorted(strings.Lines(want))) {
		t.Errorf("said:\n%s\nwant:\n%s", said, want)
	}
	if server.asked.GetAsOf() != "2024-02-29" || server.asked.GetRulebookRevision() != 7 || fmt.Sprint(server.asked.GetTargets()) != "[roles/paralegal]" || !server.asked.GetAdvice().GetNone() {
		t.Errorf("asked for %v", server.asked)
	}
	var refusals []string
	for _, rejection := range reply.GetRejections() {
		refusals = append(refusals, fmt.Sprintf("%d %s %s", rejection.GetIndex(), rejection.GetCandidateId(), rejection.GetError().GetReason()))
	}
	got := fmt.Sprintln(reply.GetFromRevision(), reply.GetFromDigest(), reply.GetToRevision(), reply.GetAsOf(), reply.GetReceived(), reply.GetRejected(), refusals)
	if want := "3 0a 7 2024-02-29 5 3 [1 refused INVALID_PROFILE 2 alone FIT_NOT_FOUND 4 a CANDIDATE_REPEATED]"; strings.Join(strings.Fields(got), " ") != want {
		t.Errorf("reply %s, want %s", got, want)
	}
	if len(reply.GetRoles()) != 1 {
		t.Fatalf("roles: %v", reply.GetRoles())
	}
	view := reply.GetRoles()[0]
	var moves []string
	for _, move := range view.GetMovements() {
		moves = append(moves, fmt.Sprintf("%s %d-%d %d-%d", move.GetCandidateId(), move.GetRankBefore(), move.GetRankAfter(), move.GetScoreBefore(), move.GetScoreAfter()))
	}
	if got, want := fmt.Sprint(view.GetRole(), view.GetCandidates(), moves, view.GetEntering(), view.GetLeaving()),
		"roles/paralegal2[a 1-2 250-100 abcdef 1-1 250-600][abcdef][a]"; strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(want, " ", "") {
		t.Errorf("view %s, want %s", got, want)
	}
}

// Many broken lines are counted beyond the first; a line above the limit is one.
func TestBrokenFits(t *testing.T) {
	t.Parallel()
	long := `{"candidate_id": "` + strings.Repeat("x", 5<<20) + `"}`
	s := newStage(t, map[string]string{"fits.jsonl": before("a", "roles/paralegal") + strings.Repeat("{\n", 24) + long + "\n"})
	_, err := run.ReadFits(run.NewConsole(&s.said, false, false), s.at("fits.jsonl"), nil, nil)
	if err == nil || !strings.Contains(err.Error(), "25 of the lines cannot be compared") {
		t.Errorf("error %v", err)
	}
	if said := s.heard(); strings.Count(said, "\n") != 20 || !strings.Contains(said, "fits.jsonl:21: is no fit") || strings.Contains(said, "fits.jsonl:22:") {
		t.Errorf("said:\n%s", said)
	}
	s = newStage(t, map[string]string{"fits.jsonl": "\n" + long})
	if _, err := run.ReadFits(run.NewConsole(&s.said, false, false), s.at("fits.jsonl"), nil, nil); err == nil {
		t.Error("a line above the limit was read")
	}
	if said := s.heard(); said != "fits.jsonl:2: the line is above the limit of 4194304 bytes (4 MiB)\n" {
		t.Errorf("said %q", said)
	}
}
