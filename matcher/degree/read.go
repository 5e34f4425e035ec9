package degree

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// longest text taken apart: what is longer is no degree but a sentence.
const longestText = 300

// Read takes the text of one degree apart.
func Read(text string) Reading {
	text = strings.Trim(strings.Join(strings.Fields(text), " "), `"“”' `)
	if text == "" || len(text) > longestText {
		return Reading{Status: unclear, Doubt: Unleveled}
	}
	if level := Named(text); level != 0 {
		return Reading{Level: level, Field: implied[words(tokens(text))]}
	}
	if said, ok := withoutDegree(words(tokens(text))); ok {
		return said
	}
	if list := towards.FindStringSubmatch(text); list != nil {
		return Reading{Level: school, Status: completed}
	}
	text = subjectMark.ReplaceAllString(text, "$1 in ")
	made := Reading{Approval: approval(text)}
	text = honors.ReplaceAllString(yesABA.ReplaceAllString(notABA.ReplaceAllString(text, ", "), ", "), ", ")
	date, rest, found := takeDate(text)
	if found <= 2 {
		text = rest
	}
	phrases := strings.ToLower(strings.Join(standing.FindAllString(text, -1), " "))
	text = strings.TrimLeft(text, ",;:|()[] -–—")
	named, ok := find(text)
	if !ok {
		named, text, ok = behind(text)
	}
	if !ok {
		if where, rest, found := afterSchool(text); found {
			named, ok = find(rest)
			made.School, text = where, rest
		}
	}
	if !ok {
		return unleveled(text, made)
	}
	where := made.School
	made.Level = named.level
	made.Field, made.School = named.rest(standing.ReplaceAllString(text[named.end:], ", "))
	if where != "" {
		made.School = where
	}
	if made.Level == school {
		made.Field = ""
	}
	if made.Field == "" {
		made.Field = named.field
	}
	if named.bare && made.Field == "" {
		return unleveled(text, made)
	}
	return settled(made, words(named.before)+" "+phrases+" "+fieldWords.ReplaceAllString(words(named.after), ""), date)
}

var (
	// towards is college without a degree, and what it was for.
	towards = regexp.MustCompile(`(?i)^some college(?: (?:coursework|courses|credits|classes|studies|work))?(?:,| in| -| –|:) [\p{L} &]+$`)
	// subjectMark is a colon that stands for "in".
	subjectMark = regexp.MustCompile(`(?i)\b(major|minor|concentration|emphasis): `)
)

// settled says how far the studies came, by the words beside a degree's name and a date among them.
func settled(made Reading, beside, date string) Reading {
	if !unfinished.MatchString(beside) {
		made.CompletedOn = date
		return made
	}
	switch under, up := underWay.MatchString(beside), givenUp.MatchString(beside); {
	case under && !up:
		made.Status = inProgress
		if toCome.MatchString(beside) {
			made.CompletedOn = date
		}
	case up && !under:
		made.Status = incomplete
	default:
		made.Status, made.Doubt = unclear, Unsettled
	}
	return made
}

// withoutDegree reads what people write who have none.
func withoutDegree(flat string) (Reading, bool) {
	switch {
	case someCollege.MatchString(flat) && flat != "college" && flat != "university":
		return Reading{Level: school, Status: completed}, true
	case lessThanSchool.MatchString(flat) && !strings.HasSuffix(flat, " ged"): // no GED is not no diploma
		return Reading{Level: school, Status: incomplete}, true
	case noDegree.MatchString(flat) && strings.HasSuffix(flat, " ged"):
		return Reading{Level: school, Status: unclear, Doubt: Undiplomaed}, true
	case noDegree.MatchString(flat):
		return Reading{Level: none}, true
	}
	return Reading{}, false
}

func approval(text string) lexfitv1.ProgramApproval {
	switch {
	case notABA.MatchString(text):
		return notApproved
	case yesABA.MatchString(text):
		return abaApproved
	}
	return 0
}

