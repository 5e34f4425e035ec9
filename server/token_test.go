package server

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
)

// A token that the command made, appended under a running server, lets its subject in at once.
func TestTokenNew(t *testing.T) {
	t.Parallel()
	run := func(args ...string) (string, error) {
		var out bytes.Buffer
		cmd := NewCommand(&out, &out)
		cmd.SetArgs(append([]string{"token", "new"}, args...))
		err := cmd.ExecuteContext(t.Context())
		return out.String(), err
	}
	file := filepath.Join(t.TempDir(), "identities")
	writeText(t, file, "# no line feed at the end")
	c := testConfig(t)
	c.Identity.Identities = file
	r := start(t, c)
	out, err := run("ada@desk", "--role", "scorer", "--append", file)
	if err != nil || strings.Count(out, "\n") != 1 {
		t.Fatalf("%q, %v", out, err)
	}
	token := strings.TrimSpace(out)
	data, err := os.ReadFile(file)
	if err != nil || strings.Contains(string(data), token) || strings.Count(string(data), "\n") != 2 {
		t.Errorf("the file holds %q, %v", data, err)
	}
	skills := lexfitv1grpc.NewSkillServiceClient(dial(t, r.address, grpcBearer(token)))
	if _, err := skills.ListSkills(t.Context(), &lexfitv1.ListSkillsRequest{}); err != nil {
		t.Error(err)
	}
	out, err = run("batch", "--role", "scorer,editor", "--days", "30")
	if lines := strings.Split(out, "\n"); err != nil || len(lines) != 3 || !strings.HasPrefix(lines[0], "token  lexfit_") || !strings.HasPrefix(lines[1], "line   batch scorer,editor ") {
		t.Errorf("%q, %v", out, err)
	}
	for _, args := range [][]string{{}, {"ada"}, {"ada", "--role", "boss"}, {"two words", "--role", "admin"}, {"ada", "--role", "admin", "--days", "0"}, {"ada", "--role", "admin", "--append", t.TempDir()}} {
		if out, err := run(args...); err == nil || out != "" || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %q, %v", args, out, err)
		}
	}
}
