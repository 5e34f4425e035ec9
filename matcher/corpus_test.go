package matcher_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// The corpus: profiles with the replies that this version of the engine gives, by a rulebook of its own. A set of an
// older version stays as the record of what that version gave. Replies repeat themselves and are packed.
func corpusFolder(version int) string {
	return filepath.Join("testdata", "corpus", "v"+strconv.Itoa(version))
}

// TestCorpusGuardsEngineVersion is red where a profile scores differently and EngineVersion was not raised.
func TestCorpusGuardsEngineVersion(t *testing.T) {
	t.Parallel()
	folder := corpusFolder(matcher.EngineVersion)
	if *update {
		if _, err := os.Stat(filepath.Join(folder, "replies.jsonl.gz")); err == nil {
			t.Logf("the corpus of engine version %d is written once and never again; -update leaves it alone", matcher.EngineVersion)
			return
		}
		writeCorpus(t, folder)
		return
	}
	plan := corpusPlan(t, folder)
	profiles, replies := lines(t, filepath.Join(folder, "profiles.jsonl")), lines(t, filepath.Join(folder, "replies.jsonl.gz"))
	if len(profiles) < 100 || len(profiles) != len(replies) {
		t.Fatalf("%d profiles and %d replies", len(profiles), len(replies))
	}
	for i := range profiles {
		c, want := &lexfitv1.CandidateProfile{}, &lexfitv1.ScoreCandidateResponse{}
		read(t, profiles[i], c)
		read(t, replies[i], want)
		got := advised(t, plan, c)
		if proto.Equal(got, want) {
			continue
		}
		t.Fatalf(`candidate %s scores differently than engine version %d did when it was recorded: %s.
A fit must be reproducible for ever under the engine version that it names. If the change is meant:
  1. raise EngineVersion in matcher/doc.go to %d and say in CHANGELOG.md what scores differently and why;
  2. run "go test ./matcher -run TestCorpusGuardsEngineVersion -update" and commit the new set under %s;
  3. leave the set of version %d as it is.
If it is not meant, the last change to the engine has a fault.`,
			c.GetCandidateId(), matcher.EngineVersion, difference(want, got), matcher.EngineVersion+1, corpusFolder(matcher.EngineVersion+1), matcher.EngineVersion)
	}
}

// TestOldEnginesAreNamed holds that whoever raises EngineVersion says which commit last made the one before; scripts/replay
// builds it.
func TestOldEnginesAreNamed(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile("engines.tsv")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile(`(?m)^(\d+)\t[0-9a-f]{40}$`)
	named := map[string]bool{}
	for _, found := range row.FindAllStringSubmatch(string(table), -1) {
		named[found[1]] = true
	}
	for version := 1; version < matcher.EngineVersion; version++ {
		if !named[strconv.Itoa(version)] {
			t.Errorf("engines.tsv names no commit for engine version %d", version)
		}
		if _, err := os.Stat(filepath.Join(corpusFolder(version), "replies.jsonl.gz")); err != nil {
			t.Error(err)
		}
	}
}

// difference says in a line what changed first.
func difference(want, got *lexfitv1.ScoreCandidateResponse) string {
	for _, w := range want.GetFits() {
		for _, g := range got.GetFits() {
			if g.GetRole() != w.GetRole() || proto.Equal(w, g) {
				continue
			}
			for i, k := range w.GetCriteria() {
				if i < len(g.GetCriteria()) && !proto.Equal(k, g.GetCriteria()[i]) {
					x := g.GetCriteria()[i]
					if k.GetPoints() == x.GetPoints() && k.GetPointsLow() == x.GetPointsLow() && k.GetPointsHigh() == x.GetPointsHigh() && k.GetSatisfaction() == x.GetSatisfaction() {
						return fmt.Sprintf("%s, criterion %s: the explanation changed", w.GetRole(), k.GetCriterionId())
					}
					return fmt.Sprintf("%s, criterion %s: satisfaction %d and points %d [%d, %d] are now %d and %d [%d, %d]", w.GetRole(), k.GetCriterionId(),
						k.GetSatisfaction(), k.GetPoints(), k.GetPointsLow(), k.GetPointsHigh(), x.GetSatisfaction(), x.GetPoints(), x.GetPointsLow(), x.GetPointsHigh())
				}
			}
			return fmt.Sprintf("%s: score %d is now %d, band %v is now %v", w.GetRole(), w.GetScore(), g.GetScore(), w.GetBand(), g.GetBand())
		}
	}
	return "the reply changed outside the fits"
}

