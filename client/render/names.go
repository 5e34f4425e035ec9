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

// Named is what a rulebook defines that has an id, a title and further names.
type Named interface {
	proto.Message
	GetId() string
	GetTitle() string
	GetAliases() []string
}

// NamedOf makes a list of definitions of one kind a list to print.
func NamedOf[D Named](definitions []D) []Named {
	list := make([]Named, len(definitions))
	for i, definition := range definitions {
		list[i] = definition
	}
	return list
}

// Known prints the names of one kind that a rulebook knows. What says which they are ("job titles").
func Known(out io.Writer, format Format, what string, list []Named) error {
	if format != Table {
		return messages(out, format, list)
	}
	grid := newTable()
	grid.AppendHeader(table.Row{"Id", "Name", "Also written"})
	grid.SetColumnConfigs([]table.ColumnConfig{{Number: 2, WidthMax: 30, WidthMaxEnforcer: text.WrapSoft}})
	for _, one := range list {
		grid.AppendRow(table.Row{one.GetId(), Clean(one.GetTitle()), alsoWritten(one.GetAliases(), 40)})
	}
	_, err := fmt.Fprintf(out, "%s\n%d %s\n", grid.Render(), len(list), what)
	return err
}

// ResolvedNames prints how texts are read.
func ResolvedNames(out io.Writer, format Format, results []*lexfitv1.ResolvedName) error {
	if format != Table {
		return messages(out, format, results)
	}
	grid := newReadings()
	for _, result := range results {
		written := Clean(result.GetText())
		if len(result.GetNames()) == 0 {
			grid.AppendRow(table.Row{written, "not recognized", "", ""})
			written = ""
		}
		for _, match := range result.GetNames() {
			grid.AppendRow(table.Row{written, Clean(match.GetTitle()), match.GetId(), foundBy[match.GetMatch()]})
			written = ""
		}
		for _, near := range result.GetNear() {
			grid.AppendRow(table.Row{written, "near: " + Clean(near.GetTitle()), near.GetId(), ""})
		}
	}
	_, err := fmt.Fprintf(out, "%s\n", grid.Render())
	return err
}

// newReadings begins a table of how texts are read.
func newReadings() table.Writer {
	grid := newTable()
	grid.AppendHeader(table.Row{"Written", "Read as", "Id", "How"})
	grid.SetColumnConfigs([]table.ColumnConfig{
		{Number: 1, WidthMax: 34, WidthMaxEnforcer: text.WrapSoft},
		{Number: 2, WidthMax: 28, WidthMaxEnforcer: text.WrapSoft},
		{Number: 3, WidthMax: 26, WidthMaxEnforcer: text.WrapHard},
	})
	return grid
}

// alsoWritten are the aliases of a definition in a cell of some columns.
func alsoWritten(aliases []string, columns int) string {
	written := make([]string, len(aliases))
	for i, alias := range aliases {
		written[i] = strings.TrimPrefix(Clean(alias), "=")
	}
	return fit(strings.Join(written, ", "), columns)
}

// foundBy says how a name matched.
var foundBy = map[lexfitv1.MatchKind]string{
	lexfitv1.MatchKind_MATCH_KIND_EXACT:  "its name",
	lexfitv1.MatchKind_MATCH_KIND_ALIAS:  "alias",
	lexfitv1.MatchKind_MATCH_KIND_PHRASE: "phrase",
	lexfitv1.MatchKind_MATCH_KIND_FUZZY:  "spelling",
}
