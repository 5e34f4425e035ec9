package input

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// Piece is a run of whole lines of a file of JSON Lines: the share of one of many workers, who reads it as if he read the file.
type Piece struct {
	// File is the file's name.
	File string
	// Offset is where in the file the piece begins, in bytes.
	Offset int64
	// Bytes is how long it is; ToTheEnd where that is not known.
	Bytes int64
	// Line is the number of its first line, from 1.
	Line int
}

// ToTheEnd are the bytes of a piece that goes on to the end of its file, however long that is.
const ToTheEnd = -1

// Pieces cuts a file into pieces of about so many bytes, each up to the end of a line, and yields them in their order until yield
// says false. A packed file is one piece: nobody can begin to read it in the middle. An empty one is none.
func Pieces(file string, reader io.Reader, size int64, yield func(Piece) bool) error {
	in := bufio.NewReaderSize(reader, 256<<10)
	if magic, _ := in.Peek(4); isPacked(magic) {
		yield(Piece{File: file, Bytes: ToTheEnd, Line: 1})
		return nil
	}
	piece, line := Piece{File: file, Line: 1}, 1
	for {
		part, err := in.ReadSlice('\n')
		piece.Bytes += int64(len(part))
		ended := err == nil
		if ended {
			line++
		}
		switch {
		case errors.Is(err, io.EOF):
			if piece.Bytes > 0 {
				yield(piece)
			}
			return nil
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return plainPathError(file, err)
		case ended && piece.Bytes >= size:
			if !yield(piece) {
				return nil
			}
			piece = Piece{File: file, Offset: piece.Offset + piece.Bytes, Line: line}
		}
	}
}

// ReadPiece reads the rows of a piece as ReadWith reads those of the file as JSON Lines, from a reader that stands where the piece
// begins, and yields them until yield says false.
func ReadPiece(piece Piece, reader io.Reader, yield func(*Row) bool) error {
	from := &counter{r: reader}
	limited := io.Reader(from)
	if piece.Bytes != ToTheEnd {
		limited = io.LimitReader(from, piece.Bytes)
	}
	in, done := bufio.NewReaderSize(limited, 64<<10), func() {}
	if piece.Offset == 0 {
		plain, closing, err := unpack(in)
		if err != nil {
			return plainPathError(piece.File, err)
		}
		done = closing
		if plain != io.Reader(in) {
			in = bufio.NewReaderSize(plain, 64<<10)
		}
		dropMark(in)
	}
	defer done()
	going := true
	made := &source{file: piece.File, options: &Options{Format: JSONL}}
	err := made.readLines(in, piece.Line, func(row *Row) bool {
		going = yield(row)
		return going
	})
	if err != nil {
		return plainPathError(piece.File, err)
	}
	if going && from.n < piece.Bytes {
		return fmt.Errorf("%s: is shorter than it was when it was cut into pieces: it was written meanwhile; begin anew when it is whole", piece.File)
	}
	return nil
}

// isPacked says whether the first bytes of a file are those of gzip or zstd.
func isPacked(magic []byte) bool {
	return bytes.HasPrefix(magic, []byte{0x1f, 0x8b}) || bytes.Equal(magic, []byte{0x28, 0xb5, 0x2f, 0xfd})
}

// dropMark passes over a byte-order mark, which some editors write.
func dropMark(reader *bufio.Reader) {
	if mark, _ := reader.Peek(3); string(mark) == "\ufeff" {
		_, _ = reader.Discard(3) // it was just seen
	}
}

// ReadRow reads a row of JSON Lines that stands alone, as it is read in its file. The bytes are the row's from now on.
func ReadRow(file string, line int, raw []byte) *Row {
	row := &Row{File: file, Line: line, Raw: bytes.TrimRight(raw, "\r\n")}
	if size := len(row.Raw); size > MaxRow {
		row.Raw = nil
		row.Problems = tooLarge(line, int64(size))
		return row
	}
	(&source{file: file, options: &Options{Format: JSONL}}).parse(row, false)
	return row
}
