package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// What is built says of itself the version of the release, and understands the image's settings.
func TestBuilt(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	here := release{root: root, work: t.TempDir(), commit: made}
	file := filepath.Join(t.TempDir(), "lexfitd.yaml")
	if err := os.WriteFile(file, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		what command
		args []string
		want string
	}{
		{commands[0], []string{"version"}, "lexfit 1.2.3, "},
		{daemon, []string{"version"}, "lexfitd 1.2.3, "},
		{daemon, []string{"config", "check", "--config", file}, "listen: :7171"},
	} {
		built, err := here.build(t.Context(), test.what, target{runtime.GOOS, runtime.GOARCH})
		if err != nil {
			t.Fatal(err)
		}
		said, err := exec.CommandContext(t.Context(), built, test.args...).CombinedOutput() //nolint:gosec // built above
		if err != nil || !strings.Contains(string(said), test.want) {
			t.Errorf("%s %v: %v\n%s", test.what.name, test.args, err, said)
		}
	}
}
