package rulebook

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// lengths are lengths of work as prose says them; hours are those of study and of work that are to be checked.
var (
	lengths = regexp.MustCompile(`\b(\d+) (?:[\w-]+ )?(years?|months?)\b`)
	hours   = regexp.MustCompile(`\b([\d,]+) (?:CLE )?hours?\b`)
)

// monthsIn are the lengths that a text says, in months.
func monthsIn(text string) []int32 {
	var list []int32
	for _, found := range lengths.FindAllStringSubmatch(text, -1) {
		count, _ := strconv.Atoi(found[1])
		if strings.HasPrefix(found[2], "year") {
			count *= 12
		}
		list = append(list, int32(count))
	}
	return list
}

// hoursIn are the hours that a text says, as written.
func hoursIn(text string) []string {
	var list []string
	for _, found := range hours.FindAllStringSubmatch(text, -1) {
		list = append(list, found[1])
	}
	return list
}

// stepsIn are the lengths of work that a condition asks for, and the titles of its routes.
func stepsIn(condition *lexfitv1.Condition) (steps []int32, titles []string) {
	if months := condition.GetExperience().GetStepMonths(); months > 1 { // a month stands for any work at all
		steps = append(steps, months)
	}
	if title := condition.GetTitle(); title != "" {
		titles = append(titles, title)
	}
	for _, child := range matcher.Children(condition) {
		more, names := stepsIn(child)
		steps, titles = append(steps, more...), append(titles, names...)
	}
	return steps, titles
}

// What a credential asks for says the same as prose and as a rule: every length of work in the one stands in the other, in the title
// of its route too, and hours that no profile states are among what is to be checked.
func TestProseOfCredentialsSaysWhatTheRuleSays(t *testing.T) {
	t.Parallel()
	compared := 0
	for _, known := range Default().GetCredentials() {
		if known.GetRequires() == nil {
			continue
		}
		var checks []string
		checks = append(checks, known.GetUnverifiable()...)
		for _, check := range known.GetChecks() {
			checks = append(checks, check.GetText())
		}
		said := monthsIn(known.GetPrerequisites())
		steps, titles := stepsIn(known.GetRequires())
		asked := append(slices.Clone(steps), monthsIn(strings.Join(checks, "; "))...)
		for _, months := range steps {
			compared++
			if !slices.Contains(said, months) && !lawful(known.GetId()) {
				t.Errorf("%s: the rule asks for %d months, and the prose does not say so: %s", known.GetId(), months, known.GetPrerequisites())
			}
		}
		for _, months := range said {
			if !slices.Contains(asked, months) && !older(known.GetPrerequisites(), months) {
				t.Errorf("%s: the prose says %d months, and neither the rule nor a check does: %s", known.GetId(), months, known.GetPrerequisites())
			}
		}
		for _, title := range titles {
			for _, months := range monthsIn(title) {
				if !slices.Contains(steps, months) {
					t.Errorf("%s: the route %q says %d months, and no part of the rule does", known.GetId(), title, months)
				}
			}
		}
		for _, count := range hoursIn(known.GetPrerequisites()) {
			if !known.GetAdvisable() {
				continue
			}
			if text := strings.Join(checks, "; "); !slices.Contains(hoursIn(text), count) && !strings.Contains(known.GetPrerequisites(), count+" semester") {
				t.Errorf("%s: the prose says %s hours, and no check does: %s", known.GetId(), count, text)
			}
		}
	}
	if compared < 30 {
		t.Errorf("only %d lengths compared", compared)
	}
}

// lawful are those whose rule takes a year of work for hours that their body counts.
func lawful(id string) bool { return id == "ut-lpp" }

// older reports whether a length is that of an older rule, or part of a sum that the prose spells out.
func older(prose string, months int32) bool {
	years := strconv.Itoa(int(months) / 12)
	return strings.Contains(prose, "older: "+years+" years") || strings.Contains(prose, years+" further years")
}

// What can be advised has its issuer's rules read on a day, and an examination or none is said of it; what nobody could read says so.
func TestAdvisableCredentialsAreSourced(t *testing.T) {
	t.Parallel()
	for _, known := range Default().GetCredentials() {
		unread := strings.Contains(known.GetSource(), "unsourced") || strings.Contains(known.GetSource(), "secondary")
		if known.GetAdvisable() && (known.GetCheckedOn() == "" || unread) {
			t.Errorf("%s is advisable: read on %q, source %q", known.GetId(), known.GetCheckedOn(), known.GetSource())
		}
		if !known.GetAdvisable() && known.GetCheckedOn() == "" && !strings.Contains(known.GetSource(), "sourced") && !strings.Contains(known.GetSource(), "secondary") &&
			known.GetNotACredential() == "" {
			t.Errorf("%s says neither who was read nor that nobody could be: %q", known.GetId(), known.GetSource())
		}
		for _, check := range known.GetUnverifiable() {
			for _, word := range []string{"felony", "convict", "crime", "age ", "years old", "resident", "citizen"} {
				if strings.Contains(strings.ToLower(check), word) {
					t.Errorf("%s: a check names a protected fact: %q", known.GetId(), check)
				}
			}
		}
	}
}
