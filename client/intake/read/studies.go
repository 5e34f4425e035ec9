package read

import (
	"strings"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// study is an entry of a section of studies: its lines, and the one that names the degree.
type study struct {
	lines  []*line
	degree int // the line that names it; -1 for none
	found  found
}

const (
	unclearStudy = lexfitv1.EducationStatus_EDUCATION_STATUS_UNCLEAR
	underWay     = lexfitv1.EducationStatus_EDUCATION_STATUS_IN_PROGRESS
	givenUp      = lexfitv1.EducationStatus_EDUCATION_STATUS_INCOMPLETE
)

// schoolGoesOn is the rest of a school's name that begins on the line before.
var schoolGoesOn = pattern(`^(?:College|University|Institute|School|Academy)\b(?:$|\s*[,;|(0-9–-])`)

// studiesOf parts a section of studies: each degree with the lines about it, and each school without one.
func studiesOf(lines []*line) []study {
	type mark struct {
		at    int
		found found
	}
	var marks []mark
	for i, here := range lines {
		if isCourses(here) {
			continue
		}
		if here.Bullet && len(strings.Fields(here.text)) > 14 {
			continue
		}
		one, ok := degreeIn(here.text)
		if i+1 < len(lines) && schoolGoesOn().MatchString(lines[i+1].text) && !schoolWord().MatchString(here.text) {
			if whole, found := degreeIn(here.text + " " + lines[i+1].text); found && strings.Contains(here.text, whole.text) {
				one, ok = whole, true
			}
		}
		if ok {
			if last := len(marks) - 1; last >= 0 && i-marks[last].at <= 2 && isHigh(one) && isHigh(marks[last].found) && (one.led != marks[last].found.led) {
				if marks[last].found.led { // the diploma's line says more than the school's name
					marks[last] = mark{i, one}
				}
				continue
			}
			marks = append(marks, mark{i, one})
		}
	}
	if len(marks) == 0 {
		return schoolsOf(lines)
	}
	const mostBefore = 3
	before := min(marks[0].at, mostBefore) // lines of an entry before its degree
	for before > 0 && lines[marks[0].at-before].Bullet {
		before--
	}
	var out []study
	begin := 0
	if marks[0].at > before {
		out = append(out, schoolsOf(lines[:marks[0].at-before])...)
		begin = marks[0].at - before
	}
	for i, one := range marks {
		end := len(lines)
		if i+1 < len(marks) {
			next := marks[i+1].at
			end = next
			for end > next-before && end > one.at+1 && !lines[end-1].Bullet && !isCourses(lines[end-1]) && !startsLower(lines[end-1].text) {
				end--
			}
			if row := lines[next].Row; row > 0 && lines[one.at].Row != row {
				for end = next; end > one.at+1 && lines[end-1].Row == row; end-- {
					continue
				}
			}
		}
		out = append(out, study{lines: lines[begin:end], degree: one.at - begin, found: one.found})
		begin = end
	}
	return out
}

func isHigh(one found) bool {
	return one.Level == lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL
}

// fieldless are the levels that need no field: a school's, none at all, and the Juris Doctor, which is of law.
var fieldless = map[lexfitv1.EducationLevel]bool{
	lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL: true, lexfitv1.EducationLevel_EDUCATION_LEVEL_NONE: true, lexfitv1.EducationLevel_EDUCATION_LEVEL_JURIS_DOCTOR: true,
}

// isCourses says whether a line lists courses, and not how far somebody came.
func isCourses(here *line) bool {
	return courseLine().MatchString(here.text) && !towardLine().MatchString(here.text)
}

// schoolsOf are the entries of lines that name schools and no degree.
func schoolsOf(lines []*line) []study {
	var out []study
	for _, here := range lines {
		if schoolWord().MatchString(here.text) && !here.Bullet && !isCourses(here) && !startsLower(here.text) && len(strings.Fields(here.text)) <= 24 && !sentence().MatchString(here.text) {
			out = append(out, study{degree: -1})
		}
		if last := len(out) - 1; last >= 0 {
			out[last].lines = append(out[last].lines, here)
		}
	}
	return out
}

// studies reads a section of studies.
func (b studyReader) studies(one *section) {
	for _, made := range studiesOf(one.lines) {
		if b.full("education", len(b.profile.GetEducation())) {
			return
		}
		b.study(&made)
		b.saidTwice()
	}
	for _, here := range one.lines {
		if !here.read && len(strings.Fields(here.text)) <= 14 {
			certificateReader(b).credentialLine(here)
		}
	}
}

// saidTwice takes the last entry back where it says again what the one before it says.
func (b studyReader) saidTwice() {
	list := b.profile.GetEducation()
	last := len(list) - 1
	if last < 1 {
		return
	}
	one, other := list[last-1], list[last]
	if one.GetLevel() == 0 || one.GetLevel() != other.GetLevel() || !strings.EqualFold(one.GetField(), other.GetField()) || one.GetField() == "" ||
		one.GetCompletedOn() != "" && other.GetCompletedOn() != "" && one.GetCompletedOn() != other.GetCompletedOn() {
		return
	}
	here, before := index("education", last), index("education", last-1)
	if one.GetCompletedOn() == "" {
		one.CompletedOn = other.GetCompletedOn()
	} else {
		b.drop(here + ".completed_on")
	}
	for i, course := range other.GetCoursework() {
		from, to := index(here+".coursework", i), index(before+".coursework", len(one.GetCoursework()))
		one.Coursework = append(one.Coursework, course)
		b.move(from, to)
	}
	b.move(here+".completed_on", before+".completed_on")
	b.drop(here)
	b.profile.Education = list[:last]
}

// study reads an entry.
func (b studyReader) study(one *study) {
	path := index("education", len(b.profile.GetEducation()))
	made := &lexfitv1.Education{}
	at := one.lines[max(one.degree, 0)]
	text := clipped(at.text)
	switch {
	case one.degree >= 0:
		b.settle(made, path, one.found, at)
	case highSchool().MatchString(at.text):
		made.Level = lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL
		b.says(path+".level", where{at, text})
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL, path+".level", where{at, text}, nil, "a high school is named, and no diploma: was it completed?")
	default:
		made.Status = unclearStudy
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_NO_LEVEL, path+".level", where{at, text}, nil, "a school is named, and no degree that was read: which was it, and was it completed?")
	}
	b.profile.Education = append(b.profile.Education, made)
	for i, here := range one.lines {
		b.about(made, path, one, i, here)
	}
	if made.GetField() == "" && !fieldless[made.GetLevel()] {
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_NO_FIELD, path+".field", where{at, text}, nil, "a degree without a field of study that was read")
	}
	if made.GetCompletedOn() != "" && b.ahead(made.GetCompletedOn()) && made.GetStatus() == 0 {
		made.Status = underWay
	}
	if b.doubtful {
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_UNKNOWN_SECTION, path, where{at, text}, nil, "the document has no heading for studies: is this one?")
	}
}

