package profilegen_test

import (
	"strings"
	"testing"

	"buf.build/go/protovalidate"
	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// rungOf orders titles by how far up they are; what is no paralegal's or secretary's has none.
func rungOf(title string) int {
	switch {
	case strings.Contains(title, "Manager") && !strings.Contains(title, "Store"):
		return 4
	case strings.HasPrefix(title, "Senior") || strings.HasPrefix(title, "Executive Legal"):
		return 3
	case strings.HasSuffix(title, "Paralegal") || strings.HasSuffix(title, "Legal Secretary"):
		return 2
	}
	return 1
}

// Lives hang together: studies end before work begins, jobs follow one another, titles never fall, and nothing is known or held
// longer than there was work.
func TestPeopleLive(t *testing.T) {
	t.Parallel()
	check, err := protovalidate.New(protovalidate.WithMessages(&lexfitv1.CandidateProfile{}))
	if err != nil {
		t.Fatal(err)
	}
	people := profilegen.NewPeople(3)
	seen := map[string]bool{}
	legal, held, grown := 0, 0, 0
	names := map[string]bool{}
	for i := range 2000 {
		one := people.Profile()
		id := one.GetCandidateId()
		if err := check.Validate(one); err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		if seen[id] || !strings.HasPrefix(id, strings.ToLower(strings.ReplaceAll(one.GetDisplayName(), " ", "-"))) || !strings.Contains(one.GetDisplayName(), " ") {
			t.Errorf("%s: the id is there twice, or is not that of %q", id, one.GetDisplayName())
		}
		seen[id] = true
		for word := range strings.FieldsSeq(one.GetDisplayName()) {
			if i < 50 && names[word] {
				t.Errorf("%s is there twice among the first fifty", word)
			}
			names[word] = true
		}
		jobs := one.GetExperience()
		first, last := jobs[len(jobs)-1], jobs[0]
		for i, job := range jobs {
			if i > 0 && (job.GetEndedOn() == "" || job.GetEndedOn() >= jobs[i-1].GetStartedOn()) {
				t.Errorf("%s: %s to %q and then %s", id, job.GetStartedOn(), job.GetEndedOn(), jobs[i-1].GetStartedOn())
			}
			if i > 0 && rungOf(job.GetTitle()) > rungOf(jobs[i-1].GetTitle()) {
				t.Errorf("%s: %s and then %s", id, job.GetTitle(), jobs[i-1].GetTitle())
			}
			if len(job.GetDuties()) == 0 || job.GetEmployer() == "" || strings.Contains(job.String(), "{") && strings.Contains(job.GetTitle()+job.GetEmployer(), "{") {
				t.Errorf("%s: a job of nothing: %v", id, job)
			}
		}
		for _, study := range one.GetEducation() {
			if study.GetCompletedOn() >= first.GetStartedOn() || study.GetInstitution() == "" {
				t.Errorf("%s: studied until %s and worked from %s", id, study.GetCompletedOn(), first.GetStartedOn())
			}
		}
		began := yearOf(t, first.GetStartedOn())
		for _, skill := range one.GetSkills() {
			if skill.GetYears() > float64(2027-began) {
				t.Errorf("%s: %s for %v years and at work since %d", id, skill.GetName(), skill.GetYears(), began)
			}
		}
		for _, credential := range one.GetCertifications() {
			held++
			if credential.GetIssuedOn() < first.GetStartedOn() {
				t.Errorf("%s: %s of %s before work began", id, credential.GetName(), credential.GetIssuedOn())
			}
			active := credential.GetStatus() == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE
			if active != (credential.GetExpiresOn() > "2026-10") {
				t.Errorf("%s: %s until %s is %s", id, credential.GetName(), credential.GetExpiresOn(), credential.GetStatus())
			}
			if strings.Contains(credential.GetName(), "Florida") && one.GetWorkState() != "FL" {
				t.Errorf("%s: %s in %s", id, credential.GetName(), one.GetWorkState())
			}
		}
		if rungOf(last.GetTitle()) > 1 {
			legal++
		}
		if rungOf(last.GetTitle()) > rungOf(first.GetTitle()) {
			grown++
		}
	}
	if legal < 800 || held < 300 || grown < 400 {
		t.Errorf("of 2000 people %d are in the work, %d credentials are held and %d have grown", legal, held, grown)
	}
	if !proto.Equal(profilegen.NewPeople(9).Profile(), profilegen.NewPeople(9).Profile()) || proto.Equal(profilegen.NewPeople(9).Profile(), profilegen.NewPeople(8).Profile()) {
		t.Error("a seed does not settle who they are")
	}
}

func yearOf(t *testing.T, date string) int {
	t.Helper()
	year := 0
	for _, digit := range date[:4] {
		year = year*10 + int(digit-'0')
	}
	return year
}

// All that people list is read, but for what is of no legal trade, and they make a pool of every band.
func TestPeopleAreRead(t *testing.T) {
	t.Parallel()
	program, err := matcher.Compile(rulebook.Default())
	if err != nil {
		t.Fatal(err)
	}
	foreign := map[string]bool{
		"Barista": true, "Retail Associate": true, "Store Manager": true, "Shift Supervisor": true, "Political Science": true, "English": true,
		"Communications": true, "Public Administration": true, "Criminal Justice": true,
	}
	people := profilegen.NewPeople(5)
	bands := map[lexfitv1.Band]int{}
	for range 400 {
		one := people.Profile()
		reply, err := program.Score(one, matcher.Options{AsOf: "2026-11-24"})
		if err != nil {
			t.Fatal(err)
		}
		for _, missed := range reply.GetUnrecognized() {
			if !foreign[missed.GetText()] {
				t.Errorf("%s: %s %q is not read", one.GetCandidateId(), missed.GetPath(), missed.GetText())
			}
		}
		if len(reply.GetAssumptions()) > 0 {
			t.Errorf("%s: %v", one.GetCandidateId(), reply.GetAssumptions())
		}
		for _, fit := range reply.GetFits() {
			bands[fit.GetBand()]++
		}
	}
	for _, band := range []lexfitv1.Band{lexfitv1.Band_BAND_STRONG, lexfitv1.Band_BAND_GOOD, lexfitv1.Band_BAND_POSSIBLE, lexfitv1.Band_BAND_WEAK} {
		if bands[band] == 0 {
			t.Errorf("nobody of 400 is %s: %v", band, bands)
		}
	}
}
