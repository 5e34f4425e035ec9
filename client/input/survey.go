package input

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// What is looked at of a table before its rows are read.
const (
	surveyBytes = 8 << 20
	surveyRows  = 50_000
	// headRows is how far down the head may stand.
	headRows = 30
)

// survey is what the beginning of a table says of it as a whole.
type survey struct {
	// head is the record that the heads stand in, from 0, at its line; above are the ones before it, which are titles.
	head    []string
	at      int
	above   []string
	columns []*columnSurvey
	rows    int
	known   int // heads that are known
	sheet   bool
}

// columnSurvey is what the cells of one column say together.
type columnSurvey struct {
	filled int
	// samples are the first values that differ; counts is how often each of the first values stands.
	samples []string
	counts  map[string]int
	// monthFirst and dayFirst count the dates that can be read in that order alone; either those that can be in both.
	monthFirst, dayFirst, either int
	american                     int
}

const (
	maxSamples  = 3
	maxDistinct = 256
)

// newSurvey finds the head among the first records and looks at those below it.
func newSurvey(first [][]string, known func(string) bool) *survey {
	made := &survey{at: headAt(first, known)}
	if made.at < len(first) {
		made.head = cleanHeads(first[made.at])
	}
	for _, head := range made.head {
		if head != "" && known(head) {
			made.known++
		}
	}
	for _, cells := range first[:min(made.at, len(first))] {
		if text := strings.Join(strings.Fields(strings.Join(cells, " ")), " "); text != "" {
			made.above = append(made.above, text)
		}
	}
	made.columns = make([]*columnSurvey, len(made.head))
	for i := range made.columns {
		made.columns[i] = &columnSurvey{counts: map[string]int{}}
	}
	for _, cells := range first[min(made.at+1, len(first)):] {
		made.add(cells)
	}
	return made
}

// add looks at one more record.
func (s *survey) add(cells []string) {
	if s.rows >= surveyRows || blank(cells) {
		return
	}
	s.rows++
	for i, cell := range cells {
		if i >= len(s.columns) {
			return
		}
		if cell = strings.TrimSpace(cell); cell != "" {
			s.columns[i].add(cell)
		}
	}
}

func (c *columnSurvey) add(cell string) {
	c.filled++
	if _, seen := c.counts[cell]; seen || len(c.counts) < maxDistinct {
		if c.counts[cell]++; !seen && len(c.samples) < maxSamples {
			c.samples = append(c.samples, cell)
		}
	}
	switch orderOf(cell) {
	case monthFirst:
		c.monthFirst++
	case dayFirst:
		c.dayFirst++
	case bothOrders:
		c.either++
	case noDate:
	}
	if american(cell) {
		c.american++
	}
}

// mostly says whether one value stands in nearly all the cells of a column, and which.
func (c *columnSurvey) mostly() (string, bool) {
	const enough, nearly = 5, 0.9
	for value, count := range c.counts {
		if c.filled >= enough && float64(count) >= nearly*float64(c.filled) {
			return value, true
		}
	}
	return "", false
}

func blank(cells []string) bool { return strings.TrimSpace(strings.Join(cells, "")) == "" }

// headAt is the record that the heads stand in: the first, unless one below it has more heads that are known.
func headAt(records [][]string, known func(string) bool) int {
	best, bestKnown := 0, -1
	firstCells := 0
	for i, cells := range records {
		if i >= headRows {
			break
		}
		count, filled := 0, 0
		for _, cell := range cleanHeads(cells) {
			if cell != "" {
				filled++
				if known(cell) {
					count++
				}
			}
		}
		if bestKnown < 0 {
			if filled == 0 {
				continue
			}
			best, bestKnown, firstCells = i, count, filled
			continue
		}
		// A row of data may hold a word that is a head elsewhere; two of them, and more cells than the line above, it does not.
		if count > bestKnown && filled > 1 && (count > 1 || bestKnown == 0 && filled > firstCells) {
			best, bestKnown = i, count
		}
	}
	return best
}

// cleanHeads are heads without what nobody sees in them: marks of direction and order, wide letters, spaces.
func cleanHeads(cells []string) []string {
	out := make([]string, len(cells))
	for i, cell := range cells {
		out[i] = cleanHead(cell)
	}
	return out
}

