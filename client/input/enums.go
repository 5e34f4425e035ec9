package input

import (
	"regexp"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// wordKey is a word without what spelling varies in: case, points, apostrophes and the like.
func wordKey(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(strings.NewReplacer(".", "", "'", "", "’", "").Replace(text)),
		func(letter rune) bool { return letter == ' ' || letter == '_' || letter == '-' || letter == '\u00a0' }), " ")
}

// words are the other ways to write an enum's values that mean nothing else. What could mean two is not here: it stays
// unread and is reported, and a map can say it.
var words = map[protoreflect.Name]map[string]string{
	"EducationLevel": {
		"ged": "HIGH_SCHOOL", "high school diploma": "HIGH_SCHOOL", "hs diploma": "HIGH_SCHOOL", "highschool": "HIGH_SCHOOL",
		"associates": "ASSOCIATE", "associate degree": "ASSOCIATE", "associates degree": "ASSOCIATE", "aa": "ASSOCIATE", "aas": "ASSOCIATE",
		"bachelors": "BACHELOR", "bachelor degree": "BACHELOR", "bachelors degree": "BACHELOR", "ba": "BACHELOR", "bs": "BACHELOR", "bsc": "BACHELOR",
		"btech": "BACHELOR", "bca": "BACHELOR", "bba": "BACHELOR", "beng": "BACHELOR", "bcom": "BACHELOR",
		"bachelor of arts": "BACHELOR", "bachelor of science": "BACHELOR", "llb": "BACHELOR",
		"masters": "MASTER", "masters degree": "MASTER", "master degree": "MASTER", "ma": "MASTER", "msc": "MASTER", "mtech": "MASTER", "mca": "MASTER", "meng": "MASTER", "mcom": "MASTER", "mba": "MASTER", "llm": "MASTER",
		"master of arts": "MASTER", "master of science": "MASTER",
		"jd": "JURIS_DOCTOR", "doctor of law": "JURIS_DOCTOR", "phd": "DOCTORATE", "doctor of philosophy": "DOCTORATE", "doctorate degree": "DOCTORATE",
		"post secondary certificate": "POSTSECONDARY_CERTIFICATE", "paralegal certificate": "POSTSECONDARY_CERTIFICATE",
	},
	"EducationStatus": {"complete": "COMPLETED", "graduated": "COMPLETED", "in progress": "IN_PROGRESS", "enrolled": "IN_PROGRESS", "dropped out": "INCOMPLETE"},
	"ProgramApproval": {"aba": "ABA_APPROVED"},
	"Proficiency":     {"beginner": "NOVICE"},
	"LanguageLevel": {
		"native speaker": "NATIVE", "mother tongue": "NATIVE", "native or bilingual proficiency": "NATIVE",
		"professional working proficiency": "PROFESSIONAL", "full professional proficiency": "PROFESSIONAL",
	},
	"EmployerType":        {"firm": "LAW_FIRM", "in house": "CORPORATE_LEGAL", "corporate legal department": "CORPORATE_LEGAL"},
	"CertificationStatus": {"current": "ACTIVE", "lapsed": "EXPIRED"},
}

// unfinished finds, in a degree's name, what says that it is not had, or that more than its name stands there.
var unfinished = regexp.MustCompile(`\d|\b(?:in (?:progress|process)|pursuing|candidate|student|expected|anticipated|incomplete|unfinished|ongoing|current|currently|` +
	`enrolled|completing|dropped|withdrawn|withdrew|credits?|semesters?|years?|towards?|not|no|without|some)\b`)

// parseWord reads a value of an enum. The map's own words come first.
func parseWord(text string, enum protoreflect.EnumDescriptor, own map[string]string) (protoreflect.EnumNumber, error) {
	key, prefix := wordKey(text), enumPrefix(enum)
	name := strings.ToUpper(strings.ReplaceAll(key, " ", "_"))
	if word, ok := words[enum.Name()][key]; ok {
		name = word
	}
	if enum.Name() == "EducationLevel" {
		for _, degree := range []string{"associate", "bachelor", "master"} { // whatever the field, the level is in the first word
			if unfinished.MatchString(key) {
				break // what is under way is no degree yet: taken as one, it would count as completed
			}
			if strings.HasPrefix(key, degree+" of ") || strings.HasPrefix(key, degree+"s in ") || strings.HasPrefix(key, degree+"s degree in ") {
				name = strings.ToUpper(degree)
			}
		}
	}
	if word, ok := own[text]; ok {
		name = word
	}
	for _, made := range []string{name, prefix + name} {
		if descriptor := enum.Values().ByName(protoreflect.Name(made)); descriptor != nil && descriptor.Number() != 0 {
			return descriptor.Number(), nil
		}
	}
	var allowed []string
	for i := 1; i < enum.Values().Len(); i++ {
		allowed = append(allowed, strings.TrimPrefix(string(enum.Values().Get(i).Name()), prefix))
	}
	return 0, unreadf("%q is not known: left out; expected one of %s, or say what it means under values in the map",
		clip(text), strings.Join(allowed, ", "))
}

var countries = map[string]string{"us": "US", "usa": "US", "united states": "US", "united states of america": "US"}

var states = map[string]string{
	"alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA", "colorado": "CO", "connecticut": "CT",
	"delaware": "DE", "district of columbia": "DC", "florida": "FL", "georgia": "GA", "hawaii": "HI", "idaho": "ID", "illinois": "IL",
	"indiana": "IN", "iowa": "IA", "kansas": "KS", "kentucky": "KY", "louisiana": "LA", "maine": "ME", "maryland": "MD",
	"massachusetts": "MA", "michigan": "MI", "minnesota": "MN", "mississippi": "MS", "missouri": "MO", "montana": "MT", "nebraska": "NE",
	"nevada": "NV", "new hampshire": "NH", "new jersey": "NJ", "new mexico": "NM", "new york": "NY", "north carolina": "NC",
	"north dakota": "ND", "ohio": "OH", "oklahoma": "OK", "oregon": "OR", "pennsylvania": "PA", "rhode island": "RI",
	"south carolina": "SC", "south dakota": "SD", "tennessee": "TN", "texas": "TX", "utah": "UT", "vermont": "VT", "virginia": "VA",
	"washington": "WA", "west virginia": "WV", "wisconsin": "WI", "wyoming": "WY",
}
