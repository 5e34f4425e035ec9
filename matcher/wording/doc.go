// Package wording reads the words beside a name: those that deny it, say that it has expired or is yet to come, how well it is
// had and for how long, or make it another thing.
//
// A written name ("Westlaw (expert)", "Never used PACER", "English, minor in legal studies") is cut at brackets, commas, dashes
// and the like into segments. What stands beside a name is stripped from the ends of its segment, or is a segment of its own
// that speaks of the one before it. What is left are parts, each a name to be looked up with what was said of it.
//
// The lists of words stand in the rulebook (WordsBeside). The package knows no names: its caller says which are known as they
// stand, so that "Advanced Certified Paralegal" keeps its first word.
package wording
