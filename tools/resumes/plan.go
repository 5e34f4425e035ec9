package main

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// planned is a document to be made.
type planned struct {
	person person
	layout string
	maker  string
	// dates names a calendar, heads a list of headings, font a typeface.
	dates, heads, font string
	// order are the sections as they come, a letter each; in a layout with a side, what stands there comes after a stroke.
	order string
	// held says that the document is for measuring only.
	held bool
	// prose says that duties are a paragraph, not a list.
	prose bool
}

func (p planned) file() string { return p.person.ID + "." + makers[p.maker].ending }

// dots says whether how well somebody does a thing is drawn, not said.
func (p planned) dots() bool { return p.layout == "sidebar-left" }

// layouts are the ways to lay a résumé out.
var layouts = []string{
	"classic",       // one column; employer, then title; dates at the right
	"title-first",   // title, dates at the right, employer beneath
	"left-dates",    // dates in a column of their own at the left
	"sidebar-left",  // a coloured column for contacts, skills and languages; levels as dots
	"sidebar-right", // the same at the right, with icons
	"table",         // jobs are rows of a table with a head
	"running",       // pages with a header and a footer
	"own-line",      // dates on a line of their own
	"two-line",      // a range over two lines, at the left
	"grouped",       // several titles under one employer
	"inline",        // title, employer and dates in a sentence that wraps
	"columns",       // two columns as in a newspaper
}

//go:embed plan.tsv
var planFile string

// readPlan reads which documents are to be made.
func readPlan(people map[string]person) ([]planned, error) {
	var plan []planned
	number := 0
	for line := range strings.Lines(planFile) {
		number++
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) != 8 {
			return nil, fmt.Errorf("plan.tsv:%d: %d cells, not 8", number, len(cells))
		}
		entry := planned{
			person: people[cells[0]], layout: cells[1], maker: cells[2], dates: cells[3], heads: cells[4], font: cells[5], order: cells[6],
			held: strings.Contains(cells[7], "held"), prose: strings.Contains(cells[7], "prose"),
		}
		if err := entry.check(); err != nil {
			return nil, fmt.Errorf("plan.tsv:%d: %w", number, err)
		}
		if slices.ContainsFunc(plan, func(before planned) bool { return before.person.ID == entry.person.ID }) {
			return nil, fmt.Errorf("plan.tsv:%d: %s has a document already", number, cells[0])
		}
		plan = append(plan, entry)
	}
	return plan, nil
}

func (p planned) check() error {
	_, made := makers[p.maker]
	_, dated := calendars[p.dates]
	_, headed := headings[p.heads]
	switch {
	case p.person.ID == "":
		return errors.New("nobody of that id in people")
	case !slices.Contains(layouts, p.layout):
		return fmt.Errorf("no layout %s", p.layout)
	case !made:
		return fmt.Errorf("no maker %s", p.maker)
	case !dated:
		return fmt.Errorf("no calendar %s", p.dates)
	case !headed:
		return fmt.Errorf("no headings %s", p.heads)
	case !p.complete():
		return fmt.Errorf("%s leaves out a section that %s has", p.order, p.person.ID)
	}
	return nil
}

// complete says whether everything of the person that is in the truth has a place in the document.
func (p planned) complete() bool {
	for letter, there := range map[string]bool{
		"s": p.person.Summary != "", "j": len(p.person.Jobs) > 0, "e": len(p.person.Education) > 0, "k": len(p.person.Skills) > 0,
		"c": len(p.person.Certifications) > 0, "l": len(p.person.Languages) > 0, "m": len(p.person.More) > 0,
	} {
		if there && strings.Count(p.order, letter) != 1 {
			return false
		}
	}
	return true
}
