package duties

import (
	"slices"
	"strings"
	"testing"
)

func TestForms(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"draft":        "draft drafts drafted drafting",
		"prepare":      "prepare prepares prepared preparing",
		"file":         "file files filed filing",
		"notify":       "notify notifies notified notifying",
		"relay":        "relay relays relayed relaying",
		"index":        "index indexes indexed indexing",
		"process":      "process processes processed processing",
		"research":     "research researches researched researching",
		"log":          "log logs logged logging",
		"scan":         "scan scans scanned scanning",
		"clear":        "clear clears cleared clearing",
		"docket":       "docket dockets docketed docketing",
		"enter":        "enter enters entered entering",
		"submit":       "submit submits submitted submitting",
		"transfer":     "transfer transfers transferred transferring",
		"edit":         "edit edits edited editing",
		"review":       "review reviews reviewed reviewing",
		"fax":          "fax faxes faxed faxing",
		"oversee":      "oversee oversees oversaw overseen overseeing",
		"write":        "write writes wrote written writing",
		"keep":         "keep keeps kept keeping",
		"run":          "run runs ran running",
		"set":          "set sets setting",
		"take":         "take takes took taken taking",
		"proofread":    "proofread proofreads proofreading",
		"tie":          "tie ties tied tying",
		"arrange":      "arrange arranges arranged arranging",
		"exchange":     "exchange exchanges exchanged exchanging",
		"acknowledge":  "acknowledge acknowledges acknowledged acknowledging",
		"organize":     "organize organizes organized organizing organise organises organised organising",
		"itemise":      "itemise itemises itemised itemising itemize itemizes itemized itemizing",
		"summarise":    "summarise summarises summarised summarising summarize summarizes summarized summarizing",
		"revise":       "revise revises revised revising",
		"advise":       "advise advises advised advising",
		"supervise":    "supervise supervises supervised supervising",
		"liaise":       "liaise liaises liaised liaising",
		"seize":        "seize seizes seized seizing",
		"analyze":      "analyze analyzes analyzed analyzing analyse analyses analysed analysing",
		"label":        "label labels labeled labelled labeling labelling",
		"counsel":      "counsel counsels counseled counselled counseling counselling",
		"compel":       "compel compels compelled compelling",
		"compile":      "compile compiles compiled compiling",
		"mail":         "mail mails mailed mailing",
		"format":       "format formats formatted formatting",
		"catalog":      "catalog catalogs cataloged cataloging catalogue catalogues catalogued cataloguing",
		"quit":         "quit quits quitting",
		"have":         "have has had having",
		"e-file":       "e file e files e filed e filing",
		"second-chair": "second chair second chairs second chaired second chairing",
		"follow up":    "follow up follows up followed up following up",
		"set up":       "set up sets up setting up",
	}
	for base, want := range tests {
		got := Forms(base)
		if missing, extra := compareForms(got, base, want); missing != "" || extra != "" {
			t.Errorf("%s: missing %q, not wanted %q", base, missing, extra)
		}
		if got[0] != strings.ReplaceAll(base, "-", " ") {
			t.Errorf("%s: the base is not first: %q", base, got)
		}
	}
}

// compareForms compares forms with those wanted, which for verbs of several words are told apart by their number of words.
func compareForms(got []string, base, want string) (missing, extra string) {
	words := len(strings.Fields(strings.ReplaceAll(base, "-", " ")))
	var wanted []string
	for form := range slices.Chunk(strings.Fields(want), words) {
		wanted = append(wanted, strings.Join(form, " "))
	}
	var absent, foreign []string
	for _, form := range wanted {
		if !slices.Contains(got, form) {
			absent = append(absent, form)
		}
	}
	for _, form := range got {
		// A form that is written with one letter or with two stands in the list in both spellings.
		if !slices.Contains(wanted, form) {
			foreign = append(foreign, form)
		}
	}
	return strings.Join(absent, ", "), strings.Join(foreign, ", ")
}

func TestPluralsComeBack(t *testing.T) {
	t.Parallel()
	for noun := range strings.FieldsSeq(`pleading motion subpoena summons memorandum interrogatory agency party witness business case
		lease expense record family deposition brief visa petition box lunch address database entry analysis appendix status tax`) {
		for _, plural := range plurals(noun) {
			if got := singular(plural); got != noun {
				t.Errorf("singular(%q) = %q, want %q", plural, got, noun)
			}
		}
		if got := singular(noun); got != noun {
			t.Errorf("singular(%q) = %q: it is one", noun, got)
		}
	}
}
