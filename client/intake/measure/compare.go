package measure

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lexfit/lexfit/client/intake/draft"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Thing is what is compared.
type Thing string

// The things, in the order in which they are told.
const (
	JobDates       Thing = "job dates"
	Titles         Thing = "titles"
	WholeJobs      Thing = "jobs whole"
	Employers      Thing = "employers"
	Duties         Thing = "duties"
	Levels         Thing = "degree levels"
	Fields         Thing = "fields"
	Studies        Thing = "studies"
	Skills         Thing = "skills"
	SkillLevels    Thing = "skill levels"
	Certifications Thing = "certifications"
	Standings      Thing = "standings"
	Languages      Thing = "languages"
	LanguageLevels Thing = "language levels"
	Contacts       Thing = "contacts"
)

// Things are all of them.
var Things = []Thing{
	JobDates, Titles, WholeJobs, Employers, Duties, Levels, Fields, Studies, Skills, SkillLevels, Certifications, Standings, Languages,
	LanguageLevels, Contacts,
}

// Count is how much of a thing there was, and how much of it was right.
type Count struct {
	// Stated is what the truth has, and Found what of it the draft has.
	Stated, Found int
	// Read is what the draft has, and Right what of it the truth has.
	Read, Right int
	// Sure is what the draft has without a flag, and SureRight what of it the truth has.
	Sure, SureRight int
}

// and is the sum of two counts.
func (c Count) and(other Count) Count {
	return Count{
		Stated: c.Stated + other.Stated, Found: c.Found + other.Found, Read: c.Read + other.Read, Right: c.Right + other.Right,
		Sure: c.Sure + other.Sure, SureRight: c.SureRight + other.SureRight,
	}
}

// Misreading is a value that truth and draft do not share.
type Misreading struct {
	Thing Thing
	// Want is what the truth has, and Got what the draft has; one of them is empty where the other has no counterpart.
	Want, Got string
	// Flagged says that a flag leads to what the draft has.
	Flagged bool
}

// Result is the comparison of a draft with its truth.
type Result struct {
	Truth       *Truth
	Counts      map[Thing]Count
	Misreadings []Misreading
}

// Compare compares a draft with what is known of its document. A document of which there is no draft is compared with an empty one.
func Compare(truth *Truth, made *draft.Draft) *Result {
	if made == nil {
		made = &draft.Draft{}
	}
	c := comparison{result: &Result{Truth: truth, Counts: map[Thing]Count{}}, flags: map[string]bool{}, truth: truth.Profile, draft: made.Profile}
	for _, flag := range made.Flags {
		c.flags[flag.Path] = true
	}
	for _, flag := range made.Profile.GetReview().GetFlags() {
		c.flags[flag.GetPath()] = true
	}
	for _, one := range []struct {
		list    string
		compare func()
	}{
		{"experience", c.jobs},
		{"education", c.studies},
		{"skills", c.skills},
		{"certifications", c.certifications},
		{"languages", c.languages},
		{"contacts", func() { c.contacts(truth.Contacts, made.Contacts) }},
	} {
		if truth.lists[one.list] {
			one.compare()
		}
	}
	return c.result
}

// comparison is one under way.
type comparison struct {
	result       *Result
	flags        map[string]bool
	truth, draft *lexfitv1.CandidateProfile
}

// flagged says whether a flag leads to one of the fields of an entry, to the entry or to its list.
func (c *comparison) flagged(list string, number int, fields ...string) bool {
	entry := list + "[" + strconv.Itoa(number) + "]"
	if c.flags[list] || c.flags[entry] {
		return true
	}
	return slices.ContainsFunc(fields, func(field string) bool { return c.flags[entry+"."+field] })
}

// value counts a value: what the truth has, what the draft has, empty where it has none, and whether they are the same.
func (c *comparison) value(thing Thing, want, got string, right, flagged bool) {
	var count Count
	if want != "" {
		count.Stated = 1
	}
	if got != "" {
		count.Read = 1
		if !flagged {
			count.Sure = 1
		}
	}
	if right && want != "" && got != "" {
		count.Found, count.Right, count.SureRight = 1, 1, count.Sure
	}
	c.count(thing, count)
	if count.Stated != count.Found || count.Read != count.Right {
		c.result.Misreadings = append(c.result.Misreadings, Misreading{thing, want, got, flagged})
	}
}

func (c *comparison) count(thing Thing, count Count) {
	c.result.Counts[thing] = c.result.Counts[thing].and(count)
}

