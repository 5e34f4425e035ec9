package degree

import (
	"regexp"
	"strings"
)

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
	// unfinished finds, beside a degree's name, what says that it is not had, or that more than its name stands there.
	unfinished = regexp.MustCompile(`\d|\b(?:in (?:progress|process)|pursuing|pursued|candidate|candidacy|student|expected|expecting|anticipated|projected|incomplete|unfinished|ongoing|current|currently|present|` +
		`enrolled|attending|attended|studying|studied|working|completing|graduating|dropped|dropout|drop|withdrawn|withdrew|discontinued|abandoned|left|quit|failed|deferred|started|began|begun|lapsed|transferred|` +
		`credits?|units?|hours|semesters?|terms?|years?|towards?|coursework|courses?|classes|courseload|not|no|non|never|without|some|partial|partially|part|none|didnt|pending|due|seeking|planned|planning|will|future|` +
		`to be|abd|all but|almost|nearly|minus|short of|until|since|underway|under way|track|applying|admitted|accepted|prospective|aspiring|intended|hopeful|attempted|unofficial|unverified|in view|revoked|rescinded|claimed|short)\b`)
	underWay = regexp.MustCompile(`\b(?:in (?:progress|process)|pursuing|candidate|student|expected|expecting|anticipated|projected|ongoing|current|currently|present|enrolled|attending|studying|working|completing|graduating|underway|under way)\b`)
	// toCome says of a year beside it that it lies ahead; without it the year of what is under way is that of its beginning.
	toCome  = regexp.MustCompile(`\b(?:candidate|expected|expecting|anticipated|projected|completing|graduating|class of)\b`)
	givenUp = regexp.MustCompile(`\b(?:incomplete|unfinished|dropped|dropout|drop out|withdrawn|withdrew|discontinued|abandoned|quit|failed|some|partial|partially|attempted|(?:did not|didnt|never) (?:graduated?|finish|finished|complete|completed|earn|receive)|` +
		`not (?:graduated?|completed?|finished|conferred|awarded|earned|granted|obtained|received)|no (?:degree|diploma)|without (?:degree|a degree))\b`)
	finished = regexp.MustCompile(`^(?:completed?|graduated?|graduate|conferred|awarded|earned|obtained|received|graduated in|class of|degree (?:earned|conferred)|finished|granted)$`)
	// standing are phrases about how far studies came that may stand at the end of a field.
	standing = regexp.MustCompile(`(?i)\b(?:(?:is |still )?in[- ](?:progress|process)|(?:currently )?(?:pursuing|enrolled|attending|studying)|candidate|expected|anticipated|projected|incomplete|unfinished|ongoing|not (?:yet )?(?:completed?|finished|graduated?|conferred|awarded|earned)|` +
		`(?:did not|didn['’]?t|never) (?:graduate|finish|complete)d?|dropped out|withdrew|no degree(?: earned)?|under ?way|to present)\b[.]?`)
	// otherWise makes of a degree's name something else, or nothing certain.
	otherWise = regexp.MustCompile(`\b(?:or|equivalent|equivalency|equiv|eq|honorary|institute of (?:legal|chartered)|society|chartered|association|fellow|fellowship|professor|attorney|lawyer|electrician|plumber|mechanic|craftsman|trainer|mason|` +
		`ceremonies|gardener|level|pass|foundation|pre|exam|entry|honoris|program|programme|certificate|certification|diploma|of the|qualified|required|preferred|vs)\b`)
	// otherStudy is what makes of a certificate of study something else.
	otherStudy = regexp.MustCompile(`\b(?:or|equivalent|honorary|society|chartered|association|exam|entry|required|preferred|vs|bachelors?|masters?|associates?|doctorate)\b`)
	leadIn     = regexp.MustCompile(`^(?:(?:a|an|my|the|of|for|on|in|to|towards?|working|pursuing|currently|current|completing|studying|attending|enrolled|expected|anticipated|candidate|incomplete|unfinished|partial|partially|completed|some|` +
		`dropped|out|withdrew|from|did|not|finish|complete|credits?|hours|units|semesters?|years?|classes|courses|coursework|student|ongoing|progress|started|attempted|earned|received|obtained|\d+) )+`)
	// fieldWords are fields with a word in them that would say something of the standing elsewhere.
	fieldWords = regexp.MustCompile(`\b(?:student (?:affairs|services|personnel|development)|non ?profit|working class|current affairs|future studies|short story|part time)\b`)

	notABA = regexp.MustCompile(`(?i)\(?\b(?:(?:not|non|no|without|un)[- ]?(?:yet )?(?:an? )?(?:ABA|American Bar Association)[- ]?(?:approved|accredited|approval|accreditation)|ABA[- ](?:approval|accreditation) pending|not (?:approved|accredited) by the (?:ABA|American Bar Association))\b(?: program| school)?\)?`)
	yesABA = regexp.MustCompile(`(?i)\(?\b(?:(?:ABA|American Bar Association)[- ]?(?:approved|accredited)|(?:approved|accredited) by (?:the )?(?:ABA|American Bar Association))\b(?: program(?:me)?\b| school\b| course\b)?\)?|\(ABA\)`)
	honors = regexp.MustCompile(`(?i)\(?\b(?:(?:(?:magna|summa) )?cum laude|with (?:high(?:est)? )?(?:honou?rs?|distinction)|\(?hons?\b|honou?rs(?: degree| program| graduate)?$|dean['’]?s list|valedictorian|phi beta kappa|gpa:? ?\d(?:\.\d+)?(?: ?/ ?\d(?:\.\d+)?)?|\d\.\d+ gpa)\b?\)?`)
	dates  = regexp.MustCompile(`(?i)(?:\b(?:graduated|graduation|completed|conferred|class of|in|of)[: ]+)?(?:\b(jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?,? |\b(\d{1,2})/)?\b((?:19|20)\d\d)(?:-(\d\d))?\b`)
)

var months = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

// takeDate takes dates out of a text: the last of one or two years, and what is left.
func takeDate(text string) (date, rest string, found int) {
	list := dates.FindAllStringSubmatch(text, -1)
	if len(list) == 0 || len(list) > 2 {
		return "", text, len(list)
	}
	last := list[len(list)-1]
	date = last[3]
	month := last[2] + last[4]
	for i, name := range months {
		if strings.HasPrefix(strings.ToLower(last[1]), name) {
			month = string(rune('0'+(i+1)/10)) + string(rune('0'+(i+1)%10))
		}
	}
	if len(month) == 1 {
		month = "0" + month
	}
	switch {
	case month >= "01" && month <= "12":
		date += "-" + month
	case last[4] != "": // 2012-14 is a span
		date = date[:2] + last[4]
	}
	return date, dates.ReplaceAllString(text, ", "), len(list)
}

// Qualifies says whether words, in small letters and without marks, say of what they stand beside that it is not had, or no more than
// begun, or anything else that is not its plain name.
func Qualifies(words string) bool { return unfinished.MatchString(words) }
