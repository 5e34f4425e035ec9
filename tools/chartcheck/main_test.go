package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/runtime"
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

// breakage is what somebody could do to the chart or its values, and what is to be said of it; nothing where it is none.
type breakage struct{ why, file, from, to, values, want string }

// try has the broken chart judged.
func (b *breakage) try(t *testing.T, judged func([]runtime.Object) error) {
	t.Helper()
	objects, err := render(t.Context(), chartWith(t, b.file, b.from, b.to), valuesOf(t, b.values))
	if err == nil {
		err = judged(objects)
	}
	if b.want == "" && err != nil || b.want != "" && (err == nil || !strings.Contains(err.Error(), b.want)) {
		t.Errorf("%s: %v, want %q", b.why, err, b.want)
	}
}

// What somebody could break in the chart is found.
func TestBrokenChart(t *testing.T) {
	t.Parallel()
	lexfitd, err := build(t.Context(), root, t.TempDir(), "./server/cmd/lexfitd")
	if err != nil {
		t.Fatal(err)
	}
	adapter, err := readAdapter(root)
	if err != nil {
		t.Fatal(err)
	}
	const set, pod, helpers = "templates/statefulset.yaml", "templates/_pod.tpl", "templates/_helpers.tpl"
	const headless, budget, scaler, deployment = "templates/service-headless.yaml", "templates/poddisruptionbudget.yaml", "templates/horizontalpodautoscaler.yaml", "templates/deployment.yaml"
	const shared = "replicas: 4\nstore: {etcd: {endpoints: ['a:2379', 'b:2379']}}"
	const scaled = "autoscaling: {enabled: true}\nstore: {etcd: {endpoints: ['a:2379'], user: {name: lexfit}}}"
	for _, test := range []breakage{
		{"nothing", "", "", "", "", ""},
		{"a field that Kubernetes does not know", pod, "readOnlyRootFilesystem", "readonlyRootFilesystem", "", "unknown field"},
		{"a kind that there is not", set, "kind: StatefulSet", "kind: StatefulSets", "", "StatefulSets"},
		{"a value that is not set", pod, ".Values.drainSeconds", ".Values.drainSecond", "", "drainSecond"},
		{"a root that is written", pod, "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "", "write to its root"},
		{"root", pod, "runAsNonRoot: true", "runAsNonRoot: false", "", "as root"},
		{"capabilities", pod, "drop: [ALL]", "drop: [NET_RAW]", "", "capabilities"},
		{"system calls", pod, "type: RuntimeDefault", "type: Unconfined", "", "system call"},
		{"two pods", set, "replicas: 1", "replicas: 2", "", "one replica"},
		{"a token", "templates/serviceaccount.yaml", "automountServiceAccountToken: false", "automountServiceAccountToken: true", "", "token"},
		{"an early kill", pod, ".Values.shutdownTimeoutSeconds 15", "0", "", "killed before"},
		{"a volume that is not there", pod, "- name: data\n          mountPath", "- name: dato\n          mountPath", "", "dato"},
		{"a flag that there is not", pod, "--config, ", "--konfig=a, --config, ", "", "konfig"},
		{"a setting that there is not", helpers, `"metrics-listen"`, `"metrics-port"`, "", "metrics-port"},
		{"a file that no volume has", helpers, "/etc/lexfit/tls/tls.crt", "/etc/lexfit/tls.crt", "", "tls-cert"},
		{"an environment that lexfitd refuses", "", "", "", "env: [{name: LEXFITD_DRAIN, value: soon}]", "LEXFITD_DRAIN"},
		{"a large number", "", "", "", "config: {max-message-bytes: 33554432}", ""},
		{"a setting that the chart makes", "", "", "", "config: {listen: ':1'}", "listen"},
		{"a setting of another kind", "", "", "", "config: {log-level: loud}", "log-level"},
		{"a value that there is not", "", "", "", "replicates: 2", "replicates"},
		{"two pods on one file", "", "", "", "replicas: 2", "replicas: 2 pods cannot share a database file, which one process has to itself: set store.etcd.endpoints, or replicas to 1."},
		{"any number of pods on one file", "", "", "", "autoscaling: {enabled: true}", "cannot share a database file"},
		{"four pods", "", "", "", shared, ""},
		{"four pods without TLS to etcd", "", "", "", shared + "\ntls: {enabled: false}\ninsecure: true", ""},
		{"as many pods as are needed", "", "", "", scaled, ""},
		{"an etcd without a port", "", "", "", "store: {etcd: {endpoints: [a]}}", "endpoints"},
		{"an etcd whose prefix is odd", "", "", "", "store: {etcd: {endpoints: ['a:1'], prefix: /a}}", "prefix"},
		{"a password that travels readable", "", "", "", "store: {etcd: {endpoints: ['a:1'], tls: {enabled: false}, user: {name: x}}}", "travel readable"},
		{"an etcd in config", "", "", "", "config: {store: 'etcd://a:1/b'}", "store"},
		{"backups of etcd on no volume", "", "", "", shared + "\nbackups: {enabled: true}", "back etcd up"},
		{"scaling by no figure", "", "", "", scaled + "\nmetrics: {enabled: false}", "metrics.enabled"},
		{"scaling from more to fewer", "", "", "", "autoscaling: {enabled: true, minReplicas: 9}\nstore: {etcd: {endpoints: ['a:2379']}}", "above maxReplicas"},
		{"scaling by another figure", "", "", "", "autoscaling: {enabled: true, metric: other}\nstore: {etcd: {endpoints: ['a:2379']}}", "another figure"},
		{"scaling of something else", scaler, "kind: Deployment", "kind: StatefulSet", scaled, "something else"},
		{"a number of pods beside scaling", deployment, "if not .Values.autoscaling.enabled", "if true", scaled, "both the autoscaler"},
		{"pods taken away first", deployment, "maxUnavailable: 0", "maxUnavailable: 1", shared, "before there are others"},
		{"many pods with files of their own", helpers, "merge $made (include \"lexfit.store\" . | fromYaml)", "merge $made (dict \"db\" \"/tmp/x\")", shared, "databases of their own"},
		{"a budget that lets nobody move", budget, "ternary .Values.podDisruptionBudget.maxUnavailable 0", "ternary 0 0", shared, "no pod be moved"},
		{"no budget", budget, "or .Values.podDisruptionBudget.enabled $shared", ".Values.podDisruptionBudget.enabled", shared, "no disruption budget"},
		{"a name with an address", headless, "  clusterIP: None\n", "", shared, "go round"},
		{"a name with a port of the service's own", headless, "port: 7171", "port: 443", shared, "no port"},
		{"a name of other pods", headless, `include "lexfit.selector" .`, `printf "a: b"`, shared, "of other pods"},
		{"a spread of other pods", pod, `include "lexfit.selector" $`, `printf "a: b"`, shared, "spread"},
		{"a pod that drains and is called", pod, `"service" "readiness"`, `"service" "liveness"`, shared, "readiness"},
		{"a Secret that is not mounted", pod, "mountPath: /etc/lexfit/etcd-user", "mountPath: /etc/lexfit/etcd-usr", scaled, "store-password-file"},
		{"nothing encrypted", "", "", "", "tls: {enabled: false}", "readable"},
		{"nobody known", "", "", "", "identities: {enabled: false}", "who they are"},
		{"nobody known but by the provider", "", "", "", "identities: {enabled: false}\nconfig: {oidc-issuer: https://a, oidc-audience: b, oidc-jwks: https://a/k}", ""},
		{"half a provider", "", "", "", "config: {oidc-issuer: https://a}", "go together"},
		{"certificates without roles", "", "", "", "clientCA: {enabled: true}\nidentities: {enabled: false}\nconfig: {oidc-issuer: https://a}", "clientCA"},
		{"backups on a claim of one's own", "", "", "", "backups: {enabled: true, existingClaim: old}", ""},
	} {
		test.try(t, func(objects []runtime.Object) error { return judge(t.Context(), objects, lexfitd, adapter) })
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
	for _, test := range []breakage{
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
		test.try(t, func(objects []runtime.Object) error { return judgeBatch(t.Context(), objects, lexfit) })
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
