package input

import (
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
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
		if d := distance(clip(strings.ToLower(written)), strings.ToLower(c)); d < bestDistance && d <= max(1, len(c)/3) {
			best, bestDistance = c, d
		}
	}
	return best
}

// distance counts the letters to insert, drop, change or swap with their neighbour.
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(a)][len(b)]
}
