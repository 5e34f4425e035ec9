package input

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// ats is the export of an applicant tracking system: what tells it, and what its heads mean beside those that are common.
type ats struct {
	name, title string
	// own are heads that nothing else has; a few of them tell it, together with marks that others have too.
	own, marks string
	lists      map[string]string
	heads      map[string]string // of the lists
}

// Exports are configured by whoever makes them, so that no list of heads is whole. These are after the systems' own names of fields:
// Bullhorn's and Lever's published templates and reference, Greenhouse's reports, Workable's candidates, iCIMS's "Person : Field",
// JobDiva's search results.
var systems = withHeads([]ats{
	{
		"bullhorn", "Bullhorn",
		"primary skills|secondary skills|degree list|date last modified|date last comment|employment preference|desired pay rate|current pay rate|business sectors|business sector|business sector s|general candidate comments|email 1|skill set|date added",
		"years experience|category|categories|specialties|specialty|will relocate|" +
			"desired locations|owner|occupation|mobile phone|work phone|education degree|date available|desired salary",
		map[string]string{
			"education": "degrees|degree list|education|education degree list", "education.1.level": "education degree|degree",
			yearsTarget: "experience|years experience", "experience.1.title": "occupation|title|current title", "experience.1.employer": "company name|company|current company",
			"preferences.salary_min_usd": "salary|desired salary|desired salary low", "skills": "skill set|skills|primary skills|secondary skills|skills count list", "certifications": "certifications|certification list",
		},
		nil,
	},
	{
		"greenhouse", "Greenhouse",
		"job name|current stage|candidate tags|application date|applied on|last activity|last activity date|coordinator|rejection reason|rejected reason|who gets credit|source strategy|education degree|education discipline|education school|scorecards",
		"candidate name|jobs|stage|tags|recruiter|referrer|sourcer|prospect|application id|discipline|school name|offices|departments|candidate id",
		map[string]string{"education.1.field": "discipline|education discipline", "education.1.institution": "school name|education school", "experience.1.title": "title|candidate title|current title", "experience.1.employer": "company|candidate company"},
		nil,
	},
	{
		"lever", "Lever",
		"opportunity id|contact id|posting|posting title|posting name|posting id|origin|archive reason|archived reason|archive date|opportunity owner|last interaction|last advanced|opportunity created",
		"sources|stage|current stage|owner|created at|headline|followers|full name|tags",
		map[string]string{"headline": "headline|current headline", "experience.1.employer": "company|companies|current company", "candidate_id": "contact id|candidate id"},
		nil,
	},
	{
		"workable", "Workable",
		"disqualified|disqualification reason|disqualified reason|sourced|job shortcode|applied at|hired at|outbound mailbox|profile url|image url",
		"headline|domain|summary|cover letter|stage|job|job title|created at|tags|firstname|lastname|education|experience",
		map[string]string{"headline": "headline", "education": "education|education entries", "experience": "experience|experience entries", "skills": "skills"},
		nil,
	},
	{
		"icims", "iCIMS",
		"person full name first last|person full name first last non sortable|person system id|person skills|person education degree|job requisition id|job job title|job position title|job job title and job code|recruiter full name first last|" +
			"hiring manager full name first last|recruiting workflow profile status|person email|person state province",
		"application date|location state province",
		map[string]string{
			"work_state": "person state province|person address state|person addresses state province", "experience.1.employer": "person work experience employer|person employer|person work history company",
			"experience.1.title": "person work experience job title|person job title|person work history title|person current title", "experience.1.started_on": "person work experience start date", "experience.1.ended_on": "person work experience end date",
			yearsTarget: "person years of experience|person total years of experience",
		},
		nil,
	},
	{
		"jobdiva", "JobDiva",
		"jobdiva no|jobdiva id|jobdiva number|jobdiva|optional ref|resume source|qualifications|candidate category|preferred salary|primary recruiter|dnc|resume date",
		"abstract|date available|years of exp|yrs of exp|recent title|recent company|most recent title|most recent employer|last contacted|primary owner|available|current rate|desired rate",
		map[string]string{
			"candidate_id": "jobdiva no|jobdiva id|jobdiva number|candidate id", "skills": "qualifications|skills", "headline": "abstract", "experience.1.title": "recent title|most recent title|title", "experience.1.employer": "recent company|most recent employer|company",
			yearsTarget: "years of exp|yrs of exp|experience|years", "education": "degrees|education",
		},
		nil,
	},
})

