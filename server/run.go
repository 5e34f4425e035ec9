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
func Run(ctx context.Context, config Config, log *slog.Logger, ready func(net.Addr)) (err error) {
	if err := config.Validate(); err != nil {
		return err
	}
	service, err := Open(ctx, Options{DBPath: config.DBPath, Logger: log, LockTimeout: config.LockTimeout, MaxMessageBytes: config.MaxMessageBytes, Limits: &config.Limits})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, service.Close()) }()

	var opts []grpc.ServerOption
	if config.TLSCert != "" {
		creds, err := credentialsFrom(config.TLSCert, config.TLSKey, log)
		if err != nil {
			return err
		}
		opts = append(opts, grpc.Creds(creds))
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", config.Listen)
	if err != nil {
		return explainListen(config.Listen, err)
	}
	if config.TLSCert == "" && !isLoopback(listener.Addr()) {
		log.WarnContext(ctx, "serving beyond this machine without TLS: profiles travel readable; see --tls-cert", slog.String("address", listener.Addr().String()))
	}
	listener = service.gate.Listen(listener, config.TLSCert == "")
	grpcServer := service.NewGRPCServer(opts...)
	served := make(chan error, 1)
	go func() { served <- grpcServer.Serve(listener) }()
	log.InfoContext(ctx, "serving", slog.String("address", listener.Addr().String()), slog.String("database", config.DBPath),
		slog.Int("rulebook_revision", int(service.programs.active.Load().revision)), slog.Bool("tls", config.TLSCert != ""))
	if ready != nil {
		ready(listener.Addr())
	}
	select {
	case err := <-served:
		return fmt.Errorf("serving stopped: %w", err)
	case <-ctx.Done():
	}
	service.beginStop() // whoever balances load sends nothing more
	stop(grpcServer, config.ShutdownTimeout, log)
	log.Info("stopped")
	if err := <-served; err != nil && !errors.Is(err, grpc.ErrServerStopped) { // it says so where it was stopped before it began
		return err
	}
	return nil
}

// stop lets running calls end, for a while.
func stop(grpcServer *grpc.Server, timeout time.Duration, log *slog.Logger) {
	graceful := make(chan struct{})
	go func() { grpcServer.GracefulStop(); close(graceful) }()
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case <-graceful:
	case <-timer.C:
		log.Warn("calls still run; ending them", slog.Duration("waited", timeout))
		grpcServer.Stop()
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

func isLoopback(address net.Addr) bool {
	ap, err := netip.ParseAddrPort(address.String())
	return err == nil && ap.Addr().IsLoopback()
}
