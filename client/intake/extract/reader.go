package extract

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"

	"github.com/lexfit/lexfit/client/intake/document"
)

// Source is a file to read.
type Source struct {
	// Data is all its bytes.
	Data []byte
	// Limits are what it may cost.
	Limits Limits
	// OCR is the path of a program that reads pictures as tesseract does; empty for none.
	OCR string
}

// Reader reads a file of one format into pages and remarks.
type Reader func(ctx context.Context, source Source) (*document.Document, error)

// Readers are the formats that are read here.
type Readers map[Format]Reader

// Plain reads every format but PDF.
func Plain() Readers {
	return Readers{DOCX: readDOCX, ODT: readODT, RTF: readRTF, HTML: readHTML, TXT: readTXT, picture: readPicture}
}

// With adds a reader.
func (r Readers) With(format Format, reader Reader) Readers {
	made := maps.Clone(r)
	made[format] = reader
	return made
}

// Formats are the formats that are read, in order.
func (r Readers) Formats() []Format { return slices.Sorted(maps.Keys(r)) }

// Read tells what a file is and reads it. A reader that panics met a broken file.
func (r Readers) Read(ctx context.Context, source Source) (made *document.Document, err error) {
	if int64(len(source.Data)) > source.Limits.Bytes {
		return nil, tooLarge(source.Limits)
	}
	format, err := Detect(source.Data)
	if err != nil {
		return nil, err
	}
	reader := r[format]
	if reader == nil {
		return nil, refuse(NoReader, "is a %s, which this program does not read", format.named())
	}
	defer func() {
		if recover() != nil {
			made, err = nil, broken(format)
		}
	}()
	ctx, stop := context.WithTimeout(ctx, source.Limits.Time)
	defer stop()
	made, err = reader(ctx, source)
	switch {
	case ctx.Err() != nil:
		return nil, tooSlow(source.Limits)
	case asRefusal(err) != nil:
		return nil, err
	case err != nil:
		return nil, broken(format)
	}
	if err := source.Limits.hold(made); err != nil {
		return nil, err
	}
	if !says(made) {
		return nil, refuse(Empty, "holds no text: open it and look whether it is the right file")
	}
	sum := sha256.Sum256(source.Data)
	made.Digest = hex.EncodeToString(sum[:])
	if made.Format == "" {
		made.Format = string(format)
	}
	return made, nil
}

// says says whether a document has a line.
func says(made *document.Document) bool {
	return slices.ContainsFunc(made.Pages, func(page document.Page) bool { return len(page.Lines) > 0 })
}
