package input_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/client/input"
)

// silent says something once, and is interrupted while it has nothing more to say.
type silent struct {
	said      bool
	interrupt func()
	end       <-chan struct{}
}

func (s *silent) Read(into []byte) (int, error) {
	if !s.said {
		s.said = true
		return copy(into, "first"), nil
	}
	s.interrupt()
	<-s.end
	return 0, io.EOF
}

// Somebody who waits for a silent pipe can be interrupted, and what came before is whole.
func TestInterruptible(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	got, err := io.ReadAll(input.Interruptible(ctx, &silent{interrupt: cancel, end: t.Context().Done()}))
	if string(got) != "first" || !errors.Is(err, context.Canceled) {
		t.Errorf("got %q, %v", got, err)
	}
	long := strings.Repeat("x", 200_000)
	if got, err := io.ReadAll(input.Interruptible(t.Context(), strings.NewReader(long))); string(got) != long || err != nil {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
}
