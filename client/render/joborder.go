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
func JobOrders(w io.Writer, f Format, orders []*lexfitv1.JobOrder) error {
	if f != Table {
		return messages(w, f, orders)
	}
	if len(orders) == 0 {
		_, err := fmt.Fprintln(w, "No job order yet: see lexfit joborder apply --help.")
		return err
	}
	t := newTable()
	t.AppendHeader(table.Row{"Job order", "Title", "Role", "Revision", "Changed", "By"})
	t.SetColumnConfigs([]table.ColumnConfig{
		{Number: 1, WidthMax: 24, WidthMaxEnforcer: text.WrapHard},
		{Number: 2, WidthMax: 26, WidthMaxEnforcer: text.WrapSoft},
		{Number: 4, Align: text.AlignRight},
		{Number: 6, WidthMax: 14, WidthMaxEnforcer: text.WrapSoft},
	})
	for _, o := range orders {
		t.AppendRow(table.Row{
			strings.TrimPrefix(Clean(o.GetName()), "jobOrders/"), Clean(o.GetTitle()), strings.TrimPrefix(Clean(o.GetRole()), "roles/"),
			o.GetRevision(), o.GetUpdateTime().AsTime().UTC().Format("2006-01-02 15:04"), Clean(o.GetAuthor()),
		})
	}
	_, err := fmt.Fprintln(w, t.Render())
	return err
}

// JobOrder prints a job order with the criteria that it makes.
func JobOrder(w io.Writer, f Format, reply *lexfitv1.GetJobOrderResponse, o Options) error {
	if f != Table {
		return Message(w, reply)
	}
	b := bufio.NewWriter(w)
	s := newSheet(b, o)
	order := reply.GetJobOrder()
	s.line(s.bold(fit(Clean(order.GetTitle()), width)), "  ", Clean(order.GetName()))
	s.line(fmt.Sprintf("revision %d · %s · from %s · digest %s", order.GetRevision(),
		order.GetUpdateTime().AsTime().UTC().Format("2006-01-02 15:04 UTC"), Clean(order.GetRole()), short(order.GetDigest())))
	s.line("etag ", order.GetEtag())
	for _, x := range [][2]string{{"place ", order.GetPlace()}, {"practice area ", order.GetPracticeArea()}, {"", order.GetDescription()}} {
		if x[1] != "" {
			s.line(wrap(x[0], Clean(x[1])))
		}
	}
	if pay := order.GetSalary(); pay != nil {
		s.line(fmt.Sprintf("pay %s to %s dollars", prose.Thousands(pay.GetLowUsd()), prose.Thousands(pay.GetHighUsd())))
	}
	if order.GetDeleted() {
		s.line("deleted: it is scored no more, save by its revision")
	}
	s.line()
	for _, k := range reply.GetEffectiveRole().GetCriteria() {
		must := " "
		if k.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED {
			must = "*"
		}
		s.line(fmt.Sprintf("%s %4d  %s", must, k.GetWeight(), cell(Clean(k.GetTitle()), 44)), s.faint(changeWord(order, k.GetId())))
	}
	for _, c := range order.GetChanges() {
		if c.GetDrop() != nil {
			s.line(s.faint(fmt.Sprintf("     –  %s, dropped", Clean(c.GetCriterionId()))))
		}
	}
	if reply.GetEffectiveRole() == nil {
		s.line("It does not compile against the active rulebook: see lexfit joborder apply --validate-only.")
	}
	s.line(s.faint("* must have; weights sum to 1000"))
	return b.Flush()
}

// changeWord says what a job order does to a criterion.
func changeWord(o *lexfitv1.JobOrder, id string) string {
	i := slices.IndexFunc(o.GetChanges(), func(c *lexfitv1.CriterionChange) bool { return c.GetCriterionId() == id })
	if i < 0 {
		return ""
	}
	switch x := o.GetChanges()[i].GetChange().(type) {
	case *lexfitv1.CriterionChange_Raise:
		return fmt.Sprintf("from the order: %+d", x.Raise)
	case *lexfitv1.CriterionChange_Add:
		return "from the order: added"
	case *lexfitv1.CriterionChange_Require:
		if n := x.Require.GetRaise(); n > 0 {
			return fmt.Sprintf("from the order: required, %+d", n)
		}
		return "from the order: required"
	}
	return ""
}

// AuditEvents prints audit events, the newest first.
func AuditEvents(w io.Writer, f Format, events []*lexfitv1.AuditEvent) error {
	if f != Table {
		return messages(w, f, events)
	}
	if len(events) == 0 {
		_, err := fmt.Fprintln(w, "No event.")
		return err
	}
	t := newTable()
	t.AppendHeader(table.Row{"#", "When (UTC)", "Who", "What", "Why"})
	t.SetColumnConfigs([]table.ColumnConfig{
		{Number: 1, Align: text.AlignRight},
		{Number: 3, WidthMax: 14, WidthMaxEnforcer: text.WrapSoft},
		{Number: 4, WidthMax: 30, WidthMaxEnforcer: text.WrapSoft},
		{Number: 5, WidthMax: 28, WidthMaxEnforcer: text.WrapSoft},
	})
	for _, e := range events {
		t.AppendRow(table.Row{
			e.GetSequence(), e.GetTime().AsTime().UTC().Format("2006-01-02 15:04"), Clean(e.GetAuthor()), deed(e), Clean(e.GetMessage()),
		})
	}
	_, err := fmt.Fprintln(w, t.Render())
	return err
}

// deed says what an event did.
func deed(e *lexfitv1.AuditEvent) string {
	resource := Clean(e.GetResource())
	switch e.GetAction() {
	case lexfitv1.AuditAction_AUDIT_ACTION_CREATE_RULEBOOK_REVISION:
		return fmt.Sprintf("wrote %s (active: %d)", resource, e.GetFromRevision())
	case lexfitv1.AuditAction_AUDIT_ACTION_ACTIVATE_RULEBOOK_REVISION:
		return fmt.Sprintf("activated %s (before: %d)", resource, e.GetFromRevision())
	case lexfitv1.AuditAction_AUDIT_ACTION_CREATE_JOB_ORDER:
		return "created " + resource
	case lexfitv1.AuditAction_AUDIT_ACTION_UPDATE_JOB_ORDER:
		return fmt.Sprintf("updated %s (%d → %d)", resource, e.GetFromRevision(), e.GetToRevision())
	case lexfitv1.AuditAction_AUDIT_ACTION_DELETE_JOB_ORDER:
		return "deleted " + resource
	case lexfitv1.AuditAction_AUDIT_ACTION_UNSPECIFIED:
	}
	return resource
}
