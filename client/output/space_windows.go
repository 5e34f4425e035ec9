package output

import "syscall"

// errNoSpace is ERROR_DISK_FULL of Windows.
var errNoSpace error = syscall.Errno(112)
