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
	s, err := connect(ctx, config)
	if err != nil {
		return nil, err
	}
	s.options, s.steps = options, steps
	if err := s.begun(ctx); err != nil {
		if errors.Is(err, store.ErrUnavailable) {
			err = s.unreached(ctx, err)
		}
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// begun makes the store where there is none, brings it to this version's schema, and checks it.
func (s *Store) begun(ctx context.Context) error {
	now, err := s.found(ctx)
	if err != nil {
		return err
	}
	if err := s.migrate(ctx, now); err != nil {
		return err
	}
	return s.check(ctx)
}

// connect makes a client. It reaches for etcd only where a user has to be told to it.
func connect(ctx context.Context, config Config) (*Store, error) {
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
	s := &Store{config: config, prefix: prefix, packer: pack, turn: make(chan struct{}, 1), ended: make(chan struct{})}
	client, err := clientv3.New(clientv3.Config{
		Endpoints: urls, TLS: secure, Username: config.User, Password: word, Context: context.WithoutCancel(ctx),
		Logger:      zap.NewNop(), // it would write to standard error, in a format of its own
		DialTimeout: readFor, DialKeepAliveTime: 10 * time.Second, DialKeepAliveTimeout: 2 * time.Second,
		MaxUnaryRetries: 4, BackoffWaitBetween: pause,
	})
	if err != nil {
		pack.close()
		err = s.explain(err)
		if errors.Is(err, store.ErrUnavailable) {
			err = s.unreached(ctx, err)
		}
		return nil, err
	}
	s.kv, s.watcher, s.hangUp = client.KV, client.Watcher, client.Close
	return s, nil
}

// hosts are the endpoints.
func (s *Store) hosts() string {
	hosts, _, _ := strings.Cut(strings.TrimPrefix(s.config.Address, Scheme), "/")
	return hosts
}

// found reads the head, and makes the store where there is none.
func (s *Store) found(ctx context.Context) (seen, error) {
	for {
		values, err := s.get(ctx, keyHead, keyImport)
		if err != nil {
			return seen{}, err
		}
		if values[1] != nil {
			return seen{}, s.halfCopied()
		}
		if values[0] != nil {
			now, err := s.readHead(values[0])
			s.id = now.ID
			return now, err
		}
		if s.options.Existing {
			return seen{}, &store.Error{Kind: store.ErrNotFound, Sentence: "there is no store at " + s.config.Address}
		}
		made := headOf(s.newest(), newNonce()+newNonce(), store.NewState())
		first := clientv3.OpPut(s.key(keyHead), string(s.packer.frame(keyHead, newNonce(), marshalHead(made))))
		free := false
		err = s.call(ctx, func(ctx context.Context) error {
			reply, err := s.kv.Txn(ctx).If(s.nothingYet()).Then(first).Else(clientv3.OpGet(s.key(keyHead)), clientv3.OpGet(s.key(keyImport))).Commit()
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
				"under %s/ in etcd at %s lie keys and no store of lexfit; name another prefix, or remove them", s.prefix, s.hosts())}
		}
	}
}

// nothingYet holds while nothing lies under the prefix.
func (s *Store) nothingYet() clientv3.Cmp {
	return clientv3.Compare(clientv3.CreateRevision(s.prefix+"/").WithPrefix(), "=", 0)
}

func (s *Store) halfCopied() error {
	return &store.Error{Kind: store.ErrCorrupt, Sentence: "a copy into " + s.config.Address + " was begun and has not ended; wait for it, or run lexfit admin copy again, which begins anew"}
}

// unreached says of each endpoint why it is not reached, which the etcd client does not.
func (s *Store) unreached(ctx context.Context, err error) error {
	endpoints, _, parseErr := parseAddress(s.config.Address)
	secure, tlsErr := s.config.tls()
	if parseErr != nil || tlsErr != nil || ctx.Err() != nil {
		return err
	}
	reasons := make([]string, len(endpoints))
	var all sync.WaitGroup
	for i, endpoint := range endpoints {
		all.Go(func() { reasons[i] = endpoint + ": " + reach(ctx, endpoint, secure) })
	}
	all.Wait()
	return &store.Error{Kind: store.ErrUnavailable, Sentence: fmt.Sprintf("no store at %s: %s; see that a majority of etcd's members runs and that --%s names them",
		s.config.Address, strings.Join(reasons, "; "), s.config.name())}
}

// reach says what becomes of a connection.
func reach(ctx context.Context, endpoint string, secure *tls.Config) string {
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
		return "it answers, but gives no answer as etcd does (no majority, another program, or one that wants TLS: -ca)"
	}
	spoken := secure.Clone()
	if spoken.ServerName, _, err = net.SplitHostPort(endpoint); err != nil {
		return err.Error()
	}
	if err := tls.Client(connection, spoken).HandshakeContext(ctx); err != nil {
		return "TLS: " + err.Error()
	}
	return "it speaks TLS, but gives no answer as etcd does (no majority, another program, or one that wants another certificate)"
}
