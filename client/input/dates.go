package input

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// No library is used for dates: those that read them freely give a day where only a month or a year is written, and choose an order
// where both can be meant. Here a date is as whole as it is written, and no wholer.

// dateOrder is how a file writes 03/04/2019: mdy or dmy where its map says so, and by what the column itself shows; empty where nobody
// said.
type dateOrder string

const (
	monthShown dateOrder = "month first, as the file shows"
	dayShown   dateOrder = "day first, as the file shows"
)

const (
	monthNames = `(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*`
	clock      = `(?:[T ,]+\d{1,2}:\d{2}.*)?`
)

var (
	isoDate   = regexp.MustCompile(`^(\d{4})(?: ?[-/.] ?(\d{1,2})(?: ?[-/.] ?(\d{1,2}))?)?` + clock + `$`)
	slashDate = regexp.MustCompile(`^(\d{1,2}) ?[-/.] ?(\d{1,2}) ?[-/.] ?(\d{4}|'?\d{2})` + clock + `$`)
	monthYear = regexp.MustCompile(`^(\d{1,2}) ?[-/.] ?(\d{4})$`)
	serial    = regexp.MustCompile(`^\d{5}(?:\.\d+)?$`)
	compact   = regexp.MustCompile(`^((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])?$`)
	epoch     = regexp.MustCompile(`^\d{13}$`)

	ordinals  = regexp.MustCompile(`(\d)(?:st|nd|rd|th)\b`)
	weekdays  = regexp.MustCompile(`^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[ ,.]+`)
	wordMarks = regexp.MustCompile(`[ ,./-]+|\bof\b`)
	lateClock = regexp.MustCompile(` \d{1,2}:\d{2}.*$`)
	wordDate  = []struct {
		form             *regexp.Regexp
		year, month, day int
	}{
		{regexp.MustCompile(`^` + monthNames + ` (\d{1,2}) (\d{4}|'?\d{2})$`), 3, 1, 2},
		{regexp.MustCompile(`^(\d{1,2}) ` + monthNames + ` (\d{4}|'?\d{2})$`), 3, 2, 1},
		{regexp.MustCompile(`^` + monthNames + ` (\d{4}|'\d{2})$`), 2, 1, 0},
		{regexp.MustCompile(`^(\d{4}) ` + monthNames + `()$`), 1, 2, 0},
		{regexp.MustCompile(`^(\d{4}) ` + monthNames + ` (\d{1,2})$`), 1, 2, 3},
	}
	// hyphenYear is how spreadsheets show a month of a year: May-19.
	hyphenYear = regexp.MustCompile(`^` + monthNames + `-(\d{2})$`)
	// vague are words beside a year that say about when in it; the year is certain.
	vague = regexp.MustCompile(`^(?:(?:spring|summer|fall|autumn|winter|early|mid|middle|late|end|beginning|start|first|second|third|fourth|last|half|quarter|part|q[1-4]|[1-4]q|h[12]|[12]h|[1-4](?:st|nd|rd|th)|` +
		`fy|fiscal|calendar|academic|school|year|cy|semester|term|circa|ca|c|about|around|approx|approximately|roughly|sometime|estimated|est|of|in|the|holidays?) ?)*$`)
	vagueYear = regexp.MustCompile(`\b((?:19|20)\d\d)(?: ?[/-] ?(?:\d{4}|\d{2}))?\b|'(\d\d)\b`)
)

// The Excel serials taken for a date: from 1940 to 2099. Others are likelier something else.
const minSerial, maxSerial = 14611, 73050

// parseDate reads a date as ISO 8601, whole or partial. Where only a part is certain it returns that part with an error
// that says what was left out. Five digits are an Excel serial, counted from 1900.
func parseDate(text string, order dateOrder) (string, error) {
	tidy := strings.Join(strings.Fields(strings.Map(plainMark, norm.NFKC.String(text))), " ")
	if list := isoDate.FindStringSubmatch(tidy); list != nil {
		return wholeDate(list[1], list[2], list[3], text)
	}
	if list := monthYear.FindStringSubmatch(tidy); list != nil {
		return wholeDate(list[2], list[1], "", text)
	}
	if list := slashDate.FindStringSubmatch(tidy); list != nil {
		return slashed(list[1], list[2], wholeYear(list[3]), order, text)
	}
	if list := compact.FindStringSubmatch(tidy); list != nil {
		return wholeDate(list[1], list[2], list[3], text)
	}
	if date := counted(tidy); date != "" {
		return date, nil
	}
	if strings.ContainsAny(tidy, "0123456789") {
		if date, err := spelledDate(tidy, text); date != "" || err != nil {
			return date, err
		}
	}
	return "", unreadf("%q is no date that can be read: left out; expected a date such as 2019-05-31, 2019-05 or 2019", clip(text))
}

