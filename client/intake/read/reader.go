// Package read makes a draft of a document: lines become sections, sections entries, entries values of a profile. It is a pure
// function of the document, the rulebook whose names it reads by, and a day. Every value says where it stands, and what a person has to
// look at is flagged. What is not certain is flagged or left out, never made up: a value that is not flagged is meant to be right.
//
// The stages stand in files of their own: lines.go (what is read of the lines), sections.go (headings), dates.go (dates and ranges),
// anchors.go, jobs.go and duties.go (jobs by the lines that date them), title.go and choice.go (which part of a header is the title),
// degrees.go and studies.go, lists.go (skills, languages), certificates.go, person.go (name, contacts), flags.go (what is looked at as a
// whole), build.go (the draft as it is put together).
package read

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lexfit/lexfit/client/intake/document"
	"github.com/lexfit/lexfit/client/intake/draft"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Reader reads documents by the names of a rulebook. It is safe for concurrent use.
type Reader struct {
	names *names
}

// New makes a reader of a rulebook.
func New(rulebook *lexfitv1.Rulebook) *Reader { return &Reader{compile(rulebook)} }

// About is what is known of a document beside what it says.
type About struct {
	// ID becomes the profile's candidate_id.
	ID string
	// File is the document's name within the folder that was read.
	File string
	// AsOf is the day of the reading, as 2026-11-26: dates behind it lie ahead. Empty for none.
	AsOf string
}

// Read makes a draft of a document.
func (r *Reader) Read(doc *document.Document, about About) *draft.Draft {
	laid := lay(doc)
	all := cut(laid.lines)
	b := newBuilder(r.names, doc, about)
	if laid.cut {
		b.draft.Source.Remarks = append(slices.Clip(b.draft.Source.Remarks), fmt.Sprintf("only the first %d lines were read: no résumé is longer", len(laid.lines)))
	}
	personReader{b}.person(all, laid.lines)
	b.american = b.profile.GetWorkState() != "" || american(laid.lines)
	b.sections(all)
	personReader{b}.after(b.named.line, b.named.text)
	checker{b}.overlaps()
	checker{b}.pages(doc)
	checker{b}.unseen(laid.hidden)
	checker{b}.strangers(all)
	checker{b}.alarm(laid.lines)
	b.review()
	return b.draft
}

func newBuilder(names *names, doc *document.Document, about About) *builder {
	made := &draft.Draft{
		Source:  draft.Source{File: about.File, Digest: doc.Digest, Format: doc.Format, Pages: len(doc.Pages), Remarks: doc.Remarks},
		Profile: &lexfitv1.CandidateProfile{CandidateId: about.ID},
	}
	return &builder{scratch: scratch{names: names}, draft: made, profile: made.Profile, asOf: about.AsOf}
}

// sections reads the sections, each by its kind. A document without a heading for jobs is read for them as a whole, with doubt.
func (b *builder) sections(all []section) {
	kinds := map[kind]bool{}
	for i := range all {
		kinds[all[i].kind] = true
	}
	for i := range all {
		one := &all[i]
		switch one.kind {
		case work:
			jobReader{b}.jobs(one)
		case studies:
			studyReader{b}.studies(one)
		case abilities:
			if dates := datedLines(one.lines); dates > 1 && strings.Contains(strings.ToLower(one.heading.text), "qualification") {
				certificateReader{b}.certificates(one)
				continue
			}
			listReader{b}.abilities(one)
		case certificates:
			certificateReader{b}.certificates(one)
		case tongues:
			listReader{b}.tongues(one)
		case courses:
			studyReader{b}.courses(one)
		case head, summary, unknown:
			if !kinds[work] {
				b.doubtful = true
				jobReader{b}.jobs(one)
				b.doubtful = false
			}
		case contact, aside:
		}
	}
}

// review takes the flags into the profile.
func (b *builder) review() {
	made := &lexfitv1.Review{Draft: true}
	for _, one := range b.draft.Flags {
		made.Flags = append(made.Flags, &lexfitv1.ReviewFlag{Path: one.Path, Kind: one.Kind})
	}
	b.profile.Review = made
}

// american says whether a document shows that it is an American's: a place with the code of a state.
func american(lines []*line) bool {
	for _, here := range lines {
		if at := cityState().FindString(here.text); at != "" && !strings.HasPrefix(at, "City") {
			return true
		}
	}
	return false
}

// datedLines is how many lines hold one date.
func datedLines(lines []*line) int {
	found := 0
	for _, here := range lines {
		if len(here.ranges) == 1 {
			found++
		}
	}
	return found
}
