package output_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/client/output"
)

type state struct{ Rows int }

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func names(t *testing.T, folder string) string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return strings.Join(list, " ")
}

// write goes on from the state to so many rows, with a checkpoint after each tenth.
func write(t *testing.T, s *output.Set, from, to int) {
	t.Helper()
	for i := from; i < to; i++ {
		for f := range 2 {
			if _, err := fmt.Fprintf(s.Writer(f), "file %d row %d\n", f, i); err != nil {
				t.Fatal(err)
			}
		}
		if (i+1)%10 == 0 {
			if err := s.Checkpoint(state{i + 1}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// Wherever a run is killed, going on gives the same bytes, and nothing takes its place before all is done.
func TestResume(t *testing.T) {
	t.Parallel()
	const rows = 35
	var whole strings.Builder
	for i := range rows {
		_, _ = fmt.Fprintf(&whole, "file 0 row %d\n", i)
	}
	want := whole.String()
	for killed := range rows {
		for _, torn := range []int{0, 1, 9} {
			folder := t.TempDir()
			paths := []string{filepath.Join(folder, "out"), filepath.Join(folder, "rejects")}
			o := output.Options{Asked: map[string]string{"--role": "x"}, Pinned: map[string]string{"as_of": "2026-01-02"}}
			s, resumed, err := output.Open(paths, o, &state{})
			if err != nil || resumed {
				t.Fatal(resumed, err)
			}
			write(t, s, 0, killed)
			s.Abandon() // what was not flushed is lost, as when the process dies
			if _, err := os.Stat(paths[0]); err == nil {
				t.Fatal("the file is in its place before its end")
			}
			// A line of the journal that was being written.
			journal := read(t, paths[0]+".progress")
			if torn > 0 {
				journal += `{"sizes":[1,`[:torn]
			}
			if err := os.WriteFile(paths[0]+".progress", []byte(journal), 0o600); err != nil {
				t.Fatal(err)
			}
			// And rows that were written after the last checkpoint.
			f, err := os.OpenFile(paths[0]+".partial", os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = f.WriteString("file 0 ro")
			_ = f.Close()

			o.Resume, o.Pinned = true, map[string]string{"as_of": "2030-01-01"}
			var at state
			s, resumed, err = output.Open(paths, o, &at)
			if err != nil || !resumed || s.Pinned["as_of"] != "2026-01-02" || at.Rows != killed/10*10 {
				t.Fatalf("killed at %d: %v, resumed %v at %d with %v", killed, err, resumed, at.Rows, s)
			}
			// And once more: what the second run noted must be readable, whatever the first left.
			if next := at.Rows + 10; next <= rows {
				write(t, s, at.Rows, next)
				s.Abandon()
				if s, _, err = output.Open(paths, o, &at); err != nil || at.Rows != next {
					t.Fatalf("killed at %d and again: resumed at %d, want %d, %v", killed, at.Rows, next, err)
				}
			}
			write(t, s, at.Rows, rows)
			if err := s.Commit(state{rows}, nil); err != nil {
				t.Fatal(err)
			}
			if got := read(t, paths[0]); got != want {
				t.Fatalf("killed at %d: got %q", killed, got)
			}
			if got := read(t, paths[1]); got != strings.ReplaceAll(want, "file 0", "file 1") {
				t.Fatalf("killed at %d: got %q", killed, got)
			}
			if got := names(t, folder); got != "out rejects" {
				t.Fatalf("left behind: %s", got)
			}
		}
	}
}

// A run killed while its files take their places is finished, rendered or not.
func TestResumeWhileTakingPlaces(t *testing.T) {
	t.Parallel()
	for _, rendered := range []bool{false, true} {
		var render func(io.Reader, io.Writer) error
		if rendered {
			render = func(from io.Reader, to io.Writer) error {
				b, err := io.ReadAll(from)
				_, _ = to.Write([]byte(strings.ToUpper(string(b))))
				return err
			}
		}
		folder := t.TempDir()
		paths := []string{filepath.Join(folder, "out"), filepath.Join(folder, "no", "rejects")}
		if err := os.Mkdir(filepath.Dir(paths[1]), 0o700); err != nil {
			t.Fatal(err)
		}
		s, _, err := output.Open(paths, output.Options{}, &state{})
		if err != nil {
			t.Fatal(err)
		}
		write(t, s, 0, 3)
		// The second file cannot take its place: a folder has come to stand there.
		if err := os.Mkdir(paths[1], 0o700); err != nil {
			t.Fatal(err)
		}
		if err := s.Commit(state{3}, render); err == nil {
			t.Fatal("no error")
		}
		s.Abandon()
		if err := os.Remove(paths[1]); err != nil {
			t.Fatal(err)
		}
		var at state
		s, resumed, err := output.Open(paths, output.Options{Resume: true}, &at)
		if err != nil || !resumed || !s.Complete() || at.Rows != 3 {
			t.Fatalf("%v, resumed %v at %d", err, resumed, at.Rows)
		}
		if err := s.Commit(at, render); err != nil {
			t.Fatal(err)
		}
		want := "file 0 row 0\nfile 0 row 1\nfile 0 row 2\n"
		if rendered {
			want = strings.ToUpper(want)
		}
		if got := read(t, paths[0]); got != want || names(t, folder) != "no out" {
			t.Errorf("got %q, and %s", got, names(t, folder))
		}
	}
}

// A run killed before its journal has a whole line begins anew.
func TestResumeOfNothing(t *testing.T) {
	t.Parallel()
	for _, begun := range []string{"", `{"version":1,"fil`} {
		path := filepath.Join(t.TempDir(), "out")
		if err := os.WriteFile(path+".progress", []byte(begun), 0o600); err != nil {
			t.Fatal(err)
		}
		s, resumed, err := output.Open([]string{path}, output.Options{Resume: true}, &state{})
		if err != nil || resumed {
			t.Fatal(resumed, err)
		}
		_, _ = s.Writer(0).Write([]byte("x"))
		if err := s.Commit(state{}, nil); err != nil || read(t, path) != "x" {
			t.Fatal(err)
		}
	}
}

// A rendering that fails leaves what stood there, and can be tried again.
func TestRenderFails(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "out")
	if err := os.WriteFile(path, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, _, err := output.Open([]string{path}, output.Options{Overwrite: true}, &state{})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = s.Writer(0).Write([]byte("x"))
	full := errors.New("no room")
	if err := s.Commit(state{1}, func(io.Reader, io.Writer) error { return full }); !errors.Is(err, full) {
		t.Fatal(err)
	}
	s.Abandon()
	if got := read(t, path); got != "before" {
		t.Errorf("got %q", got)
	}
	if got := names(t, folder); strings.Contains(got, "rendering") {
		t.Errorf("left behind: %s", got)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	whole, begun := filepath.Join(folder, "whole"), filepath.Join(folder, "begun")
	if err := os.WriteFile(whole, []byte("kept"), 0o600); err != nil {
		t.Fatal(err)
	}
	asked := map[string]string{"--role": "paralegal"}
	s, _, err := output.Open([]string{begun}, output.Options{Asked: asked}, &state{})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name  string
		paths []string
		o     output.Options
		want  string
	}{
		{"a file that is there", []string{whole}, output.Options{}, "is there already, with 4 bytes: give another name, or --overwrite"},
		{"nothing to resume", []string{whole}, output.Options{Resume: true}, "no interrupted run beside it"},
		{"a folder", []string{folder}, output.Options{}, "is a folder"},
		{"no folder", []string{filepath.Join(folder, "none", "x")}, output.Options{}, "there is no such folder"},
		{"no plain file", []string{os.DevNull}, output.Options{}, "is no plain file"},
		{"another run is writing", []string{begun}, output.Options{Resume: true, Asked: asked}, "another run is writing it"},
	}
	for _, test := range tests {
		if _, _, err := output.Open(test.paths, test.o, &state{}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v", test.name, err)
		}
	}
	s.Abandon()
	for name, test := range map[string]struct {
		o    output.Options
		want string
	}{
		"neither": {output.Options{Asked: asked}, "tells of an interrupted run: go on with it by --resume, or begin anew with --overwrite"},
		"changed": {output.Options{Resume: true, Asked: map[string]string{"--role": "other"}}, `had --role "paralegal", and this one has "other"`},
	} {
		if _, _, err := output.Open([]string{begun}, test.o, &state{}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, _, err := output.Open([]string{begun, whole}, output.Options{Resume: true, Asked: asked}, &state{}); err == nil || !strings.Contains(err.Error(), "give the same --out and --rejects") {
		t.Errorf("other files: got %v", err)
	}
	if err := os.Remove(begun + ".partial"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := output.Open([]string{begun}, output.Options{Resume: true, Asked: asked}, &state{}); err == nil || !strings.Contains(err.Error(), "is gone, and the run with it: begin anew with --overwrite") {
		t.Errorf("what was written is gone: got %v", err)
	}
	if read(t, whole) != "kept" {
		t.Error("a whole file was touched")
	}
}
