package render

import (
	"cmp"
	"slices"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// likely is what stands behind evidence that a job stands for: nobody said it.
const likely = " (" + prose.LikelyFromJob + ")"

// ShownAt is Shown with where each stands in a candidate's document, and whether its reading is in doubt.
func ShownAt(evidence []*lexfitv1.Evidence, candidate string, place func(candidate, path string) string) []string {
	shown := Shown(evidence)
	for i, name := range ReadAs(evidence) {
		var notes []string
		doubted := true
		for _, proof := range evidence {
			if Clean(proof.GetReadAs()) != name {
				continue
			}
			if doubted = doubted && proof.GetFlagged(); place != nil && len(notes) == 0 {
				if at := place(candidate, proof.GetPath()); at != "" {
					notes = append(notes, at)
				}
			}
		}
		if doubted {
			notes = append(notes, "in doubt")
		}
		shown[i] = noted(shown[i], notes)
	}
	return shown
}

// Shown lists what evidence was read as, each once. What rests on jobs alone says so.
func Shown(evidence []*lexfitv1.Evidence) []string {
	said := map[string]bool{}
	for _, proof := range evidence {
		if proof.GetBasis() != lexfitv1.Basis_BASIS_IMPLIED {
			said[Clean(proof.GetReadAs())] = true
		}
	}
	names := ReadAs(evidence)
	for i, name := range names {
		if !said[name] {
			names[i] = name + likely
		}
	}
	return names
}

// BestShown names what gave the most points, one thing a criterion: what the profile says before what is likely from a job.
func BestShown(fit *lexfitv1.Fit, most int) []string {
	best := slices.Clone(fit.GetCriteria())
	slices.SortStableFunc(best, func(one, other *lexfitv1.CriterionFit) int { return cmp.Compare(other.GetPoints(), one.GetPoints()) })
	var names []string
	for _, criterion := range best {
		if criterion.GetPoints() == 0 || len(names) == most {
			break
		}
		evidence := slices.Clone(criterion.GetEvidence())
		slices.SortStableFunc(evidence, func(one, other *lexfitv1.Evidence) int { return cmp.Compare(ofBasis(one), ofBasis(other)) })
		if shown := Shown(evidence); len(shown) > 0 && !slices.Contains(names, shown[0]) {
			names = append(names, shown[0])
		}
	}
	return names
}

// ofBasis orders evidence: what was said stands first.
func ofBasis(proof *lexfitv1.Evidence) int {
	if proof.GetBasis() == lexfitv1.Basis_BASIS_IMPLIED {
		return 1
	}
	return 0
}

// NextStep is what to do next in a word; empty where nothing was advised.
func NextStep(answer *lexfitv1.ScoreCandidateResponse) string {
	switch answer.GetRecommendation().GetAction() {
	case lexfitv1.Action_ACTION_SUBMIT:
		return "submit"
	case lexfitv1.Action_ACTION_SCREEN:
		return "screen"
	case lexfitv1.Action_ACTION_DEVELOP:
		return "develop"
	case lexfitv1.Action_ACTION_REDIRECT:
		return "redirect"
	case lexfitv1.Action_ACTION_PASS:
		return "pass"
	case lexfitv1.Action_ACTION_UNSPECIFIED:
	}
	return ""
}

// FlagTitles are the flags of a fit that somebody has to look into, in a few words each: what forbids or is to be asked, and pay
// that does not go together.
func FlagTitles(fit *lexfitv1.Fit) []string {
	var list []string
	for _, caution := range Cautions(fit) {
		if caution.Blocks || caution.Asks {
			list = append(list, caution.Title)
		}
	}
	if conflict := PayConflict(fit); conflict != "" {
		list = append(list, "pay: "+conflict)
	}
	return list
}
