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
func Revision(w io.Writer, f Format, r *lexfitv1.RulebookRevision, o Options) error {
	if f != Table {
		return Message(w, r)
	}
	b := bufio.NewWriter(w)
	s := newSheet(b, o)
	rb := r.GetRulebook()
	s.line(s.bold(fit(Clean(rb.GetTitle()), width)))
	s.line(fmt.Sprintf("revision %d%s · %s · engine %d · digest %s", r.GetRevision(), activeWord(r),
		r.GetCreateTime().AsTime().UTC().Format("2006-01-02 15:04 UTC"), r.GetEngineVersion(), short(r.GetDigest())))
	s.line(wrap("by ", Clean(r.GetAuthor())+messageAfter(r)))
	s.line("etag ", r.GetEtag())
	s.line(wrap("knows ", fmt.Sprintf("%d skills, %d credentials, %d fields of study, %d course topics, %d languages, %d job-title families",
		len(rb.GetSkills()), len(rb.GetCredentials()), len(rb.GetFields()), len(rb.GetTopics()), len(rb.GetLanguages()), len(rb.GetTitles()))))
	for _, role := range rb.GetRoles() {
		s.line()
		s.roleRules(role)
	}
	s.line()
	s.line(s.faint("* must have; weights are points and sum to 1000 a role; the whole: lexfit rulebook export"))
	return b.Flush()
}

func activeWord(r *lexfitv1.RulebookRevision) string {
	if r.GetActive() {
		return " (active)"
	}
	return ""
}

func messageAfter(r *lexfitv1.RulebookRevision) string {
	if r.GetMessage() == "" {
		return ""
	}
	return ": " + Clean(r.GetMessage())
}

func (s *sheet) roleRules(role *lexfitv1.Role) {
	s.line(s.bold(strings.ToUpper(Clean(role.GetTitle()))), "  ", Clean(role.GetName()))
	s.line(wrap("  ", Clean(role.GetSummary())))
	bands := role.GetBands()
	s.line(fmt.Sprintf("  Bands: POSSIBLE from %s, GOOD from %s, STRONG from %s of 100",
		prose.Tenths(bands.GetPossible()), prose.Tenths(bands.GetGood()), prose.Tenths(bands.GetStrong())))
	for _, c := range role.GetCriteria() {
		must := " "
		if c.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED {
			must = "*"
		}
		s.line(s.bold(fmt.Sprintf("%s %4d  %s", must, c.GetWeight(), fit(Clean(c.GetTitle()), 70))),
			s.faint(" · "+strings.ToLower(strings.TrimPrefix(c.GetCategory().String(), "CATEGORY_"))))
		s.line(wrap("        ", Clean(c.GetRationale())))
	}
}

// History prints revisions, the newest first.
func History(w io.Writer, f Format, revisions []*lexfitv1.RulebookRevision, o Options) error {
	switch f {
	case JSON:
		a := &array{w: w}
		for _, r := range revisions {
			if err := a.add(r); err != nil {
				return err
			}
		}
		return a.close()
	case JSONL:
		for _, r := range revisions {
			if err := Message(w, r); err != nil {
				return err
			}
		}
		return nil
	case Table:
	}
	t := newTable()
	t.AppendHeader(table.Row{"Revision", "Written", "Author", "Digest", "Message"})
	t.SetColumnConfigs([]table.ColumnConfig{
		{Number: 1, Align: text.AlignRight},
		{Number: 3, WidthMax: 18, WidthMaxEnforcer: text.WrapSoft},
		{Number: 5, WidthMax: 34, WidthMaxEnforcer: text.WrapSoft},
	})
	for _, r := range revisions {
		mark := "  "
		if r.GetActive() {
			mark = painter(o.Color).bold("→ ")
		}
		t.AppendRow(table.Row{
			fmt.Sprintf("%s%d", mark, r.GetRevision()), r.GetCreateTime().AsTime().UTC().Format("2006-01-02 15:04"),
			Clean(r.GetAuthor()), short(r.GetDigest()), Clean(r.GetMessage()),
		})
	}
	_, err := fmt.Fprintf(w, "%s\n→ the active one\n", t.Render())
	return err
}

// Findings prints what a lint found, a line each, in the form that editors jump by: file:line:column: severity: message.
func Findings(w io.Writer, f Format, findings []*lexfitv1.Finding) error {
	if f != Table {
		reply := &lexfitv1.ValidateRulebookResponse{Findings: findings}
		if f == JSON {
			return Message(w, reply)
		}
		for _, x := range findings {
			if err := Message(w, x); err != nil {
				return err
			}
		}
		return nil
	}
	for _, x := range findings {
		place := ""
		if x.GetFile() != "" {
			place = fmt.Sprintf("%s:%d:%d: ", x.GetFile(), x.GetLine(), x.GetColumn())
		}
		path := ""
		if place == "" && x.GetPath() != "" {
			path = x.GetPath() + ": "
		}
		severity := strings.ToLower(strings.TrimPrefix(x.GetSeverity().String(), "SEVERITY_"))
		if _, err := fmt.Fprintf(w, "%s%s: %s%s [%s]\n", place, severity, path, Clean(x.GetMessage()), x.GetRule()); err != nil {
			return err
		}
	}
	return nil
}
