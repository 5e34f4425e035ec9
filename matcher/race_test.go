//go:build race

package matcher_test

// Under the race detector everything is ten times slower; a fifth of the profiles finds the same races.
const defaultProfiles = 200
