package pdf

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/draw"
	"image/png"

	"github.com/klippa-app/go-pdfium/requests"

	"github.com/lexfit/lexfit/client/intake/extract"
	"github.com/lexfit/lexfit/client/intake/extract/layout"
)

// mostPixels is how large a page is drawn, at most.
const mostPixels = 12_000_000

// draw draws a page; nil where that cannot be done.
func (r *reader) draw(page requests.Page, sheet sheet, dpi int) *image.RGBA {
	if scale := float64(dpi) / 72; !(sheet.width*sheet.height*scale*scale < mostPixels) {
		return nil
	}
	made, err := r.RenderPageInDPI(&requests.RenderPageInDPI{Page: page, DPI: dpi})
	if err != nil {
		return nil
	}
	defer made.Cleanup()
	drawn := made.Result.RenderedImage
	if drawn == nil {
		return nil
	}
	kept := image.NewRGBA(drawn.Bounds())
	draw.Draw(kept, kept.Bounds(), drawn, drawn.Bounds().Min, draw.Src)
	return kept
}

// scanDPI is how finely a page is drawn for a program that reads pictures: what scanners do for it.
const scanDPI = 250

// recognise has the operator's program read a page that is a picture.
func (r *reader) recognise(ctx context.Context, page requests.Page, sheet sheet, number int) (layout.Page, error) {
	drawn := r.draw(page, sheet, scanDPI)
	if drawn == nil {
		drawn = r.draw(page, sheet, scanDPI/2) // a poster
	}
	if drawn == nil {
		r.pictures = append(r.pictures, number)
		return layout.Page{Number: number, Width: sheet.width, Height: sheet.height}, nil
	}
	var packed bytes.Buffer
	if err := png.Encode(&packed, drawn); err != nil {
		return layout.Page{}, fmt.Errorf("pack a page: %w", err)
	}
	made, err := extract.Recognise(ctx, r.source.OCR, packed.Bytes(), sheet.width, r.source.Limits)
	if err != nil {
		return layout.Page{}, err //nolint:wrapcheck // a refusal is a sentence for people
	}
	made.Number, made.Height = number, sheet.height
	r.remarks = append(r.remarks, fmt.Sprintf("page %d %s", number, extract.RecognisedRemark))
	return made, nil
}
