package rulebook

import (
	"strings"

	"github.com/lexfit/lexfit/matcher/lexicon"
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
		if d := lexicon.Distance(strings.ToLower(written), strings.ToLower(k), distance); d < distance {
			best, distance = k, d
		}
	}
	if best == "" {
		return ""
	}
	return ", did you mean " + quote(best) + "?"
}
