package run

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// Repeated ids are found however many rows there are, in the order of the input, with the first row of each.
func TestRepeats(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 10, maxHeld, 3*maxHeld + 17} {
		r := &repeats{}
		first := map[string]place{}
		var want []repeated
		dice := rand.New(rand.NewPCG(1, 2))
		for i := range n {
			id := fmt.Sprintf("c-%d", i)
			if i > 0 && i%9973 == 0 {
				id = fmt.Sprintf("c-%d", dice.IntN(i))
			}
			at := place{file: int32(i / 100_000), line: int32(i%100_000 + 1)}
			if f, again := first[id]; again {
				want = append(want, repeated{idAt{id, at}, f})
			} else {
				first[id] = at
			}
			if err := r.add(id, at); err != nil {
				t.Fatal(err)
			}
		}
		got, more, err := r.list(5)
		if err != nil {
			t.Fatal(err)
		}
		if len(got)+more != len(want) || !slices.Equal(got, want[:min(5, len(want))]) {
			t.Errorf("%d rows: got %v and %d more, want %v", n, got, more, want)
		}
	}
}
