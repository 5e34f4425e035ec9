package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Person is what the input says of a candidate, and the answer does not repeat.
type Person struct {
	// Name is the display name; empty where the profile has none.
	Name string
	// Profile is an Outline of the profile, for the formats that tell who somebody is; nil for the others. Blind, it tells no names.
	Profile *lexfitv1.CandidateProfile
	// Origin is where the row stands, for the formats that account for every row; zero for the others.
	Origin Origin
}

// Origin is where in the input a row stands, and what it held.
type Origin struct {
	// Row is the row's place among all rows of a run, from 1.
	Row int64
	// File is the file as it was given, Line the line that the row begins on; 0 where the row is the whole file.
	File string
	Line int32
	// Digest is of what a score may depend on of the profile, in hexadecimal; empty where the row could not be read.
	Digest string
}

// Rejection is a row that has no answer.
type Rejection struct {
	Origin
	// ID is the candidate_id; empty where the row could not be read.
	ID string
	// Reason is the server's, in UPPER_SNAKE_CASE; empty where the row could not be read. Message says what is wrong.
	Reason, Message string
}

// Ledger is a document that accounts for every row, those too that have no answer. Rejections come among the answers, in the order of
// the input.
type Ledger interface {
	Scores
	Reject(rejection Rejection) error
}

// Scores prints answers one by one, in the order in which they come. Close ends the output.
type Scores interface {
	Add(answer *lexfitv1.ScoreCandidateResponse, person Person) error
	Close() error
}

// Surveyor is a document that tells of a whole pool, also where it shows the best of it alone. Survey takes an answer for everybody,
// those shown among them, before any is added.
type Surveyor interface {
	Survey(answer *lexfitv1.ScoreCandidateResponse)
}

// NewTable shows answers to people.
func NewTable(out io.Writer, options Options) Scores { return &tableScores{w: out, o: options} }

// NewJSON prints answers as one array.
func NewJSON(out io.Writer, options Options) Scores {
	list := array{w: out}
	if options.Further {
		list.count = 1
	}
	return &jsonScores{list}
}

// NewJSONL prints an answer a line.
func NewJSONL(out io.Writer, _ Options) Scores { return &lineScores{out} }

type jsonScores struct{ array }

func (s *jsonScores) Add(answer *lexfitv1.ScoreCandidateResponse, _ Person) error {
	return s.add(answer)
}

func (s *jsonScores) Close() error { return s.close() }

type lineScores struct{ w io.Writer }

func (s *lineScores) Add(answer *lexfitv1.ScoreCandidateResponse, _ Person) error {
	return Message(s.w, answer)
}

func (s *lineScores) Close() error { return nil }

// tableScores shows one candidate as a whole screen, and several as a block each. Which it is shows with the second, so
// the first is kept back.
type tableScores struct {
	w     io.Writer
	o     Options
	first func(full bool) error
	count int
}

func (s *tableScores) Add(answer *lexfitv1.ScoreCandidateResponse, person Person) error {
	s.count++
	show := func(full bool) error {
		other := bufio.NewWriter(s.w)
		sheet := newSheet(other, s.o)
		if full {
			sheet.full(answer, person)
		} else {
			sheet.block(answer, person)
		}
		return other.Flush()
	}
	if s.count == 1 {
		s.first = show
		return nil
	}
	if s.count == 2 {
		if err := s.first(s.o.Explain); err != nil {
			return err
		}
	}
	if _, err := io.WriteString(s.w, "\n"); err != nil {
		return err
	}
	return show(s.o.Explain)
}

func (s *tableScores) Close() error {
	if s.count == 1 {
		return s.first(true)
	}
	return nil
}

// sheet writes about one candidate. The writer keeps the first error, so only its Flush is checked.
type sheet struct {
	painter
	w     *bufio.Writer
	o     Options
	width int
	marks
}

func newSheet(writer *bufio.Writer, options Options) *sheet {
	measure()
	return &sheet{w: writer, painter: painter(options.Color), o: options, width: options.width()}
}

func (s *sheet) line(parts ...string) {
	_, _ = s.w.WriteString(s.give(strings.TrimRight(strings.Join(parts, ""), " ")) + "\n")
}

func who(id string, person Person) string {
	id, name := Clean(id), Clean(person.Name)
	if name == "" || name == id {
		return fit(id, 70)
	}
	return fit(name, 44) + " (" + fit(id, 40) + ")"
}

// labels shows those that were asked for.
func (s *sheet) labels(labels map[string]string, indent string) {
	if line := s.o.labelled(labels); line != "" {
		s.line(s.faint(s.wrap(indent, line)))
	}
}

// review says that somebody's profile is a draft, and which values of it are to be looked at.
func (s *sheet) review(review *lexfitv1.Review, indent string) {
	if note := ReviewNote(review); note != "" {
		s.line(s.wrap(indent+"! ", capital(note)))
	}
}

// about says what a result rests on, where whoever wants to check it finds it and nobody else has to read it.
func (s *sheet) about(asOf string, revision int32, digest string, engine int32) {
	s.line(s.faint(s.wrap("", fmt.Sprintf("%s: as of %s · %s %d (%s) · program version %d", prose.AboutResult, asOf, prose.RulesVersion, revision, short(digest), engine))))
}

func wholeOrTenths(points int32) string {
	return strings.TrimSuffix(prose.Tenths(points), ".0")
}

// lower sets a sentence's first letter small where it goes on another, unless it begins an abbreviation.
func lower(text string) string {
	letters := []rune(text)
	if len(letters) > 1 && strings.ToUpper(string(letters[1])) != string(letters[1]) {
		return strings.ToLower(string(letters[0])) + string(letters[1:])
	}
	return text
}

