package rulebook

import (
	"slices"
	"strings"
)

// didYouMean returns `, did you mean "x"?` for the known word nearest to the written one, or nothing where none is near.
// Of equally near ones the first listed is named, so the list's order must be fixed.
func didYouMean(written string, known []string) string {
	best, distance := "", 1+max(1, min(3, len(written)/3))
	for _, k := range known {
		// A difference in length alone is already that many edits; most words end here.
		if n := len(k) - len(written); n >= distance || -n >= distance {
			continue
		}
		if d := editDistance(strings.ToLower(written), strings.ToLower(k), distance); d < distance {
			best, distance = k, d
		}
	}
	if best == "" {
		return ""
	}
	return ", did you mean " + quote(best) + "?"
}

// editDistance counts the insertions, deletions, changes and swaps of neighbours between two words, and gives up with
// limit once it is certain not to come below it.
func editDistance(a, b string, limit int) int {
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		twoBefore := before
		before, row = row, make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := before[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			row[j] = min(change, before[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], twoBefore[j-2]+1)
			}
		}
		if slices.Min(row) >= limit {
			return limit
		}
	}
	return row[len(b)]
}
