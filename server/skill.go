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
func (k *skillService) ListSkills(ctx context.Context, r *lexfitv1.ListSkillsRequest) (*lexfitv1.ListSkillsResponse, error) {
	size, revision, from := int(r.GetPageSize()), r.GetRulebookRevision(), int32(0)
	if size == 0 {
		size = defaultSkills
	}
	if t := r.GetPageToken(); t != "" {
		var of int32
		if err := readToken(t, "skills %d %d", &of, &from); err != nil || of < 1 || from < 0 || revision != 0 && revision != of {
			return nil, errPageToken
		}
		revision = of
	}
	p, err := k.pin(ctx, revision)
	if err != nil {
		return nil, err
	}
	reply := &lexfitv1.ListSkillsResponse{RulebookRevision: p.revision}
	for i, skill := range p.plan.Rulebook().GetSkills() {
		if int32(i) < from || r.GetGroup() != "" && skill.GetGroup() != r.GetGroup() {
			continue
		}
		if len(reply.GetSkills()) == size {
			reply.NextPageToken = writeToken("skills %d %d", p.revision, int32(i))
			break
		}
		reply.Skills = append(reply.Skills, skill)
	}
	return reply, nil
}

// ResolveSkills is SkillService's.
func (k *skillService) ResolveSkills(ctx context.Context, r *lexfitv1.ResolveSkillsRequest) (*lexfitv1.ResolveSkillsResponse, error) {
	p, err := k.pin(ctx, r.GetRulebookRevision())
	if err != nil {
		return nil, err
	}
	reply := &lexfitv1.ResolveSkillsResponse{RulebookRevision: p.revision}
	for _, text := range r.GetTexts() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		reply.Results = append(reply.Results, p.plan.ResolveSkills(text))
	}
	return reply, nil
}
