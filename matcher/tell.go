package matcher

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// tell says what to do in sentences with the candidate's own facts, where the facts about it come from, and what has to be
// checked besides.
func (a *adviser) tell(x *action) (text, source string, checks []string) {
	p, c := a.p, &a.s.candidate
	switch x.kind {
	case lexfitv1.AdviceKind_ADVICE_KIND_EARN_CREDENTIAL:
		k := &p.words.credentials[x.subject]
		return a.tellEarn(k), k.GetSource(), k.checks()
	case lexfitv1.AdviceKind_ADVICE_KIND_RENEW_CREDENTIAL:
		k, e := &p.words.credentials[x.subject], c.profile.GetCertifications()[x.entry]
		text = fmt.Sprintf("Renew the %s (%s): “%s” has expired.", k.title, k.GetIssuer(), e.GetName())
		if d, ok := parseDate(e.GetExpiresOn()); ok && d.endsBefore(c.asOf) {
			text = fmt.Sprintf("Renew the %s (%s): “%s” expired in %s.", k.title, k.GetIssuer(), e.GetName(), e.GetExpiresOn())
		}
		if k.GetRenewalNote() != "" {
			text += " Renewing takes: " + prose.Stop(k.GetRenewalNote())
		}
		return text, k.GetSource(), []string{"check: that the issuer renews it after it has lapsed"}
	case lexfitv1.AdviceKind_ADVICE_KIND_FINISH_CREDENTIAL:
		k, e := &p.words.credentials[x.subject], c.profile.GetCertifications()[x.entry]
		return fmt.Sprintf("Finish the %s (%s): “%s” is in progress.", k.title, k.GetIssuer(), e.GetName()), k.GetSource(), k.checks()
	case lexfitv1.AdviceKind_ADVICE_KIND_FINISH_EDUCATION:
		e := c.profile.GetEducation()[x.entry]
		f := finder{p: p, s: a.s}
		source = "No figure in the rulebook; a year is taken."
		for i := range c.education {
			if k := &c.education[i]; k.main && k.index == x.entry {
				if g := f.programLike(k); g != nil {
					source = "Half of what a whole program takes. " + g.GetEffort().GetSource()
				}
			}
		}
		return "Finish the " + study(e) + " that is in progress.", source, nil
	case lexfitv1.AdviceKind_ADVICE_KIND_ADD_EDUCATION:
		g := &p.advice.programs[x.subject]
		text = "Study for " + prose.Article(g.GetTitle())
		if best := highest(c.profile.GetEducation()); best != nil {
			text += ", on top of the " + study(best)
		}
		return text + ".", g.GetEffort().GetSource(), nil
	case lexfitv1.AdviceKind_ADVICE_KIND_TAKE_COURSE:
		return "Take a course in " + strings.ToLower(p.rulebook.GetTopics()[x.subject].GetTitle()) + "; the profile lists none in it.", p.advice.course.GetSource(), nil
	case lexfitv1.AdviceKind_ADVICE_KIND_LEARN_SKILL:
		k := &p.words.skills[x.subject]
		text = "Learn " + k.title + " to a working level; the profile does not name it."
		if x.entry >= 0 {
			text = fmt.Sprintf("Learn %s to a working level; “%s” is stated as absent.", k.title, c.profile.GetSkills()[x.entry].GetName())
		}
		return text, p.learningSource(x), nil
	case lexfitv1.AdviceKind_ADVICE_KIND_RAISE_SKILL:
		k, e := &p.words.skills[x.subject], c.profile.GetSkills()[x.entry]
		if x.units > 0 {
			return fmt.Sprintf("Bring %s to %d %s; it was measured at %d.", k.title, x.units, k.unit, wholeUnits(e.GetMeasured().GetValue())), p.learningSource(x), nil
		}
		return fmt.Sprintf("Bring %s from %s to %s (“%s” is stated as %s).", k.title, prose.Proficiency(e.GetProficiency()), prose.Proficiency(x.level), e.GetName(), prose.Proficiency(e.GetProficiency())),
			p.learningSource(x), nil
	case lexfitv1.AdviceKind_ADVICE_KIND_GAIN_EXPERIENCE:
		return a.tellYear(x), p.rulebook.GetAdvice().GetExperienceSource(), nil
	case lexfitv1.AdviceKind_ADVICE_KIND_UNSPECIFIED:
	}
	return "", "", nil
}

func (a *adviser) tellEarn(k *credentialPlan) string {
	text := prose.Stop(fmt.Sprintf("Earn the %s of %s", k.title, k.GetIssuer()))
	short := a.p.shortOf(a.s, k.requires)
	title, _ := a.p.route(a.s, k.requires)
	switch facts := a.shown(k.requires); {
	case k.requires.end == k.requires.first:
		return text
	case short == 0 && title == "":
		return text + " It is open" + facts + "."
	case short == 0:
		return text + " It is open by the route “" + title + "”" + facts + "."
	default:
		return text + " It opens with " + a.p.opensWith(a.s, k.requires) + "."
	}
}

