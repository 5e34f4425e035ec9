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
	var b strings.Builder
	b.WriteString(e.Message)
	for _, v := range e.Violations {
		if strings.Contains(e.Message, v.GetField()+": "+v.GetDescription()) {
			continue // the server's sentence tells the first one already
		}
		fmt.Fprintf(&b, "\n  %s: %s", v.GetField(), v.GetDescription())
	}
	return b.String()
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
	if e := (*Error)(nil); errors.As(err, &e) {
		return e, true
	}
	s, ok := status.FromError(err)
	if !ok || s.Code() == codes.OK {
		return nil, false
	}
	e := &Error{Code: s.Code(), Message: s.Message(), cause: err}
	for _, detail := range s.Details() {
		switch d := detail.(type) {
		case *errdetails.ErrorInfo:
			e.Reason, e.Metadata = d.GetReason(), d.GetMetadata()
		case *errdetails.BadRequest:
			for _, v := range d.GetFieldViolations() {
				e.Violations = append(e.Violations, &lexfitv1.FieldViolation{Field: v.GetField(), Description: v.GetDescription()})
			}
		case *errdetails.RetryInfo:
			e.RetryAfter = d.GetRetryDelay().AsDuration()
		}
	}
	return e, true
}

// wrap gives a gRPC error its meaning and leaves any other alone.
func wrap(err error) error {
	if e, ok := FromError(err); ok {
		return e
	}
	return err
}
