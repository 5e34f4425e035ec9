// Command calls makes the calls that calls.py and calls.js make, over the plain stubs, and prints the same lines: what any client
// of the contract can expect, whatever its language. An internal tool in Go rather uses the package client; see ../go.
//
//	lexfitd &
//	go run ./examples/calls examples/calls/profiles.json
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
)

const asOf = "2026-11-24"

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: calls profiles.json")
		os.Exit(2)
	}
	if err := calls(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "calls:", err)
		os.Exit(1)
	}
}

func calls(file string) error {
	profiles, err := read(file)
	if err != nil {
		return err
	}
	address := os.Getenv("LEXFIT_SERVER")
	if address == "" {
		address = "127.0.0.1:7171"
	}
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // the calls have ended
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	match := lexfitv1grpc.NewMatchServiceClient(conn)
	return errors.Join(score(ctx, match, profiles[0]), conflict(ctx, match, profiles[0]), stream(ctx, match, profiles), rank(ctx, match, profiles), compare(ctx, match, profiles[0]))
}

func read(file string) ([]*lexfitv1.CandidateProfile, error) {
	text, err := os.ReadFile(file) //nolint:gosec // the file that the person who runs it names
	if err != nil {
		return nil, err
	}
	var raw []json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		return nil, err
	}
	profiles := make([]*lexfitv1.CandidateProfile, len(raw))
	for i, profile := range raw {
		profiles[i] = &lexfitv1.CandidateProfile{}
		if err := protojson.Unmarshal(profile, profiles[i]); err != nil {
			return nil, err
		}
	}
	return profiles, nil
}

// score asks for one candidate, one role, one piece of advice.
func score(ctx context.Context, match lexfitv1grpc.MatchServiceClient, profile *lexfitv1.CandidateProfile) error {
	reply, err := match.ScoreCandidate(ctx, &lexfitv1.ScoreCandidateRequest{Profile: profile, Options: &lexfitv1.ScoreOptions{
		Targets: []string{"roles/paralegal"}, AsOf: asOf, Advice: &lexfitv1.AdviceOptions{Max: 1},
	}})
	if err != nil {
		return err
	}
	for _, fit := range reply.GetFits() {
		fmt.Printf("score: %s %s %d %s\n", reply.GetCandidateId(), fit.GetRole(), fit.GetScore(), fit.GetBand())
	}
	for _, advice := range reply.GetAdvice() {
		fmt.Printf("advice: %s, then %d\n", advice.GetText(), advice.GetScoreAfter())
	}
	return nil
}

// conflict asks by options and by a deprecated field that says something else.
func conflict(ctx context.Context, match lexfitv1grpc.MatchServiceClient, profile *lexfitv1.CandidateProfile) error {
	//nolint:staticcheck // the deprecated field is what is refused
	_, err := match.ScoreCandidate(ctx, &lexfitv1.ScoreCandidateRequest{Profile: profile, AsOf: "2020-01-01", Options: &lexfitv1.ScoreOptions{AsOf: asOf}})
	if status.Code(err) != codes.InvalidArgument {
		return fmt.Errorf("two dates: got %w, want INVALID_ARGUMENT", err)
	}
	fmt.Printf("conflict: %d %s\n", status.Code(err), status.Convert(err).Message())
	return nil
}

// stream sends options and every profile; one of them is refused in its own place.
func stream(ctx context.Context, match lexfitv1grpc.MatchServiceClient, profiles []*lexfitv1.CandidateProfile) error {
	calls, err := match.ScoreCandidates(ctx)
	if err != nil {
		return err
	}
	options := &lexfitv1.ScoreOptions{AsOf: asOf, View: lexfitv1.View_VIEW_BASIC}
	if err := calls.Send(&lexfitv1.ScoreCandidatesRequest{Message: &lexfitv1.ScoreCandidatesRequest_Options{Options: options}}); err != nil {
		return err
	}
	for _, profile := range profiles {
		if err := calls.Send(&lexfitv1.ScoreCandidatesRequest{Message: &lexfitv1.ScoreCandidatesRequest_Profile{Profile: profile}}); err != nil {
			return err
		}
	}
	if err := calls.CloseSend(); err != nil {
		return err
	}
	for {
		reply, err := calls.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		fmt.Printf("stream: %d", reply.GetIndex())
		for _, fit := range reply.GetResponse().GetFits() {
			fmt.Printf(" %s %d", fit.GetRole(), fit.GetScore())
		}
		for _, violation := range reply.GetError().GetViolations() {
			fmt.Printf(" %s %s: %s", reply.GetError().GetReason(), violation.GetField(), violation.GetDescription())
		}
		fmt.Println()
	}
}

// rank puts the pool in order.
func rank(ctx context.Context, match lexfitv1grpc.MatchServiceClient, profiles []*lexfitv1.CandidateProfile) error {
	reply, err := match.RankCandidates(ctx, &lexfitv1.RankCandidatesRequest{
		Profiles: profiles, Options: &lexfitv1.RankOptions{Target: "roles/legal-secretary", AsOf: asOf},
	})
	if err != nil {
		return err
	}
	for _, candidate := range reply.GetRanking().GetCandidates() {
		fmt.Printf("rank: %d %s %d\n", candidate.GetRank(), candidate.GetCandidateId(), candidate.GetFit().GetScore())
	}
	fmt.Printf("rank: %d of %d refused\n", reply.GetRanking().GetRejected(), reply.GetRanking().GetReceived())
	return nil
}

// compare puts the roles side by side for one candidate.
func compare(ctx context.Context, match lexfitv1grpc.MatchServiceClient, profile *lexfitv1.CandidateProfile) error {
	reply, err := match.CompareRoles(ctx, &lexfitv1.CompareRolesRequest{
		Profiles: []*lexfitv1.CandidateProfile{profile}, Options: &lexfitv1.ScoreOptions{AsOf: asOf},
	})
	if err != nil {
		return err
	}
	for _, side := range reply.GetRoles() {
		fmt.Printf("compare: %s %d\n", side.GetRole(), side.GetFit().GetScore())
	}
	return nil
}
