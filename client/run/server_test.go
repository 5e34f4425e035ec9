package run_test

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/run"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
)

// fake is a server that scores by the length of an id, and refuses a candidate called refused.
type fake struct {
	lexfitv1grpc.UnimplementedMatchServiceServer
	lexfitv1grpc.UnimplementedRulebookServiceServer
	lexfitv1grpc.UnimplementedJobOrderServiceServer

	breaks   int   // a stream breaks after so many profiles
	times    int   // so many of them do
	breaksBy error // and say this
	digest   func(index int32) string
	asked    *lexfitv1.ScoreOptions
	rules    *lexfitv1.Rulebook
}

func (f *fake) GetRulebookRevision(context.Context, *lexfitv1.GetRulebookRevisionRequest) (*lexfitv1.GetRulebookRevisionResponse, error) {
	return &lexfitv1.GetRulebookRevisionResponse{Revision: &lexfitv1.RulebookRevision{Revision: 7, Rulebook: f.rules}}, nil
}

func (f *fake) GetJobOrder(context.Context, *lexfitv1.GetJobOrderRequest) (*lexfitv1.GetJobOrderResponse, error) {
	return &lexfitv1.GetJobOrderResponse{JobOrder: &lexfitv1.JobOrder{Revision: 3}}, nil
}

func refusal() *lexfitv1.ProfileError {
	return &lexfitv1.ProfileError{
		Code: int32(codes.InvalidArgument), Reason: "INVALID_PROFILE", Message: "breaks the contract",
		Violations: []*lexfitv1.FieldViolation{{Field: "display_name", Description: "is not allowed"}},
	}
}

func (f *fake) answer(index int32, profile *lexfitv1.CandidateProfile) *lexfitv1.ScoreCandidatesResponse {
	id := profile.GetCandidateId()
	if id == "refused" {
		return &lexfitv1.ScoreCandidatesResponse{Index: index, Result: &lexfitv1.ScoreCandidatesResponse_Error{Error: refusal()}}
	}
	answer := somebody(id)
	answer.Fits[0].Score = int32(100 * len(id))
	answer.RulebookDigest = "abc"
	if f.digest != nil {
		answer.RulebookDigest = f.digest(index)
	}
	return &lexfitv1.ScoreCandidatesResponse{Index: index, Result: &lexfitv1.ScoreCandidatesResponse_Response{Response: answer}}
}

func (f *fake) ScoreCandidates(stream grpc.BidiStreamingServer[lexfitv1.ScoreCandidatesRequest, lexfitv1.ScoreCandidatesResponse]) error {
	message, err := stream.Recv()
	if err != nil {
		return err
	}
	f.asked = message.GetOptions()
	for index := int32(0); ; index++ {
		message, err := stream.Recv()
		if err != nil {
			return nil //nolint:nilerr // all is sent
		}
		if f.times > 0 && int(index) == f.breaks {
			f.times--
			return f.breaksBy
		}
		if err := stream.Send(f.answer(index, message.GetProfile())); err != nil {
			return err
		}
	}
}

func (f *fake) RankCandidatesStream(
	stream grpc.ClientStreamingServer[lexfitv1.RankCandidatesStreamRequest, lexfitv1.RankCandidatesStreamResponse],
) error {
	first, err := stream.Recv()
	if err != nil {
		return err
	}
	ranking := &lexfitv1.Ranking{Target: first.GetOptions().GetTarget(), AsOf: first.GetOptions().GetAsOf()}
	for index := int32(0); ; index++ {
		message, err := stream.Recv()
		if err != nil {
			return stream.SendAndClose(&lexfitv1.RankCandidatesStreamResponse{Ranking: ranking})
		}
		if f.times > 0 && int(index) == f.breaks {
			f.times--
			return f.breaksBy
		}
		ranking.Received++
		result := f.answer(index, message.GetProfile())
		if result.GetError() != nil {
			ranking.Rejected++
			ranking.Rejections = append(ranking.Rejections, &lexfitv1.RejectedProfile{Index: index, CandidateId: "refused", Error: refusal()})
			continue
		}
		ranking.Ranked++
		ranking.Candidates = append(ranking.Candidates, &lexfitv1.RankedCandidate{
			Rank: ranking.GetRanked(), CandidateId: result.GetResponse().GetCandidateId(), Index: index, Fit: result.GetResponse().GetFits()[0],
		})
	}
}

func (f *fake) PreviewRulebookRevision(
	stream grpc.ClientStreamingServer[lexfitv1.PreviewRulebookRevisionRequest, lexfitv1.PreviewRulebookRevisionResponse],
) error {
	if _, err := stream.Recv(); err != nil {
		return err
	}
	reply := &lexfitv1.PreviewRulebookRevisionResponse{}
	for index := int32(0); ; index++ {
		message, err := stream.Recv()
		if err != nil {
			return stream.SendAndClose(reply)
		}
		if message.GetProfile().GetCandidateId() == "refused" {
			reply.Rejections = append(reply.Rejections, &lexfitv1.RejectedProfile{Index: index, CandidateId: "refused", Error: refusal()})
		}
	}
}

func serve(t *testing.T, f *fake) *client.Client {
	t.Helper()
	listener := bufconn.Listen(1 << 20)
	serving := grpc.NewServer()
	lexfitv1grpc.RegisterMatchServiceServer(serving, f)
	lexfitv1grpc.RegisterRulebookServiceServer(serving, f)
	lexfitv1grpc.RegisterJobOrderServiceServer(serving, f)
	served := make(chan error, 1)
	go func() { served <- serving.Serve(listener) }()
	connection, err := client.Dial("passthrough:///fake", client.Options{Dial: []grpc.DialOption{
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }),
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := connection.Close(); err != nil {
			t.Error(err)
		}
		serving.Stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return connection
}

// stage is a run's world: a folder, and what was said.
type stage struct {
	*testing.T
	folder string
	said   bytes.Buffer
}

func newStage(t *testing.T, files map[string]string) *stage {
	t.Helper()
	s := &stage{T: t, folder: t.TempDir()}
	for name, content := range files {
		if err := os.WriteFile(s.at(name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func (s *stage) at(name string) string { return filepath.Join(s.folder, name) }

func (s *stage) read(name string) string {
	s.Helper()
	content, err := os.ReadFile(s.at(name))
	if err != nil {
		s.Fatal(err)
	}
	return string(content)
}

// heard is what was said since the last time, without the folder.
func (s *stage) heard() string {
	said := strings.ReplaceAll(s.said.String(), s.folder+string(filepath.Separator), "")
	s.said.Reset()
	return said
}

// open opens files, with the rejected rows into one where its name is not empty.
func (s *stage) open(rejects string, files ...string) *run.Rows {
	s.Helper()
	for i, file := range files {
		files[i] = s.at(file)
	}
	if rejects != "" {
		rejects = s.at(rejects)
	}
	rows, err := run.Open(run.NewConsole(&s.said, false, false), run.Source{
		Files: files, Options: &input.Options{}, Stdin: strings.NewReader(""), Rejects: rejects,
	})
	if err != nil {
		s.Fatal(err)
	}
	return rows
}

// tell says the account, as a command does.
func (s *stage) tell(account *run.Account) {
	message := ""
	if account.Err != nil {
		message = account.Err.Error()
	}
	account.Tell(run.NewConsole(&s.said, false, false), message)
}

func format(t *testing.T, name string) run.Format {
	t.Helper()
	found, err := run.FormatNamed(name)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

var errGone = status.Error(codes.Unavailable, "transport is closing: gone")
