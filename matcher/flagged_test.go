package matcher_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

const mostFlags = 8

// eachFlagged runs a property over one in so many of the generated profiles, with flags.
func eachFlagged(t *testing.T, share int, check func(t *testing.T, r *rand.Rand, c *lexfitv1.CandidateProfile)) {
	t.Helper()
	number := 0
	each(t, func(t *testing.T, r *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		if number++; number%share != 0 {
			return
		}
		flagged := profilegen.Flag(r, c, mostFlags)
		if len(flagged.GetReview().GetFlags()) == 0 {
			return
		}
		check(t, r, flagged)
		if t.Failed() {
			t.Logf("flags: %v", flagged.GetReview())
		}
	})
}

// unflagged is a profile without its review.
func unflagged(c *lexfitv1.CandidateProfile) *lexfitv1.CandidateProfile {
	plain := proto.CloneOf(c)
	plain.Review = nil
	return plain
}

// fewer is a profile without one of its flags.
func fewer(c *lexfitv1.CandidateProfile, i int) *lexfitv1.CandidateProfile {
	less := proto.CloneOf(c)
	path := less.GetReview().GetFlags()[i].GetPath()
	less.Review.Flags = slices.DeleteFunc(less.GetReview().GetFlags(), func(f *lexfitv1.ReviewFlag) bool { return f.GetPath() == path })
	return less
}

// A draft without flags keeps every byte of its reply but the word that it is a draft.
func TestDraftWithoutFlags(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	each(t, func(t *testing.T, r *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		if r.IntN(12) > 0 {
			return
		}
		draft := proto.CloneOf(c)
		draft.Review = &lexfitv1.Review{Draft: true, Flags: []*lexfitv1.ReviewFlag{{Path: "experience[900].title"}, {Path: "nothing"}, {Path: ""}}}
		want, got := advised(t, p, c), advised(t, p, draft)
		if !got.GetReview().GetDraft() || len(got.GetReview().GetFlags()) != 3 || want.GetReview() != nil {
			t.Errorf("the reply does not say that it is a draft: %v", got.GetReview())
		}
		got.Review = nil
		if !slices.Equal(bytesOf(t, want), bytesOf(t, got)) {
			t.Errorf("a draft without flags has another reply:\n%v\n%v", want, got)
		}
	})
}

// Flags move no point of a score. They lower the low end, raise the high end, unsettle what is settled, and never settle anything: one
// flag less never lowers the low end, and nobody is INELIGIBLE with a flag who is not without it.
func TestFlagsOnlyUnsettle(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	eachFlagged(t, 3, func(t *testing.T, r *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		got := score(t, p, c)
		addsUp(t, got)
		i := r.IntN(len(c.GetReview().GetFlags()))
		for what, other := range map[string]*lexfitv1.CandidateProfile{"without flags": unflagged(c), "without " + c.GetReview().GetFlags()[i].GetPath(): fewer(c, i)} {
			less := score(t, p, other)
			for _, f := range got.GetFits() {
				b := fitFor(t, less, f.GetRole())
				if f.GetScore() != b.GetScore() {
					t.Errorf("%s: %s: score %d is %d", what, f.GetRole(), f.GetScore(), b.GetScore())
				}
				for j, k := range f.GetCriteria() {
					x := b.GetCriteria()[j]
					if k.GetPoints() != x.GetPoints() || k.GetPointsLow() > x.GetPointsLow() || k.GetStatus() != x.GetStatus() {
						t.Errorf("%s: %s %s: %d [%d, %d] %v is %d [%d, %d] %v", what, f.GetRole(), k.GetCriterionId(), k.GetPoints(), k.GetPointsLow(), k.GetPointsHigh(), k.GetStatus(),
							x.GetPoints(), x.GetPointsLow(), x.GetPointsHigh(), x.GetStatus())
					}
				}
				if f.GetEligibility() == lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE && b.GetEligibility() != f.GetEligibility() ||
					f.GetEligibility() == lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE && b.GetEligibility() != f.GetEligibility() {
					t.Errorf("%s: %s: %v is %v", what, f.GetRole(), f.GetEligibility(), b.GetEligibility())
				}
			}
		}
	})
}

