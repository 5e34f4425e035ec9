// Package lexicon reads what people write as the names that a rulebook knows: skills, credentials, fields of study, course
// topics, languages and job titles.
//
// A text is brought into a normal form (text.go), looked up in the names of one kind, as a whole, as a list or by the
// phrases in it (lexicon.go), and where nothing is found read as a near spelling (spelling.go). docs/scoring.md holds the
// rules, 32 to 35.
package lexicon
