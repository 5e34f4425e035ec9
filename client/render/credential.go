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

// Credentials prints certificates, a row each: who grants them, and the points that each gives a role.
func Credentials(out io.Writer, format Format, rules *lexfitv1.Rulebook, list []*lexfitv1.CredentialDefinition) error {
	if format != Table {
		return messages(out, format, list)
	}
	if len(list) == 0 {
		_, err := fmt.Fprintln(out, "The rules know no such certificate.")
		return err
	}
	grid := newTable()
	head := table.Row{"Id", "Certificate", "Issuer"}
	columns := []table.ColumnConfig{
		{Number: 2, WidthMax: 26, WidthMaxEnforcer: text.WrapSoft},
		{Number: 3, WidthMax: 26, WidthMaxEnforcer: text.WrapSoft},
	}
	for i, role := range rules.GetRoles() {
		head = append(head, Clean(role.GetTitle()))
		columns = append(columns, table.ColumnConfig{Number: 4 + i, Align: text.AlignRight, WidthMax: 9, WidthMaxEnforcer: text.WrapSoft})
	}
	grid.AppendHeader(head)
	grid.SetColumnConfigs(columns)
	for _, known := range list {
		row := table.Row{known.GetId(), Clean(known.GetTitle()), Clean(known.GetIssuer())}
		for _, role := range rules.GetRoles() {
			row = append(row, worthOf(role, known.GetId()))
		}
		grid.AppendRow(row)
	}
	_, err := fmt.Fprintln(out, grid.Render())
	return err
}

// worthOf is the most points that holding a credential gives in the criteria for certificates of a role; empty for none.
func worthOf(role *lexfitv1.Role, id string) string {
	var points int32
	for _, criterion := range role.GetCriteria() {
		if criterion.GetCategory() == lexfitv1.Category_CATEGORY_CERTIFICATION {
			points += criterion.GetWeight() * creditOf(criterion.GetCondition(), id) / 1000
		}
	}
	if points == 0 {
		return ""
	}
	return prose.Tenths(points)
}

// creditOf is what a credential is worth in a condition, per mille: of several places the best.
func creditOf(condition *lexfitv1.Condition, id string) int32 {
	var best int32
	for _, asked := range condition.GetCertification().GetCredentials() {
		if asked.GetCredential() == id {
			best = 1000 // unset
			if worth := asked.GetWorth(); worth > 0 {
				best = worth
			}
		}
	}
	for _, part := range append(condition.GetAnyOf().GetOf(), condition.GetAllOf().GetOf()...) {
		best = max(best, creditOf(part, id))
	}
	return best
}

// Credential prints the facts of a certificate.
func Credential(out io.Writer, format Format, rules *lexfitv1.Rulebook, known *lexfitv1.CredentialDefinition, options Options) error {
	if format != Table {
		return Message(out, known)
	}
	buffered := bufio.NewWriter(out)
	sheet := newSheet(buffered, options)
	sheet.line(sheet.bold(fit(Clean(known.GetTitle()), sheet.width)), "  ", known.GetId())
	sheet.line(sheet.wrap("granted by ", Clean(known.GetIssuer())))
	say := func(head, written string) {
		if written != "" {
			sheet.line(sheet.wrap(head, Clean(written)))
		}
	}
	say("written as ", strings.Join(append(append([]string{}, known.GetAbbreviations()...), known.GetAliases()...), ", "))
	say("where its issuer is named, also as ", strings.Join(known.GetNamesWithIssuer(), ", "))
	say("of ", strings.Join(known.GetStates(), ", "))
	say("no certificate: ", known.GetNotACredential())
	sheet.line()
	for _, role := range rules.GetRoles() {
		if points := worthOf(role, known.GetId()); points != "" {
			say("", fmt.Sprintf("%s: %s points", role.GetTitle(), points))
		}
	}
	say("asks for ", known.GetPrerequisites())
	var routes []string
	for _, route := range known.GetRequires().GetAnyOf().GetOf() {
		if route.GetTitle() != "" {
			routes = append(routes, route.GetTitle())
		}
	}
	say("routes: ", strings.Join(routes, "; "))
	say("no profile can state: ", strings.Join(known.GetUnverifiable(), "; "))
	for _, check := range known.GetChecks() {
		of := strings.Join(check.GetRoutes(), "; ")
		if check.GetAbroad() {
			of = "studies abroad"
		}
		say("to check: ", check.GetText()+" ("+of+")")
	}
	if years := known.GetRenewalYears(); years > 0 {
		say("renewed every ", strings.TrimSuffix(prose.Count(int(years), "year")+"; "+known.GetRenewalNote(), "; "))
	}
	if known.GetAdvisable() {
		say("takes about ", fmt.Sprintf("%s and %s", prose.Count(int(known.GetEffortWeeks()), "week"), prose.Dollars(known.GetCostUsd())))
	} else {
		say("", "It is read where somebody holds it, and advised to nobody.")
	}
	if known.GetNoExamination() {
		say("", "It is granted without an examination.")
	}
	say("source: ", known.GetSource())
	if known.GetCheckedOn() != "" {
		say("", "Read on "+known.GetCheckedOn()+".")
	}
	return buffered.Flush()
}
