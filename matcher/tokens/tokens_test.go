package tokens_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/lexfit/lexfit/matcher/tokens"
)

// marked writes a text's words with a sign for what stands before each that separates.
func marked(text *tokens.Text) string {
	var out strings.Builder
	names := []struct {
		mark tokens.Marks
		sign string
	}{
		{tokens.Hyphen, "-"},
		{tokens.Slash, "/"},
		{tokens.Comma, ","},
		{tokens.Colon, ":"},
		{tokens.Opening, "("},
		{tokens.Closing, ")"},
		{tokens.Point, "."},
		{tokens.Stop, "|"},
		{tokens.Semi, ";"},
		{tokens.Line, "⏎"},
		{tokens.Bullet, "•"},
		{tokens.Dash, "–"},
		{tokens.LongDash, "—"},
		{tokens.Cross, "✗"},
		{tokens.Other, "?"},
	}
	write := func(marks tokens.Marks) {
		for _, name := range names {
			if marks&name.mark != 0 {
				out.WriteString(name.sign)
			}
		}
	}
	for i, word := range text.Words {
		if i > 0 {
			out.WriteByte(' ')
		}
		write(word.Before)
		out.Write(text.Word(i))
	}
	write(text.After)
	return out.String()
}

func TestCut(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, written, want string }{
		{"letters are folded, apostrophes dropped", "Attorney’s RÉSUMÉ, clients' files", "attorneys resume ,clients files"},
		{"accents are the same composed and not", "re\u0301sume\u0301", "resume"},
		{"compatibility forms are their letters", "ﬁling Ｗｅｓｔｌａｗ", "filing westlaw"},
		{"points of abbreviations are dropped", "at 9 a.m. in the U.S. courts", "at 9 am .in the us .courts"},
		{"a point before a space is a stop", "Filed motions. Typed letters.", "filed motions |typed letters|"},
		{"a stop inside quotes and brackets", `Said "no." Then (typed.) Then`, "said ,no ,|then (typed )|then"},
		{"a point inside a name is none", "Deadlines.com", "deadlines ?com"},
		{"a point behind a single letter is no stop", "Smith v. Jones, J. Doe", "smith v .jones ,j .doe"},
		{"other stops", "Really? Yes! So; then", "really |yes |so ;then"},
		{"a hyphen joins", "no-fault e-filing", "no -fault e -filing"},
		{"a dash stands between spaces", "Law - research – more — and—again", "law –research –more –and —again"},
		{"a dash at the beginning of a line", "- Filed\n- Typed", "–filed ⏎–typed"},
		{"bullets and line breaks", "• Filed\r\n* Typed ● Sent", "•filed ⏎•typed •sent"},
		{"ampersand is and", "R&D & more", "r and d and more"},
		{"signs", "a/b: (c) ❌ d | e", "a /b :(c )✗d ,e"},
		{"nothing", " …—\u200b", "|?"},
		{"bytes that are no UTF-8", "a\xffb", "a ?b"},
		{"joiners and soft hyphens vanish", "plead\u00adings \u200bmotion", "pleadings motion"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var text tokens.Text
			text.Set(test.written)
			if got := marked(&text); got != test.want {
				t.Errorf("%q is cut into\n%q, want\n%q", test.written, got, test.want)
			}
		})
	}
}

func TestPossessive(t *testing.T) {
	t.Parallel()
	var text tokens.Text
	text.Set("The attorney's and clients’ files, didn't James's 'quotes' O'Briens")
	var got []string
	for i, word := range text.Words {
		if word.Possessive {
			got = append(got, string(text.Word(i)))
		}
	}
	// A quoted plural cannot be told from a possessive one.
	if want := "attorneys clients jamess quotes"; strings.Join(got, " ") != want {
		t.Errorf("possessive are %q, want %s", got, want)
	}
}

func FuzzCut(f *testing.F) {
	for _, seed := range []string{"", "Attorney’s a.m. R&D", "❌ No-fault – \xff", "ﷺ İI ŉ ½", "a.b.c..d"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, written string) {
		var text, again tokens.Text
		text.Set(written)
		end := int32(0)
		for i, word := range text.Words {
			if word.Start < end || word.End <= word.Start || int(word.End) > len(written) {
				t.Fatalf("%q: word %d is at %d to %d, after %d", written, i, word.Start, word.End, end)
			}
			end = word.End
			if len(text.Word(i)) == 0 || !utf8.Valid(text.Word(i)) {
				t.Fatalf("%q: word %d is %q", written, i, text.Word(i))
			}
		}
		folded := string(text.Span(0, len(text.Words)))
		again.Set(folded)
		if got := string(again.Span(0, len(again.Words))); got != folded {
			t.Fatalf("%q: folding twice gives %q, once %q", written, got, folded)
		}
	})
}
