package matcher

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed engines.tsv
var enginesTSV string

// Engine is a version of the scoring engine.
type Engine struct {
	// Version is what a fit names as its engine_version.
	Version int32
	// Commit is the commit of this repository that last makes the version, in hexadecimal; empty for the version of this
	// program until another one ends it.
	Commit string
}

// Engines lists every version of the engine that there was, the oldest first, this program's last.
func Engines() []Engine {
	var engines []Engine
	for line := range strings.Lines(enginesTSV) {
		var engine Engine
		if _, err := fmt.Sscanf(line, "%d\t%s", &engine.Version, &engine.Commit); err == nil { // else it is the line of heads
			engines = append(engines, engine)
		}
	}
	if count := len(engines); count == 0 || engines[count-1].Version < EngineVersion {
		engines = append(engines, Engine{Version: EngineVersion})
	}
	return engines
}
