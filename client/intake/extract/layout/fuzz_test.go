package layout_test

import (
	"encoding/binary"
	"math"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/client/intake/extract/layout"
)

// scattered makes a page of bytes: glyphs anywhere, of any size, among them what is no number.
func scattered(data []byte) layout.Page {
	page := layout.Page{Number: 1, Width: 612, Height: 792}
	for ; len(data) >= 12; data = data[12:] {
		number := func(at int) float64 { return float64(int16(binary.LittleEndian.Uint16(data[at:]))) / 20 }
		glyph := layout.Glyph{Text: string(rune('a' + data[0]%26)), Left: number(2), Top: number(4), Size: number(6), Base: number(8)}
		glyph.Right, glyph.Bottom = glyph.Left+float64(data[10])/10, glyph.Top+float64(data[11])/10
		switch data[1] % 16 {
		case 1:
			glyph.Space = true
		case 2:
			glyph.Left = math.NaN()
		case 3:
			glyph.Right = math.Inf(1)
		case 4:
			glyph.Top = 1e300
		case 5:
			glyph.Text = "•"
		case 6:
			glyph.Turned = true
		case 7:
			glyph.Text = "2019"
		case 8:
			page.Marks = append(page.Marks, layout.Mark{Left: glyph.Left, Top: glyph.Top, Right: glyph.Right, Bottom: glyph.Bottom})
		}
		page.Glyphs = append(page.Glyphs, glyph)
	}
	return page
}

// Whatever stands wherever, nothing panics, no letter is lost or made up but in words that are drawn twice, and places are numbers.
func FuzzPages(f *testing.F) {
	f.Add([]byte(strings.Repeat("a\x00\x10\x10\x20\x10\x30\x10\x00\x00\x30\x60", 20)))
	f.Add([]byte(strings.Repeat("lexfit reads", 50)))
	f.Fuzz(func(t *testing.T, data []byte) {
		page := scattered(data)
		letters := 0
		for _, glyph := range page.Glyphs {
			if !glyph.Space && glyph.Text != "•" {
				letters += len(glyph.Text)
			}
		}
		for _, made := range layout.Pages([]layout.Page{page, page}) {
			got := 0
			for _, line := range made.Lines {
				got += len(strings.ReplaceAll(strings.ReplaceAll(line.Text, " ", ""), "•", ""))
				for _, at := range []float64{line.Left, line.Top, line.Right, line.Bottom, line.Size} {
					if math.IsNaN(at) || math.IsInf(at, 0) {
						t.Errorf("a line at %+v", line)
					}
				}
				if len(line.Pieces) == 0 || line.Text == "" {
					t.Errorf("a line of nothing: %+v", line)
				}
			}
			if got > letters {
				t.Errorf("%d letters became %d", letters, got)
			}
		}
	})
}