// about reads what a line of an entry says beside the degree: the school, dates, standing, courses, a major, an approval.
func (b studyReader) about(made *lexfitv1.Education, path string, one *study, i int, here *line) {
	if list := courseLine().FindStringSubmatch(here.text); isCourses(here) && i != one.degree {
		b.coursework(made, path, here, list[1])
		return
	}
	rest := here.text
	if i == one.degree && (!isHigh(one.found) || !one.found.led) {
		rest = strings.Replace(here.text, one.found.text, " ", 1)
	}
	if near := i - max(one.degree, 0); near > mostHeader || near < -mostHeader || here.Bullet && i != one.degree {
		return
	}
	if made.GetInstitution() == "" {
		if school := strings.Trim(schoolName().FindString(apart(rest, here)), trailing); school != "" && len(strings.Fields(school)) <= 14 && (i == one.degree || !sentence().MatchString(here.text)) {
			made.Institution = clipped(school)
			b.says(path+".institution", where{here, school})
		}
	}
	if made.GetCompletedOn() == "" && len(here.ranges) > 0 {
		b.completed(made, path, here)
	}
	if made.GetField() == "" && made.GetLevel() != lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL {
		if list := majorLine().FindStringSubmatch(here.text); list != nil && !notField().MatchString(list[1]) {
			made.Field = clipped(strings.Trim(list[1], trailing))
			b.says(path+".field", where{here, list[1]})
			if len(strings.Fields(made.GetField())) > 5 {
				b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL, path+".field", where{here, list[1]}, nil, "%q was read as the field of study: is it one?", made.GetField())
			}
		}
	}
	if made.GetProgramApproval() == 0 && abaWord().MatchString(rest) && !notABAWord().MatchString(rest) {
		made.ProgramApproval = lexfitv1.ProgramApproval_PROGRAM_APPROVAL_ABA_APPROVED
		b.says(path+".program_approval", where{here, abaWord().FindString(rest)})
	}
	if list := standings().FindStringSubmatch(rest); list != nil && (made.GetStatus() == 0 || made.GetStatus() == unclearStudy) {
		made.Status = underWay
		if list[2] != "" {
			made.Status = givenUp
		}
		b.says(path+".status", where{here, list[0]})
		if list[2] != "" || i != one.degree {
			b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL, path+".status", where{here, list[0]}, nil, "%q stands beside the degree: how far did the studies come?", list[0])
		}
	}
}

