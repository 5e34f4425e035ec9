package read

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/lexfit/lexfit/client/intake/draft"
	"github.com/lexfit/lexfit/matcher/wording"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

var (
	mailForm  = pattern(`(?i)\b[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}\b`)
	phoneForm = pattern(`(?:\+\d{1,3}[\s.-]?)?(?:\(\d{2,4}\)|\d{2,4})(?:[\s./-]{1,3}\d{2,4}){1,4}(?:\s?(?:x|ext\.?)\s?\d{1,5})?`)
	linkForm  = pattern(`(?i)\b(?:https?://|www\.)[^\s|,;]{3,200}|\b(?:linkedin\.com|github\.com)/[^\s|,;]{2,100}`)
	// americanPhone is a whole number as the United States and Canada write it.
	americanPhone = pattern(`^(?:\+?1[\s.-]{0,2})?(?:\(\d{3}\)|\d{3})[\s./-]{1,3}\d{3}[\s.-]{1,3}\d{4}(?:\s?(?:x|ext\.?)\s?\d{1,5})?(?:\b|$)`)
	// lastOfAddress is what of a mail address or link may stand on a line of its own.
	lastOfAddress = pattern(`^[\w./-]{1,60}$`)
	zipForm       = pattern(`\b([A-Z]{2}),? (\d{5})(?:-\d{4})?\b`)
	stateForm     = pattern(`[A-Za-z.]{2,}, ?([A-Z]{2})(?:\b|$)`)
	streets       = pattern(`(?i)^\d+[\w-]* .*\b(?:street|st|avenue|ave|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|place|pl|way|terrace|circle|cir|highway|hwy|parkway|pkwy|apt|suite|unit|trail|loop|square|sq)\b`)
	addressOf     = pattern(`(?i)^(?:home |mailing |current |permanent )?address\s*:\s*(.+)$`)
	nameOf        = pattern(`(?i)^(?:full )?name(?: in english)?\s*:?\s+(.+)$`)
	nameForm      = pattern(`^(?:(?:\p{Lu}[\p{L}'’.-]*|(?:de|la|van|von|del|der|bin|al)) ?){2,5}$`)
	notName       = pattern(`(?i)\b(?:resume|résumé|curriculum|vitae|cv|page|street|road|avenue|university|college|company|inc|llc|llp|summary|profile|objective|confidential|street|usa|phone|email|city|state)\b`)
	yearsOf       = pattern(`(?i)\b(over|more than|nearly|almost|about|approximately|around|at least|up to)?\s*(\d{1,2})(\+| plus)?\s*[-–]?\s*years?['’]?\s+(?:of\s+)?(?:(?:progressive|professional|work|working|total|combined|relevant|legal|overall|proven|solid|extensive|hands-on|practical)\s+){0,3}experience\b`)
)

// mostContacts is how many contacts of a document are kept.
const mostContacts = 40

// person reads who somebody is: the name, contacts, the state they work in, all the working life that a summary states.
func (b personReader) person(all []section, lines []*line) {
	b.name(all)
	for i, here := range lines {
		var next *line
		if i+1 < len(lines) && lines[i+1].page == here.page && lines[i+1].Block == here.Block {
			next = lines[i+1]
		}
		b.contacts(here, next)
	}
	top := topOf(all)
	b.places(top)
	b.state(top)
	for _, one := range all {
		if one.kind == head || one.kind == summary {
			b.total(one.lines)
		}
	}
}

// topOf are the lines that speak of the person: the head, and sections of contacts.
func topOf(all []section) []*line {
	var out []*line
	for _, one := range all {
		if one.kind == head || one.kind == contact {
			out = append(out, one.lines...)
		}
	}
	if len(out) == 0 && len(all) > 0 { // the first heading stands above the name
		out = all[0].lines[:min(len(all[0].lines), 6)]
	}
	return out
}

