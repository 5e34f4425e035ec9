package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../.."

// chartWith is a copy of the chart in which a text of a file is another.
func chartWith(t *testing.T, file, from, to string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "chart")
	if err := os.CopyFS(folder, os.DirFS(filepath.Join(root, "server", "deploy", "chart"))); err != nil {
		t.Fatal(err)
	}
	if file == "" {
		return folder
	}
	path := filepath.Join(folder, filepath.FromSlash(file))
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), from) {
		t.Fatalf("%s does not hold %q", file, from)
	}
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(text), from, to)), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

// valuesOf is a file of values.
func valuesOf(t *testing.T, text string) string {
	t.Helper()
	if text == "" {
		return ""
	}
	path := filepath.Join(t.TempDir(), "values.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// What somebody could break in the chart is found.
func TestBrokenChart(t *testing.T) {
	t.Parallel()
	lexfitd, err := build(t.Context(), root, t.TempDir(), "./server/cmd/lexfitd")
	if err != nil {
		t.Fatal(err)
	}
	const set, helpers = "templates/statefulset.yaml", "templates/_helpers.tpl"
	for _, test := range []struct{ why, file, from, to, values, want string }{
		{"nothing", "", "", "", "", ""},
		{"a field that Kubernetes does not know", set, "readOnlyRootFilesystem", "readonlyRootFilesystem", "", "unknown field"},
		{"a kind that there is not", set, "kind: StatefulSet", "kind: StatefulSets", "", "StatefulSets"},
		{"a value that is not set", set, ".Values.drainSeconds", ".Values.drainSecond", "", "drainSecond"},
		{"a root that is written", set, "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "", "write to its root"},
		{"root", set, "runAsNonRoot: true", "runAsNonRoot: false", "", "as root"},
		{"capabilities", set, "drop: [ALL]", "drop: [NET_RAW]", "", "capabilities"},
		{"system calls", set, "type: RuntimeDefault", "type: Unconfined", "", "system call"},
		{"two pods", set, "replicas: 1", "replicas: 2", "", "one replica"},
		{"a token", "templates/serviceaccount.yaml", "automountServiceAccountToken: false", "automountServiceAccountToken: true", "", "token"},
		{"an early kill", set, ".Values.shutdownTimeoutSeconds 15", "0", "", "killed before"},
		{"a volume that is not there", set, "- name: data\n              mountPath", "- name: dato\n              mountPath", "", "dato"},
		{"a flag that there is not", set, "--config, ", "--konfig=a, --config, ", "", "konfig"},
		{"a setting that there is not", helpers, `"metrics-listen"`, `"metrics-port"`, "", "metrics-port"},
		{"a file that no volume has", helpers, "/etc/lexfit/tls/tls.crt", "/etc/lexfit/tls.crt", "", "tls-cert"},
		{"an environment that lexfitd refuses", "", "", "", "env: [{name: LEXFITD_DRAIN, value: soon}]", "LEXFITD_DRAIN"},
		{"a large number", "", "", "", "config: {max-message-bytes: 33554432}", ""},
		{"a setting that the chart makes", "", "", "", "config: {listen: ':1'}", "listen"},
		{"a setting of another kind", "", "", "", "config: {log-level: loud}", "log-level"},
		{"a value that there is not", "", "", "", "replicas: 2", "replicas"},
		{"nothing encrypted", "", "", "", "tls: {enabled: false}", "readable"},
		{"nobody known", "", "", "", "identities: {enabled: false}", "who they are"},
		{"nobody known but by the provider", "", "", "", "identities: {enabled: false}\nconfig: {oidc-issuer: https://a, oidc-audience: b, oidc-jwks: https://a/k}", ""},
		{"half a provider", "", "", "", "config: {oidc-issuer: https://a}", "go together"},
		{"certificates without roles", "", "", "", "clientCA: {enabled: true}\nidentities: {enabled: false}\nconfig: {oidc-issuer: https://a}", "clientCA"},
		{"backups on a claim of one's own", "", "", "", "backups: {enabled: true, existingClaim: old}", ""},
	} {
		objects, err := render(t.Context(), chartWith(t, test.file, test.from, test.to), valuesOf(t, test.values))
		if err == nil {
			err = judge(t.Context(), objects, lexfitd)
		}
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: %v, want %q", test.why, err, test.want)
		}
	}
}

// So it is of the batch.
func TestBrokenBatch(t *testing.T) {
	t.Parallel()
	lexfit, err := build(t.Context(), root, t.TempDir(), "./client/cmd/lexfit")
	if err != nil {
		t.Fatal(err)
	}
	const job = "templates/batch.yaml"
	const on = "batch: {enabled: true, shards: 2, existingClaim: pools, asOf: '2026-11-24'"
	for _, test := range []struct{ why, file, from, to, values, want string }{
		{"nothing", "", "", "", on + "}", ""},
		{"by id, to another format, with further arguments", "", "", "", on + ", shardBy: id, results: a.jsonl, pool: p.csv, args: [--rejects=/pool/left.csv]}", ""},
		{"no batch", "", "", "", "", ""},
		{"a name as long as there may be", "", "", "", "fullnameOverride: " + strings.Repeat("n", 60) + "\n" + on + "}", ""},
		{"no claim", "", "", "", "batch: {enabled: true, asOf: '2026-11-24'}", "existingClaim"},
		{"no date", "", "", "", "batch: {enabled: true, existingClaim: pools}", "asOf"},
		{"a date that is none", "", "", "", "batch: {enabled: true, existingClaim: pools, asOf: today}", "asOf"},
		{"too many shards", "", "", "", "batch: {shards: 1001}", "shards"},
		{"a path out of the claim", "", "", "", "batch: {pool: /etc/passwd}", "pool"},
		{"a value that there is not", "", "", "", "batch: {shard: 2}", "shard"},
		{"an argument that there is not", "", "", "", on + ", args: [--no-advise]}", "no-advise"},
		{"rejected rows in another folder", "", "", "", on + ", args: [--rejects=/tmp/left.csv]}", "in the folder of --out"},
		{"pods without a number", job, "completionMode: Indexed", "completionMode: NonIndexed", on + "}", "not indexed"},
		{"another number of pods", job, "--shard=job/{{ .Values.batch.shards }}", "--shard=job/16", on + "}", "are not the shards"},
		{"one limit for all", job, "backoffLimitPerIndex", "backoffLimit", on + "}", "one shard that fails"},
		{"callers at the pods", job, "| trunc 57 | trimSuffix \"-\" }}-batch", "}}", on + "}", "leads callers"},
		{"no way on", job, "            - --resume\n", "", on + "}", "is there already"},
		{"a root that is written", job, "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", on + "}", "write to its root"},
		{"a token", job, "automountServiceAccountToken: false", "automountServiceAccountToken: true", on + "}", "token"},
		{"a volume that is not there", job, "- name: pool\n              mountPath", "- name: poll\n              mountPath", on + "}", "poll"},
		{"results that no volume has", job, "--out=/pool/", "--out=/data/", on + "}", "lies on no volume"},
	} {
		objects, err := render(t.Context(), chartWith(t, test.file, test.from, test.to), valuesOf(t, test.values))
		if err == nil {
			err = judgeBatch(t.Context(), objects, lexfit)
		}
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: %v, want %q", test.why, err, test.want)
		}
	}
}

// A schema of yesterday's settings is found, and written again without another byte moved.
func TestHoldSchema(t *testing.T) {
	t.Parallel()
	lexfitd, err := build(t.Context(), root, t.TempDir(), "./server/cmd/lexfitd")
	if err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(filepath.Join(root, "server", "deploy", "chart", "values.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(chartWith(t, "values.schema.json", `"log-level"`, `"log-height"`), "values.schema.json")
	if err := holdSchema(t.Context(), file, lexfitd, false); err == nil {
		t.Error("a setting that there is not is taken")
	}
	if err := errors.Join(holdSchema(t.Context(), file, lexfitd, true), holdSchema(t.Context(), file, lexfitd, false)); err != nil {
		t.Error(err)
	}
	if again, err := os.ReadFile(file); err != nil || string(again) != string(good) {
		t.Errorf("written again, the schema is another: %v", err)
	}
}
