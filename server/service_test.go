package server

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	reflectionpb "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/boltstore"
)

func TestHealth(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	client := healthpb.NewHealthClient(r.conn)
	check := func(service string, want healthpb.HealthCheckResponse_ServingStatus) {
		t.Helper()
		got, err := client.Check(t.Context(), &healthpb.HealthCheckRequest{Service: service})
		if err != nil || got.GetStatus() != want {
			t.Errorf("health of %q: %v, %v; want %v", service, got.GetStatus(), err, want)
		}
	}
	services := []string{"", "lexfit.v1.MatchService", "lexfit.v1.RulebookService", "lexfit.v1.SkillService"}
	for _, s := range services {
		check(s, healthpb.HealthCheckResponse_SERVING)
	}
	if _, err := client.Check(t.Context(), &healthpb.HealthCheckRequest{Service: "lexfit.v1.NoService"}); status.Code(err) != codes.NotFound {
		t.Errorf("health of a service that is none: %v", err)
	}
	watch, err := client.Watch(t.Context(), &healthpb.HealthCheckRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := watch.Recv(); err != nil || got.GetStatus() != healthpb.HealthCheckResponse_SERVING {
		t.Errorf("watched: %v, %v", got, err)
	}
	if err := r.service.Close(); err != nil {
		t.Fatal(err)
	}
	if got, err := watch.Recv(); err == nil && got.GetStatus() != healthpb.HealthCheckResponse_NOT_SERVING {
		t.Errorf("watched after Close: %v", got)
	}
	for _, s := range services {
		check(s, healthpb.HealthCheckResponse_NOT_SERVING)
	}
}

func TestReflectionTellsTheServices(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	stream, err := reflectionpb.NewServerReflectionClient(r.conn).ServerReflectionInfo(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Send(&reflectionpb.ServerReflectionRequest{MessageRequest: &reflectionpb.ServerReflectionRequest_ListServices{}}); err != nil {
		t.Fatal(err)
	}
	reply, err := stream.Recv()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range reply.GetListServicesResponse().GetService() {
		names = append(names, s.GetName())
	}
	for _, want := range []string{"lexfit.v1.MatchService", "lexfit.v1.RulebookService", "lexfit.v1.SkillService", "grpc.health.v1.Health"} {
		if !slices.Contains(names, want) {
			t.Errorf("reflection does not tell of %s: %v", want, names)
		}
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
}

// TestLogsHoldNoWordOfAProfile sends profiles through every call and every refusal, and looks for their words in the log at
// its most talkative.
func TestLogsHoldNoWordOfAProfile(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	secret := func() *lexfitv1.CandidateProfile {
		return &lexfitv1.CandidateProfile{
			CandidateId: "tobekept-id", DisplayName: "Tobekept Name", WorkState: "CA",
			Skills:     []*lexfitv1.Skill{{Name: "Tobekept Skill"}},
			Education:  []*lexfitv1.Education{{Field: "Tobekept Field", Institution: "Tobekept School"}},
			Experience: []*lexfitv1.Experience{{Title: "Tobekept Title", Employer: "Tobekept Employer", Duties: []string{"Tobekept duty"}}},
			Labels:     map[string]string{"tobekept-key": "tobekept-value"},
		}
	}
	bad := secret()
	bad.Skills[0].Name = "Tobekept \x01 Skill"
	bad.Experience[0].StartedOn = "tobekept"
	options := &lexfitv1.RankOptions{Target: "roles/paralegal"}
	for _, p := range []*lexfitv1.CandidateProfile{secret(), bad} {
		_, _ = r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: p})
		_, _ = r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: p, Options: &lexfitv1.ScoreOptions{Targets: []string{"roles/x"}}})
		_, _ = r.match.RankCandidates(t.Context(), &lexfitv1.RankCandidatesRequest{Profiles: []*lexfitv1.CandidateProfile{p}, Options: options})
		_, _ = scoreStream(t, r.match, profileMessage(p))
		_, _ = scoreStream(t, r.match, profileMessage(p), optionsMessage(&lexfitv1.ScoreOptions{}))
		_, _ = rankStream(t, r.match, options, p)
		_, _ = rankMessages(t.Context(), t, r.match, rankMessage(p))
	}
	_, _ = r.skill.ResolveSkills(t.Context(), &lexfitv1.ResolveSkillsRequest{Texts: []string{"tobekept"}})
	log := r.log.String()
	if strings.Contains(strings.ToLower(log), "tobekept") {
		t.Errorf("the log holds a profile's words:\n%s", log)
	}
	if n := strings.Count(log, "msg=request "); n != 15 {
		t.Errorf("%d lines for 15 requests:\n%s", n, log)
	}
	for _, want := range []string{
		"method=/lexfit.v1.MatchService/ScoreCandidate", "code=OK", "code=InvalidArgument", "code=NotFound", "reason=INVALID_REQUEST", "duration=", "received=",
	} {
		if !strings.Contains(log, want) {
			t.Errorf("the log does not hold %q:\n%s", want, log)
		}
	}
}

