package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
)

// running is a Run under way.
type running struct {
	address string
	log     *logLines
	stop    context.CancelFunc
	done    chan error
}

// wait returns Run's error, which must come soon.
func (r *running) wait(t *testing.T) error {
	t.Helper()
	select {
	case err := <-r.done:
		r.done <- err
		return err
	case <-time.After(time.Minute):
		t.Fatal("Run does not end")
		return nil
	}
}

func testConfig(t *testing.T) Config {
	t.Helper()
	c := DefaultConfig()
	c.Listen, c.DBPath = "127.0.0.1:0", filepath.Join(t.TempDir(), "lexfit.db")
	c.Drain = 0
	return c
}

// start runs a server until the test ends at the latest.
func start(t *testing.T, c Config) *running {
	t.Helper()
	ctx, cancel := withCancel(t)
	r := &running{log: &logLines{}, stop: cancel, done: make(chan error, 1)}
	ready := make(chan string, 1)
	go func() { r.done <- Run(ctx, c, r.log.logger(), func(a net.Addr) { ready <- a.String() }) }()
	t.Cleanup(func() {
		cancel()
		_ = r.wait(t) // the test has looked at it where it matters
	})
	select {
	case r.address = <-ready:
	case err := <-r.done:
		r.done <- err
		t.Fatalf("it did not start: %v", err)
	}
	return r
}

func TestRunServesUntilItsContextEnds(t *testing.T) {
	t.Parallel()
	c := testConfig(t)
	r := start(t, c)
	match := lexfitv1grpc.NewMatchServiceClient(dial(t, r.address))
	if _, err := match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical()}); err != nil {
		t.Fatal(err)
	}
	r.stop()
	if err := r.wait(t); err != nil {
		t.Errorf("Run: %v", err)
	}
	_, err := match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical()})
	if status.Code(err) != codes.Unavailable {
		t.Errorf("after the stop: %v", err)
	}
	// Port and database are free again.
	c.Listen = r.address
	again := start(t, c)
	again.stop()
	if err := again.wait(t); err != nil {
		t.Errorf("the second Run: %v", err)
	}
	if log := r.log.String(); strings.Contains(log, "without TLS") || !strings.Contains(log, "msg=starting version="+version()+" ") || !strings.Contains(log, "msg=serving") || !strings.Contains(log, "msg=stopped") {
		t.Errorf("log:\n%s", log)
	}
}

// TestRunSaysWhatIsWrong holds every way in which a server cannot start to one sentence that says what to do.
func TestRunSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close() //nolint:errcheck // the test is over
	held := start(t, testConfig(t))
	text := filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(text, []byte("no database"), 0o600); err != nil {
		t.Fatal(err)
	}
	heldPath := ""
	for line := range strings.Lines(held.log.String()) {
		if _, rest, ok := strings.Cut(line, "database="); ok {
			heldPath, _, _ = strings.Cut(rest, " ")
		}
	}
	tests := []struct {
		name   string
		change func(*Config)
		want   []string
	}{
		{"port in use", func(c *Config) { c.Listen = taken.Addr().String() }, []string{taken.Addr().String(), "in use", "--listen"}},
		{"no such host", func(c *Config) { c.Listen = "no-such-host.invalid:7171" }, []string{"no-such-host.invalid"}},
		{"no port", func(c *Config) { c.Listen = "localhost" }, []string{"--listen", "127.0.0.1:7171"}},
		{"no database name", func(c *Config) { c.DBPath = "" }, []string{"--db"}},
		{"no folder", func(c *Config) { c.DBPath = filepath.Join(c.DBPath, "sub", "lexfit.db") }, []string{"lexfit.db"}},
		{"a folder", func(c *Config) { c.DBPath = filepath.Dir(c.DBPath) }, []string{"no file"}},
		{"no database", func(c *Config) { c.DBPath = text }, []string{"notes.txt", "no lexfit database"}},
		{"database in use", func(c *Config) { c.DBPath, c.LockTimeout = heldPath, 50*time.Millisecond }, []string{heldPath, "in use", "--db"}},
		{"log level", func(c *Config) { c.LogLevel = "loud" }, []string{"--log-level", "loud", "warn"}},
		{"log format", func(c *Config) { c.LogFormat = "xml" }, []string{"--log-format", "xml", "json"}},
		{"message size", func(c *Config) { c.MaxMessageBytes = 0 }, []string{"--max-message-bytes"}},
		{"times", func(c *Config) { c.ShutdownTimeout = -1 }, []string{"--shutdown-timeout"}},
		{"lock time", func(c *Config) { c.LockTimeout = 0 }, []string{"--lock-timeout"}},
		{"half of TLS", func(c *Config) { c.TLSCert = "cert.pem" }, []string{"--tls-cert", "--tls-key"}},
		{"no certificate", func(c *Config) { c.TLSCert, c.TLSKey = text, text }, []string{"--tls-cert"}},
		{"missing certificate", func(c *Config) { c.TLSCert, c.TLSKey = "missing.pem", "missing.pem" }, []string{"missing.pem"}},
	}
	for _, tt := range tests {
		c := testConfig(t)
		tt.change(&c)
		log := &logLines{}
		err := Run(t.Context(), c, log.logger(), func(net.Addr) { t.Errorf("%s: it started", tt.name) })
		if err == nil {
			t.Errorf("%s: no error", tt.name)
			continue
		}
		t.Logf("%s: %v", tt.name, err)
		for _, want := range tt.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q does not say %q", tt.name, err, want)
			}
		}
		if s := err.Error(); strings.Contains(s, "\n") || strings.Contains(s, "goroutine") || len(s) > 400 {
			t.Errorf("%s: no sentence: %q", tt.name, s)
		}
	}
}

