package server

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"google.golang.org/grpc/credentials"

	"github.com/lexfit/lexfit/server/identity"
)

// certificate is read from two PEM files, and again when they change: renewal needs no restart.
type certificate struct {
	certFile, keyFile string
	log               *slog.Logger

	mu      sync.Mutex
	current *tls.Certificate
	changed [2]time.Time // of the files, when current was read
}

// credentialsFrom serves with the certificate in two PEM files. grpc's own pemfile provider does this too, at the price of
// another module that nothing else here needs.
func credentialsFrom(certFile, keyFile string, gate *identity.Gate, log *slog.Logger, again *reloads) (credentials.TransportCredentials, error) {
	cert := &certificate{certFile: certFile, keyFile: keyFile, log: log}
	if err := cert.read(); err != nil {
		return nil, fmt.Errorf("--tls-cert and --tls-key: %w", err)
	}
	again.add("certificate", cert.reload)
	config := &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: cert.get}
	gate.ClientCertificates(config)
	return credentials.NewTLS(config), nil
}

// get is called at each handshake.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.modified() != c.changed {
		if err := c.read(); err != nil {
			// Half-written files are a moment of every renewal: the old certificate serves until the new one is whole.
			c.log.Warn("the new certificate cannot be read; serving with the old one", slog.Any("error", err))
		}
	}
	return c.current, nil
}

// reload reads the files whether or not they changed.
func (c *certificate) reload() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.read()
}

func (c *certificate) read() error {
	changed := c.modified() // before reading: a change meanwhile is seen next time
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return err
	}
	c.current, c.changed = &pair, changed
	return nil
}

func (c *certificate) modified() (times [2]time.Time) {
	for i, name := range []string{c.certFile, c.keyFile} {
		if info, err := os.Stat(name); err == nil {
			times[i] = info.ModTime()
		}
	}
	return times
}
