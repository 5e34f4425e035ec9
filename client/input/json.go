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
	p := &parser{data: data}
	n, err := p.value(0)
	if err != nil {
		return nil, err
	}
	p.space()
	if p.at < len(p.data) {
		return nil, p.fail("expected the end of the row after the closing bracket, got %s", p.here())
	}
	return n, nil
}

func (p *parser) fail(format string, args ...any) *syntaxError {
	return &syntaxError{offset: p.at, message: fmt.Sprintf(format, args...)}
}

// here describes what stands at the current place.
func (p *parser) here() string {
	if p.at >= len(p.data) {
		return "the end: the row is cut off"
	}
	r, size := utf8.DecodeRune(p.data[p.at:])
	if r == utf8.RuneError && size <= 1 {
		return fmt.Sprintf("the byte 0x%02x", p.data[p.at])
	}
	return strconv.QuoteRune(r)
}

func (p *parser) space() {
	for p.at < len(p.data) && isSpace(p.data[p.at]) {
		p.at++
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

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
	switch c := p.data[p.at]; {
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.list(depth)
	case c == '"':
		return p.text()
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	default:
		return p.word()
	}
}

func (p *parser) object(depth int) (*node, *syntaxError) {
	n := &node{kind: objectKind, offset: p.at}
	p.at++
	for {
		p.space()
		if p.at < len(p.data) && p.data[p.at] == '}' && len(n.keys) == 0 {
			p.at++
			return n, nil
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
		n.keys, n.items = append(n.keys, key), append(n.items, item)
		if done, err := p.next('}'); err != nil || done {
			return n, err
		}
	}
}

func (p *parser) list(depth int) (*node, *syntaxError) {
	n := &node{kind: listKind, offset: p.at}
	p.at++
	for {
		p.space()
		if p.at < len(p.data) && p.data[p.at] == ']' && len(n.items) == 0 {
			p.at++
			return n, nil
		}
		item, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		n.items = append(n.items, item)
		if done, err := p.next(']'); err != nil || done {
			return n, err
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
	for word, k := range map[string]kind{"null": nullKind, "true": boolKind, "false": boolKind} {
		if bytes.HasPrefix(p.data[p.at:], []byte(word)) {
			n := &node{kind: k, offset: p.at, text: word}
			p.at += len(word)
			return n, nil
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
	n := &node{kind: stringKind, offset: p.at}
	p.at++
	var out []byte
	for {
		if p.at >= len(p.data) {
			return nil, p.fail("expected a closing double quote, got %s", p.here())
		}
		c := p.data[p.at]
		switch {
		case c == '"':
			p.at++
			n.text = string(out)
			return n, nil
		case c == '\\':
			r, err := p.escape(n)
			if err != nil {
				return nil, err
			}
			n.control(r)
			out = utf8.AppendRune(out, r)
		case c == '\n':
			return nil, p.fail("the line ends inside a text: write a line break as \\n, and close the text with a double quote")
		case c < utf8.RuneSelf:
			if c < ' ' {
				n.control(rune(c)) // the contract refuses it however it is written; a tab or line break it takes as an escape
				n.note(fmt.Sprintf("holds a bare control character U+%04X: write it as \\u%04x, or remove it", c, c))
			}
			n.control(rune(c))
			out = append(out, c)
			p.at++
		default:
			r, size := utf8.DecodeRune(p.data[p.at:])
			if r == utf8.RuneError && size <= 1 {
				n.note(fmt.Sprintf("is not UTF-8: the byte 0x%02x has no meaning here; save the file as UTF-8", c))
			}
			n.control(r)
			out = utf8.AppendRune(out, r)
			p.at += size
		}
	}
}

// escape reads one escape sequence.
func (p *parser) escape(n *node) (rune, *syntaxError) {
	p.at++
	if p.at >= len(p.data) {
		return 0, p.fail("expected an escape after '\\', got %s", p.here())
	}
	c := p.data[p.at]
	if c == 'u' {
		r, err := p.hex()
		if err != nil || !utf16.IsSurrogate(r) {
			return r, err
		}
		if bytes.HasPrefix(p.data[p.at:], []byte(`\u`)) {
			mark := p.at
			p.at++
			low, err := p.hex()
			if err != nil {
				return 0, err
			}
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				return pair, nil
			}
			p.at = mark
		}
		n.note(fmt.Sprintf("holds half a character: \\u%04x is one part of a pair", r))
		return utf8.RuneError, nil
	}
	r, ok := map[byte]rune{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}[c]
	if !ok {
		return 0, p.fail("no such escape: '\\' and then %s", p.here())
	}
	p.at++
	return r, nil
}

// hex reads the u and four hexadecimal digits.
func (p *parser) hex() (rune, *syntaxError) {
	p.at++
	if p.at+4 > len(p.data) {
		p.at = len(p.data)
		return 0, p.fail("expected four hexadecimal digits after \\u, got %s", p.here())
	}
	v, err := strconv.ParseUint(string(p.data[p.at:p.at+4]), 16, 32)
	if err != nil {
		return 0, p.fail("expected four hexadecimal digits after \\u, got %q", p.data[p.at:p.at+4])
	}
	p.at += 4
	return rune(v), nil
}

// note keeps the first flaw.
func (n *node) note(flaw string) {
	if n.flaw == "" {
		n.flaw = flaw
	}
}

// control notes the characters that the contract refuses everywhere.
func (n *node) control(r rune) {
	if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r >= 0x7f && r <= 0x9f {
		n.note(fmt.Sprintf("holds the control character U+%04X: remove it", r))
	}
}
