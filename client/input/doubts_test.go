package input_test

import (
	"strings"
	"testing"

	"github.com/lexfit/lexfit/client/input"
)

// Dates to come, a job of forty years and more work than a life has are read as they stand, and told.
func TestDoubts(t *testing.T) {
	t.Parallel()
	const head = "id,job1_title,job1_start,job1_end,job1_months,job2_title,job2_start,job2_end,job2_months,cert1_name,cert1_issued,edu1_level,edu1_completed\n"
	for row, want := range map[string]string{
		"Clerk,2019-01,Present,,,,,,CP,2020,BA,2030":            "",
		"Clerk,2027-01,Present,,,,,,,,,":                        `experience[0].started_on: "2027-01" lies ahead`,
		"Clerk,2019-01,2031-05,,,,,,,,,":                        `experience[0].ended_on: "2031-05" lies ahead`,
		"Clerk,2026,,,,,,,,,,":                                  "",
		"Clerk,2026-11-24,,,,,,,,,,":                            "",
		"Clerk,2026-11-25,,,,,,,,,,":                            "lies ahead",
		",,,,,,,,CP,2028-01,,":                                  `certifications[0].issued_on: "2028-01" lies ahead`,
		"Clerk,1980-01,Present,,,,,,,,,":                        "experience[0]: one job of 46 years: are its dates right?",
		"Clerk,1986-12,Present,,,,,,,,,":                        "",
		"Clerk,,,480,,,,,,,,":                                   "one job of 40 years",
		"Clerk,,,479,,,,,,,,":                                   "",
		"Clerk,1990-01,2020-01,,Paralegal,,,479,,,,":            "all jobs together make 69 years",
		"Clerk,1990-01,2020-01,,Paralegal,1990-01,2020-01,,,,,": "",
		"Clerk,1951-01,1988-01,,Paralegal,1988-01,2020-01,,,,,": "all jobs together make 69 years",
	} {
		var said []string
		options := input.Options{Format: input.CSV, AsOf: "2026-11-24", Stdin: strings.NewReader(head + "a," + row + "\n")}
		if _, err := input.ReadWith("-", &options, func(row *input.Row) bool {
			for _, problem := range row.Warnings {
				said = append(said, problem.String())
			}
			return true
		}); err != nil || (want == "") != (len(said) == 0) || len(said) > 1 || !strings.Contains(strings.Join(said, "\n"), want) {
			t.Errorf("%s: said %q, want %s, %v", row, said, want, err)
		}
	}
}