// Where everything is flagged nobody is INELIGIBLE, and nothing counts without assumptions.
func TestAllIsFlagged(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	each(t, func(t *testing.T, r *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		if r.IntN(8) > 0 {
			return
		}
		all := proto.CloneOf(c)
		all.Review = &lexfitv1.Review{Draft: true}
		for _, path := range []string{"education", "skills", "certifications", "experience", "languages", "preferences", "total_experience_months", "work_state"} {
			all.Review.Flags = append(all.Review.Flags, &lexfitv1.ReviewFlag{Path: path, Kind: lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL})
		}
		for _, f := range score(t, p, all).GetFits() {
			if f.GetScoreLow() != 0 || f.GetEligibility() == lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE ||
				f.GetEligibility() == lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE {
				t.Errorf("%s: low %d, %v, %v", f.GetRole(), f.GetScoreLow(), f.GetEligibility(), f.GetBlockers())
			}
		}
	})
}

// The order of flags and flags that stand twice change no byte.
func TestFlagsHaveNoOrder(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	eachFlagged(t, 12, func(t *testing.T, r *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		other := proto.CloneOf(c)
		flags := append(other.GetReview().GetFlags(), other.GetReview().GetFlags()...)
		r.Shuffle(len(flags), func(i, j int) { flags[i], flags[j] = flags[j], flags[i] })
		other.Review.Flags = flags
		want, got := advised(t, p, c), advised(t, p, other)
		want.Review, got.Review = nil, nil
		if !slices.Equal(bytesOf(t, want), bytesOf(t, got)) {
			t.Errorf("the order of flags matters:\n%v\n%v", want, got)
		}
	})
}

// Advice comes true for profiles with flags too, and what a change in place finds is what reading the changed profile finds, down to the
// low end and what is left open of every criterion.
func TestAdviceOfFlaggedProfilesComesTrue(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	steps := matcher.NewSteps(p, asOf)
	eachFlagged(t, 12, func(t *testing.T, _ *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		holdsPromises(t, p, c)
		if differs := steps.InPlaceAgainstReading(c); differs != "" {
			t.Error(differs)
		}
	})
}

