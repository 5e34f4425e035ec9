package input

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"google.golang.org/protobuf/reflect/protoreflect"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// isResume says whether an object is a JSON Resume, by its keys: no profile has these, and no résumé a candidate's id.
func isResume(root *node) bool {
	found := false
	for _, key := range root.keys {
		switch key.text {
		case "candidate_id", "candidateId":
			return false
		case "basics", "work", "volunteer", "certificates", "publications", "awards":
			found = true
		}
	}
	return found
}

// unmapped counts what a file says that profiles have no field for, by its path.
type unmapped map[string]int

func (u unmapped) String() string {
	var parts []string
	paths := slices.Sorted(maps.Keys(u))
	if i := slices.Index(paths, others); i >= 0 {
		paths = append(slices.Delete(paths, i, i+1), others) // last
	}
	for _, path := range paths {
		if n := u[path]; n > 1 {
			path = fmt.Sprintf("%s (%d)", path, n)
		}
		parts = append(parts, path)
	}
	return strings.Join(parts, ", ")
}

// resumeReader turns JSON Resumes (https://jsonresume.org/schema, version 1) into profiles.
type resumeReader struct {
	decoder
	source   *source
	warnings []Problem
}

// resume reads one document. What profiles have no field for is counted; contact data among it is left out on purpose.
func (s *source) resume(root *node, raw []byte, row *Row, id string) {
	r := &resumeReader{decoder: decoder{raw: raw, line: row.Line}, source: s}
	p := &lexfitv1.CandidateProfile{CandidateId: id}
	r.object(root, "", map[string]func(*node, string){
		"basics":       func(n *node, at string) { r.basics(n, at, p) },
		"work":         func(n *node, at string) { r.each(n, at, func(n *node, at string) { r.work(n, at, p) }) },
		"education":    func(n *node, at string) { r.each(n, at, func(n *node, at string) { r.education(n, at, p) }) },
		"certificates": func(n *node, at string) { r.each(n, at, func(n *node, at string) { r.certificate(n, at, p) }) },
		"skills":       func(n *node, at string) { r.each(n, at, func(n *node, at string) { r.skill(n, at, p) }) },
		"languages":    func(n *node, at string) { r.each(n, at, func(n *node, at string) { r.language(n, at, p) }) },
	})
	row.Problems, row.Warnings = r.problems, r.warnings
	if len(row.Problems) == 0 {
		row.Profile = p
	}
}

// object reads an object's keys, each at most once, and counts those that nobody reads.
func (r *resumeReader) object(n *node, path string, readers map[string]func(*node, string)) {
	if n.kind != objectKind {
		r.report(n, path, "expected an object, got %s", describe(n))
		return
	}
	seen := map[string]bool{}
	for i, key := range n.keys {
		at := join(path, key.text)
		if seen[key.text] {
			r.report(key, at, "given twice: keep one")
			continue
		}
		seen[key.text] = true
		item := n.items[i]
		read, known := readers[key.text]
		switch {
		case empty(item):
		case known:
			read(item, at)
		default:
			r.source.count(generic(at))
		}
	}
}

// empty says whether a value says nothing.
func empty(n *node) bool {
	return n.kind == nullKind || n.kind == stringKind && strings.TrimSpace(n.text) == "" && n.flaw == "" ||
		(n.kind == listKind || n.kind == objectKind) && len(n.items) == 0
}

// generic is a path without the numbers of its entries.
func generic(path string) string {
	var b strings.Builder
	inside := false
	for _, r := range path {
		switch {
		case r == '[':
			inside = true
			b.WriteString("[]")
		case r == ']':
			inside = false
		case !inside:
			b.WriteRune(r)
		}
	}
	return clip(b.String())
}

func (r *resumeReader) each(n *node, path string, read func(*node, string)) {
	if n.kind != listKind {
		r.report(n, path, "expected a list in square brackets, got %s", describe(n))
		return
	}
	for i, item := range n.items {
		if !empty(item) {
			read(item, fmt.Sprintf("%s[%d]", path, i))
		}
	}
}

// string takes a text into a field.
func (r *resumeReader) string(to *string) func(*node, string) {
	return func(n *node, at string) {
		switch {
		case n.kind == numberKind: // a year of graduation, say
			*to = n.text
		case n.kind != stringKind:
			r.report(n, at, "expected a text in double quotes, got %s", describe(n))
		case n.flaw != "":
			r.report(n, at, "%s", n.flaw)
		default:
			*to = strings.TrimSpace(n.text)
		}
	}
}

