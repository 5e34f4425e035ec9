package main

import "strings"

// sheet is a résumé in words, ready to be laid out: every renderer prints the same words.
type sheet struct {
	planned
	Name, Headline string
	Contacts       []contact
	// Main are the sections, and Side those beside them in a layout that has a side.
	Main, Side []section
}

// section is a part of a résumé under a heading. Kind says which of its lists it has.
type section struct {
	Kind, Head string
	Summary    string
	Jobs       []jobText
	// Employers are the jobs again, those at one employer that follow each other together.
	Employers []employerText
	Education []educationText
	Skills    []skillText
	Lines     []string
}

type jobText struct {
	Title, Employer, Place string
	// From and To are the ends of the range that is Dates.
	From, To, Dates string
	Duties          []string
}

// Where is the employer with the place.
func (j jobText) Where() string { return joined(", ", j.Employer, j.Place) }

type employerText struct {
	Employer, Place string
	Jobs            []jobText
}

type educationText struct {
	Text, School, When, Note, Courses string
}

// Line is the whole of it in a line.
func (e educationText) Line() string { return joined(", ", e.Text, e.School, e.When, e.Note) }

type skillText struct {
	Group string
	// Items have the level in words; Names and Dots keep them apart.
	Items []string
	Dots  []dotted
}

type dotted struct{ Name, Dots string }

// Line is the items one after the other.
func (s skillText) Line() string { return strings.Join(s.Items, ", ") }

func joined(between string, texts ...string) string {
	var said []string
	for _, text := range texts {
		if text != "" {
			said = append(said, text)
		}
	}
	return strings.Join(said, between)
}

// headings are what sections are called: summary, jobs, education, skills, certifications, languages.
var headings = map[string]map[byte]string{
	"plain":   headed("Summary|Experience|Education|Skills|Certifications|Languages"),
	"formal":  headed("Professional Summary|Professional Experience|Education|Core Competencies|Licenses & Certifications|Language Skills"),
	"work":    headed("Profile|Work Experience|Education and Training|Key Skills|Certificates|Languages Spoken"),
	"history": headed("Objective|Employment History|Academic Background|Skills & Abilities|Professional Certifications|Languages"),
	"caps":    headed("SUMMARY OF QUALIFICATIONS|WORK HISTORY|EDUCATION|TECHNICAL SKILLS|CERTIFICATIONS AND LICENSES|LANGUAGES"),
	"modern":  headed("About Me|Career History|Studies|What I Do Well|Credentials|Languages"),
	"colon":   headed("Career Profile:|Employment:|Education:|Skills:|Licenses:|Languages:"),
	"career":  headed("Personal Statement|Relevant Experience|Educational Qualifications|Areas of Expertise|Credentials|Foreign Languages"),
}

func headed(list string) map[byte]string {
	heads := map[byte]string{}
	for i, head := range strings.Split(list, "|") {
		heads["sjekcl"[i]] = head
	}
	return heads
}

// compose puts a person into words.
func compose(entry planned) sheet {
	p := entry.person
	made := sheet{planned: entry, Name: p.Name, Headline: p.Headline, Contacts: p.contacts()}
	main, side, _ := strings.Cut(entry.order, "|")
	for _, letter := range []byte(main) {
		made.Main = append(made.Main, entry.sections(letter)...)
	}
	for _, letter := range []byte(side) {
		made.Side = append(made.Side, entry.sections(letter)...)
	}
	return made
}

// sections are those of a letter: none where the person has nothing to say there, several of m.
func (p planned) sections(letter byte) []section {
	somebody, dates := p.person, calendars[p.dates]
	made := section{Head: headings[p.heads][letter]}
	switch letter {
	case 's':
		made.Kind, made.Summary = "summary", somebody.Summary
	case 'j':
		made.Kind = "jobs"
		for _, job := range somebody.Jobs {
			from, to, both := dates.job(job)
			made.Jobs = append(made.Jobs, jobText{job.Title, job.Employer, job.Place, from, to, both, job.Duties})
		}
		made.Employers = byEmployer(made.Jobs)
	case 'e':
		made.Kind = "education"
		for _, degree := range somebody.Education {
			made.Education = append(made.Education, degree.words(dates))
		}
	case 'k':
		made.Kind, made.Skills = "skills", somebody.skillTexts()
	case 'c':
		made.Kind = "certifications"
		for _, held := range somebody.Certifications {
			made.Lines = append(made.Lines, held.words(dates, p.heads == "work" || p.heads == "modern"))
		}
	case 'l':
		made.Kind = "languages"
		for _, language := range somebody.Languages {
			made.Lines = append(made.Lines, language[0]+" ("+language[2]+")")
		}
	case 'm':
		var all []section
		for _, extra := range somebody.More {
			head := extra.Head
			if p.heads == "caps" {
				head = strings.ToUpper(head)
			}
			all = append(all, section{Kind: "more", Head: head, Lines: extra.Lines})
		}
		return all
	}
	if made.Summary == "" && made.Jobs == nil && made.Education == nil && made.Skills == nil && made.Lines == nil {
		return nil
	}
	return []section{made}
}

func byEmployer(jobs []jobText) []employerText {
	var all []employerText
	for _, job := range jobs {
		if last := len(all) - 1; last >= 0 && all[last].Employer == job.Employer {
			all[last].Jobs = append(all[last].Jobs, job)
			continue
		}
		all = append(all, employerText{job.Employer, job.Place, []jobText{job}})
	}
	return all
}

func (e education) words(dates calendar) educationText {
	when := dates.date(e.End)
	if e.Status == "IN_PROGRESS" && when != "" {
		when = "Expected " + when
	}
	courses := ""
	if len(e.Courses) > 0 {
		courses = "Coursework: " + strings.Join(e.Courses, ", ")
	}
	return educationText{Text: e.Text, School: e.School, When: when, Note: e.Note, Courses: courses}
}

// statuses are the words for where a certification stands.
var statuses = map[string]string{"ACTIVE": "active", "EXPIRED": "expired", "IN_PROGRESS": "in progress", "SUSPENDED": "suspended", "REVOKED": "revoked"}

// words write a certification in a line, its parts with strokes or commas between.
func (c certification) words(dates calendar, strokes bool) string {
	issued, expires := dates.date(c.Issued), dates.date(c.Expires)
	if expires != "" {
		expires = "expires " + expires
	}
	if strokes {
		return joined(" | ", c.Name, c.Issuer, issued, statuses[c.Status], expires)
	}
	line := joined(", ", c.Name, c.Issuer, issued)
	if standing := joined(", ", statuses[c.Status], expires); standing != "" {
		line += " (" + standing + ")"
	}
	return line
}

// rungs are how many of five dots a level is.
var rungs = map[string]int{"NOVICE": 1, "BASIC": 2, "WORKING": 3, "ADVANCED": 4, "EXPERT": 5}

func (p person) skillTexts() []skillText {
	var all []skillText
	for _, group := range p.Skills {
		made := skillText{Group: group.Group}
		for _, item := range group.Items {
			name, how, _ := strings.Cut(item, " =")
			dots, level := "", ""
			if speed, measured := strings.CutSuffix(how, "wpm"); measured {
				level = " (" + speed + " wpm)"
				name += level
				made.Items = append(made.Items, name)
			} else {
				if how != "" {
					level = " (" + strings.ToLower(how) + ")"
					dots = strings.Repeat("●", rungs[how]) + strings.Repeat("○", 5-rungs[how])
				}
				made.Items = append(made.Items, name+level)
			}
			made.Dots = append(made.Dots, dotted{name, dots})
		}
		all = append(all, made)
	}
	return all
}
