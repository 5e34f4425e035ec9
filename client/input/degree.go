package input

import (
	"regexp"
	"strings"

	"github.com/lexfit/lexfit/matcher/silence"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// degreeNames are degrees by their plain words, beside the level's own names and words. Those in closed stand for a level only where a
// field or nothing follows: "MS Office" is no degree, nor is an associate professor.
var degreeNames = func() map[string]lexfitv1.EducationLevel {
	names := map[string]lexfitv1.EducationLevel{
		"high school graduate": lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL, "hs graduate": lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL,
		"high school equivalency": lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL, "juris doctorate": lexfitv1.EducationLevel_EDUCATION_LEVEL_JURIS_DOCTOR,
		"doctor of jurisprudence": lexfitv1.EducationLevel_EDUCATION_LEVEL_JURIS_DOCTOR,
	}
	const (
		associate = lexfitv1.EducationLevel_EDUCATION_LEVEL_ASSOCIATE
		bachelor  = lexfitv1.EducationLevel_EDUCATION_LEVEL_BACHELOR
		master    = lexfitv1.EducationLevel_EDUCATION_LEVEL_MASTER
	)
	for _, abbreviation := range []string{"as", "aasc", "associate in arts", "associate in science", "associate in applied science", "associate of arts", "associate of science", "associate of applied science"} {
		names[abbreviation] = associate
	}
	for _, abbreviation := range []string{"bfa", "bsn", "bsba", "bs ba", "ba bs", "ba hons", "bsc hons", "ab"} {
		names[abbreviation] = bachelor
	}
	for _, abbreviation := range []string{"ms", "mfa", "msw", "mpa", "mph", "med", "ma ms"} {
		names[abbreviation] = master
	}
	enum := lexfitv1.EducationLevel(0).Descriptor()
	for i := 1; i < enum.Values().Len(); i++ {
		level := enum.Values().Get(i)
		names[strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(string(level.Name()), enumPrefix(enum)), "_", " "))] = lexfitv1.EducationLevel(level.Number())
	}
	for word, name := range words["EducationLevel"] {
		names[word] = lexfitv1.EducationLevel(enum.Values().ByName(enumNameOf(enum, name)).Number())
	}
	return names
}()

// openNames may have their field right behind them, as in "BSc Law".
var openNames = regexp.MustCompile(`^(?:ba|bsc|bba|bfa|bsn|aas|llb|llm|jd|mba|msc|mfa|phd)$`)

const schoolLeft = `(?:high ?school|hs|secondary(?: school)?|ged|grade 12|12th grade|twelfth grade|school)(?: (?:diploma|education|degree|graduate|equivalency|certificate))?`

