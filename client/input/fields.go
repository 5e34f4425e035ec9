package input

import (
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// Field is a field that a column can go to.
type Field struct {
	// Name is how a map names it, Example a cell, and Note what it becomes where that is not plain.
	Name, Example, Note string
}

// examples are cells of fields, by their name without a number.
var examples = map[string]string{
	"candidate_id": "C-1042", "display_name": "Ann Lee", "work_state": "CA",
	"education.level": "A.A.S. in Paralegal Studies, 2016", "education.field": "Paralegal Studies", "education.institution": "Hill College", "education.country": "US",
	"education.program_approval": "ABA_APPROVED", "education.status": "COMPLETED", "education.completed_on": "2016-05", "education.coursework": "Torts; Civil Litigation",
	"skills.name": "Westlaw", "skills.proficiency": "ADVANCED", "skills.years": "4.5", "skills.last_used_on": "2025-11",
	"skills.measured.value": "82", "skills.measured.unit": "wpm",
	"certifications.name": "Certified Paralegal", "certifications.issuer": "NALA", "certifications.status": "ACTIVE", "certifications.issued_on": "2019-05", "certifications.expires_on": "2029-05",
	"experience.title": "Litigation Paralegal", "experience.employer": "Hill & Dale LLP", "experience.employer_type": "LAW_FIRM", "experience.practice_areas": "Litigation; Family law",
	"experience.started_on": "2019-01", "experience.ended_on": "Present", "experience.months": "18", "experience.duties": "Drafted motions; managed exhibits", "experience.end_unclear": "yes",
	"languages.name": "Spanish", "languages.level": "PROFESSIONAL",
	"preferences.interests": "LEGAL_RESEARCH; LITIGATION", "preferences.goals": "law-school", "preferences.salary_min_usd": "$65,000", "preferences.available_from": "2027-01-15",
	"total_experience_months": "54",
}

// madeUp are targets that are no fields of the contract.
var madeUp = []Field{
	{"first_name", "Ann", "with middle_name and last_name the display_name"},
	{"middle_name", "B.", ""},
	{"last_name", "Lee", ""},
	{"education", "B.A. in History; Paralegal Certificate", "several degrees in one cell"},
	{"skills", "Westlaw, Legal research; MS Word", "several in one cell"},
	{"certifications", "CP; Notary Public", "several in one cell"},
	{"languages", "Spanish; French", "several in one cell"},
	{"experience.1.current", "yes", "whether the job is still held"},
	{yearsTarget, "4.5", "years worked in all, as a number"},
	{headlineTarget, "Litigation Paralegal at Hill & Dale LLP", "the title and employer of the present job, where no column says it"},
	{jobsTarget, "Paralegal at Hill LLP (Jan 2019 - Present)", "jobs as text, one a line"},
	{"measured(typing, wpm)", "82", "the measured result of a skill, in a unit"},
	{"skill(Relativity)", "Yes", "a column that asks for one skill: yes, no, or how well"},
	{"certification(Notary Public)", "Yes", "a column that asks for one certification: yes, no, or its status"},
	{"language(Spanish)", "Yes", "a column that asks for one language: yes, no, or how well"},
	{"education(Paralegal Certificate)", "Yes", "a column that asks for one degree: yes or no"},
	{"labels.source", "Referral", "anything to be carried through, under a name of your own"},
	{"-", "", "not read"},
}

// Fields are all that a column can go to, those of the contract first.
func Fields() []Field {
	var out []Field
	for i := range profileFields().Len() {
		field := profileFields().Get(i)
		switch {
		case field.IsMap(), field.Name() == reviewField: // a review is of a document that a machine read, and stands in no table
		case field.IsList():
			out = append(out, fieldsOf(field.Message(), string(field.Name())+".1.", string(field.Name())+".")...)
		case field.Message() != nil:
			out = append(out, fieldsOf(field.Message(), string(field.Name())+".", string(field.Name())+".")...)
		default:
			out = append(out, Field{Name: string(field.Name()), Example: examples[string(field.Name())]})
		}
	}
	return append(out, madeUp...)
}

func fieldsOf(message protoreflect.MessageDescriptor, prefix, plain string) []Field {
	var out []Field
	for i := range message.Fields().Len() {
		field := message.Fields().Get(i)
		name := string(field.Name())
		if field.Message() != nil {
			out = append(out, fieldsOf(field.Message(), prefix+name+".", plain+name+".")...)
			continue
		}
		made := Field{Name: prefix + name, Example: examples[plain+name]}
		if field.Enum() != nil && plain+name != "education.level" {
			made.Note = "one of " + strings.Join(valuesOf(field.Enum()), ", ")
		}
		out = append(out, made)
	}
	return out
}

// WriteFields writes all that a column can go to, with a cell as an example of each.
func WriteFields(out io.Writer) error {
	for _, field := range Fields() {
		line := fmt.Sprintf("%-34s %s", field.Name, field.Example)
		if field.Note != "" {
			line = fmt.Sprintf("%-34s %-38s # %s", field.Name, field.Example, field.Note)
		}
		if _, err := fmt.Fprintln(out, strings.TrimRight(line, " ")); err != nil {
			return fmt.Errorf("write fields: %w", err)
		}
	}
	return nil
}

// SuggestMap writes the map that would be guessed for a table, as YAML, in the order of its columns, with values of each.
func SuggestMap(out io.Writer, columns []Column) error {
	doc := &yaml.Node{Kind: yaml.MappingNode}
	list := &yaml.Node{Kind: yaml.MappingNode}
	for _, column := range columns {
		value := &yaml.Node{Kind: yaml.ScalarNode, Value: column.Field, LineComment: samplesOf(column.Samples)}
		if value.Value == "" {
			value.Value = "-"
			value.LineComment = strings.TrimSuffix("not known: name a field, or leave it out with -; "+value.LineComment, "; ")
		}
		if value.Value == "-" {
			value.Style = yaml.DoubleQuotedStyle
		}
		list.Content = append(list.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: column.Head, Style: yaml.DoubleQuotedStyle}, value)
	}
	doc.Content = []*yaml.Node{{Kind: yaml.ScalarNode, Value: "columns", HeadComment: "lexfit convert --fields lists all the fields there are."}, list}
	encoder := yaml.NewEncoder(out)
	encoder.SetIndent(2)
	if err := encoder.Encode(doc); err != nil {
		return fmt.Errorf("write map: %w", err)
	}
	return encoder.Close() //nolint:wrapcheck // nothing to add
}

// samplesOf are values on one line.
func samplesOf(values []string) string {
	var short []string
	for _, value := range values {
		short = append(short, clip(strings.Join(strings.Fields(value), " ")))
	}
	return strings.Join(short, " | ")
}
