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

// AdviceRangeError says that a piece of advice was asked to be applied that there is not.
type AdviceRangeError struct {
	Asked int32
	Have  int // pieces there are
}

func (e *AdviceRangeError) Error() string {
	if e.Have == 0 {
		return fmt.Sprintf("advice.apply is %d, and there is no advice for this candidate", e.Asked)
	}
	return fmt.Sprintf("advice.apply is %d: expected 1 to %d, the ranks of the advice in the reply", e.Asked, e.Have)
}
