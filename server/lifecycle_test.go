package server

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"

	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
	"github.com/lexfit/lexfit/server/store"
)

const (
	serving    = healthpb.HealthCheckResponse_SERVING
	notServing = healthpb.HealthCheckResponse_NOT_SERVING
)

// watchHealth watches a name, whose first status must be SERVING.
func watchHealth(t *testing.T, address, name string) grpc.ServerStreamingClient[healthpb.HealthCheckResponse] {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // a status that never comes is a failure
	t.Cleanup(cancel)
	watch, err := healthpb.NewHealthClient(dial(t, address)).Watch(ctx, &healthpb.HealthCheckRequest{Service: name})
	if err != nil {
		t.Fatal(err)
	}
	wantStatus(t, watch, serving)
	return watch
}

// wantStatus waits for a status.
func wantStatus(t *testing.T, watch grpc.ServerStreamingClient[healthpb.HealthCheckResponse], want healthpb.HealthCheckResponse_ServingStatus) {
	t.Helper()
	for {
		got, err := watch.Recv()
		if err != nil {
			t.Fatalf("watching: %v, before %v", err, want)
		}
		if got.GetStatus() == want {
			return
		}
	}
}

func healthOf(t *testing.T, address, name string) healthpb.HealthCheckResponse_ServingStatus {
	t.Helper()
	got, err := healthpb.NewHealthClient(dial(t, address)).Check(t.Context(), &healthpb.HealthCheckRequest{Service: name})
	if err != nil {
		t.Fatal(err)
	}
	return got.GetStatus()
}

// openStreams are a scoring stream and a ranking stream, each with a profile sent; the first has its reply.
type openStreams struct {
	score grpc.BidiStreamingClient[lexfitv1.ScoreCandidatesRequest, lexfitv1.ScoreCandidatesResponse]
	rank  grpc.ClientStreamingClient[lexfitv1.RankCandidatesStreamRequest, lexfitv1.RankCandidatesStreamResponse]
}

func openBoth(t *testing.T, address string) *openStreams {
	t.Helper()
	match := lexfitv1grpc.NewMatchServiceClient(dial(t, address))
	streams := &openStreams{}
	var err error
	if streams.score, err = match.ScoreCandidates(t.Context()); err != nil {
		t.Fatal(err)
	}
	streams.next(t)
	if streams.rank, err = match.RankCandidatesStream(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(streams.rank.Send(rankOptionsMessage(&lexfitv1.RankOptions{Target: "roles/paralegal"})), streams.rank.Send(rankMessage(profilegen.Typical()))); err != nil {
		t.Fatal(err)
	}
	return streams
}

// next scores a profile on the stream.
func (o *openStreams) next(t *testing.T) {
	t.Helper()
	if err := o.score.Send(profileMessage(profilegen.Typical())); err != nil {
		t.Fatal(err)
	}
	if _, err := o.score.Recv(); err != nil {
		t.Fatal(err)
	}
}

// TestDrain goes through a stop: health says so at once while the port is open and streams go on; then the stream with replies is
// told to come again, while the one whose only reply comes at its end gets it.
func TestDrain(t *testing.T) {
	t.Parallel()
	c := testConfig(t)
	c.Drain = 2 * time.Second
	r := start(t, c)
	watch, alive := watchHealth(t, r.address, "lexfit.v1.MatchService"), watchHealth(t, r.address, "liveness")
	streams := openBoth(t, r.address)
	before := lexfitv1grpc.NewMatchServiceClient(dial(t, r.address))
	score := func(match lexfitv1grpc.MatchServiceClient, over string) {
		t.Helper()
		if _, err := match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical()}); err != nil {
			t.Errorf("a call over a connection %s: %v", over, err)
		}
	}
	score(before, "before the stop")
	r.stop()
	wantStatus(t, watch, notServing)
	for _, name := range []string{"", "readiness"} {
		if got := healthOf(t, r.address, name); got != notServing { // over a connection of its own: the port is open
			t.Errorf("health of %q: %v", name, got)
		}
	}
	if got := healthOf(t, r.address, "liveness"); got != serving {
		t.Errorf("a server that drains is alive, not %v", got)
	}
	streams.next(t)
	score(before, "of before, in the drain")
	score(lexfitv1grpc.NewMatchServiceClient(dial(t, r.address)), "that is new, in the drain")
	if _, err := streams.score.Recv(); err == nil {
		t.Error("a reply to nothing")
	} else if told := wantError(t, err, codes.Unavailable, "SHUTTING_DOWN"); !told.retry {
		t.Error("it does not say when to come again")
	}
	if got, err := alive.Recv(); err == nil && got.GetStatus() != notServing {
		t.Errorf("liveness: %v", got)
	}
	if reply, err := streams.rank.CloseAndRecv(); err != nil || len(reply.GetRanking().GetCandidates()) != 1 {
		t.Errorf("the ranking: %v, %v", reply, err)
	}
	if err := r.wait(t); err != nil {
		t.Errorf("Run: %v", err)
	}
	if strings.Contains(r.log.String(), "calls still run") {
		t.Errorf("a call was ended by force:\n%s", r.log)
	}
}

