package input_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"

	"github.com/lexfit/lexfit/client/input"
)

// inPieces reads a text in pieces of a size, each from a reader of its own.
func inPieces(t *testing.T, file string, text []byte, size int64) (rows []*input.Row, pieces int) {
	t.Helper()
	at := int64(0)
	err := input.Pieces(file, bytes.NewReader(text), size, func(piece input.Piece) bool {
		pieces++
		if piece.Offset != at {
			t.Errorf("a piece begins at byte %d, and the one before ends at %d", piece.Offset, at)
		}
		at += piece.Bytes
		err := input.ReadPiece(piece, bytes.NewReader(text[piece.Offset:]), func(row *input.Row) bool {
			rows = append(rows, row)
			return true
		})
		if err != nil {
			t.Errorf("the piece at line %d: %v", piece.Line, err)
		}
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows, pieces
}

// Whatever the size of the pieces, their rows are those of the file: with the same lines, bytes and problems.
func TestPiecesAreTheFile(t *testing.T) {
	t.Parallel()
	var long strings.Builder
	for i := range 50 {
		fmt.Fprintf(&long, `{"candidate_id":"c%d","skills":[{"name":"Westlaw"}]}`+"\n", i)
	}
	for name, text := range map[string]string{
		"many":            long.String(),
		"empty":           "",
		"blank":           "\n\n \r\n\n",
		"no end":          `{"candidate_id":"a"}` + "\n\n" + `{"candidate_id":"b"}`,
		"line ends":       `{"candidate_id":"a"}` + "\r\n" + `{"candidate_id":"b"}` + "\r\n",
		"a mark":          "\ufeff" + `{"candidate_id":"a"}` + "\n" + `{"candidate_id":"b"}` + "\n",
		"a mark inside":   `{"candidate_id":"a"}` + "\n\ufeff" + `{"candidate_id":"b"}` + "\n",
		"broken":          `{"candidate_id":"a"}` + "\n{]\n\n" + `{"candidate_id":7,"skils":[]}` + "\n\xff\n{",
		"larger than all": `{"candidate_id":"` + strings.Repeat("a", 5000) + `"}` + "\n{}\n",
		"too large":       "{}\n" + strings.Repeat("x", input.MaxRow+1) + "\n{}\n",
	} {
		file := filepath.Join(t.TempDir(), "pool.jsonl")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var want []*input.Row
		if _, err := input.ReadWith(file, &input.Options{Format: input.JSONL}, func(row *input.Row) bool {
			row.Index = 0 // pieces do not know it
			want = append(want, row)
			return true
		}); err != nil {
			t.Fatal(err)
		}
		for _, size := range []int64{1, 7, 64, 1000, 1 << 20} {
			got, _ := inPieces(t, file, []byte(text), size)
			for _, row := range got {
				row.Index = 0
			}
			if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" {
				t.Errorf("%s in pieces of %d (-file +pieces):\n%s", name, size, diff)
			}
		}
	}
}

// A packed file is one piece, and is unpacked.
func TestPackedIsOnePiece(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	for i := range 100 {
		_, _ = fmt.Fprintf(writer, `{"candidate_id":"c%d"}`+"\n", i)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	pieces := 0
	err := input.Pieces("pool.jsonl.gz", bytes.NewReader(packed.Bytes()), 1, func(piece input.Piece) bool {
		pieces++
		rows := 0
		if err := input.ReadPiece(piece, bytes.NewReader(packed.Bytes()), func(row *input.Row) bool {
			rows++
			return row.Profile != nil && row.Line == rows
		}); err != nil || rows != 100 {
			t.Errorf("%d rows, %v", rows, err)
		}
		return true
	})
	if err != nil || pieces != 1 {
		t.Errorf("%d pieces, %v", pieces, err)
	}
}

// A file that was cut off after it was cut into pieces loses no row in silence.
func TestShorterThanItsPieces(t *testing.T) {
	t.Parallel()
	text := []byte("{}\n{}\n{}\n")
	var pieces []input.Piece
	if err := input.Pieces("pool.jsonl", bytes.NewReader(text), 1<<20, func(piece input.Piece) bool {
		pieces = append(pieces, piece)
		return true
	}); err != nil || len(pieces) != 1 {
		t.Fatal(pieces, err)
	}
	err := input.ReadPiece(pieces[0], bytes.NewReader(text[:6]), func(*input.Row) bool { return true })
	if err == nil || !strings.Contains(err.Error(), "pool.jsonl: is shorter than it was") {
		t.Errorf("got %v", err)
	}
}

// A reader that fails is told with the file's name.
func TestPieceThatFails(t *testing.T) {
	t.Parallel()
	broken := io.MultiReader(strings.NewReader("{}\n"), &failing{})
	err := input.ReadPiece(input.Piece{File: "pool.jsonl", Bytes: input.ToTheEnd, Line: 1}, broken, func(*input.Row) bool { return true })
	if err == nil || !strings.HasPrefix(err.Error(), "pool.jsonl: ") {
		t.Errorf("got %v", err)
	}
}

type failing struct{}

func (*failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// A row alone is read as in its file, and one that is too large or of several lines is not lost.
func TestReadRow(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"candidate_id":"a"}`:          "",
		`{"candidate_id":"a"}` + "\r\n": "",
		"{\n\"candidate_id\":\"a\"\n}":  "",
		`{"candidate_id":7}`:            "candidate_id: expected a text in double quotes, got the number 7",
		"{}\n{}":                        "not valid JSON: expected the end of the row after the closing bracket, got '{'",
		"":                              "not valid JSON: expected a value, got the end: the row is cut off",
		strings.Repeat("x", input.MaxRow+1) + "\n": "the row has 4194305 bytes, above the limit of 4194304 (4 MiB): skipped; a profile is a few thousand bytes",
	} {
		row := input.ReadRow("pool.jsonl", 7, []byte(text))
		got := ""
		if len(row.Problems) > 0 {
			got = row.Problems[0].String()
		}
		if got != want || (row.Profile == nil) != (want != "") || row.Line != 7 || row.File != "pool.jsonl" {
			t.Errorf("%.40q: got %q, want %q (%s)", text, got, want, row.Place())
		}
	}
}

// Pieces of any text, of any size, are the text.
func FuzzPieces(f *testing.F) {
	f.Add([]byte("{}\n{}\r\n\n{"), int64(2))
	f.Add([]byte("\ufeff{}\n"), int64(1))
	f.Add([]byte{0x1f, 0x8b, '\n', '\n'}, int64(1))
	f.Fuzz(func(t *testing.T, text []byte, size int64) {
		var read []byte
		line := 1
		err := input.Pieces("pool.jsonl", bytes.NewReader(text), size, func(piece input.Piece) bool {
			if piece.Bytes == input.ToTheEnd {
				read = text
				return true
			}
			if piece.Line != line {
				t.Errorf("the piece at byte %d is said to begin on line %d, and does on %d", piece.Offset, piece.Line, line)
			}
			part := text[piece.Offset : piece.Offset+piece.Bytes]
			line += bytes.Count(part, []byte{'\n'})
			read = append(read, part...)
			return true
		})
		if err != nil || !bytes.Equal(read, text) {
			t.Errorf("the pieces have %d bytes of %d, %v", len(read), len(text), err)
		}
	})
}
