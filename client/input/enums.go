package input

import (
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/lexfit/lexfit/matcher/degree"
)

// withoutPoints takes out of a text the points of abbreviations and apostrophes. A replacer is built when it is first used: once.
var withoutPoints = strings.NewReplacer(".", "", "'", "", "’", "")

// wordKey is a word without what spelling varies in: case, points, apostrophes and the like.
func wordKey(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(withoutPoints.Replace(text)),
		func(letter rune) bool { return letter == ' ' || letter == '_' || letter == '-' || letter == '\u00a0' }), " ")
}

// words are the other ways to write an enum's values that mean nothing else. What could mean two is not here: it stays
// unread and is reported, and a map can say it.
var words = map[protoreflect.Name]map[string]string{
	"EducationStatus": {
		"complete": "COMPLETED", "graduated": "COMPLETED", "in progress": "IN_PROGRESS", "enrolled": "IN_PROGRESS",
		"graduate": "COMPLETED", "finished": "COMPLETED", "conferred": "COMPLETED", "awarded": "COMPLETED", "earned": "COMPLETED", "degree earned": "COMPLETED", "degree conferred": "COMPLETED",
		"in process": "IN_PROGRESS", "ongoing": "IN_PROGRESS", "current": "IN_PROGRESS", "currently enrolled": "IN_PROGRESS", "currently attending": "IN_PROGRESS", "attending": "IN_PROGRESS",
		"pursuing": "IN_PROGRESS", "under way": "IN_PROGRESS", "underway": "IN_PROGRESS", "present": "IN_PROGRESS", "still enrolled": "IN_PROGRESS", "studying": "IN_PROGRESS",
		"dropped out": "INCOMPLETE", "dropout": "INCOMPLETE", "did not graduate": "INCOMPLETE", "did not finish": "INCOMPLETE", "did not complete": "INCOMPLETE", "withdrew": "INCOMPLETE",
		"withdrawn": "INCOMPLETE", "not completed": "INCOMPLETE", "not complete": "INCOMPLETE", "not finished": "INCOMPLETE", "not graduated": "INCOMPLETE", "unfinished": "INCOMPLETE",
		"discontinued": "INCOMPLETE", "no degree": "INCOMPLETE", "never finished": "INCOMPLETE",
	},
	"ProgramApproval": {"aba": "ABA_APPROVED"},
	"Proficiency":     {"beginner": "NOVICE"},
	"LanguageLevel": {
		"native speaker": "NATIVE", "mother tongue": "NATIVE", "native or bilingual proficiency": "NATIVE",
		"professional working proficiency": "PROFESSIONAL", "full professional proficiency": "PROFESSIONAL",
	},
	"EmployerType": {"firm": "LAW_FIRM", "in house": "CORPORATE_LEGAL", "corporate legal department": "CORPORATE_LEGAL"},
	"CertificationStatus": {
		"current": "ACTIVE", "valid": "ACTIVE", "in force": "ACTIVE", "good standing": "ACTIVE", "in good standing": "ACTIVE", "currently active": "ACTIVE",
		"lapsed": "EXPIRED", "not renewed": "EXPIRED", "no longer active": "EXPIRED", "no longer valid": "EXPIRED",
		"under suspension": "SUSPENDED", "not in good standing": "SUSPENDED", "disbarred": "REVOKED", "stripped": "REVOKED",
		"in progress": "IN_PROGRESS", "in process": "IN_PROGRESS", "pending": "IN_PROGRESS", "pursuing": "IN_PROGRESS", "studying": "IN_PROGRESS", "candidate": "IN_PROGRESS", "exam scheduled": "IN_PROGRESS",
	},
}

// parseWord reads a value of an enum. The map's own words come first.
func parseWord(text string, enum protoreflect.EnumDescriptor, own map[string]string) (protoreflect.EnumNumber, error) {
	key, prefix := wordKey(text), enumPrefix(enum)
	name := strings.ToUpper(strings.ReplaceAll(key, " ", "_"))
	if word, ok := words[enum.Name()][key]; ok {
		name = word
	}
	if level := degree.Named(text); level != 0 && enum == level.Descriptor() {
		name = string(enum.Values().ByNumber(level.Number()).Name())
	}
	if word, ok := own[text]; ok {
		name = word
	}
	for _, made := range []string{name, prefix + name} {
		if descriptor := enum.Values().ByName(protoreflect.Name(made)); descriptor != nil && descriptor.Number() != 0 {
			return descriptor.Number(), nil
		}
	}
	return 0, unreadf("%q is not known: left out; expected one of %s, or say what it means under values in the map",
		clip(text), strings.Join(valuesOf(enum), ", "))
}

// valuesOf are the names of an enum's values that a file can give.
func valuesOf(enum protoreflect.EnumDescriptor) []string {
	var allowed []string
	for i := 1; i < enum.Values().Len(); i++ {
		if strings.HasSuffix(string(enum.Values().Get(i).Name()), "_STATUS_UNCLEAR") {
			continue // what the reader says, not what a file should
		}
		allowed = append(allowed, strings.TrimPrefix(string(enum.Values().Get(i).Name()), enumPrefix(enum)))
	}
	return allowed
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
