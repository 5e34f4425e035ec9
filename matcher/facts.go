package matcher

import (
	"slices"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// factAt is a place of the profile in words: what stands there, with its level, length or status. It is empty for what an
// earlier step of a plan adds, which does not stand in the profile yet.
func (c *candidate) factAt(proof *lexfitv1.Evidence) string {
	at := splitPath(proof.GetPath())
	for _, kind := range c.kinds {
		if fact := kind.fact(c.profile, at); fact != "" {
			return fact
		}
	}
	return ""
}

// facts names the places that gave a criterion its points, those of its basis first.
func (c *candidate) facts(fit *lexfitv1.CriterionFit) string {
	var list []string
	for _, proof := range fit.GetEvidence() {
		fact := c.factAt(proof)
		if fact != "" && !proof.GetFlagged() && proof.GetBasis() == fit.GetBasis() && len(list) < 3 && !slices.Contains(list, fact) {
			list = append(list, fact)
		}
	}
	return prose.And(list)
}
