package identity

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"time"

	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
)

// authorities are the certificates that may sign a client's.
type authorities struct {
	pool  *x509.CertPool
	known map[string]bool // by content
}

func parseAuthorities(data []byte) (*authorities, error) {
	read := &authorities{pool: x509.NewCertPool(), known: map[string]bool{}}
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		read.pool.AddCert(certificate)
		read.known[string(certificate.Raw)] = true
	}
	if len(read.known) == 0 {
		return nil, errors.New("it holds no certificate in PEM form")
	}
	return read, nil
}

// ClientCertificates has a server's TLS ask for client certificates, where the gate knows who signs them. One is not needed for
// the handshake, since probes have none; the calls say what is. The authorities are those of the moment of each handshake, so no
// earlier session is resumed.
func (g *Gate) ClientCertificates(config *tls.Config) {
	if g == nil || g.authorities == nil {
		return
	}
	base := config.Clone()
	base.ClientAuth, base.SessionTicketsDisabled = tls.VerifyClientCertIfGiven, true
	config.ClientAuth, config.SessionTicketsDisabled = base.ClientAuth, true
	config.ClientCAs = g.authorities.get().pool
	config.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		now := base.Clone()
		now.ClientCAs = g.authorities.get().pool
		return now, nil
	}
}

// ofCertificate is who the peer's certificate is of: the first of its names that the file of identities knows. has is false where
// the peer showed none. A connection lives long, so what the handshake found is looked at again: the certificate may have
// expired, and its authority been taken away.
func (g *Gate) ofCertificate(from *peer.Peer, now time.Time) (who Caller, has bool, err error) {
	secured, ok := from.AuthInfo.(credentials.TLSInfo)
	if !ok || g.authorities == nil || len(secured.State.VerifiedChains) == 0 {
		return Caller{}, false, nil
	}
	trusted := g.authorities.get().known
	valid := false
	for _, chain := range secured.State.VerifiedChains {
		valid = valid || trusted[string(chain[len(chain)-1].Raw)]
	}
	leaf := secured.State.VerifiedChains[0][0]
	switch {
	case !valid:
		return Caller{}, true, &RefusedError{Reason: Invalid, Why: "the certificate's authority is trusted no more"}
	case now.After(leaf.NotAfter):
		return Caller{}, true, &RefusedError{Reason: Expired, Why: "the certificate expired"}
	}
	known := g.identities.get().certificates
	for _, name := range namesOf(leaf) {
		if entry, ok := known[name]; ok {
			who, err = entry.caller("certificate", now)
			return who, true, err
		}
	}
	return Caller{}, true, &RefusedError{Reason: Invalid, Why: "no name of the certificate stands in the file of identities"}
}

// namesOf are a certificate's subject alternative names. The common name is none of them.
func namesOf(certificate *x509.Certificate) []string {
	var names []string
	for _, uri := range certificate.URIs {
		names = append(names, uri.String())
	}
	names = append(append(names, certificate.EmailAddresses...), certificate.DNSNames...)
	for _, ip := range certificate.IPAddresses {
		names = append(names, ip.String())
	}
	return names
}
