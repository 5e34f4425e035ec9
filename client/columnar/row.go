// Package columnar keeps results in columns, as Parquet: a row a candidate and target, and one for each row of the input that has
// no result, so that none vanishes. DuckDB, Spark and pandas read them, and so does lexfit replay, which makes the full replies again.
//
// Numbers are those of the contract, in its units and as integers; docs/batch.md says what each column means.
package columnar

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Row is a candidate's result for one target, or a row of the input that has none. What is not known is null: nil, or of a text the
// empty one.
type Row struct {
	// Row is the place among all rows of the input, from 1; File and Line say where that is.
	Row  int64  `parquet:"row,delta"`
	File string `parquet:"file,dict"`
	Line int32  `parquet:"line,delta"`
	// CandidateID is null where the row could not be read.
	CandidateID string `parquet:"candidate_id,optional,delta"`
	// ProfileDigest is of what a score may depend on of the profile; see Digest.
	ProfileDigest string `parquet:"profile_digest,optional"`

	// Role and what follows are null where the row was rejected; JobOrder, where the result is for a role.
	Role             string `parquet:"role,optional,dict"`
	JobOrder         string `parquet:"job_order,optional,dict"`
	JobOrderRevision *int32 `parquet:"job_order_revision,optional,dict"`
	JobOrderDigest   string `parquet:"job_order_digest,optional,dict"`

	// Score and the others are in tenths of a point, as in the contract.
	Score       *int32 `parquet:"score,optional"`
	ScoreLow    *int32 `parquet:"score_low,optional"`
	ScoreHigh   *int32 `parquet:"score_high,optional"`
	MaxScore    *int32 `parquet:"max_score,optional,dict"`
	FitIndex    *int32 `parquet:"fit_index,optional"`
	Band        string `parquet:"band,optional,dict"`
	Eligibility string `parquet:"eligibility,optional,dict"`
	Recommended *bool  `parquet:"recommended,optional"`
	NextStep    string `parquet:"next_step,optional,dict"`
	// Rank is the place in a ranking.
	Rank *int32 `parquet:"rank,optional"`

	// Blockers and Unconfirmed count musts: those missed, and those that nobody can judge yet.
	Blockers    *int32 `parquet:"blockers,optional,dict"`
	Unconfirmed *int32 `parquet:"unconfirmed,optional,dict"`
	Met         *int32 `parquet:"criteria_met,optional,dict"`
	Partial     *int32 `parquet:"criteria_partial,optional,dict"`
	NotMet      *int32 `parquet:"criteria_not_met,optional,dict"`
	NotStated   *int32 `parquet:"criteria_not_stated,optional,dict"`
	Flags       string `parquet:"flags,optional,dict"`
	// Questions and Advice are null where neither was asked for.
	Questions    *int32 `parquet:"questions,optional,dict"`
	Advice       *int32 `parquet:"advice,optional,dict"`
	Assumptions  *int32 `parquet:"assumptions,optional,dict"`
	Unrecognized *int32 `parquet:"unrecognized,optional,dict"`
	Draft        *bool  `parquet:"draft,optional"`
	ReviewFlags  string `parquet:"review_flags,optional,dict"`

	// What the result depends on besides the profile. AsOf is in days since 1970.
	RulebookRevision *int32 `parquet:"rulebook_revision,optional,dict"`
	RulebookDigest   string `parquet:"rulebook_digest,optional,dict"`
	EngineVersion    *int32 `parquet:"engine_version,optional,dict"`
	AsOf             *int32 `parquet:"as_of,optional,date"`

	// ErrorCode and ErrorMessage say why a row was rejected; null where it was not.
	ErrorCode    string `parquet:"error_code,optional,dict"`
	ErrorMessage string `parquet:"error_message,optional,dict"`
}

// Target is the resource name that the row was scored for, of a job order with its revision; empty where it was rejected.
func (r *Row) Target() string {
	switch {
	case r.JobOrder != "" && r.JobOrderRevision != nil:
		return fmt.Sprintf("%s@%d", r.JobOrder, *r.JobOrderRevision)
	default:
		return r.Role
	}
}

// Date is the as-of date as people write it; empty where there is none.
func (r *Row) Date() string {
	if r.AsOf == nil {
		return ""
	}
	return time.Unix(int64(*r.AsOf)*secondsADay, 0).UTC().Format(time.DateOnly)
}