func TestServingBeyondThisMachineWithoutTLSIsSaid(t *testing.T) {
	t.Parallel()
	c := testConfig(t)
	c.Listen, c.Insecure = "0.0.0.0:0", true
	r := start(t, c)
	if !strings.Contains(r.log.String(), "without TLS") {
		t.Errorf("log:\n%s", r.log)
	}
}

func TestCommand(t *testing.T) {
	t.Parallel()
	run := func(ctx context.Context, args ...string) (stdout, stderr string, err error) {
		var out, errOut bytes.Buffer
		cmd := NewCommand(&out, &errOut) //nolint:contextcheck // the context is ExecuteContext's
		cmd.SetArgs(args)
		err = cmd.ExecuteContext(ctx)
		return out.String(), errOut.String(), err
	}
	if out, _, err := run(t.Context(), "version"); err != nil || !strings.Contains(out, "lexfitd ") || !strings.Contains(out, fmt.Sprintf("engine %d", matcher.EngineVersion)) {
		t.Errorf("version: %q, %v", out, err)
	}
	if out, _, err := run(t.Context(), "--help"); err != nil || !strings.Contains(out, "127.0.0.1:7171") || !strings.Contains(out, "lexfit.db") {
		t.Errorf("--help: %q, %v", out, err)
	}
	for _, args := range [][]string{{"--no-such-flag"}, {"surplus"}, {"--log-level", "loud"}, {"--shutdown-timeout", "soon"}} {
		_, stderr, err := run(t.Context(), args...)
		if err == nil || strings.Contains(err.Error(), "\n") || stderr != "" {
			t.Errorf("%v: %v, standard error %q", args, err, stderr)
		}
	}
	ctx, cancel := withCancel(t)
	cancel()
	_, stderr, err := run(ctx, "--listen", "127.0.0.1:0", "--db", filepath.Join(t.TempDir(), "lexfit.db"), "--log-format", "json")
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("with a context that has ended: %v, %s", err, stderr)
	}
}

func TestEnvironmentStandsBetweenFlagAndDefault(t *testing.T) {
	t.Parallel()
	environment := map[string]string{
		"LEXFITD_LISTEN": "127.0.0.1:1", "LEXFITD_DB": "env.db", "LEXFITD_LOG_LEVEL": "warn", "LEXFITD_SHUTDOWN_TIMEOUT": "7s",
		"LEXFITD_MAX_MESSAGE_BYTES": "4096", "LEXFITD_UNKNOWN": "x", "LEXFITD_PORT_7171_TCP": "tcp://10.0.0.1:7171", // as Kubernetes sets it
	}
	lookup := func(name string) (string, bool) { v, ok := environment[name]; return v, ok }
	c := DefaultConfig()
	flags := pflag.NewFlagSet("lexfitd", pflag.ContinueOnError)
	c.AddFlags(flags)
	if err := flags.Parse([]string{"--listen", "127.0.0.1:2", "--log-level=error"}); err != nil {
		t.Fatal(err)
	}
	if err := readEnvironment(flags, lookup); err != nil {
		t.Fatal(err)
	}
	want := DefaultConfig()
	want.Listen, want.LogLevel = "127.0.0.1:2", "error"                                     // flags
	want.DBPath, want.ShutdownTimeout, want.MaxMessageBytes = "env.db", 7*time.Second, 4096 // environment
	if !cmp.Equal(c, want) {
		t.Errorf("got %+v\nwant %+v", c, want)
	}

	environment["LEXFITD_LOCK_TIMEOUT"] = "soon"
	err := readEnvironment(flags, lookup)
	if err == nil || !strings.Contains(err.Error(), "LEXFITD_LOCK_TIMEOUT") || !strings.Contains(err.Error(), "soon") {
		t.Errorf("a variable that cannot be read: %v", err)
	}
}
