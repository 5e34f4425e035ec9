package read

import (
	"slices"
	"strings"
	"unicode"

	"github.com/lexfit/lexfit/client/input"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// areasLine lists the practice areas of a job.
var areasLine = pattern(`(?i)^(?:practice areas?|areas? of (?:practice|law)|practice groups?)\s*[:–-]\s*(.+)$`)

// employer takes the name of who a job was with, and its kind where the header says it in a word of its own: the name says nothing.
func (b jobReader) employer(job *lexfitv1.Experience, path string, one *entry, heading part, headed bool) {
	best := -1
	for i, it := range one.parts {
		if kind, ok := employerKind(it.text); ok && i != one.title {
			job.EmployerType = kind
			b.says(path+".employer_type", where{it.at, it.text})
			continue
		}
		if i == one.title || it.place || it.score <= -18 || len(strings.Fields(it.text)) > 9 || isRival(one, i) {
			continue
		}
		if best < 0 || it.employer && (!one.parts[best].employer || strong().MatchString(it.text) && !strong().MatchString(one.parts[best].text)) {
			best = i
		}
	}
	switch {
	case best >= 0 && (one.parts[best].employer || !headed):
		job.Employer = clipped(one.parts[best].text)
		b.says(path+".employer", one.parts[best].places()...)
	case headed && heading.text != "":
		job.Employer = clipped(heading.text)
		b.says(path+".employer", heading.places()...)
	}
}

func isRival(one *entry, i int) bool {
	return slices.Contains(one.rivals, i)
}

// employerKind reads a word that says what kind of employer somebody had, and nothing else.
func employerKind(text string) (lexfitv1.EmployerType, bool) {
	if !kindWords().MatchString(text) {
		return 0, false
	}
	number, ok := input.ReadWord(text, lexfitv1.EmployerType(0).Descriptor())
	return lexfitv1.EmployerType(number), ok
}

// kindWords are the words of an employer's kind that are nothing else in a header.
var kindWords = pattern(`(?i)^(?:law firm|corporate legal(?: department)?|in[- ]house)$`)

// duties takes what was done, a sentence or a bullet each, and the practice areas where a line names them.
func (b jobReader) duties(job *lexfitv1.Experience, path string, lines []*line, one *entry) {
	list, widest := one.duties, 0.0
	bullets := false
	for _, i := range list {
		widest = max(widest, lines[i].Right)
		bullets = bullets || lines[i].Bullet
	}
	var open *passage
	flush := func() {
		if open == nil {
			return
		}
		b.duty(job, path, open)
		open = nil
	}
	var before *line
	for _, i := range list {
		here := lines[i]
		if found := areasLine().FindStringSubmatch(here.text); found != nil {
			flush()
			b.areas(job, path, here, found[1])
			before = nil
			continue
		}
		if innerHead().MatchString(here.text) {
			flush()
			before = nil
			continue
		}
		if open != nil && !goesOn(before, here, widest, bullets) {
			flush()
		}
		if open == nil {
			open = &passage{}
		}
		text := here.text
		if tail, ok := one.tails[i]; ok {
			text = trim(text[tail:])
		}
		open.add(here, text)
		before = here
	}
	flush()
}

// goesOn says whether a line goes on with the one before it.
func goesOn(before, here *line, widest float64, bullets bool) bool {
	switch {
	case before == nil || here.Bullet:
		return false
	case startsLower(here.text):
		return true
	case bullets && here.Right > here.Left:
		return before.Right >= 0.8*widest
	case here.Right > here.Left:
		return before.Right >= 0.85*widest && !sentence().MatchString(before.text)
	}
	return false
}

// duty takes one of the things done, in pieces where it is long.
func (b jobReader) duty(job *lexfitv1.Experience, path string, text *passage) {
	for start := 0; start < len(text.text); {
		end := len(text.text)
		if end-start > mostDuty {
			end = start + len(cutAt(text.text[start:], mostDuty))
			if space := strings.LastIndexByte(text.text[start:end], ' '); space > 0 {
				end = start + space
			}
		}
		if len(job.GetDuties()) >= mostDuties {
			for _, here := range text.lines {
				here.read = true
			}
			b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL, path+".duties", where{text.lines[0], cutAt(text.lines[0].text, mostText)}, nil, "a job holds %d duties: what stands from here on was not read", mostDuties)
			return
		}
		written := strings.TrimSpace(text.text[start:end])
		if strings.ContainsFunc(written, unicode.IsLetter) {
			at := index(path+".duties", len(job.GetDuties()))
			job.Duties = append(job.Duties, written)
			b.says(at, text.places(start, end)...)
		}
		start = end
	}
}

// areas takes practice areas that a line lists.
func (b jobReader) areas(job *lexfitv1.Experience, path string, here *line, list string) {
	for area := range strings.FieldsFuncSeq(list, func(letter rune) bool { return strings.ContainsRune(",;|•", letter) }) {
		if area = clipped(strings.Trim(area, " .")); area != "" && len(job.GetPracticeAreas()) < mostEntries {
			b.says(index(path+".practice_areas", len(job.GetPracticeAreas())), where{here, area})
			job.PracticeAreas = append(job.PracticeAreas, area)
		}
	}
}
