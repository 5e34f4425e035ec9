package matcher

import (
	"cmp"
	"fmt"
	"slices"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Compile makes a rulebook ready for scoring. The document must not be changed afterwards. The error joins every id that is
// unknown, each with its field path; a rulebook without lint errors compiles.
func Compile(rulebook *lexfitv1.Rulebook) (*Program, error) { return newProgram(rulebook, kinds) }

// KindOf returns the kind of a leaf; nil for a node that is none, and for one that asks for nothing.
func KindOf(condition *lexfitv1.Condition) Kind {
	if kind, ok := kindIn(kinds, condition); ok {
		return kind
	}
	return nil
}

// NewReach looks at what any profile can have by a rulebook.
func NewReach(rulebook *lexfitv1.Rulebook) *Reach {
	return newReach(rulebook, newKindTable(kinds).reaching)
}

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
	// Stop is asked now and then whether to go on; what it returns ends the work and is the error. nil goes on to the end.
	Stop func() error
}

// Score scores one candidate for every role asked for, the best first. It fills in everything but the number of the
// rulebook's revision, which is the server's. The profile must keep to the contract; it is not changed, and the reply
// shares its labels. The error is an *UnknownTargetError or an *AdviceRangeError, says that the as-of date is none, or is
// what Stop returned.
func (p *Program) Score(profile *lexfitv1.CandidateProfile, options Options) (*lexfitv1.ScoreCandidateResponse, error) {
	asOf, err := parseAsOf(options.AsOf)
	if err != nil {
		return nil, err
	}
	numbers, err := p.targets.asked(options.Targets)
	if err != nil {
		return nil, err
	}
	lent := p.memory.take()
	defer p.memory.give(lent)
	if err := lent.read(profile, asOf, options.Stop); err != nil {
		return nil, err
	}

	reply := &lexfitv1.ScoreCandidateResponse{
		CandidateId: profile.GetCandidateId(), RulebookDigest: p.digest, EngineVersion: EngineVersion, AsOf: options.AsOf,
		Labels: profile.GetLabels(), Review: profile.GetReview(), Fits: make([]*lexfitv1.Fit, 0, len(numbers)),
	}
	list := p.targets.list
	verdicts := make([]verdict, len(list))
	for _, number := range numbers {
		verdicts[number] = p.verdict(lent, number)
	}
	slices.SortFunc(numbers, func(one, other int) int {
		return cmp.Or(compareVerdicts(&verdicts[one], &verdicts[other]), cmp.Compare(list[one].name, list[other].name))
	})
	p.targets.followLatestJob(&lent.c, numbers, verdicts)
	for i, number := range numbers {
		if lent.in.stop.stopped() {
			return nil, lent.in.stop.err
		}
		fit := p.fit(lent, number, verdicts[number], options.View)
		fit.Rank = int32(i) + 1
		reply.Fits = append(reply.Fits, fit)
	}
	reply.Recommendation = p.targets.recommend(reply.GetFits(), list[numbers[0]].name, profile)
	reply.Assumptions = lent.c.listAssumptions()
	reply.Unrecognized = lent.c.listUnrecognized()
	if options.View != lexfitv1.View_VIEW_BASIC && !options.Advice.GetNone() {
		if err := p.advise(lent, profile, reply, asOf, numbers, options); err != nil {
			return nil, err
		}
	}
	return reply, nil
}

// advise adds what follows from a score: advice, plans, questions, strengths, pathways and what to do next.
func (p *Program) advise(lent *scratch, profile *lexfitv1.CandidateProfile, reply *lexfitv1.ScoreCandidateResponse, asOf date, numbers []int, given Options) error {
	options := given.Advice
	adviser := p.adviser(lent, asOf, numbers, options.GetOrder())
	adviser.named = len(given.Targets) > 0
	before, after := adviser.standing(reply.GetFits())
	reply.InterviewQuestions = slices.Concat(before, (&asker{adviser: adviser}).questions(reply.GetFits()), after)
	reply.Strengths = adviser.strengths(reply.GetFits())
	waits := slices.ContainsFunc(reply.GetFits()[0].GetCompliance(), (*lexfitv1.Compliance).GetAdviceWaits)
	if !waits {
		advice := adviser.advice()
		if lent.in.stop.stopped() {
			return lent.in.stop.err
		}
		reply.Advice = adviser.write(ranked(advice, int(options.GetMax())))
		reply.Openings = adviser.openings()
	}
	reply.Pathways = adviser.pathways()
	for i, number := range numbers {
		reply.GetFits()[i].Plan = adviser.plan(number)
	}
	if lent.in.stop.stopped() {
		return lent.in.stop.err
	}
	adviser.nextStep(reply)
	if wanted := options.GetApply(); wanted > 0 {
		if int(wanted) > len(reply.GetAdvice()) {
			return &AdviceRangeError{Asked: wanted, Have: len(reply.GetAdvice())}
		}
		var err error
		reply.ChangedProfile, err = ApplyChange(profile, reply.GetAdvice()[wanted-1].GetChange())
		return err
	}
	return nil
}

// CheckTargets reports the first role that the rulebook does not have, as Score would: an *UnknownTargetError.
func (p *Program) CheckTargets(names []string) error {
	_, err := p.targets.asked(names)
	return err
}

// ResolveSkills says how a written text is read as skills.
func (p *Program) ResolveSkills(written string) *lexfitv1.ResolvedText {
	lent := p.memory.take()
	defer p.memory.give(lent)
	result := &lexfitv1.ResolvedText{Text: written, Match: lexfitv1.MatchKind_MATCH_KIND_NONE}
	hits := slices.Clone(p.words.skillNames.Read(&lent.in.reader, written))
	measuredSkill, measured := p.words.measureIn(&lent.in.reader)
	add := func(id int32, kind lexfitv1.MatchKind) {
		match := &lexfitv1.SkillMatch{Skill: p.words.skills[id].id, Title: p.words.skills[id].title}
		if slices.ContainsFunc(result.GetSkills(), func(other *lexfitv1.SkillMatch) bool { return other.GetSkill() == match.GetSkill() }) {
			return
		}
		if id == measuredSkill {
			match.Measured = &measured
		}
		result.Skills = append(result.Skills, match)
		if result.GetMatch() == lexfitv1.MatchKind_MATCH_KIND_NONE {
			result.Match = kind
		}
	}
	for _, hit := range hits {
		add(hit.ID, hit.Kind)
	}
	if measuredSkill >= 0 {
		add(measuredSkill, lexfitv1.MatchKind_MATCH_KIND_PHRASE)
	}
	return result
}

// CredentialStanding says how far a candidate is from a credential: whether it is open, of how many conditions that a profile
// can state the nearest route is short, what opens it in words, and what has to be checked besides. The error says that the
// as-of date is none or that the credential is unknown.
func (p *Program) CredentialStanding(profile *lexfitv1.CandidateProfile, asOf, credential string) (open bool, short int, opensWith string, checks []string, err error) {
	date, err := parseAsOf(asOf)
	if err != nil {
		return false, 0, "", nil, err
	}
	for i := range p.words.credentials {
		known := &p.words.credentials[i]
		if known.GetId() != credential {
			continue
		}
		lent := p.memory.take()
		defer p.memory.give(lent)
		if err := lent.read(profile, date, nil); err != nil {
			return false, 0, "", nil, err
		}
		short = lent.gate.shortOf(known.requires)
		if short > 0 {
			opensWith = lent.gate.opensWith(known.requires)
		}
		return short == 0, short, opensWith, lent.gate.checks(known), nil
	}
	return false, 0, "", nil, fmt.Errorf("no credential %q in this rulebook", credential)
}
