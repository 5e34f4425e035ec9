package input

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// heads are the common heads of exports, without case and punctuation, and what they mean.
var headLists = map[string]string{
	"candidate_id":          "id|candidate id|applicant id|candidateid|candidate number|candidate ref|candidate reference|applicant number|applicant reference|person id|system id|person system id|contact id|profile id|talent id",
	"display_name":          "name|full name|candidate name|candidate|applicant name|applicant|display name|person name|person full name|contact name|candidate full name|full name first last",
	"first_name":            "first name|firstname|given name|forename|candidate first name|person first name",
	"middle_name":           "middle name|middlename|middle initial",
	"last_name":             "last name|lastname|surname|family name|candidate last name|person last name",
	"work_state":            "state|work state|state province|province state|state region|home state|candidate state|address state|state of residence",
	"skills":                "skills|skill|key skills|skill set|skillset|top skills|primary skills|secondary skills|primary skill|technical skills|core skills|legal skills|software|software skills|skill list|skills list|other skills|additional skills|competencies|legal software|technology skills",
	"certifications":        "certifications|certificates|licenses|certification|certification list|licenses and certifications|licenses certifications|certifications licenses|professional certifications|licenses & certifications|certifications and licenses|credentials",
	"languages":             "languages|languages spoken|language|language skills|spoken languages|foreign languages|bilingual|other languages|bilingual in",
	"education":             "degrees|degree list|degreelist|education degrees|educations|all degrees|education list|education history",
	"preferences.interests": "interests",
	"preferences.goals":     "goals",
	"preferences.salary_min_usd": "salary expectation|salary expectations|expected salary|salary min usd|desired salary|salary desired|desired compensation|minimum salary|desired pay|preferred salary|target salary|" +
		"salary requirement|salary requirements|desired annual salary|minimum desired salary|compensation expectation|desired salary usd|expected compensation|salary expected|salary wanted|wanted salary",
	"preferences.available_from": "available from|availability date|date available|available on|available start date|availability start date|earliest start date|can start|start availability|date of availability",
	"education.1.level": "education level|highest education|highest degree|education|degree|level of education|highest level of education|highest education level|highest education obtained|highest education attained|highest qualification|highest qualification held|" +
		"degree type|education degree|highest degree obtained|highest degree earned|degree earned|degree name|qualification|highest level completed|degree level|most recent degree",
	"education.1.field":        "field of study|major|education discipline|education major|discipline|area of study|course of study|degree major|majors|education field of study|specialization|concentration|degree field|major subject|field of education|most recent major",
	"education.1.institution":  "school|university|school name|college|college university|university college|institution|education school|education institution|education school name|college name|university name|alma mater|most recent school|school university|last school",
	"education.1.completed_on": "graduation date|graduation year|grad year|grad date|year graduated|date graduated|degree date|education end date|completion date|education graduation date|year of graduation|degree year",
	"education.1.status":       "education status|degree status|graduated",
	"experience.1.title": "current title|title|job title|current job title|current position|most recent title|most recent job title|most recent position|last job title|last title|latest job title|latest title|present title|present position|present job title|" +
		"occupation|employment title|employment job title|work experience title|work experience job title|recent job title|previous title|current role|last position|most recent job|last position held",
	"experience.1.employer": "employer|current employer|company|current company|company name|most recent employer|most recent company|last employer|last company|latest employer|latest company|present employer|employment company|employment employer|" +
		"employment company name|work experience company|work experience employer|current company name|current employer name|employer name|recent employer|firm|law firm|current firm|firm name|current law firm|organization|current organization",
	"experience.1.started_on":     "start date|employment start date|work experience start date|job start date|employed from|date started|employment from|current job start date|position start date|current position start date|most recent start date",
	"experience.1.ended_on":       "end date|employment end date|work experience end date|job end date|employed to|employed until|date left|employment to|position end date|most recent end date",
	"experience.1.current":        "currently employed|currently working|still employed|current job|is current|currently employed there",
	"experience.1.practice_areas": "practice area|practice areas|practice area s|legal practice areas|areas of practice|area of law|areas of law|specialty|specialties|practice group",
	"experience.1.employer_type":  "employer type|type of employer|company type|firm type",
	"experience.1.duties":         "duties|responsibilities|job duties|job responsibilities|job description of last job|work experience description|employment description",
	yearsTarget: "years experience|years of experience|total years of experience|total experience|total years experience|total experience years|experience years|years exp|yrs experience|yrs of experience|yrs exp|" +
		"years of exp|total exp|years of work experience|work experience years|years of professional experience|years in workforce|overall experience|total work experience",
	"measured(typing, wpm)": "typing speed|typing wpm|typing speed wpm|wpm|words per minute|typing speed words per minute|typing test|typing test wpm|typing score",
}

var heads = spread(headLists)

