package read

import (
	"regexp"
	"strings"

	"github.com/lexfit/lexfit/matcher/silence"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// part is a part of a job's header that may be its title, its employer or its place.
type part struct {
	text string
	at   *line
	// near is 0 on the line of the dates, and how many lines it stands away else.
	near     int
	score    int
	legal    bool // the lexicon knows it as a title
	evident  bool // its words say by themselves that it is one
	employer bool
	place    bool
	bold     bool
	// more is the part on the next line that it goes on with, and first what stands on its own.
	more  *part
	first string
}

// places are where a part stands.
func (it *part) places() []where {
	if it.more == nil {
		return []where{{it.at, it.text}}
	}
	return append([]where{{it.at, it.first}}, it.more.places()...)
}

// The scores of titles: from sure on a part is one, from some on it may be.
const (
	sureTitle = 6
	someTitle = 2
	margin    = 3
)

var (
	// splitters part a header: wide marks, dashes between spaces, the words that stand before an employer.
	splitters = pattern(`\s*(?:\||•|·|▪|‖|\t|;|ï¼\S?|：|\s[–—]+\s|\s-{1,2}\s|\s~\s|—|–|â€“|â€”|\s@\s)\s*`)
	atWord    = pattern(`\s+(?:at|with)\s+(?:the\s+)?(?:[A-Z])`)
	// trailing is what may stand about a part and belongs to none.
	trailing = " ,;:-–—|•·()[]*~_/"
	labelled = pattern(`(?i)^(?:(?:job )?title|position(?: held)?|role|designation|post|job|employer|company|organi[sz]ation|firm|location|dates?(?: employed)?|duration|period|tenure|experience|supervisor|superior)\s*[:：]\s*|^(?:position(?: held)?|role|designation|job title|duration|period|tenure|experience|location)$`)
	ofTitle  = pattern(`(?i)^(?:(?:job )?title|position(?: held)?|role|designation|post|job)\s*[:：]`)
	ofFirm   = pattern(`(?i)^(?:employer|company|organi[sz]ation|firm)\s*[:：]`)
	ofOther  = pattern(`(?i)^(?:location|dates?(?: employed)?|duration|period|supervisor|superior|salary|hours|phone|tel|address|reason for leaving|references?|contact|website|industry|gpa|major|team size|environment|project|client|technologies|tools)\b[^:：]{0,20}[:：]`)
	sentence = pattern(`[.!?]$`)
	// done are the beginnings of duties: what was done.
	done      = pattern(`^(?:[A-Z][a-z]+ed|[A-Z][a-z]+ing|Led|Built|Wrote|Made|Ran|Kept|Held|Taught|Oversaw|Began|Drove|Sold|Won|Responsible|Duties|Assist|Assists|Provide|Provides|Prepare|Prepares|Manage|Manages|Maintain|Maintains|Draft|Drafts|Work|Works|Help|Helps|Handle|Handles|Perform|Performs|Coordinate|Coordinates|Create|Develop|Develops|Ensure|Ensures|Conduct|Conducts|Review|Reviews|Support|Supports|Answer|Answers|Process|Processes|Serve|Serves|Served)\b`)
	notEnd    = pattern(`\b(?:Inc|Ltd|Co|Corp|Jr|Sr|Dept|P\.C|U\.S\.A|U\.S|L\.L\.P|Esq|Assn|Univ|Asst|Mgr|Coord|Admin)\.$`)
	doingPost = pattern(`^(?:Marketing|Accounting|Engineering|Managing|Nursing|Teaching|Consulting|Training|Purchasing|Staffing|Recruiting|Billing|Lending|Processing|Shipping|Receiving|Operating|Supervising|Founding|Leasing|Licensing|Closing|Trading|Housing|Advertising|Visiting|Acting|Attending|Docketing|Filing|Writing|Casting|Lighting|Editing|Manufacturing|Merchandising|Planning|Programming|Testing|Certified|Registered|Licensed|Limited|Retired|Enrolled|Advanced|Integrated|Applied|Chartered|Contracted|Unlimited|Related|United|Associated|Federated)\b`)
)

// officeOf is a place of work by what it does.
var officeOf = pattern(`(?i)^(?:the )?(?:office|department|dept\.?|division|bureau|ministry|court|chambers|board) of\b`)

// article begins a description: A subsidiary of a bank.
var article = pattern(`^(?:A|An|The|One of|Part of|Reason)\s`)

// headerParts parts a header's line. Dates are taken out first.
func (b jobReader) headerParts(here *line, near int, dates []dated) []part {
	var out []part
	text := here.text
	for _, stretch := range without(text, dates) {
		for _, piece := range inPieces(here, stretch) {
			for _, side := range splitAt(piece, splitters()) {
				for _, one := range splitAt(side, anonymous()) {
					out = append(out, b.commas(here, one, near)...)
				}
			}
		}
	}
	return out
}

// inPieces cuts a stretch of a line where its pieces end.
func inPieces(here *line, stretch string) []string {
	if len(here.pieces) < 2 {
		return []string{stretch}
	}
	var out []string
	rest := stretch
	for _, piece := range here.pieces {
		piece = strings.TrimSpace(piece)
		if at := strings.Index(rest, piece); at >= 0 && piece != "" {
			if before := strings.TrimSpace(rest[:at]); before != "" {
				out = append(out, before)
			}
			out = append(out, piece)
			rest = rest[at+len(piece):]
		}
	}
	if strings.TrimSpace(rest) != "" {
		out = append(out, rest)
	}
	return out
}

func splitAt(text string, form *regexp.Regexp) []string {
	list := form.Split(text, -1)
	out := list[:0]
	for _, one := range list {
		if strings.Trim(one, trailing) != "" {
			out = append(out, one)
		}
	}
	return out
}

// commas parts a text at its places and commas: what belongs to the part before a comma stays with it.
func (b jobReader) commas(here *line, text string, near int) []part {
	var out []part
	add := func(text string, place bool) {
		text = trim(text)
		if text == "" {
			return
		}
		out = append(out, b.weigh(part{text: text, at: here, near: near, place: place}))
	}
	text = trim(text)
	if at := atWord().FindStringIndex(text); at != nil && hasPost(bare(text[:at[0]])) {
		rest := text[at[1]-1:]
		out = append(out, b.commas(here, text[:at[0]], near)...)
		return append(out, b.commas(here, rest, near)...)
	}
	if isPlace(text) {
		add(text, true)
		return out
	}
	if at := cityState().FindStringIndex(text); at != nil && !hasPost(bare(text[at[0]:at[1]])) {
		if before := text[:at[0]]; trim(before) != "" {
			out = append(out, b.commas(here, before, near)...)
		}
		add(text[at[0]:at[1]], true)
		if rest := text[at[1]:]; trim(rest) != "" {
			out = append(out, b.commas(here, rest, near)...)
		}
		return out
	}
	pieces := strings.Split(text, ",")
	for i := 0; i < len(pieces); {
		from := i
		i++
		for i < len(pieces) && b.joins(pieces[i-1], pieces[i]) {
			i++
		}
		one := strings.Join(pieces[from:i], ",")
		add(one, isPlace(one))
	}
	return out
}

// joins says whether what stands behind a comma belongs to what stands before it: a firm's form, or a title's department.
func (b jobReader) joins(before, behind string) bool {
	words := bare(behind)
	if len(words) == 0 || isPlace(behind) || officeOf().MatchString(trim(behind)) {
		return false
	}
	if strong().MatchString(behind) {
		return len(words) == 1 && !hasPost(bare(before))
	}
	if !hasPost(bare(before)) {
		return false
	}
	if len(b.names.skills.ReadWhole(&b.lookup, behind)) > 0 {
		return true
	}
	known := 0
	for _, word := range words {
		if departments[word] || word == "of" || word == "and" || word == "the" || word == "for" {
			known++
		}
	}
	return known > 0 && !hasPost(words) && 2*known >= len(words) && len(words) <= 6 && !employers[words[len(words)-1]]
}

// trim takes away what stands about a part, but for brackets that belong together.
func trim(text string) string {
	text = strings.Trim(text, " ,;:-–—|•·*~_/\"“”")
	for strings.HasPrefix(text, "(") && !strings.Contains(text, ")") || strings.HasPrefix(text, ")") {
		text = strings.TrimLeft(text[1:], trailing)
	}
	for strings.HasSuffix(text, "(") || strings.HasSuffix(text, ")") && !strings.Contains(text, "(") {
		text = strings.TrimRight(text[:len(text)-1], " ,;:-–—|•·*~_/")
	}
	if strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")") && strings.Count(text, "(") == 1 {
		text = strings.Trim(text, "() ")
	}
	return text
}

