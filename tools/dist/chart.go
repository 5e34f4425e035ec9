package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// semantic is a version as Helm wants a chart's; commits without a tag have none.
var semantic = regexp.MustCompile(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?$`)

// chart packs the Helm chart, which runs the image of the same release.
func chart(_ context.Context, made *release) error {
	var files []file
	if err := addFolder(&files, filepath.Join(made.root, "server", "deploy", "chart")); err != nil {
		return err
	}
	var packed []file
	for _, one := range files {
		if one.name == "Chart.yaml" {
			content, err := stamped(one.content, made.version)
			if err != nil {
				return err
			}
			one.content = content
		}
		packed = append(packed, one)
	}
	for _, name := range []string{"LICENSE", "NOTICE"} {
		content, err := os.ReadFile(filepath.Join(made.root, name))
		if err != nil {
			return err
		}
		packed = append(packed, file{name: name, content: content, mode: 0o644})
	}
	archive, err := tarOf("lexfit", packed, made.time)
	if err != nil {
		return err
	}
	return made.keep(made.name("chart")+".tgz", archive)
}

// stamped is Chart.yaml of a release.
func stamped(text []byte, version string) ([]byte, error) {
	own := version
	if !semantic.MatchString(own) {
		own = "0.0.0-" + version
	}
	for _, line := range []struct{ from, to string }{
		{"\nversion: 0.0.0\n", "\nversion: " + own + "\n"},
		{"\nappVersion: \"0.0.0\"\n", "\nappVersion: \"" + version + "\"\n"},
	} {
		if bytes.Count(text, []byte(line.from)) != 1 {
			return nil, fmt.Errorf("Chart.yaml: want the line %q once, to write the version there", strings.TrimSpace(line.from))
		}
		text = bytes.Replace(text, []byte(line.from), []byte(line.to), 1)
	}
	return text, nil
}
