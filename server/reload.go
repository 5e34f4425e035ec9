package server

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
)

// reloads are what SIGHUP reads again. What cannot be read stays as it was.
type reloads []reload

type reload struct {
	what string
	read func() error
}

// add has something read again.
func (r *reloads) add(what string, read func() error) { *r = append(*r, reload{what, read}) }

// run reads all again.
func (r *reloads) run(ctx context.Context, log *slog.Logger) {
	log.InfoContext(ctx, "SIGHUP: reading again what can change while serving", slog.Int("count", len(*r)))
	for _, one := range *r {
		if err := one.read(); err != nil {
			log.ErrorContext(ctx, "it could not be read again, and stays as it was", slog.String("what", one.what), slog.String("cause", err.Error()))
			continue
		}
		log.InfoContext(ctx, "read again", slog.String("what", one.what))
	}
}

// hangups hears SIGHUP from now on, which otherwise ends the process; the function stops that.
func hangups() (<-chan os.Signal, func()) {
	heard := make(chan os.Signal, 1)
	signal.Notify(heard, syscall.SIGHUP)
	return heard, func() { signal.Stop(heard) }
}
