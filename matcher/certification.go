package matcher

import (
	"fmt"
	"slices"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher/finding"
	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

const partCertification part = "certification"

// certificationKind is credentials held.
type certificationKind struct{}

func (certificationKind) part() part { return partCertification }

// Category implements Kind.
func (certificationKind) Category() lexfitv1.Category {
	return lexfitv1.Category_CATEGORY_CERTIFICATION
}

// Lint implements Kind.
func (certificationKind) Lint(report *finding.Report, condition *lexfitv1.Condition, path string) {
	path += ".certification"
	asked := condition.GetCertification().GetCredentials()
	report.NotEmpty(len(asked), path)
	seen := map[string]bool{}
	for i, credential := range asked {
		at := finding.Index(path+".credentials", i)
		report.Refer(finding.Credential, credential.GetCredential(), at+".credential")
		report.Once(seen, credential.GetCredential(), at+".credential")
		report.InRange(at+".worth", credential.GetWorth(), 0, 1000)
	}
}

// Best implements Kind.
func (certificationKind) Best(_ *Reach, condition *lexfitv1.Condition) int64 {
	return bestOf(condition.GetCertification().GetCredentials(), func(credential *lexfitv1.CredentialWorth) int64 {
		return worthOf(credential.GetWorth())
	})
}

// Meetable implements Kind.
func (certificationKind) Meetable(_ *Reach, condition *lexfitv1.Condition, held func(string) bool) bool {
	asked := condition.GetCertification().GetCredentials()
	return len(asked) == 0 || slices.ContainsFunc(asked, func(credential *lexfitv1.CredentialWorth) bool {
		return worthOf(credential.GetWorth()) == full && held(credential.GetCredential())
	})
}

func (certificationKind) compile(t *treeCompiler, path string, condition *lexfitv1.Condition, _ bool) []wholeLeaf {
	asked := condition.GetCertification()
	l := &certificationLeaf{worth: make([]int32, len(t.words.credentials)), activeOnly: asked.GetActiveOnly()}
	var titles []string
	for i, credential := range asked.GetCredentials() {
		at := fmt.Sprintf("%s.certification.credentials[%d].credential", path, i)
		id, ok := t.find(t.credentials, at, "credential", credential.GetCredential())
		if !ok {
			continue
		}
		l.worth[id] = max(l.worth[id], orThousand(credential.GetWorth()))
		if l.worth[id] == 1000 && len(titles) < 4 {
			titles = append(titles, t.words.credentials[id].title)
		}
	}
	l.words = "a certification such as " + prose.Or(titles)
	if l.activeOnly {
		l.words = "an active certification such as " + prose.Or(titles)
	}
	return []wholeLeaf{l}
}

func (certificationKind) read(in *intake) {
	for i, written := range in.profile.GetCertifications() {
		at := ref{refCertification, int32(i), 0}
		status, taken := written.GetStatus(), false
		if expires, ok := parseDate(written.GetExpiresOn()); ok && expires.endsBefore(in.asOf) {
			status = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_EXPIRED
		}
		if status == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNSPECIFIED {
			status, taken = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE, true
			in.assume(at, assumedActive, 0)
		}
		known := false
		for _, hit := range in.words.readCredential(&in.reader, written.GetName(), written.GetIssuer()) {
			known = true
			if in.words.credentials[hit.ID].claim != "" {
				in.miss(at, written.GetName(), noteClaim, hit.ID)
				continue
			}
			in.certs = append(in.certs, certEntry{hit.ID, status, taken, hit.Kind, int32(i)})
		}
		if !known {
			note := noteUnknown
			if len(in.words.skillNames.Read(&in.reader, written.GetName())) > 0 {
				note = noteIsSkill
			}
			in.miss(at, written.GetName(), note, 0)
		}
	}
}

func (certificationKind) fact(profile *lexfitv1.CandidateProfile, at place) string {
	if at.list != "certifications" || at.i < 0 || at.part != "" {
		return ""
	}
	return "“" + profile.GetCertifications()[at.i].GetName() + "”"
}

// certificationLeaf asks for one of several credentials, each at its worth.
type certificationLeaf struct {
	worth      []int32 // by credential, 0 for none
	activeOnly bool
	words      string
}

func (l *certificationLeaf) part() part { return partCertification }

func (l *certificationLeaf) judge(c *candidate) outcome {
	_, value, sure := l.best(c)
	return judged(value, value, sure, sure, l.open(c))
}

func (l *certificationLeaf) open(c *candidate) bool {
	return c.listed.saysNothing() && c.listed.certifications == 0
}

// best returns the entry that satisfies the leaf best, with its value and the best value without assumptions.
func (l *certificationLeaf) best(c *candidate) (entry *certEntry, value, sure int32) {
	for i := range c.certs {
		held := &c.certs[i]
		worth := l.worth[held.credential] * (full / 1000)
		switch held.status {
		case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_EXPIRED:
			worth = scale(worth, c.tables.certExpired)
		case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_IN_PROGRESS:
			worth = scale(worth, c.tables.certInProgress)
		case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE, lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNSPECIFIED:
		}
		if l.activeOnly && held.status != lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE {
			worth = 0
		}
		if worth > value {
			entry, value = held, worth
		}
		if !held.taken {
			sure = max(sure, worth)
		}
	}
	return entry, value, sure
}

func (l *certificationLeaf) prove(e *explainer, basis lexfitv1.Basis) {
	if entry, _, _ := l.best(e.c); entry != nil {
		e.add(ref{refCertification, entry.index, 0}, e.c.words.credentials[entry.credential].title, entry.kind, basis)
	}
}

func (l *certificationLeaf) asks() (what, more string) { return l.words, l.words }

func (l *certificationLeaf) shown(*candidate) string { return "" }

func (l *certificationLeaf) away(g *gate, value, whole int32, depth int) int {
	if value >= whole {
		return 0
	}
	for id, worth := range l.worth {
		if worth == 0 {
			continue
		}
		if _, held := g.c.holds(int32(id)); held || depth == 0 && g.opened(int32(id)) {
			return 1
		}
	}
	return far
}

// holds returns the entry of a credential in the profile by its best status; false where there is none.
func (c *candidate) holds(credential int32) (certEntry, bool) {
	rank := func(status lexfitv1.CertificationStatus) int {
		switch status {
		case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE, lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNSPECIFIED:
			return 2
		case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_IN_PROGRESS:
			return 1
		case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_EXPIRED:
		}
		return 0
	}
	best, found := certEntry{}, false
	for _, held := range c.certs {
		if held.credential == credential && (!found || rank(held.status) > rank(best.status)) {
			best, found = held, true
		}
	}
	return best, found
}

// seek proposes to finish, renew or earn credentials that would be worth more than what is there.
func (l *certificationLeaf) seek(f *finder, asked ...wanted) {
	for id := range f.c.words.credentials {
		if l.worth[id]*(full/1000) > asked[0].value {
			f.credential(int32(id))
		}
	}
}

func (f *finder) credential(id int32) {
	known := &f.c.words.credentials[id]
	if known.claim != "" || known.written == "" {
		return
	}
	if held, ok := f.c.holds(id); ok {
		a := action{entry: held.index, subject: id, weeks: known.GetEffortWeeks(), cost: known.GetCostUsd()}
		switch held.status {
		case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_IN_PROGRESS:
			a.deed, a.kind = finishCredential{}, lexfitv1.AdviceKind_ADVICE_KIND_FINISH_CREDENTIAL
			f.add(a)
		case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_EXPIRED:
			if known.GetRenewalWeeks() == 0 {
				return // it cannot be renewed, or nobody knows how
			}
			a.deed, a.kind = renewCredential{}, lexfitv1.AdviceKind_ADVICE_KIND_RENEW_CREDENTIAL
			a.weeks, a.cost = known.GetRenewalWeeks(), known.GetRenewalCostUsd()
			f.add(a)
		case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE, lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNSPECIFIED:
		}
		return
	}
	if !f.offered(known) || f.c.listed.certifications >= mostEntries {
		return
	}
	short := f.gate.shortOf(known.requires)
	if short > 1 {
		return
	}
	f.add(action{
		deed: earnCredential{}, kind: lexfitv1.AdviceKind_ADVICE_KIND_EARN_CREDENTIAL, entry: absent, subject: id,
		weeks: known.GetEffortWeeks(), cost: known.GetCostUsd(), shut: short > 0,
	})
}

// offered reports whether a credential may be advised to somebody who works where the candidate does.
func (s *situation) offered(known *knownCredential) bool {
	return known.GetAdvisable() && known.GetEffortWeeks() > 0 &&
		(len(known.GetStates()) == 0 || slices.Contains(known.GetStates(), s.c.profile.GetWorkState()))
}

// credentialDeed makes a credential active.
type credentialDeed struct{ plainDeed }

func (credentialDeed) do(w *whatIf, a *action) {
	const active = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE
	c := w.c
	if a.entry < 0 {
		c.certs = append(c.certs, certEntry{credential: a.subject, status: active, index: absent})
		c.listed.certifications++
	}
	for i := range c.certs {
		if held := &c.certs[i]; a.entry >= 0 && held.index == a.entry {
			w.certs = append(w.certs, oldCert{int32(i), *held})
			held.status, held.taken = active, false
		}
	}
	w.touch(partCertification)
	w.lift()
}

func (credentialDeed) reach(s *scope, _ *action) {
	s.part(partCertification)
	s.lift()
}

func (credentialDeed) change(s *situation, profile *lexfitv1.CandidateProfile, asOf date, a *action) *lexfitv1.ProfileChange {
	known := &s.c.words.credentials[a.subject]
	expires := ""
	if years := known.GetRenewalYears(); years > 0 && asOf.year+years <= 9999 {
		on := asOf
		on.year += years
		if on.month == 2 && on.day == 29 {
			on.day = 28
		}
		expires = on.String()
	}
	held := &lexfitv1.Certification{Name: known.written, Issuer: known.GetIssuer(), IssuedOn: asOf.String()}
	if a.entry >= 0 {
		held = proto.CloneOf(profile.GetCertifications()[a.entry])
		held.IssuedOn = ""
	}
	held.Status, held.ExpiresOn = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE, expires
	return &lexfitv1.ProfileChange{Path: a.changePath(certificationPaths), Entry: &lexfitv1.ProfileChange_Certification{Certification: held}}
}

// earnCredential earns a credential that is not held.
type earnCredential struct{ credentialDeed }

func (earnCredential) requires(s *situation, a *action) entryCondition {
	return s.c.words.credentials[a.subject].requires
}

func (earnCredential) preference(s *situation, a *action) int32 {
	return max(s.c.words.credentials[a.subject].GetTier(), 1) // the leading ones first
}

func (earnCredential) tell(s *situation, a *action) (text, source string, checks []string) {
	known := &s.c.words.credentials[a.subject]
	text = prose.Stop(fmt.Sprintf("Earn the %s of %s", known.title, known.GetIssuer()))
	short := s.gate.shortOf(known.requires)
	title, _ := s.gate.route(known.requires)
	switch facts := s.gate.shown(known.requires); {
	case known.requires.end == known.requires.first:
	case short == 0 && title == "":
		text += " It is open" + facts + "."
	case short == 0:
		text += " It is open by the route “" + title + "”" + facts + "."
	default:
		text += " It opens with " + s.gate.opensWith(known.requires) + "."
	}
	return text, known.GetSource(), known.checks()
}

// renewCredential renews a credential that has expired.
type renewCredential struct{ credentialDeed }

func (renewCredential) preference(*situation, *action) int32 { return 0 }

func (renewCredential) tell(s *situation, a *action) (text, source string, checks []string) {
	known, held := &s.c.words.credentials[a.subject], s.c.profile.GetCertifications()[a.entry]
	text = fmt.Sprintf("Renew the %s (%s): “%s” has expired.", known.title, known.GetIssuer(), held.GetName())
	if on, ok := parseDate(held.GetExpiresOn()); ok && on.endsBefore(s.c.asOf) {
		text = fmt.Sprintf("Renew the %s (%s): “%s” expired in %s.", known.title, known.GetIssuer(), held.GetName(), held.GetExpiresOn())
	}
	if known.GetRenewalNote() != "" {
		text += " Renewing takes: " + prose.Stop(known.GetRenewalNote())
	}
	return text, known.GetSource(), []string{"check: that the issuer renews it after it has lapsed"}
}

// finishCredential completes a credential in progress.
type finishCredential struct{ credentialDeed }

func (finishCredential) preference(*situation, *action) int32 { return 0 }

func (finishCredential) tell(s *situation, a *action) (text, source string, checks []string) {
	known, held := &s.c.words.credentials[a.subject], s.c.profile.GetCertifications()[a.entry]
	text = fmt.Sprintf("Finish the %s (%s): “%s” is in progress.", known.title, known.GetIssuer(), held.GetName())
	return text, known.GetSource(), known.checks()
}
