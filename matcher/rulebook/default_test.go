package rulebook

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"buf.build/go/protovalidate"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/finding"
	"github.com/lexfit/lexfit/matcher/lexicon"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func TestDefaultHasNoFindings(t *testing.T) {
	t.Parallel()
	doc, findings := Parse("default.yaml", DefaultYAML())
	if len(findings) == 0 {
		findings = Lint(doc.Rulebook)
		doc.Locate(findings)
	}
	for _, f := range findings {
		t.Errorf("%s:%d:%d: %s: %s", f.GetFile(), f.GetLine(), f.GetColumn(), f.GetRule(), f.GetMessage())
	}
}

func TestDefaultKeepsTheContract(t *testing.T) {
	t.Parallel()
	if err := protovalidate.Validate(Default()); err != nil {
		t.Error(err)
	}
}

func TestDefaultCompiles(t *testing.T) {
	t.Parallel()
	if _, err := matcher.Compile(Default()); err != nil {
		t.Error(err)
	}
}

func TestDefaultIsAFreshCopy(t *testing.T) {
	t.Parallel()
	rb, text := Default(), DefaultYAML()
	rb.Title, rb.Skills[0].Title = "changed", "changed"
	text[0] = '!'
	if got := Default(); got.GetTitle() == "changed" || got.GetSkills()[0].GetTitle() == "changed" {
		t.Error("a caller's change shows in the next copy")
	}
	if DefaultYAML()[0] == '!' {
		t.Error("a caller's change shows in the next text")
	}
}

func TestDefaultHoldsWhatItMust(t *testing.T) {
	t.Parallel()
	rb := Default()
	for _, tt := range []struct {
		what     string
		got, min int
	}{
		{"skills", len(rb.GetSkills()), 200},
		{"credentials", len(rb.GetCredentials()), 45},
		{"languages", len(rb.GetLanguages()), 40},
	} {
		if tt.got < tt.min {
			t.Errorf("%d %s, want %d or more", tt.got, tt.what, tt.min)
		}
	}
	for _, c := range rb.GetCredentials() {
		if c.GetSource() == "" || c.GetPrerequisites() == "" {
			t.Errorf("credential %s lacks its source or prerequisites", c.GetId())
		}
		if c.GetAdvisable() && (c.GetEffortWeeks() < 1 || c.GetCostUsd() < 1) {
			t.Errorf("credential %s may be advised, and its effort or cost is unknown", c.GetId())
		}
		if c.GetAdvisable() && c.GetNotACredential() != "" {
			t.Errorf("%s is no credential and may be advised", c.GetId())
		}
	}
}

// TestDefaultScale pins the numbers that were calibrated, so that none changes unseen.
func TestDefaultScale(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"roles/legal-secretary": "education-base 60 REQUIRED 0, education-preferred 60 PREFERRED 0, typing-formatting 110 PREFERRED 0, " +
			"organization 100 PREFERRED 0, calendaring 90 PREFERRED 0, files-and-systems 90 PREFERRED 0, legal-terminology 80 REQUIRED 30, " +
			"discretion-detail 80 PREFERRED 0, correspondence-dictation 50 PREFERRED 0, billing-office 40 PREFERRED 0, digital-fluency 60 PREFERRED 0, " +
			"experience 120 PREFERRED 0, training 20 PREFERRED 0, certification 25 PREFERRED 0, preference 15 PREFERRED 0; 810 660 400",
		"roles/paralegal": "education-paralegal 180 REQUIRED 40, legal-research 110 PREFERRED 0, legal-writing 100 PREFERRED 0, " +
			"analytical-thinking 70 PREFERRED 0, procedure-efiling 100 PREFERRED 0, case-prep 70 PREFERRED 0, coordination 60 PREFERRED 0, " +
			"client-contact 40 PREFERRED 0, ethics-confidentiality 30 PREFERRED 0, digital-fluency 50 PREFERRED 0, experience 110 PREFERRED 0, " +
			"coursework 25 PREFERRED 0, certification 40 PREFERRED 0, preference 15 PREFERRED 0; 830 610 330",
	}
	for _, role := range Default().GetRoles() {
		var criteria []string
		sum := int32(0)
		for _, c := range role.GetCriteria() {
			sum += c.GetWeight()
			criteria = append(criteria, fmt.Sprintf("%s %d %s %d", c.GetId(), c.GetWeight(), finding.EnumName(c.GetRequirement()), c.GetThreshold()))
			if c.GetRationale() == "" || c.GetQuestion() == "" {
				t.Errorf("%s: %s lacks its rationale or question", role.GetName(), c.GetId())
			}
			if required := c.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED; required != (c.GetWayBack() != "") {
				t.Errorf("%s: %s: a way back belongs to required criteria, and to each", role.GetName(), c.GetId())
			}
		}
		b := role.GetBands()
		got := fmt.Sprintf("%s; %d %d %d", strings.Join(criteria, ", "), b.GetStrong(), b.GetGood(), b.GetPossible())
		if got != want[role.GetName()] || sum != 1000 {
			t.Errorf("%s: got %s (sum %d), want %s", role.GetName(), got, sum, want[role.GetName()])
		}
	}
}

