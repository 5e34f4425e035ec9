//go:build !race

package matcher_test

const defaultProfiles = 1_000
