package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The chart runs the image of its own release, under a version that Helm takes.
func TestStamped(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "..", "server", "deploy", "chart", "Chart.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for version, own := range map[string]string{"1.2.3": "1.2.3", "1.2.3-4-g0123abc": "1.2.3-4-g0123abc", "0123abc-dirty": "0.0.0-0123abc-dirty", "01.2.3": "0.0.0-01.2.3"} {
		got, err := stamped(text, version)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(got), "\nversion: "+own+"\n") || !strings.Contains(string(got), "\nappVersion: \""+version+"\"\n") {
			t.Errorf("%s: %s", version, got)
		}
	}
	if _, err := stamped([]byte("name: lexfit\nversion: 7\n"), "1.2.3"); err == nil {
		t.Error("a chart without a line for the version is taken")
	}
}