// What a flag does to a must of each kind. A row says the profile, what is flagged, and what must come: whether the must is met, and how
// many of 1000 points stand in the low end.
func TestFlaggedMusts(t *testing.T) {
	t.Parallel()
	const (
		office            = `{"experience":{"law_office":1000,"curve":{"points":[{"x":0,"value":0},{"x":12,"value":10000}]}}}`
		soon              = `{"availability":{"by":"2027-01-15"}}`
		paralegal, degree = `{"title":"Paralegal",` + firm + `,"started_on":"2020-01","ended_on":"2022-12"}`, `{"level":"ASSOCIATE","field":"Paralegal Studies","status":"COMPLETED"}`
		active            = `{"certifications":[{"name":"CP","issuer":"NALA","status":"ACTIVE"}],"experience":[` + bees + `]}`
	)
	for _, row := range []struct {
		name      string
		threshold int32
		condition string
		profile   string
		flags     []string
		want      lexfitv1.Eligibility
		low       int32
	}{
		{"nothing that is read", 40, oneYear, did(paralegal), []string{"experience[0].employer", "experience[1].title", "experience[0].titel", "experience[00].title", "experience[0].title[0]"}, yes, 1000},

		{"a title", 40, oneYear, did(paralegal), []string{"experience[0].title"}, ask, 0},
		{"a title beside another job", 40, oneYear, did(paralegal + `,` + paralegal), []string{"experience[0].title"}, yes, 1000},
		{"a title that closes", 40, oneYear, did(`{"title":"Secretary",` + firm + `,"months":12}`), []string{"experience[0].title"}, ask, 0},
		{"a title that closes, at a company that is known", 40, oneYear, did(bees), []string{"experience[0].title"}, no, 0},
		{"and one that is not", 40, oneYear, did(bees), []string{"experience[0].employer_type"}, ask, 0},
		{"a start", 40, oneYear, did(paralegal), []string{"experience[0].started_on"}, ask, 0},
		{"an end", 40, oneYear, did(paralegal), []string{"experience[0].ended_on"}, ask, 0},
		{"dates that make it too short", 40, tenYears, did(paralegal), []string{"experience[0].ended_on"}, ask, 0},
		{"a length that is not needed", 40, oneYear, did(`{"title":"Paralegal",` + firm + `,"months":2,"started_on":"2020-01","ended_on":"2022-12"}`), []string{"experience[0].months"}, yes, 1000},
		{"a start in years to come", 40, oneYear, did(`{"title":"Paralegal",` + firm + `,"started_on":"2027-02"}`), []string{"experience[0].started_on"}, ask, 0},
		{"an end that is not said", 40, oneYear, did(`{"title":"Paralegal",` + firm + `,"started_on":"2020-01"}`), []string{"experience[0].ended_on"}, ask, 0},
		{"a whole job", 40, oneYear, did(bees), []string{"experience[0]"}, ask, 0},
		{"a whole job that meets it", 40, oneYear, did(paralegal + `,` + bees), []string{"experience[0]"}, ask, 0},
		{"a longer job of the same title takes nothing from one that is said", 40, oneYear, did(`{"title":"Paralegal",` + firm + `,"months":24},{"title":"Paralegal",` + firm + `,"months":36}`), []string{"experience[1].title"}, yes, 1000},
		{"nor does it lose to one whose length is flagged", 40, office, did(`{"title":"Beekeeper",` + firm + `,"months":24},{"title":"Beekeeper",` + firm + `,"months":36}`), []string{"experience[0].title", "experience[1].months"}, yes, 1000},
		{"a title where the kind of employer is enough", 40, office, did(paralegal), []string{"experience[0].title"}, yes, 1000},
		{"a list", 40, oneYear, did(bees + `,` + bees), []string{"experience"}, ask, 0},
		{"a legal title that reached no entry", 40, oneYear, did(bees), []string{""}, ask, 0},

		{"a level", 40, anyDegree, studied(degree), []string{"education[0].level"}, ask, 0},
		{"a level that closes", 40, anyDegree, studied(`{"level":"HIGH_SCHOOL","status":"COMPLETED"}`), []string{"education[0].level"}, ask, 0},
		{"a field where none is asked for", 40, anyDegree, studied(degree), []string{"education[0].field"}, yes, 1000},
		{"a field", 40, paralegalDegree, studied(degree), []string{"education[0].field"}, ask, 0},
		{"a field that closes", 40, paralegalDegree, studied(`{"level":"ASSOCIATE","field":"Biology","status":"COMPLETED"}`), []string{"education[0].field"}, ask, 0},
		{"a status that closes", 40, anyDegree, studied(`{"level":"ASSOCIATE","status":"INCOMPLETE"}`), []string{"education[0].status"}, ask, 0},
		{"a status", 40, anyDegree, studied(degree), []string{"education[0].status"}, ask, 0},
		{"a date of completion that is past", 40, anyDegree, studied(`{"level":"ASSOCIATE","status":"COMPLETED","completed_on":"2020"}`), []string{"education[0].completed_on"}, yes, 1000},
		{"one that is yet to come", 60, anyDegree, studied(`{"level":"ASSOCIATE","status":"COMPLETED","completed_on":"2029"}`), []string{"education[0].completed_on"}, ask, 0},
		{"an approval", 40, certificate, studied(`{"level":"POSTSECONDARY_CERTIFICATE","status":"COMPLETED"}`), []string{"education[0].program_approval"}, no, 0},
		{"an approval that closes", 40, certificate, studied(`{"level":"POSTSECONDARY_CERTIFICATE","program_approval":"NOT_APPROVED","field":"Paralegal Studies","status":"COMPLETED"}`), []string{"education[0]"}, ask, 0},
		{"courses", 30, courses, studied(`{"level":"BACHELOR","field":"Biology","status":"COMPLETED","coursework":["Civil Litigation"]}`), []string{"education[0].coursework[0]"}, ask, 0},

		{"a credential's name", 40, cp, active, []string{"certifications[0].name"}, ask, 0},
		{"a credential's status", 40, cp, active, []string{"certifications[0].status"}, ask, 0},
		{"a credential whole, of another name", 40, cp, `{"certifications":[{"name":"Forklift operator"}],"experience":[` + bees + `],` + speaks + `}`, []string{"certifications[0]"}, ask, 0},
		{"an expiry that is to come", 40, cp, `{"certifications":[{"name":"CP","issuer":"NALA","status":"ACTIVE","expires_on":"2030"}],"experience":[` + bees + `]}`, []string{"certifications[0].expires_on"}, yes, 1000},
		{"an expiry that is past", 60, cp, `{"certifications":[{"name":"CP","issuer":"NALA","status":"ACTIVE","expires_on":"2020"}],"experience":[` + bees + `]}`, []string{"certifications[0].expires_on"}, ask, 0},

		{"a skill's name", 40, westlaw, `{"skills":[{"name":"Westlaw","proficiency":"EXPERT","years":5}],` + lawful + `}`, []string{"skills[0].name"}, ask, 0},
		{"a skill's level: the least of it and of one that is not said", 40, westlaw, `{"skills":[{"name":"Westlaw","proficiency":"EXPERT","years":5}],` + lawful + `}`, []string{"skills[0].proficiency"}, yes, 767},
		{"a low level", 40, westlaw, `{"skills":[{"name":"Westlaw","proficiency":"NOVICE","years":5}],` + lawful + `}`, []string{"skills[0].proficiency"}, yes, 467},
		{"a skill's years", 90, westlaw, `{"skills":[{"name":"Westlaw","proficiency":"EXPERT","years":5}],` + lawful + `}`, []string{"skills[0].years"}, ask, 800},
		{"absent", 40, westlaw, `{"skills":[{"name":"Westlaw","proficiency":"NONE"}],` + lawful + `}`, []string{"skills[0].proficiency"}, ask, 0},
		{
			"absent, and shown by a flagged duty: one of them holds", 10, westlaw,
			`{"skills":[{"name":"Westlaw","proficiency":"NONE"},{"name":"Legal research","proficiency":"EXPERT"}],"experience":[{"title":"Law Clerk",` + firm + `,"months":36,"duties":["Worked with Westlaw."]}]}`,
			[]string{"skills[0].proficiency", "experience[0].duties[0]"},
			ask, 0,
		},
		{
			"the same where even the name is flagged", 10, westlaw,
			`{"skills":[{"name":"Westlaw","proficiency":"NONE"},{"name":"Legal research","proficiency":"EXPERT"}],"experience":[{"title":"Law Clerk",` + firm + `,"months":36,"duties":["Worked with Westlaw."]}]}`,
			[]string{"skills[0].name", "experience[0].duties[0]"},
			ask, 0,
		},
		{"a measure that closes", 40, typing, `{"skills":[{"name":"Typing and keyboarding","measured":{"value":31,"unit":"wpm"}}],` + lawful + `}`, []string{"skills[0].measured.value"}, ask, 28},
		{"a duty that denies", 40, pleading, did(`{"title":"Law Clerk",` + firm + `,"months":12,"duties":["Did not draft complaints."]}`), []string{"experience[0].duties[0]"}, ask, 0},

		{"a language's name", 40, spanish, `{"languages":[{"name":"Spanish","level":"NATIVE"}],"experience":[` + bees + `]}`, []string{"languages[0].name"}, ask, 0},
		{"a language's level", 40, spanish, `{"languages":[{"name":"Spanish","level":"NATIVE"}],"experience":[` + bees + `]}`, []string{"languages[0].level"}, ask, 300},
		{"a level of a language that closes", 40, spanish, `{"languages":[{"name":"Spanish","level":"BASIC"}],"experience":[` + bees + `]}`, []string{"languages[0].level"}, ask, 300},

		{"a day", 40, soon, `{"preferences":{"available_from":"2026-12-01"},"experience":[` + bees + `]}`, []string{"preferences.available_from"}, ask, 0},
		{"a day that closes", 40, soon, `{"preferences":{"available_from":"2027-12-01"},` + speaks + `}`, []string{"preferences"}, ask, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			fit := mustFlagged(t, row.threshold, row.condition, row.profile, row.flags)
			if got := fit.GetFits()[0]; got.GetEligibility() != row.want || got.GetScoreLow() != row.low {
				t.Errorf("%v, low %d: want %v, %d\n%v", got.GetEligibility(), got.GetScoreLow(), row.want, row.low, got)
			}
		})
	}
}

