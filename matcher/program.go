package matcher

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Program is a rulebook made ready for scoring, in four parts: what its names are read as, what its figures are, what advice
// may propose, and the targets that candidates are scored for. It is immutable and safe for concurrent use. With job orders it
// is the same program with more targets.
type Program struct {
	rulebook *lexfitv1.Rulebook
	digest   string
	kinds    *kindTable

	words   *vocabulary
	tables  *tables
	advice  *proposals
	targets *targets

	memory memory
}

// targets is what candidates are scored for.
type targets struct {
	list    []*target      // the rulebook's roles, then job orders
	base    int            // how many are the rulebook's
	numbers map[string]int // resource name → number
}

// newTargets are the rulebook's roles, of which there are base, and then job orders. Of several revisions of a job order the
// last has its name; the others are told apart by theirs.
func newTargets(list []*target, base int) *targets {
	made := &targets{list: list, base: base, numbers: make(map[string]int, 2*len(list))}
	for i, each := range list {
		if each.order == nil {
			made.numbers[each.name] = i
			continue
		}
		name := each.order.GetName()
		if other, ok := made.numbers[name]; !ok || list[other].order.GetRevision() < each.order.GetRevision() {
			made.numbers[name] = i
		}
		made.numbers[atRevision(each.order)] = i
	}
	for i, each := range list {
		if each.order == nil {
			continue
		}
		called := each.order.GetName()
		if made.numbers[called] != i {
			called = atRevision(each.order)
		}
		if each.name != called { // it may belong to another program too, and is never changed
			named := *each
			named.name = called
			list[i] = &named
		}
	}
	return made
}

