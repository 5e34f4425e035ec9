package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"reflect"
)

// madeByChart are the settings that the chart makes of its own values, and that an operator therefore cannot give in config.
var madeByChart = []string{
	"listen", "db", "drain", "shutdown-timeout", "tls-cert", "tls-key", "identities", "client-ca", "metrics-listen", "backup-dir", "insecure",
	"store", "store-ca", "store-cert", "store-key", "store-user", "store-password-file",
}

// holdSchema holds what the schema of the values says of config to the schema of lexfitd's own file, or writes it again.
func holdSchema(ctx context.Context, file, lexfitd string, write bool) error {
	told, err := exec.CommandContext(ctx, lexfitd, "config", "schema").Output()
	if err != nil {
		return fmt.Errorf("lexfitd config schema: %w", err)
	}
	want, err := configOf(told)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var schema struct {
		Properties struct {
			Config json.RawMessage `json:"config"`
		} `json:"properties"`
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if same(schema.Properties.Config, want) {
		return nil
	}
	if !write {
		return fmt.Errorf("%s: what it says of config is not what lexfitd takes: go -C tools/chartcheck run . -write", file)
	}
	// Only this value is another: every other byte stays as somebody wrote it.
	var indented bytes.Buffer
	if err := json.Indent(&indented, want, "    ", "  "); err != nil {
		return err
	}
	if bytes.Count(text, schema.Properties.Config) != 1 {
		return fmt.Errorf("%s: config stands there more than once", file)
	}
	return os.WriteFile(file, bytes.Replace(text, schema.Properties.Config, indented.Bytes(), 1), 0o644)
}

// configOf is the schema of lexfitd's file without what the chart makes.
func configOf(told []byte) ([]byte, error) {
	var schema map[string]any
	if err := json.Unmarshal(told, &schema); err != nil {
		return nil, err
	}
	delete(schema, "$schema")
	properties, ok := schema["properties"].(map[string]any)
	if !ok {
		return nil, errors.New("lexfitd config schema has no properties")
	}
	for _, name := range madeByChart {
		if properties[name] == nil {
			return nil, fmt.Errorf("the chart makes the setting %s, which lexfitd does not have", name)
		}
		delete(properties, name)
	}
	var page bytes.Buffer
	encoder := json.NewEncoder(&page)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(schema)
	return bytes.TrimSpace(page.Bytes()), err
}

// same reports whether two texts of JSON say the same.
func same(one, other []byte) bool {
	var a, b any
	return json.Unmarshal(one, &a) == nil && json.Unmarshal(other, &b) == nil && reflect.DeepEqual(a, b)
}
