package shard

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Manifest is what a shard tells of itself.
type Manifest struct {
	// Version is that of the files of shards.
	Version int `json:"version"`
	// Shard is the shard's number, of Of, told apart By.
	Shard int `json:"shard"`
	Of    int `json:"of"`
	By    By  `json:"by"`
	// Format is how results are written. Noted says that the shard holds what a document is made of.
	Format string `json:"format"`
	Noted  bool   `json:"noted,omitempty"`
	// Input is what was read.
	Input Input `json:"input"`
	// Rules are what the results depend on besides the input.
	Rules Rules `json:"rules"`
	// Options are those of the command that move a byte of the results, by the name that the user knows them by.
	Options map[string]string `json:"options,omitempty"`
	// Style is what a document looks like.
	Style json.RawMessage `json:"style,omitempty"`
	// Scored, Rejected and Elsewhere account for all rows of the input; Under is how many are below the score insisted on.
	Scored    int `json:"scored"`
	Rejected  int `json:"rejected"`
	Elsewhere int `json:"not_of_this_shard"`
	Under     int `json:"under"`
	// Results, Rows, Rejects and Reasons are the shard's files; the last two empty where rejected rows were not asked for.
	Results File  `json:"results"`
	Rows    File  `json:"rows"`
	Rejects *File `json:"rejects,omitempty"`
	Reasons *File `json:"reasons,omitempty"`
	// SHA256 is the digest of the manifest without it: a bit that turned may be a field that is left out.
	SHA256 string `json:"sha256"`
}

// Input is what every shard of a run reads.
type Input struct {
	// Files are the files' names as given.
	Files []string `json:"files"`
	// Rows is how many rows they hold, and SHA256 the digest of all of them, with their places.
	Rows   int    `json:"rows"`
	SHA256 string `json:"sha256"`
}

// Rules are what results depend on besides the profiles.
type Rules struct {
	// Lexfit is the version of the command, and Engine that of the engine; empty where the shard scored nobody.
	Lexfit string `json:"lexfit"`
	Engine int32  `json:"engine_version,omitempty"`
	// Revision is the rulebook's, and Digest its; the latter empty where the shard scored nobody.
	Revision int32  `json:"rulebook_revision"`
	Digest   string `json:"rulebook_digest,omitempty"`
	// AsOf is the date by which was judged.
	AsOf string `json:"as_of"`
	// Targets are the roles and job orders asked for, and Orders the job orders' digests.
	Targets []string          `json:"targets,omitempty"`
	Orders  map[string]string `json:"job_order_digests,omitempty"`
}

const manifestVersion = 1

// mostManifest is how large a manifest may be: it names the files that were read.
const mostManifest = 64 << 20

// Write writes the manifest.
func (m *Manifest) Write(to io.Writer) error {
	made := *m
	made.Version = manifestVersion
	made.Options = maps.Clone(m.Options)
	maps.DeleteFunc(made.Options, func(name, _ string) bool { return apart[name] })
	text, err := made.text()
	if err == nil {
		_, err = to.Write(text)
	}
	if err != nil {
		return fmt.Errorf("write what the shard is: %w", err)
	}
	return nil
}

// text is the manifest with its digest.
func (m *Manifest) text() ([]byte, error) {
	made := *m
	made.SHA256 = ""
	text, err := json.MarshalIndent(made, "", "  ")
	if err != nil {
		return nil, err //nolint:wrapcheck // the caller says what of
	}
	sum := sha256.Sum256(text)
	made.SHA256 = hex.EncodeToString(sum[:])
	text, err = json.MarshalIndent(made, "", "  ")
	return append(text, '\n'), err //nolint:wrapcheck // the caller says what of
}

// readManifest reads a manifest from a file.
func readManifest(path string) (*Manifest, error) {
	file, err := os.Open(path) //nolint:gosec // the user names it, or its folder
	if err != nil {
		return nil, fmt.Errorf("%s: cannot be read: %w", path, plain(err))
	}
	defer file.Close() //nolint:errcheck // opened for reading: nothing is lost
	text, err := io.ReadAll(io.LimitReader(file, mostManifest+1))
	if err != nil {
		return nil, fmt.Errorf("%s: cannot be read: %w", path, plain(err))
	}
	made, err := parseManifest(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: score the shard again with --overwrite", path, err)
	}
	return made, nil
}

