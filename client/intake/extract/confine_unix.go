//go:build linux || darwin

package extract

import "syscall"

// confine lets this process hold no more memory than twice the limit: what the collector has not given back yet counts as well. Where
// the system knows no such limit, that of the collector stands alone.
func confine(memory int64) {
	most := uint64(memory) * 2
	for _, limit := range []struct {
		what int
		most uint64
	}{{syscall.RLIMIT_DATA, most}, {syscall.RLIMIT_CORE, 0}} {
		var now syscall.Rlimit
		if syscall.Getrlimit(limit.what, &now) != nil || now.Max < limit.most {
			continue
		}
		now.Cur, now.Max = limit.most, limit.most
		_ = syscall.Setrlimit(limit.what, &now) // a system that refuses has its own limit
	}
}
