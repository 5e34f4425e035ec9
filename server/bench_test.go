package server

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
)

// BenchmarkStream sends the typical profile down one stream, to a server in another process, and reads a reply for each:
// the service against one that answers with a reply of the same size made beforehand, in the same run. The ratio of the two
// is what lexfit costs on top of gRPC and protobuf; the numbers alone say more about the machine.
func BenchmarkStream(b *testing.B) {
	for _, view := range []string{"basic", "full"} {
		for _, impl := range []string{"noop", "lexfit"} {
			b.Run(fmt.Sprintf("impl=%s/view=%s", impl, view), func(b *testing.B) {
				task := impl + " " + view
				if impl == "lexfit" {
					task = impl + " " + filepath.Join(b.TempDir(), "bench.db")
				}
				_, address := startChild(b, task)
				conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
				if err != nil {
					b.Fatal(err)
				}
				defer conn.Close() //nolint:errcheck // the benchmark is over
				benchmarkStream(b, lexfitv1grpc.NewMatchServiceClient(conn), viewNamed(view))
			})
		}
	}
}

func benchmarkStream(b *testing.B, client lexfitv1grpc.MatchServiceClient, view lexfitv1.View) {
	b.Helper()
	stream, err := client.ScoreCandidates(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	options := &lexfitv1.ScoreCandidatesRequest{Message: &lexfitv1.ScoreCandidatesRequest_Options{
		Options: &lexfitv1.ScoreOptions{AsOf: today, View: view},
	}}
	if err := stream.Send(options); err != nil {
		b.Fatal(err)
	}
	request := &lexfitv1.ScoreCandidatesRequest{Message: &lexfitv1.ScoreCandidatesRequest_Profile{Profile: profilegen.Typical()}}
	sent := make(chan error, 1)
	b.ReportAllocs()
	b.ResetTimer()
	go func() {
		var err error
		for i := 0; i < b.N && err == nil; i++ {
			err = stream.Send(request)
		}
		sent <- errors.Join(err, stream.CloseSend())
	}()
	replies := 0
	for {
		reply, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			b.Fatal(err)
		}
		if reply.GetResponse() == nil {
			b.Fatalf("refused: %v", reply.GetError())
		}
		replies++
	}
	if err := <-sent; err != nil || replies != b.N {
		b.Fatalf("%d replies to %d profiles, %v", replies, b.N, err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "profiles/s")
}

func BenchmarkUnmarshal(b *testing.B) {
	wire, err := proto.Marshal(profilegen.Typical())
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(wire)))
	b.ReportAllocs()
	for b.Loop() {
		if err := proto.Unmarshal(wire, &lexfitv1.CandidateProfile{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMarshalReply(b *testing.B) {
	for _, view := range []string{"basic", "full"} {
		b.Run("view="+view, func(b *testing.B) {
			reply, err := defaultProgram().Score(profilegen.Typical(), matcher.Options{AsOf: today, View: viewNamed(view)})
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(proto.Size(reply)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := proto.Marshal(reply); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkScore(b *testing.B) {
	for _, view := range []string{"basic", "full"} {
		b.Run("view="+view, func(b *testing.B) {
			p, o := profilegen.Typical(), matcher.Options{AsOf: today, View: viewNamed(view)}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := defaultProgram().Score(p, o); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
