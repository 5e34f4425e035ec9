package pool_test

import (
	"slices"
	"testing"

	"github.com/lexfit/lexfit/matcher/pool"
)

// Rule 25: INELIGIBLE last, then score, points of REQUIRED criteria, id, place in the input; equal ones share the first's rank.
func TestOrderAndRanks(t *testing.T) {
	t.Parallel()
	want := []pool.Standing{
		{Score: 800, Required: 100, ID: "b"},
		{Score: 700, Required: 200, ID: "z"},
		{Score: 700, Required: 100, ID: "a", Index: 4},
		{Score: 700, Required: 100, ID: "a", Index: 9},
		{Score: 700, Required: 100, ID: "c"},
		{Score: 10, Required: 0, ID: "a"},
		{Ineligible: true, Score: 900, Required: 300, ID: "a"},
	}
	ranks := []int32{1, 2, 3, 3, 3, 6, 7}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, pool.Compare)
	if !slices.Equal(got, want) {
		t.Errorf("order: %v, want %v", got, want)
	}
	if shared := pool.Ranks(got, func(s pool.Standing) pool.Standing { return s }); !slices.Equal(shared, ranks) {
		t.Errorf("ranks: %v, want %v", shared, ranks)
	}
}

// Rule 26: whole parts by largest remainder, ties by order.
func TestApportion(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		shares []int32
		total  int32
		want   []int32
	}{
		{"as they are", []int32{600, 400}, 1000, []int32{600, 400}},
		{"thirds: the rest to the first", []int32{1, 1, 1}, 10, []int32{4, 3, 3}},
		{"by largest remainder", []int32{50, 30, 20}, 11, []int32{6, 3, 2}},
		{"nothing to share by", []int32{0, 0}, 10, []int32{0, 0}},
	} {
		if got := pool.Apportion(test.shares, test.total); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

// A flip worked by hand: of two equal weights, one candidate leads by 400 points on the first criterion and trails by 300 on the
// second; the weight w of the first puts the second first where 0.8 w < 0.6 (1000 − w), so below 428.57: 72 points less
// (72 more of the second weight do as well, and the first criterion's change counts).
func TestFlipByHand(t *testing.T) {
	t.Parallel()
	criteria := &pool.Criteria{Weights: []int32{500, 500}, Required: []bool{false, false}}
	flip, ok := criteria.Flip([]int32{8000, 0}, []int32{0, 6000})
	if !ok || flip != (pool.Flip{Criterion: 0, Points: -72}) {
		t.Errorf("got %+v, %v", flip, ok)
	}
	if _, ok := criteria.Flip([]int32{8000, 6000}, []int32{8000, 5000}); ok {
		t.Error("no weight puts somebody first who is better in nothing")
	}
}

// A candidate better in everything is first under every set of weights, and its twin shares the place.
func TestFirmness(t *testing.T) {
	t.Parallel()
	criteria := &pool.Criteria{Weights: []int32{700, 300}, Required: []bool{true, false}}
	place := func(id string, values ...int32) pool.Place {
		return pool.Place{Standing: pool.Standing{ID: id}, Values: values}
	}
	firm := criteria.Firmness([]pool.Place{place("a", 9000, 9000), place("b", 9000, 9000)}, []pool.Place{place("c", 1, 1)}, 1)
	if want := (pool.Firmness{Stays: pool.Sets, Best: 1, Worst: 1}); firm[0] != want {
		t.Errorf("a: %+v, want %+v", firm[0], want)
	}
	if want := (pool.Firmness{Stays: 0, Best: 1, Worst: 1}); firm[1] != want {
		t.Errorf("b: %+v, want %+v", firm[1], want)
	}
	sets := 0
	for weights := range criteria.WeightSets {
		sets++
		if sum := weights[0] + weights[1]; sum != 1_000_000 {
			t.Fatalf("set %d sums to %d", sets, sum)
		}
	}
	if sets != pool.Sets {
		t.Errorf("%d sets, want %d", sets, pool.Sets)
	}
}
