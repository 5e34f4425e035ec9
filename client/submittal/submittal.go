// Package submittal writes the page that goes to a client with the people put forward for an opening: who each is in a few lines,
// the evidence for each must of the opening, credentials with their dates, the start and the pay where they were given. It judges
// nobody: no score, advice or flag stands on it, and nothing that a recruiter has to settle beforehand.
package submittal

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

var (
	//go:embed page.html
	pageHTML string
	frame    = template.Must(template.New("page").Parse(pageHTML))
)

// Page is the page for one opening.
type Page struct {
	// Opening is what it is called.
	Opening string
	// Place is where the work is; empty where the opening does not say.
	Place string
	// Firm and Contact say who puts the people forward; empty for nobody.
	Firm, Contact string
	// AsOf is the date of the page, as people write it.
	AsOf string
	// Blind leaves out whatever tells who somebody is.
	Blind bool

	people []person
}

// person is a candidate as the page tells of them.
type person struct {
	Name        string
	Review      string // that it is a draft, or what is left open
	Facts       []render.Fact
	Musts       []must
	Credentials []string
	Terms       []render.Fact // when to start, and for what pay
}

// must is what the opening insists on, and what shows it.
type must struct {
	Title  string
	Shown  []string
	Likely []string // nobody said it, but people in that job do it
	Open   string   // what is said where nothing shows it
}

// mostShown is how much evidence stands under a must: enough to believe it, and everybody's page one sheet of paper.
const mostShown = 4

// Add puts a candidate on the page. The answer is of the profile, for the opening alone.
func (p *Page) Add(profile *lexfitv1.CandidateProfile, answer *lexfitv1.ScoreCandidateResponse) error {
	if len(answer.GetFits()) != 1 {
		return fmt.Errorf("a page is about one opening, and the answer has %d", len(answer.GetFits()))
	}
	made := person{Name: render.Clean(profile.GetDisplayName())}
	if p.Blind {
		profile = proto.CloneOf(profile)
		render.Blind(answer, profile)
		render.BlindProfile(profile)
		made.Name = ""
	}
	if made.Name == "" {
		made.Name = fmt.Sprintf("Candidate %d", len(p.people)+1)
	}
	made.Review = render.ReviewNote(answer.GetReview())
	made.Facts = facts(profile, answer.GetAsOf())
	made.Musts = musts(profile, answer.GetFits()[0])
	for _, held := range profile.GetCertifications() {
		made.Credentials = append(made.Credentials, render.Held(held))
	}
	for _, term := range []render.Fact{{Label: "Available", Text: render.Available(profile, answer.GetAsOf())}, {Label: "Pay asked for", Text: render.ExpectedPay(profile)}} {
		if term.Text != "" {
			made.Terms = append(made.Terms, term)
		}
	}
	p.people = append(p.people, made)
	return nil
}

// HTML writes the page, which needs nothing else.
func (p *Page) HTML(out io.Writer) error {
	if err := frame.Execute(out, struct {
		*Page
		People []person
	}{p, p.people}); err != nil {
		return fmt.Errorf("page: %w", err)
	}
	return nil
}

// The most jobs, skills and studies that a line names.
const (
	earlierJobs = 2
	mostSkills  = 10
	mostStudies = 2
)

// facts are five lines at most: the work, what came before, education, skills, place and languages.
func facts(profile *lexfitv1.CandidateProfile, asOf string) []render.Fact {
	var list []render.Fact
	add := func(label string, parts ...string) {
		parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
		if len(parts) > 0 {
			list = append(list, render.Fact{Label: label, Text: strings.Join(parts, "; ")})
		}
	}
	jobs := render.JobsInOrder(profile.GetExperience())
	if len(jobs) > 0 {
		long := ""
		if months := render.MonthsOfWork(jobs, asOf); months > 0 {
			long = prose.Years(months) + " of work in " + prose.Count(len(jobs), "job")
		}
		add("Work", render.Job(jobs[0]), long)
		var before []string
		for _, job := range jobs[1:min(1+earlierJobs, len(jobs))] {
			before = append(before, render.Job(job))
		}
		add("Before", before...)
	}
	var studies []string
	for _, study := range render.StudiesInOrder(profile.GetEducation()) {
		if text := render.Study(study); text != "" && len(studies) < mostStudies {
			studies = append(studies, text)
		}
	}
	add("Education", studies...)
	add("Skills", skills(profile.GetSkills()))
	where := []string{render.Clean(profile.GetWorkState())}
	for _, language := range profile.GetLanguages() {
		where = append(where, render.Tongue(language))
	}
	add(placeLabel(profile), where...)
	return list
}

func placeLabel(profile *lexfitv1.CandidateProfile) string {
	switch {
	case len(profile.GetLanguages()) == 0:
		return "Place"
	case profile.GetWorkState() == "":
		return "Languages"
	}
	return "Place, languages"
}

// skills are the names of what somebody says they can do, the longest used first; what they deny is left out.
func skills(list []*lexfitv1.Skill) string {
	sorted := slices.DeleteFunc(slices.Clone(list), func(skill *lexfitv1.Skill) bool {
		return skill.GetProficiency() == lexfitv1.Proficiency_PROFICIENCY_NONE
	})
	slices.SortStableFunc(sorted, func(one, other *lexfitv1.Skill) int {
		switch {
		case one.GetYears() > other.GetYears():
			return -1
		case one.GetYears() < other.GetYears():
			return 1
		}
		return 0
	})
	var names []string
	for _, skill := range sorted {
		if name := render.Clean(skill.GetName()); len(names) < mostSkills && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// musts are the requirements of the opening with what the profile shows of each.
func musts(profile *lexfitv1.CandidateProfile, fit *lexfitv1.Fit) []must {
	missing := map[string]string{}
	for _, other := range fit.GetBlockers() {
		missing[other.GetCriterionId()] = "Not shown."
	}
	for _, other := range fit.GetUnconfirmed() {
		missing[other.GetCriterionId()] = "To be confirmed with the candidate."
	}
	var list []must
	for _, criterion := range fit.GetCriteria() {
		if criterion.GetRequirement() != lexfitv1.Requirement_REQUIREMENT_REQUIRED {
			continue
		}
		made := must{Title: render.Clean(criterion.GetTitle()), Open: missing[criterion.GetCriterionId()]}
		for _, proof := range criterion.GetEvidence() {
			text := words(profile, proof)
			into := &made.Shown
			if proof.GetBasis() == lexfitv1.Basis_BASIS_IMPLIED {
				into = &made.Likely
			}
			if text != "" && len(*into) < mostShown && !slices.Contains(*into, text) {
				*into = append(*into, text)
			}
		}
		if made.Open == "" && len(made.Shown)+len(made.Likely) == 0 {
			made.Open = "To be confirmed with the candidate."
		}
		list = append(list, made)
	}
	return list
}
