package extract

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"

	"github.com/lexfit/lexfit/client/intake/document"
)

// readRTF reads Rich Text Format.
func readRTF(ctx context.Context, source Source) (*document.Document, error) {
	reader := &rtfReader{grid: grid{flow: newFlow(&spending{limits: source.Limits})}, data: source.Data, limits: source.Limits, fonts: map[int]int{}, headings: map[int]int{}, now: rtfGroup{size: 12, skipAfter: 1}}
	reader.begin()
	if err := reader.read(ctx); err != nil {
		return nil, err
	}
	reader.flush()
	reader.done()
	made, err := reader.flow.done()
	if err != nil {
		return nil, err
	}
	if reader.pictures && !says(made) {
		return nil, Scanned(RTF)
	}
	made.Remarks = docxRemarks{pictures: reader.pictures, objects: reader.objects}.say()
	return made, nil
}

// rtfDest is where the text of a group goes.
type rtfDest int

const (
	rtfBody rtfDest = iota
	rtfNowhere
	rtfFonts
	rtfColors
	rtfStyles
	rtfItem // the bullet or number before an item
)

// rtfGroup is what holds within a pair of braces.
type rtfGroup struct {
	dest         rtfDest
	size         float64
	bold, italic bool
	vanish, gone bool
	font         int
	color        int
	shaded       bool
	skipAfter    int // how many signs follow a Unicode sign for those who cannot read it
	// What holds of the paragraph.
	paraShaded bool
	table      bool
	bullet     bool
	heading    int
	style      int
	// star says that whoever does not know the group skips it.
	star bool
	// box says that the group is a text box, and furniture a header, a footer or a note.
	box, furniture bool
}

// rtfReader follows a file's control words.
type rtfReader struct {
	grid
	data   []byte
	at     int
	limits Limits
	now    rtfGroup
	outer  []rtfGroup
	// codepage is the file's, fonts are the charsets of its fonts, colors its colours: whether they are white.
	codepage string
	fonts    map[int]int
	colors   []bool
	rgb      [3]int
	// headings are the heading levels of styles, and name is what the style that is read is called so far.
	headings map[int]int
	name     strings.Builder
	// bytes wait for the rest of a sign; skip is how many signs are skipped, high the first half of one beyond the first plane.
	bytes             []byte
	skip              int
	high              rune
	elements          int
	pictures, objects bool
}

func (r *rtfReader) read(ctx context.Context) error {
	for r.at < len(r.data) {
		sign := r.data[r.at]
		r.at++
		switch sign {
		case '{':
			if err := r.count(ctx); err != nil {
				return err
			}
			r.flush()
			if len(r.outer) >= r.limits.Depth {
				return tooDeep(r.limits)
			}
			r.outer = append(r.outer, r.now)
			r.now.star, r.now.box, r.now.furniture, r.skip = false, false, false, 0
		case '}':
			r.flush()
			r.skip = 0
			r.closeGroup()
		case '\\':
			if err := r.count(ctx); err != nil {
				return err
			}
			r.control()
		case '\r', '\n':
		case '\t':
			r.tabulator()
		default:
			r.byte(sign)
		}
	}
	return nil
}

func (r *rtfReader) count(ctx context.Context) error {
	if r.elements++; r.elements > r.limits.Elements {
		return tooManyElements(r.limits)
	}
	if r.elements%1024 == 0 {
		return errors.Join(ctx.Err(), r.flow.spent.err())
	}
	return nil
}

func (r *rtfReader) closeGroup() {
	if len(r.outer) == 0 {
		return
	}
	switch {
	case r.now.box:
		r.endBox()
	case r.now.furniture:
		r.flow.end()
		r.running = false
		r.endBox()
	}
	ended := r.now
	r.now = r.outer[len(r.outer)-1]
	r.outer = r.outer[:len(r.outer)-1]
	if ended.dest == rtfItem && r.now.dest == rtfBody {
		r.now.bullet = true
	}
	if ended.dest == rtfStyles && r.now.dest == rtfStyles {
		r.nameStyle(ended)
	}
}

// control reads a control word or sign.
func (r *rtfReader) control() {
	if r.at >= len(r.data) {
		return
	}
	sign := r.data[r.at]
	if !isLetter(sign) {
		r.at++
		r.sign(sign)
		return
	}
	begin := r.at
	for r.at < len(r.data) && isLetter(r.data[r.at]) && r.at-begin < 40 {
		r.at++
	}
	word := string(r.data[begin:r.at])
	value, given := 0, false
	begin = r.at
	if r.at < len(r.data) && r.data[r.at] == '-' {
		r.at++
	}
	for r.at < len(r.data) && r.data[r.at] >= '0' && r.data[r.at] <= '9' && r.at-begin < 11 {
		r.at++
	}
	if number, err := strconv.Atoi(string(r.data[begin:r.at])); err == nil {
		value, given = number, true
	}
	if r.at < len(r.data) && r.data[r.at] == ' ' {
		r.at++
	}
	r.word(word, value, given)
}

