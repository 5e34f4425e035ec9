package duties

import (
	"errors"
	"fmt"
	"strings"

	"github.com/lexfit/lexfit/matcher/tokens"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// MostVerbClasses is how many classes of verbs a table may have.
const MostVerbClasses = 64

// Table is a rulebook's table of duties made ready for reading, together with the names of its skills. It is immutable and
// safe for concurrent use.
type Table struct {
	words tokens.Dictionary[word] // every word of every phrase, in every form
	roots []int32                 // stem → node of the phrases that begin with it, 0 for none
	next  map[uint64]int32        // node and stem → node
	ends  [][]end                 // node → phrases that end there

	verbClasses int
	rows        [][]shown // object class and verb class → what they show
	verbsOf     []uint64  // object class → verb classes with a row
	stopless    map[string]bool
}

// word is what the table knows of one written word.
type word struct {
	stem  int32
	flags flags
	verbs uint64 // classes of which the word is a verb
}

// flags say what kind of word a word is.
type flags uint8

const (
	isVerb      flags = 1 << iota // the form of a verb, of a class or none
	isPast                        // and a past form, which may be a participle: "documents produced by"
	nounFirst                     // and a noun as often
	isJoiner                      // joins the parts of a list
	isBeing                       // a form of to be: a past form behind it is a participle
	isLink                        // a preposition, article or adverb: what stands between words that count
	isGoverning                   // a preposition that can follow a verb without an object: "file with the court"
)

// shown is what a row shows.
type shown struct {
	skill   int32
	lawOnly bool
}

// role is what a phrase is to the reader.
type role uint8

const (
	objectPhrase role = iota
	namePhrase
	verbPhrase
	passedOver
	about
	denial
	notDenial
	others
	clauseEnd
	aside
	denialWithin
	roles
)

// end is a phrase that ends at a node.
type end struct {
	role    role
	id      int32  // the object class, or the skill named
	verbs   uint64 // of a verb of several words
	written string // set where the phrase is read only as it is written
}

// Compile makes a table ready. Skills are numbered as they stand in the list; their titles, and those of their aliases that
// count inside a text, are read as names. A nil table reads names alone. The error joins every id that is unknown or stands
// for nothing, each with its field path below "duties".
func Compile(table *lexfitv1.DutyTable, skills []*lexfitv1.SkillDefinition) (*Table, error) {
	c := compiler{table: &Table{
		roots:    nil,
		next:     map[uint64]int32{},
		ends:     make([][]end, 1),
		stopless: map[string]bool{},
	}}
	c.grammar()
	c.names(skills, table.GetThings())
	c.verbs(table.GetVerbs())
	for _, base := range table.GetOtherVerbs() {
		c.formsOf(base, 0)
	}
	c.objects(table.GetObjects())
	c.rows(table.GetRows(), skills)
	for _, list := range []struct {
		role    role
		phrases []string
	}{
		{passedOver, table.GetPassedOver()},
		{about, table.GetAbout()},
		{denial, table.GetDenials()},
		{notDenial, table.GetNotDenials()},
		{others, table.GetOthers()},
		{clauseEnd, table.GetClauseEnds()},
		{aside, table.GetAsides()},
		{denialWithin, table.GetDenialsWithin()},
	} {
		for _, phrase := range list.phrases {
			if list.role == passedOver {
				c.phrase(phrase, end{role: list.role})
			} else {
				c.phrase("="+phrase, end{role: list.role})
			}
		}
	}
	for _, form := range table.GetNounFirst() {
		c.text.Set(form)
		if len(c.text.Words) == 1 {
			c.mark(string(c.text.Word(0)), nounFirst)
		}
	}
	for _, abbreviation := range table.GetAbbreviations() {
		c.text.Set(abbreviation)
		c.table.stopless[string(c.text.Span(0, len(c.text.Words)))] = true
	}
	if err := errors.Join(c.errs...); err != nil {
		return nil, err
	}
	return c.table, nil
}

// grammar are the words that only hold others together. They are English and no matter of a rulebook.
var grammar = []struct {
	flags flags
	words string
}{
	{isJoiner, "and or nor then also plus as well"},
	{isBeing, "be been being is are was were am get got"},
	{isGoverning, "with at through via using electronically online"},
	{isLink, `a an the this that these those all any each every both some such other various several numerous many multiple new to in
		on of for by from into onto within with without at through via using under over during across between among his her their
		its our my your which not only directly electronically online`},
}

// Key returns the form by which phrases of objects are told apart: two phrases of one key are read alike.
func Key(phrase string) string {
	var text tokens.Text
	rest, whole := strings.CutPrefix(phrase, "=")
	text.Set(rest)
	words := make([]string, len(text.Words))
	for i := range text.Words {
		words[i] = string(text.Word(i))
		if !whole {
			words[i] = singular(words[i])
		}
	}
	if whole {
		return "=" + strings.Join(words, " ")
	}
	return strings.Join(words, " ")
}

type compiler struct {
	table   *Table
	text    tokens.Text
	errs    []error
	classes map[string]int // verb classes
	kinds   map[string]int // object classes
}

func (c *compiler) failf(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf(format, args...))
}

