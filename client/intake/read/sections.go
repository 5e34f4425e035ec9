package read

import (
	"strings"

	"github.com/lexfit/lexfit/matcher/lexicon"
)

// kind is what a section of a résumé is about.
type kind int

const (
	head         kind = iota // what stands before the first heading: name, contacts, a summary
	summary                  // a summary, a profile, an objective
	work                     // jobs
	studies                  // degrees and certificates of study
	abilities                // skills
	certificates             // certifications and licences
	tongues                  // languages
	courses                  // courses taken
	contact                  // contacts in a section of their own
	aside                    // what a profile has no field for: interests, references, awards, publications
	unknown                  // a heading that is not known
)

// section is a stretch of lines under a heading.
type section struct {
	kind    kind
	heading *line // nil for the head
	lines   []*line
}

// headings are the words of headings, in normal form.
var headings = func() map[string]kind {
	table := map[string]kind{}
	for kind, list := range map[kind]string{
		summary: `summary|professional summary|career summary|executive summary|summary of qualifications|qualifications summary|profile|professional profile|executive profile|career profile|personal profile|about|about me|
			objective|career objective|professional objective|career focus|career overview|overview|professional overview|personal statement|summary statement|introduction|career goal|objective statement|job objective|employment objective|profile summary|career highlights`,
		work: `experience|work experience|working experience|professional experience|employment|employment history|work history|career history|professional background|professional history|relevant experience|related experience|
			legal experience|paralegal experience|relevant work experience|business experience|employment experience|job experience|career experience|experience summary|work|internships|internship|internship experience|internships and work experience|
			military experience|military service|other experience|additional experience|other work experience|additional work experience|previous experience|prior experience|earlier experience|early career|positions held|jobs|
			experience and employment|professional and work experience|office experience|administrative experience|law firm experience|secretarial experience|clerical experience|teaching experience|experiences|work background|employment record|
			career progression|professional work experience|selected experience|key experience|current employment|past employment|previous employment|employment background|work experiences|experience highlights|legal work experience|clinical experience|
			research experience|industry experience|management experience|leadership experience|employment details|job history|practical experience|legal employment`,
		studies: `education|education and training|educational background|academic background|academic qualifications|academic qualification|education background|educational qualifications|educational qualification|academic history|education history|
			educational history|education and credentials|education and professional development|education and qualifications|education qualifications|academics|academic credentials|degrees|schooling|formal education|education and honors|education and certifications|
			education and certification|education and certificates|education and licenses|education details|academic education|academic profile|academic record|education information|legal education|education and awards|academic achievements|studies|university education|
			education certifications|education and affiliations|education training|educational details|education and skills|academia`,
		abilities: `skills|key skills|technical skills|core competencies|competencies|areas of expertise|expertise|skill highlights|highlights|professional skills|computer skills|it skills|pc skills|software|software skills|technical proficiencies|proficiencies|
			skills summary|summary of skills|legal skills|qualifications|key qualifications|relevant skills|skills and abilities|abilities|strengths|key strengths|core skills|core qualifications|additional skills|technology|technologies|special skills|
			technical expertise|technical summary|skills and competencies|skills and expertise|skill set|skillset|technical knowledge|computer proficiency|other skills|practice areas|areas of practice|specialties|specialities|key competencies|skills and qualifications|
			office skills|administrative skills|personal skills|soft skills|hard skills|interpersonal skills|skills and tools|tools|software proficiency|software and technology|computer knowledge|technical competencies|core strengths|professional competencies|
			skills and strengths|skills and software|technical and legal skills|legal software|legal technology|computer software|areas of knowledge|system experience|skills competencies|technology skills|computer skills and software|skills profile|research skills|
			skills and proficiencies|job skills|legal skills and software|applications|computer|computers|computer literacy|skills competencies and interests|skills and interests|skills interests|core proficiencies|technical qualifications|summary of technical skills`,
		certificates: `certifications|certification|certificates|licenses|licences|license|licenses and certifications|certifications and licenses|licenses and certificates|professional certifications|professional certification|credentials|professional qualifications|
			certifications and training|training and certifications|licensure|licensure and certifications|certificates and awards|professional licenses|certifications and affiliations|professional affiliations and certifications|bar admissions|bar admission|admissions|
			certificates and licenses|professional credentials|licenses certifications|certifications licenses|certificates and training|certifications and credentials|certifications and professional development|legal certifications|registrations|professional licences|
			licences and certifications|certifications and memberships|credentials and certifications|notary|certificates and licences|professional development and certifications|certifications and awards|courses and certifications|certifications and courses`,
		tongues: `languages|language|language skills|foreign languages|languages spoken|language proficiency|languages known|linguistic skills|spoken languages|language competencies|language abilities|known languages`,
		courses: `coursework|relevant coursework|courses|relevant courses|selected coursework|related coursework|legal coursework|paralegal coursework|course work|relevant course work|key courses|courses taken|academic coursework`,
		contact: `contact|contacts|contact information|contact details|contact info|personal details|personal information|personal data|personal info|contact me|personal|details|get in touch|personal particulars`,
		aside: `interests|hobbies|hobbies and interests|interests and hobbies|references|referees|awards|honors|honours|awards and honors|honors and awards|honors awards|publications|affiliations|professional affiliations|memberships|professional memberships|
			volunteer|volunteer work|volunteer experience|volunteering|volunteer activities|community service|community involvement|community leadership positions|activities|extracurricular activities|extra curricular activities|extra curriculars|extracurriculars|
			additional information|other information|information|presentations|patents|expected salary|salary expectation|date of availability|availability|hobbies and interest|professional associations|associations|personal interests|achievements and awards|
			awards and achievements|community|volunteerism|leadership and activities|activities and honors|co curricular activities|conferences|speaking engagements|professional organizations|organizations|professional activities|portfolio|declaration|military status|
			awards and recognition|recognition|scholarships|exhibitions|grants|community activities|civic activities|other activities|other interests|further information|reference|volunteer and community service|pro bono|pro bono work|awards and certificates|
			professional societies and associations|professional publications|professional memberships and affiliations|awards and scholarships|notice period|miscellaneous|additional|accomplishments and awards|clubs and organizations|community engagement`,
		unknown: `accomplishments|achievements|key achievements|core accomplishments|selected accomplishments|key accomplishments|selected key accomplishments|major accomplishments|career accomplishments|projects|key projects|academic projects|selected projects|personal projects|
			leadership|training|professional development|training and development|workshops|professional training|trainings|continuing education|continuing legal education|seminars|selected achievements|professional accomplishments|professional achievements|project experience`,
	} {
		for phrase := range strings.SplitSeq(list, "|") {
			table[strings.TrimSpace(phrase)] = kind
		}
	}
	return table
}()

