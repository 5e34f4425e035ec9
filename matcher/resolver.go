package matcher

import (
	"fmt"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// resolver turns a rulebook's ids into numbers, and collects those that are unknown.
type resolver struct {
	errs []error

	skills, credentials, fields, topics, languages, families map[string]int32
}

func newResolver(rulebook *lexfitv1.Rulebook) *resolver {
	return &resolver{
		skills: numbered(rulebook.GetSkills()), credentials: numbered(rulebook.GetCredentials()),
		fields: numbered(rulebook.GetFields()), topics: numbered(rulebook.GetTopics()),
		languages: numbered(rulebook.GetLanguages()), families: numbered(rulebook.GetTitles()),
	}
}

func numbered[T interface{ GetId() string }](list []T) map[string]int32 {
	numbers := make(map[string]int32, len(list))
	for i, entry := range list {
		numbers[entry.GetId()] = int32(i)
	}
	return numbers
}

func (r *resolver) failf(path, format string, args ...any) {
	r.errs = append(r.errs, fmt.Errorf("%s: %s", path, fmt.Sprintf(format, args...)))
}

func (r *resolver) find(ids map[string]int32, path, what, id string) (int32, bool) {
	number, ok := ids[id]
	if !ok {
		r.failf(path, "unknown %s %q", what, id)
	}
	return number, ok
}

func (r *resolver) findAll(ids map[string]int32, path, what string, list []string) []int32 {
	var found []int32
	for i, id := range list {
		if number, ok := r.find(ids, fmt.Sprintf("%s[%d]", path, i), what, id); ok {
			found = append(found, number)
		}
	}
	return found
}
