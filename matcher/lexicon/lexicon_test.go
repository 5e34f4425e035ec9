package lexicon_test

import (
	"math/rand/v2"
	"testing"
	"unicode/utf8"

	"github.com/lexfit/lexfit/matcher/lexicon"
)

func TestNormalizeName(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		"E-Filing":                    "e filing",
		"  Multi-tasking\t":           "multi tasking",
		"Workers’ Compensation":       "workers compensation",
		"Research & Writing":          "research and writing",
		"U.S. District Court":         "us district court",
		"Pa.C.P.":                     "pacp",
		"Accounts Payable/Receivable": "accounts payable receivable",
		"ﬁling":                       "filing",
		"Ｗｏｒｄ":                        "word",
		"STRASSE":                     "strasse",
		"Straße":                      "strasse",
		"":                            "",
		"•—…":                         "",
		"C++":                         "c",
	} {
		if got := lexicon.NormalizeName(written); got != want {
			t.Errorf("NormalizeName(%q) = %q, want %q", written, got, want)
		}
	}
}

// The distance is that of swaps, changes, additions and omissions, and its limit never changes what lies below it.
func TestDistance(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, from, to string
		want           int
	}{
		{"equal", "westlaw", "westlaw", 0},
		{"a letter changed", "westlaw", "westlav", 1},
		{"a letter added", "westlaw", "westllaw", 1},
		{"a letter dropped", "westlaw", "wetlaw", 1},
		{"two neighbours swapped", "westlaw", "wetslaw", 1},
		{"two edits", "westlaw", "vestlow", 2},
		{"nothing in common", "abc", "xyz", 3},
		{"from nothing", "", "abc", 3},
		{"to nothing", "abc", "", 3},
	}
	for _, test := range tests {
		for _, limit := range []int{1, 2, 3, 4, 10} {
			if got, want := lexicon.Distance(test.from, test.to, limit), min(test.want, limit); min(got, limit) != want {
				t.Errorf("%s: Distance(%q, %q, %d) = %d, want %d", test.name, test.from, test.to, limit, got, want)
			}
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	word := func() string {
		letters := make([]byte, random.IntN(8))
		for i := range letters {
			letters[i] = "abc"[random.IntN(3)]
		}
		return string(letters)
	}
	for range 2000 {
		from, to := word(), word()
		there, back := lexicon.Distance(from, to, 100), lexicon.Distance(to, from, 100)
		if there != back || (there == 0) != (from == to) || there > max(len(from), len(to)) {
			t.Fatalf("%q to %q are %d edits, and back %d", from, to, there, back)
		}
	}
}

func TestOverlook(t *testing.T) {
	t.Parallel()
	for normal, want := range map[string]string{
		"trial preparations": "trialpreparation", "west law": "westlaw", "ms word": "msword", "e mail": "e mail", "contracts": "contract", "access": "access",
	} {
		if got := lexicon.Overlook(normal); got != want {
			t.Errorf("Overlook(%q) = %q, want %q", normal, got, want)
		}
	}
}

func FuzzNormalizeName(f *testing.F) {
	for _, s := range []string{"E-Filing", "Pa.C.P.", "a.b.c", "ﬁ", "İstanbul", "\xff\xfe", "ǅ", "’s", "1.2.3", "A&B", "x\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := lexicon.NormalizeName(s)
		if twice := lexicon.NormalizeName(once); twice != once {
			t.Errorf("%q → %q → %q: not idempotent", s, once, twice)
		}
		if !utf8.ValidString(once) {
			t.Errorf("%q → %q: not UTF-8", s, once)
		}
	})
}