// weak are headings that may stand inside a job too: they count where they look like the others.
var weak = pattern(`accomplishments|achievements|projects|leadership|training|development|workshops|continuing|seminars|highlights|overview|^work$|^software$|^tools$|^technology$|^technologies$|^personal$|^details$|^additional$|^computer|^applications$|^qualifications$|^jobs$|^organizations$|^community$|^summary$|^information$|^reference$|^profile$|^about$|^degrees$|^notary$|^admissions$`)

var (
	continued = pattern(`(?i)\s*[(\[]?\s*(?:cont(?:['’]?d|inued)?\.?|continuation)\s*[)\]]?\s*$`)
	spacedOut = pattern(`^(?:\p{L} ){3,}\p{L}$`)
	bracketed = pattern(`\s*\([^)]*\)\s*$`)
)

// headingOf reads a line as a heading by its words alone.
func headingOf(here *line) (kind, string, bool) {
	const most = 60
	if len(here.text) > most || len(here.pieces) > 1 {
		return 0, "", false
	}
	text := strings.Trim(here.text, " :.-–—_|•*=~#")
	if short := continued().ReplaceAllString(text, ""); short != "" {
		text = short
	}
	if spacedOut().MatchString(text) { // S K I L L S
		text = strings.ReplaceAll(text, " ", "")
	}
	for _, form := range []string{text, bracketed().ReplaceAllString(text, "")} {
		if startsLower(form) {
			continue
		}
		words := lexicon.NormalizeName(form)
		if found, ok := headings[words]; ok {
			return found, words, true
		}
		if found, ok := joinedHeading(form); ok {
			return found, words, true
		}
	}
	return 0, "", false
}

