//go:build unix

package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// nobody is a user who owns nothing. Root may write everything, so what a user may not is tried as this one there.
const nobody = 65534

// forEverybody makes a folder that other users may look into, with the command in it.
func forEverybody(t *testing.T) (folder, command string) {
	t.Helper()
	folder, err := os.MkdirTemp("", "lexfit-readonly-") //nolint:usetesting // t.TempDir is the user's alone
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, _ error) error {
			if entry.IsDir() {
				return os.Chmod(path, 0o700) //nolint:gosec // a folder needs x
			}
			return nil
		})
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
	})
	command = filepath.Join(folder, "lexfit")
	self, err := os.Executable()
	if err := errors.Join(err, os.Chmod(folder, 0o755)); err != nil { //nolint:gosec // others are to look into it
		t.Fatal(err)
	}
	if os.Link(self, command) != nil { // on another disk
		from, err := os.Open(self)
		if err != nil {
			t.Fatal(err)
		}
		defer from.Close()                                              //nolint:errcheck // only read
		to, err := os.OpenFile(command, os.O_CREATE|os.O_WRONLY, 0o755) //nolint:gosec // others are to run it
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.Copy(to, from)
		if err := errors.Join(err, to.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return folder, command
}

// TestWhatMayNotBeWrittenScores has a user who may write neither the file, nor its folder, nor a home: what reads goes on, by the rules
// that are there or by those that everybody begins with, and what writes is refused with a sentence.
func TestWhatMayNotBeWrittenScores(t *testing.T) {
	t.Parallel()
	folder, command := forEverybody(t)
	at := func(name string) string { return filepath.Join(folder, name) }
	besides(t, folder)
	if err := errors.Join(
		os.Mkdir(at("bare"), 0o755), os.Mkdir(at("saved"), 0o777), os.Chmod(at("saved"), 0o777), //nolint:gosec // another user's
		os.Chmod(at("x.db"), 0o444), os.Chmod(at("pool.jsonl"), 0o444), os.Chmod(at("one.jsonl"), 0o444), os.Chmod(at("rules.yaml"), 0o444), //nolint:gosec // another user's
		os.Chmod(at("bare"), 0o555), os.Chmod(folder, 0o555), //nolint:gosec // another user's
	); err != nil {
		t.Fatal(err)
	}
	as := func(env []string, args ...string) (code int, out, errs string) {
		t.Helper()
		c := exec.CommandContext(t.Context(), command, args...) //nolint:gosec // this test's own command
		var stdout, stderr bytes.Buffer
		c.Dir, c.Env, c.Stdout, c.Stderr = folder, append([]string{"USER=nobody"}, env...), &stdout, &stderr
		if os.Geteuid() == 0 {
			c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody, NoSetGroups: false}}
		}
		err := c.Run()
		if errors.Is(err, fs.ErrPermission) {
			t.Skipf("another user cannot run what lies in %s: %v", folder, err)
		}
		return exitCode(t, err), stdout.String(), stderr.String()
	}
	asked := []string{"score", "pool.jsonl", "-o", "jsonl", "--as-of", "2026-11-24"}
	_, want, _ := inFolder(t, folder, append(asked, "--db", "x.db")...)
	if strings.Count(want, "\n") != 2 {
		t.Fatalf("scored %q", want)
	}
	for _, args := range []string{
		"rank pool.jsonl --job-order acme", "rulebook history", "joborder get acme", "audit verify", "admin check", "admin backup saved/saved.db",
	} {
		if code, _, errs := as(nil, append(strings.Fields(args), "--db", "x.db")...); code != 0 {
			t.Errorf("a file that may only be read: lexfit %s: %d, %s", args, code, errs)
		}
	}
	for name, env := range map[string][]string{
		"a file that may only be read": nil,
		"a home that may only be read": {"HOME=" + at("bare")},
		"a home that is not there":     {"HOME=" + at("nowhere")},
		"a home that is a file":        {"HOME=" + at("one.jsonl")},
		"no home":                      {"HOME="},
		"data elsewhere":               {"XDG_DATA_HOME=" + at("bare")},
	} {
		args := asked
		if env == nil {
			args = append(args, "--db", "x.db")
		}
		code, out, errs := as(env, args...)
		if code != 0 || out != want {
			t.Errorf("%s: %d, %s; other results: %t", name, code, errs, out != want)
		}
		if told := strings.Contains(errs, "nothing is kept"); told != (env != nil) {
			t.Errorf("%s: that nothing is kept is said: %t; %s", name, told, errs)
		}
		args = []string{"rulebook", "activate", "1", "--message", "why", "--author", "Ada"}
		if env == nil {
			args = append(args, "--db", "x.db")
		}
		if code, _, errs := as(env, args...); code != 1 || !strings.Contains(errs, "--db") && !strings.Contains(errs, "may not write it") {
			t.Errorf("%s, written: %d, %s", name, code, errs)
		}
	}
	if left, err := os.ReadDir(at("bare")); err != nil || len(left) > 0 {
		t.Errorf("left in a home: %v, %v", left, err)
	}
}
