package input

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

// The limits on packed files. Text packs five to fifty times; what unpacks further than MaxRatio is a bomb.
const (
	// MaxUnpacked is the most that one packed file may unpack to, in bytes.
	MaxUnpacked = 64 << 30
	// MaxRatio is how many times its size a packed file may unpack to, beyond the first freeUnpacked bytes.
	MaxRatio     = 250
	freeUnpacked = 64 << 20
	// maxWindow is how much memory unpacking zstd may take, in bytes.
	maxWindow = 64 << 20
)

// unpack reads gzip and zstd, told by their first bytes, as what is packed in them; anything else as it is.
func unpack(reader *bufio.Reader) (io.Reader, func(), error) {
	magic, _ := reader.Peek(4) // shorter files are not packed
	made := &unpacked{packed: &counter{r: reader}}
	done := func() {}
	switch {
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		itsReader, err := gzip.NewReader(made.packed)
		if err != nil {
			return nil, nil, fmt.Errorf("the gzip file is broken at its beginning: %w; copy it anew", err)
		}
		made.r, made.kind = itsReader, "gzip"
	case bytes.Equal(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		decoder, err := zstd.NewReader(made.packed, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderMaxMemory(MaxUnpacked))
		if err != nil {
			return nil, nil, fmt.Errorf("the zstd file is broken at its beginning: %w; copy it anew", err)
		}
		made.r, made.kind, done = decoder, "zstd", decoder.Close
	default:
		return reader, done, nil
	}
	return made, done, nil
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(data []byte) (int, error) {
	count, err := c.r.Read(data)
	c.n += int64(count)
	return count, err //nolint:wrapcheck // a reader hands on what it met
}

type unpacked struct {
	packed *counter
	r      io.Reader
	kind   string
	n      int64
}

func (u *unpacked) Read(data []byte) (int, error) {
	count, err := u.r.Read(data)
	u.n += int64(count)
	switch {
	case u.n > MaxUnpacked, u.n > freeUnpacked && u.n/MaxRatio > u.packed.n:
		return 0, fmt.Errorf("unpacks to more than %d times its size (%d bytes from %d, and more to come): a bomb, or no export; "+
			"unpack it first if it is sound", MaxRatio, u.n, u.packed.n)
	case err == nil || errors.Is(err, io.EOF):
		return count, err //nolint:wrapcheck // the end is the end
	case errors.Is(err, io.ErrUnexpectedEOF):
		return count, fmt.Errorf("the %s file is cut off after %d bytes, %d unpacked: copy it anew", u.kind, u.packed.n, u.n)
	default:
		return count, fmt.Errorf("the %s file is broken near byte %d, %d unpacked: %w; copy it anew", u.kind, u.packed.n, u.n, err)
	}
}
