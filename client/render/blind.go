package render

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"google.golang.org/protobuf/reflect/protoreflect"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// hidden stands in the place of what was taken out.
const hidden = "[…]"

// Blind takes out of an answer whatever tells who the candidate is: the labels, and in every text the names of the person,
// of employers and of schools that the profile holds, addresses for mail and the web, and telephone numbers. The id stays.
func Blind(a *lexfitv1.ScoreCandidateResponse, p *lexfitv1.CandidateProfile) {
	a.Labels = nil
	if a.GetChangedProfile() != nil {
		BlindProfile(a.GetChangedProfile())
	}
	b := newBlinder(p, a.GetFits()...)
	for _, x := range a.GetAdvice() {
		blindChange(x.GetChange())
	}
	for _, f := range a.GetFits() {
		for _, step := range f.GetPlan().GetSteps() {
			blindChange(step.GetChange())
		}
	}
	b.message(a.ProtoReflect())
}

// BlindRanked does the same to a place of a ranking.
func BlindRanked(c *lexfitv1.RankedCandidate, p *lexfitv1.CandidateProfile) {
	c.Labels = nil
	b := newBlinder(p, c.GetFit())
	b.message(c.ProtoReflect())
}

// BlindComparison does the same to a comparison of candidates.
func BlindComparison(r *lexfitv1.CompareRolesResponse, profiles []*lexfitv1.CandidateProfile) {
	for _, p := range profiles {
		b := newBlinder(p)
		b.message(r.ProtoReflect())
	}
}

// BlindProfile takes the same out of a profile.
func BlindProfile(p *lexfitv1.CandidateProfile) {
	if p == nil {
		return
	}
	b := newBlinder(p)
	p.DisplayName, p.Labels = "", nil
	for _, e := range p.GetEducation() {
		e.Institution = ""
	}
	for _, e := range p.GetExperience() {
		e.Employer = ""
	}
	b.message(p.ProtoReflect())
}

func blindChange(c *lexfitv1.ProfileChange) {
	if e := c.GetEducation(); e != nil {
		e.Institution = ""
	}
	if e := c.GetExperience(); e != nil {
		e.Employer = ""
	}
}

var contact = regexp.MustCompile(`(?i)\b[\w.+-]+@[\w-]+\.[\w.-]+\b|\b(?:https?://|www\.|linkedin\.com/|github\.com/|facebook\.com/)[^\s;,”"]+|(?:\+?\d{1,2}[ .-]?)?\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b`)

// blinder takes names out of texts.
type blinder struct {
	phrases []string // in lower case, the longest first
	words   []string // of the person's name, as written
	keep    []string // texts that stay whole
}

// newBlinder knows the names of a profile. Words that the rules use themselves are no names: a Mr Law is not hidden wherever
// an office of law is meant.
func newBlinder(p *lexfitv1.CandidateProfile, fits ...*lexfitv1.Fit) *blinder {
	b := &blinder{keep: []string{p.GetCandidateId()}}
	common := map[string]bool{}
	for _, f := range fits {
		texts := []string{f.GetRoleTitle()}
		for _, c := range f.GetCriteria() {
			texts = append(texts, c.GetTitle())
			for _, e := range c.GetEvidence() {
				texts = append(texts, e.GetReadAs())
			}
		}
		for _, t := range texts {
			for _, w := range words(t) {
				common[strings.ToLower(w)] = true
			}
		}
	}
	phrase := func(s string) {
		if s = strings.ToLower(Clean(s)); len(s) >= 3 && !common[s] {
			b.phrases = append(b.phrases, s)
		}
	}
	phrase(p.GetDisplayName())
	for _, w := range words(p.GetDisplayName()) {
		if len(w) >= 3 && !common[strings.ToLower(w)] {
			b.words = append(b.words, w)
		}
	}
	for _, e := range p.GetExperience() {
		phrase(e.GetEmployer())
	}
	for _, e := range p.GetEducation() {
		phrase(e.GetInstitution())
	}
	for _, v := range p.GetLabels() {
		phrase(v)
	}
	slices.SortFunc(b.phrases, func(x, y string) int { return len(y) - len(x) })
	return b
}

func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' && r != '-' })
}

// text takes the names out of one text.
func (b *blinder) text(s string) string {
	if slices.Contains(b.keep, s) {
		return s
	}
	s = contact.ReplaceAllString(s, hidden)
	for _, phrase := range b.phrases {
		s = replaceWhole(s, phrase, true)
	}
	for _, word := range b.words {
		s = replaceWhole(s, word, false)
	}
	return s
}

// replaceWhole hides a phrase where it stands as whole words.
func replaceWhole(s, phrase string, fold bool) string {
	in := s
	if fold {
		in = strings.ToLower(s)
		if len(in) != len(s) { // a letter whose small form is longer: rare, and not worth a wrong cut
			return s
		}
	}
	var out strings.Builder
	at := 0
	for {
		i := strings.Index(in[at:], phrase)
		if i < 0 {
			break
		}
		start, end := at+i, at+i+len(phrase)
		if boundary(s, start) && boundary(s, end) {
			out.WriteString(s[at:start])
			out.WriteString(hidden)
		} else {
			out.WriteString(s[at:end])
		}
		at = end
	}
	out.WriteString(s[at:])
	return out.String()
}

// boundary says whether a word begins or ends at a place.
func boundary(s string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:at]) // no letter at the edges
	after, _ := utf8.DecodeRuneInString(s[at:])
	letter := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return !letter(before) || !letter(after)
}

// message takes the names out of every text in a message.
func (b *blinder) message(m protoreflect.Message) {
	m.Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case f.IsMap():
		case f.IsList() && f.Message() != nil:
			for i := range v.List().Len() {
				b.message(v.List().Get(i).Message())
			}
		case f.IsList() && f.Kind() == protoreflect.StringKind:
			for i := range v.List().Len() {
				if old := v.List().Get(i).String(); b.text(old) != old {
					v.List().Set(i, protoreflect.ValueOfString(b.text(old)))
				}
			}
		case f.Message() != nil:
			b.message(v.Message())
		case f.Kind() == protoreflect.StringKind:
			if s := b.text(v.String()); s != v.String() {
				m.Set(f, protoreflect.ValueOfString(s))
			}
		}
		return true
	})
}
