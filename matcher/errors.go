package matcher

import (
	"fmt"
	"strings"
)

// UnknownTargetError says that a role was asked for that the rulebook does not have.
type UnknownTargetError struct {
	Target string
	Known  []string // the roles there are
}

func (e *UnknownTargetError) Error() string {
	return fmt.Sprintf("no role %q in this rulebook; it has %s", e.Target, strings.Join(e.Known, ", "))
}
