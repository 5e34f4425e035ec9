package rulebook_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// withDuties gives a rulebook a small table of duties.
func withDuties(rb *lexfitv1.Rulebook) *lexfitv1.Rulebook {
	rb.Duties = &lexfitv1.DutyTable{
		Verbs:   []*lexfitv1.VerbClass{{Id: "keep", Verbs: []string{"keep"}}},
		Objects: []*lexfitv1.ObjectClass{{Id: "papers", Phrases: []string{"paper"}}},
		Rows:    []*lexfitv1.DutyRow{{Verbs: []string{"keep"}, Objects: []string{"papers"}, Skills: []string{"filing"}, LawOnly: true}},
	}
	return rb
}

func TestDiffSaysWhatAPersonWould(t *testing.T) {
	t.Parallel()
	skill := func(rb *lexfitv1.Rulebook, id string) *lexfitv1.SkillDefinition {
		for _, k := range rb.GetSkills() {
			if k.GetId() == id {
				return k
			}
		}
		t.Fatal(id)
		return nil
	}
	for _, k := range []struct {
		name   string
		change func(rb *lexfitv1.Rulebook)
		want   []string
		scores bool
	}{
		{"a weight", func(rb *lexfitv1.Rulebook) { rb.Roles[1].Criteria[1].Weight = 130 }, []string{"roles/paralegal, criterion legal-research: weight: 110 → 130"}, true},
		{"a threshold", func(rb *lexfitv1.Rulebook) { rb.Roles[1].Criteria[0].Threshold = 55 }, []string{"roles/paralegal, criterion education-paralegal: threshold: 40 → 55"}, true},
		{"a requirement", func(rb *lexfitv1.Rulebook) {
			rb.Roles[0].Criteria[1].Requirement = lexfitv1.Requirement_REQUIREMENT_REQUIRED
		}, []string{"roles/legal-secretary, criterion education-preferred: requirement: PREFERRED → REQUIRED"}, true},
		{"an alias", func(rb *lexfitv1.Rulebook) { s := skill(rb, "westlaw"); s.Aliases = append(s.Aliases, "West Law Next") }, []string{"skill westlaw: aliases: added West Law Next"}, true},
		{"a similarity", func(rb *lexfitv1.Rulebook) { skill(rb, "typing").Related[0].Similarity = 400 }, []string{"skill typing: related word-processing.similarity: 500 → 400"}, true},
		{"a route's worth", func(rb *lexfitv1.Rulebook) {
			rb.Roles[1].Criteria[0].Condition.GetAnyOf().Of[2].Worth = proto.Int32(700)
		}, []string{"roles/paralegal, criterion education-paralegal: condition.any_of.of “other certificate and a degree”.worth: 750 → 700"}, true},
		{"a curve", func(rb *lexfitv1.Rulebook) { rb.Tables.Implied.Points[0].Value++ }, []string{"rulebook: tables.implied.points: "}, true},
		{"a band", func(rb *lexfitv1.Rulebook) { rb.Roles[0].Bands.Good = 650 }, []string{"roles/legal-secretary: bands.good: 660 → 650"}, true},
		{"a reason", func(rb *lexfitv1.Rulebook) { rb.Roles[0].Criteria[1].Rationale = "Because." }, []string{"roles/legal-secretary, criterion education-preferred: rationale: "}, false},
		{"a criterion less", func(rb *lexfitv1.Rulebook) { rb.Roles[0].Criteria = rb.GetRoles()[0].GetCriteria()[:14] }, []string{"roles/legal-secretary, criterion preference: removed"}, true},
		{"a place", func(rb *lexfitv1.Rulebook) {
			k := rb.GetRoles()[0].GetCriteria()
			k[3], k[4] = k[4], k[3]
		}, []string{"roles/legal-secretary: criteria (order): "}, true},
		{"an effort", func(rb *lexfitv1.Rulebook) { rb.Credentials[0].EffortWeeks = 20 }, []string{"credential nala-cp: effort_weeks: 16 → 20"}, false},
		{"a phrase of a duty", func(rb *lexfitv1.Rulebook) {
			rb.GetDuties().Objects[0].Phrases = append(rb.GetDuties().GetObjects()[0].GetPhrases(), "briefcase")
		}, []string{"class of objects papers: phrases: added briefcase"}, true},
		{"a row of duties", func(rb *lexfitv1.Rulebook) {
			rb.GetDuties().Rows[0].Skills = append(rb.GetDuties().GetRows()[0].GetSkills(), "typing")
		}, []string{"rulebook: duties.rows keep × papers (law only).skills: added typing"}, true},
		{"a row of duties more", func(rb *lexfitv1.Rulebook) {
			rb.Duties.Rows = append(rb.GetDuties().GetRows(), &lexfitv1.DutyRow{Verbs: []string{"keep"}, Objects: []string{"papers"}, Skills: []string{"typing"}})
		}, []string{"rulebook: duties.rows keep × papers: added {verbs: [keep], objects: [papers], skills: [typing]}"}, true},
		{"a program", func(rb *lexfitv1.Rulebook) { rb.Advice.Programs = rb.GetAdvice().GetPrograms()[1:] }, []string{"program high-school-equivalent: removed"}, false},
	} {
		from, to := withDuties(rulebook.Default()), withDuties(rulebook.Default())
		k.change(to)
		changes := rulebook.Diff(from, to)
		if len(changes) != len(k.want) {
			t.Errorf("%s: %d changes: %v", k.name, len(changes), changes)
			continue
		}
		for i, c := range changes {
			if !strings.HasPrefix(c.GetText(), k.want[i]) || c.GetScores() != k.scores {
				t.Errorf("%s: %q (scores %v), want %q (%v)", k.name, c.GetText(), c.GetScores(), k.want[i], k.scores)
			}
		}
	}
}

