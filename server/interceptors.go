package server

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
	"github.com/lexfit/lexfit/server/limits"
	"github.com/lexfit/lexfit/server/telemetry"
)

// requestIDKey is the metadata that carries a request's id: taken from the caller, or made here, and sent back.
const requestIDKey = "x-request-id"

// unary wraps every call of one message: id, caller, contract, recovery, errors, log.
func (s *Service) unary(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (reply any, err error) {
	began := time.Now()
	id := requestID(ctx)
	_ = grpc.SetHeader(ctx, s.header(info.FullMethod, id)) // fails only where the call is over
	ctx = s.tracing.Begin(ctx, info.FullMethod, id)
	late := s.gate.Late(req)
	defer late.Leave()
	reply, err = recovered(func() (_ any, err error) {
		if ctx, err = s.admit(ctx, info.FullMethod); err != nil {
			return nil, err
		}
		if ctx, err = s.readLate(ctx, late, req); err != nil {
			return nil, err
		}
		if message, ok := req.(proto.Message); ok && ours(message) {
			if err := lexfitv1check.Request(message); err != nil {
				return nil, err
			}
		}
		reply, err := handler(ctx, req)
		if err == nil {
			err = s.limits.sendable(ctx, reply)
		}
		return reply, limits.Ended(ctx, err)
	})
	s.logRequest(ctx, id, info.FullMethod, began, err, countsOf(req, reply))
	_ = grpc.SetTrailer(ctx, s.trailer())
	if err != nil {
		return nil, toStatus(err)
	}
	return reply, nil
}

// ours tells messages of the contract from those of health and reflection.
func ours(message proto.Message) bool {
	return message.ProtoReflect().Descriptor().ParentFile().Package() == lexfitv1.File_lexfit_v1_service_proto.Package()
}

// stream wraps every streaming call; the handler checks the messages one by one.
func (s *Service) stream(srv any, ss grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	began := time.Now()
	id := requestID(ss.Context())
	_ = ss.SetHeader(s.header(info.FullMethod, id)) // fails only where the call is over
	counted := &countedStream{ServerStream: ss}
	if info.FullMethod == healthpb.Health_Watch_FullMethodName {
		// Every client that balances load holds one of these for as long as it lives.
		ctx, cancel := context.WithCancel(ss.Context())
		defer cancel()
		go func() {
			select {
			case <-s.life.stopping:
				cancel()
			case <-ctx.Done():
			}
		}()
		counted.ServerStream = &streamIn{ServerStream: ss, ctx: ctx}
	} else {
		told, done := s.life.tellStream(ss, info)
		defer done()
		counted.ServerStream = told
	}
	if !info.IsServerStream {
		counted.sendable = s.limits.sendable
	}
	ctx := s.tracing.Begin(counted.Context(), info.FullMethod, id)
	_, err := recovered(func() (_ any, err error) {
		if ctx, err = s.admit(ctx, info.FullMethod); err != nil {
			return nil, err
		}
		if info.FullMethod != healthpb.Health_Watch_FullMethodName {
			counted.ServerStream = &streamIn{ServerStream: counted.ServerStream, ctx: ctx}
		}
		return nil, s.gate.Within(counted.ServerStream, info.FullMethod, func(timed grpc.ServerStream) error { //nolint:contextcheck // the stream has it
			counted.ServerStream = timed
			_, err := recovered(func() (any, error) { return nil, handler(srv, counted) }) // it may run in a goroutine of its own
			return err
		})
	})
	s.logRequest(ctx, id, info.FullMethod, began, err,
		[]slog.Attr{slog.Int64("received", counted.received.Load()), slog.Int64("sent", counted.sent.Load())})
	ss.SetTrailer(s.trailer())
	return toStatus(err)
}

// streamIn is a stream in another context: one that ends when the service stops, or that carries the caller.
type streamIn struct {
	grpc.ServerStream
	ctx context.Context //nolint:containedctx // gRPC hands a stream its context this way
}

// Context is grpc.ServerStream's.
func (s *streamIn) Context() context.Context { return s.ctx }

// countedStream counts messages for the log. A handler receives and sends in one goroutine each at most.
type countedStream struct {
	grpc.ServerStream
	received, sent atomic.Int64
	sendable       func(context.Context, any) error // of a stream with one reply
}

// RecvMsg is grpc.ServerStream's.
func (c *countedStream) RecvMsg(message any) error {
	err := c.ServerStream.RecvMsg(message)
	if err == nil {
		c.received.Add(1)
	}
	return err
}

// SendMsg is grpc.ServerStream's.
func (c *countedStream) SendMsg(message any) error {
	if c.sendable != nil {
		if err := c.sendable(c.Context(), message); err != nil {
			return err
		}
	}
	err := c.ServerStream.SendMsg(message)
	if err == nil {
		c.sent.Add(1)
	}
	return err
}

// recovered turns a panic into an error with its stack, which goes to the log alone. One bad request must not end the
// process that serves the others.
func recovered(call func() (any, error)) (reply any, err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			err = fmt.Errorf("%w: %v\n%s", errPanic, panicked, debug.Stack())
		}
	}()
	return call()
}

