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
func Blind(answer *lexfitv1.ScoreCandidateResponse, profile *lexfitv1.CandidateProfile) {
	answer.Labels = nil
	if answer.GetChangedProfile() != nil {
		BlindProfile(answer.GetChangedProfile())
	}
	other := newBlinder(profile, answer.GetFits()...)
	for _, advice := range answer.GetAdvice() {
		blindChange(advice.GetChange())
	}
	for _, fit := range answer.GetFits() {
		for _, step := range fit.GetPlan().GetSteps() {
			blindChange(step.GetChange())
		}
	}
	other.message(answer.ProtoReflect())
}

// BlindRanked does the same to a place of a ranking.
func BlindRanked(ranked *lexfitv1.RankedCandidate, profile *lexfitv1.CandidateProfile) {
	ranked.Labels = nil
	other := newBlinder(profile, ranked.GetFit())
	other.message(ranked.ProtoReflect())
}

// BlindComparison does the same to a comparison of candidates.
func BlindComparison(response *lexfitv1.CompareRolesResponse, profiles []*lexfitv1.CandidateProfile) {
	for _, profile := range profiles {
		other := newBlinder(profile)
		other.message(response.ProtoReflect())
	}
}

// BlindProfile takes the same out of a profile.
func BlindProfile(profile *lexfitv1.CandidateProfile) {
	if profile == nil {
		return
	}
	other := newBlinder(profile)
	profile.DisplayName, profile.Labels = "", nil
	for _, study := range profile.GetEducation() {
		study.Institution = ""
	}
	for _, job := range profile.GetExperience() {
		job.Employer = ""
	}
	other.message(profile.ProtoReflect())
}

func blindChange(change *lexfitv1.ProfileChange) {
	if study := change.GetEducation(); study != nil {
		study.Institution = ""
	}
	if job := change.GetExperience(); job != nil {
		job.Employer = ""
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
func newBlinder(profile *lexfitv1.CandidateProfile, fits ...*lexfitv1.Fit) *blinder {
	other := &blinder{keep: []string{profile.GetCandidateId()}}
	common := map[string]bool{}
	for _, fit := range fits {
		texts := []string{fit.GetRoleTitle()}
		for _, criterion := range fit.GetCriteria() {
			texts = append(texts, criterion.GetTitle())
			for _, proof := range criterion.GetEvidence() {
				texts = append(texts, proof.GetReadAs())
			}
		}
		for _, title := range texts {
			for _, word := range words(title) {
				common[strings.ToLower(word)] = true
			}
		}
	}
	phrase := func(text string) {
		if text = strings.ToLower(Clean(text)); len(text) >= 3 && !common[text] {
			other.phrases = append(other.phrases, text)
		}
	}
	phrase(profile.GetDisplayName())
	for _, word := range words(profile.GetDisplayName()) {
		if len(word) >= 3 && !common[strings.ToLower(word)] {
			other.words = append(other.words, word)
		}
	}
	for _, job := range profile.GetExperience() {
		phrase(job.GetEmployer())
	}
	for _, study := range profile.GetEducation() {
		phrase(study.GetInstitution())
	}
	for _, value := range profile.GetLabels() {
		phrase(value)
	}
	slices.SortFunc(other.phrases, func(text, made string) int { return len(made) - len(text) })
	return other
}

func words(text string) []string {
	return strings.FieldsFunc(text, func(letter rune) bool {
		return !unicode.IsLetter(letter) && letter != '\'' && letter != '’' && letter != '-'
	})
}

// text takes the names out of one text.
func (b *blinder) text(text string) string {
	if slices.Contains(b.keep, text) {
		return text
	}
	text = contact.ReplaceAllString(text, hidden)
	for _, phrase := range b.phrases {
		text = replaceWhole(text, phrase, true)
	}
	for _, word := range b.words {
		text = replaceWhole(text, word, false)
	}
	return text
}

// replaceWhole hides a phrase where it stands as whole words.
func replaceWhole(text, phrase string, fold bool) string {
	in := text
	if fold {
		in = strings.ToLower(text)
		if len(in) != len(text) { // a letter whose small form is longer: rare, and not worth a wrong cut
			return text
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
		if boundary(text, start) && boundary(text, end) {
			out.WriteString(text[at:start])
			out.WriteString(hidden)
		} else {
			out.WriteString(text[at:end])
		}
		at = end
	}
	out.WriteString(text[at:])
	return out.String()
}

// boundary says whether a word begins or ends at a place.
func boundary(text string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at]) // no letter at the edges
	after, _ := utf8.DecodeRuneInString(text[at:])
	letter := func(letter rune) bool { return unicode.IsLetter(letter) || unicode.IsDigit(letter) }
	return !letter(before) || !letter(after)
}

// message takes the names out of every text in a message.
func (b *blinder) message(message protoreflect.Message) {
	message.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		switch {
		case field.IsMap():
		case field.IsList() && field.Message() != nil:
			for i := range value.List().Len() {
				b.message(value.List().Get(i).Message())
			}
		case field.IsList() && field.Kind() == protoreflect.StringKind:
			for i := range value.List().Len() {
				if old := value.List().Get(i).String(); b.text(old) != old {
					value.List().Set(i, protoreflect.ValueOfString(b.text(old)))
				}
			}
		case field.Message() != nil:
			b.message(value.Message())
		case field.Kind() == protoreflect.StringKind:
			if text := b.text(value.String()); text != value.String() {
				message.Set(field, protoreflect.ValueOfString(text))
			}
		}
		return true
	})
}
