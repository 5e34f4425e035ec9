package server

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spf13/pflag"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/encoding/gzip"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
	"github.com/lexfit/lexfit/server/limits"
)

// gated is a rig behind the gate's listener.
func gated(t *testing.T, config limits.Config) *rig {
	t.Helper()
	r := &rig{log: &logLines{}}
	options := Options{DBPath: filepath.Join(t.TempDir(), "lexfit.db"), Clock: testClock, Logger: r.log.logger(), Limits: &config}
	var err error
	if r.service, err = Open(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g, served := r.service.NewGRPCServer(), make(chan error, 1)
	go func() { served <- g.Serve(r.service.gate.Listen(listener, true)) }()
	r.address = listener.Addr().String()
	r.conn = dial(t, r.address)
	r.match = lexfitv1grpc.NewMatchServiceClient(r.conn)
	t.Cleanup(func() {
		g.Stop()
		if err := errors.Join(<-served, r.service.Close()); err != nil && !errors.Is(err, grpc.ErrServerStopped) {
			t.Error(err)
		}
	})
	return r
}

// another is a client with a connection of its own.
func (r *rig) another(t *testing.T) lexfitv1grpc.MatchServiceClient {
	t.Helper()
	return lexfitv1grpc.NewMatchServiceClient(dial(t, r.address))
}

func scoreTypical(ctx context.Context, client lexfitv1grpc.MatchServiceClient) error {
	_, err := client.ScoreCandidate(ctx, &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical(), Options: &lexfitv1.ScoreOptions{View: lexfitv1.View_VIEW_BASIC}})
	return err
}

// eventually waits for something to become so.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it does not come about: " + what)
		}
	}
}

func retryDelay(t *testing.T, err error) time.Duration {
	t.Helper()
	for _, detail := range status.Convert(err).Details() {
		if retry, ok := detail.(*errdetails.RetryInfo); ok {
			return retry.GetRetryDelay().AsDuration()
		}
	}
	t.Errorf("%v does not say when to try again", err)
	return 0
}

