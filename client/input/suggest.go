package input

import (
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/lexfit/lexfit/matcher/lexicon"
)

// suggestField names the field that was probably meant, or else those there are.
func suggestField(fields protoreflect.FieldDescriptors, written string) string {
	names := make([]string, fields.Len())
	for i := range names {
		names[i] = string(fields.Get(i).Name())
	}
	if near := nearest(snake(written), names); near != "" {
		return didYouMean(near)
	}
	return "; expected one of " + strings.Join(names, ", ")
}

func didYouMean(near string) string {
	if near == "" {
		return ""
	}
	return "; did you mean " + near + "?"
}

// snake turns lowerCamelCase and words apart into the contract's form.
func snake(s string) string {
	var b strings.Builder
	for i, r := range clip(s) {
		switch {
		case r == '-' || r == ' ':
			b.WriteByte('_')
		case r >= 'A' && r <= 'Z':
			if i > 0 && !strings.HasSuffix(b.String(), "_") {
				b.WriteByte('_')
			}
			b.WriteRune(r - 'A' + 'a')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// nearest returns the candidate that a third of its letters or less would have to change for; empty where there is none.
func nearest(written string, candidates []string) string {
	best, bestDistance := "", len(written)
	for _, c := range candidates {
		if strings.EqualFold(c, written) {
			return c
		}
		limit := min(bestDistance, max(1, len(c)/3)+1)
		if d := lexicon.Distance(clip(strings.ToLower(written)), strings.ToLower(c), limit); d < limit {
			best, bestDistance = c, d
		}
	}
	return best
}
