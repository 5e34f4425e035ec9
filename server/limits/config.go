package limits

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"google.golang.org/protobuf/reflect/protoreflect"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Config says how much one caller, and all of them together, may take. 0 is no bound.
type Config struct {
	// MaxStreams bounds the calls that run on one connection; more wait in the client.
	MaxStreams int
	// MaxConnections and MaxConnectionsPerPeer bound the connections, in all and of one address.
	MaxConnections, MaxConnectionsPerPeer int
	// MaxWorkers is how many calls work at once; callers take turns.
	MaxWorkers int
	// MaxBytesInFlight bounds the bytes of requests that are received and not answered.
	MaxBytesInFlight int
	// MaxBytesAtWork bounds the bytes of large requests that are decoded and worked on at once; others wait their caller's turn.
	MaxBytesAtWork int
	// StallTimeout is how long a caller may hold up the large messages of others without going on with its own.
	StallTimeout time.Duration
	// Resets is how many calls a second may be cancelled on one connection, and twice as many at once.
	Resets int
	// MaxReplyBytes bounds the reply to a client that does not say how much it takes.
	MaxReplyBytes int
	// MaxProfileEntries and MaxProfileCharacters bound what of one profile is read, the characters as they are once normalised.
	MaxProfileEntries, MaxProfileCharacters int
	// MaxPool bounds the profiles of one ranking or preview.
	MaxPool int
	// MaxRankTrials bounds the work of explaining ranks, as pool.Work counts it.
	MaxRankTrials int
	// CallTimeout and StreamTimeout bound how long a call of one request, or of many messages, may run; a shorter deadline of the
	// caller's own holds.
	CallTimeout, StreamTimeout time.Duration
	// MethodTimeouts are those of single methods, by name: RankCandidates=2m.
	MethodTimeouts map[string]string
	// Rate is how many calls a second one caller may begin, after Burst at once.
	Rate float64
	// Burst is how many calls one caller may begin at once.
	Burst int
	// RateByAddress counts callers that have no name by their address in place of their connection. Behind a proxy all have one.
	RateByAddress bool
}

// Default returns what a server that others reach is bounded by.
func Default() Config {
	config := ByProfile()
	config.MaxStreams, config.MaxConnections, config.MaxConnectionsPerPeer = 100, 512, 128
	config.MaxBytesInFlight, config.MaxBytesAtWork, config.MaxReplyBytes = 64<<20, 16<<20, 4<<20
	config.MaxWorkers, config.StallTimeout, config.Resets = runtime.GOMAXPROCS(0), 20*time.Second, 100
	config.MaxPool, config.MaxRankTrials = 1_000_000, 4_000_000
	config.CallTimeout, config.StreamTimeout = time.Minute, 24*time.Hour
	config.Rate, config.Burst = 2000, 4000
	return config
}

// ByProfile returns the bounds of single profiles alone: what is refused does not depend on who serves.
func ByProfile() Config {
	return Config{MaxProfileEntries: 5000, MaxProfileCharacters: 250_000}
}

// AddFlags adds a flag for each field, with the present values as defaults.
func (c *Config) AddFlags(flags *pflag.FlagSet) {
	flags.IntVar(&c.MaxStreams, "max-streams", c.MaxStreams, "calls that may run on one connection at once (0: any number)")
	flags.IntVar(&c.MaxConnections, "max-connections", c.MaxConnections, "connections in all (0: any number)")
	flags.IntVar(&c.MaxConnectionsPerPeer, "max-connections-per-peer", c.MaxConnectionsPerPeer, "connections of one address (0: any number, as behind a proxy)")
	flags.IntVar(&c.MaxWorkers, "max-workers", c.MaxWorkers, "calls that work at once, as a rule one a core; callers take turns (0: any number, and no turns)")
	flags.IntVar(&c.MaxBytesInFlight, "max-bytes-in-flight", c.MaxBytesInFlight, "bytes of requests received and not answered, in all (0: any number)")
	flags.IntVar(&c.MaxBytesAtWork, "max-bytes-at-work", c.MaxBytesAtWork, "bytes of large requests, from 64 KiB on, that are decoded and worked on at once; others wait (0: any number)")
	flags.DurationVar(&c.StallTimeout, "stall-timeout", c.StallTimeout, "how long a caller who has sent most of those bytes may stop sending, where others wait (0: for ever)")
	flags.IntVar(&c.Resets, "max-resets", c.Resets, "calls a second that may be cancelled on one connection, and twice as many at once (0: any number)")
	flags.IntVar(&c.MaxReplyBytes, "max-reply-bytes", c.MaxReplyBytes, "largest reply to a client that does not say how much it takes (0: any)")
	flags.IntVar(&c.MaxProfileEntries, "max-profile-entries", c.MaxProfileEntries, "entries of a profile, with courses, practice areas and duties (0: as the contract has it)")
	flags.IntVar(&c.MaxProfileCharacters, "max-profile-characters", c.MaxProfileCharacters, "characters of a profile once normalised (0: as the contract has it)")
	flags.IntVar(&c.MaxPool, "max-pool", c.MaxPool, "profiles of one ranking or preview (0: any number)")
	flags.IntVar(&c.MaxRankTrials, "max-rank-trials", c.MaxRankTrials, "sets of weights tried to explain the ranks of one ranking (0: any number)")
	flags.DurationVar(&c.CallTimeout, "call-timeout", c.CallTimeout, "how long a call of one request may run (0: as long as its caller waits)")
	flags.DurationVar(&c.StreamTimeout, "stream-timeout", c.StreamTimeout, "how long a stream may run (0: as long as its caller waits)")
	flags.StringToStringVar(&c.MethodTimeouts, "method-timeouts", c.MethodTimeouts, "how long single methods may run, such as RankCandidates=2m,ScoreCandidate=5s")
	flags.Float64Var(&c.Rate, "rate", c.Rate, "calls a second that one caller may begin: a subject, else a connection (0: any number)")
	flags.IntVar(&c.Burst, "rate-burst", c.Burst, "calls that one caller may begin at once")
	flags.BoolVar(&c.RateByAddress, "rate-by-address", c.RateByAddress, "count callers without a subject by their address, not by their connection")
}

