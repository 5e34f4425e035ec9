package input

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/lexfit/lexfit/matcher/silence"
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
		if count := u[path]; count > 1 {
			path = fmt.Sprintf("%s (%d)", path, count)
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
	reader := &resumeReader{decoder: decoder{raw: raw, line: row.Line}, source: s}
	profile := &lexfitv1.CandidateProfile{CandidateId: id}
	reader.object(root, "", map[string]func(*node, string){
		"basics": func(node *node, at string) { reader.basics(node, at, profile) },
		"work": func(made *node, at string) {
			reader.each(made, at, func(node *node, at string) { reader.work(node, at, profile) })
		},
		"education": func(made *node, at string) {
			reader.each(made, at, func(node *node, at string) { reader.education(node, at, profile) })
		},
		"certificates": func(made *node, at string) {
			reader.each(made, at, func(node *node, at string) { reader.certificate(node, at, profile) })
		},
		"skills": func(made *node, at string) {
			reader.each(made, at, func(node *node, at string) { reader.skill(node, at, profile) })
		},
		"languages": func(made *node, at string) {
			reader.each(made, at, func(node *node, at string) { reader.language(node, at, profile) })
		},
	})
	reader.otherFormat(root, profile)
	row.Problems, row.Warnings = reader.problems, reader.warnings
	if len(row.Problems) == 0 {
		row.Profile = profile
	}
}

// object reads an object's keys, each at most once, and counts those that nobody reads.
func (r *resumeReader) object(made *node, path string, readers map[string]func(*node, string)) {
	r.objectOr(made, path, readers, func(string, *node, string) bool { return false })
}

// objectOr is object with a reader of the keys that the schema does not have, which says whether it read one.
func (r *resumeReader) objectOr(made *node, path string, readers map[string]func(*node, string), other func(string, *node, string) bool) {
	if made.kind != objectKind {
		r.report(made, path, "expected an object, got %s", describe(made))
		return
	}
	seen := map[string]bool{}
	for i, key := range made.keys {
		at := join(path, key.text)
		if seen[key.text] {
			r.report(key, at, "given twice: keep one")
			continue
		}
		seen[key.text] = true
		item := made.items[i]
		read, known := readers[key.text]
		switch {
		case empty(item):
		case known:
			read(item, at)
		case other(key.text, item, at):
		default:
			r.source.count(generic(at))
		}
	}
}

// empty says whether a value says nothing.
func empty(node *node) bool {
	return node.kind == nullKind || node.kind == stringKind && strings.TrimSpace(node.text) == "" && node.flaw == "" ||
		(node.kind == listKind || node.kind == objectKind) && len(node.items) == 0
}

// generic is a path without the numbers of its entries.
func generic(path string) string {
	var text strings.Builder
	inside := false
	for _, letter := range path {
		switch {
		case letter == '[':
			inside = true
			text.WriteString("[]")
		case letter == ']':
			inside = false
		case !inside:
			text.WriteRune(letter)
		}
	}
	return clip(text.String())
}

func (r *resumeReader) each(node *node, path string, read func(*node, string)) {
	if node.kind != listKind {
		r.report(node, path, "expected a list in square brackets, got %s", describe(node))
		return
	}
	for i, item := range node.items {
		if !empty(item) {
			read(item, fmt.Sprintf("%s[%d]", path, i))
		}
	}
}

// string takes a text into a field, where it says anything.
func (r *resumeReader) string(to *string) func(*node, string) {
	return func(node *node, at string) {
		var text string
		if r.verbatim(&text)(node, at); silence.Of(text) == silence.Spoken {
			*to = text
		}
	}
}

// verbatim takes a text into a field, whatever it says: Null is a name too.
func (r *resumeReader) verbatim(to *string) func(*node, string) {
	return func(node *node, at string) {
		switch {
		case node.kind == numberKind: // a year of graduation, say
			*to = node.text
		case node.kind != stringKind:
			r.report(node, at, "expected a text in double quotes, got %s", describe(node))
		case node.flaw != "":
			r.report(node, at, "%s", node.flaw)
		default:
			*to = strings.TrimSpace(node.text)
		}
	}
}

// strings takes a list of texts, or one text, into a field.
func (r *resumeReader) strings(to *[]string) func(*node, string) {
	one := func(node *node, at string) {
		var text string
		r.string(&text)(node, at)
		if text != "" {
			*to = append(*to, text)
		}
	}
	return func(node *node, at string) {
		if node.kind == stringKind {
			one(node, at)
			return
		}
		r.each(node, at, one)
	}
}

func (r *resumeReader) warn(node *node, path, format string, args ...any) {
	r.unread(node, path, "", "", fmt.Sprintf(format, args...))
}

// unread tells of a text that was not read; field is where a map's values can say what it means.
func (r *resumeReader) unread(node *node, path, text, field, message string) {
	made := &decoder{raw: r.raw, line: r.line}
	made.report(node, path, "%s", message)
	for _, problem := range made.problems {
		if problem.Value, problem.Field = clipTo(text), field; len(r.warnings) < maxProblems {
			r.warnings = append(r.warnings, problem)
		}
	}
}

