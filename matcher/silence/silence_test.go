package silence_test

import (
	"testing"

	"github.com/lexfit/lexfit/matcher/silence"
)

func TestOf(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]silence.Silence{
		"": silence.Blank, " - ": silence.Blank, "--": silence.Blank, "None": silence.Blank, "N/A": silence.Blank, "(n.a.)": silence.Blank,
		"nan": silence.Blank, "null": silence.Blank, "none listed": silence.Blank, "nothing to report": silence.Blank,
		"unknown": silence.Withheld, "?": silence.Withheld, "TBD": silence.Withheld, "see résumé": silence.Withheld, "#REF!": silence.Withheld,
		"Please see attached CV": silence.Withheld, "prefer not to say": silence.Withheld, "XXX": silence.Withheld,
		"Paralegal": silence.Spoken, "no": silence.Spoken, "Nonesuch LLP": silence.Spoken, "None of the Above Productions": silence.Spoken,
		"see": silence.Spoken, "NA-certified paralegal": silence.Spoken, "✓": silence.Spoken, "0": silence.Spoken, "x": silence.Spoken,
		"unknown soldier's fund": silence.Spoken, "on request of the partners": silence.Spoken,
	} {
		if got := silence.Of(text); got != want {
			t.Errorf("%q is %d, want %d", text, got, want)
		}
	}
}

func FuzzOf(f *testing.F) {
	for _, text := range []string{"", "None", "see résumé", "\xff", "#N/A", "xx", "?¿"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if said := silence.Of(text); said < silence.Spoken || said > silence.Withheld {
			t.Errorf("%q is %d", text, said)
		}
	})
}
