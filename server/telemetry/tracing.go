package telemetry

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	otelcodes "go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
)

// Tracing makes a span of each call of the service's own methods, the child of the caller's where it names one. A nil *Tracing
// makes none.
type Tracing struct {
	provider *sdktrace.TracerProvider
	tracer   trace.Tracer
	log      *slog.Logger
}

// OpenTracing returns the tracing that the environment asks for, by OpenTelemetry's own variables; nil for none. Where an
// endpoint is named (OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) or OTEL_TRACES_EXPORTER is otlp, spans go
// there. The SDK reads the other variables itself: sampler, headers, certificates, batches.
func OpenTracing(ctx context.Context, version string, log *slog.Logger) (*Tracing, error) {
	switch asked := os.Getenv("OTEL_TRACES_EXPORTER"); {
	case strings.EqualFold(os.Getenv("OTEL_SDK_DISABLED"), "true"), asked == "none",
		asked == "" && setting("ENDPOINT") == "":
		return nil, nil
	case asked != "" && asked != "otlp":
		return nil, fmt.Errorf("environment variable OTEL_TRACES_EXPORTER: %q; want otlp or none", asked)
	}
	var exporter sdktrace.SpanExporter
	var err error
	switch protocol := setting("PROTOCOL"); protocol {
	case "", "http/protobuf":
		exporter, err = otlptracehttp.New(ctx)
	case "grpc":
		exporter, err = otlptracegrpc.New(ctx)
	default:
		return nil, fmt.Errorf("environment variable OTEL_EXPORTER_OTLP_PROTOCOL: %q; want http/protobuf or grpc", protocol)
	}
	if err != nil {
		return nil, fmt.Errorf("tracing: %w", err)
	}
	// What the environment says of the program stands before what is said here.
	about, err := resource.New(ctx, resource.WithAttributes(attribute.String("service.name", "lexfitd"), attribute.String("service.version", version)),
		resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("environment variable OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { // the SDK has no other place for it
		log.Warn("traces are lost", slog.String("cause", err.Error()))
	}))
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter), sdktrace.WithResource(about))
	log.InfoContext(ctx, "tracing", slog.String("exporter", "otlp"))
	return &Tracing{provider: provider, tracer: provider.Tracer("github.com/lexfit/lexfit/server"), log: log}, nil
}

// setting is one of the exporter's, that of traces before that of every signal.
func setting(name string) string {
	if value := os.Getenv("OTEL_EXPORTER_OTLP_TRACES_" + name); value != "" {
		return value
	}
	return os.Getenv("OTEL_EXPORTER_OTLP_" + name)
}

// mostShutdown is how long the last spans may take to be sent.
const mostShutdown = 5 * time.Second

// Close sends what is left, whatever has ended the context. Spans that nobody takes are no failure of the server's.
func (t *Tracing) Close(ctx context.Context) {
	if t == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), mostShutdown)
	defer cancel()
	if err := t.provider.Shutdown(ctx); err != nil {
		t.log.Warn("traces are lost", slog.String("cause", err.Error()))
	}
}

// Begin begins the span of a call; the context that it returns is for End. It notes the method and the request's id, and
// nothing of what the call holds.
func (t *Tracing) Begin(ctx context.Context, method, requestID string) context.Context {
	if t == nil || !strings.HasPrefix(method, "/lexfit.") { // health is asked every few seconds, for ever
		return ctx
	}
	if parent := metadata.ValueFromIncomingContext(ctx, "traceparent"); len(parent) == 1 {
		ctx = propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{"traceparent": parent[0]})
	}
	name := method[1:]
	service, short, _ := strings.Cut(name, "/")
	ctx, _ = t.tracer.Start(ctx, name, trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(
		attribute.String("rpc.system", "grpc"), attribute.String("rpc.service", service), attribute.String("rpc.method", short),
		attribute.String("lexfit.request_id", requestID)))
	return ctx
}

// End ends the span that Begin put into a context, if it did; the reason is one of ours. It returns the trace's id where it is
// sampled, for the log.
func End(ctx context.Context, code codes.Code, reason string) (traceID string) {
	span := trace.SpanFromContext(ctx)
	if !span.IsRecording() {
		return ""
	}
	span.SetAttributes(attribute.Int("rpc.grpc.status_code", int(code)))
	if reason != "" {
		span.SetAttributes(attribute.String("error.type", reason))
	}
	switch code { //nolint:exhaustive // the rest is the caller's doing
	case codes.Unknown, codes.DeadlineExceeded, codes.Unimplemented, codes.Internal, codes.Unavailable, codes.DataLoss:
		span.SetStatus(otelcodes.Error, "")
	}
	span.End()
	return span.SpanContext().TraceID().String()
}
