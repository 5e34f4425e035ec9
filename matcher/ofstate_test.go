package matcher_test

import (
	"fmt"
	"testing"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// An order that names a state is met by that state's credential alone; an entry that names none is asked about.
func TestCredentialOfAState(t *testing.T) {
	t.Parallel()
	const (
		meets  = lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE
		ask    = lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED
		misses = lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE

		notary   = `{"certification":{"credentials":[{"credential":"notary-public"}],"active_only":true,"state":"NY"}}`
		texan    = `{"certification":{"credentials":[{"credential":"tbls-paralegal"}]}}`
		floridan = `{"certification":{"credentials":[{"credential":"florida-frp"}]}}`
	)
	for _, tt := range []struct {
		condition, name, issuer string
		want                    lexfitv1.Eligibility
	}{
		{notary, "Notary Public, State of New York", "", meets},
		{notary, "New York Notary Public", "", meets},
		{notary, "Notary Public (NY)", "", meets},
		{notary, "Notary Public", "State of New York", meets},
		{notary, "Notary Public", "New York Department of State", meets},
		{notary, "NOTARY PUBLIC IN NEW YORK", "", meets},
		{notary, "Notary Public, NJ and NY", "", meets},
		{notary, "Notary Public", "", ask},
		{notary, "Notary Public", "Secretary of State", ask},
		{notary, "Notary Public, State of New Jersey", "", misses},
		{notary, "Texas Notary Public", "", misses},
		{notary, "Notary Public", "Commonwealth of Pennsylvania", misses},
		{notary, "Notary Public (CA)", "", misses},
		{notary, "West Virginia notary", "", misses},
		{notary, "Notary Public, State of New York, expired", "", misses},
		{texan, "Board Certified Paralegal", "Texas Board of Legal Specialization", meets},
		{texan, "North Carolina Certified Paralegal", "North Carolina State Bar", misses},
		{texan, "Florida Registered Paralegal", "The Florida Bar", misses},
		{floridan, "Florida Registered Paralegal", "The Florida Bar", meets},
		{floridan, "Registered Paralegal", "Ohio State Bar Association", misses},
	} {
		t.Run(tt.condition[30:60]+" "+tt.name+", "+tt.issuer, func(t *testing.T) {
			t.Parallel()
			must := add(t, "credential", 100, tt.condition)
			must.GetAdd().Requirement, must.GetAdd().Rationale = lexfitv1.Requirement_REQUIREMENT_REQUIRED, "The client says so."
			fit := orderFit(t, orderOf(must), fmt.Sprintf(`{"certifications":[{"name":%q,"issuer":%q}],"education":[{"level":"BACHELOR","field":"Paralegal Studies"}],`+
				`"experience":[{"title":"Paralegal","employer_type":"LAW_FIRM","months":96}]}`, tt.name, tt.issuer))
			if fit.GetEligibility() != tt.want {
				t.Errorf("%v, want %v\n%v", fit.GetEligibility(), tt.want, fit.GetCriteria())
			}
		})
	}
}
