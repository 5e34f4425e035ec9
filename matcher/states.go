package matcher

import (
	"strings"

	"github.com/lexfit/lexfit/matcher/lexicon"
	"github.com/lexfit/lexfit/matcher/wording"
)

// anyState stands in an alias of a credential for the name or the postal code of every state.
const anyState = "{state}"

// everyState writes out the names that hold any state, once for each.
func everyState(names []string) []string {
	var list []string
	for _, name := range names {
		if !strings.Contains(name, anyState) {
			list = append(list, name)
			continue
		}
		for _, state := range wording.States() {
			list = append(list, strings.ReplaceAll(name, anyState, state))
		}
	}
	return list
}

// stateBeside is the state that stands beside a name: before it, perhaps with the words for a body of that state between ("NC State
// Bar"), or after it with "of" ("of the State of Ohio"). Empty for none.
func stateBeside(reader *lexicon.Reader, hit lexicon.Hit) string {
	first, end := int(hit.Start), int(hit.End)
	if end+1 < reader.Len() && string(reader.Word(end)) == "of" {
		from := end + 1
		for from < reader.Len() && stateWords[string(reader.Word(from))] {
			from++
		}
		for size := 1; size <= longestState && from+size <= reader.Len(); size++ {
			if state := wording.StateOf(reader.Span(from, from+size)); state != "" {
				return state
			}
		}
	}
	for {
		for size := 1; size <= longestState && size <= first; size++ {
			if state := wording.StateOf(reader.Span(first-size, first)); state != "" {
				return state
			}
		}
		if first == 0 || !stateWords[string(reader.Word(first-1))] {
			break
		}
		first--
	}
	if first > 0 {
		return wording.StateByCode(string(reader.Word(first - 1)))
	}
	return ""
}

// bodyIn is a name of a certificate that holds its issuer too: the whole of it, where it has a word for a body that grants
// certificates, and empty where it has none.
func bodyIn(reader *lexicon.Reader, written string) string {
	reader.Set(written)
	for i := range reader.Len() {
		word := string(reader.Word(i))
		if bodyWords[word] || word == "state" && i+1 < reader.Len() && string(reader.Word(i+1)) == "of" {
			return written
		}
	}
	return ""
}

// bodyWords are words for bodies that grant certificates.
var bodyWords = map[string]bool{"bar": true, "association": true, "board": true, "court": true, "federation": true, "alliance": true}

// longestState is how many words a state's name has at most: "district of columbia".
const longestState = 3

// stateWords stand between a state's name and what it grants.
var stateWords = map[string]bool{"state": true, "bar": true, "association": true, "the": true, "of": true}
