package main

import (
	"context"
	"fmt"
	"strings"
)

// plain writes text, 78 characters a line.
func plain(_ context.Context, _ string, s sheet) ([]byte, error) {
	var out strings.Builder
	line := func(format string, values ...any) { wrapped(&out, fmt.Sprintf(format, values...), "") }
	line("%s", strings.ToUpper(s.Name))
	line("%s", s.Headline)
	var reach []string
	for _, one := range s.Contacts {
		reach = append(reach, one.Value)
	}
	line("%s", strings.Join(reach, " | "))
	for _, part := range s.Main {
		line("\n%s\n%s", part.Head, strings.Repeat("-", len(part.Head)))
		if part.Summary != "" {
			line("%s", part.Summary)
		}
		for _, job := range part.Jobs {
			if s.layout == "inline" {
				line("%s, %s (%s)", job.Title, job.Where(), job.Dates)
			} else {
				out.WriteString(apart(job.Where(), job.Dates) + "\n")
				line("%s", job.Title)
			}
			if s.prose && len(job.Duties) > 0 {
				line("%s", strings.Join(job.Duties, " "))
			} else {
				for _, duty := range job.Duties {
					wrapped(&out, "* "+duty, "  ")
				}
			}
			out.WriteString("\n")
		}
		for _, degree := range part.Education {
			line("%s", degree.Line())
			if degree.Courses != "" {
				line("%s", degree.Courses)
			}
		}
		for _, group := range part.Skills {
			line("%s", joined(": ", group.Group, group.Line()))
		}
		for _, one := range part.Lines {
			wrapped(&out, "* "+one, "  ")
		}
	}
	return []byte(out.String()), nil
}

const lineWidth = 78

// apart puts two texts at the ends of a line.
func apart(left, right string) string {
	gap := max(lineWidth-len([]rune(left))-len([]rune(right)), 3)
	return left + strings.Repeat(" ", gap) + right
}

// wrapped writes lines of at most the width; what goes on is indented.
func wrapped(out *strings.Builder, text, indent string) {
	for one := range strings.SplitSeq(text, "\n") {
		width := 0
		for i, word := range strings.Fields(one) {
			length := len([]rune(word))
			switch {
			case i > 0 && width+1+length > lineWidth:
				out.WriteString("\n" + indent)
				width = len(indent)
			case i > 0:
				out.WriteString(" ")
				width++
			}
			out.WriteString(word)
			width += length
		}
		out.WriteString("\n")
	}
}

// marks are what Markdown would read as its own.
var marks = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "|", `\|`, "#", `\#`, "<", `\<`, "$", `\$`, "@", `\@`, "'", `\'`, "[", `\[`, "]", `\]`)

// markdown is what Pandoc makes documents of.
func markdown(s sheet) string {
	var out strings.Builder
	block := func(text string) {
		if text != "" {
			out.WriteString(text + "\n\n")
		}
	}
	list := func(lines []string) {
		for _, line := range lines {
			out.WriteString("- " + marks.Replace(line) + "\n")
		}
		out.WriteString("\n")
	}
	block("# " + marks.Replace(s.Name))
	block(marks.Replace(s.Headline))
	var reach []string
	for _, one := range s.Contacts {
		reach = append(reach, marks.Replace(one.Value))
	}
	block(strings.Join(reach, " · "))
	for _, part := range s.Main {
		block("## " + marks.Replace(part.Head))
		block(marks.Replace(part.Summary))
		for _, job := range part.Jobs {
			title, where, dates := marks.Replace(job.Title), marks.Replace(job.Where()), marks.Replace(job.Dates)
			if s.layout == "inline" {
				block(fmt.Sprintf("**%s**, %s (%s)", title, where, dates))
			} else {
				block(fmt.Sprintf("### %s\n\n%s\n\n*%s*", title, where, dates))
			}
			if s.prose {
				block(marks.Replace(strings.Join(job.Duties, " ")))
			} else {
				list(job.Duties)
			}
		}
		for _, degree := range part.Education {
			block(marks.Replace(degree.Line()))
			block(marks.Replace(degree.Courses))
		}
		for _, group := range part.Skills {
			block(marks.Replace(joined(": ", group.Group, group.Line())))
		}
		list(part.Lines)
	}
	return out.String()
}
