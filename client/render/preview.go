package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Preview prints who moves under other rules, role by role.
func Preview(to io.Writer, format Format, preview *lexfitv1.PreviewRulebookRevisionResponse, options Options) error {
	return printPreview(to, format, preview, "Nothing was saved: lexfit rulebook apply FILE makes rules the active ones", options)
}

// Against prints who moves from the fits of an earlier run, which an engine of a version made. The revision of then is that of
// the database of then.
func Against(to io.Writer, format Format, preview *lexfitv1.PreviewRulebookRevisionResponse, engine int32, options Options) error {
	return printPreview(to, format, preview, fmt.Sprintf("Before: the fits of engine version %d, whose revision is that of their own database", engine), options)
}

func printPreview(to io.Writer, format Format, preview *lexfitv1.PreviewRulebookRevisionResponse, foot string, options Options) error {
	if format != Table {
		return Message(to, preview)
	}
	lines := bufio.NewWriter(to)
	sheet := newSheet(lines, options)
	sheet.line(sheet.bold("From "+revisionWord(preview.GetFromRevision(), preview.GetFromDigest())+" to "+revisionWord(preview.GetToRevision(), preview.GetToDigest())),
		sheet.faint(" · as of "+preview.GetAsOf()))
	for _, role := range preview.GetRoles() {
		sheet.line()
		for i, sentence := range role.GetSummary() {
			head := "  "
			if i == 0 {
				head = ""
			}
			sheet.line(sheet.wrap(head, Clean(sentence)))
		}
		if len(role.GetMovements()) > 0 {
			sheet.movements(role)
		}
		sheet.crossings("now "+prose.MissingAMust, role.GetBecomingIneligible(), role.GetIneligibleCount())
		sheet.crossings("no longer "+prose.MissingAMust, role.GetBecomingEligible(), role.GetEligibleCount())
	}
	sheet.line()
	sheet.line(sheet.faint(foot))
	return lines.Flush()
}

func (s *sheet) movements(role *lexfitv1.RolePreview) {
	moves := newTable()
	moves.AppendHeader(table.Row{"Candidate", "Place", "Score", "Band", "Most by"})
	moves.SetColumnConfigs([]table.ColumnConfig{
		{Number: 1, WidthMax: 28, WidthMaxEnforcer: text.WrapHard},
		{Number: 5, WidthMax: 26, WidthMaxEnforcer: text.WrapHard},
	})
	for _, move := range role.GetMovements() {
		band := s.band(move.GetBandAfter(), prose.BandWord(move.GetBandAfter()))
		if move.GetBandBefore() != move.GetBandAfter() {
			band = prose.BandWord(move.GetBandBefore()) + " → " + band
		}
		moves.AppendRow(table.Row{
			Clean(move.GetCandidateId()), fmt.Sprintf("%d → %d", move.GetRankBefore(), move.GetRankAfter()),
			prose.Tenths(move.GetScoreBefore()) + " → " + prose.Tenths(move.GetScoreAfter()), band, Clean(move.GetCriterionId()),
		})
	}
	for line := range strings.SplitSeq(moves.Render(), "\n") {
		s.line("  ", line)
	}
}

func (s *sheet) crossings(head string, list []*lexfitv1.EligibilityMovement, count int32) {
	if count == 0 {
		return
	}
	const most = 5
	var items []string
	for i, crossing := range list {
		if i == most {
			break
		}
		items = append(items, Clean(crossing.GetCandidateId())+" ("+Clean(strings.Join(crossing.GetCriterionIds(), ", "))+")")
	}
	if more := int(count) - len(items); more > 0 {
		items = append(items, fmt.Sprintf("and %d more", more))
	}
	s.line(s.wrap("  "+head+": ", strings.Join(items, "; ")))
}
