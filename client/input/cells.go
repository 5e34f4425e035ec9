package input

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/lexfit/lexfit/matcher/silence"
)

// cellError says what is wrong with a cell, and what was read of it all the same.
type cellError struct{ message string }

func (e *cellError) Error() string { return e.message }

func unreadf(format string, args ...any) error { return &cellError{fmt.Sprintf(format, args...)} }

var (
	plainNumber = regexp.MustCompile(`^\d+(\.\d+)?$`)
	thousands   = regexp.MustCompile(`^\d{1,3}(,\d{3})+(\.\d+)?$`)
)

// parseNumber reads a number as written in the United States, $ and thousands with a comma among it.
func parseNumber(text string) (float64, error) {
	name := strings.TrimSpace(strings.TrimPrefix(text, "$"))
	if thousands.MatchString(name) {
		name = strings.ReplaceAll(name, ",", "")
	}
	if !plainNumber.MatchString(name) {
		return 0, unreadf("%q is no number: left out; expected one such as 3.5 or 52,000", clip(text))
	}
	value, err := strconv.ParseFloat(name, 64)
	if err != nil {
		return 0, unreadf("%q is too large a number: left out", clip(text))
	}
	return value, nil
}

// parseFlag reads yes or no.
func parseFlag(text string) (bool, error) {
	if said, known := flagOf(text); known {
		return said, nil
	}
	return false, unreadf("%q is neither yes nor no: left out", clip(text))
}

// flagOf is what a text answers, where it is yes or no.
func flagOf(text string) (said, known bool) {
	const longest = 16 // with what may stand around it
	if len(text) > longest {
		return false, false
	}
	switch silence.Words(text) {
	case "yes", "y", "true", "1":
		return true, true
	case "no", "n", "false", "0":
		return false, true
	}
	return false, false
}

// cuts are the ways to take a cell with several values apart where no separator is given.
type cuts int

const (
	// everywhere cuts at line breaks, semicolons, bars, bullets, and commas outside brackets.
	everywhere cuts = iota
	// sentences cuts at the strongest of those that there is: the rest belongs to a sentence.
	sentences
	// titled cuts at commas only where no stronger separator stands, or one stands beside it: "CP, NALA; Notary" is two.
	titled
)

// cutsOf is how the cells of a target are taken apart.
func cutsOf(to target) cuts {
	switch {
	case to.leaf() == "duties":
		return sentences
	case to.list != nil && to.list.Name() == "certifications":
		return titled
	}
	return everywhere
}

// strong are the separators that stand in no name.
const strong = "\n;|•·●▪◦\u2028"

// bullet is what begins a line of a list.
var bullet = regexp.MustCompile(`^(?:[-*–—o] |\d{1,2}[.)] )\s*`)

// splitCell takes a cell with several values apart, at the separator or where none is given as the cuts say.
func splitCell(text, separator string, how cuts) []string {
	if separator != "" {
		return splitAt(text, separator)
	}
	isStrong := func(letter rune) bool { return strings.ContainsRune(strong, letter) }
	atCommas := true
	switch {
	case how == sentences:
		for _, sep := range []string{"\n", ";", "|", "•"} {
			if strings.Contains(text, sep) {
				return splitAt(text, sep)
			}
		}
	case how == titled && strings.ContainsFunc(text, isStrong):
		atCommas = besideComma.MatchString(text)
	}
	var out []string
	for _, part := range strings.FieldsFunc(text, isStrong) {
		if part = bullet.ReplaceAllString(strings.TrimSpace(part), ""); !atCommas {
			out = append(out, splitAt(part, "\x00")...)
			continue
		}
		out = append(out, splitAt(part, ",")...)
	}
	return out
}

// besideComma is a comma beside a stronger separator.
var besideComma = regexp.MustCompile(`,\s*[\n;|]|[;|]\s*,`)

// splitAt takes a text apart at a separator; a comma inside brackets is none.
func splitAt(text, separator string) []string {
	var out []string
	depth, from := 0, 0
	add := func(part string) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '(':
			depth++
		case text[i] == ')' && depth > 0:
			depth--
		}
		if strings.HasPrefix(text[i:], separator) && (depth == 0 || separator != ",") {
			add(text[from:i])
			from = i + len(separator)
			i = from - 1
		}
	}
	add(text[from:])
	return out
}

// mostMonths is the longest that the contract takes for work.
const mostMonths = 960

// yearsWritten are years as a number, with what people put beside it.
var yearsWritten = regexp.MustCompile(`(?i)^(?:about |approx(?:\.|imately)? |~ ?|over |more than |at least |> ?)?(\d{1,2}(?:\.\d+)?)(?: ?\+| plus)?(?: ?(?:years?|yrs?|y)\.?)?(?:,? (?:and )?(\d{1,2}) ?(?:months?|mos?)\.?)?(?: (?:of )?(?:legal |paralegal |work |total |professional )?(?:experience|exp))?\+?$`)

// parseYears reads a number of years into whole months, half up. Of a range it is the least that is certain.
func parseYears(text string) (int32, error) {
	text = strings.TrimSpace(text)
	least := yearRange.FindStringSubmatch(text)
	if least != nil {
		text = least[1]
	}
	list := yearsWritten.FindStringSubmatch(text)
	if list == nil {
		return 0, unreadf("%q is no number of years: left out; expected one such as 4.5", clip(text))
	}
	years, err := strconv.ParseFloat(list[1], 64)
	extra, _ := strconv.Atoi("0" + list[2]) // two digits
	if total := math.Floor(years*12+0.5) + float64(extra); err == nil && total <= mostMonths {
		months := int32(total)
		if least != nil {
			return months, unreadf("%q is a span of years: read as the least, %s", least[0], least[1])
		}
		return months, nil
	}
	return 0, unreadf("%q is longer than a working life: left out", clip(text))
}

// yearRange is a span of years, such as 5-10.
var yearRange = regexp.MustCompile(`(?i)^(\d{1,2}) ?(?:-|–|to) ?\d{1,2}\+?(?: ?(?:years?|yrs?))?$`)
