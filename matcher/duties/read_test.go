package duties_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/matcher/duties"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// dutyTable returns the table of duties that the tests read by, and the default rulebook's skills.
func dutyTable(tb testing.TB) (*lexfitv1.DutyTable, []*lexfitv1.SkillDefinition) {
	tb.Helper()
	book := rulebook.Default()
	return book.GetDuties(), book.GetSkills()
}

func compiled(tb testing.TB) (*duties.Table, []*lexfitv1.SkillDefinition) {
	tb.Helper()
	table, skills := dutyTable(tb)
	ready, err := duties.Compile(table, skills)
	if err != nil {
		tb.Fatal(err)
	}
	return ready, skills
}

// written writes showings as "skill", with "/law" behind one for legal jobs alone, "not " before one that is denied and
// quotes around one that is named, in the order of their skills.
func written(showings []duties.Showing, skills []*lexfitv1.SkillDefinition) string {
	var words []string
	for _, showing := range showings {
		word := skills[showing.Skill].GetId()
		if showing.Named {
			word = "'" + word + "'"
		}
		if showing.LawOnly {
			word += "/law"
		}
		if showing.Denied {
			word = "not " + word
		}
		words = append(words, word)
	}
	slices.Sort(words)
	return strings.Join(words, ", ")
}

type readingTest struct{ name, duty, want string }

func testReadings(t *testing.T, tests []readingTest) {
	t.Helper()
	table, skills := compiled(t)
	var reader duties.Reader
	for _, test := range tests {
		if got := written(table.Read(&reader, test.duty), skills); got != test.want {
			t.Errorf("%s: %q shows %q, want %q", test.name, test.duty, got, test.want)
		}
	}
}

func TestE6ClausesEnd(t *testing.T) {
	t.Parallel()
	testReadings(t, []readingTest{
		{"a point before a space", "Never filed. Drafted motions", "drafting-pleadings"},
		{"not within a word", "Never used Deadlines.com, drafted motions", "not 'compulaw', not drafting-pleadings"},
		{"not after a single letter", "Did not file for J. Doe motions", "not e-filing"},
		{"not after No.", "Never filed in No. 5 motions", "not e-filing"},
		{"not after v.", "Never filed Roe v. Wade motions", "not e-filing"},
		{"not after a.m.", "Did not, at 9 a.m. sharp, file motions", "not e-filing"},
		{"a point inside quotes", "Never said \"stop.\" Drafted motions", "drafting-pleadings"},
		{"semicolon", "Never filed; drafted motions", "drafting-pleadings"},
		{"exclamation mark", "Never idle! Drafted motions", "drafting-pleadings"},
		{"question mark", "No typing? Drafted motions", "drafting-pleadings"},
		{"line break", "Never filed\nDrafted motions", "drafting-pleadings"},
		{"bullet", "• Never filed • Drafted motions", "drafting-pleadings"},
		{"dash between spaces", "Never filed – drafted motions", "drafting-pleadings"},
		{"hyphen between spaces", "Never filed - drafted motions", "drafting-pleadings"},
		{"no hyphen inside a word", "Never re-drafted motions", "not drafting-pleadings"},
		{"who: others do what follows", "Never filed for partners who drafted motions", ""},
		{"and denies nothing", "Typed letters for partners who never drafted motions", "correspondence, typing"},
		{"up to a comma", "Assisted attorneys who drafted motions, filed pleadings", "e-filing"},
		{"or to the clause's end", "Assisted attorneys who drafted motions; filed pleadings", "e-filing"},
		{"whose", "Kept files of lawyers whose motions were drafted elsewhere", "filing"},
		{"which", "Typed letters, which left time for drafted motions", "correspondence, typing"},
		{"to ensure", "Did not type to ensure drafting of motions", "drafting-pleadings"},
		{"in order to", "Did not type in order to draft motions", "drafting-pleadings"},
		{"no verb reaches across", "Drafted. Motions", ""},
	})
}