// requestID is the caller's, where it is one that a log can hold; otherwise a new one.
func requestID(ctx context.Context) string {
	if given := metadata.ValueFromIncomingContext(ctx, requestIDKey); len(given) == 1 && isPlainID(given[0]) {
		return given[0]
	}
	return rand.Text()
}

func isPlainID(text string) bool {
	for i := range len(text) {
		if text[i] <= ' ' || text[i] > '~' {
			return false
		}
	}
	return text != "" && len(text) <= 64
}

// logRequest writes one line. It holds no word of a profile: method, code, counts; the cause only of errors that are the
// server's own.
func (s *Service) logRequest(ctx context.Context, id, method string, began time.Time, err error, counts []slog.Attr) {
	code, level, reason := codes.OK, slog.LevelInfo, ""
	if !strings.HasPrefix(method, "/lexfit.") {
		level = slog.LevelDebug // health is asked every few seconds, for ever
	}
	attrs := append([]slog.Attr{slog.String("request_id", id), slog.String("method", method)}, callerAttrs(ctx)...)
	attrs = append(attrs, counts...)
	if err != nil {
		s.life.noteError(err)
		code = status.Code(toStatus(err))
		var failed *failure
		if !errors.As(err, &failed) {
			failed = toFailure(err)
		}
		_, isStatus := status.FromError(err)
		if !isStatus {
			reason = failed.reason
			attrs = append(attrs, slog.String("reason", reason))
			s.metrics.Refused(reason)
		}
		if failed.why != "" {
			attrs = append(attrs, slog.String("why", failed.why))
		}
		if failed.cause != nil && !isStatus {
			level = slog.LevelError
			attrs = append(attrs, slog.String("cause", failed.cause.Error()))
		}
	}
	if trace := telemetry.End(ctx, code, reason); trace != "" {
		attrs = append(attrs, slog.String("trace_id", trace))
	}
	if isQuiet(err) {
		level = slog.LevelDebug
	}
	attrs = append(attrs, slog.String("code", code.String()), slog.Duration("duration", time.Since(began)))
	s.log.LogAttrs(ctx, level, "request", attrs...)
}

// countsOf says how much a call held.
func countsOf(req, reply any) []slog.Attr {
	switch request := req.(type) {
	case *lexfitv1.ScoreCandidateRequest:
		return []slog.Attr{slog.Int("profiles", 1)}
	case *lexfitv1.RankCandidatesRequest:
		attrs := []slog.Attr{slog.Int("profiles", len(request.GetProfiles()))}
		if reply, ok := reply.(*lexfitv1.RankCandidatesResponse); ok {
			attrs = append(attrs, slog.Int("rejected", int(reply.GetRanking().GetRejected())))
		}
		return attrs
	case *lexfitv1.ResolveNamesRequest:
		return []slog.Attr{slog.Int("texts", len(request.GetTexts()))}
	case *lexfitv1.ResolveSkillsRequest:
		return []slog.Attr{slog.Int("texts", len(request.GetTexts()))}
	}
	return nil
}
