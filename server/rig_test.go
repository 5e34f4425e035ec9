package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
)

// TestMain makes this binary a server where the environment asks for one (see child_test.go), and otherwise fails a run that
// leaves goroutines of ours or of gRPC behind.
func TestMain(m *testing.M) {
	if task := os.Getenv(childVariable); task != "" {
		if err := child(task); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	code := m.Run()
	if left := leftBehind(); code == 0 && left != "" {
		fmt.Fprintln(os.Stderr, "goroutines outlive their tests:\n"+left)
		code = 1
	}
	os.Exit(code)
}

// leftBehind returns the stacks of goroutines that should have ended, after giving them a while.
func leftBehind() string {
	var left []string
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		buf := make([]byte, 1<<20)
		left = left[:0]
		for stack := range strings.SplitSeq(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
			ours := strings.Contains(stack, "github.com/lexfit/lexfit/server") || strings.Contains(stack, "google.golang.org/grpc")
			if ours && !strings.Contains(stack, "server.TestMain") {
				left = append(left, stack)
			}
		}
		if len(left) == 0 || time.Now().After(deadline) {
			return strings.Join(left, "\n\n")
		}
	}
}

// today is the date at which the tests' servers stand: late on the 23rd in New York, the 24th in UTC.
const today = "2026-11-24"

func testClock() time.Time {
	return time.Date(2026, 11, 23, 22, 30, 0, 5, time.FixedZone("New York", -5*60*60))
}

// rig is a service over real loopback with its clients.
type rig struct {
	service  *Service
	address  string
	conn     *grpc.ClientConn
	match    lexfitv1grpc.MatchServiceClient
	rulebook lexfitv1grpc.RulebookServiceClient
	skill    lexfitv1grpc.SkillServiceClient
	log      *logLines
}

func newRig(t *testing.T) *rig {
	t.Helper()
	return newRigAt(t, filepath.Join(t.TempDir(), "lexfit.db"))
}

func newRigAt(t *testing.T, path string, change ...func(*Options)) *rig {
	t.Helper()
	r := &rig{log: &logLines{}}
	var err error
	options := Options{DBPath: path, Clock: testClock, Logger: r.log.logger()}
	for _, change := range change {
		change(&options)
	}
	r.service, err = Open(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // registered first, it runs after the port is closed
		if err := r.service.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	r.serve(t, r.service.NewGRPCServer())
	return r
}

// serve serves on a free port and connects; both end in cleanup, before what was registered earlier.
func (r *rig) serve(t *testing.T, g *grpc.Server) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- g.Serve(listener) }()
	r.address = listener.Addr().String()
	r.conn = dial(t, r.address)
	// A test that makes no call may otherwise stop the server before it serves.
	r.conn.Connect()
	for state := r.conn.GetState(); state != connectivity.Ready; state = r.conn.GetState() {
		r.conn.WaitForStateChange(t.Context(), state)
	}
	r.match = lexfitv1grpc.NewMatchServiceClient(r.conn)
	r.rulebook = lexfitv1grpc.NewRulebookServiceClient(r.conn)
	r.skill = lexfitv1grpc.NewSkillServiceClient(r.conn)
	t.Cleanup(func() {
		g.Stop()
		if err := <-served; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
}

func dial(tb testing.TB, address string, options ...grpc.DialOption) *grpc.ClientConn {
	tb.Helper()
	conn, err := grpc.NewClient(address, append([]grpc.DialOption{
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(1 << 30)),
	}, options...)...)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { conn.Close() }) //nolint:errcheck,gosec // closed once more where a test did
	return conn
}

