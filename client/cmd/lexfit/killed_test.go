package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"

	"github.com/lexfit/lexfit/matcher/profilegen"
)

// kills is how often each run is killed. LEXFIT_TEST_KILLS sets another number, and pools that take long enough for it.
func kills(t *testing.T) (times, rows int) {
	t.Helper()
	if text := os.Getenv("LEXFIT_TEST_KILLS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		return n, 12_000
	}
	return 2, 300
}

// somePool writes profiles and some rows that cannot be read, and some that are refused.
func somePool(t *testing.T, file string, rows int) {
	t.Helper()
	g := profilegen.New(7)
	var b bytes.Buffer
	for i := range rows {
		p := g.Profile()
		switch {
		case i%97 == 5:
			_, _ = fmt.Fprintf(&b, "{\"candidate_id\": \"broken-%d\"\n", i)
			continue
		case i%89 == 7:
			p.CandidateId = "" // refused by the server
		case i%83 == 9:
			p.CandidateId = "twin"
		}
		line, err := protojson.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(line, '\n'))
	}
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// outcome is all that a run leaves.
func outcome(t *testing.T, files ...string) string {
	t.Helper()
	var all strings.Builder
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = fmt.Fprintf(&all, "== %d bytes\n%s", len(b), b)
	}
	return all.String()
}

func exitCode(t *testing.T, err error) int {
	t.Helper()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode()
	}
	if err != nil {
		t.Fatal(err)
	}
	return 0
}

// A run that is killed again and again, and gone on with, leaves the same bytes as one that nobody disturbed.
func TestCommandKilled(t *testing.T) {
	t.Parallel()
	times, rows := kills(t)
	formats := []string{"jsonl", "html"}
	if times > 2 {
		formats = append(formats, "csv", "json", "xlsx", "markdown")
	}
	for _, format := range formats {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			at := func(name string) string { return filepath.Join(folder, name) }
			somePool(t, at("pool.jsonl"), rows)
			command := func(name string, more ...string) *exec.Cmd {
				c := exec.CommandContext(t.Context(), "lexfit", append( //nolint:gosec // this test's own command
					[]string{
						"score", at("pool.jsonl"), "--db", at("x.db"), "--as-of", "2026-11-24", "--no-advice", "-o", format,
						"--out", at(name), "--rejects", at(name + ".left"),
					}, more...)...)
				return c
			}
			files := func(name string) []string {
				return []string{at(name), at(name + ".left"), at(name + ".left.reasons.jsonl")}
			}
			start := time.Now()
			if code := exitCode(t, command("whole").Run()); code != exitRejected {
				t.Fatalf("exit code %d", code)
			}
			took := time.Since(start)
			want := outcome(t, files("whole")...)

			r := rand.New(rand.NewPCG(1, uint64(len(format))))
			killed := 0
			for range times {
				c := command("killed", "--resume")
				if err := c.Start(); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Duration(r.Int64N(int64(took) * 2 / int64(times))))
				_ = c.Process.Kill()
				if err := c.Wait(); exitCode(t, err) == -1 {
					killed++
				} else if exitCode(t, err) == exitRejected {
					break // it was faster
				}
				if _, err := os.Stat(at("killed")); err == nil {
					break // killed at its very end
				}
			}
			if _, err := os.Stat(at("killed")); err != nil {
				c := command("killed", "--resume")
				var said bytes.Buffer
				c.Stderr = &said
				if code := exitCode(t, c.Run()); code != exitRejected {
					t.Fatalf("exit code %d: %s", code, &said)
				}
				if count := fmt.Sprintf("read %d = ", rows); !strings.Contains(said.String(), count) {
					t.Errorf("%q is missing from: %s", count, &said)
				}
			}
			if got := outcome(t, files("killed")...); got != want {
				t.Errorf("after %d kills %d bytes, undisturbed %d", killed, len(got), len(want))
			}
			t.Logf("killed %d times, within %s", killed, took)
		})
	}
}

