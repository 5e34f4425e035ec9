package matcher

import (
	"cmp"
	"slices"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Options is what a score depends on besides the profile and the rulebook.
type Options struct {
	// AsOf is the date by which expiry and years are judged, whole: 2026-11-24.
	AsOf string
	// Targets are resource names of roles; empty for every role of the rulebook.
	Targets []string
	// View says how much of each fit is returned; unset means all. Advice is part of all.
	View lexfitv1.View
	// Advice says which advice is returned, or that none is; nil means the first six pieces by points gained per week.
	Advice *lexfitv1.AdviceOptions
}

// Score scores one candidate for every role asked for, the best first. It fills in everything but the number of the
// rulebook's revision, which is the server's. The profile must keep to the contract; it is not changed, and the reply
// shares its labels. The error is an *UnknownTargetError or an *AdviceRangeError, or says that the as-of date is none.
func (p *Program) Score(profile *lexfitv1.CandidateProfile, o Options) (*lexfitv1.ScoreCandidateResponse, error) {
	asOf, err := parseAsOf(o.AsOf)
	if err != nil {
		return nil, err
	}
	targets, err := p.numbers(o.Targets)
	if err != nil {
		return nil, err
	}
	s := p.acquire()
	defer p.release(s)
	p.normalize(s, profile, asOf)

	reply := &lexfitv1.ScoreCandidateResponse{
		CandidateId: profile.GetCandidateId(), RulebookDigest: p.digest, EngineVersion: EngineVersion, AsOf: o.AsOf,
		Labels: profile.GetLabels(), Fits: make([]*lexfitv1.Fit, 0, len(targets)),
	}
	verdicts := make([]verdict, len(p.targets.list))
	for _, t := range targets {
		verdicts[t] = p.judge(s, t)
	}
	slices.SortFunc(targets, func(a, b int) int {
		return cmp.Or(compareVerdicts(&verdicts[a], &verdicts[b]), cmp.Compare(p.targetName(a), p.targetName(b)))
	})
	for i, t := range targets {
		f := p.fit(s, t, verdicts[t], o.View)
		f.Rank = int32(i) + 1
		reply.Fits = append(reply.Fits, f)
	}
	reply.Recommendation = p.recommend(reply.GetFits(), p.targetName(targets[0]), profile)
	reply.Assumptions = p.assumptions(&s.candidate)
	reply.Unrecognized = p.unrecognized(&s.candidate)
	if o.View != lexfitv1.View_VIEW_BASIC && !o.Advice.GetNone() {
		if err := p.advise(s, profile, reply, asOf, targets, o.Advice); err != nil {
			return nil, err
		}
	}
	return reply, nil
}

// advise adds what follows from a score: advice, plans, questions, strengths, pathways and what to do next.
func (p *Program) advise(s *scratch, profile *lexfitv1.CandidateProfile, reply *lexfitv1.ScoreCandidateResponse, asOf date, targets []int, o *lexfitv1.AdviceOptions) error {
	reply.InterviewQuestions = p.questions(s, targets, reply.GetFits())
	reply.Strengths = p.strengths(s, targets, reply.GetFits())
	a := p.advisory(s, asOf, targets, o.GetOrder())
	reply.Advice = a.write(a.numbered(a.advice(), int(o.GetMax())))
	reply.Openings = a.openings()
	reply.Pathways = a.pathways()
	for i, t := range targets {
		reply.GetFits()[i].Plan = a.plan(t)
	}
	a.next(reply)
	if n := o.GetApply(); n > 0 {
		if int(n) > len(reply.GetAdvice()) {
			return &AdviceRangeError{Asked: n, Have: len(reply.GetAdvice())}
		}
		var err error
		reply.ChangedProfile, err = ApplyChange(profile, reply.GetAdvice()[n-1].GetChange())
		return err
	}
	return nil
}

// acquire takes scratch memory, for one profile or text; release gives it back.
func (p *Program) acquire() *scratch {
	return p.memory.Get().(*scratch) //nolint:forcetypeassert // the pool holds nothing else
}

// release gives scratch memory back without holding on to the profile.
func (p *Program) release(s *scratch) {
	s.candidate.profile = nil
	clear(s.candidate.unrecognized) // it points into the profile
	p.memory.Put(s)
}

// CheckTargets reports the first role that the rulebook does not have, as Score would: an *UnknownTargetError.
func (p *Program) CheckTargets(names []string) error {
	_, err := p.numbers(names)
	return err
}

// numbers returns the numbers of the roles asked for, in the rulebook's order, each once.
func (p *Program) numbers(names []string) ([]int, error) {
	var list []int
	if len(names) == 0 {
		for i := range p.targets.base {
			list = append(list, i)
		}
		return list, nil
	}
	for _, n := range names {
		i, err := p.targets.find(n)
		if err != nil {
			return nil, err
		}
		list = append(list, i)
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

// compareVerdicts orders the roles of one candidate: INELIGIBLE ones last, then by fit index and score.
func compareVerdicts(a, b *verdict) int {
	return cmp.Or(
		compareIneligible(a.eligibility, b.eligibility),
		cmp.Compare(b.fitIndex, a.fitIndex),
		cmp.Compare(b.score, a.score),
	)
}

// compareIneligible puts INELIGIBLE behind everything else.
func compareIneligible(a, b lexfitv1.Eligibility) int {
	behind := func(e lexfitv1.Eligibility) int {
		if e == lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE {
			return 1
		}
		return 0
	}
	return behind(a) - behind(b)
}

// ResolveSkills says how a written text is read as skills.
func (p *Program) ResolveSkills(written string) *lexfitv1.ResolvedText {
	s := p.acquire()
	defer p.release(s)
	result := &lexfitv1.ResolvedText{Text: written, Match: lexfitv1.MatchKind_MATCH_KIND_NONE}
	hits := slices.Clone(p.words.skillNames.Read(&s.reader, written))
	measuredSkill, measured := p.measureIn(&s.reader)
	add := func(id int32) {
		m := &lexfitv1.SkillMatch{Skill: p.words.skills[id].id, Title: p.words.skills[id].title}
		if id == measuredSkill {
			m.Measured = &measured
		}
		result.Skills = append(result.Skills, m)
	}
	seen := map[int32]bool{}
	for _, h := range hits {
		if !seen[h.ID] {
			seen[h.ID] = true
			add(h.ID)
		}
		if result.GetMatch() == lexfitv1.MatchKind_MATCH_KIND_NONE {
			result.Match = h.Kind
		}
	}
	if measuredSkill >= 0 && !seen[measuredSkill] {
		add(measuredSkill)
		if result.GetMatch() == lexfitv1.MatchKind_MATCH_KIND_NONE {
			result.Match = lexfitv1.MatchKind_MATCH_KIND_PHRASE
		}
	}
	return result
}
