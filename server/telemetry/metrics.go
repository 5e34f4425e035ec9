package telemetry

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"google.golang.org/grpc"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/limits"
	"github.com/lexfit/lexfit/server/store"
)

// Metrics are the figures of one service. A nil *Metrics takes everything and keeps nothing, so that who tells it need not
// ask whether anybody watches.
type Metrics struct {
	registry *prometheus.Registry
	calls    *calls

	fits, refusals                  *prometheus.CounterVec
	rejected, replied, unrecognized prometheus.Counter
}

// Build is the program that serves.
type Build struct{ Version, Engine string }

// watched are the reasons that alerts are written on. Their series are there at 0: of one that begins at 1, Prometheus sees no
// increase.
var watched = []string{"STORE_DAMAGED", "STORE_FULL", "INTERNAL"}

// New returns metrics in which nothing has happened yet.
func New(build Build) *Metrics {
	registry := prometheus.NewRegistry()
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
	}
	m := &Metrics{
		registry: registry, calls: newCalls(registry),
		fits: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "lexfit_fits_total", Help: "Fits judged by scores and rankings, by role and band; of a job order, the role that it begins from.",
		}, []string{"role", "band"}),
		refusals: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "lexfit_refusals_total", Help: "Calls that ended in an error of the service's own, by reason.",
		}, []string{"reason"}),
		rejected:     counter("lexfit_profiles_rejected_total", "Profiles of streams and pools that break the contract."),
		replied:      counter("lexfit_profiles_replied_total", "Profiles whose fits were in a reply."),
		unrecognized: counter("lexfit_unrecognized_terms_total", "Terms that the rulebook does not know, in the profiles whose fits were in a reply."),
	}
	for _, reason := range watched {
		m.refusals.WithLabelValues(reason)
	}
	about := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "lexfit_build_info", Help: "1; the program is in the labels.", ConstLabels: prometheus.Labels{"version": build.Version, "engine": build.Engine},
	})
	about.Set(1)
	registry.MustRegister(m.fits, m.refusals, m.rejected, m.replied, m.unrecognized, about,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// ServerOptions are the options of a gRPC server whose calls are counted.
func (m *Metrics) ServerOptions() []grpc.ServerOption {
	if m == nil {
		return nil
	}
	return []grpc.ServerOption{grpc.StatsHandler(m.calls)}
}

// Know names the services that are counted, before the first call of them.
func (m *Metrics) Know(services map[string]grpc.ServiceInfo) {
	if m != nil {
		m.calls.know(services)
	}
}

// Watched is what figures are read off whenever they are asked for.
type Watched struct {
	// Revision is that of the active rulebook.
	Revision func() int32
	// Serving reports whether health says that work is wanted.
	Serving func() bool
	// Standing says how the server stands to its store.
	Standing func() Standing
	// Store says what it knows of itself, where it does.
	Store store.Store
	// Gate counts how often its bounds are met.
	Gate *limits.Gate
}

// Standing is how a server stands to its store; of a store that nobody else writes, only whether it is sound.
type Standing struct {
	Reached  bool
	Behind   time.Duration // since when the server may score by something else than the store holds; 0 where it does not
	Sequence int64         // the newest audit event that is scored by
	Failed   int64         // how often something new could not be taken
}

// Watch registers the figures of what is watched. It is called once.
func (m *Metrics) Watch(of Watched) {
	if m == nil {
		return
	}
	gauge := func(name, help string, read func() float64, labels prometheus.Labels) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help, ConstLabels: labels}, read))
	}
	gauge("lexfit_rulebook_revision", "The active revision of the rulebook, as this database numbers it.", func() float64 { return float64(of.Revision()) }, nil)
	holds := func(is func() bool) func() float64 {
		return func() float64 {
			if is() {
				return 1
			}
			return 0
		}
	}
	gauge("lexfit_serving", "1 where health says SERVING, 0 where it does not: the server drains, or its store fails.", holds(of.Serving), nil)
	if of.Standing != nil {
		gauge("lexfit_store_reachable", "1 where the store can be read, 0 where it cannot; scores go on.", holds(func() bool { return of.Standing().Reached }), nil)
		gauge("lexfit_store_behind_seconds", "For how long the server may have scored by something else than a store that others write holds: it cannot be reached, or what it holds cannot be taken.",
			func() float64 { return of.Standing().Behind.Seconds() }, nil)
		gauge("lexfit_followed_sequence", "The newest audit event that is scored by, of a store that others write; 0 of any other.", func() float64 { return float64(of.Standing().Sequence) }, nil)
		m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "lexfit_follow_failures_total", Help: "How often what others wrote could not be taken: a revision that does not compile here, a store that did not answer.",
		}, func() float64 { return float64(of.Standing().Failed) }))
	}
	if of.Gate != nil {
		m.watchLimits(of.Gate, gauge)
	}
	if measured, ok := of.Store.(store.Measured); ok {
		m.registry.MustRegister(measuring{measured})
	}
}