// plainMark is a dash or an apostrophe as it is typed.
func plainMark(letter rune) rune {
	switch letter {
	case '–', '—', '‐', '−', '‑':
		return '-'
	case '’', '‘', '`', '´':
		return '\''
	}
	return letter
}

// wholeYear is a year with its century: two digits are of 1950 to 2049.
func wholeYear(text string) string {
	text = strings.TrimPrefix(text, "'")
	if len(text) == 4 {
		return text
	}
	if text < "50" {
		return "20" + text
	}
	return "19" + text
}

// slashed reads a date with its month and day in an order that it may not show.
func slashed(first, second, year string, order dateOrder, text string) (string, error) {
	one, _ := strconv.Atoi(first) // two digits
	other, _ := strconv.Atoi(second)
	switch {
	case order == "dmy", order != "mdy" && one > 12 && other <= 12:
		return wholeDate(year, second, first, text)
	case order == "mdy", other > 12 && one <= 12, one == other:
		return wholeDate(year, first, second, text)
	case one > 12 || other > 12 || one == 0 || other == 0:
	case order == dayShown:
		return wholeDate(year, second, first, text)
	case order == monthShown:
		return wholeDate(year, first, second, text)
	default:
		return year, unreadf("%q can be two dates: read as the year %s alone; say date_order: mdy or dmy in the map", text, year)
	}
	return "", unreadf("%q is a date that does not exist: left out; expected one such as 2019-05-31", clip(text))
}

// counted reads a date that is a number of days, or of milliseconds since 1970.
func counted(text string) string {
	switch value, err := strconv.ParseFloat(text, 64); {
	case err != nil:
	case serial.MatchString(text) && value >= minSerial && value <= maxSerial:
		return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(value)).Format(time.DateOnly)
	case epoch.MatchString(text) && value > 3e11 && value < 4.1e12: // from 1979 to 2099
		return time.UnixMilli(int64(value)).UTC().Format(time.DateOnly)
	}
	return ""
}

// spelledDate reads a date with a word in it: a month, or about when in a year.
func spelledDate(tidy, text string) (string, error) {
	lower := strings.ToLower(tidy)
	if list := hyphenYear.FindStringSubmatch(lower); list != nil {
		return wholeDate(wholeYear(list[2]), monthOf(list[1]), "", text)
	}
	plain := ordinals.ReplaceAllString(weekdays.ReplaceAllString(lateClock.ReplaceAllString(lower, ""), ""), "$1")
	plain = strings.TrimSpace(wordMarks.ReplaceAllString(plain, " "))
	plain = strings.Join(strings.Fields(plain), " ")
	for _, form := range wordDate {
		if list := form.form.FindStringSubmatch(plain); list != nil {
			day := ""
			if form.day > 0 {
				day = list[form.day]
			}
			return wholeDate(wholeYear(list[form.year]), monthOf(list[form.month]), day, text)
		}
	}
	apart := strings.TrimPrefix(strings.Replace(lower, "fy", "fy ", 1), "~")
	years := vagueYear.FindAllStringSubmatch(apart, -1)
	if len(years) != 1 {
		return "", nil
	}
	rest := strings.Join(strings.FieldsFunc(vagueYear.ReplaceAllString(apart, " "), func(letter rune) bool { return strings.ContainsRune(" ,.-()/~", letter) }), " ")
	if !vague.MatchString(rest) || rest == "" && strings.ContainsAny(years[0][0], "-/") { // a span of years is none about one
		return "", nil
	}
	year := wholeYear(years[0][1] + years[0][2])
	return year, unreadf("%q: read as the year %s alone", clip(text), year)
}

// monthOf is the number of a month by its first three letters.
func monthOf(name string) string {
	at := strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", name[:3])
	return fmt.Sprintf("%02d", at/3+1)
}

// wholeDate puts a date together, and checks that it exists. A month or day of 00 is one that nobody knows.
func wholeDate(year, month, day, written string) (string, error) {
	pad := func(text string) string { return strings.Repeat("0", 2-len(text)) + text }
	out, layout := year, "2006"
	if month != "" && pad(month) != "00" {
		out, layout = out+"-"+pad(month), "2006-01"
		if day != "" && pad(day) != "00" {
			out, layout = out+"-"+pad(day), time.DateOnly
		}
	}
	if _, err := time.Parse(layout, out); err != nil || year < "1900" {
		return "", unreadf("%q is a date that does not exist: left out; expected one such as 2019-05-31", clip(written))
	}
	return out, nil
}

