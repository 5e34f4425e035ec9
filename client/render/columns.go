package render

import (
	"cmp"
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
	rank   int // 0 where it is not known
}

// column is a column of the table files. The value is a string, an int or a float64; docs/batch.md says what each means.
type column struct {
	name  string
	width float64 // of a workbook's column, in characters
	value func(r *record) any
}

// columns are those of the CSV file and of the workbook's first sheet.
func columns(options Options) []column {
	list := []column{
		{"candidate_id", 22, func(row *record) any { return Clean(row.answer.GetCandidateId()) }},
		{"display_name", 24, func(row *record) any { return Clean(row.name) }},
	}
	for _, key := range options.Kept() {
		list = append(list, column{Clean(key), 18, func(row *record) any { return Clean(row.answer.GetLabels()[key]) }})
	}
	list = append(list, []column{
		{"role", 18, func(row *record) any { return Clean(row.fit.GetRoleTitle()) }},
		{"target", 22, func(row *record) any { return Clean(Target(row.fit)) }},
		{"rank", 7, func(row *record) any {
			if row.rank == 0 {
				return ""
			}
			return row.rank
		}},
		{"score", 8, func(row *record) any { return points(row.fit.GetScore()) }},
		{"score_low", 10, func(row *record) any { return points(row.fit.GetScoreLow()) }},
		{"score_high", 10, func(row *record) any { return points(row.fit.GetScoreHigh()) }},
		{"max_score", 10, func(row *record) any { return points(row.fit.GetMaxScore()) }},
		{"fit_index", 9, func(row *record) any { return points(row.fit.GetFitIndex()) }},
		{"band", 12, func(row *record) any { return prose.BandName(row.fit.GetBand()) }},
		{"eligibility", 13, func(row *record) any {
			return strings.TrimPrefix(row.fit.GetEligibility().String(), "ELIGIBILITY_")
		}},
		{"recommended", 13, func(row *record) any {
			if len(row.answer.GetFits()) > 1 && row.answer.GetRecommendation().GetRole() == row.fit.GetRole() {
				return "yes"
			}
			return ""
		}},
		{"next_step", 11, func(row *record) any {
			if row.answer.GetRecommendation().GetAction() == lexfitv1.Action_ACTION_UNSPECIFIED {
				return ""
			}
			return strings.TrimPrefix(row.answer.GetRecommendation().GetAction().String(), "ACTION_")
		}},
		{"blockers", 40, func(row *record) any { return blockers(row.fit) }},
		{"to_confirm", 40, func(row *record) any { return toConfirm(row.fit) }},
		{"flags", 40, func(row *record) any { return cautions(row.fit) }},
		{"draft", 8, func(row *record) any {
			if row.answer.GetReview().GetDraft() {
				return DraftNote
			}
			return ""
		}},
		{"review_flags", 40, func(row *record) any { return list3(ReviewFlags(row.answer.GetReview())) }},
		{"pay_conflict", 30, func(row *record) any { return PayConflict(row.fit) }},
		{"strengths", 50, func(row *record) any { return list3(BestShown(row.fit, 3)) }},
		{"gaps", 40, func(row *record) any { return list3(WidestGaps(row.fit, 3)) }},
		{"breakdown", 60, func(row *record) any { return breakdown(row.fit) }},
	}...)
	for i := range 3 {
		list = append(list, column{fmt.Sprintf("advice_%d", i+1), 50, func(row *record) any { return nthAdvice(row, i) }})
	}
	list = append(list, column{"plan", 50, func(row *record) any { return Clean(row.fit.GetPlan().GetText()) }})
	for i := range 3 {
		list = append(list, column{fmt.Sprintf("question_%d", i+1), 50, func(row *record) any { return nthQuestion(row, i) }})
	}
	list = append(list, []column{
		{"unrecognized", 40, func(row *record) any { return unrecognized(row.answer) }},
		{"rulebook_revision", 17, func(row *record) any { return int(row.answer.GetRulebookRevision()) }},
		{"rulebook_digest", 20, func(row *record) any { return row.answer.GetRulebookDigest() }},
		{"engine_version", 14, func(row *record) any { return int(row.answer.GetEngineVersion()) }},
		{"as_of", 12, func(row *record) any { return row.answer.GetAsOf() }},
	}...)
	if options.Blind {
		list = append(list[:1], list[2:]...)
	}
	return list
}

