package read

import (
	"strings"

	"github.com/lexfit/lexfit/matcher/degree"
	"github.com/lexfit/lexfit/matcher/silence"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// certificates reads a section of certifications. Certificates of study among them are studies.
func (b certificateReader) certificates(one *section) {
	for i, here := range one.lines {
		goesOn := i > 0 && (wrapsBullet(one.lines[i-1], here) && len(findDates(here.text)) == 0 || isOpen(one.lines[i-1].text) && !here.Bullet)
		if goesOn && b.wrapCertificate(one.lines[i-1], here) {
			continue
		}
		if silence.Of(here.text) != silence.Spoken {
			here.read = true
			continue
		}
		if made, ok := degreeIn(here.text); ok && made.Level == lexfitv1.EducationLevel_EDUCATION_LEVEL_POSTSECONDARY_CERTIFICATE && made.Doubt == degree.Sure && len(b.credentialsIn(here.text)) == 0 && b.isStudy(here.text, made.Field) {
			studyReader(b).study(&study{lines: []*line{here}, found: made})
			continue
		}
		if startsLower(here.text) || isDateLine(here) || b.full("certifications", len(b.profile.GetCertifications())) {
			b.certificateMore(here)
			continue
		}
		for _, text := range b.certificateParts(here) {
			b.certificate(item{text, []where{{here, text}}})
		}
	}
}

// isOpen reports whether a bracket is open at the end of a text: what it says stands on the next line.
func isOpen(text string) bool {
	return strings.LastIndexByte(text, '(') > strings.LastIndexByte(text, ')')
}

// isStudy says whether a certificate among certifications is one of study: it names a school, or a field of the rulebook.
func (b certificateReader) isStudy(text, field string) bool {
	return schoolWord().MatchString(text) || len(b.names.fields.Read(&b.lookup, field)) > 0
}

// wrapCertificate reads the certification of a line anew with the line that it goes on on. It says whether the one before was the
// last that was read, and by its line alone.
func (b certificateReader) wrapCertificate(before, here *line) bool {
	last := len(b.profile.GetCertifications()) - 1
	if last < 0 {
		return false
	}
	path := index("certifications", last)
	if at := b.placeOf(path + ".name"); at.line == nil || at.line.page != before.page || at.line.Number != before.Number || len(b.certificateParts(before)) > 1 {
		return false
	}
	b.drop(path)
	b.profile.Certifications = b.profile.GetCertifications()[:last]
	b.certificate(item{before.text + " " + here.text, []where{{before, before.text}, {here, here.text}}})
	return true
}

// certificateParts are the certifications of a line: a list where each part names one, else the line as it stands.
func (b certificateReader) certificateParts(here *line) []string {
	text := strings.Join(here.pieces, " | ")
	for _, marks := range []string{"|;•", ","} {
		list := strings.FieldsFunc(text, func(letter rune) bool { return strings.ContainsRune(marks, letter) })
		if len(list) < 2 {
			continue
		}
		every := true
		for i := range list {
			list[i] = strings.TrimSpace(list[i])
			every = every && len(b.credentialsIn(list[i])) > 0
		}
		if every || marks == "|;•" && len(findDates(text)) == 0 && !strings.ContainsAny(text, "|") {
			return list
		}
	}
	return []string{text}
}

// certificateMore takes a line that goes on with the certification before it: its date.
func (b certificateReader) certificateMore(here *line) {
	last := len(b.profile.GetCertifications()) - 1
	if last < 0 || len(here.ranges) == 0 {
		return
	}
	b.certificateDates(b.profile.GetCertifications()[last], index("certifications", last), item{here.text, []where{{here, here.text}}})
}

var (
	expiresWord = pattern(`(?i)\b(?:expir\w*|valid (?:through|until|thru|to)|renew\w*|through|until)\b`)
	issuedBy    = pattern(`(?i)\s+(?:issued by|granted by|awarded by|through|from|by)\s+(?:the\s+)?`)
	issuerWord  = pattern(`(?i)\b(?:association|bar|board|state|department|dept|society|institute|council|commission|college|university|academy|center|centre|foundation|federation|national|american|county|supreme court|red cross|secretary of state|bureau|authority|agency|guild|league|chamber|inc|company)\b`)
	acronym     = pattern(`^[A-Z][A-Z&]{1,9}$`)
	lastBracket = pattern(`^(.*\S)\s*\(([^()]*)\)?$`)
	dashes      = pattern(`\s+[–—-]\s+`)
	statusWord  = pattern(`(?i)\b(?:expired|lapsed|inactive|in progress|pending|candidate|suspended|revoked|active|current|in good standing)\b`)
)

// certificate reads one certification.
func (b certificateReader) certificate(one item) {
	if b.full("certifications", len(b.profile.GetCertifications())) {
		return
	}
	name, issuer, stands := b.certificateText(one.text)
	if name == "" {
		return
	}
	path := index("certifications", len(b.profile.GetCertifications()))
	made := &lexfitv1.Certification{Name: clipped(name)}
	b.profile.Certifications = append(b.profile.Certifications, made)
	b.says(path+".name", one.at...)
	if issuer != "" {
		made.Issuer = clipped(issuer)
		b.says(path+".issuer", within(one.at, made.GetIssuer())...)
	}
	b.certificateDates(made, path, one)
	if stands != "" {
		b.stands(made, path, stands, within(one.at, stands))
	} else if word := statusWord().FindString(one.text); word != "" && made.GetStatus() == 0 {
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL, path+".status", one.at[0], nil, "%q stands beside the certification: is it held today?", word)
	}
	const mostWords = 14
	if len(strings.Fields(name)) > mostWords || sentence().MatchString(one.text) && len(strings.Fields(name)) > 6 {
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL, path+".name", one.at[0], nil, "a sentence stands among the certifications: does it name one?")
	}
}