// TestTheEndIsToldToo has a ranking that does not end within the shutdown time-out.
func TestTheEndIsToldToo(t *testing.T) {
	t.Parallel()
	c := testConfig(t)
	c.ShutdownTimeout = 50 * time.Millisecond
	r := start(t, c)
	streams := openBoth(t, r.address)
	r.stop()
	if err := r.wait(t); err != nil {
		t.Errorf("Run: %v", err)
	}
	var reply lexfitv1.RankCandidatesStreamResponse
	if told := wantError(t, streams.rank.RecvMsg(&reply), codes.Unavailable, "SHUTTING_DOWN"); !told.retry {
		t.Error("it does not say when to come again")
	}
	if !strings.Contains(r.log.String(), "calls still run") {
		t.Errorf("the log does not tell of it:\n%s", r.log)
	}
}

// TestHangupReloads sends SIGHUP to this process, in which several servers may run: none ends, and a certificate that was renewed
// is read.
func TestHangupReloads(t *testing.T) {
	t.Parallel()
	c := testConfig(t)
	folder := t.TempDir()
	c.TLSCert, c.TLSKey = filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	writeCertificate(t, c.TLSCert, c.TLSKey, 1)
	r := start(t, c)
	hangUp := func(want string) {
		t.Helper()
		before := strings.Count(r.log.String(), want)
		self, err := os.FindProcess(os.Getpid())
		if err != nil {
			t.Fatal(err)
		}
		if err := self.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(time.Minute); strings.Count(r.log.String(), want) == before; time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("the log does not say %q:\n%s", want, r.log)
			}
		}
	}
	hangUp(`msg="read again" what=certificate`)
	if err := os.WriteFile(c.TLSKey, []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	hangUp("stays as it was")
	r.stop()
	if err := r.wait(t); err != nil {
		t.Error(err)
	}
}

// TestAFailedStartLeavesNoDatabase has each way to fail that comes of something else than the database.
func TestAFailedStartLeavesNoDatabase(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close() //nolint:errcheck // the test is over
	socket := filepath.Join(t.TempDir(), "s")
	answering, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer answering.Close() //nolint:errcheck // the test is over
	junk := filepath.Join(t.TempDir(), "junk")
	writeText(t, junk, "junk\n")
	for name, change := range map[string]func(*Config){
		"port":                     func(c *Config) { c.Listen = taken.Addr().String() },
		"port of the figures":      func(c *Config) { c.Telemetry.Listen = taken.Addr().String() },
		"address of another host":  func(c *Config) { c.Listen, c.Insecure = "192.0.2.1:0", true },
		"port that is none":        func(c *Config) { c.Listen = "127.0.0.1:99999" },
		"socket":                   func(c *Config) { c.Listen = "unix:" + socket },
		"file for a socket":        func(c *Config) { c.Listen = "unix:" + junk },
		"folder of a socket":       func(c *Config) { c.Listen = "unix:no-such-folder/s" },
		"certificate":              func(c *Config) { c.TLSCert, c.TLSKey = "missing.pem", "missing.pem" },
		"certificate that is none": func(c *Config) { c.TLSCert, c.TLSKey = junk, junk },
		"tokens":                   func(c *Config) { c.Identity.Identities = "missing" },
		"tokens that are none":     func(c *Config) { c.Identity.Identities = junk },
		"keys that are none": func(c *Config) {
			c.Identity.OIDCIssuer, c.Identity.OIDCAudience, c.Identity.OIDCJWKS = testIssuer, testAudience, junk
		},
		"backups": func(c *Config) { c.BackupDir = "no-such-folder" },
	} {
		c := testConfig(t)
		change(&c)
		if err := Run(t.Context(), c, (&logLines{}).logger(), nil); err == nil {
			t.Errorf("%s: it started", name)
		}
		wantEmpty(t, filepath.Dir(c.DBPath))
	}
	// The default rulebook cannot be written, since the caller gave up.
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	path := filepath.Join(t.TempDir(), "lexfit.db")
	for _, share := range []bool{false, true} {
		if _, err := Open(ctx, Options{DBPath: path, Share: share}); !errors.Is(err, context.Canceled) {
			t.Errorf("opened: %v", err)
		}
		wantEmpty(t, filepath.Dir(path))
	}
}

