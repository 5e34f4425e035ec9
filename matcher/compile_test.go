package matcher_test

import (
	"strings"
	"testing"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// What the table of duties names must be there, as with everything else that a rulebook names.
func TestCompileChecksDuties(t *testing.T) {
	t.Parallel()
	book := rulebook.Default()
	book.Duties = &lexfitv1.DutyTable{
		Verbs:   []*lexfitv1.VerbClass{{Id: "keep", Verbs: []string{"keep"}}},
		Objects: []*lexfitv1.ObjectClass{{Id: "files", Phrases: []string{"file"}}},
		Rows:    []*lexfitv1.DutyRow{{Verbs: []string{"keep"}, Objects: []string{"files"}, Skills: []string{"filing"}}},
	}
	if _, err := matcher.Compile(book); err != nil {
		t.Errorf("a sound table: %v", err)
	}
	book.Duties.Rows[0].Skills = []string{"filling"}
	if _, err := matcher.Compile(book); err == nil || !strings.Contains(err.Error(), `duties.rows[0].skills[0]: unknown skill "filling"`) {
		t.Errorf("an unknown skill: %v", err)
	}
}