// pairs puts the entries of two lists together, the ones that share most first, and those that stand first among equals. It returns for
// each of the first list the number in the second, or -1, and which of the second are left.
func pairs(first, second int, shared func(i, j int) int) (partner []int, left []int) {
	type pair struct{ i, j, worth int }
	var all []pair
	for i := range first {
		for j := range second {
			if worth := shared(i, j); worth > 0 {
				all = append(all, pair{i, j, worth})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b pair) int { return b.worth - a.worth })
	partner = slices.Repeat([]int{-1}, first)
	taken := make([]bool, second)
	for _, one := range all {
		if partner[one.i] < 0 && !taken[one.j] {
			partner[one.i], taken[one.j] = one.j, true
		}
	}
	for j := range second {
		if !taken[j] {
			left = append(left, j)
		}
	}
	return partner, left
}

func formatted(number float64) string { return strconv.FormatFloat(number, 'f', 2, 64) }

// dates are a job's as one text; empty where it has none.
func dates(job *lexfitv1.Experience) string {
	end := job.GetEndedOn()
	switch {
	case job.GetEndUnclear():
		end = "unclear"
	case job.GetStartedOn() == "" && end == "":
		return ""
	case end == "":
		end = "now"
	}
	return job.GetStartedOn() + " .. " + end
}

func (c *comparison) jobs() {
	truth, read := c.truth.GetExperience(), c.draft.GetExperience()
	partner, left := pairs(len(truth), len(read), func(i, j int) int {
		want, got := truth[i], read[j]
		worth := 0
		if dates(want) != "" && dates(want) == dates(got) {
			worth += 8
		}
		if want.GetStartedOn() != "" && want.GetStartedOn() == got.GetStartedOn() {
			worth += 2
		}
		if want.GetEndedOn() != "" && want.GetEndedOn() == got.GetEndedOn() {
			worth += 2
		}
		if same(want.GetTitle()) == same(got.GetTitle()) {
			worth += 5
		}
		if want.GetEmployer() != "" && same(want.GetEmployer()) == same(got.GetEmployer()) {
			worth += 3
		}
		return worth
	})
	for i, j := range partner {
		if j < 0 {
			c.job(truth[i], nil, 0)
			continue
		}
		c.job(truth[i], read[j], j)
	}
	for _, j := range left {
		c.job(nil, read[j], j)
	}
}

// job compares a pair of jobs, one of which may be nil. number is the draft's.
func (c *comparison) job(want, got *lexfitv1.Experience, number int) {
	flagged := func(fields ...string) bool { return c.flagged("experience", number, fields...) }
	dated := dates(want) == dates(got)
	titled := same(want.GetTitle()) == same(got.GetTitle())
	c.value(JobDates, dates(want), dates(got), dated, flagged("started_on", "ended_on", "end_unclear"))
	c.value(Titles, want.GetTitle(), said(got.GetTitle()), titled, flagged("title"))
	c.value(Employers, want.GetEmployer(), got.GetEmployer(), same(want.GetEmployer()) == same(got.GetEmployer()), flagged("employer"))
	whole := func(job *lexfitv1.Experience) string {
		if job == nil {
			return ""
		}
		return said(job.GetTitle()) + ", " + dates(job)
	}
	c.value(WholeJobs, whole(want), whole(got), titled && dated, flagged("title", "started_on", "ended_on", "end_unclear"))
	c.sentences(want.GetDuties(), got.GetDuties(), func(duty int) bool { return flagged("duties", fmt.Sprintf("duties[%d]", duty)) })
}

// sentences compares the duties of a pair of jobs: each in the whole of the others, since lines may be cut elsewhere.
func (c *comparison) sentences(want, got []string, flagged func(int) bool) {
	stated, read := same(strings.Join(want, " ")), same(strings.Join(got, " "))
	for _, sentence := range want {
		count := Count{Stated: 1}
		if within(same(sentence), read) {
			count.Found = 1
		} else {
			c.result.Misreadings = append(c.result.Misreadings, Misreading{Thing: Duties, Want: sentence})
		}
		c.count(Duties, count)
	}
	for i, sentence := range got {
		count := Count{Read: 1}
		if within(same(sentence), stated) {
			count.Right = 1
		} else {
			c.result.Misreadings = append(c.result.Misreadings, Misreading{Thing: Duties, Got: sentence, Flagged: flagged(i)})
		}
		if !flagged(i) {
			count.Sure, count.SureRight = 1, count.Right
		}
		c.count(Duties, count)
	}
}