func isLetter(sign byte) bool { return sign >= 'a' && sign <= 'z' || sign >= 'A' && sign <= 'Z' }

// sign reads a control word of one sign.
func (r *rtfReader) sign(sign byte) {
	switch sign {
	case '\'':
		if r.at+2 <= len(r.data) {
			if code, err := strconv.ParseUint(string(r.data[r.at:r.at+2]), 16, 8); err == nil {
				r.at += 2
				r.byte(byte(code))
			}
		}
	case '*':
		r.now.star = true
	case '~':
		r.write(" ")
	case '_':
		r.write("-")
	case '\\', '{', '}':
		r.byte(sign)
	case '\r', '\n':
		r.word("par", 0, false)
	}
}

// byte is a sign of the file's or the font's own encoding.
func (r *rtfReader) byte(sign byte) {
	if r.skip > 0 {
		r.skip--
		return
	}
	if r.now.dest == rtfColors {
		if sign == ';' {
			r.colors = append(r.colors, min(r.rgb[0], r.rgb[1], r.rgb[2]) >= 0xf8)
			r.rgb = [3]int{}
		}
		return
	}
	if r.bytes = append(r.bytes, sign); len(r.bytes) > longRun && sign < utf8.RuneSelf {
		r.flush()
	}
}

// longRun is how much text waits for its end, in bytes.
const longRun = 64 << 10

// charsets are the encodings of fonts' charsets.
var charsets = map[int]string{
	77: "macintosh", 128: "shift_jis", 129: "euc-kr", 134: "gbk", 136: "big5", 161: "windows-1253", 162: "windows-1254", 163: "windows-1258",
	177: "windows-1255", 178: "windows-1256", 186: "windows-1257", 204: "windows-1251", 222: "windows-874", 238: "windows-1250",
}

// symbolCharset is the charset of fonts of pictures.
const symbolCharset = 2

// flush turns the bytes that wait into text.
func (r *rtfReader) flush() {
	if len(r.bytes) == 0 {
		return
	}
	raw := r.bytes
	r.bytes = r.bytes[:0]
	charset := r.fonts[r.now.font]
	if charset == symbolCharset && r.now.dest == rtfBody {
		var signs strings.Builder
		for _, sign := range raw {
			if sign == ' ' {
				signs.WriteByte(' ')
				continue
			}
			signs.WriteRune(0xf000 + rune(sign))
		}
		r.put(signs.String())
		return
	}
	name := charsets[charset]
	if name == "" {
		name = r.codepage
	}
	var found encoding.Encoding
	var err error
	if found, err = htmlindex.Get(name); err != nil {
		found, _ = htmlindex.Get("windows-1252") // always there
	}
	text, err := found.NewDecoder().Bytes(raw)
	if err != nil {
		text = raw
	}
	r.put(string(text))
}

// write adds text that needs no decoding.
func (r *rtfReader) write(text string) {
	r.flush()
	r.put(text)
}

func (r *rtfReader) put(text string) {
	switch r.now.dest {
	case rtfNowhere, rtfFonts, rtfColors, rtfItem:
		return
	case rtfStyles:
		if r.name.Len() < 200 {
			r.name.WriteString(text)
		}
		return
	case rtfBody:
	}
	if r.now.gone {
		return
	}
	r.open()
	made := look{size: r.now.size, bold: r.now.bold, italic: r.now.italic}
	white := r.now.color > 0 && r.now.color < len(r.colors) && r.colors[r.now.color]
	switch {
	case r.now.vanish:
		made.hidden = document.Invisible
	case r.now.size > 0 && r.now.size < tiny:
		made.hidden = document.Tiny
	case white && !r.now.shaded && !r.now.paraShaded && !r.shaded():
		made.hidden = document.White
	}
	r.flow.text(text, made)
}

// open puts what comes where its paragraph belongs: into a cell, or out of the table that ended.
func (r *rtfReader) open() {
	switch {
	case r.now.table && r.table() == nil:
		r.startTable()
		r.startCell()
	case r.now.table && r.table().own == nil:
		r.startCell()
	case !r.now.table && r.table() != nil:
		r.endTable()
	}
	r.flow.now.heading = r.now.heading
	if r.now.bullet && r.now.heading == 0 {
		r.flow.now.bullet, r.now.bullet = true, false
	}
}

func (r *rtfReader) tabulator() {
	r.flush()
	if r.now.dest == rtfBody {
		r.open()
		r.flow.tab()
	}
}

// nameStyle learns whether a style is a heading's.
func (r *rtfReader) nameStyle(style rtfGroup) {
	name := strings.ToLower(strings.Trim(r.name.String(), " ;"))
	r.name.Reset()
	level := style.heading
	if number, found := strings.CutPrefix(name, "heading "); found && level == 0 {
		level, _ = strconv.Atoi(number)
	}
	if name == "title" {
		level = 1
	}
	if level > 0 && level < 10 {
		r.headings[style.style] = level
	}
}
