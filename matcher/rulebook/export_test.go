package rulebook

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/testing/protocmp"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// diffMessages compares two messages; empty for equal ones.
func diffMessages(got, want proto.Message) string {
	return cmp.Diff(got, want, protocmp.Transform())
}

// roundTrip exports a rulebook, reads it back and fails where it is another.
func roundTrip(t *testing.T, rb *lexfitv1.Rulebook) {
	t.Helper()
	text, err := Export(rb)
	if err != nil {
		t.Fatal(err)
	}
	doc, findings := Parse("export.yaml", text)
	if len(findings) > 0 {
		t.Fatalf("does not read back: %v\n%s", findings[0], text)
	}
	if !proto.Equal(doc.Rulebook, rb) {
		t.Fatalf("reads back differently:\n%s\n%s", diffMessages(doc.Rulebook, rb), text)
	}
}

func TestExportReadsBackEqual(t *testing.T) {
	t.Parallel()
	tests := map[string]*lexfitv1.Rulebook{
		"empty":          {},
		"empty messages": {Tables: &lexfitv1.ScoringTables{Implied: &lexfitv1.Curve{}}, Skills: []*lexfitv1.SkillDefinition{{}, {Measure: &lexfitv1.SkillMeasure{}}}},
		"related skills listed twice": {Skills: []*lexfitv1.SkillDefinition{{Related: []*lexfitv1.RelatedSkill{
			{Skill: "a", Similarity: 1}, {Skill: "a", Similarity: 2}, {},
		}}}},
		"a key too long for YAML": {Skills: []*lexfitv1.SkillDefinition{{Related: []*lexfitv1.RelatedSkill{{Skill: strings.Repeat("k", 3000), Similarity: 1}}}}},
		"duties": {Duties: &lexfitv1.DutyTable{
			Verbs:   []*lexfitv1.VerbClass{{Id: "keep", Verbs: []string{"set up", "e-file"}, Nouns: []string{"upkeep"}}, {}},
			Objects: []*lexfitv1.ObjectClass{{Id: "papers", Phrases: []string{"=no", "H-1B", "1040", "yes"}}},
			Rows:    []*lexfitv1.DutyRow{{Verbs: []string{"keep"}, Objects: []string{"papers"}, Skills: []string{"filing"}, LawOnly: true}, {}},
			Denials: []string{"no", "don't"}, Abbreviations: []string{"no", "v"},
		}},
		"worth of nothing": {Roles: []*lexfitv1.Role{{Flags: []*lexfitv1.FlagRule{
			{Condition: &lexfitv1.Condition{Worth: proto.Int32(0)}},
			{Condition: &lexfitv1.Condition{Node: &lexfitv1.Condition_Skill{Skill: &lexfitv1.SkillCondition{}}}},
			{Condition: &lexfitv1.Condition{Node: &lexfitv1.Condition_Preference{Preference: &lexfitv1.PreferenceCondition{
				Interests: []*lexfitv1.InterestWorth{{}, {Interest: lexfitv1.Interest_INTEREST_LITIGATION, Worth: 3}},
			}}}},
			{Condition: &lexfitv1.Condition{Node: &lexfitv1.Condition_Experience{Experience: &lexfitv1.ExperienceCondition{
				Families: []*lexfitv1.FamilyFactor{{Family: "a"}, {Family: "b", FactorElsewhere: 4}, {Family: "c", Factor: 1, FactorElsewhere: 2}},
			}}}},
		}}}},
	}
	for name, rb := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			roundTrip(t, rb)
		})
	}
}

func TestExportKeepsTexts(t *testing.T) {
	t.Parallel()
	texts := []string{
		"", " ", "a", "=a", "=", "==", "true", "No", "null", "~", "1", "-1", "1.5", "1e3", "0x10", "2024-01-01", "2024-34", "1:30",
		"- a", "a: b", "a #b", "#", "a, b", "[a]", "{a}", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a`", "?", ": ", "<<", "---", "...",
		`"`, `'`, `\`, `a "b" 'c' \d`, "a\nb", "\n", "a\n", "\ta", "a\tb", "a\r\nb", " a", "a ", "a  b", "a\u00a0b", "\ufeffa", "a\u2028b", "a\u0085b",
		"\x00", "\x7f", "Español", "中文", "🙂", "\U0010ffff", "\ufffe", "a\u0301",
		strings.Repeat("word ", 60) + "end", strings.Repeat("word  ", 60) + "end", strings.Repeat("x", 500), strings.Repeat("a: #b ", 60) + "c",
		"Why?", "how? and why", "# " + strings.Repeat("word ", 60) + "end", "- " + strings.Repeat("- ", 100) + "-",
	}
	for _, text := range texts {
		roundTrip(t, &lexfitv1.Rulebook{
			Title: text,
			Names: &lexfitv1.NameReading{QualifiersAfter: []string{text, "b", text}},
			Skills: []*lexfitv1.SkillDefinition{{
				Id: text, Aliases: []string{text}, Related: []*lexfitv1.RelatedSkill{{Skill: text, Similarity: 1}, {Skill: text + "x"}},
			}},
		})
	}
}

