package columnar

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"reflect"
)

// A note is a row's fields in their order: a byte that says whether there is a value, and the value. Numbers are varints, texts have
// their length before them.

// maxText is the length of the longest text that is read back: more than any that is written.
const maxText = 1 << 20

// noted is the note of a row.
func (r *Row) noted() []byte {
	note := make([]byte, 0, 256)
	for _, field := range reflect.ValueOf(r).Elem().Fields() {
		if field.Kind() == reflect.Pointer {
			if field.IsNil() {
				note = append(note, 0)
				continue
			}
			field = field.Elem()
		}
		note = append(note, 1)
		switch {
		case field.CanInt():
			note = binary.AppendVarint(note, field.Int())
		case field.Kind() == reflect.Bool && field.Bool():
			note = append(note, 1)
		case field.Kind() == reflect.Bool:
			note = append(note, 0)
		default:
			note = binary.AppendUvarint(note, uint64(field.Len()))
			note = append(note, field.String()...)
		}
	}
	return note
}

// readNotes hands out the rows that were noted.
func readNotes(from io.Reader, take func(*Row) error) error {
	notes := bufio.NewReader(from)
	for {
		if _, err := notes.Peek(1); errors.Is(err, io.EOF) {
			return nil
		}
		row, err := readNote(notes)
		if err != nil {
			return errors.Join(errNotes, err)
		}
		if err := take(row); err != nil {
			return err
		}
	}
}

func readNote(notes *bufio.Reader) (*Row, error) {
	row := &Row{}
	for _, field := range reflect.ValueOf(row).Elem().Fields() {
		there, err := notes.ReadByte()
		if err != nil {
			return nil, err //nolint:wrapcheck // said by readNotes
		}
		if there == 0 {
			continue
		}
		if field.Kind() == reflect.Pointer {
			field.Set(reflect.New(field.Type().Elem()))
			field = field.Elem()
		}
		if err := readField(notes, field); err != nil {
			return nil, err
		}
	}
	return row, nil
}

func readField(notes *bufio.Reader, field reflect.Value) error {
	switch {
	case field.CanInt():
		value, err := binary.ReadVarint(notes)
		if err != nil {
			return err //nolint:wrapcheck // said by readNotes
		}
		field.SetInt(value)
	case field.Kind() == reflect.Bool:
		value, err := notes.ReadByte()
		if err != nil {
			return err //nolint:wrapcheck // said by readNotes
		}
		field.SetBool(value == 1)
	default:
		size, err := binary.ReadUvarint(notes)
		if err != nil || size > maxText {
			return errors.Join(errNotes, err)
		}
		value := make([]byte, size)
		if _, err := io.ReadFull(notes, value); err != nil {
			return err //nolint:wrapcheck // said by readNotes
		}
		field.SetString(string(value))
	}
	return nil
}
