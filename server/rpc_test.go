package server

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

// errorCase is a call that must fail, and how. What a profile of many is refused with in its own place counts as well.
type errorCase struct {
	name     string
	messages []proto.Message // the request, or what is sent down the stream
	code     codes.Code
	reason   string
	says     string // the sentence, or how it begins where it ends in …
	broken   bool   // on a server that holds what does not compile: revision 2, and jobOrders/broken
}

func one(message proto.Message) []proto.Message { return []proto.Message{message} }

// errorCases holds, by method, every reason that the method has of its own. docs/api.md tells callers the same.
func errorCases() map[string][]errorCase {
	const (
		invalid, notFound, unmet = codes.InvalidArgument, codes.NotFound, codes.FailedPrecondition

		noTarget   = `no role "roles/notary" in this rulebook; it has roles/legal-secretary, roles/paralegal`
		noRevision = "rulebook revision 9: not found"
		noOrder    = "job order jobOrders/nobody: no such job order"
		noToken    = "the request breaks the contract: page_token: must be next_page_token of the reply before, unchanged, with the same rulebook_revision"
		optionsOne = "the request breaks the contract: options: must come once, as the first message"
		blocked    = "it cannot be activated: open job orders do not compile against it; update or delete them first: jobOrders/broken: changes[0].raise: …"
		badOrder   = "a job order does not compile against rulebook revision 1: jobOrders/broken: changes[0].raise: …"
		twoBroken  = "the profile breaks the contract: skills[1].name: must be at least 1 characters (and 1 more)"
	)
	unusable := fmt.Sprintf("revision 2 does not compile under engine version %d; apply a mended one", matcher.EngineVersion)
	profile, bad := profilegen.Typical(), badProfile("bad")
	score := func(target string, revision int32) []proto.Message {
		return one(&lexfitv1.ScoreCandidateRequest{Profile: profile, Options: &lexfitv1.ScoreOptions{Targets: []string{target}, RulebookRevision: revision}})
	}
	stream := func(target string, revision int32) []proto.Message {
		return []proto.Message{optionsMessage(&lexfitv1.ScoreOptions{Targets: []string{target}, RulebookRevision: revision}), profileMessage(profile)}
	}
	rank := func(target string, revision int32) []proto.Message {
		return one(&lexfitv1.RankCandidatesRequest{
			Profiles: []*lexfitv1.CandidateProfile{profile}, Options: &lexfitv1.RankOptions{Target: target, RulebookRevision: revision},
		})
	}
	rankStream := func(target string, revision int32) []proto.Message {
		return []proto.Message{rankOptionsMessage(&lexfitv1.RankOptions{Target: target, RulebookRevision: revision}), rankMessage(profile)}
	}
	compare := func(target string, revision int32) []proto.Message {
		return one(&lexfitv1.CompareRolesRequest{
			Profiles: []*lexfitv1.CandidateProfile{profile}, Options: &lexfitv1.ScoreOptions{Targets: []string{target}, RulebookRevision: revision},
		})
	}
	// targets are the cases of every method that scores for targets by a revision.
	targets := func(request func(target string, revision int32) []proto.Message, more ...errorCase) []errorCase {
		return append(more,
			errorCase{"a revision below 0", request("roles/paralegal", -1), invalid, "INVALID_REQUEST", "the request breaks the contract: …", false},
			errorCase{"an unknown target", request("roles/notary", 0), notFound, "TARGET_NOT_FOUND", noTarget, false},
			errorCase{"an unknown revision", request("roles/paralegal", 9), notFound, "REVISION_NOT_FOUND", noRevision, false},
			errorCase{"an unknown job order", request("jobOrders/nobody", 0), notFound, "JOB_ORDER_NOT_FOUND", noOrder, false},
			errorCase{"a revision that does not compile", request("roles/paralegal", 2), unmet, "REVISION_UNUSABLE", unusable, true},
			errorCase{"a job order that does not", request("jobOrders/broken", 0), unmet, "JOB_ORDER_BROKEN", badOrder, true})
	}
	previewed := func(options *lexfitv1.PreviewOptions, profiles ...*lexfitv1.CandidateProfile) []proto.Message {
		var list []proto.Message
		if options != nil {
			list = one(&lexfitv1.PreviewRulebookRevisionRequest{Message: &lexfitv1.PreviewRulebookRevisionRequest_Options{Options: options}})
		}
		for _, profile := range profiles {
			list = append(list, &lexfitv1.PreviewRulebookRevisionRequest{Message: &lexfitv1.PreviewRulebookRevisionRequest_Profile{Profile: profile}})
		}
		return list
	}
	weightless := rulebook.Default()
	weightless.Roles[1].Criteria[0].Weight++
	blank := rulebook.Default()
	blank.Skills[0].Title = ""
	nowhere := acme(1)
	nowhere.Role = "roles/notary"
	stale, gone, impossible, moved := acme(1), acme(1), acme(950), proto.CloneOf(nowhere)
	stale.Name, stale.Etag, gone.Name, impossible.Name, moved.Name = "jobOrders/acme", "stale", "jobOrders/nobody", "jobOrders/acme", "jobOrders/acme"
	const (
		twice      = "the rulebook has 1 errors, the first at %s.roles[1].criteria: …"
		tooMuch    = "the job order has 1 errors, the first at job_order.changes[0].raise: …"
		noRole     = `job_order.role: there is no role "roles/notary" in the rulebook; it has …`
		etag       = "it has changed since the etag was read; read it again and decide anew (the current etag is …"
		badRequest = "the request breaks the contract: …"
	)
	lint := func(field string) string { return strings.Replace(twice, "%s", field, 1) }
	match, rules, orders := "MatchService.", "RulebookService.", "JobOrderService."
	return map[string][]errorCase{
		match + "ScoreCandidate": targets(score,
			errorCase{"a bad profile", one(&lexfitv1.ScoreCandidateRequest{Profile: bad}), invalid, "INVALID_REQUEST", "the request breaks the contract: profile.skills[1].name: must be at least 1 characters (and 1 more)", false},
			errorCase{"advice that is not there", one(&lexfitv1.ScoreCandidateRequest{Profile: profile, Options: &lexfitv1.ScoreOptions{View: lexfitv1.View_VIEW_FULL, Advice: &lexfitv1.AdviceOptions{Apply: 50}}}), codes.OutOfRange, "ADVICE_OUT_OF_RANGE", "…", false}),
		match + "ScoreCandidates": targets(stream,
			errorCase{"options twice", []proto.Message{optionsMessage(&lexfitv1.ScoreOptions{}), optionsMessage(&lexfitv1.ScoreOptions{})}, invalid, "INVALID_REQUEST", optionsOne, false},
			errorCase{"a bad profile", one(profileMessage(bad)), invalid, "INVALID_PROFILE", twoBroken, false},
			errorCase{"advice that is not there", []proto.Message{optionsMessage(&lexfitv1.ScoreOptions{View: lexfitv1.View_VIEW_FULL, Advice: &lexfitv1.AdviceOptions{Apply: 50}}), profileMessage(profile)}, codes.OutOfRange, "ADVICE_OUT_OF_RANGE", "…", false}),
		match + "RankCandidates": targets(rank,
			errorCase{"a bad profile", one(&lexfitv1.RankCandidatesRequest{Profiles: []*lexfitv1.CandidateProfile{bad}, Options: &lexfitv1.RankOptions{Target: "roles/paralegal"}}), invalid, "INVALID_PROFILE", twoBroken, false}),
		match + "RankCandidatesStream": targets(rankStream,
			errorCase{"no options", one(rankMessage(profile)), invalid, "INVALID_REQUEST", optionsOne, false},
			errorCase{"a bad profile", []proto.Message{rankOptionsMessage(&lexfitv1.RankOptions{Target: "roles/paralegal"}), rankMessage(bad)}, invalid, "INVALID_PROFILE", twoBroken, false}),
		match + "CompareRoles": targets(compare,
			errorCase{"two candidates on every role", one(&lexfitv1.CompareRolesRequest{Profiles: []*lexfitv1.CandidateProfile{profile, profile}}), invalid, "INVALID_REQUEST", "the request breaks the contract: targets: …", false}),

		rules + "GetRulebookRevision": {
			{"a revision below 0", one(&lexfitv1.GetRulebookRevisionRequest{Revision: -1}), invalid, "INVALID_REQUEST", badRequest, false},
			{"an unknown revision", one(&lexfitv1.GetRulebookRevisionRequest{Revision: 9}), notFound, "REVISION_NOT_FOUND", noRevision, false},
		},
		rules + "ListRulebookRevisions": {
			{"another list's token", one(&lexfitv1.ListRulebookRevisionsRequest{PageToken: writeToken("events %d", 3)}), invalid, "INVALID_REQUEST", noToken, false},
		},
		rules + "CreateRulebookRevision": {
			{"no rulebook", one(&lexfitv1.CreateRulebookRevisionRequest{Author: "Ada"}), invalid, "INVALID_REQUEST", "the request breaks the contract: rulebook: …", false},
			{"errors of the lint", one(&lexfitv1.CreateRulebookRevisionRequest{Rulebook: weightless, Author: "Ada"}), invalid, "RULEBOOK_INVALID", lint("rulebook"), false},
			{"a stale etag", one(&lexfitv1.CreateRulebookRevisionRequest{Rulebook: rulebook.Default(), Author: "Ada", Etag: "stale"}), codes.Aborted, "ETAG_STALE", etag, false},
			{"an open job order in the way", one(&lexfitv1.CreateRulebookRevisionRequest{Rulebook: rulebook.Default(), Author: "Ada", Activate: true}), unmet, "JOB_ORDER_BROKEN", blocked, true},
		},
		rules + "ValidateRulebook": {
			{"no rulebook", one(&lexfitv1.ValidateRulebookRequest{}), invalid, "INVALID_REQUEST", "the request breaks the contract: rulebook: must be set", false},
		},
		rules + "ActivateRulebookRevision": {
			{"no revision", one(&lexfitv1.ActivateRulebookRevisionRequest{}), invalid, "INVALID_REQUEST", "the request breaks the contract: revision: …", false},
			{"an unknown revision", one(&lexfitv1.ActivateRulebookRevisionRequest{Revision: 9}), notFound, "REVISION_NOT_FOUND", noRevision, false},
			{"a stale etag", one(&lexfitv1.ActivateRulebookRevisionRequest{Revision: 1, Etag: "stale"}), codes.Aborted, "ETAG_STALE", etag, false},
			{"a revision that does not compile", one(&lexfitv1.ActivateRulebookRevisionRequest{Revision: 2}), unmet, "REVISION_UNUSABLE", unusable, true},
			{"an open job order in the way", one(&lexfitv1.ActivateRulebookRevisionRequest{Revision: 1}), unmet, "JOB_ORDER_BROKEN", blocked, true},
		},
		rules + "DiffRulebookRevisions": {
			{"two newer ones", one(&lexfitv1.DiffRulebookRevisionsRequest{ToRevision: 1, ToRulebook: rulebook.Default()}), invalid, "INVALID_REQUEST", "the request breaks the contract: to_revision: must be left out where to_rulebook is set: one newer rulebook is compared", false},
			{"a document that breaks the contract", one(&lexfitv1.DiffRulebookRevisionsRequest{ToRulebook: blank}), invalid, "INVALID_REQUEST", "the request breaks the contract: to_rulebook.skills[0].title: …", false},
			{"an unknown revision", one(&lexfitv1.DiffRulebookRevisionsRequest{FromRevision: 9}), notFound, "REVISION_NOT_FOUND", noRevision, false},
			{"a revision that does not compile", one(&lexfitv1.DiffRulebookRevisionsRequest{FromRevision: 2}), unmet, "REVISION_UNUSABLE", unusable, true},
			{"errors of the lint", one(&lexfitv1.DiffRulebookRevisionsRequest{ToRulebook: weightless}), invalid, "RULEBOOK_INVALID", lint("to_rulebook"), false},
		},
		rules + "PreviewRulebookRevision": {
			{"no options", previewed(nil, profile), invalid, "INVALID_REQUEST", optionsOne, false},
			{"a bad profile", previewed(&lexfitv1.PreviewOptions{ToRevision: 1}, bad), invalid, "INVALID_PROFILE", twoBroken, false},
			{"an unknown target", previewed(&lexfitv1.PreviewOptions{ToRevision: 1, Targets: []string{"roles/notary"}}), notFound, "TARGET_NOT_FOUND", noTarget, false},
			{"an unknown revision", previewed(&lexfitv1.PreviewOptions{ToRevision: 9}), notFound, "REVISION_NOT_FOUND", noRevision, false},
			{"a revision that does not compile", previewed(&lexfitv1.PreviewOptions{ToRevision: 2}), unmet, "REVISION_UNUSABLE", unusable, true},
			{"errors of the lint", previewed(&lexfitv1.PreviewOptions{ToRulebook: weightless}), invalid, "RULEBOOK_INVALID", lint("to_rulebook"), false},
		},

		orders + "CreateJobOrder": {
			{"another name", one(&lexfitv1.CreateJobOrderRequest{JobOrderId: "other", JobOrder: stale}), invalid, "INVALID_REQUEST", `the request breaks the contract: job_order.name: is "jobOrders/acme" and job_order_id "other": leave the name out, or make them agree`, false},
			{"errors of the lint", one(&lexfitv1.CreateJobOrderRequest{JobOrderId: "other", JobOrder: acme(950)}), invalid, "JOB_ORDER_INVALID", tooMuch, false},
			{"an unknown role", one(&lexfitv1.CreateJobOrderRequest{JobOrderId: "other", JobOrder: nowhere}), notFound, "ROLE_NOT_FOUND", noRole, false},
			{"one that is there", one(&lexfitv1.CreateJobOrderRequest{JobOrderId: "acme", JobOrder: acme(1)}), codes.AlreadyExists, "JOB_ORDER_EXISTS", "job order jobOrders/acme: …", false},
		},
		orders + "GetJobOrder": {
			{"a revision that is none", one(&lexfitv1.GetJobOrderRequest{Name: "jobOrders/acme@0"}), invalid, "INVALID_REQUEST", `the request breaks the contract: name: "jobOrders/acme@0": expected jobOrders/ID, or jobOrders/ID@REVISION with a number from 1`, false},
			{"an unknown job order", one(&lexfitv1.GetJobOrderRequest{Name: "jobOrders/nobody"}), notFound, "JOB_ORDER_NOT_FOUND", noOrder, false},
		},
		orders + "ListJobOrders": {
			{"another list's token", one(&lexfitv1.ListJobOrdersRequest{PageToken: writeToken("events %d", 3)}), invalid, "INVALID_REQUEST", noToken, false},
		},
		orders + "UpdateJobOrder": {
			{"no name", one(&lexfitv1.UpdateJobOrderRequest{JobOrder: acme(1)}), invalid, "INVALID_REQUEST", `the request breaks the contract: job_order.name: is "": expected jobOrders/ID`, false},
			{"what it makes breaks the contract", one(&lexfitv1.UpdateJobOrderRequest{JobOrder: &lexfitv1.JobOrder{Name: "jobOrders/acme"}}), invalid, "INVALID_REQUEST", "the request breaks the contract: job_order.…", false},
			{"an unknown job order", one(&lexfitv1.UpdateJobOrderRequest{JobOrder: gone}), notFound, "JOB_ORDER_NOT_FOUND", noOrder, false},
			{"errors of the lint", one(&lexfitv1.UpdateJobOrderRequest{JobOrder: impossible}), invalid, "JOB_ORDER_INVALID", tooMuch, false},
			{"an unknown role", one(&lexfitv1.UpdateJobOrderRequest{JobOrder: moved}), notFound, "ROLE_NOT_FOUND", noRole, false},
			{"a stale etag", one(&lexfitv1.UpdateJobOrderRequest{JobOrder: stale}), codes.Aborted, "ETAG_STALE", etag, false},
		},
		orders + "DeleteJobOrder": {
			{"no name", one(&lexfitv1.DeleteJobOrderRequest{}), invalid, "INVALID_REQUEST", "the request breaks the contract: name: …", false},
			{"an unknown job order", one(&lexfitv1.DeleteJobOrderRequest{Name: "jobOrders/nobody"}), notFound, "JOB_ORDER_NOT_FOUND", noOrder, false},
			{"a stale etag", one(&lexfitv1.DeleteJobOrderRequest{Name: "jobOrders/acme", Etag: "stale"}), codes.Aborted, "ETAG_STALE", etag, false},
		},

		"AdminService.ListAuditEvents": {
			{"another list's token", one(&lexfitv1.ListAuditEventsRequest{PageToken: writeToken("orders %s", "jobOrders/acme")}), invalid, "INVALID_REQUEST", noToken, false},
		},
		"AdminService.Backup": {
			{"messages too small", one(&lexfitv1.BackupRequest{ChunkBytes: 1}), invalid, "INVALID_REQUEST", "the request breaks the contract: chunk_bytes: …", false},
		},
		"SkillService.ListSkills": {
			{"another list's token", one(&lexfitv1.ListSkillsRequest{PageToken: writeToken("events %d", 3)}), invalid, "INVALID_REQUEST", noToken, false},
			{"an unknown revision", one(&lexfitv1.ListSkillsRequest{RulebookRevision: 9}), notFound, "REVISION_NOT_FOUND", noRevision, false},
			{"a revision that does not compile", one(&lexfitv1.ListSkillsRequest{RulebookRevision: 2}), unmet, "REVISION_UNUSABLE", unusable, true},
		},
		"SkillService.ResolveSkills": {
			{"no text", one(&lexfitv1.ResolveSkillsRequest{}), invalid, "INVALID_REQUEST", "the request breaks the contract: texts: …", false},
			{"an unknown revision", one(&lexfitv1.ResolveSkillsRequest{Texts: []string{"Westlaw"}, RulebookRevision: 9}), notFound, "REVISION_NOT_FOUND", noRevision, false},
			{"a revision that does not compile", one(&lexfitv1.ResolveSkillsRequest{Texts: []string{"Westlaw"}, RulebookRevision: 2}), unmet, "REVISION_UNUSABLE", unusable, true},
		},
		"SkillService.ResolveNames": {
			{"no text", one(&lexfitv1.ResolveNamesRequest{}), invalid, "INVALID_REQUEST", "the request breaks the contract: texts: …", false},
			{"an unknown revision", one(&lexfitv1.ResolveNamesRequest{Texts: []string{"Westlaw"}, RulebookRevision: 9}), notFound, "REVISION_NOT_FOUND", noRevision, false},
			{"a revision that does not compile", one(&lexfitv1.ResolveNamesRequest{Texts: []string{"Westlaw"}, RulebookRevision: 2}), unmet, "REVISION_UNUSABLE", unusable, true},
		},
	}
}

