// Package input reads candidate profiles from files, one row at a time: JSON Lines, JSON with one profile or an array
// of them, and CSV, each packed with gzip or zstd or not; and by Options.Documents files that are one person's each.
//
// A row that cannot be read is a row all the same, with everything that is wrong with it, and the rest is read on. No
// file is held in memory, and no row above MaxRow bytes. A table has at most MaxColumns columns, a map of columns MaxMap bytes; a
// packed file unpacks to at most MaxUnpacked bytes and MaxRatio times its size.
package input

import (
	"fmt"
	"strings"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// MaxRow is the largest row read, in bytes: what gRPC takes as one message by default. Larger ones are skipped.
const MaxRow = 4 << 20

// Row is one row of a file: a profile, or what is wrong with it.
type Row struct {
	// File is the file's name as given, "-" for standard input.
	File string
	// Line is the line the row begins on, from 1; 0 where the row is the whole file.
	Line int
	// Index is the row's place in the file, from 0.
	Index int
	// Number is the row's place among all rows of a run, from 1, whether they are asked for or not; package run sets it.
	Number int64
	// Header is the line of heads that Raw needs before it to be read again; empty where it needs none.
	Header []byte
	// Raw holds the row's bytes; empty where the row was too large to hold.
	Raw []byte
	// Digest is of the whole file's bytes, where the row is one; empty else.
	Digest string
	// Profile is the profile; nil where there are problems.
	Profile *lexfitv1.CandidateProfile
	// Problems holds all that is wrong; empty where there is a profile.
	Problems []Problem
	// Warnings holds what was left out of a profile because it could not be read, such as an ambiguous date.
	Warnings []Problem
}

// Place says where the row stands, as file:line.
func (r *Row) Place() string {
	if r.Line == 0 {
		return r.FileName()
	}
	return fmt.Sprintf("%s:%d", r.FileName(), r.Line)
}

// PlaceOf says where a problem of the row stands, as file:line, and the column where there is one.
func (r *Row) PlaceOf(problem Problem) string {
	if r.Line == 0 {
		return r.FileName()
	}
	at := fmt.Sprintf("%s:%d", r.FileName(), max(problem.Line, r.Line))
	if problem.Column > 0 {
		at = fmt.Sprintf("%s:%d", at, problem.Column)
	}
	return at
}

// FileName is the file's name for people.
func (r *Row) FileName() string {
	if r.File == "-" {
		return "standard input"
	}
	return r.File
}

// Problem is one thing that is wrong with a row.
type Problem struct {
	// Line is the line it stands on, from 1.
	Line int
	// Column is the byte of the line it stands at, from 1; 0 where a field path says it better.
	Column int
	// Path is the field path, such as skills[3].proficiency; empty for the row as a whole.
	Path string
	// Message is what is wrong and what was expected.
	Message string
	// Value is the text that it is about, where it is about one, and Field the field under which a map's values can say what it means.
	Value, Field string
}

// String puts the path before the message.
func (p Problem) String() string {
	var text strings.Builder
	if p.Path != "" {
		text.WriteString(p.Path)
		text.WriteString(": ")
	}
	text.WriteString(p.Message)
	return text.String()
}
