package tokens_test

import (
	"fmt"
	"testing"

	"github.com/lexfit/lexfit/matcher/tokens"
)

// A dictionary agrees with a map, over words of every length and words that differ in one place.
func TestDictionary(t *testing.T) {
	t.Parallel()
	var words tokens.Dictionary[int]
	if _, ok := words.Get([]byte("docket")); ok || words.Has(nil) {
		t.Error("an empty dictionary knows a word")
	}
	like := map[string]int{}
	set := func(word string) {
		like[word] = len(like)
		words.Set(word, like[word])
	}
	for i := range 5000 {
		set(fmt.Sprintf("%0*d", i%23+1, i))
	}
	set("")
	set("docket")
	set("docket") // again: in place of the first
	if words.Len() != len(like) {
		t.Errorf("%d words, want %d", words.Len(), len(like))
	}
	for word, want := range like {
		if got, ok := words.Get([]byte(word)); !ok || got != want || !words.Has([]byte(word)) {
			t.Errorf("%q is %d (%v), want %d", word, got, ok, want)
		}
		for i := range word {
			other := word[:i] + "x" + word[i+1:]
			if _, known := like[other]; !known && words.Has([]byte(other)) {
				t.Errorf("%q is there", other)
			}
		}
	}
}
