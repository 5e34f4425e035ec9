package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"

	"google.golang.org/grpc"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/server/identity"
	"github.com/lexfit/lexfit/server/telemetry"
)

// Run serves until the context ends. What can fail without a database (certificate, ports) comes before it, so that a start that
// fails leaves none behind; all is closed in reverse. When the context ends health says so at once, the port stays open for the
// drain, streams are told, and calls that run have the shutdown time-out to end. ready, where given, is told the address once it
// serves. The error is a sentence for the person who runs the server.
func Run(ctx context.Context, config Config, log *slog.Logger, ready func(net.Addr)) (err error) {
	if err := config.Validate(); err != nil {
		return err
	}
	if err := config.mayListen(); err != nil {
		return err
	}
	log.InfoContext(ctx, "starting", slog.String("version", version()), slog.Int("engine_version", matcher.EngineVersion))
	tracing, err := telemetry.OpenTracing(ctx, version(), log)
	if err != nil {
		return err
	}
	defer tracing.Close(ctx)
	metrics := metricsFor(config)
	gate, err := identity.Open(ctx, config.Identity, log)
	if err != nil {
		return err
	}
	hangup, unhear := hangups()
	defer unhear()
	var again reloads
	var opts []grpc.ServerOption
	if config.TLSCert != "" {
		creds, err := credentialsFrom(config.TLSCert, config.TLSKey, gate, log, &again)
		if err != nil {
			return err
		}
		opts = append(opts, grpc.Creds(creds))
	}
	figures, err := listenMetrics(ctx, config.Telemetry)
	if err != nil {
		return err
	}
	if figures != nil {
		defer figures.Close() //nolint:errcheck // closed before where it was served on
	}
	listener, err := listen(ctx, config.Listen)
	if err != nil {
		return err
	}
	if err := config.mayServe(listener.Addr()); err != nil {
		return errors.Join(err, listener.Close())
	}
	service, err := Open(ctx, Options{DBPath: config.DBPath, Logger: log, LockTimeout: config.LockTimeout, MaxMessageBytes: config.MaxMessageBytes, Gate: gate, TwoPerson: config.TwoPerson, Metrics: metrics, Tracing: tracing, Limits: &config.Limits})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, service.Close()) }()
	endBeside := beside(context.WithoutCancel(ctx), service, config)
	defer endBeside() // before the database is closed

	config.warn(ctx, listener.Addr(), log)
	listener = service.gate.Listen(listener, config.TLSCert == "")
	grpcServer := service.NewGRPCServer(opts...)
	if metrics != nil {
		defer metrics.Serve(ctx, figures, config.Telemetry, log)() // after the last call has ended, before the database is closed
	}
	served := make(chan error, 1)
	go func() { served <- grpcServer.Serve(listener) }()
	log.InfoContext(ctx, "serving", slog.String("address", listener.Addr().String()), slog.String("database", config.DBPath),
		slog.Int("rulebook_revision", int(service.programs.active.Load().revision)), slog.Bool("tls", config.TLSCert != ""))
	if ready != nil {
		ready(listener.Addr())
	}
	for ctx.Err() == nil {
		select {
		case err := <-served:
			return fmt.Errorf("serving stopped: %w", err)
		case <-hangup:
			again.run(ctx, log)
		case <-ctx.Done():
		}
	}
	service.life.stopServing(grpcServer, config.Drain, config.ShutdownTimeout)
	log.Info("stopped")
	if err := <-served; err != nil && !errors.Is(err, grpc.ErrServerStopped) { // it says so where it was stopped before it began
		return err
	}
	return nil
}

// beside begins what a server does besides answering: it looks at its database, and backs it up. The drain is a part
// of that, so that it goes on until the function ends it.
func beside(ctx context.Context, service *Service, config Config) func() {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { service.life.watch(ctx, service.store, watchEvery) })
	if config.BackupDir != "" {
		scheduled := &schedule{store: service.store, log: service.log, clock: service.clock, folder: config.BackupDir, every: config.BackupEvery, keep: config.BackupKeep}
		running.Go(func() { scheduled.run(ctx) })
	}
	return func() {
		cancel()
		running.Wait()
	}
}

// explainListen says why an address that a flag names cannot be served on.
func explainListen(address, flag string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		who := "another process"
		if names := portHolders(address); len(names) > 0 {
			who = strings.Join(names, ", ")
		}
		return fmt.Errorf("address %s is in use by %s; stop it, or choose another with %s", address, who, flag)
	case errors.Is(err, os.ErrPermission):
		return fmt.Errorf("address %s is not this user's to serve on; choose a port from 1024 with %s", address, flag)
	}
	return fmt.Errorf("cannot serve on %s: %w; see %s", address, err, flag)
}
