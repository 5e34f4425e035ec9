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
}

// Scores prints answers one by one, in the order in which they come. Close ends the output.
type Scores interface {
	Add(answer *lexfitv1.ScoreCandidateResponse, person Person) error
	Close() error
}

// NewTable shows answers to people.
func NewTable(w io.Writer, o Options) Scores { return &tableScores{w: w, o: o} }

// NewJSON prints answers as one array.
func NewJSON(w io.Writer, o Options) Scores {
	list := array{w: w}
	if o.Further {
		list.count = 1
	}
	return &jsonScores{list}
}

// NewJSONL prints an answer a line.
func NewJSONL(w io.Writer, _ Options) Scores { return &lineScores{w} }

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
		b := bufio.NewWriter(s.w)
		p := newSheet(b, s.o)
		if full {
			p.full(answer, person)
		} else {
			p.block(answer, person)
		}
		return b.Flush()
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
	w *bufio.Writer
	o Options
}

func newSheet(w *bufio.Writer, o Options) *sheet {
	measure()
	return &sheet{w: w, painter: painter(o.Color), o: o}
}

func (s *sheet) line(parts ...string) {
	_, _ = s.w.WriteString(strings.TrimRight(strings.Join(parts, ""), " ") + "\n")
}

func who(id string, person Person) string {
	id, name := Clean(id), Clean(person.Name)
	if name == "" || name == id {
		return fit(id, 70)
	}
	return fit(name, 44) + " (" + fit(id, 40) + ")"
}

func (s *sheet) head(a *lexfitv1.ScoreCandidateResponse, person Person) {
	s.line(s.bold(who(a.GetCandidateId(), person)))
	s.line(s.faint(fmt.Sprintf("as of %s · rulebook %d (%s) · engine %d",
		a.GetAsOf(), a.GetRulebookRevision(), short(a.GetRulebookDigest()), a.GetEngineVersion())))
}

// full tells the whole story of every role.
func (s *sheet) full(a *lexfitv1.ScoreCandidateResponse, person Person) {
	s.head(a, person)
	s.recommendation(a)
	marks := legend
	for _, f := range a.GetFits() {
		s.line()
		s.role(f)
		s.criteria(f)
		if f.GetJobOrder() != "" {
			marks = legend + "\n◆ from the job order"
		}
	}
	if !s.o.NoAdvice {
		s.advice(a)
	}
	s.line()
	s.notes(a)
	s.line(s.faint(marks))
}

func (s *sheet) recommendation(a *lexfitv1.ScoreCandidateResponse) {
	r := a.GetRecommendation()
	title := ""
	for _, f := range a.GetFits() {
		if f.GetRole() == r.GetRole() {
			title = Clean(f.GetRoleTitle())
		}
	}
	switch {
	case len(a.GetFits()) < 2:
		return
	case r.GetRole() == "":
		s.line("Better role: neither, since neither has any points.")
	case r.GetMargin() == 0:
		s.line("Better role: ", s.bold(title), ", though both are level on the scale common to all roles.")
	default:
		s.line("Better role: ", s.bold(title), ", ahead by ", prose.Tenths(r.GetMargin()), " of 100 on the scale common to all roles.")
	}
	s.reasons(r)
}

// role gives a role's result, what stands in its way and what to ask.
func (s *sheet) role(f *lexfitv1.Fit) {
	s.line(s.bold(strings.ToUpper(fit(Clean(f.GetRoleTitle()), 26))), "  ", s.bold(prose.Tenths(f.GetScore())), " of ", wholeOrTenths(f.GetMaxScore()), "  ",
		s.band(f.GetBand(), prose.BandName(f.GetBand())), "  ", s.paintStanding(f.GetEligibility()),
		s.faint(fmt.Sprintf("   could be %s–%s · fit index %s", prose.Tenths(f.GetScoreLow()), prose.Tenths(f.GetScoreHigh()), prose.Tenths(f.GetFitIndex()))))
	for _, b := range f.GetBlockers() {
		s.line(wrap("  ✗ ", Clean(b.GetTitle())+": "+lower(Clean(b.GetReason()))))
		if b.GetWayBack() != "" {
			s.line(wrap("    way back: ", Clean(b.GetWayBack())))
		}
	}
	for _, u := range f.GetUnconfirmed() {
		s.line(wrap("  ? ", "to confirm, "+lower(Clean(u.GetTitle()))+": "+Clean(u.GetQuestion())))
	}
	for i, flag := range f.GetFlags() {
		reason := ""
		if i < len(f.GetFlagReasons()) {
			reason = ": " + Clean(f.GetFlagReasons()[i])
		}
		s.line(wrap("  ! ", strings.ToLower(strings.ReplaceAll(Clean(flag), "_", " "))+reason))
	}
}

func (s *sheet) paintStanding(e lexfitv1.Eligibility) string {
	word := Standing(e)
	if e == lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE {
		return s.band(lexfitv1.Band_BAND_INELIGIBLE, word)
	}
	return word
}

func wholeOrTenths(points int32) string {
	return strings.TrimSuffix(prose.Tenths(points), ".0")
}