// watchLimits registers how often the bounds of a gate are met, and what it holds.
func (m *Metrics) watchLimits(gate *limits.Gate, gauge func(name, help string, read func() float64, labels prometheus.Labels)) {
	const bytesHelp = "Bytes of requests in flight: received and not read, or read of calls that run."
	gauge("lexfit_request_bytes", bytesHelp, func() float64 { unread, _ := gate.InFlight(); return float64(unread) }, prometheus.Labels{"state": "unread"})
	gauge("lexfit_request_bytes", bytesHelp, func() float64 { _, held := gate.InFlight(); return float64(held) }, prometheus.Labels{"state": "held"})
	for limit, read := range map[string]func(limits.Counts) int64{
		"rate":            func(met limits.Counts) int64 { return met.RateLimited },
		"bytes_in_flight": func(met limits.Counts) int64 { return met.BytesInFlight },
		"connections":     func(met limits.Counts) int64 { return met.ConnectionsRefused },
		"resets":          func(met limits.Counts) int64 { return met.ConnectionsReset },
		"stalled":         func(met limits.Counts) int64 { return met.ConnectionsShed },
	} {
		m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "lexfit_limits_total", ConstLabels: prometheus.Labels{"limit": limit},
			Help: "How often a caller met a limit: calls refused for their rate or bytes, connections refused, and closed for resets or stalling.",
		}, func() float64 { return float64(read(gate.Counts())) }))
	}
}

// Scored counts a reply to one profile.
func (m *Metrics) Scored(reply *lexfitv1.ScoreCandidateResponse) {
	if m == nil {
		return
	}
	for _, fit := range reply.GetFits() {
		m.fits.WithLabelValues(fit.GetRole(), bandName(fit.GetBand())).Inc()
	}
	m.replied.Inc()
	m.unrecognized.Add(float64(len(reply.GetUnrecognized())))
}

// Ranked counts a ranking for a role.
func (m *Metrics) Ranked(role string, ranking *lexfitv1.Ranking) {
	if m == nil {
		return
	}
	for _, counted := range ranking.GetBands() {
		if counted.GetCount() > 0 { // a series for every band that nobody has tells nothing
			m.fits.WithLabelValues(role, bandName(counted.GetBand())).Add(float64(counted.GetCount()))
		}
	}
	m.rejected.Add(float64(ranking.GetRejected()))
	m.replied.Add(float64(len(ranking.GetCandidates())))
	for _, candidate := range ranking.GetCandidates() {
		m.unrecognized.Add(float64(len(candidate.GetUnrecognized())))
	}
}

// Rejected counts a profile of a stream that was refused in its place.
func (m *Metrics) Rejected() {
	if m != nil {
		m.rejected.Inc()
	}
}

// Refused counts a call that ended in an error of the service's own; the reason is one of ours.
func (m *Metrics) Refused(reason string) {
	if m != nil {
		m.refusals.WithLabelValues(reason).Inc()
	}
}

func bandName(band lexfitv1.Band) string { return band.String()[len("BAND_"):] }

// Handler answers with every figure.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 10 * time.Second})
}

// measuring reads a store's measures as they are asked for.
type measuring struct{ store.Measured }

// Describe is prometheus.Collector's: which measures there are, the store says when it is read.
func (measuring) Describe(chan<- *prometheus.Desc) {}

// Collect is prometheus.Collector's.
func (s measuring) Collect(into chan<- prometheus.Metric) {
	for _, measure := range s.Measures() {
		kind := prometheus.GaugeValue
		if measure.Counter {
			kind = prometheus.CounterValue
		}
		into <- prometheus.MustNewConstMetric(prometheus.NewDesc("lexfit_store_"+measure.Name, measure.Help, nil, nil), kind, measure.Value)
	}
}