// spread gives each of the heads in a list its meaning.
func spread(lists map[string]string) map[string]string {
	out := map[string]string{}
	for field, list := range lists {
		for head := range strings.SplitSeq(list, "|") {
			out[head] = field
		}
	}
	return out
}

var (
	groupHead  = regexp.MustCompile(`^(education|edu|school|experience|exp|job|employer|employment|work experience|work history|position|skill|certification|certificate|cert|license|language|lang|degree) ?(\d{1,3}) ?(.*)$`)
	groupLists = map[string]string{
		"education": "education", "edu": "education", "school": "education", "degree": "education", "experience": "experience", "exp": "experience", "job": "experience",
		"employer": "experience", "employment": "experience", "work experience": "experience", "work history": "experience", "position": "experience",
		"skill": "skills", "certification": "certifications", "certificate": "certifications", "cert": "certifications", "license": "certifications",
		"language": "languages", "lang": "languages",
	}
	// bareGroups are what a group's word means with a number and nothing else, where that is not the name of an entry.
	bareGroups = map[string]string{
		"degree": "level", "school": "institution", "employer": "employer", "position": "title", "education": "level", "edu": "level", "experience": "title", "exp": "title",
		"job": "title", "employment": "employer",
	}
	groupFields = map[string]map[string]string{
		"education": {
			"degree": "level", "degree type": "level", "major": "field", "field of study": "field", "discipline": "field", "school": "institution", "school name": "institution", "university": "institution", "college": "institution",
			"end": "completed_on", "end date": "completed_on", "completed": "completed_on", "year": "completed_on", "graduated": "completed_on", "graduation": "completed_on", "graduation date": "completed_on",
			"graduation year": "completed_on", "approval": "program_approval", "approved by": "program_approval",
		},
		"experience": {
			"start": "started_on", "start date": "started_on", "from": "started_on", "end": "ended_on", "end date": "ended_on", "to": "ended_on", "until": "ended_on",
			"company": "employer", "company name": "employer", "name": "employer", "firm": "employer", "type": "employer_type", "areas": "practice_areas", "practice area": "practice_areas", "practice areas": "practice_areas",
			"job title": "title", "position": "title", "role": "title", "description": "duties", "responsibilities": "duties",
			"is current": "current", "present": "current", "currently employed": "current", "still employed": "current", "ongoing": "current",
		},
		"skills":         {"": "name", "level": "proficiency", "last used": "last_used_on"},
		"certifications": {"": "name", "issued": "issued_on", "issue date": "issued_on", "date": "issued_on", "expires": "expires_on", "expiry": "expires_on", "expiration": "expires_on", "expiration date": "expires_on", "issued by": "issuer"},
		"languages":      {"": "name", "proficiency": "level", "fluency": "level"},
	}
	trailing = regexp.MustCompile(`^(.*?[a-z)])[ _-]?(\d{1,2})$`)
	// asides are remarks in a head.
	asides = regexp.MustCompile(`\([^()]*\)|\[[^\[\]]*\]`)
	// prefixes are what reports put before the head of every column, as in Person : Education : Degree.
	prefixes = regexp.MustCompile(`^(?:person|candidate|applicant|profile|candidate profile|contact|talent profile|person profile|recruiting workflow profile|applicant workflow) `)
	marks    = strings.NewReplacer("(", " ", ")", " ", "[", " ", "]", " ", "/", " ", "#", " ", ":", " ", ".", " ", ",", " ", "|", " ", ">", " ", "*", " ", "?", " ")
)

// headKey is a head without what spelling varies in.
func headKey(head string) string { return wordKey(marks.Replace(head)) }

// guess says what a head means, empty where that is not plain.
func guess(head string) string {
	if _, err := parseTarget(head); err == nil && head != "education" { // the head of one degree; in a map it is a list
		return head
	}
	if title := asks(head); title != "" {
		return title
	}
	if title := guessKey(headKey(head)); title != "" {
		return title
	}
	if title := guessKey(headKey(asides.ReplaceAllString(head, " "))); title != "" { // without what is in brackets, such as (required)
		return title
	}
	return guessKey(headKey(humps.ReplaceAllString(head, "$1 $2"))) // firstName
}

func guessKey(key string) string {
	if title, ok := heads[key]; ok {
		return title
	}
	if title := guessGroup(key); title != "" {
		return title
	}
	// Degree 2 is of the second entry where Degree is of the first.
	if list := trailing.FindStringSubmatch(key); list != nil {
		if parsed, err := parseTarget(heads[list[1]]); err == nil && parsed.number == 1 {
			return numbered(parsed.text, list[2])
		}
	}
	if rest := prefixes.ReplaceAllString(key, ""); rest != key {
		return guessKey(rest)
	}
	return ""
}