// apart is a text with its dates and places taken out, and marks between the pieces of its line.
func apart(text string, here *line) string {
	if text == here.text {
		text = strings.Join(here.pieces, " | ")
	}
	return cityState().ReplaceAllString(strings.Join(without(text, findDates(text)), " | "), " | ")
}

// completed reads when studies ended, or that they go on.
func (b studyReader) completed(made *lexfitv1.Education, path string, here *line) {
	last := here.ranges[len(here.ranges)-1]
	at := path + ".completed_on"
	switch {
	case last.open:
		if made.GetStatus() == 0 {
			made.Status = underWay
			b.says(path+".status", where{here, here.text[last.start:last.end]})
		}
	case last.to != "":
		_, to := last.written()
		b.date(&made.CompletedOn, at, last.to, where{here, to})
	case !last.dangling:
		b.date(&made.CompletedOn, at, last.from, where{here, last.from})
	}
}

// coursework takes the courses of a line into an entry.
func (b studyReader) coursework(made *lexfitv1.Education, path string, here *line, list string) {
	for course := range strings.FieldsFuncSeq(list, func(letter rune) bool { return strings.ContainsRune(",;|•", letter) }) {
		course = strings.Trim(course, " .")
		if course == "" || len(made.GetCoursework()) >= mostEntries {
			continue
		}
		course = clipped(course)
		b.says(index(path+".coursework", len(made.GetCoursework())), where{here, course})
		made.Coursework = append(made.Coursework, course)
	}
	here.read = true
}

// courses reads a section of courses into the last studies read, or into none that is known where there are none.
func (b studyReader) courses(one *section) {
	if len(one.lines) == 0 {
		return
	}
	if len(b.profile.GetEducation()) == 0 {
		made := &lexfitv1.Education{Status: unclearStudy}
		b.profile.Education = append(b.profile.Education, made)
		at := where{one.lines[0], one.lines[0].text}
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_NO_LEVEL, "education[0].level", at, nil, "courses are listed, and no studies that were read: what were they part of?")
	}
	last := len(b.profile.GetEducation()) - 1
	for _, here := range one.lines {
		b.coursework(b.profile.GetEducation()[last], index("education", last), here, here.text)
	}
}
