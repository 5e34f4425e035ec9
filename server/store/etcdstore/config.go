package etcdstore

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
)

// defaultFlag names the address where nothing else is said.
const defaultFlag = "store"

// Scheme begins the address of a store in etcd.
const Scheme = "etcd://"

// Config says where a store lies and how it is reached.
type Config struct { //nolint:recvcheck // AddFlags alone changes it
	Address                   string // etcd://host:port,host:port/prefix
	CAFile, CertFile, KeyFile string // PEM; with either TLS is spoken
	User, PasswordFile        string

	Flag string // of the address, for errors; empty for store
}

// AddFlags adds a flag for each field; their names begin with name, which is the one of the address.
func (c *Config) AddFlags(flags *pflag.FlagSet, name, what string) {
	if c.Flag = name; name == defaultFlag {
		c.Flag = ""
	}
	flags.StringVar(&c.Address, name, c.Address, what)
	flags.StringVar(&c.CAFile, name+"-ca", c.CAFile, "PEM file of who signs etcd's certificates, with --"+name)
	flags.StringVar(&c.CertFile, name+"-cert", c.CertFile, "PEM file of the certificate to show etcd; read again at each connection")
	flags.StringVar(&c.KeyFile, name+"-key", c.KeyFile, "PEM file of that certificate's key")
	flags.StringVar(&c.User, name+"-user", c.User, "user of etcd, where it asks for one")
	flags.StringVar(&c.PasswordFile, name+"-password-file", c.PasswordFile, "file of that user's password, on one line")
}

// Given reports whether an address is given.
func (c Config) Given() bool { return c.Address != "" }

// String is the address.
func (c Config) String() string { return c.Address }

func (c Config) name() string {
	if c.Flag == "" {
		return defaultFlag
	}
	return c.Flag
}

// encrypted reports whether TLS is spoken.
func (c Config) encrypted() bool { return c.CAFile != "" || c.CertFile != "" }

// Validate says in a sentence each what is wrong. A password in clear text over a network is refused, unless that is insisted on.
func (c Config) Validate(insecure bool) error {
	flag := "--" + c.name()
	if !c.Given() {
		if c.CAFile != "" || c.CertFile != "" || c.KeyFile != "" || c.User != "" || c.PasswordFile != "" {
			return fmt.Errorf("%s-ca, -cert, -key, -user and -password-file are for %s etcd://…, which is not given", flag, flag)
		}
		return nil
	}
	var errs []error
	endpoints, _, err := parseAddress(c.Address)
	if err != nil {
		errs = append(errs, fmt.Errorf("%s %s: %w", flag, withoutUser(c.Address), err))
	}
	if (c.CertFile == "") != (c.KeyFile == "") {
		errs = append(errs, fmt.Errorf("%s-cert and %s-key go together", flag, flag))
	}
	if (c.User == "") != (c.PasswordFile == "") {
		errs = append(errs, fmt.Errorf("%s-user and %s-password-file go together", flag, flag))
	}
	if c.User != "" && !c.encrypted() && !insecure && slices.ContainsFunc(endpoints, isElsewhere) {
		errs = append(errs, fmt.Errorf("%s-user: the password would cross the network in clear text; give %s-ca, or insist with --insecure", flag, flag))
	}
	return errors.Join(errs...)
}

// isElsewhere reports whether an endpoint is not this machine's own.
func isElsewhere(endpoint string) bool {
	host, _, err := net.SplitHostPort(endpoint)
	return err != nil || host != "localhost" && !net.ParseIP(host).IsLoopback()
}

// Bounds of an address.
const (
	mostAddress   = 2 << 10
	mostEndpoints = 32
	mostPrefix    = 200
)

var errAddress = errors.New("want etcd://host:port,host:port/prefix, such as etcd://10.0.0.1:2379,10.0.0.2:2379/lexfit")

// parseAddress reads endpoints and prefix; the prefix begins with a slash and ends without one.
func parseAddress(address string) (endpoints []string, prefix string, err error) {
	rest, ok := strings.CutPrefix(address, Scheme)
	if !ok || len(address) > mostAddress {
		return nil, "", errAddress
	}
	hosts, path, _ := strings.Cut(rest, "/")
	if strings.Contains(hosts, "@") {
		return nil, "", errors.New("user and password do not stand in the address, where ps shows them: say the user, and the file of the password")
	}
	for endpoint := range strings.SplitSeq(hosts, ",") {
		host, port, err := net.SplitHostPort(endpoint)
		number, portErr := strconv.Atoi(port)
		if err != nil || portErr != nil || host == "" || number < 1 || number > 65535 || strings.ContainsFunc(host, isOdd) {
			return nil, "", fmt.Errorf("%q is no host and port; %w", endpoint, errAddress)
		}
		endpoints = append(endpoints, endpoint)
	}
	if len(endpoints) > mostEndpoints {
		return nil, "", fmt.Errorf("%d endpoints; name at most %d", len(endpoints), mostEndpoints)
	}
	path = strings.Trim(path, "/")
	if path == "" {
		return nil, "", errors.New("it names no prefix, under which the store's keys lie; end it with one, such as /lexfit")
	}
	if len(path) > mostPrefix || strings.ContainsFunc(path, func(r rune) bool { return r > '~' || r != '/' && isOdd(r) }) || strings.Contains(path, "//") {
		return nil, "", fmt.Errorf("prefix %q: want letters, digits, points, dashes and underscores, with slashes between, %d at most", path, mostPrefix)
	}
	return endpoints, "/" + path, nil
}

// isOdd reports whether a rune stands in no name of a host or a key of ours.
func isOdd(r rune) bool {
	letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	return !letter && !strings.ContainsRune(".-_:%", r)
}

// withoutUser is an address to be shown.
func withoutUser(address string) string {
	if at := strings.LastIndex(address, "@"); at >= 0 {
		return Scheme + "…" + address[at:]
	}
	return address
}

// password reads the file of the password.
func (c Config) password() (string, error) {
	if c.PasswordFile == "" {
		return "", nil
	}
	text, err := os.ReadFile(filepath.Clean(c.PasswordFile))
	if err != nil {
		return "", fmt.Errorf("--%s-password-file: %w", c.name(), err)
	}
	word := strings.TrimRight(string(text), "\r\n")
	if word == "" || strings.ContainsAny(word, "\r\n") {
		return "", fmt.Errorf("--%s-password-file %s: want the password on one line and nothing else", c.name(), c.PasswordFile)
	}
	return word, nil
}

// tls is how etcd is spoken to; nil where nothing is encrypted.
func (c Config) tls() (*tls.Config, error) {
	if !c.encrypted() {
		return nil, nil //nolint:nilnil // no TLS
	}
	made := &tls.Config{MinVersion: tls.VersionTLS12}
	if c.CAFile != "" {
		text, err := os.ReadFile(filepath.Clean(c.CAFile))
		if err != nil {
			return nil, fmt.Errorf("--%s-ca: %w", c.name(), err)
		}
		made.RootCAs = x509.NewCertPool()
		if !made.RootCAs.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("--%s-ca %s: it holds no certificate in PEM", c.name(), c.CAFile)
		}
	}
	if c.CertFile != "" {
		read := func() (*tls.Certificate, error) {
			pair, err := tls.LoadX509KeyPair(c.CertFile, c.KeyFile)
			return &pair, err
		}
		if _, err := read(); err != nil {
			return nil, fmt.Errorf("--%s-cert and --%s-key: %w", c.name(), c.name(), err)
		}
		made.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return read() }
	}
	return made, nil
}
