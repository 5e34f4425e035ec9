// Package limits keeps one caller from taking what is everybody's: connections, calls, bytes and time.
//
// A call passes the listener (connections.go), which counts what every connection has sent and nobody read; the tap, before
// anything is made of it; stats (gate.go), which know when its message is read; and Admit (rate.go), where the caller is known.
package limits

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/encoding"
	codec "google.golang.org/grpc/encoding/proto"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/stats"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/tap"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// RefusedError is why a call is not answered, for its caller.
type RefusedError struct {
	Code     codes.Code
	Reason   string // UPPER_SNAKE_CASE
	Message  string
	Retry    time.Duration // where waiting helps
	Metadata map[string]string
}

func (r *RefusedError) Error() string { return r.Message }

// Gate holds callers to a configuration. It is safe for concurrent use.
type Gate struct {
	config   Config
	largest  int // message
	log      *slog.Logger
	timeouts map[string]time.Duration // by full name
	streams  map[string]bool          // methods that are streams

	mu    sync.Mutex
	conns map[*conn]struct{}
	peers map[string]int // connections by address
	away  chan struct{}  // one for each connection that is being turned away
	lead  *conn          // that had sent the most when it was looked at
	leads time.Time

	unread  atomic.Int64 // bytes received on all connections, of messages that are not read
	held    atomic.Int64 // bytes of messages that are read, of calls that run
	callers callers
	turns   turns                          // for the cores
	room    turns                          // for large requests, in bytes
	late    sync.Map                       // large requests by the message that they are to become, as mem.BufferSlice
	single  map[protoreflect.FullName]bool // messages of calls of one request
	tidy    tidying
	counts  counts
}

// New makes a gate. largest is the largest message that the server takes.
func New(config Config, largest int, log *slog.Logger) (*Gate, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	timeouts, streams, err := config.timeouts()
	if err != nil {
		return nil, err
	}
	single := map[protoreflect.FullName]bool{}
	for method := range methods() {
		if !method.IsStreamingClient() && !method.IsStreamingServer() {
			single[method.Input().FullName()] = true
		}
	}
	return &Gate{
		config: config, largest: largest, log: log, timeouts: timeouts, streams: streams, conns: map[*conn]struct{}{}, peers: map[string]int{},
		away: make(chan struct{}, mostAway), callers: callers{rate: config.Rate, burst: config.Burst}, turns: turns{free: int64(config.MaxWorkers)},
		room: turns{free: int64(config.MaxBytesAtWork)}, single: single, counts: counts{since: time.Now()},
	}, nil
}

// ServerOptions are what a gRPC server needs to be told of the gate.
func (g *Gate) ServerOptions() []grpc.ServerOption {
	options := []grpc.ServerOption{grpc.InTapHandle(g.tap), grpc.StatsHandler(&watcher{g})}
	if g.config.MaxBytesAtWork > 0 {
		options = append(options, grpc.ForceServerCodecV2(&lateCodec{encoding.GetCodecV2(codec.Name), g}))
	}
	if g.config.MaxBytesInFlight > 0 {
		options = append(options, grpc.StaticStreamWindowSize(window), grpc.StaticConnWindowSize(4*window))
	}
	if g.config.MaxStreams > 0 {
		options = append(options, grpc.MaxConcurrentStreams(uint32(g.config.MaxStreams)))
	}
	return options
}

// window is how much of a message gRPC takes before anybody reads it. By itself it would let it grow to 16 MB a call.
const window = 256 << 10

// smallCall is the bytes of a message that nobody is refused for.
const smallCall = 1 << 20

// retryBytes is when to try again where too many bytes are in flight.
const retryBytes = time.Second

// call is what is known of a running call.
type call struct {
	conn   *conn // nil where the connection is not counted
	cancel context.CancelFunc
	stream bool
	slot   bool  // it is its turn to be received
	held   int64 // bytes of its message
}

type callKey struct{}

// tap sees a call before anything is made of it. It gives a call of one request the deadline of its method: one that waits for its
// message ends by it too.
func (g *Gate) tap(ctx context.Context, info *tap.Info) (context.Context, error) {
	made := &call{conn: connOf(ctx), cancel: func() {}}
	if !g.streams[info.FullMethodName] {
		ctx, made.cancel = g.withDeadline(ctx, info.FullMethodName)
	}
	return context.WithValue(ctx, callKey{}, made), nil
}

// withDeadline gives a call what its method may run for.
func (g *Gate) withDeadline(ctx context.Context, fullMethod string) (context.Context, context.CancelFunc) {
	length := g.timeouts[fullMethod]
	if length == 0 {
		return ctx, func() {}
	}
	method := fullMethod[strings.LastIndexByte(fullMethod, '/')+1:]
	return context.WithTimeoutCause(ctx, length, &RefusedError{
		Code: codes.DeadlineExceeded, Reason: "DEADLINE_EXCEEDED", Message: fmt.Sprintf("%s may run for %s on this server, and did not end by then", method, length),
		Metadata: map[string]string{"limit": length.String()},
	})
}