// flaggedAs is a profile with flags of unread legal words, which mean something where no path is named.
func flaggedAs(c *lexfitv1.CandidateProfile, paths ...string) *lexfitv1.CandidateProfile {
	c.Review = &lexfitv1.Review{Draft: true}
	for _, path := range paths {
		c.Review.Flags = append(c.Review.Flags, &lexfitv1.ReviewFlag{Path: path, Kind: lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_UNREAD_LEGAL})
	}
	return c
}

// mustFlagged is must with flags, of a whole reply. It scores as without them.
func mustFlagged(tb testing.TB, threshold int32, condition, text string, flags []string) *lexfitv1.ScoreCandidateResponse {
	tb.Helper()
	required := criterionOf(tb, condition)
	required.Requirement, required.Threshold, required.Rationale = lexfitv1.Requirement_REQUIREMENT_REQUIRED, threshold, "asked by the client"
	p := smallPlan(tb, required)
	c := profile(tb, text)
	got, plain := advised(tb, p, flaggedAs(profile(tb, text), flags...)), score(tb, p, c)
	if got.GetFits()[0].GetScore() != plain.GetFits()[0].GetScore() {
		tb.Errorf("a flag moved the score from %d to %d", plain.GetFits()[0].GetScore(), got.GetFits()[0].GetScore())
	}
	return got
}

