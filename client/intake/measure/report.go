package measure

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// Sum adds the counts of results.
func Sum(results []*Result) map[Thing]Count {
	total := map[Thing]Count{}
	for _, result := range results {
		for thing, count := range result.Counts {
			total[thing] = total[thing].and(count)
		}
	}
	return total
}

// ratio is a share in three digits; nothing of nothing has none.
func ratio(part, whole int) string {
	if whole == 0 {
		return "–"
	}
	return fmt.Sprintf("%.3f", float64(part)/float64(whole))
}

// Recall is what was found of what is stated; 1, as the other shares, where there is nothing to be wrong.
func (c Count) Recall() float64 { return share(c.Found, c.Stated) }

// Precision is what is right of what was read.
func (c Count) Precision() float64 { return share(c.Right, c.Read) }

// SurePrecision is what is right of what was read without a flag.
func (c Count) SurePrecision() float64 { return share(c.SureRight, c.Sure) }

func share(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

// Report prints what came of documents: those that are open thing by thing, then by format and by layout, and what is held apart.
// Misreadings of open documents are listed where asked for.
func Report(w io.Writer, results []*Result, list bool) error {
	held := slices.DeleteFunc(slices.Clone(results), func(result *Result) bool { return !result.Truth.Held })
	open := slices.DeleteFunc(slices.Clone(results), func(result *Result) bool { return result.Truth.Held })
	out := &printer{w: w}
	for _, part := range []struct {
		name    string
		results []*Result
	}{{"open", open}, {"held", held}} {
		if len(part.results) == 0 {
			continue
		}
		out.totals(part.name, part.results)
		out.groups(part.name+", by format", part.results, func(truth *Truth) string { return truth.Format() })
		out.groups(part.name+", by layout", part.results, func(truth *Truth) string { return truth.Layout })
	}
	if list {
		out.misreadings(open)
	}
	return out.err
}

// printer keeps the first error of what it prints to.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) printf(format string, values ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, values...)
	}
}

// table prints rows of cells, the first of which stands at the left.
func (p *printer) table(rows [][]string) {
	if p.err != nil {
		return
	}
	columns := tabwriter.NewWriter(p.w, 0, 0, 2, ' ', tabwriter.AlignRight)
	width := 0
	for _, row := range rows {
		width = max(width, len([]rune(row[0])))
	}
	for _, row := range rows {
		first := row[0] + strings.Repeat(" ", width-len([]rune(row[0])))
		if _, err := fmt.Fprintln(columns, first+"\t"+strings.Join(row[1:], "\t")+"\t"); err != nil {
			p.err = err
			return
		}
	}
	p.err = columns.Flush()
}

func (p *printer) totals(name string, results []*Result) {
	p.printf("\n%s: %d documents\n", name, len(results))
	rows := [][]string{{"", "stated", "recall", "read", "precision", "unflagged", "precision"}}
	total := Sum(results)
	for _, thing := range Things {
		count := total[thing]
		rows = append(rows, []string{
			string(thing), strconv.Itoa(count.Stated), ratio(count.Found, count.Stated), strconv.Itoa(count.Read), ratio(count.Right, count.Read),
			strconv.Itoa(count.Sure), ratio(count.SureRight, count.Sure),
		})
	}
	p.table(rows)
}

// shown are the things that are told of groups.
var shown = []Thing{JobDates, Titles, WholeJobs, Levels, Fields, Skills, Certifications, Languages}

func (p *printer) groups(name string, results []*Result, key func(*Truth) string) {
	byKey := map[string][]*Result{}
	var keys []string
	for _, result := range results {
		of := key(result.Truth)
		if byKey[of] == nil {
			keys = append(keys, of)
		}
		byKey[of] = append(byKey[of], result)
	}
	if len(keys) < 2 {
		return
	}
	slices.Sort(keys)
	for _, share := range []struct {
		name string
		of   func(Count) string
	}{
		{"recall", func(count Count) string { return ratio(count.Found, count.Stated) }},
		{"precision", func(count Count) string { return ratio(count.Right, count.Read) }},
		{"unflagged precision", func(count Count) string { return ratio(count.SureRight, count.Sure) }},
	} {
		p.printf("\n%s: %s\n", name, share.name)
		head := []string{"", "documents"}
		for _, thing := range shown {
			head = append(head, string(thing))
		}
		rows := [][]string{head}
		for _, of := range keys {
			total := Sum(byKey[of])
			row := []string{of, strconv.Itoa(len(byKey[of]))}
			for _, thing := range shown {
				row = append(row, share.of(total[thing]))
			}
			rows = append(rows, row)
		}
		p.table(rows)
	}
}

// misreadings lists them thing by thing, those without a flag first: they are what a person would not look at.
func (p *printer) misreadings(results []*Result) {
	for _, thing := range Things {
		for _, kind := range []struct {
			name string
			is   func(Misreading) bool
		}{
			{"wrong, not flagged", func(one Misreading) bool { return one.Got != "" && !one.Flagged }},
			{"wrong, flagged", func(one Misreading) bool { return one.Got != "" && one.Flagged }},
			{"missing", func(one Misreading) bool { return one.Got == "" }},
		} {
			first := true
			for _, result := range results {
				for _, one := range result.Misreadings {
					if one.Thing != thing || !kind.is(one) {
						continue
					}
					if first {
						p.printf("\n%s: %s\n", thing, kind.name)
						first = false
					}
					p.printf("  %s (%s): %s\n", result.Truth.Document, result.Truth.Layout, told(one))
				}
			}
		}
	}
}

func told(one Misreading) string {
	switch {
	case one.Want == "":
		return fmt.Sprintf("%q was read and is not there", one.Got)
	case one.Got == "":
		return fmt.Sprintf("%q was not read", one.Want)
	default:
		return fmt.Sprintf("%q was read as %q", one.Want, one.Got)
	}
}
