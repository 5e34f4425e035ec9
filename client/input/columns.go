package input

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
	"google.golang.org/protobuf/reflect/protoreflect"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Map says what the columns of a table mean.
type Map struct {
	// DateOrder is mdy or dmy, for dates such as 03/04/2019; empty leaves those at their year.
	DateOrder string `yaml:"date_order,omitempty"`
	// Separator stands between several values in one cell; empty finds it out cell by cell.
	Separator string `yaml:"separator,omitempty"`
	// Columns gives the field for a column's head, such as education.1.level; "-" leaves the column out. Empty leaves the
	// heads to be guessed.
	Columns map[string]string `yaml:"columns"`
	// Values gives, for a field without its number (education.level), what words in it mean.
	Values map[string]map[string]string `yaml:"values,omitempty"`
}

// MaxMap is the largest map read, in bytes.
const MaxMap = 1 << 20

// ReadMap reads a map of columns from a YAML file of at most MaxMap bytes, and checks every field it names.
func ReadMap(file string) (*Map, error) {
	f, err := os.Open(file) //nolint:gosec // the file that the caller asked to read
	if err != nil {
		return nil, plainPathError(file, err)
	}
	defer f.Close() //nolint:errcheck // opened for reading
	b, err := io.ReadAll(io.LimitReader(f, MaxMap+1))
	if err != nil {
		return nil, plainPathError(file, err)
	}
	if len(b) > MaxMap {
		return nil, fmt.Errorf("%s: above the limit of %d bytes: a map of columns is a few lines", file, MaxMap)
	}
	m := &Map{}
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(m); err != nil {
		return nil, fmt.Errorf("%s: not a map of columns: %w", file, err)
	}
	if len(m.Columns) == 0 && len(m.Values) == 0 && m.DateOrder == "" && m.Separator == "" {
		return nil, fmt.Errorf("%s: says nothing: expected columns with heads and their fields; lexfit convert --suggest-map FILE prints a beginning", file)
	}
	if m.DateOrder != "" && m.DateOrder != "mdy" && m.DateOrder != "dmy" {
		return nil, fmt.Errorf("%s: date_order %q: expected mdy or dmy", file, m.DateOrder)
	}
	var problems []error
	for head, target := range m.Columns {
		if target == "-" {
			continue
		}
		if _, err := parseTarget(target); err != nil {
			problems = append(problems, fmt.Errorf("%s: column %q: %w", file, head, err))
		}
	}
	slices.SortFunc(problems, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return m, errors.Join(problems...)
}

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
	// name is the part of the display name that the cell is, from 1; 0 for none.
	name int
}

// nameParts are the targets that make the display name together, where a table has it in parts.
var nameParts = []string{"first_name", "middle_name", "last_name"}

var measuredTarget = regexp.MustCompile(`^measured\(([^,()]+),\s*([^,()]+)\)$`)

// parseTarget reads a field's name in a map: display_name, skills, education.2.level, labels.source, measured(typing, wpm).
func parseTarget(s string) (target, error) {
	t := target{text: s}
	if m := measuredTarget.FindStringSubmatch(s); m != nil {
		t.skill, t.unit = strings.TrimSpace(m[1]), strings.TrimSpace(m[2])
		return t, nil
	}
	if t.name = slices.Index(nameParts, s) + 1; t.name > 0 {
		return t, nil
	}
	parts := strings.Split(s, ".")
	at := (&lexfitv1.CandidateProfile{}).ProtoReflect().Descriptor()
	for i := 0; i < len(parts); i++ {
		if at == nil {
			return t, fmt.Errorf("%q: nothing is inside %s", s, parts[i-1])
		}
		field := at.Fields().ByName(protoreflect.Name(parts[i]))
		if field == nil {
			return t, fmt.Errorf("%q: unknown field%s", s, suggestField(at.Fields(), parts[i]))
		}
		if field.IsMap() {
			if t.label = strings.Join(parts[i+1:], "."); t.label == "" {
				return t, fmt.Errorf("%q: expected a key, such as labels.source", s)
			}
			return t, nil
		}
		if field.IsList() && field.Message() != nil {
			t.list = field
			if i+1 < len(parts) {
				if n, err := strconv.Atoi(parts[i+1]); err == nil && n >= 1 && n <= 500 {
					t.number = n
					i++
				} else {
					t.number = 1
				}
			}
			if i+1 == len(parts) {
				name := field.Message().Fields().ByName("name")
				if name == nil {
					return t, fmt.Errorf("%q: expected a field of it, such as %s.1.%s", s, field.Name(), field.Message().Fields().Get(0).Name())
				}
				t.path = append(t.path, name)
				return t, nil
			}
		} else {
			t.path = append(t.path, field)
		}
		at = field.Message()
	}
	if at != nil {
		return t, fmt.Errorf("%q: expected a field of it, such as %s.%s", s, s, at.Fields().Get(0).Name())
	}
	return t, nil
}

// plain is the target without its number, the key of Map.Values.
func (t target) plain() string {
	if t.list == nil || len(t.path) == 0 {
		return t.text
	}
	return string(t.list.Name()) + "." + string(t.path[0].Name())
}

