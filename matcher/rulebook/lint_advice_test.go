package rulebook

import (
	"fmt"
	"strings"
	"testing"
)

// A credential is to be had if one of its routes can be met by somebody: what only looks like a circle is none.
func TestLintOfWhoMayEarnACredential(t *testing.T) {
	t.Parallel()
	const rulebook = `
tables: {language_levels: {native: 9000}}
skills: [{id: typing, title: Typing}]
topics: [{id: ethics, title: Ethics}]
languages: [{id: es, title: Spanish}]
titles: [{id: clerk, title: Clerk, aliases: [office clerk]}]
credentials:
  - {id: a, title: Alpha, requires: %s}
  - {id: b, title: Beta, requires: %s}
  - {id: c, title: Gamma, requires: %s}
  - {id: claim, title: Delta, not_a_credential: Nobody holds it.}
`
	const (
		anybody = "{education: {min_level: HIGH_SCHOOL}}"
		needs   = "{certification: {credentials: {%s: 1000}}}"
	)
	needsA, needsB, needsC := fmt.Sprintf(needs, "a"), fmt.Sprintf(needs, "b"), fmt.Sprintf(needs, "c")
	tests := []struct {
		name    string
		a, b, c string
		// want are the findings as "rule path", and says is what one of their messages must hold.
		want, says string
	}{
		{name: "a chain whose end is open", a: needsB, b: needsC, c: anybody},
		{name: "a chain that is defined from its end", a: anybody, b: needsA, c: needsB},
		{name: "a circle with another way in", a: needsB, b: "{any_of: [" + needsC + ", " + anybody + "]}", c: needsA},
		{name: "a circle that one of several leaves", a: needsB, b: "{at_least: {n: 1, of: [" + needsA + ", " + anybody + "]}}", c: anybody},
		{name: "a circle of two", a: needsB, b: needsA, c: anybody, want: "cycle credentials[0].requires", says: "(a → b → a)"},
		{name: "a circle of three", a: needsB, b: needsC, c: needsA, want: "cycle credentials[0].requires", says: "(a → b → c → a)"},
		{name: "a circle and what leads into it", a: needsC, b: needsC, c: needsB, want: "cycle credentials[2].requires", says: "(c → b → c)"},
		{name: "a circle and what leads into it later", a: needsB, b: needsA, c: needsA, want: "cycle credentials[0].requires"},
		{name: "two circles", a: needsA, b: needsC, c: needsB, want: "cycle credentials[0].requires, cycle credentials[1].requires"},
		{name: "a circle that every part leads into", a: "{all_of: [" + anybody + ", " + needsB + "]}", b: needsA, c: anybody, want: "cycle credentials[0].requires"},
		{name: "a circle that more than one part leads into", a: "{at_least: {n: 2, of: [" + anybody + ", " + needsB + "]}}", b: needsA, c: anybody, want: "cycle credentials[0].requires"},
		{name: "what asks for one that nobody can earn", a: needsB, b: "{language: [es]}", c: anybody, want: "entry-unreachable credentials[1].requires"},
		{name: "a name that is no credential", a: fmt.Sprintf(needs, "claim"), b: anybody, c: anybody, want: "entry-unreachable credentials[0].requires"},
		{name: "a name that is no credential, or another", a: "{certification: {credentials: {claim: 1000, b: 1000}}}", b: anybody, c: anybody},
		{name: "years on a curve that ends too low", a: "{experience: {families: {clerk: 1000}, curve: [[0, 0], [12, 9999]]}}", b: anybody, c: anybody, want: "entry-unreachable credentials[0].requires"},
		{name: "years in a family that counts in part", a: "{experience: {families: {clerk: 999}, curve: [[0, 0], [12, 10000]]}}", b: anybody, c: anybody, want: "entry-unreachable credentials[0].requires"},
		{name: "years as a step", a: "{experience: {families: {clerk: 400}, step_months: 12}}", b: anybody, c: anybody},
		{name: "a skill, at whatever level", a: "{skill: [typing]}", b: anybody, c: anybody},
		{name: "a route with a worth", a: "{any_of: [{worth: 100, education: {min_level: HIGH_SCHOOL}}]}", b: anybody, c: anybody},
		{name: "a mean with a part that nobody meets", a: "{average_of: [{condition: " + anybody + "}, {condition: {language: [es]}}]}", b: anybody, c: anybody, want: "entry-unreachable credentials[0].requires"},
		{name: "an unknown credential, reported where it stands", a: fmt.Sprintf(needs, "nothing"), b: needsA, c: anybody, want: "unknown-id credentials[0].requires.certification.credentials[0].credential"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			doc, findings := Parse("a.yaml", fmt.Appendf(nil, rulebook, tt.a, tt.b, tt.c))
			if len(findings) > 0 {
				t.Fatal(findings)
			}
			var got []string
			said := false
			for _, f := range Lint(doc.Rulebook) {
				got = append(got, f.GetRule()+" "+f.GetPath())
				said = said || strings.Contains(f.GetMessage(), tt.says)
			}
			if strings.Join(got, ", ") != tt.want || tt.want != "" && !said {
				t.Errorf("got %v, want %q with %q", got, tt.want, tt.says)
			}
		})
	}
}
