package input

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// otherEncodings are names that people have for encodings, beside those of the web.
var otherEncodings = map[string]string{"macroman": "macintosh", "mac": "macintosh", "mac-roman": "macintosh", "ansi": "windows-1252", "cp1252": "windows-1252", "cp1250": "windows-1250", "latin2": "iso-8859-2"}

// encodingNamed is the encoding of a name such as windows-1250, macintosh or shift_jis.
func encodingNamed(name string) (encoding.Encoding, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	if other, ok := otherEncodings[name]; ok {
		name = other
	}
	found, err := htmlindex.Get(name)
	if err != nil {
		return nil, fmt.Errorf("encoding %q: expected utf-8, windows-1252, windows-1250, macintosh, iso-8859-2, shift_jis, gbk, big5, euc-kr or another name of the WHATWG's list", name)
	}
	return found, nil
}

// CheckEncoding says what is wrong with the name of an encoding; nothing is where it is empty.
func CheckEncoding(name string) error {
	if name == "" {
		return nil
	}
	_, err := encodingNamed(name)
	return err
}

// text turns a file's bytes into UTF-8, by the encoding that was asked for or what can be told.
func (s *source) text(reader *bufio.Reader) (io.Reader, *mixed, error) {
	if s.options.Encoding != "" {
		named, err := encodingNamed(s.options.Encoding)
		if err != nil {
			return nil, nil, err
		}
		if mark, _ := reader.Peek(3); string(mark) == "\ufeff" {
			_, _ = reader.Discard(3) // just seen
		}
		return transform.NewReader(reader, named.NewDecoder()), &mixed{}, nil
	}
	plain, mixed := text(reader)
	return plain, mixed, nil
}

// oddLetters are letters of Windows-1252 inside words that no language of it has there: the text is in another encoding.
var oddLetters = regexp.MustCompile(`[\p{L}][ŽžŠœŒƒ†‡‰‹›•–—˜™ˆ‚„…¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿×÷][\p{Ll}]|[\p{Ll}][ŽŠŒŸÀ-Þ]|[ƒ‚„…†‡‰]{2}`)

// tellEncoding tells that a file was taken for Windows-1252, and where that looks wrong how another encoding is named.
func (s *source) tellEncoding(in *sheetOfText) {
	hint := ""
	if odd := oddLetters.FindString(string(in.raw)); odd != "" {
		hint = fmt.Sprintf("; %q looks wrong: if names are garbled, say --encoding macintosh, windows-1250, shift_jis or what it is", odd)
	}
	s.notice("%s: is not UTF-8: read as Windows-1252%s", s.name(), hint)
}

// text turns a file's bytes into UTF-8. The byte-order mark decides, then the zero bytes of UTF-16; without either, the
// first byte beyond ASCII does: what is no UTF-8 there is Windows-1252, which is what spreadsheets on Windows write.
func text(reader *bufio.Reader) (io.Reader, *mixed) {
	head, _ := reader.Peek(512) // shorter files say all they have
	made := &mixed{r: reader}
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

// mixed reads UTF-8 or Windows-1252, whichever the first byte beyond ASCII turns out to be.
type mixed struct {
	r       *bufio.Reader
	decided bool
	// windows says that the text is Windows-1252.
	windows bool
	rest    []byte
}

func (m *mixed) Read(data []byte) (int, error) {
	if len(m.rest) > 0 {
		count := copy(data, m.rest)
		m.rest = m.rest[count:]
		return count, nil
	}
	if _, err := m.r.Peek(1); err != nil {
		return 0, err //nolint:wrapcheck // a reader hands on what it met, io.EOF among it
	}
	chunk, _ := m.r.Peek(m.r.Buffered()) // what is there is there
	if !m.decided {
		at := bytes.IndexFunc(chunk, func(letter rune) bool { return letter >= utf8.RuneSelf })
		switch {
		case at > 0:
			chunk = chunk[:at] // ASCII is the same in both
		case at == 0:
			letter, _ := m.r.Peek(utf8.UTFMax) // the end of the file may cut it short
			sign, size := utf8.DecodeRune(letter)
			m.decided, m.windows = true, sign == utf8.RuneError && size <= 1
			return m.Read(data)
		}
	}
	if !m.windows {
		count := copy(data, chunk)
		_, _ = m.r.Discard(count) // just seen
		return count, nil
	}
	var out []byte
	for _, letter := range chunk {
		out = utf8.AppendRune(out, charmap.Windows1252.DecodeByte(letter))
	}
	_, _ = m.r.Discard(len(chunk)) // just seen
	count := copy(data, out)
	m.rest = out[count:]
	return count, nil
}

// twofold says whether a cell of a Windows-1252 file reads as UTF-8 beyond ASCII: two encodings in one file.
func (m *mixed) twofold(cell string) bool {
	if !m.windows {
		return false
	}
	raw, err := charmap.Windows1252.NewEncoder().String(cell)
	return err == nil && len(raw) != len([]rune(raw)) && utf8.ValidString(raw)
}
