//go:build unix

package output

import "syscall"

var errNoSpace error = syscall.ENOSPC
