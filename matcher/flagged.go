package matcher

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// doubts are the values of a profile that are flagged for review, as far as anything reads them. A flag whose path leads to nothing
// that is read raises none.
type doubts struct {
	marks []mark

	skills, education, certifications, experience, languages []fieldSet // by entry; nil where none is in doubt
	duties, areas, courses                                   []item
	interests                                                []bool // by place; nil where none is in doubt
	available, total, state                                  bool

	opens opens
}

// opens are the kinds of which something may have been misread altogether: an entry whose name is flagged may be any of its kind.
type opens struct{ skills, courses, certifications, languages, work bool }

// mark is a flagged value in words.
type mark struct {
	path, words string
	kind        lexfitv1.ReviewFlagKind
	order       [3]int // by list, entry, field
}

// item is a place in a list of an entry, such as a duty of a job.
type item struct{ entry, at int }

// fieldSet is a set of the fields of an entry.
type fieldSet uint32

const (
	inName fieldSet = 1 << iota // or title
	inLevel
	inYears
	inLastUse
	inMeasure
	inField
	inCountry
	inApproval
	inStatus
	inCompletion
	inCourses
	inIssuer
	inIssue
	inExpiry
	inEmployer
	inAreas
	inDates
	inDuties

	inAll = inDuties<<1 - 1
)

// flaggable is a field that something reads.
type flaggable struct {
	name  string
	bit   fieldSet
	words string
	unset bool // it says something where it is not set too
}

// flagList is a list of a profile whose entries can be flagged.
type flagList struct {
	name, entry, all string
	fields           []flaggable
}

// flagLists are in the order in which flagged values are told.
var flagLists = []flagList{
	{"experience", "job", "the jobs", []flaggable{
		{"title", inName, "the title", false},
		{"employer_type", inEmployer, "the kind of employer", false},
		{"practice_areas", inAreas, "the practice areas", false},
		{"started_on", inDates, "the start", true},
		{"ended_on", inDates, "the end", true},
		{"months", inDates, "the length", true},
		{"end_unclear", inDates, "the end", true},
		{"duties", inDuties, "the duties", false},
	}},
	{"education", "education", "the education", []flaggable{
		{"level", inLevel, "the level", true},
		{"field", inField, "the field of study", true},
		{"country", inCountry, "the country", false},
		{"program_approval", inApproval, "the approval", false},
		{"status", inStatus, "the status", true},
		{"completed_on", inCompletion, "the date of completion", false},
		{"coursework", inCourses, "the courses", false},
	}},
	{"certifications", "certification", "the certifications", []flaggable{
		{"name", inName, "the name", false},
		{"issuer", inIssuer, "the issuer", false},
		{"status", inStatus, "the status", true},
		{"issued_on", inIssue, "the date of issue", false},
		{"expires_on", inExpiry, "the date of expiry", false},
	}},
	{"skills", "skill", "the skills", []flaggable{
		{"name", inName, "the name", false},
		{"proficiency", inLevel, "the level", false},
		{"years", inYears, "the years", false},
		{"last_used_on", inLastUse, "the date of last use", false},
		{"measured", inMeasure, "the measured value", false},
	}},
	{"languages", "language", "the languages", []flaggable{{"name", inName, "the name", false}, {"level", inLevel, "the level", false}}},
}

// flagReader reads the flags of a profile by what dates mean on the as-of date.
type flagReader struct {
	profile *lexfitv1.CandidateProfile
	asOf    date
	stale   int32 // months after which the last use of software is long ago
	*doubts
}

// doubtsOf finds what is flagged of a profile; nil for nothing that is read.
func doubtsOf(profile *lexfitv1.CandidateProfile, asOf date, stale int32) *doubts {
	flags := profile.GetReview().GetFlags()
	if len(flags) == 0 {
		return nil
	}
	kinds := make(map[string]lexfitv1.ReviewFlagKind, len(flags)) // of several flags of a path the first kind is told
	for _, flag := range flags {
		if flag.GetPath() == "" && flag.GetKind() != lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_UNREAD_LEGAL {
			continue
		}
		if kind, twice := kinds[flag.GetPath()]; !twice || kind == 0 || flag.GetKind() != 0 && flag.GetKind() < kind {
			kinds[flag.GetPath()] = flag.GetKind()
		}
	}
	found := &flagReader{profile: profile, asOf: asOf, stale: stale, doubts: &doubts{}}
	for path, kind := range kinds {
		found.resolve(path, kind)
	}
	if len(found.marks) == 0 {
		return nil
	}
	slices.SortFunc(found.marks, func(one, other mark) int {
		return cmp.Or(slices.Compare(one.order[:], other.order[:]), cmp.Compare(len(one.path), len(other.path)), cmp.Compare(one.path, other.path))
	})
	return found.doubts
}

