package matcher_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Every leaf that the contract has a kind, of a category of its own, and no node that holds others is one.
func TestEveryLeafIsOfAKind(t *testing.T) {
	t.Parallel()
	sums := []string{"any_of", "all_of", "average_of", "at_least"}
	categories := map[lexfitv1.Category]bool{}
	nodes := (&lexfitv1.Condition{}).ProtoReflect().Descriptor().Oneofs().ByName("node").Fields()
	for i := range nodes.Len() {
		field := nodes.Get(i)
		condition := &lexfitv1.Condition{}
		condition.ProtoReflect().Mutable(field)
		kind := matcher.KindOf(condition)
		switch sum := slices.Contains(sums, string(field.Name())); {
		case sum != (kind == nil):
			t.Errorf("%s: is a sum: %v, is of a kind: %v", field.Name(), sum, kind != nil)
		case kind != nil:
			categories[kind.Category()] = true
		}
	}
	for number := range lexfitv1.Category_name {
		if category := lexfitv1.Category(number); category != 0 && !categories[category] {
			t.Errorf("no kind of criterion is of %v", category)
		}
	}
	if kind := matcher.KindOf(&lexfitv1.Condition{}); kind != nil {
		t.Errorf("a condition that asks for nothing is of a kind: %T", kind)
	}
}

// Availability: in full or not at all by the day, and open where nothing is said.
func TestAvailability(t *testing.T) {
	t.Parallel()
	const condition = `{"availability": {"by": "2027-01-15"}}`
	tests := []struct {
		name, from  string
		points      int32
		status      lexfitv1.Status
		eligibility lexfitv1.Eligibility
	}{
		{"before", "2026-12-01", 1000, lexfitv1.Status_STATUS_MET, lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE},
		{"on the day", "2027-01-15", 1000, lexfitv1.Status_STATUS_MET, lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE},
		{"a day late", "2027-01-16", 0, lexfitv1.Status_STATUS_NOT_MET, lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE},
		{"a month that begins before", "2027-01", 1000, lexfitv1.Status_STATUS_MET, lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE},
		{"a month that begins after", "2027-02", 0, lexfitv1.Status_STATUS_NOT_MET, lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE},
		{"nothing said", "", 0, lexfitv1.Status_STATUS_NOT_STATED, lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED},
	}
	k := criterionOf(t, condition)
	k.Weight, k.Requirement, k.Rationale = 1000, lexfitv1.Requirement_REQUIREMENT_REQUIRED, "the desk is empty from then on"
	p := planOf(t, k)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			text := `{"candidate_id": "a", "experience": [{"title": "Paralegal"}]}`
			if test.from != "" {
				text = fmt.Sprintf(`{"candidate_id": "a", "experience": [{"title": "Paralegal"}], "preferences": {"available_from": %q}}`, test.from)
			}
			reply := advised(t, p, profile(t, text))
			fit := reply.GetFits()[0]
			got := fit.GetCriteria()[0]
			if got.GetPoints() != test.points || got.GetStatus() != test.status || fit.GetEligibility() != test.eligibility {
				t.Errorf("%d points, %v, %v; want %d, %v, %v", got.GetPoints(), got.GetStatus(), fit.GetEligibility(), test.points, test.status, test.eligibility)
			}
			switch {
			case test.points > 0 && (len(got.GetEvidence()) != 1 || got.GetEvidence()[0].GetPath() != "preferences.available_from"):
				t.Errorf("evidence: %v", got.GetEvidence())
			case test.status == lexfitv1.Status_STATUS_NOT_STATED && (got.GetPointsHigh() != 1000 || len(fit.GetUnconfirmed()) != 1):
				t.Errorf("silence counts against somebody: at best %d points, %v", got.GetPointsHigh(), fit.GetUnconfirmed())
			case test.status == lexfitv1.Status_STATUS_NOT_MET && fit.GetBlockers()[0].GetWayBack() != fmt.Sprintf("Needs to start by 2027-01-15 (available from %s).", test.from):
				t.Errorf("way back: %q", fit.GetBlockers()[0].GetWayBack())
			}
		})
	}
}

// Saying when one can start changes nothing where nobody asks.
func TestAvailabilityUnasked(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	without := profile(t, `{"candidate_id": "a", "experience": [{"title": "Paralegal", "started_on": "2019-01"}], "preferences": {"interests": ["LITIGATION"]}}`)
	with := profile(t, `{"candidate_id": "a", "experience": [{"title": "Paralegal", "started_on": "2019-01"}], "preferences": {"interests": ["LITIGATION"], "available_from": "2099"}}`)
	one, other := advised(t, p, without), advised(t, p, with)
	if one.String() != other.String() {
		t.Errorf("the reply changes:\n%v\n%v", one, other)
	}
}
