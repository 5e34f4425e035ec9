package input

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/lexfit/lexfit/matcher/silence"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// entryKey is one entry of one list.
type entryKey struct {
	list   protoreflect.Name
	number int
}

// openField is a field that is left open; where the entry turns out to be there, the remark of a cell is told.
type openField struct {
	target
	cell   int
	remark string
}

// rowBuilder is a row while it is filled from its cells.
type rowBuilder struct {
	*table
	row     *Row
	profile *lexfitv1.CandidateProfile
	place   func(int) (int, int)
	entries map[entryKey]protoreflect.Message
	first   map[entryKey]int // the cell that each began with
	sorted  []entryKey
	// open are the fields of which nothing is known but that there was something to know; bare the placeholders that stand for the
	// name of an entry.
	open []openField
	bare map[entryKey]string
	// listed are the degrees of a cell of several.
	listed []*lexfitv1.Education
	// headline is read where nothing else says a title.
	headline string
	// degrees are taken apart when the row's other cells are read: what those say stays.
	degrees []degreeCell
}

// degreeCell is the text of a degree.
type degreeCell struct {
	study *lexfitv1.Education
	cell  int
	text  string
}

// build fills the row from its cells. place gives a cell's line and column; short says that cells at the end may be missing from the
// file, and cut that the last may not be whole.
func (t *table) build(row *Row, cells []string, place func(int) (int, int), short, cut bool) {
	made := &rowBuilder{
		table: t, row: row, profile: &lexfitv1.CandidateProfile{}, place: place, entries: map[entryKey]protoreflect.Message{}, first: map[entryKey]int{},
		bare: map[entryKey]string{},
	}
	names := make([]string, len(nameParts))
	if short {
		cells = made.missing(cells, cut)
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
		if key := t.kept[i]; key != "" && cellFlaw(cell) == "" {
			made.label(key, cell)
		}
		if !column.used {
			if t.head[i] == "" && !t.stray[i] {
				t.stray[i] = true
				line, _ := place(i)
				t.source.notice("%s:%d: column %d has cells but no head: not read", (&Row{File: row.File}).FileName(), line, i+1)
			}
			continue
		}
		if flaw := cellFlaw(cell); flaw != "" {
			made.problem(&row.Problems, i, flaw)
			continue
		}
		if column.name > 0 {
			names[column.name-1] = cell
			continue
		}
		if err := made.cell(i, cell); err != nil {
			made.unread(i, cell, err)
		}
	}
	made.finish()
	made.byHeadline()
	slices.SortStableFunc(row.Warnings, func(one, other Problem) int { return cmp.Or(one.Line-other.Line, one.Column-other.Column) })
	profile := made.profile
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

func (b *rowBuilder) problem(to *[]Problem, i int, message string) {
	b.problemAt(to, i, b.columns[i].text, message)
}

func (b *rowBuilder) problemAt(to *[]Problem, i int, path, message string) {
	line, col := b.place(i)
	if len(*to) < maxProblems {
		*to = append(*to, Problem{Line: line, Column: col, Path: path, Message: fmt.Sprintf("column %q: %s", clip(b.head[i]), message)})
	}
}

// unread tells of a cell that was not read, or not all of it.
func (b *rowBuilder) unread(i int, cell string, err error) {
	before := len(b.row.Warnings)
	if b.problem(&b.row.Warnings, i, err.Error()); len(b.row.Warnings) > before {
		made := &b.row.Warnings[before]
		if made.Value = clipTo(cell); !strings.Contains(err.Error(), ": read as ") && !strings.Contains(err.Error(), "the field of study is read") {
			made.Field = b.columns[i].explained()
		}
	}
}

// missing tells of a row that ends before the head does. What such a cell would have said of an end or a status stays open, and so
// does a last cell that may have been cut in its middle.
func (b *rowBuilder) missing(cells []string, cut bool) []string {
	var gone []string
	for i := len(cells); i < len(b.head); i++ {
		if b.head[i] != "" {
			gone = append(gone, fmt.Sprintf("%q", clip(b.head[i])))
			b.open = append(b.open, openField{target: b.columns[i].target})
		}
	}
	if len(gone) == 0 {
		return cells
	}
	const most = 8
	if len(gone) > most {
		gone = append(gone[:most], fmt.Sprintf("%d more", len(gone)-most))
	}
	what, also := "the row ends", ""
	last := len(cells) - 1
	if cut && last > 0 && b.columns[last].used && strings.TrimSpace(cells[last]) != "" && (b.columns[last].kind() != dateCell || !monthOrDay.MatchString(cells[last])) {
		what, also = "the file ends in the middle of a row,", fmt.Sprintf(", and so is %q, which may be cut", clip(b.head[last]))
		b.open = append(b.open, openField{target: b.columns[last].target})
		if to := b.columns[last].target; to.isName() {
			b.bare[to.entry()] = cells[last]
		}
		cells = cells[:last]
	}
	b.warn(Problem{Line: b.row.Line, Message: fmt.Sprintf("%s after %d of %d cells, without %s: what they would have said is left open%s",
		what, len(cells), len(b.head), strings.Join(gone, ", "), also)})
	return cells
}

// monthOrDay are dates that may be cut and are right all the same.
var monthOrDay = regexp.MustCompile(`^\s*\d{4}-\d\d(?:-\d\d)?$`)

func (b *rowBuilder) warn(problem Problem) {
	if len(b.row.Warnings) < maxProblems {
		b.row.Warnings = append(b.row.Warnings, problem)
	}
}

// cell takes a cell into the profile. The error says what was not read of it.
func (b *rowBuilder) cell(i int, cell string) error {
	to := b.columns[i].target
	if word, ok := b.own(to)[cell]; ok {
		if word == "-" {
			return nil
		}
		if to.leaf() != "level" { // the text of a degree is looked up where it is taken apart
			cell = word
		}
	} else if b.silent(i, cell) {
		return nil
	}
	switch {
	case to.skill != "":
		return addMeasured(b.profile, to, cell)
	case to.asked != "":
		return b.answer(to, cell)
	case to.label != "":
		b.label(to.label, cell)
		return nil
	case to.years:
		return setYears(b.profile, cell)
	case to.text == headlineTarget:
		b.headline = cell
		return nil
	case to.text == jobsTarget:
		return b.jobs(to, cell)
	case to.leaf() == "salary_min_usd":
		return setSalary(b.profile, cell)
	case to.list == nil:
		return b.set(b.profile.ProtoReflect(), to, cell)
	case to.several():
		return b.each(to, cell)
	case to.isName() && !isName(cell):
		return unreadf("%s", answerNoName(cell))
	}
	entry := b.entries[to.entry()]
	if entry == nil {
		entry = b.profile.ProtoReflect().NewField(to.list).List().NewElement().Message()
	}
	known, err := b.setOpen(entry.Interface(), i, cell)
	if !known {
		err = b.set(entry, to, cell)
	}
	// An entry of education stands where its level was not read: it is there, and says so.
	if b.entries[to.entry()] == nil && (!emptyMessage(entry) || to.text != "" && to.leaf() == "level" && to.list.Name() == "education") {
		b.entries[to.entry()], b.first[to.entry()] = entry, i
		b.sorted = append(b.sorted, to.entry())
	}
	return err
}

// silent says whether a cell is a placeholder, and takes it for what it stands for.
func (b *rowBuilder) silent(i int, cell string) bool {
	to := b.columns[i].target
	said := silence.Of(cell)
	if said == silence.Spoken || b.knows(to, cell) {
		return false
	}
	switch {
	case to.isName():
		b.bare[to.entry()] = cell
	case said == silence.Withheld && absenceSays(to), to.leaf() == "completed_on" && notYet(cell):
		remark := fmt.Sprintf("%q: %s", clip(cell), leftOpen[to.leaf()])
		if silence.ErrorCell.MatchString(cell) {
			remark = fmt.Sprintf("holds the error %s: mend the formula; %s", cell, leftOpen[to.leaf()])
		}
		b.open = append(b.open, openField{to, i, remark})
	}
	return true
}

// label carries a text through.
func (b *rowBuilder) label(key, text string) {
	if b.profile.Labels == nil {
		b.profile.Labels = map[string]string{}
	}
	b.profile.Labels[key] = clipTo(strings.Join(strings.Fields(text), " "))
}

// knows says whether a word that is a placeholder elsewhere has a meaning in a field: by the map, as a value of its enum, as a label
// that is carried through, or as somebody's name or id.
func (b *rowBuilder) knows(to target, cell string) bool {
	own := b.own(to)
	if _, ok := own[cell]; ok || to.label != "" {
		return true
	}
	if len(to.path) == 0 {
		return false
	}
	field := to.path[len(to.path)-1]
	if field.Enum() != nil {
		number, err := parseWord(cell, field.Enum(), own)
		// None beside a skill is a level; in a column of degrees it is an empty cell.
		return err == nil && (number != lexfitv1.EducationLevel_EDUCATION_LEVEL_NONE.Number() || field.Enum().Name() != "EducationLevel")
	}
	return (field.Name() == "display_name" || field.Name() == "candidate_id") && silence.Words(cell) != ""
}

// own are the map's words for a field.
func (t *table) own(to target) map[string]string {
	if t.source.options.Map == nil {
		return nil
	}
	return t.source.options.Map.Values[to.plain()]
}

// order is how the dates of a column are written: as the map says, or the file.
func (t *table) order(to target) dateOrder {
	if made := t.source.options.Map; made != nil && made.DateOrder != "" {
		return dateOrder(made.DateOrder)
	}
	return to.order
}

// setOpen sets the fields that can be left open, and says whether the field is one of them.
func (b *rowBuilder) setOpen(entry proto.Message, i int, cell string) (bool, error) {
	to := b.columns[i].target
	own := b.own(to)
	date := cell
	if word, ok := own[cell]; ok {
		date = word
	}
	switch entry := entry.(type) {
	case *lexfitv1.Experience:
		switch to.leaf() {
		case "ended_on":
			return true, ending(entry, date, b.order(to))
		case "end_unclear":
			said, err := parseFlag(date)
			if err == nil && said == to.current || err != nil && stillHeld(date) {
				return true, nil
			}
			b.open = append(b.open, openField{target: to})
			if err != nil {
				err = unreadf("%q is neither yes nor no: %s where no end is read", clip(cell), leftOpen[to.leaf()])
			}
			return true, err
		}
	case *lexfitv1.Certification:
		switch to.leaf() {
		case "expires_on":
			return true, expiry(entry, date, b.order(to))
		case "issued_on":
			return true, issuance(entry, date, b.order(to))
		}
	case *lexfitv1.Education:
		switch to.leaf() {
		case "completed_on":
			return true, completion(entry, date, b.order(to))
		case "level":
			b.degrees = append(b.degrees, degreeCell{entry, i, cell})
			return true, nil
		}
	}
	if to.leaf() != "status" {
		return false, nil
	}
	err := b.set(entry.ProtoReflect(), to, cell)
	if err != nil {
		leaveOpen(entry)
		err = openf(err, "status")
	}
	return true, err
}

// finish puts the entries into the profile, in their order.
func (b *rowBuilder) finish() {
	b.placeListed()
	for _, each := range b.degrees {
		if err := takeDegree(each.study, each.text, b.own(b.columns[each.cell].target), b.texts); err != nil {
			b.unread(each.cell, each.text, err)
		}
	}
	for _, to := range b.open {
		if entry := b.entries[to.entry()]; entry != nil && (absenceSays(to.target) || to.remark != "") && !saysNothing(entry.Interface()) {
			if leaveOpen(entry.Interface()); to.remark != "" {
				b.problem(&b.row.Warnings, to.cell, to.remark)
			}
		}
	}
	for _, key := range b.sorted {
		if study, ok := b.entries[key].Interface().(*lexfitv1.Education); ok {
			byField(study)
		}
	}
	slices.SortStableFunc(b.sorted, func(one, other entryKey) int { return one.number - other.number })
	for _, key := range b.sorted {
		entry := b.entries[key]
		for _, need := range []protoreflect.Name{"name", "title"} {
			field := entry.Descriptor().Fields().ByName(need)
			switch {
			case field == nil || entry.Has(field):
			case saysNothing(entry.Interface()):
				entry = nil
			case b.bare[key] != "":
				entry.Set(field, protoreflect.ValueOfString(b.bare[key])) // nobody reads it, and the entry stays
			default:
				entry = b.unnamed(key, entry, field)
			}
			if entry == nil {
				break
			}
		}
		if entry != nil {
			made := b.profile.ProtoReflect()
			made.Mutable(made.Descriptor().Fields().ByName(key.list)).List().Append(protoreflect.ValueOfMessage(entry))
		}
	}
}

// placeListed puts the degrees of a cell of several into the profile. Where it holds one, and other columns say the field or the school of
// a degree and no level, they are of that one.
func (b *rowBuilder) placeListed() {
	if first := b.entries[entryKey{"education", 1}]; first != nil && len(b.listed) == 1 {
		if study, ok := first.Interface().(*lexfitv1.Education); ok && study.GetLevel() == 0 && !slices.ContainsFunc(b.degrees, func(one degreeCell) bool { return one.study == study }) {
			one := b.listed[0]
			merged := proto.CloneOf(one)
			proto.Merge(merged, study)
			proto.Reset(study)
			proto.Merge(study, merged)
			return
		}
	}
	b.profile.Education = append(b.profile.Education, b.listed...)
}

// notStated is what an entry is called that the file does not name: a placeholder, which nobody reads.
const notStated = "not stated"

// unnamed settles an entry that says something and not what it is called. A job or a certification is there all the same; of a skill or
// a language nothing is left. Either is told of.
func (b *rowBuilder) unnamed(key entryKey, entry protoreflect.Message, name protoreflect.FieldDescriptor) protoreflect.Message {
	what := "read as one that is not stated"
	if key.list == "experience" || key.list == "certifications" {
		entry.Set(name, protoreflect.ValueOfString(notStated))
	} else {
		entry, what = nil, "left out"
	}
	b.problemAt(&b.row.Warnings, b.first[key], fmt.Sprintf("%s.%d.%s", key.list, key.number, name.Name()),
		fmt.Sprintf("says something of an entry whose %s is missing: %s", name.Name(), what))
	return entry
}

// saysNothing says whether an entry holds no more than that something could not be read.
func saysNothing(entry proto.Message) bool {
	bare := proto.Clone(entry)
	switch bare := bare.(type) {
	case *lexfitv1.Experience:
		bare.EndUnclear = false
	case *lexfitv1.Certification:
		if bare.GetStatus() == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNCLEAR {
			bare.Status = 0
		}
	case *lexfitv1.Skill:
		if bare.GetProficiency() == lexfitv1.Proficiency_PROFICIENCY_NONE {
			bare.Proficiency = 0 // None, beside no skill
		}
	}
	return emptyMessage(bare.ProtoReflect())
}

// absenceSays says whether it is a statement where nothing stands.
func absenceSays(to target) bool {
	name := to.leaf()
	return name == "ended_on" || name == "expires_on" || name == "status" || name == "end_unclear"
}

func emptyMessage(message protoreflect.Message) bool {
	empty := true
	message.Range(func(protoreflect.FieldDescriptor, protoreflect.Value) bool { empty = false; return false })
	return empty
}
