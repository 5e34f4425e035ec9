package extract

import (
	"errors"
	"fmt"
)

// Why is a kind of refusal.
type Why string

// The kinds of refusals.
const (
	// Empty is a file without a byte, or without a word.
	Empty Why = "empty"
	// Unknown is a file that is none of the formats.
	Unknown Why = "unknown"
	// Foreign is a file of a format that is known and not read: an old Word file, a workbook, a packed folder.
	Foreign Why = "foreign"
	// Encrypted is a file that wants a password.
	Encrypted Why = "encrypted"
	// Scan is a picture of text.
	Scan Why = "scan"
	// Broken is a file that does not keep to its format.
	Broken Why = "broken"
	// Limit is a file that is larger, longer, deeper or slower than a résumé may be.
	Limit Why = "limit"
	// NoReader is a format that nothing here reads: the program for PDFs is not installed.
	NoReader Why = "no reader"
)

// RefusalError is why a file was not read, and what to do about it. It says nothing of what the file holds.
type RefusalError struct {
	Why  Why
	Says string
}

func (r *RefusalError) Error() string { return r.Says }

// refuse makes a refusal.
func refuse(why Why, format string, values ...any) error {
	return &RefusalError{Why: why, Says: fmt.Sprintf(format, values...)}
}

// Refuse makes a refusal, for readers outside this package.
func Refuse(why Why, format string, values ...any) error { return refuse(why, format, values...) }

// broken is the refusal of a file that does not keep to its format. What a library says of it goes no further: it may quote the file.
func broken(format Format) error {
	return refuse(Broken, "is a broken %s file: open it in the program that wrote it and save it anew, as PDF or DOCX", format.named())
}

// asRefusal finds the refusal in an error.
func asRefusal(err error) *RefusalError {
	found, _ := errors.AsType[*RefusalError](err)
	return found
}
