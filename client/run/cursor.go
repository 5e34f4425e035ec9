package run

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"

	"github.com/lexfit/lexfit/client/shard"
)

// cursor is a shard being read.
type cursor struct {
	part    *shard.Part
	rows    *held
	results *held
	rejects *held // nil where they are not asked for
	reasons *held
	row     shard.Row
	head    []byte // of the rejected rows of a table, with its line break
}

// mostBuffered is how much is read ahead of all files together.
const mostBuffered = 16 << 20

func openCursor(part *shard.Part, rejects bool, of int) (*cursor, error) {
	one := &cursor{part: part}
	size := max(4<<10, min(64<<10, mostBuffered/(4*of)))
	var err error
	if one.rows, err = hold(part, part.Rows, size); err != nil {
		return nil, err
	}
	if one.results, err = hold(part, part.Results, size); err == nil && rejects {
		if one.rejects, err = hold(part, *part.Rejects, size); err == nil {
			one.reasons, err = hold(part, *part.Reasons, size)
		}
	}
	if err != nil {
		one.close()
		return nil, err
	}
	return one, nil
}

func (c *cursor) files() []*held {
	var files []*held
	for _, file := range []*held{c.rows, c.results, c.rejects, c.reasons} {
		if file != nil {
			files = append(files, file)
		}
	}
	return files
}

func (c *cursor) close() {
	for _, file := range c.files() {
		_ = file.file.Close() // opened for reading: nothing is lost
	}
}

// next goes to the next row; there may be none.
func (c *cursor) next() (bool, error) {
	row, err := shard.ReadRow(c.rows.reader)
	if errors.Is(err, io.EOF) {
		c.rows.left = 0 // what was read from it is held to the digest at the end
		return false, nil
	}
	if err != nil {
		return false, c.damaged()
	}
	c.row = row
	return true, nil
}

func (c *cursor) damaged() error { return c.rows.changed() }

// cursors are a heap, that with the least row on top.
type cursors []*cursor //nolint:recvcheck // heap.Interface wants both kinds

func (h cursors) Len() int           { return len(h) }
func (h cursors) Less(i, j int) bool { return h[i].row.Number < h[j].row.Number }
func (h cursors) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push is heap.Interface's.
func (h *cursors) Push(one any) { *h = append(*h, one.(*cursor)) } //nolint:forcetypeassert // the heap holds nothing else

// Pop is heap.Interface's.
func (h *cursors) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

// held is a file of a shard that is held to its manifest while it is read.
type held struct {
	path   string
	spec   string
	file   *os.File
	reader *bufio.Reader
	hash   hash.Hash
	left   int64
	want   string
}

func hold(part *shard.Part, of shard.File, buffer int) (*held, error) {
	path := part.At(of)
	file, err := os.Open(path) //nolint:gosec // beside the manifest that the user names
	if err != nil {
		return nil, fmt.Errorf("%s: cannot be read: %w", path, err)
	}
	one := &held{path: path, spec: fmt.Sprintf("%d/%d", part.Shard, part.Of), file: file, hash: sha256.New(), left: of.Bytes, want: of.SHA256}
	one.reader = bufio.NewReaderSize(io.TeeReader(file, one.hash), buffer)
	return one, nil
}

// changed says that a file is not what was written.
func (h *held) changed() error {
	return fmt.Errorf("%s is not what was written: was it cut off or changed? score the shard %s again with --overwrite; nothing was put together", h.path, h.spec)
}

// copy hands on the next bytes.
func (h *held) copy(to io.Writer, size int64) error {
	if size > h.left {
		return h.changed()
	}
	h.left -= size
	for size > 0 {
		ahead, err := h.reader.Peek(int(min(size, int64(h.reader.Size()))))
		if len(ahead) == 0 {
			if errors.Is(err, io.EOF) {
				return h.changed()
			}
			return fmt.Errorf("%s: cannot be read: %w", h.path, err)
		}
		if _, err := to.Write(ahead); err != nil {
			return fmt.Errorf("write result: %w", err)
		}
		_, _ = h.reader.Discard(len(ahead)) // it was just seen
		size -= int64(len(ahead))
	}
	return nil
}

// take holds the next bytes, which are few.
func (h *held) take(size int64) ([]byte, error) {
	if size > h.left || size > mostTail {
		return nil, h.changed()
	}
	h.left -= size
	text := make([]byte, size)
	if _, err := io.ReadFull(h.reader, text); err != nil {
		return nil, h.changed()
	}
	return text, nil
}

// end makes sure that the file was read whole, and is what was written.
func (h *held) end() error {
	more, err := io.Copy(io.Discard, h.reader)
	if err != nil {
		return fmt.Errorf("%s: cannot be read: %w", h.path, err)
	}
	if more > 0 || h.left > 0 || hex.EncodeToString(h.hash.Sum(nil)) != h.want {
		return h.changed()
	}
	return nil
}

// verify holds the files of a shard to its manifest before anything is made of them.
func verify(part *shard.Part) error {
	for _, file := range part.Files() {
		one, err := hold(part, file, 64<<10)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, one.reader)
		one.left = 0
		if err == nil {
			err = one.end()
		}
		_ = one.file.Close() // opened for reading: nothing is lost
		if err != nil {
			return err
		}
	}
	return nil
}
