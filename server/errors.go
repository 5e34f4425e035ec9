package server

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/protoadapt"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/pool"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
	"github.com/lexfit/lexfit/server/limits"
	"github.com/lexfit/lexfit/server/store"
)

// errorDomain is the domain of every ErrorInfo.
const errorDomain = "lexfit"

const (
	codeInvalidArgument    = codes.InvalidArgument
	codeNotFound           = codes.NotFound
	codeFailedPrecondition = codes.FailedPrecondition
)

// failure is an error that a caller can act on: all it says goes over the wire, save its cause.
type failure struct {
	code       codes.Code
	reason     string // UPPER_SNAKE_CASE, stable: programs read it
	message    string // a sentence: people read it
	violations []*lexfitv1.FieldViolation
	metadata   map[string]string
	retry      time.Duration // where waiting helps
	cause      error         // for the log
	why        string        // for the log, where the server is not at fault
}

func (f *failure) Error() string {
	if f.cause != nil {
		return f.message + ": " + f.cause.Error()
	}
	return f.message
}

// Unwrap gives the cause.
func (f *failure) Unwrap() error { return f.cause }

// isMissing reports whether there is no such job order.
func isMissing(err error) bool { return errors.Is(err, store.ErrNoJobOrder) }

// errPanic is what the recovery makes of a panic; its text goes to the log.
var errPanic = errors.New("panic")

// toFailure says what a caller gets to know of an error: the only place that decides it.
func toFailure(err error) *failure {
	if refused := refusedCaller(err); refused != nil {
		return refused
	}
	var failed *failure
	var unknown *matcher.UnknownTargetError
	var conflict *store.ConflictError
	var outside *matcher.AdviceRangeError
	var compared *matcher.CompareError
	var broken *lexfitv1check.InvalidError
	var refused *limits.RefusedError
	var dear *pool.WorkError
	var lost *lostError
	switch {
	case errors.As(err, &failed):
		return failed
	case errors.As(err, &refused):
		return &failure{code: refused.Code, reason: refused.Reason, message: refused.Message, metadata: refused.Metadata, retry: refused.Retry}
	case errors.As(err, &dear):
		return &failure{
			code: codes.ResourceExhausted, reason: "RANKING_TOO_DEAR", metadata: map[string]string{"limit": strconv.FormatInt(dear.Most, 10)},
			message: dear.Error() + "; ask for a smaller top_k, or leave out explain_rank or firmness",
		}
	case errors.As(err, &broken):
		return invalidRequest(broken)
	case errors.As(err, &lost):
		return &failure{code: codes.Unavailable, reason: "STORE_UNAVAILABLE", message: lost.Error(), retry: lostRetry}
	case errors.Is(err, context.Canceled):
		return &failure{code: codes.Canceled, reason: "CANCELED", message: "the caller gave up"}
	case errors.Is(err, context.DeadlineExceeded):
		return &failure{code: codes.DeadlineExceeded, reason: "DEADLINE_EXCEEDED", message: "the deadline passed"}
	case errors.As(err, &unknown):
		return &failure{code: codes.NotFound, reason: "TARGET_NOT_FOUND", message: unknown.Error(), metadata: map[string]string{
			"target": unknown.Target, "known": strings.Join(unknown.Known, ","),
		}}
	case errors.As(err, &compared):
		return invalidField("targets", compared.Error())
	case errors.As(err, &outside):
		return &failure{code: codes.OutOfRange, reason: "ADVICE_OUT_OF_RANGE", message: outside.Error(), metadata: map[string]string{"have": strconv.Itoa(outside.Have)}}
	case errors.Is(err, store.ErrNoJobOrder):
		return &failure{code: codes.NotFound, reason: "JOB_ORDER_NOT_FOUND", message: err.Error()}
	case errors.Is(err, store.ErrExists):
		return &failure{code: codes.AlreadyExists, reason: "JOB_ORDER_EXISTS", message: err.Error() + "; update it, or choose another id"}
	case errors.Is(err, store.ErrNotFound):
		return &failure{code: codes.NotFound, reason: "REVISION_NOT_FOUND", message: err.Error()}
	case errors.As(err, &conflict):
		return &failure{
			code: codes.Aborted, reason: "ETAG_STALE",
			message:  fmt.Sprintf("it has changed since the etag was read; read it again and decide anew (the current etag is %s)", conflict.Etag),
			metadata: map[string]string{"etag": conflict.Etag},
		}
	case errors.Is(err, store.ErrFull):
		return &failure{code: codes.ResourceExhausted, reason: "STORE_FULL", message: "the server has no room left for this; nothing was written", cause: err}
	case errors.Is(err, store.ErrCorrupt):
		return &failure{code: codes.DataLoss, reason: "STORE_DAMAGED", message: "the server's database is damaged; its operator must restore a backup", cause: err}
	case errors.Is(err, store.ErrReplaced):
		return &failure{code: codes.FailedPrecondition, reason: "STORE_REPLACED", message: "the server's database file was deleted or replaced while it ran; nothing was written, and its operator must put it right (the server's log says how)", cause: err}
	case errors.Is(err, store.ErrReadOnly):
		return &failure{code: codes.FailedPrecondition, reason: "STORE_READ_ONLY", message: "the database is open to be read alone; nothing was written", cause: err}
	case errors.Is(err, store.ErrLocked):
		return &failure{code: codes.Unavailable, reason: "STORE_BUSY", message: "another process has the database open to write it; try again", retry: time.Second, cause: err}
	case errors.Is(err, store.ErrUnavailable):
		return &failure{code: codes.Unavailable, reason: "STORE_UNAVAILABLE", message: "the server cannot reach its store now; nothing was written; try again, and tell its operator if it stays so", retry: time.Second, cause: err}
	case errors.Is(err, store.ErrUncertain):
		return &failure{code: codes.DeadlineExceeded, reason: "STORE_UNCERTAIN", message: "the server lost its store before it knew whether this was written; read it before you write again", cause: err}
	case errors.Is(err, store.ErrDenied):
		return &failure{code: codes.FailedPrecondition, reason: "STORE_DENIED", message: "the server's store does not let it do this; nothing was written, and its operator must allow it (the server's log says how)", cause: err}
	case errors.Is(err, store.ErrTooLarge):
		return &failure{code: codes.ResourceExhausted, reason: "STORE_TOO_LARGE", message: "this is larger than the server's store takes at once; nothing was written; make it smaller", cause: err}
	case errors.Is(err, store.ErrNewerSchema):
		return &failure{code: codes.FailedPrecondition, reason: "STORE_NEWER", message: "a newer version of the server brought the store forward; ask one of that version, and have the operator update this one", cause: err}
	case errors.Is(err, store.ErrClosed):
		return errStopping
	}
	return &failure{code: codes.Internal, reason: "INTERNAL", message: "something went wrong in the server; its log says what", cause: err}
}

