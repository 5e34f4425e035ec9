package input

import (
	"regexp"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher/degree"
	"github.com/lexfit/lexfit/matcher/silence"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

var (
	// heldWords say of a job that it goes on, notHeld that it does not, or that more than that stands there.
	heldWords = regexp.MustCompile(`\b(?:present|presently|currently|now|nowadays|ongoing|on going|today|todate|tilldate|still|active|incumbent|presnt|prsent|persent|pres|curr|cur?rent|continuing|continues|continued|in progress|` +
		`(?:to|till|til|until+|up to|upto|thru|through) (?:the )?(?:this )?(?:date|day)|(?:to|till|til|until) the (?:date|time being)|` +
		`heute|aktuell|laufend|derzeit|hoje|atual|actuel|actuellement|ce jour|presente|actualidad|actualmente|actual|la fecha|aujourdhui|en cours|oggi|attuale|in corso)\b`)
	notHeld = regexp.MustCompile(`\d|\b(?:not|no|non|never|former|formerly|past|previous|previously|left|ended|ends|ending|quit|resigned|fired|laid|terminated|retired|until further|unknown|pending|or|nor|but|was|were|soon|unemployed|between|seeking|looking)\b`)
	noEnd   = regexp.MustCompile(`^(?:has )?(?:not (?:yet )?ended|no end(?: date)?|open ended)$`)
)

// stillHeld says whether what stands for the end of a job or of studies says that they go on.
func stillHeld(text string) bool {
	words := silence.Words(text)
	if noEnd.MatchString(words) || slices.Contains([]string{"现在", "現在", "至今", "настоящее время", "по настоящее время", "сейчас"}, words) {
		return true
	}
	return heldWords.MatchString(words) && !notHeld.MatchString(words) && !strings.Contains(text, "?")
}

var (
	endless  = regexp.MustCompile(`^(?:never|lifetime|life time|for life|permanent|indefinite|indefinitely|unlimited|(?:it )?(?:does not|doesnt|never|will not|wont) (?:expires?|lapses?)|(?:has )?(?:no|without) (?:an )?(?:expiry|expiration|expiry date|expiration date|end|end date|limit)|non expiring|not expiring)$`)
	expected = regexp.MustCompile(`\b(?:expected|expecting|expects?|anticipated|anticipating|projected|estimated|planned|scheduled|pending|graduating|in (?:progress|process)|pursuing|enrolled|attending|to be)\b`)
	years    = regexp.MustCompile(`\b(?:19|20)\d\d\b`)
)

// leaveOpen marks what an entry's end or status says where it is written and was not read: left out, it would say that the job is
// still held, the degree completed or the certification active. What another field says stays.
func leaveOpen(entry proto.Message) {
	switch entry := entry.(type) {
	case *lexfitv1.Experience:
		entry.EndUnclear = entry.GetEndedOn() == ""
	case *lexfitv1.Education:
		stand(entry, lexfitv1.EducationStatus_EDUCATION_STATUS_UNCLEAR)
	case *lexfitv1.Certification:
		if entry.GetStatus() == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNSPECIFIED {
			entry.Status = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNCLEAR
		}
	}
}

// stand says how far studies came, where nothing says so yet.
func stand(study *lexfitv1.Education, status lexfitv1.EducationStatus) {
	const unclear = lexfitv1.EducationStatus_EDUCATION_STATUS_UNCLEAR
	if was := study.GetStatus(); was == lexfitv1.EducationStatus_EDUCATION_STATUS_UNSPECIFIED || was == unclear && status != 0 {
		study.Status = status
	}
}

// What was made of an end or a status that could not be read, for the remark about it.
var leftOpen = map[string]string{
	"end_unclear":  "when the job ended is left open",
	"ended_on":     "when the job ended is left open",
	"expires_on":   "whether it is in force is left open",
	"status":       "the status is left open",
	"completed_on": "whether it was completed is left open",
}

// notYet says whether a placeholder stands for what is still to come.
func notYet(text string) bool {
	words := silence.Words(text)
	return silence.Of(text) == silence.Withheld && (strings.HasPrefix(words, "tb") || strings.HasPrefix(words, "to be "))
}

// completion reads when studies were completed: a date, a word that says that they go on or came to nothing, or at least the year.
func completion(study *lexfitv1.Education, text string, order dateOrder) error {
	words := silence.Words(text)
	date, err := parseDate(text, order)
	study.CompletedOn = date
	status, statusErr := parseWord(text, lexfitv1.EducationStatus(0).Descriptor(), nil)
	switch {
	case date != "":
		return err
	case notYet(text):
		leaveOpen(study)
		return unreadf("%q: %s", clip(text), leftOpen["completed_on"])
	case silence.Of(text) != silence.Spoken: // it is never scored: nobody is asked for it
		return nil
	case statusErr == nil:
		stand(study, lexfitv1.EducationStatus(status))
		return nil
	case stillHeld(text), expected.MatchString(words):
		stand(study, lexfitv1.EducationStatus_EDUCATION_STATUS_IN_PROGRESS)
		if found := years.FindAllString(text, -1); len(found) == 1 {
			study.CompletedOn = found[0]
		}
		return nil
	}
	found, rest := years.FindAllString(text, -1), strings.TrimSpace(years.ReplaceAllString(words, ""))
	if len(found) == 1 && !degree.Qualifies(rest) || len(found) == 2 && (rest == "" || rest == "to") {
		study.CompletedOn = found[len(found)-1]
		return unreadf("%q is no date that can be read: read as the year %s alone", clip(text), study.GetCompletedOn())
	}
	leaveOpen(study)
	return openf(err, "completed_on")
}

// issuance reads when a certification was issued: a date, at least the year, or a word that says that it was not yet.
func issuance(held *lexfitv1.Certification, text string, order dateOrder) error {
	date, err := parseDate(text, order)
	held.IssuedOn = date
	if date != "" {
		return err
	}
	if silence.Of(text) != silence.Spoken {
		return nil
	}
	status, statusErr := parseWord(text, lexfitv1.CertificationStatus(0).Descriptor(), nil)
	found := years.FindAllString(text, -1)
	switch {
	case held.GetStatus() != lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNSPECIFIED:
		return err
	case statusErr == nil:
		held.Status = lexfitv1.CertificationStatus(status)
		return nil
	case expected.MatchString(silence.Words(text)):
		held.Status = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_IN_PROGRESS
		return nil
	case len(found) == 1 && !degree.Qualifies(years.ReplaceAllString(silence.Words(text), "")) && !strings.Contains(silence.Words(text), "expire"):
		held.IssuedOn = found[0]
		return unreadf("%q is no date that can be read: read as the year %s alone", clip(text), found[0])
	}
	leaveOpen(held)
	return openf(err, "expires_on")
}

// expiry reads when a certification expires: a date, or a word that says that it never does or has.
func expiry(held *lexfitv1.Certification, text string, order dateOrder) error {
	words := silence.Words(text)
	date, err := parseDate(text, order)
	held.ExpiresOn = date
	switch status, statusErr := parseWord(text, lexfitv1.CertificationStatus(0).Descriptor(), nil); {
	case date != "":
		return err
	case silence.Of(text) == silence.Blank, endless.MatchString(words):
		return nil
	case statusErr == nil && held.GetStatus() == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNSPECIFIED:
		held.Status = lexfitv1.CertificationStatus(status)
		return nil
	case statusErr == nil, stillHeld(text):
		return nil
	}
	leaveOpen(held)
	return openf(err, "expires_on")
}

// ending reads when a job ended: a date, or a word that says that it did not.
func ending(job *lexfitv1.Experience, text string, order dateOrder) error {
	date, err := parseDate(text, order)
	job.EndedOn, job.EndUnclear = date, job.GetEndUnclear() && date == ""
	switch {
	case date != "":
		return err
	case silence.Of(text) == silence.Blank, stillHeld(text):
		return nil // unset beside a start means still held
	}
	leaveOpen(job)
	return openf(err, "ended_on")
}

// openf says of what could not be read that it was left open, and what was made of it.
func openf(err error, field string) error {
	return unreadf("%s", strings.Replace(err.Error(), "left out; ", leftOpen[field]+"; ", 1))
}
