//go:build hostile

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestMain makes this binary an attacker where it is started as one.
func TestMain(m *testing.M) {
	if slices.Contains(os.Args, "--as") {
		main()
		return
	}
	os.Exit(m.Run())
}

// Every attack attacks, good callers are answered beside it, and each has its line. How many is for the table to say.
func TestEveryAttack(t *testing.T) {
	program := filepath.Join(t.TempDir(), "lexfitd")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, "github.com/lexfit/lexfit/server/cmd/lexfitd") //nolint:gosec // a test
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var table strings.Builder
	made := options{lexfitd: program, length: time.Second, rest: time.Second, alone: time.Second, callers: 2, attackers: 1, attacks: append(names(), "all")}
	if err := run(t.Context(), made, &table); err != nil {
		t.Fatal(err)
	}
	rows := map[string][]string{}
	for line := range strings.Lines(table.String()) {
		if cells := strings.Fields(line); len(cells) == 10 {
			rows[cells[0]] = cells
		}
	}
	for _, name := range made.attacks {
		cells := rows[name]
		if cells == nil {
			t.Errorf("no line of %s in\n%s", name, table.String())
			continue
		}
		good, _ := strconv.ParseFloat(cells[1], 64)
		hostile, _ := strconv.ParseFloat(cells[9], 64)
		if good == 0 || hostile == 0 {
			t.Errorf("%s: %v good calls a second, %v hostile ones", name, good, hostile)
		}
	}
	made.attacks = []string{"politeness"}
	if err := run(t.Context(), made, &table); err == nil || !strings.Contains(err.Error(), "no attack") {
		t.Errorf("an attack that there is not: %v", err)
	}
}
