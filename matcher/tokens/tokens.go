// Package tokens cuts a written text into words that keep their place in it.
//
// Words are folded so that spellings of one word are equal: small letters, no accents, no apostrophes ("attorney's" is
// attorneys), compatibility forms as the letters they stand for, the points of abbreviations dropped ("a.m." is am), "&"
// read as "and". What stands between two words is kept as marks, for it decides where clauses, parts and phrases end.
package tokens

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Marks are what stood between a word and the one before it.
type Marks uint32

// The marks.
const (
	Space    Marks = 1 << iota // white space
	Hyphen                     // a hyphen between letters, as in no-fault
	Slash                      // / or \
	Comma                      // , or a sign that separates as it does: | " > <
	Colon                      // :
	Opening                    // an opening bracket
	Closing                    // a closing bracket
	Point                      // a point that ends no sentence: "No. 5"
	Stop                       // a point before a space or the end, not after a single letter; ! or ?
	Semi                       // ;
	Line                       // a line break
	Bullet                     // a bullet
	Dash                       // a dash between spaces, or one at the beginning of a line
	LongDash                   // a long dash without spaces
	Cross                      // a sign that crosses out: ❌ ✗ ✘
	Other                      // any other sign
)

// Apart are the marks that no phrase reaches across.
const Apart = Comma | Colon | Opening | Closing | Stop | Semi | Line | Bullet | Dash | LongDash | Cross

// Word is a word of a text.
type Word struct {
	Start, End int32 // its bytes in the text as written
	Before     Marks // what stood between it and the word before, or the beginning
	Possessive bool  // written with an apostrophe before or behind its last s: attorney's, clients'
	from, to   int32 // its bytes in the folded text
}

// Text is a written text cut into words. It is reused from text to text, and not safe for concurrent use.
type Text struct {
	Words []Word
	After Marks // what stands behind the last word

	folded  []byte
	scratch []byte
}

// Word returns the folded letters of the word i. They are valid until the next Set.
func (t *Text) Word(i int) []byte { return t.folded[t.Words[i].from:t.Words[i].to] }

// Span returns the folded words i to j, j excluded, one space apart. They are valid until the next Set.
func (t *Text) Span(i, j int) []byte {
	if i >= j {
		return nil
	}
	return t.folded[t.Words[i].from:t.Words[j-1].to]
}

// Behind returns what stands behind the word i.
func (t *Text) Behind(i int) Marks {
	if i+1 < len(t.Words) {
		return t.Words[i+1].Before
	}
	return t.After
}

const none = -1

// Set cuts a text into words. It takes any bytes; what is not UTF-8 separates words.
func (t *Text) Set(written string) {
	t.Words, t.folded = t.Words[:0], t.folded[:0]
	cut := cutter{text: t, written: written, start: none}
	for i := 0; i < len(written); {
		letter := written[i]
		switch {
		case small[letter] != 0:
			cut.open(i)
			from := i
			letters := t.folded // a local, for speed
			for i < len(written) && small[written[i]] != 0 {
				letters = append(letters, small[written[i]])
				i++
			}
			t.folded = letters
			cut.since += i - from
			cut.end = i
		case letter == ' ':
			cut.close()
			cut.marks |= Space
			i++
		case letter < utf8.RuneSelf:
			cut.sign(i)
			i++
		default:
			i += cut.wide(i)
		}
	}
	cut.close()
	t.After = cut.marks
}

// cutter is the state of cutting one text.
type cutter struct {
	text    *Text
	written string
	start   int   // where the open word begins, none where none is open
	end     int   // where it ends so far
	since   int   // letters of the open word since its last inner point
	single  bool  // the last closed word ended in a single letter
	mark    int   // folded letters of the open word before its last apostrophe, none where it has none
	marks   Marks // since the last word
}

func (c *cutter) open(i int) {
	if c.start == none {
		c.begin(i)
	}
}

func (c *cutter) begin(i int) {
	if len(c.text.folded) > 0 {
		c.text.folded = append(c.text.folded, ' ')
	}
	c.text.Words = append(c.text.Words, Word{
		Start: int32(i), Before: c.marks, from: int32(len(c.text.folded)),
	})
	c.start, c.marks, c.since, c.mark = i, 0, 0, none
}

func (c *cutter) close() {
	if c.start == none {
		return
	}
	last := &c.text.Words[len(c.text.Words)-1]
	last.End, last.to = int32(c.end), int32(len(c.text.folded))
	if c.mark != none {
		letters := c.text.folded[last.from:last.to]
		behind := len(letters) - c.mark
		last.Possessive = letters[len(letters)-1] == 's' && behind <= 1 && len(letters) > 1
	}
	c.single = c.since == 1
	c.start = none
}

// apostrophe notes where in the open word an apostrophe stands.
func (c *cutter) apostrophe() {
	if c.start != none {
		c.mark = len(c.text.folded) - int(c.text.Words[len(c.text.Words)-1].from)
	}
}

// sign reads an ASCII byte that is no letter or digit.
func (c *cutter) sign(i int) {
	letter := c.written[i]
	switch letter {
	case '\'', '`':
		c.apostrophe()
		return
	case '.':
		c.point(i)
		return
	case '&':
		c.close()
		c.open(i)
		c.text.folded = append(c.text.folded, "and"...)
		c.end, c.since = i+1, 3
		c.close()
		return
	}
	joined := c.start != none // the sign stands directly behind a word
	c.close()
	switch letter {
	case ' ', '\t':
		c.marks |= Space
	case '\n', '\r', '\v', '\f':
		c.marks |= Line
	case '-':
		c.hyphen(i, 1, joined)
	case '*':
		if !joined && c.spaceAt(i+1) {
			c.marks |= Bullet
		} else {
			c.marks |= Other
		}
	default:
		c.marks |= signs[letter]
	}
}

