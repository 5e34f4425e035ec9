// Package server serves lexfit over gRPC. It is the only place that knows the disk.
//
// One request through the files: interceptors.go takes it, names it, has access.go say whether its caller may,  holds it to the contract (lexfitv1check) and
// logs it; match.go, rulebook.go, joborder.go, skill.go and admin.go answer it, a file for each service; programs.go hands out
// the compiled rulebook; follow.go keeps it at the head of a store that others write too, and standing.go says how that stands;
// newdefault.go brings an existing database the default rulebook of a newer program; store keeps the revisions; errors.go turns
// what went wrong into what a caller can act on. config.go and run.go are the program.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/reflection"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
	"github.com/lexfit/lexfit/server/identity"
	"github.com/lexfit/lexfit/server/limits"
	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/boltstore"
	"github.com/lexfit/lexfit/server/store/etcdstore"
	"github.com/lexfit/lexfit/server/telemetry"
)

// Options is what a Service is opened with.
type Options struct {
	// DBPath is the database file, created and seeded with the default rulebook where there is none.
	DBPath string
	// Etcd is the place in etcd that is used instead, where it is given.
	Etcd etcdstore.Config
	// Logger gets one line a request and what goes wrong; nil discards.
	Logger *slog.Logger
	// Clock says what today is and stamps revisions; nil is time.Now.
	Clock func() time.Time
	// LockTimeout is how long to wait for another process that has the database open; 0 is DefaultLockTimeout.
	LockTimeout time.Duration
	// MaxMessageBytes bounds a received message; 0 is DefaultMaxMessageBytes.
	MaxMessageBytes int
	// Limits say how much callers may take; nil bounds single profiles alone, as limits.ByProfile does.
	Limits *limits.Config
	// Remark is told, in a sentence for a person, what became of the database where the program comes with another default
	// rulebook than the one it was made with, and reports whether anybody heard: what was kept and nobody heard of is told
	// again at the next start. nil leaves it to the log.
	Remark func(sentence string) (heard bool)
	// Gate knows who calls; nil lets everybody do everything.
	Gate *identity.Gate
	// TwoPerson refuses to activate a revision to whom the gate knows as its author.
	TwoPerson bool
	// Metrics is told what is served; nil keeps no figures. It is of one service.
	Metrics *telemetry.Metrics
	// Tracing makes a span of each call; nil makes none.
	Tracing *telemetry.Tracing
	// AsItIs leaves the active rulebook what it is, whatever default the program comes with.
	AsItIs bool
	// Share gives the database back once the active rulebook is ready; later calls open it for their own time. Others may read
	// and write it meanwhile; this service writes nothing after its start, and bears a file that may not be written.
	Share bool
}

// What is meant where nothing else is said.
const (
	DefaultLockTimeout     = 3 * time.Second
	DefaultMaxMessageBytes = 16 << 20
)

// Service is an open database with all that serves it. It is safe for concurrent use.
type Service struct {
	log             *slog.Logger
	clock           func() time.Time
	maxMessageBytes int
	life            *lifecycle
	folder          string // of the database; empty where there is none
	guard           guard
	metrics         *telemetry.Metrics
	tracing         *telemetry.Tracing

	limits bounds
	gate   *limits.Gate

	store     store.Store
	following *following // nil where nobody else writes the store
	programs  programs
	// writing is held from before a write to the store until the program of its outcome is in place, so that the program is
	// never older than the database.
	writing sync.RWMutex
}

// Open opens the database, seeds an empty one with the default rulebook, and makes the active rulebook ready. Its errors
// are sentences for the person who runs the server.
func Open(ctx context.Context, options Options) (*Service, error) {
	if options.LockTimeout == 0 {
		options.LockTimeout = DefaultLockTimeout
	}
	if options.Etcd.Given() {
		return openShelf(ctx, options)
	}
	if options.Share {
		return openShared(ctx, options)
	}
	service, _, err := openHeld(ctx, options)
	return service, err
}

// openHeld opens a service that holds its database until it is closed. Where it fails, no file is left that was not there.
func openHeld(ctx context.Context, options Options) (*Service, *boltstore.Store, error) {
	st, err := boltstore.Open(options.DBPath, boltstore.Options{LockTimeout: options.LockTimeout})
	if err != nil {
		return nil, nil, err
	}
	service, err := openOn(ctx, st, options)
	if err != nil {
		return nil, nil, errors.Join(err, st.Discard())
	}
	service.folder = filepath.Dir(options.DBPath)
	return service, st, nil
}

