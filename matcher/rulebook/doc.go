// Package rulebook reads and writes rulebooks as YAML, lints them, and holds the default one.
//
// A rulebook on disk is the proto message lexfit.v1.Rulebook written as YAML: the same field names, enum values without
// their prefix. Nothing is mapped by hand; the reader and the writer walk the message's descriptor, so a field added to
// the contract can be written in a file at once. Three shorthands, listed in shorthand.go and at the head of
// default.yaml, keep a file readable; each stands for exactly one message.
//
//	data → Parse → Document (message + positions) → Lint → Locate → findings with file, line and column
//	message → Export → YAML that parses back to the equal message
//
// Parse reports what is wrong with the text (a misspelt field, a text where a number belongs), Lint what is wrong with
// the rulebook it describes (weights that do not sum to 1000, an alias on two skills). The contract's own constraints,
// such as the longest title, are protovalidate's to judge; Lint never panics on a message that breaks them.
//
// The package does no input or output and has no clock.
package rulebook
