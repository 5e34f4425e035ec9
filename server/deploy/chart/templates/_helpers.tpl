{{- define "lexfit.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "lexfit.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" }}
{{- else if contains (include "lexfit.name" .) .Release.Name }}
{{- .Release.Name | trunc 52 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "lexfit.name" .) | trunc 52 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "lexfit.selector" -}}
app.kubernetes.io/name: {{ include "lexfit.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "lexfit.labels" -}}
{{ include "lexfit.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "lexfit.account" -}}
{{- default (include "lexfit.fullname" .) .Values.serviceAccount.name }}
{{- end }}

{{- define "lexfit.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end }}
{{- end }}

{{/* Not empty where the pods share what they score by, and there may be any number of them. */}}
{{- define "lexfit.shared" -}}
{{- if .Values.store.etcd.endpoints }}shared{{ end }}
{{- end }}

{{- define "lexfit.etcdPorts" -}}
{{- $ports := list }}
{{- range .Values.store.etcd.endpoints }}
{{- $ports = append $ports (regexFind "[0-9]+$" .) }}
{{- end }}
{{- join "," $ports }}
{{- end }}

{{- define "lexfit.tlsSecret" -}}
{{- default (printf "%s-tls" (include "lexfit.fullname" .)) .Values.tls.secret }}
{{- end }}

{{- define "lexfit.identitiesSecret" -}}
{{- default (printf "%s-identities" (include "lexfit.fullname" .)) .Values.identities.secret }}
{{- end }}

{{- define "lexfit.clientCASecret" -}}
{{- default (printf "%s-client-ca" (include "lexfit.fullname" .)) .Values.clientCA.secret }}
{{- end }}

{{/* What lexfitd would refuse to start with is told before anything is installed. */}}
{{- define "lexfit.check" -}}
{{- $known := or .Values.identities.enabled (index .Values.config "oidc-issuer") }}
{{- if not .Values.insecure }}
{{- if not .Values.tls.enabled }}
{{- fail "Credentials and profiles would travel readable: set tls.enabled, or insecure where something else encrypts." }}
{{- end }}
{{- if not $known }}
{{- fail "Nobody would have to say who they are: set identities.enabled or config.oidc-issuer, or insecure where something else knows the callers." }}
{{- end }}
{{- end }}
{{- if not (include "lexfit.shared" .) }}
{{- if gt (int .Values.replicas) 1 }}
{{- fail (printf "replicas: %d pods cannot share a database file, which one process has to itself: set store.etcd.endpoints, or replicas to 1." (int .Values.replicas)) }}
{{- end }}
{{- if .Values.autoscaling.enabled }}
{{- fail "autoscaling: more than one pod cannot share a database file, which one process has to itself: set store.etcd.endpoints." }}
{{- end }}
{{- else }}
{{- if .Values.backups.enabled }}
{{- fail "backups: pods on etcd have no volume of their own: back etcd up by its own means, or run lexfit admin backup regularly." }}
{{- end }}
{{- if and .Values.store.etcd.user.name (not .Values.store.etcd.tls.enabled) (not .Values.insecure) }}
{{- fail "store.etcd.user: its password would travel readable: set store.etcd.tls.enabled, or insecure where something else encrypts." }}
{{- end }}
{{- if .Values.autoscaling.enabled }}
{{- if not .Values.metrics.enabled }}
{{- fail "autoscaling goes by a figure of Prometheus: set metrics.enabled." }}
{{- end }}
{{- if gt (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas) }}
{{- fail "autoscaling: minReplicas is above maxReplicas." }}
{{- end }}
{{- end }}
{{- end }}
{{- if and .Values.clientCA.enabled (not (and .Values.tls.enabled .Values.identities.enabled)) }}
{{- fail "clientCA needs tls and identities: certificates are shown in the handshake, and the identities say which has which role." }}
{{- end }}
{{- end }}

{{/* The settings of a store in etcd. */}}
{{- define "lexfit.store" -}}
{{- with .Values.store.etcd -}}
store: {{ printf "etcd://%s/%s" (join "," .endpoints) .prefix | quote }}
{{- if .tls.enabled }}
store-ca: /etc/lexfit/etcd-tls/ca.crt
{{- if .tls.clientCertificate }}
store-cert: /etc/lexfit/etcd-tls/tls.crt
store-key: /etc/lexfit/etcd-tls/tls.key
{{- end }}
{{- end }}
{{- with .user.name }}
store-user: {{ . | quote }}
store-password-file: /etc/lexfit/etcd-user/password
{{- end }}
{{- end }}
{{- end }}

{{/* The settings: the operator's, and those that the chart makes. */}}
{{- define "lexfit.config" -}}
{{- $made := dict "listen" ":7171" }}
{{- if include "lexfit.shared" . }}
{{- $made = merge $made (include "lexfit.store" . | fromYaml) }}
{{- else }}
{{- $_ := set $made "db" "/var/lib/lexfit/lexfit.db" }}
{{- end }}
{{- $_ := set $made "drain" (printf "%ds" (int .Values.drainSeconds)) }}
{{- $_ := set $made "shutdown-timeout" (printf "%ds" (int .Values.shutdownTimeoutSeconds)) }}
{{- if .Values.tls.enabled }}
{{- $_ := set $made "tls-cert" "/etc/lexfit/tls/tls.crt" }}
{{- $_ := set $made "tls-key" "/etc/lexfit/tls/tls.key" }}
{{- end }}
{{- if .Values.identities.enabled }}
{{- $_ := set $made "identities" "/etc/lexfit/identities/identities" }}
{{- end }}
{{- if .Values.clientCA.enabled }}
{{- $_ := set $made "client-ca" "/etc/lexfit/client-ca/ca.crt" }}
{{- end }}
{{- if .Values.metrics.enabled }}
{{- $_ := set $made "metrics-listen" ":9171" }}
{{- end }}
{{- if .Values.backups.enabled }}
{{- $_ := set $made "backup-dir" "/var/backups/lexfit" }}
{{- end }}
{{- if .Values.insecure }}
{{- $_ := set $made "insecure" true }}
{{- end }}
{{- toYaml (merge $made .Values.config) }}
{{- end }}

{{/* How the pod is asked for a service's health. Kubernetes' own probe knows no TLS; the image brings one that does. */}}
{{- define "lexfit.probe" -}}
{{- if .tls -}}
exec:
  command: [/usr/local/bin/grpc-health-probe, -addr=127.0.0.1:7171, -service={{ .service }}, -tls, -tls-no-verify, -connect-timeout=2s, -rpc-timeout=2s]
{{- else -}}
grpc:
  port: 7171
  service: {{ .service }}
{{- end }}
timeoutSeconds: 5
{{- end }}
