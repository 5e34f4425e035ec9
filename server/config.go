package server

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/lexfit/lexfit/server/identity"
	"github.com/lexfit/lexfit/server/limits"
	"github.com/lexfit/lexfit/server/store/etcdstore"
	"github.com/lexfit/lexfit/server/telemetry"
)

// Config is what lexfitd is told. Sources, the first that speaks wins: flag, environment (LEXFITD_ and the flag's name,
// such as LEXFITD_LOG_LEVEL), file (the flag's name), default.
type Config struct {
	File            string // of settings; see settings.go
	Listen          string
	DBPath          string
	Store           etcdstore.Config // in place of DBPath, where it is given
	LogLevel        string
	LogFormat       string
	MaxMessageBytes int
	Drain           time.Duration
	ShutdownTimeout time.Duration
	LockTimeout     time.Duration
	TLSCert         string
	TLSKey          string

	BackupDir   string
	BackupEvery time.Duration
	BackupKeep  int
	Identity    identity.Config
	TwoPerson   bool
	Insecure    bool
	Telemetry   telemetry.Config
	Limits      limits.Config
}

// DefaultConfig returns the defaults.
func DefaultConfig() Config {
	return Config{
		Listen: "127.0.0.1:7171", DBPath: "lexfit.db", LogLevel: "info", LogFormat: "text",
		MaxMessageBytes: DefaultMaxMessageBytes, ShutdownTimeout: 20 * time.Second, LockTimeout: DefaultLockTimeout, Identity: identity.DefaultConfig(),
		Drain: 5 * time.Second, BackupEvery: 24 * time.Hour, BackupKeep: 7, Limits: limits.Default(),
	}
}

// AddFlags adds a flag for each field, with the present values as defaults.
func (c *Config) AddFlags(flags *pflag.FlagSet) {
	flags.StringVar(&c.Listen, "listen", c.Listen, "address and port to serve on, or unix: and the path of a socket")
	flags.StringVar(&c.DBPath, "db", c.DBPath, "database file, made and seeded where there is none")
	c.Store.AddFlags(flags, storeFlag, "etcd that servers share, in place of --db: etcd://host:port,host:port/prefix")
	flags.StringVar(&c.LogLevel, "log-level", c.LogLevel, "debug, info, warn or error")
	flags.StringVar(&c.LogFormat, "log-format", c.LogFormat, "text or json")
	flags.IntVar(&c.MaxMessageBytes, "max-message-bytes", c.MaxMessageBytes, "largest message accepted")
	flags.DurationVar(&c.Drain, "drain", c.Drain, "how long the port stays open on stop, while health says NOT_SERVING")
	flags.DurationVar(&c.ShutdownTimeout, "shutdown-timeout", c.ShutdownTimeout, "how long running calls may take to end after the drain")
	flags.DurationVar(&c.LockTimeout, "lock-timeout", c.LockTimeout, "how long to wait for another process that has the database open")
	flags.StringVar(&c.TLSCert, "tls-cert", c.TLSCert, "PEM file with the certificate chain; read again when it changes")
	flags.StringVar(&c.TLSKey, "tls-key", c.TLSKey, "PEM file with the certificate's key")
	flags.StringVar(&c.File, configFlag, c.File, "YAML file of settings, for those that neither a flag nor the environment gives")
	takesOnly(flags, "log-level", "debug", "info", "warn", "error")
	takesOnly(flags, "log-format", "text", "json")
	flags.StringVar(&c.BackupDir, "backup-dir", c.BackupDir, "folder for regular backups (default: none are made)")
	flags.DurationVar(&c.BackupEvery, "backup-every", c.BackupEvery, "how often a backup is made into --backup-dir")
	flags.IntVar(&c.BackupKeep, "backup-keep", c.BackupKeep, "how many of those backups are kept")
	c.Identity.AddFlags(flags)
	flags.BoolVar(&c.TwoPerson, "two-person", c.TwoPerson, "whoever activates a rulebook revision must not be who wrote it")
	flags.BoolVar(&c.Insecure, "insecure", c.Insecure, "serve beyond this machine although nobody is known, or although nothing is encrypted")
	c.Telemetry.AddFlags(flags)
	c.Limits.AddFlags(flags)
}

// envPrefix begins the names of the environment variables.
const envPrefix = "LEXFITD_"

// readEnvironment sets the flags that the command line left out from the environment.
func readEnvironment(flags *pflag.FlagSet, lookup func(string) (string, bool)) error {
	var errs []error
	flags.VisitAll(func(flag *pflag.Flag) {
		name := envPrefix + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))
		if value, ok := lookup(name); ok && !flag.Changed {
			if err := flags.Set(flag.Name, value); err != nil {
				errs = append(errs, fmt.Errorf("environment variable %s: %w", name, err))
			}
		}
	})
	return errors.Join(errs...)
}

// Validate says in a sentence each what is wrong.
func (c *Config) Validate() error {
	var errs []error
	if err := checkListen(c.Listen); err != nil {
		errs = append(errs, err)
	}
	if err := c.Store.Validate(c.Insecure); err != nil {
		errs = append(errs, err)
	}
	if c.DBPath == "" {
		errs = append(errs, errors.New("--db: name the database file"))
	}
	if _, err := c.level(); err != nil {
		errs = append(errs, fmt.Errorf("--log-level %q: want debug, info, warn or error", c.LogLevel))
	}
	if c.LogFormat != "text" && c.LogFormat != "json" {
		errs = append(errs, fmt.Errorf("--log-format %q: want text or json", c.LogFormat))
	}
	if c.MaxMessageBytes < 1<<10 || c.MaxMessageBytes > 1<<30 {
		errs = append(errs, fmt.Errorf("--max-message-bytes %d: want 1024 to 1073741824", c.MaxMessageBytes))
	}
	if c.Drain < 0 {
		errs = append(errs, fmt.Errorf("--drain %s: want 0 or more", c.Drain))
	}
	if c.ShutdownTimeout <= 0 {
		errs = append(errs, fmt.Errorf("--shutdown-timeout %s: want more than 0", c.ShutdownTimeout))
	}
	if c.LockTimeout <= 0 {
		errs = append(errs, fmt.Errorf("--lock-timeout %s: want more than 0", c.LockTimeout))
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		errs = append(errs, errors.New("--tls-cert and --tls-key go together"))
	}
	return errors.Join(append(errs, c.validateBackups(), c.validateIdentity(), c.Telemetry.Validate(), c.Limits.Validate())...)
}

func (c *Config) validateBackups() error {
	if c.BackupDir == "" {
		return nil
	}
	var errs []error
	if info, err := os.Stat(c.BackupDir); err != nil || !info.IsDir() {
		errs = append(errs, fmt.Errorf("--backup-dir %s: there is no such folder; make it, best on another disk", c.BackupDir))
	}
	if c.BackupEvery < time.Second {
		errs = append(errs, fmt.Errorf("--backup-every %s: want a second or more", c.BackupEvery))
	}
	if c.BackupKeep < 1 {
		errs = append(errs, fmt.Errorf("--backup-keep %d: want 1 or more", c.BackupKeep))
	}
	return errors.Join(errs...)
}

func (c *Config) level() (slog.Level, error) {
	var level slog.Level
	err := level.UnmarshalText([]byte(c.LogLevel))
	return level, err
}

// logger returns the logger that the configuration asks for. The configuration is a valid one.
func (c *Config) logger(to io.Writer) *slog.Logger {
	level, _ := c.level()
	options := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(to, options))
	}
	return slog.New(slog.NewTextHandler(to, options))
}