// unleveled is what a text says that names no level: a field, where it is plainly one.
func unleveled(text string, made Reading) Reading {
	made = Reading{Approval: made.Approval, Status: unclear, Doubt: Unleveled}
	flat := words(tokens(text))
	if subjects.MatchString(flat) && !otherWise.MatchString(flat) && !noStudy.MatchString(flat) && !unfinished.MatchString(flat) && !schools.MatchString(text) {
		made.Field = strings.Trim(text, ",;:|()[] -–—.")
	}
	return made
}

// name is a degree's name found in a text.
type name struct {
	level lexfitv1.EducationLevel
	// end is where the text goes on behind the name.
	end           int
	before, after []token
	// field is the one that stands in the name, and bare says that without any the name means nothing.
	field string
	bare  bool
}

// find finds the one degree that a text begins with, or a certificate of study; not ok where that is not certain.
func find(text string) (name, bool) {
	list := tokens(text)
	flat := words(list)
	from := 0
	if lead := leadIn.FindString(flat + " "); lead != "" && levels[strings.TrimSpace(lead)] == 0 {
		from = strings.Count(lead, " ")
	}
	for i := min(len(list)-from, longest); i > 0; i-- {
		level := levels[words(list[from:from+i])]
		if level != 0 && together(text, list[from:from+i]) && (from+i == len(list) || ends(text, list, from, from+i)) {
			found := name{level: level, end: list[from+i-1].end, before: list[:from], after: list[from+i:], field: implied[words(list[from:from+i])]}
			return found, found.alone(text, otherWise)
		}
	}
	return findStudy(text, list)
}

// behind finds a degree that stands behind its field, as in "Paralegal Studies, A.A.S.", and gives the text with the degree in front. What
// may be a place or a post, as in "Boston, MA" and "Sales, Associate", is none.
func behind(text string) (name, string, bool) {
	at := lastPart.FindStringIndex(text)
	if at == nil || at[0] == 0 {
		return name{}, text, false
	}
	field, written := strings.TrimSpace(text[:at[0]]), strings.Trim(text[at[0]:], " ,;:|()[]-–—")
	list := tokens(written)
	called := words(list)
	plain := initials.MatchString(called) && !strings.Contains(written, ".") || called == "associate" || called == "master" || called == "bachelor"
	if levels[called] == 0 || plain && !subjects.MatchString(strings.ToLower(field)) || plain && !initials.MatchString(called) || parts.MatchString(field) {
		return name{}, text, false
	}
	turned := written + ", " + field
	found, ok := find(turned)
	return found, turned, ok
}

// afterSchool takes the school from the front of a text, as in "Hill College, A.A.S. in Paralegal Studies".
func afterSchool(text string) (where, rest string, found bool) {
	at := parts.FindStringIndex(text)
	if at == nil || !schools.MatchString(text[:at[0]]) {
		return "", "", false
	}
	if _, named := find(text[:at[0]]); named {
		return "", "", false // a high-school diploma
	}
	rest = strings.TrimLeft(text[at[1]:], " ,;:|()[]-–—")
	if called := words(tokens(rest)); called == "associate" || called == "master" || called == "bachelor" {
		return "", "", false // a post there
	}
	return strings.TrimSpace(text[:at[0]]), rest, true
}

// lastPart is what stands behind the last separator of a text.
var lastPart = regexp.MustCompile(`\s*(?:[,;|:(\[–—]| - )[^,;|:()\[\]–—]+[)\]]?$`)

// alone says whether what stands behind a name makes nothing else of it, and names no other level.
func (n *name) alone(text string, other *regexp.Regexp) bool {
	if other.MatchString(words(n.after)) {
		return false
	}
	for i := range n.after {
		for j := i + 1; j <= min(len(n.after), i+3); j++ {
			level := levels[words(n.after[i:j])]
			written := text[n.after[i].start:n.after[j-1].end]
			if level != 0 && level != n.level && (j > i+1 || !initials.MatchString(n.after[i].word) || strings.ToUpper(written) == written) {
				return false
			}
		}
	}
	return true
}

