package render

import (
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Skills prints the skills that a rulebook knows.
func Skills(out io.Writer, format Format, skills []*lexfitv1.SkillDefinition) error {
	if format != Table {
		return messages(out, format, skills)
	}
	grid := newTable()
	grid.AppendHeader(table.Row{"Id", "Skill", "Group", "Also written"})
	grid.SetColumnConfigs([]table.ColumnConfig{
		{Number: 1, WidthMax: 28, WidthMaxEnforcer: text.WrapHard},
		{Number: 2, WidthMax: 26, WidthMaxEnforcer: text.WrapSoft},
		{Number: 3, WidthMax: 17, WidthMaxEnforcer: text.WrapSoft},
	})
	for _, definition := range skills {
		grid.AppendRow(table.Row{definition.GetId(), Clean(definition.GetTitle()), Clean(definition.GetGroup()), alsoWritten(definition.GetAliases(), 24)})
	}
	_, err := fmt.Fprintf(out, "%s\n%d skills\n", grid.Render(), len(skills))
	return err
}

// Resolved prints how texts are read.
func Resolved(out io.Writer, format Format, results []*lexfitv1.ResolvedText) error {
	if format != Table {
		return messages(out, format, results)
	}
	grid := newReadings()
	for _, resolvedText := range results {
		how := foundBy[resolvedText.GetMatch()]
		if len(resolvedText.GetSkills()) == 0 {
			grid.AppendRow(table.Row{Clean(resolvedText.GetText()), "not recognized", "", ""})
		}
		written := Clean(resolvedText.GetText())
		for _, match := range resolvedText.GetSkills() {
			title := Clean(match.GetTitle())
			if match.Measured != nil { // a measure of 0 differs from none
				title += fmt.Sprintf(" (measured: %d)", match.GetMeasured())
			}
			grid.AppendRow(table.Row{written, title, match.GetSkill(), how})
			written = ""
		}
	}
	_, err := fmt.Fprintf(out, "%s\n", grid.Render())
	return err
}

// messages prints a list as a JSON array or a line each.
func messages[M proto.Message](out io.Writer, format Format, list []M) error {
	if format == JSONL {
		for _, each := range list {
			if err := Message(out, each); err != nil {
				return err
			}
		}
		return nil
	}
	one := &array{w: out}
	for _, each := range list {
		if err := one.add(each); err != nil {
			return err
		}
	}
	return one.close()
}
