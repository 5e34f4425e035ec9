package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func planOfTest(t *testing.T) []planned {
	t.Helper()
	people, err := readPeople()
	if err != nil {
		t.Fatal(err)
	}
	plan, err := readPlan(people)
	if err != nil {
		t.Fatal(err)
	}
	if len(plan) != len(people) {
		t.Errorf("%d documents of %d people", len(plan), len(people))
	}
	return plan
}

// What the corpus is to be: measured figures by layout and by format mean something only while there are enough of each.
func TestPlan(t *testing.T) {
	t.Parallel()
	documents, held := map[string]int{}, map[string]int{}
	for _, entry := range planOfTest(t) {
		kinds := []string{"all", entry.layout, makers[entry.maker].ending}
		if entry.person.Legal {
			kinds = append(kinds, "legal")
		}
		for _, kind := range kinds {
			documents[kind]++
			if entry.held {
				held[kind]++
			}
		}
	}
	if documents["all"] != 60 || held["all"] != 20 {
		t.Errorf("%d documents, %d of them held; 60 and 20 are wanted", documents["all"], held["all"])
	}
	if documents["legal"] < 30 || held["legal"] < 10 {
		t.Errorf("%d legal people, %d of them held", documents["legal"], held["legal"])
	}
	whole := 0
	for _, layout := range layouts {
		switch {
		case documents[layout] != 5:
			t.Errorf("%d documents are laid out as %s, not 5", documents[layout], layout)
		case held[layout] == 5:
			whole++
		case held[layout] != 1:
			t.Errorf("%d documents laid out as %s are held: one, or all of a layout that nobody is to tune on", held[layout], layout)
		}
	}
	if whole != 2 {
		t.Errorf("%d layouts are held whole, not 2", whole)
	}
	if documents["pdf"] < 30 || documents["docx"] < 15 {
		t.Errorf("%d PDFs and %d of Word", documents["pdf"], documents["docx"])
	}
}

// Whatever the truth has of a person is among the words that every renderer gets.
func TestTruthIsSaid(t *testing.T) {
	t.Parallel()
	for _, entry := range planOfTest(t) {
		composed := compose(entry)
		said := fmt.Sprintf("%+v", struct{ Main, Side []section }{composed.Main, composed.Side})
		for list, own := range tell(entry).Profile {
			entries, _ := own.([]any)
			for _, one := range entries {
				fields, _ := one.(map[string]any)
				for _, name := range []string{"title", "employer", "institution", "name"} {
					if value, _ := fields[name].(string); !strings.Contains(said, value) {
						t.Errorf("%s: %s %s is in the truth and not in the document", entry.file(), list, value)
					}
				}
			}
		}
		for _, degree := range entry.person.Education {
			if !strings.Contains(degree.Text, degree.Field) {
				t.Errorf("%s: the field %s is not in %s", entry.file(), degree.Field, degree.Text)
			}
		}
	}
}

// The truth in the tree is what the data say: nobody mends it by hand.
func TestTruthIsCurrent(t *testing.T) {
	t.Parallel()
	for _, entry := range planOfTest(t) {
		want, err := json.MarshalIndent(tell(entry), "", " ")
		if err != nil {
			t.Fatal(err)
		}
		folder := filepath.Join("..", "..", "client", "intake", "testdata")
		got, err := os.ReadFile(filepath.Join(folder, "truth", entry.file()+".json"))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want)+"\n" {
			t.Errorf("%s is not what people and plan say: go -C tools run ./resumes", entry.file())
		}
		if _, err := os.Stat(filepath.Join(folder, "resumes", entry.file())); err != nil {
			t.Error(err)
		}
	}
}

func TestCalendars(t *testing.T) {
	t.Parallel()
	ended, held, years, none := job{Dates: "2014-08 .. 2019-05"}, job{Dates: "2019-09 .. now"}, job{Dates: "2014 .. 2019"}, job{}
	for name, want := range map[string]string{
		"long":  "August 2014 – May 2019; September 2019 – Present; 2014 – 2019; ",
		"short": "Aug 2014 - May 2019; Sep 2019 - Present; 2014 - 2019; ",
		"point": "Aug. 2014 to May 2019; Sept. 2019 to present; 2014 to 2019; ",
		"slash": "08/2014 – 05/2019; 09/2019 – Current; 2014 – 2019; ",
		"bare":  "8/2014-5/2019; 9/2019-present; 2014-2019; ",
		"iso":   "2014-08 – 2019-05; 2019-09 – now; 2014 – 2019; ",
		"caps":  "AUG 2014 — MAY 2019; SEP 2019 — PRESENT; 2014 — 2019; ",
		"words": "August 2014 until May 2019; since September 2019; 2014 until 2019; ",
		"comma": "August, 2014 to May, 2019; September, 2019 to Present; 2014 to 2019; ",
		"tick":  "Aug ’14 – May ’19; Sep ’19 – today; 2014 – 2019; ",
	} {
		var got []string
		for _, one := range []job{ended, held, years, none} {
			_, _, both := calendars[name].job(one)
			got = append(got, both)
		}
		if all := strings.Join(got, "; "); all != want {
			t.Errorf("%s: got %s, want %s", name, all, want)
		}
	}
}

// A slip of the pen is found before it becomes the truth.
func TestCheck(t *testing.T) {
	t.Parallel()
	for why, somebody := range map[string]person{
		"dates":         {Jobs: []job{{Title: "Cook", Employer: "Inn", Dates: "2019-03 - 2020"}}},
		"order":         {Jobs: []job{{Title: "Cook", Employer: "Inn", Dates: "2019-03 .. 2018-01"}}},
		"title":         {Jobs: []job{{Employer: "Inn"}}},
		"level":         {Education: []education{{Text: "B.A.", Level: "BACHELORS"}}},
		"certification": {Certifications: []certification{{Name: "CP", Status: "CURRENT"}}},
		"skill":         {Skills: []group{{Items: []string{"Typing =fast"}}}},
		"language":      {Languages: [][3]string{{"French", "FLUENT", "fluent"}}},
	} {
		if somebody.check() == nil {
			t.Errorf("%s: nothing was found", why)
		}
	}
	whole := person{Jobs: []job{{Title: "Cook", Employer: "Inn", Dates: "2019-03 .. 2019"}}, Skills: []group{{Items: []string{"Typing =70wpm", "Word =EXPERT"}}}}
	if err := whole.check(); err != nil {
		t.Error(err)
	}
}
