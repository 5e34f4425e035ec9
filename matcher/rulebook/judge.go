package rulebook

import (
	"cmp"
	"slices"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Judge says all that is wrong with a rulebook, errors first: what of the contract it breaks, as its check found it (package
// lexfitv1check; this one does not depend on it), and then what Lint finds. A server and a command that judge a document
// both do it here, so that a file is judged as it will be when it is applied.
func Judge(rb *lexfitv1.Rulebook, broken []*lexfitv1.FieldViolation) []*lexfitv1.Finding {
	var findings []*lexfitv1.Finding
	for _, violation := range broken {
		findings = append(findings, &lexfitv1.Finding{
			Severity: lexfitv1.Severity_SEVERITY_ERROR, Rule: "contract", Path: violation.GetField(), Message: violation.GetDescription(),
		})
	}
	findings = append(findings, Lint(rb)...)
	errorsFirst(findings)
	return findings
}

// errorsFirst orders findings by severity, and leaves those of one severity in their order.
func errorsFirst(findings []*lexfitv1.Finding) {
	slices.SortStableFunc(findings, func(one, other *lexfitv1.Finding) int {
		return cmp.Compare(one.GetSeverity(), other.GetSeverity())
	})
}