func corpusPlan(t *testing.T, folder string) *matcher.Program {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(folder, "rulebook.json"))
	if err != nil {
		t.Fatal(err)
	}
	rb := &lexfitv1.Rulebook{}
	read(t, b, rb)
	p, err := matcher.Compile(rb)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// writeCorpus records a new set: the default rulebook of the day, the golden candidates and generated profiles.
func writeCorpus(t *testing.T, folder string) {
	t.Helper()
	if err := os.MkdirAll(folder, 0o750); err != nil {
		t.Fatal(err)
	}
	plan := defaultPlan(t)
	write := func(name string, messages ...proto.Message) {
		var b bytes.Buffer
		for _, m := range messages {
			j, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Compact(&b, j); err != nil {
				t.Fatal(err)
			}
			b.WriteByte('\n')
		}
		if strings.HasSuffix(name, ".gz") {
			b = pack(t, b.Bytes())
		}
		if err := os.WriteFile(filepath.Join(folder, name), b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var profiles, replies []proto.Message
	add := func(c *lexfitv1.CandidateProfile) {
		profiles = append(profiles, c)
		replies = append(replies, advised(t, plan, c))
	}
	for _, l := range lines(t, filepath.Join("testdata", "golden", "candidates.jsonl")) {
		var c goldenCase
		if err := json.Unmarshal(l, &c); err != nil {
			t.Fatal(err)
		}
		p := &lexfitv1.CandidateProfile{}
		read(t, c.Profile, p)
		add(p)
	}
	for g := profilegen.New(20261124); len(profiles) < 120; {
		if c := g.Profile(); proto.Size(c) < 8_000 {
			add(c)
		}
	}
	for i, flag := range []string{
		"experience[0].title", "experience[0].start_date", "experience[0]", "skills[0].name", "education[0].level", "education[0].field",
		"certifications[0].name", "certifications[0].status", "languages[0]", "experience[0].duties[0]", "", "education",
	} { // the same people again, as drafts of which something is flagged
		c := proto.CloneOf(profiles[i*3].(*lexfitv1.CandidateProfile)) //nolint:forcetypeassert // added above
		c.CandidateId += "-draft"
		c.Review = &lexfitv1.Review{Draft: true, Flags: []*lexfitv1.ReviewFlag{
			{Path: flag, Kind: lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL}, {Kind: lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_UNREAD_LEGAL},
		}[:1+i%2]}
		add(c)
	}
	write("rulebook.json", plan.Rulebook())
	write("profiles.jsonl", profiles...)
	write("replies.jsonl.gz", replies...)
}

// pack gives the same bytes for the same content: the header holds neither a name nor a time.
func pack(t *testing.T, content []byte) bytes.Buffer {
	t.Helper()
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed
}

// lines reads a file that may be packed; only its name says so.
func lines(t *testing.T, file string) [][]byte {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	content := io.Reader(f)
	if strings.HasSuffix(file, ".gz") {
		if content, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	var list [][]byte
	s := bufio.NewScanner(content)
	s.Buffer(nil, 8<<20)
	for s.Scan() {
		if strings.TrimSpace(s.Text()) != "" {
			list = append(list, bytes.Clone(s.Bytes()))
		}
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

func read(t *testing.T, b []byte, m proto.Message) {
	t.Helper()
	if err := protojson.Unmarshal(b, m); err != nil {
		t.Fatal(err)
	}
}
