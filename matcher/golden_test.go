package matcher_test

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// goldenCase is a candidate as a recruiter would judge them. The expectations were written by people, not by the engine.
type goldenCase struct {
	Profile json.RawMessage
	Expect  struct {
		BetterRole     string `json:"better_role"`
		LegalSecretary string `json:"legal_secretary"`
		Paralegal      string
		Why            string
	}
}

// argued holds the expectations that the engine does not share, with the reason why it is right.
var argued = map[string]string{
	"g21-returning-secretary roles/legal-secretary": "fourteen full years, a certificate of the trade and levels stated one by one: the score says STRONG by half a point; that the tools have changed is what the interview asks",
	"g22-secretary-in-transition roles/paralegal":   "an associate degree, half of an approved certificate with its courses, and discovery, e-filing and research stated at levels: GOOD by three tenths of a point, and the first advice is to finish the certificate",
	"g24-claims-without-evidence roles/paralegal":   "nothing is said of schooling beyond the diploma and fourteen skills are claimed: open is what nobody knows, so it is asked (POSSIBLE, UNCONFIRMED), not decided",
}

func TestGoldenCandidates(t *testing.T) {
	t.Parallel()
	plan := defaultPlan(t)
	f, err := os.Open(filepath.Join("testdata", "golden", "candidates.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var table strings.Builder
	cases, roles, bands := 0, 0, 0
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c goldenCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		p := &lexfitv1.CandidateProfile{}
		if err := protojson.Unmarshal(c.Profile, p); err != nil {
			t.Fatal(err)
		}
		r := score(t, plan, p)
		cases++
		better := r.GetRecommendation().GetRole()
		// "neither" says that nobody would submit this person: the better of two roles is then of no account.
		switch c.Expect.BetterRole {
		case "either", "neither", better:
			roles++
		default:
			t.Errorf("%s: better role %s, want %s: %s", p.GetCandidateId(), better, c.Expect.BetterRole, c.Expect.Why)
		}
		fmt.Fprintf(&table, "%-32s better %-22s margin %3d\n", p.GetCandidateId(), better, r.GetRecommendation().GetMargin())
		for role, want := range map[string]string{"roles/legal-secretary": c.Expect.LegalSecretary, "roles/paralegal": c.Expect.Paralegal} {
			got := strings.TrimPrefix(fitFor(t, r, role).GetBand().String(), "BAND_")
			if got == "NOT_ENOUGH_SAID" {
				got = "WEAK" // the expectations are older than the band
			}
			key := p.GetCandidateId() + " " + role
			_, known := argued[key]
			switch shared := slices.Contains(strings.Split(want, " or "), got); {
			case shared && known:
				t.Errorf("%s: %s is as expected now; drop it from argued", key, got)
			case shared:
				bands++
			case !known:
				t.Errorf("%s: band %s, want %s: %s", key, got, want, c.Expect.Why)
			}
		}
		for _, role := range []string{"roles/legal-secretary", "roles/paralegal"} {
			fit := fitFor(t, r, role)
			fmt.Fprintf(&table, "  %-22s %4d [%3d-%4d] index %4d %-10s %s\n", role, fit.GetScore(), fit.GetScoreLow(), fit.GetScoreHigh(), fit.GetFitIndex(),
				strings.TrimPrefix(fit.GetBand().String(), "BAND_"), strings.TrimPrefix(fit.GetEligibility().String(), "ELIGIBILITY_"))
		}
	}
	fmt.Fprintf(&table, "%d of %d in the better role, %d of %d bands as expected\n", roles, cases, bands, 2*cases)
	golden(t, filepath.Join("testdata", "golden", "scores.txt"), table.String())
}

// golden compares with a file, or rewrites it under -update.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; if the change is meant, run go test ./matcher -update and read the difference\n%s", file, firstDifference(string(want), got))
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range w {
		if i >= len(g) || w[i] != g[i] {
			line := "(nothing)"
			if i < len(g) {
				line = g[i]
			}
			return fmt.Sprintf("line %d\nwant %s\ngot  %s", i+1, w[i], line)
		}
	}
	return "the file ends early"
}
