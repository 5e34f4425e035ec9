package document_test

import (
	"testing"
	"unicode/utf8"

	"github.com/lexfit/lexfit/client/intake/document"
)

func TestClean(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                           "",
		"  two\t\u00a0words \n":      "two words",
		"o\ufb03ce":                  "office",
		"e\u0301tude":                "étude",
		"soft\u00adhyphen":           "softhyphen",
		"no\u200bwidth\ufeff":        "nowidth",
		"\uf0b7 bullet\uf0e0":        "bullet",
		"dash \u2011 dash":           "dash - dash",
		"broken \xff bytes":          "broken bytes",
		"a\x00b\x07c":                "abc",
		"e\u00ad\u0301tude":          "étude",
		"Société Générale, 中央, Δίκη": "Société Générale, 中央, Δίκη",
	} {
		if got := document.Clean(text); got != want {
			t.Errorf("Clean(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestBullet(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"• Drafted pleadings":    "Drafted pleadings",
		"•Drafted":               "Drafted",
		"\uf0b7\tDrafted":        "Drafted",
		"▪ ▪ Drafted":            "Drafted",
		"- Drafted":              "Drafted",
		"– Drafted":              "Drafted",
		"* Drafted":              "Drafted",
		"o Drafted":              "Drafted",
		"1. Drafted":             "Drafted",
		"(2) Drafted":            "Drafted",
		"a) Drafted":             "Drafted",
		"➢ Drafted":              "Drafted",
		"\u200b• Drafted":        "Drafted",
		"§ Drafted":              "Drafted",
		"•":                      "",
		"§ 1983 litigation":      "",
		"- 2019":                 "",
		"-based":                 "",
		"2019. Paralegal":        "",
		"J. Smith":               "",
		"401(k) plans":           "",
		"1.5 years":              "",
		"office":                 "",
		"Legal • Research":       "",
		"(617) 555-0142":         "",
		"10 years of litigation": "",
	} {
		got, bullet := document.Bullet(text)
		if want == "" && text != "•" {
			if bullet || got != text {
				t.Errorf("Bullet(%q) = %q, %v: there is none", text, got, bullet)
			}
			continue
		}
		if got != want || !bullet {
			t.Errorf("Bullet(%q) = %q, %v, want %q", text, got, bullet, want)
		}
	}
}

// Whatever the text, nothing panics, what is cleaned is clean, and a bullet is taken from the beginning.
func FuzzText(f *testing.F) {
	for _, text := range []string{"• Drafted", "1. a", "\xff\uf0b7 x", "- - - x", "o o o o", "(a) b", "e\u00ad\u0301", "\u0356\x00\u036f\xff\u0316"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		clean := document.Clean(text)
		if !utf8.ValidString(clean) || document.Clean(clean) != clean {
			t.Errorf("Clean(%q) = %q, which is not clean", text, clean)
		}
		rest, bullet := document.Bullet(text)
		if len(rest) > len(text) || !bullet && rest != text {
			t.Errorf("Bullet(%q) = %q, %v", text, rest, bullet)
		}
	})
}
