package extract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"time"
)

// grace is how long a reader that is out of time may take to notice it, in the child; the parent waits twice as long.
func (l Limits) grace() time.Duration { return min(5*time.Second, l.Time) }

// Serve is the child's side: it reads files from a parent until that closes, and answers with their documents. It returns where a file
// could not be given up: the process is to end then, and the parent begins another.
func Serve(ctx context.Context, readers Readers, in io.Reader, out io.Writer) error {
	var wants settings
	if err := readMessage(in, &wants); err != nil {
		return fmt.Errorf("nobody speaks here: lexfit starts this program by itself (%w)", err)
	}
	confine(wants.Limits.Memory)
	debug.SetMemoryLimit(wants.Limits.Memory * 3 / 4)
	if err := writeMessage(out, greeting{program, protocol, readers.Formats()}); err != nil {
		return err
	}
	if wants.Protocol != protocol {
		return fmt.Errorf("lexfit speaks version %d and this program %d: install both of one version", wants.Protocol, protocol)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	files := make(chan []byte)
	ended := make(chan error, 1)
	go func() {
		defer stop() // whoever has gone wants no more answers
		for {
			data, err := readFrame(in, wants.Limits.Bytes)
			if err != nil {
				ended <- err
				return
			}
			select {
			case files <- data:
			case <-ctx.Done():
				return
			}
		}
	}()
	for {
		select {
		case data := <-files:
			made, stuck := one(ctx, readers, Source{Data: data, Limits: wants.Limits, OCR: wants.OCR})
			if err := errors.Join(writeMessage(out, made), stuck); err != nil {
				return err
			}
			runtime.GC() // so that one file's room is not added to the next one's
		case <-ctx.Done():
			if err := <-ended; !errors.Is(err, io.EOF) {
				return err
			}
			return nil
		}
	}
}

// errStuck ends a child whose reader cannot be given up.
var errStuck = errors.New("a file is not given up")

// one reads a file beside, so that a reader that hears nothing can be left behind.
func one(ctx context.Context, readers Readers, source Source) (answer, error) {
	done := make(chan answer, 1)
	go func() { done <- answerOf(readers.Read(ctx, source)) }()
	timer := time.NewTimer(source.Limits.Time + source.Limits.grace())
	defer timer.Stop()
	select {
	case made := <-done:
		return made, nil
	case <-timer.C:
	case <-ctx.Done():
	}
	return answerOf(nil, tooSlow(source.Limits)), errStuck
}