// A method may run as long as the configuration says, whatever the caller allows: also while it waits for its caller.
func TestDeadlineOfTheServer(t *testing.T) {
	t.Parallel()
	r := gated(t, limits.Config{StreamTimeout: time.Hour, MethodTimeouts: map[string]string{"ScoreCandidates": "30ms", "RankCandidates": "1ns", "RankCandidatesStream": "30ms"}})
	silent, err := r.match.ScoreCandidates(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = silent.Recv()
	p := wantError(t, err, codes.DeadlineExceeded, "DEADLINE_EXCEEDED")
	if p.metadata["limit"] != "30ms" || !strings.Contains(p.message, "ScoreCandidates may run for 30ms") {
		t.Errorf("%v: %s", p.metadata, p.message)
	}
	pool, err := r.match.RankCandidatesStream(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	wantError(t, pool.RecvMsg(&lexfitv1.RankCandidatesStreamResponse{}), codes.DeadlineExceeded, "DEADLINE_EXCEEDED")
	_, err = r.match.RankCandidates(t.Context(), &lexfitv1.RankCandidatesRequest{Options: &lexfitv1.RankOptions{Target: "roles/paralegal"}, Profiles: profiles(1)})
	if status.Code(err) != codes.DeadlineExceeded {
		t.Errorf("RankCandidates: %v", err)
	}
	if err := scoreTypical(t.Context(), r.match); err != nil { // has no deadline
		t.Error(err)
	}
}

// Calls beyond the rate are refused with when to try again: by connection, where nobody is known.
func TestRateByConnection(t *testing.T) {
	t.Parallel()
	r := gated(t, limits.Config{Rate: 0.001, Burst: 3})
	for range 3 {
		if err := scoreTypical(t.Context(), r.match); err != nil {
			t.Fatal(err)
		}
	}
	err := scoreTypical(t.Context(), r.match)
	p := wantError(t, err, codes.ResourceExhausted, "RATE_LIMITED")
	if p.metadata["rate"] != "0.001" || retryDelay(t, err) < time.Minute {
		t.Errorf("%v, again in %s", p.metadata, retryDelay(t, err))
	}
	stream, err := r.match.ScoreCandidates(t.Context())
	if err == nil {
		_, err = stream.Recv()
	}
	wantError(t, err, codes.ResourceExhausted, "RATE_LIMITED")
	if err := scoreTypical(t.Context(), r.another(t)); err != nil {
		t.Errorf("another connection pays for this one: %v", err)
	}
	if got := r.service.gate.Counts().RateLimited; got != 2 {
		t.Errorf("%d counted, want 2", got)
	}
	for line := range strings.Lines(r.log.String()) {
		if strings.Contains(line, "RATE_LIMITED") && !strings.Contains(line, "level=DEBUG") {
			t.Errorf("a refused call is a line of the log: %s", line)
		}
	}
	if n := strings.Count(r.log.String(), "callers meet their limits"); n != 1 {
		t.Errorf("the log says %d times that callers meet their limits, want once", n)
	}
}

// Only where the operator says so is an address one caller.
func TestRateByAddress(t *testing.T) {
	t.Parallel()
	r := gated(t, limits.Config{Rate: 0.001, Burst: 2, RateByAddress: true})
	for _, client := range []lexfitv1grpc.MatchServiceClient{r.match, r.another(t)} {
		if err := scoreTypical(t.Context(), client); err != nil {
			t.Fatal(err)
		}
	}
	wantError(t, scoreTypical(t.Context(), r.another(t)), codes.ResourceExhausted, "RATE_LIMITED")
}

// Who is known is held to a rate by name, whatever the connection; who is not is by its connection, however often it tries.
func TestRateBySubject(t *testing.T) {
	t.Parallel()
	g := startGuarded(t, func(c *Config) { c.Limits = limits.Config{Rate: 0.001, Burst: 2} })
	as := func(token string) lexfitv1grpc.MatchServiceClient {
		return lexfitv1grpc.NewMatchServiceClient(g.as(t, token, nil))
	}
	editor := g.tokens["editor@desk"]
	for range 2 {
		if err := scoreTypical(t.Context(), as(editor)); err != nil {
			t.Fatal(err)
		}
	}
	wantError(t, scoreTypical(t.Context(), as(editor)), codes.ResourceExhausted, "RATE_LIMITED")
	other := as(g.tokens["scorer@desk"])
	for range 2 {
		if err := scoreTypical(t.Context(), other); err != nil {
			t.Errorf("one caller pays for another: %v", err)
		}
	}
	stranger := as("lexfit_AAAAAAAAAAAAAAAAAAAAAAAAAA")
	for range 2 {
		wantError(t, scoreTypical(t.Context(), stranger), codes.Unauthenticated, "CREDENTIALS_INVALID")
	}
	wantError(t, scoreTypical(t.Context(), stranger), codes.ResourceExhausted, "RATE_LIMITED")
}

// Connections beyond the bounds are told why, and a place that is given back is taken by the next.
func TestConnectionsAreBounded(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config limits.Config
		says   string
	}{
		"in all":  {limits.Config{MaxConnections: 2}, "lexfit takes 2 connections, and has them"},
		"by peer": {limits.Config{MaxConnectionsPerPeer: 2, MaxConnections: 9}, "lexfit takes 2 connections of one address"},
	} {
		r := gated(t, test.config)
		other := dial(t, r.address)
		for _, conn := range []*grpc.ClientConn{r.conn, other} {
			if err := scoreTypical(t.Context(), lexfitv1grpc.NewMatchServiceClient(conn)); err != nil {
				t.Fatal(err)
			}
		}
		third := r.another(t)
		eventually(t, name+": the reason", func() bool { // a client whose call raced with the end of the connection sees only that end
			err := scoreTypical(t.Context(), third)
			if status.Code(err) != codes.Unavailable {
				t.Fatalf("%s: %v", name, err)
			}
			return strings.Contains(err.Error(), test.says)
		})
		if r.service.gate.Counts().ConnectionsRefused == 0 {
			t.Errorf("%s: nothing counted", name)
		}
		if err := other.Close(); err != nil {
			t.Fatal(err)
		}
		eventually(t, name+": a place that was given back", func() bool { return scoreTypical(t.Context(), third) == nil })
	}
}

// pad is a request for a ranking of about so many bytes.
func pad(bytes int) *lexfitv1.RankCandidatesRequest {
	request := &lexfitv1.RankCandidatesRequest{Options: &lexfitv1.RankOptions{Target: "roles/paralegal", TopK: 1, View: lexfitv1.View_VIEW_BASIC}}
	big := &lexfitv1.CandidateProfile{CandidateId: "big"}
	for range 20 {
		big.Experience = append(big.Experience, &lexfitv1.Experience{Title: "Paralegal", Employer: strings.Repeat("x", 200)})
	}
	for size := 0; size < bytes; size += proto.Size(big) {
		request.Profiles = append(request.Profiles, big)
	}
	return request
}

// Many large calls at once take turns, on one connection and on several; each is answered or told to try again, a small call
// between them is answered, and all that was held is given back.
func TestBytesInFlightAreBounded(t *testing.T) {
	t.Parallel()
	const most = 16 << 20
	r := gated(t, limits.Config{MaxBytesInFlight: most, MaxStreams: 100})
	request := pad(3 << 20)
	clients := []lexfitv1grpc.MatchServiceClient{r.match, r.another(t), r.another(t)}
	var calls sync.WaitGroup
	answers := make(chan error, 100)
	for i := range 24 {
		calls.Go(func() {
			options := []grpc.CallOption{}
			if i%4 == 0 {
				options = append(options, grpc.UseCompressor(gzip.Name)) // of which the wire tells nothing
			}
			_, err := clients[i%len(clients)].RankCandidates(t.Context(), request, options...)
			answers <- err
		})
	}
	for range 5 {
		if err := scoreTypical(t.Context(), r.match); err != nil {
			t.Errorf("a small call: %v", err)
		}
	}
	calls.Wait()
	close(answers)
	answered := 0
	for err := range answers {
		if err == nil {
			answered++
		} else if p := wantError(t, err, codes.ResourceExhausted, "BYTES_IN_FLIGHT"); p.metadata["limit"] != strconv.Itoa(most) || retryDelay(t, err) == 0 {
			t.Errorf("%v", p.metadata)
		}
	}
	if answered < 3 {
		t.Errorf("%d of 24 are answered", answered)
	}
	if shed := r.service.gate.Counts().ConnectionsShed; shed != 0 {
		t.Errorf("%d connections of callers who take turns are closed", shed)
	}
	eventually(t, "all bytes given back", func() bool {
		unread, held := r.service.gate.InFlight()
		return held == 0 && unread < 64<<10
	})
}

// Callers who send large messages in part, on streams, which take no turns, do not fill the memory: the connection that has
// sent twice what there may be is closed, and nobody else's.
func TestPartsOfMessagesAreBounded(t *testing.T) {
	t.Parallel()
	r := gated(t, limits.Config{MaxBytesInFlight: 6 << 20})
	if err := scoreTypical(t.Context(), r.match); err != nil {
		t.Fatal(err)
	}
	hostile := overHTTP2()
	for range 6 {
		defer sendPart(t, hostile, r.address, 4<<20, 3<<20)()
	}
	eventually(t, "the hostile connection closed", func() bool { return r.service.gate.Counts().ConnectionsShed > 0 })
	if err := scoreTypical(t.Context(), r.match); err != nil {
		t.Errorf("who was there before: %v", err)
	}
}

// Several callers who send in part and stop hold up no more than the large calls of others, and those for a while.
func TestWhoHoldsUpOthersIsClosed(t *testing.T) {
	t.Parallel()
	r := gated(t, limits.Config{MaxBytesInFlight: 8 << 20, StallTimeout: 200 * time.Millisecond})
	for range 4 {
		defer sendPart(t, overHTTP2(), r.address, 4<<20, 3<<20)()
	}
	eventually(t, "most of it sent", func() bool {
		unread, _ := r.service.gate.InFlight()
		return unread > 8<<20
	})
	for range 5 {
		if err := scoreTypical(t.Context(), r.match); err != nil {
			t.Errorf("a small call: %v", err)
		}
	}
	ctx, cancel := withCancel(t)
	large, ended := r.another(t), make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = large.RankCandidates(ctx, pad(3<<20)) // on a machine that does other things it may itself be the one that does not go on
	}()
	eventually(t, "a connection that holds up others closed", func() bool { return r.service.gate.Counts().ConnectionsShed > 0 })
	cancel()
	<-ended
}

