package matcher

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// strengths are the criteria that speak for the candidate: at least three quarters of their points, the most points first.
func (p *Program) strengths(s *scratch, targets []int, fits []*lexfitv1.Fit) []*lexfitv1.Strength {
	const atLeast, most = 75, 5
	var list []*lexfitv1.Strength
	for n, t := range targets {
		var own []*lexfitv1.Strength
		for _, f := range fits[n].GetCriteria() {
			if f.GetPoints()*100 < f.GetMaxPoints()*atLeast || f.GetPoints() == 0 {
				continue
			}
			x := &lexfitv1.Strength{Role: p.targetName(t), CriterionId: f.GetCriterionId(), Points: f.GetPoints(), MaxPoints: f.GetMaxPoints(), Text: f.GetTitle()}
			if facts := p.facts(&s.candidate, f); facts != "" {
				x.Text += ": " + facts
			}
			x.Text += "."
			own = append(own, x)
		}
		slices.SortStableFunc(own, func(a, b *lexfitv1.Strength) int { return cmp.Compare(b.GetPoints(), a.GetPoints()) })
		list = append(list, own[:min(len(own), most)]...)
	}
	return list
}

// salary compares a role's pay band with what the candidate expects; nil where the rulebook has no pay band.
func salary(r *lexfitv1.Role, profile *lexfitv1.CandidateProfile) *lexfitv1.SalaryMatch {
	i := slices.IndexFunc(r.GetSalaries(), func(f *lexfitv1.SalaryFigure) bool { return f.GetBand() })
	if i < 0 {
		return nil
	}
	band := r.GetSalaries()[i]
	m := &lexfitv1.SalaryMatch{Band: band, ExpectedUsd: profile.GetPreferences().GetSalaryMinUsd()}
	pays := fmt.Sprintf("the pay band of %s to %s", prose.Dollars(band.GetLowUsd()), prose.Dollars(band.GetHighUsd()))
	switch {
	case band.GetHighUsd() == 0:
		pays = fmt.Sprintf("the pay of %s and more", prose.Dollars(band.GetLowUsd()))
	case band.GetLowUsd() == 0:
		pays = "the pay of up to " + prose.Dollars(band.GetHighUsd())
	}
	switch e := m.GetExpectedUsd(); {
	case e == 0:
		m.Text = "No salary is expected as far as stated; ask. Here stands " + pays + "."
	case band.GetHighUsd() > 0 && e > band.GetHighUsd():
		m.Verdict, m.Text = lexfitv1.SalaryVerdict_SALARY_VERDICT_ABOVE, fmt.Sprintf("Expects at least %s, above %s.", prose.Dollars(e), pays)
	case e < band.GetLowUsd():
		m.Verdict, m.Text = lexfitv1.SalaryVerdict_SALARY_VERDICT_BELOW, fmt.Sprintf("Expects at least %s, below %s.", prose.Dollars(e), pays)
	default:
		m.Verdict, m.Text = lexfitv1.SalaryVerdict_SALARY_VERDICT_WITHIN, fmt.Sprintf("Expects at least %s, within %s.", prose.Dollars(e), pays)
	}
	return m
}

// pathways says of every next role what the candidate has of what it asks for. Stated goals come first.
func (a *adviser) pathways() []*lexfitv1.PathwayView {
	var list []*lexfitv1.PathwayView
	p, c := a.p, &a.s.candidate
	for _, t := range a.targets {
		for _, w := range p.targets.list[t].role.GetPathways() {
			v := &lexfitv1.PathwayView{
				PathwayId: w.GetId(), Title: w.GetTitle(), FromRole: p.targets.list[t].role.GetName(), Summary: w.GetSummary(), Pay: w.GetPay(), Role: w.GetRole(),
				Goal: slices.Contains(c.profile.GetPreferences().GetGoals(), w.GetId()),
			}
			if slices.ContainsFunc(list, func(o *lexfitv1.PathwayView) bool { return o.GetPathwayId() == v.GetPathwayId() }) {
				continue
			}
			a.skillsOf(w, v)
			a.credentialsOf(w, v)
			if least := w.GetYearsMin(); least > 0 {
				shown := c.legalMonths()
				text := prose.Count(int(least), "year") + " of legal work (" + prose.Years(shown) + " shown)"
				if shown == 0 {
					text = prose.Count(int(least), "year") + " of legal work (none shown)"
				}
				if shown >= 12*least {
					v.Has = append(v.Has, text)
				} else {
					v.Asks = append(v.Asks, text)
				}
			}
			if r, ok := p.targets.numbers[w.GetRole()]; ok {
				v.RoleScore, v.RoleBand = a.base[r].score, a.base[r].band
			}
			list = append(list, v)
		}
	}
	slices.SortStableFunc(list, func(x, y *lexfitv1.PathwayView) int {
		switch {
		case x.GetGoal() == y.GetGoal():
			return 0
		case x.GetGoal():
			return -1
		default:
			return 1
		}
	})
	return list
}

// skillsOf sorts the skills of a pathway into those that the profile shows itself, stated or by its jobs, and the others.
func (a *adviser) skillsOf(w *lexfitv1.Pathway, v *lexfitv1.PathwayView) {
	c := &a.s.candidate
	for _, id := range w.GetSkills() {
		i := slices.IndexFunc(a.p.words.skills, func(k skillPlan) bool { return k.id == id })
		if i < 0 {
			continue
		}
		st := &c.skill[i]
		if c.verdict[i].value > 0 && (st.stated() > 0 || st.implied > 0) {
			v.Has = append(v.Has, a.p.words.skills[i].title)
		} else {
			v.Asks = append(v.Asks, a.p.words.skills[i].title)
		}
	}
}

// credentialsOf names the credentials that help: those held, and those that are open or one condition away.
func (a *adviser) credentialsOf(w *lexfitv1.Pathway, v *lexfitv1.PathwayView) {
	f := finder{p: a.p, s: a.s, state: a.s.candidate.profile.GetWorkState()}
	for _, id := range w.GetCredentials() {
		i := slices.IndexFunc(a.p.words.credentials, func(k credentialPlan) bool { return k.GetId() == id })
		if i < 0 {
			continue
		}
		k := &a.p.words.credentials[i]
		if held, ok := a.s.candidate.holds(int32(i)); ok {
			if held.status == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE {
				v.Has = append(v.Has, k.title)
			} else {
				v.Asks = append(v.Asks, k.title+", which is not active")
			}
			continue
		}
		if !f.offered(k) {
			continue
		}
		switch a.p.shortOf(a.s, k.requires) {
		case 0:
			v.Asks = append(v.Asks, k.title+" (helps)")
		case 1:
			v.Asks = append(v.Asks, k.title+" (helps; it opens with "+a.p.opensWith(a.s, k.requires)+")")
		}
	}
}

// legalMonths is the length of all legal work, each month once.
func (c *candidate) legalMonths() int32 {
	var months int32
	c.covered.reset()
	for i := range c.jobs {
		j := &c.jobs[i]
		switch {
		case j.months == 0 || j.repeated || !j.inLaw:
		case j.dated:
			months += c.covered.add(j.first, j.last)
		default:
			months += j.months
		}
	}
	return months
}
