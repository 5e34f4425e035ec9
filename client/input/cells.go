package input

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/lexfit/lexfit/matcher/silence"
)

// cellError says what is wrong with a cell, and what was read of it all the same.
type cellError struct{ message string }

func (e *cellError) Error() string { return e.message }

func unreadf(format string, args ...any) error { return &cellError{fmt.Sprintf(format, args...)} }

// dateOrder is how a file writes 03/04/2019: mdy or dmy; empty where nobody said.
type dateOrder string

var (
	isoDate   = regexp.MustCompile(`^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[T ]\d{2}:\d{2}.*)?$`)
	slashDate = regexp.MustCompile(`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: \d{1,2}:\d{2}.*)?$`)
	monthYear = regexp.MustCompile(`^(\d{1,2})[-/.](\d{4})$`)
	serial    = regexp.MustCompile(`^\d{5}(?:\.\d+)?$`)
)

// The Excel serials taken for a date: from 1940 to 2099. Others are likelier something else.
const minSerial, maxSerial = 14611, 73050

// parseDate reads a date as ISO 8601, whole or partial. Where only a part is certain it returns that part with an error
// that says what was left out. Five digits are an Excel serial, counted from 1900.
func parseDate(text string, order dateOrder) (string, error) {
	const expected = "expected a date such as 2019-05-31, 2019-05 or 2019"
	if list := isoDate.FindStringSubmatch(text); list != nil {
		return wholeDate(list[1], list[2], list[3], text)
	}
	if list := monthYear.FindStringSubmatch(text); list != nil {
		return wholeDate(list[2], list[1], "", text)
	}
	if list := slashDate.FindStringSubmatch(text); list != nil {
		one, _ := strconv.Atoi(list[1]) // two digits
		other, _ := strconv.Atoi(list[2])
		switch {
		case order == "dmy", order == "" && one > 12 && other <= 12:
			return wholeDate(list[3], list[2], list[1], text)
		case order == "mdy", order == "" && other > 12 && one <= 12, one == other:
			return wholeDate(list[3], list[1], list[2], text)
		case one <= 12 && other <= 12:
			return list[3], unreadf("%q can be two dates: read as the year %s alone; say date_order: mdy or dmy in the map", text, list[3])
		}
	}
	if serial.MatchString(text) {
		if value, err := strconv.ParseFloat(text, 64); err == nil && value >= minSerial && value <= maxSerial {
			return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(value)).Format(time.DateOnly), nil
		}
	}
	written := strings.NewReplacer(",", " ", ".", " ").Replace(text)
	written = strings.Join(strings.Fields(written), " ")
	for _, layout := range []string{"January 2 2006", "Jan 2 2006", "2 January 2006", "2 Jan 2006", "2-Jan-2006"} {
		if at, err := time.Parse(layout, written); err == nil {
			return at.Format(time.DateOnly), nil
		}
	}
	for _, layout := range []string{"January 2006", "Jan 2006", "Jan-2006", "2006 January", "2006 Jan"} {
		if at, err := time.Parse(layout, written); err == nil {
			return at.Format("2006-01"), nil
		}
	}
	return "", unreadf("%q is no date that can be read: left out; %s", clip(text), expected)
}

// wholeDate puts a date together, and checks that it exists.
func wholeDate(year, month, day, written string) (string, error) {
	pad := func(text string) string { return strings.Repeat("0", 2-len(text)) + text }
	out, layout := year, "2006"
	if month != "" {
		out, layout = out+"-"+pad(month), "2006-01"
	}
	if day != "" {
		out, layout = out+"-"+pad(day), time.DateOnly
	}
	if _, err := time.Parse(layout, out); err != nil || year < "1900" {
		return "", unreadf("%q is a date that does not exist: left out; expected one such as 2019-05-31", clip(written))
	}
	return out, nil
}

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
	switch silence.Words(text) {
	case "yes", "y", "true", "1":
		return true, nil
	case "no", "n", "false", "0":
		return false, nil
	}
	return false, unreadf("%q is neither yes nor no: left out", clip(text))
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
	if months := int32(math.Floor(years*12+0.5)) + int32(extra); err == nil && months <= 960 {
		if least != nil {
			return months, unreadf("%q is a span of years: read as the least, %s", least[0], least[1])
		}
		return months, nil
	}
	return 0, unreadf("%q is longer than a working life: left out", clip(text))
}

// yearRange is a span of years, such as 5-10.
var yearRange = regexp.MustCompile(`(?i)^(\d{1,2}) ?(?:-|–|to) ?\d{1,2}\+?(?: ?(?:years?|yrs?))?$`)