// Callers who cancel as fast as they call are counted, fill no log, and lose their connection; others do not.
func TestResets(t *testing.T) {
	t.Parallel()
	config := limits.Default()
	config.Resets = 2
	r := gated(t, config)
	if err := scoreTypical(t.Context(), r.match); err != nil {
		t.Fatal(err)
	}
	hostile := r.another(t)
	request := pad(100 << 10)
	eventually(t, "the hostile connection closed", func() bool {
		for range 200 {
			ctx, cancel := context.WithCancel(t.Context())
			stream, err := hostile.ScoreCandidates(ctx)
			if err == nil {
				err = stream.Send(profileMessage(request.GetProfiles()[0]))
			}
			if err != nil && !errors.Is(err, io.EOF) && status.Code(err) != codes.Unavailable {
				t.Error(err)
			}
			cancel()
		}
		return r.service.gate.Counts().ConnectionsReset > 0
	})
	if err := scoreTypical(t.Context(), r.match); err != nil {
		t.Errorf("who was there before: %v", err)
	}
	if n := r.service.gate.Counts().Canceled; n < 10 {
		t.Errorf("%d calls counted as canceled", n)
	}
	lines := 0
	for line := range strings.Lines(r.log.String()) {
		if !strings.Contains(line, "level=DEBUG") {
			lines++
		}
	}
	if lines > 3 {
		t.Errorf("hundreds of canceled calls are %d lines of the log", lines)
	}
}

