package matcher_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// lawful is a law degree beside work that has nothing to do with law: claims of legal skills count in full (rule E3).
const lawful = `"education":[{"level":"JURIS_DOCTOR","status":"COMPLETED"}],` + worked

const asOf = "2026-11-24"

// enumPrefixes adds the prefix of an enum value to the short form that people write, by the list it stands in.
var enumPrefixes = map[string]map[string]string{
	"education":      {"level": "EDUCATION_LEVEL_", "status": "EDUCATION_STATUS_", "program_approval": "PROGRAM_APPROVAL_"},
	"skills":         {"proficiency": "PROFICIENCY_"},
	"certifications": {"status": "CERTIFICATION_STATUS_"},
	"experience":     {"employer_type": "EMPLOYER_TYPE_"},
	"languages":      {"level": "LANGUAGE_LEVEL_"},
}

// profile reads a profile written with short enum values.
func profile(tb testing.TB, text string) *lexfitv1.CandidateProfile {
	tb.Helper()
	var doc map[string]any
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		tb.Fatalf("profile %s: %v", text, err)
	}
	for list, fields := range enumPrefixes {
		entries, _ := doc[list].([]any)
		for _, e := range entries {
			entry, _ := e.(map[string]any)
			for field, prefix := range fields {
				if v, ok := entry[field].(string); ok && !strings.HasPrefix(v, prefix) {
					entry[field] = prefix + v
				}
			}
		}
	}
	if p, ok := doc["preferences"].(map[string]any); ok {
		interests, _ := p["interests"].([]any)
		for i, v := range interests {
			interests[i] = fmt.Sprint("INTEREST_", v)
		}
	}
	b, err := json.Marshal(doc)
	if err != nil {
		tb.Fatal(err)
	}
	p := &lexfitv1.CandidateProfile{}
	if err := protojson.Unmarshal(b, p); err != nil {
		tb.Fatalf("profile %s: %v", text, err)
	}
	if p.GetCandidateId() == "" {
		p.CandidateId = "c"
	}
	return p
}

// sharedPlan is compiled once for all tests: a plan is never changed.
var sharedPlan = sync.OnceValues(func() (*matcher.Program, error) { return matcher.Compile(rulebook.Default()) })

// defaultPlan is the default rulebook, compiled.
func defaultPlan(tb testing.TB) *matcher.Program {
	tb.Helper()
	p, err := sharedPlan()
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// compile compiles a rulebook, and fails the test where it is wrong.
func compile(tb testing.TB, rb *lexfitv1.Rulebook) *matcher.Program {
	tb.Helper()
	p, err := matcher.Compile(rb)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// criterionOf makes a criterion of a condition in protojson, worth 1000 points.
func criterionOf(tb testing.TB, condition string) *lexfitv1.Criterion {
	tb.Helper()
	k := &lexfitv1.Condition{}
	if err := protojson.Unmarshal([]byte(condition), k); err != nil {
		tb.Fatalf("condition %s: %v", condition, err)
	}
	return &lexfitv1.Criterion{
		Id: "only", Title: "Only", Weight: 1000, Category: lexfitv1.Category_CATEGORY_SKILL,
		Requirement: lexfitv1.Requirement_REQUIREMENT_PREFERRED, Condition: k,
	}
}

// planOf is the default rulebook with one role that has these criteria.
func planOf(tb testing.TB, criteria ...*lexfitv1.Criterion) *matcher.Program {
	tb.Helper()
	return onlyRole(tb, rulebook.Default(), criteria...)
}

// onlyRole is a rulebook with one role that has these criteria, in place of its own.
func onlyRole(tb testing.TB, book *lexfitv1.Rulebook, criteria ...*lexfitv1.Criterion) *matcher.Program {
	tb.Helper()
	book.Roles = []*lexfitv1.Role{{
		Name: "roles/only", Title: "Only", Criteria: criteria,
		Bands: &lexfitv1.Bands{Possible: 250, Good: 500, Strong: 750},
	}}
	return compile(tb, book)
}

// score scores for every role, and fails the test on an error.
func score(tb testing.TB, p *matcher.Program, c *lexfitv1.CandidateProfile) *lexfitv1.ScoreCandidateResponse {
	tb.Helper()
	before := proto.Clone(c)
	r, err := p.Score(c, matcher.Options{AsOf: asOf, Advice: &lexfitv1.AdviceOptions{None: true}})
	if err != nil {
		tb.Fatal(err)
	}
	if !proto.Equal(before, c) {
		tb.Errorf("scoring changed the profile %s", c.GetCandidateId())
	}
	return r
}

// advised scores for every role with advice, and fails the test on an error.
func advised(tb testing.TB, p *matcher.Program, c *lexfitv1.CandidateProfile) *lexfitv1.ScoreCandidateResponse {
	tb.Helper()
	before := proto.Clone(c)
	r, err := p.Score(c, matcher.Options{AsOf: asOf})
	if err != nil {
		tb.Fatal(err)
	}
	if !proto.Equal(before, c) {
		tb.Errorf("advising changed the profile %s", c.GetCandidateId())
	}
	return r
}

// conditionPlans are the plans of one condition each: the tables ask for the same ones over and over.
var conditionPlans sync.Map

// judge scores a profile by one condition and returns that criterion.
func judge(tb testing.TB, condition, text string) *lexfitv1.CriterionFit {
	tb.Helper()
	return judgeBy(tb, &conditionPlans, planOf, condition, text)
}

// judgeBy scores a profile by one condition, with the plan of it that is kept or made.
func judgeBy(
	tb testing.TB, kept *sync.Map, plans func(testing.TB, ...*lexfitv1.Criterion) *matcher.Program, condition, text string,
) *lexfitv1.CriterionFit {
	tb.Helper()
	plan, ok := kept.Load(condition)
	if !ok {
		plan, _ = kept.LoadOrStore(condition, plans(tb, criterionOf(tb, condition)))
	}
	return score(tb, plan.(*matcher.Program), profile(tb, text)).GetFits()[0].GetCriteria()[0] //nolint:forcetypeassert // it holds nothing else
}

// fitFor returns the fit for one role of a reply.
func fitFor(tb testing.TB, r *lexfitv1.ScoreCandidateResponse, role string) *lexfitv1.Fit {
	tb.Helper()
	for _, f := range r.GetFits() {
		if f.GetRole() == role {
			return f
		}
	}
	tb.Fatalf("no fit for %s", role)
	return nil
}
