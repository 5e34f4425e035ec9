package extract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/lexfit/lexfit/client/intake/document"
	"github.com/lexfit/lexfit/client/intake/extract/layout"
)

// Scanned is the refusal of a file that is a picture of text.
func Scanned(format Format) error {
	return refuse(Scan, "is a picture of text (%s): give the file that it was made from, or name a program that reads pictures: --ocr tesseract", format.named())
}

// letterWidth is the width in points of the paper that a picture is taken to be of.
const letterWidth = 612

// RecognisedRemark tells how a text was come by.
const RecognisedRemark = "is a picture, read by the program for pictures: look closer at every value"

// readPicture reads a picture by the program that the operator named.
func readPicture(ctx context.Context, source Source) (*document.Document, error) {
	if source.OCR == "" {
		return nil, Scanned(picture)
	}
	page, err := Recognise(ctx, source.OCR, source.Data, letterWidth, source.Limits)
	if err != nil {
		return nil, err
	}
	page.Number = 1
	return &document.Document{Pages: layout.Pages([]layout.Page{page}), Remarks: []string{RecognisedRemark}}, nil
}

// Recognise has a program read a picture. It is called as tesseract is: the picture comes on its standard input, the words go to its
// standard output as tab-separated values with their places. The page is as wide as said, in points.
func Recognise(ctx context.Context, program string, picture []byte, width float64, limits Limits) (layout.Page, error) {
	command := exec.CommandContext(ctx, program, "stdin", "stdout", "tsv")
	command.Stdin = bytes.NewReader(picture)
	command.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1")
	out := &capped{most: limits.Text * 8}
	command.Stdout = out
	if err := command.Run(); err != nil {
		if ctx.Err() != nil {
			return layout.Page{}, tooSlow(limits)
		}
		if out.over {
			return layout.Page{}, tooMuchText(limits)
		}
		if _, exited := errors.AsType[*exec.ExitError](err); exited {
			return layout.Page{}, refuse(Scan, "is a picture that %s could not read: try it by hand, or give the file that it was made from", program)
		}
		return layout.Page{}, refuse(NoReader, "is a picture, and %s does not start: name a program that reads pictures as tesseract does: --ocr tesseract", program)
	}
	page, err := tsvPage(out.Bytes(), width, limits)
	if err != nil {
		return layout.Page{}, refuse(NoReader, "is a picture, and %s does not answer as tesseract does: %v", program, err)
	}
	return page, nil
}

// capped keeps what is written, and fails where it is too much.
type capped struct {
	bytes.Buffer
	most int
	over bool
}

func (c *capped) Write(data []byte) (int, error) {
	if c.Len()+len(data) > c.most {
		c.over = true
		return 0, io.ErrShortWrite
	}
	return c.Buffer.Write(data) //nolint:wrapcheck // a buffer has no errors
}

// The columns of tesseract's tab-separated values, and the levels of its rows.
const (
	tsvLevel, tsvLeft, tsvTop, tsvWidth, tsvHeight, tsvConfidence, tsvText = 0, 6, 7, 8, 9, 10, 11
	tsvPageLevel, tsvLineLevel, tsvWordLevel                               = 1, 4, 5
)

// mistaken are what programs take bullets for, where they begin a line alone.
var mistaken = setOf("e o ¢ © ® « » * ° · “ @ = +")

// tsvPage makes a page of words of what tesseract says.
func tsvPage(out []byte, width float64, limits Limits) (layout.Page, error) {
	page := layout.Page{Width: width, Height: width * 11 / 8.5}
	scale := 1.0
	var top, height float64
	first := false
	for line := range strings.SplitSeq(string(out), "\n") {
		cells := strings.Split(strings.TrimSuffix(line, "\r"), "\t")
		if len(cells) < tsvConfidence || cells[tsvLevel] == "level" {
			continue
		}
		var numbers [tsvConfidence + 1]float64
		for i := range min(len(cells), len(numbers)) {
			number, err := strconv.ParseFloat(cells[i], 64)
			if err != nil {
				return page, fmt.Errorf("expected a number in column %d of its table", i+1)
			}
			numbers[i] = number
		}
		switch int(numbers[tsvLevel]) {
		case tsvPageLevel:
			if numbers[tsvWidth] > 0 {
				scale = width / numbers[tsvWidth]
				page.Height = numbers[tsvHeight] * scale
			}
		case tsvLineLevel:
			top, height, first = numbers[tsvTop]*scale, numbers[tsvHeight]*scale, true
		case tsvWordLevel:
			if len(cells) <= tsvText || numbers[tsvConfidence] < 0 || strings.TrimSpace(cells[tsvText]) == "" {
				continue
			}
			if len(page.Glyphs) >= limits.Glyphs {
				return page, TooManyGlyphs(limits, 1)
			}
			left, text := numbers[tsvLeft]*scale, cells[tsvText]
			if first && mistaken[text] {
				text = "•"
			}
			first = false
			page.Glyphs = append(page.Glyphs, layout.Glyph{
				Text: text, Left: left, Right: left + numbers[tsvWidth]*scale, Top: top, Bottom: top + height, Base: top + .8*height, Size: .8 * height,
			}, layout.Glyph{Text: " ", Space: true, Left: left, Right: left + height, Size: height})
		}
	}
	return page, nil
}
