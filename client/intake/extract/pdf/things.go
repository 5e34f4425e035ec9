package pdf

import (
	"context"
	"image"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/lexfit/lexfit/client/intake/extract/layout"
)

// things are what a page holds besides text.
type things struct {
	pictures []rect
	marks    []layout.Mark
}

// The most that is looked at on a page.
const (
	mostThings = 20_000
	mostForms  = 4 // within each other
	// mostMark is how large a bullet may be, in points.
	mostMark = 16
)

// things looks for pictures, in groups of objects too.
func (r *reader) things(ctx context.Context, page requests.Page, sheet sheet) (things, error) {
	made := things{}
	count, err := r.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
	if err != nil {
		return made, nil //nolint:nilerr // a page without objects
	}
	left := mostThings
	for i := range min(count.Count, left) {
		if i%256 == 0 && ctx.Err() != nil {
			return made, ctx.Err()
		}
		object, err := r.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: page, Index: i})
		if err != nil {
			continue
		}
		r.thing(object.PageObject, sheet, &made, &left, mostForms)
	}
	return made, nil
}

func (r *reader) thing(object references.FPDF_PAGEOBJECT, sheet sheet, into *things, left *int, depth int) {
	if *left--; *left <= 0 || depth == 0 {
		return
	}
	kind, err := r.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object})
	if err != nil {
		return
	}
	switch kind.Type { //nolint:exhaustive // text is read apart, and shadings say nothing
	case enums.FPDF_PAGEOBJ_IMAGE:
		if box, err := r.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: object}); err == nil {
			into.pictures = append(into.pictures, sheet.rect(float64(box.Left), float64(box.Bottom), float64(box.Right), float64(box.Top)))
		}
	case enums.FPDF_PAGEOBJ_PATH:
		if box, err := r.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: object}); err == nil {
			at := sheet.rect(float64(box.Left), float64(box.Bottom), float64(box.Right), float64(box.Top))
			if at.right-at.left < mostMark && at.bottom-at.top < mostMark {
				into.marks = append(into.marks, layout.Mark{Left: at.left, Top: at.top, Right: at.right, Bottom: at.bottom})
			}
		}
	case enums.FPDF_PAGEOBJ_FORM:
		count, err := r.FPDFFormObj_CountObjects(&requests.FPDFFormObj_CountObjects{PageObject: object})
		if err != nil {
			return
		}
		for i := range min(count.Count, *left) {
			inner, err := r.FPDFFormObj_GetObject(&requests.FPDFFormObj_GetObject{PageObject: object, Index: uint64(i)})
			if err == nil {
				r.thing(inner.PageObject, sheet, into, left, depth-1)
			}
		}
	}
}

// picture says whether there is a picture at a place.
func (t things) picture(x, y float64) bool {
	for _, one := range t.pictures {
		if one.holds(x, y) {
			return true
		}
	}
	return false
}

// covered says whether pictures cover a good part of the page, as scans do.
func (t things) covered(sheet sheet) bool {
	area := 0.0
	for _, one := range t.pictures {
		area += max(0, min(one.right, sheet.width)-max(one.left, 0)) * max(0, min(one.bottom, sheet.height)-max(one.top, 0))
	}
	return area > .3*sheet.width*sheet.height
}

// ground is what a page looks like, drawn once and only where pale text asks for it.
type ground struct {
	*reader
	page  requests.Page
	sheet sheet
	drawn *image.RGBA
	tried bool
}

// groundDPI is how finely a page is drawn to see what is under a sign.
const groundDPI = 72

// pale says whether nothing dark can be seen where a sign stands: it has the colour of its ground.
func (g *ground) pale(at rect) bool {
	if !g.tried {
		g.tried = true
		g.drawn = g.draw(g.page, g.sheet, groundDPI)
	}
	if g.drawn == nil {
		return false // what cannot be told counts as seen
	}
	bounds := g.drawn.Bounds()
	scaleX, scaleY := float64(bounds.Dx())/max(g.sheet.width, 1), float64(bounds.Dy())/max(g.sheet.height, 1)
	dark, all := 0, 0
	for y := int(at.top*scaleY) + 1; y < int(at.bottom*scaleY); y++ {
		for x := int(at.left * scaleX); x <= int(at.right*scaleX); x++ {
			if !(image.Point{x, y}.In(bounds)) {
				continue
			}
			red, green, blue, _ := g.drawn.At(x, y).RGBA()
			all++
			if min(red, green, blue) < 0xe000 {
				dark++
			}
		}
	}
	return all > 0 && dark*20 < all
}