var (
	someCollege = regexp.MustCompile(`^(?:(?:some|partial|attended|attending some|1|2|3|one|two|three) (?:years? (?:of )?)?(?:college|university|undergraduate|undergrad|post ?secondary)(?: (?:studies|study|courses?|coursework|credits?|work|education|classes|level))*|college|university)` +
		`(?: (?:but )?(?:no|without(?: a)?|not) (?:degree|diploma|graduated?|completed?)(?: (?:earned|obtained|received|completed|awarded|conferred))?| (?:but )?did not (?:graduate|finish|complete)| dropout)?$`)
	lessThanSchool = regexp.MustCompile(`^(?:(?:less than|below|under|lower than|not (?:a |yet )?|no|some|partial|incomplete|unfinished|did not (?:finish|complete|graduate)(?: from)?|didnt (?:finish|complete|graduate)(?: from)?|dropped out of|left|without(?: a)?|never (?:finished|completed)|` +
		`completed some) ` + schoolLeft + `|` + schoolLeft + ` (?:no (?:diploma|degree)|(?:but )?did not (?:graduate|finish|complete)|dropout|drop out|dropped out|incomplete|not (?:completed|finished|graduated)|unfinished|withdrew|non graduate)|` +
		`(?:less than |some |completed |up to )?(?:(?:[1-9]|10|11)(?:st|nd|rd|th) grade|grade (?:[1-9]|10|11)|(?:elementary|primary|middle|grade|grammar|junior high)(?: school)?)(?: (?:education|only|or less|or below|no diploma))*|` +
		`(?:9th|10th|11th|9|10|11)(?: to| through)? 12th grade no diploma|12th grade no diploma|` +
		`(?:did not|didnt|never|not) (?:graduated?|finish|finished)(?: school)?|dropout|drop out|dropped out|no (?:formal )?(?:schooling|education)(?: completed)?|never attended school)$`)
	noDegree = regexp.MustCompile(`^(?:(?:(?:has |have |having |holds? )?(?:no|without|not any|not a)(?: (?:a|any|formal|college|university|academic|post ?secondary|higher|completed|earned|advanced|four year|4 year|two year|2 year))* (?:degrees?|diplomas?|qualifications?|credentials?|education|college|university|studies)` +
		`(?: (?:or (?:diploma|degree|certificate)|earned|held|completed|obtained|received|awarded|conferred|yet|at all|attended))*)|(?:no|without)(?: a)? ged|(?:none )?no degree|non degree|nondegree|none (?:completed|earned|obtained|finished|attained)|no post ?secondary)$`)
	// unfinished finds, in a degree's name, what says that it is not had, or that more than its name stands there.
	unfinished = regexp.MustCompile(`\d|\b(?:in (?:progress|process)|pursuing|pursued|candidate|candidacy|student|expected|expecting|anticipated|projected|incomplete|unfinished|ongoing|current|currently|present|` +
		`enrolled|attending|attended|studying|studied|working|completing|graduating|dropped|dropout|drop|withdrawn|withdrew|discontinued|abandoned|left|quit|failed|deferred|started|began|begun|lapsed|transferred|` +
		`credits?|units?|hours|semesters?|terms?|years?|towards?|coursework|courses?|classes|courseload|not|no|non|never|without|some|partial|partially|part|none|didnt|pending|due|seeking|planned|planning|will|future|` +
		`to be|abd|all but|almost|nearly|minus|short of|until|since|underway|under way|track|applying|admitted|accepted|prospective|aspiring|intended|hopeful|attempted|unofficial|unverified|in view|revoked|rescinded|claimed|short)\b`)
	underWay = regexp.MustCompile(`\b(?:in (?:progress|process)|pursuing|candidate|student|expected|expecting|anticipated|projected|ongoing|current|currently|present|enrolled|attending|studying|working|completing|graduating|underway|under way)\b`)
	givenUp  = regexp.MustCompile(`\b(?:incomplete|unfinished|dropped|dropout|drop out|withdrawn|withdrew|discontinued|abandoned|quit|failed|some|partial|partially|attempted|(?:did not|didnt|never) (?:graduated?|finish|finished|complete|completed|earn|receive)|` +
		`not (?:graduated?|completed?|finished|conferred|awarded|earned|granted|obtained|received)|no (?:degree|diploma)|without (?:degree|a degree))\b`)
	// otherWise makes of a degree's name something else, or nothing certain.
	otherWise = regexp.MustCompile(`\b(?:or|equivalent|equivalency|equiv|eq|honorary|institute|society|chartered|association|academy|fellow|fellowship|professor|attorney|lawyer|electrician|plumber|mechanic|craftsman|trainer|mason|` +
		`ceremonies|gardener|level|pass|foundation|pre|exam|entry|honoris|program|programme|certificate|certification|diploma|of the|qualified|required|preferred|vs)\b`)
	leadIn = regexp.MustCompile(`^(?:(?:a|an|my|the|of|for|on|in|to|towards?|working|pursuing|currently|current|completing|studying|attending|enrolled|expected|anticipated|candidate|incomplete|unfinished|partial|partially|completed|some|` +
		`dropped|out|withdrew|from|did|not|finish|complete|credits?|hours|units|semesters?|years?|classes|courses|coursework|student|ongoing|progress|started|attempted|\d+) )+`)
)

