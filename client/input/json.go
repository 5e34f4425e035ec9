package input

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth bounds the nesting of a row; a profile needs four levels. maxValues bounds what a row unfolds to in memory.
const (
	maxDepth  = 32
	maxValues = 400_000
)

type kind uint8

const (
	nullKind kind = iota
	boolKind
	numberKind
	stringKind
	listKind
	objectKind
)

// article names a kind in a sentence.
func (k kind) article() string {
	return [...]string{"null", "true or false", "a number", "a text", "a list", "an object"}[k]
}

// node is a JSON value with its place. The standard decoder keeps no places, lets duplicate keys pass and mends bad
// UTF-8 in silence; all three would let a profile be scored that nobody wrote.
type node struct {
	kind   kind
	offset int
	// line is where a value of YAML stands, from 1; 0 where the offset tells.
	line int
	// plain says that it was written without quotes in YAML, and may be meant as a text: 2021 for a date.
	plain bool
	// text is a text's characters, a number as it is written, or true or false.
	text string
	// flaw says what is wrong inside a text; the value around it is sound.
	flaw string
	// keys are an object's keys, in the order of items.
	keys  []*node
	items []*node
}

// syntaxError ends a row: after it nothing can be told from its place.
type syntaxError struct {
	offset  int
	message string
}

func (e *syntaxError) Error() string { return e.message }

type parser struct {
	data   []byte
	at     int
	values int
}

// parseJSON reads exactly one JSON value.
func parseJSON(data []byte) (*node, *syntaxError) {
	made := &parser{data: data}
	node, err := made.value(0)
	if err != nil {
		return nil, err
	}
	made.space()
	if made.at < len(made.data) {
		return nil, made.fail("expected the end of the row after the closing bracket, got %s", made.here())
	}
	return node, nil
}

func (p *parser) fail(format string, args ...any) *syntaxError {
	return &syntaxError{offset: p.at, message: fmt.Sprintf(format, args...)}
}

// here describes what stands at the current place.
func (p *parser) here() string {
	if p.at >= len(p.data) {
		return "the end: the row is cut off"
	}
	letter, size := utf8.DecodeRune(p.data[p.at:])
	if letter == utf8.RuneError && size <= 1 {
		return fmt.Sprintf("the byte 0x%02x", p.data[p.at])
	}
	return strconv.QuoteRune(letter)
}

func (p *parser) space() {
	for p.at < len(p.data) && isSpace(p.data[p.at]) {
		p.at++
	}
}

func isSpace(letter byte) bool {
	return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r'
}

func (p *parser) value(depth int) (*node, *syntaxError) {
	p.space()
	if p.values++; p.values > maxValues {
		return nil, p.fail("the row holds more than %d values", maxValues)
	}
	if p.at >= len(p.data) {
		return nil, p.fail("expected a value, got %s", p.here())
	}
	if depth > maxDepth {
		return nil, p.fail("nested deeper than %d levels", maxDepth)
	}
	switch letter := p.data[p.at]; {
	case letter == '{':
		return p.object(depth)
	case letter == '[':
		return p.list(depth)
	case letter == '"':
		return p.text()
	case letter == '-' || letter >= '0' && letter <= '9':
		return p.number()
	default:
		return p.word()
	}
}

func (p *parser) object(depth int) (*node, *syntaxError) {
	made := &node{kind: objectKind, offset: p.at}
	p.at++
	for {
		p.space()
		if p.at < len(p.data) && p.data[p.at] == '}' && len(made.keys) == 0 {
			p.at++
			return made, nil
		}
		if p.at >= len(p.data) || p.data[p.at] != '"' {
			return nil, p.fail("expected a field name in double quotes, got %s", p.here())
		}
		key, err := p.text()
		if err != nil {
			return nil, err
		}
		p.space()
		if p.at >= len(p.data) || p.data[p.at] != ':' {
			return nil, p.fail("expected ':' after the field name, got %s", p.here())
		}
		p.at++
		item, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		made.keys, made.items = append(made.keys, key), append(made.items, item)
		if done, err := p.next('}'); err != nil || done {
			return made, err
		}
	}
}

func (p *parser) list(depth int) (*node, *syntaxError) {
	made := &node{kind: listKind, offset: p.at}
	p.at++
	for {
		p.space()
		if p.at < len(p.data) && p.data[p.at] == ']' && len(made.items) == 0 {
			p.at++
			return made, nil
		}
		item, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		made.items = append(made.items, item)
		if done, err := p.next(']'); err != nil || done {
			return made, err
		}
	}
}

// next passes a comma, or the closing bracket, and then reports true.
func (p *parser) next(closing byte) (bool, *syntaxError) {
	p.space()
	if p.at < len(p.data) {
		switch p.data[p.at] {
		case ',':
			p.at++
			return false, nil
		case closing:
			p.at++
			return true, nil
		}
	}
	return false, p.fail("expected ',' or '%c', got %s", closing, p.here())
}

func (p *parser) word() (*node, *syntaxError) {
	for word, made := range map[string]kind{"null": nullKind, "true": boolKind, "false": boolKind} {
		if bytes.HasPrefix(p.data[p.at:], []byte(word)) {
			itsNode := &node{kind: made, offset: p.at, text: word}
			p.at += len(word)
			return itsNode, nil
		}
	}
	return nil, p.fail("expected a value, got %s", p.here())
}