// together says whether nothing but spaces and hyphens stands inside a name.
func together(text string, list []token) bool {
	for i := 1; i < len(list); i++ {
		if strings.Trim(text[list[i-1].end:list[i].start], " _-") != "" {
			return false
		}
	}
	return true
}

// setApart is punctuation that ends a name.
var setApart = regexp.MustCompile(`^\s*(?:[,(:;/|–—\[]|- | -)`)

// ends says whether a degree's name, the tokens of list[from:to], is whole before the word that follows it.
func ends(text string, list []token, from, to int) bool {
	called, next := words(list[from:to]), list[to].word
	bare := called == "associate" || called == "bachelor" || called == "master"
	written := text[list[from].start:list[to-1].end]
	following := text[list[to].start:list[to].end]
	switch {
	case next == "in":
		return called != "associate" // an Associate in Claims has passed an examination of insurers
	case next == "of" || next == "degree" || next == "degrees":
		return bare || strings.HasSuffix(called, "s") || next != "of"
	case next[0] >= '0' && next[0] <= '9', openNames.MatchString(called), underWay.MatchString(next), givenUp.MatchString(next):
		return true
	case setApart.MatchString(text[list[to-1].end:]):
		return true
	case strings.HasPrefix(called, "bachelor of ") || strings.HasPrefix(called, "master of ") || strings.HasPrefix(called, "associate of applied "):
		return startsUpper(following)
	}
	// BS Criminal Justice, and not MS Office, nor "as needed".
	return initials.MatchString(called) && strings.ToUpper(written) == written && startsUpper(following) && !products.MatchString(next)
}

func startsUpper(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	return unicode.IsUpper(first)
}

// findStudy finds a certificate or diploma of study: with its field behind it, as in "Certificate in Paralegal Studies", or before it,
// as in "Legal Secretary Diploma".
func findStudy(text string, list []token) (name, bool) {
	for at := range list {
		if list[at].word != "certificate" && list[at].word != "cert" && list[at].word != "diploma" {
			continue
		}
		found := name{level: certificate, end: list[at].end, after: list[at+1:], bare: true}
		if at+1 < len(list) && (list[at+1].word == "program" || list[at+1].word == "programme" || list[at+1].word == "course") {
			found.end, found.after = list[at+1].end, list[at+2:]
		}
		if len(found.after) > 1 && found.after[0].word == "of" && ofStudy.MatchString(found.after[1].word) {
			found.end, found.after = found.after[1].end, found.after[2:]
		}
		lead := list[:at]
		for i := range at {
			if skipped := words(lead[:i]) + " "; i == 0 || leadIn.FindString(skipped) == skipped {
				if study.MatchString(words(list[i : at+1])) {
					found.before = lead[:i]
					return found, !noStudy.MatchString(words(found.after)) && found.alone(text, otherStudy)
				}
			}
		}
		if len(lead) == 0 {
			return found, !noStudy.MatchString(words(found.after)) && found.alone(text, otherStudy)
		}
		skip := 0
		if skipped := leadIn.FindString(words(lead) + " "); skipped != "" {
			skip = strings.Count(skipped, " ")
		}
		found.before, lead = lead[:skip], lead[skip:]
		subject := words(lead)
		if !legalStudies.MatchString(subject) || noStudy.MatchString(subject) || !together(text, lead) || len(lead) > 5 {
			return name{}, false
		}
		found.field = text[lead[0].start:lead[len(lead)-1].end]
		return found, found.alone(text, otherStudy)
	}
	return name{}, false
}

