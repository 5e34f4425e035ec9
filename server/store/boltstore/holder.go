package boltstore

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// holders names the processes that have the file open, such as "lexfitd (pid 4711)": whom to look for where it is locked.
// It knows only where the system tells (Linux, and there only of processes one may look into).
func holders(path string) []string {
	file, err := os.Stat(path)
	if err != nil {
		return nil
	}
	descriptors, err := filepath.Glob("/proc/[0-9]*/fd/*")
	if err != nil {
		return nil
	}
	var names []string
	for _, digest := range descriptors {
		// Only a path on the disk is followed: to look at a pipe or a device could wait for ever.
		if target, err := os.Readlink(digest); err != nil || !strings.HasPrefix(target, "/") || strings.HasPrefix(target, "/dev/") {
			continue
		}
		if open, err := os.Stat(digest); err != nil || !os.SameFile(open, file) {
			continue
		}
		pid := strings.Split(digest, "/")[2]
		name := "a process"
		if pid == strconv.Itoa(os.Getpid()) {
			name = "this very process"
		} else if comm, err := os.ReadFile("/proc/" + pid + "/comm"); err == nil {
			name = strings.TrimSpace(string(comm))
		}
		if text := fmt.Sprintf("%s (pid %s)", name, pid); !slices.Contains(names, text) {
			names = append(names, text)
		}
	}
	return names
}
