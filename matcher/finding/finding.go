// Package finding collects what is wrong with a rulebook: the ids that it defines, and each finding with its field path. The
// lint of rulebooks and every kind of criterion report into one list.
package finding

import (
	"fmt"
	"strconv"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/lexfit/lexfit/matcher/lexicon"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Most is how many findings are collected before the rest is left for the next run: nobody mends more at once, and a file of
// nothing but mistakes must not become a reply many times its size.
const Most = 1000

const (
	fullValue = 10_000
	perMille  = 1000
)

// Of is a kind of thing that has ids, named as messages name it.
type Of string

// What has ids.
const (
	Skill      Of = "skill"
	Credential Of = "credential"
	Field      Of = "field of study"
	Topic      Of = "course topic"
	Language   Of = "language"
	Family     Of = "title family"
	Role       Of = "role"
	Law        Of = "rule"
	Question   Of = "question"

	VerbClass   Of = "class of verbs"
	ObjectClass Of = "class of objects"
)

// Report collects the findings on one rulebook.
type Report struct {
	list  []*lexfitv1.Finding
	full  bool
	known map[Of]*ids
}

// ids holds the ids of one kind in the order of their definition.
type ids struct {
	order []string
	// paths says where each id was first defined.
	paths map[string]string
	// names are names of the ids, and named the id of each, for what is written in an id's place.
	names []string
	named map[string]string
	// hints holds what was suggested before: a misspelt id seldom stands alone.
	hints map[string]string
}

// NewReport returns a report without findings.
func NewReport() *Report { return &Report{known: map[Of]*ids{}} }

// List returns the findings in the order of their report.
func (r *Report) List() []*lexfitv1.Finding { return r.list }

// Errorf reports an error.
func (r *Report) Errorf(path, rule, format string, args ...any) {
	r.report(lexfitv1.Severity_SEVERITY_ERROR, path, rule, format, args...)
}

// Warnf reports a warning.
func (r *Report) Warnf(path, rule, format string, args ...any) {
	r.report(lexfitv1.Severity_SEVERITY_WARNING, path, rule, format, args...)
}

func (r *Report) report(severity lexfitv1.Severity, path, rule, format string, args ...any) {
	switch {
	case r.full:
		return
	case len(r.list) == Most-1:
		r.full = true
		severity, path, rule, format, args = lexfitv1.Severity_SEVERITY_ERROR, "", "too-many-findings",
			"more is wrong than %d findings can say: mend what is listed, then look again", []any{Most}
	}
	r.list = append(r.list, &lexfitv1.Finding{Severity: severity, Rule: rule, Path: path, Message: fmt.Sprintf(format, args...)})
}

// InRange reports a number outside its range.
func (r *Report) InRange(path string, count, least, most int32) {
	if count < least || count > most {
		r.Errorf(path, "out-of-range", "is %d, expected %d to %d", count, least, most)
	}
}

// NotEmpty reports a node that asks for nothing.
func (r *Report) NotEmpty(count int, path string) {
	if count == 0 {
		r.Errorf(path, "condition-empty", "asks for nothing, so that no one can satisfy it: say what satisfies it, or take it out")
	}
}

// Define adds an id, and reports one that was there before.
func (r *Report) Define(of Of, id, path string) {
	known := r.known[of]
	if known == nil {
		known = &ids{paths: map[string]string{}, hints: map[string]string{}, named: map[string]string{}}
		r.known[of] = known
	}
	if first, ok := known.paths[id]; ok {
		r.Errorf(path, "duplicate-id", "the %s %s is defined already at %s: rename or remove one", of, Quote(id), first)
		return
	}
	known.paths[id] = path
	known.order = append(known.order, id)
}

// Refer reports an id that is not defined.
func (r *Report) Refer(of Of, id, path string) {
	known := r.known[of]
	if known == nil {
		r.Errorf(path, "unknown-id", "there is no %s %s, for the rulebook defines none: define it", of, Quote(id))
		return
	}
	if _, ok := known.paths[id]; ok {
		return
	}
	hint, ok := known.hints[id]
	if !ok {
		hint = known.didYouMean(id)
		known.hints[id] = hint
	}
	r.Errorf(path, "unknown-id", "there is no %s %s%s: name one that the rulebook defines, or define it", of, Quote(id), hint)
}

// Names adds the names of an id that is defined.
func (r *Report) Names(of Of, id string, names []string) {
	known := r.known[of]
	for _, name := range names {
		name = strings.ToLower(strings.TrimPrefix(name, "="))
		if _, ok := known.named[name]; !ok {
			known.names, known.named[name] = append(known.names, name), id
		}
	}
}

// didYouMean suggests the id that is spelt most like what is written, else the one with a name spelt so.
func (k *ids) didYouMean(written string) string {
	if hint := DidYouMean(written, k.order); hint != "" {
		return hint
	}
	if name := nearest(strings.ReplaceAll(written, "-", " "), k.names); name != "" {
		return ", did you mean " + Quote(k.named[name]) + "?"
	}
	return ""
}

// IDs checks a list of ids: each known, none twice.
func (r *Report) IDs(of Of, list []string, path string) {
	seen := map[string]bool{}
	for i, id := range list {
		r.Refer(of, id, Index(path, i))
		r.Once(seen, id, Index(path, i))
	}
}

// Once warns of an id that its list holds already.
func (r *Report) Once(seen map[string]bool, id, path string) {
	if seen[id] {
		r.Warnf(path, "leaf-repeats", "%s is in this list already: take it out", Quote(id))
	}
	seen[id] = true
}

// Curve checks that a curve rises: its x strictly, its values without falling.
func (r *Report) Curve(curve *lexfitv1.Curve, path string) {
	points := curve.GetPoints()
	for i, point := range points {
		at := Index(path+".points", i)
		r.InRange(at+".value", point.GetValue(), 0, fullValue)
		if i == 0 {
			continue
		}
		before := points[i-1]
		if point.GetX() <= before.GetX() {
			r.Errorf(at+".x", "curve-order", "x is %d after %d, expected it to rise: order the points, one for each x",
				point.GetX(), before.GetX())
		}
		if point.GetValue() < before.GetValue() {
			r.Errorf(at+".value", "curve-falls",
				"the curve falls from %d to %d at x = %d, and more of a thing must never count less: an upper limit on years stands in for age; let it stay level",
				before.GetValue(), point.GetValue(), point.GetX())
		}
	}
}

// Index writes the path of a list's element.
func Index(list string, i int) string {
	return list + "[" + strconv.Itoa(i) + "]"
}

// Quote writes a text in quotes, shortened for a message.
func Quote(text string) string { return strconv.Quote(Shorten(text)) }

// Shorten cuts a text to what a message can bear, 60 letters.
func Shorten(text string) string {
	const most = 60
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return text
}

// EnumName writes an enum value as rulebooks do, without its prefix.
func EnumName(value protoreflect.Enum) string {
	values := value.Descriptor().Values()
	named := values.ByNumber(value.Number())
	if named == nil {
		return "unknown"
	}
	prefix := strings.TrimSuffix(string(values.ByNumber(0).Name()), "UNSPECIFIED")
	return strings.TrimPrefix(string(named.Name()), prefix)
}

// DidYouMean returns `, did you mean "x"?` for the known word nearest to the written one, or nothing where none is near. Of
// equally near ones the first listed is named, so the list's order must be fixed.
func DidYouMean(written string, known []string) string {
	if best := nearest(written, known); best != "" {
		return ", did you mean " + Quote(best) + "?"
	}
	return ""
}

// nearest is the known word nearest to the written one; empty where none is near.
func nearest(written string, known []string) string {
	best, distance := "", 1+max(1, min(3, len(written)/3))
	for _, word := range known {
		// A difference in length alone is already that many edits; most words end here.
		if longer := len(word) - len(written); longer >= distance || -longer >= distance {
			continue
		}
		if edits := lexicon.Distance(strings.ToLower(written), strings.ToLower(word), distance); edits < distance {
			best, distance = word, edits
		}
	}
	return best
}
