package read

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lexfit/lexfit/matcher/degree"
	"github.com/lexfit/lexfit/matcher/wording"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// found is a degree that a line names.
type found struct {
	degree.Reading
	text string // the words that were read
	rest string // what stands behind them on the line
	// open says that the field ends where nothing marks its end, led that words stand before the degree that may make it another.
	open, led bool
}

const degreeNames = `Bachelor['’]?s?|Master['’]?s?|Masters|Associate['’]?s?|Associates|Doctor(?:ate)?|Juris|Ph\.? ?D\.?|B\. ?A\.?|BA|B\. ?S\.?(?: ?c\.?)?|BS|BSc|M\. ?A\.?|MA|M\. ?S\.?(?: ?c\.?)?|MS|MSc|M\.?B\.?A\.?|B\.?B\.?A\.?|J\. ?D\.?|JD|LL\. ?[BM]\.?|LL[BM]|` +
	`A\. ?A\.?(?: ?S\.?)?|AA|AAS|A\. ?S\.?|AS|B\.? ?F\.? ?A\.?|M\.? ?F\.? ?A\.?|B\.? ?Com\.?|B\.? ?Tech\.?|M\.? ?Tech\.?|[BM]\.? ?Eng?\.?|M\.? ?Ed\.?|Ed\. ?D\.?|M\.?S\.?W\.?|B\.?S\.?W\.?|[BM]\.?S\.? ?Ed\.?|M\.?A\.? ?Ed\.?|M\.?P\.?A\.?|M\.?P\.?H\.?|B\.?S\.?N\.?|LLM|` +
	`(?:[A-Z][\w&]+ ){0,3}Certificate|Certificate|Post-?[Bb]accalaureate|Postgraduate|(?:[A-Z][\w&]+ ){0,3}Diploma|High School(?: Diploma)?|H\.?S\.? Diploma|GED|G\.E\.D\.?|Some [Cc]ollege`

var (
	degreeStart = pattern(`(?:^|[\s(,;:|/–—-])((?:` + degreeNames + `))(?:$|[\s),;:|/.–—-])`)
	capsStart   = pattern(`(?:^|[\s(,;:|/–—-])((?:BACHELOR|MASTER|ASSOCIATE|DOCTOR|JURIS|CERTIFICATE|DIPLOMA|HIGH SCHOOL|PARALEGAL CERTIFICATE|LEGAL SECRETARY (?:CERTIFICATE|DIPLOMA)|PARALEGAL DIPLOMA)(?:['’]?S)?)(?:$|[\s),;:|/.–—-])`)
	// schoolName is the name of a school.
	schoolName = pattern(`(?:\b(?:The )?(?:[A-Z][\w.'’&@-]*\.? |of |and |& |the |for |at |de |St\. ){0,7})?\b(?:University|Universidad|UNIVERSITY|College|COLLEGE|Institute|INSTITUTE|Academy|ACADEMY|Seminary|Polytechnic|School|SCHOOL|Univ\.|High @|Conservatory|UCLA|NYU|CUNY|SUNY|Extension)\b(?: (?:of|for|at|and|&|in|[A-Z][\w.'’-]*))*`)
	schoolWord = pattern(`(?i)\b(?:university|universidad|college|institute|academy|seminary|polytechnic|school|univ|conservatory|ucla|nyu|cuny|suny)\b`)
	highSchool = pattern(`(?i)\b(?:high|secondary|senior high|vocational) school\b|\bhigh\b.*\bdiploma\b`)
	gradePoint = pattern(`(?i)\b(?:cumulative |overall |major )?(?:c?gpa|grade point average|grade|score|honou?rs|cum laude|magna|summa|dean['’]?s list|(?:first|second|third|upper|lower|1st|2nd|3rd|[IV]+)[ -]class|class hono|upper second|distinction|division (?:one|two|i+|1|2))\b`)
	notField   = pattern(`(?i)\b(?:gpa|university|college|institute|graduated|degree|honou?rs?|present|current|coursework|courses?|minor(?:ed)?|emphasis|thesis|dissertation|scholarship|member|class|division|department|masters?|bachelors?|associates?|diploma|certificate|select|state|city|received|expected|anticipated|credits?)\b|[0-9@\[\]]`)
	courseLine = pattern(`(?i)^(?:(?:relevant|related|selected|key|major|legal|paralegal|notable|principal|main|completed)\s+)*(?:course ?work|courses|classes|subjects|modules)(?: (?:includes?|included|in|completed|taken|studied))?(?:\s*[:–-]\s*|\s+|$)(.*)$`)
	towardLine = pattern(`(?i)\btowards?\b`)
	majorLine  = pattern(`(?i)\b(?:major(?:ed|ing)?(?: in)?|concentration|field of study|specialization|area of study|speciality)\s*[:–-]?\s*(?:in )?([A-Z][^,;|()]+)`)
	standings  = pattern(`(?i)\b(?:(expected|anticipated|projected|candidate|in progress|currently (?:enrolled|attending|pursuing)|pursuing|ongoing|to be completed|graduating)|(did not (?:graduate|finish|complete)|incomplete|not completed|withdrew|dropped out|no degree|unfinished|left (?:before|without)|credits? (?:towards?|completed|earned)|coursework (?:towards?|completed)|\d+ credits?))\b`)
	abaWord    = pattern(`(?i)\b(?:aba|american bar association)[- ](?:approved|accredited)\b|\bapproved by the (?:aba|american bar association)\b`)
	notABAWord = pattern(`(?i)\bnot (?:an? )?(?:aba|american bar association)[- ]|\bnon[- ]aba`)
)

