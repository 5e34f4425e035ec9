package profilegen_test

import (
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"testing"

	"buf.build/go/protovalidate"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func wire(tb testing.TB, p *lexfitv1.CandidateProfile) []byte {
	tb.Helper()
	b, err := proto.MarshalOptions{Deterministic: true}.Marshal(p)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// The same seed gives the same profiles, on every machine. Where this hash changed because the pools or the drawing did, put
// the new one here; nothing else depends on it.
func TestSameSeedSameProfiles(t *testing.T) {
	t.Parallel()
	const want = "e215430273613ddc7930156feaedbd5ab074d29ae8290f099e2c785175f19abf"
	sum := sha256.New()
	g := profilegen.New(7)
	for range 1000 {
		sum.Write(wire(t, g.Profile()))
	}
	sum.Write(wire(t, profilegen.Typical()))
	if got := hex.EncodeToString(sum.Sum(nil)); got != want {
		t.Errorf("seed 7 gives profiles with hash\n%s, want\n%s", got, want)
	}
	if a, b := profilegen.New(7).At(500), profilegen.New(8).At(500); proto.Equal(a, b) {
		t.Error("two seeds give the same profile")
	}
	h := profilegen.New(7)
	for n := uint64(1); n <= 20; n++ {
		if !proto.Equal(h.Profile(), profilegen.New(7).At(n)) {
			t.Errorf("At(%d) is not the profile that Profile gives as its number %d", n, n)
		}
	}
}

// What is generated keeps the contract, and so does every mutation of it; no mutation changes what it was given.
func TestValid(t *testing.T) {
	t.Parallel()
	v, err := protovalidate.New(protovalidate.WithMessages(&lexfitv1.CandidateProfile{}))
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	g := profilegen.New(1)
	for range 1500 {
		p := g.Profile()
		before := wire(t, p)
		gained, desc := profilegen.Gain(r, p)
		halfSaid, half := profilegen.HalfSaid(r, p)
		for name, q := range map[string]*lexfitv1.CandidateProfile{
			"generated": p, "Gain " + desc: gained, "Shuffle": profilegen.Shuffle(r, p), "Repeat": profilegen.Repeat(r, p),
			"Anonymize": profilegen.Anonymize(r, p), "NothingSaid": profilegen.NothingSaid(r, p), "HalfSaid " + half: halfSaid,
		} {
			if err := v.Validate(q); err != nil {
				t.Errorf("%s, %s: %v", p.GetCandidateId(), name, err)
			}
		}
		if string(wire(t, p)) != string(before) {
			t.Fatalf("%s: a mutation changed its input", p.GetCandidateId())
		}
	}
	if err := v.Validate(profilegen.Typical()); err != nil {
		t.Error(err)
	}
}

// Every field is sometimes set and sometimes not, every enum value occurs, and lists are empty, short and long.
func TestVaried(t *testing.T) {
	t.Parallel()
	const many = 5000
	seen := map[protoreflect.FullName]int{}
	lists := map[protoreflect.FullName]int{}
	var walk func(protoreflect.Message)
	walk = func(m protoreflect.Message) {
		seen[m.Descriptor().FullName()]++
		fields := m.Descriptor().Fields()
		for i := range fields.Len() {
			f := fields.Get(i)
			if m.Has(f) {
				seen[f.FullName()]++
			}
			value := m.Get(f)
			count := func(v protoreflect.Value) {
				switch {
				case f.Enum() != nil:
					if d := f.Enum().Values().ByNumber(v.Enum()); d != nil {
						seen[d.FullName()]++
					}
				case f.Message() != nil:
					walk(v.Message())
				}
			}
			switch {
			case f.IsMap():
			case f.IsList():
				lists[f.FullName()] = max(lists[f.FullName()], value.List().Len())
				for j := range value.List().Len() {
					count(value.List().Get(j))
				}
			case f.Message() == nil || m.Has(f):
				count(value)
			}
		}
	}
	g := profilegen.New(3)
	r := rand.New(rand.NewPCG(3, 3))
	empty := 0
	for i := range many {
		p := g.Profile()
		if proto.Equal(p, &lexfitv1.CandidateProfile{CandidateId: p.GetCandidateId()}) {
			empty++
		}
		if i%10 == 0 { // what the generator makes was read by nobody; a review is put on it
			p = profilegen.Flag(r, p, 4)
		}
		walk(p.ProtoReflect())
	}
	if empty == 0 {
		t.Error("no profile was empty")
	}
	// required fields of the contract cannot be absent
	always := map[protoreflect.Name]bool{"candidate_id": true, "name": true, "title": true, "value": true, "unit": true}
	file := lexfitv1.File_lexfit_v1_candidate_proto
	for i := range file.Enums().Len() {
		values := file.Enums().Get(i).Values()
		for j := range values.Len() {
			name := values.Get(j).FullName()
			if seen[name] == 0 && name.Name() != "INTEREST_UNSPECIFIED" { // refused by the contract
				t.Errorf("%s never occurs", name)
			}
		}
	}
	for i := range file.Messages().Len() {
		m := file.Messages().Get(i)
		for j := range m.Fields().Len() {
			f := m.Fields().Get(j)
			if seen[f.FullName()] == 0 {
				t.Errorf("%s is never set", f.FullName())
			}
			if !always[f.Name()] && seen[f.FullName()] == seen[m.FullName()] {
				t.Errorf("%s is always set", f.FullName())
			}
		}
	}
	for _, name := range []protoreflect.Name{"education", "skills", "certifications", "experience", "languages"} {
		if longest := lists[file.Messages().ByName("CandidateProfile").FullName().Append(name)]; longest < 200 {
			t.Errorf("the longest list of %s has %d entries, want some hundreds now and then", name, longest)
		}
	}
}

func TestTypicalSize(t *testing.T) {
	t.Parallel()
	if n := len(wire(t, profilegen.Typical())); n < 2300 || n > 2700 {
		t.Errorf("the typical profile has %d bytes on the wire, want about 2500", n)
	}
}

// Each mutation does what it says, and nothing besides.
func TestMutations(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	g := profilegen.New(5)
	kinds := map[string]int{}
	for range 2000 {
		p := g.Profile()
		gained, desc := profilegen.Gain(r, p)
		if desc == "" || proto.Equal(gained, p) {
			t.Errorf("%s: nothing gained: %q", p.GetCandidateId(), desc)
		}
		if added := proto.Size(gained) - proto.Size(p); added < 0 {
			t.Errorf("%s: %q takes %d bytes away", p.GetCandidateId(), desc, -added)
		}
		kinds[desc[:3]]++
		if a, b := proto.Size(profilegen.Shuffle(r, p)), proto.Size(p); a != b {
			t.Errorf("%s: shuffled to %d bytes from %d", p.GetCandidateId(), a, b)
		}
		if a, b := proto.Size(profilegen.Repeat(r, p)), proto.Size(p); a <= b && len(p.GetSkills()) > 0 && len(p.GetSkills()) < 500 {
			t.Errorf("%s: repeated to %d bytes from %d", p.GetCandidateId(), a, b)
		}
		checkAnonymous(t, p, profilegen.Anonymize(r, p))
	}
	for _, kind := range []string{"ski", "exp", "job", "act", "edu", "com", "cer"} {
		if kinds[kind] == 0 {
			t.Errorf("no gain begins with %q: %v", kind, kinds)
		}
	}
}

// checkAnonymous checks that all that must not count is changed, and that putting it back gives the profile again.
func checkAnonymous(t *testing.T, p, q *lexfitv1.CandidateProfile) {
	t.Helper()
	differ := func(field, before, after string) {
		if before == after {
			t.Errorf("%s: %s is still %q", p.GetCandidateId(), field, before)
		}
	}
	differDate := func(field, before, after string) {
		if before < "2026" { // what lies ahead, or may, is not always another
			differ(field, before, after)
		} else if after < "2026" {
			t.Errorf("%s: %s is %q, and was %q", p.GetCandidateId(), field, after, before)
		}
	}
	differ("display_name", p.GetDisplayName(), q.GetDisplayName())
	back := proto.CloneOf(q)
	back.DisplayName, back.Labels = p.GetDisplayName(), p.GetLabels()
	for i, e := range back.GetEducation() {
		was := p.GetEducation()[i]
		differ("institution", was.GetInstitution(), e.GetInstitution())
		differDate("completed_on", was.GetCompletedOn(), e.GetCompletedOn())
		e.Institution, e.CompletedOn = was.GetInstitution(), was.GetCompletedOn()
	}
	for i, c := range back.GetCertifications() {
		was := p.GetCertifications()[i]
		differDate("issued_on", was.GetIssuedOn(), c.GetIssuedOn())
		c.IssuedOn = was.GetIssuedOn()
	}
	for i, e := range back.GetExperience() {
		was := p.GetExperience()[i]
		differ("employer", was.GetEmployer(), e.GetEmployer())
		e.Employer = was.GetEmployer()
	}
	if !proto.Equal(back, p) {
		t.Errorf("%s: Anonymize changed something that counts", p.GetCandidateId())
	}
}

func BenchmarkProfile(b *testing.B) {
	b.ReportAllocs()
	g := profilegen.New(1)
	for b.Loop() {
		g.Profile()
	}
}
