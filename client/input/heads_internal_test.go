package input

import (
	"strings"
	"testing"
)

// No head stands for two fields, and every field there is one.
func TestHeadLists(t *testing.T) {
	t.Parallel()
	lists := map[string]map[string]string{"common": headLists}
	for _, one := range systems {
		lists[one.name] = one.lists
	}
	for name, fields := range lists {
		seen := map[string]string{}
		for field, list := range fields {
			if _, err := parseTarget(field); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			for head := range strings.SplitSeq(list, "|") {
				if other, twice := seen[head]; twice {
					t.Errorf("%s: %q stands for %s and for %s", name, head, other, field)
				}
				if seen[head] = field; head != headKey(head) {
					t.Errorf("%s: %q is never looked up: its key is %q", name, head, headKey(head))
				}
			}
		}
	}
	for _, one := range systems {
		for mark := range strings.SplitSeq(one.own+"|"+one.marks, "|") {
			if mark != headKey(mark) {
				t.Errorf("%s: the mark %q is never found: its key is %q", one.name, mark, headKey(mark))
			}
		}
	}
}