// shown names the places of the profile by which an entry condition is met.
func (a *adviser) shown(e entryCondition) string {
	if e.end == e.first {
		return ""
	}
	x := explainer{plan: a.p, role: a.p.advice.entry, c: &a.s.candidate, out: a.s.entry}
	x.evidence(0, e.end-1)
	var facts []string
	for _, v := range x.proofList {
		if fact := a.fact(v); fact != "" && len(facts) < 3 {
			facts = append(facts, fact)
		}
	}
	if len(facts) == 0 {
		return ""
	}
	return ": " + prose.And(facts)
}

// fact is a place of the profile in words.
func (a *adviser) fact(v *lexfitv1.Evidence) string { return factAt(a.s.candidate.profile, v) }

func (a *adviser) tellYear(x *action) string {
	p, c := a.p, &a.s.candidate
	if x.entry >= 0 {
		for i := range c.jobs {
			if j := &c.jobs[i]; j.index == x.entry {
				return fmt.Sprintf("Stay one more year as %s; the job has lasted %s so far.", c.profile.GetExperience()[x.entry].GetTitle(), prose.Years(j.months))
			}
		}
	}
	title := p.words.families[x.subject].written
	if w := c.workIn(x.subject); w.months > 0 {
		return fmt.Sprintf("Work one more year as %s; the profile shows %s of it.", title, prose.Years(w.months))
	}
	return fmt.Sprintf("Work a first year as %s; the profile shows none of it.", title)
}

// learningSource says where the effort of learning comes from.
func (p *Program) learningSource(x *action) string {
	l := p.advice.learning[lexfitv1.Proficiency_PROFICIENCY_WORKING]
	if x.level > 0 {
		l = p.advice.learning[x.level]
	}
	if p.words.skills[x.subject].software {
		return l.GetSoftware().GetSource()
	}
	return l.GetSkill().GetSource()
}

// study names an entry of education as the profile does.
func study(e *lexfitv1.Education) string {
	text := prose.Level(e.GetLevel())
	if e.GetField() != "" {
		text += " in " + e.GetField()
	}
	return text
}

// highest is the highest completed entry of education, the first of equal ones.
func highest(list []*lexfitv1.Education) *lexfitv1.Education {
	var best *lexfitv1.Education
	for _, e := range list {
		done := e.GetStatus() == lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED || e.GetStatus() == lexfitv1.EducationStatus_EDUCATION_STATUS_UNSPECIFIED
		if done && e.GetLevel() > 0 && (best == nil || e.GetLevel() > best.GetLevel()) {
			best = e
		}
	}
	return best
}

// factAt is a place of the profile in words: what stands there, with its level, length or status.
func factAt(profile *lexfitv1.CandidateProfile, v *lexfitv1.Evidence) string {
	list, i, part, j := splitPath(v.GetPath())
	if i < 0 { // an earlier step of a plan adds it: it does not stand in the profile yet
		return ""
	}
	switch list + part {
	case "experience.duties":
		return "“" + prose.Shorten(profile.GetExperience()[i].GetDuties()[j]) + "” among the duties as " + profile.GetExperience()[i].GetTitle()
	case "education.coursework":
		return "the course “" + profile.GetEducation()[i].GetCoursework()[j] + "”"
	case "experience":
		e := profile.GetExperience()[i]
		switch {
		case e.GetStartedOn() != "" && e.GetEndedOn() != "":
			return e.GetTitle() + ", " + e.GetStartedOn() + " to " + e.GetEndedOn()
		case e.GetStartedOn() != "" && e.Months == nil:
			return e.GetTitle() + " since " + e.GetStartedOn()
		case e.Months != nil:
			return e.GetTitle() + " for " + prose.Years(e.GetMonths())
		}
		return e.GetTitle()
	case "skills":
		k := profile.GetSkills()[i]
		if m := k.GetMeasured(); m != nil {
			return fmt.Sprintf("“%s” measured at %d %s", k.GetName(), wholeUnits(m.GetValue()), m.GetUnit())
		}
		text := "“" + k.GetName() + "”"
		if k.GetProficiency() != 0 {
			text += " at " + prose.Proficiency(k.GetProficiency()) + " level"
		}
		if n := wholeMonths(k.GetYears()); n > 0 {
			text += " over " + prose.Years(n)
		}
		return text
	case "education":
		return "the " + study(profile.GetEducation()[i])
	case "certifications":
		return "“" + profile.GetCertifications()[i].GetName() + "”"
	case "preferences.interests":
		return "an interest in " + prose.Interest(profile.GetPreferences().GetInterests()[i])
	case "languages":
		return profile.GetLanguages()[i].GetName()
	}
	return ""
}

// splitPath takes a field path apart: experience[1].duties[0] is experience, 1, .duties, 0; a missing number is absent.
func splitPath(path string) (list string, i int, part string, j int) {
	list, rest, _ := strings.Cut(path, "[")
	i, rest = leadingNumber(rest)
	part, rest, _ = strings.Cut(rest, "[")
	j, _ = leadingNumber(rest)
	return list, i, part, j
}

// leadingNumber reads "12]…".
func leadingNumber(s string) (int, string) {
	digits, rest, ok := strings.Cut(s, "]")
	n, err := strconv.Atoi(digits)
	if !ok || err != nil {
		return absent, ""
	}
	return n, rest
}

// entryAt is the place in a list that a path names: the whole entry and no part of it; absent where it names another.
func entryAt(path, list string) int {
	l, i, part, _ := splitPath(path)
	if l != list || part != "" {
		return absent
	}
	return i
}
