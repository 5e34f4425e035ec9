package run

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/lexfit/lexfit/client/input"
)

// Remarks on cells that could not be read are gathered and told at the end, by kind: five thousand rows of an export have the same
// few things wrong with them.
const (
	mostKinds  = 20   // are told
	mostHeld   = 2000 // are told apart
	mostValues = 500  // of a kind are counted one by one
	fewValues  = 5    // are named beside the first
	mostPaste  = 20   // lines are written to be pasted into a map
	// enough cells of one kind, or kinds, make it worth a map.
	enoughCells, enoughKinds = 2, 5
)

// kind is cells about which the same is to be said.
type kind struct {
	place   string
	problem input.Problem
	count   int
	values  map[string]int
	others  int // cells of values that are not counted one by one
}

// kinds are the remarks of a run.
type kinds struct {
	list   []*kind
	byKey  map[string]*kind
	beyond int // cells of kinds that are not told apart
}

var (
	quotedText = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)
	digits     = regexp.MustCompile(`\d+`)
)

// keyOf is what a remark says, whatever the value, the year or the number of the entry.
func keyOf(problem input.Problem) string {
	path := digits.ReplaceAllString(problem.Path, "")
	column, rest, found := strings.Cut(problem.Message, `": `)
	if !found || !strings.HasPrefix(column, `column "`) {
		column, rest, path = "", problem.Message, problem.Path
		if strings.Contains(path, "[") {
			path = digits.ReplaceAllString(path, "")
		}
	}
	return path + "|" + column + "|" + digits.ReplaceAllString(quotedText.ReplaceAllString(rest, `""`), "0")
}

// add gathers a remark on a row.
func (k *kinds) add(place string, problem input.Problem) {
	if k.byKey == nil {
		k.byKey = map[string]*kind{}
	}
	key := keyOf(problem)
	one := k.byKey[key]
	if one == nil {
		if len(k.list) >= mostHeld {
			k.beyond++
			return
		}
		one = &kind{place: place, problem: problem, values: map[string]int{}}
		k.byKey[key] = one
		k.list = append(k.list, one)
	}
	one.count++
	if _, known := one.values[problem.Value]; known || len(one.values) < mostValues {
		one.values[problem.Value]++
		return
	}
	one.others++
}

// most are the values of a kind, the most frequent first.
func (k *kind) most() []string {
	return slices.SortedFunc(maps.Keys(k.values), func(one, other string) int {
		return cmp.Or(k.values[other]-k.values[one], strings.Compare(one, other))
	})
}

// tell says all of it.
func (k *kinds) tell(console *Console) {
	list := k.list
	if len(list) > mostKinds {
		list = slices.Clone(list)
		slices.SortStableFunc(list, func(one, other *kind) int { return other.count - one.count })
	}
	rest := k.beyond
	for i, one := range list {
		if i >= mostKinds {
			rest += one.count
			continue
		}
		console.Remark("%s: %s%s", one.place, one.problem, one.more())
	}
	if rest > 0 {
		console.Remark("and %d more cells that could not be read, of other kinds", rest)
	}
	k.paste(console)
}

// more says how many cells there are besides the first, and which values.
func (k *kind) more() string {
	if k.count == 1 {
		return ""
	}
	if len(k.values) == 1 || k.problem.Value == "" {
		return fmt.Sprintf(" (and in %d more %s)", k.count-1, plural(k.count-1, "row"))
	}
	var named []string
	left := k.count - k.values[k.problem.Value]
	for _, value := range k.most() {
		if value == k.problem.Value {
			continue
		}
		if len(named) == fewValues {
			break
		}
		named = append(named, fmt.Sprintf("%q %d×", shortened(value), k.values[value]))
		left -= k.values[value]
	}
	if left > 0 {
		named = append(named, fmt.Sprintf("and others in %d", left))
	}
	return fmt.Sprintf(" (%d×; so too %s)", k.values[k.problem.Value], strings.Join(named, ", "))
}

func plural(count int, word string) string {
	if count == 1 {
		return word
	}
	return word + "s"
}

// shortened is a value on one short line.
func shortened(value string) string {
	const most = 40
	value = strings.Join(strings.Fields(value), " ")
	if runes := []rune(value); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return value
}

// paste writes the lines of a map that would say what the values mean, most frequent first.
func (k *kinds) paste(console *Console) {
	fields := map[string]map[string]int{}
	cells := 0
	for _, one := range k.list {
		if one.problem.Field == "" {
			continue
		}
		if fields[one.problem.Field] == nil {
			fields[one.problem.Field] = map[string]int{}
		}
		for value, count := range one.values {
			fields[one.problem.Field][value] += count
			cells = max(cells, count)
		}
	}
	if cells < enoughCells && len(fields) < enoughKinds {
		return
	}
	console.Remark("what they mean can be said in a map (--map), here with \"-\" for nothing; lexfit convert --fields says what is possible:")
	console.Remark("values:")
	each := max(1, mostPaste/len(fields))
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		console.Remark("  %s:", field)
		counts := fields[field]
		values := slices.SortedFunc(maps.Keys(counts), func(one, other string) int {
			return cmp.Or(counts[other]-counts[one], strings.Compare(one, other))
		})
		for _, value := range values[:min(each, len(values))] {
			console.Remark("    %q: \"-\" # %d×", value, counts[value])
		}
	}
}