const secondsADay = 24 * 60 * 60

// days are a date as the rows have it; nil where it is none.
func days(date string) *int32 {
	read, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return nil
	}
	return new(int32(read.Unix() / secondsADay)) // of a date before 1970 too: the seconds are whole days
}

// rowsOf are the rows of an answer. Rank is its place in a ranking, 0 without one.
func rowsOf(answer *lexfitv1.ScoreCandidateResponse, origin render.Origin, rank int, plain bool) []Row {
	var rows []Row
	for _, fit := range answer.GetFits() {
		target := render.Target(fit)
		row := Row{
			Row: origin.Row, File: origin.File, Line: origin.Line, CandidateID: answer.GetCandidateId(), ProfileDigest: origin.Digest,
			Role: fit.GetRole(), JobOrder: fit.GetJobOrder(), JobOrderDigest: fit.GetJobOrderDigest(),
			Score: new(fit.GetScore()), ScoreLow: new(fit.GetScoreLow()), ScoreHigh: new(fit.GetScoreHigh()), MaxScore: new(fit.GetMaxScore()),
			FitIndex: new(fit.GetFitIndex()), Band: prose.BandName(fit.GetBand()), Eligibility: EligibilityName(fit.GetEligibility()),
			Recommended: new(answer.GetRecommendation().GetRole() == target), Blockers: count(fit.GetBlockers()), Unconfirmed: count(fit.GetUnconfirmed()),
			Flags: strings.Join(fit.GetFlags(), " "), Assumptions: count(answer.GetAssumptions()), Unrecognized: count(answer.GetUnrecognized()),
			Draft: new(answer.GetReview().GetDraft()), ReviewFlags: strings.Join(render.ReviewFlags(answer.GetReview()), "; "),
			RulebookRevision: new(answer.GetRulebookRevision()), RulebookDigest: answer.GetRulebookDigest(), EngineVersion: new(answer.GetEngineVersion()), AsOf: days(answer.GetAsOf()),
		}
		if fit.GetJobOrder() != "" {
			row.JobOrderRevision = new(fit.GetJobOrderRevision())
		}
		if action := answer.GetRecommendation().GetAction(); action != lexfitv1.Action_ACTION_UNSPECIFIED {
			row.NextStep = strings.TrimPrefix(action.String(), "ACTION_")
		}
		if rank > 0 {
			row.Rank = new(int32(rank))
		}
		row.count(answer, fit, target, plain)
		rows = append(rows, row)
	}
	return rows
}

// count counts what an answer says of a target.
func (r *Row) count(answer *lexfitv1.ScoreCandidateResponse, fit *lexfitv1.Fit, target string, plain bool) {
	stands := map[lexfitv1.Status]int32{}
	for _, criterion := range fit.GetCriteria() {
		stands[criterion.GetStatus()]++
	}
	r.Met, r.Partial = new(stands[lexfitv1.Status_STATUS_MET]), new(stands[lexfitv1.Status_STATUS_PARTIAL])
	r.NotMet, r.NotStated = new(stands[lexfitv1.Status_STATUS_NOT_MET]), new(stands[lexfitv1.Status_STATUS_NOT_STATED])
	if plain {
		return
	}
	questions, advice := int32(0), int32(0)
	for _, question := range answer.GetInterviewQuestions() {
		if _, asked := render.Settles(question, target); asked {
			questions++
		}
	}
	for _, piece := range answer.GetAdvice() {
		if piece.GetRole() == target {
			advice++
		}
	}
	r.Questions, r.Advice = &questions, &advice
}

// EligibilityName is an eligibility without what all of them begin with.
func EligibilityName(eligibility lexfitv1.Eligibility) string {
	return strings.TrimPrefix(eligibility.String(), "ELIGIBILITY_")
}

// UnreadableRow is the error code of a row that holds no profile that can be read. Other codes are the server's reasons.
const UnreadableRow = "UNREADABLE_ROW"

// rejected is the row of somebody who has no result.
func rejected(rejection render.Rejection) Row {
	return Row{
		Row: rejection.Row, File: rejection.File, Line: rejection.Line, CandidateID: rejection.ID, ProfileDigest: rejection.Digest,
		ErrorCode: cmp.Or(rejection.Reason, UnreadableRow), ErrorMessage: rejection.Message,
	}
}

func count[T any](list []T) *int32 { return new(int32(len(list))) }
