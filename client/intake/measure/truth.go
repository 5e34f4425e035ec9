package measure

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Truth is what is known of a document.
type Truth struct {
	// Document is its name within its folder.
	Document string
	// Layout and Maker say how it is laid out and what made it, where that is known.
	Layout, Maker string
	// Legal says that the person works in law, and Held that the document is for measuring only.
	Legal, Held bool
	// Profile is what the document says.
	Profile *lexfitv1.CandidateProfile
	// Contacts are the ways to reach the person.
	Contacts []Contact
	// lists are the lists that the file has, empty ones too.
	lists map[string]bool
}

// Contact is a way to reach a person: email, phone, address or link, and the text of it.
type Contact struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
}

// mostTruth is how large a file of truth may be.
const mostTruth = 4 << 20

// ReadTruth reads a file of truth.
func ReadTruth(content []byte) (*Truth, error) {
	var file struct {
		Document string          `json:"document"`
		Layout   string          `json:"layout"`
		Maker    string          `json:"maker"`
		Legal    bool            `json:"legal"`
		Held     bool            `json:"held"`
		Profile  json.RawMessage `json:"profile"`
		Contacts *[]Contact      `json:"contacts"`
	}
	decoder := json.NewDecoder(strings.NewReader(string(content)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&file); err != nil {
		return nil, fmt.Errorf("not the truth of a document: %w", err)
	}
	if file.Document == "" || len(file.Profile) == 0 {
		return nil, errors.New("not the truth of a document: it needs document, the name of the file, and profile, what the file says")
	}
	truth := &Truth{
		Document: file.Document, Layout: file.Layout, Maker: file.Maker, Legal: file.Legal, Held: file.Held,
		Profile: &lexfitv1.CandidateProfile{}, lists: map[string]bool{},
	}
	if err := protojson.Unmarshal(file.Profile, truth.Profile); err != nil {
		return nil, fmt.Errorf("the profile of %s: %w", file.Document, err)
	}
	var lists map[string]json.RawMessage
	if err := json.Unmarshal(file.Profile, &lists); err != nil {
		return nil, fmt.Errorf("the profile of %s: %w", file.Document, err)
	}
	for name := range lists {
		truth.lists[name] = true
	}
	if file.Contacts != nil {
		truth.Contacts, truth.lists["contacts"] = *file.Contacts, true
	}
	return truth, nil
}

// Folder reads every file of truth in a folder, in the order of their names.
func Folder(path string) ([]*Truth, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, fmt.Errorf("read the truth: %w", err)
	}
	var all []*Truth
	for _, entry := range entries {
		if entry.IsDir() || filepath.Ext(entry.Name()) != ".json" {
			continue
		}
		name := filepath.Join(path, entry.Name())
		if info, err := entry.Info(); err != nil || info.Size() > mostTruth {
			return nil, fmt.Errorf("%s: larger than the %d bytes that a file of truth may have", name, mostTruth)
		}
		content, err := os.ReadFile(name) //nolint:gosec // the caller names the folder
		if err != nil {
			return nil, fmt.Errorf("read the truth: %w", err)
		}
		truth, err := ReadTruth(content)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, truth)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s: a folder without truth: %w", path, fs.ErrNotExist)
	}
	slices.SortStableFunc(all, func(a, b *Truth) int { return strings.Compare(a.Document, b.Document) })
	return all, nil
}

// Format is the document's, by its name.
func (t *Truth) Format() string {
	return strings.TrimPrefix(strings.ToLower(filepath.Ext(t.Document)), ".")
}