// strings takes a list of texts, or one text, into a field.
func (r *resumeReader) strings(to *[]string) func(*node, string) {
	one := func(n *node, at string) {
		var s string
		r.string(&s)(n, at)
		if s != "" {
			*to = append(*to, s)
		}
	}
	return func(n *node, at string) {
		if n.kind == stringKind {
			one(n, at)
			return
		}
		r.each(n, at, one)
	}
}

func (r *resumeReader) warn(n *node, path, format string, args ...any) {
	d := &decoder{raw: r.raw, line: r.line}
	d.report(n, path, format, args...)
	if len(r.warnings) < maxProblems {
		r.warnings = append(r.warnings, d.problems...)
	}
}

// date takes a date. One that cannot be read is left out with a warning; where its absence would be a statement, such as
// that a job is still held, it is a problem.
func (r *resumeReader) date(to *string, ends bool) func(*node, string) {
	return func(n *node, at string) {
		var s string
		r.string(&s)(n, at)
		if s == "" {
			return
		}
		if key := wordKey(s); ends && (key == "present" || key == "current" || key == "now") {
			return
		}
		var order dateOrder
		if r.source.options.Map != nil {
			order = dateOrder(r.source.options.Map.DateOrder)
		}
		date, err := parseDate(s, order)
		*to = date
		switch {
		case err == nil:
		case ends && date == "":
			r.report(n, at, "%s", strings.Replace(err.Error(), "left out; ", "", 1))
		default:
			r.warn(n, at, "%s", err)
		}
	}
}

// word takes a word of an enum.
func (r *resumeReader) word(field string, set func(protoreflect.EnumNumber), enum protoreflect.EnumDescriptor) func(*node, string) {
	return func(n *node, at string) {
		var s string
		r.string(&s)(n, at)
		if s == "" {
			return
		}
		var own map[string]string
		if r.source.options.Map != nil {
			own = r.source.options.Map.Values[field]
		}
		v, err := parseWord(s, enum, own)
		if err != nil {
			r.warn(n, at, "%s", err)
			return
		}
		set(v)
	}
}

func (r *resumeReader) basics(n *node, path string, p *lexfitv1.CandidateProfile) {
	var region, country string
	var regionNode *node
	r.object(n, path, map[string]func(*node, string){
		"name": r.string(&p.DisplayName),
		"location": func(n *node, at string) {
			r.object(n, at, map[string]func(*node, string){
				"region":      func(n *node, at string) { regionNode = n; r.string(&region)(n, at) },
				"countryCode": r.string(&country),
			})
		},
	})
	if _, american := countries[wordKey(country)]; country != "" && !american {
		r.source.count(generic(path + ".location.countryCode"))
		if region != "" { // WA is Washington in one country and Western Australia in another
			r.source.count(generic(path + ".location.region"))
		}
		return
	}
	if region == "" {
		return
	}
	code := strings.ToUpper(region)
	if known, ok := states[wordKey(region)]; ok {
		code = known
	}
	if !slices.Contains(slices.Collect(maps.Values(states)), code) {
		r.warn(regionNode, path+".location.region", "%q is no state that is known: left out", clip(region))
		return
	}
	p.WorkState = code
}

// The contract's limits on duties.
const (
	maxDuty   = 2000
	maxDuties = 64
)

func (r *resumeReader) work(n *node, path string, p *lexfitv1.CandidateProfile) {
	e := &lexfitv1.Experience{}
	var summary, company string
	var duties []string
	r.object(n, path, map[string]func(*node, string){
		"position": r.string(&e.Title), "name": r.string(&e.Employer), "company": r.string(&company), // company until version 1
		"startDate": r.date(&e.StartedOn, false), "endDate": r.date(&e.EndedOn, true),
		"summary": r.string(&summary), "highlights": r.strings(&duties),
	})
	e.Employer = r.either(e.GetEmployer(), company, path+".company")
	if e.GetTitle() == "" {
		r.report(n, path+".position", "is missing: expected the title of the job, without which nothing is known of it")
	}
	if summary != "" {
		duties = append([]string{summary}, duties...)
	}
	for _, d := range duties {
		e.Duties = append(e.Duties, pieces(d, maxDuty)...)
	}
	if len(e.GetDuties()) > maxDuties {
		r.warn(n, path+".highlights", "%d texts: the first %d are read, as many as a profile holds", len(e.GetDuties()), maxDuties)
		e.Duties = e.GetDuties()[:maxDuties]
	}
	p.Experience = append(p.Experience, e)
}

// either takes a text, or the one under an older key, whose path is counted where both say something else.
func (r *resumeReader) either(text, older, path string) string {
	if text == "" {
		return older
	}
	if older != "" && older != text {
		r.source.count(generic(path))
	}
	return text
}