// degreeIn finds the degree that a text names.
func degreeIn(text string) (found, bool) {
	places := placesIn(text)
	for _, from := range starts(text, places) {
		for _, one := range degreeTexts(text[from:]) {
			written := one.text
			if rest, ok := strings.CutPrefix(written, "Associate in "); ok && schoolWord().MatchString(one.rest) { // of a college, it is no examination of insurers
				written = "Associate degree in " + rest
			}
			if made := degree.Read(written); made.Level != 0 && made.Doubt != degree.Unleveled {
				one.Reading = made
				one.led = leads(text[:from])
				return one, true
			}
		}
	}
	return found{}, false
}

// leads says whether words stand before a degree that are no school, date or place.
func leads(text string) bool {
	text = strings.Join(without(text, findDates(text)), " ")
	text = cityState().ReplaceAllString(schoolName().ReplaceAllString(text, " "), " ")
	words := 0
	for _, word := range bare(text) {
		if word != "a" && word != "the" && word != "in" && word != "of" && word != "earned" && word != "received" && !strings.Contains(word, "year") {
			words++
		}
	}
	return words > 0 && !strings.HasSuffix(strings.TrimSpace(text), ",") && !strings.HasSuffix(strings.TrimSpace(text), "–") && !strings.HasSuffix(strings.TrimSpace(text), "-") && !strings.HasSuffix(strings.TrimSpace(text), "|") && !strings.HasSuffix(strings.TrimSpace(text), ":") || words > 8
}

// placesIn are the places of a text whose state's code is a degree too: Boston, MA.
func placesIn(text string) [][]int {
	var out [][]int
	for _, at := range cityState().FindAllStringIndex(text, -1) {
		city, code, _ := strings.Cut(text[at[0]:at[1]], ",")
		words := bare(city)
		if code = strings.TrimSpace(code); len(code) < 2 || !wording.IsState(code[:2]) || len(words) > 0 && majors[words[len(words)-1]] {
			continue
		}
		out = append(out, at)
	}
	return out
}