func TestRequestID(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	call := func(given ...string) string {
		t.Helper()
		ctx := metadata.NewOutgoingContext(t.Context(), metadata.MD{"x-request-id": given})
		var header metadata.MD
		if _, err := r.match.ScoreCandidate(ctx, &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical()}, grpc.Header(&header)); err != nil {
			t.Fatal(err)
		}
		if ids := header.Get("x-request-id"); len(ids) == 1 {
			return ids[0]
		}
		t.Fatalf("header %v", header)
		return ""
	}
	if got := call("order-4711"); got != "order-4711" {
		t.Errorf("the caller's id became %q", got)
	}
	first, second := call(), call()
	if first == second || len(first) < 16 {
		t.Errorf("made up %q and %q", first, second)
	}
	if got := call(strings.Repeat("x", 65)); len(got) > 64 {
		t.Errorf("an id of %d characters was taken", len(got))
	}
	if got := call("a", "b"); got == "a" || got == "b" {
		t.Errorf("one of two ids was taken: %q", got)
	}
	for _, id := range []string{"order-4711", first, second} {
		if !strings.Contains(r.log.String(), "request_id="+id) {
			t.Errorf("the log does not hold the id %q", id)
		}
	}
}

// fakeStore is a sound store until told otherwise.
type fakeStore struct {
	store.Store
	fail func() error
}

func (f *fakeStore) trouble() error {
	if f.fail == nil {
		return nil
	}
	return f.fail()
}

// Get is store.Store's.
func (f *fakeStore) Get(ctx context.Context, revision int32) (*lexfitv1.RulebookRevision, error) {
	if err := f.trouble(); err != nil {
		return nil, err
	}
	return f.Store.Get(ctx, revision)
}

// Create is store.Store's.
func (f *fakeStore) Create(ctx context.Context, r *lexfitv1.RulebookRevision, how store.Create) (*lexfitv1.RulebookRevision, error) {
	if err := f.trouble(); err != nil {
		return nil, err
	}
	return f.Store.Create(ctx, r, how)
}

