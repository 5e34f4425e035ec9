// Package notice writes a page for the candidate, in plain words: which opening, the outcome, the principal reasons, which
// data were used and which never are, what could be done next, and how to have an error corrected.
package notice

import (
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	texttemplate "text/template"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// DefaultTemplate is the page's text, a Go template that makes Markdown. Its fields are those of Page.
//
//go:embed page.md.tmpl
var DefaultTemplate string

var (
	//go:embed page.html
	frameHTML string
	frame     = template.Must(template.New("page").Parse(frameHTML))
)

// mostReasons is how many principal reasons are given: the most that a person can be expected to act on, and what notices
// of adverse action in credit give too (12 CFR 1002, supplement I, 9(b)(2)).
const mostReasons = 4

// mostSteps is how many things to do are given.
const mostSteps = 4

// Input is what a page is made of.
type Input struct {
	Profile *lexfitv1.CandidateProfile
	// Answer is of the profile, for one target.
	Answer *lexfitv1.ScoreCandidateResponse
	// Before is the answer before a correction; nil without one.
	Before *lexfitv1.ScoreCandidateResponse
	// Opening is what the opening is called, where it is more than the role.
	Opening string
	// Firm and Contact say who answers for the page; empty for the recruiter who hands it out.
	Firm, Contact string
	// Blind leaves the name out.
	Blind bool
}

// Page is what the template is given. Every text is Markdown already: nothing that a profile holds is markup in it.
type Page struct {
	Name, ID      string
	Opening, Role string
	Firm, Contact string
	// Outcome is a sentence, and Match the same in a few words, such as a strong match.
	Outcome, Match string
	Points, Of     string
	Blockers       []Reason
	Questions      []string
	Reasons        []Reason
	Used           []Used
	NotRead        []string
	Steps          []Step
	Before         *Before
	AsOf, Digest   string
	Revision       int32
	Engine         int32
}

// Reason is why points are missing, or what a requirement lacks.
type Reason struct {
	Number              int
	Title, Text, Points string
}

// Used is a part of the profile and what of it was used.
type Used struct{ Part, What string }

// Step is something to do, and what it does.
type Step struct {
	Number                     int
	Text, Effect, Takes, Check string
}

// Before is the result before a correction, and what it changed.
type Before struct {
	Match, Points string
	Changes       []string
}

// New makes the page.
func New(in Input) (*Page, error) {
	if len(in.Answer.GetFits()) != 1 {
		return nil, fmt.Errorf("a page is about one opening, and the answer has %d", len(in.Answer.GetFits()))
	}
	f := in.Answer.GetFits()[0]
	p := &Page{
		Name: render.MarkdownText(in.Profile.GetDisplayName()), ID: render.MarkdownText(in.Answer.GetCandidateId()), Role: render.MarkdownText(f.GetRoleTitle()),
		Opening: render.MarkdownText(cmp.Or(in.Opening, f.GetRoleTitle())), Firm: render.MarkdownText(in.Firm), Contact: render.MarkdownText(in.Contact),
		Match: match(f), Points: prose.Tenths(f.GetScore()), Of: strings.TrimSuffix(prose.Tenths(f.GetMaxScore()), ".0"),
		AsOf: in.Answer.GetAsOf(), Digest: in.Answer.GetRulebookDigest(), Revision: in.Answer.GetRulebookRevision(), Engine: in.Answer.GetEngineVersion(),
	}
	if in.Blind {
		p.Name = ""
	}
	p.Outcome = outcome(f)
	for _, b := range f.GetBlockers() {
		p.Blockers = append(p.Blockers, Reason{Title: md(b.GetTitle()), Text: sentence(b.GetWayBack())})
	}
	for _, u := range f.GetUnconfirmed() {
		p.Questions = append(p.Questions, sentence(u.GetQuestion()))
	}
	p.Reasons = reasons(f)
	p.Used = used(f)
	for _, u := range in.Answer.GetUnrecognized() {
		p.NotRead = append(p.NotRead, "“"+md(u.GetText())+"”")
	}
	p.Steps = steps(in.Answer, f)
	if in.Before != nil {
		if len(in.Before.GetFits()) != 1 {
			return nil, errors.New("the result before the correction is not about one opening")
		}
		p.Before = before(in.Before.GetFits()[0], f)
	}
	return p, nil
}

func md(s string) string { return render.MarkdownText(s) }

// sentence ends a text as a sentence and begins it as one.
func sentence(s string) string {
	s = render.Clean(s)
	if s == "" {
		return ""
	}
	s = strings.ToUpper(s[:1]) + s[1:]
	if !strings.ContainsAny(s[len(s)-1:], ".?!") {
		s += "."
	}
	return md(s)
}

func match(f *lexfitv1.Fit) string {
	switch f.GetBand() {
	case lexfitv1.Band_BAND_STRONG:
		return "a strong match"
	case lexfitv1.Band_BAND_GOOD:
		return "a good match"
	case lexfitv1.Band_BAND_POSSIBLE:
		return "a possible match"
	case lexfitv1.Band_BAND_INELIGIBLE:
		return "no match, since something that the opening requires is missing"
	case lexfitv1.Band_BAND_WEAK, lexfitv1.Band_BAND_UNSPECIFIED:
	}
	return "not a close match at present"
}

func outcome(f *lexfitv1.Fit) string {
	s := "Your profile is " + match(f)
	switch {
	case f.GetEligibility() == lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED && len(f.GetUnconfirmed()) == 1:
		s += ", as far as it goes: one thing that the opening requires is not in it, and you should be asked"
	case f.GetEligibility() == lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED:
		s += ", as far as it goes: some things that the opening requires are not in it, and you should be asked"
	case f.GetScoreHigh() > f.GetScore():
		s += ". What it does not say was not counted against you as a no, but could not be counted for you either"
	}
	return s + "."
}

// reasons are the criteria that leave the most points.
func reasons(f *lexfitv1.Fit) []Reason {
	lost := func(c *lexfitv1.CriterionFit) int32 { return c.GetMaxPoints() - c.GetPoints() }
	list := slices.Clone(f.GetCriteria())
	slices.SortStableFunc(list, func(a, b *lexfitv1.CriterionFit) int { return cmp.Compare(lost(b), lost(a)) })
	var out []Reason
	for _, c := range list {
		if lost(c) <= 0 || len(out) == mostReasons {
			break
		}
		out = append(out, Reason{len(out) + 1, md(c.GetTitle()), md(why(c)), fmt.Sprintf("%s of %s points", prose.Tenths(c.GetPoints()), strings.TrimSuffix(prose.Tenths(c.GetMaxPoints()), ".0"))})
	}
	return out
}

// why says in plain words why a criterion does not give all its points.
func why(c *lexfitv1.CriterionFit) string {
	lacks := c.GetRoute().GetLacks()
	if len(lacks) == 0 {
		lacks = c.GetNextRoute().GetLacks()
	}
	asked := ""
	if len(lacks) > 0 {
		asked = "the opening asks for " + plain(strings.Join(lacks, " and "))
	}
	shown := strings.Join(render.ReadAs(c.GetEvidence()), ", ")
	var s string
	switch {
	case c.GetStatus() == lexfitv1.Status_STATUS_NOT_STATED:
		s = "your profile does not mention it"
	case shown == "" && c.GetPoints() == 0:
		s = "your profile does not show it"
	case c.GetBasis() == lexfitv1.Basis_BASIS_IMPLIED:
		s = "your profile does not say so itself; it was taken in part from your years of work (" + shown + ")"
	case shown == "":
		s = "your profile shows a part of it"
	default:
		s = "your profile shows " + shown + ", which gives a part of the points"
	}
	if asked != "" {
		s += "; " + asked
	}
	return s + "."
}

// plain takes the shorthand of the rules out of what is asked.
func plain(s string) string {
	return strings.NewReplacer(" at a higher level or over more years", ", at a higher level or over more years").Replace(render.Clean(s))
}

// used lists what of the profile counted for something, by its part.
func used(f *lexfitv1.Fit) []Used {
	parts := []struct{ path, title string }{
		{"education", "Education"},
		{"skills", "Skills"},
		{"certifications", "Certifications"},
		{"experience", "Work (job titles, dates and duties)"},
		{"languages", "Languages"},
		{"preferences", "What you like to do"},
	}
	found := map[string][]string{}
	for _, c := range f.GetCriteria() {
		for _, e := range c.GetEvidence() {
			part, _, _ := strings.Cut(e.GetPath(), "[")
			part, _, _ = strings.Cut(part, ".")
			if text := render.Clean(e.GetReadAs()); text != "" && !slices.Contains(found[part], text) {
				found[part] = append(found[part], text)
			}
		}
	}
	var list []Used
	for _, p := range parts {
		if len(found[p.path]) > 0 {
			list = append(list, Used{p.title, md(strings.Join(found[p.path], "; "))})
		}
	}
	return list
}

func steps(a *lexfitv1.ScoreCandidateResponse, f *lexfitv1.Fit) []Step {
	var list []Step
	for _, x := range a.GetAdvice() {
		if x.GetRole() != render.Target(f) || len(list) == mostSteps {
			continue
		}
		s := Step{
			Number: len(list) + 1,
			Text:   sentence(strings.ReplaceAll(x.GetText(), "the profile ", "your profile ")),
			Effect: fmt.Sprintf("from %s to %s points", prose.Tenths(x.GetScoreBefore()), prose.Tenths(x.GetScoreAfter())),
			Takes:  strings.Replace(render.Takes(x.GetEffortWeeks(), x.GetCostUsd()), ", ", " and ", 1),
		}
		if x.GetClosesBlocker() {
			s.Effect += ", and what the opening requires would no longer be missing"
		}
		var checks []string
		for _, c := range x.GetChecks() {
			checks = append(checks, strings.TrimPrefix(render.Clean(c), "check: "))
		}
		s.Check = md(strings.Join(checks, "; "))
		list = append(list, s)
	}
	return list
}

// before says what a correction changed.
func before(old, now *lexfitv1.Fit) *Before {
	b := &Before{Match: match(old), Points: prose.Tenths(old.GetScore())}
	for _, c := range now.GetCriteria() {
		for _, o := range old.GetCriteria() {
			if o.GetCriterionId() == c.GetCriterionId() && o.GetPoints() != c.GetPoints() {
				b.Changes = append(b.Changes, fmt.Sprintf("%s: %s points before, %s now", md(c.GetTitle()), prose.Tenths(o.GetPoints()), prose.Tenths(c.GetPoints())))
			}
		}
	}
	return b
}

// Markdown writes the page by a template's text; an empty one is the default.
func (p *Page) Markdown(w io.Writer, text string) error {
	t, err := texttemplate.New("template").Option("missingkey=error").Parse(cmp.Or(text, DefaultTemplate))
	if err != nil {
		return fmt.Errorf("the template cannot be read: %w; lexfit sheet --print-template prints one that can", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		return fmt.Errorf("the template asks for what is not there: %w; lexfit sheet --print-template prints one that works", err)
	}
	_, err = w.Write(tidy(b.Bytes()))
	return err //nolint:wrapcheck // the writer's own words
}

// tidy leaves one empty line where a template's conditions left several.
func tidy(b []byte) []byte {
	var out []string
	for line := range strings.SplitSeq(strings.TrimSpace(string(b)), "\n") {
		line = strings.TrimRight(line, " \t")
		if line == "" && len(out) > 0 && out[len(out)-1] == "" {
			continue
		}
		out = append(out, line)
	}
	return []byte(strings.Join(out, "\n") + "\n")
}

// HTML writes the page as a document of its own that needs nothing else.
func (p *Page) HTML(w io.Writer, text string) error {
	var b, body bytes.Buffer
	if err := p.Markdown(&b, text); err != nil {
		return err
	}
	// HTML in the Markdown is left out: a template has no need of it, and a profile no business with it.
	if err := goldmark.New(goldmark.WithExtensions(extension.Table)).Convert(b.Bytes(), &body); err != nil {
		return fmt.Errorf("page: %w", err)
	}
	if err := frame.Execute(w, map[string]any{
		"Title": strings.ReplaceAll("How your profile was read: "+p.Opening, `\`, ""), "Body": template.HTML(body.String()), //nolint:gosec // made by goldmark, which escapes
	}); err != nil {
		return fmt.Errorf("page: %w", err)
	}
	return nil
}
