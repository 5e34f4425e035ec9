package read

import (
	"strings"
	"testing"

	"github.com/lexfit/lexfit/client/intake/document"
	"github.com/lexfit/lexfit/matcher/rulebook"
)

// reader is the one of the default rulebook, which takes a moment to make.
var reader = New(rulebook.Default())

// sheet makes a document of a text: "# " stands before a heading, "* " before a bullet, "! " before what is bold, "~ " before a running
// line, "? " before a hidden one, "| " apart for pieces, "=== " for the next page, "--- " for the next block.
func sheet(text string) *document.Document {
	doc := &document.Document{Digest: strings.Repeat("0", 64), Format: "docx", Pages: []document.Page{{Number: 1}}}
	block := 1
	for row := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		page := &doc.Pages[len(doc.Pages)-1]
		made := document.Line{Number: len(page.Lines) + 1, Block: block, Size: 11}
		row = strings.TrimSpace(row)
		for {
			mark, rest, ok := strings.Cut(row, " ")
			if !ok {
				break
			}
			switch mark {
			case "#":
				made.Heading, made.Bold, made.Size = 1, true, 13
			case "*":
				made.Bullet = true
			case "!":
				made.Bold = true
			case "~":
				made.Running = true
			case "?":
				made.Hidden = document.White
			default:
				ok = false
			}
			if !ok {
				break
			}
			row = rest
		}
		switch row {
		case "":
			continue
		case "===":
			doc.Pages = append(doc.Pages, document.Page{Number: len(doc.Pages) + 1})
			continue
		case "---":
			block++
			continue
		}
		for piece := range strings.SplitSeq(row, " | ") {
			made.Pieces = append(made.Pieces, document.Piece{Text: piece, Bold: made.Bold, Size: made.Size})
		}
		made.Text = strings.ReplaceAll(row, " | ", " ")
		page.Lines = append(page.Lines, made)
	}
	return doc
}

// linesOf are the lines of a text.
func linesOf(text string) []*line { return lay(sheet(text)).lines }

// made is a builder for a test of one stage.
func made(tb testing.TB, text string) *builder {
	tb.Helper()
	b := newBuilder(reader.names, sheet(text), About{ID: "a", AsOf: "2026-11-26"})
	return b
}
