package input

import "google.golang.org/protobuf/reflect/protoreflect"

// What the reader of résumés shares with the readers of files: a date, a word of an enum and a job that goes on say the same wherever
// they stand.

// ReadDate reads a date as ISO 8601, as whole as it is written. Where only a part is certain it returns that part with an error that
// says what was left out. A date such as 03/04/2019 is read with its month first where monthFirst says so, and as its year alone else.
func ReadDate(text string, monthFirst bool) (string, error) {
	var order dateOrder
	if monthFirst {
		order = monthShown
	}
	return parseDate(text, order)
}

// StillHeld says whether what stands for the end of a job or of studies says that they go on.
func StillHeld(text string) bool { return stillHeld(text) }

// ReadWord reads a word of an enum; false where it is none that is certain.
func ReadWord(text string, enum protoreflect.EnumDescriptor) (protoreflect.EnumNumber, bool) {
	number, err := parseWord(text, enum, nil)
	return number, err == nil
}
