package input

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

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
func newTable(source *source, head []string, line int) (*table, error) {
	made := &table{source: source, head: slices.Clone(head), columns: make([]column, len(head)), stray: map[int]bool{}}
	where := fmt.Sprintf("%s:%d", (&Row{File: source.file}).FileName(), line)
	if len(head) > MaxColumns {
		return nil, fmt.Errorf("%s: the head has %d columns, above the limit of %d", where, len(head), MaxColumns)
	}
	var unmapped []string
	byHead, byTarget := map[string]int{}, map[string]int{}
	found := 0
	for i, head := range made.head {
		head = strings.TrimSpace(head)
		if made.head[i] = head; head == "" {
			continue
		}
		if first, twice := byHead[head]; twice {
			return nil, fmt.Errorf("%s: the column %q stands twice, as columns %d and %d: rename or remove one", where, clip(head), first+1, i+1)
		}
		byHead[head] = i
		name := guess(head)
		if source.options.mapped() {
			name = source.options.Map.Columns[head]
		}
		switch name {
		case "-":
			continue
		case "":
			unmapped = append(unmapped, fmt.Sprintf("%q", clip(head)))
			continue
		}
		parsed, err := parseTarget(name)
		if err != nil {
			return nil, fmt.Errorf("%s: column %q: %w", where, clip(head), err)
		}
		if first, twice := byTarget[name]; twice {
			return nil, fmt.Errorf("%s: the columns %q and %q both mean %s: remove one, or tell them apart in a map (--map)",
				where, clip(made.head[first]), clip(head), name)
		}
		byTarget[name] = i
		made.columns[i] = column{parsed, true}
		found++
		made.hasID = made.hasID || name == "candidate_id"
	}
	if source.options.mapped() {
		for head := range source.options.Map.Columns {
			if _, ok := byHead[head]; !ok {
				source.notice("%s: the map names a column %q that is not there", where, clip(head))
			}
		}
	}
	if found == 0 && len(head) == 1 && source.options.Format != XLSX {
		return nil, fmt.Errorf("%s: the head is one column that is not known (%s): expected heads such as candidate_id and skills between , ; | or tabs; "+
			"where another character stands between them, say so in a first line such as sep=^", where, clip(head[0]))
	}
	if found == 0 {
		return nil, fmt.Errorf("%s: none of the %d columns is known (%s): expected a first line of heads such as candidate_id and skills, "+
			"or a map of columns (--map; lexfit convert --suggest-map FILE prints a beginning)", where, len(head), clip(strings.Join(made.head, " ")))
	}
	if len(unmapped) > 0 {
		slices.Sort(unmapped)
		source.notice("%s: not read, as no field is known for it: %s; a map (--map) can name one", where, strings.Join(unmapped, ", "))
	}
	if !made.hasID {
		source.notice("%s: no column is the candidate_id: each row gets the file's name and its number, such as %s", where, source.rowID(0))
	}
	return made, nil
}

// entryKey is one entry of one list.
type entryKey struct {
	list   protoreflect.Name
	number int
}

