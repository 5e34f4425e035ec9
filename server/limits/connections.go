package limits

import (
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

const (
	// turnsAtOnce is how many large messages a connection may be sending at once at least.
	turnsAtOnce = 2
	// mostAway bounds the connections that are told why they are turned away; more are only closed.
	mostAway = 16
	// frames is what HTTP/2 adds to a message at most, the frames that go with it among it.
	frames = 256
	// everything settles a connection.
	everything = math.MaxInt64 / 2
	// pauses is how often a connection that is held up looks whether it may go on.
	pauses = 5 * time.Millisecond
	// passesASecond is how many calls a second go on that have waited in vain for those whose turn it is to send.
	passesASecond = 50
	// resetsAtOnce is how many times as many calls as in a second may be cancelled at once.
	resetsAtOnce = 2
)

// Listen bounds the connections of a listener and counts what they send. Plain says that nothing encrypts them: then those
// turned away are told why.
func (g *Gate) Listen(from net.Listener, plain bool) net.Listener {
	return &listener{Listener: from, gate: g, plain: plain}
}

type listener struct {
	net.Listener
	gate  *Gate
	plain bool
}

// Accept is net.Listener's.
func (l *listener) Accept() (net.Conn, error) {
	for {
		raw, err := l.Listener.Accept()
		if err != nil {
			return nil, err //nolint:wrapcheck // gRPC looks at it
		}
		made, why := l.gate.enter(raw)
		if why == "" {
			return made, nil
		}
		l.gate.counts.add(l.gate, &l.gate.counts.connections)
		l.gate.turnAway(raw, why, l.plain)
	}
}

// conn is a connection that counts.
type conn struct {
	net.Conn
	gate   *Gate
	peer   string // its address without the port; empty where it has none
	at     *address
	slots  chan struct{} // nil where bytes are not bounded
	rate   *rate.Limiter
	resets *rate.Limiter
	passes *rate.Limiter // calls that do not wait for their turn any more

	read, settled atomic.Int64 // bytes; what lies between them is not read by anybody
	open          atomic.Int64 // calls
	closed        atomic.Bool
	once          sync.Once
}

// address is a connection's, which leads back to it: gRPC hands every call the address of its peer.
type address struct {
	net.Addr
	conn *conn
}

// enter takes a connection in, or says why not.
func (g *Gate) enter(raw net.Conn) (*conn, string) {
	from := ""
	if host, _, err := net.SplitHostPort(raw.RemoteAddr().String()); err == nil {
		from = host
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.config.MaxConnections > 0 && len(g.conns) >= g.config.MaxConnections:
		return nil, fmt.Sprintf("lexfit takes %d connections, and has them", g.config.MaxConnections)
	case g.config.MaxConnectionsPerPeer > 0 && from != "" && g.peers[from] >= g.config.MaxConnectionsPerPeer:
		return nil, fmt.Sprintf("lexfit takes %d connections of one address, and has them; share one among your calls", g.config.MaxConnectionsPerPeer)
	}
	made := &conn{Conn: raw, gate: g, peer: from, rate: g.callers.limiter(), resets: rate.NewLimiter(rate.Limit(g.config.Resets), resetsAtOnce*g.config.Resets), passes: rate.NewLimiter(passesASecond, 1)}
	made.at = &address{raw.RemoteAddr(), made}
	if most := g.config.MaxBytesInFlight; most > 0 {
		made.slots = make(chan struct{}, max(turnsAtOnce, most/4/max(g.largest, 1)))
	}
	g.conns[made] = struct{}{}
	g.peers[from]++
	return made, ""
}

// RemoteAddr is net.Conn's.
func (c *conn) RemoteAddr() net.Addr { return c.at }

// Read is net.Conn's.
func (c *conn) Read(p []byte) (int, error) {
	c.pause()
	n, err := c.Conn.Read(p)
	c.read.Add(int64(n))
	c.gate.unread.Add(int64(n))
	if c.closed.Load() {
		c.settle(everything)
	}
	return n, err //nolint:wrapcheck // gRPC looks at it
}

// pause holds up a connection that has sent much while all together have sent too much: all but the one that has sent the most,
// which is the nearest to its end. One that has sent twice what there may be by itself, and one that holds up the others without
// sending, is closed.
func (c *conn) pause() {
	g, most := c.gate, int64(c.gate.config.MaxBytesInFlight)
	if most == 0 || g.unread.Load() <= most {
		return
	}
	var first *conn
	var moved int64
	since := time.Now()
	for g.unread.Load() > most && c.unread() > smallCall && !c.closed.Load() {
		switch leads := g.leader(); {
		case leads == nil:
			return
		case leads.unread() > 2*most:
			g.closeFor(leads, &g.counts.shed, "it has sent twice the bytes that there may be in flight")
			continue
		case leads == c:
			return
		case leads != first || leads.read.Load()+leads.settled.Load() != moved:
			first, moved, since = leads, leads.read.Load()+leads.settled.Load(), time.Now()
		case g.config.StallTimeout > 0 && time.Since(since) > g.config.StallTimeout:
			g.closeFor(leads, &g.counts.shed, "it has sent most of what is in flight, and does not go on")
			continue
		}
		time.Sleep(pauses)
	}
}

// leader is the connection that has sent most of what nobody has read, as of a moment ago.
func (g *Gate) leader() *conn {
	g.mu.Lock()
	defer g.mu.Unlock()
	if led := g.lead; led != nil && !led.closed.Load() && time.Since(g.leads) < pauses {
		return led
	}
	g.lead, g.leads = nil, time.Now()
	for c := range g.conns {
		if g.lead == nil || c.unread() > g.lead.unread() {
			g.lead = c
		}
	}
	return g.lead
}

// unread is how many bytes were received of messages that nobody has read, or a little more.
func (c *conn) unread() int64 { return c.read.Load() - c.settled.Load() }

// settle notes that bytes were read, or thrown away.
func (c *conn) settle(bytes int64) {
	for {
		was := c.settled.Load()
		is := min(was+bytes, c.read.Load())
		if is <= was {
			return
		}
		if c.settled.CompareAndSwap(was, is) {
			c.gate.unread.Add(was - is)
			return
		}
	}
}

// Close is net.Conn's.
func (c *conn) Close() error {
	c.once.Do(func() {
		g := c.gate
		g.mu.Lock()
		delete(g.conns, c)
		if g.peers[c.peer]--; g.peers[c.peer] == 0 {
			delete(g.peers, c.peer)
		}
		g.mu.Unlock()
		c.closed.Store(true)
		c.settle(everything)
		g.tidy.soon()
	})
	return c.Conn.Close() //nolint:wrapcheck // gRPC looks at it
}

// closeFor closes a connection for a reason that is counted.
func (g *Gate) closeFor(c *conn, count *atomic.Int64, why string) {
	if c.closed.Load() {
		return
	}
	g.counts.add(g, count)
	g.log.Debug("a connection is closed", slog.String("why", why), slog.String("peer", c.at.String()), slog.Int64("unread_bytes", c.unread()))
	_ = c.Close() // what else could be done with it
}

// turnAway tells a connection why it is not taken, as far as it listens, and closes it.
func (g *Gate) turnAway(raw net.Conn, why string, plain bool) {
	select {
	case g.away <- struct{}{}:
	default:
		plain = false
	}
	if !plain {
		_ = raw.Close()
		return
	}
	go func() {
		defer func() { <-g.away }()
		defer raw.Close()                                  //nolint:errcheck // it is turned away
		_ = raw.SetDeadline(time.Now().Add(turnedAwayFor)) // a connection that has no deadlines is closed all the same
		if _, err := raw.Write(goAway(why)); err != nil {
			return
		}
		if half, ok := raw.(interface{ CloseWrite() error }); ok {
			_ = half.CloseWrite()
		}
		_, _ = io.CopyN(io.Discard, raw, 4<<10) // closed with something unread, the answer could be lost
	}()
}

const turnedAwayFor = time.Second

// goAway is HTTP/2 for: no settings, and no calls on this connection, with the reason (RFC 9113, 6.5 and 6.8).
func goAway(why string) []byte {
	// Calls on the last stream that there can be and before it end with the connection, and with its reason; those behind the last
	// one named would be made again at once, without a word.
	const typeSettings, typeGoAway, enhanceYourCalm, lastStream = 4, 7, 11, math.MaxInt32
	frame := []byte{0, 0, 0, typeSettings, 0, 0, 0, 0, 0}
	frame = append(frame, 0, 0, byte(8+len(why)), typeGoAway, 0, 0, 0, 0, 0)
	frame = binary.BigEndian.AppendUint32(frame, lastStream)
	frame = binary.BigEndian.AppendUint32(frame, enhanceYourCalm)
	return append(frame, why...)
}
