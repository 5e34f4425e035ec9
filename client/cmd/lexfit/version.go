package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/matcher"
)

// release is the version that make dist builds; empty elsewhere.
var release string

// programVersion is the version of this program.
func programVersion() string {
	if info, ok := debug.ReadBuildInfo(); release == "" && ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return cmp.Or(release, "unknown")
}

func (a *app) versionCommand() *cobra.Command {
	var engines bool
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "The version of lexfit and of its scoring engine",
		Example: "  lexfit version --engines",
		Args:    cobra.NoArgs,
		RunE: a.begin(func(context.Context, []string) error {
			if engines {
				return a.engines()
			}
			version := programVersion()
			if a.format == render.Table {
				_, err := fmt.Fprintf(a.out, "lexfit %s, engine %d, %s %s/%s\n", version, matcher.EngineVersion, runtime.Version(), runtime.GOOS, runtime.GOARCH)
				return err
			}
			return json.NewEncoder(a.out).Encode(struct {
				Version       string `json:"version"`
				EngineVersion int32  `json:"engine_version"`
				Go            string `json:"go"`
			}{version, matcher.EngineVersion, runtime.Version()})
		}),
	}
	cmd.Flags().BoolVar(&engines, "engines", false, "every version of the engine, with the commit that last makes it")
	return cmd
}

// engine is a version of the engine as it is printed.
type engine struct {
	Version int32 `json:"engine_version"`
	// Commit is empty for the version that no later one has ended.
	Commit  string `json:"commit"`
	Current bool   `json:"current"`
}

// engines lists the versions of the engine: a fit names one, and its commit makes the fit again.
func (a *app) engines() error {
	list := []engine{}
	for _, made := range matcher.Engines() {
		list = append(list, engine{made.Version, made.Commit, made.Version == matcher.EngineVersion})
	}
	if a.format == render.JSON {
		return json.NewEncoder(a.out).Encode(list)
	}
	if a.format == render.JSONL {
		for _, one := range list {
			if err := json.NewEncoder(a.out).Encode(one); err != nil {
				return err
			}
		}
		return nil
	}
	if _, err := fmt.Fprintf(a.out, "%6s  %s\n", "Engine", "Last made by commit"); err != nil {
		return err
	}
	for _, one := range list {
		commit := one.Commit
		if one.Current {
			commit = strings.TrimSpace(commit + " (this program's version)")
		}
		if _, err := fmt.Fprintf(a.out, "%6d  %s\n", one.Version, commit); err != nil {
			return err
		}
	}
	return nil
}
