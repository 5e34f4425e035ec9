package extract_test

import (
	"os/exec"
	"strings"
	"testing"
)

// PDFium and the machine that it runs on are in lexfit-extract alone: lexfit and lexfitd keep their size and their start.
func TestDependencies(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"client/cmd/lexfit", "server/cmd/lexfitd"} {
		out, err := exec.Command("go", "list", "-deps", "github.com/lexfit/lexfit/"+command).CombinedOutput() //nolint:gosec // two names of our own
		if err != nil {
			t.Fatalf("go list: %v\n%s", err, out)
		}
		for dep := range strings.FieldsSeq(string(out)) {
			for _, foreign := range []string{"github.com/klippa-app/go-pdfium", "github.com/tetratelabs/wazero", "github.com/lexfit/lexfit/client/intake/extract/pdf"} {
				if dep == foreign || strings.HasPrefix(dep, foreign+"/") {
					t.Errorf("%s depends on %s", command, dep)
				}
			}
		}
	}
}
