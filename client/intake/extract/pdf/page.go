package pdf

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/lexfit/lexfit/client/intake/document"
	"github.com/lexfit/lexfit/client/intake/extract"
	"github.com/lexfit/lexfit/client/intake/extract/layout"
)

// page reads a page's glyphs.
func (r *reader) page(ctx context.Context, at requests.Page, number int) (layout.Page, error) {
	loaded, err := r.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: at.ByIndex.Document, Index: at.ByIndex.Index})
	if err != nil {
		return layout.Page{}, fmt.Errorf("load page: %w", err)
	}
	defer func() { _, _ = r.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}) }()
	page := requests.Page{ByReference: &loaded.Page}
	sheet, err := r.sheet(page)
	if err != nil {
		return layout.Page{}, err
	}
	made := layout.Page{Number: number, Width: sheet.width, Height: sheet.height}
	text, err := r.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return layout.Page{}, fmt.Errorf("load the page's text: %w", err)
	}
	defer func() { _, _ = r.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage}) }()
	count, err := r.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: text.TextPage})
	if err != nil {
		return layout.Page{}, fmt.Errorf("count signs: %w", err)
	}
	if count.Count > r.source.Limits.Glyphs {
		return layout.Page{}, extract.TooManyGlyphs(r.source.Limits, number)
	}
	things, err := r.things(ctx, page, sheet)
	if err != nil {
		return layout.Page{}, err
	}
	made.Marks = things.marks
	scribe := &scribe{reader: r, text: text.TextPage, sheet: sheet, things: things, ground: &ground{reader: r, page: page, sheet: sheet}}
	made.Glyphs = make([]layout.Glyph, 0, count.Count)
	for i := range count.Count {
		if i%256 == 0 && ctx.Err() != nil {
			return layout.Page{}, ctx.Err()
		}
		glyph, ok, err := scribe.glyph(i)
		if err != nil {
			return layout.Page{}, err
		}
		if ok {
			made.Glyphs = append(made.Glyphs, glyph)
		}
	}
	if scribe.unmapped > 20 && scribe.unmapped*10 > len(made.Glyphs) {
		r.remarks = append(r.remarks, fmt.Sprintf("page %d has %d signs without a meaning, which were left out: save it anew from where it was written", number, scribe.unmapped))
	}
	if scribe.scanned {
		r.remarks = append(r.remarks, fmt.Sprintf("page %d is a picture, read by the text that a scanner put under it", number))
	}
	if len(made.Glyphs) == 0 && things.covered(sheet) {
		if r.source.OCR != "" {
			return r.recognise(ctx, page, sheet, number)
		}
		r.pictures = append(r.pictures, number)
	}
	return made, nil
}

// sheet is the part of a page that is seen, and how it is turned.
type sheet struct {
	left, bottom, right, top float64
	width, height            float64
	turns                    int
}

func (r *reader) sheet(page requests.Page) (sheet, error) {
	box, err := r.FPDF_GetPageBoundingBox(&requests.FPDF_GetPageBoundingBox{Page: page})
	if err != nil {
		return sheet{}, fmt.Errorf("measure page: %w", err)
	}
	made := sheet{left: float64(box.Rect.Left), bottom: float64(box.Rect.Bottom), right: float64(box.Rect.Right), top: float64(box.Rect.Top)}
	turned, err := r.FPDFPage_GetRotation(&requests.FPDFPage_GetRotation{Page: page})
	if err != nil {
		return sheet{}, fmt.Errorf("measure page: %w", err)
	}
	made.turns = int(turned.PageRotation) & 3
	made.width, made.height = math.Abs(made.right-made.left), math.Abs(made.top-made.bottom)
	if made.turns%2 == 1 {
		made.width, made.height = made.height, made.width
	}
	return made, nil
}

// place turns a point of the page's own plane into one from its upper left corner, as it is looked at.
func (s sheet) place(x, y float64) (float64, float64) {
	x, y = x-s.left, y-s.bottom
	switch s.turns {
	case 1:
		return y, x
	case 2:
		return s.width - x, y
	case 3:
		return s.width - y, s.height - x
	default:
		return x, s.height - y
	}
}

// rect is a rectangle from the page's upper left corner.
type rect struct{ left, top, right, bottom float64 }

func (s sheet) rect(left, bottom, right, top float64) rect {
	x0, y0 := s.place(left, bottom)
	x1, y1 := s.place(right, top)
	return rect{min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)}
}

func (r rect) holds(x, y float64) bool {
	return x >= r.left && x <= r.right && y >= r.top && y <= r.bottom
}

// scribe makes glyphs of what PDFium says of a page's signs.
type scribe struct {
	*reader
	text     references.FPDF_TEXTPAGE
	sheet    sheet
	things   things
	ground   *ground
	last     style
	begun    bool
	unmapped int
	scanned  bool
}

// style is what signs that were drawn at one time have in common.
type style struct {
	// What tells cheaply that another style began.
	fontSize, height float64
	weight           int

	size         float64
	bold, italic bool
	turned       bool
	hidden       document.Hidden
	pale         bool
	// under says that it stands under a picture, as a scanner's text does.
	under bool
	// base is where the line stands, below the box's upper edge.
	base float64
}

