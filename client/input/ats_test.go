package input_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"

	"github.com/lexfit/lexfit/client/input"
)

// Exports of each system are told by their heads and read whole; what they are was written by hand.
func TestExports(t *testing.T) {
	t.Parallel()
	read := map[string]string{"bullhorn": "13 of its 28", "greenhouse": "16 of its 32", "lever": "8 of its 20", "workable": "8 of its 21", "icims": "13 of its 19", "jobdiva": "10 of its 18"}
	for _, system := range input.Systems() {
		file := filepath.Join("testdata", "exports", system+".csv")
		got, said, err := profilesOf(t, file, input.Options{})
		if err != nil {
			t.Fatal(err)
		}
		want, problems, err := profilesOf(t, filepath.Join("testdata", "exports", system+".want.jsonl"), input.Options{})
		if err != nil || len(problems) > 0 || len(want) == 0 {
			t.Fatal(problems, err)
		}
		if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" {
			t.Errorf("%s: %s\n%s", system, diff, strings.Join(said, "\n"))
		}
		all := strings.Join(said, "\n")
		if told := strings.Contains(all, "read as an export of"); told != (system != "plain") || !strings.Contains(all, read[system]+" columns") && told {
			t.Errorf("%s: said\n%s", system, all)
		}
		// No column is unknown: it is read, or named among those that are not scored.
		for _, line := range said {
			if rest, found := strings.CutPrefix(line, "F:1: not read, as no field is known for it: "); found && system != "plain" && !strings.Contains(rest, "authorized") && !strings.Contains(rest, "Summary") {
				t.Errorf("%s: %s", system, line)
			}
		}
	}
}

// The system can be said, and so can be that there is none.
func TestSystemSaid(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join("testdata", "exports", "lever.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if got := fieldsOf(t, input.Options{ATS: "plain"}, string(content))["Headline"]; got != "" {
		t.Errorf("got %s", got)
	}
	if got := fieldsOf(t, input.Options{ATS: "workable"}, "Full name,Headline,Experience,Skills\na,b,c,d\n")["Experience"]; got != "experience" {
		t.Errorf("got %s", got)
	}
	if got := fieldsOf(t, input.Options{}, "Full name,Headline,Experience,Skills\na,b,c,d\n")["Experience"]; got != "" {
		t.Errorf("a spreadsheet is no export: %s", got)
	}
	// Common heads alone are nobody's.
	for _, head := range []string{"Full name,Headline,Experience,Education,Summary,Job title,Stage,Tags", "Candidate ID,Candidate Name,Stage,Recruiter,School Name,Title", "Name,Owner,Category,Desired Salary,Years Experience"} {
		if _, told := heard(t, input.Options{Format: input.CSV}, head+"\n"+strings.Repeat("a,", strings.Count(head, ","))+"a\n"); strings.Contains(told, "as an export of") {
			t.Errorf("%s: %s", head, told)
		}
	}
	var total int32
	options := input.Options{Format: input.CSV, ATS: "workable", Stdin: strings.NewReader("Full name,Experience\na,12 years\n")}
	if _, err := input.ReadWith("-", &options, func(row *input.Row) bool {
		if total = row.Profile.GetTotalExperienceMonths(); len(row.Profile.GetExperience()) > 0 {
			t.Errorf("years became a job: %v", row.Profile)
		}
		return true
	}); err != nil || total != 144 {
		t.Errorf("got %d, %v", total, err)
	}
	if err := input.CheckSystem("bulhorn"); err == nil || !strings.Contains(err.Error(), "did you mean bullhorn?") {
		t.Error(err)
	}
}

// Salaries are yearly and the least of a span; years of experience are a total, and the least that is certain.
func TestNumbersAsWritten(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]int32{
		"$65,000": 65000, "65k": 65000, "60-70k": 60000, "$60,000 to $70,000": 60000, "65000 USD": 65000, "$65,000/yr": 65000, "65,000 per year": 65000, "65K+": 65000, "$28/hr": 0, "28": 0, "negotiable": 0, "$28 per hour": 0,
	} {
		got, said := int32(0), 0
		options := input.Options{Format: input.CSV, Stdin: strings.NewReader("id,Desired Salary\na," + quoted(cell) + "\n")}
		if _, err := input.ReadWith("-", &options, func(row *input.Row) bool {
			got, said = row.Profile.GetPreferences().GetSalaryMinUsd(), len(row.Warnings)
			return true
		}); err != nil || got != want || (said > 0) != (want == 0) {
			t.Errorf("%s: got %d, said %d, %v", cell, got, said, err)
		}
	}
	for cell, want := range map[string]string{
		"12": "144", "4.5": "54", "10+": "120", "12 years": "144", "3-5": "36 told", "2 years, 6 months": "30", "0": "0", "about 7": "84", "many": "told", "99": "told", "12 yrs of legal experience": "144", "since 2009": "told",
	} {
		got := ""
		options := input.Options{Format: input.CSV, Stdin: strings.NewReader("id,Years of experience\na," + quoted(cell) + "\n")}
		if _, err := input.ReadWith("-", &options, func(row *input.Row) bool {
			if row.Profile.TotalExperienceMonths != nil {
				got = strconv.Itoa(int(row.Profile.GetTotalExperienceMonths()))
			}
			got = strings.TrimSpace(got + strings.Repeat(" told", len(row.Warnings)))
			if len(row.Profile.GetExperience()) > 0 {
				t.Errorf("%s became a job", cell)
			}
			return true
		}); err != nil || got != want {
			t.Errorf("%s: got %s, want %s, %v", cell, got, want, err)
		}
	}
	if !slices.Contains(input.Systems(), "plain") {
		t.Error("no name for a spreadsheet")
	}
}
