package server

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// A file and an etcd are two places, whoever names them.
func TestOnePlace(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "lexfitd.yaml")
	if err := os.WriteFile(file, []byte("store: etcd://a:2379/x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, environment, want string
		args                    []string
	}{
		{"neither", "", "", nil},
		{"a file", "", "", []string{"--db", "a.db"}},
		{"an etcd", "", "", []string{"--config", file}},
		{"both as flags", "", "both --db (flag) and --store (flag)", []string{"--db", "lexfit.db", "--store", "etcd://a:1/x"}},
		{"a flag and the file", "", "both --db (flag) and --store (" + file + ")", []string{"--db", "a.db", "--config", file}},
		{"the environment and a flag", "b.db", "both --db (environment) and --store (flag)", []string{"--store", "etcd://a:1/x"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			config, flags := DefaultConfig(), pflag.NewFlagSet("lexfitd", pflag.ContinueOnError)
			config.AddFlags(flags)
			if err := flags.Parse(tt.args); err != nil {
				t.Fatal(err)
			}
			sources, err := readSettings(flags, func(name string) (string, bool) { return tt.environment, name == "LEXFITD_DB" && tt.environment != "" })
			if err != nil {
				t.Fatal(err)
			}
			err = config.onePlace(sources)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

// What the address of a store says is checked before anything is opened, and a password never stands in it.
func TestStoreSettings(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"etcd://10.0.0.1:2379/lexfit":          "",
		"etcd://10.0.0.1:2379":                 "names no prefix",
		"lexfit.db":                            "--store lexfit.db: want etcd://",
		"etcd://ada:hush@10.0.0.1:2379/lexfit": "--store etcd://…@10.0.0.1:2379/lexfit: user and password do not stand in the address",
	} {
		config := DefaultConfig()
		config.Store.Address = address
		err := config.Validate()
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hush")) {
			t.Errorf("%s: %v, want %q", address, err, want)
		}
	}
}
