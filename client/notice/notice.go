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
	// Blind leaves the name out, and NoPoints every number of points.
	Blind, NoPoints bool
}

// Page is what the template is given. Every text is Markdown already: nothing that a profile holds is markup in it.
type Page struct {
	Name, ID      string
	Opening, Role string
	Firm, Contact string
	// Outcome is a sentence, and Match the same in a few words, such as a strong match.
	Outcome, Match string
	// Points and those of reasons and of Before are empty where no points are wanted, and where nothing was said that they could
	// judge.
	Points, Of string
	Blockers   []Reason
	Questions  []string
	Law        []Reason
	Reasons    []Reason
	Used       []Used
	NotRead    []string
	// Draft says that the profile was read by a program and nobody has looked at it, or what is left open of one that was; Doubts
	// are the values.
	Draft        string
	Doubts       []string
	Steps        []Step
	Before       *Before
	AsOf, Digest string
	Revision     int32
	Engine       int32
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
	fit := in.Answer.GetFits()[0]
	page := &Page{
		Name: render.MarkdownText(in.Profile.GetDisplayName()), ID: render.MarkdownText(in.Answer.GetCandidateId()), Role: render.MarkdownText(fit.GetRoleTitle()),
		Opening: render.MarkdownText(cmp.Or(in.Opening, fit.GetRoleTitle())), Firm: render.MarkdownText(in.Firm), Contact: render.MarkdownText(in.Contact),
		Match: match(fit), Points: prose.Tenths(fit.GetScore()), Of: strings.TrimSuffix(prose.Tenths(fit.GetMaxScore()), ".0"),
		AsOf: in.Answer.GetAsOf(), Digest: in.Answer.GetRulebookDigest(), Revision: in.Answer.GetRulebookRevision(), Engine: in.Answer.GetEngineVersion(),
	}
	if in.Blind {
		page.Name = ""
	}
	if in.NoPoints || prose.Unsaid(fit) {
		page.Points, page.Of = "", ""
	}
	page.Outcome = outcome(fit)
	for _, other := range fit.GetBlockers() {
		page.Blockers = append(page.Blockers, Reason{Title: md(other.GetTitle()), Text: sentence(other.GetWayBack())})
	}
	for _, unconfirmed := range fit.GetUnconfirmed() {
		page.Questions = append(page.Questions, sentence(toCandidate(unconfirmed.GetQuestion())))
	}
	for _, law := range fit.GetCompliance() {
		page.Law = append(page.Law, Reason{Title: md(law.GetTitle()), Text: sentence(law.GetSentence())})
	}
	page.Reasons = reasons(fit, in)
	page.Used = used(fit, in.Profile)
	for _, unrecognized := range in.Answer.GetUnrecognized() {
		page.NotRead = append(page.NotRead, "“"+md(unrecognized.GetText())+"”")
	}
	page.Draft = md(render.ReviewTitle(in.Answer.GetReview()))
	for _, doubt := range render.ReviewFlags(in.Answer.GetReview()) {
		page.Doubts = append(page.Doubts, md(doubt))
	}
	page.Steps = steps(in.Answer, fit, in.NoPoints)
	if in.Before != nil {
		if len(in.Before.GetFits()) != 1 {
			return nil, errors.New("the result before the correction is not about one opening")
		}
		page.Before = before(in.Before.GetFits()[0], fit, in.NoPoints)
	}
	return page, nil
}

func md(text string) string { return render.MarkdownText(text) }

// sentence ends a text as a sentence and begins it as one.
func sentence(text string) string {
	text = render.Clean(text)
	if text == "" {
		return ""
	}
	text = strings.ToUpper(text[:1]) + text[1:]
	if !strings.ContainsAny(text[len(text)-1:], ".?!") {
		text += "."
	}
	return md(text)
}

// match is how good a match is, in a few words that follow "is".
func match(fit *lexfitv1.Fit) string {
	if prose.Unsaid(fit) {
		return "not compared yet"
	}
	switch fit.GetBand() {
	case lexfitv1.Band_BAND_STRONG:
		return "a strong match"
	case lexfitv1.Band_BAND_GOOD:
		return "a good match"
	case lexfitv1.Band_BAND_POSSIBLE:
		return "a possible match"
	case lexfitv1.Band_BAND_INELIGIBLE:
		return "not a match yet"
	case lexfitv1.Band_BAND_WEAK, lexfitv1.Band_BAND_NOT_ENOUGH_SAID, lexfitv1.Band_BAND_UNSPECIFIED:
	}
	return "not a close match yet"
}