// withHeads takes the lists of heads apart.
func withHeads(list []ats) []ats {
	for i := range list {
		list[i].heads = spread(list[i].lists)
	}
	return list
}

// plainSheet is the name of what no system made.
const plainSheet = "plain"

// Systems are the names of the systems whose exports are known.
func Systems() []string {
	names := make([]string, 0, len(systems)+1)
	for _, one := range systems {
		names = append(names, one.name)
	}
	return append(names, plainSheet)
}

// CheckSystem says what is wrong with the name of a system; nothing is where it is empty.
func CheckSystem(name string) error {
	if name != "" && !slices.Contains(Systems(), name) {
		return fmt.Errorf("--ats %q: expected one of %s%s", name, strings.Join(Systems(), ", "), didYouMean(nearest(name, Systems())))
	}
	return nil
}

// enoughMarks is how many heads tell a system, and enoughOwn how many of them nothing else has.
const enoughMarks, enoughOwn = 4, 2

// systemOf tells which system made a table, by its heads or as it is said; nil for none.
func systemOf(head []string, said string) *ats {
	best, most := (*ats)(nil), enoughMarks-1
	for i := range systems {
		one := &systems[i]
		if said == one.name {
			return one
		}
		if count := one.marked(head); said == "" && count > most {
			best, most = one, count
		}
	}
	return best
}

// marked is how many of the heads are the system's; 0 where too few of them are its own.
func (a *ats) marked(head []string) int {
	own, marks := strings.Split(a.own, "|"), strings.Split(a.marks, "|")
	count, owned := 0, 0
	for _, text := range head {
		switch key := headKey(text); {
		case slices.Contains(own, key):
			count, owned = count+1, owned+1
		case slices.Contains(marks, key), a.name == "icims" && strings.HasPrefix(key, "person "):
			count++
		}
	}
	if owned < enoughOwn {
		return 0
	}
	return count
}

// guess says what a head of the system means, empty where that is not plain.
func (a *ats) guess(head string) string {
	if a != nil {
		for _, key := range []string{headKey(head), headKey(asides.ReplaceAllString(head, " ")), headKey(humps.ReplaceAllString(head, "$1 $2"))} {
			if field := a.heads[key]; field != "" {
				return field
			}
		}
	}
	return guess(head)
}

// besides are columns that say who somebody is, or how far an application is: nothing there is scored.
var besides = regexp.MustCompile(`\b(?:e ?mails?|phones?|mobile|fax|address|street|city|zip|zip code|postal|county|country|linkedin|website|url|owner|source|sources|origin|recruiter|coordinator|sourcer|referrer|referral|status|stage|tags?|followers?|` +
	`date added|date (?:last )?modified|last (?:modified|activity|contacted|comment|note|interaction|advanced|updated)|updated|created|applied|application|rejection|rejected|archive|archived|disqualified|disqualification|hired|hiring manager|` +
	`comments?|notes?|resume|cover letter|attachment|files?|id|preference|relocate|locations?|office|offices|department|departments|gender|race|ethnicity|veteran|disability|birth|ssn|photo|image|score|scorecards?|rating|evaluation|pay rate|current rate|current salary|category|categories|consent|prospect|credit|domain|sourced)\b`)

// tellSystem tells whose export it is, and what is read of it.
func (p *plan) tellSystem() {
	if p.system == nil {
		return
	}
	columns, read := 0, 0
	var aside []string
	for i, head := range p.survey.head {
		if head == "" {
			continue
		}
		columns++
		switch {
		case p.read(i):
			read++
		case p.fields[i] == "" && besides.MatchString(headKey(humps.ReplaceAllString(head, "$1 $2"))):
			p.fields[i] = "-"
			aside = append(aside, head)
		}
	}
	how := "by its heads"
	if p.source.options.ATS != "" {
		how = "as --ats says"
	}
	p.source.notice("%s: read as an export of %s, %s: %d of its %d columns are read; --ats %s, or another, says otherwise", p.where, p.system.title, how, read, columns, plainSheet)
	if len(aside) > 0 {
		p.source.notice("%s: not read, as nothing there is scored: %s; --keep-columns carries columns along", p.where, list(aside))
	}
}