// newFakeRig is a rig on a store that can be told to fail.
func newFakeRig(t *testing.T) (*rig, *fakeStore) {
	t.Helper()
	bolt, err := boltstore.Open(filepath.Join(t.TempDir(), "lexfit.db"), boltstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	fake := &fakeStore{Store: bolt}
	return newRigOn(t, fake), fake
}

// newRigOn is a rig on a store, which it closes.
func newRigOn(t *testing.T, on store.Store) *rig {
	t.Helper()
	r := &rig{log: &logLines{}}
	var err error
	if r.service, err = openOn(t.Context(), on, Options{Clock: testClock, Logger: r.log.logger()}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.service.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	r.serve(t, r.service.NewGRPCServer())
	return r
}

func TestErrorsOfTheStore(t *testing.T) {
	t.Parallel()
	r, fake := newFakeRig(t)
	const path = "/var/lib/lexfit/tobekept.db"
	told := func(kind error) error {
		return &store.Error{Kind: kind, Sentence: "database " + path + " is at fault"}
	}
	tests := []struct {
		name   string
		err    error
		code   codes.Code
		reason string
		retry  bool
	}{
		{"damaged", told(store.ErrCorrupt), codes.DataLoss, "STORE_DAMAGED", false},
		{"full", told(store.ErrFull), codes.ResourceExhausted, "STORE_FULL", false},
		{"unreachable", told(store.ErrUnavailable), codes.Unavailable, "STORE_UNAVAILABLE", true},
		{"uncertain", told(store.ErrUncertain), codes.DeadlineExceeded, "STORE_UNCERTAIN", false},
		{"denied", told(store.ErrDenied), codes.FailedPrecondition, "STORE_DENIED", false},
		{"too large", told(store.ErrTooLarge), codes.ResourceExhausted, "STORE_TOO_LARGE", false},
		{"of a newer version", told(store.ErrNewerSchema), codes.FailedPrecondition, "STORE_NEWER", false},
		{"closed", store.ErrClosed, codes.Unavailable, "SHUTTING_DOWN", true},
		{"not found", fmt.Errorf("rulebook revision 9: %w", store.ErrNotFound), codes.NotFound, "REVISION_NOT_FOUND", false},
		{"stale", &store.ConflictError{Etag: "abc"}, codes.Aborted, "ETAG_STALE", false},
		{"anything else", errors.Join(errBroken, errors.New(path)), codes.Internal, "INTERNAL", false},
		{"cancelled", context.Canceled, codes.Canceled, "CANCELED", false},
		{"too late", fmt.Errorf("waiting: %w", context.DeadlineExceeded), codes.DeadlineExceeded, "DEADLINE_EXCEEDED", false},
	}
	for _, tt := range tests {
		fake.fail = func() error { return tt.err }
		_, err := r.rulebook.GetRulebookRevision(t.Context(), &lexfitv1.GetRulebookRevisionRequest{Revision: 1})
		t.Log(tt.name, err)
		p := wantError(t, err, tt.code, tt.reason)
		if strings.Contains(fmt.Sprint(err, status.Convert(err).Details()), "tobekept") || strings.Contains(p.message, "fire") {
			t.Errorf("%s: the server's insides are in %v", tt.name, err)
		}
		if p.retry != tt.retry {
			t.Errorf("%s: RetryInfo %t, want %t", tt.name, p.retry, tt.retry)
		}
	}
	// What was kept from the caller is in the log.
	for _, want := range []string{"tobekept.db is at fault", "the disk is on fire", "level=ERROR"} {
		if !strings.Contains(r.log.String(), want) {
			t.Errorf("the log does not hold %q", want)
		}
	}
}

func TestPanicIsOneRequestsError(t *testing.T) {
	t.Parallel()
	r, fake := newFakeRig(t)
	fake.fail = func() error { panic("index out of range [tobekept]") }
	_, err := r.rulebook.GetRulebookRevision(t.Context(), &lexfitv1.GetRulebookRevisionRequest{Revision: 1})
	wantError(t, err, codes.Internal, "INTERNAL")
	_, err = scoreStream(t, r.match, optionsMessage(&lexfitv1.ScoreOptions{RulebookRevision: 2}), profileMessage(profilegen.Typical()))
	wantError(t, err, codes.Internal, "INTERNAL")
	log := r.log.String()
	if !strings.Contains(log, "[tobekept]") || !strings.Contains(log, "service_test.go") {
		t.Errorf("the log does not hold the panic with its stack:\n%s", log)
	}
	if n := strings.Count(log, "\n"); n != 2 {
		t.Errorf("%d lines for 2 requests: a stack must not break a line", n)
	}
	fake.fail = nil
	if _, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical()}); err != nil {
		t.Errorf("after the panics: %v", err)
	}
}

// TestFailedWriteChangesNothingServed fails the write and looks what is served afterwards.
func TestFailedWriteChangesNothingServed(t *testing.T) {
	t.Parallel()
	r, fake := newFakeRig(t)
	fake.fail = func() error { return errBroken }
	_, err := r.rulebook.CreateRulebookRevision(t.Context(), &lexfitv1.CreateRulebookRevisionRequest{Rulebook: harsher(), Author: "Ada", Activate: true})
	wantError(t, err, codes.Internal, "INTERNAL")
	fake.fail = nil
	reply, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical()})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "after the failed write", reply, wantScore(t, profilegen.Typical(), matcher.Options{}))
	if got := r.create(t, harsher(), true, "").GetRevision(); got != 2 {
		t.Errorf("the next write became revision %d", got)
	}
}

// TestOversizedMessages sends what is larger than a server takes, and what is small and holds millions of things.
func TestOversizedMessages(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	long := profilegen.Typical()
	long.Skills[0].Name = strings.Repeat("x", 17<<20)
	_, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: long})
	if status.Code(err) != codes.ResourceExhausted { // gRPC refuses it before anything of ours sees it
		t.Errorf("17 MiB: %v", err)
	}
	_, err = scoreStream(t, r.match, profileMessage(long))
	if status.Code(err) != codes.ResourceExhausted {
		t.Errorf("17 MiB on a stream: %v", err)
	}

	tenMegabytes := profilegen.Typical()
	tenMegabytes.Experience[0].Duties = []string{strings.Repeat("x", 10<<20)}
	_, err = r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: tenMegabytes})
	wantFields(t, wantError(t, err, codes.InvalidArgument, "INVALID_REQUEST"), "profile.experience[0].duties[0]")

	many := profilegen.Typical()
	many.Skills = slices.Repeat([]*lexfitv1.Skill{{Name: "Westlaw"}}, 10_000)
	_, err = r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: many})
	wantFields(t, wantError(t, err, codes.InvalidArgument, "INVALID_REQUEST"), "profile.skills")
}

