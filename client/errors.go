package client

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Error is what a server said where it could not do what was asked.
type Error struct {
	// Code is the gRPC code, by which to decide what to do.
	Code codes.Code
	// Reason is the stable reason in UPPER_SNAKE_CASE; empty where the server gave none, a broken connection for one.
	Reason string
	// Metadata holds what the reason is about, such as the current etag.
	Metadata map[string]string
	// Message is the sentence for people.
	Message string
	// Violations holds each field that broke the contract.
	Violations []*lexfitv1.FieldViolation
	// RetryAfter is how long to wait before the next try; 0 where waiting does not help.
	RetryAfter time.Duration

	cause error
}

// Error gives the sentence, and each violation on a line of its own.
func (e *Error) Error() string {
	var text strings.Builder
	text.WriteString(e.Message)
	for _, violation := range e.Violations {
		if strings.Contains(e.Message, violation.GetField()+": "+violation.GetDescription()) {
			continue // the server's sentence tells the first one already
		}
		fmt.Fprintf(&text, "\n  %s: %s", violation.GetField(), violation.GetDescription())
	}
	return text.String()
}

// LastCause is the end of a chain of causes, as in "… dial tcp 127.0.0.1:1: connect: connection refused": what happened.
// What stands before says which layers noticed.
func LastCause(message string) string {
	message = strings.TrimRight(message, `"`)
	if i := strings.LastIndex(message, ": "); i >= 0 {
		return message[i+2:]
	}
	return message
}

// Unwrap gives the gRPC error, so that status.FromError and errors.Is see through.
func (e *Error) Unwrap() error { return e.cause }

// FromError turns a gRPC error into an *Error. It reports false for any other error.
func FromError(err error) (*Error, bool) {
	if made := (*Error)(nil); errors.As(err, &made) {
		return made, true
	}
	made, ok := status.FromError(err)
	if !ok || made.Code() == codes.OK {
		return nil, false
	}
	itsError := &Error{Code: made.Code(), Message: made.Message(), cause: err}
	for _, detail := range made.Details() {
		switch typed := detail.(type) {
		case *errdetails.ErrorInfo:
			itsError.Reason, itsError.Metadata = typed.GetReason(), typed.GetMetadata()
		case *errdetails.BadRequest:
			for _, violation := range typed.GetFieldViolations() {
				itsError.Violations = append(itsError.Violations, &lexfitv1.FieldViolation{Field: violation.GetField(), Description: violation.GetDescription()})
			}
		case *errdetails.RetryInfo:
			itsError.RetryAfter = typed.GetRetryDelay().AsDuration()
		}
	}
	return itsError, true
}

// wrap gives a gRPC error its meaning and leaves any other alone.
func wrap(err error) error {
	if made, ok := FromError(err); ok {
		return made
	}
	return err
}