// logLines collects what a server logs.
type logLines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logLines) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// Write is io.Writer's.
func (l *logLines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logLines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// defaultProgram is the program of the default rulebook, which every rig starts with.
var defaultProgram = sync.OnceValue(func() *matcher.Program {
	program, err := matcher.Compile(rulebook.Default())
	if err != nil {
		panic(err)
	}
	return program
})

// wantScore is what the engine says of a profile, as revision 1 of a rig.
func wantScore(t *testing.T, p *lexfitv1.CandidateProfile, o matcher.Options) *lexfitv1.ScoreCandidateResponse {
	t.Helper()
	if o.AsOf == "" {
		o.AsOf = today
	}
	want, err := defaultProgram().Score(p, o)
	if err != nil {
		t.Fatal(err)
	}
	want.RulebookRevision = 1
	return want
}

func equal(t *testing.T, what string, got, want proto.Message) {
	t.Helper()
	if !proto.Equal(got, want) { // many times as fast as a diff of what is equal
		t.Errorf("%s (-got +want):\n%s", what, cmp.Diff(got, want, protocmp.Transform()))
	}
}

// profiles returns n profiles that keep to the contract.
func profiles(n int) []*lexfitv1.CandidateProfile {
	g := profilegen.New(7)
	var list []*lexfitv1.CandidateProfile
	for range n {
		list = append(list, g.Profile())
	}
	return list
}

// badProfile breaks two rules, at skills[1].name and at experience[0].ended_on.
func badProfile(id string) *lexfitv1.CandidateProfile {
	return &lexfitv1.CandidateProfile{
		CandidateId: id,
		DisplayName: "Nobody Tobelogged",
		Skills:      []*lexfitv1.Skill{{Name: "Westlaw"}, {Name: ""}},
		Experience:  []*lexfitv1.Experience{{Title: "Paralegal", StartedOn: "2021", EndedOn: "2023-02-30"}},
	}
}

// problem is an error as a client reads it.
type problem struct {
	code     codes.Code
	message  string
	reason   string
	metadata map[string]string
	fields   map[string]string
	retry    bool
}

// wantError fails unless an error has the code and reason, and is one that a client can act on: an ErrorInfo in our domain,
// and none of the server's insides.
func wantError(t *testing.T, err error, code codes.Code, reason string) problem {
	t.Helper()
	s, ok := status.FromError(err)
	if err == nil || !ok {
		t.Fatalf("got %v, want an error %s %s", err, code, reason)
	}
	p := problem{code: s.Code(), message: s.Message(), fields: map[string]string{}}
	domain := ""
	for _, d := range s.Details() {
		switch d := d.(type) {
		case *errdetails.ErrorInfo:
			domain, p.reason, p.metadata = d.GetDomain(), d.GetReason(), d.GetMetadata()
		case *errdetails.BadRequest:
			for _, v := range d.GetFieldViolations() {
				p.fields[v.GetField()] = v.GetDescription()
			}
		case *errdetails.RetryInfo:
			p.retry = true
		}
	}
	if p.code != code || p.reason != reason || domain != "lexfit" {
		t.Fatalf("got %s %s of domain %q (%s), want %s %s", p.code, p.reason, domain, p.message, code, reason)
	}
	for _, inside := range []string{"/tmp", "goroutine", ".go:", "bbolt", "runtime error", "panic"} {
		if strings.Contains(s.Message(), inside) || strings.Contains(fmt.Sprint(s.Details()), inside) {
			t.Errorf("the error shows the server's insides (%q): %v %v", inside, s.Message(), s.Details())
		}
	}
	return p
}

// wantFields fails unless an error names exactly these fields.
func wantFields(t *testing.T, p problem, fields ...string) {
	t.Helper()
	for _, f := range fields {
		if p.fields[f] == "" {
			t.Errorf("no violation at %s; there are %v", f, p.fields)
		}
	}
	if len(p.fields) != len(fields) {
		t.Errorf("violations %v, want exactly %v", p.fields, fields)
	}
}

// withCancel returns a context for tests that end calls themselves.
func withCancel(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	return ctx, cancel
}

var errBroken = errors.New("open /var/lib/secret: the disk is on fire")
