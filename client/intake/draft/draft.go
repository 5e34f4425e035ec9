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
}
