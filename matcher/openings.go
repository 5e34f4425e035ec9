package matcher

import (
	"fmt"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// shortOf returns how many conditions the candidate is short of by the nearest route, 0 for none.
func (p *Plan) shortOf(s *scratch, e entryCondition) int {
	if e.end == e.first {
		return 0
	}
	if len(s.entry) < len(p.entry.nodes) {
		s.entry = make([]outcome, len(p.entry.nodes))
	}
	for i := e.first; i < e.end; i++ {
		p.entry.node(s, i, s.entry)
	}
	return p.entry.short(s.entry, e.end-1)
}

// short counts the leaves that are not met on the nearest route.
func (r *rolePlan) short(out []outcome, at int32) int {
	n := &r.nodes[at]
	kids := r.kids[n.firstKid : n.firstKid+n.kids]
	switch n.op {
	case opAny:
		return r.short(out, r.nearest(out, at))
	case opAll, opAverage:
		sum := 0
		for _, k := range kids {
			sum += r.short(out, k)
		}
		return sum
	case opAtLeast:
		met := 0
		for _, k := range kids {
			if r.short(out, k) == 0 {
				met++
			}
		}
		return max(int(n.n)-met, 0)
	case opSkill, opEducation, opCertification, opExperience, opCoursework, opPreference, opLanguage:
	}
	if out[at].value >= scale(full, n.worth) {
		return 0
	}
	return 1
}

// nearest returns the alternative that the candidate is shortest of, the first of equal ones.
func (r *rolePlan) nearest(out []outcome, at int32) int32 {
	n := &r.nodes[at]
	kids := r.kids[n.firstKid : n.firstKid+n.kids]
	best := kids[0]
	for _, k := range kids[1:] {
		if r.short(out, k) < r.short(out, best) {
			best = k
		}
	}
	return best
}

// route names the way by which an entry condition is met or nearest, and what it lacks in words. shortOf was asked before.
func (p *Plan) route(s *scratch, e entryCondition) (title string, lacks []string) {
	if e.end == e.first {
		return "", nil
	}
	x := explainer{plan: p, role: p.entry, c: &s.candidate, out: s.entry}
	at := e.end - 1
	for p.entry.nodes[at].op == opAny {
		title = p.entry.nodes[at].title
		at = p.entry.nearest(s.entry, at)
	}
	if t := p.entry.nodes[at].title; t != "" {
		title = t
	}
	if title == "" {
		title = x.title(at)
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
func (p *Plan) CredentialStanding(profile *lexfitv1.CandidateProfile, asOf, credential string) (open bool, short int, opensWith string, checks []string, err error) {
	d, err := parseAsOf(asOf)
	if err != nil {
		return false, 0, "", nil, err
	}
	for i := range p.credential {
		k := &p.credential[i]
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
func (p *Plan) opensWith(s *scratch, e entryCondition) string {
	title, lacks := p.route(s, e)
	text := joinAnd(lacks)
	if title != "" && (len(lacks) != 1 || lacks[0] != title) {
		text += ", by the route “" + title + "”"
	}
	return text
}

// joinAnd writes a list as "a, b and c".
func joinAnd(list []string) string {
	switch n := len(list); n {
	case 0:
		return ""
	case 1:
		return list[0]
	default:
		text := list[0]
		for _, s := range list[1 : n-1] {
			text += ", " + s
		}
		return text + " and " + list[n-1]
	}
}
