package server

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// portHolders names the processes that listen on the port of an address, such as "lexfitd (pid 4711)". It knows only where the
// system tells: on Linux, and there only of processes that one may look into.
func portHolders(address string) []string {
	_, service, err := net.SplitHostPort(address)
	if err != nil {
		return nil
	}
	port, err := net.LookupPort("tcp", service)
	if err != nil {
		return nil
	}
	var sockets []string
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		if text, err := os.ReadFile(table); err == nil { //nolint:gosec // one of the two
			sockets = append(sockets, listeners(string(text), port)...)
		}
	}
	if len(sockets) == 0 {
		return nil
	}
	descriptors, _ := filepath.Glob("/proc/[0-9]*/fd/*")
	var names []string
	for _, descriptor := range descriptors {
		if target, err := os.Readlink(descriptor); err != nil || !slices.Contains(sockets, target) {
			continue
		}
		pid := strings.Split(descriptor, "/")[2]
		name := "a process"
		if comm, err := os.ReadFile("/proc/" + pid + "/comm"); err == nil { //nolint:gosec // of a process that is there
			name = strings.TrimSpace(string(comm))
		}
		if text := fmt.Sprintf("%s (pid %s)", name, pid); !slices.Contains(names, text) {
			names = append(names, text)
		}
	}
	return names
}

// listeners are the sockets of a table of the kernel that listen on a port, as the links of descriptors name them.
func listeners(table string, port int) []string {
	const listening = "0A"
	var sockets []string
	for line := range strings.Lines(table) {
		fields := strings.Fields(line) // sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode
		if len(fields) < 10 || fields[3] != listening {
			continue
		}
		_, hex, _ := strings.Cut(fields[1], ":")
		if number, err := strconv.ParseUint(hex, 16, 16); err == nil && int(number) == port {
			sockets = append(sockets, "socket:["+fields[9]+"]")
		}
	}
	return sockets
}