// TestDefaultContestedNames pins which credential a name means that several bodies use.
func TestDefaultContestedNames(t *testing.T) {
	t.Parallel()
	owners, withIssuer := map[string]string{}, map[string][]string{}
	for _, c := range Default().GetCredentials() {
		for _, name := range slices.Concat([]string{c.GetTitle()}, c.GetAbbreviations(), c.GetAliases()) {
			owners[lexicon.NormalizeName(name)] = c.GetId()
		}
		for _, name := range c.GetNamesWithIssuer() {
			withIssuer[name] = append(withIssuer[name], c.GetId())
		}
	}
	for name, want := range map[string]string{
		"RP": "nfpa-rp", "Registered Paralegal": "nfpa-rp", "PACE": "nfpa-rp",
		"CP": "nala-cp", "Certified Paralegal": "nala-cp", "CLA": "nala-cp",
		"PLS": "nals-clp", "ALS": "nals-alp", "LSI": "lsi-certification", "CLM": "alm-clm", "CAP": "iaap-cap",
		"ALA": "ala-membership", "ABA certified": "aba-approved-program",
		"PP": "", "LP": "", "NP": "",
	} {
		if got := owners[lexicon.NormalizeName(name)]; got != want {
			t.Errorf("%s alone is %q, want %q", name, got, want)
		}
	}
	for name, want := range map[string]string{
		"RP": "[florida-frp indiana-irp]", "Registered Paralegal": "[florida-frp indiana-irp]", "PACE": "[iaap-pace]", "PP": "[nals-pp]",
		"CP":  "[nc-nccp tbls-paralegal osba-certified pa-pacp la-lcp sc-sccp ky-ckp wi-wcp mn-mncp nj-njcp de-dcp]",
		"LSI": "[lpi-ccls]",
	} {
		if got := fmt.Sprint(withIssuer[name]); got != want {
			t.Errorf("%s with an issuer is one of %s, want %s", name, got, want)
		}
	}
}