// heads are the common heads of exports, without case and punctuation, and what they mean.
var heads = map[string]string{
	"id": "candidate_id", "candidate id": "candidate_id", "applicant id": "candidate_id", "candidateid": "candidate_id",
	"name": "display_name", "full name": "display_name", "candidate name": "display_name", "candidate": "display_name", "applicant name": "display_name", "display name": "display_name",
	"first name": "first_name", "firstname": "first_name", "given name": "first_name", "forename": "first_name",
	"middle name": "middle_name", "middlename": "middle_name",
	"last name": "last_name", "lastname": "last_name", "surname": "last_name", "family name": "last_name",
	"state": "work_state", "work state": "work_state",
	"skills": "skills", "skill": "skills", "key skills": "skills", "skill set": "skills",
	"certifications": "certifications", "certificates": "certifications", "licenses": "certifications",
	"languages": "languages", "languages spoken": "languages",
	"interests": "preferences.interests", "goals": "preferences.goals",
	"salary expectation": "preferences.salary_min_usd", "expected salary": "preferences.salary_min_usd", "salary min usd": "preferences.salary_min_usd",
	"available from": "preferences.available_from", "availability date": "preferences.available_from", "date available": "preferences.available_from",
	"education level": "education.1.level", "highest education": "education.1.level", "highest degree": "education.1.level", "education": "education.1.level", "degree": "education.1.level",
	"field of study": "education.1.field", "major": "education.1.field", "school": "education.1.institution", "university": "education.1.institution",
	"graduation date": "education.1.completed_on", "graduation year": "education.1.completed_on",
	"job title": "experience.1.title", "current title": "experience.1.title", "title": "experience.1.title",
	"employer": "experience.1.employer", "current employer": "experience.1.employer", "company": "experience.1.employer", "current company": "experience.1.employer",
	"start date": "experience.1.started_on", "end date": "experience.1.ended_on",
	"typing speed": "measured(typing, wpm)", "typing wpm": "measured(typing, wpm)", "typing speed wpm": "measured(typing, wpm)", "wpm": "measured(typing, wpm)",
}

var (
	groupHead  = regexp.MustCompile(`^(education|edu|school|experience|exp|job|employer|skill|certification|certificate|cert|language|lang) ?(\d{1,3}) ?(.*)$`)
	groupLists = map[string]string{
		"education": "education", "edu": "education", "school": "education", "experience": "experience", "exp": "experience", "job": "experience",
		"employer": "experience", "skill": "skills", "certification": "certifications", "certificate": "certifications", "cert": "certifications",
		"language": "languages", "lang": "languages",
	}
	groupFields = map[string]map[string]string{
		"education": {"degree": "level", "major": "field", "field of study": "field", "school": "institution", "end": "completed_on", "completed": "completed_on", "year": "completed_on", "graduated": "completed_on"},
		"experience": {
			"start": "started_on", "start date": "started_on", "from": "started_on", "end": "ended_on", "end date": "ended_on", "to": "ended_on",
			"company": "employer", "type": "employer_type", "areas": "practice_areas", "job title": "title",
		},
		"skills":         {"": "name", "level": "proficiency", "last used": "last_used_on"},
		"certifications": {"": "name", "issued": "issued_on", "expires": "expires_on", "expiry": "expires_on"},
		"languages":      {"": "name"},
	}
)

// guess says what a head means, empty where that is not plain.
func guess(head string) string {
	if _, err := parseTarget(head); err == nil {
		return head
	}
	key := wordKey(strings.NewReplacer("(", " ", ")", " ", "/", " ", "#", " ", ":", " ", ".", " ").Replace(head))
	if t, ok := heads[key]; ok {
		return t
	}
	m := groupHead.FindStringSubmatch(key)
	if m == nil {
		return ""
	}
	list := groupLists[m[1]]
	field, ok := groupFields[list][m[3]]
	if !ok {
		field = strings.ReplaceAll(m[3], " ", "_")
	}
	number, _ := strconv.Atoi(m[2]) // three digits at most
	t := fmt.Sprintf("%s.%d.%s", list, number, field)
	if parsed, err := parseTarget(t); err != nil || parsed.number != number || field == "" {
		return ""
	}
	return t
}

// SuggestMap writes the map that would be guessed for a table's heads, as YAML, in the heads' order.
func SuggestMap(w io.Writer, head []string) error {
	doc := &yaml.Node{Kind: yaml.MappingNode}
	columns := &yaml.Node{Kind: yaml.MappingNode}
	for _, h := range head {
		if strings.TrimSpace(h) == "" {
			continue
		}
		value := &yaml.Node{Kind: yaml.ScalarNode, Value: guess(h)}
		if value.Value == "" {
			value.Value, value.Style, value.LineComment = "-", yaml.DoubleQuotedStyle, "not known: name a field, or leave it out with -"
		}
		columns.Content = append(columns.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: h, Style: yaml.DoubleQuotedStyle}, value)
	}
	doc.Content = []*yaml.Node{{Kind: yaml.ScalarNode, Value: "columns"}, columns}
	e := yaml.NewEncoder(w)
	e.SetIndent(2)
	if err := e.Encode(doc); err != nil {
		return fmt.Errorf("write map: %w", err)
	}
	return e.Close() //nolint:wrapcheck // nothing to add
}
