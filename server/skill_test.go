package server

import (
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"

	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func (r *rig) skillPages(t *testing.T, request *lexfitv1.ListSkillsRequest) (ids []string) {
	t.Helper()
	for range 1000 {
		reply, err := r.skill.ListSkills(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range reply.GetSkills() {
			ids = append(ids, s.GetId())
		}
		if request.PageToken = reply.GetNextPageToken(); request.GetPageToken() == "" {
			return ids
		}
	}
	t.Fatal("the pages do not end")
	return nil
}

func TestListSkills(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	var all, group []string
	skills := rulebook.Default().GetSkills()
	for _, s := range skills {
		all = append(all, s.GetId())
		if s.GetGroup() == skills[0].GetGroup() {
			group = append(group, s.GetId())
		}
	}
	for _, size := range []int32{0, 1, 7, 100, 1000} {
		if got := r.skillPages(t, &lexfitv1.ListSkillsRequest{PageSize: size}); !slices.Equal(got, all) {
			t.Errorf("pages of %d: %d skills, want %d in the rulebook's order", size, len(got), len(all))
		}
		if got := r.skillPages(t, &lexfitv1.ListSkillsRequest{PageSize: size, Group: skills[0].GetGroup()}); !slices.Equal(got, group) {
			t.Errorf("pages of %d of one group: %v, want %v", size, got, group)
		}
	}
	reply, err := r.skill.ListSkills(t.Context(), &lexfitv1.ListSkillsRequest{PageSize: 3})
	if err != nil {
		t.Fatal(err)
	}
	if len(reply.GetSkills()) != 3 || reply.GetRulebookRevision() != 1 {
		t.Errorf("a page of 3: %v", reply)
	}
	equal(t, "a skill", reply.GetSkills()[0], skills[0])
	if none, err := r.skill.ListSkills(t.Context(), &lexfitv1.ListSkillsRequest{Group: "No such group"}); err != nil || len(none.GetSkills()) != 0 || none.GetNextPageToken() != "" {
		t.Errorf("a group that is none: %v, %v", none, err)
	}
}

// TestPagesOfSkillsAreOfOneRulebook activates another rulebook between two pages.
func TestPagesOfSkillsAreOfOneRulebook(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first, err := r.skill.ListSkills(t.Context(), &lexfitv1.ListSkillsRequest{PageSize: 2})
	if err != nil {
		t.Fatal(err)
	}
	rb := changed("Another order")
	slices.Reverse(rb.GetSkills())
	r.create(t, rb, true, "")
	second, err := r.skill.ListSkills(t.Context(), &lexfitv1.ListSkillsRequest{PageSize: 2, PageToken: first.GetNextPageToken()})
	if err != nil {
		t.Fatal(err)
	}
	if want := rulebook.Default().GetSkills()[2].GetId(); second.GetSkills()[0].GetId() != want || second.GetRulebookRevision() != 1 {
		t.Errorf("the second page begins with %s of revision %d, want %s of 1", second.GetSkills()[0].GetId(), second.GetRulebookRevision(), want)
	}
}

func TestResolveSkills(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	texts := []string{"proficient in Westlaw", "underwater basket weaving", "types 70 wpm", "", "westlaw"}
	reply, err := r.skill.ResolveSkills(t.Context(), &lexfitv1.ResolveSkillsRequest{Texts: texts})
	if err != nil {
		t.Fatal(err)
	}
	if len(reply.GetResults()) != len(texts) || reply.GetRulebookRevision() != 1 {
		t.Fatalf("%d answers to %d texts, revision %d", len(reply.GetResults()), len(texts), reply.GetRulebookRevision())
	}
	for i, text := range texts {
		equal(t, text, reply.GetResults()[i], defaultProgram().ResolveSkills(text))
	}
	if reply.GetResults()[0].GetSkills()[0].GetSkill() != "westlaw" || reply.GetResults()[1].GetMatch() != lexfitv1.MatchKind_MATCH_KIND_NONE {
		t.Errorf("read as %v", reply.GetResults())
	}
}

func TestSkillServiceRefuses(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	list := func(request *lexfitv1.ListSkillsRequest) error {
		_, err := r.skill.ListSkills(t.Context(), request)
		return err
	}
	wantFields(t, wantError(t, list(&lexfitv1.ListSkillsRequest{PageSize: -1, Group: "a\x00b"}), codes.InvalidArgument, "INVALID_REQUEST"), "page_size", "group")
	wantFields(t, wantError(t, list(&lexfitv1.ListSkillsRequest{PageToken: "nonsense"}), codes.InvalidArgument, "INVALID_REQUEST"), "page_token")
	wantError(t, list(&lexfitv1.ListSkillsRequest{RulebookRevision: 2}), codes.NotFound, "REVISION_NOT_FOUND")
	resolve := func(request *lexfitv1.ResolveSkillsRequest) error {
		_, err := r.skill.ResolveSkills(t.Context(), request)
		return err
	}
	wantFields(t, wantError(t, resolve(&lexfitv1.ResolveSkillsRequest{}), codes.InvalidArgument, "INVALID_REQUEST"), "texts")
	wantFields(t, wantError(t, resolve(&lexfitv1.ResolveSkillsRequest{Texts: []string{"fine", strings.Repeat("x", 2001)}}), codes.InvalidArgument, "INVALID_REQUEST"), "texts[1]")
	wantError(t, resolve(&lexfitv1.ResolveSkillsRequest{Texts: []string{"x"}, RulebookRevision: 2}), codes.NotFound, "REVISION_NOT_FOUND")
}
