package rulebook

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/matcher"
)

// TestDefaultIsTheLastShipped is red where default.yaml was changed without a row in shipped.tsv: databases that have that
// default untouched would be taken for changed ones when the next one comes.
func TestDefaultIsTheLastShipped(t *testing.T) {
	t.Parallel()
	if digest := matcher.Digest(Default()); DefaultDigest() != digest {
		t.Errorf("shipped.tsv does not end with today's default rulebook: add the row\n%s\t%d\t(today's date)", digest, matcher.EngineVersion)
	}
}

func TestShipped(t *testing.T) {
	t.Parallel()
	row := regexp.MustCompile(`^([0-9a-f]{64})\t(\d+)\t(20\d\d-\d\d-\d\d)$`)
	seen, version, date := map[string]bool{}, 0, ""
	for line := range strings.Lines(shippedTSV) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		found := row.FindStringSubmatch(line)
		if found == nil {
			t.Errorf("row %q: expected digest, engine version and date, with tabs between", line)
			continue
		}
		of, _ := strconv.Atoi(found[2])
		if seen[found[1]] || of < version || of > matcher.EngineVersion || found[3] < date {
			t.Errorf("row %q stands twice, or not in order of version and date", line)
		}
		if seen[found[1]], version, date = true, of, found[3]; !Shipped(found[1]) {
			t.Errorf("%s is not read", found[1])
		}
	}
	for _, digest := range []string{
		"d31711eebb81ba04508d0183d9f2137d8e4ee52e218669790c98d10ceef4ad8b", // the last of engine version 1, commit d78f7e0
		"222ffb645bdddd108b8ff80a7cc0e307dbf9005f84dc3721a04378e8348237b0", // the last of engine version 2, commit 087cfc6
	} {
		if !seen[digest] {
			t.Errorf("%s has gone", digest)
		}
	}
	for _, digest := range []string{"", "#", matcher.Digest(nil), strings.Repeat("0", 64)} {
		if Shipped(digest) {
			t.Errorf("%q was never shipped", digest)
		}
	}
}
