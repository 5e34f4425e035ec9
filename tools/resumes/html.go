package main

import (
	"bytes"
	"context"
	_ "embed"
	"html/template"
	"os"
	"path/filepath"
	"slices"
)

var (
	//go:embed templates/page.html
	pageText string
	//go:embed templates/page.css
	pageStyle string
)

// page is what the template is given.
type page struct {
	sheet
	// Job is the template of a job.
	Job string
	// Old says that the browser knows neither grids nor flexible boxes.
	Old   bool
	Style template.CSS
	Face  template.CSS
}

// icons stand before contacts, out of the private area that Font Awesome has its signs in.
var icons = map[string]string{"email": "\uf0e0", "phone": "\uf095", "address": "\uf3c5", "link": "\uf0c1"}

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"icon": func(kind string) string { return icons[kind] },
	"at":   func(p page, s section) map[string]any { return map[string]any{"Page": p, "Section": s} },
	"has":  func(layout string, layouts ...string) bool { return slices.Contains(layouts, layout) },
}).Parse(pageText))

// faces are the typefaces by their names in the plan.
var faces = map[string]string{
	"sans": "Liberation Sans", "serif": "Liberation Serif", "lato": "Lato", "open": "Open Sans", "carlito": "Carlito", "caladea": "Caladea",
	"dejavu": "DejaVu Sans",
}

func writeWeb(work string, s sheet, old bool) error {
	var out bytes.Buffer
	//nolint:gosec // both are our own
	given := page{sheet: s, Old: old, Style: template.CSS(pageStyle), Face: template.CSS("'" + faces[s.font] + "'")}
	if err := pageTemplate.Execute(&out, given); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(work, "in.html"), out.Bytes(), 0o600)
}

// web is the page itself.
func web(_ context.Context, work string, s sheet) ([]byte, error) {
	if err := writeWeb(work, s, false); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(work, "in.html")) //nolint:gosec // a file of our own scratch folder
}

// Layout and Prose are what the template asks of the plan.
func (s sheet) Layout() string { return s.layout }

// Prose says that duties are a paragraph.
func (s sheet) Prose() bool { return s.prose }

// Heads is the list of headings.
func (s sheet) Heads() string { return s.heads }

// Font is the name of the typeface in the plan.
func (s sheet) Font() string { return s.font }
