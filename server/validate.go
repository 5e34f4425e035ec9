package server

import (
	"errors"
	"fmt"

	"buf.build/go/protovalidate"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

const (
	// wholeRequest and wholeRulebook are the sizes, in bytes, up to which every violation is looked for. The judge takes
	// about 1 KB for each, and a message can hold one in every two bytes: of a larger one it tells the first alone.
	wholeRequest  = 256 << 10
	wholeRulebook = 1 << 20

	// mostViolations bounds what one answer lists.
	mostViolations = 100
)

// violations returns the rules of the contract that a message breaks, by the judge: all of them, or the first alone of a
// message that is very large.
func violations(m proto.Message) ([]*lexfitv1.FieldViolation, error) {
	whole := wholeRequest
	switch m.(type) {
	case *lexfitv1.Rulebook, *lexfitv1.CreateRulebookRevisionRequest:
		whole = wholeRulebook
	}
	var how []protovalidate.ValidationOption
	if proto.Size(m) > whole {
		how = append(how, protovalidate.WithFailFast())
	}
	err := protovalidate.Validate(m, how...)
	if err == nil {
		return nil, nil
	}
	var broken *protovalidate.ValidationError
	if !errors.As(err, &broken) {
		return nil, err // a rule that cannot be compiled or run: ours to mend
	}
	list := make([]*lexfitv1.FieldViolation, 0, len(broken.Violations))
	for _, v := range broken.Violations {
		description := v.Proto.GetMessage()
		if description == "" {
			description = "must keep the rule " + v.Proto.GetRuleId()
		}
		list = append(list, &lexfitv1.FieldViolation{Field: protovalidate.FieldPathString(v.Proto.GetField()), Description: description})
	}
	return list, nil
}

// checkRequest holds a request to the contract. Profiles that stand beside others are left to whoever takes them one by
// one: a bad one is refused in its own place.
func checkRequest(m proto.Message) error {
	if requestCertainlyValid(m) {
		return nil
	}
	list, err := violations(m)
	if err != nil {
		return err
	}
	if len(list) > 0 {
		return invalid(list)
	}
	return nil
}

// requestCertainlyValid spares the usual requests the judge; see profile_check.go.
func requestCertainlyValid(m proto.Message) bool {
	switch m := m.(type) {
	case *lexfitv1.ScoreCandidateRequest:
		return m.GetProfile() != nil && profileCertainlyValid(m.GetProfile()) && scoreOptionsCertainlyValid(optionsOf(m))
	case *lexfitv1.RankCandidatesRequest:
		return len(m.GetProfiles()) >= 1 && len(m.GetProfiles()) <= 10_000 && m.GetOptions() != nil && rankOptionsCertainlyValid(m.GetOptions())
	case *lexfitv1.ScoreOptions:
		return scoreOptionsCertainlyValid(m)
	case *lexfitv1.RankOptions:
		return rankOptionsCertainlyValid(m)
	case *lexfitv1.ValidateRulebookRequest:
		return true // its rules are findings
	}
	return false
}

// CheckProfile says why a server refuses a profile; nil lets it through. The second error is the server's own.
func CheckProfile(p *lexfitv1.CandidateProfile) (*lexfitv1.ProfileError, error) {
	if profileCertainlyValid(p) {
		return nil, nil
	}
	list, err := violations(p)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return refused(list), nil
}

func refused(list []*lexfitv1.FieldViolation) *lexfitv1.ProfileError {
	message := breaks("the profile", list)
	if more := len(list) - mostViolations; more > 0 {
		list = append(list[:mostViolations:mostViolations], &lexfitv1.FieldViolation{Description: fmt.Sprintf("and %d more", more)})
	}
	return &lexfitv1.ProfileError{Code: int32(codes.InvalidArgument), Reason: "INVALID_PROFILE", Message: message, Violations: list}
}