var (
	parts      = regexp.MustCompile(`[,;|:()\[\]–—]| - | -|- |/`)
	connectors = regexp.MustCompile(`(?i)^(?:(?:degrees?|program|programme|diploma|certificate|with|a|an|the|concentration|double|dual|from|at)\b[ ]?)*(?:(?:in|of|major(?:ing)? in|major|emphasis (?:in|on)|specializ(?:ing|ation) in|field of study|focus (?:in|on))\b[ ]?)*`)
	minor      = regexp.MustCompile(`(?i)^(?:with )?(?:a )?minor`)
	inside     = regexp.MustCompile(`(?i)^(?:business administration|applied science|applied arts|fine arts|professional studies|arts|science|sciences) in (.+)$`)
)

// rest takes what stands behind a name apart into the field and the school.
func (n *name) rest(text string) (field, where string) {
	var fields []string
	for _, part := range parts.Split(text, -1) {
		part = n.again(strings.Trim(part, " .,'’\"&+-"))
		if levels[words(tokens(part))] != 0 {
			continue
		}
		if match := inside.FindStringSubmatch(strings.TrimPrefix(part, "of ")); match != nil {
			part = match[1]
		}
		if !minor.MatchString(part) {
			part = strings.TrimSpace(connectors.ReplaceAllString(part, ""))
		}
		list := tokens(part)
		flat := words(list)
		switch {
		case len(list) == 0, levels[flat] != 0, generic.MatchString(flat), finished.MatchString(flat), len(fields) > 0 && abbreviated.MatchString(part):
		case unfinished.MatchString(fieldWords.ReplaceAllString(flat, "")): // it is told of as what is in doubt
		case schools.MatchString(part):
			if where == "" {
				where = part
			}
		default:
			fields = append(fields, part)
		}
	}
	return strings.Join(fields, ", "), where
}

// abbreviated is the name of a degree that is written out before, as in Legal Studies (MSLS).
var abbreviated = regexp.MustCompile(`^[A-Z]{3,5}$`)

// again takes another name of the same level from the front of a part, as in B.A./B.S. in History.
func (n *name) again(part string) string {
	list := tokens(part)
	for i := min(len(list)-1, longest); i > 0; i-- {
		called := words(list[:i])
		short := i == 1 && (openNames.MatchString(called) || initials.MatchString(called)) && strings.ToUpper(part[:list[0].end]) == part[:list[0].end]
		if next := list[i].word; levels[called] == n.level && (short || next == "in" || next == "of") {
			return part[list[i].start:]
		}
	}
	return part
}

// and separates degrees in a list.
var and = regexp.MustCompile(`(?i)\s+(?:and|plus)\s+|\s*[&+]\s*`)

// mostDegrees is how many degrees one text may list.
const mostDegrees = 20

// List takes a text of several degrees apart, such as "B.A. in History; Paralegal Certificate". Where not all of them are certain it is
// one reading, in doubt.
func List(text string) []Reading {
	whole := Read(text)
	if whole.Certain() {
		return []Reading{whole}
	}
	for _, split := range []func(string) []string{
		func(text string) []string {
			return strings.FieldsFunc(text, func(letter rune) bool { return strings.ContainsRune("\n;|", letter) })
		},
		atCommas,
		func(text string) []string { return and.Split(text, -1) },
	} {
		if list := split(text); len(list) > 1 && len(list) <= mostDegrees {
			if made, ok := readEach(list); ok {
				return made
			}
		}
	}
	return []Reading{whole}
}

// readEach reads pieces that are each certain, or a list of their own.
func readEach(list []string) ([]Reading, bool) {
	var made []Reading
	for _, piece := range list {
		if strings.TrimSpace(piece) == "" {
			continue
		}
		one := List(piece)
		for _, reading := range one {
			if !reading.Certain() {
				return nil, false
			}
		}
		made = append(made, one...)
	}
	return made, len(made) > 1 && len(made) <= mostDegrees
}

// atCommas cuts a text at the commas that a degree follows; what follows another belongs to the degree before it.
func atCommas(text string) []string {
	var out []string
	for piece := range strings.SplitSeq(text, ",") {
		if len(out) > 0 && Read(piece).Level == 0 {
			out[len(out)-1] += "," + piece
			continue
		}
		out = append(out, piece)
	}
	return out
}