// Validate says in a sentence each what is wrong.
func (c *Config) Validate() error {
	var errs []error
	for flag, value := range map[string]int{
		"max-streams": c.MaxStreams, "max-connections": c.MaxConnections, "max-connections-per-peer": c.MaxConnectionsPerPeer,
		"max-bytes-in-flight": c.MaxBytesInFlight, "max-bytes-at-work": c.MaxBytesAtWork, "max-reply-bytes": c.MaxReplyBytes, "max-profile-entries": c.MaxProfileEntries,
		"max-profile-characters": c.MaxProfileCharacters, "max-pool": c.MaxPool, "max-rank-trials": c.MaxRankTrials, "max-resets": c.Resets, "max-workers": c.MaxWorkers,
	} {
		if value < 0 {
			errs = append(errs, fmt.Errorf("--%s %d: want 0 or more", flag, value))
		}
	}
	for flag, value := range map[string]time.Duration{"call-timeout": c.CallTimeout, "stream-timeout": c.StreamTimeout, "stall-timeout": c.StallTimeout} {
		if value < 0 {
			errs = append(errs, fmt.Errorf("--%s %s: want 0 or more", flag, value))
		}
	}
	if c.Rate < 0 || c.Rate > 0 && c.Burst < 1 {
		errs = append(errs, fmt.Errorf("--rate %g --rate-burst %d: want calls a second, and at least one at once", c.Rate, c.Burst))
	}
	if _, _, err := c.timeouts(); err != nil {
		errs = append(errs, err)
	}
	slices.SortFunc(errs, func(one, other error) int { return strings.Compare(one.Error(), other.Error()) })
	return errors.Join(errs...)
}

// timeouts are those of every method, by its full name as gRPC has it, and which of them are streams.
func (c *Config) timeouts() (all map[string]time.Duration, streams map[string]bool, err error) {
	all, streams = map[string]time.Duration{}, map[string]bool{}
	full := map[string]string{}
	for method := range methods() {
		name := fmt.Sprintf("/%s/%s", method.Parent().FullName(), method.Name())
		full[string(method.Name())] = name
		if all[name] = c.CallTimeout; method.IsStreamingClient() || method.IsStreamingServer() {
			all[name], streams[name] = c.StreamTimeout, true
		}
	}
	for _, method := range slices.Sorted(maps.Keys(c.MethodTimeouts)) {
		name, known := full[method]
		if !known {
			return nil, nil, fmt.Errorf("--method-timeouts: no method %q; there are %s", method, strings.Join(slices.Sorted(maps.Keys(full)), ", "))
		}
		length, err := time.ParseDuration(c.MethodTimeouts[method])
		if err != nil || length < 0 {
			return nil, nil, fmt.Errorf("--method-timeouts: %s=%s: want a length such as 30s or 2m", method, c.MethodTimeouts[method])
		}
		all[name] = length
	}
	return all, streams, nil
}

// methods are those of the contract.
func methods() iter.Seq[protoreflect.MethodDescriptor] {
	return func(yield func(protoreflect.MethodDescriptor) bool) {
		services := lexfitv1.File_lexfit_v1_service_proto.Services()
		for i := range services.Len() {
			all := services.Get(i).Methods()
			for j := range all.Len() {
				if !yield(all.Get(j)) {
					return
				}
			}
		}
	}
}
