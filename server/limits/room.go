package limits

import (
	"context"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"time"

	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/proto"
)

// lateFrom is the bytes of a request that is left as it came until it is worked on: decoded, it takes some ten times as much.
const lateFrom = 64 << 10

// lateCodec is gRPC's codec, but for large requests of calls of one request: those it leaves for Late.
type lateCodec struct {
	encoding.CodecV2
	gate *Gate
}

// Unmarshal is encoding.CodecV2's.
func (c *lateCodec) Unmarshal(data mem.BufferSlice, to any) error {
	message, ok := to.(proto.Message)
	if !ok || data.Len() < lateFrom || !c.gate.single[message.ProtoReflect().Descriptor().FullName()] {
		return c.CodecV2.Unmarshal(data, to) //nolint:wrapcheck // gRPC's own
	}
	data.Ref()
	c.gate.late.Store(to, data)
	return nil
}

// Late is a large request that is not decoded; nil is none. It is not safe for concurrent use.
type Late struct {
	gate  *Gate
	data  mem.BufferSlice
	bytes int64
	room  int64 // that it has
}

// Late returns the bytes of a request that were left as they came, nil where it is decoded. Leave must follow.
func (g *Gate) Late(request any) *Late {
	if g.config.MaxBytesAtWork == 0 {
		return nil
	}
	data, ok := g.late.LoadAndDelete(request)
	if !ok {
		return nil
	}
	came, _ := data.(mem.BufferSlice)
	return &Late{gate: g, data: came, bytes: int64(came.Len())}
}

// Read waits for the caller's turn to have room for the request, and returns it.
func (l *Late) Read(ctx context.Context, subject string) ([]byte, error) {
	much := min(l.bytes, int64(l.gate.config.MaxBytesAtWork))
	if err := l.gate.room.take(ctx, l.gate.callerOf(ctx, subject), much); err != nil {
		return nil, Ended(ctx, err)
	}
	l.room = much
	raw := l.data.Materialize()
	l.data.Free()
	l.data = nil
	return raw, nil
}

// Leave gives back the room, or forgets a request that was not read.
func (l *Late) Leave() {
	if l == nil {
		return
	}
	l.data.Free()
	l.data = nil
	if l.room > 0 {
		l.gate.room.give(l.room)
		l.room = 0
	}
	l.gate.tidy.soon()
}

const (
	// tidyAfter is how long after a large request, or a connection, its memory is given back to the system. Go's collector has no
	// reason to come by at a server that then idles, for two minutes.
	tidyAfter = 2 * time.Second
	// tidyEvery is how often that is done at most: it takes a collection.
	tidyEvery = 20 * time.Second
)

// tidying gives memory back to the system.
type tidying struct {
	due  atomic.Bool
	last atomic.Int64 // when it was done, in nanoseconds since the epoch
}

// soon says that memory was let go.
func (t *tidying) soon() {
	if !t.due.CompareAndSwap(false, true) {
		return
	}
	time.AfterFunc(max(tidyAfter, tidyEvery-time.Since(time.Unix(0, t.last.Load()))), func() {
		t.due.Store(false)
		runtime.GC() // what pools keep goes with the second collection
		debug.FreeOSMemory()
		t.last.Store(time.Now().UnixNano())
	})
}