// name finds the name: the line of the head that is one and is written largest, the first of equals.
func (b personReader) name(all []section) {
	var best *line
	var text string
	const deep = 12
	for i, here := range topOf(all) {
		if i >= deep {
			break
		}
		name := b.nameIn(here)
		if name != "" && (best == nil || here.Size > best.Size+1) {
			best, text = here, name
		}
	}
	if best == nil {
		return
	}
	b.profile.DisplayName = clipped(text)
	b.says("display_name", where{best, text})
	b.named = where{best, text}
}

// nameIn is the name of a person that a line is, before what stands behind a comma; empty for none.
func (b personReader) nameIn(here *line) string {
	text := here.pieces[0]
	if list := nameOf().FindStringSubmatch(here.text); list != nil {
		text = list[1]
	}
	name, given, _ := strings.Cut(text, ",")
	if given = strings.TrimSpace(given); given != "" && len(strings.Fields(given)) <= 2 && nameForm().MatchString("Any "+given) && !allCaps(given) && !hasPost(bare(given)) {
		name += ", " + given
	}
	name, _, _ = strings.Cut(name, "|")
	name = strings.TrimSpace(name)
	if !nameForm().MatchString(strings.ReplaceAll(name, ",", "")) || notName().MatchString(name) || len(name) > 60 || hasPost(bare(name)) || len(b.families(name)) > 0 || isPlace(name) {
		return ""
	}
	if len(b.names.skills.ReadWhole(&b.lookup, name)) > 0 {
		return ""
	}
	return name
}

// after reads the letters behind a name that are a credential's, Jane Doe, ACP, where no entry says it. They are flagged, as little
// room says much.
func (b personReader) after(here *line, name string) {
	if here == nil {
		return
	}
	_, held := b.reached()
	text := here.pieces[0]
	at := strings.Index(text, name)
	if at < 0 {
		text = here.text
		at = strings.Index(text, name)
	}
	if at < 0 {
		return
	}
	for letters := range strings.SplitSeq(text[at+len(name):], ",") {
		letters = strings.Trim(letters, " .|-–")
		if letters == "" || len(letters) > 12 {
			continue
		}
		hits := b.names.credentials.ReadWhole(&b.lookup, letters)
		if len(hits) == 0 || held[hits[0].ID] {
			continue
		}
		if b.full("certifications", len(b.profile.GetCertifications())) {
			return
		}
		path := index("certifications", len(b.profile.GetCertifications()))
		b.profile.Certifications = append(b.profile.Certifications, &lexfitv1.Certification{Name: letters})
		b.says(path+".name", where{here, letters})
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL, path+".name", where{here, letters}, nil, "%q stands behind the name: is it held, and in force?", letters)
	}
}

// note keeps a contact, once.
func (b personReader) note(here *line, kind, value string) {
	value = strings.TrimRight(strings.TrimSpace(value), ".,;)")
	if len(b.draft.Contacts) >= mostContacts || value == "" {
		return
	}
	for _, one := range b.draft.Contacts {
		if one.Kind == kind && one.Value == value {
			return
		}
	}
	b.draft.Contacts = append(b.draft.Contacts, draft.Contact{Kind: kind, Value: value, Page: here.page, Line: here.Number})
}

// isBar reports whether a letter parts one contact from the next.
func isBar(letter rune) bool { return strings.ContainsRune("|•·●▪", letter) }

// places notes where somebody lives, as lines about the person say it: the city with its state, where no street stands.
func (b personReader) places(top []*line) {
	for _, here := range top {
		for _, piece := range here.pieces {
			for part := range strings.FieldsFuncSeq(piece, isBar) {
				if part = strings.TrimSpace(part); strings.Contains(part, ",") && len(part) < 60 && isPlace(part) {
					b.note(here, "address", part)
				}
			}
		}
	}
}

// whole is a mail address or link with what of it stands on the next line of a narrow column.
func whole(found, text string, next *line) string {
	if next == nil || !strings.HasSuffix(strings.TrimSpace(text), found) {
		return found
	}
	rest := strings.TrimSpace(next.text)
	switch last := found[len(found)-1]; {
	case !lastOfAddress().MatchString(rest):
	case strings.IndexByte("-_/.@", last) >= 0, strings.Contains(found, "@") && len(rest) <= 2 && strings.ToLower(rest) == rest:
		return found + rest
	}
	return found
}

