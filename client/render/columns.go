package render

import (
	"fmt"
	"strings"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// record is a candidate's fit for one target, with what belongs to it: a row of a table file.
type record struct {
	answer *lexfitv1.ScoreCandidateResponse
	fit    *lexfitv1.Fit
	name   string
	rank   int // 0 where there is no ranking
}

// column is a column of the table files. The value is a string, an int or a float64; docs/batch.md says what each means.
type column struct {
	name  string
	width float64 // of a workbook's column, in characters
	value func(r *record) any
}

// columns are those of the CSV file and of the workbook's first sheet.
func columns(o Options) []column {
	list := []column{
		{"candidate_id", 22, func(r *record) any { return Clean(r.answer.GetCandidateId()) }},
		{"display_name", 24, func(r *record) any { return Clean(r.name) }},
		{"role", 18, func(r *record) any { return Clean(r.fit.GetRoleTitle()) }},
		{"target", 22, func(r *record) any { return Clean(Target(r.fit)) }},
		{"rank", 7, func(r *record) any {
			if r.rank == 0 {
				return ""
			}
			return r.rank
		}},
		{"score", 8, func(r *record) any { return points(r.fit.GetScore()) }},
		{"score_low", 10, func(r *record) any { return points(r.fit.GetScoreLow()) }},
		{"score_high", 10, func(r *record) any { return points(r.fit.GetScoreHigh()) }},
		{"max_score", 10, func(r *record) any { return points(r.fit.GetMaxScore()) }},
		{"fit_index", 9, func(r *record) any { return points(r.fit.GetFitIndex()) }},
		{"band", 12, func(r *record) any { return prose.BandName(r.fit.GetBand()) }},
		{"eligibility", 13, func(r *record) any {
			return strings.TrimPrefix(r.fit.GetEligibility().String(), "ELIGIBILITY_")
		}},
		{"recommended", 13, func(r *record) any {
			if len(r.answer.GetFits()) > 1 && r.answer.GetRecommendation().GetRole() == r.fit.GetRole() {
				return "yes"
			}
			return ""
		}},
		{"next_step", 11, func(r *record) any {
			if r.answer.GetRecommendation().GetAction() == lexfitv1.Action_ACTION_UNSPECIFIED {
				return ""
			}
			return strings.TrimPrefix(r.answer.GetRecommendation().GetAction().String(), "ACTION_")
		}},
		{"blockers", 40, func(r *record) any { return blockers(r.fit) }},
		{"to_confirm", 40, func(r *record) any { return toConfirm(r.fit) }},
		{"strengths", 50, func(r *record) any { return list3(BestEvidence(r.fit, 3)) }},
		{"gaps", 40, func(r *record) any { return list3(WidestGaps(r.fit, 3)) }},
		{"breakdown", 60, func(r *record) any { return breakdown(r.fit) }},
	}
	for i := range 3 {
		list = append(list, column{fmt.Sprintf("advice_%d", i+1), 50, func(r *record) any { return nthAdvice(r, i) }})
	}
	list = append(list, column{"plan", 50, func(r *record) any { return Clean(r.fit.GetPlan().GetText()) }})
	for i := range 3 {
		list = append(list, column{fmt.Sprintf("question_%d", i+1), 50, func(r *record) any { return nthQuestion(r, i) }})
	}
	list = append(list, []column{
		{"unrecognized", 40, func(r *record) any { return unrecognized(r.answer) }},
		{"rulebook_revision", 17, func(r *record) any { return int(r.answer.GetRulebookRevision()) }},
		{"rulebook_digest", 20, func(r *record) any { return r.answer.GetRulebookDigest() }},
		{"engine_version", 14, func(r *record) any { return int(r.answer.GetEngineVersion()) }},
		{"as_of", 12, func(r *record) any { return r.answer.GetAsOf() }},
	}...)
	if o.Blind {
		list = append(list[:1], list[2:]...)
	}
	return list
}

// points are tenths as a number.
func points(tenths int32) float64 { return float64(tenths) / 10 }

func list3(items []string) string { return strings.Join(items, "; ") }

func blockers(f *lexfitv1.Fit) string {
	var items []string
	for _, b := range f.GetBlockers() {
		items = append(items, Clean(b.GetTitle())+": "+lower(Clean(b.GetReason())))
	}
	return strings.Join(items, " | ")
}

func toConfirm(f *lexfitv1.Fit) string {
	var items []string
	for _, u := range f.GetUnconfirmed() {
		items = append(items, Clean(u.GetTitle())+": "+Clean(u.GetQuestion()))
	}
	return strings.Join(items, " | ")
}

func breakdown(f *lexfitv1.Fit) string {
	var items []string
	for _, c := range f.GetCriteria() {
		items = append(items, fmt.Sprintf("%s %s/%s", Clean(c.GetTitle()), prose.Tenths(c.GetPoints()), wholeOrTenths(c.GetMaxPoints())))
	}
	return strings.Join(items, "; ")
}

func nthAdvice(r *record, n int) string {
	for _, x := range r.answer.GetAdvice() {
		if x.GetRole() != Target(r.fit) {
			continue
		}
		if n--; n < 0 {
			return fmt.Sprintf("%s %s → %s, %s", Clean(x.GetText()), prose.Tenths(x.GetScoreBefore()), prose.Tenths(x.GetScoreAfter()), Takes(x.GetEffortWeeks(), x.GetCostUsd()))
		}
	}
	return ""
}

func nthQuestion(r *record, n int) string {
	for _, q := range r.answer.GetInterviewQuestions() {
		if q.GetRole() != Target(r.fit) {
			continue
		}
		if n--; n < 0 {
			return Clean(q.GetText())
		}
	}
	return ""
}

func unrecognized(a *lexfitv1.ScoreCandidateResponse) string {
	var items []string
	for _, u := range a.GetUnrecognized() {
		items = append(items, Clean(u.GetText()))
	}
	return strings.Join(items, "; ")
}

// rankOf is the rank that a ranking gives to its n-th candidate, 0 without one.
func (o Options) rankOf(n int) int {
	if n >= len(o.Ranking.GetCandidates()) {
		return 0
	}
	return int(o.Ranking.GetCandidates()[n].GetRank())
}