// nextDegree is where a degree's name begins and ends, from a place on; -1 for nowhere.
func nextDegree(text string, from int, places [][]int) (start, end int) {
	for from < len(text) {
		found := degreeStart().FindStringSubmatchIndex(text[from:])
		if caps := capsStart().FindStringSubmatchIndex(text[from:]); found == nil || caps != nil && caps[2] < found[2] {
			found = caps
		}
		if found == nil {
			return -1, -1
		}
		start, end = from+found[2], from+found[3]
		if !slices.ContainsFunc(places, func(place []int) bool { return start >= place[0] && start < place[1] }) {
			return start, end
		}
		from = end
	}
	return -1, -1
}

// starts are where a degree's text may begin: at the first of its names, at the beginning of the text, at the further names.
func starts(text string, places [][]int) []int {
	first, end := nextDegree(text, 0, places)
	if first < 0 {
		return nil
	}
	list := []int{first}
	if lead := strings.TrimSpace(text[:first]); lead != "" && len(strings.Fields(lead)) <= 6 && !schoolWord().MatchString(lead) {
		list = append(list, 0)
	}
	const most = 4
	for len(list) < most {
		var at int
		if at, end = nextDegree(text, end, places); at < 0 {
			break
		}
		list = append(list, at)
	}
	return list
}

// degreeTexts are the ways to end a degree's text, the likeliest first: before a date, a school, a place, a grade.
func degreeTexts(text string) []found {
	var out []found
	add := func(end int, open bool) {
		one := strings.TrimRight(connected().ReplaceAllString(strings.TrimRight(strings.TrimSpace(text[:end]), " ,;:-–—|(/&"), ""), " ,;:-–—|(/&")
		if strings.Count(one, "(") < strings.Count(one, ")") {
			one = strings.TrimRight(one, ")")
		}
		if one != "" && !slices.ContainsFunc(out, func(other found) bool { return other.text == one }) {
			out = append(out, found{text: one, rest: text[end:], open: open})
		}
	}
	end, open := len(text), false
	nearer := func(at []int, opens bool) {
		if at == nil || at[0] <= 1 || at[0] >= end {
			return
		}
		end = at[0]
		before := strings.TrimRight(text[:end], " ")
		open = opens && before != "" && !strings.ContainsAny(before[len(before)-1:], ",;:|(–—-•)") && !strings.HasSuffix(before, " from") && !strings.HasSuffix(before, " at")
	}
	for _, one := range findDates(text) {
		nearer([]int{one.start, one.end}, false)
	}
	school, guess := schoolAt(text, end)
	nearer(school, guess)
	if place := cityState().FindStringIndex(text); place != nil && (school == nil || place[0] > school[0] || place[1] < school[0]) {
		nearer(place, !strings.HasPrefix(text[place[0]:], "City"))
	}
	nearer(gradePoint().FindStringIndex(text), false)
	nearer(mojibake().FindStringIndex(text), true)
	nearer(fromSchool().FindStringIndex(text), false)
	add(end, open)
	if at := strings.IndexAny(text[:end], ",;|"); at > 0 {
		if second := strings.IndexAny(text[at+1:end], ",;|"); second > 0 {
			add(at+1+second, true)
		}
		add(at, true)
	}
	if at := strings.IndexByte(text[:end], '('); at > 0 {
		add(at, true)
	}
	return out
}

var (
	// connected is the end of a text that leads to what is cut off.
	connected  = pattern(`(?i)(?:\s+(?:with|from|at|and|in|of|the))+$`)
	mojibake   = pattern(`\s*ï¼`)
	fromSchool = pattern(`\s+(?:from|at)\s+(?:the\s+)?[A-Z]`)
)