// learn returns what is known of a word as written, which gets the stem of its singular.
func (c *compiler) learn(written string) word {
	if known, ok := c.table.words.Get([]byte(written)); ok {
		return known
	}
	base := singular(written)
	if known, ok := c.table.words.Get([]byte(base)); ok && base != written {
		known = word{stem: known.stem}
		c.table.words.Set(written, known)
		return known
	}
	known := word{stem: int32(len(c.table.roots))}
	c.table.roots = append(c.table.roots, 0)
	c.table.words.Set(written, known)
	if base != written {
		c.table.words.Set(base, known)
	}
	for _, plural := range plurals(base) {
		if _, ok := c.table.words.Get([]byte(plural)); !ok {
			c.table.words.Set(plural, known)
		}
	}
	return known
}

// phrase adds a phrase; a leading "=" marks one that is read only as it is written.
func (c *compiler) phrase(phrase string, what end) {
	rest, whole := strings.CutPrefix(phrase, "=")
	c.text.Set(rest)
	n := len(c.text.Words)
	if n == 0 {
		return
	}
	node := int32(0)
	for i := range n {
		stem := c.learn(string(c.text.Word(i))).stem
		if i == 0 {
			if c.table.roots[stem] == 0 {
				c.table.roots[stem] = c.newNode()
			}
			node = c.table.roots[stem]
			continue
		}
		key := uint64(node)<<32 | uint64(stem)
		child, ok := c.table.next[key]
		if !ok {
			child = c.newNode()
			c.table.next[key] = child
		}
		node = child
	}
	if whole {
		what.written = string(c.text.Span(0, n))
	}
	for i, old := range c.table.ends[node] {
		if old.role == what.role && old.written == what.written {
			c.table.ends[node][i].verbs |= what.verbs // a verb of several classes; of others the first counts
			return
		}
	}
	c.table.ends[node] = append(c.table.ends[node], what)
}

func (c *compiler) newNode() int32 {
	c.table.ends = append(c.table.ends, nil)
	return int32(len(c.table.ends) - 1)
}

// grammar marks the words by which verbs and their objects are told apart.
func (c *compiler) grammar() {
	for _, kind := range grammar {
		for written := range strings.FieldsSeq(kind.words) {
			c.mark(written, kind.flags)
		}
	}
}

// mark sets flags of a word as written.
func (c *compiler) mark(written string, kind flags) {
	known := c.learn(written)
	known.flags |= kind
	c.table.words.Set(written, known)
}

