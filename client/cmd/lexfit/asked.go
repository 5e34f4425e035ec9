package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/lexfit/lexfit/client/run"
)

// changeNothing are the flags that change no result, so that a run may be gone on with under others. Whatever else there is
// was asked, a flag that is new tomorrow too.
var changeNothing = map[string]bool{
	"help": true, "quiet": true, // what is said besides the results
	"timeout": true, "retry-for": true, // how long it may take
	"tls": true, "ca": true, "token-file": true, "cert": true, "key": true, // how the same server is reached, and as whom
	"resume": true, "overwrite": true, // what becomes of what is there
	"out": true, "rejects": true, // where the results go; the journal compares the files itself
}

// asked is all that the results of score depend on besides the files, by the name that the user knows it by: what --resume
// compares.
func (o *scoreOptions) asked(app *app, format run.Format, gate run.Gate) (map[string]string, error) {
	// What counts is not the text of the flag, but what became of it.
	settled := map[string]string{
		"output": string(format.Name), "server": app.server, "db": app.db, "fail-under": strconv.Itoa(gate.Points()),
		"shard": o.shard.String(),
	}
	if o.mapFile != "" {
		content, err := os.ReadFile(o.mapFile)
		if err != nil {
			return nil, fmt.Errorf("--map: %w", err)
		}
		sum := sha256.Sum256(content)
		settled["map"] = hex.EncodeToString(sum[:8])
	}
	asked := map[string]string{}
	o.flags.VisitAll(func(flag *pflag.Flag) {
		if changeNothing[flag.Name] {
			return
		}
		text, ok := settled[flag.Name]
		if list, several := flag.Value.(pflag.SliceValue); several {
			text = strings.Join(list.GetSlice(), " ")
		} else if !ok {
			text = flag.Value.String()
		}
		asked["--"+flag.Name] = text
	})
	return asked, nil
}
