package main

import (
	"io"

	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/report"
)

// printer prints answers in any format.
func printer(w io.Writer, f render.Format, o render.Options) render.Scores {
	if f == render.HTML {
		return report.New(w, o)
	}
	return render.NewScores(w, f, o)
}
