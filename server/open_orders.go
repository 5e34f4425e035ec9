package server

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// The program that scores job orders is the rulebook's with every open job order as a further target. It is compiled whole when
// a server starts and when another rulebook becomes active; a write of one job order compiles that one and takes the others
// over, so that it costs the same however many there are.

// openOrders makes programs of a rulebook and the open job orders.
type openOrders struct{ *Service }

// withSoundOrders makes the open job orders ready that compile, and logs the others: the rulebook still scores, and a job order
// that is asked for says what is wrong with it. The error is that of a store that cannot be asked now.
func (s openOrders) withSoundOrders(ctx context.Context, rules *pinned) (*pinned, error) {
	orders, err := s.list(ctx)
	if passes(ctx, err) {
		return nil, err
	}
	if err != nil {
		s.log.Error("job orders cannot be read", slog.String("cause", err.Error()))
		return rules.with(nil), nil // each is read when it is asked for
	}
	with, err := rules.program.WithJobOrders(orders...)
	if err != nil {
		orders = slices.DeleteFunc(orders, func(order *lexfitv1.JobOrder) bool {
			_, err := rules.program.WithJobOrders(order)
			if err != nil {
				s.warnOfOrder(order.GetName(), err)
			}
			return err != nil
		})
		if with, err = rules.program.WithJobOrders(orders...); err != nil {
			s.log.Error("job orders do not compile together", slog.String("cause", err.Error()))
			return rules.with(nil), nil
		}
	}
	return rules.with(with), nil
}

func (s openOrders) warnOfOrder(name string, err error) {
	s.log.Warn("a job order does not compile", slog.String("job_order", name), slog.String("cause", err.Error()))
}

// withOrderAsItIs is what is active after a write of one job order: that one as the store has it now, the others as they
// were. What cannot be read or does not compile is left out, and says what is wrong with it when it is asked for. The error is
// that of a store that cannot be asked now.
func (s openOrders) withOrderAsItIs(ctx context.Context, active *pinned, name string) (*pinned, error) {
	if active.orders == nil { // they could not be made ready before
		return s.withSoundOrders(ctx, active)
	}
	order, err := s.store.JobOrder(ctx, name, 0)
	switch {
	case passes(ctx, err):
		return nil, err
	case err == nil:
		orders, err := active.orders.WithJobOrder(order)
		if err == nil {
			return active.with(orders), nil
		}
		s.warnOfOrder(name, err)
	case !isMissing(err):
		s.log.Error("a job order cannot be read", slog.String("job_order", name), slog.String("cause", err.Error()))
	}
	return active.with(active.orders.WithoutJobOrder(name)), nil
}

// list is all job orders that are not deleted.
func (s openOrders) list(ctx context.Context) ([]*lexfitv1.JobOrder, error) {
	var all []*lexfitv1.JobOrder
	const page = 500
	for after := ""; ; {
		list, err := s.store.JobOrders(ctx, after, page)
		if err != nil || len(list) == 0 {
			return all, err
		}
		all = append(all, list...)
		after = list[len(list)-1].GetName()
	}
}

// withOrders makes a revision ready together with every open job order. The error names those that no longer compile.
func (s openOrders) withOrders(ctx context.Context, rules *pinned) (*pinned, error) {
	orders, err := s.list(ctx)
	if err != nil {
		return nil, err
	}
	with, err := rules.program.WithJobOrders(orders...)
	if err != nil {
		return nil, brokenOrders("it cannot be activated: open job orders do not compile against it; update or delete them first", err)
	}
	return rules.with(with), nil
}

// programFor returns the program that scores the targets: with the job orders among them, as they are now or as the revision that
// a target names.
func (s openOrders) programFor(ctx context.Context, rules *pinned, targets []string) (*matcher.Program, error) {
	var asked []string
	fixed := true // each by its revision, which never changes
	for _, target := range targets {
		if strings.HasPrefix(target, orderPrefix) {
			asked = append(asked, target)
			fixed = fixed && strings.Contains(target, "@")
		}
	}
	switch {
	case len(asked) == 0:
		return rules.program, nil
	case rules.orders != nil && rules.orders.CheckTargets(asked) == nil:
		return rules.orders, nil
	case fixed && rules.past != nil && rules.past.CheckTargets(asked) == nil:
		return rules.past, nil
	}
	var orders []*lexfitv1.JobOrder
	for _, target := range asked {
		name, revision, err := splitOrderName(target)
		if err != nil {
			return nil, err
		}
		order, err := s.store.JobOrder(ctx, name, revision)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(orders, func(other *lexfitv1.JobOrder) bool {
			return other.GetName() == order.GetName() && other.GetRevision() == order.GetRevision()
		}) {
			orders = append(orders, order)
		}
	}
	program, err := rules.program.WithJobOrders(orders...)
	if err != nil {
		return nil, brokenOrders(fmt.Sprintf("a job order does not compile against rulebook revision %d", rules.revision), err)
	}
	return program, nil
}
