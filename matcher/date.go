package matcher

import "fmt"

// date is an ISO 8601 date, whole or partial: month and day are 0 where they are not given.
type date struct{ year, month, day int32 }

// parseDate reads 2019, 2019-05 or 2019-05-31. The contract has checked that the date exists.
func parseDate(s string) (date, bool) {
	var d date
	switch len(s) {
	case 4, 7, 10:
	default:
		return d, false
	}
	number := func(s string) (n int32, ok bool) {
		for i := range len(s) {
			if s[i] < '0' || s[i] > '9' {
				return 0, false
			}
			n = n*10 + int32(s[i]-'0')
		}
		return n, true
	}
	var ok bool
	if d.year, ok = number(s[:4]); !ok {
		return d, false
	}
	if len(s) >= 7 {
		if d.month, ok = number(s[5:7]); !ok || s[4] != '-' || d.month < 1 || d.month > 12 {
			return d, false
		}
	}
	if len(s) == 10 {
		if d.day, ok = number(s[8:]); !ok || s[7] != '-' || d.day < 1 || d.day > 31 {
			return d, false
		}
	}
	return d, true
}

// parseAsOf reads the as-of date, which must be whole.
func parseAsOf(s string) (date, error) {
	d, ok := parseDate(s)
	if !ok || d.day == 0 {
		return d, fmt.Errorf("as-of date %q: expected a whole date such as 2026-11-24", s)
	}
	return d, nil
}

// monthIndex counts months from the year 0; a year alone is read as the month given.
func (d date) monthIndex(yearOnly int32) int32 {
	m := d.month
	if m == 0 {
		m = yearOnly
	}
	return d.year*12 + m - 1
}

// endsBefore reports whether the last day of d's period lies before the whole date o.
func (d date) endsBefore(o date) bool {
	if d.year != o.year {
		return d.year < o.year
	}
	if d.month == 0 || d.month != o.month {
		return d.month != 0 && d.month < o.month
	}
	return d.day != 0 && d.day < o.day
}

// firstDay is the first day of d's period.
func (d date) firstDay() date {
	return date{year: d.year, month: max(d.month, 1), day: max(d.day, 1)}
}

// String writes the date as ISO 8601, as whole as it is.
func (d date) String() string {
	switch {
	case d.month == 0:
		return fmt.Sprintf("%04d", d.year)
	case d.day == 0:
		return fmt.Sprintf("%04d-%02d", d.year, d.month)
	default:
		return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
	}
}