// lower sets a sentence's first letter small where it goes on another, unless it begins an abbreviation.
func lower(s string) string {
	r := []rune(s)
	if len(r) > 1 && strings.ToUpper(string(r[1])) != string(r[1]) {
		return strings.ToLower(string(r[0])) + string(r[1:])
	}
	return s
}

// criteria prints the breakdown, a line a criterion.
func (s *sheet) criteria(f *lexfitv1.Fit) {
	for _, c := range f.GetCriteria() {
		must := " "
		if c.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED {
			must = "*"
		}
		title := Clean(c.GetTitle())
		if f.GetJobOrder() != "" && c.GetOrigin() == f.GetJobOrder() {
			title = "◆ " + title
		}
		s.line(must, " ", cell(title, 40), " ",
			s.paintBar(c), " ",
			right(prose.Tenths(c.GetPoints()), 4), "/", cell(wholeOrTenths(c.GetMaxPoints()), 3), " ",
			cell(StatusWord(c.GetStatus()), 8), " ", basisMark(c.GetBasis()), " ",
			s.faint(fit(ground(c), 28)))
	}
}

func (s *sheet) paintBar(c *lexfitv1.CriterionFit) string {
	b := bar(c.GetPoints(), c.GetMaxPoints(), 8)
	switch c.GetStatus() {
	case lexfitv1.Status_STATUS_MET:
		return s.band(lexfitv1.Band_BAND_GOOD, b)
	case lexfitv1.Status_STATUS_PARTIAL:
		return s.band(lexfitv1.Band_BAND_POSSIBLE, b)
	case lexfitv1.Status_STATUS_NOT_MET, lexfitv1.Status_STATUS_NOT_STATED, lexfitv1.Status_STATUS_UNSPECIFIED:
	}
	return b
}

// ground says in a few words what the points rest on, or what is missing where there are none.
func ground(c *lexfitv1.CriterionFit) string {
	route := Clean(c.GetRoute().GetTitle())
	if c.GetPoints() == 0 {
		lacks := c.GetRoute().GetLacks()
		if len(lacks) == 0 {
			lacks = c.GetNextRoute().GetLacks()
		}
		if len(lacks) == 0 || c.GetStatus() != lexfitv1.Status_STATUS_NOT_MET {
			return ""
		}
		return "lacks " + Clean(lacks[0])
	}
	seen := ReadAs(c.GetEvidence())
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
	for _, e := range evidence {
		name := Clean(e.GetReadAs())
		if name == "" || seen[name] {
			continue
		}
		seen[name] = true
		names = append(names, name)
	}
	return names
}

// notes lists what was taken for granted and what was not understood, so that nothing is dropped in silence.
func (s *sheet) notes(a *lexfitv1.ScoreCandidateResponse) {
	if n := len(a.GetAssumptions()); n > 0 {
		items := make([]string, n)
		for i, x := range a.GetAssumptions() {
			items[i] = Clean(x.GetPath()) + ": " + strings.TrimSuffix(lower(Clean(x.GetText())), ".")
		}
		s.line(wrap("Assumed: ", some(items, 3)))
	}
	if n := len(a.GetUnrecognized()); n > 0 {
		items := make([]string, n)
		for i, x := range a.GetUnrecognized() {
			items[i] = "“" + fit(Clean(x.GetText()), 50) + "”"
			if x.GetNote() != "" {
				items[i] += " (" + strings.TrimSuffix(lower(Clean(x.GetNote())), ".") + ")"
			}
		}
		s.line(wrap("Not recognized, no points: ", some(items, 6)))
	}
}

// some lists the first few items and counts the rest.
func some(items []string, most int) string {
	if len(items) <= most {
		return strings.Join(items, "; ")
	}
	return strings.Join(items[:most], "; ") + fmt.Sprintf("; and %d more (see -o json)", len(items)-most)
}

// block gives a candidate in a few lines: one a role, and what to do next about the better one.
func (s *sheet) block(a *lexfitv1.ScoreCandidateResponse, person Person) {
	s.line(s.bold(who(a.GetCandidateId(), person)))
	for _, f := range a.GetFits() {
		s.line("  ", cell(Clean(f.GetRoleTitle()), 24), " ", right(prose.Tenths(f.GetScore()), 5), "  ",
			s.band(f.GetBand(), bar(f.GetScore(), f.GetMaxScore(), 10)), "  ",
			s.band(f.GetBand(), cell(prose.BandName(f.GetBand()), 10)), "  ",
			cell(prose.Tenths(f.GetScoreLow())+"–"+prose.Tenths(f.GetScoreHigh()), 11), "  ",
			cell(Standing(f.GetEligibility()), 9))
		for _, b := range f.GetBlockers() {
			s.line(wrap("      ✗ ", Clean(b.GetTitle())+": "+lower(Clean(b.GetReason()))))
		}
		for _, u := range f.GetUnconfirmed() {
			s.line(wrap("      ? ", Clean(u.GetQuestion())))
		}
	}
	s.next(a, "  ")
}
