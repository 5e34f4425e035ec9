package columnar

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/parquet-go/parquet-go"

	"github.com/lexfit/lexfit/client/render"
)

// A file is written a row group at a time, so that what is held does not grow with it: a group goes out when it is full, and no group
// has more rows.
func TestRowGroupsGoOutWhenFull(t *testing.T) {
	t.Parallel()
	const group, rows = 1000, 10_500
	var file bytes.Buffer
	writer := newWriter(&file, render.Options{}, group)
	for i := range rows {
		row := Row{Row: int64(i + 1), File: "pool.jsonl", CandidateID: fmt.Sprintf("c-%06d", i*7919%1000), Role: "roles/paralegal", Score: new(int32(i % 1000)), Band: "GOOD"}
		if err := writer.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	before := file.Len() // all but the last group, and what the library holds back to write at once
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	if before*3 < file.Len() { // the foot of so many small groups is large
		t.Errorf("%d of %d bytes are written before the end", before, file.Len())
	}
	opened, err := parquet.OpenFile(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for i, made := range opened.Metadata().RowGroups {
		if want := int64(min(group, rows-i*group)); made.NumRows != want {
			t.Errorf("group %d has %d rows, want %d", i, made.NumRows, want)
		}
	}
	results, err := Open("x", bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	next := int64(1)
	for row, err := range results.All() {
		if err != nil || row.Row != next {
			t.Fatalf("got row %v, %v, want %d", row, err, next)
		}
		next++
	}
	if next != rows+1 {
		t.Errorf("read %d rows", next-1)
	}
}