// number reads a number by JSON's own grammar, which knows no NaN, no leading zero and no bare point.
func (p *parser) number() (*node, *syntaxError) {
	start := p.at
	digits := func() bool {
		from := p.at
		for p.at < len(p.data) && p.data[p.at] >= '0' && p.data[p.at] <= '9' {
			p.at++
		}
		return p.at > from
	}
	if p.data[p.at] == '-' {
		p.at++
	}
	first := p.at
	if !digits() {
		return nil, p.fail("expected a digit, got %s", p.here())
	}
	if p.data[first] == '0' && p.at > first+1 {
		p.at = first
		return nil, p.fail("a number must not begin with 0")
	}
	if p.at < len(p.data) && p.data[p.at] == '.' {
		p.at++
		if !digits() {
			return nil, p.fail("expected a digit after the point, got %s", p.here())
		}
	}
	if p.at < len(p.data) && (p.data[p.at] == 'e' || p.data[p.at] == 'E') {
		p.at++
		if p.at < len(p.data) && (p.data[p.at] == '+' || p.data[p.at] == '-') {
			p.at++
		}
		if !digits() {
			return nil, p.fail("expected a digit in the exponent, got %s", p.here())
		}
	}
	return &node{kind: numberKind, offset: start, text: string(p.data[start:p.at])}, nil
}

// text reads a text. What is wrong with its characters is noted and read over, so that the row's other problems show too.
func (p *parser) text() (*node, *syntaxError) {
	made := &node{kind: stringKind, offset: p.at}
	p.at++
	var out []byte
	for {
		if p.at >= len(p.data) {
			return nil, p.fail("expected a closing double quote, got %s", p.here())
		}
		letter := p.data[p.at]
		switch {
		case letter == '"':
			p.at++
			made.text = string(out)
			return made, nil
		case letter == '\\':
			sign, err := p.escape(made)
			if err != nil {
				return nil, err
			}
			made.control(sign)
			out = utf8.AppendRune(out, sign)
		case letter == '\n':
			return nil, p.fail("the line ends inside a text: write a line break as \\n, and close the text with a double quote")
		case letter < utf8.RuneSelf:
			if letter < ' ' {
				made.control(rune(letter)) // the contract refuses it however it is written; a tab or line break it takes as an escape
				made.note(fmt.Sprintf("holds a bare control character U+%04X: write it as \\u%04x, or remove it", letter, letter))
			}
			made.control(rune(letter))
			out = append(out, letter)
			p.at++
		default:
			sign, size := utf8.DecodeRune(p.data[p.at:])
			if sign == utf8.RuneError && size <= 1 {
				made.note(fmt.Sprintf("is not UTF-8: the byte 0x%02x has no meaning here; save the file as UTF-8", letter))
			}
			made.control(sign)
			out = utf8.AppendRune(out, sign)
			p.at += size
		}
	}
}

// escape reads one escape sequence.
func (p *parser) escape(node *node) (rune, *syntaxError) {
	p.at++
	if p.at >= len(p.data) {
		return 0, p.fail("expected an escape after '\\', got %s", p.here())
	}
	letter := p.data[p.at]
	if letter == 'u' {
		sign, err := p.hex()
		if err != nil || !utf16.IsSurrogate(sign) {
			return sign, err
		}
		if bytes.HasPrefix(p.data[p.at:], []byte(`\u`)) {
			mark := p.at
			p.at++
			low, err := p.hex()
			if err != nil {
				return 0, err
			}
			if pair := utf16.DecodeRune(sign, low); pair != utf8.RuneError {
				return pair, nil
			}
			p.at = mark
		}
		node.note(fmt.Sprintf("holds half a character: \\u%04x is one part of a pair", sign))
		return utf8.RuneError, nil
	}
	sign, ok := map[byte]rune{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}[letter]
	if !ok {
		return 0, p.fail("no such escape: '\\' and then %s", p.here())
	}
	p.at++
	return sign, nil
}

// hex reads the u and four hexadecimal digits.
func (p *parser) hex() (rune, *syntaxError) {
	p.at++
	if p.at+4 > len(p.data) {
		p.at = len(p.data)
		return 0, p.fail("expected four hexadecimal digits after \\u, got %s", p.here())
	}
	bits, err := strconv.ParseUint(string(p.data[p.at:p.at+4]), 16, 32)
	if err != nil {
		return 0, p.fail("expected four hexadecimal digits after \\u, got %q", p.data[p.at:p.at+4])
	}
	p.at += 4
	return rune(bits), nil
}

// note keeps the first flaw.
func (n *node) note(flaw string) {
	if n.flaw == "" {
		n.flaw = flaw
	}
}

// control notes the characters that the contract refuses everywhere.
func (n *node) control(letter rune) {
	if letter < ' ' && letter != '\t' && letter != '\n' && letter != '\r' || letter >= 0x7f && letter <= 0x9f {
		n.note(fmt.Sprintf("holds the control character U+%04X: remove it", letter))
	}
}
