package input

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lexfit/lexfit/matcher/silence"
)

// Column is what a table's column was taken for.
type Column struct {
	Head string
	// Field is the field its cells go to, empty where it is not read.
	Field string
	// Samples are the first values in it.
	Samples []string
}

// plan settles what each column of a table means: by the map, and where it says nothing by a guess.
type plan struct {
	source *source
	survey *survey
	where  string
	fields []string // by column; empty or "-" is not read
	mapped []bool
	system *ats
	kept   map[int]string // the labels that columns are carried through as
	// told are remarks on columns that are read otherwise than by their head.
	told []string
}

// newPlan settles the columns of a table whose heads stand at a place.
func newPlan(source *source, survey *survey, where string) (*plan, error) {
	made := &plan{source: source, survey: survey, where: where, fields: make([]string, len(survey.head)), mapped: make([]bool, len(survey.head))}
	made.system = systemOf(survey.head, source.options.ATS)
	for i, head := range survey.head {
		if head == "" {
			continue
		}
		field, ok := source.options.Map.field(head)
		if made.mapped[i] = ok; !ok {
			field = made.bySamples(i, made.system.guess(head))
		}
		if _, err := parseTarget(field); err != nil && field != "" && field != "-" {
			return nil, fmt.Errorf("%s: column %q: %w", where, clip(head), err)
		}
		made.fields[i] = field
	}
	made.opening()
	if err := made.repeated(); err != nil {
		return nil, err
	}
	if err := made.contested(); err != nil {
		return nil, err
	}
	made.keep()
	return made, nil
}

// bySamples settles what a head leaves open by what stands below it: "Current job" is a yes or no, or the job.
func (p *plan) bySamples(i int, field string) string {
	to, err := parseTarget(field)
	if err != nil || !to.current || headKey(p.survey.head[i]) != "current job" {
		return field
	}
	for _, sample := range p.survey.columns[i].samples {
		if _, err := parseFlag(sample); err == nil || stillHeld(sample) || silence.Of(sample) != silence.Spoken {
			return field
		}
	}
	if len(p.survey.columns[i].samples) > 0 {
		return strings.TrimSuffix(field, "current") + "title"
	}
	return field
}

// keep carries the columns through that were asked for. One that is not there is told of, unless it is a label already.
func (p *plan) keep() {
	p.kept = map[int]string{}
	for _, name := range p.source.options.Keep {
		found := slices.Contains(p.fields, "labels."+name)
		for i, head := range p.survey.head {
			if !found && head != "" && headKey(head) == headKey(name) && p.kept[i] == "" {
				p.kept[i], found = name, true
				if p.fields[i] == "" {
					p.fields[i] = "-"
				}
			}
		}
		if !found {
			p.told = append(p.told, fmt.Sprintf("--keep-columns: no column is called %q%s", clip(name), didYouMean(nearest(name, p.survey.head))))
		}
	}
}

// read says whether a column is read.
func (p *plan) read(i int) bool { return p.fields[i] != "" && p.fields[i] != "-" }

// repeated settles heads that stand twice. Columns that nobody reads may; those of an entry are of one entry after another, as in
// Degree, School, Degree, School; any other is an error.
func (p *plan) repeated() error {
	first, count := map[string]int{}, map[string]int{}
	for i, head := range p.survey.head {
		if head == "" || !p.read(i) {
			continue
		}
		was, twice := first[head]
		if !twice {
			first[head], count[head] = i, 1
			continue
		}
		to, err := parseTarget(p.fields[i])
		if err != nil || to.number != 1 || p.mapped[i] {
			return fmt.Errorf("%s: the column %q stands twice, as columns %d and %d: rename or remove one", p.where, clip(head), was+1, i+1)
		}
		count[head]++
		p.fields[i] = numbered(p.fields[i], strconv.Itoa(count[head]))
		if count[head] == 2 {
			p.told = append(p.told, fmt.Sprintf("%q stands more than once: read as of one entry after another", clip(head)))
		}
	}
	return nil
}

// contested settles heads that differ and mean the same. Lists take the cells of both. Else the map's column is read, or of two
// guesses the head that says more.
func (p *plan) contested() error {
	taken := map[string]int{}
	for i, head := range p.survey.head {
		if !p.read(i) {
			continue
		}
		if to, err := parseTarget(p.fields[i]); err == nil && (to.several() || to.skill != "") {
			continue
		}
		other, contested := taken[p.fields[i]]
		if !contested {
			taken[p.fields[i]] = i
			continue
		}
		left, kept := i, other
		switch {
		case p.mapped[i] && p.mapped[other]:
			return fmt.Errorf("%s: the columns %q and %q both mean %s: remove one, or tell them apart in the map",
				p.where, clip(p.survey.head[other]), clip(head), p.fields[i])
		case p.mapped[i], !p.mapped[other] && len(strings.Fields(headKey(head))) > len(strings.Fields(headKey(p.survey.head[other]))):
			left, kept = other, i
		}
		p.told = append(p.told, fmt.Sprintf("%q and %q both mean %s: %q is read; a map (--map) can tell them apart",
			clip(p.survey.head[other]), clip(head), p.fields[i], clip(p.survey.head[kept])))
		taken[p.fields[i]] = kept
		p.fields[left] = "-"
	}
	return nil
}

// unread are the heads that nobody knows.
func (p *plan) unread() []string {
	var out []string
	for i, head := range p.survey.head {
		if text := fmt.Sprintf("%q", clip(head)); head != "" && p.fields[i] == "" && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	slices.Sort(out)
	return out
}

// strangers tells of heads and values of the map that the table has no column for.
func (p *plan) strangers() {
	made := p.source.options.Map
	if made == nil {
		return
	}
	var names []string
	for written := range made.Columns {
		if !slices.Contains(p.survey.head, cleanHead(written)) {
			names = append(names, written)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		p.source.notice("%s: the map names a column %q that is not there", p.where, clip(name))
	}
	names = nil
	for field := range made.Values {
		if !slices.ContainsFunc(p.fields, func(text string) bool { to, err := parseTarget(text); return err == nil && to.plain() == field }) {
			names = append(names, field)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		p.source.notice("%s: the map says what words in %s mean, and no column is read as that", p.where, name)
	}
}

// columns are what a table's columns were taken for.
func (p *plan) columns() []Column {
	var out []Column
	for i, head := range p.survey.head {
		if head != "" && !slices.ContainsFunc(out, func(one Column) bool { return one.Head == head }) {
			out = append(out, Column{Head: head, Field: p.fields[i], Samples: p.survey.columns[i].samples})
		}
	}
	return out
}

// nothing is the error of a table no column of which is known.
func (p *plan) nothing() error {
	head := p.survey.head
	if slices.ContainsFunc(p.fields, func(field string) bool { return field != "" && field != "-" }) {
		return nil
	}
	if len(head) == 1 && p.source.options.Format != XLSX && !p.survey.sheet {
		return fmt.Errorf("%s: the head is one column that is not known (%s): expected heads such as candidate_id and skills between , ; | or tabs; "+
			"where another character stands between them, say so in a first line such as sep=^", p.where, clip(head[0]))
	}
	return fmt.Errorf("%s: none of the %d columns is known (%s): expected a line of heads such as candidate_id and skills, "+
		"or a map of columns (--map; lexfit convert --suggest-map FILE prints a beginning)", p.where, len(head), clip(strings.Join(head, " ")))
}

var errNoTable = errors.New("has no columns to map: expected CSV or a workbook")
