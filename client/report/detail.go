package report

import (
	"regexp"
	"slices"
	"strings"

	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// brief is what the ranking shows of a candidate.
type brief struct {
	ID   string     `json:"i"`
	Name string     `json:"n,omitempty"`
	Next string     `json:"a,omitempty"`
	Note string     `json:"d,omitempty"` // that it is a draft
	Kept []string   `json:"k,omitempty"` // the labels that are shown
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
	Musts    string `json:"e"`
	Flags    string `json:"w,omitempty"`
	Best     string `json:"p,omitempty"`
	Gap      string `json:"g,omitempty"`
}

// detail is all that is shown of a candidate when it is opened.
type detail struct {
	Review       string       `json:"review,omitempty"` // that it is a draft, or what is left open
	Doubts       []string     `json:"doubts,omitempty"` // the flags of the review
	Who          []titledText `json:"who,omitempty"`
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
	Conflict string       `json:"conflict,omitempty"` // of what is expected and what is paid
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
	for _, text := range list {
		out = append(out, render.Clean(text))
	}
	return out
}

func basisWord(other lexfitv1.Basis) string {
	switch other {
	case lexfitv1.Basis_BASIS_IMPLIED:
		return "likely"
	case lexfitv1.Basis_BASIS_ASSUMED:
		return "assumed"
	case lexfitv1.Basis_BASIS_STATED, lexfitv1.Basis_BASIS_UNSPECIFIED:
	}
	return ""
}

func newBrief(answer *lexfitv1.ScoreCandidateResponse, person render.Person, rank int, firm string, kept []string) *brief {
	other := &brief{ID: render.Clean(answer.GetCandidateId()), Name: render.Clean(person.Name)}
	other.Next = render.NextStep(answer)
	if answer.GetReview().GetDraft() {
		other.Note = render.DraftNote
	}
	for _, key := range kept {
		other.Kept = append(other.Kept, render.Clean(answer.GetLabels()[key]))
	}
	for _, fit := range answer.GetFits() {
		made := briefFit{
			Target: render.Target(fit), Rank: rank, Firm: firm, Score: fit.GetScore(), Low: fit.GetScoreLow(), High: fit.GetScoreHigh(), Most: fit.GetMaxScore(),
			Band: bandClass(fit.GetBand()), Musts: prose.Musts(fit.GetEligibility()), Flags: strings.Join(flagged(answer, fit), "; "),
			Best: strings.Join(render.BestShown(fit, 3), "; "), Gap: strings.Join(render.WidestGaps(fit, 2), "; "),
		}
		for _, criterion := range fit.GetCriteria() {
			if criterion.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED {
				made.Required += criterion.GetPoints()
			}
		}
		if len(fit.GetBlockers()) > 0 {
			made.Gap = "✗ " + render.Clean(fit.GetBlockers()[0].GetTitle())
		}
		other.Fits = append(other.Fits, made)
	}
	return other
}

// flagged are the flags of a fit, and before them what the review leaves open.
func flagged(answer *lexfitv1.ScoreCandidateResponse, fit *lexfitv1.Fit) []string {
	list := render.FlagTitles(fit)
	if count := len(render.ReviewFlags(answer.GetReview())); count > 0 {
		list = append([]string{prose.Count(count, "value") + " to look at"}, list...)
	}
	return list
}

// standing is a reason that repeats the score on the common scale, which stands at the foot of the page.
var standing = regexp.MustCompile(`: fit index [\d.]+, `)

func newDetail(answer *lexfitv1.ScoreCandidateResponse, person render.Person, place func(candidate, path string) string) *detail {
	made := &detail{Reasons: slices.DeleteFunc(clean(answer.GetRecommendation().GetReasons()), standing.MatchString)}
	made.Review, made.Doubts = render.ReviewTitle(answer.GetReview()), render.ReviewFlags(answer.GetReview())
	if person.Profile != nil {
		for _, fact := range render.Facts(person.Profile, answer.GetAsOf()) {
			made.Who = append(made.Who, titledText{Title: fact.Label, Text: fact.Text})
		}
	}
	for _, fit := range answer.GetFits() {
		made.Fits = append(made.Fits, newDetailFit(fit, answer.GetCandidateId(), place))
		if len(answer.GetFits()) > 1 && fit.GetRole() == answer.GetRecommendation().GetRole() {
			made.Better = render.Clean(fit.GetRoleTitle())
		}
	}
	for _, itsStrength := range answer.GetStrengths() {
		made.Strengths = append(made.Strengths, strength{itsStrength.GetRole(), render.Clean(itsStrength.GetText()), itsStrength.GetPoints(), itsStrength.GetMaxPoints()})
	}
	for _, interviewQuestion := range answer.GetInterviewQuestions() {
		moved, _ := render.Settles(interviewQuestion, interviewQuestion.GetRole())
		made.Questions = append(made.Questions, question{interviewQuestion.GetRole(), render.Clean(interviewQuestion.GetText()), render.Clean(interviewQuestion.GetPrompt()), moved, interviewQuestion.GetRequired()})
	}
	for _, piece := range answer.GetAdvice() {
		made.Advice = append(made.Advice, advice{
			piece.GetRole(), piece.GetRank(), render.Clean(piece.GetText()), piece.GetScoreBefore(), piece.GetScoreAfter(), bandClass(piece.GetBandAfter()),
			piece.GetEffortWeeks(), piece.GetCostUsd(), piece.GetClosesBlocker(), piece.GetAlternativeTo(), clean(piece.GetChecks()),
		})
	}
	for _, opening := range answer.GetOpenings() {
		made.Openings = append(made.Openings, titledText{Title: render.Clean(opening.GetTitle()), Text: render.Clean(opening.GetOpensWith())})
	}
	for _, view := range answer.GetPathways() {
		made.Pathways = append(made.Pathways, pathway{render.Clean(view.GetTitle()), render.Clean(view.GetSummary()), view.GetGoal(), clean(view.GetHas()), clean(view.GetAsks())})
	}
	for _, assumption := range answer.GetAssumptions() {
		made.Assumed = append(made.Assumed, titledText{Title: render.Clean(assumption.GetPath()), Text: render.Clean(assumption.GetText())})
	}
	for _, unrecognized := range answer.GetUnrecognized() {
		made.Unrecognized = append(made.Unrecognized, titledText{Title: render.Clean(unrecognized.GetText()), Text: render.Clean(unrecognized.GetNote())})
	}
	return made
}

func newDetailFit(fit *lexfitv1.Fit, candidate string, place func(candidate, path string) string) detailFit {
	made := detailFit{Target: render.Target(fit), Index: fit.GetFitIndex(), Pay: render.Clean(render.PayText(fit, true)), Conflict: render.PayConflict(fit)}
	for _, caution := range render.Cautions(fit) {
		text := titledText{Title: caution.Title, Text: caution.Text}
		if caution.Source != "" {
			text.Text += " (" + caution.Source + ")"
		}
		made.Flags = append(made.Flags, text)
	}
	for _, other := range fit.GetBlockers() {
		made.Blockers = append(made.Blockers, titledText{render.Clean(other.GetTitle()), render.Clean(other.GetReason()), render.Clean(other.GetWayBack())})
	}
	for _, unconfirmed := range fit.GetUnconfirmed() {
		made.Confirm = append(made.Confirm, titledText{Title: render.Clean(unconfirmed.GetTitle()), Text: render.Clean(unconfirmed.GetQuestion())})
	}
	for _, part := range fit.GetCriteria() {
		itsCriterion := criterion{
			ID: part.GetCriterionId(), Title: render.Clean(part.GetTitle()), Must: part.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED,
			Order: fit.GetJobOrder() != "" && part.GetOrigin() == fit.GetJobOrder(), Points: part.GetPoints(), Low: part.GetPointsLow(), High: part.GetPointsHigh(),
			Most: part.GetMaxPoints(), Status: render.StatusWord(part.GetStatus()), Basis: basisWord(part.GetBasis()), Route: render.Clean(part.GetRoute().GetTitle()),
		}
		itsCriterion.Evidence = render.ShownAt(part.GetEvidence(), candidate, place)
		if itsCriterion.Lacks = clean(part.GetRoute().GetLacks()); len(itsCriterion.Lacks) == 0 && part.GetPoints() < part.GetMaxPoints() {
			itsCriterion.Lacks = clean(part.GetNextRoute().GetLacks())
		}
		made.Criteria = append(made.Criteria, itsCriterion)
	}
	if written := fit.GetPlan(); written.GetOutcome() != lexfitv1.PlanOutcome_PLAN_OUTCOME_UNSPECIFIED {
		made.Plan = &plan{Text: render.Clean(written.GetText())}
		for _, step := range written.GetSteps() {
			made.Plan.Steps = append(made.Plan.Steps, planStep{render.Clean(step.GetText()), step.GetScoreAfter(), step.GetEffortWeeks(), step.GetCostUsd(), clean(step.GetChecks())})
		}
	}
	return made
}
