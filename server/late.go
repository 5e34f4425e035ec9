package server

import (
	"context"
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
	"github.com/lexfit/lexfit/server/identity"
	"github.com/lexfit/lexfit/server/limits"
)

// latePoolKey is where the context of a ranking has its profiles as they came.
type latePoolKey struct{}

// readLate decodes a large request when it is its caller's turn. A pool's profiles it leaves as they came, for profileAt: decoded all
// at once, they would take some ten times as much.
func (s *Service) readLate(ctx context.Context, late *limits.Late, request any) (context.Context, error) {
	message, ok := request.(proto.Message)
	if late == nil || !ok {
		return ctx, nil
	}
	raw, err := late.Read(ctx, identity.CallerOf(ctx).Subject)
	if err != nil {
		return ctx, err
	}
	if pool, ok := message.(*lexfitv1.RankCandidatesRequest); ok {
		var profiles [][]byte
		if raw, profiles, err = cutPool(raw); err == nil {
			ctx = context.WithValue(ctx, latePoolKey{}, profiles)
			pool.Profiles = make([]*lexfitv1.CandidateProfile, len(profiles))
			for i, stands := 0, (&lexfitv1.CandidateProfile{}); i < len(profiles); i++ {
				pool.Profiles[i] = stands // for the one that comes, where profiles are counted
			}
		}
	}
	if err == nil {
		err = proto.UnmarshalOptions{Merge: true}.Unmarshal(raw, message)
	}
	if err != nil {
		return ctx, notAMessage("the request", message)
	}
	return ctx, nil
}

// cutPool takes the profiles out of a ranking's request, but for those beyond one more than there may be: the request is refused for
// them.
func cutPool(raw []byte) (rest []byte, profiles [][]byte, err error) {
	const profilesField = 1
	for len(raw) > 0 {
		number, kind, length := protowire.ConsumeField(raw)
		if length < 0 {
			return nil, nil, protowire.ParseError(length)
		}
		field := raw[:length]
		raw = raw[length:]
		if number != profilesField || kind != protowire.BytesType {
			rest = append(rest, field...)
			continue
		}
		_, _, tag := protowire.ConsumeTag(field)
		profile, _ := protowire.ConsumeBytes(field[tag:])
		if len(profiles) <= lexfitv1check.MostProfiles {
			profiles = append(profiles, profile)
		}
	}
	return rest, profiles, nil
}

// profileAt returns a profile of a ranking's request, decoded if it is not. A late one is the caller's alone.
func profileAt(ctx context.Context, request *lexfitv1.RankCandidatesRequest, i int) (*lexfitv1.CandidateProfile, error) {
	profiles, late := ctx.Value(latePoolKey{}).([][]byte)
	if !late {
		return request.GetProfiles()[i], nil
	}
	profile := &lexfitv1.CandidateProfile{}
	if err := proto.Unmarshal(profiles[i], profile); err != nil {
		return nil, notAMessage(fmt.Sprintf("profiles[%d]", i), profile)
	}
	return profile, nil
}

// notAMessage says where bytes are no message of the contract; not in protobuf's words, which differ from run to run.
func notAMessage(where string, message proto.Message) *failure {
	return &failure{
		code: codeInvalidArgument, reason: "MALFORMED_MESSAGE",
		message: fmt.Sprintf("%s is no %s as protobuf has it: its bytes are cut off, or hold text that is not UTF-8; was it made with these .proto files?", where, message.ProtoReflect().Descriptor().Name()),
	}
}
