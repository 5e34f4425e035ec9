package matcher_test

import (
	"os/exec"
	"strings"
	"testing"
)

// The engine pulls in nothing of the server, gRPC or the database, not even through another package.
func TestDependencies(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-deps", "github.com/lexfit/lexfit/matcher/...").CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, out)
	}
	for dep := range strings.FieldsSeq(string(out)) {
		for _, foreign := range []string{
			"google.golang.org/grpc", "go.etcd.io/bbolt", "github.com/lexfit/lexfit/server", "github.com/lexfit/lexfit/client",
			"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc", "net/http",
		} {
			if dep == foreign || strings.HasPrefix(dep, foreign+"/") {
				t.Errorf("matcher depends on %s", dep)
			}
		}
	}
}
