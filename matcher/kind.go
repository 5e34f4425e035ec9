package matcher

import (
	"github.com/lexfit/lexfit/matcher/finding"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Kind is a kind of criterion: what a leaf of a condition can ask for. Each is a file of its own, named after it, which holds
// all that depends on it.
type Kind interface {
	// Category is what criteria of this kind are of.
	Category() lexfitv1.Category
	// Lint reports what is wrong with a leaf of this kind.
	Lint(report *finding.Report, condition *lexfitv1.Condition, path string)

	reachable
	compilable
	readable
	factual
}

// readable is a kind, as far as reading goes.
type readable interface {
	// read reads the part of the profile that leaves of this kind are about. Kinds read in their order.
	read(in *intake)
}

// kindTable is the kinds there are, as each that asks them knows them.
type kindTable struct {
	all       []Kind
	compiling []compilable
	reaching  []reachable
	telling   []factual
}

func newKindTable(kinds []Kind) *kindTable {
	table := &kindTable{all: kinds}
	for _, kind := range kinds {
		table.compiling = append(table.compiling, kind)
		table.reaching = append(table.reaching, kind)
		table.telling = append(table.telling, kind)
	}
	return table
}
