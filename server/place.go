package server

import (
	"context"
	"errors"
	"fmt"

	"github.com/lexfit/lexfit/server/store/etcdstore"
)

// storeFlag names the place in etcd, dbFlag the file.
const (
	storeFlag = "store"
	dbFlag    = "db"
)

// onePlace reports settings that name two places; sources says who set what.
func (c *Config) onePlace(sources map[string]string) error {
	file, etcd := sources[dbFlag], sources[storeFlag]
	if file == "" || !c.Store.Given() {
		return nil
	}
	return fmt.Errorf("both --db (%s) and --store (%s) are given; leave one out, and copy what the other holds with lexfit admin copy", file, etcd)
}

// place is where a server keeps what it scores by, for the log.
func (c *Config) place() string {
	if c.Store.Given() {
		return c.Store.String()
	}
	return c.DBPath
}

// openShelf opens a service on an etcd that other servers use beside this one.
func openShelf(ctx context.Context, options Options) (*Service, error) {
	st, err := etcdstore.Open(ctx, options.Etcd, etcdstore.Options{Checks: checks()})
	if err != nil {
		return nil, err
	}
	service, err := openOn(ctx, st, options)
	if err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return service, nil
}