// capital sets a sentence's first letter large.
func capital(text string) string {
	letters := []rune(text)
	if len(letters) == 0 {
		return ""
	}
	return strings.ToUpper(string(letters[0])) + string(letters[1:])
}

// criteria prints the breakdown, a line a criterion.
func (s *sheet) criteria(made *lexfitv1.Fit) {
	const titleColumns, otherColumns, leastGround = 40, 32, 12
	for _, criterion := range made.GetCriteria() {
		must := " "
		if criterion.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED {
			must = "*"
		}
		title, rests := Clean(criterion.GetTitle()), ""
		if rest := s.width - titleColumns - otherColumns; rest >= leastGround {
			rests = fit(ground(criterion), rest)
		}
		if made.GetJobOrder() != "" && criterion.GetOrigin() == made.GetJobOrder() {
			title = "◆ " + title
		}
		s.line(must, " ", cell(title, titleColumns), " ",
			s.paintBar(criterion), " ",
			right(prose.Tenths(criterion.GetPoints()), 4), "/", cell(wholeOrTenths(criterion.GetMaxPoints()), 3), " ",
			cell(StatusWord(criterion.GetStatus()), 8), " ", basisMark(criterion.GetBasis()), " ",
			s.faint(rests))
	}
}

func (s *sheet) paintBar(criterion *lexfitv1.CriterionFit) string {
	other := bar(criterion.GetPoints(), criterion.GetMaxPoints(), 8)
	switch criterion.GetStatus() {
	case lexfitv1.Status_STATUS_MET:
		return s.band(lexfitv1.Band_BAND_GOOD, other)
	case lexfitv1.Status_STATUS_PARTIAL:
		return s.band(lexfitv1.Band_BAND_POSSIBLE, other)
	case lexfitv1.Status_STATUS_NOT_MET, lexfitv1.Status_STATUS_NOT_STATED, lexfitv1.Status_STATUS_UNSPECIFIED:
	}
	return other
}

// ground says in a few words what the points rest on, or what is missing where there are none.
func ground(criterion *lexfitv1.CriterionFit) string {
	route := Clean(criterion.GetRoute().GetTitle())
	if criterion.GetPoints() == 0 {
		lacks := criterion.GetRoute().GetLacks()
		if len(lacks) == 0 {
			lacks = criterion.GetNextRoute().GetLacks()
		}
		if len(lacks) == 0 || criterion.GetStatus() != lexfitv1.Status_STATUS_NOT_MET {
			return ""
		}
		return "lacks " + Clean(lacks[0])
	}
	seen := ReadAs(criterion.GetEvidence())
	switch {
	case route == "":
		return strings.Join(seen, ", ")
	case len(seen) == 0 || strings.EqualFold(seen[0], route):
		return route
	default:
		return route + ": " + strings.Join(seen, ", ")
	}
}

// ReadAs lists what the evidence was read as, each once.
func ReadAs(evidence []*lexfitv1.Evidence) []string {
	var names []string
	seen := map[string]bool{}
	for _, proof := range evidence {
		name := Clean(proof.GetReadAs())
		if name == "" || seen[name] {
			continue
		}
		seen[name] = true
		names = append(names, name)
	}
	return names
}

// notes lists what was taken for granted and what was not understood, so that nothing is dropped in silence.
func (s *sheet) notes(answer *lexfitv1.ScoreCandidateResponse) {
	if count := len(answer.GetAssumptions()); count > 0 {
		items := make([]string, count)
		for i, assumption := range answer.GetAssumptions() {
			items[i] = Clean(assumption.GetPath()) + ": " + strings.TrimSuffix(lower(Clean(assumption.GetText())), ".")
		}
		s.line(s.wrap("Assumed: ", some(items, 3)))
	}
	if count := len(answer.GetUnrecognized()); count > 0 {
		items := make([]string, count)
		for i, unrecognized := range answer.GetUnrecognized() {
			items[i] = "“" + fit(Clean(unrecognized.GetText()), 50) + "”"
			if unrecognized.GetNote() != "" {
				items[i] += " (" + strings.TrimSuffix(lower(Clean(unrecognized.GetNote())), ".") + ")"
			}
		}
		s.line(s.wrap("Not recognized, no points: ", some(items, 6)))
	}
}

// some lists the first few items and counts the rest.
func some(items []string, most int) string {
	if len(items) <= most {
		return strings.Join(items, "; ")
	}
	return strings.Join(items[:most], "; ") + fmt.Sprintf("; and %d more", len(items)-most)
}

// block gives a candidate in a few lines: one a role, and what to do next about the better one.
func (s *sheet) block(answer *lexfitv1.ScoreCandidateResponse, person Person) {
	s.line(s.bold(fit(who(answer.GetCandidateId(), person), s.width)))
	s.labels(answer.GetLabels(), "  ")
	s.review(answer.GetReview(), "  ")
	for _, made := range answer.GetFits() {
		s.standing(made, "  ")
		for _, other := range made.GetBlockers() {
			s.line(s.wrap("      ✗ ", Clean(other.GetTitle())+": "+lower(Clean(other.GetReason()))))
		}
		if !prose.Unsaid(made) {
			for _, unconfirmed := range made.GetUnconfirmed() {
				s.line(s.wrap("      ? ", Clean(unconfirmed.GetQuestion())))
			}
		}
		for _, caution := range Cautions(made) {
			if caution.Blocks || caution.Asks {
				s.line(s.wrap("      "+caution.mark(), caution.Title))
			}
		}
	}
	counsel{s}.decision(answer, "  ")
}
