package rulebook

import (
	_ "embed"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/lexfit/lexfit/matcher/finding"
	"github.com/lexfit/lexfit/matcher/lexicon"
)

//go:embed unasked.tsv
var unaskedTable string

// unasked are words by which a question, an advice or a check would ask for what the law protects, or invite a breach of confidence.
type unasked struct {
	kind  string
	words []string // in normal form; one that ends in "*" stands for any ending
}

// confidence is the kind of words that are right where the text asks for no name: "without naming clients or facts".
const confidence = "confidence"

// unaskedWords is the one list that lint and tests hold, as unasked.tsv has it.
func unaskedWords() []unasked {
	var list []unasked
	for line := range strings.Lines(unaskedTable) {
		kind, written, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		made := unasked{kind: kind}
		for word := range strings.FieldsSeq(written) {
			stem, open := strings.CutSuffix(word, "*")
			form := lexicon.NormalizeName(stem)
			if open {
				form += "*"
			}
			made.words = append(made.words, form)
		}
		list = append(list, made)
	}
	return list
}

// in reports whether the words stand in a text, one after another.
func (u *unasked) in(text []string) bool {
	for at := range text {
		if at+len(u.words) <= len(text) && slices.EqualFunc(u.words, text[at:at+len(u.words)], func(word, found string) bool {
			stem, open := strings.CutSuffix(word, "*")
			return found == stem || open && strings.HasPrefix(found, stem)
		}) {
			return true
		}
	}
	return false
}

// Unasked finds the first word by which a text would ask of a person what the law protects, or invite a breach of confidence, and of
// what kind it is; both are empty where there is none.
func Unasked(text string) (word, kind string) { return firstUnasked(text, unaskedWords()) }

func firstUnasked(text string, list []unasked) (word, kind string) {
	spoken := strings.Fields(lexicon.NormalizeName(text))
	unnamed := unasked{words: []string{"without", "naming"}}
	for i := range list {
		if list[i].in(spoken) && (list[i].kind != confidence || !unnamed.in(spoken)) {
			return strings.Join(list[i].words, " "), list[i].kind
		}
	}
	return "", ""
}

// spokenFields hold what people are asked or told, in any message. Titles of skills and the like are names, and are left out.
var spokenFields = []protoreflect.Name{
	"question", "question_with", "ambiguity", "unverifiable", "text", "claim", "way_back", "summary", "focus", "responsibilities", "reason",
	"prerequisites", "renewal_note", "rationale", "growth", "schooling", "client_interaction", "sentence",
}

// spokenTitles are the messages whose title is told as it stands.
var spokenTitles = []protoreflect.Name{"Criterion", "Pathway", "ProgramOfStudy", "Condition"}

// wordLint checks what the rulebook says to people.
type wordLint struct{ *linter }

// unasked checks all that the rulebook says to people for words that ask for what nobody may ask.
func (l wordLint) unasked() {
	l.spoken(l.rb.ProtoReflect(), "", unaskedWords())
}

// spoken walks a message and checks its texts.
func (l wordLint) spoken(message protoreflect.Message, path string, words []unasked) {
	descriptor := message.Descriptor()
	message.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		at := string(field.Name())
		if path != "" {
			at = path + "." + at
		}
		told := slices.Contains(spokenFields, field.Name()) || field.Name() == "title" && slices.Contains(spokenTitles, descriptor.Name())
		switch {
		case field.IsMap():
		case field.IsList():
			for i := range value.List().Len() {
				l.said(field, value.List().Get(i), finding.Index(at, i), told, words)
			}
		default:
			l.said(field, value, at, told, words)
		}
		return true
	})
}

// said checks one value: a text that is told, or what a message holds.
func (l wordLint) said(field protoreflect.FieldDescriptor, value protoreflect.Value, path string, told bool, words []unasked) {
	switch {
	case field.Message() != nil:
		l.spoken(value.Message(), path, words)
	case told && field.Kind() == protoreflect.StringKind:
		if word, kind := firstUnasked(value.String(), words); word != "" {
			l.Warnf(path, "unasked", "%s is a word of %s, of which nobody may be asked: ask for the work alone", finding.Quote(word), kindOfFact(kind))
		}
	}
}

// kindOfFact says a kind in words.
func kindOfFact(kind string) string {
	if kind == confidence {
		return "what an attorney's office keeps to itself"
	}
	return "a protected fact (" + kind + ")"
}
