package server

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/server/identity"
)

// mostDays is how long a token may hold: who needs one for longer makes another.
const mostDays = 3660

func newTokenCommand(stdout io.Writer, now func() time.Time) *cobra.Command {
	cmd := &cobra.Command{
		Use: "token", Short: "Make bearer tokens", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var roles, file string
	days := 90
	create := &cobra.Command{
		Use:   "new SUBJECT",
		Short: "Print a new token, and the line for --identities that lets it in",
		Long: "new makes a bearer token. The file of identities holds its hash alone, so the token is shown this once.\n" +
			"With --append the line goes to the end of a file, and the token alone is printed.",
		Example: "  lexfitd token new ada@desk --role editor --append identities\n  lexfitd token new batch --role scorer --days 30",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			set, err := identity.RolesNamed(roles)
			if err != nil {
				return fmt.Errorf("--role: %w", err)
			}
			if days < 1 || days > mostDays {
				return fmt.Errorf("--days %d: want 1 to %d", days, mostDays)
			}
			token, line, err := identity.NewToken(args[0], set, now().AddDate(0, 0, days))
			if err != nil {
				return err
			}
			if file == "" {
				_, err := fmt.Fprintf(stdout, "token  %s\nline   %s\n", token, line)
				return err
			}
			if err := appendLine(file, line); err != nil {
				return fmt.Errorf("--append: %w", err)
			}
			_, err = fmt.Fprintln(stdout, token)
			return err
		},
	}
	create.Flags().StringVar(&roles, "role", "", "what it is for: scorer, editor, approver or admin; several with commas between them")
	create.Flags().IntVar(&days, "days", days, "how many days it holds")
	create.Flags().StringVar(&file, "append", "", "file of identities that the line goes to")
	cmd.AddCommand(create)
	return cmd
}

// appendLine adds a line to a file in one write, which a running server reads whole.
func appendLine(name, line string) error {
	data, err := os.ReadFile(filepath.Clean(name))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if len(data) > 0 && data[len(data)-1] != '\n' {
		line = "\n" + line
	}
	file, err := os.OpenFile(filepath.Clean(name), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(line + "\n")
	return errors.Join(err, file.Sync(), file.Close())
}
