package server

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"

	"github.com/lexfit/lexfit/server/store"
)

// What health is asked by, besides each service and the empty name: whether work is wanted, as the empty name says it too, and
// whether the process runs at all. A process that drains, or whose database fails, is alive: to start it again helps nobody.
// Two more names say what is so, and ask nobody to stay away: whether the store can be reached and is sound, and whether the
// rulebook that is scored by is the active one.
const (
	healthReadiness = "readiness"
	healthLiveness  = "liveness"
	healthStore     = "store"
	healthRulebook  = "rulebook"
)

// errStopping is what calls are told that the server cannot wait for.
var errStopping = &failure{code: codes.Unavailable, reason: "SHUTTING_DOWN", message: "the server is stopping; try again", retry: time.Second}

// lifecycle tells whoever asks how the server is, from its start to its end.
type lifecycle struct {
	log    *slog.Logger
	health *health.Server

	mu       sync.Mutex
	ready    []string // the names that say whether work is wanted
	draining bool
	trouble  error // of the store, as it was looked at last
	damaged  error // what a call found broken: for good, until somebody mends it and starts anew
	followed bool  // the store is others' too: its troubles are theirs as well, and scores go on
	lost     bool  // it cannot be reached
	behind   bool  // its active revision is not the one that is scored by

	stopping     chan struct{} // closed when no new work is taken: streams that lose nothing end
	stoppingOnce sync.Once
	ending       chan struct{} // closed when nobody is waited for any more
	endingOnce   sync.Once
}

func newLifecycle(log *slog.Logger) *lifecycle {
	return &lifecycle{log: log, health: health.NewServer(), stopping: make(chan struct{}), ending: make(chan struct{})}
}

// serve has the health tell of services.
func (l *lifecycle) serve(grpcServer *grpc.Server) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ready = []string{"", healthReadiness}
	for name := range grpcServer.GetServiceInfo() {
		l.ready = append(l.ready, name)
	}
	l.health.SetServingStatus(healthLiveness, healthpb.HealthCheckResponse_SERVING)
	l.tell()
	healthpb.RegisterHealthServer(grpcServer, l.health)
}

// tell says to whoever asks whether work is wanted. The caller holds mu.
func (l *lifecycle) tell() {
	status := healthpb.HealthCheckResponse_SERVING
	if !l.wantsWork() {
		status = healthpb.HealthCheckResponse_NOT_SERVING
	}
	for _, name := range l.ready {
		l.health.SetServingStatus(name, status)
	}
	for name, sound := range map[string]bool{healthStore: l.sound(), healthRulebook: !l.behind} {
		if status = healthpb.HealthCheckResponse_SERVING; !sound {
			status = healthpb.HealthCheckResponse_NOT_SERVING
		}
		l.health.SetServingStatus(name, status)
	}
}

// wantsWork reports whether new work is wanted. Where the store is others' too, sending callers to them would not help. The
// caller holds mu.
func (l *lifecycle) wantsWork() bool { return !l.draining && (l.followed || l.sound()) }

// sound reports whether the store can be reached and nothing is known to be wrong with it. The caller holds mu.
func (l *lifecycle) sound() bool { return l.trouble == nil && l.damaged == nil && !l.lost }

// storeSound reports whether the store can be reached and nothing is known to be wrong with it.
func (l *lifecycle) storeSound() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.sound()
}

// noteFollowed remembers how the server stands to a store that is others' too.
func (l *lifecycle) noteFollowed(reached, current bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lost != !reached || l.behind != !current {
		l.lost, l.behind = !reached, !current
		l.tell()
	}
}

// serving reports whether new work is wanted.
func (l *lifecycle) serving() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.wantsWork()
}

// drain says that no new work is wanted, and goes on taking it: whoever balances load needs a while to hear of it.
func (l *lifecycle) drain() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.draining = true
	l.tell()
}

// stop ends the calls that only watch the health, and tells the streams that lose nothing by it.
func (l *lifecycle) stop() {
	l.stoppingOnce.Do(func() {
		l.drain()
		l.health.Shutdown()
		close(l.stopping)
	})
}

// end tells every stream.
func (l *lifecycle) end() {
	l.stop()
	l.endingOnce.Do(func() { close(l.ending) })
}

