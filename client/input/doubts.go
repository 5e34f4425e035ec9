package input

import (
	"fmt"
	"slices"
	"strconv"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// What is taken for a slip, in months: a job that lasted so long, and all work together. It is read all the same; the engine bounds what
// counts by what a life allows.
const (
	longJob  = 40 * 12
	longLife = 60 * 12
)

// doubts judges what was read against a day.
type doubts struct{ asOf string }

// doubt tells of what was read and can hardly be so: dates to come, a job of forty years, more work than a life has. Profiles of the
// contract's own form are the caller's, and the engine's assumptions say it of them.
func (d doubts) doubt(row *Row) {
	if row.Profile == nil || d.asOf == "" {
		return
	}
	tell := func(path, value, format string, args ...any) {
		if len(row.Warnings) < maxProblems {
			row.Warnings = append(row.Warnings, Problem{Line: row.Line, Path: path, Value: value, Message: fmt.Sprintf(format, args...)})
		}
	}
	ahead := func(path, date string) {
		if date != "" && date[:min(len(date), len(d.asOf))] > d.asOf[:min(len(date), len(d.asOf))] {
			tell(path, date, "%q lies ahead: is the year right? It is read as it stands", date)
		}
	}
	for i, job := range row.Profile.GetExperience() {
		ahead(fmt.Sprintf("experience[%d].started_on", i), job.GetStartedOn())
		ahead(fmt.Sprintf("experience[%d].ended_on", i), job.GetEndedOn())
		if months := d.lasted(job); months >= longJob {
			tell(fmt.Sprintf("experience[%d]", i), job.GetStartedOn(), "one job of %d years: are its dates right? It is read as it stands", months/12)
		}
	}
	for i, held := range row.Profile.GetCertifications() {
		ahead(fmt.Sprintf("certifications[%d].issued_on", i), held.GetIssuedOn())
	}
	for i, skill := range row.Profile.GetSkills() {
		ahead(fmt.Sprintf("skills[%d].last_used_on", i), skill.GetLastUsedOn())
	}
	if months := d.worked(row.Profile); months > longLife {
		tell("experience", "", "all jobs together make %d years: more than a working life; are their dates and lengths right?", months/12)
	}
}

// span is the months of a job with dates, counted from the year 0; not ok where it has none.
func (d doubts) span(job *lexfitv1.Experience) (from, until int, ok bool) {
	end := job.GetEndedOn()
	if end == "" && !job.GetEndUnclear() {
		end = d.asOf
	}
	from, until = monthIndex(job.GetStartedOn()), monthIndex(end)
	return from, until, from > 0 && until >= from
}

// monthIndex is a month counted from the year 0; 0 where there is no date.
func monthIndex(date string) int {
	if len(date) < len("2019") {
		return 0
	}
	year, _ := strconv.Atoi(date[:4]) // digits
	month := 6
	if len(date) >= len("2019-01") {
		month, _ = strconv.Atoi(date[5:7]) // digits
	}
	return year*12 + month
}

// lasted is how long a job was, in months.
func (d doubts) lasted(job *lexfitv1.Experience) int {
	if from, until, ok := d.span(job); ok {
		return until - from
	}
	return int(job.GetMonths())
}

// worked is all the work of a profile in months: what is dated counts once, however many jobs there were at a time.
func (d doubts) worked(profile *lexfitv1.CandidateProfile) int {
	total := 0
	var spans [][2]int
	for _, job := range profile.GetExperience() {
		if from, until, ok := d.span(job); ok {
			spans = append(spans, [2]int{from, until})
		} else {
			total += int(job.GetMonths())
		}
	}
	slices.SortFunc(spans, func(one, other [2]int) int { return one[0] - other[0] })
	end := 0
	for _, span := range spans {
		if span[1] > max(end, span[0]) {
			total += span[1] - max(end, span[0])
		}
		end = max(end, span[1])
	}
	return total
}
