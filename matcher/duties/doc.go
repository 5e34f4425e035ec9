// Package duties reads what somebody did in a job, and says which skills that shows.
//
// A duty is cut into clauses, and each clause is read from left to right, one look-up a word: verbs open a set of verb
// classes, and every object that follows shows what the rulebook's table says of each open verb done to it. Names of skills
// are found wherever they stand. A clause that begins with a denial shows nothing, and says what was denied.
//
// docs/duties.md explains the reading by examples. The package knows no profile, no job and no score: whether a job is a
// legal one, and so whether a showing that is for legal jobs alone counts, is its caller's to say.
package duties
