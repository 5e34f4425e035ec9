package read

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/client/intake/document"
	"github.com/lexfit/lexfit/client/intake/draft"
	"github.com/lexfit/lexfit/matcher/degree"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
)

var update = flag.Bool("update", false, "write the golden files anew")

// said is a draft as a text.
func said(tb testing.TB, made *draft.Draft) string {
	tb.Helper()
	var out strings.Builder
	profile := proto.CloneOf(made.Profile)
	profile.Review = nil
	raw, err := protojson.Marshal(profile)
	if err != nil {
		tb.Fatal(err)
	}
	var plain any
	if err := json.Unmarshal(raw, &plain); err != nil {
		tb.Fatal(err)
	}
	raw, err = json.MarshalIndent(plain, "", " ")
	if err != nil {
		tb.Fatal(err)
	}
	fmt.Fprintf(&out, "%s\n", raw)
	for _, one := range made.Contacts {
		fmt.Fprintf(&out, "contact %d.%d %s %q\n", one.Page, one.Line, one.Kind, one.Value)
	}
	for _, one := range made.Spans {
		fmt.Fprintf(&out, "span %d.%d %s %q\n", one.Page, one.Line, one.Path, one.Text)
	}
	for _, one := range made.Flags {
		fmt.Fprintf(&out, "flag %d.%d %s %s %q %q: %s\n", one.Page, one.Line, strings.TrimPrefix(one.Kind.String(), "REVIEW_FLAG_KIND_"), one.Path, one.Text, one.Others, one.Says)
	}
	return out.String()
}

func documents(tb testing.TB) map[string]*document.Document {
	tb.Helper()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		tb.Fatal("no documents", err)
	}
	all := map[string]*document.Document{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		all[strings.TrimSuffix(file, ".txt")] = sheet(string(text))
	}
	return all
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for name, doc := range documents(t) {
		got := said(t, reader.Read(doc, About{ID: filepath.Base(name), File: filepath.Base(name) + ".txt", AsOf: "2026-11-26"}))
		golden := name + ".golden"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("-want +got (go test ./client/intake/read -update writes it anew):\n%s", diff)
		}
	}
}

// check holds what is true of every draft, whatever the document.
func check(tb testing.TB, doc *document.Document, made *draft.Draft) {
	tb.Helper()
	if broken, err := lexfitv1check.Profile(made.Profile); err != nil || broken != nil {
		tb.Errorf("the profile breaks the contract: %v %v", broken, err)
	}
	lines := map[[2]int]*document.Line{}
	for i := range doc.Pages {
		for j := range doc.Pages[i].Lines {
			lines[[2]int{doc.Pages[i].Number, doc.Pages[i].Lines[j].Number}] = &doc.Pages[i].Lines[j]
		}
	}
	texts := map[string]string{}
	for _, one := range made.Spans {
		here := lines[[2]int{one.Page, one.Line}]
		switch {
		case here == nil:
			tb.Errorf("%s stands on line %d.%d, which there is not", one.Path, one.Page, one.Line)
			continue
		case here.Running || here.Hidden != "":
			tb.Errorf("%s stands on a line that is not read: %q", one.Path, here.Text)
		case !strings.Contains(strings.Join(strings.FieldsFunc(single(here.Text), isMark), " "), strings.Join(strings.FieldsFunc(one.Text, isMark), " ")):
			tb.Errorf("%s: %q does not stand in %q", one.Path, one.Text, here.Text)
		}
		texts[one.Path] = strings.TrimSpace(texts[one.Path] + " " + one.Text)
	}
	flagged := map[string]bool{}
	for _, one := range made.Flags {
		if one.Says == "" || one.Kind == lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_UNSPECIFIED {
			tb.Errorf("a flag says nothing: %v", one)
		}
		flagged[one.Path] = true
	}
	held := func(path, value string) {
		if value == "" || flagged[path] {
			return
		}
		if !strings.Contains(texts[path], value) {
			tb.Errorf("%s is %q, which no span of it holds: %q", path, value, texts[path])
		}
	}
	dated := func(path, value string) {
		if value == "" || flagged[path] {
			return
		}
		for _, first := range []bool{false, true} {
			if date, _ := isoDate(texts[path], first); date == value || len(texts[path]) == 2 && strings.HasSuffix(value, texts[path]) { // 2012-14
				return
			}
			// Apr - Dec 2018: the year stands with the end.
			year := value[:min(len(value), 4)]
			if date, _ := isoDate(texts[path]+" "+year, first); date == value && strings.Contains(texts[strings.Replace(path, "started_on", "ended_on", 1)], year) {
				return
			}
		}
		tb.Errorf("%s is %q, which is not what stands there: %q", path, value, texts[path])
	}
	profile := made.Profile
	held("display_name", profile.GetDisplayName())
	held("work_state", profile.GetWorkState())
	for i, one := range profile.GetExperience() {
		path := index("experience", i)
		held(path+".title", one.GetTitle())
		held(path+".employer", one.GetEmployer())
		dated(path+".started_on", one.GetStartedOn())
		dated(path+".ended_on", one.GetEndedOn())
		for j, duty := range one.GetDuties() {
			held(index(path+".duties", j), duty)
		}
		for j, area := range one.GetPracticeAreas() {
			held(index(path+".practice_areas", j), area)
		}
	}
	for i, one := range profile.GetEducation() {
		path := index("education", i)
		held(path+".institution", one.GetInstitution())
		dated(path+".completed_on", one.GetCompletedOn())
		if text := texts[path+".field"]; !flagged[path+".field"] && degree.Named(text) == 0 {
			held(path+".field", one.GetField())
		}
		if one.GetLevel() != 0 && texts[path+".level"] == "" {
			tb.Errorf("%s has a level that stands nowhere", path)
		}
		for j, course := range one.GetCoursework() {
			held(index(path+".coursework", j), course)
		}
	}
	for i, one := range profile.GetSkills() {
		held(index("skills", i)+".name", one.GetName())
	}
	for i, one := range profile.GetLanguages() {
		held(index("languages", i)+".name", one.GetName())
	}
	for i, one := range profile.GetCertifications() {
		held(index("certifications", i)+".name", one.GetName())
		held(index("certifications", i)+".issuer", one.GetIssuer())
		dated(index("certifications", i)+".issued_on", one.GetIssuedOn())
		dated(index("certifications", i)+".expires_on", one.GetExpiresOn())
	}
	if got := len(profile.GetReview().GetFlags()); got != len(made.Flags) {
		tb.Errorf("the profile has %d flags, the draft %d", got, len(made.Flags))
	}
}

