// Package lexfitv1check holds messages to the rules of the contract: those that the .proto files state field by field. It
// stands beside the messages so that whoever holds one can check it, a server, a client or a command, and it pulls in no gRPC.
//
// What a message breaks is a list of violations, each with its field path. An empty list lets it through. Errors other than
// *InvalidError are the check's own: a rule that cannot be compiled or run.
package lexfitv1check

import (
	"errors"
	"fmt"

	"buf.build/gen/go/bufbuild/protovalidate/protocolbuffers/go/buf/validate"
	"buf.build/go/protovalidate"
	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// MostViolations bounds what one answer lists.
const MostViolations = 100

const (
	// wholeRequest and wholeRulebook are the sizes, in bytes, up to which every violation is looked for. The judge takes
	// about 1 KB for each, and a message can hold one in every two bytes: of a larger one it tells the first alone.
	wholeRequest  = 256 << 10
	wholeRulebook = 1 << 20
)

// InvalidError is a message that breaks the contract.
type InvalidError struct {
	// What names the message in a sentence, such as "the request".
	What string
	// Violations holds every rule broken; at least one.
	Violations []*lexfitv1.FieldViolation
}

// Error tells the first violation in a sentence, and how many more there are.
func (e *InvalidError) Error() string {
	if len(e.Violations) == 0 {
		return e.What + " breaks the contract"
	}
	first := e.Violations[0].GetDescription()
	if field := e.Violations[0].GetField(); field != "" {
		first = field + ": " + first
	}
	if more := len(e.Violations) - 1; more > 0 {
		return fmt.Sprintf("%s breaks the contract: %s (and %d more)", e.What, first, more)
	}
	return fmt.Sprintf("%s breaks the contract: %s", e.What, first)
}

// Message returns the rules of the contract that a message breaks: all of them, or the first alone of a message that is
// very large.
func Message(message proto.Message) ([]*lexfitv1.FieldViolation, error) {
	whole := wholeRequest
	switch message.(type) {
	case *lexfitv1.Rulebook, *lexfitv1.CreateRulebookRevisionRequest:
		whole = wholeRulebook
	}
	var how []protovalidate.ValidationOption
	if proto.Size(message) > whole {
		how = append(how, protovalidate.WithFailFast())
	}
	err := protovalidate.Validate(message, how...)
	if err == nil {
		return nil, nil
	}
	var broken *protovalidate.ValidationError
	if !errors.As(err, &broken) {
		return nil, err // a rule that cannot be compiled or run: ours to mend
	}
	list := make([]*lexfitv1.FieldViolation, 0, len(broken.Violations))
	for _, violation := range broken.Violations {
		description := violation.Proto.GetMessage()
		if description == "" {
			description = "must keep the rule " + violation.Proto.GetRuleId()
		}
		if label := labelOf(violation.Proto); label != "" {
			description = label + " " + description
		}
		list = append(list, &lexfitv1.FieldViolation{Field: protovalidate.FieldPathString(violation.Proto.GetField()), Description: description})
	}
	return list, nil
}

// labelOf says whether a violation is of a label's key or value, and takes the key out of its path: the only maps of the contract
// are labels of profiles, and errors, which others log too, hold no word of a profile.
func labelOf(violation *validate.Violation) string {
	for _, element := range violation.GetField().GetElements() {
		if element.HasStringKey() {
			element.ClearSubscript()
			if violation.GetForKey() {
				return "a key"
			}
			return "a value"
		}
	}
	return ""
}

// Request holds a request, or the options of one, to the contract; what breaks it is an *InvalidError. Profiles that stand
// beside others are left to whoever takes them one by one: a bad one is refused in its own place.
func Request(request proto.Message) error {
	if requestCertainlyValid(request) {
		return nil
	}
	list, err := Message(request)
	if err != nil {
		return err
	}
	if len(list) > 0 {
		return &InvalidError{What: "the request", Violations: list}
	}
	return nil
}

// MostProfiles is how many profiles one RankCandidatesRequest may hold, as the contract has it.
const MostProfiles = 10_000

// requestCertainlyValid spares the usual requests the judge; see profile.go.
func requestCertainlyValid(request proto.Message) bool {
	switch request := request.(type) {
	case *lexfitv1.ScoreCandidateRequest:
		return request.GetProfile() != nil && profileCertainlyValid(request.GetProfile()) &&
			scoreOptionsCertainlyValid(request) && scoreOptionsCertainlyValid(request.GetOptions())
	case *lexfitv1.RankCandidatesRequest:
		return len(request.GetProfiles()) >= 1 && len(request.GetProfiles()) <= MostProfiles && request.GetOptions() != nil && rankOptionsCertainlyValid(request.GetOptions())
	case *lexfitv1.ScoreOptions:
		return scoreOptionsCertainlyValid(request)
	case *lexfitv1.RankOptions:
		return rankOptionsCertainlyValid(request)
	case *lexfitv1.ValidateRulebookRequest:
		return true // its rules are findings
	}
	return false
}

// Profile says why a server refuses a profile that stands beside others, as it says it itself; nil lets the profile through.
// No profile at all is refused too.
func Profile(profile *lexfitv1.CandidateProfile) (*lexfitv1.ProfileError, error) {
	if profile == nil {
		return refused([]*lexfitv1.FieldViolation{{Field: "profile", Description: "must be set"}}), nil
	}
	if profileCertainlyValid(profile) {
		return nil, nil
	}
	list, err := Message(profile)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return refused(list), nil
}

func refused(list []*lexfitv1.FieldViolation) *lexfitv1.ProfileError {
	message := (&InvalidError{What: "the profile", Violations: list}).Error()
	if more := len(list) - MostViolations; more > 0 {
		list = append(list[:MostViolations:MostViolations], &lexfitv1.FieldViolation{Description: fmt.Sprintf("and %d more", more)})
	}
	return &lexfitv1.ProfileError{Code: int32(code.Code_INVALID_ARGUMENT), Reason: "INVALID_PROFILE", Message: message, Violations: list}
}
