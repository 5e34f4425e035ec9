package render_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/lexfit/lexfit/client/render"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Rule 4: JSON that leaves the program is compacted, with the contract's field names and default values shown.
func TestRule04CompactJSON(t *testing.T) {
	t.Parallel()
	got, err := render.Marshal(&lexfitv1.CandidateProfile{
		CandidateId: "c 1", Skills: []*lexfitv1.Skill{{Name: "legal  research"}}, Labels: map[string]string{"b": "2", "a": "1"},
	})
	if err != nil {
		t.Fatal(err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, got); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, compact.Bytes()) {
		t.Errorf("not compact: %s", got)
	}
	const want = `{"candidate_id":"c 1","display_name":"","education":[],"skills":[{"name":"legal  research","proficiency":"PROFICIENCY_UNSPECIFIED","last_used_on":""}],` +
		`"certifications":[],"experience":[],"languages":[],"work_state":"","labels":{"a":"1","b":"2"}}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