// isMark says whether a letter is a mark that a value may have lost where its line's pieces were joined.
func isMark(letter rune) bool { return letter == ' ' || letter == '|' }

func TestDraftsHold(t *testing.T) {
	t.Parallel()
	for _, doc := range documents(t) {
		check(t, doc, reader.Read(doc, About{ID: "a", AsOf: "2026-11-26"}))
	}
}

// What stands in a running or a hidden line reaches no value, whatever it says.
func TestUnreadLines(t *testing.T) {
	t.Parallel()
	for name, doc := range documents(t) {
		want := reader.Read(doc, About{ID: "a"}).Profile
		for i := range doc.Pages {
			page := &doc.Pages[i]
			for _, text := range []string{"Zanzibar Paralegal, Zork LLP, 01/2001 to 02/2002", "J.D., Zork Law School, 1999", "Zork | Expert"} {
				page.Lines = append(page.Lines,
					document.Line{Number: 1000, Text: text, Pieces: []document.Piece{{Text: text}}, Running: true},
					document.Line{Number: 1001, Text: text, Pieces: []document.Piece{{Text: text}}, Hidden: document.Tiny})
			}
		}
		got := reader.Read(doc, About{ID: "a"}).Profile
		want.Review, got.Review = nil, nil
		if !proto.Equal(want, got) {
			t.Errorf("%s: lines that are not read changed the profile:\n%s", name, cmp.Diff(want.String(), got.String()))
		}
	}
}

// A document is read the same again, and its reader by many at once.
func TestSame(t *testing.T) {
	t.Parallel()
	doc := documents(t)["testdata/litigation"]
	want := said(t, reader.Read(doc, About{ID: "a"}))
	done := make(chan string)
	for range 4 {
		go func() { done <- said(t, reader.Read(doc, About{ID: "a"})) }()
	}
	for range 4 {
		if got := <-done; got != want {
			t.Error("read anew, it is another draft")
		}
	}
}

