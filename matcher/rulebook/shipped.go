package rulebook

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed shipped.tsv
var shippedTSV string

// shipped are the digests of the default rulebooks that there were, today's among them.
var shipped = sync.OnceValue(func() map[string]bool {
	digests := map[string]bool{}
	for line := range strings.Lines(shippedTSV) {
		if digest, _, row := strings.Cut(line, "\t"); row && !strings.HasPrefix(line, "#") {
			digests[digest] = true
		}
	}
	return digests
})

// Shipped reports whether a digest, in hexadecimal, is that of a default rulebook that lexfit comes with or once came with:
// a rulebook that nobody has changed.
func Shipped(digest string) bool { return shipped()[digest] }
