package main

import (
	"io"

	"github.com/lexfit/lexfit/client/render"
)

// printer prints answers in any format.
func printer(w io.Writer, f render.Format, o render.Options) render.Scores {
	return render.NewScores(w, f, o)
}
