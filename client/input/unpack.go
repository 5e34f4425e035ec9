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
func unpack(r *bufio.Reader) (io.Reader, func(), error) {
	magic, _ := r.Peek(4) // shorter files are not packed
	u := &unpacked{packed: &counter{r: r}}
	done := func() {}
	switch {
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(u.packed)
		if err != nil {
			return nil, nil, fmt.Errorf("the gzip file is broken at its beginning: %w; copy it anew", err)
		}
		u.r, u.kind = z, "gzip"
	case bytes.Equal(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		z, err := zstd.NewReader(u.packed, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderMaxMemory(MaxUnpacked))
		if err != nil {
			return nil, nil, fmt.Errorf("the zstd file is broken at its beginning: %w; copy it anew", err)
		}
		u.r, u.kind, done = z, "zstd", z.Close
	default:
		return r, done, nil
	}
	return u, done, nil
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err //nolint:wrapcheck // a reader hands on what it met
}

type unpacked struct {
	packed *counter
	r      io.Reader
	kind   string
	n      int64
}

func (u *unpacked) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	u.n += int64(n)
	switch {
	case u.n > MaxUnpacked, u.n > freeUnpacked && u.n/MaxRatio > u.packed.n:
		return 0, fmt.Errorf("unpacks to more than %d times its size (%d bytes from %d, and more to come): a bomb, or no export; "+
			"unpack it first if it is sound", MaxRatio, u.n, u.packed.n)
	case err == nil || errors.Is(err, io.EOF):
		return n, err //nolint:wrapcheck // the end is the end
	case errors.Is(err, io.ErrUnexpectedEOF):
		return n, fmt.Errorf("the %s file is cut off after %d bytes, %d unpacked: copy it anew", u.kind, u.packed.n, u.n)
	default:
		return n, fmt.Errorf("the %s file is broken near byte %d, %d unpacked: %w; copy it anew", u.kind, u.packed.n, u.n, err)
	}
}
