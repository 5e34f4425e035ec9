package matcher

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/lexfit/lexfit/matcher/lexicon"
	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// asker is an adviser that asks.
type asker struct {
	*adviser
	alone map[int][]outcome // by target: how it stands as if nothing were flagged
}

// EvidenceHere stands for the words of the profile in a rulebook's question.
const EvidenceHere = "{evidence}"

// mostQuoted is how many letters of one text of a profile a question quotes.
const mostQuoted = 60

// Where the name of a school, an employer or a person begins in a text, and what names hold. Such a text is cut before it, or not quoted.
var (
	namesBegin   = regexp.MustCompile(`(?i)\sat\s|[@,;|(\[“”"]|\s[-–—]\s`)
	peopleFollow = regexp.MustCompile(`(?i)\s(?:for|with|to|from|of)\s`)
	nameWords    = regexp.MustCompile(`(?i)\b(?:university|college|institute|academy|school|seminary|llp|llc|pllc|inc|esq|(?:office|offices|firm|group) of)\b|` +
		`\b(?:Mr|Mrs|Ms|Dr|Hon|Judge|Justice|Attorney)\b\.?\s+\p{Lu}`)
)

// ordinaryFirst are the words that names of employers and schools begin with and that are no names.
var ordinaryFirst = map[string]bool{
	"legal": true, "law": true, "court": true, "county": true, "state": true, "city": true, "national": true, "american": true, "first": true,
	"office": true, "offices": true, "department": true, "district": true, "superior": true, "federal": true, "public": true, "family": true,
	"patent": true, "immigration": true, "title": true, "real": true, "trust": true, "general": true, "criminal": true, "civil": true,
	"paralegal": true, "business": true, "litigation": true, "attorney": true, "attorneys": true, "corporate": true, "insurance": true,
}

// quote gives the words of the profile at a place of the evidence, in quotation marks; empty where nothing was written there, or where
// the words could name a school, an employer or a person.
func (a *asker) quote(proof *lexfitv1.Evidence) string {
	at, profile := splitPath(proof.GetPath()), a.c.profile
	if at.i < 0 {
		return ""
	}
	switch at.list {
	case "skills":
		return a.inQuotes(profile.GetSkills()[at.i].GetName())
	case "certifications":
		return a.inQuotes(profile.GetCertifications()[at.i].GetName())
	case "languages":
		return a.inQuotes(profile.GetLanguages()[at.i].GetName())
	case "education":
		study := profile.GetEducation()[at.i]
		if at.part == ".coursework" && at.j >= 0 {
			return a.inQuotes(study.GetCoursework()[at.j])
		}
		text := "the " + prose.Level(study.GetLevel())
		if field := a.inQuotes(study.GetField()); field != "" {
			text += " in " + field
		}
		return text
	case "experience":
		job := profile.GetExperience()[at.i]
		switch at.part {
		case ".duties":
			if at.j < 0 {
				return a.inQuotes(job.GetTitle())
			}
			return a.inQuotes(a.clause(job.GetDuties()[at.j], proof.GetReadAs()))
		case ".practice_areas":
			if at.j < 0 {
				return a.inQuotes(job.GetTitle())
			}
			return a.inQuotes(job.GetPracticeAreas()[at.j])
		}
		return a.inQuotes(job.GetTitle())
	}
	return ""
}

// inQuotes puts a text of the profile in quotation marks, cut before what could be a name.
func (a *asker) inQuotes(text string) string {
	if at := namesBegin.FindStringIndex(text); at != nil {
		text = text[:at[0]]
	}
	if at := peopleFollow.FindStringIndex(text); at != nil && a.mayName("to "+text[at[1]:]) && !a.isName(text) {
		text = text[:at[0]]
	}
	text = strings.TrimSpace(text)
	if text == "" || len(text) > mostQuoted || strings.ContainsFunc(text, unicode.IsControl) || nameWords.MatchString(text) || a.names(text) {
		return ""
	}
	return "“" + text + "”"
}

// names reports whether a text holds a name that the profile gives elsewhere: the candidate's, an employer's or a school's.
func (a *asker) names(text string) bool {
	text = " " + lexicon.NormalizeName(text) + " "
	holds := func(name string, all bool) bool {
		words := strings.Fields(lexicon.NormalizeName(name))
		for i, word := range words {
			if (all || i == 0) && len(word) > 2 && !ordinaryFirst[word] && strings.Contains(text, " "+word+" ") {
				return true
			}
		}
		return len(words) > 0 && strings.Contains(text, " "+strings.Join(words, " ")+" ")
	}
	if holds(a.c.profile.GetDisplayName(), true) {
		return true
	}
	for _, job := range a.c.profile.GetExperience() {
		if holds(job.GetEmployer(), false) {
			return true
		}
	}
	for _, study := range a.c.profile.GetEducation() {
		if holds(study.GetInstitution(), false) {
			return true
		}
	}
	return false
}

// clause is the part of a duty that shows a skill, known by its title; empty where none does by itself, and where a word in it could
// be a name: it has a capital and is no skill.
func (a *asker) clause(duty, title string) string {
	for text := range strings.FieldsFuncSeq(strings.ReplaceAll(duty, " and ", ", "), func(sign rune) bool { return strings.ContainsRune(".,;:", sign) }) {
		text = strings.TrimSpace(text)
		if !strings.Contains(duty, text) || a.mayName(text) {
			continue
		}
		for _, shows := range a.c.words.duties.Read(&a.s.in.duties, text) {
			if !shows.Denied && a.c.words.skills[shows.Skill].title == title {
				return text
			}
		}
	}
	return ""
}

// mayName reports whether a word of a text, after the first, has a capital and is neither an abbreviation nor a skill.
func (a *asker) mayName(text string) bool {
	for i, word := range strings.Fields(text) {
		lower := strings.ContainsFunc(word, unicode.IsLower)
		if i > 0 && lower && unicode.IsUpper([]rune(word)[0]) && !a.isName(word) {
			return true
		}
	}
	return false
}

// isName reports whether a text as it stands is a skill, a credential or a title of the rulebook.
func (a *asker) isName(text string) bool {
	words := a.c.words
	for _, names := range []*lexicon.Lexicon{words.skillNames, words.credentialNames, words.titleNames, words.fieldNames, words.topicNames} {
		if len(names.ReadWhole(&a.s.in.reader, strings.TrimSpace(text))) > 0 {
			return true
		}
	}
	return false
}

// questionWords begin a question that can follow a colon.
var questionWords = map[string]bool{
	"Which": true, "What": true, "Have": true, "Do": true, "Did": true, "How": true, "Where": true, "Who": true, "When": true, "Are": true,
	"Is": true, "Was": true, "Can": true, "Could": true, "Would": true, "Without": true, "In": true, "From": true,
}

// quoting is a question with the words of the profile that it is about: by the rulebook's own form of it, where there is one.
func quoting(template, question string, quotes []string) string {
	words := prose.And(quotes)
	if template != "" {
		return strings.Replace(template, EvidenceHere, words, 1)
	}
	first, rest, _ := strings.Cut(question, " ")
	if questionWords[first] {
		return "You list " + words + ": " + strings.ToLower(first) + " " + rest
	}
	return "You list " + words + ". " + question
}
