package input

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/lexfit/lexfit/matcher/silence"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// MaxColumns is how many columns a table may have.
const MaxColumns = 2000

// table turns the rows of a CSV file into profiles.
type table struct {
	source  *source
	head    []string
	columns []column
	hasID   bool
	survey  *survey
	kept    map[int]string
	texts   degrees
	seen    int // records that were looked at
	// stray are the columns without a head whose cells were told of.
	stray map[int]bool
}

type column struct {
	target
	used bool
}

// cellKind is what a column's cells are read as.
type cellKind int

const (
	textCell cellKind = iota
	numberCell
	dateCell
)

func (c column) kind() cellKind {
	if c.skill != "" {
		return numberCell
	}
	if len(c.path) == 0 {
		return textCell
	}
	leaf := c.path[len(c.path)-1]
	switch {
	case strings.HasSuffix(string(leaf.Name()), "_on"):
		return dateCell
	case leaf.Kind() == protoreflect.DoubleKind, leaf.Kind() == protoreflect.Int32Kind:
		return numberCell
	default:
		return textCell
	}
}

// newTable plans a table by its head. The line is where the head stands.
func newTable(source *source, survey *survey, line int) (*table, error) {
	made := &table{source: source, survey: survey, head: survey.head, texts: degrees{}, columns: make([]column, len(survey.head)), stray: map[int]bool{}}
	where := fmt.Sprintf("%s:%d", source.name(), line)
	if len(survey.head) > MaxColumns {
		return nil, fmt.Errorf("%s: the head has %d columns, above the limit of %d", where, len(survey.head), MaxColumns)
	}
	plan, err := newPlan(source, survey, where)
	if err == nil {
		plan.strangers()
		err = plan.nothing()
	}
	if err != nil {
		return nil, err
	}
	for i, field := range plan.fields {
		if !plan.read(i) {
			continue
		}
		parsed, err := parseTarget(field)
		if err != nil {
			return nil, fmt.Errorf("%s: column %q: %w", where, clip(survey.head[i]), err)
		}
		made.columns[i] = column{parsed, true}
		made.hasID = made.hasID || field == "candidate_id"
	}
	made.kept = plan.kept
	plan.tellSystem()
	plan.orders(made.columns)
	for _, remark := range plan.told {
		source.notice("%s: %s", where, remark)
	}
	if unread := plan.unread(); len(unread) > 0 {
		source.notice("%s: not read, as no field is known for it: %s; a map (--map) can name one", where, strings.Join(unread, ", "))
	}
	if !made.hasID {
		source.notice("%s: no column is the candidate_id: each row gets the file's name and its number, such as %s", where, source.rowID(0))
	}
	return made, nil
}

// isDate says whether a field is a date, a text by the contract.
func isDate(field protoreflect.FieldDescriptor) bool {
	return strings.HasSuffix(string(field.Name()), "_on") || field.Name() == "available_from"
}

func (t *table) separator() string {
	if t.source.options.Map != nil {
		return t.source.options.Map.Separator
	}
	return ""
}

// cellFlaw says which character of a cell the contract refuses.
func cellFlaw(cell string) string {
	made := &node{}
	for _, letter := range cell {
		if letter == '\ufffd' {
			return "holds bytes that are not in the file's encoding: save the file as UTF-8"
		}
		made.control(letter)
	}
	return made.flaw
}

func addMeasured(profile *lexfitv1.CandidateProfile, target target, cell string) error {
	value, err := parseNumber(strings.TrimSpace(strings.TrimSuffix(strings.ToLower(cell), strings.ToLower(target.unit))))
	if err != nil {
		return err
	}
	profile.Skills = append(profile.Skills, &lexfitv1.Skill{Name: target.skill, Measured: &lexfitv1.Measurement{Value: &value, Unit: target.unit}})
	return nil
}

// set puts a cell's value into the field that a target's path names.
func (t *table) set(message protoreflect.Message, to target, cell string) error {
	leaf := to.path[len(to.path)-1]
	parent := func() protoreflect.Message {
		at := message
		for _, field := range to.path[:len(to.path)-1] {
			at = at.Mutable(field).Message()
		}
		return at
	}
	parts := []string{cell}
	if leaf.IsList() {
		parts = splitCell(cell, t.separator(), cutsOf(to))
	}
	var problems []error
	for _, part := range parts {
		if leaf.IsList() && silence.Of(part) != silence.Spoken {
			continue
		}
		value, err := t.value(leaf, to, part)
		if err != nil {
			problems = append(problems, err)
		}
		switch {
		case !value.IsValid():
		case leaf.IsList():
			parent().Mutable(leaf).List().Append(value)
		default:
			parent().Set(leaf, value)
		}
	}
	return errors.Join(problems...)
}

// value reads one value; it may be valid beside an error, where a part of it is certain.
func (t *table) value(leaf protoreflect.FieldDescriptor, to target, cell string) (protoreflect.Value, error) {
	none := protoreflect.Value{}
	var made Map
	if t.source.options.Map != nil {
		made = *t.source.options.Map
	}
	name := string(leaf.Name())
	switch {
	case leaf.Kind() == protoreflect.EnumKind:
		number, err := parseWord(cell, leaf.Enum(), made.Values[to.plain()])
		if err != nil {
			return none, err
		}
		return protoreflect.ValueOfEnum(number), nil
	case leaf.Kind() == protoreflect.DoubleKind:
		value, err := parseNumber(cell)
		if err != nil {
			return none, err
		}
		return protoreflect.ValueOfFloat64(value), nil
	case leaf.Kind() == protoreflect.Int32Kind:
		value, err := parseNumber(cell)
		if err == nil && (value != math.Trunc(value) || value > math.MaxInt32) {
			err = unreadf("%q is no whole number that fits: left out", clip(cell))
		}
		if err != nil {
			return none, err
		}
		return protoreflect.ValueOfInt32(int32(value)), nil
	case leaf.Kind() == protoreflect.BoolKind:
		yes, err := parseFlag(cell)
		if err != nil {
			return none, err
		}
		return protoreflect.ValueOfBool(yes), nil
	case isDate(leaf):
		if own, ok := made.Values[to.plain()][cell]; ok {
			cell = own
		}
		date, err := parseDate(cell, t.order(to))
		if date == "" {
			return none, err
		}
		return protoreflect.ValueOfString(date), err
	case name == "country" || name == "work_state":
		known := countries
		if name == "work_state" {
			known = states
		}
		if len(cell) == 2 && strings.ToUpper(cell) == cell {
			return protoreflect.ValueOfString(cell), nil
		}
		if code, ok := known[wordKey(cell)]; ok {
			return protoreflect.ValueOfString(code), nil
		}
		return none, unreadf("%q is not known: left out; expected a code of two capitals", clip(cell))
	default:
		return protoreflect.ValueOfString(cell), nil
	}
}
