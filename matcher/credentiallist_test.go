package matcher_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/matcher"
)

// Names of certificates as people write them, in testdata/credentialnames.tsv: the first list is the one that the rulebook was
// made with, the second was written before the rulebook was changed for it and the third after: what each read when it was first
// tried stands in the history (111 of 129, 26 of 40, 37 of 40). A name is read where it comes
// back as the credential expected ("study" for a course of study, "none" for nothing that may be read), and wrong where it comes
// back as another. Names of kinds that the rulebook does not know count as unread.
func TestCredentialNamesOfThreeLists(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	steps := matcher.NewSteps(p, asOf)
	written, err := os.ReadFile(filepath.Join("testdata", "credentialnames.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	names, read, wrong := map[string]int{}, map[string]int{}, map[string]int{}
	for line := range strings.Lines(string(written)) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if fields[0] == "list" {
			continue
		}
		list, name, issuer, want := fields[0], fields[1], fields[2], fields[3]
		names[list]++
		ids, study := steps.ReadsCredential(name, issuer)
		got := strings.Join(ids, "+")
		if got == "" && study {
			got = "study"
		}
		switch {
		case got == want, got == "" && want == "none":
			read[list]++
		case got == "":
			t.Logf("list %s: unread: %q of %q, expected %s", list, name, issuer, want)
		default:
			wrong[list]++
			t.Errorf("list %s: wrong: %q of %q read as %s, expected %s", list, name, issuer, got, want)
		}
	}
	for list, count := range names {
		t.Logf("list %s: %d of %d read, %d wrong", list, read[list], count, wrong[list])
		if 10*read[list] < 9*count {
			t.Errorf("list %s: fewer than nine of ten names are read", list)
		}
	}
}
