package server

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"strings"
	"time"

	"github.com/lexfit/lexfit/server/telemetry"
)

// unixPrefix begins the address of a socket, as gRPC's clients write it.
const unixPrefix = "unix:"

// socketMode is who may connect to a socket: the user and the group that the server runs as.
const socketMode = 0o660

func checkListen(address string) error {
	if path, ok := strings.CutPrefix(address, unixPrefix); ok && path != "" {
		return nil
	}
	if _, _, err := net.SplitHostPort(address); err != nil {
		return fmt.Errorf("--listen %q: want address:port, such as 127.0.0.1:7171, or unix:/path/of/socket", address)
	}
	return nil
}

// listen opens the address to serve on. Its errors are sentences.
func listen(ctx context.Context, address string) (net.Listener, error) {
	path, isSocket := strings.CutPrefix(address, unixPrefix)
	if !isSocket {
		listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
		if err != nil {
			return nil, explainListen(address, "--listen", err)
		}
		return listener, nil
	}
	if err := removeStale(path); err != nil {
		return nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "unix", path)
	if err != nil {
		return nil, explainListen(address, "--listen", err)
	}
	if err := os.Chmod(path, socketMode); err != nil {
		return nil, errors.Join(explainListen(address, "--listen", err), listener.Close())
	}
	return listener, nil
}

// listenMetrics opens the address of the figures; nil where none is asked for.
func listenMetrics(ctx context.Context, config telemetry.Config) (net.Listener, error) {
	if !config.Enabled() {
		return nil, nil //nolint:nilnil // see above
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", config.Listen)
	if err != nil {
		return nil, explainListen(config.Listen, "--metrics-listen", err)
	}
	return listener, nil
}

// removeStale removes a socket that a server left behind which was killed. One that answers is in use.
func removeStale(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("cannot serve on %s%s: %w", unixPrefix, path, err)
	case info.Mode()&fs.ModeSocket == 0:
		return fmt.Errorf("%s is no socket; move it away, or choose another path with --listen", path)
	}
	if connection, err := net.DialTimeout("unix", path, time.Second); err == nil {
		_ = connection.Close() // only whether somebody answers was asked
		return fmt.Errorf("socket %s is in use by another process; stop it, or choose another with --listen", path)
	}
	if err := os.Remove(path); err != nil {
		return fmt.Errorf("the socket that an earlier server left behind: %w", err)
	}
	return nil
}

// isLocal reports whether only this machine can reach an address.
func isLocal(address net.Addr) bool {
	if address.Network() == "unix" {
		return true
	}
	ap, err := netip.ParseAddrPort(address.String())
	return err == nil && ap.Addr().Unmap().IsLoopback()
}

func (c *Config) validateIdentity() error {
	err := c.Identity.Validate()
	if c.Identity.ClientCA != "" && c.TLSCert == "" {
		err = errors.Join(err, errors.New("--client-ca needs --tls-cert and --tls-key: certificates are shown in the handshake"))
	}
	if c.TwoPerson && !c.Identity.Enabled() {
		err = errors.Join(err, errors.New("--two-person needs to know who calls: see --identities and --oidc-issuer"))
	}
	return err
}

// mayServe refuses an address that others can reach while nobody is known, or while what they send, their tokens among it, can be
// read on the way; --insecure serves all the same.
func (c *Config) mayServe(address net.Addr) error {
	switch {
	case c.Insecure || isLocal(address):
		return nil
	case !c.Identity.Enabled():
		return fmt.Errorf("%s is reached from beyond this machine, and nobody has to say who they are: see --identities and --oidc-issuer, or serve all the same with --insecure", address)
	case c.TLSCert == "":
		return fmt.Errorf("%s is reached from beyond this machine, and credentials and profiles travel readable: see --tls-cert, or serve all the same with --insecure", address)
	}
	return nil
}

// mayListen is mayServe before anything is opened, so that a refused start leaves no database behind. An address that cannot be
// resolved is told of when it is listened on.
func (c *Config) mayListen() error {
	if strings.HasPrefix(c.Listen, unixPrefix) {
		return nil
	}
	address, err := net.ResolveTCPAddr("tcp", c.Listen)
	if err != nil {
		return nil //nolint:nilerr // see above
	}
	return c.mayServe(address)
}

// warn tells of what --insecure lets through.
func (c *Config) warn(ctx context.Context, address net.Addr, log *slog.Logger) {
	if isLocal(address) {
		return
	}
	if c.TLSCert == "" {
		log.WarnContext(ctx, "serving beyond this machine without TLS: profiles travel readable; see --tls-cert", slog.String("address", address.String()))
	}
	if !c.Identity.Enabled() {
		log.WarnContext(ctx, "serving beyond this machine without knowing who calls: anybody may do anything; see --identities", slog.String("address", address.String()))
	}
}
