package read

import (
	"regexp"
	"strings"

	"github.com/lexfit/lexfit/client/input"
)

// dated is a date, or a range of them, in a text.
type dated struct {
	start, end int    // its bytes
	from, to   string // with their years; to is empty for a single date
	seen, till string // what stands in the text of from and to, where that is less
	open       bool   // it goes on
	dangling   bool   // it is the beginning of a range whose end stands elsewhere
	ending     bool   // it is an end: what stands before it says until
	short      bool   // it is written so that it may be something else: 2010-12, 6/18
}

// written are the words of both ends as they stand in the text.
func (d dated) written() (from, to string) {
	from, to = d.from, d.to
	if d.seen != "" {
		from = d.seen
	}
	if d.till != "" {
		to = d.till
	}
	return from, to
}

// isRange says whether it has both ends.
func (d dated) isRange() bool { return d.to != "" || d.open }

const (
	monthWord = `(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?`
	wholeYr   = `(?:19[3-9]\d|20\d\d)`
	monthNum  = `(?:0?[1-9]|1[0-2])`
	oneDate   = `(?:` +
		monthWord + `\s*\d{1,2}(?:st|nd|rd|th)?(?:\s*,\s*|\s+)` + wholeYr + `\b|` +
		`\d{1,2}(?:st|nd|rd|th)?\s+` + monthWord + `,?\s+` + wholeYr + `\b|` +
		monthWord + `[\s,./’'-]{0,3}` + wholeYr + `\b|` +
		monthWord + `[\s-]*['’]\d\d\b|` +
		monthWord + `[\s-]{1,2}\d\d\b|` +
		`(?:spring|summer|fall|autumn|winter|early|mid|late|q[1-4])[\s,-]*(?:of )?` + wholeYr + `\b|` +
		`\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?(?:` + wholeYr + `|\d\d)\b|` +
		wholeYr + ` ?[/.-] ?(?:0[1-9]|1[0-2])(?:[/.-]\d{1,2})?\b|` +
		monthNum + ` ?[/.-] ?` + wholeYr + `\b|` +
		monthNum + `/\d\d\b|` +
		wholeYr + `\b)`
	until = `(?:\s*(?:-|–|—|‒|−|~|â€“|â€”)+\s*(?:to\b)?\s*|\s+(?:to|until|till|til|through|thru|up to|and)\s+)`
	still = `(?:present(?: day| time)?|current(?:ly)?|now|today|ongoing|to date|till date|date|nowadays)\b`
)

var (
	rangeForm = pattern(`(?i)\b(?:from:?\s+|since:?\s+|between\s+)?(` + oneDate + `)` + until + `(?:until\s+)?(` + oneDate + `|` + still + `)`)
	// sharedForm are two months of one year.
	sharedForm = pattern(`(?i)\b(` + monthWord + `)` + until + `(` + monthWord + `[\s,./’'-]{0,3}(` + wholeYr + `))\b`)
	shortForm  = pattern(`(?i)\b(` + wholeYr + `)\s?[-–/]\s?(\d\d)\b`)
	sinceForm  = pattern(`(?i)\bsince:?\s+(` + oneDate + `)`)
	singleForm = pattern(`(?i)\b` + oneDate)
	// hangingForm is what stands behind the beginning of a range whose end is on another line.
	hangingForm = pattern(`(?i)^\s*(?:-|–|—|‒|−|~|â€“|â€”|to\b|until\b|through\b)\s*$`)
	// leadForm and tailForm are what stands before a date that says which end it is.
	leadForm   = pattern(`(?i)\b(?:from|start(?:ed|ing)?(?: date)?|begin(?:ning)?|began|hired):?\s*$`)
	tailForm   = pattern(`(?i)(?:^|\b)(?:to|until|till|end(?:ed|ing)?(?: date)?|left|thru|through):?\s*$|^\s*(?:-|–|—)\s*$`)
	stillAlone = pattern(`(?i)^(?:(?:to|until|till|through|-|–|—|end(?: date)?):?\s*)?` + still + `[.)]?$`)
	twoDigits  = pattern(`(?i)^(` + monthWord + `)[\s-]*['’]?(\d\d)$`)
	shortMonth = pattern(`^(\d{1,2})/(\d\d)$`)
	isYear     = pattern(`^` + wholeYr + `$`)
)

