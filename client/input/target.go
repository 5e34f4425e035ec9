package input

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// target is where a column's cells go.
type target struct {
	text string
	// list is the list of entries that the cell is part of, nil outside one; number is the entry's, from 1, and 0 where the
	// cell holds the names of several.
	list   protoreflect.FieldDescriptor
	number int
	// path are the fields from the profile, or from the entry, to the value.
	path []protoreflect.FieldDescriptor
	// label is the key among labels; skill and unit make the cell a measured result.
	label, skill, unit string
	// asked is what a column of answers asks for, an entry of list by its name.
	asked string
	// current marks a field whose yes says that a job is still held, the contrary of end_unclear.
	current bool
	// name is the part of the display name that the cell is, from 1; 0 for none.
	name int
	// order is how the column's dates are written, as far as the file says that.
	order dateOrder
	// prose marks a headline, or jobs as text.
	prose bool
	// years marks a number of years that becomes months.
	years bool
}

// nameParts are the targets that make the display name together, where a table has it in parts.
var nameParts = []string{"first_name", "middle_name", "last_name"}

// The targets that are no fields of the contract: a total that is written in years, a line about oneself, and jobs as text.
const (
	yearsTarget    = "total_experience_years"
	headlineTarget = "headline"
	jobsTarget     = "experience"
)

var (
	measuredTarget = regexp.MustCompile(`^measured\(([^,()]+),\s*([^,()]+)\)$`)
	askedTarget    = regexp.MustCompile(`^(skill|certification|language|education)\((.+)\)$`)
	askedLists     = map[string]protoreflect.Name{"skill": "skills", "certification": "certifications", "language": "languages", "education": "education"}
)

// profileFields are the fields of a profile.
func profileFields() protoreflect.FieldDescriptors {
	return (&lexfitv1.CandidateProfile{}).ProtoReflect().Descriptor().Fields()
}

// reviewField is what lexfit says of a profile itself: no column can.
const reviewField = "review"

// parseTarget reads a field's name in a map: display_name, skills, education.2.level, labels.source, measured(typing, wpm),
// certification(Notary Public).
func parseTarget(text string) (target, error) {
	made := target{text: text}
	if list := measuredTarget.FindStringSubmatch(text); list != nil {
		made.skill, made.unit = strings.TrimSpace(list[1]), strings.TrimSpace(list[2])
		return made, nil
	}
	if list := askedTarget.FindStringSubmatch(text); list != nil {
		made.list, made.asked = profileFields().ByName(askedLists[list[1]]), strings.TrimSpace(list[2])
		if !isName(made.asked) {
			return made, fmt.Errorf("%q: expected a name in the brackets, such as certification(Notary Public)", text)
		}
		return made, nil
	}
	if made.name = slices.Index(nameParts, text) + 1; made.name > 0 {
		return made, nil
	}
	if text == yearsTarget {
		made.years, made.path = true, []protoreflect.FieldDescriptor{profileFields().ByName("total_experience_months")}
		return made, nil
	}
	if text == headlineTarget || text == jobsTarget {
		made.list, made.prose = profileFields().ByName("experience"), true
		return made, nil
	}
	return made, made.walk(strings.Split(text, "."))
}

// walk follows the parts of a field's name from the profile down.
func (t *target) walk(parts []string) error {
	fields, before := profileFields(), ""
	for len(parts) > 0 {
		name := parts[0]
		parts = parts[1:]
		if fields == nil {
			return fmt.Errorf("%q: nothing is inside %s", t.text, before)
		}
		field := fields.ByName(protoreflect.Name(name))
		if t.list != nil && t.list.Name() == "experience" && name == "current" {
			field, t.current = fields.ByName("end_unclear"), true
		}
		if field == nil || field.Name() == reviewField {
			return fmt.Errorf("%q: unknown field%s", t.text, suggestField(fields, name))
		}
		before = name
		if field.IsMap() {
			if t.label = strings.Join(parts, "."); t.label == "" {
				return fmt.Errorf("%q: expected a key, such as labels.source", t.text)
			}
			return nil
		}
		if field.IsList() && field.Message() != nil {
			number := t.numbered(field, parts)
			if parts = parts[number:]; len(parts) == 0 {
				return t.named(field)
			}
		} else {
			t.path = append(t.path, field)
		}
		fields = nil
		if field.Message() != nil {
			fields = field.Message().Fields()
		}
	}
	if fields != nil {
		return fmt.Errorf("%q: expected a field of it, such as %s.%s", t.text, t.text, fields.Get(0).Name())
	}
	return nil
}

// numbered takes a list and the number of an entry, and says how many parts that took.
func (t *target) numbered(field protoreflect.FieldDescriptor, parts []string) int {
	t.list = field
	if len(parts) == 0 {
		return 0
	}
	if count, err := strconv.Atoi(parts[0]); err == nil && count >= 1 && count <= 500 {
		t.number = count
		return 1
	}
	t.number = 1
	return 0
}

// named settles a target that is a list, or an entry of it, and no field: what it is called by.
func (t *target) named(field protoreflect.FieldDescriptor) error {
	name := field.Message().Fields().ByName("name")
	if t.number == 0 && field.Name() == "education" {
		name = field.Message().Fields().ByName("level") // several degrees
	}
	if name == nil {
		return fmt.Errorf("%q: expected a field of it, such as %s.1.%s", t.text, field.Name(), field.Message().Fields().Get(0).Name())
	}
	t.path = append(t.path, name)
	return nil
}

// plain is the target without its number, the key of Map.Values.
func (t *target) plain() string {
	if t.list == nil || len(t.path) == 0 {
		return t.text
	}
	if t.current {
		return string(t.list.Name()) + ".current"
	}
	return string(t.list.Name()) + "." + string(t.path[0].Name())
}

// explained is the key under which a map's values can say what words in the field mean; empty where they cannot.
func (t *target) explained() string {
	if len(t.path) == 0 || t.name > 0 {
		return ""
	}
	return t.plain()
}

// leaf is the name of the field that a cell's value goes to, empty where it goes to none.
func (t *target) leaf() string {
	if len(t.path) == 0 {
		return ""
	}
	return string(t.path[len(t.path)-1].Name())
}

// isName says whether the cell is what one entry is called by.
func (t *target) isName() bool {
	return t.number > 0 && len(t.path) == 1 && (t.leaf() == "name" || t.leaf() == "title")
}

// several says whether more than one column may go there.
func (t *target) several() bool { return t.list != nil && t.number == 0 }

// entry is the entry that the cell is part of.
func (t *target) entry() entryKey {
	if t.list == nil {
		return entryKey{}
	}
	return entryKey{t.list.Name(), t.number}
}
