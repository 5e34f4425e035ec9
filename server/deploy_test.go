package server

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// unitSettings are the values of the shipped unit, by key.
func unitSettings(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("deploy", "lexfitd.service"))
	if err != nil {
		t.Fatal(err)
	}
	settings := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if key, value, ok := strings.Cut(line, "="); ok && !strings.HasPrefix(line, "#") {
			settings[key] = append(settings[key], value)
		}
	}
	return settings
}

// What the unit runs is a command line that lexfitd understands, and it waits for running calls.
func TestUnitRunsWhatThereIs(t *testing.T) {
	t.Parallel()
	settings := unitSettings(t)
	for _, key := range []string{"ExecStartPre", "ExecStart"} {
		if len(settings[key]) != 1 {
			t.Fatalf("%s: %v", key, settings[key])
		}
		words := strings.Fields(settings[key][0])
		if filepath.Base(words[0]) != "lexfitd" {
			t.Errorf("%s runs %s", key, words[0])
		}
		command, rest, err := NewCommand(io.Discard, io.Discard).Find(words[1:])
		if err != nil {
			t.Fatalf("%s: %v", key, err)
		}
		if err := command.ParseFlags(rest); err != nil {
			t.Errorf("%s: %v", key, err)
		}
		if command.Name() == "lexfitd" != (key == "ExecStart") || command.Flags().NArg() > 0 || command.Flag("config").Value.String() == "" {
			t.Errorf("%s runs %s with %v", key, command.CommandPath(), rest)
		}
	}
	stop, err := time.ParseDuration(settings["TimeoutStopSec"][0] + "s")
	if err != nil || stop <= DefaultConfig().ShutdownTimeout {
		t.Errorf("it is killed after %v (%v), and running calls have %v to end", stop, err, DefaultConfig().ShutdownTimeout)
	}
	if settings["WorkingDirectory"][0] != "/var/lib/"+settings["StateDirectory"][0] {
		t.Errorf("the database lies in %v, and the folder to write is %v", settings["WorkingDirectory"], settings["StateDirectory"])
	}
}

// Where systemd stands, it reads the unit without a word, and finds it well shut.
func TestUnitIsSound(t *testing.T) {
	t.Parallel()
	tool, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("no systemd-analyze here")
	}
	text, err := os.ReadFile(filepath.Join("deploy", "lexfitd.service"))
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable() // the program must exist
	if err != nil {
		t.Fatal(err)
	}
	unit := filepath.Join(t.TempDir(), "lexfitd.service")
	if err := os.WriteFile(unit, bytes.ReplaceAll(text, []byte("/usr/local/bin/lexfitd"), []byte(self)), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.CommandContext(t.Context(), tool, "verify", unit).CombinedOutput(); err != nil || len(said) > 0 { //nolint:gosec // the tool that PATH has
		t.Errorf("verify: %v\n%s", err, said)
	}
	const most = "15"                                                                                                                                            // of 100; an ordinary service has above 90
	if said, err := exec.CommandContext(t.Context(), tool, "security", "--offline=true", "--threshold="+most, "--no-pager", unit).CombinedOutput(); err != nil { //nolint:gosec // as above
		t.Errorf("security: %v\n%s", err, said)
	}
}
