package report

import (
	"strings"

	"github.com/lexfit/lexfit/client/render"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// brief is what the ranking shows of a candidate.
type brief struct {
	ID   string     `json:"i"`
	Name string     `json:"n,omitempty"`
	Next string     `json:"a,omitempty"`
	Fits []briefFit `json:"f"`
}

type briefFit struct {
	Target   string `json:"t"`
	Rank     int    `json:"r,omitempty"`
	Firm     string `json:"m,omitempty"`
	Score    int32  `json:"s"`
	Low      int32  `json:"l"`
	High     int32  `json:"h"`
	Most     int32  `json:"x"`
	Required int32  `json:"q"`
	Band     string `json:"b"`
	Standing string `json:"e"`
	Best     string `json:"p,omitempty"`
	Gap      string `json:"g,omitempty"`
}

// detail is all that is shown of a candidate when it is opened.
type detail struct {
	Fits         []detailFit  `json:"fits"`
	Better       string       `json:"better,omitempty"`
	Reasons      []string     `json:"reasons,omitempty"`
	Strengths    []strength   `json:"strengths,omitempty"`
	Questions    []question   `json:"questions,omitempty"`
	Advice       []advice     `json:"advice,omitempty"`
	Openings     []titledText `json:"openings,omitempty"`
	Pathways     []pathway    `json:"pathways,omitempty"`
	Assumed      []titledText `json:"assumed,omitempty"`
	Unrecognized []titledText `json:"unrecognized,omitempty"`
}

type titledText struct {
	Title string `json:"t"`
	Text  string `json:"x,omitempty"`
	More  string `json:"m,omitempty"`
}

type detailFit struct {
	Target   string       `json:"target"`
	Index    int32        `json:"index"`
	Flags    []titledText `json:"flags,omitempty"`
	Blockers []titledText `json:"blockers,omitempty"`
	Confirm  []titledText `json:"confirm,omitempty"`
	Criteria []criterion  `json:"criteria"`
	Plan     *plan        `json:"plan,omitempty"`
	Pay      string       `json:"pay,omitempty"`
}

type criterion struct {
	ID       string   `json:"i"`
	Title    string   `json:"t"`
	Must     bool     `json:"m,omitempty"`
	Order    bool     `json:"o,omitempty"` // asked by the job order
	Points   int32    `json:"p"`
	Low      int32    `json:"l"`
	High     int32    `json:"h"`
	Most     int32    `json:"x"`
	Status   string   `json:"s"`
	Basis    string   `json:"b,omitempty"`
	Route    string   `json:"r,omitempty"`
	Evidence []string `json:"e,omitempty"`
	Lacks    []string `json:"k,omitempty"`
}

type strength struct {
	Target string `json:"r"`
	Text   string `json:"t"`
	Points int32  `json:"p"`
	Most   int32  `json:"x"`
}

type question struct {
	Target string `json:"r"`
	Text   string `json:"t"`
	Why    string `json:"w,omitempty"`
	Points int32  `json:"p"`
	Must   bool   `json:"m,omitempty"`
}

type advice struct {
	Target  string   `json:"r"`
	Rank    int32    `json:"n"`
	Text    string   `json:"t"`
	Before  int32    `json:"b"`
	After   int32    `json:"a"`
	Band    string   `json:"d"`
	Weeks   int32    `json:"w"`
	Dollars int32    `json:"u"`
	Closes  bool     `json:"c,omitempty"`
	Instead int32    `json:"i,omitempty"`
	Checks  []string `json:"k,omitempty"`
}

type plan struct {
	Text  string     `json:"t"`
	Steps []planStep `json:"s,omitempty"`
}

type planStep struct {
	Text    string   `json:"t"`
	After   int32    `json:"a"`
	Weeks   int32    `json:"w"`
	Dollars int32    `json:"u"`
	Checks  []string `json:"k,omitempty"`
}

type pathway struct {
	Title   string   `json:"t"`
	Summary string   `json:"s,omitempty"`
	Goal    bool     `json:"g,omitempty"`
	Has     []string `json:"h,omitempty"`
	Asks    []string `json:"k,omitempty"`
}

func clean(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, render.Clean(s))
	}
	return out
}

func basisWord(b lexfitv1.Basis) string {
	switch b {
	case lexfitv1.Basis_BASIS_IMPLIED:
		return "implied"
	case lexfitv1.Basis_BASIS_ASSUMED:
		return "assumed"
	case lexfitv1.Basis_BASIS_STATED, lexfitv1.Basis_BASIS_UNSPECIFIED:
	}
	return ""
}

func newBrief(a *lexfitv1.ScoreCandidateResponse, person render.Person, rank int, firm string) *brief {
	b := &brief{ID: render.Clean(a.GetCandidateId()), Name: render.Clean(person.Name)}
	if action := a.GetRecommendation().GetAction(); action != lexfitv1.Action_ACTION_UNSPECIFIED {
		b.Next = strings.ToLower(strings.TrimPrefix(action.String(), "ACTION_"))
	}
	for _, f := range a.GetFits() {
		x := briefFit{
			Target: render.Target(f), Rank: rank, Firm: firm, Score: f.GetScore(), Low: f.GetScoreLow(), High: f.GetScoreHigh(), Most: f.GetMaxScore(),
			Band: bandClass(f.GetBand()), Standing: render.Standing(f.GetEligibility()),
			Best: strings.Join(render.BestEvidence(f, 3), "; "), Gap: strings.Join(render.WidestGaps(f, 2), "; "),
		}
		for _, c := range f.GetCriteria() {
			if c.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED {
				x.Required += c.GetPoints()
			}
		}
		if len(f.GetBlockers()) > 0 {
			x.Gap = "✗ " + render.Clean(f.GetBlockers()[0].GetTitle())
		}
		b.Fits = append(b.Fits, x)
	}
	return b
}