// The orders in which a date with slashes can be read.
type reading int

const (
	noDate reading = iota
	monthFirst
	dayFirst
	bothOrders
)

// orderOf says in which order a date such as 03/04/2019 can be read.
func orderOf(cell string) reading {
	if len(cell) > 30 {
		return noDate
	}
	list := slashDate.FindStringSubmatch(cell)
	if list == nil {
		return noDate
	}
	one, _ := strconv.Atoi(list[1]) // two digits
	other, _ := strconv.Atoi(list[2])
	switch {
	case one > 12 && other <= 12:
		return dayFirst
	case other > 12 && one <= 12:
		return monthFirst
	case one != other && one <= 12 && other <= 12:
		return bothOrders
	}
	return noDate
}

// americanCell is what only an American file has: telephone numbers, dollars, ZIP codes with four digits more, the country.
var americanCell = regexp.MustCompile(`^(?:(?:\+?1[-. ]?)?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}(?: ?(?:x|ext)\.? ?\d+)?|(?:US)?\$ ?\d[\d,.]*k?(?: ?(?:/|per) ?(?:yr|year|hr|hour|h))?|\d{5}-\d{4}|U\.?S\.?A?\.?|United States(?: of America)?)$`)

// placed is a place with its state, as in Boston, MA 02110.
var placed = regexp.MustCompile(`(?:^|, ?)([A-Z]{2})(?: \d{5})?(?:, (?:US|USA|United States))?$`)

func american(cell string) bool {
	if len(cell) > 80 {
		return false
	}
	if americanCell.MatchString(cell) {
		return true
	}
	if list := placed.FindStringSubmatch(cell); list != nil {
		return isState(list[1])
	}
	_, named := states[wordKey(cell)]
	return named
}

// stateCodes are the codes of the states.
var stateCodes = func() map[string]bool {
	codes := map[string]bool{}
	for _, code := range states {
		codes[code] = true
	}
	return codes
}()

func isState(code string) bool { return stateCodes[code] }

// orders settles how the dates of each column are written: one that can be read in one order alone settles its column. A column
// without such a one follows the others, where those agree, and else the American order where the rest of the file is American.
func (p *plan) orders(columns []column) {
	shown := map[dateOrder]bool{}
	var open []int
	for i, column := range columns {
		survey := p.survey.columns[i]
		order := survey.order()
		if order != "" {
			shown[order] = true
		}
		if !column.used || len(column.path) == 0 || !isDate(column.path[len(column.path)-1]) {
			continue
		}
		switch columns[i].order = order; {
		case order != "":
		case survey.monthFirst > 0:
			p.told = append(p.told, fmt.Sprintf("%q has dates of both orders, month first and day first: those that can be either are read as their year alone; say date_order in a map", clip(p.survey.head[i])))
		case survey.either > 0:
			open = append(open, i)
		}
	}
	order, why := monthShown, "the rest of the file is American"
	switch {
	case len(open) == 0 || len(shown) > 1:
		return
	case shown[dayShown]:
		order, why = dayShown, "other dates of the file have it so"
	case shown[monthShown]:
		why = "other dates of the file have it so"
	case !p.american():
		return
	}
	var names []string
	for _, i := range open {
		columns[i].order = order
		names = append(names, p.survey.head[i])
	}
	first := map[dateOrder]string{monthShown: "month", dayShown: "day"}[order]
	p.told = append(p.told, fmt.Sprintf("dates such as 03/04/2019 in %s are read with the %s first, as %s; date_order in a map says otherwise", list(names), first, why))
}

// order is the one that a column's dates show, empty where they show none or both.
func (c *columnSurvey) order() dateOrder {
	switch {
	case c.monthFirst > 0 && c.dayFirst == 0:
		return monthShown
	case c.dayFirst > 0 && c.monthFirst == 0:
		return dayShown
	}
	return ""
}

// american says whether a column of the table shows that it is an American's.
func (p *plan) american() bool {
	const most = 0.6
	return slices.ContainsFunc(p.survey.columns, func(column *columnSurvey) bool {
		return column.filled > 0 && float64(column.american) >= most*float64(column.filled)
	})
}