var (
	headingMarks = pattern(`(?i)\s*(?:[,/&+;|]|\band\b)\s*`)
	adjectives   = pattern(`^(?:special|selected|key|major|relevant|professional|other|additional|notable|general|related|personal|my|recent|current|legal|core|main|further|summary of)\s+`)
)

// joinedHeading reads a heading of several, each of them known: of the first that a profile has a field for.
func joinedHeading(text string) (kind, bool) {
	const most = 5
	list := headingMarks().Split(text, -1)
	if len(list) > most {
		return 0, false
	}
	found := aside
	for i, one := range list {
		words := lexicon.NormalizeName(one)
		kind, ok := headings[words]
		if !ok {
			kind, ok = headings[adjectives().ReplaceAllString(words, "")]
		}
		if !ok {
			return 0, false
		}
		if i == 0 || (found == aside || found == unknown) && kind != work && kind != unknown { // a section of activities has no jobs
			found = kind
		}
	}
	return found, true
}

// cut cuts the lines into sections.
func cut(lines []*line) []section {
	known, looks, lefts := map[int]kind{}, map[style]int{}, map[int]bool{}
	words := map[int]string{}
	for i, here := range lines {
		if found, phrase, ok := headingOf(here); ok {
			known[i], words[i] = found, phrase
			if !isWeak(phrase) && !here.Bullet {
				looks[here.style()]++
				lefts[int(here.Left)/8] = true
			}
		}
	}
	plain := bodyStyle(lines)
	apart := func(here *line) bool { // it looks as headings look here, and as the text does not
		look := here.style()
		return looks[look] > 0 && look != plain
	}
	distinct := false
	for look := range looks {
		distinct = distinct || look != plain
	}
	out := []section{{kind: head}}
	blocks := newStreams()
	for i, here := range lines {
		found, isKnown := known[i]
		if at := int(here.Left) / 8; isKnown && len(lefts) > 0 && isWeak(words[i]) && !lefts[at] && !lefts[at-1] && !lefts[at+1] {
			isKnown = false // it stands further in than headings do
		}
		current := &out[len(out)-1]
		switch {
		case isKnown && !isLabel(lines, i) && (!isWeak(words[i]) || apart(here) || !distinct && !here.Bullet && !inJob(current, lines, i) || current.kind == head && !here.Bullet) && (!here.Bullet || apart(here)):
			out = append(out, section{kind: found, heading: here})
		case !isKnown && apart(here) && standsAlone(lines, i, looks, known):
			out = append(out, section{kind: unknown, heading: here})
		default:
			if at := blocks.resume(lines, i, out); at != nil {
				out = append(out, section{kind: at.kind, heading: at.heading})
			}
			current = &out[len(out)-1]
			current.lines = append(current.lines, here)
		}
		blocks.note(lines, i, out)
	}
	return merge(out)
}

// firm are the words of headings that are never a job's own.
var firm = pattern(`education|academic|experience|employment|skills|certific|licens|language|volunteer`)

// isWeak says whether a heading counts only where it looks like the others.
func isWeak(words string) bool { return weak().MatchString(words) && !firm().MatchString(words) }

// isLabel says whether a line of a heading's words is none: what stands beside it in a table's row is its value.
func isLabel(lines []*line, i int) bool {
	return strings.HasPrefix(lines[i].text, "•") || i > 0 && i+1 < len(lines) && lines[i].Bullet && lines[i-1].Bullet && lines[i+1].Bullet
}

