package matcher_test

import (
	"slices"
	"testing"

	"github.com/lexfit/lexfit/matcher/lexicon"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Rules 32 to 35: how names are read. Each row is a written text, what it is read as, and how.
func TestResolveSkills(t *testing.T) {
	t.Parallel()
	const (
		exact, alias, phrase = lexfitv1.MatchKind_MATCH_KIND_EXACT, lexfitv1.MatchKind_MATCH_KIND_ALIAS, lexfitv1.MatchKind_MATCH_KIND_PHRASE
		fuzzy, none          = lexfitv1.MatchKind_MATCH_KIND_FUZZY, lexfitv1.MatchKind_MATCH_KIND_NONE
	)
	tests := []struct {
		rule, text string
		match      lexfitv1.MatchKind
		skills     []string
	}{
		{"rule 32: the name itself", "Legal research", exact, []string{"legal-research"}},
		{"rule 32: the id", "legal-research", exact, []string{"legal-research"}},
		{"rule 32: an alias", "Bluebooking", alias, []string{"cite-checking"}},
		{"rule 32: a qualifier before", "proficient in Westlaw", alias, []string{"westlaw"}},
		{"rule 32: qualifiers on both sides", "strong organizational skills", alias, []string{"organization"}},
		{"rule 32: a trailing version or year", "QuickBooks 2012", alias, []string{"quickbooks"}},
		{"rule 32: plural is no difference from six letters on", "Affidavits", alias, []string{"affidavits"}},
		{"rule 32: spacing is no difference from six letters on", "West Law", alias, []string{"westlaw"}},
		{"rule 32: and the other way", "trialpreparation", alias, []string{"trial-preparation"}},
		{"rule 32: several skills in one phrase", "strong analytical and organizational skills", phrase, []string{"analytical-thinking", "organization"}},
		{"rule 32: the longest first", "medical malpractice defense work", phrase, []string{"medical-malpractice"}},
		{"rule 32: whole words alone", "platform specialist", none, nil},
		{"rule 32: a lone letter is nobody's skill", "C", none, nil},
		{"rule 33: a marked name as the whole text", "research", alias, []string{"legal-research"}},
		{"rule 33: not inside a phrase", "market research", none, nil},
		{"rule 33: as a part of a list of which every part is known", "Word, Excel and calendaring", phrase, []string{"ms-word", "ms-excel", "calendaring"}},
		{"rule 33: not where a part is unknown", "database design and management", none, nil},
		{"rule 34: one edit", "Wesltaw", fuzzy, []string{"westlaw"}},
		{"rule 34: two edits from ten letters", "litigaton proceedures", fuzzy, []string{"litigation-procedures"}},
		{"rule 34: two misspelt words", "Leagal reserch", fuzzy, []string{"legal-research"}},
		{"rule 34: word by word, not over the whole text", "pain management", none, nil},
		{"rule 34: the same first letter", "kestlaw", none, nil},
		{"rule 34: from five letters", "Clia", none, nil},
		{"rule 34: another ending is another word", "individual counseling", none, nil},
		{"rule 34: another ending is another word", "Grief counselling", none, nil},
		{"rule 34: a letter dropped at the end", "calendarin", fuzzy, []string{"calendaring"}},
		{"rule 34: a word of the table is what it is", "contact law", none, nil},
		{"rule 34: a foreign word may be a misspelling", "filimg", fuzzy, []string{"filing"}},
		{"rule W2: an ordinary word is what it is", "filling", none, nil},
		{"rule 35: nothing to do with law", "infection control standards", none, nil},
		{"rule 35: a leading bullet", "• Legal terminology", exact, []string{"legal-terminology"}},
		{"rule 35: brackets end a phrase", "Westlaw (legal) research", phrase, []string{"westlaw"}},
		{"rule 35: a miss that was found", "project manager", alias, []string{"project-coordination"}},
		{"rule 35: a miss that was found", "ability to work in a fast-paced", alias, []string{"stress-tolerance"}},
		{"rule 35: a miss that was found", "customer relationship management", alias, []string{"crm"}},
		{"rule 13: a measured value names its skill", "75 wpm", phrase, []string{"typing"}},
	}
	p := defaultPlan(t)
	for _, tt := range tests {
		t.Run(tt.rule+": "+tt.text, func(t *testing.T) {
			t.Parallel()
			got := p.ResolveSkills(tt.text)
			var skills []string
			for _, s := range got.GetSkills() {
				skills = append(skills, s.GetSkill())
			}
			if got.GetMatch() != tt.match || !slices.Equal(skills, tt.skills) {
				t.Errorf("%q read as %v %v, want %v %v", tt.text, got.GetMatch(), skills, tt.match, tt.skills)
			}
		})
	}
}

// Words and titles that mean more than one thing.
func TestTitles(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	for _, tt := range []struct {
		title, employer string
		want            string // read_as of the first job evidence under the paralegal's experience, "" for none
	}{
		{"Senior Litigation Paralegal", "LAW_FIRM", "Paralegal"},
		{"Paralegel", "LAW_FIRM", "Paralegal"},
		{"Case Manager", "LAW_FIRM", "Paralegal"},
		{"Case Manager", "OTHER", ""},
		{"Paralegal Secretary", "LAW_FIRM", "Legal secretary"},
		{"Company Secretary", "CORPORATE", ""},
		{"Deputy Clerk of Court", "COURT", "Court clerk"},
		{"Guidance Counselor", "OTHER", ""},
		{"Executive Assistant to General Counsel", "CORPORATE", ""},
	} {
		t.Run(tt.title+" at "+tt.employer, func(t *testing.T) {
			t.Parallel()
			r := score(t, p, profile(t, `{"experience":[{"title":"`+tt.title+`","employer_type":"`+tt.employer+`","months":12}]}`))
			got := ""
			for _, k := range fitFor(t, r, "roles/paralegal").GetCriteria() {
				if k.GetCriterionId() == "experience" && len(k.GetEvidence()) > 0 {
					got = k.GetEvidence()[0].GetReadAs()
				}
			}
			if got != tt.want {
				t.Errorf("read as %q, want %q", got, tt.want)
			}
		})
	}
}

// What the rulebook does not know comes back, and so does what was taken for granted: nothing is dropped in silence.
func TestNothingIsDroppedInSilence(t *testing.T) {
	t.Parallel()
	r := score(t, defaultPlan(t), profile(t, `{
		"education":[{"level":"BACHELOR","field":"Astrology","coursework":["Pottery"]},{"field":"Paralegal Studies","status":"COMPLETED"}],
		"skills":[{"name":"juggling"},{"name":"NALA CP"},{"name":"typing","measured":{"value":3,"unit":"stones"}}],
		"certifications":[{"name":"ABA certified paralegal","status":"ACTIVE"},{"name":"Best Employee","status":"ACTIVE"},{"name":"CP"}],
		"experience":[{"title":"Beekeeper","practice_areas":["honey"]},{"title":"Paralegal","ended_on":"2020"},{"title":"Paralegal","months":7},{"title":"Paralegal","months":7}],
		"languages":[{"name":"Klingon"}],
		"preferences":{"goals":["retire-early"]}}`))
	var paths []string
	for _, u := range r.GetUnrecognized() {
		paths = append(paths, u.GetPath())
	}
	for _, want := range []string{
		"education[0].field", "education[0].coursework[0]", "skills[0]", "skills[1]", "skills[2].measured.unit",
		"certifications[0]", "certifications[1]", "experience[0].title", "experience[0].practice_areas[0]", "languages[0]", "preferences.goals[0]",
	} {
		if !slices.Contains(paths, want) {
			t.Errorf("%s is dropped in silence; unrecognized: %v", want, paths)
		}
	}
	paths = nil
	for _, a := range r.GetAssumptions() {
		paths = append(paths, a.GetPath())
	}
	for _, want := range []string{"education[0].status", "certifications[2].status", "experience[0].months", "experience[1].months", "experience[3]"} {
		if !slices.Contains(paths, want) {
			t.Errorf("%s is taken for granted in silence; assumptions: %v", want, paths)
		}
	}
}

func FuzzResolveSkills(f *testing.F) {
	for _, s := range []string{"types 70 wpm", "Word, Excel and calendaring", "litigaton proceedures", "a/b/c & d or e", "wpm 9999999999", "''''"} {
		f.Add(s)
	}
	p := defaultPlan(f)
	f.Fuzz(func(t *testing.T, s string) {
		got := p.ResolveSkills(s)
		if (len(got.GetSkills()) == 0) != (got.GetMatch() == lexfitv1.MatchKind_MATCH_KIND_NONE) {
			t.Errorf("%q: match %v with %d skills", s, got.GetMatch(), len(got.GetSkills()))
		}
		again := p.ResolveSkills(lexicon.NormalizeName(s))
		if got.GetMatch() == lexfitv1.MatchKind_MATCH_KIND_EXACT && again.GetMatch() != lexfitv1.MatchKind_MATCH_KIND_EXACT {
			t.Errorf("%q is a name, its normal form %q is not", s, lexicon.NormalizeName(s))
		}
	})
}