// methods are the methods of the contract by name, such as MatchService.ScoreCandidate.
func methods() map[string]protoreflect.MethodDescriptor {
	all := map[string]protoreflect.MethodDescriptor{}
	services := lexfitv1.File_lexfit_v1_service_proto.Services()
	for i := range services.Len() {
		service := services.Get(i)
		for j := range service.Methods().Len() {
			all[string(service.Name())+"."+string(service.Methods().Get(j).Name())] = service.Methods().Get(j)
		}
	}
	return all
}

// call sends messages to a method and returns its error; what a reply refuses in its own place is returned beside.
func (r *rig) call(t *testing.T, method protoreflect.MethodDescriptor, messages []proto.Message) ([]*lexfitv1.ProfileError, error) {
	t.Helper()
	kind, err := protoregistry.GlobalTypes.FindMessageByName(method.Output().FullName())
	if err != nil {
		t.Fatal(err)
	}
	full := "/" + string(method.Parent().FullName()) + "/" + string(method.Name())
	stream, err := r.conn.NewStream(t.Context(), &grpc.StreamDesc{ClientStreams: method.IsStreamingClient(), ServerStreams: method.IsStreamingServer()}, full)
	if err != nil {
		return nil, err
	}
	for _, message := range messages {
		if stream.SendMsg(message) != nil {
			break // the reply has the reason
		}
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	var refused []*lexfitv1.ProfileError
	for {
		reply := kind.New().Interface()
		if err := stream.RecvMsg(reply); errors.Is(err, io.EOF) {
			return refused, nil
		} else if err != nil {
			return refused, err
		}
		var rejections []*lexfitv1.RejectedProfile
		switch reply := reply.(type) {
		case *lexfitv1.ScoreCandidatesResponse:
			if reply.GetError() != nil {
				refused = append(refused, reply.GetError())
			}
		case *lexfitv1.RankCandidatesResponse:
			rejections = reply.GetRanking().GetRejections()
		case *lexfitv1.RankCandidatesStreamResponse:
			rejections = reply.GetRanking().GetRejections()
		case *lexfitv1.PreviewRulebookRevisionResponse:
			rejections = reply.GetRejections()
		}
		for _, rejection := range rejections {
			refused = append(refused, rejection.GetError())
		}
		if !method.IsStreamingServer() {
			return refused, nil
		}
	}
}

// TestEveryMethodFails calls every method of the contract, over loopback, so that it fails in each way that it has of its own.
func TestEveryMethodFails(t *testing.T) {
	t.Parallel()
	sound, broken := newRigAt(t, filepath.Join(t.TempDir(), "lexfit.db"), tightly), newRig(t)
	sound.createOrder(t, acme(20))
	unusable := rulebook.Default()
	unusable.Roles[1].Name = unusable.GetRoles()[0].GetName()
	if _, err := broken.service.store.Create(t.Context(), &lexfitv1.RulebookRevision{Author: "Ada", Digest: matcher.Digest(unusable), Rulebook: unusable}, store.Create{}); err != nil {
		t.Fatal(err)
	}
	order := acme(950)
	order.Name = "jobOrders/broken"
	if _, err := broken.service.store.CreateJobOrder(t.Context(), order, store.JobOrderWrite{}); err != nil {
		t.Fatal(err)
	}
	cases := everyCase()
	for name, method := range methods() {
		if len(cases[name]) == 0 {
			t.Errorf("%s has no case of an error", name)
		}
		for _, test := range cases[name] {
			r := sound
			if test.broken {
				r = broken
			}
			refused, err := r.call(t, method, test.messages)
			var says string
			switch {
			case err != nil:
				says = wantError(t, err, test.code, test.reason).message
			case len(refused) != 1 || refused[0].GetCode() != int32(test.code) || refused[0].GetReason() != test.reason:
				t.Errorf("%s, %s: refused %v, want %s %s", name, test.name, refused, test.code, test.reason)
				continue
			default:
				says = refused[0].GetMessage()
			}
			begins, open := strings.CutSuffix(test.says, "…")
			if right := says == test.says || open && strings.HasPrefix(says, begins); !right {
				t.Errorf("%s, %s: it says\n%s, want\n%s", name, test.name, says, test.says)
			}
		}
	}
	for name := range cases {
		if methods()[name] == nil {
			t.Errorf("%s is no method", name)
		}
	}
	// Every service of the contract is served.
	services := sound.service.NewGRPCServer().GetServiceInfo()
	for name, method := range methods() {
		if _, served := services[string(method.Parent().FullName())]; !served {
			t.Errorf("%s is not served", name)
		}
	}
}

// TestEveryMethodIsDocumented reads docs/api.md: a line for each method, with the reasons that TestEveryMethodFails has seen.
func TestEveryMethodIsDocumented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile("(?m)^\\| `(\\w+\\.\\w+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$")
	documented := map[string][]string{}
	for _, cells := range row.FindAllStringSubmatch(string(text), -1) {
		documented[cells[1]] = regexp.MustCompile(`[A-Z]+(?:_[A-Z]+)+`).FindAllString(cells[3], -1)
	}
	cases := everyCase()
	for name := range methods() {
		reasons, has := documented[name]
		if !has {
			t.Errorf("docs/api.md has no line for %s", name)
			continue
		}
		seen := map[string]bool{}
		for _, test := range cases[name] {
			seen[test.reason] = true
		}
		slices.Sort(reasons)
		if want := slices.Sorted(maps.Keys(seen)); !slices.Equal(reasons, want) {
			t.Errorf("docs/api.md says that %s fails with %v, and it fails with %v", name, reasons, want)
		}
	}
	for name := range documented {
		if methods()[name] == nil {
			t.Errorf("docs/api.md has a line for %s, which is no method", name)
		}
	}
}