func wantEmpty(t *testing.T, folder string) {
	t.Helper()
	if entries, err := os.ReadDir(folder); err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestAPortInUseSaysByWhom(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells")
	}
	for _, host := range []string{"127.0.0.1", "[::1]"} {
		taken, err := net.Listen("tcp", host+":0")
		if err != nil {
			t.Logf("%s: %v", host, err)
			continue
		}
		defer taken.Close() //nolint:errcheck // the test is over
		c := testConfig(t)
		c.Listen = taken.Addr().String()
		figures := testConfig(t)
		figures.Telemetry.Listen = taken.Addr().String()
		for flag, config := range map[string]Config{"--listen": c, "--metrics-listen": figures} {
			err = Run(t.Context(), config, (&logLines{}).logger(), nil)
			if err == nil || !strings.Contains(err.Error(), "(pid "+strconv.Itoa(os.Getpid())+")") || !strings.HasSuffix(err.Error(), flag) {
				t.Errorf("%v, want this process and %s", err, flag)
			}
		}
	}
	// Where nobody is found it is said plainly.
	if err := explainListen("127.0.0.1:1", "--listen", syscall.EADDRINUSE); !strings.Contains(err.Error(), "in use by another process") {
		t.Error(err)
	}
}

// failingStore reads nothing while it is told to fail.
type failingStore struct {
	store.Store
	mu  sync.Mutex
	err error
}

func (f *failingStore) fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
}

func (f *failingStore) failure() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err
}

// Ready is store.Store's.
func (f *failingStore) Ready(ctx context.Context) error {
	return errors.Join(f.failure(), f.Store.Ready(ctx))
}

// Active is store.Store's.
func (f *failingStore) Active(ctx context.Context) (*lexfitv1.RulebookRevision, error) {
	if err := f.failure(); err != nil {
		return nil, err
	}
	return f.Store.Active(ctx)
}

// TestHealthIsTheStores has stores that fail: health says so within a look or with the first call that finds it, and says that
// the process is alive all the same.
func TestHealthIsTheStores(t *testing.T) {
	t.Parallel()
	on := &failingStore{Store: newOrderStore(t)}
	r := newRigOn(t, on)
	ctx, cancel := withCancel(t)
	looking := make(chan struct{})
	go func() { r.service.life.watch(ctx, on, time.Millisecond); close(looking) }()
	watch := watchHealth(t, r.address, "lexfit.v1.MatchService")
	on.fail(errBroken)
	wantStatus(t, watch, notServing)
	if got := healthOf(t, r.address, "liveness"); got != serving {
		t.Errorf("liveness: %v", got)
	}
	for _, name := range []string{"", "readiness", "lexfit.v1.AdminService"} {
		if got := healthOf(t, r.address, name); got != notServing {
			t.Errorf("health of %q: %v", name, got)
		}
	}
	on.fail(nil)
	wantStatus(t, watch, serving)
	cancel()
	<-looking

	// A call that reads damage says it for good.
	on.fail(store.ErrCorrupt)
	_, err := r.rulebook.GetRulebookRevision(t.Context(), &lexfitv1.GetRulebookRevisionRequest{})
	wantError(t, err, codes.DataLoss, "STORE_DAMAGED")
	wantStatus(t, watch, notServing)
	r.service.life.noteReady(nil)
	if got := healthOf(t, r.address, ""); got != notServing {
		t.Errorf("after damage was found: %v", got)
	}
	if n := strings.Count(r.log.String(), "level=ERROR msg=\"the database"); n != 2 {
		t.Errorf("%d lines of it:\n%s", n, r.log)
	}
}

// TestAFileDeletedUnderAServer has the first write after it refused, health say so, scoring go on, and a backup save all.
func TestAFileDeletedUnderAServer(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lexfit.db")
	r := newRigAt(t, path)
	r.create(t, harsher(), true, "")
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	_, err := r.rulebook.CreateRulebookRevision(t.Context(), &lexfitv1.CreateRulebookRevisionRequest{Rulebook: changed("Lost"), Author: "Ada", Activate: true})
	wantError(t, err, codes.FailedPrecondition, "STORE_REPLACED")
	if got := healthOf(t, r.address, ""); got != notServing {
		t.Errorf("health: %v", got)
	}
	if !strings.Contains(r.log.String(), "was deleted or moved away") || !strings.Contains(r.log.String(), "admin backup") {
		t.Errorf("the log does not say what to do:\n%s", r.log)
	}
	reply, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical()})
	if err != nil || reply.GetRulebookRevision() != 2 {
		t.Errorf("scored by revision %d, %v", reply.GetRulebookRevision(), err)
	}
	if report := r.backup(t, filepath.Join(t.TempDir(), "saved.db")); report.GetRulebookRevisions() != 2 {
		t.Errorf("saved: %v", report)
	}
	if err := os.Rename(path+".away", path); err != nil {
		t.Fatal(err)
	}
	r.service.life.noteReady(r.service.store.Ready(t.Context()))
	if got := healthOf(t, r.address, ""); got != serving {
		t.Errorf("health, the file back in its place: %v", got)
	}
	r.create(t, changed("Kept"), true, "")
}