// numbered is the target of another entry.
func numbered(title, number string) string {
	count, _ := strconv.Atoi(number) // digits
	if count == 0 {
		return ""
	}
	return strings.Replace(title, ".1.", fmt.Sprintf(".%d.", count), 1)
}

// guessGroup reads heads such as edu1_level and job 2 start.
func guessGroup(key string) string {
	words := groupHead.FindStringSubmatch(key)
	if words == nil {
		return ""
	}
	list := groupLists[words[1]]
	field, ok := groupFields[list][words[3]]
	if words[3] == "" && bareGroups[words[1]] != "" {
		field, ok = bareGroups[words[1]], true
	}
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

// Questions that are answered by yes or no, and the one thing that they ask for.
var questions = []struct {
	asked  *regexp.Regexp
	target string
}{
	{regexp.MustCompile(`(?i)^(?:are you|is the candidate)(?: currently| already)?(?: an?)?(?: commissioned| licensed| registered| active| current| certified)* notary(?: public)?\b`), "certification(Notary Public)"},
	{regexp.MustCompile(`(?i)^(?:do you (?:have|hold)|have you)(?: an?)?(?: active| current| valid)* notary(?: public)?(?: commission| license| stamp)\b`), "certification(Notary Public)"},
	{regexp.MustCompile(`(?i)^notary(?: public)?\??(?: \((?:y/n|yes/no)\))?$`), "certification(Notary Public)"},
	{regexp.MustCompile(`(?i)^(?:are you|do you speak|can you speak|do you read and write)(?: fluent(?:ly)?| bilingual| proficient| conversant)*(?: in)? (english|spanish|french|german|italian|portuguese|mandarin|cantonese|chinese|korean|japanese|vietnamese|russian|arabic|polish|tagalog|hindi|hebrew|farsi|armenian|haitian creole|creole|ukrainian)\b`), "language($1)"},
	{regexp.MustCompile(`(?i)^(?:bilingual|fluent|speaks)(?: in)? ?[-–:(]? ?(spanish|french|german|italian|portuguese|mandarin|cantonese|chinese|korean|japanese|vietnamese|russian|arabic|polish|tagalog|armenian|creole)\)?\??$`), "language($1)"},
	{regexp.MustCompile(`(?i)^(?:do you (?:have|hold)|have you (?:earned|completed|obtained))(?: an?)? ((?:ABA[- ]approved )?paralegal (?:certificate|degree)|(?:high school diploma|bachelor['’]?s degree|associate['’]?s? degree|juris doctor|j\.?d\.?)(?: or (?:ged|equivalent))?)`), "education($1)"},
	{regexp.MustCompile(`(?i)^are you(?: currently)?(?: an?)? (certified paralegal|registered paralegal|certified legal (?:assistant|secretary)|accredited legal professional)\b`), "certification($1)"},
	{regexp.MustCompile(`(?i)^(?:do you have|have you(?: had| got)?)(?: any| prior| previous| hands-on| recent)*(?: working)? (?:experience|familiarity|proficiency)(?: working)? (?:with|in|using|of) ([^?,;]{2,60}?)\s*\??$`), "skill($1)"},
	{regexp.MustCompile(`(?i)^do you have ([^?,;]{2,40}?) experience\s*\??$`), "skill($1)"},
	{regexp.MustCompile(`(?i)^(?:are you|do you feel)(?: very)? (?:proficient|experienced|skilled|comfortable|familiar) (?:in|with|using|at)(?: using)? ([^?,;]{2,60}?)\s*\??$`), "skill($1)"},
	{regexp.MustCompile(`(?i)^(?:have you (?:ever )?(?:used|worked with)|can you use|do you (?:use|know(?: how to use)?)) ([^?,;]{2,60}?)\s*\??$`), "skill($1)"},
}

// openThings are what a question asks about that is no one skill.
var openThings = regexp.MustCompile(`(?i)\b(?:years?|legal experience|any of|following|similar|law firm|this (?:role|position|field|industry)|our|other|and/or|employ\w*|citizens?\w*|authori[sz]\w*|sponsor\w*|relocat\w*|convict\w*|drug|background|veteran|disab\w*|how (?:many|long|did))\b|\bor\b`)

// asks reads a screening question that asks for one thing, empty where it asks for another or for several.
func asks(head string) string {
	for _, question := range questions {
		found := question.asked.FindStringSubmatchIndex(head)
		if found == nil {
			continue
		}
		title := string(question.asked.ExpandString(nil, question.target, head, found))
		inside := title[strings.IndexByte(title, '(')+1 : len(title)-1]
		if strings.HasPrefix(title, "skill(") && openThings.MatchString(inside) {
			return ""
		}
		if strings.HasPrefix(title, "language(") {
			title = "language(" + strings.ToUpper(inside[:1]) + strings.ToLower(inside[1:]) + ")"
		}
		if _, err := parseTarget(title); err == nil {
			return title
		}
	}
	return ""
}
