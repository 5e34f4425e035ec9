package main

import (
	"os/user"
	"strings"

	"github.com/spf13/pflag"
)

func authorFlag(flags *pflag.FlagSet, author *string) {
	flags.StringVar(author, "author", "", "who, for the audit (default: $LEXFIT_AUTHOR, else the system's user)")
}

// author is who writes: whom the flag names, else the environment, else the user of the system. Nobody writes without a name.
func (a *app) author(given string) (string, error) {
	for _, name := range []string{given, a.getenv("LEXFIT_AUTHOR"), a.getenv("USER"), a.getenv("USERNAME"), systemUser()} {
		if name = strings.TrimSpace(name); name != "" {
			return name, nil
		}
	}
	return "", usagef("--author is needed: neither $LEXFIT_AUTHOR nor the system says who you are")
}

// systemUser is whom the system runs this process as; empty where it has no name for it.
func systemUser() string {
	found, err := user.Current()
	if err != nil {
		return ""
	}
	return found.Username
}
