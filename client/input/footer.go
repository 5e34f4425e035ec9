package input

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/lexfit/lexfit/matcher/silence"
)

var (
	// footers are what reports write below their rows.
	footers = regexp.MustCompile(`^(?:(?:grand |sub ?)?totals?(?: (?:records?|rows?|candidates?|count|number).*)?(?: \d+)?|(?:record |row )?count(?: \d+)?|\d+ (?:records?|rows?|candidates?|applicants?|results?|items?)(?: (?:found|in all|total|exported|selected))?|` +
		`(?:records?|rows?|results?|showing) \d+.*|end of (?:report|file|list|data|export)|(?:strictly )?(?:private (?:and|&) )?confidential(?:ity)?\b.*|page \d+(?: of \d+)?|` +
		`(?:report )?(?:generated|printed|exported|created|produced|downloaded|run|prepared) (?:on|by|at|from|in|\d).*|(?:copyright|all rights reserved|do not distribute|for internal use|report (?:date|run|by|generated)|filters? applied|applied filters|source report|disclaimer)\b.*)$`)
	unitWords = regexp.MustCompile(`^(?:wpm|words per minute|wpm net|years?|yrs?|in years|months?|mos?|usd|us dollars|mm dd yyyy|dd mm yyyy|yyyy mm dd|mm yyyy|date|text|string|number|integer|y n|yes no|required|optional|hours?|hrs?|percent|list|free text|email|per (?:year|hour))$`)
)

// passedOver says whether a record is none of a candidate: what a report writes below its rows, or the units below its heads. It is
// told of.
func (t *table) passedOver(cells []string, line int) bool {
	t.seen++
	var said []string
	units := 0
	for _, cell := range cells {
		if cell = strings.TrimSpace(cell); cell != "" {
			if said = append(said, cell); t.seen > 1 && len(said) > 1 {
				return false
			}
			if words := silence.Words(cell); unitWords.MatchString(words) || words == "" && strings.ContainsAny(cell, "$%") {
				units++
			}
		}
	}
	var what string
	switch {
	case len(t.head) > 1 && len(said) == 1 && footers.MatchString(silence.Words(said[0])):
		what = "a line below the rows"
	case t.seen == 1 && len(t.head) > 1 && units == len(said):
		what = "a line of units below the heads"
	default:
		return false
	}
	t.source.notice("%s:%d: is no candidate but %s, and passed over: %s", t.source.name(), line, what, fmt.Sprintf("%q", clip(strings.Join(said, " "))))
	return true
}
