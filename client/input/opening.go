package input

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// An export of applications says for which opening each was made. Read as the last job it would make a litigation paralegal of a
// receptionist who applied to be one.
var (
	// openings are heads that are the opening wherever they stand; requisitions its number.
	openings = regexp.MustCompile(`^(?:(?:(?:job|position|role|opening|title)s? )?(?:applied|applying|considered|submitted)(?: for| to)?(?: (?:job|position|role|title))?|applied (?:job|position|role)(?: title)?|job applied|posting(?: (?:title|name))?|job posting(?: title)?|opening(?: (?:title|name))?|` +
		`(?:job )?requisition(?: (?:title|name))?|job order(?: title)?|job name|vacancy(?: (?:title|name))?|job opening|job job title(?: and job code)?|job position title|req(?: title)?|target (?:job|role|position)|desired (?:job|position|role|title)(?: title)?|job req(?: title)?|opportunity(?: name)?)$`)
	requisitions = regexp.MustCompile(`^(?:(?:job )?req(?:uisition)? ?(?:id|number|no|#)|job (?:id|number|code|ref|reference|requisition id)|job order (?:id|number)|posting id|vacancy (?:id|number)|req|requisition)$`)
	// eitherTitle are heads that may be the opening or the last job.
	eitherTitle = regexp.MustCompile(`^(?:job title|job|position|position title|job position|role|job role)$`)
	// applications are columns of an application: where it stands, and since when.
	applications = regexp.MustCompile(`^(?:(?:current |application |candidate |interview |hiring |recruiting |workflow |pipeline |submission |last )*(?:stage|stage name|status|step)|(?:date |last )?applied(?: (?:on|at|date|time))?|application (?:date|id|source|status|submitted|created(?: at| on)?|received)|` +
		`date of application|submitted(?: (?:on|at|date))?|submission (?:date|id)|date submitted|disposition(?: reason)?|(?:rejection|archive|disqualification|reject) reason|disqualified(?: (?:at|on))?|rejected (?:at|on)|archived(?: (?:at|on))?|` +
		`hiring manager|hired(?: (?:at|on))?|stage changed|opportunity id|applicant status|recruiting workflow profile status)$`)
)

// opening takes columns that are the opening out of the jobs: they are carried through as labels, and told of.
func (p *plan) opening() {
	applied := ""
	for _, head := range p.survey.head {
		if head != "" && applications.MatchString(headKey(head)) {
			applied = head
			break
		}
	}
	for i, head := range p.survey.head {
		if key := headKey(head); head != "" && !p.mapped[i] {
			switch why := p.whyOpening(i, key, applied); {
			case why != "":
				p.label(i, "opening", why)
			case eitherTitle.MatchString(key) && p.fields[i] == "":
				p.fields[i] = "experience.1.title"
			}
		}
	}
}

// whyOpening says why a column is the opening; empty where it is not.
func (p *plan) whyOpening(i int, key, applied string) string {
	switch {
	case openings.MatchString(key) || requisitions.MatchString(key):
		return "is the opening that was applied for"
	case !eitherTitle.MatchString(key) || p.repeats(i):
		return ""
	case applied != "":
		return fmt.Sprintf("stands beside %q: it is the opening, and no job held", clip(applied))
	}
	value, same := p.survey.columns[i].mostly()
	if same && !p.dated() {
		return fmt.Sprintf("says %q in nearly every row: it is the opening, and no job held", clip(value))
	}
	return ""
}

// repeats says whether a head stands more than once, as those of one job after another do.
func (p *plan) repeats(i int) bool {
	return slices.Index(p.survey.head, p.survey.head[i]) != i || slices.Contains(p.survey.head[i+1:], p.survey.head[i])
}

// dated says whether columns say from when to when a job was held.
func (p *plan) dated() bool {
	return slices.ContainsFunc(p.fields, func(field string) bool {
		return strings.HasPrefix(field, "experience.1.") && !strings.HasSuffix(field, ".title") && !strings.HasSuffix(field, ".employer")
	})
}

// label carries a column through under a key of its own.
func (p *plan) label(i int, key, why string) {
	if requisitions.MatchString(headKey(p.survey.head[i])) && !openings.MatchString(headKey(p.survey.head[i])) {
		key = "requisition"
	}
	for count := 2; slices.Contains(p.fields, "labels."+key); count++ {
		key = fmt.Sprintf("%s %d", strings.TrimRight(key, " 0123456789"), count)
	}
	p.fields[i] = "labels." + key
	p.told = append(p.told, fmt.Sprintf("%q %s; carried through as the label %q; a map (--map) can say experience.1.title", clip(p.survey.head[i]), why, key))
}