// asked returns the numbers of the roles asked for, in the rulebook's order, each once.
func (t *targets) asked(names []string) ([]int, error) {
	var list []int
	if len(names) == 0 {
		for i := range t.base {
			list = append(list, i)
		}
		return list, nil
	}
	for _, name := range names {
		i, err := t.find(name)
		if err != nil {
			return nil, err
		}
		list = append(list, i)
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

// atRevision is the name of a job order's revision.
func atRevision(order *lexfitv1.JobOrder) string {
	return order.GetName() + "@" + strconv.Itoa(int(order.GetRevision()))
}

// without are the targets as a list of its own, but for every revision of a job order.
func (t *targets) without(name string) []*target {
	return slices.DeleteFunc(slices.Clone(t.list), func(each *target) bool {
		return each.order != nil && each.order.GetName() == name
	})
}

// find returns the number of a target; the error is an *UnknownTargetError.
func (t *targets) find(name string) (int, error) {
	i, ok := t.numbers[name]
	if !ok {
		return 0, &UnknownTargetError{Target: name, Known: t.roles()}
	}
	return i, nil
}

// roles returns the resource names of the rulebook's roles, in its order.
func (t *targets) roles() []string {
	names := make([]string, t.base)
	for i, role := range t.list[:t.base] {
		names[i] = role.name
	}
	return names
}

// Digest returns the SHA-256, in hexadecimal, of the rulebook marshalled deterministically. It identifies the rules anywhere:
// it does not depend on who wrote them, when, or as which revision.
func Digest(rulebook *lexfitv1.Rulebook) string { return digestOf(rulebook) }

// digestOf is empty for a message with a string that is no UTF-8: such a document never passed the contract.
func digestOf(message proto.Message) string {
	wire, err := proto.MarshalOptions{Deterministic: true}.Marshal(message)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(wire)
	return hex.EncodeToString(sum[:])
}

// newProgram makes a rulebook ready, with the kinds of criteria that there are.
func newProgram(rulebook *lexfitv1.Rulebook, kinds []Kind) (*Program, error) {
	ids := newResolver(rulebook)
	program := &Program{rulebook: rulebook, digest: Digest(rulebook), kinds: newKindTable(kinds), tables: newTables(rulebook.GetTables())}
	program.words = newVocabulary(rulebook, ids)
	var roles []*target
	for i, role := range rulebook.GetRoles() {
		path := fmt.Sprintf("roles[%d]", i)
		if slices.ContainsFunc(roles, func(other *target) bool { return other.name == role.GetName() }) {
			ids.failf(path+".name", "%q stands twice", role.GetName())
		}
		roles = append(roles, newTarget(path, role, rulebook.GetCompliance(), program.kinds.compiling, program.words, ids))
	}
	program.advice = newProposals(rulebook, program.kinds.compiling, program.words, ids)
	if len(ids.errs) > 0 {
		return nil, errors.Join(ids.errs...)
	}
	return program.aim(newTargets(roles, len(roles))), nil
}

// aim returns the same program with other targets.
func (p *Program) aim(at *targets) *Program {
	other := *p
	other.targets = at
	asked := skillsAsked(at, p)
	other.memory = memory{&sync.Pool{New: func() any { return newScratch(asked, &other) }}}
	return &other
}

// skillsAsked marks the skills that anything asks for: a target, a condition of entry, or a pathway. No other is ever settled.
func skillsAsked(at *targets, p *Program) []bool {
	asked := make([]bool, len(p.words.skills))
	mark := func(tree *tree) {
		for id, nodes := range tree.bySkill {
			asked[id] = asked[id] || len(nodes) > 0
		}
	}
	mark(p.advice.entry)
	for _, aim := range at.list {
		mark(&aim.tree)
		for _, pathway := range aim.role.GetPathways() {
			for _, id := range pathway.GetSkills() {
				if i := slices.IndexFunc(p.words.skills, func(known knownSkill) bool { return known.id == id }); i >= 0 {
					asked[i] = true
				}
			}
		}
	}
	return asked
}

// Digest returns the SHA-256 of the rulebook, in hexadecimal.
func (p *Program) Digest() string { return p.digest }

// Rulebook returns the rulebook that the program was made from. It must not be changed.
func (p *Program) Rulebook() *lexfitv1.Rulebook { return p.rulebook }

// Roles returns the resource names of the roles, in the rulebook's order.
func (p *Program) Roles() []string { return p.targets.roles() }

// scratch is the memory that one score needs. It is kept for the next one.
type scratch struct {
	kinds    []Kind
	c        candidate
	unsaid   *candidate  // c without what is flagged; nil until a profile has flags
	in       intake      // reads into c
	gate     gate        // judges c
	outcomes [][]outcome // by target, by node
	whatIf   whatIf
	wanted   []wanted // the finder's
}

func newScratch(asked []bool, program *Program) *scratch {
	lent := &scratch{kinds: program.kinds.all, c: newCandidate(program.words, program.tables, program.kinds.telling, asked), outcomes: make([][]outcome, len(program.targets.list))}
	lent.in.candidate = &lent.c
	lent.gate = gate{tree: program.advice.entry, c: &lent.c}
	for i, aim := range program.targets.list {
		lent.outcomes[i] = make([]outcome, len(aim.nodes))
	}
	return lent
}

// memory lends what a score needs, of a size for the targets of a program.
type memory struct{ pool *sync.Pool }

// take takes scratch memory, for one profile or text; give gives it back.
func (m memory) take() *scratch {
	return m.pool.Get().(*scratch) //nolint:forcetypeassert // the pool holds nothing else
}

// give gives scratch memory back without holding on to the profile.
func (m memory) give(lent *scratch) {
	lent.c.forget()
	m.pool.Put(lent)
}

// read reads a profile, each kind of criterion its own part. The profile is not changed.
func (s *scratch) read(profile *lexfitv1.CandidateProfile, asOf date) {
	s.c.reset(profile, asOf)
	for _, kind := range s.kinds {
		kind.read(&s.in)
	}
	s.c.weighSkills()
	s.in.missOrdinary()
	if found := doubtsOf(profile, asOf, s.c.tables.softwareStale); found != nil {
		s.readWithout(found)
	}
}

// A value that is flagged for review is one more thing taken for granted. So the person is read twice, with what is flagged and, beside
// it, without: as if it were not said. The score reads what is said. The low end and what decides a must take the lesser of the two, and
// what is left open the greater.

// readWithout reads the person without what is flagged beside the one that was just read.
func (s *scratch) readWithout(found *doubts) {
	said := &s.c
	if s.unsaid == nil {
		made := newCandidate(said.words, said.tables, said.kinds, said.asked)
		s.unsaid = &made
	}
	left := s.unsaid
	left.reset(found.without(said.profile), said.asOf)
	left.said, left.opens = said, found.opens
	left.assumed = true
	s.in.candidate, s.in.doubted = left, found
	for _, kind := range s.kinds {
		kind.read(&s.in)
	}
	found.doubtLanguages(&s.in)
	left.weighSkills()
	s.in.candidate, s.in.doubted = said, nil
	said.doubts, said.without = found, left
}

// verdict judges the candidate read last for a target.
func (p *Program) verdict(lent *scratch, number int) verdict {
	return p.targets.list[number].verdict(&lent.c, lent.outcomes[number])
}