func TestLimitsAreValidated(t *testing.T) {
	t.Parallel()
	for says, config := range map[string]limits.Config{
		"--max-streams -1":                        {MaxStreams: -1},
		"--max-pool -3: want 0 or more":           {MaxPool: -3},
		"--call-timeout -1s":                      {CallTimeout: -time.Second},
		"--rate 5 --rate-burst 0":                 {Rate: 5},
		`no method "Rank"; there are Activate`:    {MethodTimeouts: map[string]string{"Rank": "1s"}},
		"RankCandidates=soon: want a length such": {MethodTimeouts: map[string]string{"RankCandidates": "soon"}},
	} {
		if err := config.Validate(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %s", err, says)
		}
	}
	whole := limits.Default()
	if err := whole.Validate(); err != nil {
		t.Error(err)
	}
}

// Every flag has its line in docs/operations.md.
func TestLimitsAreDocumented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	config := limits.Default()
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	config.AddFlags(flags)
	flags.VisitAll(func(flag *pflag.Flag) {
		if !strings.Contains(string(text), "`--"+flag.Name+"`") {
			t.Errorf("--%s is not there", flag.Name)
		}
		if flag.Name == "max-workers" {
			return // as many as there are cores
		}
		for _, value := range []string{flag.DefValue, strings.TrimSuffix(strings.TrimSuffix(flag.DefValue, "0s"), "0m")} {
			if value == "" || flag.DefValue == "false" || flag.DefValue == "[]" {
				return
			}
			line := regexp.MustCompile("(?m)^\\| .*`--" + flag.Name + "`.*$").FindString(string(text))
			if strings.Contains(line, value) {
				return
			}
		}
		t.Errorf("--%s: the default %s is not there", flag.Name, flag.DefValue)
	})
}