func TestE6VerbsAndObjects(t *testing.T) {
	t.Parallel()
	testReadings(t, []readingTest{
		{"a verb and its object", "Drafted motions", "drafting-pleadings"},
		{"verbs join an open set", "Drafted and filed motions", "drafting-pleadings, e-filing"},
		{"an object read, a verb begins anew", "Drafted letters, filed motions", "correspondence, e-filing"},
		{"objects in a row share the verbs", "Drafted motions, discovery and letters", "correspondence, drafting-discovery, drafting-pleadings"},
		{"the longest object counts", "Drafted settlement demand", "settlement"},
		{"two words of an object beat a verb", "Prepared closing statements", "real-estate-closings"},
		{"a noun first is a noun behind a verb", "Organized files, records", "filing"},
		{"and a verb where none is open", "File motions", "e-filing"},
		{"and a verb where no object begins at it", "Assist with review of leases", "contract-review/law"},
		{"and a verb as the next part of a list", "Draft letters, organize files, calendar hearings", "calendaring/law, correspondence, filing"},
		{"and before a preposition", "Prepare letters and file with the court", "correspondence, court-procedures/law, e-filing/law"},
		{"and before a noun that was not read", "Obtain information and record data", ""},
		{"adverbs are no content", "Drafted carefully and filed motions", "drafting-pleadings, e-filing"},
		{"every class of a verb", "Indexed depositions", "deadline-management/law, factual-summaries/law"},
		{"law only", "Reviewed contracts", "contract-review/law, document-review/law"},
		{"in any job beats law only", "Filed briefs and filed pleadings", "e-filing"},
		{"an object without a verb", "Motions, pleadings", ""},
		{"a verb without an object", "Drafted and filed", ""},
		{"British spelling", "Organised files, summarised transcripts and analysed leases", "contract-review/law, factual-summaries/law, filing"},
		{"irregular forms", "Wrote motions, oversaw files, kept the calendar", "calendaring, drafting-pleadings, filing"},
		{"verbs of several words", "Second-chaired trials; replied to letters", "correspondence, trial-preparation/law"},
		{"a phrase stops at a comma", "Drafted demand, letters", "correspondence, settlement"},
		{"upper case and accents", "DRAFTED MOTIÓNS", "drafting-pleadings"},
		{"a participle is no verb of theirs", "Reviewed documents produced in discovery", "document-review/law"},
		{"nor is a passive", "Kept files that were drafted for motions", "filing"},
		{"what a verb is about is no object", "Answered calls regarding motions and subpoenas", "reception"},
		{"another verb ends the reach", "Called judges, made motions", "court-communication"},
		{"a part of a list with an object that was not read", "Ordering supplies, maintaining records", "filing"},
		{"the possessive is no object", "Called the judge's supplier", ""},
		{"half a hyphenated word is none", "Drafted letter-size cards", ""},
		{"passed over", "Managed a law office and trained trial attorneys", ""},
	})
}

func TestE6Denials(t *testing.T) {
	t.Parallel()
	testReadings(t, []readingTest{
		{"did not", "Did not draft motions", "not drafting-pleadings"},
		{"do not", "Do not draft motions", "not drafting-pleadings"},
		{"never", "Never drafted motions", "not drafting-pleadings"},
		{"no", "No drafting of motions", "not drafting-pleadings"},
		{"not responsible for", "Not responsible for drafting motions", "not 'motion-practice', not drafting-pleadings"},
		{"no experience", "No experience drafting leases", "not contract-drafting/law"},
		{"was outsourced, behind the object", "E-filing was outsourced", "not 'e-filing'"},
		{"were handled by", "Transcription and billing were handled by a vendor", "not 'dictation'"},
		{"did no", "Did no e-filing", "not 'e-filing'"},
		{"not permitted to", "Was not permitted to draft motions", "not drafting-pleadings"},
		{"could not", "Could not e-file motions; drafted letters", "correspondence, not e-filing"},
		{"outsourced", "Outsourced e-filing to a vendor", "not 'e-filing'"},
		{"was assisted by", "Was assisted by a paralegal in drafting leases", "not contract-drafting/law"},
		{"were assisted by", "Were assisted by vendors in e-filing", "not 'e-filing'"},
		{"after I", "I never drafted motions", "not drafting-pleadings"},
		{"contractions", "I haven’t drafted motions. Didn't file pleadings", "not drafting-pleadings, not e-filing"},
		{"only at the beginning", "Typed letters, did not e-file motions", "correspondence, e-filing, typing"},
		{"to the clause's end", "Did not draft motions, letters or file pleadings; typed letters", "correspondence, not correspondence, not drafting-pleadings, not e-filing, typing"},
		{"a name is denied too", "Did not conduct legal research", "not 'legal-research'"},
		{"including but not limited to", "Drafted documents, including but not limited to motions", "drafting-pleadings"},
		{"no as half a word", "No-fault motions drafted; no-fault: draft motions", "drafting-pleadings"},
		{"No. is a number", "No. 1 in drafting complaints", "drafting-pleadings"},
		{"looks like a denial", "Never missed filing deadlines", "'deadline-management'"},
		{"what was sold", "Sold Westlaw subscriptions to law firms", "not 'westlaw'"},
		{"what others did", "Supervised staff doing transcription", "not 'dictation'"},
		{"and what was done before them", "Drafted letters and supervised staff doing transcription", "correspondence, not 'dictation'"},
		{"shown in one clause, denied in another", "Drafted motions. Never drafted motions alone.", "drafting-pleadings, not drafting-pleadings"},
	})
}

