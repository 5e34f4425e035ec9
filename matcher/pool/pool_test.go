package pool_test

import (
	"slices"
	"testing"

	"github.com/lexfit/lexfit/matcher/pool"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

const (
	good = lexfitv1.Band_BAND_GOOD
	weak = lexfitv1.Band_BAND_WEAK
)

// Rule 25: by band, INELIGIBLE last and before them those of whom nothing was read; in a band those last whom a flag puts behind; then score, points of REQUIRED criteria, id, place in the input; equal ones share the first's rank.
func TestOrderAndRanks(t *testing.T) {
	t.Parallel()
	want := []pool.Standing{
		{Band: good, Score: 800, Required: 100, ID: "b"},
		{Band: good, Score: 700, Required: 200, ID: "z"},
		{Band: good, Score: 700, Required: 100, ID: "a", Index: 4},
		{Band: good, Score: 700, Required: 100, ID: "a", Index: 9},
		{Band: good, Score: 700, Required: 100, ID: "c"},
		{Band: good, Behind: true, Score: 810, Required: 300, ID: "d"},
		{Band: weak, Score: 10, Required: 0, ID: "a"},
		{Band: lexfitv1.Band_BAND_NOT_ENOUGH_SAID, ID: "a"},
		{Band: lexfitv1.Band_BAND_INELIGIBLE, Score: 900, Required: 300, ID: "a"},
	}
	ranks := []int32{1, 2, 3, 3, 3, 6, 7, 8, 9}
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
	one := func(values ...int32) *pool.Place { return &pool.Place{Values: values} }
	flip, ok := criteria.Flip(one(8000, 0), one(0, 6000), nil)
	if !ok || flip != (pool.Flip{Criterion: 0, Points: -72}) {
		t.Errorf("got %+v, %v", flip, ok)
	}
	if _, ok := criteria.Flip(one(8000, 6000), one(8000, 5000), nil); ok {
		t.Error("no weight puts somebody first who is better in nothing")
	}
}

// Whom a flag puts behind stands before the others by a higher band alone. Worked by hand, the bands from 300, 500 and 650:
//
//   - he is behind, with 600 of 600 points, and is before her where 0.2 w + (1000 − w) reaches 650 and she stays at 600: with
//     w = 438 it is 88 + 562, with 439 it is 88 + 561. So 62 points less of the first weight.
//   - she has 0.59 (1000 − w), he 0.2 w + (1000 − w): the same band is enough for her. Both lie below 300 from w = 876 on, where
//     he has 175 + 124; with 875 he has 175 + 125. In the bands above she is never where he is. So 376 points more.
func TestFlipOfWhomAFlagPutsBehind(t *testing.T) {
	t.Parallel()
	criteria := &pool.Criteria{Weights: []int32{500, 500}, Required: []bool{false, false}, Cuts: [3]int32{300, 500, 650}}
	she := &pool.Place{Standing: pool.Standing{Band: good}, Values: []int32{6000, 6000}}
	he := &pool.Place{Standing: pool.Standing{Band: good, Behind: true}, Values: []int32{2000, 10000}}
	if flip, ok := criteria.Flip(she, he, nil); !ok || flip != (pool.Flip{Criterion: 0, Points: -62}) {
		t.Errorf("the one behind: %+v, %v", flip, ok)
	}
	lower := &pool.Place{Standing: pool.Standing{Band: weak}, Values: []int32{0, 5900}}
	if flip, ok := criteria.Flip(he, lower, nil); !ok || flip != (pool.Flip{Criterion: 0, Points: 376}) {
		t.Errorf("the one before: %+v, %v", flip, ok)
	}
	ineligible := &pool.Place{Standing: pool.Standing{Band: lexfitv1.Band_BAND_INELIGIBLE}, Values: []int32{10000, 10000}}
	if _, ok := criteria.Flip(she, ineligible, nil); ok {
		t.Error("no weight makes a requirement met")
	}
}

// Whom a flag puts behind is behind under every set of weights that leaves the band, whatever the points.
func TestFirmnessOfWhomAFlagPutsBehind(t *testing.T) {
	t.Parallel()
	criteria := &pool.Criteria{Weights: []int32{500, 500}, Required: []bool{true, false}, Cuts: [3]int32{300, 500, 900}}
	she := pool.Place{Standing: pool.Standing{ID: "she", Band: good}, Values: []int32{6000, 6000}}
	he := pool.Place{Standing: pool.Standing{ID: "he", Band: good, Behind: true}, Values: []int32{8000, 8000}}
	firm := criteria.Firmness([]pool.Place{she, he}, nil, 1, nil)
	if want := (pool.Firmness{Stays: pool.Sets, Best: 1, Worst: 1}); firm[0] != want {
		t.Errorf("she: %+v, want %+v", firm[0], want)
	}
	if want := (pool.Firmness{Stays: 0, Best: 2, Worst: 2}); firm[1] != want {
		t.Errorf("he: %+v, want %+v", firm[1], want)
	}
	he.Values = []int32{9100, 9100} // the band above
	firm = criteria.Firmness([]pool.Place{she, he}, nil, 1, nil)
	if want := (pool.Firmness{Stays: pool.Sets, Best: 1, Worst: 1}); firm[1] != want {
		t.Errorf("he, in the band above: %+v, want %+v", firm[1], want)
	}
}

// A candidate better in everything is first under every set of weights, and its twin shares the place.
func TestFirmness(t *testing.T) {
	t.Parallel()
	criteria := &pool.Criteria{Weights: []int32{700, 300}, Required: []bool{true, false}}
	place := func(id string, values ...int32) pool.Place {
		return pool.Place{Standing: pool.Standing{ID: id}, Values: values}
	}
	firm := criteria.Firmness([]pool.Place{place("a", 9000, 9000), place("b", 9000, 9000)}, []pool.Place{place("c", 1, 1)}, 1, nil)
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