// resolve notes what one path leads to.
func (r *flagReader) resolve(path string, kind lexfitv1.ReviewFlagKind) {
	steps, ok := parseFlagPath(path)
	if !ok {
		// A legal title or credential that stands in the text and reached no entry: it may be what a must asks for.
		if path == "" && kind == lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_UNREAD_LEGAL {
			r.opens.work, r.opens.certifications = true, true
			r.marks = append(r.marks, mark{kind: kind, words: "the legal title or credential that reached no entry", order: [3]int{len(flagLists) + 1}})
		}
		return
	}
	made := mark{path: path, kind: kind}
	for i := range flagLists {
		if list := &flagLists[i]; list.name == steps[0].name {
			made.order[0] = i
			r.resolveEntry(list, steps, made)
			return
		}
	}
	made.order[0] = len(flagLists)
	r.resolveRest(steps, made)
}

// resolveEntry notes a list, an entry of one, or a part of an entry.
func (r *flagReader) resolveEntry(list *flagList, steps []flagStep, made mark) {
	count := listLength(r.profile, list.name)
	i := steps[0].index
	switch {
	case count == 0 || i >= count || i < 0 && len(steps) > 1:
		return
	case i < 0:
		made.words = list.all
		for i := range count {
			r.add(list.name, count, i, inAll)
		}
	case len(steps) == 1:
		made.order[1], made.words = i, list.entry+" "+strconv.Itoa(i+1)
		r.add(list.name, count, i, inAll)
	default:
		at := slices.IndexFunc(list.fields, func(field flaggable) bool { return field.name == steps[1].name })
		if at < 0 {
			return
		}
		field := &list.fields[at]
		made.order[1], made.order[2] = i, at+1
		made.words = field.words + " of " + list.entry + " " + strconv.Itoa(i+1)
		entry := entryOf(r.profile, list.name, i)
		if !field.unset && !entry.Has(entry.Descriptor().Fields().ByName(protoreflect.Name(field.name))) {
			return
		}
		if !r.resolveField(list, field, steps, &made, count) {
			return
		}
	}
	r.marks = append(r.marks, made)
}

// resolveField notes a field of an entry or a part of it. It reports whether there is such a part, and anything reads it.
func (r *flagReader) resolveField(list *flagList, field *flaggable, steps []flagStep, made *mark, count int) bool {
	i := steps[0].index
	items := map[fieldSet]*[]item{inDuties: &r.duties, inAreas: &r.areas, inCourses: &r.courses}[field.bit]
	switch {
	case steps[1].index >= 0:
		entry := entryOf(r.profile, list.name, i)
		if items == nil || len(steps) > 2 || steps[1].index >= entry.Get(entry.Descriptor().Fields().ByName(protoreflect.Name(field.name))).List().Len() {
			return false
		}
		*items = append(*items, item{i, steps[1].index})
		one := map[fieldSet]string{inDuties: "duty", inAreas: "practice area", inCourses: "course"}[field.bit]
		made.words = fmt.Sprintf("%s %d of %s %d", one, steps[1].index+1, list.entry, i+1)
		r.opens.courses = r.opens.courses || field.bit == inCourses
		return true
	case len(steps) > 2:
		if field.bit != inMeasure || len(steps) > 3 || steps[2].index >= 0 || steps[2].name != "value" && steps[2].name != "unit" {
			return false
		}
	}
	if !r.matters(list.name, i, field) {
		return false
	}
	r.add(list.name, count, i, field.bit)
	return true
}

// matters reports whether anything reads a value, beside what else its entry says.
func (r *flagReader) matters(list string, i int, field *flaggable) bool {
	ahead := func(day string) bool { return r.asOf.isBefore(day) }
	switch {
	case list == "experience" && (field.name == "months" || field.name == "end_unclear"):
		job := r.profile.GetExperience()[i]
		return job.GetStartedOn() == "" || job.GetEndedOn() == ""
	case field.bit == inCompletion:
		return ahead(r.profile.GetEducation()[i].GetCompletedOn())
	case field.bit == inIssue:
		return ahead(r.profile.GetCertifications()[i].GetIssuedOn())
	case field.bit == inExpiry:
		expires, ok := parseDate(r.profile.GetCertifications()[i].GetExpiresOn())
		return ok && expires.endsBefore(r.asOf)
	case field.bit == inLastUse:
		last, ok := parseDate(r.profile.GetSkills()[i].GetLastUsedOn())
		return ok && r.asOf.monthIndex(0)-last.monthIndex(12) > r.stale
	}
	return true
}

// add notes fields of an entry.
func (r *flagReader) add(list string, count, i int, fields fieldSet) {
	sets := r.setsOf(list)
	if *sets == nil {
		*sets = make([]fieldSet, count)
	}
	(*sets)[i] |= fields
	r.opens.skills = r.opens.skills || list == "skills" && fields&inName != 0
	r.opens.certifications = r.opens.certifications || list == "certifications" && fields&(inName|inIssuer) != 0
	r.opens.languages = r.opens.languages || list == "languages" && fields&inName != 0
	r.opens.courses = r.opens.courses || list == "education" && fields&inCourses != 0 && len(r.profile.GetEducation()[i].GetCoursework()) > 0
}

func (d *doubts) setsOf(list string) *[]fieldSet {
	switch list {
	case "experience":
		return &d.experience
	case "education":
		return &d.education
	case "certifications":
		return &d.certifications
	case "languages":
		return &d.languages
	}
	return &d.skills
}

