package extract

import (
	"time"

	"github.com/lexfit/lexfit/client/intake/document"
)

// Limits are what a file may cost. A résumé comes nowhere near them; what does was made to, or is no résumé.
type Limits struct {
	// Bytes is the size of the file.
	Bytes int64 `json:"bytes"`
	// Unpacked is what the parts that are read may unpack to.
	Unpacked int64 `json:"unpacked"`
	// Elements is how many elements a file of XML or HTML, or groups and control words one of RTF, may have.
	Elements int `json:"elements"`
	// Depth is how deep they may stand in each other.
	Depth int `json:"depth"`
	// Pages is how many pages a file may have.
	Pages int `json:"pages"`
	// Glyphs is how many signs a page may have.
	Glyphs int `json:"glyphs"`
	// Lines is how many lines a file may have.
	Lines int `json:"lines"`
	// Text is how many bytes of text a file may have.
	Text int `json:"text"`
	// Time is how long a file may take.
	Time time.Duration `json:"time"`
	// Memory is how many bytes the child may hold.
	Memory int64 `json:"memory"`
}

// DefaultLimits are ten times what the longest résumés take, and more.
func DefaultLimits() Limits {
	return Limits{
		Bytes: 32 << 20, Unpacked: 64 << 20, Elements: 1_000_000, Depth: 200, Pages: 100, Glyphs: 50_000, Lines: 20_000, Text: 4 << 20,
		Time: 60 * time.Second, Memory: 1 << 30,
	}
}

// The refusals of limits, each with what to do.

func tooLarge(limits Limits) error {
	return refuse(Limit, "has more than %d MiB, the limit: save it with smaller pictures, or as plain text", limits.Bytes>>20)
}

func unpacksTooFar(limits Limits) error {
	return refuse(Limit, "unpacks to more than %d MiB of text, the limit: a bomb, or no résumé; save it anew, or as PDF, if it is sound", limits.Unpacked>>20)
}

func tooManyElements(limits Limits) error {
	return refuse(Limit, "has more than %d elements, the limit: a bomb, or no résumé; save it anew, or as PDF, if it is sound", limits.Elements)
}

func tooDeep(limits Limits) error {
	return refuse(Limit, "has more than %d elements within each other, the limit: a bomb, or no résumé; save it anew, or as PDF, if it is sound", limits.Depth)
}

// TooManyPages is the refusal of a file with more pages than it may have.
func TooManyPages(limits Limits) error {
	return refuse(Limit, "has more than %d pages, the limit: save the pages of the résumé alone", limits.Pages)
}

// TooManyGlyphs is the refusal of a page with more signs than it may have.
func TooManyGlyphs(limits Limits, page int) error {
	return refuse(Limit, "has more than %d signs on page %d, the limit: no page that people read has; save it anew, without what is drawn in letters", limits.Glyphs, page)
}

func tooManyLines(limits Limits) error {
	return refuse(Limit, "has more than %d lines, the limit: save the résumé alone", limits.Lines)
}

func tooMuchText(limits Limits) error {
	return refuse(Limit, "has more than %d KiB of text, the limit: save the résumé alone", limits.Text>>10)
}

func tooSlow(limits Limits) error {
	return refuse(Limit, "was not read within %s, the limit: save it anew, as DOCX or as plain text", limits.Time)
}

// TooMuchMemory is the refusal of a file that takes more memory than it may, or breaks what reads it, which cannot be told apart.
func TooMuchMemory(limits Limits) error {
	return refuse(Limit, "took more than %d MiB of memory, the limit, or broke the program that reads it: save it anew, as DOCX or as plain text", limits.Memory>>20)
}

// hold refuses a document that is longer than it may be.
func (l Limits) hold(made *document.Document) error {
	lines, text := 0, 0
	for _, page := range made.Pages {
		lines += len(page.Lines)
		for _, line := range page.Lines {
			text += len(line.Text)
		}
	}
	switch {
	case len(made.Pages) > l.Pages:
		return TooManyPages(l)
	case lines > l.Lines:
		return tooManyLines(l)
	case text > l.Text:
		return tooMuchText(l)
	}
	return nil
}
