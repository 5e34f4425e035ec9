package limits

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
	"google.golang.org/grpc/codes"
)

// Admit lets a call begin, or says why not: as a *RefusedError. subject is who calls, empty where nobody knows.
func (g *Gate) Admit(ctx context.Context, subject string) error {
	made, _ := ctx.Value(callKey{}).(*call)
	if most := int64(g.config.MaxBytesInFlight); most > 0 && made != nil && made.held > smallCall && g.held.Load() > most {
		g.counts.add(g, &g.counts.bytes)
		return tooManyBytes(most)
	}
	var limit *rate.Limiter
	switch name, at := g.countedBy(ctx, subject); {
	case g.config.Rate == 0:
		return nil
	case name != "":
		limit = g.callers.of(name)
	case at == nil:
		return nil
	default:
		limit = at.rate
	}
	asked := limit.Reserve()
	wait := asked.Delay()
	if wait == 0 {
		return nil
	}
	asked.Cancel()
	g.counts.add(g, &g.counts.rate)
	return &RefusedError{
		Code: codes.ResourceExhausted, Reason: "RATE_LIMITED", Retry: max(wait, time.Millisecond),
		Message:  fmt.Sprintf("more than %g calls a second; wait, or send many profiles over one stream", g.config.Rate),
		Metadata: map[string]string{"rate": fmt.Sprint(g.config.Rate), "burst": strconv.Itoa(g.config.Burst)},
	}
}

// countedBy is whom a call is counted to: a name, of the subject or, where the operator says so, the address; else its connection,
// if that is known.
func (g *Gate) countedBy(ctx context.Context, subject string) (name string, at *conn) {
	if subject != "" {
		return "subject " + subject, nil
	}
	made, _ := ctx.Value(callKey{}).(*call)
	switch {
	case made == nil || made.conn == nil:
		return "", nil
	case g.config.RateByAddress && made.conn.peer != "":
		return "address " + made.conn.peer, nil
	}
	return "", made.conn
}

// callers are the rates of those who are known by more than a connection.
type callers struct {
	rate  float64
	burst int

	mu     sync.Mutex
	byName map[string]*rate.Limiter
}

// mostCallers bounds the callers that are remembered: beyond it, those who could begin a whole burst are forgotten, which
// changes nothing for them.
const mostCallers = 10_000

func (c *callers) limiter() *rate.Limiter { return rate.NewLimiter(rate.Limit(c.rate), c.burst) }

func (c *callers) of(name string) *rate.Limiter {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known := c.byName[name]; known != nil {
		return known
	}
	if len(c.byName) >= mostCallers {
		for other, limit := range c.byName {
			if limit.Tokens() >= float64(c.burst) {
				delete(c.byName, other)
			}
		}
	}
	if c.byName == nil {
		c.byName = map[string]*rate.Limiter{}
	}
	made := c.limiter()
	c.byName[name] = made
	return made
}

// Counts is how often a bound was met since the start.
type Counts struct {
	// Canceled counts calls whose callers gave them up.
	Canceled int64
	// RateLimited and BytesInFlight count calls refused for that reason.
	RateLimited, BytesInFlight int64
	// ConnectionsRefused counts those beyond the bounds.
	ConnectionsRefused int64
	// ConnectionsReset and ConnectionsShed count those closed for cancelling without end, and for the bytes they sent.
	ConnectionsReset, ConnectionsShed int64
}

type counts struct {
	canceled, rate, bytes, connections, resets, shed atomic.Int64

	mu    sync.Mutex
	since time.Time
	told  Counts
}

// Counts returns how often a bound was met.
func (g *Gate) Counts() Counts {
	c := &g.counts
	return Counts{
		Canceled: c.canceled.Load(), RateLimited: c.rate.Load(), BytesInFlight: c.bytes.Load(), ConnectionsRefused: c.connections.Load(),
		ConnectionsReset: c.resets.Load(), ConnectionsShed: c.shed.Load(),
	}
}

// tellEvery is how often the log says that bounds are met: a line for each call would be one more thing to flood.
const tellEvery = time.Minute

// add counts, and tells now and then.
func (c *counts) add(g *Gate, count *atomic.Int64) {
	count.Add(1)
	if !c.mu.TryLock() {
		return
	}
	defer c.mu.Unlock()
	if time.Since(c.since) < tellEvery && c.told != (Counts{}) {
		return
	}
	now, was := g.Counts(), c.told
	if now.Canceled-was.Canceled == now.sum()-was.sum() { // to cancel a call is nothing amiss
		return
	}
	c.since, c.told = time.Now(), now
	g.log.Warn("callers meet their limits", slog.Int64("canceled", now.Canceled-was.Canceled),
		slog.Int64("rate_limited", now.RateLimited-was.RateLimited), slog.Int64("bytes_in_flight", now.BytesInFlight-was.BytesInFlight),
		slog.Int64("connections_refused", now.ConnectionsRefused-was.ConnectionsRefused),
		slog.Int64("connections_closed", now.ConnectionsReset-was.ConnectionsReset+now.ConnectionsShed-was.ConnectionsShed))
}

func (c Counts) sum() int64 {
	return c.Canceled + c.RateLimited + c.BytesInFlight + c.ConnectionsRefused + c.ConnectionsReset + c.ConnectionsShed
}
