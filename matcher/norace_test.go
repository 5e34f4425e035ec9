//go:build !race

package matcher_test

const defaultProfiles = 10_000
