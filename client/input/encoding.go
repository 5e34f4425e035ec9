package input

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/transform"

	"github.com/lexfit/lexfit/client/input/charset"
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

// textOf turns a file's bytes into UTF-8, by the encoding that was asked for or what can be told.
func textOf(reader *bufio.Reader, encoding string) (io.Reader, *charset.Text, error) {
	if encoding != "" {
		named, err := encodingNamed(encoding)
		if err != nil {
			return nil, nil, err
		}
		if mark, _ := reader.Peek(3); string(mark) == "\ufeff" {
			_, _ = reader.Discard(3) // just seen
		}
		return transform.NewReader(reader, named.NewDecoder()), &charset.Text{}, nil
	}
	plain, text := charset.Reader(reader)
	return plain, text, nil
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