// decisions are the columns of the workbook's first sheet: what somebody decides by who has the pool before them, and two empty ones
// for what they decide. The id stands behind them, beyond what is printed.
func decisions(options Options) []column {
	list := []column{
		{"rank", 6, func(row *record) any {
			if row.rank == 0 {
				return ""
			}
			return row.rank
		}},
		{"name", 20, func(row *record) any { return cmp.Or(Clean(row.name), Clean(row.answer.GetCandidateId())) }},
	}
	for _, key := range options.Kept() {
		list = append(list, column{Clean(key), 16, func(row *record) any { return Clean(row.answer.GetLabels()[key]) }})
	}
	list = append(list, []column{
		{"role", 16, func(row *record) any { return Clean(row.fit.GetRoleTitle()) }},
		{"score", 7, func(row *record) any {
			if row.fit.GetBand() == lexfitv1.Band_BAND_NOT_ENOUGH_SAID {
				return "" // no score: nothing was read
			}
			return points(row.fit.GetScore())
		}},
		{"band", 11, func(row *record) any { return bandWord(row.fit.GetBand()) }},
		{"next_step", 10, func(row *record) any { return NextStep(row.answer) }},
		{"flags", 24, func(row *record) any { return list3(withReview(row.answer.GetReview(), FlagTitles(row.fit))) }},
		{"musts", 24, func(row *record) any { return mustsOf(row.fit) }},
		{"first_question", 44, func(row *record) any { return nthQuestion(row, 0) }},
		{"decision", 14, func(*record) any { return "" }},
		{"notes", 26, func(*record) any { return "" }},
	}...)
	if !options.Blind { // blind the id is the name
		list = append(list, column{"candidate_id", 22, func(row *record) any { return Clean(row.answer.GetCandidateId()) }})
	}
	return list
}

// bandWord is a band for readers; whoever is missing a must has none.
func bandWord(band lexfitv1.Band) string {
	if band == lexfitv1.Band_BAND_INELIGIBLE {
		return ""
	}
	return strings.ReplaceAll(capital(strings.ToLower(prose.BandName(band))), "_", " ")
}

// mustsOf is how somebody stands to the musts, with those that are missing or to be asked about.
func mustsOf(fit *lexfitv1.Fit) string {
	var titles []string
	for _, other := range fit.GetBlockers() {
		titles = append(titles, Clean(other.GetTitle()))
	}
	if len(titles) == 0 {
		for _, unconfirmed := range fit.GetUnconfirmed() {
			titles = append(titles, Clean(unconfirmed.GetTitle()))
		}
	}
	return strings.TrimSuffix(capital(prose.Musts(fit.GetEligibility()))+": "+strings.Join(titles, "; "), ": ")
}

// points are tenths as a number.
func points(tenths int32) float64 { return float64(tenths) / 10 }

func list3(items []string) string { return strings.Join(items, "; ") }

func blockers(fit *lexfitv1.Fit) string {
	var items []string
	for _, other := range fit.GetBlockers() {
		items = append(items, Clean(other.GetTitle())+": "+lower(Clean(other.GetReason())))
	}
	return strings.Join(items, " | ")
}

func toConfirm(fit *lexfitv1.Fit) string {
	var items []string
	for _, unconfirmed := range fit.GetUnconfirmed() {
		items = append(items, Clean(unconfirmed.GetTitle())+": "+Clean(unconfirmed.GetQuestion()))
	}
	return strings.Join(items, " | ")
}

func breakdown(fit *lexfitv1.Fit) string {
	var items []string
	for _, criterion := range fit.GetCriteria() {
		items = append(items, fmt.Sprintf("%s %s/%s", Clean(criterion.GetTitle()), prose.Tenths(criterion.GetPoints()), wholeOrTenths(criterion.GetMaxPoints())))
	}
	return strings.Join(items, "; ")
}

func nthAdvice(row *record, count int) string {
	for _, advice := range row.answer.GetAdvice() {
		if advice.GetRole() != Target(row.fit) {
			continue
		}
		if count--; count < 0 {
			return fmt.Sprintf("%s %s → %s, %s", Clean(advice.GetText()), prose.Tenths(advice.GetScoreBefore()), prose.Tenths(advice.GetScoreAfter()), Takes(advice.GetEffortWeeks(), advice.GetCostUsd()))
		}
	}
	return ""
}

func nthQuestion(row *record, count int) string {
	for _, question := range row.answer.GetInterviewQuestions() {
		if _, asked := Settles(question, Target(row.fit)); !asked {
			continue
		}
		if count--; count < 0 {
			return Clean(question.GetText())
		}
	}
	return ""
}

func unrecognized(answer *lexfitv1.ScoreCandidateResponse) string {
	var items []string
	for _, unrecognized := range answer.GetUnrecognized() {
		items = append(items, Clean(unrecognized.GetText()))
	}
	return strings.Join(items, "; ")
}

// rankOf is the rank that a ranking gives to its n-th candidate, 0 without one.
func (o Options) rankOf(count int) int {
	if count >= len(o.Ranking.GetCandidates()) {
		return 0
	}
	return int(o.Ranking.GetCandidates()[count].GetRank())
}