// TestExportReadsBackRandomRulebooks fills rulebooks with anything at all, valid or not.
func TestExportReadsBackRandomRulebooks(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		r := seeded(seed)
		rb := &lexfitv1.Rulebook{}
		fillRandomly(r, rb.ProtoReflect(), 0, false)
		t.Logf("seed %d", seed)
		roundTrip(t, rb)
	}
}

func TestExportRefusesWhatItCannotSay(t *testing.T) {
	t.Parallel()
	unknown := &lexfitv1.Rulebook{}
	unknown.ProtoReflect().SetUnknown(protoreflect.RawFields{0xfa, 0x7f, 0x01, 'x'})
	related := &lexfitv1.RelatedSkill{}
	related.ProtoReflect().SetUnknown(protoreflect.RawFields{0xfa, 0x7f, 0x01, 'x'})
	tests := map[string]*lexfitv1.Rulebook{
		"nothing":                    nil,
		"a text that is no UTF-8":    {Title: "\xff"},
		"an unknown field":           unknown,
		"an unknown field in a pair": {Skills: []*lexfitv1.SkillDefinition{{Related: []*lexfitv1.RelatedSkill{related}}}},
		"an unknown enum value":      {Roles: []*lexfitv1.Role{{Criteria: []*lexfitv1.Criterion{{Category: 99}}}}},
	}
	for name, rb := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if text, err := Export(rb); err == nil {
				t.Errorf("got %q, want an error", text)
			}
		})
	}
}

func TestExportOfTheDefaultKeepsItsDigest(t *testing.T) {
	t.Parallel()
	text, err := Export(Default())
	if err != nil {
		t.Fatal(err)
	}
	doc, findings := Parse("export.yaml", text)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	marshal := proto.MarshalOptions{Deterministic: true}
	got, _ := marshal.Marshal(doc.Rulebook)
	want, _ := marshal.Marshal(Default())
	if string(got) != string(want) {
		t.Error("the default rulebook changes on its way through YAML")
	}
}

func TestExportIsReadable(t *testing.T) {
	t.Parallel()
	text, err := Export(Default())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"\n  skill_years: [[0, 4000], [12, 5500], [36, 8000], [60, 10000]]\n",
		"\n    related: {word-processing: 500, dictation: 600}\n",
		"\n        category: EDUCATION\n",
		"\n            - {title: diploma, education: {min_level: HIGH_SCHOOL}}\n",
		"secretary: [900, 500],",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the export does not hold %q", want)
		}
	}
	for i, line := range strings.Split(string(text), "\n") {
		if len([]rune(line)) > lineWidth+20 {
			t.Errorf("line %d has %d characters", i+1, len([]rune(line)))
		}
	}
}

// seeded returns a source of the same numbers for the same seed.
func seeded(seed uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, 1))
}

// fillRandomly sets fields of a message at random. With nils, lists also hold nil messages, which only Go code can make.
func fillRandomly(r *rand.Rand, m protoreflect.Message, depth int, nils bool) {
	fields := m.Descriptor().Fields()
	for i := range fields.Len() {
		fd := fields.Get(i)
		if r.IntN(3) == 0 || depth > 7 {
			continue
		}
		switch {
		case fd.IsList():
			list := m.Mutable(fd).List()
			for range r.IntN(3) {
				v := list.NewElement()
				if fd.Message() == nil {
					v = randomScalar(r, fd)
				} else if !nils || r.IntN(4) > 0 {
					fillRandomly(r, v.Message(), depth+1, nils)
				} else {
					v = protoreflect.ValueOfMessage(v.Message().Type().Zero())
				}
				list.Append(v)
			}
		case fd.Message() != nil:
			fillRandomly(r, m.Mutable(fd).Message(), depth+1, nils)
		default:
			m.Set(fd, randomScalar(r, fd))
		}
	}
}

// randomScalar returns a value of a field's kind, often an odd one.
func randomScalar(r *rand.Rand, fd protoreflect.FieldDescriptor) protoreflect.Value {
	switch fieldKinds[fd.Kind()] {
	case textField:
		texts := []string{"", "a", "b", "typing", "roles/a", "=a", "no", "12", "a: b", " a", "a\nb", "é, ü", strings.Repeat("long text ", 20)}
		return protoreflect.ValueOfString(texts[r.IntN(len(texts))])
	case truthField:
		return protoreflect.ValueOfBool(r.IntN(2) == 0)
	case choiceField:
		return protoreflect.ValueOfEnum(fd.Enum().Values().Get(r.IntN(fd.Enum().Values().Len())).Number())
	case numberField, noField:
	}
	numbers := []int32{0, 1, -1, 2, 100, 600, 1000, 10_000, 1<<31 - 1, -1 << 31}
	return protoreflect.ValueOfInt32(numbers[r.IntN(len(numbers))])
}
