package matcher_test

import (
	"fmt"
	"sync"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// smallDuties is the table of duties of the rulebook that the rules of evidence are tested with.
const smallDuties = `{"duties":{
	"verbs":[
		{"id":"draft","verbs":["draft","write"]},
		{"id":"search","verbs":["research"]},
		{"id":"keep","verbs":["keep","maintain"]},
		{"id":"check","verbs":["check"]},
		{"id":"gather","verbs":["gather"]},
		{"id":"handle","verbs":["handle"]}],
	"objects":[
		{"id":"pleadings","phrases":["complaint","motion"]},
		{"id":"letters","phrases":["letter"]},
		{"id":"cases","phrases":["case law","statute"]},
		{"id":"diaries","phrases":["diary"]},
		{"id":"hearings","phrases":["hearing date"]},
		{"id":"quotes","phrases":["quotation"]},
		{"id":"figures","phrases":["figure"]},
		{"id":"productions","phrases":["production"]},
		{"id":"ledgers","phrases":["ledger"]},
		{"id":"journeys","phrases":["journey"]},
		{"id":"affidavits","phrases":["sworn statement"]},
		{"id":"exhibits","phrases":["trial binder"]},
		{"id":"callers","phrases":["client call"]},
		{"id":"questionnaires","phrases":["intake form"]},
		{"id":"visas","phrases":["visa paper"]}],
	"rows":[
		{"verbs":["draft"],"objects":["pleadings"],"skills":["drafting-pleadings"]},
		{"verbs":["draft"],"objects":["letters"],"skills":["correspondence"]},
		{"verbs":["draft"],"objects":["affidavits"],"skills":["affidavits"]},
		{"verbs":["search"],"objects":["cases"],"skills":["legal-research"]},
		{"verbs":["keep"],"objects":["diaries"],"skills":["calendaring"]},
		{"verbs":["keep"],"objects":["hearings"],"skills":["docketing"],"lawOnly":true},
		{"verbs":["keep"],"objects":["ledgers"],"skills":["trust-accounting"]},
		{"verbs":["keep"],"objects":["exhibits"],"skills":["exhibits"]},
		{"verbs":["check"],"objects":["quotes"],"skills":["cite-checking"]},
		{"verbs":["check"],"objects":["figures"],"skills":["attention-to-detail"]},
		{"verbs":["gather"],"objects":["productions"],"skills":["discovery"]},
		{"verbs":["handle"],"objects":["journeys"],"skills":["travel-arrangements"]},
		{"verbs":["handle"],"objects":["callers"],"skills":["client-communication"]},
		{"verbs":["handle"],"objects":["questionnaires"],"skills":["client-intake"]},
		{"verbs":["handle"],"objects":["visas"],"skills":["immigration"]}],
	"families":[
		{"family":"paralegal","groups":["Substantive work"],"without":["client-communication","court-communication","client-intake"],
			"besides":["Legal knowledge","Practice areas"]},
		{"family":"legal-secretary","groups":["Office administration","Document production"],"skills":["e-filing"]}],
	"denials":["did not","do not","never","no","not responsible for","no experience","outsourced"],
	"clauseEnds":["who","which","to ensure","in order to"],
	"abbreviations":["No","v","a.m"]}}`

// smallImplied are the figures that families imply in that rulebook.
var smallImplied = map[string]map[string]int32{
	"paralegal":           {"discovery": 1000, "legal-research": 800},
	"legal-secretary":     {"calendaring": 1000, "typing": 900},
	"secretary":           {"typing": 900},
	"executive-assistant": {"scheduling": 1000},
	"attorney":            {"discovery": 700},
}

// smallBook is the default rulebook with figures of its own, so that no sum below hangs on the default ones: six families imply
// the skills above, one pair of skills is related, skills have no names but their titles, and duties are read by smallDuties.
// The tables of the default (curves, factors) are the rules themselves, that of what titles imply is set to be. It has no
// roles.
var smallBook = sync.OnceValues(func() (*lexfitv1.Rulebook, error) {
	book := rulebook.Default()
	duties := &lexfitv1.Rulebook{}
	if err := protojson.Unmarshal([]byte(smallDuties), duties); err != nil {
		return nil, fmt.Errorf("the table of duties: %w", err)
	}
	for _, skill := range book.GetSkills() {
		skill.Aliases, skill.Related = nil, nil
		switch skill.GetId() {
		case "cite-checking":
			skill.Aliases = []string{"=quotations"}
		case "westlaw":
			skill.Related = []*lexfitv1.RelatedSkill{{Skill: "legal-research", Similarity: 700}}
		}
	}
	for _, family := range book.GetTitles() {
		family.Implies = nil
		for skill, figure := range smallImplied[family.GetId()] {
			family.Implies = append(family.Implies, &lexfitv1.ImpliedSkill{Skill: skill, Figure: figure})
		}
		if len(family.GetImpliesAs()) > 0 {
			family.ImpliesAs, family.ImpliedShare = []string{"paralegal", "legal-secretary"}, 800
		}
	}
	book.Names.Ordinary = []string{"quotations"}
	book.Roles = nil
	book.Tables.Implied = &lexfitv1.Curve{Points: []*lexfitv1.CurvePoint{ // rule E5's
		{X: 0, Value: 0}, {X: 6, Value: 3500}, {X: 12, Value: 5056}, {X: 36, Value: 6222}, {X: 72, Value: 7000},
	}}
	// The default's table of duties goes whole: merged into it, classes would stand twice.
	if field := book.ProtoReflect().Descriptor().Fields().ByName("duties"); field != nil {
		book.ProtoReflect().Clear(field)
	}
	proto.Merge(book, duties)
	return book, nil
})

// smallPlan is the small rulebook with one role of these criteria.
func smallPlan(tb testing.TB, criteria ...*lexfitv1.Criterion) *matcher.Program {
	tb.Helper()
	book, err := smallBook()
	if err != nil {
		tb.Fatal(err)
	}
	return onlyRole(tb, proto.CloneOf(book), criteria...)
}

// smallPlans are the plans of one condition each.
var smallPlans sync.Map

// weigh scores a profile by one condition of the small rulebook.
func weigh(tb testing.TB, condition, text string) *lexfitv1.CriterionFit {
	tb.Helper()
	return judgeBy(tb, &smallPlans, smallPlan, condition, text)
}

// must scores a profile by one REQUIRED condition of the small rulebook, met from a threshold in per cent.
func must(tb testing.TB, threshold int32, condition, text string) *lexfitv1.Fit {
	tb.Helper()
	required := criterionOf(tb, condition)
	required.Requirement, required.Threshold, required.Rationale = lexfitv1.Requirement_REQUIREMENT_REQUIRED, threshold, "asked by the client"
	return score(tb, smallPlan(tb, required), profile(tb, text)).GetFits()[0]
}

// evidenceRow is a value worked out by hand from docs/scoring.md; the comment beside it shows the sum.
type evidenceRow struct {
	name, condition, profile string
	want                     int32
}

// weighs holds the small rulebook to a table of values.
func weighs(t *testing.T, rows []evidenceRow) {
	t.Helper()
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			if got := weigh(t, row.condition, row.profile); got.GetSatisfaction() != row.want {
				t.Errorf("satisfaction %d, want %d\n%v", got.GetSatisfaction(), row.want, got)
			}
		})
	}
}

// skillOf is the condition that asks for one skill.
func skillOf(id string) string { return fmt.Sprintf(`{"skill":{"best_of":[%q]}}`, id) }
