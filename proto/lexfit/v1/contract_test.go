package lexfitv1_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"buf.build/go/protovalidate"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// good is a profile that keeps to the contract at every limit.
func good() *lexfitv1.CandidateProfile {
	long := strings.Repeat("ä", 200)
	c := &lexfitv1.CandidateProfile{
		CandidateId: strings.Repeat("x", 128), DisplayName: long, WorkState: "CA",
		Education: []*lexfitv1.Education{{
			Level: lexfitv1.EducationLevel_EDUCATION_LEVEL_BACHELOR, Field: long, Institution: long, Country: "US",
			CompletedOn: "2020-02-29", Coursework: []string{long, ""},
		}},
		Skills:         []*lexfitv1.Skill{{Name: long, Years: proto.Float64(80), LastUsedOn: "2024", Measured: &lexfitv1.Measurement{Value: proto.Float64(0), Unit: "wpm"}}},
		Certifications: []*lexfitv1.Certification{{Name: "CP", IssuedOn: "2020-05", ExpiresOn: "2020"}},
		Experience: []*lexfitv1.Experience{{
			Title: "Paralegal", StartedOn: "2020-05-31", EndedOn: "2020-05", Months: proto.Int32(960), PracticeAreas: []string{long},
			Duties: []string{"line\nbreak\tand tab", strings.Repeat("d", 2000)},
		}},
		Languages:   []*lexfitv1.Language{{Name: "es"}},
		Preferences: &lexfitv1.Preferences{Interests: []lexfitv1.Interest{lexfitv1.Interest_INTEREST_LITIGATION}, Goals: []string{"law-school"}, SalaryMinUsd: proto.Int32(0)},
		Labels:      map[string]string{strings.Repeat("k", 63): long},
	}
	for range 499 {
		c.Skills = append(c.Skills, &lexfitv1.Skill{Name: "x"})
	}
	for range 62 {
		c.Experience[0].Duties = append(c.Experience[0].Duties, "x")
	}
	return c
}

