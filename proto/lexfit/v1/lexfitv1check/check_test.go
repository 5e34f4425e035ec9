package lexfitv1check

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func TestProfile(t *testing.T) {
	t.Parallel()
	refusal := func(profile *lexfitv1.CandidateProfile) *lexfitv1.ProfileError {
		t.Helper()
		refused, err := Profile(profile)
		if err != nil {
			t.Fatal(err)
		}
		return refused
	}
	if got := refusal(profilegen.Typical()); got != nil {
		t.Errorf("the typical profile is refused: %v", got)
	}
	got := refusal(&lexfitv1.CandidateProfile{CandidateId: "a", Skills: []*lexfitv1.Skill{{Name: ""}}, WorkState: "California"})
	if got.GetCode() != 3 || got.GetReason() != "INVALID_PROFILE" || len(got.GetViolations()) != 2 ||
		!strings.HasPrefix(got.GetMessage(), "the profile breaks the contract: "+got.GetViolations()[0].GetField()+": ") ||
		!strings.HasSuffix(got.GetMessage(), " (and 1 more)") {
		t.Errorf("refused with %v", got)
	}
	if got := refusal(nil); len(got.GetViolations()) != 1 || got.GetViolations()[0].GetField() != "profile" {
		t.Errorf("no profile at all: %v", got)
	}
	many := refusal(&lexfitv1.CandidateProfile{CandidateId: "many", Skills: slices.Repeat([]*lexfitv1.Skill{{}}, 400)}).GetViolations()
	if last := many[len(many)-1]; len(many) != MostViolations+1 || last.GetField() != "" || last.GetDescription() != "and 300 more" {
		t.Errorf("400 violations: %d listed, the last %v", len(many), last)
	}
}

func TestRequest(t *testing.T) {
	t.Parallel()
	for _, good := range []proto.Message{
		&lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical()},
		&lexfitv1.RankCandidatesRequest{Profiles: []*lexfitv1.CandidateProfile{{}}, Options: &lexfitv1.RankOptions{Target: "roles/paralegal"}},
		(*lexfitv1.ScoreOptions)(nil),
		&lexfitv1.ValidateRulebookRequest{Rulebook: &lexfitv1.Rulebook{}},
		&lexfitv1.ListSkillsRequest{PageSize: 10},
	} {
		if err := Request(good); err != nil {
			t.Errorf("%T: %v", good, err)
		}
	}
	for field, bad := range map[string]proto.Message{
		"as_of":         &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical(), AsOf: "2023-02-29"}, //nolint:staticcheck // deprecated, and judged as before
		"options.as_of": &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical(), Options: &lexfitv1.ScoreOptions{AsOf: "2023-02-29"}},
		"profile":       &lexfitv1.ScoreCandidateRequest{},
		"options":       &lexfitv1.RankCandidatesRequest{Profiles: []*lexfitv1.CandidateProfile{{}}},
		"target":        &lexfitv1.RankOptions{},
		"targets":       &lexfitv1.ScoreOptions{Targets: []string{"roles/a", "roles/a"}},
		"page_size":     &lexfitv1.ListSkillsRequest{PageSize: -1},
		"job_order_id":  &lexfitv1.CreateJobOrderRequest{JobOrder: &lexfitv1.JobOrder{Title: "a", Role: "roles/a"}},
		"texts":         &lexfitv1.ResolveSkillsRequest{},
		"revision":      &lexfitv1.GetRulebookRevisionRequest{Revision: -1},
		"from_revision": &lexfitv1.DiffRulebookRevisionsRequest{FromRevision: -1},
	} {
		var broken *InvalidError
		if err := Request(bad); !errors.As(err, &broken) {
			t.Errorf("%T: got %v", bad, err)
			continue
		}
		if got := broken.Violations[0]; got.GetField() != field || !strings.HasPrefix(broken.Error(), "the request breaks the contract: "+field+": "+got.GetDescription()) {
			t.Errorf("%T: got %v, want a violation at %s", bad, broken, field)
		}
	}
}

// TestLargeMessages holds that a message beyond the limit tells one violation, and the limit is higher for a rulebook.
func TestLargeMessages(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 2*wholeRequest)
	for _, test := range []struct {
		message proto.Message
		want    int
	}{
		{&lexfitv1.JobOrder{Description: long, Title: ""}, 1},
		{&lexfitv1.Rulebook{Skills: []*lexfitv1.SkillDefinition{{Title: long}, {Title: long}}}, 1},
	} {
		name := fmt.Sprintf("%T of %d bytes", test.message, proto.Size(test.message))
		list, err := Message(test.message)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) != test.want {
			t.Errorf("%s: %d violations, want %d", name, len(list), test.want)
		}
	}
	list, err := Message(&lexfitv1.Rulebook{Skills: []*lexfitv1.SkillDefinition{{Title: long}}})
	if err != nil || len(list) < 2 {
		t.Errorf("a rulebook of half a megabyte: %d violations, %v; want all of them", len(list), err)
	}
}