// mostDates is how many dates of a line are read.
const mostDates = 24

// findDates finds the dates of a text, ranges first, in order.
func findDates(text string) []dated {
	if !strings.ContainsAny(text, "0123456789") {
		return nil
	}
	var found []dated
	free := []byte(text) // what is read is blanked, byte for byte
	take := func(form *regexp.Regexp, made func(at []int) dated) {
		for _, at := range form.FindAllSubmatchIndex(free, mostDates) {
			one := made(at)
			one.start, one.end = at[0], at[1]
			found = append(found, one)
			for i := at[0]; i < at[1]; i++ {
				free[i] = '_'
			}
		}
	}
	group := func(at []int, i int) string { return text[at[2*i]:at[2*i+1]] }
	take(rangeForm(), func(at []int) dated {
		one := dated{from: group(at, 1), to: group(at, 2)}
		if singleForm().FindString(one.to) == "" {
			one.to, one.open = "", true
		}
		one.short = shortMonth().MatchString(one.from) || shortMonth().MatchString(one.to)
		return one
	})
	take(sharedForm(), func(at []int) dated {
		return dated{from: group(at, 1) + " " + group(at, 3), to: group(at, 2), seen: group(at, 1)}
	})
	take(sinceForm(), func(at []int) dated { return dated{from: group(at, 1), open: true} })
	shortYears(text, &found, free)
	take(singleForm(), func(at []int) dated {
		one := dated{from: group(at, 0)}
		before, after := text[:at[0]], text[at[1]:]
		one.dangling = hangingForm().MatchString(after) || leadForm().MatchString(before)
		one.ending = tailForm().MatchString(before)
		one.short = shortMonth().MatchString(one.from)
		return one
	})
	kept := found[:0]
	for _, one := range found {
		if !one.short || one.isRange() || one.dangling || one.ending { // 6/18 alone is a fraction, a score, a day
			kept = append(kept, one)
		}
	}
	sortDates(kept)
	return kept[:min(len(kept), mostDates)]
}

// shortYears finds two years of which the second has two digits: 2012-14.
func shortYears(text string, found *[]dated, free []byte) {
	for _, at := range shortForm().FindAllSubmatchIndex(free, mostDates) {
		from, digits := text[at[2]:at[3]], text[at[4]:at[5]]
		if digits < from[2:] || digits <= "12" && digits != "00" && !strings.Contains(text[at[3]:at[4]], "–") {
			continue // a month, as ISO 8601 has it
		}
		*found = append(*found, dated{start: at[0], end: at[1], from: from, to: from[:2] + digits, till: digits, short: digits <= "12"})
		for i := at[0]; i < at[1]; i++ {
			free[i] = '_'
		}
	}
}

func sortDates(list []dated) {
	for i := range list {
		for j := i; j > 0 && list[j].start < list[j-1].start; j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
}

// isoDate is a written date in ISO 8601; sure says that all that is written was read.
func isoDate(written string, monthFirst bool) (date string, sure bool) {
	text := strings.Trim(single(written), " ,.;:()")
	if list := twoDigits().FindStringSubmatch(text); list != nil {
		text = list[1] + " '" + list[2]
	}
	if list := shortMonth().FindStringSubmatch(text); list != nil {
		text = list[1] + "/" + century(list[2])
	}
	text = strings.NewReplacer("Sept ", "Sep ", "sept ", "sep ").Replace(text)
	date, err := input.ReadDate(text, monthFirst)
	return date, err == nil
}

func century(digits string) string {
	if digits < "50" {
		return "20" + digits
	}
	return "19" + digits
}

// without is a text with the dates taken out, in parts: what stood before, between and behind them.
func without(text string, list []dated) []string {
	var parts []string
	at := 0
	for _, one := range list {
		if one.start >= at && one.end <= len(text) {
			parts = append(parts, text[at:one.start])
			at = one.end
		}
	}
	parts = append(parts, text[at:])
	return parts
}