// parseManifest reads a manifest, and holds it to what a run writes.
func parseManifest(text []byte) (*Manifest, error) {
	if len(text) > mostManifest {
		return nil, fmt.Errorf("is larger than %d MB: expected what lexfit score --shard wrote", mostManifest>>20)
	}
	made := &Manifest{}
	if err := json.Unmarshal(text, made); err != nil {
		return nil, fmt.Errorf("is not what lexfit score --shard wrote (%w)", err)
	}
	if made.Version != manifestVersion {
		return nil, fmt.Errorf("is of version %d, and this lexfit reads %d: gather by the lexfit that scored", made.Version, manifestVersion)
	}
	if again, err := made.text(); err != nil || !bytes.Equal(again, text) {
		return nil, errDamaged
	}
	files := []*File{&made.Results, &made.Rows}
	if (made.Rejects == nil) != (made.Reasons == nil) {
		return nil, errDamaged
	}
	if made.Rejects != nil {
		files = append(files, made.Rejects, made.Reasons)
	}
	for _, file := range files {
		if !filepath.IsLocal(file.Name) || file.Name == "." || strings.ContainsAny(file.Name, `/\`) || file.Bytes < 0 || file.Bytes > maxBytes {
			return nil, errDamaged
		}
	}
	sound := made.Of >= 1 && made.Of <= Most && made.Shard >= 1 && made.Shard <= made.Of && (made.By == ByRow || made.By == ByID) && len(made.Input.Files) > 0 &&
		made.Scored >= 0 && made.Rejected >= 0 && made.Elsewhere >= 0 && made.Scored+made.Rejected+made.Elsewhere == made.Input.Rows
	if !sound {
		return nil, errDamaged
	}
	return made, nil
}

// spec is which shard it is.
func (m *Manifest) spec() Spec { return Spec{Number: m.Shard, Of: m.Of, By: m.By} }

// apart are options in which shards of one run may differ, and which no manifest holds: where the rules come from, and which shard it is.
// What they were settled to stands in Rules.
var apart = map[string]bool{"--server": true, "--db": true, "--shard": true, "--shard-by": true, "--as-of": true, "--revision": true, "--job-order": true}

// Differs says by what another manifest is not of the shard and run that this one says it is, as far as is known before a run; empty
// where it is.
func (m *Manifest) Differs(other *Manifest) string {
	known := *other
	known.Input.Rows, known.Input.SHA256 = 0, ""
	known.Rules.Digest, known.Rules.Engine, known.Rules.Orders, known.Rejects = "", 0, nil, nil
	asked := *m
	asked.Options = maps.Clone(m.Options)
	maps.DeleteFunc(asked.Options, func(name, _ string) bool { return apart[name] })
	if m.Shard != other.Shard {
		return fmt.Sprintf("it is shard %s", other.spec())
	}
	for i, one := range known.facts() {
		if all := asked.facts(); len(all) != len(known.facts()) || all[i] != one {
			want := "not there"
			if i < len(all) {
				want = all[i].value
			}
			return fmt.Sprintf("%s is %s there, and %s here", one.name, clip(one.value), clip(want))
		}
	}
	return ""
}

// fact is one thing that the shards of a run have in common. An empty one is not known.
type fact struct{ name, value string }

// facts are what the shards of a run have in common, what says most first.
func (m *Manifest) facts() []fact {
	all := []fact{
		{"the number of shards", strconv.Itoa(m.Of)},
		{"--shard-by", string(m.By)},
		{"the files read", strings.Join(m.Input.Files, " ")},
		{"the rows read", strconv.Itoa(m.Input.Rows)},
		{"the digest of the rows read", m.Input.SHA256},
		{"the as-of date", m.Rules.AsOf},
		{"the rulebook's revision", strconv.Itoa(int(m.Rules.Revision))},
		{"the rulebook's digest", m.Rules.Digest},
		{"the roles and job orders", strings.Join(m.Rules.Targets, " ")},
		{"the version of lexfit", m.Rules.Lexfit},
		{"the format", m.Format},
		{"--rejects", map[bool]string{true: "given", false: "not given"}[m.Rejects != nil]},
	}
	if m.Rules.Engine != 0 {
		all = append(all, fact{"the version of the engine", strconv.Itoa(int(m.Rules.Engine))})
	}
	for _, order := range slices.Sorted(maps.Keys(m.Rules.Orders)) {
		all = append(all, fact{"the digest of " + order, m.Rules.Orders[order]})
	}
	for _, name := range slices.Sorted(maps.Keys(m.Options)) {
		all = append(all, fact{name, "“" + m.Options[name] + "”"})
	}
	return all
}