// Within runs the handler of a stream for no longer than its method may. A handler that waits for a message then is left to itself:
// gRPC ends its waiting once the stream is answered, and it alone can.
func (g *Gate) Within(stream grpc.ServerStream, fullMethod string, handle func(grpc.ServerStream) error) error {
	if g.timeouts[fullMethod] == 0 {
		return handle(stream)
	}
	ctx, cancel := g.withDeadline(stream.Context(), fullMethod)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- handle(&timedStream{stream, ctx}) }()
	select {
	case err := <-done:
		return Ended(ctx, err)
	case <-ctx.Done():
		if stream.Context().Err() != nil {
			return <-done // its caller is gone, and gRPC has told it
		}
		return context.Cause(ctx)
	}
}

// timedStream is a stream with a deadline.
type timedStream struct {
	grpc.ServerStream
	ctx context.Context //nolint:containedctx // gRPC hands a stream its context this way
}

// Context is grpc.ServerStream's.
func (t *timedStream) Context() context.Context { return t.ctx }

func tooManyBytes(most int64) *RefusedError {
	return &RefusedError{
		Code: codes.ResourceExhausted, Reason: "BYTES_IN_FLIGHT", Retry: retryBytes, Metadata: map[string]string{"limit": strconv.FormatInt(most, 10)},
		Message: fmt.Sprintf("the server works on as many bytes of requests as it may (%d); try again, or send a large pool as a stream", most),
	}
}

// Ended is the reason why the server ended a call, where it did; otherwise err.
func Ended(ctx context.Context, err error) error {
	if ended, ok := context.Cause(ctx).(*RefusedError); ok && err != nil { //nolint:errorlint // it is set as it is
		return ended
	}
	return err
}

// watcher is told by gRPC what happens to a call.
type watcher struct{ *Gate }

// TagRPC is stats.Handler's.
func (w *watcher) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }

// TagConn is stats.Handler's.
func (w *watcher) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }

// HandleConn is stats.Handler's.
func (w *watcher) HandleConn(context.Context, stats.ConnStats) {}

// HandleRPC is stats.Handler's. Begin comes before the message is read: until then no more than a window of it is received.
func (w *watcher) HandleRPC(ctx context.Context, event stats.RPCStats) {
	made, ok := ctx.Value(callKey{}).(*call)
	if !ok {
		return
	}
	switch event := event.(type) {
	case *stats.Begin:
		made.stream = event.IsClientStream
		w.begin(ctx, made)
	case *stats.InPayload:
		w.received(made, int64(event.Length), int64(event.WireLength))
	case *stats.OutPayload:
		if made.conn != nil {
			made.conn.settle(frames) // the windows that the client opened for it
		}
	case *stats.End:
		w.end(made, event.Error)
	}
}

// patience is how long a call waits for its turn to send a message that may be a large one, where those whose turn it is do
// not send either.
const patience = 250 * time.Millisecond

// begin waits for the call's turn on its connection: so few messages are received at once that their sum stays bounded, and a
// caller with many large ones is not refused. Those who take their turns and send nothing hold up no more than their own
// connection, and not for long.
func (g *Gate) begin(ctx context.Context, made *call) {
	c := made.conn
	if c == nil {
		return
	}
	c.open.Add(1)
	if made.stream || c.slots == nil {
		return
	}
	for {
		select {
		case c.slots <- struct{}{}:
			made.slot = true
			return
		default:
		}
		timer := time.NewTimer(patience)
		select {
		case c.slots <- struct{}{}:
			timer.Stop()
			made.slot = true
			return
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
			if c.unread() < smallCall && c.passes.Allow() {
				return
			}
		}
	}
}

// received notes a message that is read.
func (g *Gate) received(made *call, length, wire int64) {
	if made.conn != nil {
		made.conn.settle(wire + wire/256 + frames)
	}
	if made.stream {
		return
	}
	made.held = length
	g.held.Add(length)
	made.leave()
}

// leave gives the turn to the next.
func (c *call) leave() {
	if c.slot {
		c.slot = false
		<-c.conn.slots
	}
}

func (g *Gate) end(made *call, err error) {
	made.cancel()
	made.leave()
	g.held.Add(-made.held)
	c := made.conn
	if c != nil && c.open.Add(-1) == 0 {
		c.settle(everything)
	}
	if err == nil || status.Code(err) != codes.Canceled {
		return
	}
	g.counts.add(g, &g.counts.canceled)
	if c != nil && g.config.Resets > 0 && !c.resets.Allow() {
		g.closeFor(c, &g.counts.resets, "its caller cancels calls as fast as it makes them")
	}
}

// connOf is the connection that a context belongs to, nil where it did not come through the gate.
func connOf(ctx context.Context) *conn {
	if from, ok := peer.FromContext(ctx); ok {
		if at, ok := from.Addr.(*address); ok {
			return at.conn
		}
	}
	return nil
}

// InFlight is how many bytes are received and not read, the few of connections that idle among them, and how many are read of calls
// that run.
func (g *Gate) InFlight() (unread, held int64) { return g.unread.Load(), g.held.Load() }