// date takes a date in one of the ways of silence.go. The reader gives an error for what it left out or open.
func (r *resumeReader) date(read func(text string, order dateOrder) error) func(*node, string) {
	return func(node *node, at string) {
		var text string
		if plainValue(node) {
			r.verbatim(&text)(node, at)
		} else {
			text = dateInParts(node)
		}
		if text == "" {
			return
		}
		var order dateOrder
		if r.source.options.Map != nil {
			order = dateOrder(r.source.options.Map.DateOrder)
		}
		if err := read(text, order); err != nil {
			r.unread(node, at, text, "", err.Error())
		}
	}
}

// dateInParts is a date that is written as an object of its parts; anything else by its kind, which no date is.
func dateInParts(made *node) string {
	parts := map[string]string{}
	for i, key := range made.keys {
		if item := made.items[i]; plainValue(item) {
			parts[key.text] = item.text
		}
	}
	date := []string{parts["year"], parts["month"], parts["day"]}
	if date[0] == "" {
		return describe(made)
	}
	return strings.Join(date[:max(1, slices.Index(append(date, ""), ""))], "-")
}

// word takes a word of an enum.
func (r *resumeReader) word(field string, set func(protoreflect.EnumNumber), enum protoreflect.EnumDescriptor) func(*node, string) {
	return func(node *node, at string) {
		var text string
		if r.verbatim(&text)(node, at); text == "" {
			return
		}
		switch number, err := parseWord(text, enum, r.own(field)); {
		case err == nil:
			set(number)
		case silence.Of(text) == silence.Spoken:
			r.unread(node, at, text, field, err.Error())
		}
	}
}

// own are the map's words for a field.
func (r *resumeReader) own(field string) map[string]string {
	if r.source.options.Map == nil {
		return nil
	}
	return r.source.options.Map.Values[field]
}

func (r *resumeReader) basics(made *node, path string, profile *lexfitv1.CandidateProfile) {
	var region, country string
	var regionNode *node
	r.object(made, path, map[string]func(*node, string){
		"name": r.verbatim(&profile.DisplayName),
		"location": func(itsNode *node, at string) {
			r.object(itsNode, at, map[string]func(*node, string){
				"region":      func(node *node, at string) { regionNode = node; r.string(&region)(node, at) },
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
	profile.WorkState = code
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
func pieces(text string, most int) []string {
	var out []string
	for utf8.RuneCountInString(text) > most {
		runes := []rune(text)
		cut := strings.LastIndexAny(string(runes[:most]), " \n\t")
		if cut <= 0 {
			cut = len(string(runes[:most]))
		}
		out = append(out, strings.TrimSpace(text[:cut]))
		text = strings.TrimSpace(text[cut:])
	}
	if text != "" {
		out = append(out, text)
	}
	return out
}

// skill reads a skill and its keywords, each a skill as well. The level is the skill's own: of a keyword it says nothing.
func (r *resumeReader) skill(made *node, path string, profile *lexfitv1.CandidateProfile) {
	skill := &lexfitv1.Skill{}
	var keywords []string
	r.object(made, path, map[string]func(*node, string){
		"name": r.string(&skill.Name), "keywords": r.strings(&keywords),
		"level": r.word("skills.proficiency", func(number protoreflect.EnumNumber) { skill.Proficiency = lexfitv1.Proficiency(number) }, lexfitv1.Proficiency(0).Descriptor()),
	})
	if len(keywords) == 0 {
		r.named(made, path, skill.GetName())
	}
	if skill.GetName() != "" {
		profile.Skills = append(profile.Skills, skill)
	}
	for _, key := range keywords {
		profile.Skills = append(profile.Skills, &lexfitv1.Skill{Name: key})
	}
}

func (r *resumeReader) language(made *node, path string, profile *lexfitv1.CandidateProfile) {
	language := &lexfitv1.Language{}
	var name string
	r.object(made, path, map[string]func(*node, string){
		"language": r.string(&language.Name), "name": r.string(&name),
		"fluency": r.word("languages.level", func(number protoreflect.EnumNumber) { language.Level = lexfitv1.LanguageLevel(number) }, lexfitv1.LanguageLevel(0).Descriptor()),
	})
	language.Name = r.either(language.GetName(), name, path+".name")
	if r.named(made, path, language.GetName()) {
		profile.Languages = append(profile.Languages, language)
	}
}

// named says whether an entry has a name. One that has none is a problem; one that is called N/A or the like is left out.
func (r *resumeReader) named(made *node, path, name string) bool {
	if name != "" {
		return true
	}
	placeholder := slices.ContainsFunc(made.items, func(item *node) bool {
		return item.kind == stringKind && !empty(item) && silence.Of(item.text) != silence.Spoken
	})
	switch {
	case !placeholder:
		r.report(made, path+".name", "is missing: expected what it is called")
	case says(made):
		r.warn(made, path, "says something, but not what it is called: left out")
	}
	return false
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
	doubts{s.options.AsOf}.doubt(row)
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
