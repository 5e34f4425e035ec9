package main

import (
	"bytes"
	"context"
	_ "embed"
	"os"
	"path/filepath"
	"strings"
	"text/template"
)

//go:embed templates/article.tex
var articleText string

// latexSigns are what LaTeX would read as its own.
var latexSigns = strings.NewReplacer(
	`\`, `\textbackslash{}`, "&", `\&`, "%", `\%`, "$", `\$`, "#", `\#`, "_", `\_`, "{", `\{`, "}", `\}`, "~", `\textasciitilde{}`,
	"^", `\textasciicircum{}`, "–", "--", "—", "---", "’", "'", "“", "``", "”", "''", "•", `\textbullet{}`, "·", `\textperiodcentered{}`,
)

var articleTemplate = template.Must(template.New("article").Delims("<<", ">>").Funcs(template.FuncMap{
	"tex":  latexSigns.Replace,
	"join": strings.Join,
	"has": func(layout string, layouts ...string) bool {
		return strings.Contains(" "+strings.Join(layouts, " ")+" ", " "+layout+" ")
	},
	"parts": joined,
}).Parse(articleText))

// latex typesets with pdfLaTeX, twice for what refers to itself.
func latex(ctx context.Context, work string, s sheet) ([]byte, error) {
	var out bytes.Buffer
	if err := articleTemplate.Execute(&out, s); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(work, "out.tex"), out.Bytes(), 0o600); err != nil {
		return nil, err
	}
	for range 2 {
		if err := run(ctx, work, "pdflatex", "-interaction=nonstopmode", "-halt-on-error", "out.tex"); err != nil {
			return nil, err
		}
	}
	return readPDF(work, "out.pdf")
}
