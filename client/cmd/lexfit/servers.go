package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/lexfit/lexfit/client"
)

// serverList is the value of --server: one address, or several of which each will do, with commas or the flag given again.
type serverList struct {
	text  *string
	given bool // by the flag, which goes before the environment
}

// String is pflag.Value's.
func (l *serverList) String() string {
	if l.text == nil {
		return ""
	}
	return *l.text
}

// Set is pflag.Value's.
func (l *serverList) Set(text string) error {
	if l.given && *l.text != "" {
		if text == "" {
			return errors.New("expected an address, since one is given before")
		}
		text = *l.text + "," + text
	}
	*l.text, l.given = text, true
	return nil
}

// Type is pflag.Value's: what the help calls the value.
func (*serverList) Type() string { return "string" }

// unreachable says that nobody answers where --server leads.
func unreachable(server string, refused *client.Error) string {
	cause := client.LastCause(refused.Message)
	if addresses := strings.Split(server, ","); len(addresses) > 1 {
		return fmt.Sprintf("cannot reach any of the %d servers at %s: is lexfitd running there? (%s)", len(addresses), strings.Join(addresses, ", "), cause)
	}
	return fmt.Sprintf("cannot reach the server at %s: is lexfitd running there? (%s)", server, cause)
}
