package boltstore

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/storetest"
)

// childVariable makes this test binary a process that does something with the database named after the colon.
const childVariable = "LEXFIT_TEST_CHILD"

func TestMain(m *testing.M) {
	if task, path, ok := strings.Cut(os.Getenv(childVariable), ":"); ok {
		if err := child(task, path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func child(task, path string) error {
	if task == "writer" {
		return storetest.Writer(reach(path), os.Stdin, os.Stdout)
	}
	s, err := Open(path, Options{LockTimeout: 30 * time.Second})
	if err != nil {
		return err
	}
	switch task {
	case "hold": // until standard input ends
		fmt.Println("open")
		if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
			return err
		}
		return s.Close()
	case "between": // a revision is written and not activated yet, until standard input ends
		ctx := context.Background()
		if _, err := s.Create(ctx, storetest.Draft("first"), store.Create{Activate: true}); err != nil {
			return err
		}
		if _, err := s.Create(ctx, storetest.Draft("second"), store.Create{}); err != nil {
			return err
		}
		fmt.Println("written")
		if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
			return err
		}
		_, err := s.Activate(ctx, 2, store.Activation{})
		return err
	case "write": // for ever, saying what is acknowledged
		for ctx := context.Background(); ; {
			title := "document"
			head, err := s.List(ctx, 0, 1)
			if err != nil {
				return err
			}
			if len(head) > 0 {
				title = fmt.Sprint("document ", head[0].GetRevision()+1)
			}
			draft := storetest.Draft(title)
			draft.Rulebook.Roles[0].Summary = strings.Repeat(title, 3000)
			r, err := s.Create(ctx, draft, store.Create{Activate: true})
			if err != nil {
				return err
			}
			order := &lexfitv1.JobOrder{Name: "jobOrders/a", Title: title, Role: "roles/one"}
			if _, err := s.UpdateJobOrder(ctx, order, store.JobOrderWrite{}); errors.Is(err, store.ErrNoJobOrder) {
				_, err = s.CreateJobOrder(ctx, order, store.JobOrderWrite{})
				if err != nil {
					return err
				}
			} else if err != nil {
				return err
			}
			fmt.Println(r.GetRevision())
		}
	default:
		return fmt.Errorf("task %q", task)
	}
}

// reach opens the file for one write; whoever has it meanwhile is waited for.
func reach(path string) storetest.Reach {
	return func() (store.Store, error) { return Open(path, Options{LockTimeout: time.Minute}) }
}

func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lexfit.db")
	storetest.RunProcesses(t, reach(path), func() *exec.Cmd {
		cmd := exec.Command(os.Args[0]) //nolint:gosec // this very binary
		cmd.Env = append(os.Environ(), childVariable+"=writer:"+path)
		return cmd
	})
}

// start starts a child and returns its output to read from.
func start(t *testing.T, task, path string) (*exec.Cmd, io.WriteCloser, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0]) //nolint:gosec // this very binary
	cmd.Env = append(os.Environ(), childVariable+"="+task+":"+path)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, in, bufio.NewScanner(out)
}

