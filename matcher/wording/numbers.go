package wording

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lexfit/lexfit/matcher/tokens"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// number reads the word i as a number of at most four digits with a fraction: "8", "2.5", "10" of "10+".
func (r *Reader) number(i int) (float64, bool) {
	const digits = 6
	word := r.text.Words[i]
	written := r.written[word.Start:word.End]
	if len(written) > digits || strings.Trim(written, "0123456789.") != "" {
		return 0, false
	}
	value, err := strconv.ParseFloat(written, 64)
	return value, err == nil
}

// unit returns how many months a word stands for; 0 for none.
func unit(word []byte) float64 {
	const year = 12
	switch string(word) {
	case "year", "years", "yr", "yrs":
		return year
	case "month", "months", "mo", "mos":
		return 1
	}
	return 0
}

// timeAt reads a time of use that begins at the word start: "5 years of", "over 3-5 yrs experience with". Of a range the lower
// end counts.
func (r *Reader) timeAt(start, end int) (size int, months int32) {
	i := r.skip(start, end, "over", "more", "than", "at", "least", "about", "approximately", "nearly", "with", "for", "has", "have")
	i, months = r.time(i, end)
	if months == 0 {
		return 0, 0
	}
	i = r.skip(i, end, "of", "experience", "experiences", "exp", "use", "using", "in", "with", "on", "as", "a", "an")
	return i - start, months
}

// timeBefore reads a time of use that ends before the word end: "for 8 years", "8+ years experience".
func (r *Reader) timeBefore(start, end int) (size int, months int32) {
	i := end
	for i > start && (string(r.text.Word(i-1)) == "experience" || string(r.text.Word(i-1)) == "exp") {
		i--
	}
	const words = 4 // "3 to 5 years"
	for first := max(start, i-words); first < i; first++ {
		after, found := r.time(first, i)
		if found == 0 || after != i {
			continue
		}
		for first > start {
			switch string(r.text.Word(first - 1)) {
			case "over", "for", "than", "more", "about", "least", "at", "approximately", "nearly", "of", "with":
				first--
				continue
			}
			break
		}
		if r.text.Words[first].Before&tokens.Hyphen != 0 {
			return 0, 0
		}
		return end - first, found
	}
	return 0, 0
}

// time reads a number and its unit, and returns the word behind them; no months where there is none, -1 for "0 years".
func (r *Reader) time(i, end int) (after int, months int32) {
	if i+1 >= end {
		return i, 0
	}
	value, ok := r.number(i)
	if !ok {
		return i, 0
	}
	j := i + 1
	if j+1 < end { // "3-5 years", "3 to 5 years"
		k := j
		if string(r.text.Word(k)) == "to" {
			k++
		}
		if k+1 < end {
			if _, second := r.number(k); second && unit(r.text.Word(k+1)) > 0 && (k > j || r.text.Words[k].Before&(tokens.Hyphen|tokens.LongDash) != 0) {
				j = k + 1
			}
		}
	}
	if value == 0 && unit(r.text.Word(j)) > 0 {
		return j + 1, -1
	}
	months = int32(math.Round(value * unit(r.text.Word(j))))
	if months <= 0 || months > MostMonths {
		return i, 0
	}
	return j + 1, months
}

func (r *Reader) skip(i, end int, words ...string) int {
	for ; i < end; i++ {
		found := false
		for _, word := range words {
			found = found || string(r.text.Word(i)) == word
		}
		if !found {
			break
		}
	}
	return i
}

// ofFive reads a level written as a number of five at the end of a segment: "4/5", "3 out of 5".
func (r *Reader) ofFive(start, end int) (size int, level lexfitv1.Proficiency) {
	if end-start < 2 || string(r.text.Word(end-1)) != "5" {
		return 0, 0
	}
	i := end - 2
	switch {
	case r.text.Words[end-1].Before&tokens.Slash != 0:
	case string(r.text.Word(i)) == "of":
		i--
		if i >= start && string(r.text.Word(i)) == "out" {
			i--
		}
	default:
		return 0, 0
	}
	if i < start || r.text.Words[i].End-r.text.Words[i].Start != 1 {
		return 0, 0
	}
	digit := r.text.Word(i)[0]
	if digit < '0' || digit > '5' {
		return 0, 0
	}
	return end - i, lexfitv1.Proficiency_PROFICIENCY_NONE + lexfitv1.Proficiency(digit-'0')
}

// datesFrom returns the word behind the date that begins at the word i: i where none does.
func (r *Reader) datesFrom(i, end int) int {
	j := i
	for j < end && r.isDate(j) {
		j++
	}
	if r.yearIn(i, j) == 0 {
		return i
	}
	return j
}

// datesBefore returns the first word of the date that ends before the word end: end where none does.
func (r *Reader) datesBefore(start, end int) int {
	i := end
	for i > start && r.isDate(i-1) {
		i--
	}
	if r.yearIn(i, end) == 0 {
		return end
	}
	return i
}

