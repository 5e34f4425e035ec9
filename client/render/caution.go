package render

import (
	"strings"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Caution is what a recruiter must know besides the score: a flag, or what the law asks.
type Caution struct {
	// Title names it in a word or two.
	Title string
	// Text is the sentence.
	Text string
	// Source is where it comes from; empty for the rulebook's own judgement.
	Source string
	// Blocks says that the law forbids the job, Asks that it is to be asked before anybody is submitted.
	Blocks, Asks bool
}

// Cautions are the flags of a fit and what the law asks, what blocks first.
func Cautions(fit *lexfitv1.Fit) []Caution {
	var first, rest []Caution
	for _, law := range fit.GetCompliance() {
		made := Caution{Title: Clean(law.GetTitle()), Text: Clean(law.GetSentence()), Source: Clean(law.GetSource()), Blocks: law.GetBlocks(), Asks: law.GetFlags()}
		switch {
		case !made.Blocks && fit.GetEligibility() == lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE: // it is not the next question
		case made.Blocks || made.Asks:
			first = append(first, made)
		default:
			rest = append(rest, made)
		}
	}
	for i, flag := range fit.GetFlags() {
		made := Caution{Title: strings.ToLower(strings.ReplaceAll(Clean(flag), "_", " ")), Asks: true}
		if i < len(fit.GetFlagReasons()) {
			made.Text = Clean(fit.GetFlagReasons()[i])
		}
		first = append(first, made)
	}
	return append(first, rest...)
}

// mark is the sign before a caution: a cross where the law forbids the job, § where it only notes, ! where it is to be asked.
func (c Caution) mark() string {
	switch {
	case c.Blocks:
		return "✗ "
	case c.Asks:
		return "! "
	}
	return "§ "
}

// cautions are those of a fit in one cell.
func cautions(fit *lexfitv1.Fit) string {
	var items []string
	for _, caution := range Cautions(fit) {
		items = append(items, strings.TrimSuffix(caution.mark()+caution.Title+": "+caution.Text, ": "))
	}
	return strings.Join(items, " | ")
}
