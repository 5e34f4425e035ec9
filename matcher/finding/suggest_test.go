package finding_test

import (
	"testing"

	"github.com/lexfit/lexfit/matcher/finding"
)

func TestDidYouMean(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, written string
		known         []string
		want          string
	}{
		{"a letter changed", "filimg", []string{"typing", "filing"}, `, did you mean "filing"?`},
		{"neighbours swapped", "titel", []string{"tier", "title"}, `, did you mean "title"?`},
		{"other case", "FILING", []string{"filing"}, `, did you mean "filing"?`},
		{"the nearest of several", "document-manangement", []string{"document-measurement", "document-management"}, `, did you mean "document-management"?`},
		{"the first of equally near ones", "cats", []string{"bats", "hats"}, `, did you mean "bats"?`},
		{"nothing near", "westlaw", []string{"typing", "filing"}, ""},
		{"nothing known", "westlaw", nil, ""},
		{"half of a short word is not near", "ab", []string{"xy"}, ""},
		{"nothing written", "", []string{"typing"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := finding.DidYouMean(tt.written, tt.known); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
