package input

import (
	"regexp"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/lexfit/lexfit/matcher/silence"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Exporters add keys that the schema of JSON Resume does not have. Those that say when something began or ended, or how it stands, are
// read by what they are called, since leaving them out would be a statement; these are the words of such a key.
var (
	startKey = regexp.MustCompile(`^(?:date )?(?:start|starts|started|starting|begin|began|beginning|from|since)(?: (?:date|on|at|year|day))?$`)
	endKey   = regexp.MustCompile(`^(?:date |job |employment |contract |position |role )?(?:end|ends|ended|ending|to|until|till|finish|finished|finishing|leave|leaving|left|exit|exited|terminated|termination|separation|resigned|resignation|departure|departed|stop|stopped|` +
		`closed|through|thru|completion|last (?:working )?day(?: worked)?|last date|last worked)(?: (?:date|on|at|year|day|time))?$`)
	flagKey = regexp.MustCompile(`\b(?:current|currently|present|presently|ongoing|still|active|employed|working)\b`)
	doneKey = regexp.MustCompile(`\b(?:former|past|previous|ended|finished|over|left|terminated|closed|expired|lapsed|revoked|inactive|retired|historic|historical)\b`)
	// leftKey is a key that nobody fills in of a job that goes on; wordsOver is such a value.
	leftKey   = regexp.MustCompile(`\b(?:leaving|leave reason|resignation|termination|separation|exit)\b`)
	wordsOver = regexp.MustCompile(`^(?:former|past|previous|ended|left|terminated|resigned|retired|closed|inactive|not current|no longer \w+)(?: (?:job|position|employee|employer|employment|role))?$`)
	timeKey   = regexp.MustCompile(`\b(?:dates?|period|duration|tenure|time ?frame|time ?line|time|years?|months?|range|status|state of|length|ending|end|leaving|left|until|expir\w*|valid\w*|renew\w*|span|interval)\b`)
	expiryKey = regexp.MustCompile(`^(?:date |certificate |certification |credential |license |licence )?(?:expires?|expired|expiry|expiration|expire|valid (?:until|through|thru|to|till|upto)|end|ends|ended|until|to|lapses?|validity)(?: (?:date|on|at|year|day|time))?$`)
	issueKey  = regexp.MustCompile(`^(?:date )?(?:issued?|issuing|issuance|obtained|earned|awarded|granted|received|certified|acquired|completed|start|started|from)(?: (?:date|on|at|year|day))?$`)
	// earnedKey says whether a certification was earned at all, endlessKey that it has no end.
	earnedKey  = regexp.MustCompile(`^(?:is |has |was )?(?:completed|complete|passed|earned|obtained|awarded|granted|certified|finished)$`)
	endlessKey = regexp.MustCompile(`\b(?:no|not|never|without|non)\b.*\bexp`)
	statusKey  = regexp.MustCompile(`\b(?:status|standing|stage)\b`)
	degreeKey  = regexp.MustCompile(`^(?:is |has |was |did |degree )?(?:graduated|graduate|completed|complete|finished|conferred|degree (?:earned|conferred|obtained|completed|awarded))$`)
	gradKey    = regexp.MustCompile(`\b(?:graduation|graduated|grad|completion|completed|conferred|conferral)(?: (?:date|on|at|year|day))?$|^year(?: of (?:graduation|completion))?$`)
	gaveUpKey  = regexp.MustCompile(`\b(?:dropped|dropout|withdrew|withdrawn|incomplete|unfinished|discontinued|abandoned)\b`)
	keepers    = regexp.MustCompile(`\b(?:created|updated|modified|added|published|imported|salary|pay|wage|notice|type|zone|probation|commute|travel)\b`)
	humps      = regexp.MustCompile(`([a-z0-9])([A-Z])`)
)

// keyWords are the words of a key such as endDate, end_date or is-current. One that speaks of something else has none.
func keyWords(key string) string {
	words := silence.Words(humps.ReplaceAllString(strings.ReplaceAll(key, "_", " "), "$1 $2"))
	if keepers.MatchString(words) {
		return ""
	}
	return words
}

// plainValue says whether a value is one text or number.
func plainValue(node *node) bool { return node.kind == stringKind || node.kind == numberKind }

// The answers of a flag.
const (
	no      = -1
	notSaid = 0
	yes     = 1
)

// flag reads a yes or no in one of the ways that exporters write it.
func flag(node *node) int {
	if node.kind == objectKind || node.kind == listKind {
		return notSaid
	}
	switch said, err := parseFlag(node.text); {
	case err == nil && said, err != nil && stillHeld(node.text):
		return yes
	case err == nil:
		return no
	}
	return notSaid
}

// verdict gathers what the keys beside an end say of whether it has come.
type verdict struct {
	said     bool // an end is written
	current  bool
	doubtful bool
	// node is what speaks for an end, at its path.
	node *node
	at   string
}

// hear takes the answer to whether something still goes on.
func (v *verdict) hear(node *node, at string, answer int) {
	if answer == yes {
		v.current = true
		return
	}
	v.unread(node, at)
}

func (v *verdict) unread(node *node, at string) {
	v.doubtful, v.node, v.at = true, node, at
}

// weigh takes what nobody can read as a date, such as a period: it may hold an end, unless it says that there is none or no time at all.
func (v *verdict) weigh(node *node, at string) {
	switch words := silence.Words(node.text); {
	case !plainValue(node):
		v.unread(node, at)
	case heldWords.MatchString(words) && !strings.Contains(" "+words+" ", " not "):
		v.current = true
	case notHeld.MatchString(words), doneKey.MatchString(words):
		v.unread(node, at)
	}
}

// open says whether it is open, in want of an end, whether something goes on.
func (v *verdict) open(endless bool) bool { return endless && v.doubtful && (!v.current || v.said) }

// plainDate reads a date of which nothing else depends.
func plainDate(to *string, text string, order dateOrder) error {
	date, err := parseDate(text, order)
	*to = date
	if silence.Of(text) != silence.Spoken {
		return nil
	}
	return err
}

// The contract's limits on duties.
const (
	maxDuty   = 2000
	maxDuties = 64
)

func (r *resumeReader) work(made *node, path string, profile *lexfitv1.CandidateProfile) {
	if !says(made) {
		return
	}
	job := &lexfitv1.Experience{}
	var summary, company string
	var duties []string
	var over verdict
	start := r.date(func(text string, order dateOrder) error { return plainDate(&job.StartedOn, text, order) })
	end := r.date(func(text string, order dateOrder) error { over.said = true; return ending(job, text, order) })
	r.objectOr(made, path, map[string]func(*node, string){
		// A placeholder for the title stays: nobody reads it, and the job is not lost.
		"position": r.verbatim(&job.Title), "name": r.string(&job.Employer), "company": r.string(&company), // company until version 1
		"startDate": start, "endDate": end,
		"summary": r.string(&summary), "highlights": r.strings(&duties),
	}, func(key string, node *node, at string) bool {
		switch word := keyWords(key); {
		case startKey.MatchString(word) && job.GetStartedOn() == "":
			start(node, at)
		case endKey.MatchString(word) && plainValue(node) && job.GetEndedOn() == "":
			end(node, at)
		case flagKey.MatchString(word):
			over.hear(node, at, flag(node))
		case doneKey.MatchString(word) && flag(node) != notSaid:
			over.hear(node, at, -flag(node))
		case leftKey.MatchString(word) && says(node), node.kind == stringKind && wordsOver.MatchString(silence.Words(node.text)):
			over.unread(node, at)
			return false // it is named among what is not read, too
		case timeKey.MatchString(word):
			over.weigh(node, at)
			return false
		default:
			return false
		}
		return true
	})
	if over.open(job.GetEndedOn() == "") && !job.GetEndUnclear() {
		leaveOpen(job)
		r.warn(over.node, over.at, "says that the job may be over, and no end is read: %s", leftOpen["ended_on"])
	}
	job.Employer = r.either(job.GetEmployer(), company, path+".company")
	if job.GetTitle() == "" {
		r.report(made, path+".position", "is missing: expected the title of the job, without which nothing is known of it")
	}
	if summary != "" {
		duties = append([]string{summary}, duties...)
	}
	for _, digest := range duties {
		job.Duties = append(job.Duties, pieces(digest, maxDuty)...)
	}
	if len(job.GetDuties()) > maxDuties {
		r.warn(made, path+".highlights", "%d texts: the first %d are read, as many as a profile holds", len(job.GetDuties()), maxDuties)
		job.Duties = job.GetDuties()[:maxDuties]
	}
	profile.Experience = append(profile.Experience, job)
}

func (r *resumeReader) education(made *node, path string, profile *lexfitv1.CandidateProfile) {
	if !says(made) {
		return
	}
	study := &lexfitv1.Education{}
	began := false
	var text, degreeAt string
	var degree *node
	var over verdict
	const (
		completed  = lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED
		inProgress = lexfitv1.EducationStatus_EDUCATION_STATUS_IN_PROGRESS
	)
	end := r.date(func(text string, order dateOrder) error { over.said = true; return completion(study, text, order) })
	status := r.word("education.status", func(number protoreflect.EnumNumber) { study.Status = lexfitv1.EducationStatus(number) }, lexfitv1.EducationStatus(0).Descriptor())
	r.objectOr(made, path, map[string]func(*node, string){
		"institution": r.string(&study.Institution), "area": r.string(&study.Field), "endDate": end, "courses": r.strings(&study.Coursework),
		"startDate": func(*node, string) { began = true }, // it is never scored
		"studyType": func(node *node, at string) { degree, degreeAt = node, at; r.verbatim(&text)(node, at) },
	}, func(key string, node *node, at string) bool {
		switch word := keyWords(key); {
		case statusKey.MatchString(word) && plainValue(node):
			if before := study.GetStatus(); before != inProgress || flag(node) == notSaid {
				status(node, at)
			}
			if study.GetStatus() == lexfitv1.EducationStatus_EDUCATION_STATUS_UNSPECIFIED && silence.Of(node.text) != silence.Blank {
				leaveOpen(study)
			}
		case startKey.MatchString(word):
			began = true
		case (flagKey.MatchString(word) || expected.MatchString(word) && node.kind == boolKind) && flag(node) != notSaid:
			if flag(node) == yes {
				study.Status = inProgress
			}
		case degreeKey.MatchString(word) && flag(node) != notSaid:
			if flag(node) == yes {
				stand(study, completed)
			} else if study.GetStatus() == lexfitv1.EducationStatus_EDUCATION_STATUS_UNSPECIFIED {
				over.unread(node, at)
			}
		case gaveUpKey.MatchString(word) && flag(node) == yes:
			study.Status = lexfitv1.EducationStatus_EDUCATION_STATUS_INCOMPLETE
		case (endKey.MatchString(word) || gradKey.MatchString(word)) && plainValue(node) && study.GetCompletedOn() == "":
			if end(node, at); expected.MatchString(word) {
				stand(study, inProgress)
			}
		case timeKey.MatchString(word), flagKey.MatchString(word), degreeKey.MatchString(word):
			if !over.said {
				over.unread(node, at)
			}
			return false
		default:
			return false
		}
		return true
	})
	r.degree(study, text, degree, degreeAt)
	byField(study)
	if study.GetStatus() == lexfitv1.EducationStatus_EDUCATION_STATUS_UNSPECIFIED {
		switch {
		case over.doubtful:
			leaveOpen(study)
			r.warn(over.node, over.at, "may say that it was not completed: %s", leftOpen["completed_on"])
		case began && study.GetCompletedOn() == "":
			leaveOpen(study)
			r.warn(made, path, "has a start and no end: %s", leftOpen["completed_on"])
		}
	}
	profile.Education = append(profile.Education, study)
}

// says reports whether anything in a value is more than a placeholder.
func says(made *node) bool {
	switch made.kind {
	case listKind, objectKind:
		return slices.ContainsFunc(made.items, says)
	case stringKind:
		return made.flaw != "" || silence.Of(made.text) == silence.Spoken
	case nullKind, boolKind, numberKind:
	}
	return made.kind != nullKind
}

// degree takes the text of a degree, when all else of its entry is read.
func (r *resumeReader) degree(study *lexfitv1.Education, text string, node *node, at string) {
	own := r.own("education.level")
	if _, mapped := own[text]; text == "" || !mapped && silence.Of(text) != silence.Spoken {
		return
	}
	if err := takeDegree(study, text, own, nil); err != nil {
		r.unread(node, at, text, "education.level", err.Error())
	}
}

func (r *resumeReader) certificate(made *node, path string, profile *lexfitv1.CandidateProfile) {
	if !says(made) {
		return
	}
	held := &lexfitv1.Certification{}
	var over verdict
	stands := func(status lexfitv1.CertificationStatus) {
		if held.GetStatus() == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNSPECIFIED {
			held.Status = status
		}
	}
	issued := r.date(func(text string, order dateOrder) error { return issuance(held, text, order) })
	expires := r.date(func(text string, order dateOrder) error { over.said = true; return expiry(held, text, order) })
	status := r.word("certifications.status", func(number protoreflect.EnumNumber) { held.Status = lexfitv1.CertificationStatus(number) }, lexfitv1.CertificationStatus(0).Descriptor())
	r.objectOr(made, path, map[string]func(*node, string){
		"name": r.verbatim(&held.Name), "issuer": r.string(&held.Issuer), "date": issued,
	}, func(key string, node *node, at string) bool {
		switch word := keyWords(key); {
		case statusKey.MatchString(word) && plainValue(node):
			if status(node, at); held.GetStatus() == 0 && silence.Of(node.text) != silence.Blank {
				leaveOpen(held)
			}
		case doneKey.MatchString(word) && flag(node) != notSaid:
			if flag(node) == yes {
				stands(lexfitv1.CertificationStatus_CERTIFICATION_STATUS_EXPIRED)
			}
		case (flagKey.MatchString(word) || word == "valid" || word == "is valid") && flag(node) != notSaid:
			if flag(node) == yes {
				stands(lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE)
			} else {
				over.unread(node, at)
			}
		case endlessKey.MatchString(word):
		case earnedKey.MatchString(word) && flag(node) != notSaid:
			if flag(node) == no {
				over.unread(node, at)
			}
		case word == "state" && node.kind == stringKind:
			number, err := parseWord(node.text, held.GetStatus().Descriptor(), nil)
			if err == nil {
				stands(lexfitv1.CertificationStatus(number))
			}
			return err == nil
		case expected.MatchString(word) && flag(node) == yes:
			stands(lexfitv1.CertificationStatus_CERTIFICATION_STATUS_IN_PROGRESS)
		case expiryKey.MatchString(word) && plainValue(node) && held.GetExpiresOn() == "":
			expires(node, at)
		case issueKey.MatchString(word) && plainValue(node) && held.GetIssuedOn() == "":
			issued(node, at)
		case timeKey.MatchString(word), flagKey.MatchString(word), doneKey.MatchString(word):
			if node.kind != boolKind || flag(node) == yes {
				over.unread(node, at)
			}
			return false
		default:
			return false
		}
		return true
	})
	if over.doubtful && held.GetExpiresOn() == "" && held.GetStatus() == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNSPECIFIED {
		leaveOpen(held)
		r.warn(over.node, over.at, "may say that it is not in force: %s", leftOpen["expires_on"])
	}
	if held.GetName() == "" {
		r.named(made, path, "")
	}
	profile.Certifications = append(profile.Certifications, held)
}

// resumeKeys are the keys that a JSON Resume has.
var resumeKeys = []string{"$schema", "basics", "work", "volunteer", "education", "awards", "certificates", "publications", "skills", "languages", "interests", "references", "projects", "meta"}

// otherFormat refuses what only looks like a JSON Resume: read as one, it would be a person of whom nothing is known.
func (r *resumeReader) otherFormat(root *node, profile *lexfitv1.CandidateProfile) {
	if len(r.problems) > 0 || len(profile.GetEducation())+len(profile.GetExperience())+len(profile.GetSkills())+len(profile.GetCertifications())+len(profile.GetLanguages()) > 0 {
		return
	}
	var strangers []string
	for i, key := range root.keys {
		item := root.items[i]
		if key.text == "sections" && item.kind == objectKind {
			r.report(key, "sections", "is where Reactive Resume keeps its entries: this is its own format and no JSON Resume, and is not read; expected work, education and skills as lists beside basics")
			return
		}
		if !slices.Contains(resumeKeys, key.text) && (item.kind == objectKind || item.kind == listKind) && !empty(item) {
			strangers = append(strangers, clip(key.text))
		}
	}
	if len(strangers) > 0 {
		const most = 8
		if len(strangers) > most {
			strangers = append(strangers[:most], "others")
		}
		r.report(root, "", "is no JSON Resume, though it looks like one: nothing of it would be read, and %s is not known; expected lists such as work, education and skills", strings.Join(strangers, ", "))
	}
}
