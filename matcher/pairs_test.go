package matcher_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// walk is a line of work as four people may write it down: title and dates, skills listed, duties told, or both.
type walk struct {
	role, title, education string
	skills, duties         []string
}

var walks = []walk{
	{
		role: "roles/legal-secretary", title: "Legal Secretary",
		education: `{"level":"HIGH_SCHOOL","status":"COMPLETED"}`,
		skills: []string{
			"Typing", "iManage", "CM/ECF", "CompuLaw", "Microsoft Word", "Proofreading", "Time entry", "Dictation", "Multitasking", "Confidentiality",
		},
		duties: []string{
			"Kept the calendars of three litigators and entered every court deadline.",
			"Formatted briefs and built their tables of authorities.",
			"E-filed pleadings in state and federal court.",
			"Transcribed dictation and proofread letters to clients.",
			"Entered attorney time and prepared the monthly bills.",
			"Opened new files and kept the firm's paper and electronic case files in order.",
		},
	},
	{
		role: "roles/paralegal", title: "Paralegal",
		education: `{"level":"ASSOCIATE","field":"Paralegal Studies","status":"COMPLETED"}`,
		skills:    []string{"Legal research", "Westlaw", "Drafting pleadings", "Discovery", "Trial preparation", "E-filing", "Client interviews"},
		duties: []string{
			"Researched case law and statutes and wrote legal memoranda.",
			"Drafted complaints, motions and answers for the attorney's signature.",
			"Prepared interrogatories and requests for production, and reviewed documents for privilege.",
			"Assembled exhibits and trial notebooks.",
			"E-filed pleadings in state and federal court and calendared deadlines.",
			"Interviewed clients and witnesses.",
		},
	},
}

// written is one way of writing a walk of so many years at a law firm, ending today.
func (w walk) written(tb testing.TB, title string, years int, listed, told bool) *lexfitv1.CandidateProfile {
	tb.Helper()
	duties, err := json.Marshal(w.duties)
	if err != nil {
		tb.Fatal(err)
	}
	job := fmt.Sprintf(`{"title":%q,"employer_type":"LAW_FIRM","started_on":"%d-12"`, title, 2025-years+1)
	if told {
		job += `,"duties":` + string(duties)
	}
	text := `{"education":[` + w.education + `],"experience":[` + job + `}]`
	if listed {
		text += `,"skills":` + named(w.skills)
	}
	return profile(tb, text+`}`)
}

// named is a list of bare names of skills.
func named(names []string) string {
	entries := make([]string, len(names))
	for i, name := range names {
		entries[i] = fmt.Sprintf(`{"name":%q}`, name)
	}
	return `[` + strings.Join(entries, ",") + `]`
}

// Who tells what they did stands above who gives a title alone: 5 points of 100 for duties, 4 for a list of skills.
func TestDocumentedStandsAboveBare(t *testing.T) {
	t.Parallel()
	plan := defaultPlan(t)
	for _, w := range walks {
		for _, years := range []int{2, 9} {
			points := func(listed, told bool) int32 {
				return fitFor(t, score(t, plan, w.written(t, w.title, years, listed, told)), w.role).GetScore()
			}
			bare, listed, told, both := points(false, false), points(true, false), points(false, true), points(true, true)
			t.Logf("%s, %d years: bare %d, listed %d, in duties %d, both %d", w.title, years, bare, listed, told, both)
			if told < bare+50 || listed < bare+40 || both < told || both < listed {
				t.Errorf("%s, %d years: bare %d, listed %d, in duties %d, both %d", w.title, years, bare, listed, told, both)
			}
		}
	}
}

// Titles alone, of the same years in a law firm, stand in the order in which the market pays them for the role: nearer the role's own
// work is never below what is further from it.
func TestMarketsOrderOfTitles(t *testing.T) {
	t.Parallel()
	plan := defaultPlan(t)
	for _, of := range []struct {
		walk  int
		order []string // "≤" before a title: it may stand equal to the one before
	}{
		{0, []string{"File Clerk", "Receptionist", "Legal Receptionist", "Legal Assistant", "≤Legal Secretary", "≤Senior Legal Secretary"}},
		{0, []string{"Office Clerk", "Receptionist", "Case Assistant", "Legal Assistant"}},
		{0, []string{"File, Mail and Office Clerk", "≤Records Clerk", "Receptionist"}},
		{0, []string{"Litigation Support Specialist", "Docketing Specialist", "Legal Secretary"}},
		{0, []string{"File Clerk", "Law Firm Administrator", "Legal Secretary"}},
		{1, []string{"File Clerk", "Legal Secretary", "Legal Assistant", "Paralegal", "≤Senior Paralegal"}},
		{1, []string{"Receptionist", "Legal Receptionist", "Case Assistant", "Legal Assistant"}},
		{1, []string{"Paralegal Intern", "Paralegal Manager", "Paralegal"}},
		{1, []string{"Legal Billing Specialist", "Litigation Support Specialist", "Paralegal"}},
		{1, []string{"Legal Assistant", "Navy Legalman", "≤Paralegal"}},
	} {
		w := walks[of.walk]
		for _, years := range []int{2, 8} {
			var last int32
			var line []string
			for place, entry := range of.order {
				title, mayEqual := strings.CutPrefix(entry, "≤")
				now := fitFor(t, score(t, plan, w.written(t, title, years, false, false)), w.role).GetScore()
				if place > 0 && (now < last || now == last && !mayEqual) {
					t.Errorf("%s, %d years: %s has %d, the title before it %d", w.role, years, title, now, last)
				}
				last = now
				line = append(line, fmt.Sprintf("%s %d", title, now))
			}
			t.Logf("%s, %d years: %s", w.role, years, strings.Join(line, ", "))
		}
	}
}

// Words alone make nobody a paralegal: a gardener who lists the seven skills stays WEAK, 25 points of 100 below a bare title.
func TestGardenerListsSevenSkills(t *testing.T) {
	t.Parallel()
	plan := defaultPlan(t)
	paralegal := walks[1]
	gardener := fitFor(t, score(t, plan, profile(t, `{"experience":[{"title":"Gardener","employer_type":"OTHER","started_on":"2017-03"}],"skills":`+named(paralegal.skills)+`}`)), paralegal.role)
	if gardener.GetBand() != lexfitv1.Band_BAND_WEAK {
		t.Errorf("band %v", gardener.GetBand())
	}
	for _, years := range []int{2, 9} {
		bare := fitFor(t, score(t, plan, paralegal.written(t, paralegal.title, years, false, false)), paralegal.role)
		t.Logf("gardener %d, paralegal of %d years %d", gardener.GetScore(), years, bare.GetScore())
		if gardener.GetScore() > bare.GetScore()-250 {
			t.Errorf("a gardener has %d, a paralegal of %d years %d", gardener.GetScore(), years, bare.GetScore())
		}
	}
}
