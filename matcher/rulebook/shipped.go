package rulebook

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed shipped.tsv
var shippedTSV string

// shipped are the digests of the default rulebooks that there were, today's last.
var shipped = sync.OnceValue(func() []string {
	var digests []string
	for line := range strings.Lines(shippedTSV) {
		if digest, _, row := strings.Cut(line, "\t"); row && !strings.HasPrefix(line, "#") {
			digests = append(digests, digest)
		}
	}
	return digests
})

// DefaultDigest is the digest of the default rulebook, known without reading it: every start asks.
func DefaultDigest() string {
	all := shipped()
	return all[len(all)-1]
}

// Shipped reports whether a digest, in hexadecimal, is that of a default rulebook that lexfit comes with or once came with:
// a rulebook that nobody has changed.
func Shipped(digest string) bool { return slices.Contains(shipped(), digest) }