// isDate reports whether a word can be of a date.
func (r *Reader) isDate(i int) bool {
	word := string(r.text.Word(i))
	switch word {
	case "in", "on", "by", "since", "of", "for", "spring", "summer", "fall", "autumn", "winter",
		"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
		"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec":
		return true
	}
	const longestOfDate = 4
	return len(word) <= longestOfDate && strings.Trim(word, "0123456789") == ""
}

// yearIn returns the last year among the words i to j, j excluded; 0 for none.
func (r *Reader) yearIn(i, j int) (year int32) {
	const digits, first, last = 4, 1950, 2100
	for ; i < j; i++ {
		if word := r.text.Word(i); len(word) == digits {
			if value, err := strconv.ParseInt(string(word), 10, 32); err == nil && value >= first && value <= last {
				year = int32(value)
			}
		}
	}
	return year
}

// stripIssuer takes who granted a credential from the end of a segment: "issued by NALA", "from NALA".
func (r *Reader) stripIssuer(s *segment) bool {
	for i := s.start; i+1 < s.end; i++ {
		switch string(r.text.Word(i)) {
		case "by", "from", "through":
		default:
			continue
		}
		first := i
		for first > s.start {
			switch string(r.text.Word(first - 1)) {
			case "issued", "granted", "awarded", "administered", "offered":
				first--
				continue
			}
			break
		}
		s.remark.IssuerStart, s.remark.IssuerEnd = r.text.Words[i+1].Start, r.text.Words[s.end-1].End
		s.said = true
		s.end = first
		return true
	}
	return false
}

// stateOf returns the postal code of the state that the words i to j name and nothing else; empty for none.
func (r *Reader) stateOf(i, j int) string {
	if j-i == 1 {
		word := r.text.Words[i]
		if code := r.written[word.Start:word.End]; codes[code] { // in capitals alone: "in" and "or" are words
			return code
		}
	}
	if j-i > 2 && string(r.text.Word(i)) == "state" && string(r.text.Word(i+1)) == "of" {
		i += 2
	}
	return states[string(r.text.Span(i, j))]
}

// StateOf returns the postal code of the state or district that words in normal form name, one space apart; empty for none.
func StateOf(words []byte) string { return states[string(words)] }

// StateByCode returns the postal code that a word in small letters is; empty for none, and for those that are words themselves.
func StateByCode(word string) string {
	code := strings.ToUpper(word)
	if !codes[code] || slices.Contains([]string{"IN", "OR", "ME", "OK", "HI", "OH", "CO", "DE", "ID", "LA", "MA", "PA"}, code) {
		return ""
	}
	return code
}

// StatesIn returns the postal codes of the states that a text names, in its order: by their names, and where it has none by codes in
// capitals. In a text of capitals alone a code that is a word too ("IN") is none.
func StatesIn(written string) []string {
	var reader Reader
	reader.text.Set(written)
	reader.written = written
	var named, coded []string
	for i := 0; i < len(reader.text.Words); i++ {
		for end := min(len(reader.text.Words), i+3); end > i; end-- {
			if code := states[string(reader.text.Span(i, end))]; code != "" {
				named, i = append(named, code), end-1
				break
			}
			code := reader.stateOf(i, end)
			if code != "" && (end > i+1 || written != strings.ToUpper(written) || StateByCode(code) != "") {
				coded = append(coded, code)
			}
		}
	}
	if len(named) > 0 {
		return named
	}
	return coded
}

// IsState reports whether a code is the postal code of a state.
func IsState(code string) bool { return codes[code] }

// States returns the names of the states and their postal codes, in order.
func States() []string {
	list := make([]string, 0, 2*len(states))
	for name, code := range states {
		list = append(list, name, code)
	}
	slices.Sort(list)
	return list
}

// states are the states and the District of Columbia by their names in small letters.
var states = map[string]string{
	"alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA", "colorado": "CO", "connecticut": "CT",
	"delaware": "DE", "district of columbia": "DC", "florida": "FL", "georgia": "GA", "hawaii": "HI", "idaho": "ID",
	"illinois": "IL", "indiana": "IN", "iowa": "IA", "kansas": "KS", "kentucky": "KY", "louisiana": "LA", "maine": "ME",
	"maryland": "MD", "massachusetts": "MA", "michigan": "MI", "minnesota": "MN", "mississippi": "MS", "missouri": "MO",
	"montana": "MT", "nebraska": "NE", "nevada": "NV", "new hampshire": "NH", "new jersey": "NJ", "new mexico": "NM",
	"new york": "NY", "north carolina": "NC", "north dakota": "ND", "ohio": "OH", "oklahoma": "OK", "oregon": "OR",
	"pennsylvania": "PA", "rhode island": "RI", "south carolina": "SC", "south dakota": "SD", "tennessee": "TN", "texas": "TX",
	"utah": "UT", "vermont": "VT", "virginia": "VA", "washington": "WA", "west virginia": "WV", "wisconsin": "WI", "wyoming": "WY",
}

// codes are their postal codes.
var codes = func() map[string]bool {
	found := make(map[string]bool, len(states))
	for _, code := range states {
		found[code] = true
	}
	return found
}()
