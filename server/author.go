package server

import (
	"context"
	"strings"

	"google.golang.org/grpc/peer"
)

// authorOf is who writes: whom the request names, and else where it came from. What was written by somebody must never look as if it
// was by nobody; whom the server runs as would be the wrong name.
func authorOf(ctx context.Context, given string) string {
	if given = strings.TrimSpace(given); given != "" {
		return given
	}
	if from, ok := peer.FromContext(ctx); ok && from.Addr != nil {
		return "unnamed, from " + from.Addr.String()
	}
	return "unnamed"
}
