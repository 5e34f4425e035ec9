package main

import (
	"context"
	"strings"
)

// right is where dates end at the right margin, in twentieths of a point.
const right = 10080

// word writes a document of Word.
func word(_ context.Context, _ string, s sheet) ([]byte, error) {
	w := &writing{font: faces[s.font], spacing: 264}
	columns, header, footer := 1, "", ""
	switch s.layout {
	case "sidebar-left":
		w.table([]int{2900, 7180}, false, []cell{{w.side(s), "2F4858"}, {w.gather(func() { w.sections(s, s.Main) }), ""}})
	case "sidebar-right":
		w.box(w.side(s), 150, 660, 354)
		w.head(s)
		w.sections(s, s.Main)
	case "running":
		w.spacing = 430 // so that there are pages to run over
		header = w.paragraphText(paragraph{right: right}, piece{text: s.Name + "\tRésumé", size: 17, color: "777777"})
		var reach []string
		for _, one := range s.Contacts[:2] {
			reach = append(reach, one.Value)
		}
		footer = w.paragraphText(paragraph{centered: true}, piece{text: strings.Join(reach, " · "), size: 17, color: "777777"})
		w.head(s)
		w.sections(s, s.Main)
	case "columns":
		columns = 2
		w.head(s)
		w.sections(s, s.Main)
	default:
		w.head(s)
		w.sections(s, s.Main)
	}
	return w.packed(columns, header, footer)
}

// gather is what a function writes, apart from the document.
func (w *writing) gather(write func()) string {
	before := w.body.String()
	w.body.Reset()
	write()
	content := w.body.String()
	w.body.Reset()
	w.body.WriteString(before)
	return content
}

func (w *writing) head(s sheet) {
	middle := s.layout == "own-line" || s.layout == "classic"
	w.paragraph(paragraph{style: "Title", centered: middle}, text(s.Name))
	if s.layout != "own-line" {
		w.paragraph(paragraph{centered: middle}, piece{text: s.Headline, size: 24, color: "555555"})
	}
	if s.layout == "sidebar-right" {
		return
	}
	var all []string
	for _, one := range s.Contacts {
		all = append(all, one.Value)
	}
	if s.layout == "columns" {
		for _, line := range all {
			w.paragraph(paragraph{}, text(line))
		}
		return
	}
	between := " | "
	if s.layout == "two-line" || s.layout == "table" {
		between = "\t"
	}
	w.paragraph(paragraph{centered: middle}, text(strings.Join(all, between)))
}

// side is the column beside the rest.
func (w *writing) side(s sheet) string {
	return w.gather(func() {
		color := ""
		if s.layout == "sidebar-left" {
			color = "FFFFFF"
			w.paragraph(paragraph{}, piece{text: s.Name, bold: true, size: 36, color: color})
			w.paragraph(paragraph{}, piece{text: s.Headline, size: 22, color: color})
		}
		w.paragraph(paragraph{before: 200}, piece{text: "CONTACT", bold: true, size: 24, color: color})
		for _, one := range s.Contacts {
			w.paragraph(paragraph{}, piece{text: one.Value, size: 19, color: color})
		}
		for _, part := range s.Side {
			w.paragraph(paragraph{before: 200}, piece{text: part.Head, bold: true, size: 24, color: color})
			for _, group := range part.Skills {
				if group.Group != "" {
					w.paragraph(paragraph{}, piece{text: group.Group, bold: true, color: color})
				}
				for i, one := range group.Dots {
					line := group.Items[i]
					if s.dots() {
						line = joined("\t", one.Name, one.Dots)
					}
					w.paragraph(paragraph{right: 2600}, piece{text: line, color: color})
				}
			}
			for _, line := range append([]string{part.Summary}, part.Lines...) {
				if line != "" {
					w.paragraph(paragraph{}, piece{text: line, color: color})
				}
			}
			for _, degree := range part.Education {
				w.paragraph(paragraph{}, piece{text: degree.Text, bold: true, color: color})
				w.paragraph(paragraph{}, piece{text: joined("\n", degree.School, degree.When, degree.Note, degree.Courses), color: color})
			}
		}
	})
}

func (w *writing) sections(s sheet, sections []section) {
	for _, part := range sections {
		head := paragraph{style: "Heading1", keep: true, centered: s.layout == "own-line"}
		if s.heads == "history" || s.heads == "caps" {
			// Not everybody knows of styles.
			head.style, head.before = "", 240
			w.paragraph(head, piece{text: part.Head, bold: true, size: 25})
		} else {
			w.paragraph(head, text(part.Head))
		}
		if part.Summary != "" {
			w.paragraph(paragraph{}, text(part.Summary))
		}
		w.jobs(s, part)
		w.education(s, part.Education)
		w.skills(s, part.Skills)
		w.list(part.Lines)
	}
}

func (w *writing) list(lines []string) {
	for _, line := range lines {
		w.paragraph(paragraph{style: "ListParagraph", bullet: true}, text(line))
	}
}

func (w *writing) duties(s sheet, job jobText) {
	switch {
	case s.prose && len(job.Duties) > 0:
		w.paragraph(paragraph{}, text(strings.Join(job.Duties, " ")))
	case s.heads == "history":
		// Bullets typed by hand.
		for _, line := range job.Duties {
			w.paragraph(paragraph{left: 300}, text("•\t"+line))
		}
	default:
		w.list(job.Duties)
	}
}

