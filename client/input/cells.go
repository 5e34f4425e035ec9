package input

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
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
func parseDate(s string, order dateOrder) (string, error) {
	const expected = "expected a date such as 2019-05-31, 2019-05 or 2019"
	if m := isoDate.FindStringSubmatch(s); m != nil {
		return wholeDate(m[1], m[2], m[3], s)
	}
	if m := monthYear.FindStringSubmatch(s); m != nil {
		return wholeDate(m[2], m[1], "", s)
	}
	if m := slashDate.FindStringSubmatch(s); m != nil {
		a, _ := strconv.Atoi(m[1]) // two digits
		b, _ := strconv.Atoi(m[2])
		switch {
		case order == "dmy", order == "" && a > 12 && b <= 12:
			return wholeDate(m[3], m[2], m[1], s)
		case order == "mdy", order == "" && b > 12 && a <= 12, a == b:
			return wholeDate(m[3], m[1], m[2], s)
		case a <= 12 && b <= 12:
			return m[3], unreadf("%q can be two dates: read as the year %s alone; say date_order: mdy or dmy in the map", s, m[3])
		}
	}
	if serial.MatchString(s) {
		if v, err := strconv.ParseFloat(s, 64); err == nil && v >= minSerial && v <= maxSerial {
			return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(v)).Format(time.DateOnly), nil
		}
	}
	written := strings.NewReplacer(",", " ", ".", " ").Replace(s)
	written = strings.Join(strings.Fields(written), " ")
	for _, layout := range []string{"January 2 2006", "Jan 2 2006", "2 January 2006", "2 Jan 2006", "2-Jan-2006"} {
		if t, err := time.Parse(layout, written); err == nil {
			return t.Format(time.DateOnly), nil
		}
	}
	for _, layout := range []string{"January 2006", "Jan 2006", "Jan-2006", "2006 January", "2006 Jan"} {
		if t, err := time.Parse(layout, written); err == nil {
			return t.Format("2006-01"), nil
		}
	}
	return "", unreadf("%q is no date that can be read: left out; %s", clip(s), expected)
}

// wholeDate puts a date together, and checks that it exists.
func wholeDate(year, month, day, written string) (string, error) {
	pad := func(s string) string { return strings.Repeat("0", 2-len(s)) + s }
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
func parseNumber(s string) (float64, error) {
	n := strings.TrimSpace(strings.TrimPrefix(s, "$"))
	if thousands.MatchString(n) {
		n = strings.ReplaceAll(n, ",", "")
	}
	if !plainNumber.MatchString(n) {
		return 0, unreadf("%q is no number: left out; expected one such as 3.5 or 52,000", clip(s))
	}
	v, err := strconv.ParseFloat(n, 64)
	if err != nil {
		return 0, unreadf("%q is too large a number: left out", clip(s))
	}
	return v, nil
}

// splitCell takes a cell with several values apart at the separator, or where none is given at the strongest there is:
// line breaks, then ;, then |, then commas outside brackets.
func splitCell(s, separator string) []string {
	if separator == "" {
		for _, sep := range []string{"\n", ";", "|", ","} {
			if strings.Contains(s, sep) {
				separator = sep
				break
			}
		}
	}
	var out []string
	depth, from := 0, 0
	add := func(part string) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '(':
			depth++
		case s[i] == ')' && depth > 0:
			depth--
		}
		if separator != "" && strings.HasPrefix(s[i:], separator) && (depth == 0 || separator != ",") {
			add(s[from:i])
			from = i + len(separator)
			i = from - 1
		}
	}
	add(s[from:])
	return out
}
