package columnar_test

import (
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/client/columnar"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func somebody() *lexfitv1.CandidateProfile {
	return &lexfitv1.CandidateProfile{
		CandidateId: "a", DisplayName: "Ann", Labels: map[string]string{"owner": "Jo", "stage": "new"},
		Education:  []*lexfitv1.Education{{Level: lexfitv1.EducationLevel_EDUCATION_LEVEL_ASSOCIATE, Institution: "Lakeside", CompletedOn: "2019-05"}},
		Experience: []*lexfitv1.Experience{{Title: "Paralegal", Employer: "Baker & Sons", Months: new(int32(20)), Duties: []string{"drafted “briefs”"}}},
		Skills:     []*lexfitv1.Skill{{Name: "Westlaw", Years: new(2.5)}}, WorkState: "TX",
	}
}

// A profile keeps its digest for as long as results name it: whoever has to change this line makes every file of before unable to be
// replayed.
func TestDigestStays(t *testing.T) {
	t.Parallel()
	const want = "c7dba0a0e2199c9b64e2a817a524b7a5d09a18f1877bb302edd6bef81d5b1aef"
	if got, err := columnar.Digest(somebody()); got != want || err != nil {
		t.Errorf("got %s, %v", got, err)
	}
}

// Whatever a score may depend on changes the digest, and nothing else does.
func TestDigest(t *testing.T) {
	t.Parallel()
	digest := func(change func(*lexfitv1.CandidateProfile)) string {
		profile := somebody()
		change(profile)
		before := proto.CloneOf(profile)
		made, err := columnar.Digest(profile)
		if err != nil {
			t.Fatal(err)
		}
		if !proto.Equal(profile, before) {
			t.Error("the profile was changed")
		}
		return made
	}
	want := digest(func(*lexfitv1.CandidateProfile) {})
	for name, change := range map[string]func(*lexfitv1.CandidateProfile){
		"id": func(p *lexfitv1.CandidateProfile) { p.CandidateId = "b" }, "name": func(p *lexfitv1.CandidateProfile) { p.DisplayName = "Bea" },
		"labels": func(p *lexfitv1.CandidateProfile) { p.Labels = nil }, "school": func(p *lexfitv1.CandidateProfile) { p.Education[0].Institution = "" },
		"employer": func(p *lexfitv1.CandidateProfile) { p.Experience[0].Employer = "Other" },
	} {
		if digest(change) != want {
			t.Errorf("%s: changes the digest", name)
		}
	}
	for name, change := range map[string]func(*lexfitv1.CandidateProfile){
		"skill": func(p *lexfitv1.CandidateProfile) { p.Skills[0].Name = "westlaw" }, "years": func(p *lexfitv1.CandidateProfile) { p.Skills[0].Years = nil },
		"title": func(p *lexfitv1.CandidateProfile) { p.Experience[0].Title = "Clerk" }, "duties": func(p *lexfitv1.CandidateProfile) { p.Experience[0].Duties = nil },
		"degree": func(p *lexfitv1.CandidateProfile) { p.Education = nil }, "state": func(p *lexfitv1.CandidateProfile) { p.WorkState = "" },
		"draft": func(p *lexfitv1.CandidateProfile) { p.Review = &lexfitv1.Review{Draft: true} },
	} {
		if digest(change) == want {
			t.Errorf("%s: does not change the digest", name)
		}
	}
}
