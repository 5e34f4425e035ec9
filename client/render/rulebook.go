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

// Revision prints a revision: in a table a summary of its roles, with weights, bands and reasons.
func Revision(out io.Writer, format Format, revision *lexfitv1.RulebookRevision, options Options) error {
	if format != Table {
		return Message(out, revision)
	}
	other := bufio.NewWriter(out)
	sheet := newSheet(other, options)
	rb := revision.GetRulebook()
	sheet.line(sheet.bold(fit(Clean(rb.GetTitle()), sheet.width)))
	sheet.line(fmt.Sprintf("revision %d%s · %s · engine %d · digest %s", revision.GetRevision(), activeWord(revision),
		revision.GetCreateTime().AsTime().UTC().Format("2006-01-02 15:04 UTC"), revision.GetEngineVersion(), short(revision.GetDigest())))
	sheet.line(sheet.wrap("by ", Clean(revision.GetAuthor())+messageAfter(revision)))
	sheet.line("etag ", revision.GetEtag())
	sheet.line(sheet.wrap("knows ", fmt.Sprintf("%d skills, %d credentials, %d fields of study, %d course topics, %d languages, %d job-title families",
		len(rb.GetSkills()), len(rb.GetCredentials()), len(rb.GetFields()), len(rb.GetTopics()), len(rb.GetLanguages()), len(rb.GetTitles()))))
	for _, role := range rb.GetRoles() {
		sheet.line()
		sheet.roleRules(role)
	}
	sheet.line()
	sheet.line(sheet.faint("* must have; weights are points and sum to 1000 a role; the whole: lexfit rulebook export"))
	return other.Flush()
}

func activeWord(revision *lexfitv1.RulebookRevision) string {
	if revision.GetActive() {
		return " (active)"
	}
	return ""
}

func messageAfter(revision *lexfitv1.RulebookRevision) string {
	if revision.GetMessage() == "" {
		return ""
	}
	return ": " + Clean(revision.GetMessage())
}

func (s *sheet) roleRules(role *lexfitv1.Role) {
	s.line(s.bold(strings.ToUpper(Clean(role.GetTitle()))), "  ", Clean(role.GetName()))
	s.line(s.wrap("  ", Clean(role.GetSummary())))
	bands := role.GetBands()
	s.line(fmt.Sprintf("  Bands: POSSIBLE from %s, GOOD from %s, STRONG from %s of 100",
		prose.Tenths(bands.GetPossible()), prose.Tenths(bands.GetGood()), prose.Tenths(bands.GetStrong())))
	for _, criterion := range role.GetCriteria() {
		must := " "
		if criterion.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED {
			must = "*"
		}
		s.line(s.bold(fmt.Sprintf("%s %4d  %s", must, criterion.GetWeight(), fit(Clean(criterion.GetTitle()), 70))),
			s.faint(" · "+strings.ToLower(strings.TrimPrefix(criterion.GetCategory().String(), "CATEGORY_"))))
		s.line(s.wrap("        ", Clean(criterion.GetRationale())))
	}
}

// History prints revisions, the newest first.
func History(out io.Writer, format Format, revisions []*lexfitv1.RulebookRevision, options Options) error {
	switch format {
	case JSON:
		one := &array{w: out}
		for _, revision := range revisions {
			if err := one.add(revision); err != nil {
				return err
			}
		}
		return one.close()
	case JSONL:
		for _, revision := range revisions {
			if err := Message(out, revision); err != nil {
				return err
			}
		}
		return nil
	case Table:
	}
	grid := newTable()
	grid.AppendHeader(table.Row{"Revision", "Written", "Author", "Digest", "Message"})
	grid.SetColumnConfigs([]table.ColumnConfig{
		{Number: 1, Align: text.AlignRight},
		{Number: 3, WidthMax: 18, WidthMaxEnforcer: text.WrapSoft},
		{Number: 5, WidthMax: 34, WidthMaxEnforcer: text.WrapSoft},
	})
	for _, revision := range revisions {
		mark := "  "
		if revision.GetActive() {
			mark = painter(options.Color).bold("→ ")
		}
		grid.AppendRow(table.Row{
			fmt.Sprintf("%s%d", mark, revision.GetRevision()), revision.GetCreateTime().AsTime().UTC().Format("2006-01-02 15:04"),
			Clean(revision.GetAuthor()), short(revision.GetDigest()), Clean(revision.GetMessage()),
		})
	}
	_, err := fmt.Fprintf(out, "%s\n→ the active one\n", grid.Render())
	return err
}

// Findings prints what a lint found, a line each, in the form that editors jump by: file:line:column: severity: message.
func Findings(out io.Writer, format Format, findings []*lexfitv1.Finding) error {
	if format != Table {
		reply := &lexfitv1.ValidateRulebookResponse{Findings: findings}
		if format == JSON {
			return Message(out, reply)
		}
		for _, found := range findings {
			if err := Message(out, found); err != nil {
				return err
			}
		}
		return nil
	}
	for _, found := range findings {
		place := ""
		if found.GetFile() != "" {
			place = fmt.Sprintf("%s:%d:%d: ", found.GetFile(), found.GetLine(), found.GetColumn())
		}
		path := ""
		if place == "" && found.GetPath() != "" {
			path = found.GetPath() + ": "
		}
		severity := strings.ToLower(strings.TrimPrefix(found.GetSeverity().String(), "SEVERITY_"))
		if _, err := fmt.Fprintf(out, "%s%s: %s%s [%s]\n", place, severity, path, Clean(found.GetMessage()), found.GetRule()); err != nil {
			return err
		}
	}
	return nil
}
