// Command replay scores the profiles of a corpus set again, with the engine of the tree that it is run in, and compares
// the replies byte by byte. scripts/replay copies it into the tree of each old engine; it uses nothing of the engine but
// what every version has: Compile, Score and EngineVersion.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"google.golang.org/protobuf/encoding/protojson"

	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func main() {
	replies, err := replay(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(replies)
}

// replay returns how many replies are the same; one that differs is an error.
func replay(folder, version string) (int, error) {
	if made := strconv.Itoa(matcher.EngineVersion); made != version {
		return 0, fmt.Errorf("this commit makes engine version %s, not %s", made, version)
	}
	document, err := os.ReadFile(filepath.Join(folder, "rulebook.json"))
	if err != nil {
		return 0, err
	}
	rulebook := &lexfitv1.Rulebook{}
	if err := protojson.Unmarshal(document, rulebook); err != nil {
		return 0, fmt.Errorf("rulebook.json: %w", err)
	}
	engine, err := matcher.Compile(rulebook)
	if err != nil {
		return 0, err
	}
	profiles, err := lines(filepath.Join(folder, "profiles.jsonl"))
	if err != nil {
		return 0, err
	}
	replies, err := lines(filepath.Join(folder, "replies.jsonl.gz"))
	if err != nil {
		return 0, err
	}
	if len(profiles) == 0 || len(profiles) != len(replies) {
		return 0, fmt.Errorf("%d profiles and %d replies", len(profiles), len(replies))
	}
	for i := range profiles {
		profile, want := &lexfitv1.CandidateProfile{}, struct {
			AsOf string `json:"as_of"`
		}{}
		if err := protojson.Unmarshal(profiles[i], profile); err != nil {
			return 0, fmt.Errorf("profile %d: %w", i+1, err)
		}
		if err := json.Unmarshal(replies[i], &want); err != nil {
			return 0, fmt.Errorf("reply %d: %w", i+1, err)
		}
		reply, err := engine.Score(profile, matcher.Options{AsOf: want.AsOf})
		if err != nil {
			return 0, fmt.Errorf("%s: %w", profile.GetCandidateId(), err)
		}
		written, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(reply)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", profile.GetCandidateId(), err)
		}
		var got bytes.Buffer
		if err := json.Compact(&got, written); err != nil { // protojson puts blanks in at random
			return 0, fmt.Errorf("%s: %w", profile.GetCandidateId(), err)
		}
		if at := differs(replies[i], got.Bytes()); at >= 0 {
			return 0, fmt.Errorf("%s: byte %d differs: recorded …%s, now …%s", profile.GetCandidateId(), at+1, around(replies[i], at), around(got.Bytes(), at))
		}
	}
	return len(replies), nil
}

// differs returns where two texts part, or -1.
func differs(a, b []byte) int {
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			return i
		}
	}
	return -1
}

func around(text []byte, at int) []byte {
	return text[max(min(at, len(text))-40, 0):min(at+40, len(text))]
}

func lines(file string) ([][]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content := io.Reader(f)
	if filepath.Ext(file) == ".gz" {
		if content, err = gzip.NewReader(f); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	var list [][]byte
	s := bufio.NewScanner(content)
	s.Buffer(nil, 8<<20)
	for s.Scan() {
		list = append(list, bytes.Clone(s.Bytes()))
	}
	return list, s.Err()
}