// resolveRest notes what stands in no list of entries.
func (r *flagReader) resolveRest(steps []flagStep, made mark) {
	wants := r.profile.GetPreferences()
	all := steps[0].name == "preferences" && len(steps) == 1 && steps[0].index < 0
	field := ""
	switch {
	case len(steps) == 1 && steps[0].index < 0:
		field = steps[0].name
	case len(steps) == 2 && steps[0].name == "preferences" && steps[0].index < 0:
		field = steps[1].name
		if steps[1].index >= 0 && field != "interests" {
			return
		}
	}
	before := len(r.marks)
	tell := func(order int, words string) {
		made.order[1], made.words = order, words
		r.marks = append(r.marks[:before], made)
	}
	if (all || field == "available_from" && len(steps) == 2) && wants.GetAvailableFrom() != "" {
		r.available = true
		tell(1, "the day of availability")
	}
	if interests := len(wants.GetInterests()); (all || field == "interests" && len(steps) == 2 && steps[1].index < interests) && interests > 0 {
		if r.interests == nil {
			r.interests = make([]bool, interests)
		}
		for i := range r.interests {
			r.interests[i] = r.interests[i] || all || steps[1].index < 0 || steps[1].index == i
		}
		tell(0, "the interests")
		if !all && steps[1].index >= 0 {
			tell(0, fmt.Sprintf("interest %d", steps[1].index+1))
			r.marks[before].order[2] = steps[1].index
		}
	}
	switch {
	case all && len(r.marks) > before:
		tell(0, "what is wanted of the next job")
	case field == "total_experience_months" && len(steps) == 1 && r.profile.GetTotalExperienceMonths() > 0:
		r.total = true
		tell(2, "the total of experience")
	case field == "work_state" && len(steps) == 1 && r.profile.GetWorkState() != "":
		r.state = true
		tell(3, "the state of work")
	}
}

// of are the fields of an entry that are in doubt.
func of(sets []fieldSet, i int) fieldSet {
	if i < 0 || i >= len(sets) {
		return 0
	}
	return sets[i]
}

func (d *doubts) skill(i int32) fieldSet {
	if d == nil {
		return 0
	}
	return of(d.skills, int(i))
}

func (d *doubts) study(i int32) fieldSet {
	if d == nil {
		return 0
	}
	return of(d.education, int(i))
}

func (d *doubts) certification(i int32) fieldSet {
	if d == nil {
		return 0
	}
	return of(d.certifications, int(i))
}

func (d *doubts) job(i int32) fieldSet {
	if d == nil {
		return 0
	}
	return of(d.experience, int(i))
}

// at reports whether a place of the evidence is in doubt, or a value in it that is read there.
func (d *doubts) at(path string) bool {
	if d == nil {
		return false
	}
	at := splitPath(path)
	switch at.list {
	case "skills":
		return of(d.skills, at.i) != 0
	case "certifications":
		return of(d.certifications, at.i) != 0
	case "languages":
		return of(d.languages, at.i) != 0
	case "education":
		if at.part == ".coursework" {
			return of(d.education, at.i)&inCourses != 0 || slices.Contains(d.courses, item{at.i, at.j})
		}
		return of(d.education, at.i)&^inCourses != 0
	case "experience":
		switch at.part {
		case ".duties":
			return of(d.experience, at.i)&inDuties != 0 || slices.Contains(d.duties, item{at.i, at.j})
		case ".practice_areas":
			return of(d.experience, at.i)&inAreas != 0 || slices.Contains(d.areas, item{at.i, at.j})
		}
		return of(d.experience, at.i)&^inDuties != 0
	case "preferences.interests":
		return at.i >= 0 && at.i < len(d.interests) && d.interests[at.i]
	case availablePath:
		return d.available
	}
	return false
}

// flagStep is a step of a flag's path: a field, and a place in it, absent where none is named.
type flagStep struct {
	name  string
	index int
}

// parseFlagPath takes a path apart; false for what is none.
func parseFlagPath(path string) ([]flagStep, bool) {
	var steps []flagStep
	for part := range strings.SplitSeq(path, ".") {
		name, rest, listed := strings.Cut(part, "[")
		step := flagStep{name: name, index: absent}
		if listed {
			digits, end, closed := strings.Cut(rest, "]")
			number, err := strconv.Atoi(digits)
			if !closed || end != "" || err != nil || number < 0 || digits != strconv.Itoa(number) {
				return nil, false
			}
			step.index = number
		}
		if name == "" || len(steps) > 3 {
			return nil, false
		}
		steps = append(steps, step)
	}
	return steps, true
}

func listLength(profile *lexfitv1.CandidateProfile, list string) int {
	message := profile.ProtoReflect()
	return message.Get(message.Descriptor().Fields().ByName(protoreflect.Name(list))).List().Len()
}

func entryOf(profile *lexfitv1.CandidateProfile, list string, i int) protoreflect.Message {
	message := profile.ProtoReflect()
	return message.Get(message.Descriptor().Fields().ByName(protoreflect.Name(list))).List().Get(i).Message()
}
