//go:build !linux

package extract_test

const confined = false
