package input_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/client/input"
)

// Columns that are asked for are carried through as labels, whatever else they are read as.
func TestKeepColumns(t *testing.T) {
	t.Parallel()
	const content = "Candidate ID,Full Name,Owner,Stage,Phone,State,Skills\na,Ann,Jo Marsh,Phone  screen,617-555-0100,CA,Word\nb,Bo,,,,,\n"
	options := input.Options{Format: input.CSV, Keep: []string{"owner", "stage", "State", "Foo"}, Stdin: strings.NewReader(content)}
	var got, told []string
	options.Notice = func(text string) { told = append(told, text) }
	if _, err := input.ReadWith("-", &options, func(row *input.Row) bool {
		got = append(got, fmt.Sprint(row.Profile.GetLabels(), row.Profile.GetWorkState()))
		return true
	}); err != nil {
		t.Fatal(err)
	}
	if all := strings.Join(got, " | "); all != "map[State:CA owner:Jo Marsh stage:Phone screen]CA | map[]" {
		t.Errorf("got %s", all)
	}
	all := strings.Join(told, "\n")
	if !strings.Contains(all, `--keep-columns: no column is called "Foo"`) || !strings.Contains(all, `not read, as no field is known for it: "Phone"; a map`) {
		t.Errorf("told %s", all)
	}
}
