package input_test

import (
	"strings"
	"testing"

	"github.com/lexfit/lexfit/client/input"
)

// A cell is taken apart at every separator that it holds, but for what belongs together.
func TestCellsTakenApart(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		"id,Skills\na,\"Westlaw, Legal research,\nMS Word\"\n":                    "Westlaw; Legal research; MS Word",
		"id,Skills\na,\"Westlaw; Word, Excel | Clio\"\n":                          "Westlaw; Word; Excel; Clio",
		"id,Skills\na,\"• Westlaw\n• Word (Excel, too)\n- PACER\n1. Clio\"\n":     "Westlaw; Word (Excel, too); PACER; Clio",
		"id,Certifications\na,\"CP, NALA; Notary Public\"\n":                      "CP, NALA ..; Notary Public ..",
		"id,Certifications\na,\"CP, Notary Public\"\n":                            "CP ..; Notary Public ..",
		"id,Certifications\na,\"CP,\nNotary Public,\nPLS\"\n":                     "CP ..; Notary Public ..; PLS ..",
		"id,Skills,Key skills\na,Westlaw,Clio\n":                                  "Westlaw; Clio",
		"id,Notes,Skills,Notes\na,x,Westlaw,y\n":                                  "Westlaw",
		"id,Degree,School,Degree,School\na,BA,Hill,JD,Dale\n":                     "BACHELOR Hill; JURIS_DOCTOR Dale",
		"id,job1_months,job1_employer,Skills\na,24,Hill,Word\n":                   "not stated; Word told",
		"id,cert1_issued\na,2019\n":                                               "not stated 2019.. told",
		"id,skill1_level,Skills\na,EXPERT,Word\n":                                 "Word told",
		"id,Degrees,Major,School\na,Associate's,Paralegal Studies,Hill College\n": "ASSOCIATE Paralegal Studies Hill College",
		"id,Degrees,Major\na,\"JD; BA\",History\n":                                "JURIS_DOCTOR; BACHELOR; level? History",
	} {
		if got := said(t, input.Options{Format: input.CSV}, content); got != want {
			t.Errorf("%q: got %s, want %s", content, got, want)
		}
	}
	// Sentences stay whole.
	var duties []string
	if _, err := input.Read("-", input.CSV, strings.NewReader("id,job1_title,job1_duties\na,Clerk,\"Drafted motions, briefs and pleadings; filed them\"\n"), func(row *input.Row) bool {
		duties = row.Profile.GetExperience()[0].GetDuties()
		return true
	}); err != nil || strings.Join(duties, "|") != "Drafted motions, briefs and pleadings|filed them" {
		t.Errorf("got %q, %v", duties, err)
	}
}