// Pages in another order are other text, and still a draft; sections that begin on their own page come out the same.
func TestPagesInAnyOrder(t *testing.T) {
	t.Parallel()
	first, second := "Ann Ito\n# Experience\nParalegal | 01/2015 to 05/2018\n* Typed.", "# Education\nA.A.S. in Paralegal Studies, Hill College, 2012"
	one := reader.Read(sheet(first+"\n===\n"+second), About{ID: "a"}).Profile
	other := reader.Read(sheet(second+"\n===\n"+first), About{ID: "a"}).Profile
	if !slices.EqualFunc(one.GetExperience(), other.GetExperience(), func(a, b *lexfitv1.Experience) bool { return proto.Equal(a, b) }) ||
		!slices.EqualFunc(one.GetEducation(), other.GetEducation(), func(a, b *lexfitv1.Education) bool { return proto.Equal(a, b) }) {
		t.Errorf("%v, and in the other order %v", one, other)
	}
}

// A document of any size is read within the contract's limits.
func TestLimits(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString("# Experience\n")
	for i := range 700 {
		fmt.Fprintf(&text, "Paralegal | 01/%d to 02/%d\n* Filed.\n", 1950+i%60, 1951+i%60)
	}
	text.WriteString("# Skills\n" + strings.Repeat("Westlaw, ", 900) + "\n" + strings.Repeat("x", 3000) + "\n# Languages\n" + strings.Repeat("Spanish, ", 600) + "\n# Certifications\n" + strings.Repeat("* Notary Public\n", 600))
	doc := sheet(text.String())
	made := reader.Read(doc, About{ID: "a", AsOf: "2026-11-26"})
	if broken, err := lexfitv1check.Profile(made.Profile); err != nil || broken != nil {
		t.Error(broken, err)
	}
	if len(made.Profile.GetExperience()) != mostEntries {
		t.Errorf("%d jobs", len(made.Profile.GetExperience()))
	}
}

// Whatever words stand in whatever order, what holds of every draft holds.
func TestAnyWords(t *testing.T) {
	t.Parallel()
	words := strings.Fields("January 2012 - December 2014 Paralegal Bachelor of Arts in 06/2018 to 02/2021, Hill College Boston, MA (active) NALA CP Westlaw Legal Secretary | 5 University of a at & – — : ; High School Diploma Spanish fluent 617-555-0123 a@b.com expires Company Name present since and Manager LLP 2012-14 GPA")
	heads := []string{"Experience", "Education", "Skills", "Certifications", "Languages", "Coursework", "Hobbies"}
	random := rand.New(rand.NewPCG(1, 2))
	for range 30 {
		doc := &document.Document{Format: "pdf"}
		for page := range 3 {
			made := document.Page{Number: page + 1, Width: 600, Height: 800}
			for number := range 40 {
				text := heads[random.IntN(len(heads))]
				if number%8 > 0 {
					var line []string
					for range 1 + random.IntN(14) {
						line = append(line, words[random.IntN(len(words))])
					}
					text = strings.Join(line, " ")
				}
				pieces := []document.Piece{{Text: text}}
				if front, back, ok := strings.Cut(text, " | "); ok && front != "" && back != "" {
					pieces, text = []document.Piece{{Text: front, Left: 50, Right: 90}, {Text: back, Left: 120, Right: 160}}, front+" "+back
				}
				made.Lines = append(made.Lines, document.Line{
					Number: number + 1, Text: text, Pieces: pieces, Block: number / 9, Left: float64(50 + 14*random.IntN(3)), Right: 500,
					Bold: random.IntN(4) == 0, Bullet: random.IntN(4) == 0, Row: random.IntN(2) * (number / 4),
				})
			}
			doc.Pages = append(doc.Pages, made)
		}
		check(t, doc, reader.Read(doc, About{ID: "a", AsOf: "2026-11-26"}))
	}
}

func FuzzRead(f *testing.F) {
	for _, doc := range documents(f) {
		raw, err := json.Marshal(doc)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var doc document.Document
		if json.Unmarshal(raw, &doc) != nil {
			return
		}
		lines := map[[2]int]bool{}
		for i := range doc.Pages {
			for _, one := range doc.Pages[i].Lines {
				at := [2]int{doc.Pages[i].Number, one.Number}
				if lines[at] {
					return // no document numbers two lines alike
				}
				lines[at] = true
			}
		}
		check(t, &doc, reader.Read(&doc, About{ID: "a", AsOf: "2026-11-26"}))
	})
}

// FuzzText reads any text as the lines of a résumé.
func FuzzText(f *testing.F) {
	for name := range documents(f) {
		text, err := os.ReadFile(name + ".txt")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		doc := sheet(text)
		check(t, doc, reader.Read(doc, About{ID: "a", AsOf: "2026-11-26"}))
	})
}
