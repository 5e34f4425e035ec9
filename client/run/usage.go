package run

import "fmt"

// UsageError is a command line that cannot be understood, or that contradicts itself.
type UsageError struct {
	// Err says what was expected.
	Err error
}

// Error is the sentence.
func (e UsageError) Error() string { return e.Err.Error() }

// Unwrap gives what it was made of.
func (e UsageError) Unwrap() error { return e.Err }

func usagef(format string, values ...any) error { return UsageError{fmt.Errorf(format, values...)} }
