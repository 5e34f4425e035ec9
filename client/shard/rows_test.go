package shard_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"reflect"
	"testing"

	"github.com/lexfit/lexfit/client/shard"
)

var entries = []shard.Row{
	{Number: 1, Line: 1, Known: true, ID: "a", Scored: true, Result: 300, Opens: 2, Next: []byte(",\n")},
	{Number: 2, Line: 2, Known: true, ID: "", Scored: true, Result: 70000},
	{Number: 300, File: 4, Line: 1 << 20, Known: true, ID: "an id with a space", Rejected: shard.Rejected{Row: 12, Reasons: 1 << 30}},
	{Number: 301, File: 5, Rejected: shard.Rejected{Table: true, Head: 99, Row: 12, Reasons: 80}},
	{Number: 1<<31 - 1, File: 5, Line: 7, Scored: true, Opens: 0, Next: []byte("x")},
}

func TestRows(t *testing.T) {
	t.Parallel()
	var text []byte
	for i := range entries {
		text = entries[i].Append(text)
	}
	from := bufio.NewReader(bytes.NewReader(text))
	for i, want := range entries {
		if got, err := shard.ReadRow(from); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%d: got %+v, %v, want %+v", i, got, err, want)
		}
	}
	if _, err := shard.ReadRow(from); !errors.Is(err, io.EOF) {
		t.Errorf("behind the last: %v", err)
	}
	// Cut off anywhere, it is either whole up to there or damaged.
	for cut := range text {
		from := bufio.NewReader(bytes.NewReader(text[:cut]))
		read := 0
		var err error
		for ; err == nil; read++ {
			_, err = shard.ReadRow(from)
		}
		again := []byte{}
		for i := range entries[:read-1] {
			again = entries[i].Append(again)
		}
		if whole := len(again) == cut; whole != errors.Is(err, io.EOF) {
			t.Errorf("cut off at %d behind %d entries of %d bytes: %v", cut, read-1, len(again), err)
		}
	}
}

// What is read of anything is written as it was, in as few bytes or fewer; nothing holds more than there is.
func FuzzRows(f *testing.F) {
	for i := range entries {
		f.Add(entries[i].Append(nil))
	}
	f.Add([]byte{2, 1, 0, 1, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, text []byte) {
		row, err := shard.ReadRow(bufio.NewReader(bytes.NewReader(text)))
		if err != nil {
			return
		}
		again := row.Append(nil)
		if len(again) > len(text) {
			t.Fatalf("%d bytes of %d", len(again), len(text))
		}
		if got, err := shard.ReadRow(bufio.NewReader(bytes.NewReader(again))); err != nil || !reflect.DeepEqual(got, row) {
			t.Fatalf("read %+v, and again %+v, %v", row, got, err)
		}
	})
}

// A sum that was kept and taken up again is that of the whole.
func TestSum(t *testing.T) {
	t.Parallel()
	whole := shard.NewSum(io.Discard)
	part := shard.NewSum(io.Discard)
	for i, text := range []string{"one", "", "three and more than sixty-four bytes, which is a block of the digest; and on", "."} {
		for _, sum := range []*shard.Sum{whole, part} {
			if _, err := io.WriteString(sum, text); err != nil {
				t.Fatal(err)
			}
		}
		kept, err := part.Keep()
		if err != nil {
			t.Fatal(err)
		}
		part = shard.NewSum(io.Discard)
		if err := part.Resume(kept); err != nil {
			t.Fatal(err)
		}
		if part.File("x") != whole.File("x") {
			t.Errorf("%d: %+v, and undisturbed %+v", i, part.File("x"), whole.File("x"))
		}
	}
	if err := part.Resume(shard.Kept{State: []byte("nothing")}); err == nil {
		t.Error("a state that is none was taken")
	}
}
