package spool_test

import (
	"fmt"
	"os"
	"runtime"
	"testing"

	"github.com/lexfit/lexfit/client/spool"
)

// Pieces come back whole, in any order, while others are still added.
func TestSpool(t *testing.T) {
	t.Parallel()
	s, err := spool.New()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for i := range 5000 {
		if err := s.Add([]byte(fmt.Sprintf("piece %d", i)), make([]byte, i%7)); err != nil {
			t.Fatal(err)
		}
		if i%1000 != 999 {
			continue
		}
		for _, at := range []int{i, 0, i / 2} {
			got, err := s.Piece(at)
			if want := fmt.Sprintf("piece %d", at) + string(make([]byte, at%7)); err != nil || string(got) != want {
				t.Fatalf("piece %d: got %q, %v", at, got, err)
			}
		}
	}
	if _, err := s.Piece(5000); err == nil {
		t.Error("a piece that was never added")
	}
}

// A process that is killed leaves nothing of what it kept: the files have no name while they are open.
func TestNothingIsLeftOfASpool(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("keeps the names of open files")
	}
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	s, err := spool.New()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Add(make([]byte, 1<<20)); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("a killed process would leave %v, %v", left, err)
	}
}
