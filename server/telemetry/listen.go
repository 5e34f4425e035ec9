package telemetry

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"net/netip"
	"syscall"
	"time"
)

// Serve serves the figures as the configuration says, until the function that it returns is called. The error is a sentence
// for the person who runs the server.
func (m *Metrics) Serve(ctx context.Context, config Config, log *slog.Logger) (stop func(), err error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", config.Listen)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("address %s is in use by another process; choose another with --metrics-listen", config.Listen)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot serve metrics on %s: %w", config.Listen, err)
	}
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
	}, nil
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
