package read

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lexfit/lexfit/client/intake/document"
	"github.com/lexfit/lexfit/client/intake/draft"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// The contract's limits.
const (
	mostEntries = 500
	mostDuties  = 64
	mostText    = 200
	mostDuty    = 2000
	mostFlags   = 2000
)

// builder puts a draft together.
type builder struct {
	scratch
	draft    *draft.Draft
	profile  *lexfitv1.CandidateProfile
	american bool   // dates such as 03/04/2019 have their month first
	asOf     string // an ISO date, or empty
	named    where  // the person's name
	doubtful bool   // everything is read with doubt: the document has no headings
}

// What reads a kind of section, and what looks at the whole, works on one builder.
type (
	jobReader         struct{ *builder }
	studyReader       struct{ *builder }
	listReader        struct{ *builder }
	certificateReader struct{ *builder }
	personReader      struct{ *builder }
	checker           struct{ *builder }
)

// says notes where a value stands, and that its lines were read.
func (b *builder) says(path string, at ...where) {
	for _, one := range at {
		if one.line == nil || one.text == "" {
			continue
		}
		one.line.read = true
		b.draft.Spans = append(b.draft.Spans, one.span(path))
	}
}

// flag notes what a person has to look at.
func (b *builder) flag(kind lexfitv1.ReviewFlagKind, path string, at where, others []string, format string, args ...any) {
	if len(b.draft.Flags) >= mostFlags {
		return
	}
	for _, one := range b.draft.Flags {
		if one.Path == path && one.Kind == kind && path != "" {
			return
		}
	}
	made := draft.Flag{Kind: kind, Path: path, Text: at.text, Says: fmt.Sprintf(format, args...), Others: others}
	if at.line != nil {
		made.Page, made.Line = at.line.page, at.line.Number
	}
	b.draft.Flags = append(b.draft.Flags, made)
}

// full says whether a list of the profile holds as many entries as it can, and tells once of what was not read.
func (b *builder) full(list string, entries int) bool {
	if entries < mostEntries {
		return false
	}
	b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL, list, where{}, nil, "a profile holds %d entries of %s: the rest was not read", mostEntries, list)
	return true
}

// date reads a date into a field and says whether there is one. What it left out is flagged.
func (b *builder) date(to *string, path, written string, at where, more ...where) bool {
	date, sure := isoDate(written, b.american)
	if date == "" {
		return false
	}
	*to = date
	b.says(path, append([]where{{at.line, strings.Trim(at.text, " ,;")}}, more...)...)
	switch {
	case len(date) == len("2019") && !sure && !isYear().MatchString(strings.TrimSpace(written)):
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_AMBIGUOUS, path, where{at.line, written}, nil, "%q was read as the year %s alone", written, date)
	case !sure:
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL, path, where{at.line, written}, nil, "%q was read as %s, and not all of it", written, date)
	}
	return true
}

// ahead says whether a date lies behind the day that the reading is for.
func (b *builder) ahead(date string) bool {
	if b.asOf == "" || date == "" {
		return false
	}
	size := min(len(date), len(b.asOf))
	return date[:size] > b.asOf[:size]
}

// clipped is a value cut at the most letters that most fields take.
func clipped(text string) string {
	if runes := []rune(text); len(runes) > mostText {
		return strings.TrimSpace(string(runes[:mostText]))
	}
	return text
}

func index(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }

// move gives what was noted of a path to another.
func (b *builder) move(from, to string) {
	for i := range b.draft.Spans {
		if b.draft.Spans[i].Path == from {
			b.draft.Spans[i].Path = to
		}
	}
	for i := range b.draft.Flags {
		if b.draft.Flags[i].Path == from {
			b.draft.Flags[i].Path = to
		}
	}
}

// drop takes back what was noted of a path and of what it holds.
func (b *builder) drop(path string) {
	of := func(other string) bool { return other == path || strings.HasPrefix(other, path+".") }
	b.draft.Spans = slices.DeleteFunc(b.draft.Spans, func(one draft.Span) bool { return of(one.Path) })
	b.draft.Flags = slices.DeleteFunc(b.draft.Flags, func(one draft.Flag) bool { return of(one.Path) })
}

// placeOf is where the first span of a path stands, without its line.
func (b *builder) placeOf(path string) where {
	for _, one := range b.draft.Spans {
		if one.Path == path {
			return where{&line{Line: &document.Line{Number: one.Line}, page: one.Page}, one.Text}
		}
	}
	return where{}
}

// reached are the title families and credentials that the profile's entries name.
func (b *builder) reached() (families, held map[int32]bool) {
	families, held = map[int32]bool{}, map[int32]bool{}
	for _, job := range b.profile.GetExperience() {
		for _, hit := range b.families(job.GetTitle()) {
			families[hit.ID] = true
		}
	}
	for _, one := range b.profile.GetCertifications() {
		for _, hit := range b.credentialsIn(one.GetName()) {
			held[hit.ID] = true
		}
	}
	return families, held
}