// TestDefaultUsesOnlyWhatItDefines walks every id of the message by itself, so that a reference which Lint forgot shows.
func TestDefaultUsesOnlyWhatItDefines(t *testing.T) {
	t.Parallel()
	rb := Default()
	defined := map[string]bool{}
	for _, list := range []protoreflect.Name{"skills", "credentials", "fields", "topics", "languages", "titles"} {
		items := rb.ProtoReflect().Get(rb.ProtoReflect().Descriptor().Fields().ByName(list)).List()
		for i := range items.Len() {
			m := items.Get(i).Message()
			defined[m.Get(m.Descriptor().Fields().ByName("id")).String()] = true
		}
	}
	// Every field of the contract that holds ids, by the message it is in.
	references := map[protoreflect.Name]bool{
		"RelatedSkill.skill": true, "ImpliedSkill.skill": true, "CredentialWorth.credential": true, "FamilyFactor.family": true,
		"FieldOfStudy.counts_towards": true, "TitleFamily.implies_as": true, "Pathway.skills": true, "Pathway.credentials": true,
		"SkillCondition.best_of": true, "LanguageCondition.best_of": true, "EducationCondition.fields": true,
		"CourseworkCondition.topics": true, "ExperienceCondition.practice_areas": true,
		"StudyProgram.field": true, "StudyProgram.topics": true,
	}
	count := 0
	walkFields(rb.ProtoReflect(), func(m protoreflect.Message, fd protoreflect.FieldDescriptor, v protoreflect.Value) {
		if !references[m.Descriptor().Name()+"."+fd.Name()] {
			return
		}
		var ids []string
		if fd.IsList() {
			for i := range v.List().Len() {
				ids = append(ids, v.List().Get(i).String())
			}
		} else {
			ids = []string{v.String()}
		}
		for _, id := range ids {
			count++
			if !defined[id] {
				t.Errorf("%s names %q, which is not defined", fd.FullName(), id)
			}
		}
	})
	if count < 500 {
		t.Errorf("walked %d references, want them all", count)
	}
}

// walkFields calls visit for every field that is set, in the message and below.
func walkFields(m protoreflect.Message, visit func(protoreflect.Message, protoreflect.FieldDescriptor, protoreflect.Value)) {
	m.Range(func(fd protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		visit(m, fd, v)
		switch {
		case fd.Message() == nil:
		case fd.IsList():
			for i := range v.List().Len() {
				walkFields(v.List().Get(i).Message(), visit)
			}
		default:
			walkFields(v.Message(), visit)
		}
		return true
	})
}

// TestContractStaysWithinTheNotation keeps the contract to the kinds of field that YAML rulebooks have.
func TestContractStaysWithinTheNotation(t *testing.T) {
	t.Parallel()
	seen := map[protoreflect.FullName]bool{}
	var walk func(protoreflect.MessageDescriptor)
	walk = func(desc protoreflect.MessageDescriptor) {
		if seen[desc.FullName()] {
			return
		}
		seen[desc.FullName()] = true
		for i := range desc.Fields().Len() {
			fd := desc.Fields().Get(i)
			switch {
			case fd.IsMap():
				t.Errorf("%s is a map", fd.FullName())
			case fd.Message() != nil:
				walk(fd.Message())
			case fieldKinds[fd.Kind()] == noField:
				t.Errorf("%s is of kind %s", fd.FullName(), fd.Kind())
			}
		}
	}
	walk((&lexfitv1.Rulebook{}).ProtoReflect().Descriptor())
	names := slices.Concat(slices.Collect(maps.Keys(listShorthand)), slices.Collect(maps.Keys(entryShorthand)), slices.Collect(maps.Keys(tupleShorthand)))
	for _, name := range names {
		if !seen[name] {
			t.Errorf("a shorthand is for %s, which the contract has not", name)
		}
	}
	for name, fields := range entryShorthand {
		desc := (&lexfitv1.Rulebook{}).ProtoReflect().Descriptor().ParentFile().Messages().ByName(name.Name())
		if desc.Fields().Len() != 1+len(fields.numbers) {
			t.Errorf("the shorthand of %s leaves fields out", name)
		}
	}
	for name := range listShorthand {
		desc := (&lexfitv1.Rulebook{}).ProtoReflect().Descriptor().ParentFile().Messages().ByName(name.Name())
		if desc.Fields().Len() != 1 {
			t.Errorf("the shorthand of %s leaves fields out", name)
		}
	}
}

func TestDefaultIsReadOnce(t *testing.T) {
	t.Parallel()
	if !proto.Equal(Default(), Default()) {
		t.Error("two copies differ")
	}
}
