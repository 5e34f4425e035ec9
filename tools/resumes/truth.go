package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// truth is what a document says. Its profile is a CandidateProfile of the contract in JSON.
type truth struct {
	Document string         `json:"document"`
	Layout   string         `json:"layout"`
	Maker    string         `json:"maker"`
	Legal    bool           `json:"legal,omitempty"`
	Held     bool           `json:"held,omitempty"`
	Profile  map[string]any `json:"profile"`
	Contacts []contact      `json:"contacts,omitempty"`
}

// contact is a way to reach somebody: its kind and the text of it.
type contact struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
}

// writeTruth writes what is true of a document, from the data alone.
func writeTruth(out string, entry planned) error {
	content, err := json.MarshalIndent(tell(entry), "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "truth", entry.file()+".json"), append(content, '\n'), 0o600)
}

func tell(entry planned) truth {
	p := entry.person
	profile := object("candidate_id", p.ID, "display_name", p.Name)
	for _, list := range []string{"experience", "education", "skills", "certifications", "languages"} {
		profile[list] = []any{} // an empty list says that there is none
	}
	for _, job := range p.Jobs {
		add(profile, "experience", object("title", job.Title, "employer", job.Employer, "started_on", job.from(), "ended_on", job.to()),
			"duties", job.Duties)
	}
	for _, degree := range p.Education {
		add(profile, "education", object("level", prefixed("EDUCATION_LEVEL_", degree.Level), "field", degree.Field,
			"institution", degree.School, "status", prefixed("EDUCATION_STATUS_", degree.Status), "completed_on", degree.End),
			"coursework", degree.Courses)
	}
	for _, group := range p.Skills {
		for _, item := range group.Items {
			add(profile, "skills", tellSkill(item, entry.dots()))
		}
	}
	for _, held := range p.Certifications {
		add(profile, "certifications", object("name", held.Name, "issuer", held.Issuer, "issued_on", held.Issued, "expires_on", held.Expires,
			"status", prefixed("CERTIFICATION_STATUS_", held.Status)))
	}
	for _, language := range p.Languages {
		add(profile, "languages", object("name", language[0], "level", prefixed("LANGUAGE_LEVEL_", language[1])))
	}
	return truth{
		Document: entry.file(), Layout: entry.layout, Maker: entry.maker, Legal: p.Legal, Held: entry.held,
		Profile: profile, Contacts: p.contacts(),
	}
}

// tellSkill is a skill with what the document says of it: dots say nothing in words.
func tellSkill(item string, dots bool) map[string]any {
	name, how, _ := strings.Cut(item, " =")
	skill := object("name", name)
	speed, measured := strings.CutSuffix(how, "wpm")
	number, err := strconv.Atoi(speed)
	switch {
	case measured && err == nil:
		skill["measured"] = map[string]any{"value": number, "unit": "wpm"}
	case how != "" && !dots:
		skill["proficiency"] = "PROFICIENCY_" + how
	}
	return skill
}

func (p person) contacts() []contact {
	var all []contact
	for _, one := range []contact{{"email", p.Mail}, {"phone", p.Phone}, {"address", p.Address}, {"link", p.Link}} {
		if one.Value != "" {
			all = append(all, one)
		}
	}
	return all
}

// object has the pairs that are not empty.
func object(pairs ...string) map[string]any {
	made := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			made[pairs[i]] = pairs[i+1]
		}
	}
	return made
}

// add puts an entry at the end of a list of the profile, with one list of its own.
func add(profile map[string]any, list string, entry map[string]any, own ...any) {
	if len(own) == 2 {
		if texts, ok := own[1].([]string); ok && len(texts) > 0 {
			entry[own[0].(string)] = texts //nolint:forcetypeassert // every caller names its list
		}
	}
	before, _ := profile[list].([]any)
	profile[list] = append(before, entry)
}

func prefixed(prefix, name string) string {
	if name == "" {
		return ""
	}
	return prefix + name
}
