package render

import (
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// csvScores writes a row a candidate and target, for spreadsheets: UTF-8 with a byte-order mark, since Excel takes it for
// Windows-1252 otherwise, and lines that end as RFC 4180 has them.
type csvScores struct {
	w       io.Writer
	csv     *csv.Writer
	o       Options
	columns []column
	n       int
	begun   bool
}

// NewCSV writes a row a candidate and target, under a head.
func NewCSV(out io.Writer, options Options) Scores {
	scores := &csvScores{w: out, csv: csv.NewWriter(out), o: options, columns: columns(options), begun: options.Further}
	scores.csv.UseCRLF = true
	return scores
}

func (s *csvScores) begin() error {
	s.begun = true
	if _, err := io.WriteString(s.w, "\ufeff"); err != nil {
		return err //nolint:wrapcheck // the writer's own words
	}
	var head []string
	for _, column := range s.columns {
		head = append(head, column.name)
	}
	return s.csv.Write(head) //nolint:wrapcheck // the writer's own words
}

// Add writes a candidate's rows.
func (s *csvScores) Add(answer *lexfitv1.ScoreCandidateResponse, person Person) error {
	if !s.begun {
		if err := s.begin(); err != nil {
			return err
		}
	}
	rank := s.o.rankOf(s.n)
	s.n++
	for _, fit := range answer.GetFits() {
		row := &record{answer: answer, fit: fit, name: person.Name, rank: rank}
		cells := make([]string, len(s.columns))
		for i, column := range s.columns {
			switch typed := column.value(row).(type) {
			case float64:
				cells[i] = strconv.FormatFloat(typed, 'f', 1, 64)
			case string:
				cells[i] = Harmless(typed)
			default:
				cells[i] = fmt.Sprint(typed)
			}
		}
		if err := s.csv.Write(cells); err != nil {
			return err //nolint:wrapcheck // the writer's own words
		}
	}
	s.csv.Flush()
	return s.csv.Error() //nolint:wrapcheck // the writer's own words
}

// Close writes the head where there was nobody.
func (s *csvScores) Close() error {
	if !s.begun {
		if err := s.begin(); err != nil {
			return err
		}
	}
	s.csv.Flush()
	return s.csv.Error() //nolint:wrapcheck // the writer's own words
}

// besideSemicolon is what would begin a formula behind a semicolon.
var besideSemicolon = regexp.MustCompile(`(;[\s"]*)([=+\-@＝＋－＠])`)

// Harmless keeps a spreadsheet from taking a text for a formula: an apostrophe in front says that it is a text. Profiles are
// written by strangers. Spreadsheets of many countries take a file of commas apart at semicolons, so that behind one a formula begins too.
func Harmless(text string) string {
	text = besideSemicolon.ReplaceAllString(text, "$1'$2")
	if text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(text)[0]) {
		return "'" + text
	}
	return text
}