// What a reply tells of flagged values: the review as given, an assumption each, evidence that says so, a question that sends to the
// document, and no strength.
func TestFlaggedValuesAreTold(t *testing.T) {
	t.Parallel()
	r := mustFlagged(t, 40, oneYear, did(`{"title":"Paralegal",`+firm+`,"started_on":"2020-01","ended_on":"2022-12"}`), []string{"experience[0].title", "experience[0].employer", "experience[7]"})
	fit := r.GetFits()[0]
	if !r.GetReview().GetDraft() || len(r.GetReview().GetFlags()) != 3 {
		t.Errorf("review %v", r.GetReview())
	}
	const says = "The title of job 1 was read by a machine and is flagged: a legal title or credential beside it was not read. Look at the document."
	if list := r.GetAssumptions(); len(list) != 1 || list[0].GetPath() != "experience[0].title" || list[0].GetText() != says {
		t.Errorf("assumptions %v", list)
	}
	k := fit.GetCriteria()[0]
	if len(k.GetEvidence()) != 1 || !k.GetEvidence()[0].GetFlagged() || k.GetEvidence()[0].GetBasis() != lexfitv1.Basis_BASIS_ASSUMED ||
		k.GetBasis() != lexfitv1.Basis_BASIS_ASSUMED || k.GetPointsHigh() != 1000 {
		t.Errorf("criterion %v", k)
	}
	if list := fit.GetUnconfirmed(); len(list) != 1 || !strings.HasPrefix(list[0].GetQuestion(), "Confirm against the résumé: the title of job 1. Then: ") {
		t.Errorf("unconfirmed %v", list)
	}
	q := r.GetInterviewQuestions()[0]
	if q.GetText() != "Confirm against the résumé: the title of job 1 (“Paralegal”)." || q.GetCause() != lexfitv1.QuestionCause_QUESTION_CAUSE_TO_REVIEW ||
		!slices.Equal(q.GetPaths(), []string{"experience[0].title"}) || q.GetPrompt() != says {
		t.Errorf("question %v", q)
	}
	if len(r.GetStrengths()) != 0 {
		t.Errorf("strengths %v", r.GetStrengths())
	}
	if sure := mustFlagged(t, 40, oneYear, did(`{"title":"Paralegal",`+firm+`,"started_on":"2020-01","ended_on":"2022-12"}`), nil); len(sure.GetStrengths()) != 1 || sure.GetFits()[0].GetCriteria()[0].GetEvidence()[0].GetFlagged() {
		t.Errorf("without flags: %v", sure)
	}
}

// What flags beside what a must hangs on leave its question as it is.
func TestQuestionOfAnOpenMustStays(t *testing.T) {
	t.Parallel()
	r := mustFlagged(t, 40, paralegalDegree, studied(`{"level":"ASSOCIATE","status":"COMPLETED","country":"US"}`), []string{"education[0].country"})
	open := r.GetFits()[0].GetUnconfirmed()
	if len(open) != 1 || strings.Contains(open[0].GetQuestion(), "résumé") {
		t.Errorf("%v", open)
	}
}