// Whatever single value of the rulebook changes, the diff is not empty; and of equal rulebooks it is.
func TestDiffIsEmptyExactlyForEqualDigests(t *testing.T) {
	t.Parallel()
	from := rulebook.Default()
	if changes := rulebook.Diff(from, rulebook.Default()); len(changes) != 0 {
		t.Fatalf("a rulebook differs from itself: %v", changes[0])
	}
	r := rand.New(rand.NewPCG(7, 7))
	for range 100 {
		to := rulebook.Default()
		what := mutate(r, to.ProtoReflect(), "")
		changes := rulebook.Diff(from, to)
		if same := matcher.Digest(from) == matcher.Digest(to); same != (len(changes) == 0) {
			t.Errorf("%s: one digest %v, %d changes", what, same, len(changes))
		}
	}
}

// mutate changes one value somewhere in a message, and says where.
func mutate(r *rand.Rand, m protoreflect.Message, path string) string {
	var set []protoreflect.FieldDescriptor
	m.Range(func(f protoreflect.FieldDescriptor, _ protoreflect.Value) bool { set = append(set, f); return true })
	if len(set) == 0 {
		return "nothing at " + path
	}
	f := set[r.IntN(len(set))]
	path += "." + string(f.Name())
	switch {
	case f.IsList() && f.Message() != nil:
		l := m.Mutable(f).List()
		switch i := r.IntN(l.Len()); r.IntN(8) {
		case 0: // one less
			for j := i; j+1 < l.Len(); j++ {
				l.Set(j, l.Get(j+1))
			}
			l.Truncate(l.Len() - 1)
			return path + " is one shorter"
		case 1: // two change places
			j := r.IntN(l.Len())
			x, y := proto.Clone(l.Get(i).Message().Interface()), proto.Clone(l.Get(j).Message().Interface())
			l.Set(i, protoreflect.ValueOfMessage(y.ProtoReflect()))
			l.Set(j, protoreflect.ValueOfMessage(x.ProtoReflect()))
			return fmt.Sprintf("%s: %d and %d change places", path, i, j)
		default:
			return mutate(r, l.Get(i).Message(), fmt.Sprintf("%s[%d]", path, i))
		}
	case f.IsList():
		l := m.Mutable(f).List()
		l.Truncate(l.Len() - 1)
		return path + " is one shorter"
	case f.Message() != nil:
		return mutate(r, m.Mutable(f).Message(), path)
	case r.IntN(3) == 0:
		m.Clear(f)
		return path + " is cleared"
	case f.Kind() == protoreflect.StringKind:
		m.Set(f, protoreflect.ValueOfString(m.Get(f).String()+"x"))
	case f.Kind() == protoreflect.Int32Kind:
		m.Set(f, protoreflect.ValueOfInt32(int32(m.Get(f).Int())+1))
	default:
		m.Clear(f)
	}
	return path
}
