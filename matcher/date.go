package matcher

import "fmt"

// date is an ISO 8601 date, whole or partial: month and day are 0 where they are not given.
type date struct{ year, month, day int32 }

// parseDate reads 2019, 2019-05 or 2019-05-31. The contract has checked that the date exists.
func parseDate(written string) (date, bool) {
	var day date
	switch len(written) {
	case 4, 7, 10:
	default:
		return day, false
	}
	number := func(text string) (count int32, ok bool) {
		for i := range len(text) {
			if text[i] < '0' || text[i] > '9' {
				return 0, false
			}
			count = count*10 + int32(text[i]-'0')
		}
		return count, true
	}
	var ok bool
	if day.year, ok = number(written[:4]); !ok {
		return day, false
	}
	if len(written) >= 7 {
		if day.month, ok = number(written[5:7]); !ok || written[4] != '-' || day.month < 1 || day.month > 12 {
			return day, false
		}
	}
	if len(written) == 10 {
		if day.day, ok = number(written[8:]); !ok || written[7] != '-' || day.day < 1 || day.day > 31 {
			return day, false
		}
	}
	return day, true
}

// parseAsOf reads the as-of date, which must be whole.
func parseAsOf(written string) (date, error) {
	day, ok := parseDate(written)
	if !ok || day.day == 0 {
		return day, fmt.Errorf("as-of date %q: expected a whole date such as 2026-11-24", written)
	}
	return day, nil
}

// monthIndex counts months from the year 0; a year alone is read as the month given.
func (d date) monthIndex(yearOnly int32) int32 {
	months := d.month
	if months == 0 {
		months = yearOnly
	}
	return d.year*12 + months - 1
}

// endsBefore reports whether the last day of d's period lies before the whole date o.
func (d date) endsBefore(other date) bool {
	if d.year != other.year {
		return d.year < other.year
	}
	if d.month == 0 || d.month != other.month {
		return d.month != 0 && d.month < other.month
	}
	return d.day != 0 && d.day < other.day
}

// isBefore reports whether d's period ends before a written date begins. One that is not stated or cannot be read lies nowhere.
func (d date) isBefore(written string) bool {
	other, ok := parseDate(written)
	return ok && d.endsBefore(other.firstDay())
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