// A crash between writing a revision and activating it leaves the old one active, both whole, and an event of each write that
// was done and of no other.
func TestKillBetweenWriteAndActivate(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lexfit.db")
	cmd, _, out := start(t, "between", path)
	if !out.Scan() || out.Text() != "written" {
		t.Fatalf("the child said %q", out.Text())
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	s := openAt(t, path)
	active, err := s.Active(t.Context())
	if err != nil || active.GetRevision() != 1 {
		t.Errorf("active: %v, %v", active.GetRevision(), err)
	}
	second, err := s.Get(t.Context(), 2)
	if err != nil || second.GetActive() || second.GetRulebook().GetTitle() != "second" {
		t.Errorf("the second: %v, %v", second, err)
	}
	if events, err := s.AuditEvents(t.Context(), 0, 10, ""); err != nil || len(events) != 3 {
		t.Errorf("%d events, want 3 (%v)", len(events), err)
	}
}

// TestKillNine kills a process while it creates revisions, again and again on one file: it always opens again, the active
// revision is whole, and nothing acknowledged is lost. LEXFIT_TEST_KILLS says how often; 5 by default.
func TestKillNine(t *testing.T) {
	t.Parallel()
	kills := 5
	if n, err := strconv.Atoi(os.Getenv("LEXFIT_TEST_KILLS")); err == nil {
		kills = n
	}
	const seed = 9
	r := rand.New(rand.NewPCG(seed, 0))
	path := filepath.Join(t.TempDir(), "lexfit.db")
	last, unacknowledged := int32(0), 0
	for kill := range kills {
		cmd, _, out := start(t, "write", path)
		acknowledged, first := make(chan int32, 1), make(chan struct{})
		go func() {
			n := last
			for told := false; out.Scan(); told = true {
				if v, err := strconv.Atoi(out.Text()); err == nil {
					n = int32(v)
				}
				if !told {
					close(first)
				}
			}
			acknowledged <- n
		}()
		// The first may die before there is a file; the others at any moment of their writes.
		if kill > 0 {
			<-first
		}
		time.Sleep(time.Duration(r.IntN(80)) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		n := <-acknowledged
		if err := cmd.Wait(); err == nil {
			t.Fatal("the child ended by itself")
		}

		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) && n == 0 {
			continue // killed before it was made; that there is no half of one is the point
		}
		s, err := Open(path, Options{LockTimeout: 30 * time.Second})
		if err != nil {
			t.Fatalf("kill %d, after %d revisions: %v", kill, n, err)
		}
		all, err := content(t, s)
		if errors.Is(err, store.ErrNotFound) && n == 0 {
			all, err = nil, nil
		}
		if err := errors.Join(err, s.Close()); err != nil {
			t.Fatalf("kill %d: %v", kill, err)
		}
		checkSound(t, path)
		if len(all) == 0 {
			continue
		}
		active := all[len(all)-1]
		if active.GetRevision() < n || int(active.GetRevision()) != len(all)-1 {
			t.Fatalf("kill %d: %d was acknowledged, %d is active of %d", kill, n, active.GetRevision(), len(all)-1)
		}
		for _, r := range all[:len(all)-1] {
			title := "document"
			if r.GetRevision() > 1 {
				title = fmt.Sprint("document ", r.GetRevision())
			}
			if r.GetRulebook().GetRoles()[0].GetSummary() != strings.Repeat(title, 3000) || r.GetDigest() != storetest.Draft(title).GetDigest() {
				t.Fatalf("kill %d: revision %d is not whole", kill, r.GetRevision())
			}
		}
		if active.GetRevision() > n {
			unacknowledged++
		}
		last = active.GetRevision()
	}
	t.Logf("%d kills, %d revisions, %d times one was written and not yet acknowledged", kills, last, unacknowledged)
}

func TestLockedByAnotherProcess(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lexfit.db")
	cmd, in, out := start(t, "hold", path)
	if !out.Scan() || out.Text() != "open" {
		t.Fatalf("the child said %q", out.Text())
	}
	begun := time.Now()
	_, err := Open(path, Options{LockTimeout: 300 * time.Millisecond})
	if !errors.Is(err, store.ErrLocked) {
		t.Fatalf("got %v, want ErrLocked", err)
	}
	if took := time.Since(begun); took < 200*time.Millisecond || took > time.Minute {
		t.Errorf("it waited %v for 300 ms", took)
	}
	checkSentence(t, err, path)
	if pid := strconv.Itoa(cmd.Process.Pid); runtime.GOOS == "linux" && !strings.Contains(err.Error(), pid) {
		t.Errorf("the holder, process %s, is not named: %v", pid, err)
	}

	// Whoever waits long enough gets it.
	opened := make(chan error, 1)
	go func() {
		s, err := Open(path, Options{LockTimeout: 30 * time.Second})
		if err == nil {
			err = s.Close()
		}
		opened <- err
	}()
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	if err := <-opened; err != nil {
		t.Errorf("after the holder had gone: %v", err)
	}
}

// TestLockIsGivenUp opens again after every way in which Open can fail: a failed one must not hold the lock.
func TestLockIsGivenUp(t *testing.T) {
	t.Parallel()
	path, data := sample(t)
	fails := func(steps []migration) {
		t.Helper()
		if s, err := open(path, Options{}, steps); err == nil {
			s.Close() //nolint:errcheck,gosec // it should not have opened
			t.Fatal("it opened")
		}
	}
	opens := func() {
		t.Helper()
		s, err := Open(path, Options{LockTimeout: 10 * time.Second}) // a lock that is kept is kept for ever
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	fails(newer(func(*bolt.Tx) error { return errors.New("no") }))
	opens()
	fails(newer(func(*bolt.Tx) error { panic("no") }))
	opens()
	if err := os.WriteFile(path, data[:len(data)/4], 0o600); err != nil {
		t.Fatal(err)
	}
	fails(nil)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	opens()
}

func TestThisProcessHoldsTheLock(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lexfit.db")
	openAt(t, path)
	_, err := Open(path, Options{LockTimeout: 50 * time.Millisecond})
	if !errors.Is(err, store.ErrLocked) {
		t.Fatalf("got %v, want ErrLocked", err)
	}
	checkSentence(t, err, path)
}
