{{/* The pod, of a set with a database of its own or of a deployment on etcd. */}}
{{- define "lexfit.pod" -}}
metadata:
  labels:
    {{- include "lexfit.labels" . | nindent 4 }}
    {{- with .Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    # Settings are read when lexfitd starts: changed ones bring a new pod.
    checksum/config: {{ include "lexfit.config" . | sha256sum }}
    {{- with .Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "lexfit.account" . }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  # Longer than running calls get to end; a kill before that loses calls, no write.
  terminationGracePeriodSeconds: {{ add .Values.drainSeconds .Values.shutdownTimeoutSeconds 15 }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 65532
    runAsGroup: 65532
    fsGroup: 65532
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile:
      type: RuntimeDefault
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if .Values.topologySpreadConstraints }}
  topologySpreadConstraints:
    {{- toYaml .Values.topologySpreadConstraints | nindent 4 }}
  {{- else if include "lexfit.shared" . }}
  # One zone or node that is lost takes as few pods with it as may be; where there is just one, they run all the same.
  topologySpreadConstraints:
    {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
    - topologyKey: {{ . }}
      maxSkew: 1
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "lexfit.selector" $ | nindent 10 }}
      matchLabelKeys: [pod-template-hash]
    {{- end }}
  {{- end }}
  containers:
    - name: lexfitd
      image: {{ include "lexfit.image" . | quote }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      args: [--config, /etc/lexfit/config/lexfitd.yaml]
      {{- with .Values.env }}
      env:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      ports:
        - name: grpc
          containerPort: 7171
        {{- if .Values.metrics.enabled }}
        - name: metrics
          containerPort: 9171
        {{- end }}
      # A file that an older version wrote is brought forward before anything is served.
      startupProbe:
        {{- include "lexfit.probe" (dict "tls" .Values.tls.enabled "service" "liveness") | nindent 8 }}
        periodSeconds: 2
        failureThreshold: 150
      # Not of the database: to start a server anew mends no file.
      livenessProbe:
        {{- include "lexfit.probe" (dict "tls" .Values.tls.enabled "service" "liveness") | nindent 8 }}
        periodSeconds: 10
        failureThreshold: 6
      readinessProbe:
        {{- include "lexfit.probe" (dict "tls" .Values.tls.enabled "service" "readiness") | nindent 8 }}
        periodSeconds: 5
        failureThreshold: 2
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop: [ALL]
      volumeMounts:
        - name: config
          mountPath: /etc/lexfit/config
          readOnly: true
        {{- if not (include "lexfit.shared" .) }}
        - name: data
          mountPath: /var/lib/lexfit
        {{- end }}
        {{- if .Values.tls.enabled }}
        - name: tls
          mountPath: /etc/lexfit/tls
          readOnly: true
        {{- end }}
        {{- if .Values.identities.enabled }}
        - name: identities
          mountPath: /etc/lexfit/identities
          readOnly: true
        {{- end }}
        {{- if .Values.clientCA.enabled }}
        - name: client-ca
          mountPath: /etc/lexfit/client-ca
          readOnly: true
        {{- end }}
        {{- with .Values.store.etcd }}
        {{- if and .endpoints .tls.enabled }}
        - name: etcd-tls
          mountPath: /etc/lexfit/etcd-tls
          readOnly: true
        {{- end }}
        {{- if and .endpoints .user.name }}
        - name: etcd-user
          mountPath: /etc/lexfit/etcd-user
          readOnly: true
        {{- end }}
        {{- end }}
        {{- if .Values.backups.enabled }}
        - name: backups
          mountPath: /var/backups/lexfit
        {{- end }}
        {{- with .Values.extraVolumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  volumes:
    - name: config
      configMap:
        name: {{ include "lexfit.fullname" . }}
    {{- if .Values.tls.enabled }}
    - name: tls
      secret:
        secretName: {{ include "lexfit.tlsSecret" . }}
        defaultMode: 0440
    {{- end }}
    {{- if .Values.identities.enabled }}
    - name: identities
      secret:
        secretName: {{ include "lexfit.identitiesSecret" . }}
        defaultMode: 0440
    {{- end }}
    {{- if .Values.clientCA.enabled }}
    - name: client-ca
      secret:
        secretName: {{ include "lexfit.clientCASecret" . }}
        defaultMode: 0440
    {{- end }}
    {{- if include "lexfit.shared" . }}
    {{- if .Values.store.etcd.tls.enabled }}
    - name: etcd-tls
      secret:
        secretName: {{ default (printf "%s-etcd-tls" (include "lexfit.fullname" .)) .Values.store.etcd.tls.secret }}
        defaultMode: 0440
    {{- end }}
    {{- if .Values.store.etcd.user.name }}
    - name: etcd-user
      secret:
        secretName: {{ default (printf "%s-etcd-user" (include "lexfit.fullname" .)) .Values.store.etcd.user.secret }}
        defaultMode: 0440
    {{- end }}
    {{- else if .Values.persistence.existingClaim }}
    - name: data
      persistentVolumeClaim:
        claimName: {{ .Values.persistence.existingClaim }}
    {{- end }}
    {{- if .Values.backups.enabled }}
    {{- with .Values.backups.existingClaim }}
    - name: backups
      persistentVolumeClaim:
        claimName: {{ . }}
    {{- end }}
    {{- end }}
    {{- with .Values.extraVolumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end }}
