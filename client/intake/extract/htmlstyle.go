package extract

import (
	"strconv"
	"strings"

	"github.com/lexfit/lexfit/client/intake/document"
)

// style lays declarations over how an element looks.
func (e *htmlElement) style(of map[string]string) {
	if len(of) == 0 {
		return
	}
	for _, name := range []string{"background", "background-color", "background-image"} {
		if value := of[name]; value != "" && value != "none" && value != "transparent" && value != "inherit" {
			e.shaded = !whiteCSS(value)
		}
	}
	if size, ok := sizeCSS(of["font-size"], e.look.size); ok {
		e.look.size = size
	}
	switch weight := of["font-weight"]; weight {
	case "bold", "bolder", "600", "700", "800", "900":
		e.look.bold = true
	case "normal", "400", "300", "lighter":
		e.look.bold = false
	}
	switch of["font-style"] {
	case "italic", "oblique":
		e.look.italic = true
	case "normal":
		e.look.italic = false
	}
	switch {
	case of["display"] == "none", of["visibility"] == "hidden", of["opacity"] == "0":
		e.look.hidden = document.Invisible
	case e.look.hidden == document.Invisible:
	case e.look.size > 0 && e.look.size < tiny, of["font-size"] == "0":
		e.look.hidden = document.Tiny
	case of["color"] != "":
		e.look.hidden = ""
		if whiteCSS(of["color"]) && !e.shaded {
			e.look.hidden = document.White
		}
	case e.shaded && e.look.hidden == document.White:
		e.look.hidden = ""
	}
	e.beside = e.beside || strings.HasSuffix(of["display"], "flex") && !strings.HasPrefix(of["flex-direction"], "column")
	e.apart = e.apart || of["float"] == "right" || of["margin-left"] == "auto" || of["position"] == "absolute"
	if white := strings.HasPrefix(of["white-space"], "pre"); white {
		e.pre = true
	}
}

// whiteCSS says whether a colour is white.
func whiteCSS(color string) bool {
	color = strings.ReplaceAll(color, " ", "")
	switch {
	case color == "white", color == "#fff", strings.HasPrefix(color, "rgb(255,255,255"), strings.HasPrefix(color, "rgba(255,255,255"):
		return true
	case strings.HasPrefix(color, "white"): // with more of a background behind it
		return !strings.HasPrefix(color, "whitesmoke")
	}
	return isWhite(color)
}

// sizeCSS is a font's size in points.
func sizeCSS(value string, of float64) (float64, bool) {
	for _, unit := range []struct {
		name string
		by   float64
	}{{"pt", 1}, {"px", .75}, {"rem", 12}, {"em", of}, {"%", of / 100}} {
		if number, found := strings.CutSuffix(value, unit.name); found {
			size, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
			return size * unit.by, err == nil && size >= 0 && size < 1000
		}
	}
	return of, false
}