func (w *writing) jobs(s sheet, part section) {
	if s.layout == "table" && len(part.Jobs) > 0 {
		w.jobTable(s, part.Jobs)
		return
	}
	if s.layout == "grouped" {
		for _, at := range part.Employers {
			w.paragraph(paragraph{right: right, before: 120, keep: true}, bold(at.Employer), text("\t"+at.Place))
			for _, job := range at.Jobs {
				w.paragraph(paragraph{right: right, keep: true}, italic(job.Title), text("\t"+job.Dates))
				w.duties(s, job)
			}
		}
		return
	}
	for _, job := range part.Jobs {
		switch s.layout {
		case "classic", "running":
			w.paragraph(paragraph{right: right, before: 120, keep: true}, bold(job.Where()), text("\t"+job.Dates))
			w.paragraph(paragraph{keep: true}, italic(job.Title))
			w.duties(s, job)
		case "left-dates", "two-line":
			when := w.paragraphText(paragraph{}, text(job.Dates))
			first := w.paragraphText(paragraph{}, bold(job.Title)) + w.paragraphText(paragraph{}, text(job.Where()))
			if s.layout == "two-line" {
				when = w.paragraphText(paragraph{}, text(job.From+" –")) + w.paragraphText(paragraph{}, text(job.To))
				first = w.paragraphText(paragraph{}, bold(job.Title), text(", "+job.Where()))
			}
			w.table([]int{2200, 7880}, false, []cell{{when, ""}, {first + w.gather(func() { w.duties(s, job) }), ""}})
		case "own-line":
			w.paragraph(paragraph{style: "Heading2"}, text(job.Title))
			w.paragraph(paragraph{}, text(job.Where()))
			w.paragraph(paragraph{}, piece{text: job.Dates, italic: true, color: "666666"})
			w.duties(s, job)
		case "columns":
			w.paragraph(paragraph{before: 120, keep: true}, bold(job.Title))
			w.paragraph(paragraph{keep: true}, text(job.Employer))
			w.paragraph(paragraph{keep: true}, italic(job.Dates))
			w.duties(s, job)
		case "inline":
			w.paragraph(paragraph{before: 120}, bold(job.Title), text(", "+job.Where()+" ("+job.Dates+")"))
			w.duties(s, job)
		default:
			w.paragraph(paragraph{right: right - sideWidth(s), before: 120, keep: true}, bold(job.Title), text("\t"+job.Dates))
			w.paragraph(paragraph{keep: true}, text(job.Where()))
			w.duties(s, job)
		}
	}
}

// sideWidth is how much of the line a side takes.
func sideWidth(s sheet) int {
	switch s.layout {
	case "sidebar-left":
		return 3100
	case "sidebar-right":
		return 3300
	default:
		return 0
	}
}

func (w *writing) jobTable(s sheet, jobs []jobText) {
	head := func(t string) cell { return cell{w.paragraphText(paragraph{}, bold(t)), "E8EDF0"} }
	rows := [][]cell{{head("Dates"), head("Position"), head("Employer"), head("Responsibilities")}}
	for _, job := range jobs {
		rows = append(rows, []cell{
			{w.paragraphText(paragraph{}, text(job.Dates)), ""},
			{w.paragraphText(paragraph{}, bold(job.Title)), ""},
			{w.paragraphText(paragraph{}, text(job.Where())), ""},
			{w.gather(func() { w.duties(s, job) }), ""},
		})
	}
	w.table([]int{1700, 1900, 2180, 4300}, true, rows...)
}

func (w *writing) education(s sheet, degrees []educationText) {
	for _, degree := range degrees {
		switch s.layout {
		case "classic", "running", "grouped":
			w.paragraph(paragraph{right: right}, bold(degree.School), text("\t"+degree.When))
			w.paragraph(paragraph{}, text(joined(", ", degree.Text, degree.Note)))
		case "left-dates", "two-line":
			w.table([]int{2200, 7880}, false, []cell{
				{w.paragraphText(paragraph{}, text(degree.When)), ""},
				{w.paragraphText(paragraph{}, bold(degree.Text)) + w.paragraphText(paragraph{}, text(joined(", ", degree.School, degree.Note))), ""},
			})
		case "table", "inline":
			w.paragraph(paragraph{}, text(degree.Line()))
		case "own-line", "columns":
			w.paragraph(paragraph{before: 60}, bold(degree.Text))
			w.paragraph(paragraph{}, text(degree.School))
			w.paragraph(paragraph{}, text(joined(" ", degree.When, degree.Note)))
		default:
			w.paragraph(paragraph{right: right - sideWidth(s)}, bold(degree.Text), text("\t"+degree.When))
			w.paragraph(paragraph{}, text(joined(", ", degree.School, degree.Note)))
		}
		if degree.Courses != "" {
			w.paragraph(paragraph{}, text(degree.Courses))
		}
	}
}

func (w *writing) skills(s sheet, groups []skillText) {
	for _, group := range groups {
		lead := piece{}
		if group.Group != "" {
			lead = bold(group.Group + ": ")
		}
		switch s.layout {
		case "columns", "sidebar-right":
			if group.Group != "" {
				w.paragraph(paragraph{}, bold(group.Group))
			}
			w.list(group.Items)
		case "own-line":
			w.paragraph(paragraph{}, lead, text(strings.Join(group.Items, " • ")))
		case "title-first":
			// Three to a row of a table without lines.
			if group.Group != "" {
				w.paragraph(paragraph{}, bold(group.Group))
			}
			var rows [][]cell
			for i := 0; i < len(group.Items); i += 3 {
				row := make([]cell, 3)
				for column := range row {
					if i+column < len(group.Items) {
						row[column].content = w.paragraphText(paragraph{}, text(group.Items[i+column]))
					}
				}
				rows = append(rows, row)
			}
			w.table([]int{3360, 3360, 3360}, false, rows...)
		default:
			w.paragraph(paragraph{}, lead, text(group.Line()))
		}
	}
}
