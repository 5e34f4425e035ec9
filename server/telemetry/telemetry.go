// Package telemetry says how a server does, to whoever watches it: figures for Prometheus, profiles of the running program,
// traces of its calls. A word of a candidate's profile can stand in none of them, for every label and attribute is a method, a
// code, a reason, the id of a request, a role of the rulebook or a band.
//
// metrics.go has the figures of the service, calls.go those of the calls as gRPC sees them, listen.go serves both; tracing.go
// makes and sends spans.
package telemetry

import (
	"errors"
	"fmt"
	"net"

	"github.com/spf13/pflag"
)

// Config says where the figures are served; the zero value serves none.
type Config struct {
	// Listen is the address and port of /metrics; empty for none.
	Listen string
	// Pprof serves profiles of the running program beside it.
	Pprof bool
}

// AddFlags adds a flag for each field, with the present values as defaults.
func (c *Config) AddFlags(flags *pflag.FlagSet) {
	flags.StringVar(&c.Listen, "metrics-listen", c.Listen, "address and port for Prometheus to read /metrics from over HTTP; none unless given")
	flags.BoolVar(&c.Pprof, "pprof", c.Pprof, "serve /debug/pprof/ beside /metrics: memory and CPU profiles of the running server")
}

// Enabled reports whether figures are served.
func (c *Config) Enabled() bool { return c.Listen != "" }

// Validate says in a sentence each what is wrong.
func (c *Config) Validate() error {
	var errs []error
	if c.Enabled() {
		if _, _, err := net.SplitHostPort(c.Listen); err != nil {
			errs = append(errs, fmt.Errorf("--metrics-listen %q: want address:port, such as 127.0.0.1:9171", c.Listen))
		}
	}
	if c.Pprof && !c.Enabled() {
		errs = append(errs, errors.New("--pprof is served beside /metrics: give --metrics-listen too"))
	}
	return errors.Join(errs...)
}