// inJob says whether a job has begun in the section: a weak heading may be one of its own parts.
func inJob(current *section, lines []*line, i int) bool {
	if current.kind != work {
		return false
	}
	for j := i + 1; j < min(i+12, len(lines)); j++ {
		if _, phrase, ok := headingOf(lines[j]); ok && !isWeak(phrase) {
			return false // the section ends soon in any case
		}
		for _, one := range lines[j].ranges {
			if one.isRange() && len(lines[j].text) < 90 {
				return true
			}
		}
	}
	return false
}

// bodyStyle is the look of most of the text.
func bodyStyle(lines []*line) style {
	letters := map[style]int{}
	var most style
	for _, here := range lines {
		look := here.style()
		look.caps = false
		letters[look] += len(here.text)
		if letters[look] > letters[most] {
			most = look
		}
	}
	return most
}

// standsAlone says whether a line that looks like a heading and says nothing known can be one: few words, no date, and no job's header
// about it.
func standsAlone(lines []*line, i int, looks map[style]int, known map[int]kind) bool {
	here := lines[i]
	const mostWords = 5
	if here.Bullet || len(here.pieces) > 1 || len(here.ranges) > 0 || innerHead().MatchString(here.text) || strings.ContainsAny(here.text, "0123456789@,|") || len(strings.Fields(here.text)) > mostWords || looks[here.style()] < 2 {
		return false
	}
	for j := max(0, i-2); j <= min(i+2, len(lines)-1); j++ {
		_, heading := known[j]
		if len(lines[j].ranges) > 0 && here.Heading == 0 || j != i && !heading && lines[j].style() == here.style() {
			return false
		}
	}
	return i > 2
}

// merge puts neighbours of one kind under one heading together: a section that goes on over a page.
func merge(list []section) []section {
	out := list[:0]
	for _, one := range list {
		if last := len(out) - 1; last >= 0 && out[last].kind == one.kind && out[last].kind != unknown && out[last].kind != head {
			out[last].lines = append(out[last].lines, one.lines...)
			continue
		}
		if one.heading == nil && len(one.lines) == 0 {
			continue
		}
		out = append(out, one)
	}
	return out
}

// streams follow the columns of a document from page to page: what goes on in a column belongs to the section that the column was in.
type streams struct {
	ends []stream
}

// stream is a block of lines and the section that it ended in.
type stream struct {
	page, block int
	left, right float64
	at          section
}

func newStreams() *streams { return &streams{} }

// note keeps the section that a line's block is in.
func (s *streams) note(lines []*line, i int, out []section) {
	here := lines[i]
	current := out[len(out)-1]
	at := section{kind: current.kind, heading: current.heading}
	if last := len(s.ends) - 1; last >= 0 && s.ends[last].page == here.page && s.ends[last].block == here.Block {
		one := &s.ends[last]
		one.left, one.right, one.at = min(one.left, here.Left), max(one.right, here.Right), at
		return
	}
	s.ends = append(s.ends, stream{here.page, here.Block, here.Left, here.Right, at})
}

// resume is the section that a block goes on with, where it begins without a heading in another column than the text before it; nil
// where it goes on with the current one.
func (s *streams) resume(lines []*line, i int, out []section) *section {
	here := lines[i]
	last := len(s.ends) - 1
	if last < 0 || here.Right <= here.Left || here.page == s.ends[last].page && here.Block == s.ends[last].block {
		return nil
	}
	const near = 18
	for j := last; j >= 0; j-- {
		one := s.ends[j]
		if one.page < here.page-1 {
			return nil
		}
		if here.Left < one.left-near || here.Left > one.right || one.right-one.left < near || absolute(here.Left-one.left) > 3*near {
			continue
		}
		if current := out[len(out)-1]; one.at.kind == current.kind && one.at.heading == current.heading {
			return nil
		}
		return &one.at
	}
	return nil
}

func absolute(number float64) float64 {
	if number < 0 {
		return -number
	}
	return number
}
