// Package draft is what a machine made of a résumé: a profile, where each of its values stands in the document, and what a person
// has to look at. It is a file that people may read and edit.
package draft

import (
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// NoTitle stands for the title of a job of which none was read: a profile keeps no job without one, and nobody reads this as any.
const NoTitle = "Unknown"

// Draft is one person's.
type Draft struct {
	// Source is the document that it was read from.
	Source Source
	// Profile is what was read. Its review message says that it is a draft and which paths are flagged, until a person has looked at it.
	Profile *lexfitv1.CandidateProfile
	// Contacts are for the recruiter's list: they are no part of the profile and are never sent anywhere.
	Contacts []Contact
	// Spans say where the values stand, one or more a path.
	Spans []Span
	// Flags are what a person has to look at.
	Flags []Flag
	// Pages are the lines of the document as they were read, which the spans lead to.
	Pages []Page
	// Reviewed says that a person has answered every flag, or has looked at a draft that has none.
	Reviewed bool
	// Untouched says that the file is as it was made: nobody has edited it, or answered a flag. Write keeps it, and Read finds out.
	Untouched bool
}

// Source is a document.
type Source struct {
	// File is its name within the folder that was read, with slashes.
	File string
	// Digest is the SHA-256 of its bytes, in hex.
	Digest string
	// Format is what it was found to be.
	Format string
	// Pages is how many it has.
	Pages int
	// Remarks are the document's.
	Remarks []string
}

// Contact is a way to reach the person.
type Contact struct {
	// Kind is email, phone, link or address.
	Kind string
	// Value is as written.
	Value string
	Page  int
	Line  int
}

// Span is where a value stands.
type Span struct {
	// Path is the field path in the profile, such as experience[0].title.
	Path string
	// Page and Line count from 1; Line counts within the page.
	Page int
	Line int
	// Text is the words that were read, as written.
	Text string
}

// Flag is a value, or a line that became none, that a person has to look at.
type Flag struct {
	// Kind is why.
	Kind lexfitv1.ReviewFlagKind
	// Path is the field path of the value; empty for text that reached no entry and for the document as a whole.
	Path string
	Page int
	Line int
	// Text is the words as written.
	Text string
	// Says is why, in a sentence for people.
	Says string
	// Others are the further readings that were possible, the likeliest first.
	Others []string
	// Answer is what a person made of it; empty as long as nobody has looked.
	Answer Answer
}

// Answer is what a person made of a flag.
type Answer string

// The answers that there are.
const (
	// Kept means that the value is right, or that the text needs no entry.
	Kept Answer = "kept"
	// Edited means that the value was written anew.
	Edited Answer = "edited"
	// Dropped means that the value was taken out of the profile.
	Dropped Answer = "dropped"
	// Skipped means that it stays open: the profile keeps the flag.
	Skipped Answer = "skipped"
)

// Open reports whether nobody has settled the value: it is no answer of the profile yet.
func (f Flag) Open() bool { return f.Answer == "" || f.Answer == Skipped }

// Page is a page of the document, as it was read.
type Page struct {
	// Number counts from 1.
	Number int
	Lines  []Line
}

// Line is a line of the document with what of its look helps to find it on paper.
type Line struct {
	// Number counts the lines of the page from 1.
	Number int
	Text   string
	// Left is in points from the page's left edge, and Size the size of the text in points, both in whole points; 0 where unknown.
	Left int
	Size int
	// Bold, Italic and Bullet are as in the document; Heading holds of what the document itself calls one.
	Bold    bool
	Italic  bool
	Bullet  bool
	Heading bool
	// Running is a header or footer that is repeated from page to page.
	Running bool
	// Hidden is why nobody who looks at the page sees the text; empty for what is seen.
	Hidden string
	// Block numbers what belongs together on the page.
	Block int
}