// point reads a point: of an abbreviation, at the end of a sentence, or neither.
func (c *cutter) point(i int) {
	const abbreviated = 2 // "U.S.", "Pa.C.P."
	if c.start != none && c.since <= abbreviated && c.letterAt(i+1) {
		c.since = 0
		return
	}
	inWord := c.start != none
	c.close()
	// The end of a sentence may stand inside a closing quote or bracket.
	j := i + 1
	for j < len(c.written) && (c.written[j] == '"' || c.written[j] == '\'' || c.written[j] == ')' || c.written[j] == '.') {
		j++
	}
	switch {
	case !c.spaceAt(j):
		c.marks |= Other // "Deadlines.com"
	case inWord && c.single:
		c.marks |= Point
	default:
		c.marks |= Stop
	}
}

// hyphen reads a hyphen or dash of the given bytes: between spaces it is a dash, and so it is at the beginning of a line.
func (c *cutter) hyphen(i, size int, joined bool) {
	before := !joined && (i == 0 || c.marks&(Space|Line|Bullet) != 0)
	after := c.spaceAt(i + size)
	switch {
	case before && after:
		c.marks |= Dash
	case joined && !after:
		c.marks |= Hyphen
	default:
		c.marks |= Other
	}
}

// wide reads a rune beyond ASCII and returns how many bytes it took.
func (c *cutter) wide(i int) int {
	letter, size := utf8.DecodeRuneInString(c.written[i:])
	switch {
	case letter == utf8.RuneError && size == 1:
		c.close()
		c.marks |= Other
	case unicode.IsMark(letter), unicode.Is(unicode.Cf, letter): // an accent by itself; a joiner, a soft hyphen
	case unicode.IsLetter(letter) || unicode.IsNumber(letter):
		c.open(i)
		c.fold(i, letter)
		c.end = i + size
	case letter == '’' || letter == '‘' || letter == 'ʼ':
		c.apostrophe()
	default:
		joined := c.start != none
		c.close()
		switch letter {
		case '‐', '‑':
			c.hyphen(i, size, joined)
		case '–', '—', '―', '−':
			c.hyphen(i, size, joined)
			if c.marks&Hyphen != 0 {
				c.marks = c.marks&^Hyphen | LongDash
			}
		default:
			c.marks |= wideSign(letter)
		}
	}
	return size
}

// fold appends the letter at the byte i in its folded form.
func (c *cutter) fold(i int, letter rune) {
	if letter == 'ß' || letter == 'ẞ' {
		c.text.folded = append(c.text.folded, "ss"...)
		c.since += 2
		return
	}
	t := c.text
	before := len(t.folded)
	rest := norm.NFKD.PropertiesString(c.written[i:]).Decomposition()
	if len(rest) == 0 {
		t.scratch = utf8.AppendRune(t.scratch[:0], letter)
		rest = t.scratch
	}
	for len(rest) > 0 {
		part, size := utf8.DecodeRune(rest)
		rest = rest[size:]
		if !unicode.IsLetter(part) && !unicode.IsNumber(part) {
			continue
		}
		t.folded = utf8.AppendRune(t.folded, unicode.ToLower(unicode.ToUpper(part)))
		c.since++
	}
	if len(t.folded) == before { // a sign that is called a letter: it stays what it is
		t.folded = utf8.AppendRune(t.folded, letter)
		c.since++
	}
}

// letterAt reports whether a letter or digit stands at the byte i.
func (c *cutter) letterAt(i int) bool {
	letter, _ := utf8.DecodeRuneInString(c.written[min(i, len(c.written)):])
	return unicode.IsLetter(letter) || unicode.IsNumber(letter)
}

// spaceAt reports whether white space or the end stands at the byte i.
func (c *cutter) spaceAt(i int) bool {
	if i >= len(c.written) {
		return true
	}
	letter, _ := utf8.DecodeRuneInString(c.written[i:])
	return unicode.IsSpace(letter)
}

// small holds ASCII letters and digits as small letters, and 0 for everything else.
var small = func() (table [256]byte) {
	for i := range table {
		switch letter := byte(i); {
		case letter >= 'a' && letter <= 'z' || letter >= '0' && letter <= '9':
			table[i] = letter
		case letter >= 'A' && letter <= 'Z':
			table[i] = letter + 'a' - 'A'
		}
	}
	return table
}()

// signs holds the mark of each ASCII sign that always means the same.
var signs = func() (table [utf8.RuneSelf]Marks) {
	for i := range table {
		table[i] = Other
	}
	for mark, letters := range map[Marks]string{
		Slash: `/\`, Comma: `,|"<>`, Colon: ":", Opening: "([{", Closing: ")]}", Stop: "!?", Semi: ";",
	} {
		for i := range len(letters) {
			table[letters[i]] = mark
		}
	}
	return table
}()

func wideSign(letter rune) Marks {
	switch letter {
	case '•', '·', '●', '▪', '◦', '‣', '■', '□', '◆', '►', '➤', '➢', '✓', '✔', '∙', '○':
		return Bullet
	case '“', '”', '„', '«', '»', '、', '，':
		return Comma
	case '；':
		return Semi
	case '：':
		return Colon
	case '（':
		return Opening
	case '）':
		return Closing
	case '。', '！', '？', '…':
		return Stop
	case '\u2028', '\u2029', '\u0085':
		return Line
	case '❌', '✗', '✘', '✖', '╳':
		return Cross
	}
	if unicode.IsSpace(letter) {
		return Space
	}
	return Other
}
