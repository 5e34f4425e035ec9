package draft

import (
	"math"
	"path/filepath"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/lexfit/lexfit/client/intake/document"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Keep takes the document's lines into the draft. They stand there, and are not read again from the file when a person looks: a
// later extractor may number them otherwise, the file may be gone or changed, and whoever reviews needs no extractor.
func (d *Draft) Keep(from *document.Document) {
	d.Source.Digest, d.Source.Format, d.Source.Pages, d.Source.Remarks = from.Digest, from.Format, len(from.Pages), from.Remarks
	d.Pages = nil
	d.Spans, d.Flags = d.Spans[:min(len(d.Spans), mostSpans)], d.Flags[:min(len(d.Flags), mostFlags)]
	d.Contacts, d.Source.Remarks = d.Contacts[:min(len(d.Contacts), mostContacts)], d.Source.Remarks[:min(len(d.Source.Remarks), mostTexts)]
	lines, size := 0, 0
	for _, page := range from.Pages {
		made := Page{Number: page.Number}
		for _, line := range page.Lines {
			lines++
			if size += len(line.Text); lines > mostLines || size > mostText {
				break
			}
			made.Lines = append(made.Lines, Line{
				Number: line.Number, Text: valid(line.Text), Left: whole(line.Left), Size: whole(line.Size), Bold: line.Bold, Italic: line.Italic, Bullet: line.Bullet,
				Heading: line.Heading > 0, Running: line.Running, Hidden: string(line.Hidden), Block: line.Block,
			})
		}
		if len(d.Pages) < mostPages {
			d.Pages = append(d.Pages, made)
		}
	}
}

func whole(points float64) int {
	if !(points > 0 && points < mostPoints) {
		return 0
	}
	return int(math.Round(points))
}

// Line is the line of a page; nil where there is none.
func (d *Draft) Line(page, line int) *Line {
	for i := range d.Pages {
		if d.Pages[i].Number != page {
			continue
		}
		for j := range d.Pages[i].Lines {
			if d.Pages[i].Lines[j].Number == line {
				return &d.Pages[i].Lines[j]
			}
		}
	}
	return nil
}

// mostFlags is how many flags the contract takes, and longestPath how long their paths may be.
const (
	mostFlags   = 2000
	longestPath = 200
)

// Mark makes the profile's review message of what the draft says: that it is a draft until it is reviewed, and the flags that are
// open. A reviewed one without an open flag has none.
func (d *Draft) Mark() {
	made := &lexfitv1.Review{Draft: !d.Reviewed}
	for _, flag := range d.Flags {
		if flag.Open() && len(made.GetFlags()) < mostFlags && len([]rune(flag.Path)) <= longestPath {
			made.Flags = append(made.Flags, &lexfitv1.ReviewFlag{Path: flag.Path, Kind: flag.Kind})
		}
	}
	d.Profile.Review = made
	if d.Reviewed && len(made.GetFlags()) == 0 {
		d.Profile.Review = nil
	}
}

// Unanswered is how many flags nobody has looked at.
func (d *Draft) Unanswered() int {
	count := 0
	for _, flag := range d.Flags {
		if flag.Answer == "" {
			count++
		}
	}
	return count
}

// Contact is the first way of a kind to reach the person; empty where there is none.
func (d *Draft) Contact(kind string) string {
	for _, contact := range d.Contacts {
		if contact.Kind == kind {
			return contact.Value
		}
	}
	return ""
}

// Named reports whether the candidate's id was made of the name of the file, which mostly is the person's.
func (d *Draft) Named() bool {
	id := d.Profile.GetCandidateId()
	stem := IDOf(d.Source.File)
	rest, ok := strings.CutPrefix(id, stem)
	return ok && strings.Trim(rest, "-0123456789") == ""
}

// IDOf is the id that is made of a file's name: the name without its extension, in small letters, its words with a - between them.
func IDOf(file string) string {
	stem := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	stem = norm.NFC.String(strings.ToLower(stem))
	words := strings.FieldsFunc(stem, func(letter rune) bool {
		return !unicode.IsLetter(letter) && !unicode.IsDigit(letter) && !unicode.IsMark(letter)
	})
	id := strings.Join(words, "-")
	const most = 100 // of the 128 that the contract takes
	if letters := []rune(id); len(letters) > most {
		id = strings.Trim(string(letters[:most]), "-")
	}
	if id == "" {
		return "resume"
	}
	return id
}
