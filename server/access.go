package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"google.golang.org/grpc/codes"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	reflectionpb "google.golang.org/grpc/reflection/grpc_reflection_v1"
	reflectionalpha "google.golang.org/grpc/reflection/grpc_reflection_v1alpha" // grpcurl asks this one still

	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
	"github.com/lexfit/lexfit/server/identity"
)

const (
	scores   = identity.Scorer | identity.Editor | identity.Approver | identity.Admin
	edits    = identity.Editor | identity.Admin
	approves = identity.Approver | identity.Admin
	judges   = edits | approves
)

// access says which roles may call a method; any one of them will do. A method that is not in it is refused to everybody.
// docs/operations.md tells operators the same.
var access = map[string]identity.Roles{
	lexfitv1grpc.MatchService_ScoreCandidate_FullMethodName:       scores,
	lexfitv1grpc.MatchService_ScoreCandidates_FullMethodName:      scores,
	lexfitv1grpc.MatchService_RankCandidates_FullMethodName:       scores,
	lexfitv1grpc.MatchService_RankCandidatesStream_FullMethodName: scores,
	lexfitv1grpc.MatchService_CompareRoles_FullMethodName:         scores,

	lexfitv1grpc.RulebookService_GetRulebookRevision_FullMethodName:      scores,
	lexfitv1grpc.RulebookService_ListRulebookRevisions_FullMethodName:    scores,
	lexfitv1grpc.RulebookService_CreateRulebookRevision_FullMethodName:   edits, // and with activate as the one below
	lexfitv1grpc.RulebookService_ActivateRulebookRevision_FullMethodName: approves,
	lexfitv1grpc.RulebookService_ValidateRulebook_FullMethodName:         scores,
	lexfitv1grpc.RulebookService_DiffRulebookRevisions_FullMethodName:    scores,
	lexfitv1grpc.RulebookService_PreviewRulebookRevision_FullMethodName:  judges,

	lexfitv1grpc.JobOrderService_CreateJobOrder_FullMethodName: edits,
	lexfitv1grpc.JobOrderService_GetJobOrder_FullMethodName:    scores,
	lexfitv1grpc.JobOrderService_ListJobOrders_FullMethodName:  scores,
	lexfitv1grpc.JobOrderService_UpdateJobOrder_FullMethodName: edits,
	lexfitv1grpc.JobOrderService_DeleteJobOrder_FullMethodName: edits,

	lexfitv1grpc.AdminService_ListAuditEvents_FullMethodName: approves,
	lexfitv1grpc.AdminService_Backup_FullMethodName:          identity.Admin,

	lexfitv1grpc.SkillService_ListSkills_FullMethodName:    scores,
	lexfitv1grpc.SkillService_ResolveSkills_FullMethodName: scores,
	lexfitv1grpc.SkillService_ResolveNames_FullMethodName:  scores,

	// Probes carry no credentials.
	healthpb.Health_Check_FullMethodName: identity.Anybody,
	healthpb.Health_List_FullMethodName:  identity.Anybody,
	healthpb.Health_Watch_FullMethodName: identity.Anybody,

	reflectionpb.ServerReflection_ServerReflectionInfo_FullMethodName:    scores,
	reflectionalpha.ServerReflection_ServerReflectionInfo_FullMethodName: scores,
}

// guard lets callers in.
type guard struct {
	gate      *identity.Gate // nil lets everybody do everything
	twoPerson bool
}

// admit finds out who makes a call and whether they may. The context that it returns carries the caller, the one of a call that is
// refused as well, for the log.
func (g guard) admit(ctx context.Context, method string) (context.Context, error) {
	roles, listed := access[method]
	switch {
	case !listed:
		return ctx, &failure{code: codes.PermissionDenied, reason: "METHOD_CLOSED", message: "nobody may call " + method}
	case roles == identity.Anybody:
		return ctx, nil
	}
	caller, err := g.gate.Authenticate(ctx)
	if err != nil {
		return ctx, err
	}
	ctx = caller.With(ctx)
	return ctx, may(caller, method)
}

// may reports why a caller may not call a method.
func may(caller identity.Caller, method string) error {
	needed := access[method]
	if caller.Roles&needed != 0 {
		return nil
	}
	have := "no role"
	if caller.Roles != 0 {
		have = "as " + caller.Roles.String()
	}
	return &failure{
		code: codes.PermissionDenied, reason: "ROLE_MISSING", metadata: map[string]string{"needs": needed.String()},
		message: fmt.Sprintf("%s is for %s; you are known as %s, %s", method[strings.LastIndexByte(method, '/')+1:],
			strings.ReplaceAll(needed.String(), ",", " or "), caller.Subject, have),
	}
}

// mayActivate reports why the caller may not make a revision the active one. author is who the server knows wrote it; empty for
// one that is older than the knowledge, which anybody with the role may activate.
func (g guard) mayActivate(ctx context.Context, author func() (string, error)) error {
	caller := identity.CallerOf(ctx)
	if g.gate != nil {
		if err := may(caller, lexfitv1grpc.RulebookService_ActivateRulebookRevision_FullMethodName); err != nil {
			return err
		}
	}
	if !g.twoPerson {
		return nil
	}
	subject, err := author()
	if err != nil || subject != caller.Subject {
		return err
	}
	return &failure{
		code: codeFailedPrecondition, reason: "SECOND_PERSON_NEEDED", metadata: map[string]string{"subject": subject},
		message: subject + " wrote this revision, and another has to activate it",
	}
}

// refusedCaller is what a caller gets to know of credentials that are not taken; nil where the error is no such thing.
func refusedCaller(err error) *failure {
	var refusal *identity.RefusedError
	if !errors.As(err, &refusal) {
		return nil
	}
	return &failure{code: codes.Unauthenticated, reason: refusal.Reason, message: refusal.Error(), why: refusal.Why}
}

// callerAttrs say in the log who made a call.
func callerAttrs(ctx context.Context) []slog.Attr {
	caller := identity.CallerOf(ctx)
	if caller.Subject == "" {
		return nil
	}
	return []slog.Attr{slog.String("subject", caller.Subject), slog.String("by", caller.By)}
}