// lastWords is how long calls that were told of the end may take to say so.
const lastWords = time.Second

// stopServing ends a server: the drain, in which it still takes whatever comes; then no more connections, and an end for the
// streams that lose nothing by it; then a while for the other calls; then an end for all.
func (l *lifecycle) stopServing(grpcServer *grpc.Server, drain, timeout time.Duration) {
	l.drain()
	if drain > 0 {
		l.log.Info("draining: health says NOT_SERVING, and calls are still taken", slog.Duration("drain", drain))
		time.Sleep(drain)
	}
	l.stop()
	graceful := make(chan struct{})
	go func() { grpcServer.GracefulStop(); close(graceful) }()
	ended := func(within time.Duration) bool {
		timer := time.NewTimer(within)
		defer timer.Stop()
		select {
		case <-graceful:
			return true
		case <-timer.C:
			return false
		}
	}
	if ended(timeout) {
		return
	}
	l.log.Warn("calls still run; ending them", slog.Duration("waited", timeout))
	l.end()
	if !ended(lastWords) {
		grpcServer.Stop()
		<-graceful
	}
}

// noteError remembers what a call found of the store.
func (l *lifecycle) noteError(err error) {
	switch {
	case errors.Is(err, store.ErrCorrupt):
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.damaged == nil {
			l.damaged = err
			if cause := slog.String("cause", err.Error()); l.followed {
				l.log.Error("the store is damaged; scores go on, and health says NOT_SERVING of it until it is mended and the server started anew", cause)
			} else {
				l.log.Error("the database is damaged; health says NOT_SERVING until it is restored and the server started anew", cause)
			}
			l.tell()
		}
	case errors.Is(err, store.ErrReplaced):
		l.noteReady(err)
	}
}

// noteReady remembers whether the store can be read.
func (l *lifecycle) noteReady(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case err != nil && l.trouble == nil && l.followed:
		l.log.Error("the store fails; scores go on, and health says NOT_SERVING of it", slog.String("cause", err.Error()))
	case err != nil && l.trouble == nil:
		l.log.Error("the database fails; health says NOT_SERVING", slog.String("cause", err.Error()))
	case err == nil && l.trouble != nil:
		l.log.Warn("the database is in order again")
	}
	l.trouble = err
	l.tell()
}

// watchEvery is how often the store is looked at, which reads one revision.
const watchEvery = 5 * time.Second

// watch looks at the store until the context ends.
func (l *lifecycle) watch(ctx context.Context, st store.Store, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := st.Ready(ctx); ctx.Err() == nil && !errors.Is(err, store.ErrUnavailable) { // which is told as what it is
				l.noteReady(err)
			}
		}
	}
}

// toldStream is a stream that hears of the stop while it waits for its caller. A stream with replies on the way loses nothing
// by it and hears at once; one whose only reply comes at its end hears when nobody is waited for any more.
type toldStream struct {
	grpc.ServerStream
	told     <-chan struct{}
	over     chan struct{} // closed when the stream is answered; its handler may still run, beyond its time
	wanted   chan any
	received chan error
}

// tellStream wraps a stream, if its handler waits for messages. The function ends what the wrapping began.
func (l *lifecycle) tellStream(stream grpc.ServerStream, info *grpc.StreamServerInfo) (grpc.ServerStream, func()) {
	if !info.IsClientStream {
		return stream, func() {}
	}
	told := &toldStream{ServerStream: stream, told: l.ending, over: make(chan struct{}), wanted: make(chan any), received: make(chan error, 1)}
	if info.IsServerStream {
		told.told = l.stopping
	}
	go func() { // gRPC's own waiting ends with the stream alone
		for {
			select {
			case <-told.over:
				return
			case message := <-told.wanted:
				told.received <- told.ServerStream.RecvMsg(message)
			}
		}
	}()
	return told, func() { close(told.over) }
}

// RecvMsg is grpc.ServerStream's. After it has told of the stop it is not to be called again.
func (t *toldStream) RecvMsg(message any) error {
	select {
	case <-t.told:
		return errStopping
	case <-t.over:
		return context.Canceled
	case t.wanted <- message:
	}
	select {
	case err := <-t.received:
		return err
	case <-t.over:
		return context.Canceled
	case <-t.told:
		return errStopping
	}
}
