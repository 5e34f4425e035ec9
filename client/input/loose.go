package input

import (
	"regexp"
	"strings"
)

// loose takes apart a line with double quotes that stand where they should not, such as Ann "Annie" Ito: a cell is what stands
// between delimiters, or between the quotes that it begins and ends with; a quote inside is itself. Nil where the record is more than a line.
func loose(raw []byte, comma rune) []string {
	line := strings.TrimRight(string(raw), "\r\n")
	if strings.ContainsAny(line, "\r\n") {
		return nil
	}
	var cells []string
	for from := 0; ; {
		rest := line[from:]
		end := strings.IndexRune(rest, comma)
		if strings.HasPrefix(rest, `"`) {
			if closing := strings.Index(rest[1:], `"`+string(comma)); closing >= 0 {
				end = closing + len(`""`)
			} else if len(rest) > 1 && strings.HasSuffix(rest, `"`) {
				end = -1
			}
		}
		cell := rest
		if end >= 0 {
			cell = rest[:end]
		}
		if len(cell) > 1 && strings.HasPrefix(cell, `"`) && strings.HasSuffix(cell, `"`) && balanced(cell[1:len(cell)-1]) {
			cell = strings.ReplaceAll(cell[1:len(cell)-1], `""`, `"`)
		}
		cells = append(cells, cell)
		if end < 0 {
			return cells
		}
		from += end + len(string(comma))
	}
}

// balanced says whether the quotes inside a cell are pairs of their own, so that the ones around it belong together: not in "A" and "B".
func balanced(text string) bool {
	first := strings.IndexByte(text, '"')
	return strings.Count(text, `"`)%2 == 0 && (first <= 0 || strings.ContainsRune(" (\"", rune(text[first-1])) || text[first+1] == '"')
}

// textFormula is a text that is written as a formula, so that a spreadsheet keeps its zeros.
var textFormula = regexp.MustCompile(`^="(.*)"$`)

// unformula gives the text of ="00123".
func unformula(cell string) string {
	if list := textFormula.FindStringSubmatch(cell); list != nil {
		return strings.ReplaceAll(list[1], `""`, `"`)
	}
	return cell
}
