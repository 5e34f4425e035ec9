package rulebook

import (
	"strings"
	"unicode/utf8"
)

const (
	// lineWidth is the width that lines keep to where they can.
	lineWidth = 120
	// Lists of words run on over lines, sentences get a line each. What counts as words are texts this long at most, and
	// on average.
	wordWidth    = 80
	averageWidth = 36
)

// layOut writes a value as a YAML document: on one line what fits there, the rest in block style, with an empty line
// before each field of the document that takes more than one.
func layOut(root *value) string {
	if len(root.keys) == 0 {
		return "{}\n"
	}
	var doc strings.Builder
	for i, key := range root.keys {
		var writer layoutWriter
		writer.b.WriteString(key + ":")
		writer.after(root.children[i], 0, utf8.RuneCountInString(key)+1)
		if text := writer.b.String(); strings.Count(text, "\n") > 1 {
			doc.WriteString("\n" + text)
		} else {
			doc.WriteString(text)
		}
	}
	return doc.String()
}

// layoutWriter writes one field of the document.
type layoutWriter struct{ b strings.Builder }

// after writes a value behind a key or a dash that ends at the given column, and ends the line.
func (w *layoutWriter) after(value *value, indent, column int) {
	switch text, ok := value.line(lineWidth - column - 1); {
	case ok:
		w.b.WriteString(" " + text + "\n")
	case value.folded != "":
		w.fold(value.folded, indent+2)
	case value.kind == scalarValue:
		w.b.WriteString(" " + value.scalar + "\n")
	case value.isFilled():
		w.fill(value, indent+4, column)
	case value.kind == listValue:
		w.b.WriteByte('\n')
		for _, made := range value.children {
			w.b.WriteString(spaces(indent+2) + "-")
			w.element(made, indent+4)
		}
	default:
		w.b.WriteByte('\n')
		w.mapping(value, indent+2, false)
	}
}

// element writes a value behind a list's dash. A mapping begins on the dash's own line.
func (w *layoutWriter) element(value *value, indent int) {
	if _, fits := value.line(lineWidth - indent); fits || value.kind != mappingValue || value.isFilled() {
		w.after(value, indent-2, indent-1)
		return
	}
	w.b.WriteByte(' ')
	w.mapping(value, indent, true)
}

// mapping writes the fields of a mapping, a line or more each.
func (w *layoutWriter) mapping(value *value, indent int, begun bool) {
	for i, key := range value.keys {
		if i > 0 || !begun {
			w.b.WriteString(spaces(indent))
		}
		w.b.WriteString(key + ":")
		w.after(value.children[i], indent, indent+utf8.RuneCountInString(key)+1)
	}
}

// fold writes a text over several lines; a reader joins them with single spaces.
func (w *layoutWriter) fold(text string, indent int) {
	w.b.WriteString(" >-\n" + spaces(indent))
	column := indent
	for i, word := range strings.Split(text, " ") {
		column = w.runOn(word, i == 0, indent, column)
	}
	w.b.WriteByte('\n')
}

// runOn writes the next piece of a text, on a new line where it does not fit into this one, and returns the column after it.
func (w *layoutWriter) runOn(piece string, first bool, indent, column int) int {
	width := utf8.RuneCountInString(piece)
	if !first && column+1+width > lineWidth {
		w.b.WriteString("\n" + spaces(indent))
		column = indent
	} else if !first {
		w.b.WriteByte(' ')
		column++
	}
	w.b.WriteString(piece)
	return column + width
}

// fill writes a list of words or a mapping of pairs in brackets, running on over lines.
func (w *layoutWriter) fill(value *value, indent, column int) {
	open, end := " [", "]"
	if value.kind == mappingValue {
		open, end = " {", "}"
	}
	w.b.WriteString(open)
	column += 2
	for i, made := range value.children {
		text, _ := made.line(lineWidth * lineWidth)
		if value.kind == mappingValue {
			text = value.keys[i] + ": " + text
		}
		if i < len(value.children)-1 {
			text += ","
		} else {
			text += end
		}
		column = w.runOn(text, i == 0, indent, column)
	}
	w.b.WriteByte('\n')
}

// isFilled says whether a value runs on over lines: pairs, or a list of words or of short lists of them.
func (v *value) isFilled() bool {
	if v.kind != listValue {
		return v.filled
	}
	sum := 0
	for _, value := range v.children {
		if value.kind == mappingValue {
			return false
		}
		text, ok := value.line(wordWidth)
		if !ok || value.kind == listValue && strings.Contains(text[1:], "[") {
			return false
		}
		sum += utf8.RuneCountInString(text)
	}
	return len(v.children) > 0 && sum <= averageWidth*len(v.children)
}

// line writes a value on one line of at most so many characters.
func (v *value) line(most int) (string, bool) {
	var text strings.Builder
	ok := v.writeLine(&text, most)
	return text.String(), ok && utf8.RuneCountInString(text.String()) <= most
}

// writeLine writes a value on one line and gives up when that line is certain to be too long.
func (v *value) writeLine(text *strings.Builder, most int) bool {
	open, end := "[", "]"
	switch v.kind {
	case scalarValue:
		text.WriteString(v.scalar)
		return true
	case mappingValue:
		open, end = "{", "}"
	case listValue:
	}
	text.WriteString(open)
	for i, value := range v.children {
		if i > 0 {
			text.WriteString(", ")
		}
		if v.kind == mappingValue {
			text.WriteString(v.keys[i] + ": ")
		}
		// Four bytes a character at most.
		if text.Len() > 4*most || !value.writeLine(text, most) {
			return false
		}
	}
	text.WriteString(end)
	return true
}

// spaces returns an indentation.
func spaces(count int) string { return strings.Repeat(" ", count) }