func cleanHead(cell string) string {
	seen := strings.Map(func(letter rune) rune {
		switch {
		case unicode.Is(unicode.Cf, letter):
			return -1
		case unicode.IsSpace(letter):
			return ' '
		}
		return letter
	}, norm.NFKC.String(cell))
	return strings.Join(strings.Fields(seen), " ")
}

// tellAbove tells of the lines above the head.
func (s *survey) tellAbove(source *source, line int) {
	if len(s.above) == 0 {
		return
	}
	quoted := make([]string, 0, len(s.above))
	for i, text := range s.above {
		if i == maxSamples {
			quoted = append(quoted, fmt.Sprintf("%d more", len(s.above)-i))
			break
		}
		quoted = append(quoted, fmt.Sprintf("%q", clip(text)))
	}
	source.notice("%s:%d: the head stands here; what is above it is no row and is passed over: %s", source.name(), line, strings.Join(quoted, ", "))
}

// recordsOf reads up to so many records of a text, those that can be.
func recordsOf(text []byte, comma rune, most int) [][]string {
	reader := csv.NewReader(bytes.NewReader(text))
	reader.Comma, reader.FieldsPerRecord, reader.ReuseRecord = comma, -1, false
	var out [][]string
	for len(out) < most {
		cells, err := reader.Read()
		if _, broken := errors.AsType[*csv.ParseError](err); broken {
			continue
		}
		if err != nil {
			break
		}
		out = append(out, cells)
	}
	return out
}

// delimiter is the one that makes the most known heads, and of equals the most rows as wide as the head.
func delimiter(text []byte, known func(string) bool) rune {
	const most = 256 << 10
	text = text[:min(len(text), most)]
	best, bestKnown, bestEven := ',', -1, -1.0
	for _, comma := range []rune{'\t', ';', '|', ','} {
		records := recordsOf(text, comma, headRows+1)
		if len(records) == 0 {
			continue
		}
		at := headAt(records, known)
		head := cleanHeads(records[at])
		count := 0
		for _, cell := range head {
			if cell != "" && known(cell) {
				count++
			}
		}
		even := 0.0
		for _, cells := range records[at+1:] {
			if len(cells) == len(head) {
				even++
			}
		}
		// Rows as wide as their head, by how many columns that is; a table of one column is as wide as anything.
		even = float64(min(len(head), 2)-1) * (1 + even/float64(max(1, len(records)-at-1))*float64(len(head)))
		if count > bestKnown || count == bestKnown && even > bestEven {
			best, bestKnown, bestEven = comma, count, even
		}
	}
	return best
}

// carriages says whether a text's lines end in CR alone, as those of old Macs.
func carriages(text []byte) bool {
	alone, feeds := 0, 0
	quoted := false
	for i, letter := range text {
		switch {
		case letter == '"':
			quoted = !quoted
		case quoted:
		case letter == '\n':
			feeds++
		case letter == '\r' && (i+1 == len(text) || text[i+1] != '\n'):
			alone++
		}
	}
	return alone > 0 && alone >= feeds
}

// lineFeeds is a reader that ends lines in LF where they end in CR.
type lineFeeds struct {
	r    io.Reader
	last bool // a CR was given as LF: a LF behind it is one with it
}

func (l *lineFeeds) Read(data []byte) (int, error) {
	for {
		count, err := l.r.Read(data)
		out := 0
		for _, letter := range data[:count] {
			if letter == '\n' && l.last {
				l.last = false
				continue
			}
			if l.last = letter == '\r'; l.last {
				letter = '\n'
			}
			data[out] = letter
			out++
		}
		if out > 0 || err != nil || len(data) == 0 {
			return out, err //nolint:wrapcheck // a reader hands on what it met
		}
	}
}

// begins reads the beginning of a text, and gives a reader of all of it.
func begins(reader io.Reader) ([]byte, io.Reader) {
	first, err := io.ReadAll(io.LimitReader(reader, surveyBytes))
	if err != nil {
		reader = failing{err}
	}
	return slices.Clip(first), io.MultiReader(bytes.NewReader(first), reader)
}

// failing is a reader that only fails.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
