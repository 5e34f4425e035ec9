package read

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/lexfit/lexfit/client/intake/document"
	"github.com/lexfit/lexfit/matcher/lexicon"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// overlaps flags the jobs of a time when more than two were held at once.
func (b checker) overlaps() {
	const most = 2
	type held struct{ at, from, until int }
	var jobs []held
	for i, job := range b.profile.GetExperience() {
		end := job.GetEndedOn()
		if end == "" && !job.GetEndUnclear() {
			end = b.asOf
		}
		if from, until := monthOf(job.GetStartedOn(), 7), monthOf(end, 6); from > 0 && until > from {
			jobs = append(jobs, held{i, from, until})
		}
	}
	crowd := map[int]int{} // by job: the most that were held with it at once
	for _, one := range jobs {
		at := 0
		for _, other := range jobs { // whoever else was held when this one began
			if other.from <= one.from && one.from < other.until {
				at++
			}
		}
		if at <= most {
			continue
		}
		for _, other := range jobs {
			if other.from <= one.from && one.from < other.until {
				crowd[other.at] = max(crowd[other.at], at)
			}
		}
	}
	for _, at := range slices.Sorted(maps.Keys(crowd)) {
		path := index("experience", at)
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_OVERLAP, path, b.placeOf(path+".started_on"), nil, "%d jobs were held at once: are their dates right?", crowd[at])
	}
}

// monthOf is a month counted from the year 0, with one given for a year alone; 0 for no date.
func monthOf(date string, alone int) int {
	if len(date) < len("2019") {
		return 0
	}
	year, _ := strconv.Atoi(date[:4]) // digits
	if len(date) >= len("2019-01") {
		alone, _ = strconv.Atoi(date[5:7]) // digits
	}
	return year*12 + alone
}

// pages flags pages with little text.
func (b checker) pages(doc *document.Document) {
	const little = 120
	for i := range doc.Pages {
		page := &doc.Pages[i]
		letters := 0
		var first *document.Line
		for j := range page.Lines {
			if page.Lines[j].Hidden == "" && !page.Lines[j].Running {
				letters += len(page.Lines[j].Text)
				if first == nil {
					first = &page.Lines[j]
				}
			}
		}
		if last := i > 0 && i == len(doc.Pages)-1; letters < little && (!last || letters == 0) { // a last page may be short
			at := where{&line{Line: &document.Line{Number: 1}, page: page.Number}, ""}
			if first != nil {
				at.text = single(first.Text)
			}
			b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_LITTLE_TEXT, "", at, nil, "page %d has little text: is the rest a picture?", page.Number)
		}
	}
}

// unseen flags text that nobody sees.
func (b checker) unseen(hidden []*line) {
	const most = 20
	for i, here := range hidden {
		if i == most {
			b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_HIDDEN_TEXT, "", where{here, cutAt(here.text, mostText)}, nil, "%d more lines are hidden", len(hidden)-most)
			return
		}
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_HIDDEN_TEXT, "", where{here, cutAt(here.text, mostText)}, nil, "text that nobody sees who looks at the page (%s): it was not read", here.Hidden)
	}
}

// strangers flags what stands in no known section.
func (b checker) strangers(all []section) {
	for _, one := range all {
		if one.kind != unknown || one.heading == nil {
			continue
		}
		read := slices.ContainsFunc(one.lines, func(here *line) bool { return here.read })
		if !read {
			b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_UNKNOWN_SECTION, "", where{one.heading, one.heading.text}, nil, "%q is no section that is known: its %d lines were not read", one.heading.text, len(one.lines))
		}
	}
}

// alarm flags every title and credential of the law that stands in the text and reached no entry.
func (b checker) alarm(lines []*line) {
	const most = 100
	families, held := b.reached()
	alarms := 0
	tell := func(here *line, what, name string) {
		if alarms++; alarms <= most {
			b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_UNREAD_LEGAL, "", where{here, cutAt(here.text, mostText)}, nil, "%s of the law, %q, stands here and reached no entry", what, name)
		}
	}
	duties, titled := b.dutyLines()
	for _, here := range lines {
		at := [2]int{here.page, here.Number}
		for _, hit := range b.families(here.text) {
			family := b.names.families[hit.ID]
			name := string(b.lookup.Span(int(hit.Start), int(hit.End)))
			others := duties[at] || strings.HasSuffix(name, "s") // lawyers are others, where they are no line of their own
			if !family.GetLegal() || families[hit.ID] || hit.Ordinary || titled[at] || others && !b.standsOut(hit, here) {
				continue
			}
			tell(here, "a title", name)
			break
		}
		for _, hit := range b.credentialsIn(here.text) {
			known := b.names.held[hit.ID]
			if !known.GetLegal() || held[hit.ID] || known.GetNotACredential() != "" {
				continue
			}
			name := string(b.lookup.Span(int(hit.Start), int(hit.End)))
			if shortWord(here.text, name) {
				continue
			}
			tell(here, "a credential", name)
			break
		}
	}
}

// shortWord says whether a name of few letters does not stand in capitals in a text: a word, and no abbreviation.
func shortWord(text, name string) bool {
	return len(name) <= 5 && !strings.Contains(text, strings.ToUpper(name))
}

// standsOut says whether a name is most of a short line: a header that was taken for something else.
func (b checker) standsOut(hit lexicon.Hit, here *line) bool {
	words := len(strings.Fields(here.text))
	return words <= 6 && !sentence().MatchString(here.text) && int(hit.End-hit.Start)*2 >= words && !here.Bullet && !startsLower(here.text)
}

// dutyLines are the lines that were read as what was done in a job, or as skills and courses, and those that hold a job's title.
func (b checker) dutyLines() (list, titled map[[2]int]bool) {
	list, titled = map[[2]int]bool{}, map[[2]int]bool{}
	for _, one := range b.draft.Spans {
		if strings.HasPrefix(one.Path, "experience[") && strings.HasSuffix(one.Path, ".title") {
			titled[[2]int{one.Page, one.Line}] = true
		}
		if strings.Contains(one.Path, ".duties[") || strings.HasPrefix(one.Path, "skills[") || strings.Contains(one.Path, ".coursework[") || strings.HasSuffix(one.Path, ".employer") || strings.HasSuffix(one.Path, ".institution") || strings.HasPrefix(one.Path, "education[") {
			list[[2]int{one.Page, one.Line}] = true
		}
	}
	return list, titled
}
