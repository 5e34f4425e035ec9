package degree

import (
	"regexp"
	"strings"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// spelled are the names of each level, without case, points and apostrophes, and with one space for hyphens.
var spelled = map[lexfitv1.EducationLevel]string{
	none: "none",
	school: `high school|ged|high school diploma|hs diploma|hs|high school only|highschool|high school graduate|hs graduate|high school equivalency|
		high school diploma or ged|high school or ged|high school or equivalent|high school diploma or equivalent|high school equivalency diploma|general educational development|hs diploma or ged|hs diploma ged|high school diploma ged|ged certificate|ged diploma|high school degree|high school equivalency certificate|hs diploma or equivalent|secondary school diploma`,
	certificate: `postsecondary certificate|post secondary certificate|paralegal certificate|postsecondary diploma|post secondary diploma|post baccalaureate certificate|post bachelor certificate|post bachelors certificate|postbaccalaureate certificate|
		graduate certificate|undergraduate certificate|college certificate|vocational certificate|technical certificate|trade school certificate|vocational diploma|technical diploma`,
	associate: `associate|associates|associate degree|associates degree|aa|aas|as|aasc|associate in arts|associate in science|associate in applied science|associate of arts|
		associate of science|associate of applied science|associates of arts|associates of science|associates of applied science|associate of arts degree|associate of science degree|
		2 year degree|two year degree|2 year college degree|two year college degree`,
	bachelor: `bachelor|bachelors|bachelor degree|bachelors degree|ba|bs|bsc|btech|bca|bba|beng|bcom|bcomm|bach of arts|bach of science|bachelor of arts|bachelor of science|bachelors of arts|bachelors of science|baccalaureate degree|
		bachelor of arts degree|bachelor of science degree|llb|bachelor of laws|bfa|bsn|bsba|bsw|bsed|bs ba|ba bs|ba hons|bsc hons|ab|baas|bas|4 year degree|four year degree|4 year college degree|four year college degree`,
	master: `master|masters|masters degree|master degree|ma|ms|msc|mtech|mca|meng|mcom|mba|llm|master of arts|master of science|masters of arts|masters of science|master of arts degree|master of science degree|
		master of laws|mfa|msw|mpa|mph|med|mls|mlis|mps|msed|maed|ma ms`,
	lawDegree: "juris doctor|jd|doctor of law|juris doctorate|doctor of jurisprudence|juris doctor degree|jd degree",
	doctorate: "doctorate|phd|doctor of philosophy|doctorate degree|edd|doctor of education|doctoral degree",
}

// levels are the levels by their names; longest is the most words that one has.
var levels, longest = func() (map[string]lexfitv1.EducationLevel, int) {
	names, most := map[string]lexfitv1.EducationLevel{}, 0
	for level, list := range spelled {
		for name := range strings.SplitSeq(list, "|") {
			name = strings.TrimSpace(name)
			names[name] = level
			most = max(most, strings.Count(name, " ")+1)
		}
	}
	return names, most
}()

// implied are the fields that a name says by itself.
var implied = map[string]string{
	"llb": "Law", "bachelor of laws": "Law", "llm": "Law", "master of laws": "Law", "paralegal certificate": "Paralegal",
	"bba": "Business Administration", "mba": "Business Administration", "bsba": "Business Administration", "bsw": "Social Work", "msw": "Social Work",
}

// Named is the level that a text names and nothing beside it; 0 where there is none.
func Named(text string) lexfitv1.EducationLevel {
	written := tokens(text)
	list := make([]string, len(written))
	for i := range written {
		list[i] = written[i].word
	}
	return levels[strings.Join(list, " ")]
}

var (
	// openNames may have their field right behind them, as in "BSc Law".
	openNames = regexp.MustCompile(`^(?:ba|bsc|bba|bfa|bsn|aas|llb|llm|jd|mba|msc|mfa|phd)$`)
	// initials are names that are common words, names of states or of makers of programs too.
	initials = regexp.MustCompile(`^(?:as|aa|bs|ms|ma|ab|bas|med|hs)$`)
	products = regexp.MustCompile(`^(?:office|word|excel|outlook|project|access|teams?|windows|sql|powerpoint|visio|sharepoint|dynamics|publisher|suite|dos|products|applications|a|an|the|needed|above|well)$`)

	// study are certificates of study that say more by the field beside them; alone they may be anything.
	study = regexp.MustCompile(`^(?:(?:professional|career|advanced|postgraduate|post graduate|specialized|specialist|online|continuing education|extension|program|state) )?(?:certificate|cert|diploma)(?: program| course| programme)?$`)
	// ofStudy is what may stand behind a certificate and says no more.
	ofStudy = regexp.MustCompile(`^(?:completion|achievement|proficiency|specialization|study|studies|mastery|graduation)$`)
	// noStudy is what certificates are for that are none of study.
	noStudy = regexp.MustCompile(`\b(?:attendance|merit|appreciation|participation|recognition|birth|marriage|insurance|naturalization|cpr|first aid|good standing|high school|clearance|bls|driving|food|safety|typing|wpm|notary|claims|certified)\b`)
	// legalStudies are the subjects of certificates that are named before the word.
	legalStudies = regexp.MustCompile(`\b(?:paralegal|paralegalism|legal|law|litigation|court reporting|lawyers assistant|studies|office administration|office technology|business administration|criminal justice)\b`)
	subjects     = regexp.MustCompile(`^(?:(?:[\p{L}&]+ ){0,4}(?:studies|administration|justice|technology|assisting|paralegal|paralegalism|law|science|management|accounting|education)|english|history|psychology|sociology|economics|communications?|nursing|business|finance)$`)
	schools      = regexp.MustCompile(`(?i)\b(?:university|universidad|college|school|institute|academy|extension|seminary|polytechnic|univ|ucla|nyu|cuny|suny)\b`)
	generic      = regexp.MustCompile(`^(?:arts?|sciences?|applied (?:arts|science|sciences)|arts and sciences|arts and science)$`)
)