// TestMillionsOfViolations sends the worst there is for its size: every other byte breaks a rule.
func TestMillionsOfViolations(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	empty := slices.Repeat([]*lexfitv1.Skill{{}}, 300_000)
	worst := &lexfitv1.CandidateProfile{CandidateId: "worst", Skills: empty}
	_, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: worst})
	p := wantError(t, err, codes.InvalidArgument, "INVALID_REQUEST")
	if len(p.fields) == 0 || len(p.fields) > 101 {
		t.Errorf("%d violations", len(p.fields))
	}
	replies, err := scoreStream(t, r.match, profileMessage(worst), profileMessage(profilegen.Typical()))
	if err != nil || len(replies) != 2 || len(replies[0].GetError().GetViolations()) > 101 || replies[1].GetResponse() == nil {
		t.Errorf("on a stream: %d replies, %v", len(replies), err)
	}
	_, err = r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{
		Profile: profilegen.Typical(), Options: &lexfitv1.ScoreOptions{Targets: slices.Repeat([]string{""}, 300_000)},
	})
	wantError(t, err, codes.InvalidArgument, "INVALID_REQUEST")
}

// TestManyViolationsFitIntoHeaders holds an error to what clients and proxies take as headers.
func TestManyViolationsFitIntoHeaders(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	bad := &lexfitv1.CandidateProfile{CandidateId: "many", Skills: slices.Repeat([]*lexfitv1.Skill{{}}, 400)}
	_, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: bad})
	wantError(t, err, codes.InvalidArgument, "INVALID_REQUEST")
	// Binary metadata travels in base 64, and 8 KiB are what Java's gRPC and many proxies take by default.
	if size := proto.Size(status.Convert(err).Proto()) * 4 / 3; size > 7<<10 {
		t.Errorf("the error takes %d bytes of header", size)
	}
	if !regexp.MustCompile(`\d+ more`).MatchString(fmt.Sprint(status.Convert(err).Details())) {
		t.Errorf("it does not say how many more there are: %v", status.Convert(err).Details())
	}
}

func TestUnknownMethodIsUnimplemented(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	err := r.conn.Invoke(t.Context(), "/lexfit.v1.MatchService/Guess", &lexfitv1.ScoreCandidateRequest{}, &lexfitv1.ScoreCandidateResponse{})
	if status.Code(err) != codes.Unimplemented {
		t.Errorf("got %v", err)
	}
}

func TestInvalidUTF8IsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	// A profile by hand, as no Go client would marshal it: candidate_id is the byte 0xff.
	raw := &rawMessage{data: []byte{0x0a, 0x03, 0x0a, 0x01, 0xff}}
	err := r.conn.Invoke(t.Context(), lexfitv1grpc.MatchService_ScoreCandidate_FullMethodName, raw, &lexfitv1.ScoreCandidateResponse{}, grpc.ForceCodec(rawCodec{}))
	if code := status.Code(err); code != codes.Internal && code != codes.InvalidArgument {
		t.Errorf("got %v", err)
	}
	t.Log(err)
	if _, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical()}); err != nil {
		t.Errorf("and then: %v", err)
	}
}

// rawMessage goes over the wire as it is.
type rawMessage struct{ data []byte }

type rawCodec struct{}

// Marshal is encoding.Codec's.
func (rawCodec) Marshal(v any) ([]byte, error) {
	if raw, ok := v.(*rawMessage); ok {
		return raw.data, nil
	}
	return nil, fmt.Errorf("%T", v)
}

// Unmarshal is encoding.Codec's.
func (rawCodec) Unmarshal(data []byte, v any) error {
	if m, ok := v.(proto.Message); ok {
		return proto.Unmarshal(data, m)
	}
	return fmt.Errorf("%T", v)
}

// Name is encoding.Codec's.
func (rawCodec) Name() string { return "proto" }
