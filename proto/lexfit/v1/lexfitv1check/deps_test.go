package lexfitv1check_test

import (
	"os/exec"
	"strings"
	"testing"
)

// The check pulls in nothing of gRPC, the engine, the server or the client, not even through another package: whoever holds
// a message can check it.
func TestDependencies(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-deps", "github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check").CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, out)
	}
	judged := false
	for dep := range strings.FieldsSeq(string(out)) {
		judged = judged || dep == "buf.build/go/protovalidate"
		for _, foreign := range []string{
			"google.golang.org/grpc", "go.etcd.io/bbolt", "github.com/lexfit/lexfit/server", "github.com/lexfit/lexfit/client",
			"github.com/lexfit/lexfit/matcher", "github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc", "net/http",
		} {
			if dep == foreign || strings.HasPrefix(dep, foreign+"/") {
				t.Errorf("the check depends on %s", dep)
			}
		}
	}
	if !judged {
		t.Errorf("the list of dependencies does not name the judge:\n%s", out)
	}
}
