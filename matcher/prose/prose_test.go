package prose_test

import (
	"testing"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func TestWords(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, got, want string }{
		{"nothing", prose.And(nil), ""},
		{"one", prose.Or([]string{"a"}), "a"},
		{"two", prose.Or([]string{"a", "b"}), "a or b"},
		{"three", prose.And([]string{"a", "b", "c"}), "a, b and c"},
		{"none of a thing", prose.Count(0, "week"), "0 weeks"},
		{"one of a thing", prose.Count(1, "week"), "1 week"},
		{"tenths", prose.Tenths(646), "64.6"},
		{"no tenths", prose.Tenths(5), "0.5"},
		{"a rise", prose.SignedTenths(12_345), "+1.23"},
		{"a fall", prose.SignedTenths(-12_345), "−1.23"},
		{"a whole percentage", prose.Percent(5000), "50"},
		{"a percentage", prose.Percent(4999), "50.0"},
		{"a month", prose.Years(1), "1 month"},
		{"months", prose.Years(11), "11 months"},
		{"a year", prose.Years(12), "1 year"},
		{"years", prose.Years(36), "3 years"},
		{"a year and a half", prose.Years(18), "1.5 years"},
		{"next to nothing", prose.Dollars(1), "next to no cost"},
		{"thousands", prose.Dollars(1_234_567), "$1,234,567"},
		{"a vowel", prose.Article("associate degree"), "an associate degree"},
		{"a consonant", prose.Article("certificate"), "a certificate"},
		{"a stop", prose.Stop("Done"), "Done."},
		{"no second stop", prose.Stop("Done."), "Done."},
		{"a short text", prose.Shorten("short"), "short"},
		{"a long text", prose.Shorten("one two three four five six seven eight nine ten eleven twelve"), "one two three four five six seven eight nine ten eleven …"},
		{"a band", prose.Band(lexfitv1.Band_BAND_INELIGIBLE), "weak"},
		{"a band's name", prose.BandName(lexfitv1.Band_BAND_STRONG), "STRONG"},
		{"an interest", prose.Interest(lexfitv1.Interest_INTEREST_ADMINISTRATIVE_WORK), "administrative work"},
	} {
		if test.got != test.want {
			t.Errorf("%s: %q, want %q", test.name, test.got, test.want)
		}
	}
}
