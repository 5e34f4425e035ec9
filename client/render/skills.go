package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Skills prints the skills that a rulebook knows.
func Skills(w io.Writer, f Format, skills []*lexfitv1.SkillDefinition) error {
	if f != Table {
		return messages(w, f, skills)
	}
	t := newTable()
	t.AppendHeader(table.Row{"Id", "Skill", "Group", "Also written"})
	t.SetColumnConfigs([]table.ColumnConfig{
		{Number: 1, WidthMax: 28, WidthMaxEnforcer: text.WrapHard},
		{Number: 2, WidthMax: 26, WidthMaxEnforcer: text.WrapSoft},
		{Number: 3, WidthMax: 17, WidthMaxEnforcer: text.WrapSoft},
	})
	for _, s := range skills {
		aliases := make([]string, len(s.GetAliases()))
		for i, a := range s.GetAliases() {
			aliases[i] = strings.TrimPrefix(Clean(a), "=")
		}
		t.AppendRow(table.Row{s.GetId(), Clean(s.GetTitle()), Clean(s.GetGroup()), fit(strings.Join(aliases, ", "), 24)})
	}
	_, err := fmt.Fprintf(w, "%s\n%d skills\n", t.Render(), len(skills))
	return err
}

// Resolved prints how texts are read.
func Resolved(w io.Writer, f Format, results []*lexfitv1.ResolvedText) error {
	if f != Table {
		return messages(w, f, results)
	}
	t := newTable()
	t.AppendHeader(table.Row{"Written", "Read as", "Id", "How"})
	t.SetColumnConfigs([]table.ColumnConfig{
		{Number: 1, WidthMax: 34, WidthMaxEnforcer: text.WrapSoft},
		{Number: 2, WidthMax: 28, WidthMaxEnforcer: text.WrapSoft},
		{Number: 3, WidthMax: 26, WidthMaxEnforcer: text.WrapHard},
	})
	for _, r := range results {
		how := map[lexfitv1.MatchKind]string{
			lexfitv1.MatchKind_MATCH_KIND_EXACT:  "its name",
			lexfitv1.MatchKind_MATCH_KIND_ALIAS:  "alias",
			lexfitv1.MatchKind_MATCH_KIND_PHRASE: "phrase",
			lexfitv1.MatchKind_MATCH_KIND_FUZZY:  "spelling",
		}[r.GetMatch()]
		if len(r.GetSkills()) == 0 {
			t.AppendRow(table.Row{Clean(r.GetText()), "not recognized", "", ""})
		}
		written := Clean(r.GetText())
		for _, s := range r.GetSkills() {
			title := Clean(s.GetTitle())
			if s.Measured != nil { // a measure of 0 differs from none
				title += fmt.Sprintf(" (measured: %d)", s.GetMeasured())
			}
			t.AppendRow(table.Row{written, title, s.GetSkill(), how})
			written = ""
		}
	}
	_, err := fmt.Fprintf(w, "%s\n", t.Render())
	return err
}

// messages prints a list as a JSON array or a line each.
func messages[M proto.Message](w io.Writer, f Format, list []M) error {
	if f == JSONL {
		for _, m := range list {
			if err := Message(w, m); err != nil {
				return err
			}
		}
		return nil
	}
	a := &array{w: w}
	for _, m := range list {
		if err := a.add(m); err != nil {
			return err
		}
	}
	return a.close()
}
