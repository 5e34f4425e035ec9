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
	made, err := os.Open(file) //nolint:gosec // the file that the caller asked to read
	if err != nil {
		return nil, plainPathError(file, err)
	}
	defer made.Close() //nolint:errcheck // opened for reading
	data, err := io.ReadAll(io.LimitReader(made, MaxMap+1))
	if err != nil {
		return nil, plainPathError(file, err)
	}
	if len(data) > MaxMap {
		return nil, fmt.Errorf("%s: above the limit of %d bytes: a map of columns is a few lines", file, MaxMap)
	}
	itsMap := &Map{}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(itsMap); err != nil {
		return nil, fmt.Errorf("%s: not a map of columns: %w", file, err)
	}
	if len(itsMap.Columns) == 0 && len(itsMap.Values) == 0 && itsMap.DateOrder == "" && itsMap.Separator == "" {
		return nil, fmt.Errorf("%s: says nothing: expected columns with heads and their fields; lexfit convert --suggest-map FILE prints a beginning", file)
	}
	if itsMap.DateOrder != "" && itsMap.DateOrder != "mdy" && itsMap.DateOrder != "dmy" {
		return nil, fmt.Errorf("%s: date_order %q: expected mdy or dmy", file, itsMap.DateOrder)
	}
	var problems []error
	for head, target := range itsMap.Columns {
		if target == "-" {
			continue
		}
		if _, err := parseTarget(target); err != nil {
			problems = append(problems, fmt.Errorf("%s: column %q: %w", file, head, err))
		}
	}
	slices.SortFunc(problems, func(one, other error) int { return strings.Compare(one.Error(), other.Error()) })
	return itsMap, errors.Join(problems...)
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
	// current marks a field whose yes says that a job is still held, the contrary of end_unclear.
	current bool
	// name is the part of the display name that the cell is, from 1; 0 for none.
	name int
}

// nameParts are the targets that make the display name together, where a table has it in parts.
var nameParts = []string{"first_name", "middle_name", "last_name"}

var measuredTarget = regexp.MustCompile(`^measured\(([^,()]+),\s*([^,()]+)\)$`)

// parseTarget reads a field's name in a map: display_name, skills, education.2.level, labels.source, measured(typing, wpm).
func parseTarget(text string) (target, error) {
	made := target{text: text}
	if list := measuredTarget.FindStringSubmatch(text); list != nil {
		made.skill, made.unit = strings.TrimSpace(list[1]), strings.TrimSpace(list[2])
		return made, nil
	}
	if made.name = slices.Index(nameParts, text) + 1; made.name > 0 {
		return made, nil
	}
	parts := strings.Split(text, ".")
	at := (&lexfitv1.CandidateProfile{}).ProtoReflect().Descriptor()
	for i := 0; i < len(parts); i++ {
		if at == nil {
			return made, fmt.Errorf("%q: nothing is inside %s", text, parts[i-1])
		}
		field := at.Fields().ByName(protoreflect.Name(parts[i]))
		if made.list != nil && made.list.Name() == "experience" && parts[i] == "current" {
			field, made.current = at.Fields().ByName("end_unclear"), true
		}
		if field == nil {
			return made, fmt.Errorf("%q: unknown field%s", text, suggestField(at.Fields(), parts[i]))
		}
		if field.IsMap() {
			if made.label = strings.Join(parts[i+1:], "."); made.label == "" {
				return made, fmt.Errorf("%q: expected a key, such as labels.source", text)
			}
			return made, nil
		}
		if field.IsList() && field.Message() != nil {
			made.list = field
			if i+1 < len(parts) {
				if count, err := strconv.Atoi(parts[i+1]); err == nil && count >= 1 && count <= 500 {
					made.number = count
					i++
				} else {
					made.number = 1
				}
			}
			if i+1 == len(parts) {
				name := field.Message().Fields().ByName("name")
				if name == nil {
					return made, fmt.Errorf("%q: expected a field of it, such as %s.1.%s", text, field.Name(), field.Message().Fields().Get(0).Name())
				}
				made.path = append(made.path, name)
				return made, nil
			}
		} else {
			made.path = append(made.path, field)
		}
		at = field.Message()
	}
	if at != nil {
		return made, fmt.Errorf("%q: expected a field of it, such as %s.%s", text, text, at.Fields().Get(0).Name())
	}
	return made, nil
}

