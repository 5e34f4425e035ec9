// Package document is what the file of a résumé says before anybody asks what it means: lines of text in reading order, each with
// its page, its place and its look. Every format is read into it, and nothing of a format is known beyond it.
package document

// Document is a file that was read.
type Document struct {
	// Digest is the SHA-256 of the file's bytes, in hex.
	Digest string `json:"digest"`
	// Format is what the file was found to be by its bytes: pdf, docx, odt, rtf, html or txt.
	Format string `json:"format"`
	// Pages are the pages in order. A format that has none (txt, html, docx without page breaks) is one page.
	Pages []Page `json:"pages"`
	// Remarks say what could not be read, for people: a picture instead of text, characters without a meaning, pages left out.
	Remarks []string `json:"remarks,omitempty"`
}

// Page is a page of lines in reading order: a column is read down before the next one.
type Page struct {
	// Number counts from 1.
	Number int `json:"number"`
	// Width and Height are in points; 0 where the format has no pages.
	Width  float64 `json:"width,omitempty"`
	Height float64 `json:"height,omitempty"`
	Lines  []Line  `json:"lines"`
}

// Line is what stands beside each other in one block of a page.
type Line struct {
	// Number counts the lines of the page from 1, in reading order.
	Number int `json:"number"`
	// Text is the pieces with a space between them, in NFC, without a bullet at its beginning.
	Text string `json:"text"`
	// Pieces are the parts that a tab, a table's cell or a wide gap sets apart, at least one.
	Pieces []Piece `json:"pieces"`
	// Left, Top, Right and Bottom are in points from the page's upper left corner; all 0 where the format has no places.
	Left   float64 `json:"left,omitempty"`
	Top    float64 `json:"top,omitempty"`
	Right  float64 `json:"right,omitempty"`
	Bottom float64 `json:"bottom,omitempty"`
	// Size is the size of most of its text in points; 0 where unknown.
	Size float64 `json:"size,omitempty"`
	// Bold and Italic hold of most of its text.
	Bold   bool `json:"bold,omitempty"`
	Italic bool `json:"italic,omitempty"`
	// Heading is the level that the document itself gives a heading, from 1; 0 for what is none.
	Heading int `json:"heading,omitempty"`
	// Bullet says that a bullet or a list's number stood before the text.
	Bullet bool `json:"bullet,omitempty"`
	// Block numbers what belongs together on its page: a column, a text box, a cell's lines, page furniture. Lines of one block follow
	// each other.
	Block int `json:"block,omitempty"`
	// Row numbers the rows of tables in the document from 1; 0 outside tables. All lines of a row have the same number.
	Row int `json:"row,omitempty"`
	// Running says that the line is repeated from page to page as a header or footer.
	Running bool `json:"running,omitempty"`
	// Hidden says why nobody who looks at the page sees the text; empty for what is seen.
	Hidden Hidden `json:"hidden,omitempty"`
}

// Piece is a part of a line.
type Piece struct {
	Text  string  `json:"text"`
	Left  float64 `json:"left,omitempty"`
	Right float64 `json:"right,omitempty"`
	Size  float64 `json:"size,omitempty"`
	Bold  bool    `json:"bold,omitempty"`
}

// Hidden is why text is not seen.
type Hidden string

// Hidden text is told and never scored.
const (
	// White is text in the colour of its ground.
	White Hidden = "white"
	// Tiny is text under 4 points.
	Tiny Hidden = "tiny"
	// Outside is text outside the page.
	Outside Hidden = "outside the page"
	// Invisible is text that the file itself hides: render mode 3 without a picture under it, w:vanish, display: none.
	Invisible Hidden = "invisible"
)
