// Package client is a small Go client of lexfit: it connects, retries what may be retried, streams batches of any length
// with a bounded number of profiles in flight, and turns errors back into what the server meant.
package client

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
)

// defaultDeadline bounds a call of one request and one reply; none takes a second on a sound server.
const defaultDeadline = 30 * time.Second

// maxReply is the largest reply taken: a ranking of 10 000 with every breakdown stays below it.
const maxReply = 512 << 20

// Options says how to connect.
type Options struct {
	// TLS encrypts the connection and checks the server's certificate.
	TLS bool
	// CAFile holds the certificates to check against, as PEM; empty for the system's. It implies TLS.
	CAFile string
	// Token is sent with every call as a bearer token; it goes nowhere without TLS but to this machine.
	Token string
	// TokenFile holds the token instead, and is read for every call: a renewed one needs no new connection.
	TokenFile string
	// CertFile and KeyFile hold a client certificate and its key, as PEM, read at each handshake. They imply TLS.
	CertFile, KeyFile string
	// Deadline bounds calls of one request and one reply; 0 for 30 seconds. Streams end with their context alone.
	Deadline time.Duration
	// Dial holds further gRPC options, such as the dialer of an in-memory connection.
	Dial []grpc.DialOption
}

// Client is a connection to a server, or to several. It may be used by many goroutines at once.
type Client struct {
	conn    *grpc.ClientConn
	servers *servers
	// The services; their calls carry the client's deadline and retries.
	Match    lexfitv1grpc.MatchServiceClient
	JobOrder lexfitv1grpc.JobOrderServiceClient
	Admin    lexfitv1grpc.AdminServiceClient
	Rulebook lexfitv1grpc.RulebookServiceClient
	Skill    lexfitv1grpc.SkillServiceClient
}

// Dial prepares a connection; it is made with the first call. Close it when done.
//
// An address is host:port, unix:PATH, or whatever else gRPC understands. Several with commas between them, or dns:///NAME:PORT for
// every address that a name has, are servers of which each will do: calls go round those that say that they want work, and one
// that is lost, or drains, gets no more of them. They must keep the same rulebooks under the same revisions.
func Dial(address string, made Options) (*Client, error) {
	where, err := parseServers(address)
	if err != nil {
		return nil, err
	}
	known, err := made.credentials(where.named)
	if err != nil {
		return nil, err
	}
	deadline := made.Deadline
	if deadline <= 0 {
		deadline = defaultDeadline
	}
	config, err := serviceConfig(where.balanced)
	if err != nil {
		return nil, err
	}
	options := append(known,
		grpc.WithDefaultServiceConfig(config),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxReply)),
		grpc.WithChainUnaryInterceptor(withDeadline(deadline), withRepliesWhole, saysReplyBytes),
		grpc.WithChainStreamInterceptor(saysReplyBytesOfStream),
	)
	target, further := where.target()
	options = append(append(options, further...), made.Dial...)
	conn, err := grpc.NewClient(target, options...)
	if err != nil {
		return nil, fmt.Errorf("server address %q: %w", address, err)
	}
	return &Client{
		conn:     conn,
		servers:  where,
		Match:    lexfitv1grpc.NewMatchServiceClient(conn),
		JobOrder: lexfitv1grpc.NewJobOrderServiceClient(conn),
		Admin:    lexfitv1grpc.NewAdminServiceClient(conn),
		Rulebook: lexfitv1grpc.NewRulebookServiceClient(conn),
		Skill:    lexfitv1grpc.NewSkillServiceClient(conn),
	}, nil
}

// Servers is how many servers there are to call, as far as is known: those that were listed, or after the first call the addresses
// of a name. Some of them may be away.
func (c *Client) Servers() int { return c.servers.count() }

// Patience is how long a call that lost its server is to be made again, where asked is what a user allows for: of several servers
// another one is looked for whatever they allow.
func (c *Client) Patience(asked time.Duration) time.Duration {
	if c.servers.balanced {
		return max(asked, elsewhere)
	}
	return asked
}

// Close ends the connection and every call on it.
func (c *Client) Close() error {
	if err := c.conn.Close(); err != nil && status.Code(err) != codes.Canceled { // closed before
		return fmt.Errorf("close connection: %w", err)
	}
	return nil
}

// replyBytesKey is the metadata that tells a server how large a reply this client takes: it assumes gRPC's 4 MiB of others, and
// refuses what they would throw away.
const replyBytesKey = "lexfit-max-reply-bytes"

func withReplyBytes(ctx context.Context) context.Context {
	return metadata.AppendToOutgoingContext(ctx, replyBytesKey, strconv.Itoa(maxReply))
}

func saysReplyBytes(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	return invoke(withReplyBytes(ctx), method, req, reply, cc, opts...)
}

func saysReplyBytesOfStream(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string, open grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
	return open(withReplyBytes(ctx), desc, cc, method, opts...)
}

// withDeadline gives a call a deadline where its context has none.
func withDeadline(length time.Duration) grpc.UnaryClientInterceptor {
	return func(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
		if _, has := ctx.Deadline(); !has {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, length)
			defer cancel()
		}
		return invoke(ctx, method, req, reply, cc, opts...)
	}
}
