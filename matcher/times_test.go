package matcher_test

import (
	"strings"
	"testing"
)

// yearsOf asks for ten years as a paralegal: a month counts 10000/120.
const yearsOf = `{"experience":{"families":[{"family":"paralegal","factor":1000}],"curve":{"points":[{"x":0,"value":0},{"x":120,"value":10000}]}}}`

// Rule W5: times that cannot be are doubted, and years alone told.
func TestW5Times(t *testing.T) {
	t.Parallel()
	job := func(rest string) string { return `{"experience":[{"title":"Paralegal",` + firm + `,` + rest + `}]}` }
	for _, tt := range []struct {
		name, condition, profile string
		low, value, high         int32  // points of 1000
		path, tells              string // an assumption; empty for none
	}{
		{"five years are what they are", yearsOf, job(`"started_on":"2019-01","ended_on":"2023-12"`), 500, 500, 500, "", ""}, // 60/120
		{"an end without a start is a year", yearsOf, job(`"ended_on":"2024-01"`), 0, 100, 1000, "experience[0].months", "taken as 1 year"},
		{"a start before any working life is none", yearsOf, job(`"started_on":"1900-01-01","ended_on":"2024-01"`), 0, 100, 1000, "experience[0].started_on", "Nobody's work began"},
		{"the first day of 1970 stands for none", yearsOf, job(`"started_on":"1970-01-01","ended_on":"2024-01"`), 0, 100, 1000, "experience[0].started_on", "Nobody's work began"},
		{"another day of 1970 does not", yearsOf, job(`"started_on":"1970-01-05","ended_on":"1979-12"`), 600, 600, 600, "", ""}, // ten years, long ago
		{"such a start and no end", yearsOf, job(`"started_on":"1905-07-11"`), 0, 100, 1000, "experience[0].started_on", "Nobody's work began"},
		{"such an end", yearsOf, job(`"started_on":"2019-01","ended_on":"1900-01-01"`), 0, 0, 1000, "experience[0].ended_on", "left open"},
		{"an end that was not read may be any", yearsOf, job(`"started_on":"2019-01","end_unclear":true`), 0, 0, 1000, "", ""},
		{"a length above a working life", yearsOf, job(`"months":900`), 0, 1000, 1000, "experience[0].months", "Longer than a working life"},
		{"a long one below", yearsOf, job(`"months":720`), 1000, 1000, 1000, "", ""},
		{"more than anybody's work together", yearsOf, `{"experience":[{"title":"Paralegal","months":700},{"title":"Beekeeper","months":700},{"title":"Gardener","months":41}]}`, 0, 1000, 1000, "experience[0].months", "All jobs together"},
		{"an assumed length beside a stated one of the same job", yearsOf, `{"experience":[{"title":"Paralegal"},{"title":"Paralegal","months":6}]}`, 50, 100, 1000, "experience[1]", "counted once"}, // 12 months, without assumptions 6
		{"work yet to begin", yearsOf, job(`"started_on":"2031-02"`), 0, 0, 0, "experience[0]", "counted as no work so far"},
		{"an end to come", yearsOf, job(`"started_on":"2025-12","ended_on":"2031-05"`), 100, 100, 100, "experience[0].ended_on", "The end is yet to come"},
		{"a length that reaches beyond", yearsOf, job(`"started_on":"2026-06","months":12`), 100, 100, 100, "experience[0].months", "6 months lie after"},
		// 2021-07 to 2023-06 is 24 months; at least 2021-12 to 2023-01, 14; at most 36.
		{"years alone", yearsOf, job(`"started_on":"2021","ended_on":"2023"`), 117, 200, 300, "experience[0]", "Years alone are stated"},
		// Each of the years 6 months, at least one, at most 12, of 2021 at 800: (6 + 6 + 4.8)/120.
		{"three years alone", yearsOf, `{"experience":[{"title":"Paralegal","started_on":"2021","ended_on":"2021"},{"title":"Paralegal","started_on":"2022","ended_on":"2022"},{"title":"Paralegal","started_on":"2023","ended_on":"2023"}]}`, 23, 140, 280, "experience[2]", "Years alone are stated"},
		{"a year alone as the end", yearsOf, job(`"started_on":"2019-12","ended_on":"2020"`), 13, 47, 87, "experience[0]", "Years alone are stated"},     // 7, 2 and 13 months at 800
		{"a year alone as the start", yearsOf, job(`"started_on":"2019","ended_on":"2021-01"`), 93, 127, 167, "experience[0]", "Years alone are stated"}, // 19, 14 and 25 at 800
		{"since a year alone", yearsOf, job(`"started_on":"2023"`), 300, 342, 392, "experience[0]", "Years alone are stated"},                            // 41; 36; 47
		{"a skill used for longer than a working life", citing, `{"skills":[{"name":"Cite-checking and Bluebook","proficiency":"EXPERT","years":70}],` + ruled + `}`, 0, 1000, 1000, "skills[0].years", "in doubt"},
		{"a measured value that nobody reaches", skillOf("typing"), `{"skills":[{"name":"Typing","measured":{"value":700,"unit":"wpm"}}],` + ruled + `}`, 0, 1000, 1000, "skills[0]", "in doubt"},
		{"one that somebody might", skillOf("typing"), `{"skills":[{"name":"Typing","measured":{"value":200,"unit":"wpm"}}],` + ruled + `}`, 1000, 1000, 1000, "", ""},
		{"last used in time to come", citing, `{"skills":[{"name":"Cite-checking and Bluebook","last_used_on":"2030"}],` + ruled + `}`, 567, 567, 567, "skills[0].last_used_on", "yet to come"},
		{"a degree to come", `{"education":{"levels":["EDUCATION_LEVEL_ASSOCIATE"]}}`, `{"education":[{"level":"ASSOCIATE","status":"COMPLETED","completed_on":"2028-06"}]}`, 500, 500, 500, "education[0].completed_on", "in progress"},
		{"a certificate to come", `{"certification":{"credentials":[{"credential":"nala-cp"}]}}`, `{"certifications":[{"name":"CP","issuer":"NALA","status":"ACTIVE","issued_on":"2027-01"}]}`, 300, 300, 300, "certifications[0].issued_on", "in progress"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			asked := criterionOf(t, tt.condition)
			asked.Weight = 1000
			reply := score(t, smallPlan(t, asked), profile(t, tt.profile))
			got := reply.GetFits()[0].GetCriteria()[0]
			if got.GetPointsLow() != tt.low || got.GetPoints() != tt.value || got.GetPointsHigh() != tt.high {
				t.Errorf("%d (%d to %d) points, want %d (%d to %d)\n%v", got.GetPoints(), got.GetPointsLow(), got.GetPointsHigh(), tt.value, tt.low, tt.high, got)
			}
			told := ""
			for _, made := range reply.GetAssumptions() {
				if tt.path == "" && tt.high < 1000 || made.GetPath() == tt.path && strings.Contains(made.GetText(), tt.tells) {
					told = made.GetText()
				}
			}
			if (told != "") != (tt.path != "") {
				t.Errorf("assumptions %v, want %q at %q", reply.GetAssumptions(), tt.tells, tt.path)
			}
		})
	}
}
