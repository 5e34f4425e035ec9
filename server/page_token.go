package server

import (
	"encoding/base64"
	"fmt"
)

// errPageToken is a page token that no reply held.
var errPageToken = invalidField("page_token", "must be next_page_token of the reply before, unchanged, with the same rulebook_revision")

// writeToken makes a page token that nobody is tempted to make up. The format names the list, so that a token of another
// list is none of this one.
func writeToken(format string, values ...any) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, format, values...))
}

// readToken reads the values of a token that was written by the same format.
func readToken(token, format string, values ...any) error {
	text, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return err
	}
	_, err = fmt.Sscanf(string(text), format, values...)
	return err
}
