package matcher

import (
	"fmt"
	"slices"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// shortOf returns how many conditions the candidate is short of by the nearest route, 0 for none. What is far off counts
// twice: years in a line of work that the profile does not show at all, a degree without a diploma, a credential that is not
// open itself. So one condition short means that one step opens it.
func (p *Program) shortOf(s *scratch, e entryCondition) int { return p.shortWithin(s, e, 0) }

func (p *Program) shortWithin(s *scratch, e entryCondition, depth int) int {
	if e.end == e.first {
		return 0
	}
	if len(s.entry) < len(p.advice.entry.nodes) {
		s.entry = make([]outcome, len(p.advice.entry.nodes))
	}
	for i := e.first; i < e.end; i++ {
		p.advice.entry.node(s, i, s.entry)
	}
	return p.short(s, e.end-1, depth)
}

// short counts what is not met on the nearest route.
func (p *Program) short(s *scratch, at int32, depth int) int {
	r, out, c := p.advice.entry, s.entry, &s.candidate
	n := &r.nodes[at]
	kids := r.kids[n.firstKid : n.firstKid+n.kids]
	switch n.op {
	case opAny:
		_, least := p.nearest(s, at, depth)
		return least
	case opAll, opAverage:
		sum := 0
		for _, k := range kids {
			sum += p.short(s, k, depth)
		}
		return sum
	case opAtLeast:
		met := 0
		for _, k := range kids {
			if p.short(s, k, depth) == 0 {
				met++
			}
		}
		return max(int(n.n)-met, 0)
	case opSkill, opEducation, opCertification, opExperience, opCoursework, opPreference, opLanguage:
	}
	const far = 2
	switch {
	case n.op == opSkill && out[at].value > 0, out[at].value >= scale(full, n.worth):
		return 0
	case n.op == opExperience:
		l := &r.experience[n.leaf]
		if l.step > yearOfWork && !slices.ContainsFunc(c.jobs, func(j job) bool { return l.counts(c, &j) > 0 }) {
			return far
		}
	case n.op == opEducation:
		diploma := slices.ContainsFunc(c.education, func(e educationEntry) bool { return e.value == full })
		if !diploma && !r.education[n.leaf].levels[lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL] {
			return far
		}
	case n.op == opCertification:
		for id, worth := range r.certs[n.leaf].worth {
			if worth == 0 {
				continue
			}
			if _, held := c.holds(int32(id)); held || depth == 0 && p.opened(s, int32(id)) {
				return 1
			}
		}
		return far
	}
	return 1
}

// opened reports whether a credential is open. The outcomes of the condition that asks are kept.
func (p *Program) opened(s *scratch, credential int32) bool {
	keep := s.entry
	s.entry = nil
	open := p.shortWithin(s, p.words.credentials[credential].requires, 1) == 0
	s.entry = keep
	return open
}

// nearest returns the alternative that the candidate is shortest of, the first of equal ones, and of how much.
func (p *Program) nearest(s *scratch, at int32, depth int) (best int32, least int) {
	n := &p.advice.entry.nodes[at]
	best = absent
	for _, k := range p.advice.entry.kids[n.firstKid : n.firstKid+n.kids] {
		if short := p.short(s, k, depth); best < 0 || short < least {
			best, least = k, short
		}
	}
	return best, least
}

// route names the way by which an entry condition is met or nearest, where the rulebook does, and what it lacks in words.
// shortOf was asked before.
func (p *Program) route(s *scratch, e entryCondition) (title string, lacks []string) {
	if e.end == e.first {
		return "", nil
	}
	x := explainer{plan: p, role: p.advice.entry, c: &s.candidate, out: s.entry}
	at := e.end - 1
	for p.advice.entry.nodes[at].op == opAny {
		title = p.advice.entry.nodes[at].title
		at, _ = p.nearest(s, at, 0)
	}
	if t := p.advice.entry.nodes[at].title; t != "" {
		title = t
	}
	return title, x.lacks(nil, at)
}

// checks are the conditions of a credential that no profile can state.
func (k *credentialPlan) checks() []string {
	var list []string
	for _, u := range k.GetUnverifiable() {
		list = append(list, "check: "+u)
	}
	return list
}

// holds returns the entry of a credential in the profile by its best status; false where there is none.
func (c *candidate) holds(credential int32) (certEntry, bool) {
	rank := func(s lexfitv1.CertificationStatus) int {
		switch s {
		case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE, lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNSPECIFIED:
			return 2
		case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_IN_PROGRESS:
			return 1
		case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_EXPIRED:
		}
		return 0
	}
	best, found := certEntry{}, false
	for _, k := range c.certs {
		if k.credential == credential && (!found || rank(k.status) > rank(best.status)) {
			best, found = k, true
		}
	}
	return best, found
}

// CredentialStanding says how far a candidate is from a credential: whether it is open, of how many conditions that a
// profile can state the nearest route is short, what opens it in words, and what has to be checked besides. The error says
// that the as-of date is none or that the credential is unknown.
func (p *Program) CredentialStanding(profile *lexfitv1.CandidateProfile, asOf, credential string) (open bool, short int, opensWith string, checks []string, err error) {
	d, err := parseAsOf(asOf)
	if err != nil {
		return false, 0, "", nil, err
	}
	for i := range p.words.credentials {
		k := &p.words.credentials[i]
		if k.GetId() != credential {
			continue
		}
		s := p.acquire()
		defer p.release(s)
		p.normalize(s, profile, d)
		short = p.shortOf(s, k.requires)
		if short > 0 {
			opensWith = p.opensWith(s, k.requires)
		}
		return short == 0, short, opensWith, k.checks(), nil
	}
	return false, 0, "", nil, fmt.Errorf("no credential %q in this rulebook", credential)
}

// opensWith says in words what an entry condition lacks by its nearest route.
func (p *Program) opensWith(s *scratch, e entryCondition) string {
	title, lacks := p.route(s, e)
	text := prose.And(lacks)
	if title != "" && (len(lacks) != 1 || lacks[0] != title) {
		text += ", by the route “" + title + "”"
	}
	return text
}