func newDetail(a *lexfitv1.ScoreCandidateResponse) *detail {
	d := &detail{Reasons: clean(a.GetRecommendation().GetReasons())}
	for _, f := range a.GetFits() {
		d.Fits = append(d.Fits, newDetailFit(f))
		if len(a.GetFits()) > 1 && f.GetRole() == a.GetRecommendation().GetRole() {
			d.Better = render.Clean(f.GetRoleTitle())
		}
	}
	for _, x := range a.GetStrengths() {
		d.Strengths = append(d.Strengths, strength{x.GetRole(), render.Clean(x.GetText()), x.GetPoints(), x.GetMaxPoints()})
	}
	for _, x := range a.GetInterviewQuestions() {
		d.Questions = append(d.Questions, question{x.GetRole(), render.Clean(x.GetText()), render.Clean(x.GetPrompt()), x.GetIntervalPoints(), x.GetRequired()})
	}
	for _, x := range a.GetAdvice() {
		d.Advice = append(d.Advice, advice{
			x.GetRole(), x.GetRank(), render.Clean(x.GetText()), x.GetScoreBefore(), x.GetScoreAfter(), bandClass(x.GetBandAfter()),
			x.GetEffortWeeks(), x.GetCostUsd(), x.GetClosesBlocker(), x.GetAlternativeTo(), clean(x.GetChecks()),
		})
	}
	for _, x := range a.GetOpenings() {
		d.Openings = append(d.Openings, titledText{Title: render.Clean(x.GetTitle()), Text: render.Clean(x.GetOpensWith())})
	}
	for _, x := range a.GetPathways() {
		d.Pathways = append(d.Pathways, pathway{render.Clean(x.GetTitle()), render.Clean(x.GetSummary()), x.GetGoal(), clean(x.GetHas()), clean(x.GetAsks())})
	}
	for _, x := range a.GetAssumptions() {
		d.Assumed = append(d.Assumed, titledText{Title: render.Clean(x.GetPath()), Text: render.Clean(x.GetText())})
	}
	for _, x := range a.GetUnrecognized() {
		d.Unrecognized = append(d.Unrecognized, titledText{Title: render.Clean(x.GetText()), Text: render.Clean(x.GetNote())})
	}
	return d
}

func newDetailFit(f *lexfitv1.Fit) detailFit {
	d := detailFit{Target: render.Target(f), Index: f.GetFitIndex(), Pay: ""}
	if f.GetSalary().GetVerdict() != lexfitv1.SalaryVerdict_SALARY_VERDICT_UNSPECIFIED {
		d.Pay = render.Clean(f.GetSalary().GetText())
	}
	for i, flag := range f.GetFlags() {
		x := titledText{Title: strings.ToLower(strings.ReplaceAll(render.Clean(flag), "_", " "))}
		if i < len(f.GetFlagReasons()) {
			x.Text = render.Clean(f.GetFlagReasons()[i])
		}
		d.Flags = append(d.Flags, x)
	}
	for _, b := range f.GetBlockers() {
		d.Blockers = append(d.Blockers, titledText{render.Clean(b.GetTitle()), render.Clean(b.GetReason()), render.Clean(b.GetWayBack())})
	}
	for _, u := range f.GetUnconfirmed() {
		d.Confirm = append(d.Confirm, titledText{Title: render.Clean(u.GetTitle()), Text: render.Clean(u.GetQuestion())})
	}
	for _, c := range f.GetCriteria() {
		x := criterion{
			ID: c.GetCriterionId(), Title: render.Clean(c.GetTitle()), Must: c.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED,
			Order: f.GetJobOrder() != "" && c.GetOrigin() == f.GetJobOrder(), Points: c.GetPoints(), Low: c.GetPointsLow(), High: c.GetPointsHigh(),
			Most: c.GetMaxPoints(), Status: render.StatusWord(c.GetStatus()), Basis: basisWord(c.GetBasis()), Route: render.Clean(c.GetRoute().GetTitle()),
		}
		seen := map[string]bool{}
		for _, e := range c.GetEvidence() {
			if s := render.Clean(e.GetReadAs()); s != "" && !seen[s] {
				seen[s] = true
				x.Evidence = append(x.Evidence, s)
			}
		}
		if x.Lacks = clean(c.GetRoute().GetLacks()); len(x.Lacks) == 0 && c.GetPoints() < c.GetMaxPoints() {
			x.Lacks = clean(c.GetNextRoute().GetLacks())
		}
		d.Criteria = append(d.Criteria, x)
	}
	if p := f.GetPlan(); p.GetOutcome() != lexfitv1.PlanOutcome_PLAN_OUTCOME_UNSPECIFIED {
		d.Plan = &plan{Text: render.Clean(p.GetText())}
		for _, s := range p.GetSteps() {
			d.Plan.Steps = append(d.Plan.Steps, planStep{render.Clean(s.GetText()), s.GetScoreAfter(), s.GetEffortWeeks(), s.GetCostUsd(), clean(s.GetChecks())})
		}
	}
	return d
}
