package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"syscall"
	"time"

	"google.golang.org/grpc"
)

// Run serves until the context ends. It opens in order (database, certificate, port) and closes in reverse; calls that run
// when the context ends have the shutdown time-out to end. ready, where given, is told the address once it serves. The
// error is a sentence for the person who runs the server.
func Run(ctx context.Context, c Config, log *slog.Logger, ready func(net.Addr)) (err error) {
	if err := c.Validate(); err != nil {
		return err
	}
	s, err := Open(ctx, Options{DBPath: c.DBPath, Logger: log, LockTimeout: c.LockTimeout, MaxMessageBytes: c.MaxMessageBytes})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()

	var opts []grpc.ServerOption
	if c.TLSCert != "" {
		creds, err := credentialsFrom(c.TLSCert, c.TLSKey, log)
		if err != nil {
			return err
		}
		opts = append(opts, grpc.Creds(creds))
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return explainListen(c.Listen, err)
	}
	if c.TLSCert == "" && !isLoopback(listener.Addr()) {
		log.WarnContext(ctx, "serving beyond this machine without TLS: profiles travel readable; see --tls-cert", slog.String("address", listener.Addr().String()))
	}
	g := s.NewGRPCServer(opts...)
	served := make(chan error, 1)
	go func() { served <- g.Serve(listener) }()
	log.InfoContext(ctx, "serving", slog.String("address", listener.Addr().String()), slog.String("database", c.DBPath),
		slog.Int("rulebook_revision", int(s.plans.active.Load().revision)), slog.Bool("tls", c.TLSCert != ""))
	if ready != nil {
		ready(listener.Addr())
	}
	select {
	case err := <-served:
		return fmt.Errorf("serving stopped: %w", err)
	case <-ctx.Done():
	}
	s.beginStop() // whoever balances load sends nothing more
	stop(g, c.ShutdownTimeout, log)
	log.Info("stopped")
	if err := <-served; err != nil && !errors.Is(err, grpc.ErrServerStopped) { // it says so where it was stopped before it began
		return err
	}
	return nil
}

// stop lets running calls end, for a while.
func stop(g *grpc.Server, timeout time.Duration, log *slog.Logger) {
	graceful := make(chan struct{})
	go func() { g.GracefulStop(); close(graceful) }()
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case <-graceful:
	case <-timer.C:
		log.Warn("calls still run; ending them", slog.Duration("waited", timeout))
		g.Stop()
		<-graceful
	}
}

func explainListen(address string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("address %s is in use by another process; stop it, or choose another with --listen", address)
	case errors.Is(err, os.ErrPermission):
		return fmt.Errorf("address %s is not this user's to serve on; choose a port from 1024 with --listen", address)
	}
	return fmt.Errorf("cannot serve on %s: %w", address, err)
}

func isLoopback(a net.Addr) bool {
	ap, err := netip.ParseAddrPort(a.String())
	return err == nil && ap.Addr().IsLoopback()
}
