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
	// marks are heads that it has and a plain spreadsheet has not; few of them tell it.
	marks string
	lists map[string]string
	heads map[string]string // of the lists
}

// Exports are configured by whoever makes them, so that no list of heads is whole. These are after the systems' own names of fields:
// Bullhorn's and Lever's published templates and reference, Greenhouse's reports, Workable's candidates, iCIMS's "Person : Field",
// JobDiva's search results.
var systems = known([]ats{
	{
		"bullhorn", "Bullhorn",
		"primary skills|secondary skills|years experience|degree list|date last modified|date last comment|employment preference|desired pay rate|current pay rate|business sectors|business sector|business sector s|category|categories|specialties|specialty|will relocate|" +
			"desired locations|date added|owner|occupation|mobile phone|work phone|email 1|general candidate comments|skill set|education degree|date available|desired salary",
		map[string]string{
			"education": "degrees|degree list|education|education degree list", "education.1.level": "education degree|degree",
			yearsTarget: "experience|years experience", "experience.1.title": "occupation|title|current title", "experience.1.employer": "company name|company|current company",
			"preferences.salary_min_usd": "salary|desired salary|desired salary low", "skills": "skill set|skills|primary skills|secondary skills|skills count list", "certifications": "certifications|certification list",
		},
		nil,
	},
	{
		"greenhouse", "Greenhouse",
		"candidate name|job name|jobs|current stage|stage|applied on|application date|last activity|last activity date|candidate tags|tags|rejection reason|rejected reason|recruiter|coordinator|referrer|sourcer|prospect|who gets credit|" +
			"source strategy|application id|education degree|education discipline|education school|discipline|school name|hiring plan|offices|departments|candidate id|scorecards",
		map[string]string{"education.1.field": "discipline|education discipline", "education.1.institution": "school name|education school", "experience.1.title": "title|candidate title|current title", "experience.1.employer": "company|candidate company"},
		nil,
	},
	{
		"lever", "Lever",
		"opportunity id|contact id|posting|posting title|posting name|posting id|origin|sources|archive reason|archived reason|archive date|stage|current stage|owner|opportunity owner|last interaction|last advanced|created at|opportunity created|headline|followers|full name",
		map[string]string{"headline": "headline|current headline", "experience.1.employer": "company|companies|current company", "candidate_id": "contact id|candidate id"},
		nil,
	},
	{
		"workable", "Workable",
		"headline|disqualified|disqualification reason|disqualified reason|sourced|domain|summary|cover letter|stage|job|job title|job shortcode|applied at|created at|hired at|tags|firstname|lastname|education|experience|profile url|image url|outbound mailbox",
		map[string]string{"headline": "headline", "education": "education|education entries", "experience": "experience|experience entries", "skills": "skills"},
		nil,
	},
	{
		"icims", "iCIMS",
		"person full name first last|person full name first last non sortable|person system id|person skills|person education degree|job requisition id|job job title|job position title|job job title and job code|recruiter full name first last|" +
			"hiring manager full name first last|application date|recruiting workflow profile status|person email|person state province|location state province",
		map[string]string{
			"work_state": "person state province|person address state|person addresses state province", "experience.1.employer": "person work experience employer|person employer|person work history company",
			"experience.1.title": "person work experience job title|person job title|person work history title|person current title", "experience.1.started_on": "person work experience start date", "experience.1.ended_on": "person work experience end date",
			yearsTarget: "person years of experience|person total years of experience",
		},
		nil,
	},
	{
		"jobdiva", "JobDiva",
		"jobdiva no|jobdiva id|jobdiva number|jobdiva|optional ref|abstract|qualifications|candidate category|resume source|date available|years of exp|yrs of exp|preferred salary|recent title|recent company|" +
			"most recent title|most recent employer|last contacted|primary recruiter|primary owner|available|dnc|current rate|desired rate|resume date",
		map[string]string{
			"candidate_id": "jobdiva no|jobdiva id|jobdiva number|candidate id", "skills": "qualifications|skills", "headline": "abstract", "experience.1.title": "recent title|most recent title|title", "experience.1.employer": "recent company|most recent employer|company",
			yearsTarget: "years of exp|yrs of exp|experience|years", "education": "degrees|education",
		},
		nil,
	},
})

func known(list []ats) []ats {
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

// enoughMarks is how many heads of its own tell a system.
const enoughMarks = 4

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

// marked is how many of the heads are the system's own.
func (a *ats) marked(head []string) int {
	marks := strings.Split(a.marks, "|")
	count := 0
	for _, text := range head {
		if slices.Contains(marks, headKey(text)) {
			count++
		}
	}
	if a.name == "icims" && count > 0 {
		for _, text := range head {
			if strings.HasPrefix(headKey(text), "person ") {
				count++
			}
		}
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