// names adds the names of skills that count inside a text, less those that are things.
func (c *compiler) names(skills []*lexfitv1.SkillDefinition, things []string) {
	thing := map[string]bool{}
	for _, name := range things {
		thing[Key(name)] = true
	}
	for i, skill := range skills {
		for _, name := range append([]string{skill.GetTitle()}, skill.GetAliases()...) {
			if !strings.HasPrefix(name, "=") && !thing[Key(name)] {
				c.phrase(name, end{role: namePhrase, id: int32(i)})
			}
		}
	}
}

func (c *compiler) verbs(classes []*lexfitv1.VerbClass) {
	c.classes = map[string]int{}
	c.table.verbClasses = len(classes)
	if len(classes) > MostVerbClasses {
		c.failf("duties.verbs: %d classes, more than %d", len(classes), MostVerbClasses)
		return
	}
	for i, class := range classes {
		c.classes[class.GetId()] = i
		bit := uint64(1) << i
		for _, base := range class.GetVerbs() {
			c.formsOf(base, bit)
		}
		for _, noun := range class.GetNouns() {
			c.verb(noun, bit)
		}
	}
}

// formsOf adds every form of a verb; no bit is that of no class.
func (c *compiler) formsOf(base string, bit uint64) {
	if strings.TrimSpace(base) == "" {
		return
	}
	for _, form := range Forms(base) {
		c.verb(form, bit)
	}
	if !strings.ContainsAny(base, " -") {
		for _, form := range pasts(base) {
			c.mark(form, isPast)
		}
	}
}

// verb adds one form of a verb.
func (c *compiler) verb(form string, bit uint64) {
	c.text.Set(form)
	switch len(c.text.Words) {
	case 0:
	case 1:
		written := string(c.text.Word(0))
		known := c.learn(written)
		known.verbs |= bit
		known.flags |= isVerb
		c.table.words.Set(written, known)
	default:
		c.phrase("="+form, end{role: verbPhrase, verbs: bit})
	}
}

func (c *compiler) objects(classes []*lexfitv1.ObjectClass) {
	c.kinds = map[string]int{}
	for i, class := range classes {
		c.kinds[class.GetId()] = i
		for _, phrase := range class.GetPhrases() {
			c.phrase(phrase, end{role: objectPhrase, id: int32(i)})
		}
	}
	c.table.verbsOf = make([]uint64, len(classes))
	c.table.rows = make([][]shown, len(classes)*min(c.table.verbClasses, MostVerbClasses))
}

func (c *compiler) rows(rows []*lexfitv1.DutyRow, skills []*lexfitv1.SkillDefinition) {
	number := make(map[string]int32, len(skills))
	for i, skill := range skills {
		number[skill.GetId()] = int32(i)
	}
	for i, row := range rows {
		for j, id := range row.GetVerbs() {
			if _, ok := c.classes[id]; !ok {
				c.failf("duties.rows[%d].verbs[%d]: unknown class of verbs %q", i, j, id)
			}
		}
		for j, id := range row.GetObjects() {
			if _, ok := c.kinds[id]; !ok {
				c.failf("duties.rows[%d].objects[%d]: unknown class of objects %q", i, j, id)
			}
		}
		for j, id := range row.GetSkills() {
			skill, ok := number[id]
			if !ok {
				c.failf("duties.rows[%d].skills[%d]: unknown skill %q", i, j, id)
				continue
			}
			c.row(row, shown{skill, row.GetLawOnly()})
		}
	}
}

// row lets every verb of a row done to every object of it show a skill.
func (c *compiler) row(row *lexfitv1.DutyRow, what shown) {
	for _, object := range row.GetObjects() {
		kind, ok := c.kinds[object]
		if !ok {
			continue
		}
		for _, verb := range row.GetVerbs() {
			class, ok := c.classes[verb]
			if !ok || len(c.errs) > 0 {
				continue
			}
			c.table.verbsOf[kind] |= 1 << class
			list := &c.table.rows[kind*c.table.verbClasses+class]
			*list = append(*list, what)
		}
	}
}