// schoolAt is where the name of a school begins in the text of a degree, and whether that is a guess; nil where there is none before an
// end.
func schoolAt(text string, before int) (at []int, guess bool) {
	word := schoolWord().FindStringIndex(text)
	if word == nil || word[0] >= before || highSchool().MatchString(text[:word[1]]) && word[0] < 12 {
		return nil, false
	}
	from := 0 // where the run of words before the school's word begins
	if mark := strings.LastIndexAny(text[:word[0]], ",;|(–—•"); mark >= 0 {
		from = mark + 1
	}
	if dash := strings.LastIndex(text[:word[0]], " - "); dash >= from {
		from = dash + len(" - ")
	}
	_, size := utf8.DecodeRuneInString(text[max(from-1, 0):])
	if from > 0 && size > 1 {
		from += size - 1
	}
	if from > 0 && strings.ContainsAny(trim(text[:from]), " :,") || from > 0 && !strings.ContainsAny(text[from:word[0]], ":") && degree.Named(trim(text[:from])) == 0 && degree.Read(trim(text[:from])).Level != 0 {
		if strings.Contains(text[from:word[0]], ":") {
			from += strings.LastIndex(text[from:word[0]], ":") + 1
		} else if !fieldFirst(text[from:word[0]]) {
			return []int{from, word[1]}, false
		}
	} else if mark := strings.LastIndex(text[:word[0]], ":"); mark >= 0 {
		from = max(from, mark+1)
	}
	begin, guess := splitSchool(text, from, word)
	return []int{begin, word[1]}, guess
}

// fieldFirst says whether the words before a school's begin with a field of study: a word that fields end with, and others behind it.
func fieldFirst(run string) bool {
	words := bare(run)
	for i := 0; i+1 < len(words); i++ {
		if majors[words[i]] {
			return true
		}
	}
	return false
}

// splitSchool parts a field from the name of a school that follows it without a mark: where the field is said again behind, where
// capitals begin, behind the last word that ends fields, before "University of"; else by a guess.
func splitSchool(text string, from int, word []int) (begin int, guess bool) {
	if in := strings.LastIndex(text[from:word[0]], " in "); in >= 0 {
		from += in + len(" in ")
	}
	run := text[from:word[0]]
	starts := wordStarts(run)
	if at, ok := saidAgain(text, from, word, starts); ok {
		return at, false
	}
	if text[word[0]:word[1]] == strings.ToUpper(text[word[0]:word[1]]) && !allCaps(run) {
		for i := range slices.Backward(starts) {
			if one := strings.TrimSpace(run[starts[i]:]); !allCaps(one) {
				if i+1 < len(starts) {
					return from + starts[i+1], false
				}
				return word[0], false
			}
		}
	}
	of := strings.HasPrefix(text[word[1]:], " of ") && strings.EqualFold(text[word[0]:word[1]], "University")
	for i := range slices.Backward(starts) {
		end := len(run)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		if one := strings.ToLower(strings.Trim(run[starts[i]:end], " ,.:/&")); majors[one] || len(one) > 6 && strings.HasSuffix(one, "ology") {
			return from + end, end == len(run) && !of
		}
	}
	if of {
		return word[0], len(starts) == 0
	}
	switch before := strings.TrimSpace(text[:from]); {
	case len(starts) == 0:
		return word[0], true
	case before != "" && !strings.HasSuffix(before, ":") && !strings.HasSuffix(before, " in"): // a comma stands before it: all of it is the school's
		return from, true
	}
	return from + starts[len(starts)-1], true
}

// saidAgain is where a field ends that is said again behind the school: the longest that is. At the end of the line it may be cut, and
// says nothing; nor does a single word that no field ends with.
func saidAgain(text string, from int, word []int, starts []int) (end int, ok bool) {
	for i := len(starts); i >= 1; i-- {
		end = word[0]
		if i < len(starts) {
			end = from + starts[i]
		}
		before := strings.TrimSpace(text[from:end])
		at := strings.Index(text[word[1]:], before)
		if at < 0 || len(before) < 4 {
			continue
		}
		return end, word[1]+at+len(before) < len(text) && (i > 1 || majors[strings.ToLower(before)])
	}
	return 0, false
}

// wordStarts are where the words of a text begin.
func wordStarts(text string) []int {
	var out []int
	before := true
	for i, letter := range text {
		space := letter == ' '
		if before && !space {
			out = append(out, i)
		}
		before = space
	}
	return out
}

