package extract

// rtfSkipped are groups whose text is no text of the page.
var rtfSkipped = setOf(`info pict objdata themedata colorschememapping datastore listtable listoverridetable rsidtbl generator xmlnstbl latentstyles
	fldinst sn sv nonshppict shprslt bkmkstart bkmkend atnid atnauthor annotation atnref atndate pnseclvl pgdsctbl filetbl revtbl template
	background userprops falt panose fname blipuid passwordhash mmathPr wgrffmtfilter xe tc rxe txe do`)

// rtfSigns are control words that are a sign.
var rtfSigns = map[string]string{
	"emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ",
}

// rtfFurniture are groups of headers, footers and notes, and whether they run from page to page.
var rtfFurniture = map[string]bool{
	"header": true, "headerl": true, "headerr": true, "headerf": true, "footer": true, "footerl": true, "footerr": true, "footerf": true, "footnote": false,
}

// word reads a control word.
func (r *rtfReader) word(word string, value int, given bool) {
	r.flush()
	on := !given || value != 0
	if text, ok := rtfSigns[word]; ok {
		r.high, r.skip = 0, 0
		r.write(text)
		return
	}
	if running, ok := rtfFurniture[word]; ok {
		r.furnish(running)
		return
	}
	if rtfSkipped[word] {
		r.pictures = r.pictures || word == "pict"
		r.objects = r.objects || word == "objdata"
		r.now.dest = rtfNowhere
		return
	}
	if r.structure(word, value) || r.paragraph(word, value) || r.character(word, value, on) {
		return
	}
	if r.now.star && r.now.dest == rtfBody {
		switch word {
		case "shpinst", "shptxt", "shppict", "ud", "shpgrp":
		default:
			r.now.dest = rtfNowhere
		}
		r.now.star = false
	}
}

// furnish begins a header, a footer or a note.
func (r *rtfReader) furnish(running bool) {
	if r.now.dest != rtfBody || len(r.outer) == 0 {
		return
	}
	r.now.furniture = true
	r.running = running
	r.startBox()
	r.now.table, r.now.bullet, r.now.heading = false, false, 0
}

// structure reads what a file is built of; it says whether the word was one of it.
func (r *rtfReader) structure(word string, value int) bool {
	switch word {
	case "fonttbl":
		r.now.dest = rtfFonts
	case "colortbl":
		r.now.dest = rtfColors
	case "stylesheet":
		r.now.dest = rtfStyles
	case "listtext", "pntext":
		r.now.dest = rtfItem
	case "shptxt":
		if r.now.dest == rtfBody && !r.now.box {
			r.now.box, r.now.table = true, false
			r.startBox()
		}
	case "fcharset":
		r.fonts[r.now.font] = value
	case "ansicpg":
		r.codepage = codepageNamed(value)
	case "mac":
		r.codepage = "macintosh"
	case "bin":
		r.at = min(len(r.data), r.at+max(0, value))
	case "red", "green", "blue":
		r.rgb[map[string]int{"red": 0, "green": 1, "blue": 2}[word]] = value
	case "u":
		r.unicode(value)
	case "uc":
		r.now.skipAfter = max(0, min(value, 100))
	default:
		return false
	}
	return true
}

// codepageNamed is the name of a codepage.
func codepageNamed(number int) string {
	switch number {
	case 932:
		return "shift_jis"
	case 936:
		return "gbk"
	case 949:
		return "euc-kr"
	case 950:
		return "big5"
	case 10000:
		return "macintosh"
	case 874:
		return "windows-874"
	case 65001:
		return "utf-8"
	case 1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258:
		return "windows-" + string([]byte{'1', '2', '5', byte('0' + number%10)})
	}
	return "windows-1252"
}

// unicode is a sign by its number, which is negative beyond 32767, and in two halves beyond 65535.
func (r *rtfReader) unicode(value int) {
	sign := rune(value & 0xffff)
	r.skip = r.now.skipAfter
	switch {
	case sign >= 0xd800 && sign < 0xdc00:
		r.high = sign
	case sign >= 0xdc00 && sign < 0xe000:
		if r.high != 0 {
			r.put(string((r.high-0xd800)<<10 + (sign - 0xdc00) + 0x10000))
		}
		r.high = 0
	default:
		r.high = 0
		r.put(string(sign))
	}
}

// paragraph reads what ends a paragraph, or is said of one.
func (r *rtfReader) paragraph(word string, value int) bool {
	if r.now.dest != rtfBody && r.now.dest != rtfStyles {
		return false
	}
	body := r.now.dest == rtfBody
	switch word {
	case "par", "line", "sect":
		if body {
			r.open()
			r.flow.end()
			r.flow.now.bullet = false
		}
	case "page", "pagebb":
		if body {
			r.flow.end()
			r.flow.page()
		}
	case "tab":
		r.tabulator()
	case "cell":
		if body {
			r.now.table = true
			r.open()
			r.endCell()
		}
	case "row":
		if body {
			r.endRow()
		}
	case "nestcell", "nestrow":
		if body {
			r.flow.end()
		}
	case "intbl":
		r.now.table = true
	case "pard":
		r.now.table, r.now.heading, r.now.bullet, r.now.paraShaded, r.now.style = false, 0, false, false, 0
	case "s":
		r.now.style = value
		if body {
			r.now.heading = r.headings[value]
		}
	case "outlinelevel":
		if r.now.heading = 0; value >= 0 && value < 9 {
			r.now.heading = value + 1
		}
	case "cbpat", "shading":
		r.now.paraShaded = value > 0
	case "clcbpat", "clshdng":
		if table := r.table(); table != nil {
			table.shaded = table.shaded || value > 0 // the cells are described before they come: any of them
		}
	default:
		return false
	}
	return true
}

// character reads what is said of the text that follows.
func (r *rtfReader) character(word string, value int, on bool) bool {
	switch word {
	case "b":
		r.now.bold = on
	case "i":
		r.now.italic = on
	case "v":
		r.now.vanish = on
	case "deleted":
		r.now.gone = on
	case "fs":
		if value > 0 && value < 4000 {
			r.now.size = float64(value) / 2
		}
	case "f":
		r.now.font = value
	case "cf":
		r.now.color = value
	case "cb", "highlight", "chcbpat", "chshdng":
		r.now.shaded = value > 0
	case "plain":
		r.now.bold, r.now.italic, r.now.vanish, r.now.gone, r.now.shaded, r.now.color, r.now.size = false, false, false, false, false, 0, 12
	default:
		return false
	}
	return true
}
