package server

import (
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"google.golang.org/grpc/metadata"

	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// collector keeps what an exporter sends, as it comes. OTLP is protobuf: the texts of a span stand in it as they are.
type collector struct {
	mu   sync.Mutex
	sent strings.Builder
}

// ServeHTTP is http.Handler's.
func (c *collector) ServeHTTP(_ http.ResponseWriter, request *http.Request) {
	body, _ := io.ReadAll(request.Body)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent.WriteString(request.URL.Path + "\n")
	c.sent.Write(body)
}

func (c *collector) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sent.String()
}

// collect has traces sent to a collector of the test's own, by the usual environment.
func collect(t *testing.T) *collector {
	t.Helper()
	into := &collector{}
	server := httptest.NewServer(into)
	t.Cleanup(server.Close)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", server.URL)
	return into
}

func TestTracesFollowTheCaller(t *testing.T) {
	into := collect(t)
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=trial")
	w := startWatched(t, false)
	const traceID = "4bf92f3577b34da6a3ce929d0e0e4736"
	ctx := metadata.AppendToOutgoingContext(t.Context(), "traceparent", "00-"+traceID+"-00f067aa0ba902b7-01", requestIDKey, "mine-7")
	if _, err := w.match.ScoreCandidate(ctx, &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical()}); err != nil {
		t.Fatal(err)
	}
	_, _ = w.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: badProfile("x")})
	if _, err := scoreStream(t, w.match, profileMessage(profilegen.Typical())); err != nil {
		t.Fatal(err)
	}
	w.stop()
	if err := w.wait(t); err != nil { // what is left is sent on stop
		t.Fatal(err)
	}
	raw, _ := hex.DecodeString(traceID)
	for _, want := range []string{
		"/v1/traces\n", string(raw), "lexfit.v1.MatchService/ScoreCandidate", "lexfit.v1.MatchService/ScoreCandidates", "mine-7", "INVALID_REQUEST", "lexfitd", "trial",
	} {
		if !strings.Contains(into.String(), want) {
			t.Errorf("no span holds %q", want)
		}
	}
	if log := w.log.String(); !strings.Contains(log, "trace_id="+traceID) {
		t.Errorf("the log does not name the trace:\n%s", log)
	}
}

func TestNoSpanUnlessSampled(t *testing.T) {
	into := collect(t)
	w := startWatched(t, false)
	unsampled := metadata.AppendToOutgoingContext(t.Context(), "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")
	if _, err := w.match.ScoreCandidate(unsampled, &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical()}); err != nil {
		t.Fatal(err)
	}
	w.stop()
	if err := w.wait(t); err != nil {
		t.Fatal(err)
	}
	if into.String() != "" || strings.Contains(w.log.String(), "trace_id") {
		t.Error("a call was traced that its caller does not trace")
	}
}

// TestLostTracesAreNoFailure: a collector that is away must neither keep a server from stopping nor fail it.
func TestLostTracesAreNoFailure(t *testing.T) {
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
	w := startWatched(t, false)
	if _, err := w.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical()}); err != nil {
		t.Fatal(err)
	}
	w.stop()
	if err := w.wait(t); err != nil {
		t.Errorf("Run: %v", err)
	}
	if !strings.Contains(w.log.String(), `msg="traces are lost"`) {
		t.Errorf("nobody is told:\n%s", w.log.String())
	}
}

func TestTracingIsAskedForByTheEnvironment(t *testing.T) {
	for _, test := range []struct {
		why     string
		env     map[string]string
		traces  bool
		refused string
	}{
		{"nothing is said", nil, false, ""},
		{"an endpoint", map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"}, true, ""},
		{"an endpoint of traces, over gRPC", map[string]string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:1", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, true, ""},
		{"the exporter alone", map[string]string{"OTEL_TRACES_EXPORTER": "otlp"}, true, ""},
		{"none", map[string]string{"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"}, false, ""},
		{"disabled", map[string]string{"OTEL_SDK_DISABLED": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"}, false, ""},
		{"an exporter that there is not", map[string]string{"OTEL_TRACES_EXPORTER": "zipkin"}, false, "OTEL_TRACES_EXPORTER"},
		{"a protocol that there is not", map[string]string{"OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json"}, false, "OTEL_EXPORTER_OTLP_PROTOCOL"},
	} {
		t.Run(test.why, func(t *testing.T) {
			for name, value := range test.env {
				t.Setenv(name, value)
			}
			if test.refused != "" {
				err := Run(t.Context(), testConfig(t), (&logLines{}).logger(), nil)
				if err == nil || !strings.Contains(err.Error(), test.refused) {
					t.Errorf("got %v, want a sentence that names %s", err, test.refused)
				}
				return
			}
			r := start(t, testConfig(t))
			if got := strings.Contains(r.log.String(), "msg=tracing"); got != test.traces {
				t.Errorf("tracing: %t, want %t", got, test.traces)
			}
		})
	}
}
