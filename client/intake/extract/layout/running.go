package layout

import (
	"math"
	"strings"
	"unicode"

	"github.com/lexfit/lexfit/client/intake/document"
)

// margin is which part of a page's height above and below may hold what runs from page to page.
const margin = .14

// markRunning marks what stands at one place on most pages, but for its numbers.
func markRunning(pages []document.Page) {
	type place struct {
		text string
		top  float64
	}
	on := map[place]map[int]bool{}
	each := func(do func(page int, line *document.Line, at place)) {
		for i := range pages {
			page := &pages[i]
			for j := range page.Lines {
				line := &page.Lines[j]
				if page.Height > 0 && line.Hidden == "" && (line.Bottom < margin*page.Height || line.Top > (1-margin)*page.Height) {
					do(i, line, place{withoutNumbers(line.Text), math.Round(line.Top / 6)})
				}
			}
		}
	}
	each(func(page int, _ *document.Line, at place) {
		for _, top := range []float64{at.top - 1, at.top, at.top + 1} {
			near := place{at.text, top}
			if on[near] == nil {
				on[near] = map[int]bool{}
			}
			on[near][page] = true
		}
	})
	each(func(_ int, line *document.Line, at place) {
		line.Running = len(on[at]) >= 2 && 2*len(on[at]) >= len(pages)
	})
	for i := range pages {
		for j := range pages[i].Lines {
			line := &pages[i].Lines[j]
			line.Running = line.Running || len(pages) > 1 && pageNumber(*line, pages[i].Height)
		}
	}
}

func withoutNumbers(text string) string {
	return strings.Map(func(sign rune) rune {
		if unicode.IsDigit(sign) {
			return '#'
		}
		return unicode.ToLower(sign)
	}, text)
}

// pageNumber says whether a line at the edge of a page is nothing but its number.
func pageNumber(line document.Line, height float64) bool {
	if height <= 0 || line.Bottom >= margin*height && line.Top <= (1-margin)*height {
		return false
	}
	rest := strings.Trim(withoutNumbers(line.Text), "#-–—|/ .")
	return strings.Contains(withoutNumbers(line.Text), "#") && !strings.Contains(withoutNumbers(line.Text), "####") && len(line.Text) < 20 &&
		(rest == "" || rest == "page" || strings.HasPrefix(rest, "page") && strings.Trim(rest, "page#of/ ") == "")
}
