package main

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/matcher"
)

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "The version of lexfit and of its scoring engine",
		Args:  cobra.NoArgs,
		RunE: a.begin(func(context.Context, []string) error {
			version := "unknown"
			if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
				version = info.Main.Version
			}
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
}