// toStatus turns an error into the one that goes over the wire. A status that is one already is left alone.
func toStatus(err error) error {
	if err == nil {
		return nil
	}
	var failed *failure
	if !errors.As(err, &failed) {
		if _, ok := status.FromError(err); ok {
			return err // gRPC's own, such as that of a message too large: it has been sent by the time it is seen here
		}
		failed = toFailure(err)
	}
	details := []protoadapt.MessageV1{
		&errdetails.ErrorInfo{Reason: failed.reason, Domain: errorDomain, Metadata: failed.metadata},
	}
	if len(failed.violations) > 0 {
		details = append(details, badRequest(failed.violations))
	}
	if failed.retry > 0 {
		details = append(details, &errdetails.RetryInfo{RetryDelay: durationpb.New(failed.retry)})
	}
	st := status.New(failed.code, failed.message)
	if with, err := st.WithDetails(details...); err == nil {
		st = with
	}
	return st.Err()
}

// mostBadRequest bounds the violations of an error, in bytes: they travel as a header, of which some clients and proxies
// take no more than 8 KiB, and base64 makes four bytes of three.
const mostBadRequest = 4 << 10

func badRequest(violations []*lexfitv1.FieldViolation) *errdetails.BadRequest {
	bad, size := &errdetails.BadRequest{}, 0
	for i, violation := range violations {
		size += len(violation.GetField()) + len(violation.GetDescription()) + 8
		if i > 0 && size > mostBadRequest || i == lexfitv1check.MostViolations {
			bad.FieldViolations = append(bad.FieldViolations, &errdetails.BadRequest_FieldViolation{
				Description: fmt.Sprintf("and %d more", len(violations)-i),
			})
			break
		}
		bad.FieldViolations = append(bad.FieldViolations, &errdetails.BadRequest_FieldViolation{
			Field: violation.GetField(), Description: violation.GetDescription(),
		})
	}
	return bad
}

// invalid is a request that breaks the contract.
func invalid(violations []*lexfitv1.FieldViolation) *failure {
	return invalidRequest(&lexfitv1check.InvalidError{What: "the request", Violations: violations})
}

func invalidRequest(broken *lexfitv1check.InvalidError) *failure {
	return &failure{code: codeInvalidArgument, reason: "INVALID_REQUEST", message: broken.Error(), violations: broken.Violations}
}

// invalidField is a request that breaks it in one field.
func invalidField(field, description string) *failure {
	return invalid([]*lexfitv1.FieldViolation{{Field: field, Description: description}})
}

// checkField holds a message that stands in a field of a request to the contract.
func checkField(field string, message proto.Message) error {
	broken, err := lexfitv1check.Message(message)
	if err != nil {
		return err
	}
	if len(broken) == 0 {
		return nil
	}
	for _, violation := range broken {
		violation.Field = field + "." + violation.GetField()
	}
	return invalid(broken)
}

// errorsAt are the findings that block saving a document, as violations under the field of the request that holds it.
func errorsAt(field string, findings []*lexfitv1.Finding) []*lexfitv1.FieldViolation {
	var list []*lexfitv1.FieldViolation
	for _, finding := range findings {
		if finding.GetSeverity() != lexfitv1.Severity_SEVERITY_ERROR {
			continue
		}
		path := field
		if finding.GetPath() != "" {
			path += "." + finding.GetPath()
		}
		list = append(list, &lexfitv1.FieldViolation{Field: path, Description: finding.GetMessage() + " (" + finding.GetRule() + ")"})
	}
	return list
}

// brokenDocument is a rulebook or job order in which the lint finds errors.
func brokenDocument(what, reason string, broken []*lexfitv1.FieldViolation) *failure {
	return &failure{
		code: codeInvalidArgument, reason: reason, violations: broken,
		message: fmt.Sprintf("the %s has %d errors, the first at %s: %s", what, len(broken), broken[0].GetField(), broken[0].GetDescription()),
	}
}

// brokenOrders are job orders that a rulebook does not bear; err joins what each cannot do.
func brokenOrders(what string, err error) *failure {
	return &failure{code: codeFailedPrecondition, reason: "JOB_ORDER_BROKEN", message: what + ": " + strings.ReplaceAll(err.Error(), "\n", "; ")}
}
