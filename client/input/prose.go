package input

import (
	"math"
	"regexp"
	"strings"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

var (
	// jobLine is a job as text: Paralegal at Hill LLP (Jan 2019 - Present).
	jobLine = regexp.MustCompile(`(?i)^(.+?)(?: at | @ |, )([^()]+?)(?:[ ,]*[(\[]?\s*((?:[a-z]{3,9}\.? |\d{1,2}/)?\d{4})\s*(?:-|–|—|to)\s*([^()\]]+?)\s*[)\]]?)?$`)
	// yearsAside are the dates behind a title that names no employer.
	bareJob = regexp.MustCompile(`(?i)^([^,()]+?)[ ,]*(?:[(\[]\s*((?:[a-z]{3,9}\.? |\d{1,2}/)?\d{4})\s*(?:-|–|—|to)\s*([^()\]]+?)\s*[)\]])?$`)
	// seeking are the headlines of people who want a job, and have none like it.
	seeking = regexp.MustCompile(`(?i)\b(?:seeking|looking for|aspiring|open to|in search of|interested in|hoping|future|want to|passionate|student|recent (?:law )?graduate|graduate of|candidate for|unemployed|between jobs|available)\b`)
	// headlineEnd is where the first thing that a headline says ends.
	headlineEnd = regexp.MustCompile(`\s*(?:\||·|•|;| - | – | — |\n)`)
)

// byHeadline takes the title and employer out of a headline, where no column has said a title.
func (b *rowBuilder) byHeadline() {
	if b.headline == "" || len(b.profile.GetExperience()) > 0 {
		return
	}
	first := strings.TrimSpace(headlineEnd.Split(b.headline, 2)[0])
	if first == "" || seeking.MatchString(b.headline) {
		return
	}
	job := &lexfitv1.Experience{Title: clipTo(first)}
	if title, employer, found := strings.Cut(first, " at "); found {
		job.Title, job.Employer = clipTo(strings.TrimSpace(title)), clipTo(strings.TrimSpace(employer))
	}
	if isName(job.GetTitle()) {
		b.profile.Experience = append(b.profile.Experience, job)
	}
}

// jobs takes jobs that are written as text, one a line.
func (b *rowBuilder) jobs(to target, cell string) error {
	var problems error
	for _, line := range strings.FieldsFunc(cell, func(letter rune) bool { return strings.ContainsRune("\n;|", letter) }) {
		line = strings.TrimSpace(bullet.ReplaceAllString(strings.TrimSpace(line), ""))
		if line == "" || !isName(line) {
			continue
		}
		if months, err := parseYears(line); err == nil { // no job, but how long all of them were
			b.profile.TotalExperienceMonths = &months
			continue
		}
		job := &lexfitv1.Experience{}
		var from, until string
		if list := jobLine.FindStringSubmatch(line); list != nil {
			job.Title, job.Employer, from, until = list[1], list[2], list[3], list[4]
		} else if list := bareJob.FindStringSubmatch(line); list != nil {
			job.Title, from, until = list[1], list[2], list[3]
		} else {
			problems = joinCell(unreadf("%q is no job that can be read: left out; expected one such as Paralegal at Hill LLP (Jan 2019 - Present)", clip(line)), problems)
			continue
		}
		job.Title, job.Employer = clipTo(job.GetTitle()), clipTo(job.GetEmployer())
		if from != "" {
			problems = joinCell(plainDate(&job.StartedOn, from, b.order(to)), problems)
			problems = joinCell(ending(job, until, b.order(to)), problems)
		}
		b.profile.Experience = append(b.profile.Experience, job)
	}
	return problems
}

var (
	payWritten = regexp.MustCompile(`(?i)^(?:usd|us)? ?\$? ?(\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)? ?(k)?(?: ?(?:-|–|to) ?\$? ?(\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)? ?(k)?)? ?\+?(?: ?usd)?(?: ?(?:/|per|a|an) ?(?:yr|year|annum)\.?| ?(?:yearly|annually|annual))?$`)
	hourlyPay  = regexp.MustCompile(`(?i)(?:/|per|an?) ?(?:hr|hour)\b|\bhourly\b|\bph\b`)
)

// leastPay is the least that is taken for a yearly salary: what is below is an hourly rate, or thousands.
const leastPay = 10_000

// setSalary takes the salary that somebody wants: a number, thousands with a k, or of a span the least.
func setSalary(profile *lexfitv1.CandidateProfile, cell string) error {
	list := payWritten.FindStringSubmatch(strings.TrimSpace(cell))
	if hourlyPay.MatchString(cell) {
		return unreadf("%q is by the hour: left out; expected a yearly salary such as $65,000", clip(cell))
	}
	if list == nil {
		return unreadf("%q is no yearly salary: left out; expected one such as $65,000, 65k or 60-70k", clip(cell))
	}
	value, err := parseNumber(list[1])
	if err != nil {
		return err
	}
	if list[2] != "" || list[4] != "" && value < 1000 {
		value *= 1000
	}
	if value < leastPay || value > 10_000_000 {
		return unreadf("%q is no yearly salary: left out; expected one such as $65,000, 65k or 60-70k", clip(cell))
	}
	if profile.GetPreferences() == nil {
		profile.Preferences = &lexfitv1.Preferences{}
	}
	least := int32(math.Round(value))
	profile.Preferences.SalaryMinUsd = &least
	return nil
}
