package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
)

// credentials are the options by which the connection is encrypted and the caller known.
func (o Options) credentials(addresses []string) ([]grpc.DialOption, error) {
	encrypted := o.TLS || o.CAFile != "" || o.CertFile != ""
	transport := insecure.NewCredentials()
	if encrypted {
		config, err := o.tlsConfig()
		if err != nil {
			return nil, err
		}
		transport = credentials.NewTLS(config)
	}
	options := []grpc.DialOption{grpc.WithTransportCredentials(transport)}
	if o.Token == "" && o.TokenFile == "" {
		return options, nil
	}
	for _, address := range addresses {
		if !encrypted && !staysHere(address) {
			return nil, fmt.Errorf("a token would travel readable to %s: connect with TLS", address)
		}
	}
	token := bearer{token: o.Token, file: o.TokenFile}
	if _, err := token.header(); err != nil {
		return nil, err
	}
	return append(options, grpc.WithPerRPCCredentials(token)), nil
}

func (o Options) tlsConfig() (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if o.CAFile != "" {
		pem, err := os.ReadFile(o.CAFile)
		if err != nil {
			return nil, fmt.Errorf("certificates: %w", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("certificates: %s holds none in PEM form", o.CAFile)
		}
	}
	if (o.CertFile == "") != (o.KeyFile == "") {
		return nil, errors.New("a client certificate and its key go together")
	}
	if o.CertFile == "" {
		return config, nil
	}
	own := func() (*tls.Certificate, error) {
		pair, err := tls.LoadX509KeyPair(o.CertFile, o.KeyFile)
		if err != nil {
			return nil, fmt.Errorf("client certificate: %w", err)
		}
		return &pair, nil
	}
	if _, err := own(); err != nil {
		return nil, err
	}
	// Read at each handshake, so that a renewed one is shown on the next connection. It is shown whoever the server says may sign:
	// it then says what is wrong with it, where otherwise there would seem to be none.
	config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return own() }
	return config, nil
}

// staysHere reports whether what is sent to an address does not leave this machine.
func staysHere(address string) bool {
	if strings.HasPrefix(address, "unix:") {
		return true
	}
	host, _, err := net.SplitHostPort(strings.TrimPrefix(strings.TrimPrefix(address, "passthrough:///"), "dns:///"))
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

// bearer sends a token with every call. A file is read for each, so that a renewed token is taken without a new connection.
type bearer struct{ token, file string }

// GetRequestMetadata is credentials.PerRPCCredentials's.
func (b bearer) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	return b.header()
}

func (b bearer) header() (map[string]string, error) {
	token := b.token
	if b.file != "" {
		data, err := os.ReadFile(filepath.Clean(b.file))
		if err != nil {
			return nil, fmt.Errorf("token: %w", err)
		}
		token = string(data)
	}
	token = strings.TrimSpace(token)
	if token == "" || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, errors.New("token: expected one word") // and not the word: it may be a secret all the same
	}
	return map[string]string{"authorization": "Bearer " + token}, nil
}

// RequireTransportSecurity is credentials.PerRPCCredentials's. Dial has seen to it, and lets a token go to this machine.
func (bearer) RequireTransportSecurity() bool { return false }
