//go:build unix

package server

import (
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
	"github.com/lexfit/lexfit/server/telemetry"
)

// BenchmarkWatched says what it costs to watch a server: the CPU of a unary call in the smallest view, client and server
// together, as a ratio to that of a server nobody watches. The servers take turns, so that each ratio is of two neighbours in
// time; none-ratio is of two servers alike, and says how far the others are noise. 200 rounds take half a minute:
//
//	go test ./server -run '^$' -bench Watched -benchtime 200x
func BenchmarkWatched(b *testing.B) {
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) { _, _ = io.Copy(io.Discard, request.Body) }))
	b.Cleanup(collector.Close)
	b.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	log := slog.New(slog.DiscardHandler)
	tracing, err := telemetry.OpenTracing(b.Context(), "bench", log)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { tracing.Close(b.Context()) })
	plain := watchedClient(b, Options{})
	others := []struct {
		name   string
		client lexfitv1grpc.MatchServiceClient
		ratios []float64
	}{
		{name: "none-ratio", client: watchedClient(b, Options{})},
		{name: "metrics-ratio", client: watchedClient(b, Options{Metrics: telemetry.New(telemetry.Build{})})},
		{name: "traces-ratio", client: watchedClient(b, Options{Tracing: tracing})},
		{name: "both-ratio", client: watchedClient(b, Options{Metrics: telemetry.New(telemetry.Build{}), Tracing: tracing})},
	}
	for b.Loop() {
		for i := range others {
			base := cpuOfCalls(b, plain)
			others[i].ratios = append(others[i].ratios, float64(cpuOfCalls(b, others[i].client))/float64(base))
		}
	}
	for _, other := range others {
		slices.Sort(other.ratios)
		b.ReportMetric(other.ratios[len(other.ratios)/2], other.name)
	}
}

func watchedClient(b *testing.B, options Options) lexfitv1grpc.MatchServiceClient {
	b.Helper()
	options.DBPath = filepath.Join(b.TempDir(), "bench.db")
	service, err := Open(b.Context(), options)
	if err != nil {
		b.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	g := service.NewGRPCServer()
	go g.Serve(listener) //nolint:errcheck // the benchmark stops it
	b.Cleanup(func() {
		g.Stop()
		service.Close() //nolint:errcheck,gosec // nothing was written
	})
	return lexfitv1grpc.NewMatchServiceClient(dial(b, listener.Addr().String()))
}

// cpuOfCalls is the CPU time that the process takes for some calls.
func cpuOfCalls(b *testing.B, client lexfitv1grpc.MatchServiceClient) time.Duration {
	b.Helper()
	request := &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical(), Options: &lexfitv1.ScoreOptions{AsOf: today, View: lexfitv1.View_VIEW_BASIC}}
	before := cpuTime(b)
	for range 100 {
		if _, err := client.ScoreCandidate(b.Context(), request); err != nil {
			b.Fatal(err)
		}
	}
	return cpuTime(b) - before
}

func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
