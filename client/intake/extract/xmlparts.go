package extract

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// parts are the files within a DOCX or an ODT.
type parts struct {
	files  map[string]*zip.File
	limits Limits
	// spent is what the document made of them took so far.
	spent *spending
	// unpacked and elements are what was read so far, over all parts.
	unpacked int64
	elements int
}

func partsOf(data []byte, limits Limits) (*parts, error) {
	packed, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("read the table of contents: %w", err)
	}
	made := &parts{files: make(map[string]*zip.File, len(packed.File)), limits: limits, spent: &spending{limits: limits}}
	for _, file := range packed.File {
		if file.Flags&1 != 0 {
			return nil, refuse(Encrypted, "wants a password: open it and save it without one")
		}
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(file.Name, `\`, "/"), "/"))
		if made.files[name] == nil {
			made.files[name] = file
		}
	}
	return made, nil
}

// partOf reads a small part as a whole.
func partOf(file *zip.File, most int64) ([]byte, error) {
	reader, err := file.Open()
	if err != nil {
		return nil, fmt.Errorf("open a part: %w", err)
	}
	defer reader.Close() //nolint:errcheck // opened for reading
	data, err := io.ReadAll(io.LimitReader(reader, most))
	if err != nil {
		return nil, fmt.Errorf("read a part: %w", err)
	}
	return data, nil
}

func (p *parts) has(name string) bool { return p.files[strings.ToLower(name)] != nil }

// walker follows the elements of a part.
type walker interface {
	start(element xml.StartElement) error
	end(element xml.EndElement) error
	text(text string) error
}

// errStop ends a walk early, and is no failure.
var errStop = errors.New("enough")

// walk reads a part of XML, element for element, within the limits.
func (p *parts) walk(ctx context.Context, name string, into walker) error {
	file := p.files[strings.ToLower(name)]
	if file == nil {
		return nil
	}
	if file.UncompressedSize64 > uint64(p.limits.Unpacked) {
		return unpacksTooFar(p.limits)
	}
	reader, err := file.Open()
	if err != nil {
		return fmt.Errorf("open a part: %w", err)
	}
	defer reader.Close() //nolint:errcheck // opened for reading
	decoder := xml.NewDecoder(&metered{r: reader, parts: p})
	decoder.Strict = false
	depth := 0
	for {
		token, err := decoder.Token()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read a part: %w", err)
		}
		switch typed := token.(type) {
		case xml.StartElement:
			if p.elements++; p.elements > p.limits.Elements {
				return tooManyElements(p.limits)
			}
			if depth++; depth > p.limits.Depth {
				return tooDeep(p.limits)
			}
			if p.elements%1024 == 0 {
				if err := errors.Join(ctx.Err(), p.spent.err()); err != nil {
					return err
				}
			}
			err = into.start(typed)
		case xml.EndElement:
			depth--
			err = into.end(typed)
		case xml.CharData:
			err = into.text(string(typed))
		}
		switch {
		case errors.Is(err, errStop):
			return nil
		case err != nil:
			return err
		}
	}
}

// metered counts what is unpacked.
type metered struct {
	r     io.Reader
	parts *parts
}

func (m *metered) Read(data []byte) (int, error) {
	count, err := m.r.Read(data)
	if m.parts.unpacked += int64(count); m.parts.unpacked > m.parts.limits.Unpacked {
		return 0, unpacksTooFar(m.parts.limits)
	}
	return count, err //nolint:wrapcheck // a reader hands on what it met
}

// attribute is an attribute's value by its local name; empty where there is none.
func attribute(element xml.StartElement, name string) string {
	for _, one := range element.Attr {
		if one.Name.Local == name {
			return one.Value
		}
	}
	return ""
}
