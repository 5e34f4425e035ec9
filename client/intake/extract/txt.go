package extract

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/lexfit/lexfit/client/input/charset"
	"github.com/lexfit/lexfit/client/intake/document"
)

// wideGap is what parts a line of plain text into pieces.
var wideGap = regexp.MustCompile(`\t+ *| {3,}\t*`)

// readTXT reads plain text.
func readTXT(_ context.Context, source Source) (*document.Document, error) {
	text, err := plainText(source)
	if err != nil {
		return nil, err
	}
	made := newFlow(&spending{limits: source.Limits})
	made.now.block = made.block()
	blank := false
	for line := range strings.Lines(strings.ReplaceAll(text, "\r\n", "\n")) {
		line = strings.ReplaceAll(line, "\r", "\n")
		for part := range strings.SplitSeq(strings.TrimSuffix(line, "\n"), "\n") {
			for i, sheet := range strings.Split(part, "\f") {
				if i > 0 {
					made.page()
				}
				if strings.TrimSpace(sheet) == "" {
					blank = true
					continue
				}
				if blank {
					made.now.block, blank = made.block(), false
				}
				for j, piece := range wideGap.Split(strings.TrimSpace(sheet), -1) {
					if j > 0 {
						made.tab()
					}
					made.text(piece, look{})
				}
				made.end()
				if err := made.spent.err(); err != nil {
					return nil, err
				}
			}
		}
	}
	return made.done()
}

// plainText is a file's text as UTF-8, whatever it is written in.
func plainText(source Source) (string, error) {
	reader, _ := charset.Reader(bufio.NewReaderSize(bytes.NewReader(source.Data), 64<<10))
	data, err := io.ReadAll(io.LimitReader(reader, int64(source.Limits.Text)*4+1))
	if err != nil {
		return "", fmt.Errorf("read text: %w", err)
	}
	if len(data) > source.Limits.Text*4 {
		return "", tooMuchText(source.Limits)
	}
	return strings.ToValidUTF8(string(data), "\ufffd"), nil
}