// build fills the row from its cells. place gives a cell's line and column.
func (t *table) build(row *Row, cells []string, place func(int) (int, int)) {
	profile := &lexfitv1.CandidateProfile{}
	made := profile.ProtoReflect()
	entries := map[entryKey]protoreflect.Message{}
	names := make([]string, len(nameParts))
	first := map[entryKey]int{}
	var order []entryKey
	problem := func(to *[]Problem, i int, path, message string) {
		line, col := place(i)
		if len(*to) < maxProblems {
			*to = append(*to, Problem{Line: line, Column: col, Path: path, Message: fmt.Sprintf("column %q: %s", clip(t.head[i]), message)})
		}
	}
	for i, cell := range cells {
		cell = strings.TrimSpace(strings.ReplaceAll(cell, "\r\n", "\n"))
		if cell == "" {
			continue
		}
		if i >= len(t.head) {
			line, col := place(i)
			row.Problems = append(row.Problems, Problem{Line: line, Column: col, Message: fmt.Sprintf(
				"%d cells, but the head has %d columns: expected as many; is a quote missing?", len(cells), len(t.head))})
			break
		}
		column := t.columns[i]
		if !column.used {
			if t.head[i] == "" && !t.stray[i] {
				t.stray[i] = true
				line, _ := place(i)
				t.source.notice("%s:%d: column %d has cells but no head: not read", (&Row{File: row.File}).FileName(), line, i+1)
			}
			continue
		}
		if flaw := cellFlaw(cell); flaw != "" {
			problem(&row.Problems, i, column.text, flaw)
			continue
		}
		var err error
		switch {
		case column.name > 0:
			names[column.name-1] = cell
		case column.skill != "":
			err = addMeasured(profile, column.target, cell)
		case column.label != "":
			if profile.Labels == nil {
				profile.Labels = map[string]string{}
			}
			profile.Labels[column.label] = cell
		case column.list != nil && column.number == 0:
			for _, name := range splitCell(cell, t.separator()) {
				message := made.Mutable(column.list).List().AppendMutable().Message()
				message.Set(column.path[0], protoreflect.ValueOfString(name))
			}
		default:
			into := made
			if column.list != nil {
				key := entryKey{column.list.Name(), column.number}
				if into = entries[key]; into == nil {
					into = made.NewField(column.list).List().NewElement().Message()
				}
				before := emptyMessage(into)
				err = t.set(into, column.target, cell)
				if before && !emptyMessage(into) {
					entries[key], first[key] = into, i
					order = append(order, key)
				}
				break
			}
			err = t.set(into, column.target, cell)
		}
		switch {
		case err == nil:
		case absenceSays(column.target) && !t.partRead(column.target, cell):
			// Left out, it would say that the job is still held, the certification active or the degree completed.
			problem(&row.Problems, i, column.text, strings.Replace(err.Error(), "left out; ", "", 1))
		default:
			problem(&row.Warnings, i, column.text, err.Error())
		}
	}
	slices.SortStableFunc(order, func(one, other entryKey) int { return one.number - other.number })
	for _, key := range order {
		message := entries[key]
		for _, need := range []protoreflect.Name{"name", "title"} {
			if field := message.Descriptor().Fields().ByName(need); field != nil && !message.Has(field) {
				problem(&row.Problems, first[key], fmt.Sprintf("%s.%d.%s", key.list, key.number, need),
					fmt.Sprintf("says something of an entry whose %s is missing: expected one", need))
			}
		}
		made.Mutable(made.Descriptor().Fields().ByName(key.list)).List().Append(protoreflect.ValueOfMessage(message))
	}
	if profile.GetDisplayName() == "" {
		profile.DisplayName = strings.Join(strings.Fields(strings.Join(names, " ")), " ")
	}
	if profile.GetCandidateId() == "" {
		profile.CandidateId = t.source.rowID(row.Index)
		if t.hasID {
			row.Warnings = append(row.Warnings, Problem{Line: row.Line, Path: "candidate_id", Message: "is empty: the row is called " + profile.GetCandidateId()})
		}
	}
	if len(row.Problems) == 0 {
		row.Profile = profile
	}
}

// absenceSays says whether it is a statement where nothing stands.
func absenceSays(target target) bool {
	if len(target.path) == 0 {
		return false
	}
	name := target.path[len(target.path)-1].Name()
	return name == "ended_on" || name == "expires_on" || name == "status"
}

// partRead says whether a part of a cell was certain, such as the year.
func (t *table) partRead(to target, cell string) bool {
	value, _ := t.value(to.path[len(to.path)-1], to, cell) // the error is known
	return value.IsValid()
}

func (t *table) separator() string {
	if t.source.options.Map != nil {
		return t.source.options.Map.Separator
	}
	return ""
}

func emptyMessage(message protoreflect.Message) bool {
	empty := true
	message.Range(func(protoreflect.FieldDescriptor, protoreflect.Value) bool { empty = false; return false })
	return empty
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
		for _, field := range to.path[:len(to.path)-1] {
			message = message.Mutable(field).Message()
		}
		return message
	}
	parts := []string{cell}
	if leaf.IsList() {
		parts = splitCell(cell, t.separator())
	}
	var problems []error
	for _, part := range parts {
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
	case strings.HasSuffix(name, "_on"):
		if own, ok := made.Values[to.plain()][cell]; ok {
			cell = own
		}
		if key := wordKey(cell); name == "ended_on" && (key == "present" || key == "current" || key == "now") {
			return none, nil // unset beside a start means still held
		}
		date, err := parseDate(cell, dateOrder(made.DateOrder))
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
