package server

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"github.com/lexfit/lexfit/matcher/profilegen"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// asIs is a codec that sends bytes as they are, whether they are a message or not, and receives them so.
type asIs struct{}

// Marshal is encoding.Codec's.
func (asIs) Marshal(v any) ([]byte, error) { return *v.(*[]byte), nil } //nolint:forcetypeassert // what this test sends

// Unmarshal is encoding.Codec's.
func (asIs) Unmarshal(data []byte, v any) error {
	*v.(*[]byte) = bytes.Clone(data) //nolint:forcetypeassert // what this test receives into
	return nil
}

// Name is encoding.Codec's.
func (asIs) Name() string { return "proto" }

// packed is an input of the fuzz test: which method, and the messages, each behind its length but the last.
func packed(method byte, messages ...[]byte) []byte {
	data := []byte{method}
	for i, message := range messages {
		if i < len(messages)-1 {
			data = binary.BigEndian.AppendUint16(data, uint16(len(message)))
		} else {
			data = append(data, 0xff, 0xff)
		}
		data = append(data, message...)
	}
	return data
}

// unpacked takes an input apart. A length beyond the end is the rest.
func unpacked(data []byte) (method byte, messages [][]byte) {
	const most = 32 // messages
	method, data = data[0], data[1:]
	for len(data) >= 2 && len(messages) < most {
		length := min(int(binary.BigEndian.Uint16(data)), len(data)-2)
		messages, data = append(messages, data[2:2+length]), data[2+length:]
	}
	return method, messages
}

// reasonsTold are the reasons of docs/operations.md, and those that come of how a call ends.
func reasonsTold(tb testing.TB) []string {
	tb.Helper()
	text, err := os.ReadFile("../docs/operations.md")
	if err != nil {
		tb.Fatal(err)
	}
	return append(regexp.MustCompile("[A-Z]+(?:_[A-Z]+)+").FindAllString(string(text), -1), "CANCELED", "DEADLINE_EXCEEDED")
}

// FuzzHandlers sends bytes to every method as they are, through gRPC, the interceptors and the handler: a reply of its type comes back,
// or an error with a reason that is documented; never a panic, an error of the server's own, or nothing.
func FuzzHandlers(f *testing.F) {
	service, err := Open(f.Context(), Options{Clock: testClock, Logger: slog.New(slog.DiscardHandler), Share: true}) // keeps nothing
	if err != nil {
		f.Fatal(err)
	}
	listener, g := bufconn.Listen(1<<20), service.NewGRPCServer()
	served := make(chan error, 1)
	go func() { served <- g.Serve(listener) }()
	conn, err := grpc.NewClient("passthrough:///fuzz", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }),
		grpc.WithDefaultCallOptions(grpc.ForceCodec(asIs{}), grpc.MaxCallRecvMsgSize(1<<30)))
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() {
		conn.Close() //nolint:errcheck,gosec // nothing more is asked
		g.Stop()
		if err := errors.Join(<-served, service.Close()); err != nil {
			f.Error(err)
		}
	})
	all, reasons := methods(), reasonsTold(f)
	names := slices.Sorted(maps.Keys(all))
	seedHandlers(f, names)
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) == 0 || len(data) > 64<<10 {
			return
		}
		at, messages := unpacked(data)
		method := all[names[int(at)%len(names)]]
		if !method.IsStreamingClient() {
			messages = append(messages, nil)[:1]
		}
		replies, err := sendAsIs(t, conn, method, messages)
		for _, reply := range replies {
			kind, err := protoregistry.GlobalTypes.FindMessageByName(method.Output().FullName())
			if err != nil {
				t.Fatal(err)
			}
			if err := proto.Unmarshal(reply, kind.New().Interface()); err != nil {
				t.Errorf("%s replied with no %s: %v", method.FullName(), method.Output().Name(), err)
			}
		}
		if err == nil {
			return
		}
		reason := ""
		for _, detail := range status.Convert(err).Details() {
			if info, ok := detail.(*errdetails.ErrorInfo); ok {
				reason = info.GetReason()
			}
		}
		undecoded := status.Code(err) == codes.Internal && reason == "" && strings.Contains(err.Error(), "unmarshal")
		if !undecoded && (status.Code(err) == codes.Internal || !slices.Contains(reasons, reason)) {
			t.Errorf("%s: %v, reason %q", method.FullName(), err, reason)
		}
	})
}