// weigh says how likely a part is a title.
func (b jobReader) weigh(it part) part {
	it.bold = it.at.Bold
	for _, piece := range it.at.Pieces {
		if strings.Contains(piece.Text, it.text) {
			it.bold = piece.Bold
		}
	}
	switch {
	case ofTitle().MatchString(it.text):
		it.score += 8
	case ofFirm().MatchString(it.text):
		it.employer = true
		it.score -= 8
	case ofOther().MatchString(it.text):
		it.score -= 20
	}
	it.text = labelled().ReplaceAllString(it.text, "")
	words := bare(it.text)
	if len(words) == 0 || it.place || silence.Of(it.text) != silence.Spoken {
		it.score -= 20
		return it
	}
	it.score += b.known(&it, words)
	last := words[len(words)-1]
	headed := headWord(words)
	known, likely := postWord(headed)
	switch {
	case known:
		it.score += 6
	case hasPost(words):
		it.score += 2
	case likely:
		it.score += 3
	}
	it.evident = known || likely || it.legal && len(words) > 1
	if officeOf().MatchString(it.text) {
		it.employer = true
		it.score -= 8
	} else if strong().MatchString(it.text) || strings.Contains(it.text, "&") && !known && !it.legal && len(words) <= 4 {
		it.employer = true
		it.score -= 6
	} else if employers[last] && !known {
		it.employer = true
		it.score -= 5
	} else if count(words, employers) > 0 && !known && !it.legal {
		it.employer = it.score < someTitle
		it.score -= 2
	}
	if strings.ContainsAny(it.text, "0123456789@$%") {
		it.score -= 2
	}
	if len(words) > 9 {
		it.score -= 2 * (len(words) - 8)
	}
	if startsLower(it.text) || article().MatchString(it.text) {
		it.score -= 5
	}
	if sentence().MatchString(it.text) && !notEnd().MatchString(it.text) {
		it.score -= 4
	}
	if isDone(it.text) {
		it.score -= 7
	}
	return it
}

