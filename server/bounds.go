package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strconv"

	"github.com/KimMachineGun/automemlimit/memlimit"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
	"github.com/lexfit/lexfit/server/identity"
	"github.com/lexfit/lexfit/server/limits"
)

// admit lets a call begin, or says why not: whether its caller may make it, and has not had its share. The context that it returns
// carries the caller. Who is refused uses up its connection's share too, so that nobody tries credentials at full speed.
func (s *Service) admit(ctx context.Context, method string) (context.Context, error) {
	ctx, refused := s.guard.admit(ctx, method)
	subject := identity.CallerOf(ctx).Subject
	if refused != nil {
		subject = ""
	}
	if err := s.gate.Admit(ctx, subject); err != nil {
		return ctx, err
	}
	return ctx, refused
}

// work makes ready to work for a call.
func (s *Service) work(ctx context.Context) *limits.Work {
	return s.gate.Work(ctx, identity.CallerOf(ctx).Subject)
}

// inTurn works for a call when it is its turn.
func inTurn(work *limits.Work, do func() error) error {
	if err := work.Begin(); err != nil {
		return err
	}
	defer work.End()
	return do()
}

// bounds are what one profile, pool or reply may be.
type bounds struct{ limits.Config }

// refusalOf says why a profile is not scored; nil where it is. Whoever sends many is answered in each one's place.
func (b *bounds) refusalOf(profile *lexfitv1.CandidateProfile) (*lexfitv1.ProfileError, error) {
	if refusal, err := lexfitv1check.Profile(profile); refusal != nil || err != nil {
		return refusal, err
	}
	if large, ok := errors.AsType[*failure](b.fits(profile)); ok {
		return &lexfitv1.ProfileError{Code: int32(large.code), Reason: large.reason, Message: large.message}, nil
	}
	return nil, nil
}

// fits reports a *failure where a profile is larger than this server reads, whatever the contract allows.
func (b *bounds) fits(profile *lexfitv1.CandidateProfile) error {
	large, ok := errors.AsType[*matcher.ExtentError](matcher.CheckExtent(profile, b.MaxProfileEntries, b.MaxProfileCharacters))
	if !ok {
		return nil
	}
	return &failure{
		code: codeInvalidArgument, reason: "PROFILE_TOO_LARGE", metadata: map[string]string{"has": strconv.Itoa(large.Has), "limit": strconv.Itoa(large.Most)},
		message: large.Error(),
	}
}

// poolFull reports a *failure where a pool has as many profiles as it may.
func (b *bounds) poolFull(received int32) error {
	if most := b.MaxPool; most > 0 && int(received) >= most {
		return &failure{
			code: codes.ResourceExhausted, reason: "POOL_TOO_LARGE", metadata: map[string]string{"limit": strconv.Itoa(most)},
			message: fmt.Sprintf("a pool may hold %d profiles on this server: split it, or have its operator raise --max-pool", most),
		}
	}
	return nil
}

// replyBytesKey is the metadata in which a client says how large a reply it takes; what gRPC's own clients do not send.
const replyBytesKey = "lexfit-max-reply-bytes"

// sendable reports a *failure where a reply is larger than its caller takes: the client would throw away what was worked for,
// and the server think that all is well.
func (b *bounds) sendable(ctx context.Context, reply any) error {
	message, ok := reply.(proto.Message)
	most := b.mostReply(ctx)
	if !ok || most == 0 {
		return nil
	}
	if size := proto.Size(message); size > most {
		return replyTooLarge(size, most)
	}
	return nil
}

// mostReply is how many bytes a caller takes; 0 for any number.
func (b *bounds) mostReply(ctx context.Context) int {
	if said := metadata.ValueFromIncomingContext(ctx, replyBytesKey); len(said) == 1 && b.MaxReplyBytes > 0 {
		if takes, err := strconv.Atoi(said[0]); err == nil && takes > 0 {
			return takes
		}
	}
	return b.MaxReplyBytes
}

// keptReplies is how many times what its caller takes a ranking keeps: better candidates who come later, and whose fits take less, may
// make it small again.
const keptReplies = 4

// mostKept is how many bytes of candidates a ranking keeps; 0 for any number. received is how many profiles there are, 0 where nobody
// knows: where all of them are kept, nothing makes the reply smaller.
func (b *bounds) mostKept(ctx context.Context, received, topK int) int {
	most := b.mostReply(ctx)
	if received > 0 && received <= topK || most > math.MaxInt/keptReplies {
		return most
	}
	return keptReplies * most
}

func replyTooLarge(size, most int) *failure {
	return &failure{
		code: codes.ResourceExhausted, reason: "REPLY_TOO_LARGE", metadata: map[string]string{"bytes": strconv.Itoa(size), "limit": strconv.Itoa(most)},
		message: fmt.Sprintf("the reply has %d bytes or more, and the caller takes %d: ask for less (a smaller top_k or page, VIEW_BASIC), or raise the limit of the client and say so in the header %s", size, most, replyBytesKey),
	}
}

// isQuiet reports whether what came of a call is told at debug alone: a caller that gave up, or is held back, may do so without end.
func isQuiet(err error) bool {
	if refused, ok := errors.AsType[*limits.RefusedError](err); ok {
		return refused.Code == codes.ResourceExhausted
	}
	return errors.Is(err, context.Canceled) || status.Code(err) == codes.Canceled
}

// boundMemory has Go's collector keep to nine tenths of the memory that the process's cgroup may have, where it has a bound and
// GOMEMLIMIT does not say otherwise.
func boundMemory(log *slog.Logger) {
	bound, err := memlimit.SetGoMemLimitWithOpts(memlimit.WithLogger(slog.New(slog.DiscardHandler)))
	switch {
	case err != nil:
		log.Debug("no memory limit of the cgroup", slog.String("cause", err.Error()))
	case bound > 0:
		log.Info("memory is kept within the cgroup's", slog.Int64("bytes", bound))
	}
}