func outcome(fit *lexfitv1.Fit) string {
	text := "Your profile is " + match(fit)
	switch {
	case fit.GetEligibility() == lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE:
		text = "Your profile does not yet show what this opening requires"
	case prose.Unsaid(fit):
		text = "Your profile does not yet say enough to compare it with this opening; you should be asked"
	case fit.GetEligibility() == lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED:
		text = "Your profile does not yet show one thing that this opening requires, and you should be asked about it"
		if len(fit.GetUnconfirmed()) != 1 {
			text = "Your profile does not yet show some things that this opening requires, and you should be asked about them"
		}
		if fit.GetBand() >= lexfitv1.Band_BAND_POSSIBLE {
			text += ". As far as it goes, it is " + match(fit)
		}
	case fit.GetScoreHigh() > fit.GetScore():
		text += ". What it does not say was not counted against you as a no, but could not be counted for you either"
	}
	return text + "."
}

// reasons are the criteria that leave the most points.
func reasons(fit *lexfitv1.Fit, in Input) []Reason {
	lost := func(criterion *lexfitv1.CriterionFit) int32 { return criterion.GetMaxPoints() - criterion.GetPoints() }
	list := slices.Clone(fit.GetCriteria())
	slices.SortStableFunc(list, func(one, other *lexfitv1.CriterionFit) int { return cmp.Compare(lost(other), lost(one)) })
	var out []Reason
	for _, criterion := range list {
		if lost(criterion) <= 0 || len(out) == mostReasons {
			break
		}
		points := fmt.Sprintf("%s of %s points", prose.Tenths(criterion.GetPoints()), strings.TrimSuffix(prose.Tenths(criterion.GetMaxPoints()), ".0"))
		if in.NoPoints {
			points = ""
		}
		out = append(out, Reason{len(out) + 1, md(criterion.GetTitle()), md(why(criterion, in.Profile)), points})
	}
	return out
}

// why says in plain words why a criterion does not give all its points.
func why(criterion *lexfitv1.CriterionFit, profile *lexfitv1.CandidateProfile) string {
	lacks := criterion.GetRoute().GetLacks()
	if len(lacks) == 0 {
		lacks = criterion.GetNextRoute().GetLacks()
	}
	asked := ""
	if len(lacks) > 0 {
		asked = "the opening asks for " + plain(strings.Join(lacks, " and "))
	}
	shown := strings.Join(shown(criterion.GetEvidence(), profile), ", ")
	degree := ""
	if criterion.GetCategory() == lexfitv1.Category_CATEGORY_EDUCATION {
		degree = studyOf(highest(profile), profile)
	}
	var text string
	switch {
	case criterion.GetStatus() == lexfitv1.Status_STATUS_NOT_STATED:
		text = "your profile does not mention it yet"
	case shown == "" && criterion.GetPoints() == 0 && degree != "":
		text = "your profile shows " + prose.Article(degree)
	case shown == "" && criterion.GetPoints() == 0:
		text = "your profile does not show it yet"
	case criterion.GetBasis() == lexfitv1.Basis_BASIS_IMPLIED:
		text = "your profile does not say so itself; it was taken in part from your years of work (" + shown + ")"
	case shown == "":
		text = "your profile shows a part of it"
	default:
		text = "your profile shows " + shown + ", which is a part of it"
	}
	if asked != "" {
		text += "; " + asked
	}
	return text + "."
}

// plain takes the shorthand of the rules out of what is asked.
func plain(text string) string {
	return strings.NewReplacer(" at a higher level or over more years", ", at a higher level or over more years").Replace(render.Clean(text))
}