// readDegree reads the level that the text of a degree names, and how far the studies came where the text says that. A level is read
// where it is certain and never otherwise; an error says what was not read, beside a level what of its status.
func readDegree(text string, own map[string]string) (lexfitv1.EducationLevel, lexfitv1.EducationStatus, error) {
	const (
		school    = lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL
		silent    = lexfitv1.EducationStatus_EDUCATION_STATUS_UNSPECIFIED
		completed = lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED
		given     = lexfitv1.EducationStatus_EDUCATION_STATUS_INCOMPLETE
		unclear   = lexfitv1.EducationStatus_EDUCATION_STATUS_UNCLEAR
	)
	number, err := parseWord(text, lexfitv1.EducationLevel(0).Descriptor(), own)
	if err == nil {
		return lexfitv1.EducationLevel(number), silent, nil
	}
	flat := silence.Words(strings.ReplaceAll(text, ".", ""))
	switch {
	case someCollege.MatchString(flat) && flat != "college" && flat != "university":
		return school, completed, nil
	case lessThanSchool.MatchString(flat) && !strings.HasSuffix(flat, " ged"): // no GED is not no diploma
		return school, given, nil
	case noDegree.MatchString(flat) && strings.HasSuffix(flat, " ged"):
		return school, unclear, unreadf("%q: whether there is a diploma is left open", clip(text))
	case noDegree.MatchString(flat):
		return lexfitv1.EducationLevel_EDUCATION_LEVEL_NONE, silent, nil
	}
	level := namedLevel(text, flat)
	if level == 0 {
		return 0, unclear, unreadf("%s", strings.Replace(err.Error(), "left out; ", "the level is left open; ", 1))
	}
	if !unfinished.MatchString(flat) {
		return level, silent, nil
	}
	switch under, up := underWay.MatchString(flat), givenUp.MatchString(flat); {
	case under && !up:
		return level, lexfitv1.EducationStatus_EDUCATION_STATUS_IN_PROGRESS, nil
	case up && !under:
		return level, given, nil
	}
	return level, unclear, unreadf("%q is more than a level: whether it was completed is left open", clip(text))
}

// namedLevel is the one level that a text of a degree begins with, 0 where that is not certain.
func namedLevel(text, flat string) lexfitv1.EducationLevel {
	if lead := leadIn.FindString(flat + " "); lead != "" && degreeNames[strings.TrimSpace(lead)] == 0 {
		flat = strings.TrimSpace(strings.TrimPrefix(flat+" ", lead))
		text = flat // where punctuation stood is no longer known
	}
	list := strings.Fields(flat)
	var level lexfitv1.EducationLevel
	at := 0
	for i := min(len(list), 5); i > 0 && at == 0; i-- {
		name := strings.Join(list[:i], " ")
		if level = degreeNames[name]; level != 0 && (i == len(list) || degreeEnds(name, list[i], text)) {
			at = i
		}
	}
	rest := strings.Join(list[at:], " ")
	if at == 0 || otherWise.MatchString(rest) {
		return 0
	}
	for i := at; i < len(list); i++ {
		for j := i + 1; j <= min(len(list), i+3); j++ {
			if other := degreeNames[strings.Join(list[i:j], " ")]; other != 0 && other != level {
				return 0
			}
		}
	}
	return level
}

// degreeEnds says whether a degree's name is whole before the word that follows it.
func degreeEnds(name, next, text string) bool {
	switch bare := name == "associate" || name == "bachelor" || name == "master"; {
	case next == "in":
		return name != "associate" // an Associate in Claims has passed an examination of insurers
	case next == "of" || next == "degree":
		return bare || strings.HasSuffix(name, "s") || next == "degree"
	case next[0] >= '0' && next[0] <= '9', openNames.MatchString(name) || underWay.MatchString(next) || givenUp.MatchString(next):
		return true
	}
	// Else only what punctuation sets apart: "Associate, Paralegal Studies", not "associate attorney".
	rest := strings.TrimLeft(withoutPoints.Replace(strings.ToLower(text)), " \t\n\f\r")
	for i, word := range strings.Split(name, " ") {
		between := len(rest) - len(strings.TrimLeft(rest, " _-"))
		if i > 0 && between == 0 || i == 0 && between > 0 {
			return false
		}
		var begins bool
		if rest, begins = strings.CutPrefix(rest[between:], word); !begins {
			return false
		}
	}
	return setApart.MatchString(rest)
}

// setApart is punctuation that ends a name.
var setApart = regexp.MustCompile(`^\s*(?:[,(:;/|–—\[]|- | -)`)