func TestE6TableIsCareful(t *testing.T) {
	t.Parallel()
	testReadings(t, []readingTest{
		{"wills as written", "Drafted wills", "estate-planning/law"},
		{"a will", "Prepared a will", "estate-planning/law"},
		{"a last will", "Prepared last wills", "estate-planning/law"},
		{"never bare will", "Will prepare reports", ""},
		{"never bare trust", "Drafted trust reports", ""},
		{"living trusts", "Prepared living trusts", "estate-planning/law"},
		{"court dates in a legal job", "Scheduled hearings", "calendaring/law"},
		{"deadlines are a class of their own", "Tracked deadlines", "calendaring/law, deadline-management"},
		{"time is no time entry", "Managed time, on time", ""},
		{"billable time", "Tracked billable time", "time-entry/law"},
		{"attorney time", "Recorded attorneys' time", "time-entry/law"},
		{"entered time", "Entered time for two partners", "time-entry/law"},
		{"subpoenas by their verb", "Processed subpoenas", ""},
		{"drafted subpoenas", "Drafted subpoenas", "drafting-pleadings"},
		{"no name of one word alone", "Filing, docketing", ""},
		{"a name inside a longer object", "Tracked statutes of limitations", "calendaring/law, deadline-management/law"},
	})
}

// The shared cases of duties that deny and of those that look like it, in words of their own.
func TestE6CasesOfDenial(t *testing.T) {
	t.Parallel()
	testReadings(t, []readingTest{
		{"done", "Conducted legal research", "'legal-research'"},
		{"never handled", "Never handled e-filing", "not 'e-filing'"},
		{"look-alike: non-", "Legal research for non-represented parties", "'legal-research'"},
		{"look-alike: without", "e-filing without paper copies", "'e-filing'"},
		{"look-alike: no-fault", "Legal research: no-fault and not-for-profit law", "'legal-research'"},

		{"own 1", "No e-filing in this position", "not 'e-filing'"},
		{"own 2", "I was not responsible for calendaring hearings", "not 'calendaring'"},
		{"own 3", "Have never prepared trial exhibits", "not 'exhibits'"},
		{"own 4", "Doesn't include client intake", "not 'client-intake'"},
		{"own 5", "Was not involved in drafting contracts", "not 'contract-drafting'"},
		{"own 6", "Don't transcribe dictation", "not dictation"},
		{"own 7", "Outsourced transcription and document review", "not 'dictation', not 'document-review'"},
		{"own 8", "Selling NetDocuments licences", "not 'netdocuments'"},
		{"own 9", "Managed vendors doing document review", "not 'document-review'"},
		{"own 10", "- Did not e-file; - drafted pleadings", "drafting-pleadings, not 'e-filing'"},

		{"look-alike 1", "Nonprofit formation, drafted motions", "drafting-pleadings"},
		{"look-alike 2", "No fewer than ten motions drafted weekly; drafted motions", "drafting-pleadings"},
		{"look-alike 3", "Never late in filing pleadings", "e-filing"},
		{"look-alike 4", "Drafted notices and nothing else", ""},
		{"look-alike 5", "Filed pleadings without missing a deadline", "e-filing"},
		{"look-alike 6", "Noted hearings; filed pleadings", "e-filing"},
		{"look-alike 7", "Nova Scotia filings: filed pleadings", "e-filing"},
		{"look-alike 8", "Drafted non-disclosure agreements, leases", "contract-drafting/law"},
		{"look-alike 9", "Drafted no-contest pleadings", "drafting-pleadings"},
		{"look-alike 10", "Drafted motions not limited to discovery disputes", "drafting-discovery, drafting-pleadings"},
	})
}

func TestE6Places(t *testing.T) {
	t.Parallel()
	table, skills := compiled(t)
	var reader duties.Reader
	duty := "• Typed letters – drafted the firm’s motions; never did legal research"
	want := map[string]string{
		"typing": "Typed letters", "correspondence": "Typed letters", "drafting-pleadings": "drafted the firm’s motions",
		"legal-research": "legal research",
	}
	for _, showing := range table.Read(&reader, duty) {
		id := skills[showing.Skill].GetId()
		if got := duty[showing.Start:showing.End]; got != want[id] {
			t.Errorf("%s is at %q, want %q", id, got, want[id])
		}
		delete(want, id)
		clause := reader.Clauses[showing.Clause]
		if showing.Start < clause.Start || showing.End > clause.End || showing.Denied != (showing.Start >= clause.DeniedFrom) {
			t.Errorf("%s is at %d to %d of a clause at %d to %d, denied from %d", id, showing.Start, showing.End, clause.Start, clause.End, clause.DeniedFrom)
		}
	}
	if len(want) > 0 {
		t.Errorf("not shown: %v", want)
	}
	if len(reader.Clauses) != 3 {
		t.Errorf("%d clauses, want 3", len(reader.Clauses))
	}
}

