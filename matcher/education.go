package matcher

import (
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher/degree"
	"github.com/lexfit/lexfit/matcher/finding"
	"github.com/lexfit/lexfit/matcher/lexicon"
	"github.com/lexfit/lexfit/matcher/prose"
	"github.com/lexfit/lexfit/matcher/silence"
	"github.com/lexfit/lexfit/matcher/wording"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

const partEducation part = "education"

// educationKind is degrees, certificates of study and diplomas.
type educationKind struct{}

func (educationKind) part() part { return partEducation }

// Category implements Kind.
func (educationKind) Category() lexfitv1.Category { return lexfitv1.Category_CATEGORY_EDUCATION }

// Lint implements Kind.
func (educationKind) Lint(report *finding.Report, condition *lexfitv1.Condition, path string) {
	asked := condition.GetEducation()
	path += ".education"
	report.IDs(finding.Field, asked.GetFields(), path+".fields")
	seen := map[string]bool{}
	for i, level := range asked.GetLevels() {
		report.Once(seen, finding.EnumName(level), finding.Index(path+".levels", i))
	}
}

// Best implements Kind.
func (educationKind) Best(*Reach, *lexfitv1.Condition) int64 { return full }

// Meetable implements Kind.
func (k educationKind) Meetable(reach *Reach, condition *lexfitv1.Condition, _ func(string) bool) bool {
	return k.Best(reach, condition) == full
}

func (educationKind) compile(compiler *treeCompiler, path string, condition *lexfitv1.Condition, _ bool) []wholeLeaf {
	asked := condition.GetEducation()
	leaf := &educationLeaf{
		fields:   compiler.findAll(compiler.fields, path+".education.fields", "field of study", asked.GetFields()),
		approved: asked.GetApproved(),
		country:  countryCode(asked.GetCountry()),
	}
	if least := int(asked.GetMinLevel()); least > 0 {
		for level := least; level <= int(lexfitv1.EducationLevel_EDUCATION_LEVEL_DOCTORATE); level++ {
			leaf.levels[level] = true
		}
	}
	for _, level := range asked.GetLevels() {
		if int(level) < len(leaf.levels) && level > 0 {
			leaf.levels[level] = true
		}
	}
	leaf.words = leaf.inWords(compiler.words, asked)
	return []wholeLeaf{leaf}
}

// read reads what was studied. Courses are read with the entry that lists them.
func (educationKind) read(in *intake) {
	for i, written := range in.profile.GetEducation() {
		at, study, doubt := ref{refEducation, int32(i), 0}, written, in.doubted.study(int32(i))
		if doubt&inLevel == 0 {
			study = takenApart(written)
		}
		entry := educationEntry{
			level: study.GetLevel(), value: full, main: true, index: int32(i), first: int32(len(in.fields)),
			country: countryCode(study.GetCountry()), mayApprove: doubt&inApproval != 0,
		}
		entry.open = full
		list := in.named(study.GetField(), wording.Field, in.words.fieldNames)
		switch in.studyStatus(study, ref{refEducation, int32(i), 0}, list) {
		case lexfitv1.EducationStatus_EDUCATION_STATUS_UNSPECIFIED:
			entry.statusTaken = true
			if study.GetLevel() != 0 {
				in.assume(at, assumedCompleted, 0)
			}
		case lexfitv1.EducationStatus_EDUCATION_STATUS_IN_PROGRESS:
			entry.value = scale(full, in.tables.inProgress)
			entry.open = entry.value
		case lexfitv1.EducationStatus_EDUCATION_STATUS_INCOMPLETE:
			entry.value, entry.givenUp = 0, true
		case lexfitv1.EducationStatus_EDUCATION_STATUS_UNCLEAR:
			entry.value, entry.unclear = 0, true
		case lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED:
		}
		if entry.none = entry.level == lexfitv1.EducationLevel_EDUCATION_LEVEL_NONE; entry.none {
			entry.value = 0
		}
		entry.noLevel = entry.level == lexfitv1.EducationLevel_EDUCATION_LEVEL_UNSPECIFIED
		entry.hasField = silence.Of(study.GetField()) == silence.Spoken
		if entry.noLevel && !entry.hasField && len(study.GetCoursework()) == 0 && (study.GetStatus() == 0 || doubt&inStatus != 0) {
			in.listed.education-- // nothing is said: where somebody studied is nobody's business here
			if doubt == 0 {
				continue
			}
		}
		entry.approved = isApproved(study.GetProgramApproval())
		if entry.hasField {
			in.readFields(study, &entry, list)
		}
		entry.last = int32(len(in.fields))
		in.education = append(in.education, entry)
		in.education = proving(in.education, study.GetLevel(), int32(i))
		in.readCourses(study, int32(i))
	}
}

// takenApart is an entry without a level whose field holds the text of a degree, such as "B.S. in Paralegal Studies, 2016", as that text
// says it. What the entry says itself stays.
func takenApart(study *lexfitv1.Education) *lexfitv1.Education {
	if study.GetLevel() != 0 || silence.Of(study.GetField()) != silence.Spoken {
		return study
	}
	read := degree.Read(study.GetField())
	if !read.Certain() {
		return study
	}
	made := proto.CloneOf(study)
	made.Level = read.Level
	if read.Field != "" || read.Level != lexfitv1.EducationLevel_EDUCATION_LEVEL_JURIS_DOCTOR { // a law degree is its own field
		made.Field = read.Field
	}
	if made.GetProgramApproval() == 0 {
		made.ProgramApproval = read.Approval
	}
	if made.GetStatus() == 0 {
		made.Status = read.Status
	}
	if made.GetCompletedOn() == "" {
		made.CompletedOn = read.CompletedOn
	}
	return made
}

// mayStudyLaw reports whether a field of study that is left out may be law.
func mayStudyLaw(list []educationEntry) bool {
	return slices.ContainsFunc(list, func(entry educationEntry) bool {
		return entry.main && !entry.hasField && !entry.givenUp && !entry.none && entry.level != lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL
	})
}

// studyElsewhere reads studies of law that stand where no studies do, such as a paralegal certificate among the certifications: of no
// level that is known, they leave open what education is asked for. It reports whether they are any.
func (in *intake) studyElsewhere(text string) bool {
	in.reader.Set(text)
	if !speaksOfStudies(&in.reader) {
		return false
	}
	entry := educationEntry{noLevel: true, hasField: true, unclear: true, main: true, first: int32(len(in.fields))}
	for _, hit := range in.words.fieldNames.Read(&in.reader, text) {
		if in.words.fields[hit.ID].GetLaw() {
			in.fields = append(in.fields, in.words.towards[hit.ID]...)
		}
	}
	if entry.last = int32(len(in.fields)); entry.last == entry.first {
		return false
	}
	in.education = append(in.education, entry)
	return true
}

// speaksOfStudies reports whether the text set last has a word for studies or what they end with.
func speaksOfStudies(reader *lexicon.Reader) bool {
	return reader.AnyWord(func(word []byte) bool {
		switch string(word) {
		case "certificate", "certificates", "diploma", "degree", "program", "programme", "studies", "course", "courses", "coursework", "extension":
			return true
		}
		return false
	})
}

// readFields reads the fields of an entry: no minor, and none that is denied.
func (in *intake) readFields(study *lexfitv1.Education, entry *educationEntry, list []namedText) {
	at := ref{refField, entry.index, 0}
	unstated := study.GetProgramApproval() == lexfitv1.ProgramApproval_PROGRAM_APPROVAL_UNSPECIFIED
	refused := slices.ContainsFunc(list, func(named namedText) bool { return named.NotApproved })
	for _, named := range list {
		if named.Denied || named.Minor {
			in.miss(at, named.text, noteDenied, 0)
			continue
		}
		hits := in.words.fieldNames.Read(&in.reader, named.text)
		for _, hit := range hits {
			in.fields = append(in.fields, in.words.towards[hit.ID]...)
		}
		if len(hits) == 0 && entry.level != lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL {
			in.miss(at, named.text, noteUnknown, 0)
		}
		if unstated && !refused && len(in.words.approvals.Read(&in.reader, named.text)) > 0 {
			entry.approved = true
		}
	}
}

// studyStatus is the status of an entry: where none is stated that of the words beside its field, and what is to be completed after
// the as-of date is in progress (rule W5).
func (in *intake) studyStatus(study *lexfitv1.Education, at ref, list []namedText) lexfitv1.EducationStatus {
	status := study.GetStatus()
	for i, named := range list {
		switch {
		case i > 0 && len(in.words.fieldNames.Read(&in.reader, named.text)) == 0: // of something beside the studies: "honors not completed"
		case status != lexfitv1.EducationStatus_EDUCATION_STATUS_UNSPECIFIED || named.Minor || named.Denied:
		case named.Standing == wording.InProgress:
			status = lexfitv1.EducationStatus_EDUCATION_STATUS_IN_PROGRESS
		case named.Standing == wording.NotCompleted:
			status = lexfitv1.EducationStatus_EDUCATION_STATUS_INCOMPLETE
		case named.Standing == wording.Expired, named.Standing == wording.Unsaid:
		}
	}
	if in.asOf.isBefore(study.GetCompletedOn()) {
		switch status {
		case lexfitv1.EducationStatus_EDUCATION_STATUS_UNSPECIFIED, lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED:
			in.tell(at, studyAhead, 0)
			return lexfitv1.EducationStatus_EDUCATION_STATUS_IN_PROGRESS
		case lexfitv1.EducationStatus_EDUCATION_STATUS_IN_PROGRESS, lexfitv1.EducationStatus_EDUCATION_STATUS_INCOMPLETE,
			lexfitv1.EducationStatus_EDUCATION_STATUS_UNCLEAR:
		}
	}
	return status
}

func isApproved(approval lexfitv1.ProgramApproval) bool {
	switch approval {
	case lexfitv1.ProgramApproval_PROGRAM_APPROVAL_ABA_APPROVED, lexfitv1.ProgramApproval_PROGRAM_APPROVAL_OTHER_APPROVED:
		return true
	case lexfitv1.ProgramApproval_PROGRAM_APPROVAL_UNSPECIFIED, lexfitv1.ProgramApproval_PROGRAM_APPROVAL_NOT_APPROVED:
	}
	return false
}

// proving adds what an entry of education proves besides itself, in any status.
func proving(list []educationEntry, level lexfitv1.EducationLevel, index int32) []educationEntry {
	for _, below := range []lexfitv1.EducationLevel{lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL, lexfitv1.EducationLevel_EDUCATION_LEVEL_BACHELOR} {
		if level > below && level != lexfitv1.EducationLevel_EDUCATION_LEVEL_NONE {
			list = append(list, educationEntry{level: below, value: full, index: index})
		}
	}
	return list
}

// countryCode packs an ISO 3166-1 alpha-2 code; 0 is none.
func countryCode(code string) uint16 {
	if len(code) != 2 {
		return 0
	}
	return uint16(code[0])<<8 | uint16(code[1])
}

func (educationKind) fact(profile *lexfitv1.CandidateProfile, at place) string {
	if at.list != "education" || at.i < 0 || at.part != "" {
		return ""
	}
	return "the " + studyInWords(profile.GetEducation()[at.i])
}

// studyInWords names an entry of education as the profile does.
func studyInWords(study *lexfitv1.Education) string {
	study = takenApart(study)
	text := prose.Level(study.GetLevel())
	if study.GetField() != "" {
		text += " in " + study.GetField()
	}
	return text
}

// educationLeaf asks for an entry of a level, and of a field, approval or country where it names them.
type educationLeaf struct {
	levels   [9]bool
	fields   []int32
	approved bool
	country  uint16
	words    string
}

func (l *educationLeaf) inWords(words *vocabulary, asked *lexfitv1.EducationCondition) string {
	var text strings.Builder
	if asked.GetApproved() {
		text.WriteString("approved ")
	}
	if asked.GetMinLevel() != 0 {
		text.WriteString(prose.Level(asked.GetMinLevel()) + " or higher")
	} else {
		levels := make([]string, 0, len(asked.GetLevels()))
		for _, level := range asked.GetLevels() {
			levels = append(levels, prose.Level(level))
		}
		text.WriteString(prose.Or(levels))
	}
	if len(l.fields) > 0 {
		fields := make([]string, 0, len(l.fields))
		for _, field := range l.fields {
			fields = append(fields, words.fields[field].GetTitle())
		}
		text.WriteString(" in " + prose.Or(fields))
	}
	if asked.GetCountry() != "" {
		text.WriteString(" from " + asked.GetCountry())
	}
	return text.String()
}

func (l *educationLeaf) part() part { return partEducation }

func (l *educationLeaf) judge(person *candidate) outcome {
	_, value, sure := l.best(person)
	return judged(value, value, sure, sure, l.silent(person))
}

// open is full where no entry is listed, or one of no level; else the best of the entries whose level fits, unless they are given
// up, and whose field is left out where the leaf asks for one (rule S1).
func (l *educationLeaf) open(person *candidate) int32 { return l.openBy(person, person.education) }

func (l *educationLeaf) openBy(person *candidate, entries []educationEntry) int32 {
	if person.listed.education == 0 {
		return full
	}
	best := int32(0)
	for i := range entries {
		entry := &entries[i]
		if !entry.main || l.approved && !entry.approved && !entry.mayApprove || l.country != 0 && entry.country != 0 && l.country != entry.country {
			continue
		}
		switch {
		case entry.noLevel:
			return full
		case entry.none:
			if l.levels[lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL] && len(l.fields) == 0 {
				best = full // nothing is said of the diploma
			}
		case !l.levels[entry.level] || entry.givenUp:
		case len(l.fields) > 0 && entry.hasField && !anyOf(l.fields, person.fields[entry.first:entry.last]): // another field
		case entry.unclear, len(l.fields) > 0 && !entry.hasField:
			best = max(best, entry.open)
		}
	}
	return best
}

// best returns the entry that satisfies the leaf best, with its value and the best value without assumptions.
func (l *educationLeaf) best(person *candidate) (entry *educationEntry, value, sure int32) {
	for i := range person.education {
		educationEntry := &person.education[i]
		if !l.levels[educationEntry.level] || l.approved && !educationEntry.approved || l.country != 0 && l.country != educationEntry.country ||
			len(l.fields) > 0 && !anyOf(l.fields, person.fields[educationEntry.first:educationEntry.last]) {
			continue
		}
		if educationEntry.value > value {
			entry, value = educationEntry, educationEntry.value
		}
		if !educationEntry.statusTaken {
			sure = max(sure, educationEntry.value)
		}
	}
	return entry, value, sure
}

func anyOf(wanted, have []int32) bool {
	for _, id := range have {
		if slices.Contains(wanted, id) {
			return true
		}
	}
	return false
}

// silent reports whether no entry has a level, and none says that there is none.
func (l *educationLeaf) silent(c *candidate) bool {
	for i := range c.education {
		if entry := &c.education[i]; entry.main && !entry.noLevel {
			return false
		}
	}
	return true
}

func (l *educationLeaf) prove(why *explainer, basis lexfitv1.Basis) {
	entry, _, _ := l.best(why.c)
	if entry == nil {
		return
	}
	readAs := prose.Level(entry.level)
	if entry.first < entry.last {
		readAs += ", " + why.c.words.fields[why.c.fields[entry.first]].GetTitle()
	}
	why.add(ref{refEducation, entry.index, 0}, readAs, 0, basis)
}

func (l *educationLeaf) asks() string { return l.words }

func (l *educationLeaf) more() string { return l.words + " completed" }

func (l *educationLeaf) shown(*candidate) string { return "" }

func (l *educationLeaf) away(entry *gate, value, whole int32, _ int) int {
	if value >= whole {
		return 0
	}
	diploma := slices.ContainsFunc(entry.c.education, func(educationEntry educationEntry) bool { return educationEntry.value == full })
	if !diploma && !l.levels[lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL] {
		return far
	}
	return 1
}

// saidBefore reports whether an earlier entry says the same studies: to finish them once is enough.
func saidBefore(list []*lexfitv1.Education, entry *educationEntry) bool {
	this := takenApart(list[entry.index])
	field := lexicon.NormalizeName(this.GetField())
	return slices.ContainsFunc(list[:entry.index], func(other *lexfitv1.Education) bool {
		other = takenApart(other)
		return other.GetLevel() == entry.level && other.GetStatus() == this.GetStatus() && lexicon.NormalizeName(other.GetField()) == field
	})
}

// seek proposes to finish studies in progress, and programs that are open to the candidate or one condition away.
func (l *educationLeaf) seek(finder *finder, _ ...wanted) {
	if finder.c.listed.education == 0 {
		return // silent: a question
	}
	highest := lexfitv1.EducationLevel_EDUCATION_LEVEL_UNSPECIFIED
	for i := range finder.c.education {
		entry := &finder.c.education[i]
		if !entry.main {
			continue
		}
		if entry.value == full {
			highest = max(highest, entry.level)
		}
		if entry.value > 0 && entry.value < full && finder.c.doubts.study(entry.index)&^inCourses == 0 && !saidBefore(finder.c.profile.GetEducation(), entry) {
			step := action{deed: finishStudies{}, kind: lexfitv1.AdviceKind_ADVICE_KIND_FINISH_EDUCATION, entry: entry.index, subject: entry.index}
			step.weeks, step.cost = finder.remaining(entry)
			finder.add(step)
		}
	}
	if highest >= lexfitv1.EducationLevel_EDUCATION_LEVEL_JURIS_DOCTOR || finder.c.listed.education >= mostEntries {
		return // nobody with a law degree or doctorate is sent back to school
	}
	for i := range finder.advice.programs {
		study := &finder.advice.programs[i]
		higher := study.GetLevel() >= lexfitv1.EducationLevel_EDUCATION_LEVEL_ASSOCIATE
		if higher && study.GetLevel() <= highest || study.studied(finder.c) {
			continue
		}
		if finder.eligible && finder.past(study.beyond) {
			continue
		}
		short := finder.gate.shortOf(study.requires)
		if short > 1 {
			continue
		}
		finder.add(action{
			deed: attendProgram{}, kind: lexfitv1.AdviceKind_ADVICE_KIND_ADD_EDUCATION, entry: absent, subject: int32(i),
			weeks: study.GetEffort().GetWeeks(), cost: study.GetEffort().GetCostUsd(), shut: short > 0,
		})
	}
}

// studied reports whether the profile holds what a program leads to, or more of it, completed or in progress.
func (g *program) studied(person *candidate) bool {
	for i := range person.education {
		entry := &person.education[i]
		if entry.value == 0 || !entry.main && g.field >= 0 {
			continue
		}
		inField := g.field < 0 || slices.Contains(person.fields[entry.first:entry.last], g.field)
		approved := !isApproved(g.GetProgramApproval()) || entry.approved
		if !inField {
			continue
		}
		if entry.level == g.GetLevel() && (approved || entry.value < full) ||
			entry.level > g.GetLevel() && entry.level >= lexfitv1.EducationLevel_EDUCATION_LEVEL_ASSOCIATE {
			return true
		}
	}
	return false
}

// remaining is what studies in progress still take: half of what the nearest program of the rulebook takes, or a year where it
// knows none.
func (s *situation) remaining(entry *educationEntry) (weeks, cost int32) {
	like := s.programLike(entry)
	if like == nil {
		return 52, 1
	}
	return (like.GetEffort().GetWeeks() + 1) / 2, (like.GetEffort().GetCostUsd() + 1) / 2
}

// programLike is the program of the rulebook that is of the same level, of the same field where there is one.
func (s *situation) programLike(entry *educationEntry) *program {
	var like *program
	for i := range s.advice.programs {
		study := &s.advice.programs[i]
		if study.GetLevel() != entry.level {
			continue
		}
		if study.field >= 0 && slices.Contains(s.c.fields[entry.first:entry.last], study.field) {
			return study
		}
		if like == nil {
			like = study
		}
	}
	return like
}

// finishStudies completes studies that are in progress.
type finishStudies struct{ plainDeed }

func (finishStudies) preference(*situation, *action) int32 { return 0 }

func (finishStudies) do(trial *whatIf, step *action) {
	for i := range trial.c.education {
		if entry := &trial.c.education[i]; entry.index == step.entry && entry.main {
			trial.study = append(trial.study, oldEducation{int32(i), *entry})
			entry.value, entry.open = full, full
		}
	}
	trial.touch(partEducation)
}

func (finishStudies) reach(reached *scope, _ *action) { reached.study() }

// study adds what studies of any kind can move.
func (s *scope) study() {
	s.part(partEducation)
	s.part(partCoursework)
	s.lift()
}

func (finishStudies) change(_ *situation, profile *lexfitv1.CandidateProfile, asOf date, step *action) *lexfitv1.ProfileChange {
	study := proto.CloneOf(profile.GetEducation()[step.entry])
	study.Status, study.Institution, study.CompletedOn = lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED, "", ""
	if asOf.isBefore(profile.GetEducation()[step.entry].GetCompletedOn()) {
		study.CompletedOn = asOf.String() // earlier than it was to be
	}
	return &lexfitv1.ProfileChange{Path: step.changePath(educationPaths), Entry: &lexfitv1.ProfileChange_Education{Education: study}}
}

func (finishStudies) tell(given *situation, step *action) (text, source string, checks []string) {
	source = "No figure in the rulebook; a year is taken."
	for i := range given.c.education {
		if entry := &given.c.education[i]; entry.main && entry.index == step.entry {
			if like := given.programLike(entry); like != nil {
				source = "Half of what a whole program takes. " + like.GetEffort().GetSource()
			}
		}
	}
	return "Finish the " + studyInWords(given.c.profile.GetEducation()[step.entry]) + " that is in progress.", source, nil
}

// attendProgram completes a program of study from its beginning.
type attendProgram struct{ plainDeed }

func (attendProgram) requires(given *situation, step *action) entryCondition {
	return given.advice.programs[step.subject].requires
}

func (attendProgram) do(trial *whatIf, step *action) {
	study, person := &trial.advice.programs[step.subject], trial.c
	entry := educationEntry{
		level: study.GetLevel(), value: full, index: absent, main: true, first: int32(len(person.fields)),
		country: countryCode(study.GetCountry()), approved: isApproved(study.GetProgramApproval()),
	}
	person.fields = append(person.fields, study.reads...)
	entry.last = int32(len(person.fields))
	person.education = append(person.education, entry)
	person.education = proving(person.education, study.GetLevel(), absent)
	person.listed.education++
	trial.touch(partEducation)
	trial.attend(study.topics)
	trial.reweigh() // a field of law stands behind the skills, with or without courses
}

func (attendProgram) reach(reached *scope, _ *action) { reached.study() }

func (attendProgram) change(given *situation, _ *lexfitv1.CandidateProfile, _ date, step *action) *lexfitv1.ProfileChange {
	study := &given.advice.programs[step.subject]
	return &lexfitv1.ProfileChange{Path: step.changePath(educationPaths), Entry: &lexfitv1.ProfileChange_Education{Education: &lexfitv1.Education{
		Level: study.GetLevel(), Field: study.written, Country: study.GetCountry(), ProgramApproval: study.GetProgramApproval(),
		Status: lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED, Coursework: study.courses,
	}}}
}

func (attendProgram) tell(given *situation, step *action) (text, source string, checks []string) {
	study := &given.advice.programs[step.subject]
	text = "Study for " + prose.Article(study.GetTitle())
	if best := highestStudy(given.c.profile.GetEducation()); best != nil {
		text += ", on top of the " + studyInWords(best)
	}
	return text + ".", study.GetEffort().GetSource(), nil
}

// highestStudy is the highest completed entry of education, the first of equal ones.
func highestStudy(list []*lexfitv1.Education) *lexfitv1.Education {
	var best *lexfitv1.Education
	for _, written := range list {
		study := takenApart(written)
		done := study.GetStatus() == lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED ||
			study.GetStatus() == lexfitv1.EducationStatus_EDUCATION_STATUS_UNSPECIFIED
		if done && study.GetLevel() > 0 && (best == nil || study.GetLevel() > best.GetLevel()) {
			best = study
		}
	}
	return best
}
