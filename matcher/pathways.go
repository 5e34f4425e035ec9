package matcher

import (
	"slices"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// pathways says of every next role what the candidate has of what it asks for. Stated goals come first.
func (a *adviser) pathways() []*lexfitv1.PathwayView {
	var list []*lexfitv1.PathwayView
	person := a.c
	for _, number := range a.targets {
		for _, pathway := range a.list[number].role.GetPathways() {
			view := &lexfitv1.PathwayView{
				PathwayId: pathway.GetId(), Title: pathway.GetTitle(), FromRole: a.list[number].role.GetName(), Summary: pathway.GetSummary(), Pay: pathway.GetPay(), Role: pathway.GetRole(),
				Goal: slices.ContainsFunc(person.profile.GetPreferences().GetGoals(), func(goal string) bool { return person.words.goal(goal) == pathway.GetId() }),
			}
			if slices.ContainsFunc(list, func(way *lexfitv1.PathwayView) bool { return way.GetPathwayId() == view.GetPathwayId() }) {
				continue
			}
			a.skillsOf(pathway, view)
			a.credentialsOf(pathway, view)
			if least := pathway.GetYearsMin(); least > 0 {
				shown := person.legalMonths()
				text := prose.Count(int(least), "year") + " of legal work (" + prose.Years(shown) + " shown)"
				if shown == 0 {
					text = prose.Count(int(least), "year") + " of legal work (none shown)"
				}
				if shown >= 12*least {
					view.Has = append(view.Has, text)
				} else {
					view.Asks = append(view.Asks, text)
				}
			}
			if role, ok := a.program.targets.numbers[pathway.GetRole()]; ok {
				view.RoleScore, view.RoleBand = a.base[role].score, a.base[role].band
			}
			list = append(list, view)
		}
	}
	slices.SortStableFunc(list, func(view, other *lexfitv1.PathwayView) int {
		switch {
		case view.GetGoal() == other.GetGoal():
			return 0
		case view.GetGoal():
			return -1
		default:
			return 1
		}
	})
	return list
}

// skillsOf sorts the skills of a pathway into those that the profile shows itself, stated or by its jobs, and the others.
func (a *adviser) skillsOf(pathway *lexfitv1.Pathway, view *lexfitv1.PathwayView) {
	person := a.c
	for _, id := range pathway.GetSkills() {
		i := slices.IndexFunc(person.words.skills, func(known knownSkill) bool { return known.id == id })
		if i < 0 {
			continue
		}
		st := &person.skill[i]
		if person.verdict[i].value > 0 && st.spoken() && !st.refused {
			view.Has = append(view.Has, person.words.skills[i].title)
		} else {
			view.Asks = append(view.Asks, person.words.skills[i].title)
		}
	}
}

// credentialsOf names the credentials that help: those held, and those that are open or one condition away.
func (a *adviser) credentialsOf(pathway *lexfitv1.Pathway, view *lexfitv1.PathwayView) {
	person := a.c
	for _, id := range pathway.GetCredentials() {
		i := slices.IndexFunc(person.words.credentials, func(known knownCredential) bool { return known.GetId() == id })
		if i < 0 {
			continue
		}
		credential := &person.words.credentials[i]
		if held, ok := person.holds(int32(i)); ok {
			if held.status == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE {
				view.Has = append(view.Has, credential.title)
			} else {
				view.Asks = append(view.Asks, credential.title+", which is not active")
			}
			continue
		}
		if !a.offered(credential) {
			continue
		}
		switch a.gate.shortOf(credential.requires) {
		case 0:
			view.Asks = append(view.Asks, credential.title+" (helps)")
		case 1:
			view.Asks = append(view.Asks, credential.title+" (helps; it takes "+a.gate.opensWith(credential.requires)+")")
		}
	}
}
