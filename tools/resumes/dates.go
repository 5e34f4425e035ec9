package main

import (
	"strconv"
	"strings"
)

var (
	months  = [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
	months3 = [...]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
)

// calendar is a way to write dates.
type calendar struct {
	// month writes a year and a month.
	month func(year string, month int) string
	// between stands between the two dates of a range, and now at the end of one that has not ended.
	between, now string
	// since and until take their place where words do.
	since, until string
}

var calendars = map[string]calendar{
	"long":  {month: func(year string, month int) string { return months[month-1] + " " + year }, between: " – ", now: "Present"},
	"short": {month: func(year string, month int) string { return months3[month-1] + " " + year }, between: " - ", now: "Present"},
	"point": {month: pointed, between: " to ", now: "present"},
	"slash": {month: func(year string, month int) string { return two(month) + "/" + year }, between: " – ", now: "Current"},
	"bare":  {month: func(year string, month int) string { return strconv.Itoa(month) + "/" + year }, between: "-", now: "present"},
	"iso":   {month: func(year string, month int) string { return year + "-" + two(month) }, between: " – ", now: "now"},
	"caps":  {month: func(year string, month int) string { return strings.ToUpper(months3[month-1]) + " " + year }, between: " — ", now: "PRESENT"},
	"words": {month: func(year string, month int) string { return months[month-1] + " " + year }, since: "since ", until: " until "},
	"comma": {month: func(year string, month int) string { return months[month-1] + ", " + year }, between: " to ", now: "Present"},
	"tick":  {month: func(year string, month int) string { return months3[month-1] + " ’" + year[2:] }, between: " – ", now: "today"},
}

func two(month int) string {
	if month < 10 {
		return "0" + strconv.Itoa(month)
	}
	return strconv.Itoa(month)
}

func pointed(year string, month int) string {
	if month == 5 {
		return "May " + year
	}
	if month == 9 {
		return "Sept. " + year
	}
	return months3[month-1] + ". " + year
}

// date writes an ISO date of a year or of a year and a month.
func (c calendar) date(iso string) string {
	year, month, both := strings.Cut(iso, "-")
	number, err := strconv.Atoi(month)
	if !both || err != nil || number < 1 || number > 12 {
		return year
	}
	return c.month(year, number)
}

// job writes when a job began and ended, and both as one. What is not dated has none.
func (c calendar) job(j job) (from, to, both string) {
	if j.Dates == "" {
		return "", "", ""
	}
	from, to = c.date(j.from()), c.now
	if j.to() != "" {
		to = c.date(j.to())
	}
	switch {
	case c.since == "":
		return from, to, from + c.between + to
	case j.to() == "":
		return c.since + from, "", c.since + from
	default:
		return from, strings.TrimSpace(c.until) + " " + to, from + c.until + to
	}
}
