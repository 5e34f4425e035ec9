package etcdstore

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"

	"github.com/lexfit/lexfit/server/store"
)

// Open opens the store at an address, and makes it where nothing lies under its prefix. Every record but the documents is checked
// first; the active document is, and the others when they are read. What is damaged, of a newer schema or no store is refused with
// a sentence, and left as it is.
func Open(ctx context.Context, config Config, options Options) (*Store, error) {
	return open(ctx, config, options, migrations)
}

// Options says how a store is opened; the zero value will do.
type Options struct {
	// Checks judge every document that is read.
	Checks store.Checks
	// Existing refuses a place where there is no store yet, in place of making one.
	Existing bool
}

func open(ctx context.Context, config Config, options Options, steps []migration) (*Store, error) {
	there, err := connect(ctx, config)
	if err != nil {
		return nil, err
	}
	found := &records{place: there, options: options, steps: steps, settleFor: settleFor}
	if err := found.begun(ctx); err != nil {
		if errors.Is(err, store.ErrUnavailable) {
			err = there.unreached(ctx, err)
		}
		return nil, errors.Join(err, there.leave())
	}
	return &Store{records: found, turn: make(chan struct{}, 1), ended: make(chan struct{})}, nil
}

// begun makes the store where there is none, brings it to this version's schema, and checks it.
func (r *records) begun(ctx context.Context) error {
	now, err := r.found(ctx)
	if err != nil {
		return err
	}
	if err := r.migrate(ctx, now); err != nil {
		return err
	}
	return r.check(ctx)
}

// connect makes a client. It reaches for etcd only where a user has to be told to it.
func connect(ctx context.Context, config Config) (*place, error) {
	if err := config.Validate(true); err != nil {
		return nil, err
	}
	endpoints, prefix, err := parseAddress(config.Address)
	if err != nil {
		return nil, err
	}
	word, err := config.password()
	if err != nil {
		return nil, err
	}
	secure, err := config.tls()
	if err != nil {
		return nil, err
	}
	scheme := "http://"
	if secure != nil {
		scheme = "https://"
	}
	urls := make([]string, len(endpoints))
	for i, endpoint := range endpoints {
		urls[i] = scheme + endpoint
	}
	pack, err := newPacker()
	if err != nil {
		return nil, err
	}
	there := &place{config: config, prefix: prefix, packer: pack}
	client, err := clientv3.New(clientv3.Config{
		Endpoints: urls, TLS: secure, Username: config.User, Password: word, Context: context.WithoutCancel(ctx),
		Logger:      zap.NewNop(), // it would write to standard error, in a format of its own
		DialTimeout: readFor, DialKeepAliveTime: 10 * time.Second, DialKeepAliveTimeout: 2 * time.Second,
		MaxUnaryRetries: 4, BackoffWaitBetween: pause,
	})
	if err != nil {
		pack.close()
		err = there.explain(err)
		if errors.Is(err, store.ErrUnavailable) {
			err = there.unreached(ctx, err)
		}
		return nil, err
	}
	there.kv, there.watcher, there.hangUp = client.KV, client.Watcher, client.Close
	return there, nil
}

// hosts are the endpoints.
func (p *place) hosts() string {
	hosts, _, _ := strings.Cut(strings.TrimPrefix(p.config.Address, Scheme), "/")
	return hosts
}

// found reads the head, and makes the store where there is none.
func (r *records) found(ctx context.Context) (seen, error) {
	for {
		values, err := r.get(ctx, keyHead, keyImport)
		if err != nil {
			return seen{}, err
		}
		if values[1] != nil {
			return seen{}, r.halfCopied()
		}
		if values[0] != nil {
			now, err := r.readHead(values[0])
			r.id = now.ID
			return now, err
		}
		if r.options.Existing {
			return seen{}, &store.Error{Kind: store.ErrNotFound, Sentence: "there is no store at " + r.config.Address}
		}
		made := headOf(r.newest(), newNonce()+newNonce(), store.NewState())
		first := clientv3.OpPut(r.key(keyHead), string(r.packer.frame(keyHead, newNonce(), marshalHead(made))))
		free := false
		err = r.call(ctx, func(ctx context.Context) error {
			reply, err := r.kv.Txn(ctx).If(r.nothingYet()).Then(first).Else(clientv3.OpGet(r.key(keyHead)), clientv3.OpGet(r.key(keyImport))).Commit()
			if err == nil {
				free = reply.Succeeded || len(reply.Responses[0].GetResponseRange().GetKvs())+len(reply.Responses[1].GetResponseRange().GetKvs()) > 0
			}
			return err
		})
		if err != nil {
			return seen{}, err
		}
		if !free { // otherwise it was made, here or by another server
			return seen{}, &store.Error{Kind: store.ErrCorrupt, Sentence: fmt.Sprintf(
				"under %s/ in etcd at %s lie keys and no store of lexfit; name another prefix, or remove them", r.prefix, r.hosts())}
		}
	}
}

// nothingYet holds while nothing lies under the prefix.
func (p *place) nothingYet() clientv3.Cmp {
	return clientv3.Compare(clientv3.CreateRevision(p.prefix+"/").WithPrefix(), "=", 0)
}

func (p *place) halfCopied() error {
	return &store.Error{Kind: store.ErrCorrupt, Sentence: "a copy into " + p.config.Address + " was begun and has not ended; wait for it, or run lexfit admin copy again, which begins anew"}
}

// unreached says of each endpoint why it is not reached, which the etcd client does not.
func (p *place) unreached(ctx context.Context, err error) error {
	endpoints, _, parseErr := parseAddress(p.config.Address)
	secure, tlsErr := p.config.tls()
	if parseErr != nil || tlsErr != nil || ctx.Err() != nil {
		return err
	}
	reasons := make([]string, len(endpoints))
	var all sync.WaitGroup
	for i, endpoint := range endpoints {
		all.Go(func() { reasons[i] = endpoint + ": " + p.reach(ctx, endpoint, secure) })
	}
	all.Wait()
	return &store.Error{Kind: store.ErrUnavailable, Sentence: fmt.Sprintf("no store at %s: %s; see that a majority of etcd's members runs and that --%s names them",
		p.config.Address, strings.Join(reasons, "; "), p.config.name())}
}

// reach says what becomes of a connection.
func (p *place) reach(ctx context.Context, endpoint string, secure *tls.Config) string {
	ctx, cancel := context.WithTimeout(ctx, tryFor)
	defer cancel()
	connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", endpoint)
	if err != nil {
		if told := (*net.OpError)(nil); errors.As(err, &told) && told.Err != nil {
			return told.Err.Error()
		}
		return err.Error()
	}
	defer connection.Close() //nolint:errcheck // it was only tried
	if secure == nil {
		return "it answers, but not as etcd does (it has no majority, is another program, or wants TLS: --" + p.config.name() + "-ca)"
	}
	spoken := secure.Clone()
	if spoken.ServerName, _, err = net.SplitHostPort(endpoint); err != nil {
		return err.Error()
	}
	if err := tls.Client(connection, spoken).HandshakeContext(ctx); err != nil {
		return "TLS: " + err.Error()
	}
	return "it speaks TLS, but does not answer as etcd does (it has no majority, is another program, or wants a certificate: --" + p.config.name() + "-cert)"
}
