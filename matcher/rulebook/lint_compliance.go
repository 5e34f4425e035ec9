package rulebook

import (
	"github.com/lexfit/lexfit/matcher/finding"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// lawLint checks what the law asks.
type lawLint struct{ *linter }

// compliance checks the rules of what the law asks: a rule says of whom and where, and where it was read.
func (l lawLint) compliance(rules []*lexfitv1.ComplianceRule) {
	for i, rule := range rules {
		at := finding.Index("compliance", i)
		l.Define(finding.Law, rule.GetId(), at+".id")
		l.states(rule.GetStates(), at+".states")
		for j, role := range rule.GetRoles() {
			l.Refer(finding.Role, role, finding.Index(at+".roles", j))
		}
		if rule.GetApplies() != nil {
			l.condition(rule.GetApplies(), at+".applies", 1)
		}
		if rule.GetHolds() != nil {
			l.condition(rule.GetHolds(), at+".holds", 1)
		}
		if rule.GetEffect() == lexfitv1.ComplianceEffect_COMPLIANCE_EFFECT_BLOCK && (rule.GetApplies() == nil || len(rule.GetStates()) == 0) {
			l.Errorf(at+".effect", "block-everybody", "the rule blocks without saying whom and where: only a law of a state forbids a job, and to some; add states and applies, or make it FLAG")
		}
	}
}
