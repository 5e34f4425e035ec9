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
func snake(text string) string {
	var written strings.Builder
	for i, letter := range clip(text) {
		switch {
		case letter == '-' || letter == ' ':
			written.WriteByte('_')
		case letter >= 'A' && letter <= 'Z':
			if i > 0 && !strings.HasSuffix(written.String(), "_") {
				written.WriteByte('_')
			}
			written.WriteRune(letter - 'A' + 'a')
		default:
			written.WriteRune(letter)
		}
	}
	return written.String()
}

// nearest returns the candidate that a third of its letters or less would have to change for; empty where there is none.
func nearest(written string, candidates []string) string {
	best, bestDistance := "", len(written)
	for _, code := range candidates {
		if strings.EqualFold(code, written) {
			return code
		}
		limit := min(bestDistance, max(1, len(code)/3)+1)
		if change := lexicon.Distance(clip(strings.ToLower(written)), strings.ToLower(code), limit); change < limit {
			best, bestDistance = code, change
		}
	}
	return best
}