// glyph reads a sign; there is none where PDFium made it up itself.
func (s *scribe) glyph(i int) (layout.Glyph, bool, error) {
	code, err := s.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: s.text, Index: i})
	if err != nil {
		return layout.Glyph{}, false, fmt.Errorf("read a sign: %w", err)
	}
	sign := rune(uint32(code.Unicode))
	if sign == '\r' || sign == '\n' {
		s.begun = false
		return layout.Glyph{}, false, nil
	}
	space := sign == ' ' || sign == '\u00a0' || sign == '\t' || sign == '\u3000'
	if space || sign == '-' || sign == 2 || sign == 0xfffe {
		made, err := s.FPDFText_IsGenerated(&requests.FPDFText_IsGenerated{TextPage: s.text, Index: i})
		if err == nil && made.IsGenerated {
			return layout.Glyph{}, false, nil
		}
		if sign == 2 || sign == 0xfffe { // PDFium's mark for a hyphen at a line's end
			sign = '-'
		}
	}
	if sign == 0 || sign == 0xfffd {
		s.unmapped++
		return layout.Glyph{}, false, nil
	}
	loose, err := s.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: s.text, Index: i})
	if err != nil {
		return layout.Glyph{}, false, nil //nolint:nilerr // a sign without a place is not on the page
	}
	at := s.sheet.rect(float64(loose.Rect.Left), float64(loose.Rect.Bottom), float64(loose.Rect.Right), float64(loose.Rect.Top))
	if space {
		s.begun = false
		return layout.Glyph{Text: " ", Space: true, Left: at.left, Top: at.top, Right: at.right, Bottom: at.bottom, Size: max(s.last.size, 1), Hidden: s.last.hidden, Turned: s.last.turned}, s.last.size > 0, nil
	}
	if err := s.look(i, at); err != nil {
		return layout.Glyph{}, false, err
	}
	glyph := layout.Glyph{
		Text: string(sign), Left: at.left, Top: at.top, Right: at.right, Bottom: at.bottom, Base: at.top + s.last.base,
		Size: s.last.size, Bold: s.last.bold, Italic: s.last.italic, Turned: s.last.turned, Hidden: s.last.hidden,
	}
	if s.last.pale && glyph.Hidden == "" && s.ground.pale(at) {
		glyph.Hidden = document.White
	}
	return glyph, true, nil
}

// look settles how a sign looks. Most looks are asked for once a word: each question takes its time.
func (s *scribe) look(i int, at rect) error {
	size, err := s.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: s.text, Index: i})
	if err != nil {
		return fmt.Errorf("read a sign's size: %w", err)
	}
	weight, err := s.FPDFText_GetFontWeight(&requests.FPDFText_GetFontWeight{TextPage: s.text, Index: i})
	if err != nil {
		return fmt.Errorf("read a sign's weight: %w", err)
	}
	height := at.bottom - at.top
	if s.begun && s.last.fontSize == size.FontSize && math.Abs(s.last.height-height) < .01 && s.last.weight == weight.FontWeight {
		return nil
	}
	made := style{fontSize: size.FontSize, height: height, weight: weight.FontWeight, size: height / 1.2}
	if matrix, err := s.FPDFText_GetMatrix(&requests.FPDFText_GetMatrix{TextPage: s.text, Index: i}); err == nil {
		m := matrix.Matrix
		made.size = size.FontSize * math.Hypot(float64(m.C), float64(m.D))
		turned := math.Abs(float64(m.B)) > math.Abs(float64(m.A))
		made.turned = turned != (s.sheet.turns%2 == 1)
	}
	made.base = height * .8
	if origin, err := s.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: s.text, Index: i}); err == nil {
		if _, y := s.sheet.place(origin.X, origin.Y); y > at.top-height && y < at.bottom+height {
			made.base = y - at.top
		}
	}
	if font, err := s.FPDFText_GetFontInfo(&requests.FPDFText_GetFontInfo{TextPage: s.text, Index: i}); err == nil {
		made.bold, made.italic = fontLook(font.FontName, font.Flags)
	}
	if object, err := s.FPDFText_GetTextObject(&requests.FPDFText_GetTextObject{TextPage: s.text, Index: i}); err == nil {
		if mode, err := s.FPDFTextObj_GetTextRenderMode(&requests.FPDFTextObj_GetTextRenderMode{PageObject: object.TextObject}); err == nil {
			unseen := mode.TextRenderMode == enums.FPDF_TEXTRENDERMODE_INVISIBLE || mode.TextRenderMode == enums.FPDF_TEXTRENDERMODE_CLIP
			switch {
			case unseen && s.things.picture((at.left+at.right)/2, (at.top+at.bottom)/2):
				s.scanned, made.under = true, true
			case unseen:
				made.hidden = document.Invisible
			case mode.TextRenderMode == enums.FPDF_TEXTRENDERMODE_FILL_STROKE:
				made.bold = true
			}
		}
	}
	if color, err := s.FPDFText_GetFillColor(&requests.FPDFText_GetFillColor{TextPage: s.text, Index: i}); err == nil {
		switch {
		case made.hidden != "" || made.under:
		case color.A == 0:
			made.hidden = document.Invisible
		case min(color.R, color.G, color.B) >= 0xf0 || color.A < 16:
			made.pale = true
		}
	}
	if made.hidden == "" && made.size > 0 && made.size < tiny {
		made.hidden = document.Tiny
	}
	s.last, s.begun = made, true
	return nil
}

// tiny is the size in points under which nobody reads.
const tiny = 4

// fontLook tells a font's weight and slant by its name and flags.
func fontLook(name string, flags int) (bold, italic bool) {
	name = strings.ToLower(name)
	for _, part := range []string{"bold", "black", "heavy", "semibd", "-demi", "demibold", "medi", "cmbx", "sfbx", "ecbx"} {
		bold = bold || strings.Contains(name, part) && (part != "medi" || !strings.Contains(name, "medium"))
	}
	italic = strings.Contains(name, "italic") || strings.Contains(name, "oblique") || strings.Contains(name, "cmti") || strings.Contains(name, "sfti")
	const forceBold, italicFlag = 1 << 18, 1 << 6
	return bold || flags&forceBold != 0, italic || flags > 0 && flags&italicFlag != 0
}