// A change takes away the flags of what it sets, and of nothing else.
func TestApplyChangeSettlesFlags(t *testing.T) {
	t.Parallel()
	c := profile(t, `{"education":[{"level":"ASSOCIATE","field":"Law","status":"IN_PROGRESS","coursework":["Torts"]}],"skills":[{"name":"Westlaw","proficiency":"BASIC"},{"name":"Typing","measured":{"value":40,"unit":"wpm"}}]}`)
	study := proto.CloneOf(c.GetEducation()[0])
	study.Status, study.Coursework = lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED, []string{"Torts", "Ethics"}
	typed := proto.CloneOf(c.GetSkills()[1])
	typed.Measured.Value = proto.Float64(60)
	for _, row := range []struct {
		name   string
		change *lexfitv1.ProfileChange
		flags  []string
		stay   []string
	}{
		{
			"a value that it sets", &lexfitv1.ProfileChange{Path: "education[0]", Entry: &lexfitv1.ProfileChange_Education{Education: study}},
			[]string{"education[0].status", "education[0].level", "education[0].coursework[1]", "education[0].coursework[0]", "education[0].coursework", "education[0]", "skills[0].name", "education", "education[0].titel", ""},
			[]string{"education[0].level", "education[0].coursework[0]", "education[0].coursework", "education[0]", "skills[0].name", "education", "education[0].titel", ""},
		},
		{
			"a value in a part", &lexfitv1.ProfileChange{Path: "skills[1]", Entry: &lexfitv1.ProfileChange_Skill{Skill: typed}},
			[]string{"skills[1].measured.value", "skills[1].measured.unit", "skills[1].measured", "skills[0].measured.value"},
			[]string{"skills[1].measured.unit", "skills[1].measured", "skills[0].measured.value"},
		},
		{
			"a part where there was none", &lexfitv1.ProfileChange{Path: "skills[0]", Entry: &lexfitv1.ProfileChange_Skill{Skill: typed}},
			[]string{"skills[0].measured", "skills[0].years"},
			[]string{"skills[0].years"},
		},
		{
			"an entry where there was none", &lexfitv1.ProfileChange{Path: "skills", Entry: &lexfitv1.ProfileChange_Skill{Skill: typed}},
			[]string{"skills[2]", "skills[2].name", "skills[3]", "skills[1].name"},
			[]string{"skills[3]", "skills[1].name"},
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			before := flaggedAs(proto.CloneOf(c), row.flags...)
			var stay []string
			for _, flag := range changed(t, before, row.change).GetReview().GetFlags() {
				stay = append(stay, flag.GetPath())
			}
			if !slices.Equal(stay, row.stay) || len(before.GetReview().GetFlags()) != len(row.flags) {
				t.Errorf("stay %q, want %q", stay, row.stay)
			}
		})
	}
}

// Two thousand flags of a large profile are judged, and told in the order of the profile.
func TestManyFlags(t *testing.T) {
	t.Parallel()
	c := &lexfitv1.CandidateProfile{CandidateId: "many", Review: &lexfitv1.Review{}}
	for i := range 500 {
		c.Skills = append(c.Skills, &lexfitv1.Skill{Name: "Westlaw", Proficiency: lexfitv1.Proficiency(1 + i%6)})
		c.Experience = append(c.Experience, &lexfitv1.Experience{Title: "Paralegal", StartedOn: "2020"})
		for _, path := range []string{"skills[%d].name", "skills[%d].proficiency", "experience[%d].title", "experience[%d].started_on"} {
			c.Review.Flags = append(c.Review.Flags, &lexfitv1.ReviewFlag{Path: fmt.Sprintf(path, i)})
		}
	}
	r := score(t, defaultPlan(t), c)
	if first := r.GetAssumptions()[len(r.GetAssumptions())-2000:]; first[0].GetPath() != "experience[0].title" || first[1].GetPath() != "experience[0].started_on" || first[1999].GetPath() != "skills[499].proficiency" {
		t.Errorf("%d assumptions: %v … %v", len(r.GetAssumptions()), first[0], first[1999])
	}
}

// Whatever a flag's path says, it moves no point and closes nothing, and advice and questions are made.
func FuzzFlagPath(f *testing.F) {
	c := profilegen.New(4).At(7)
	for i, path := range profilegen.Paths(c) {
		if i%9 == 0 {
			f.Add(path)
		}
	}
	for _, path := range []string{"", ".", "skills[", "skills[0]]", "skills[9999999999999999999]", "education[0].coursework[0].x", "preferences.interests[00]", "skills[0].measured.value.x", "experience[0].duties[-1]"} {
		f.Add(path)
	}
	p := defaultPlan(f)
	f.Fuzz(func(t *testing.T, path string) {
		if !utf8.ValidString(path) {
			return
		}
		for n := range uint64(3) {
			c := profilegen.New(4).At(7 + n)
			plain := score(t, p, c)
			r := advised(t, p, flaggedAs(c, path))
			addsUp(t, r)
			for _, fit := range r.GetFits() {
				b := fitFor(t, plain, fit.GetRole())
				if fit.GetScore() != b.GetScore() || fit.GetScoreLow() > b.GetScoreLow() || fit.GetEligibility() == no && b.GetEligibility() != no {
					t.Errorf("%q: %v\n%v", path, fit, b)
				}
			}
		}
	})
}