// shown are what evidence was read as. Of studies it names the highest that somebody has, before what met the rule: a law degree
// is no "high-school diploma" to who earned it.
func shown(evidence []*lexfitv1.Evidence, profile *lexfitv1.CandidateProfile) []string {
	var names []string
	add := func(name string) {
		if name = render.Clean(name); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, proof := range evidence {
		study := studyAt(profile, proof.GetPath())
		if study == nil {
			name := proof.GetReadAs()
			if proof.GetFlagged() && name != "" {
				name += unconfirmed
			}
			add(name)
			continue
		}
		best := highest(profile)
		add(studyOf(best, profile))
		if best == nil || study.GetLevel() != lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL {
			add(studyOf(study, profile))
		}
	}
	return names
}

// studyAt is the entry of education that a path of evidence names as a whole, where its level is stated; nil for others.
func studyAt(profile *lexfitv1.CandidateProfile, path string) *lexfitv1.Education {
	for i, study := range profile.GetEducation() {
		if path == fmt.Sprintf("education[%d]", i) && isLevel(study) {
			return study
		}
	}
	return nil
}

func isLevel(study *lexfitv1.Education) bool {
	return study.GetLevel() != lexfitv1.EducationLevel_EDUCATION_LEVEL_UNSPECIFIED && study.GetLevel() != lexfitv1.EducationLevel_EDUCATION_LEVEL_NONE
}

// highest is the highest of the studies that are finished, or of which nothing else is said; nil without one.
func highest(profile *lexfitv1.CandidateProfile) *lexfitv1.Education {
	var best *lexfitv1.Education
	for _, study := range profile.GetEducation() {
		finished := study.GetStatus() == lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED || study.GetStatus() == lexfitv1.EducationStatus_EDUCATION_STATUS_UNSPECIFIED
		if isLevel(study) && finished && study.GetLevel() > best.GetLevel() {
			best = study
		}
	}
	return best
}

// unconfirmed follows what a machine read with doubt and nobody has looked at.
const unconfirmed = " (as a machine read it; nobody has confirmed it yet)"

// studyOf is an entry of a profile's education in words, and whether it is confirmed.
func studyOf(study *lexfitv1.Education, profile *lexfitv1.CandidateProfile) string {
	words := studyWords(study)
	at := fmt.Sprintf("education[%d]", slices.Index(profile.GetEducation(), study))
	if words != "" && slices.ContainsFunc(profile.GetReview().GetFlags(), func(flag *lexfitv1.ReviewFlag) bool {
		rest, in := strings.CutPrefix(flag.GetPath(), at)
		return in && (rest == "" || rest[0] == '.' && !strings.HasPrefix(rest, ".coursework")) || flag.GetPath() == "education"
	}) {
		words += unconfirmed
	}
	return words
}

// toCandidate turns a question that sends a recruiter to the document into one for who wrote it.
func toCandidate(question string) string {
	look, ask, both := strings.Cut(question, prose.ThenAsk)
	values, flagged := strings.CutPrefix(look, prose.LookFirst)
	if !flagged {
		return question
	}
	text := "A machine read your résumé, and a person has to look at " + values
	if both {
		text += " If that does not settle it: " + ask
	}
	return text
}

// studyWords is an entry of education in words, without the school.
func studyWords(study *lexfitv1.Education) string {
	if study == nil {
		return ""
	}
	words := prose.Level(study.GetLevel())
	if field := render.Clean(study.GetField()); field != "" {
		words += " in " + field
	}
	switch study.GetStatus() {
	case lexfitv1.EducationStatus_EDUCATION_STATUS_IN_PROGRESS:
		words += " (in progress)"
	case lexfitv1.EducationStatus_EDUCATION_STATUS_INCOMPLETE:
		words += " (not finished)"
	case lexfitv1.EducationStatus_EDUCATION_STATUS_UNSPECIFIED, lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED, lexfitv1.EducationStatus_EDUCATION_STATUS_UNCLEAR:
	}
	return words
}

// used lists what of the profile counted for something, by its part.
func used(fit *lexfitv1.Fit, profile *lexfitv1.CandidateProfile) []Used {
	parts := []struct{ path, title string }{
		{"education", "Education"},
		{"skills", "Skills"},
		{"certifications", "Certifications"},
		{"experience", "Work (job titles, dates and duties)"},
		{"languages", "Languages"},
		{"preferences", "What you like to do"},
	}
	found := map[string][]string{}
	for _, criterion := range fit.GetCriteria() {
		for _, proof := range criterion.GetEvidence() {
			part, _, _ := strings.Cut(proof.GetPath(), "[")
			part, _, _ = strings.Cut(part, ".")
			for _, text := range shown([]*lexfitv1.Evidence{proof}, profile) {
				if !slices.Contains(found[part], text) {
					found[part] = append(found[part], text)
				}
			}
		}
	}
	var list []Used
	for _, each := range parts {
		if len(found[each.path]) > 0 {
			list = append(list, Used{each.title, md(strings.Join(found[each.path], "; "))})
		}
	}
	return list
}

func steps(answer *lexfitv1.ScoreCandidateResponse, fit *lexfitv1.Fit, noPoints bool) []Step {
	var list []Step
	for _, advice := range answer.GetAdvice() {
		if advice.GetRole() != render.Target(fit) || len(list) == mostSteps {
			continue
		}
		step := Step{
			Number: len(list) + 1,
			Text:   sentence(toYou.Replace(advice.GetText())),
			Effect: fmt.Sprintf("would bring you from %s to %s points", prose.Tenths(advice.GetScoreBefore()), prose.Tenths(advice.GetScoreAfter())),
			Takes:  strings.Replace(render.Takes(advice.GetEffortWeeks(), advice.GetCostUsd()), ", ", " and ", 1),
		}
		switch same := advice.GetScoreBefore() == advice.GetScoreAfter(); {
		case same && noPoints:
			step.Effect = "would leave the result as it is"
		case same:
			step.Effect = "would leave your points as they are"
		case noPoints:
			step.Effect = "would bring you closer to what the opening asks for"
		}
		if advice.GetClosesBlocker() {
			step.Effect += ", and your profile would show what the opening requires"
		}
		var checks []string
		for _, code := range advice.GetChecks() {
			checks = append(checks, strings.TrimPrefix(render.Clean(code), "check: "))
		}
		step.Check = md(strings.Join(checks, "; "))
		list = append(list, step)
	}
	return list
}

// toYou turns what is said of a candidate into what is said to one.
var toYou = strings.NewReplacer("the profile ", "your profile ", "The candidate qualifies", "You qualify")

// before says what a correction changed.
func before(old, now *lexfitv1.Fit, noPoints bool) *Before {
	other := &Before{Match: match(old), Points: prose.Tenths(old.GetScore())}
	if noPoints || prose.Unsaid(old) {
		other.Points = ""
	}
	for _, criterion := range now.GetCriteria() {
		for _, part := range old.GetCriteria() {
			if part.GetCriterionId() == criterion.GetCriterionId() && part.GetPoints() != criterion.GetPoints() {
				change := fmt.Sprintf("%s points before, %s now", prose.Tenths(part.GetPoints()), prose.Tenths(criterion.GetPoints()))
				if more := criterion.GetPoints() > part.GetPoints(); noPoints && more {
					change = "shows more now"
				} else if noPoints {
					change = "shows less now"
				}
				other.Changes = append(other.Changes, md(criterion.GetTitle())+": "+change)
			}
		}
	}
	return other
}

// Markdown writes the page by a template's text; an empty one is the default.
func (p *Page) Markdown(out io.Writer, text string) error {
	made, err := texttemplate.New("template").Option("missingkey=error").Parse(cmp.Or(text, DefaultTemplate))
	if err != nil {
		return fmt.Errorf("the template cannot be read: %w; lexfit sheet --print-template prints one that can", err)
	}
	var buffer bytes.Buffer
	if err := made.Execute(&buffer, p); err != nil {
		return fmt.Errorf("the template asks for what is not there: %w; lexfit sheet --print-template prints one that works", err)
	}
	_, err = out.Write(tidy(buffer.Bytes()))
	return err //nolint:wrapcheck // the writer's own words
}

// tidy leaves one empty line where a template's conditions left several.
func tidy(data []byte) []byte {
	var out []string
	for line := range strings.SplitSeq(strings.TrimSpace(string(data)), "\n") {
		line = strings.TrimRight(line, " \t")
		if line == "" && len(out) > 0 && out[len(out)-1] == "" {
			continue
		}
		out = append(out, line)
	}
	return []byte(strings.Join(out, "\n") + "\n")
}

// HTML writes the page as a document of its own that needs nothing else.
func (p *Page) HTML(out io.Writer, text string) error {
	var buffer, body bytes.Buffer
	if err := p.Markdown(&buffer, text); err != nil {
		return err
	}
	// HTML in the Markdown is left out: a template has no need of it, and a profile no business with it.
	if err := goldmark.New(goldmark.WithExtensions(extension.Table)).Convert(buffer.Bytes(), &body); err != nil {
		return fmt.Errorf("page: %w", err)
	}
	if err := frame.Execute(out, map[string]any{
		"Title": strings.ReplaceAll("How your profile was read: "+p.Opening, `\`, ""), "Body": template.HTML(body.String()), //nolint:gosec // made by goldmark, which escapes
	}); err != nil {
		return fmt.Errorf("page: %w", err)
	}
	return nil
}