// pieces cuts a text into pieces of so many characters at most, at spaces.
func pieces(s string, most int) []string {
	var out []string
	for utf8.RuneCountInString(s) > most {
		runes := []rune(s)
		cut := strings.LastIndexAny(string(runes[:most]), " \n\t")
		if cut <= 0 {
			cut = len(string(runes[:most]))
		}
		out = append(out, strings.TrimSpace(s[:cut]))
		s = strings.TrimSpace(s[cut:])
	}
	if s != "" {
		out = append(out, s)
	}
	return out
}

func (r *resumeReader) education(n *node, path string, p *lexfitv1.CandidateProfile) {
	e := &lexfitv1.Education{}
	r.object(n, path, map[string]func(*node, string){
		"institution": r.string(&e.Institution), "area": r.string(&e.Field), "endDate": r.date(&e.CompletedOn, false), "courses": r.strings(&e.Coursework),
		"studyType": r.word("education.level", func(v protoreflect.EnumNumber) { e.Level = lexfitv1.EducationLevel(v) }, lexfitv1.EducationLevel(0).Descriptor()),
	})
	p.Education = append(p.Education, e)
}

func (r *resumeReader) certificate(n *node, path string, p *lexfitv1.CandidateProfile) {
	c := &lexfitv1.Certification{}
	r.object(n, path, map[string]func(*node, string){
		"name": r.string(&c.Name), "issuer": r.string(&c.Issuer), "date": r.date(&c.IssuedOn, false),
	})
	r.named(n, path, c.GetName())
	p.Certifications = append(p.Certifications, c)
}

// skill reads a skill and its keywords, each a skill as well. The level is the skill's own: of a keyword it says nothing.
func (r *resumeReader) skill(n *node, path string, p *lexfitv1.CandidateProfile) {
	s := &lexfitv1.Skill{}
	var keywords []string
	r.object(n, path, map[string]func(*node, string){
		"name": r.string(&s.Name), "keywords": r.strings(&keywords),
		"level": r.word("skills.proficiency", func(v protoreflect.EnumNumber) { s.Proficiency = lexfitv1.Proficiency(v) }, lexfitv1.Proficiency(0).Descriptor()),
	})
	if s.GetName() == "" && len(keywords) == 0 {
		r.named(n, path, "")
	}
	if s.GetName() != "" {
		p.Skills = append(p.Skills, s)
	}
	for _, k := range keywords {
		p.Skills = append(p.Skills, &lexfitv1.Skill{Name: k})
	}
}

func (r *resumeReader) language(n *node, path string, p *lexfitv1.CandidateProfile) {
	l := &lexfitv1.Language{}
	var name string
	r.object(n, path, map[string]func(*node, string){
		"language": r.string(&l.Name), "name": r.string(&name),
		"fluency": r.word("languages.level", func(v protoreflect.EnumNumber) { l.Level = lexfitv1.LanguageLevel(v) }, lexfitv1.LanguageLevel(0).Descriptor()),
	})
	l.Name = r.either(l.GetName(), name, path+".name")
	r.named(n, path, l.GetName())
	p.Languages = append(p.Languages, l)
}

func (r *resumeReader) named(n *node, path, name string) {
	if name == "" {
		r.report(n, path+".name", "is missing: expected what it is called")
	}
}

// parse reads a row: a profile, or a JSON Resume where it is one. single says that it is the only one of its file.
func (s *source) parse(row *Row, single bool) (sound bool) {
	root, err := parseJSON(row.Raw)
	if err != nil {
		row.Problems = notJSON(row.Raw, row.Line, err)
		return false
	}
	if s.options.Format != JSONResume && (s.options.Format != Auto || root.kind != objectKind || !isResume(root)) {
		row.Profile, row.Problems = decodeProfile(root, row.Raw, row.Line)
		return true
	}
	id := s.rowID(row.Index)
	if single {
		id = s.stem()
	}
	if s.unmapped == nil {
		s.unmapped = unmapped{}
		s.notice("%s: is a JSON Resume, which has no id: called by the file's name, %s", (&Row{File: s.file}).FileName(), id)
	}
	s.resume(root, row.Raw, row, id)
	return true
}

// mostUnmapped is how many paths of a file are named; keys may be anything, and as many as there are candidates.
const mostUnmapped = 100

// count notes something that profiles have no field for.
func (s *source) count(path string) {
	if _, known := s.unmapped[path]; !known && len(s.unmapped) >= mostUnmapped {
		path = others
	}
	s.unmapped[path]++
}

// others is what stands for the paths that are too many to be named: no key is quoted so.
const others = "and other keys"

// tellUnmapped names what was not read of a file.
func (s *source) tellUnmapped() {
	if len(s.unmapped) > 0 {
		s.notice("%s: not read, as profiles have no field for it: %s", (&Row{File: s.file}).FileName(), s.unmapped)
	}
}
