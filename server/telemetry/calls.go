package telemetry

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/stats"
	"google.golang.org/grpc/status"
)

// calls counts what gRPC sees, which is all: a message too large or one that cannot be decoded reaches no interceptor. Names
// and labels are those of go-grpc-middleware, which dashboards know.
type calls struct {
	methods map[string]*method // complete before the first call

	started, handled, received, sent, receivedBytes, sentBytes *prometheus.CounterVec
	seconds                                                    *prometheus.HistogramVec
	running                                                    *prometheus.GaugeVec
	connections                                                prometheus.Gauge
	accepted, unknown                                          prometheus.Counter
}

// buckets reach from the score of one profile to the ranking of ten thousand.
var buckets = []float64{.00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}

func newCalls(registry *prometheus.Registry) *calls {
	labels := []string{"grpc_type", "grpc_service", "grpc_method"}
	counters := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	c := &calls{
		methods:       map[string]*method{},
		started:       counters("grpc_server_started_total", "Calls begun.", labels...),
		handled:       counters("grpc_server_handled_total", "Calls ended, by code.", append(labels, "grpc_code")...),
		received:      counters("grpc_server_msg_received_total", "Messages received.", labels...),
		sent:          counters("grpc_server_msg_sent_total", "Messages sent.", labels...),
		receivedBytes: counters("lexfit_grpc_received_bytes_total", "Bytes of messages received, as they came over the wire.", labels...),
		sentBytes:     counters("lexfit_grpc_sent_bytes_total", "Bytes of messages sent, as they went over the wire.", labels...),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "grpc_server_handling_seconds", Help: "How long calls took, of a stream from its first message to its last.", Buckets: buckets,
		}, labels),
		running: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "lexfit_grpc_running_calls", Help: "Calls running now; those of a streaming type are the open streams.",
		}, labels),
		connections: prometheus.NewGauge(prometheus.GaugeOpts{Name: "lexfit_grpc_connections", Help: "Connections open now."}),
		accepted:    prometheus.NewCounter(prometheus.CounterOpts{Name: "lexfit_grpc_connections_total", Help: "Connections accepted."}),
		unknown:     prometheus.NewCounter(prometheus.CounterOpts{Name: "lexfit_grpc_unknown_method_calls_total", Help: "Calls of methods that there are not."}),
	}
	registry.MustRegister(c.started, c.handled, c.received, c.sent, c.receivedBytes, c.sentBytes, c.seconds, c.running, c.connections, c.accepted, c.unknown)
	return c
}

// method has the series of a method at hand, so that a call looks none up.
type method struct {
	handled                                           *prometheus.CounterVec // without all labels but the code
	ok                                                prometheus.Counter
	started, received, sent, receivedBytes, sentBytes prometheus.Counter
	seconds                                           prometheus.Observer
	running                                           prometheus.Gauge
}

// know makes the series of every method of the services, so that each is there, at 0, before its first call.
func (c *calls) know(services map[string]grpc.ServiceInfo) {
	for service, info := range services {
		for _, described := range info.Methods {
			labels := prometheus.Labels{"grpc_type": typeOf(described), "grpc_service": service, "grpc_method": described.Name}
			handled := c.handled.MustCurryWith(labels)
			c.methods["/"+service+"/"+described.Name] = &method{
				handled: handled, ok: handled.WithLabelValues(codes.OK.String()),
				started: c.started.With(labels), received: c.received.With(labels), sent: c.sent.With(labels),
				receivedBytes: c.receivedBytes.With(labels), sentBytes: c.sentBytes.With(labels),
				seconds: c.seconds.With(labels), running: c.running.With(labels),
			}
		}
	}
}

func typeOf(described grpc.MethodInfo) string {
	switch {
	case described.IsClientStream && described.IsServerStream:
		return "bidi_stream"
	case described.IsClientStream:
		return "client_stream"
	case described.IsServerStream:
		return "server_stream"
	}
	return "unary"
}

// methodKey is the key of a call's *method in its context.
type methodKey struct{}

// TagRPC is stats.Handler's. What is no method of ours is only counted: its name is the caller's to choose.
func (c *calls) TagRPC(ctx context.Context, info *stats.RPCTagInfo) context.Context {
	known := c.methods["/"+strings.TrimPrefix(info.FullMethodName, "/")]
	if known == nil {
		c.unknown.Inc()
		return ctx
	}
	return context.WithValue(ctx, methodKey{}, known)
}

// HandleRPC is stats.Handler's.
func (c *calls) HandleRPC(ctx context.Context, event stats.RPCStats) {
	called, _ := ctx.Value(methodKey{}).(*method)
	if called == nil {
		return
	}
	switch event := event.(type) {
	case *stats.Begin:
		called.started.Inc()
		called.running.Inc()
	case *stats.InPayload:
		called.received.Inc()
		called.receivedBytes.Add(float64(event.WireLength))
	case *stats.OutPayload:
		called.sent.Inc()
		called.sentBytes.Add(float64(event.WireLength))
	case *stats.End:
		called.running.Dec()
		called.seconds.Observe(event.EndTime.Sub(event.BeginTime).Seconds())
		if event.Error == nil || errors.Is(event.Error, io.EOF) {
			called.ok.Inc()
			return
		}
		called.handled.WithLabelValues(status.Code(event.Error).String()).Inc()
	}
}

// TagConn is stats.Handler's.
func (c *calls) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }

// HandleConn is stats.Handler's.
func (c *calls) HandleConn(_ context.Context, event stats.ConnStats) {
	switch event.(type) {
	case *stats.ConnBegin:
		c.accepted.Inc()
		c.connections.Inc()
	case *stats.ConnEnd:
		c.connections.Dec()
	}
}