// openOn opens a service on any store.
func openOn(ctx context.Context, st store.Store, options Options) (*Service, error) {
	service := &Service{
		log: options.Logger, clock: options.Clock, maxMessageBytes: options.MaxMessageBytes, store: st, guard: guard{options.Gate, options.TwoPerson},
		metrics: options.Metrics, tracing: options.Tracing,
	}
	if service.log == nil {
		service.log = slog.New(slog.DiscardHandler)
	}
	service.life = newLifecycle(service.log)
	followed, isFollowed := st.(store.Followed)
	service.life.followed = isFollowed
	if service.clock == nil {
		service.clock = time.Now
	}
	if service.maxMessageBytes == 0 {
		service.maxMessageBytes = DefaultMaxMessageBytes
	}
	if err := service.bound(options); err != nil {
		return nil, err
	}
	if err := service.seed(ctx); err != nil {
		return nil, err
	}
	if !options.AsItIs {
		if err := (&offer{Service: service, remark: options.Remark}).make(ctx); err != nil {
			return nil, err
		}
	}
	newest, err := st.AuditEvents(ctx, 0, 1, "") // before what it is of, so that what is written meanwhile is read again
	if err != nil && isFollowed {
		return nil, err
	}
	if err := service.makeReady(ctx); err != nil {
		return nil, err
	}
	if isFollowed {
		var taken int64
		if len(newest) > 0 {
			taken = int64(newest[0].GetSequence())
		}
		service.follow(followed, taken) //nolint:contextcheck // it goes on until the service is closed
	}
	service.metrics.Watch(telemetry.Watched{
		Revision: func() int32 { return service.programs.active.Load().revision }, Serving: service.life.serving, Standing: service.standing, Store: st, Gate: service.gate,
	})
	return service, nil
}

// makeReady compiles the active rulebook and the open job orders.
func (s *Service) makeReady(ctx context.Context) error {
	active, err := s.store.Active(ctx)
	if err != nil {
		return err
	}
	program, err := matcher.Compile(active.GetRulebook())
	if err != nil {
		return fmt.Errorf("the active rulebook, revision %d, does not compile: %w", active.GetRevision(), err)
	}
	active.Rulebook = nil
	rules, err := (openOrders{s}).withSoundOrders(ctx, &pinned{revision: active.GetRevision(), program: program, stored: active})
	if err == nil {
		s.programs.swap(rules)
	}
	return err
}

// bound holds callers to the limits of the options.
func (s *Service) bound(options Options) (err error) {
	s.limits.Config = limits.ByProfile()
	if options.Limits != nil {
		s.limits.Config = *options.Limits
	}
	s.gate, err = limits.New(s.limits.Config, s.maxMessageBytes, s.log)
	return err
}

// seed writes the default rulebook as revision 1 into an empty store. Of several servers that find it empty one does: the etag is
// asked for before it is looked whether there is anything, so that it is the empty state's, and whoever comes second finds it stale.
func (s *Service) seed(ctx context.Context) error {
	page, err := s.store.List(ctx, 0, 1)
	if err != nil || len(page) > 0 {
		return err
	}
	rb := rulebook.Default()
	_, err = s.store.Create(ctx, &lexfitv1.RulebookRevision{
		Digest: matcher.Digest(rb), Author: "lexfit", CreateTime: timestamppb.New(s.clock()),
		Message: "The default rulebook.", EngineVersion: matcher.EngineVersion, Rulebook: rb,
	}, store.Create{Etag: store.NewState().Etag(), Activate: true, Default: true})
	if errors.Is(err, store.ErrConflict) {
		return nil // another server was first
	}
	return err
}

// NewGRPCServer returns a gRPC server with every service, health and reflection registered; the caller serves and stops
// it, before Close. Further options, such as credentials, come after the service's own.
func (s *Service) NewGRPCServer(opts ...grpc.ServerOption) *grpc.Server {
	own := []grpc.ServerOption{
		grpc.ChainUnaryInterceptor(s.unary),
		grpc.ChainStreamInterceptor(s.stream),
		grpc.MaxRecvMsgSize(s.maxMessageBytes),
		grpc.ConnectionTimeout(20 * time.Second),
		// A client behind a proxy may ask whether the connection is alive; more often than this is an attack or a mistake.
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: 10 * time.Second, PermitWithoutStream: true}),
		grpc.KeepaliveParams(keepalive.ServerParameters{Time: 2 * time.Minute, Timeout: 20 * time.Second}),
	}
	own = append(own, s.metrics.ServerOptions()...)
	own = append(own, s.gate.ServerOptions()...)
	grpcServer := grpc.NewServer(append(own, opts...)...)
	lexfitv1grpc.RegisterMatchServiceServer(grpcServer, &matchService{Service: s})
	lexfitv1grpc.RegisterRulebookServiceServer(grpcServer, &rulebookService{Service: s})
	lexfitv1grpc.RegisterSkillServiceServer(grpcServer, &skillService{Service: s})
	lexfitv1grpc.RegisterJobOrderServiceServer(grpcServer, &jobOrderService{Service: s})
	lexfitv1grpc.RegisterAdminServiceServer(grpcServer, &adminService{Service: s, backups: make(chan struct{}, mostBackups)})
	s.life.serve(grpcServer)
	reflection.Register(grpcServer)
	s.metrics.Know(grpcServer.GetServiceInfo())
	return grpcServer
}

// Close says NOT_SERVING to whoever asks for the health, and closes the database.
func (s *Service) Close() error {
	s.life.end()
	s.following.end()
	return s.store.Close()
}

// asOf is the date by which expiry and years are judged: the one given, or today in UTC.
func (s *Service) asOf(given string) string {
	if given != "" {
		return given
	}
	return s.clock().UTC().Format(time.DateOnly)
}
