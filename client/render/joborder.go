package render

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// JobOrders prints job orders, a row each.
func JobOrders(out io.Writer, format Format, orders []*lexfitv1.JobOrder) error {
	if format != Table {
		return messages(out, format, orders)
	}
	if len(orders) == 0 {
		_, err := fmt.Fprintln(out, "No job order yet: see lexfit joborder apply --help.")
		return err
	}
	grid := newTable()
	grid.AppendHeader(table.Row{"Job order", "Title", "Role", "Revision", "Changed", "By"})
	grid.SetColumnConfigs([]table.ColumnConfig{
		{Number: 1, WidthMax: 24, WidthMaxEnforcer: text.WrapHard},
		{Number: 2, WidthMax: 26, WidthMaxEnforcer: text.WrapSoft},
		{Number: 4, Align: text.AlignRight},
		{Number: 6, WidthMax: 14, WidthMaxEnforcer: text.WrapSoft},
	})
	for _, order := range orders {
		grid.AppendRow(table.Row{
			strings.TrimPrefix(Clean(order.GetName()), "jobOrders/"), Clean(order.GetTitle()), strings.TrimPrefix(Clean(order.GetRole()), "roles/"),
			order.GetRevision(), order.GetUpdateTime().AsTime().UTC().Format("2006-01-02 15:04"), Clean(order.GetAuthor()),
		})
	}
	_, err := fmt.Fprintln(out, grid.Render())
	return err
}

// JobOrder prints a job order with the criteria that it makes.
func JobOrder(out io.Writer, format Format, reply *lexfitv1.GetJobOrderResponse, options Options) error {
	if format != Table {
		return Message(out, reply)
	}
	other := bufio.NewWriter(out)
	sheet := newSheet(other, options)
	order := reply.GetJobOrder()
	sheet.line(sheet.bold(fit(Clean(order.GetTitle()), sheet.width)), "  ", Clean(order.GetName()))
	sheet.line(fmt.Sprintf("revision %d · %s · from %s · digest %s", order.GetRevision(),
		order.GetUpdateTime().AsTime().UTC().Format("2006-01-02 15:04 UTC"), Clean(order.GetRole()), short(order.GetDigest())))
	sheet.line("etag ", order.GetEtag())
	for _, values := range [][2]string{{"place ", order.GetPlace()}, {"practice area ", order.GetPracticeArea()}, {"", order.GetDescription()}} {
		if values[1] != "" {
			sheet.line(sheet.wrap(values[0], Clean(values[1])))
		}
	}
	if pay := order.GetSalary(); pay != nil {
		sheet.line(fmt.Sprintf("pay %s to %s", prose.Dollars(pay.GetLowUsd()), prose.Dollars(pay.GetHighUsd())))
	}
	if bands := order.GetBands(); bands != nil {
		sheet.line(fmt.Sprintf("bands of its own: POSSIBLE from %s, GOOD from %s, STRONG from %s",
			prose.Tenths(bands.GetPossible()), prose.Tenths(bands.GetGood()), prose.Tenths(bands.GetStrong())))
	}
	if order.GetDeleted() {
		sheet.line("deleted: it is scored no more, save by its revision")
	}
	sheet.line()
	for _, criterion := range reply.GetEffectiveRole().GetCriteria() {
		must := " "
		if criterion.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED {
			must = "*"
		}
		sheet.line(fmt.Sprintf("%s %4d  %s", must, criterion.GetWeight(), cell(Clean(criterion.GetTitle()), 44)), sheet.faint(changeWord(order, criterion.GetId())))
	}
	for _, change := range order.GetChanges() {
		if change.GetDrop() != nil {
			sheet.line(sheet.faint(fmt.Sprintf("     –  %s, dropped", Clean(change.GetCriterionId()))))
		}
	}
	if reply.GetEffectiveRole() == nil {
		sheet.line("It does not compile against the active rulebook: see lexfit joborder apply --validate-only.")
	}
	sheet.line(sheet.faint("* must have; weights sum to 1000"))
	return other.Flush()
}

// changeWord says what a job order does to a criterion.
func changeWord(order *lexfitv1.JobOrder, id string) string {
	i := slices.IndexFunc(order.GetChanges(), func(change *lexfitv1.CriterionChange) bool { return change.GetCriterionId() == id })
	if i < 0 {
		return ""
	}
	switch typed := order.GetChanges()[i].GetChange().(type) {
	case *lexfitv1.CriterionChange_Raise:
		return fmt.Sprintf("from the order: %+d", typed.Raise)
	case *lexfitv1.CriterionChange_Add:
		return "from the order: added"
	case *lexfitv1.CriterionChange_Require:
		if count := typed.Require.GetRaise(); count > 0 {
			return fmt.Sprintf("from the order: required, %+d", count)
		}
		return "from the order: required"
	}
	return ""
}

// AuditEvents prints audit events, the newest first.
func AuditEvents(out io.Writer, format Format, events []*lexfitv1.AuditEvent) error {
	if format != Table {
		return messages(out, format, events)
	}
	if len(events) == 0 {
		_, err := fmt.Fprintln(out, "No event.")
		return err
	}
	grid := newTable()
	grid.AppendHeader(table.Row{"#", "When (UTC)", "Who", "What", "Why"})
	grid.SetColumnConfigs([]table.ColumnConfig{
		{Number: 1, Align: text.AlignRight},
		{Number: 3, WidthMax: 14, WidthMaxEnforcer: text.WrapSoft},
		{Number: 4, WidthMax: 30, WidthMaxEnforcer: text.WrapSoft},
		{Number: 5, WidthMax: 28, WidthMaxEnforcer: text.WrapSoft},
	})
	for _, event := range events {
		grid.AppendRow(table.Row{
			event.GetSequence(), event.GetTime().AsTime().UTC().Format("2006-01-02 15:04"), doer(event), deed(event), Clean(event.GetMessage()),
		})
	}
	_, err := fmt.Fprintln(out, grid.Render())
	return err
}

// doer is the author as they said, and in brackets who the server knows it was.
func doer(event *lexfitv1.AuditEvent) string {
	if event.GetSubject() == "" {
		return Clean(event.GetAuthor())
	}
	return strings.TrimSpace(fmt.Sprintf("%s [%s]", Clean(event.GetAuthor()), Clean(event.GetSubject())))
}

// deed says what an event did.
func deed(event *lexfitv1.AuditEvent) string {
	resource := Clean(event.GetResource())
	switch event.GetAction() {
	case lexfitv1.AuditAction_AUDIT_ACTION_CREATE_RULEBOOK_REVISION:
		return fmt.Sprintf("wrote %s (active: %d)", resource, event.GetFromRevision())
	case lexfitv1.AuditAction_AUDIT_ACTION_ACTIVATE_RULEBOOK_REVISION:
		return fmt.Sprintf("activated %s (before: %d)", resource, event.GetFromRevision())
	case lexfitv1.AuditAction_AUDIT_ACTION_CREATE_JOB_ORDER:
		return "created " + resource
	case lexfitv1.AuditAction_AUDIT_ACTION_UPDATE_JOB_ORDER:
		return fmt.Sprintf("updated %s (%d → %d)", resource, event.GetFromRevision(), event.GetToRevision())
	case lexfitv1.AuditAction_AUDIT_ACTION_DELETE_JOB_ORDER:
		return "deleted " + resource
	case lexfitv1.AuditAction_AUDIT_ACTION_UNSPECIFIED:
	}
	return resource
}