// contacts notes the ways to reach the person that a line holds; next is the line of its block below it, if any.
func (b personReader) contacts(here, next *line) {
	note := func(kind, value string) { b.note(here, kind, value) }
	text := here.text
	for _, mail := range mailForm().FindAllString(text, 4) {
		note("email", whole(mail, here.text, next))
		text = strings.Replace(text, mail, " ", 1)
	}
	for _, link := range linkForm().FindAllString(text, 4) {
		note("link", whole(link, here.text, next))
		text = strings.Replace(text, link, " ", 1)
	}
	if len(here.ranges) == 0 {
		for _, phone := range phoneForm().FindAllString(text, 4) {
			digits := 0
			for _, letter := range phone {
				if unicode.IsDigit(letter) {
					digits++
				}
			}
			if american := americanPhone().FindString(phone); american != "" { // what stands behind it is an address's
				note("phone", american)
				continue
			}
			if digits >= 7 && digits <= 15 && !zipForm().MatchString(phone) {
				note("phone", phone)
			}
		}
	}
	switch list := addressOf().FindStringSubmatch(here.text); {
	case list != nil:
		note("address", list[1])
	case len(here.text) < 120 && len(here.ranges) == 0:
		for _, piece := range here.pieces {
			for part := range strings.FieldsFuncSeq(piece, isBar) {
				if part = strings.TrimSpace(part); streets().MatchString(part) || zipForm().MatchString(part) {
					note("address", part)
				}
			}
		}
	}
}

// state reads the state that contact lines name: by its code before a ZIP code, else by its code behind a city.
func (b personReader) state(top []*line) {
	const deep = 15
	var codes []string
	var at []where
	for i, here := range top {
		if i >= deep {
			break
		}
		for _, form := range []*regexp.Regexp{zipForm(), stateForm()} {
			list := form.FindStringSubmatch(here.text)
			if list == nil || !wording.IsState(list[1]) {
				continue
			}
			if form == stateForm() && !b.isContact(here) {
				continue
			}
			codes, at = append(codes, list[1]), append(at, where{here, list[0]})
			break
		}
	}
	if len(codes) == 0 {
		return
	}
	b.profile.WorkState = codes[0]
	b.says("work_state", at[0])
	for i, code := range codes {
		if code != codes[0] {
			b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_AMBIGUOUS, "work_state", at[i], []string{code}, "two states stand among the contacts, %s and %s", codes[0], code)
			return
		}
	}
}

// isContact says whether a line is of contacts: short, without a date, and no credential behind a name.
func (b personReader) isContact(here *line) bool {
	list := stateForm().FindStringSubmatch(here.text)
	return len(here.ranges) == 0 && len(here.text) < 120 && (len(strings.Fields(here.text)) <= 5 || mailForm().MatchString(here.text) || phoneForm().MatchString(here.text)) &&
		(list == nil || len(b.names.credentials.ReadWhole(&b.lookup, list[1])) == 0)
}

// total reads the working life that a summary states as one number.
func (b personReader) total(lines []*line) {
	for _, here := range lines {
		list := yearsOf().FindStringSubmatch(here.text)
		if list == nil || b.profile.TotalExperienceMonths != nil {
			continue
		}
		years, _ := strconv.Atoi(list[2]) // two digits
		if years == 0 || years > 60 {
			continue
		}
		months := int32(years * 12)
		b.profile.TotalExperienceMonths = &months
		b.draft.Spans = append(b.draft.Spans, where{here, strings.TrimSpace(list[0])}.span("total_experience_months"))
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL, "total_experience_months", where{here, strings.TrimSpace(list[0])}, nil, "%q: is it all the working life, in years?", strings.TrimSpace(list[0]))
	}
}
