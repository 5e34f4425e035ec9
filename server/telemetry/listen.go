package telemetry

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"net/netip"
	"time"
)

// Serve serves the figures on a listener, which it closes, until the function that it returns is called.
func (m *Metrics) Serve(ctx context.Context, listener net.Listener, config Config, log *slog.Logger) (stop func()) {
	paths := http.NewServeMux()
	paths.Handle("GET /metrics", m.Handler())
	if config.Pprof {
		servePprof(paths)
		if !isLoopback(listener.Addr()) {
			log.WarnContext(ctx, "pprof is served beyond this machine: a memory profile costs time, and shows how the program is used; see --metrics-listen",
				slog.String("address", listener.Addr().String()))
		}
	}
	// A CPU profile takes half a minute and is written at its end, so there is no limit on writing.
	server := &http.Server{
		Handler: paths, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("metrics are served no more", slog.String("cause", err.Error()))
		}
	}()
	log.InfoContext(ctx, "serving metrics", slog.String("address", listener.Addr().String()), slog.Bool("pprof", config.Pprof))
	return func() {
		server.Close() //nolint:errcheck,gosec // nothing is lost with a reader of figures
		<-served
	}
}

// servePprof registers what importing the package registers on the server of everybody, on ours alone.
func servePprof(paths *http.ServeMux) {
	paths.HandleFunc("GET /debug/pprof/", pprof.Index)
	paths.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	paths.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	paths.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	paths.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
}

func isLoopback(address net.Addr) bool {
	ap, err := netip.ParseAddrPort(address.String())
	return err == nil && ap.Addr().IsLoopback()
}