// plain is the target without its number, the key of Map.Values.
func (t target) plain() string {
	if t.list == nil || len(t.path) == 0 {
		return t.text
	}
	return string(t.list.Name()) + "." + string(t.path[0].Name())
}

// leaf is the name of the field that a cell's value goes to, empty where it goes to none.
func (t target) leaf() string {
	if len(t.path) == 0 {
		return ""
	}
	return string(t.path[len(t.path)-1].Name())
}

// isName says whether the cell is what one entry is called by.
func (t target) isName() bool {
	return t.number > 0 && len(t.path) == 1 && (t.leaf() == "name" || t.leaf() == "title")
}

// entry is the entry that the cell is part of.
func (t target) entry() entryKey {
	if t.list == nil {
		return entryKey{}
	}
	return entryKey{t.list.Name(), t.number}
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
	"currently employed": "experience.1.current", "currently working": "experience.1.current", "still employed": "experience.1.current",
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
		"education": {"degree": "level", "major": "field", "field of study": "field", "school": "institution", "end": "completed_on", "completed": "completed_on", "year": "completed_on", "graduated": "completed_on", "approval": "program_approval", "approved by": "program_approval"},
		"experience": {
			"start": "started_on", "start date": "started_on", "from": "started_on", "end": "ended_on", "end date": "ended_on", "to": "ended_on",
			"company": "employer", "type": "employer_type", "areas": "practice_areas", "job title": "title",
			"is current": "current", "present": "current", "currently employed": "current", "still employed": "current", "ongoing": "current",
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
	if title := guessPlain(head); title != "" {
		return title
	}
	return guessPlain(asides.ReplaceAllString(head, " ")) // without what is in brackets, such as (required)
}

// asides are remarks in a head.
var asides = regexp.MustCompile(`\([^()]*\)|\[[^\[\]]*\]`)

func guessPlain(head string) string {
	key := wordKey(strings.NewReplacer("(", " ", ")", " ", "/", " ", "#", " ", ":", " ", ".", " ").Replace(head))
	if title, ok := heads[key]; ok {
		return title
	}
	words := groupHead.FindStringSubmatch(key)
	if words == nil {
		return ""
	}
	list := groupLists[words[1]]
	field, ok := groupFields[list][words[3]]
	if !ok {
		field = strings.ReplaceAll(words[3], " ", "_")
	}
	number, _ := strconv.Atoi(words[2]) // three digits at most
	title := fmt.Sprintf("%s.%d.%s", list, number, field)
	if parsed, err := parseTarget(title); err != nil || parsed.number != number || field == "" {
		return ""
	}
	return title
}

// SuggestMap writes the map that would be guessed for a table's heads, as YAML, in the heads' order.
func SuggestMap(out io.Writer, head []string) error {
	doc := &yaml.Node{Kind: yaml.MappingNode}
	columns := &yaml.Node{Kind: yaml.MappingNode}
	for _, text := range head {
		if strings.TrimSpace(text) == "" {
			continue
		}
		value := &yaml.Node{Kind: yaml.ScalarNode, Value: guess(text)}
		if value.Value == "" {
			value.Value, value.Style, value.LineComment = "-", yaml.DoubleQuotedStyle, "not known: name a field, or leave it out with -"
		}
		columns.Content = append(columns.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: text, Style: yaml.DoubleQuotedStyle}, value)
	}
	doc.Content = []*yaml.Node{{Kind: yaml.ScalarNode, Value: "columns"}, columns}
	encoder := yaml.NewEncoder(out)
	encoder.SetIndent(2)
	if err := encoder.Encode(doc); err != nil {
		return fmt.Errorf("write map: %w", err)
	}
	return encoder.Close() //nolint:wrapcheck // nothing to add
}
