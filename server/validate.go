package server

import (
	"errors"

	"buf.build/go/protovalidate"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// violations returns every rule of the contract that a message breaks, by the judge.
func violations(m proto.Message) ([]*lexfitv1.FieldViolation, error) {
	err := protovalidate.Validate(m)
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
		return invalid("the request", list)
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

// checkProfile says why a profile is refused; nil lets it through. The second error is the server's own.
func checkProfile(p *lexfitv1.CandidateProfile) (*lexfitv1.ProfileError, error) {
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
	return &lexfitv1.ProfileError{
		Code: int32(codes.InvalidArgument), Reason: "INVALID_PROFILE", Message: breaks("the profile", list), Violations: list,
	}
}
