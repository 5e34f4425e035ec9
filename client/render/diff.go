package render

import (
	"bufio"
	"fmt"
	"io"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func revisionWord(revision int32, digest string) string {
	if revision == 0 {
		return "the file (" + short(digest) + ")"
	}
	return fmt.Sprintf("revision %d (%s)", revision, short(digest))
}

// Diff prints what differs between two rulebooks, a sentence a change; what can change a score stands first.
func Diff(to io.Writer, format Format, diff *lexfitv1.DiffRulebookRevisionsResponse, options Options) error {
	switch format {
	case JSON:
		return Message(to, diff)
	case JSONL:
		return messages(to, format, diff.GetChanges())
	case Table:
	}
	lines := bufio.NewWriter(to)
	sheet := newSheet(lines, options)
	sheet.line(sheet.bold("From " + revisionWord(diff.GetFromRevision(), diff.GetFromDigest()) + " to " + revisionWord(diff.GetToRevision(), diff.GetToDigest())))
	for _, part := range []struct {
		scores bool
		head   string
	}{{true, "Can change a score"}, {false, "Cannot change a score"}} {
		shown := false
		for _, change := range diff.GetChanges() {
			if change.GetScores() != part.scores {
				continue
			}
			if !shown {
				sheet.line(sheet.bold(part.head))
				shown = true
			}
			mark := map[lexfitv1.ChangeKind]string{lexfitv1.ChangeKind_CHANGE_KIND_ADDED: "+ ", lexfitv1.ChangeKind_CHANGE_KIND_REMOVED: "− "}[change.GetKind()]
			if mark == "" {
				mark = "~ "
			}
			sheet.line(sheet.wrap("  "+mark, Clean(change.GetText())))
		}
	}
	if len(diff.GetChanges()) == 0 {
		sheet.line("Nothing differs.")
	}
	return lines.Flush()
}