// majors are words that fields of study end with.
var majors = wordSet(`administration management science sciences studies education business psychology sociology history english economics finance marketing accounting accountancy communication communications engineering technology mathematics math
	physics chemistry biology philosophy humanities literature journalism law nursing arts art music theater theatre design criminology justice work relations affairs policy development agriculture horticulture agronomy anthropology archaeology
	geography geology statistics linguistics spanish french german theology divinity religion architecture planning medicine pharmacy health nutrition dietetics photography film animation dance drama writing systems security networking programming
	analytics logistics hospitality tourism counseling leadership resources paralegal paralegalism litigation secretarial advertising broadcasting media production government politics pre-law cosmetology culinary forestry fisheries ecology botany zoology
	entomology genetics microbiology biochemistry biotechnology commerce entrepreneurship insurance taxation auditing kinesiology therapy assisting hygiene aviation automotive construction surveying painting sculpture illustration instruction teaching reporting informatics
	literacy supervision training`)

// settle takes a reading of a degree into an entry. The level is certain; a field that may go on too far is flagged.
func (b studyReader) settle(study *lexfitv1.Education, path string, one found, at *line) {
	study.Level, study.Field, study.Status = one.Level, clipped(oneField(one.Field)), one.Status
	study.ProgramApproval = one.Approval
	b.says(path+".level", where{at, one.text})
	if study.GetField() != "" {
		b.says(path+".field", where{at, one.text})
	}
	if one.Doubt != degree.Sure {
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL, path+".status", where{at, one.text}, nil, "%q says more than a degree: how far did the studies come?", one.text)
	}
	if bareLevel().MatchString(one.text) && !schoolWord().MatchString(at.text) {
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL, path+".level", where{at, one.text}, nil, "%q stands alone: is it a degree?", one.text)
	}
	if one.led {
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL, path+".level", where{at, one.text}, nil, "other words stand before %q: is it a degree that was earned?", one.text)
	}
	if study.GetField() == "" {
		return
	}
	switch {
	case one.open && !b.knownField(study.GetField()):
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_AMBIGUOUS, path+".field", where{at, one.text}, nil, "where the field %q ends is not marked: is it the whole of it, and no more?", study.GetField())
	case notField().MatchString(study.GetField()) || len(strings.Fields(study.GetField())) > 8 || !strings.Contains(one.text, study.GetField()) && degree.Named(one.text) == 0:
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL, path+".field", where{at, one.text}, nil, "%q was read as the field of study: is it one?", study.GetField())
	}
}

// bareLevel is a word that is a degree's name only beside others.
var bareLevel = pattern(`(?i)^(?:associate|bachelor|master|doctor)s?$`)

// knownField says whether a field is one of the rulebook's as it stands.
func (b studyReader) knownField(field string) bool {
	return len(b.names.fields.ReadWhole(&b.lookup, field)) > 0
}

// generalName are names of degrees, Bachelor of Commerce, that a field behind them says more than.
var generalName = pattern(`(?i)^(?:commerce|engineering|business|professional studies|applied studies|general studies|technology|education|music|fine arts|philosophy|applied technology|social science)$`)

// oneField is a field that is written once, without what is of the degree's name: "Legal Studies, Legal Studies" says it twice, and
// "Commerce, Accounting" is Accounting.
func oneField(field string) string {
	one, other, both := strings.Cut(field, ", ")
	if both && strings.EqualFold(one, other) {
		return one
	}
	if words := strings.Fields(field); len(words)%2 == 0 && slices.Equal(words[:len(words)/2], words[len(words)/2:]) {
		return strings.Join(words[:len(words)/2], " ")
	}
	if both && generalName().MatchString(one) {
		return strings.Trim(other, " ,;:.")
	}
	return strings.TrimPrefix(strings.Trim(field, " ,;:."), "for ")
}
