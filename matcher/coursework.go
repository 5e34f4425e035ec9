package matcher

import (
	"fmt"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher/finding"
	"github.com/lexfit/lexfit/matcher/prose"
	"github.com/lexfit/lexfit/matcher/silence"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

const partCoursework part = "coursework"

// courseworkKind is topics studied, wherever they were.
type courseworkKind struct{}

func (courseworkKind) part() part { return partCoursework }

// Category implements Kind.
func (courseworkKind) Category() lexfitv1.Category { return lexfitv1.Category_CATEGORY_EDUCATION }

// Lint implements Kind.
func (courseworkKind) Lint(report *finding.Report, condition *lexfitv1.Condition, path string) {
	path += ".coursework"
	topics := condition.GetCoursework().GetTopics()
	report.NotEmpty(len(topics), path)
	report.IDs(finding.Topic, topics, path+".topics")
	if wanted := condition.GetCoursework().GetWanted(); len(topics) > 0 && int(wanted) > len(topics) {
		report.Warnf(path+".wanted", "coursework-wanted", "wants %d of %d topics, so that no one can have them all: lower it or add topics",
			wanted, len(topics))
	}
}

// Best implements Kind.
func (courseworkKind) Best(_ *Reach, condition *lexfitv1.Condition) int64 {
	topics, wanted := int64(len(condition.GetCoursework().GetTopics())), int64(condition.GetCoursework().GetWanted())
	if topics == 0 || wanted <= topics {
		return full
	}
	return int64(divide(topics*full, wanted))
}

// Meetable implements Kind.
func (k courseworkKind) Meetable(reach *Reach, condition *lexfitv1.Condition, _ func(string) bool) bool {
	return k.Best(reach, condition) == full
}

func (courseworkKind) compile(compiler *treeCompiler, path string, condition *lexfitv1.Condition, _ bool) []wholeLeaf {
	asked := condition.GetCoursework()
	leaf := &courseworkLeaf{
		topics: compiler.findAll(compiler.topics, path+".coursework.topics", "course topic", asked.GetTopics()),
		wanted: max(asked.GetWanted(), 1),
	}
	titles := make([]string, 0, len(leaf.topics))
	for _, topic := range leaf.topics {
		titles = append(titles, compiler.words.topics[topic].GetTitle())
	}
	leaf.words = "coursework in " + prose.Or(titles)
	if leaf.wanted > 1 {
		leaf.words = fmt.Sprintf("%d courses out of %s", leaf.wanted, prose.Or(titles))
	}
	return []wholeLeaf{leaf}
}

// read has nothing left to do: courses stand in entries of education and are read with them.
func (courseworkKind) read(*intake) {}

// readCourses reads the courses of one entry of education.
func (in *intake) readCourses(study *lexfitv1.Education, entry int32) {
	for i, course := range study.GetCoursework() {
		if silence.Of(course) != silence.Spoken {
			continue
		}
		in.anyCourse = true
		at := ref{refCourse, entry, int32(i)}
		hits := in.words.topicNames.Read(&in.reader, course)
		if len(hits) == 0 {
			in.miss(at, course, noteUnknown, 0)
		}
		for _, hit := range hits {
			if in.topics[hit.ID] == 0 {
				in.courses = append(in.courses, at)
				in.topics[hit.ID] = int32(len(in.courses))
			}
		}
	}
}

func (courseworkKind) fact(profile *lexfitv1.CandidateProfile, at place) string {
	if at.list != "education" || at.i < 0 || at.part != ".coursework" {
		return ""
	}
	return "the course “" + profile.GetEducation()[at.i].GetCoursework()[at.j] + "”"
}

// courseworkLeaf asks for a number of topics out of several.
type courseworkLeaf struct {
	topics []int32
	wanted int32
	words  string
}

func (l *courseworkLeaf) part() part { return partCoursework }

func (l *courseworkLeaf) judge(person *candidate) outcome {
	matched := int32(0)
	for _, topic := range l.topics {
		if person.topics[topic] > 0 {
			matched++
		}
	}
	value := min(divide(int64(matched)*full, int64(l.wanted)), full)
	return judged(value, value, value, value, !person.anyCourse)
}

func (l *courseworkLeaf) open(person *candidate) int32 {
	return openIf(person.listed.education == 0 || person.opens.courses ||
		slices.ContainsFunc(person.education, func(entry educationEntry) bool { return entry.main && entry.noLevel }))
}

func (l *courseworkLeaf) prove(why *explainer, _ lexfitv1.Basis) {
	for _, topic := range l.topics {
		if first := why.c.topics[topic]; first > 0 {
			why.add(why.c.courses[first-1], why.c.words.topics[topic].GetTitle(), 0, lexfitv1.Basis_BASIS_STATED)
		}
	}
}

func (l *courseworkLeaf) asks() string { return l.words }

func (l *courseworkLeaf) more() string { return l.words }

func (l *courseworkLeaf) shown(*candidate) string { return "" }

func (l *courseworkLeaf) away(_ *gate, value, whole int32, _ int) int {
	if value >= whole {
		return 0
	}
	return 1
}

// seek proposes the first courses that are missing, as many as would count.
func (l *courseworkLeaf) seek(finder *finder, _ ...wanted) {
	if finder.advice.course == nil || finder.courseEntry() < 0 || finder.eligible && finder.past(finder.advice.courseBeyond) {
		return
	}
	missing := l.wanted
	for _, topic := range l.topics {
		if finder.c.topics[topic] > 0 {
			missing--
		}
	}
	for _, topic := range l.topics {
		if missing > 0 && finder.c.topics[topic] == 0 && slices.Contains(finder.c.words.topicReads[topic], topic) && !finder.taught(topic) {
			missing--
			finder.add(action{
				deed: takeCourse{}, kind: lexfitv1.AdviceKind_ADVICE_KIND_TAKE_COURSE, entry: finder.courseEntry(), subject: topic,
				weeks: finder.advice.course.GetWeeks(), cost: finder.advice.course.GetCostUsd(),
			})
		}
	}
}

// taught reports whether studies of the profile that list no course are of a field whose programs teach the topic: whether it
// was a part of them is a question.
func (s *situation) taught(topic int32) bool {
	for i := range s.c.education {
		entry := &s.c.education[i]
		if !entry.main || entry.value == 0 || len(s.c.profile.GetEducation()[entry.index].GetCoursework()) > 0 {
			continue
		}
		if entry.level == lexfitv1.EducationLevel_EDUCATION_LEVEL_JURIS_DOCTOR {
			return true
		}
		for j := range s.advice.programs {
			study := &s.advice.programs[j]
			if study.field >= 0 && slices.Contains(study.topics, topic) && slices.Contains(s.c.fields[entry.first:entry.last], study.field) {
				return true
			}
		}
	}
	return false
}

// courseEntry is the entry of education beside which a course is noted: the highest, the first of equal ones; absent where
// there is none with room.
func (s *situation) courseEntry() int32 {
	best := int32(absent)
	list := s.c.profile.GetEducation()
	for i, study := range list {
		room := len(study.GetCoursework()) < mostEntries-len(s.c.words.topicReads)
		if room && (best < 0 || study.GetLevel() > list[best].GetLevel()) {
			best = int32(i)
		}
	}
	if s.c.doubts.study(best) != 0 {
		return absent // what that entry is is a question first
	}
	return best
}

// takeCourse studies one topic.
type takeCourse struct{ plainDeed }

func (takeCourse) do(trial *whatIf, step *action) {
	trial.attend(trial.c.words.topicReads[step.subject])
}

// attend adds topics studied.
func (w *whatIf) attend(topics []int32) {
	person := w.c
	for _, topic := range topics {
		if person.topics[topic] == 0 {
			person.courses = append(person.courses, ref{})
			person.topics[topic] = int32(len(person.courses))
			w.topics = append(w.topics, topic)
		}
	}
	if len(topics) > 0 {
		person.anyCourse = true
		w.touch(partCoursework)
		w.reweigh()
	}
}

func (takeCourse) reach(reached *scope, _ *action) {
	reached.part(partCoursework)
	reached.lift()
}

func (takeCourse) change(given *situation, profile *lexfitv1.CandidateProfile, _ date, step *action) *lexfitv1.ProfileChange {
	study := proto.CloneOf(profile.GetEducation()[step.entry])
	study.Institution, study.CompletedOn = "", ""
	study.Coursework = append(study.Coursework, given.c.words.topics[step.subject].GetTitle())
	return &lexfitv1.ProfileChange{Path: step.changePath(educationPaths), Entry: &lexfitv1.ProfileChange_Education{Education: study}}
}

func (takeCourse) tell(given *situation, step *action) (text, source string, checks []string) {
	topic := strings.ToLower(given.c.words.topics[step.subject].GetTitle())
	return "Take a course in " + topic + "; the profile lists none in it.", given.advice.course.GetSource(), nil
}