// A shard whose run is killed again and again, and gone on with, is the shard of a run that nobody disturbed, beside it too: put
// together they are one run.
func TestShardKilled(t *testing.T) {
	t.Parallel()
	times, rows := kills(t)
	for _, format := range []string{"json", "csv"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			at := func(name string) string { return filepath.Join(folder, name) }
			somePool(t, at("pool.jsonl"), rows)
			command := func(verb string, more ...string) *exec.Cmd {
				args := []string{verb, at("pool.jsonl"), "--db", at("x.db"), "--as-of", "2026-11-24", "--no-advice", "-o", format}
				if verb == "gather" {
					args = []string{verb, folder}
				}
				return exec.CommandContext(t.Context(), "lexfit", append(args, more...)...) //nolint:gosec // this test's own command
			}
			files := func(name string) []string { return []string{"--out", at(name), "--rejects", at(name + ".left")} }
			if code := exitCode(t, command("score", files("whole")...).Run()); code != exitRejected {
				t.Fatalf("exit code %d", code)
			}
			part := append(files("part"), "--resume", "--shard")
			start := time.Now()
			if err := command("score", append(part, "1/3")...).Run(); err != nil {
				t.Fatal(err)
			}
			took := time.Since(start)
			r := rand.New(rand.NewPCG(3, uint64(len(format))))
			killed := 0
			for _, shard := range []string{"2/3", "3/3"} {
				for range times {
					c := command("score", append(part, shard)...)
					if err := c.Start(); err != nil {
						t.Fatal(err)
					}
					time.Sleep(time.Duration(r.Int64N(int64(took) * 2 / int64(times))))
					_ = c.Process.Kill()
					if err := c.Wait(); exitCode(t, err) != -1 {
						break // it was faster
					}
					killed++
				}
				if said, err := command("score", append(part, shard)...).CombinedOutput(); err != nil {
					t.Fatalf("shard %s: %v: %s", shard, err, said)
				}
			}
			c := command("gather", files("gathered")...)
			var said bytes.Buffer
			c.Stderr = &said
			if code := exitCode(t, c.Run()); code != exitRejected || !strings.Contains(said.String(), fmt.Sprintf("read %d = ", rows)) {
				t.Fatalf("exit code %d: %s", code, &said)
			}
			for _, suffix := range []string{"", ".left", ".left.reasons.jsonl"} {
				if outcome(t, at("gathered"+suffix)) != outcome(t, at("whole"+suffix)) {
					t.Errorf("after %d kills %s is another than in one run", killed, suffix)
				}
			}
			t.Logf("killed %d times, within %s each", killed, took)
		})
	}
}

// A server that is killed again and again in the middle costs no row, and none is scored twice.
func TestServerKilled(t *testing.T) {
	t.Parallel()
	times, rows := kills(t)
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	somePool(t, at("pool.jsonl"), rows)
	free, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // nothing waits here
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	_ = free.Close() // it is the server's now
	begin := func() *exec.Cmd {
		c := exec.CommandContext(t.Context(), "lexfitd", //nolint:gosec // this test's own command
			"--listen", address, "--db", at("server.db"), "--log-level", "error")
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		for range 1500 {
			conn, err := net.DialTimeout("tcp", address, time.Second) //nolint:noctx // it has a limit of its own
			if err == nil {
				_ = conn.Close()
				return c
			}
			time.Sleep(20 * time.Millisecond)
		}
		t.Fatal("the server does not come up")
		return nil
	}
	command := func(verb, name string, more ...string) *exec.Cmd {
		c := exec.CommandContext(t.Context(), "lexfit", append( //nolint:gosec // this test's own command
			[]string{
				verb, at("pool.jsonl"), "--server", address, "--as-of", "2026-11-24", "-o", "jsonl", "--out", at(name), "--rejects", at(name + ".left"), "--retry-for", "1m",
			}, more...)...)
		return c
	}
	for verb, flags := range map[string][]string{"score": {"--no-advice"}, "rank": {"--role", "paralegal", "--top", "500"}} {
		server := begin()
		start := time.Now()
		if code := exitCode(t, command(verb, verb+"-whole", flags...).Run()); code != exitRejected {
			t.Fatalf("%s: exit code %d", verb, code)
		}
		took := time.Since(start)

		c := command(verb, verb+"-disturbed", flags...)
		var said bytes.Buffer
		c.Stderr = &said
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- c.Wait() }()
		r := rand.New(rand.NewPCG(2, 3))
		killed := 0
		var end error
		for running := true; running; {
			pause := time.Duration(r.Int64N(int64(took) * 2 / int64(times)))
			if killed == times {
				pause = time.Minute
			}
			select {
			case end = <-ended:
				running = false
			case <-time.After(pause):
				killed++
				_ = server.Process.Kill()
				_ = server.Wait()
				server = begin()
			}
		}
		_ = server.Process.Kill()
		_ = server.Wait()
		if code := exitCode(t, end); code != exitRejected {
			t.Fatalf("%s: exit code %d after %d kills: %s", verb, code, killed, &said)
		}
		if killed > 0 && !strings.Contains(said.String(), "the server has gone away") && verb == "score" {
			t.Logf("%s: %d kills were not noticed", verb, killed)
		}
		for _, suffix := range []string{"", ".left", ".left.reasons.jsonl"} {
			if outcome(t, at(verb+"-whole"+suffix)) != outcome(t, at(verb+"-disturbed"+suffix)) {
				t.Errorf("%s: after %d kills %s differs", verb, killed, verb+suffix)
			}
		}
		t.Logf("%s: killed %d times, within %s", verb, killed, took)
	}
}