// certificateText parts the text of a certification: its name, who granted it, and the word for how it stands.
func (b certificateReader) certificateText(text string) (name, issuer, stands string) {
	list := findDates(text)
	var parts []string
	for _, stretch := range without(text, list) {
		for {
			if word := trim(stretch); !strings.EqualFold(statusWord().FindString(word), word) {
				stretch = trim(dateTail().ReplaceAllString(stretch, ""))
			}
			inner := lastBracket().FindStringSubmatch(stretch)
			if inner == nil || statusWord().FindString(inner[2]) == "" && trim(dateTail().ReplaceAllString(inner[2], "")) != "" {
				break
			}
			if word := statusWord().FindString(inner[2]); word != "" && stands == "" {
				stands = word
			}
			stretch = inner[1]
		}
		for part := range strings.FieldsFuncSeq(stretch, func(letter rune) bool {
			return letter == '|' || letter == ';' || letter == ',' || letter == '•' || letter == '·'
		}) {
			part = trim(part)
			if at := dashes().FindAllStringIndex(part, -1); len(at) > 0 {
				if word := part[at[len(at)-1][1]:]; stands == "" && strings.EqualFold(statusWord().FindString(word), word) {
					part, stands = part[:at[len(at)-1][0]], word
				}
			}
			if part != "" {
				parts = append(parts, part)
			}
		}
	}
	for _, part := range parts {
		word := statusWord().FindString(part)
		switch {
		case word != "" && strings.EqualFold(word, part):
			if stands == "" {
				stands = word
			}
		case name == "":
			name = part
		case issuer == "" && b.isIssuer(part, name):
			issuer = part
		case issuer == "" && strings.Contains(text, name+", "+part):
			name += ", " + part
		}
	}
	if at := issuedBy().FindStringIndex(name); at != nil && issuer == "" && at[0] > 0 {
		name, issuer = name[:at[0]], name[at[1]:]
	}
	if list := dashes().FindAllStringIndex(name, -1); len(list) > 0 && issuer == "" {
		last := list[len(list)-1]
		switch front, back := name[:last[0]], name[last[1]:]; {
		case b.isIssuer(back, front):
			name, issuer = front, back
		case b.isIssuer(front, back) && len(b.credentialsIn(front)) == 0:
			name, issuer = back, front
		}
	}
	return trim(name), trim(issuer), stands
}

// isIssuer says whether a text names who grants a certification, beside its name.
func (b certificateReader) isIssuer(text, name string) bool {
	if len(b.names.issuers.Read(&b.lookup, text)) > 0 || issuerWord().MatchString(text) {
		return true
	}
	return acronym().MatchString(text) && (len(strings.Fields(name)) > 1 || strings.Contains(name, text))
}

var dateTail = pattern(`(?i)[\s,;:(–—-]*\b(?:issued|issue date|earned|obtained|received|certified|since|expires?|expiration(?: date)?|exp|valid(?: (?:through|until|thru|to))?|renewed|date|on|in|awarded|completed)\b\.?[\s:,)]*$`)

// stands takes the word that says how a certification stands.
func (b certificateReader) stands(made *lexfitv1.Certification, path, word string, at []where) {
	switch strings.ToLower(word) {
	case "expired", "lapsed", "inactive":
		made.Status = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_EXPIRED
	case "in progress", "pending", "candidate":
		made.Status = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_IN_PROGRESS
	case "suspended":
		made.Status = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_SUSPENDED
	case "revoked":
		made.Status = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_REVOKED
	default:
		made.Status = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE
	}
	b.says(path+".status", at...)
}

// certificateDates reads when a certification was issued and when it expires.
func (b certificateReader) certificateDates(made *lexfitv1.Certification, path string, whole item) {
	text, issued, expires := whole.text, path+".issued_on", path+".expires_on"
	place := func(date string) where { return within(whole.at, date)[0] }
	for _, one := range findDates(text) {
		before := text[:one.start]
		if cut := strings.LastIndexAny(before, ",;("); cut >= 0 && len(before)-cut > 3 {
			before = before[cut:]
		}
		switch {
		case one.to != "" && (made.GetIssuedOn() != "" || made.GetExpiresOn() != ""):
		case one.to != "":
			from, to := one.written()
			b.date(&made.IssuedOn, issued, one.from, place(from))
			b.date(&made.ExpiresOn, expires, one.to, place(to))
			b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_AMBIGUOUS, expires, whole.at[0], nil, "two dates stand beside the certification: does the second say when it expires?")
		case expiresWord().MatchString(before) && made.GetExpiresOn() == "":
			b.date(&made.ExpiresOn, expires, one.from, place(one.from))
		case made.GetIssuedOn() == "":
			b.date(&made.IssuedOn, issued, one.from, place(one.from))
		}
	}
	if from, to := made.GetIssuedOn(), made.GetExpiresOn(); from != "" && to != "" && to < from[:min(len(from), len(to))] {
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_END_BEFORE_START, expires, place(to), []string{to}, "the certification expires in %s, before it was issued in %s", to, from)
		made.ExpiresOn = ""
	}
}

// credentialLine reads a line among studies that names a credential of the law.
func (b certificateReader) credentialLine(here *line) {
	hits := b.credentialsIn(here.text)
	for _, hit := range hits {
		if b.names.held[hit.ID].GetLegal() {
			b.certificate(item{here.text, []where{{here, here.text}}})
			return
		}
	}
}