// Without a table names alone are read.
func TestNoTable(t *testing.T) {
	t.Parallel()
	_, skills := dutyTable(t)
	table, err := duties.Compile(nil, skills)
	if err != nil {
		t.Fatal(err)
	}
	var reader duties.Reader
	if got := written(table.Read(&reader, "Drafted motions; used Westlaw for legal research"), skills); got != "'legal-research', 'westlaw'" {
		t.Errorf("shows %q", got)
	}
	if got := table.Read(&reader, " –…"); len(got) != 0 {
		t.Errorf("nothing shows %v", got)
	}
}

func TestCompileNamesWhatIsUnknown(t *testing.T) {
	t.Parallel()
	table := &lexfitv1.DutyTable{
		Verbs:   []*lexfitv1.VerbClass{{Id: "draft", Verbs: []string{"draft"}}},
		Objects: []*lexfitv1.ObjectClass{{Id: "motions", Phrases: []string{"motion"}}},
		Rows: []*lexfitv1.DutyRow{
			{Verbs: []string{"draft", "darft"}, Objects: []string{"motions"}, Skills: []string{"drafting"}},
			{Verbs: []string{"draft"}, Objects: []string{"motion"}, Skills: []string{"drafting", "drifting"}},
		},
	}
	_, err := duties.Compile(table, []*lexfitv1.SkillDefinition{{Id: "drafting", Title: "Drafting"}})
	if err == nil {
		t.Fatal("compiles")
	}
	want := `duties.rows[0].verbs[1]: unknown class of verbs "darft"
duties.rows[1].objects[0]: unknown class of objects "motion"
duties.rows[1].skills[1]: unknown skill "drifting"`
	if err.Error() != want {
		t.Errorf("got\n%s\nwant\n%s", err, want)
	}
	many := &lexfitv1.DutyTable{Verbs: make([]*lexfitv1.VerbClass, duties.MostVerbClasses+1)}
	if _, err := duties.Compile(many, nil); err == nil {
		t.Error("65 classes of verbs compile")
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{"Drafted motions.", "Did not e-file – filed No. 5\n• attorney’s", "e e e e-file e file\xff", "who which in order to"} {
		f.Add(seed)
	}
	table, skills := compiled(f)
	var reader duties.Reader
	f.Fuzz(func(t *testing.T, duty string) {
		showings := table.Read(&reader, duty)
		end := int32(0)
		for i, clause := range reader.Clauses {
			if clause.Start < end || clause.End < clause.Start || int(clause.End) > len(duty) || clause.DeniedFrom < clause.Start || clause.DeniedFrom > clause.End {
				t.Fatalf("%q: clause %d is %+v", duty, i, clause)
			}
			end = clause.End
		}
		seen := map[[2]int32]bool{}
		for _, showing := range showings {
			clause := reader.Clauses[showing.Clause]
			if showing.Start < clause.Start || showing.End > clause.End || showing.Start >= showing.End {
				t.Fatalf("%q: %s is at %d to %d of %+v", duty, skills[showing.Skill].GetId(), showing.Start, showing.End, clause)
			}
			key := [2]int32{showing.Skill, 0}
			if showing.Denied {
				key[1] = 1
			}
			if seen[key] {
				t.Fatalf("%q: %s stands twice", duty, skills[showing.Skill].GetId())
			}
			seen[key] = true
		}
		// A new reader reads as one does that was used before.
		var again duties.Reader
		if got, want := written(table.Read(&again, duty), skills), written(showings, skills); got != want {
			t.Fatalf("%q: read again shows %q, first %q", duty, got, want)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	table, _ := compiled(b)
	for _, length := range []struct{ name, duty string }{
		{"short", "Drafted discovery requests and responses."},
		{"long", "Prepare, edit, or review legal documents, including legislation, briefs, pleadings, appeals, wills, contracts, and real estate closing statements."},
		{"nothing", "Built reports and dashboards for the operations team."},
		{"accents", "Drafted the attorney’s motions – and résumés."},
	} {
		b.Run("duty="+length.name, func(b *testing.B) {
			var reader duties.Reader
			b.ReportAllocs()
			words := 0
			for b.Loop() {
				table.Read(&reader, length.duty)
				words += strings.Count(length.duty, " ") + 1
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(words), "ns/word")
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	table, skills := dutyTable(b)
	for b.Loop() {
		if _, err := duties.Compile(table, skills); err != nil {
			b.Fatal(err)
		}
	}
}
