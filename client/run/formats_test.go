package run_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/run"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func somebody(id string) *lexfitv1.ScoreCandidateResponse {
	return &lexfitv1.ScoreCandidateResponse{CandidateId: id, Fits: []*lexfitv1.Fit{{
		Role: "roles/paralegal", RoleTitle: "Paralegal", Score: 612, MaxScore: 1000, Band: lexfitv1.Band_BAND_GOOD,
		Eligibility: lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE,
	}}}
}

// What the table says of a format holds: its name and its extensions lead to it, lines can be cut off behind any result and
// gone on with, and text is text.
func TestFormats(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "batch.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range run.Formats() {
		t.Run(string(format.Name), func(t *testing.T) {
			t.Parallel()
			if found, err := run.FormatNamed(string(format.Name)); err != nil || found.Name != format.Name {
				t.Errorf("its name leads to %q, %v", found.Name, err)
			}
			for _, extension := range format.Extensions {
				if found := run.FormatOf(strings.ToUpper(extension)); found.Name != format.Name {
					t.Errorf("%s leads to %q", extension, found.Name)
				}
			}
			row := "\n| `" + string(format.Name) + "` | "
			if names := strings.Join(format.Extensions, "`, `"); names != "" {
				row += "`" + names + "` |"
			}
			if !strings.Contains(string(page), row) {
				t.Errorf("docs/batch.md has no row that begins with %q", row)
			}
			printed := func(end bool, further bool, ids ...string) string {
				var out bytes.Buffer
				scores := format.Scores(&out, render.Options{Further: further})
				for _, id := range ids {
					if err := scores.Add(somebody(id), render.Person{Name: "Name of " + id}); err != nil {
						t.Fatal(err)
					}
				}
				if end {
					if err := scores.Close(); err != nil {
						t.Fatal(err)
					}
				}
				return out.String()
			}
			whole := printed(true, false, "a", "b")
			if inParts := printed(false, false, "a") + printed(true, true, "b"); format.Lines && inParts != whole {
				t.Errorf("cut off behind the first result and gone on with:\n%s\nundisturbed:\n%s", inParts, whole)
			}
			if utf8.ValidString(whole) == format.Binary {
				t.Errorf("is text: %t", !format.Binary)
			}
		})
	}
	if got := run.FormatOf(".doc").Name; got != render.Table {
		t.Errorf(".doc leads to %q", got)
	}
	if _, err := run.FormatNamed("xml"); err == nil || !strings.HasPrefix(err.Error(), `--output "xml": expected table, json, `) {
		t.Errorf("got %v", err)
	}
}
