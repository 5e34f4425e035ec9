package matcher_test

import (
	"errors"
	"slices"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func compare(tb testing.TB, p *matcher.Program, targets []string, pool ...*lexfitv1.CandidateProfile) *lexfitv1.CompareRolesResponse {
	tb.Helper()
	r, err := p.Compare(pool, matcher.Options{AsOf: asOf, Targets: targets})
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// Candidates side by side: the rows add up to each score, the order in which they come does not matter, and each fit is the
// one that scoring alone gives.
func TestCompareCandidates(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	pool := poolOf(21, 12)
	r := compare(t, p, []string{"roles/paralegal"}, pool...)
	for i, c := range r.GetCandidates() {
		var sum, lost int32
		for _, row := range r.GetRows() {
			sum += row.GetPoints()[i]
		}
		for _, g := range c.GetGaps() {
			lost += g.GetPointsLost()
		}
		if sum != c.GetFit().GetScore() || sum+lost != 1000 {
			t.Errorf("%s: the rows add up to %d, the gaps to %d, the score is %d", c.GetCandidateId(), sum, lost, c.GetFit().GetScore())
		}
	}
	if len(r.GetCandidates()) != 12 || len(r.GetRows()) != 14 && len(r.GetRows()) != 15 {
		t.Errorf("%d candidates, %d rows", len(r.GetCandidates()), len(r.GetRows()))
	}
	slices.Reverse(pool)
	if again := compare(t, p, []string{"roles/paralegal"}, pool...); !proto.Equal(r, again) {
		t.Error("the order of the candidates matters")
	}
	for _, targets := range [][]string{nil, {"roles/paralegal", "roles/legal-secretary"}} {
		var wrong *matcher.CompareError
		if _, err := p.Compare(pool, matcher.Options{AsOf: asOf, Targets: targets}); !errors.As(err, &wrong) || wrong.Candidates != 12 || wrong.Targets != len(targets) {
			t.Errorf("targets %v: %v", targets, err)
		}
	}
}

// Roles side by side, and which career is right.
func TestCompareRoles(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	const secretary = `"experience": [{"title": "Legal Secretary", "employer_type": "LAW_FIRM", "started_on": "2015-01"}], "education": [{"level": "HIGH_SCHOOL", "status": "COMPLETED"}]`
	for _, k := range []struct {
		name, profile, role string
		agrees              bool
	}{
		{"likes what it shows", `{` + secretary + `, "preferences": {"interests": ["ORGANIZING"]}}`, "roles/legal-secretary", true},
		{"likes the other", `{` + secretary + `, "preferences": {"interests": ["LEGAL_RESEARCH"]}}`, "roles/paralegal", false},
		{"wants to get somewhere", `{` + secretary + `, "preferences": {"goals": ["law-school"]}}`, "roles/paralegal", false},
		{"wants to get somewhere, in other words, and likes the other", `{` + secretary + `, "preferences": {"goals": ["Compliance"], "interests": ["ORGANIZING"]}}`, "roles/paralegal", false},
		{"two goals of one against one of the other", `{` + secretary + `, "preferences": {"goals": ["office-manager", "legal-analyst", "law school"]}}`, "roles/paralegal", false},
		{"a goal of each: likes decide", `{` + secretary + `, "preferences": {"goals": ["office manager", "lawyer"], "interests": ["ORGANIZING"]}}`, "roles/legal-secretary", true},
		{"a goal that no role leads to", `{` + secretary + `, "preferences": {"goals": ["astronaut"]}}`, "", false},
		{"likes both: what it shows decides", `{` + secretary + `, "preferences": {"interests": ["ORGANIZING", "LITIGATION"]}}`, "roles/legal-secretary", true},
		{"says nothing of it", `{` + secretary + `}`, "", false},
		{"likes, and shows nothing", `{"preferences": {"interests": ["LITIGATION"]}}`, "roles/paralegal", true},
	} {
		r := compare(t, p, nil, profile(t, k.profile))
		if v := r.GetVerdict(); v.GetRole() != k.role || v.GetAgrees() != k.agrees || len(v.GetReasons()) == 0 {
			t.Errorf("%s: %v", k.name, v)
		}
		if len(r.GetRoles()) != 2 || len(r.GetCandidates()) != 0 {
			t.Fatalf("%s: %d roles", k.name, len(r.GetRoles()))
		}
		for _, side := range r.GetRoles() {
			if side.GetFocus() == "" || len(side.GetEducation()) != 1 || len(side.GetSimilarRoles()) == 0 || len(side.GetLeadsTo()) == 0 || len(side.GetSalaries()) == 0 || len(side.GetResponsibilities()) == 0 ||
				side.GetClientInteraction() == "" || side.GetGrowth() == "" || len(side.GetOutlook()) == 0 || len(side.GetFit().GetCriteria()) == 0 {
				t.Errorf("%s: a part is missing: %v", k.name, side)
			}
		}
	}
}

// Stability and advancement lean to the role of the better figures, whoever the candidate is, and to none where figures are level or
// disagree.
func TestCompareProspects(t *testing.T) {
	t.Parallel()
	const paralegal, none = "roles/paralegal", ""
	for _, k := range []struct {
		name                   string
		change                 func(secretary, paralegal *lexfitv1.Role)
		stability, advancement string
		rows                   int
	}{
		{"as it is", func(_, _ *lexfitv1.Role) {}, paralegal, paralegal, 2},
		{"level", func(one, other *lexfitv1.Role) {
			one.Outlook, one.Pathways = other.GetOutlook(), append(one.GetPathways(), other.GetPathways()[:2]...)
		}, none, none, 2},
		{"more roles, and less pay", func(_, other *lexfitv1.Role) {
			for _, of := range other.GetPayRanges() {
				of.P90Usd = 80_000
			}
		}, paralegal, none, 2},
		{"no figure for one of them", func(one, _ *lexfitv1.Role) { one.GetOutlook()[0].ChangePermille = nil }, none, paralegal, 1},
	} {
		book := rulebook.Default()
		k.change(book.GetRoles()[0], book.GetRoles()[1])
		got := map[string]string{}
		list := compare(t, compile(t, book), nil, profile(t, `{"skills":[{"name":"typing"}]}`)).GetProspects()
		for _, prospect := range list {
			got[prospect.GetTitle()] = prospect.GetRole()
		}
		if len(list) != k.rows || got["Stability"] != k.stability || got["Advancement"] != k.advancement {
			t.Errorf("%s: %v", k.name, list)
		}
	}
	one := compare(t, defaultPlan(t), []string{paralegal}, profile(t, `{}`))
	if len(one.GetProspects()) != 0 {
		t.Errorf("one role: %v", one.GetProspects())
	}
}