// seedHandlers adds every case of an error, and a sound call of what reads profiles.
func seedHandlers(f *testing.F, names []string) {
	f.Helper()
	bytesOf := func(messages []proto.Message) [][]byte {
		var list [][]byte
		for _, message := range messages {
			data, err := proto.Marshal(message)
			if err != nil {
				f.Fatal(err)
			}
			list = append(list, data)
		}
		return list
	}
	cases := errorCases()
	profile := profilegen.Typical()
	for at, name := range names {
		for _, c := range cases[name] {
			f.Add(packed(byte(at), bytesOf(c.messages)...))
		}
		var sound []proto.Message
		switch name {
		case "MatchService.ScoreCandidate":
			sound = one(&lexfitv1.ScoreCandidateRequest{Profile: profile, Options: &lexfitv1.ScoreOptions{View: lexfitv1.View_VIEW_FULL}})
		case "MatchService.ScoreCandidates":
			sound = []proto.Message{optionsMessage(&lexfitv1.ScoreOptions{View: lexfitv1.View_VIEW_FULL}), profileMessage(profile), profileMessage(badProfile("x"))}
		case "MatchService.RankCandidates":
			sound = one(&lexfitv1.RankCandidatesRequest{Profiles: profiles(3), Options: &lexfitv1.RankOptions{Target: "roles/paralegal", ExplainRank: true}})
		case "MatchService.RankCandidatesStream":
			sound = []proto.Message{rankOptionsMessage(&lexfitv1.RankOptions{Target: "roles/legal-secretary"}), rankMessage(profile)}
		case "MatchService.CompareRoles":
			sound = one(&lexfitv1.CompareRolesRequest{Profiles: profiles(1)})
		case "RulebookService.ValidateRulebook":
			some := rulebook.Default() // a part, which the lint finds much in: whole it would be mutated for ever
			some.Skills, some.Credentials, some.Roles = some.GetSkills()[:10], some.GetCredentials()[:2], some.GetRoles()[:1]
			some.Duties, some.Titles = nil, some.GetTitles()[:3]
			sound = one(&lexfitv1.ValidateRulebookRequest{Rulebook: some})
		case "JobOrderService.CreateJobOrder":
			sound = one(&lexfitv1.CreateJobOrderRequest{JobOrderId: "acme", JobOrder: acme(20), ValidateOnly: true})
		case "SkillService.ResolveNames":
			sound = one(&lexfitv1.ResolveNamesRequest{Texts: []string{"Westlaw", "Certified Paralegal"}})
		}
		if sound != nil {
			f.Add(packed(byte(at), bytesOf(sound)...))
		}
		f.Add(packed(byte(at), []byte("\xff\xff no message")))
	}
}

// sendAsIs makes a call. A reply that does not come in a minute never comes.
func sendAsIs(t *testing.T, conn *grpc.ClientConn, method protoreflect.MethodDescriptor, messages [][]byte) (replies [][]byte, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	full := "/" + string(method.Parent().FullName()) + "/" + string(method.Name())
	stream, err := conn.NewStream(ctx, &grpc.StreamDesc{ClientStreams: method.IsStreamingClient(), ServerStreams: method.IsStreamingServer()}, full)
	if err != nil {
		t.Fatal(err)
	}
	for i := range messages {
		if stream.SendMsg(&messages[i]) != nil {
			break // the reply has the reason
		}
	}
	_ = stream.CloseSend() // as before
	for {
		var reply []byte
		if err := stream.RecvMsg(&reply); errors.Is(err, io.EOF) {
			return replies, nil
		} else if err != nil {
			if ctx.Err() != nil {
				t.Fatalf("%s: nothing came back", full)
			}
			return replies, err
		}
		if replies = append(replies, reply); !method.IsStreamingServer() {
			return replies, nil
		}
	}
}
