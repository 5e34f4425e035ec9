package matcher

import (
	"unicode/utf8"

	"github.com/lexfit/lexfit/matcher/lexicon"
	"github.com/lexfit/lexfit/matcher/wording"
)

// named reads the names in a text of a kind: the text as it stands where nothing beside a name says anything, so that lists and
// names of several words are read whole. The names are valid until the next text. A name that is the whole text was read by that,
// and stands in the reader.
func (in *intake) named(written string, kind wording.Kind, names *lexicon.Lexicon) []namedText {
	in.texts = in.texts[:0]
	if isASCII(written) { // no sign that crosses out is ASCII
		whole := len(names.ReadWhole(&in.reader, written)) > 0
		if whole || kind != wording.Credential && in.unmarked() {
			in.texts = append(in.texts, namedText{text: written, whole: whole})
			return in.texts
		}
	}
	parts := in.words.beside.Read(&in.beside, written, kind, names.Knows)
	said := false
	for _, part := range parts {
		said = said || part.Remark != wording.Remark{} && (part.Remark != wording.Remark{IssuerStart: part.IssuerStart, IssuerEnd: part.IssuerEnd, State: part.State})
		in.texts = append(in.texts, namedText{text: written[part.Start:part.End], Remark: part.Remark})
	}
	if !said {
		in.texts = append(in.texts[:0], namedText{text: written})
	}
	return in.texts
}

// unmarked reports whether no word of the text set last is one that stands beside names.
func (in *intake) unmarked() bool { return !in.reader.AnyWord(in.words.beside.Marks) }

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
