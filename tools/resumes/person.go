package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// person is somebody made up.
type person struct {
	ID             string          `yaml:"id"`
	Legal          bool            `yaml:"legal"`
	Name           string          `yaml:"name"`
	Headline       string          `yaml:"headline"`
	Mail           string          `yaml:"mail"`
	Phone          string          `yaml:"phone"`
	Address        string          `yaml:"address"`
	Link           string          `yaml:"link"`
	Summary        string          `yaml:"summary"`
	Jobs           []job           `yaml:"jobs"`
	Education      []education     `yaml:"education"`
	Skills         []group         `yaml:"skills"`
	Certifications []certification `yaml:"certifications"`
	// Languages are name, level and the words for it.
	Languages [][3]string `yaml:"languages"`
	More      []more      `yaml:"more"`
}

type job struct {
	Title    string `yaml:"title"`
	Employer string `yaml:"employer"`
	Place    string `yaml:"place"`
	// Dates are start and end with two points between; "now" ends what is still held. Empty where the document gives none.
	Dates  string   `yaml:"dates"`
	Duties []string `yaml:"duties"`
}

// from and to are the dates; to is empty for a job still held.
func (j job) from() string { from, _, _ := strings.Cut(j.Dates, " .. "); return from }

func (j job) to() string {
	_, to, _ := strings.Cut(j.Dates, " .. ")
	return strings.TrimSuffix(to, "now")
}

type education struct {
	// Text is the degree as the document has it.
	Text   string `yaml:"text"`
	Level  string `yaml:"level"`
	Field  string `yaml:"field"`
	School string `yaml:"school"`
	End    string `yaml:"end"`
	// Status is empty where a date alone says that it was completed.
	Status  string   `yaml:"status"`
	Note    string   `yaml:"note"`
	Courses []string `yaml:"courses"`
}

// group is skills, with or without a name for them.
type group struct {
	Group string `yaml:"group"`
	// Items are skills; " =ADVANCED" says how well, " =82wpm" what was measured.
	Items []string `yaml:"items"`
}

type certification struct {
	Name    string `yaml:"name"`
	Issuer  string `yaml:"issuer"`
	Issued  string `yaml:"issued"`
	Expires string `yaml:"expires"`
	Status  string `yaml:"status"`
}

// more is what is neither a job nor anything else that is scored.
type more struct {
	Head  string   `yaml:"head"`
	Lines []string `yaml:"lines"`
}

//go:embed people/*.yaml
var peopleFiles embed.FS

// readPeople reads everybody, by id.
func readPeople() (map[string]person, error) {
	people := map[string]person{}
	files, err := fs.Glob(peopleFiles, "people/*.yaml")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		content, err := peopleFiles.ReadFile(file)
		if err != nil {
			return nil, err
		}
		decoder := yaml.NewDecoder(bytes.NewReader(content))
		decoder.KnownFields(true)
		var here []person
		if err := decoder.Decode(&here); err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		for _, somebody := range here {
			if _, twice := people[somebody.ID]; twice {
				return nil, fmt.Errorf("%s: %s is there twice", file, somebody.ID)
			}
			if err := somebody.check(); err != nil {
				return nil, fmt.Errorf("%s: %s: %w", file, somebody.ID, err)
			}
			people[somebody.ID] = somebody
		}
	}
	return people, nil
}

var (
	whenever   = regexp.MustCompile(`^\d{4}(-\d{2})?$`)
	jobDates   = regexp.MustCompile(`^\d{4}(-\d{2})? \.\. (\d{4}(-\d{2})?|now)$`)
	levels     = words("HIGH_SCHOOL POSTSECONDARY_CERTIFICATE ASSOCIATE BACHELOR MASTER JURIS_DOCTOR DOCTORATE")
	studies    = words("COMPLETED IN_PROGRESS INCOMPLETE")
	standings  = words("ACTIVE EXPIRED IN_PROGRESS SUSPENDED REVOKED")
	abilities  = words("NOVICE BASIC WORKING ADVANCED EXPERT")
	fluency    = words("BASIC CONVERSATIONAL PROFESSIONAL NATIVE")
	measurable = regexp.MustCompile(`^\d+wpm$`)
)

func words(list string) map[string]bool {
	set := map[string]bool{"": true}
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}

// check finds what a slip of the pen would put into the truth.
func (p person) check() error {
	for _, job := range p.Jobs {
		if job.Dates != "" && (!jobDates.MatchString(job.Dates) || job.to() != "" && job.to() < job.from()[:len(job.to())]) {
			return fmt.Errorf("the dates of %s: %s", job.Title, job.Dates)
		}
		if job.Title == "" || job.Employer == "" {
			return fmt.Errorf("a job without a title or an employer: %s%s", job.Title, job.Employer)
		}
	}
	for _, degree := range p.Education {
		if !levels[degree.Level] || !studies[degree.Status] || degree.End != "" && !whenever.MatchString(degree.End) {
			return fmt.Errorf("the education %s", degree.Text)
		}
	}
	for _, held := range p.Certifications {
		dated := (held.Issued == "" || whenever.MatchString(held.Issued)) && (held.Expires == "" || whenever.MatchString(held.Expires))
		if !standings[held.Status] || !dated {
			return fmt.Errorf("the certification %s", held.Name)
		}
	}
	for _, group := range p.Skills {
		for _, item := range group.Items {
			if _, how, _ := strings.Cut(item, " ="); !abilities[how] && !measurable.MatchString(how) {
				return fmt.Errorf("the skill %s", item)
			}
		}
	}
	for _, language := range p.Languages {
		if !fluency[language[1]] {
			return fmt.Errorf("the language %s", language[0])
		}
	}
	return nil
}
