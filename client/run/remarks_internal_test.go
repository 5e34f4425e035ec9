package run

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/client/input"
)

// Five thousand rows with the same few things wrong are a screenful: each kind with its count, its most frequent values, and the lines
// that a map would say them in.
func TestRemarksByKind(t *testing.T) {
	t.Parallel()
	var gathered kinds
	for row := range 5000 {
		at := fmt.Sprintf("pool.csv:%d:3", row+2)
		level := []string{"Magister", "Magister", "Lic."}[row%3]
		gathered.add(at, input.Problem{
			Path: "education.1.level", Value: level, Field: "education.level",
			Message: fmt.Sprintf(`column "Degree": %q is not known: the level is left open; expected one of HIGH_SCHOOL`, level),
		})
		date := fmt.Sprintf("%02d/%02d/%d", row%12+1, row%11+1, 1990+row%30)
		gathered.add(at, input.Problem{
			Path: fmt.Sprintf("experience.%d.started_on", 1), Value: date,
			Message: fmt.Sprintf(`column "Start": %q can be two dates: read as the year %d alone`, date, 1990+row%30),
		})
		if row == 7 {
			gathered.add(at, input.Problem{Path: "experience.1.title", Message: `column "Start": says something of an entry whose title is missing`})
		}
	}
	var said bytes.Buffer
	gathered.tell(NewConsole(&said, false, false))
	lines := strings.Split(strings.TrimSpace(said.String()), "\n")
	for _, want := range []string{
		`pool.csv:2:3: education.1.level: column "Degree": "Magister" is not known: the level is left open; expected one of HIGH_SCHOOL (3334×; so too "Lic." 1666×)`,
		`read as the year 1990 alone (8×; so too `, "and others in ",
		`pool.csv:9:3: experience.1.title: column "Start": says something of an entry whose title is missing`,
		"values:\n  education.level:\n    \"Magister\": \"-\" # 3334×\n    \"Lic.\": \"-\" # 1666×",
	} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("want %s in\n%s", want, said.String())
		}
	}
	if len(lines) > 10 {
		t.Errorf("%d lines:\n%s", len(lines), said.String())
	}
	// Kinds beyond a screenful are counted, the rarest ones.
	var many kinds
	for i := range 50 {
		for range i + 1 {
			many.add("f:1", input.Problem{Path: "x", Message: fmt.Sprintf("column \"c%c%c\": broken", 'a'+i/26, 'a'+i%26)})
		}
	}
	said.Reset()
	many.tell(NewConsole(&said, false, false))
	if got := strings.Count(said.String(), "\n"); got != mostKinds+1 || !strings.Contains(said.String(), fmt.Sprintf("and %d more cells that could not be read", 30*31/2)) {
		t.Errorf("%d lines:\n%s", got, said.String())
	}
}