// known adds what the lexicon says of a part.
func (b jobReader) known(it *part, words []string) int {
	hits := b.families(it.text)
	if len(hits) == 0 {
		return 0
	}
	covered := 0
	for _, hit := range hits {
		covered += int(hit.End - hit.Start)
	}
	it.legal = true
	if 2*covered >= len(words) && hits[0].Kind != lexfitv1.MatchKind_MATCH_KIND_FUZZY {
		return 4
	}
	return 1
}

// headWord is the word that says what somebody is: the one before "of", "to", "for", where it is a post; else the last one, or the post
// shortly before it.
func headWord(words []string) string {
	isPost := func(i int) bool {
		known, _ := postWord(words[i])
		return known && !mayModify[words[i]]
	}
	for i, word := range words {
		if i > 0 && (word == "of" || word == "to" || word == "for" || word == "in") && isPost(i-1) {
			return words[i-1]
		}
	}
	end := len(words) - 1
	if end > 0 && roman().MatchString(words[end]) && isPost(end-1) {
		return words[end-1]
	}
	if known, _ := postWord(words[end]); known || employers[words[end]] {
		return words[end]
	}
	for i := max(0, end-3); i < end; i++ {
		if isPost(i) {
			return words[i]
		}
	}
	return words[end]
}

// mayModify are posts that stand before what they are of: a student chapter.
var mayModify = wordSet("student staff member team resident volunteer model host lead executive guide official associate senior guest client")

var roman = pattern(`^(?:i{1,3}|iv|v|vi|[1-9]|level|grade|intern)$`)

func count(words []string, set map[string]bool) int {
	found := 0
	for _, word := range words {
		if set[word] {
			found++
		}
	}
	return found
}

// isDone says whether a text says what was done: it begins with a verb, and is no title that looks like it.
func isDone(text string) bool {
	if !done().MatchString(text) || doingPost().MatchString(text) {
		return false
	}
	words := bare(text)
	known, _ := postWord(headWord(words))
	if titleCase(text) && len(words) <= 10 {
		return !known && !hasPost(words)
	}
	return !known || len(words) > 4
}

// titleCase says whether every word of a text but the small ones begins with a capital.
func titleCase(text string) bool {
	for word := range strings.FieldsSeq(text) {
		if startsLower(word) && len(word) > 3 {
			return false
		}
	}
	return true
}
