// Package charset tells what a text is written in, and reads it as UTF-8.
package charset

import (
	"bufio"
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Reader turns a file's bytes into UTF-8. The byte-order mark decides, then the zero bytes of UTF-16; without either, the
// first byte beyond ASCII does: what is no UTF-8 there is Windows-1252, which is what spreadsheets on Windows write.
func Reader(reader *bufio.Reader) (io.Reader, *Text) {
	head, _ := reader.Peek(512) // shorter files say all they have
	made := &Text{r: reader}
	switch {
	case bytes.HasPrefix(head, []byte("\ufeff")):
		_, _ = reader.Discard(3) // just seen
		made.decided = true
		return made, made
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), zeros(head, 1):
		return transform.NewReader(reader, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()), made
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}), zeros(head, 0):
		return transform.NewReader(reader, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder()), made
	}
	return made, made
}

// zeros says whether all the bytes at odd places (1), or at even ones (0), are 0 for most of a text: the other half of
// UTF-16's Latin letters.
func zeros(head []byte, at int) bool {
	count := 0
	for i := at; i < len(head); i += 2 {
		if head[i] == 0 {
			count++
		}
	}
	return len(head) >= 4 && count > len(head)/3
}

// Text reads UTF-8 or Windows-1252, whichever the first byte beyond ASCII turns out to be.
type Text struct {
	r       *bufio.Reader
	decided bool
	// windows says that the text is Windows-1252.
	windows bool
	rest    []byte
}

// Read reads the text as UTF-8.
func (t *Text) Read(data []byte) (int, error) {
	if len(t.rest) > 0 {
		count := copy(data, t.rest)
		t.rest = t.rest[count:]
		return count, nil
	}
	if _, err := t.r.Peek(1); err != nil {
		return 0, err //nolint:wrapcheck // a reader hands on what it met, io.EOF among it
	}
	chunk, _ := t.r.Peek(t.r.Buffered()) // what is there is there
	if !t.decided {
		at := bytes.IndexFunc(chunk, func(letter rune) bool { return letter >= utf8.RuneSelf })
		switch {
		case at > 0:
			chunk = chunk[:at] // ASCII is the same in both
		case at == 0:
			letter, _ := t.r.Peek(utf8.UTFMax) // the end of the file may cut it short
			sign, size := utf8.DecodeRune(letter)
			t.decided, t.windows = true, sign == utf8.RuneError && size <= 1
			return t.Read(data)
		}
	}
	if !t.windows {
		count := copy(data, chunk)
		_, _ = t.r.Discard(count) // just seen
		return count, nil
	}
	var out []byte
	for _, letter := range chunk {
		out = utf8.AppendRune(out, charmap.Windows1252.DecodeByte(letter))
	}
	_, _ = t.r.Discard(len(chunk)) // just seen
	count := copy(data, out)
	t.rest = out[count:]
	return count, nil
}

// Windows says whether the text is Windows-1252, once it was read.
func (t *Text) Windows() bool { return t.windows }

// Twofold says whether a cell of a Windows-1252 file reads as UTF-8 beyond ASCII: two encodings in one file.
func (t *Text) Twofold(cell string) bool {
	if !t.windows {
		return false
	}
	raw, err := charmap.Windows1252.NewEncoder().String(cell)
	return err == nil && len(raw) != len([]rune(raw)) && utf8.ValidString(raw)
}
