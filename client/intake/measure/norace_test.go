//go:build !race

package measure_test

// slow says that the race detector is on.
const slow = false
