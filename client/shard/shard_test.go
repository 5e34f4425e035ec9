package shard_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/client/shard"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text  string
		by    shard.By
		index string
		want  string
		err   string
	}{
		{"1/1", shard.ByRow, "", "1/1", ""},
		{"3/16", shard.ByID, "", "3/16", ""},
		{"1000/1000", shard.ByRow, "", "1000/1000", ""},
		{"job/16", shard.ByRow, "0", "1/16", ""},
		{"job/16", shard.ByRow, "15", "16/16", ""},
		{"job/16", shard.ByRow, "16", "", "expected 0 to 15 in $JOB_COMPLETION_INDEX"},
		{"job/16", shard.ByRow, "", "", `got ""`},
		{"0/16", shard.ByRow, "", "", "expected a shard from 1 to 16"},
		{"17/16", shard.ByRow, "", "", "expected a shard from 1 to 16"},
		{"1/1001", shard.ByRow, "", "", "at most 1000"},
		{"1/0", shard.ByRow, "", "", "such as 3/16"},
		{"3", shard.ByRow, "", "", "such as 3/16"},
		{"/", shard.ByRow, "", "", "such as 3/16"},
		{"three/16", shard.ByRow, "", "", "expected a shard from 1 to 16"},
		{"3/16", "name", "", "", "expected row or id"},
	} {
		got, err := shard.Parse(test.text, test.by, test.index)
		if test.err == "" && err != nil || test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)) || got.String() != test.want {
			t.Errorf("%s by %s: %s, %v, want %s %s", test.text, test.by, got, err, test.want, test.err)
		}
	}
}

// Every row is of one shard, whichever way they are told apart; by id, wherever in the pool it stands.
func TestShardsPartitionTheRows(t *testing.T) {
	t.Parallel()
	for _, by := range []shard.By{shard.ByRow, shard.ByID} {
		for _, of := range []int{1, 2, 3, 7, 16, 100, 300} {
			full := 0
			for row := 1; row <= 200; row++ {
				id := fmt.Sprintf("somebody-%d", row)
				if row%10 == 0 {
					id = ""
				}
				var holders []int
				for number := 1; number <= of; number++ {
					spec := shard.Spec{Number: number, Of: of, By: by}
					if spec.Has(row, id) {
						holders = append(holders, number)
					}
					if by == shard.ByID && id != "" && spec.Has(row, id) != spec.Has(row+12345, id) {
						t.Fatalf("%s: another row has %s in another shard", by, id)
					}
				}
				if len(holders) != 1 {
					t.Fatalf("by %s, row %d is of the shards %v of %d", by, row, holders, of)
				}
				if holders[0] == 1 {
					full++
				}
			}
			if share := 200 / of; by == shard.ByID && of <= 16 && (full < share/3 || full > share*3+3) {
				t.Errorf("the first of %d has %d of 200", of, full)
			}
		}
	}
	if !(shard.Spec{}).Has(5, "x") || !(shard.Spec{}).Whole() {
		t.Error("the whole pool is not whole")
	}
}

// The digest of an id is part of what a file means from release to release: whoever scores one shard again must get the same people.
func TestShardsByIDStay(t *testing.T) {
	t.Parallel()
	var got []int
	for _, id := range []string{"a", "priya-castellano-7", "gen-000001", "é", "x y"} {
		for number := 1; number <= 16; number++ {
			if (shard.Spec{Number: number, Of: 16, By: shard.ByID}).Has(1, id) {
				got = append(got, number)
			}
		}
	}
	if said := fmt.Sprint(got); said != "[11 6 7 4 7]" {
		t.Errorf("the ids are of the shards %s", said)
	}
}

func TestName(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		spec       shard.Spec
		path, want string
	}{
		{shard.Spec{Number: 3, Of: 16}, "out/fits.csv", "out/fits.03-of-16.csv"},
		{shard.Spec{Number: 16, Of: 16}, "fits", "fits.16-of-16"},
		{shard.Spec{Number: 1, Of: 1}, "a.b.jsonl", "a.b.1-of-1.jsonl"},
		{shard.Spec{Number: 7, Of: 1000}, "out.d/.hidden", "out.d/.hidden.0007-of-1000"},
		{shard.Spec{}, "fits.csv", "fits.csv"},
		{shard.Spec{Number: 3, Of: 16}, "", ""},
	} {
		if got := test.spec.Name(test.path); got != test.want {
			t.Errorf("%s of %s is %s, want %s", test.spec, test.path, got, test.want)
		}
	}
	if rows, manifest := shard.Beside("fits.03-of-16.csv"); rows != "fits.03-of-16.csv.rows" || manifest != "fits.03-of-16.csv.shard.json" {
		t.Error(rows, manifest)
	}
}