// Rule 5: limits, dates that exist, finite numbers, no control characters. Each row breaks one rule of the contract.
func TestRule05Contract(t *testing.T) {
	t.Parallel()
	if err := protovalidate.Validate(good()); err != nil {
		t.Fatalf("a profile at every limit is refused: %v", err)
	}
	tests := []struct {
		name, path string
		spoil      func(c *lexfitv1.CandidateProfile)
	}{
		{"no id", "candidate_id", func(c *lexfitv1.CandidateProfile) { c.CandidateId = "" }},
		{"an id of 129 characters", "candidate_id", func(c *lexfitv1.CandidateProfile) { c.CandidateId += "x" }},
		{"a name of 201 characters", "display_name", func(c *lexfitv1.CandidateProfile) { c.DisplayName += "x" }},
		{"a NUL in a name", "display_name", func(c *lexfitv1.CandidateProfile) { c.DisplayName = "a\x00b" }},
		{"an escape in a name", "display_name", func(c *lexfitv1.CandidateProfile) { c.DisplayName = "a\x1b[31m" }},
		{"a C1 control character", "display_name", func(c *lexfitv1.CandidateProfile) { c.DisplayName = "a\u0085" }},
		{"501 skills", "skills", func(c *lexfitv1.CandidateProfile) { c.Skills = append(c.Skills, &lexfitv1.Skill{Name: "x"}) }},
		{"65 duties", "experience[0].duties", func(c *lexfitv1.CandidateProfile) {
			c.Experience[0].Duties = append(c.GetExperience()[0].GetDuties(), "x")
		}},
		{"a duty of 2 001 characters", "experience[0].duties[1]", func(c *lexfitv1.CandidateProfile) { c.Experience[0].Duties[1] += "x" }},
		{"a skill without a name", "skills[0].name", func(c *lexfitv1.CandidateProfile) { c.Skills[0].Name = "" }},
		{"negative years", "skills[0].years", func(c *lexfitv1.CandidateProfile) { c.Skills[0].Years = new(-0.1) }},
		{"years above 80", "skills[0].years", func(c *lexfitv1.CandidateProfile) { c.Skills[0].Years = new(80.1) }},
		{"a measure without a number", "skills[0].measured.value", func(c *lexfitv1.CandidateProfile) { c.Skills[0].Measured.Value = nil }},
		{"an unknown enum value", "skills[0].proficiency", func(c *lexfitv1.CandidateProfile) { c.Skills[0].Proficiency = 99 }},
		{"30 February", "education[0].completed_on", func(c *lexfitv1.CandidateProfile) { c.Education[0].CompletedOn = "2023-02-30" }},
		{"29 February of a common year", "education[0].completed_on", func(c *lexfitv1.CandidateProfile) { c.Education[0].CompletedOn = "2023-02-29" }},
		{"29 February of 2100", "education[0].completed_on", func(c *lexfitv1.CandidateProfile) { c.Education[0].CompletedOn = "2100-02-29" }},
		{"31 April", "skills[0].last_used_on", func(c *lexfitv1.CandidateProfile) { c.Skills[0].LastUsedOn = "2023-04-31" }},
		{"a thirteenth month", "skills[0].last_used_on", func(c *lexfitv1.CandidateProfile) { c.Skills[0].LastUsedOn = "2023-13" }},
		{"another way to write dates", "skills[0].last_used_on", func(c *lexfitv1.CandidateProfile) { c.Skills[0].LastUsedOn = "5/2023" }},
		{"an end before its start", "experience[0]", func(c *lexfitv1.CandidateProfile) { c.Experience[0].EndedOn = "2020-04" }},
		{"an expiry before the issue", "certifications[0]", func(c *lexfitv1.CandidateProfile) { c.Certifications[0].ExpiresOn = "2019" }},
		{"961 months", "experience[0].months", func(c *lexfitv1.CandidateProfile) { c.Experience[0].Months = proto.Int32(961) }},
		{"a country in words", "education[0].country", func(c *lexfitv1.CandidateProfile) { c.Education[0].Country = "USA" }},
		{"a state in words", "work_state", func(c *lexfitv1.CandidateProfile) { c.WorkState = "California" }},
		{"an interest that is none", "preferences.interests[0]", func(c *lexfitv1.CandidateProfile) { c.Preferences.Interests[0] = 0 }},
		{"a label's key of 64 characters", `labels["` + strings.Repeat("k", 64) + `"]`, func(c *lexfitv1.CandidateProfile) { c.Labels[strings.Repeat("k", 64)] = "" }},
		{"65 labels", "labels", func(c *lexfitv1.CandidateProfile) {
			for i := range 64 {
				c.Labels[strconv.Itoa(i)] = ""
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := good()
			tt.spoil(c)
			var invalid *protovalidate.ValidationError
			if err := protovalidate.Validate(c); !errors.As(err, &invalid) {
				t.Fatalf("let through: %v", err)
			}
			if len(invalid.Violations) != 1 {
				t.Fatalf("%d violations: %v", len(invalid.Violations), invalid)
			}
			if path := protovalidate.FieldPathString(invalid.Violations[0].Proto.GetField()); path != tt.path {
				t.Errorf("violation at %q, want %q: %v", path, tt.path, invalid)
			}
		})
	}
}

// Every text that comes in refuses control characters: no field of a request was forgotten.
func TestRule05EveryTextIsPlain(t *testing.T) {
	t.Parallel()
	file := lexfitv1.File_lexfit_v1_candidate_proto
	var walk func(m protoreflect.MessageDescriptor)
	texts := 0
	walk = func(m protoreflect.MessageDescriptor) {
		for i := range m.Fields().Len() {
			f := m.Fields().Get(i)
			if f.Kind() != protoreflect.StringKind || f.IsMap() {
				continue
			}
			texts++
			if !strings.Contains(fmt.Sprint(f.Options()), "lexfit.v1.") && !strings.Contains(fmt.Sprint(f.Options()), "matches") {
				t.Errorf("%s has no rule for its characters", f.FullName())
			}
		}
	}
	for i := range file.Messages().Len() {
		walk(file.Messages().Get(i))
	}
	if texts < 20 {
		t.Errorf("only %d texts found", texts)
	}
}
