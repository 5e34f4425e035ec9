package server

import (
	"context"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
)

// defaultSkills is how many skills a page holds where it is not said.
const defaultSkills = 100

type skillService struct {
	lexfitv1grpc.UnimplementedSkillServiceServer
	*Service
}

// ListSkills is SkillService's. A token names the revision of its first page: the pages of one list are of one rulebook.
func (k *skillService) ListSkills(ctx context.Context, request *lexfitv1.ListSkillsRequest) (*lexfitv1.ListSkillsResponse, error) {
	size, revision, from := int(request.GetPageSize()), request.GetRulebookRevision(), int32(0)
	if size == 0 {
		size = defaultSkills
	}
	if token := request.GetPageToken(); token != "" {
		var of int32
		if err := readToken(token, "skills %d %d", &of, &from); err != nil || of < 1 || from < 0 || revision != 0 && revision != of {
			return nil, errPageToken
		}
		revision = of
	}
	rules, err := k.pin(ctx, revision)
	if err != nil {
		return nil, err
	}
	reply := &lexfitv1.ListSkillsResponse{RulebookRevision: rules.revision}
	for i, skill := range rules.program.Rulebook().GetSkills() {
		if int32(i) < from || request.GetGroup() != "" && skill.GetGroup() != request.GetGroup() {
			continue
		}
		if len(reply.GetSkills()) == size {
			reply.NextPageToken = writeToken("skills %d %d", rules.revision, int32(i))
			break
		}
		reply.Skills = append(reply.Skills, skill)
	}
	return reply, nil
}

// ResolveSkills is SkillService's.
func (k *skillService) ResolveSkills(ctx context.Context, request *lexfitv1.ResolveSkillsRequest) (*lexfitv1.ResolveSkillsResponse, error) {
	rules, err := k.pin(ctx, request.GetRulebookRevision())
	if err != nil {
		return nil, err
	}
	reply := &lexfitv1.ResolveSkillsResponse{RulebookRevision: rules.revision}
	for _, text := range request.GetTexts() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		reply.Results = append(reply.Results, rules.program.ResolveSkills(text))
	}
	return reply, nil
}

// ResolveNames is SkillService's.
func (k *skillService) ResolveNames(ctx context.Context, request *lexfitv1.ResolveNamesRequest) (*lexfitv1.ResolveNamesResponse, error) {
	rules, err := k.pin(ctx, request.GetRulebookRevision())
	if err != nil {
		return nil, err
	}
	reply := &lexfitv1.ResolveNamesResponse{RulebookRevision: rules.revision}
	for _, text := range request.GetTexts() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		reply.Results = append(reply.Results, rules.program.ResolveName(text, request.GetKinds()...))
	}
	return reply, nil
}
