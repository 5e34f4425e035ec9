package matcher_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher/finding"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func TestResolveName(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	for _, tt := range []struct{ text, kinds, names, near, states string }{
		{"CM/ECF", "", "SKILL cm-ecf EXACT", "", ""},
		{"fluent in Spanish", "LANGUAGE", "LANGUAGE es ALIAS", "", ""},
		{"Notary Public, New York", "CREDENTIAL", "CREDENTIAL notary-public PHRASE", "", "NY"},
		{"litigation paralegal", "TITLE", "TITLE paralegal PHRASE", "", ""},
		{"legal ethics", "TOPIC FIELD", "TOPIC ethics ALIAS", "", ""},
		{"civil litigation", "SKILL TOPIC", "SKILL litigation-procedures ALIAS, TOPIC civil-litigation EXACT", "", ""},
		{"types 70 wpm", "SKILL", "SKILL typing PHRASE 70", "", ""},
		{"Westlw", "SKILL", "SKILL westlaw FUZZY", "", ""},
		{"ABA certified", "CREDENTIAL", "", "nala-cp", ""},
		{"alligator wrestling", "", "", "", ""},
		{"Relatvitty", "SKILL", "", "relativity", ""},
	} {
		t.Run(tt.text, func(t *testing.T) {
			t.Parallel()
			var kinds []lexfitv1.NameKind
			for kind := range strings.FieldsSeq(tt.kinds) {
				kinds = append(kinds, lexfitv1.NameKind(lexfitv1.NameKind_value["NAME_KIND_"+kind]))
			}
			got := p.ResolveName(tt.text, kinds...)
			var names, near []string
			for _, name := range got.GetNames() {
				text := strings.TrimSuffix(fmt.Sprintf("%s %s %s", finding.EnumName(name.GetKind()), name.GetId(), finding.EnumName(name.GetMatch())), " ")
				if name.Measured != nil {
					text += fmt.Sprintf(" %d", name.GetMeasured())
				}
				names = append(names, text)
			}
			for _, name := range got.GetNear() {
				near = append(near, name.GetId())
			}
			if tt.near != "" && !slices.Contains(near, tt.near) || tt.near == "" && len(near) > 0 {
				t.Errorf("near %v, want %q", near, tt.near)
			}
			if strings.Join(names, ", ") != tt.names || strings.Join(got.GetStates(), " ") != tt.states {
				t.Errorf("%v of %v, want %s of %s", names, got.GetStates(), tt.names, tt.states)
			}
		})
	}
}

// A name where an id is wanted becomes the id in an order; what is the name of nothing, or of two things, stays, and is an error
// that suggests one.
func TestNamesInAnOrder(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ condition, want, says string }{
		{`{"experience":{"families":[{"family":"paralegal","factor":1000}],"practice_areas":["litigation"],"step_months":24}}`, "litigation-procedures", ""},
		{`{"experience":{"families":[{"family":"Litigation Secretary","factor":1000}],"step_months":24}}`, "legal-secretary", ""},
		{`{"any_of":{"of":[{"skill":{"best_of":["Lexis"]}},{"all_of":{"of":[{"language":{"best_of":["Spanish"]}}]}}]}}`, "lexisnexis", ""},
		{`{"average_of":{"of":[{"condition":{"language":{"best_of":["Spanish"]}}}]}}`, `"es"`, ""},
		{`{"certification":{"credentials":[{"credential":"NALA CP"}]}}`, "nala-cp", ""},
		{`{"education":{"levels":["EDUCATION_LEVEL_BACHELOR"],"fields":["Paralegal"]}}`, "paralegal-studies", ""},
		{`{"coursework":{"topics":["legal ethics"],"wanted":1}}`, `"ethics"`, ""},
		{`{"skill":{"best_of":["cm-ecf"]}}`, "cm-ecf", ""},
		{`{"skill":{"best_of":["Relativty"]}}`, "Relativty", `did you mean "relativity"?`},
		{`{"experience":{"families":[{"family":"paralegal","factor":1000}],"practice_areas":["litigaton"],"step_months":24}}`, "litigaton", `did you mean "litigation-procedures"?`},
		{`{"skill":{"best_of":["alligator wrestling"]}}`, "alligator wrestling", "name one that the rulebook defines"},
		{`{"skill":{"best_of":["Word and Excel"]}}`, "Word and Excel", "name one that the rulebook defines"},
	} {
		t.Run(tt.want, func(t *testing.T) {
			t.Parallel()
			given := orderOf(add(t, "asked", 40, tt.condition))
			before := proto.CloneOf(given)
			order := defaultPlan(t).WithIDs(given)
			if !proto.Equal(before, given) {
				t.Error("the order given is changed")
			}
			if text := order.GetChanges()[0].GetAdd().GetCondition().String(); !strings.Contains(text, tt.want) {
				t.Errorf("%s: want %s", text, tt.want)
			}
			var errors []string
			for _, found := range rulebook.LintJobOrder(rulebook.Default(), order) {
				if found.GetSeverity() == lexfitv1.Severity_SEVERITY_ERROR {
					errors = append(errors, found.GetMessage())
				}
			}
			if says := strings.Join(errors, "; "); (says == "") != (tt.says == "") || !strings.Contains(says, tt.says) {
				t.Errorf("the lint says %q, want %q", says, tt.says)
			}
		})
	}
}
