package client

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
)

// retried says of every method whether gRPC itself may make a call again that found nobody there (UNAVAILABLE), up to four
// times in about a second. What reads and scores may: it leaves nothing behind, and a stream is made again only until its
// first reply, which is gRPC's own rule. What writes may not: the write may have been done before the connection broke, and a
// second one would be refused, or make another revision.
var retried = map[string]bool{
	lexfitv1grpc.MatchService_ScoreCandidate_FullMethodName:       true,
	lexfitv1grpc.MatchService_ScoreCandidates_FullMethodName:      true,
	lexfitv1grpc.MatchService_RankCandidates_FullMethodName:       true,
	lexfitv1grpc.MatchService_RankCandidatesStream_FullMethodName: true,
	lexfitv1grpc.MatchService_CompareRoles_FullMethodName:         true,

	lexfitv1grpc.RulebookService_GetRulebookRevision_FullMethodName:      true,
	lexfitv1grpc.RulebookService_ListRulebookRevisions_FullMethodName:    true,
	lexfitv1grpc.RulebookService_CreateRulebookRevision_FullMethodName:   false,
	lexfitv1grpc.RulebookService_ValidateRulebook_FullMethodName:         true,
	lexfitv1grpc.RulebookService_ActivateRulebookRevision_FullMethodName: false,
	lexfitv1grpc.RulebookService_DiffRulebookRevisions_FullMethodName:    true,
	// Its sample is read while it is sent, and its one reply comes at the very end: whoever asked sees it fail and asks again.
	lexfitv1grpc.RulebookService_PreviewRulebookRevision_FullMethodName: false,

	lexfitv1grpc.JobOrderService_CreateJobOrder_FullMethodName: false,
	lexfitv1grpc.JobOrderService_GetJobOrder_FullMethodName:    true,
	lexfitv1grpc.JobOrderService_ListJobOrders_FullMethodName:  true,
	lexfitv1grpc.JobOrderService_UpdateJobOrder_FullMethodName: false,
	lexfitv1grpc.JobOrderService_DeleteJobOrder_FullMethodName: false,

	lexfitv1grpc.AdminService_ListAuditEvents_FullMethodName: true,
	lexfitv1grpc.AdminService_Backup_FullMethodName:          true,

	lexfitv1grpc.SkillService_ListSkills_FullMethodName:    true,
	lexfitv1grpc.SkillService_ResolveSkills_FullMethodName: true,
	lexfitv1grpc.SkillService_ResolveNames_FullMethodName:  true,
}

// mostBegun is how often a call is made again whose reply broke off.
const mostBegun = 3

// withRepliesWhole makes a call again that may be made again and whose server went away in the middle of its reply: gRPC's own
// retries end where a reply begins.
func withRepliesWhole(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	for tries := 0; ; tries++ {
		var begun metadata.MD
		err := invoke(ctx, method, req, reply, cc, append(slices.Clone(opts), grpc.Header(&begun))...)
		if status.Code(err) != codes.Unavailable || len(begun) == 0 || !retried[method] || tries == mostBegun || ctx.Err() != nil {
			return err
		}
	}
}

// serviceConfig tells gRPC which calls it may make again, and how; see
// https://github.com/grpc/grpc/blob/master/doc/service_config.md. Balanced has calls go round all servers that say that they want
// work, so that a call made again finds another one; a server alone is called whatever it says, since nobody else would be.
func serviceConfig(balanced bool) (string, error) {
	type methodName struct {
		Service string `json:"service"`
		Method  string `json:"method"`
	}
	var names []methodName
	for _, full := range slices.Sorted(maps.Keys(retried)) {
		if service, method, ok := strings.Cut(strings.TrimPrefix(full, "/"), "/"); ok && retried[full] {
			names = append(names, methodName{service, method})
		}
	}
	made := map[string]any{"methodConfig": []any{map[string]any{
		"name": names,
		"retryPolicy": map[string]any{
			"maxAttempts": 4, "initialBackoff": "0.1s", "maxBackoff": "1s", "backoffMultiplier": 2,
			"retryableStatusCodes": []string{"UNAVAILABLE"},
		},
	}}}
	if balanced {
		made["loadBalancingConfig"] = []any{map[string]any{"round_robin": map[string]any{}}}
		made["healthCheckConfig"] = map[string]any{"serviceName": ""}
	}
	config, err := json.Marshal(made)
	if err != nil {
		return "", fmt.Errorf("service config: %w", err)
	}
	return string(config), nil
}
