package run_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/lexfit/lexfit/client/run"
)

// The account names what it has room for, and counts the rest.
func TestAccountTell(t *testing.T) {
	t.Parallel()
	account := &run.Account{
		Done: "scored", Mixed: true, MoreRepeats: 2, Repeats: []run.Repeat{{ID: "a", At: "f:2", First: "f:1"}}, Kept: &run.Kept{Path: "the fits", Rows: 1},
	}
	for i := range 22 {
		account.Files = append(account.Files, run.FileCount{Name: fmt.Sprintf("f%d", i), Count: run.Count{Read: 2, Scored: 2}})
	}
	account.Files[3].Count = run.Count{Read: 4, Scored: 1, Rejected: 1}
	const loud = `f:2: candidate_id "a" stands at f:1 too: both are scored
and 2 more rows with a candidate_id that stands before
the rejected rows are of several kinds or have several heads: take them apart by FILE.reasons.jsonl before they are run again
lexfit: it broke
f3: read 4 = scored 1 + rejected 1 + unfinished 2
21 files without a rejected row: read 42 = scored 42 + rejected 0
read 46 = scored 43 + rejected 1 + unfinished 2
"the fits" is not there yet: 1 row is done and kept beside it; go on with the same command and --resume
`
	const quiet = `lexfit: it broke
"the fits" is not there yet: 1 row is done and kept beside it; go on with the same command and --resume
`
	for _, hushed := range []bool{false, true} {
		var said bytes.Buffer
		account.Tell(run.NewConsole(&said, false, hushed), "it broke")
		want := loud
		if hushed {
			want = quiet
		}
		if said.String() != want {
			t.Errorf("quiet %t: got\n%s\nwant\n%s", hushed, &said, want)
		}
	}
}
