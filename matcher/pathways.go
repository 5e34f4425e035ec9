package matcher

import (
	"slices"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// pathways says of every next role what the candidate has of what it asks for. Stated goals come first.
func (a *adviser) pathways() []*lexfitv1.PathwayView {
	var list []*lexfitv1.PathwayView
	c := a.c
	for _, t := range a.targets {
		for _, w := range a.list[t].role.GetPathways() {
			v := &lexfitv1.PathwayView{
				PathwayId: w.GetId(), Title: w.GetTitle(), FromRole: a.list[t].role.GetName(), Summary: w.GetSummary(), Pay: w.GetPay(), Role: w.GetRole(),
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
			if r, ok := a.program.targets.numbers[w.GetRole()]; ok {
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
	c := a.c
	for _, id := range w.GetSkills() {
		i := slices.IndexFunc(c.words.skills, func(k knownSkill) bool { return k.id == id })
		if i < 0 {
			continue
		}
		st := &c.skill[i]
		if c.verdict[i].value > 0 && (st.stated() > 0 || st.implied > 0) {
			v.Has = append(v.Has, c.words.skills[i].title)
		} else {
			v.Asks = append(v.Asks, c.words.skills[i].title)
		}
	}
}

// credentialsOf names the credentials that help: those held, and those that are open or one condition away.
func (a *adviser) credentialsOf(w *lexfitv1.Pathway, v *lexfitv1.PathwayView) {
	c := a.c
	for _, id := range w.GetCredentials() {
		i := slices.IndexFunc(c.words.credentials, func(k knownCredential) bool { return k.GetId() == id })
		if i < 0 {
			continue
		}
		k := &c.words.credentials[i]
		if held, ok := c.holds(int32(i)); ok {
			if held.status == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE {
				v.Has = append(v.Has, k.title)
			} else {
				v.Asks = append(v.Asks, k.title+", which is not active")
			}
			continue
		}
		if !a.offered(k) {
			continue
		}
		switch a.gate.shortOf(k.requires) {
		case 0:
			v.Asks = append(v.Asks, k.title+" (helps)")
		case 1:
			v.Asks = append(v.Asks, k.title+" (helps; it opens with "+a.gate.opensWith(k.requires)+")")
		}
	}
}
