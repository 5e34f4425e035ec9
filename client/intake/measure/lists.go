package measure

import (
	"strings"

	"github.com/lexfit/lexfit/client/intake/draft"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func level(study *lexfitv1.Education) string {
	return strings.TrimPrefix(strings.TrimPrefix(study.GetLevel().String(), "EDUCATION_LEVEL_"), "UNSPECIFIED")
}

// completion is how far a course of study came: not saying so is having completed it.
func completion(study *lexfitv1.Education) string {
	switch {
	case study == nil:
		return ""
	case study.GetStatus() == lexfitv1.EducationStatus_EDUCATION_STATUS_UNSPECIFIED:
		return "COMPLETED"
	default:
		return strings.TrimPrefix(study.GetStatus().String(), "EDUCATION_STATUS_")
	}
}

func (c *comparison) studies() {
	truth, read := c.truth.GetEducation(), c.draft.GetEducation()
	partner, left := pairs(len(truth), len(read), func(i, j int) int {
		want, got := truth[i], read[j]
		worth := 0
		for _, both := range [][2]string{
			{level(want), level(got)},
			{level(want), level(got)},
			{same(want.GetField()), same(got.GetField())},
			{same(want.GetField()), same(got.GetField())},
			{same(want.GetInstitution()), same(got.GetInstitution())},
			{want.GetCompletedOn(), got.GetCompletedOn()},
		} {
			if both[0] != "" && both[0] == both[1] {
				worth++
			}
		}
		return worth
	})
	for i, j := range partner {
		if j < 0 {
			c.study(truth[i], nil, 0)
			continue
		}
		c.study(truth[i], read[j], j)
	}
	for _, j := range left {
		c.study(nil, read[j], j)
	}
}

func (c *comparison) study(want, got *lexfitv1.Education, number int) {
	flagged := func(fields ...string) bool { return c.flagged("education", number, fields...) }
	c.value(Levels, level(want), level(got), level(want) == level(got), flagged("level"))
	c.value(Fields, want.GetField(), got.GetField(), same(want.GetField()) == same(got.GetField()), flagged("field"))
	c.value(Studies, completion(want), completion(got), completion(want) == completion(got), flagged("status", "completed_on"))
}

func (c *comparison) skills() {
	truth, read := c.truth.GetSkills(), c.draft.GetSkills()
	partner, left := pairs(len(truth), len(read), func(i, j int) int {
		want, _ := bare(truth[i].GetName())
		if got, _ := bare(read[j].GetName()); want != got {
			return 0
		}
		return 1
	})
	for i, j := range partner {
		want := truth[i]
		if j < 0 {
			c.value(Skills, want.GetName(), "", false, false)
			continue
		}
		got := read[j]
		c.value(Skills, want.GetName(), got.GetName(), true, c.flagged("skills", j, "name"))
		c.value(SkillLevels, ability(want), ability(got), ability(want) == ability(got), c.flagged("skills", j, "name", "proficiency", "measured"))
	}
	for _, j := range left {
		c.value(Skills, "", read[j].GetName(), false, c.flagged("skills", j, "name"))
	}
}

// standing is where a certification stands: not saying so is being active.
func standing(held *lexfitv1.Certification) string {
	if held.GetStatus() == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNSPECIFIED {
		return "ACTIVE"
	}
	return strings.TrimPrefix(held.GetStatus().String(), "CERTIFICATION_STATUS_")
}

func (c *comparison) certifications() {
	truth, read := c.truth.GetCertifications(), c.draft.GetCertifications()
	partner, left := pairs(len(truth), len(read), func(i, j int) int {
		switch {
		case same(truth[i].GetName()) == same(read[j].GetName()):
			return 2
		case credential(truth[i], read[j]):
			return 1
		default:
			return 0
		}
	})
	for i, j := range partner {
		want := truth[i]
		if j < 0 {
			c.value(Certifications, want.GetName(), "", false, false)
			continue
		}
		got := read[j]
		c.value(Certifications, want.GetName(), got.GetName(), true, c.flagged("certifications", j, "name"))
		c.value(Standings, standing(want), standing(got), standing(want) == standing(got), c.flagged("certifications", j, "name", "status", "expires_on"))
	}
	for _, j := range left {
		c.value(Certifications, "", read[j].GetName(), false, c.flagged("certifications", j, "name"))
	}
}

func (c *comparison) languages() {
	truth, read := c.truth.GetLanguages(), c.draft.GetLanguages()
	partner, left := pairs(len(truth), len(read), func(i, j int) int {
		want, _ := spoken(truth[i])
		if got, _ := spoken(read[j]); want != got {
			return 0
		}
		return 1
	})
	for i, j := range partner {
		want := truth[i]
		if j < 0 {
			c.value(Languages, want.GetName(), "", false, false)
			continue
		}
		got := read[j]
		c.value(Languages, want.GetName(), got.GetName(), true, c.flagged("languages", j, "name"))
		_, stated := spoken(want)
		_, written := spoken(got)
		c.value(LanguageLevels, stated, written, stated == written, c.flagged("languages", j, "name", "level"))
	}
	for _, j := range left {
		c.value(Languages, "", read[j].GetName(), false, c.flagged("languages", j, "name"))
	}
}

func (c *comparison) contacts(truth []Contact, read []draft.Contact) {
	partner, left := pairs(len(truth), len(read), func(i, j int) int {
		want, got := truth[i], read[j]
		if want.Kind != got.Kind {
			return 0
		}
		if reach(want.Kind, want.Value) == reach(got.Kind, got.Value) {
			return 2
		}
		if stated, written := wordsOf(want.Value), wordsOf(got.Value); want.Kind == "address" && (only(stated, written) || only(written, stated)) {
			return 1
		}
		return 0
	})
	for i, j := range partner {
		if j < 0 {
			c.value(Contacts, truth[i].Kind+" "+truth[i].Value, "", false, false)
			continue
		}
		c.value(Contacts, truth[i].Value, read[j].Value, true, false)
	}
	for _, j := range left {
		c.value(Contacts, "", read[j].Kind+" "+read[j].Value, false, false)
	}
}
