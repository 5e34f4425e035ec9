package matcher_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/lexicon"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// No character has more letters than it is said to have, and none more than six for each of its bytes.
func TestLettersOfEveryCharacter(t *testing.T) {
	t.Parallel()
	for char := rune(0x80); char <= utf8.MaxRune; char++ {
		if !utf8.ValidRune(char) {
			continue
		}
		written := string(char)
		said, has := lexicon.Letters(written), utf8.RuneCountInString(norm.NFKC.String(written))
		if said < has || said > 6*len(written) {
			t.Fatalf("%U: %d letters, said to be %d", char, has, said)
		}
	}
	for text, want := range map[string]int{"": 0, "paralegal": 9, "\ufdfa": 18, "\ufb01ling": 6, "a\u00e9": 3, "\xff": 1} {
		if got := lexicon.Letters(text); got != want {
			t.Errorf("%q: %d letters, want %d", text, got, want)
		}
	}
}

func TestExtent(t *testing.T) {
	t.Parallel()
	wide := strings.Repeat("\ufdfa", 10)
	p := &lexfitv1.CandidateProfile{
		DisplayName: wide, // not read
		Education:   []*lexfitv1.Education{{Field: "Law", Institution: wide, Coursework: []string{"Torts", ""}}},
		Skills:      []*lexfitv1.Skill{{Name: wide, Measured: &lexfitv1.Measurement{Unit: "wpm"}}},
		Experience:  []*lexfitv1.Experience{{Title: "Clerk", Employer: wide, PracticeAreas: []string{"Tax"}, Duties: []string{"filed"}}},
		Languages:   []*lexfitv1.Language{{Name: "Latin"}}, Certifications: []*lexfitv1.Certification{{Name: "CP", Issuer: "NALA"}},
		Preferences: &lexfitv1.Preferences{Goals: []string{"goal"}, Interests: []lexfitv1.Interest{1, 2}},
	}
	want := matcher.Extent{Entries: 12, Characters: 3 + 5 + 180 + 3 + 5 + 3 + 5 + 5 + 2 + 4 + 4}
	if got := matcher.ExtentOf(p, 100); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	// Where the bytes alone settle it, the entries are right and the characters no fewer.
	if got := matcher.ExtentOf(p, 1000); got.Entries != want.Entries || got.Characters < want.Characters || got.Characters > 1000 {
		t.Errorf("by bytes: %+v", got)
	}
}
