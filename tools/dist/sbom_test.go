package main

import (
	"strings"
	"testing"

	"github.com/CycloneDX/cyclonedx-go"
)

// Every module of a program gets the licences it was found to have, and nothing of the machine that asked stays. A module that one
// side does not know of is a fault: the bill, or the licences, would be of another program.
func TestComplete(t *testing.T) {
	t.Parallel()
	a, b := module{path: "example.org/a", version: "v1", licences: []string{"MIT", "ISC"}}, module{path: "example.org/b", version: "v2", licences: []string{"MIT"}}
	for _, test := range []struct {
		why    string
		linked []module
		want   string
	}{
		{"the same", []module{a, b}, ""},
		{"one that nobody told of", []module{a}, "example.org/b v2"},
		{"one that is not in it", []module{a, b, {path: "example.org/c", version: "v3"}}, "example.org/c v3"},
		{"another version", []module{a, {path: b.path, version: "v3", licences: b.licences}}, "example.org/b v2"},
	} {
		bom := &cyclonedx.BOM{
			Metadata: &cyclonedx.Metadata{
				Component: &cyclonedx.Component{Name: "lexfitd", Version: "v0"},
				Tools:     &cyclonedx.ToolsChoice{Tools: &[]cyclonedx.Tool{{Name: "maker", Hashes: &[]cyclonedx.Hash{{Value: "of this machine"}}}}},
			},
			Components: &[]cyclonedx.Component{{Name: a.path, Version: a.version}, {Name: b.path, Version: b.version}},
		}
		err := complete(bom, test.linked)
		if test.want != "" {
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s: %v, want %q", test.why, err, test.want)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		first := (*bom.Components)[0].Licenses
		if len(*first) != 2 || (*first)[1].License.ID != "ISC" || (*bom.Metadata.Tools.Tools)[0].Hashes != nil {
			t.Errorf("%s: %+v, made by %+v", test.why, first, *bom.Metadata.Tools.Tools)
		}
	}
}
