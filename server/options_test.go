package server

import (
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// flatScore and flatCompare are requests as clients wrote them before there were options.
func flatScore(options *lexfitv1.ScoreOptions) *lexfitv1.ScoreCandidateRequest {
	//nolint:staticcheck // the deprecated fields are what is tested
	return &lexfitv1.ScoreCandidateRequest{
		Profile: profilegen.Typical(), Targets: options.GetTargets(), RulebookRevision: options.GetRulebookRevision(), AsOf: options.GetAsOf(),
		View: options.GetView(), Advice: options.GetAdvice(),
	}
}

func flatCompare(options *lexfitv1.ScoreOptions) *lexfitv1.CompareRolesRequest {
	//nolint:staticcheck // the deprecated fields are what is tested
	return &lexfitv1.CompareRolesRequest{
		Profiles: profiles(1), Targets: options.GetTargets(), RulebookRevision: options.GetRulebookRevision(), AsOf: options.GetAsOf(),
	}
}

// Options, the deprecated fields, and both where they agree are one request.
func TestOptionsSayWhatTheFieldsBeforeSaid(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	options := &lexfitv1.ScoreOptions{
		Targets: []string{"roles/paralegal"}, RulebookRevision: 1, AsOf: "2020-02-29", View: lexfitv1.View_VIEW_FULL,
		Advice: &lexfitv1.AdviceOptions{Max: 1},
	}
	old := flatScore(options)
	both := proto.CloneOf(old)
	both.Options = options
	want, err := r.match.ScoreCandidate(t.Context(), old)
	if err != nil || want.GetAsOf() != "2020-02-29" || len(want.GetFits()) != 1 || len(want.GetAdvice()) != 1 {
		t.Fatalf("by the fields before: %v, %v", want, err)
	}
	for name, request := range map[string]*lexfitv1.ScoreCandidateRequest{"options": {Profile: old.GetProfile(), Options: options}, "both": both} {
		got, err := r.match.ScoreCandidate(t.Context(), request)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		equal(t, name, got, want)
	}

	compared := &lexfitv1.ScoreOptions{Targets: []string{"roles/paralegal"}, RulebookRevision: 1, AsOf: "2020-02-29"}
	oldSides := flatCompare(compared)
	bothSides := proto.CloneOf(oldSides)
	bothSides.Options = compared
	sides, err := r.match.CompareRoles(t.Context(), oldSides)
	if err != nil || sides.GetAsOf() != "2020-02-29" || len(sides.GetRoles()) != 1 {
		t.Fatalf("by the fields before: %v, %v", sides, err)
	}
	for name, request := range map[string]*lexfitv1.CompareRolesRequest{"options": {Profiles: profiles(1), Options: compared}, "both": bothSides} {
		got, err := r.match.CompareRoles(t.Context(), request)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		equal(t, name, got, sides)
	}
}

// Where both are given and differ, each deprecated field that does is named.
func TestOptionsAndTheFieldsBeforeMustAgree(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	all := &lexfitv1.ScoreOptions{
		Targets: []string{"roles/paralegal"}, RulebookRevision: 1, AsOf: "2020-02-29", View: lexfitv1.View_VIEW_BASIC, Advice: &lexfitv1.AdviceOptions{Max: 1},
	}
	tests := []struct {
		name          string
		flat, options *lexfitv1.ScoreOptions
		fields        []string
	}{
		{"all differ", all, &lexfitv1.ScoreOptions{
			Targets: []string{"roles/legal-secretary"}, RulebookRevision: 2, AsOf: "2020-03-01", View: lexfitv1.View_VIEW_FULL, Advice: &lexfitv1.AdviceOptions{Max: 2},
		}, []string{"targets", "rulebook_revision", "as_of", "view", "advice"}},
		{"options leave it out", all, &lexfitv1.ScoreOptions{}, []string{"targets", "rulebook_revision", "as_of", "view", "advice"}},
		{"one differs", &lexfitv1.ScoreOptions{Targets: []string{"roles/paralegal"}, AsOf: "2020-02-29"}, &lexfitv1.ScoreOptions{
			Targets: []string{"roles/paralegal"}, AsOf: "2020-03-01",
		}, []string{"as_of"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			request := flatScore(tt.flat)
			request.Options = tt.options
			_, err := r.match.ScoreCandidate(t.Context(), request)
			wantFields(t, wantError(t, err, codes.InvalidArgument, "INVALID_REQUEST"), tt.fields...)
		})
	}
	request := flatCompare(&lexfitv1.ScoreOptions{Targets: []string{"roles/paralegal"}, RulebookRevision: 1, AsOf: "2020-02-29"})
	request.Options = &lexfitv1.ScoreOptions{Targets: []string{"roles/paralegal"}, AsOf: "2020-02-29"}
	_, err := r.match.CompareRoles(t.Context(), request)
	wantFields(t, wantError(t, err, codes.InvalidArgument, "INVALID_REQUEST"), "rulebook_revision")
}

// What a comparison would pass over in silence is refused, and what is wrong is named where it stands.
func TestOptionsOfAComparison(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	_, err := r.match.CompareRoles(t.Context(), &lexfitv1.CompareRolesRequest{Profiles: profiles(1), Options: &lexfitv1.ScoreOptions{
		View: lexfitv1.View_VIEW_BASIC, Advice: &lexfitv1.AdviceOptions{Max: 3},
	}})
	wantFields(t, wantError(t, err, codes.InvalidArgument, "INVALID_REQUEST"), "options.view", "options.advice")
	_, err = r.match.CompareRoles(t.Context(), &lexfitv1.CompareRolesRequest{Profiles: profiles(3), Options: &lexfitv1.ScoreOptions{AsOf: today}})
	wantFields(t, wantError(t, err, codes.InvalidArgument, "INVALID_REQUEST"), "options.targets")
}

// Every unary request that scores one profile or compares a few has options of the same type, and a deprecated field is a
// field that options have.
func TestDeprecatedFieldsStandInOptions(t *testing.T) {
	t.Parallel()
	options := (&lexfitv1.ScoreOptions{}).ProtoReflect().Descriptor()
	for _, request := range []proto.Message{&lexfitv1.ScoreCandidateRequest{}, &lexfitv1.CompareRolesRequest{}} {
		fields := request.ProtoReflect().Descriptor().Fields()
		if at := fields.ByName("options"); at == nil || at.Message() != options {
			t.Errorf("%T has no options", request)
		}
		seen := 0
		for i := range fields.Len() {
			field := fields.Get(i)
			deprecated := field.Options().(interface{ GetDeprecated() bool }).GetDeprecated() //nolint:forcetypeassert // every field's options have it
			twin := options.Fields().ByName(field.Name())
			if deprecated != (twin != nil) {
				t.Errorf("%s: deprecated %t, in options %t", field.FullName(), deprecated, twin != nil)
				continue
			}
			if twin == nil {
				continue
			}
			seen++
			if field.Kind() != twin.Kind() || field.Cardinality() != twin.Cardinality() || field.Message() != twin.Message() {
				t.Errorf("%s is not what %s is", field.FullName(), twin.FullName())
			}
		}
		if seen < 3 {
			t.Errorf("%T: only %d deprecated fields", request, seen)
		}
	}
}
