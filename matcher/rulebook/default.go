package rulebook

import (
	_ "embed"
	"fmt"
	"slices"
	"sync"

	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

//go:embed default.yaml
var defaultYAML string

// parseDefault reads the default rulebook, once.
var parseDefault = sync.OnceValue(func() *lexfitv1.Rulebook {
	doc, findings := Parse("default.yaml", []byte(defaultYAML))
	if len(findings) > 0 {
		// The file is part of the binary, and tests read it: this is a broken build, not an input.
		panic(fmt.Sprintf("rulebook: default.yaml:%d:%d: %s", findings[0].GetLine(), findings[0].GetColumn(), findings[0].GetMessage()))
	}
	return doc.Rulebook
})

// Default returns the default rulebook, a fresh copy at each call that the caller may change.
func Default() *lexfitv1.Rulebook {
	return proto.CloneOf(parseDefault())
}

// DefaultYAML returns the default rulebook as it was written, with its comments: what to start one's own from. The copy
// belongs to the caller.
func DefaultYAML() []byte {
	return slices.Clone([]byte(defaultYAML))
}
