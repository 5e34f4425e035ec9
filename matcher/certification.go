package matcher

import (
	"fmt"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher/finding"
	"github.com/lexfit/lexfit/matcher/prose"
	"github.com/lexfit/lexfit/matcher/silence"
	"github.com/lexfit/lexfit/matcher/wording"
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
	if state := condition.GetCertification().GetState(); state != "" && !wording.IsState(state) {
		report.Errorf(path+".state", "unknown-state", "%s is no state: expected a postal code such as NY", finding.Quote(state))
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

func (certificationKind) compile(compiler *treeCompiler, path string, condition *lexfitv1.Condition, _ bool) []wholeLeaf {
	asked := condition.GetCertification()
	leaf := &certificationLeaf{worth: make([]int32, len(compiler.words.credentials)), activeOnly: asked.GetActiveOnly(), statuses: asked.GetStatuses(), state: asked.GetState()}
	var titles []string
	for i, credential := range asked.GetCredentials() {
		at := fmt.Sprintf("%s.certification.credentials[%d].credential", path, i)
		id, ok := compiler.find(compiler.credentials, at, "credential", credential.GetCredential())
		if !ok {
			continue
		}
		leaf.worth[id] = max(leaf.worth[id], orThousand(credential.GetWorth()))
		if leaf.worth[id] == 1000 && len(titles) < 4 {
			titles = append(titles, compiler.words.credentials[id].title)
		}
	}
	leaf.words = "a certification such as " + prose.Or(titles)
	if len(leaf.statuses) > 0 {
		leaf.words = "a certain standing of a certification such as " + prose.Or(titles)
	}
	if leaf.activeOnly {
		leaf.words = "an active certification such as " + prose.Or(titles)
	}
	if leaf.state != "" {
		leaf.words += " of " + leaf.state
	}
	return []wholeLeaf{leaf}
}

func (certificationKind) read(in *intake) {
	for i, written := range in.profile.GetCertifications() {
		at := ref{refCertification, int32(i), 0}
		if silence.Of(written.GetName()) != silence.Spoken {
			in.listed.certifications--
			continue
		}
		list := in.named(written.GetName(), wording.Credential, in.words.credentialNames)
		status, taken := written.GetStatus(), false
		if expires, ok := parseDate(written.GetExpiresOn()); ok && expires.endsBefore(in.asOf) {
			status = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_EXPIRED
		}
		if in.asOf.isBefore(written.GetIssuedOn()) &&
			status <= lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE { // what is to come is in progress (rule W5)
			status = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_IN_PROGRESS
			in.tell(at, issueAhead, 0)
		}
		if status == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNSPECIFIED {
			status, taken = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE, true
			if !slices.ContainsFunc(list, func(named namedText) bool { return in.besideStatus(named) != 0 }) {
				in.assume(at, assumedActive, 0)
			}
		}
		for _, named := range list {
			in.readCredentials(written, at, named, status, taken)
		}
	}
}

// besideStatus is the status that the words beside a credential's name say, unset where they say none.
func (in *intake) besideStatus(named namedText) lexfitv1.CertificationStatus {
	switch {
	case named.Standing == wording.Suspended:
		return lexfitv1.CertificationStatus_CERTIFICATION_STATUS_SUSPENDED
	case named.Standing == wording.Revoked:
		return lexfitv1.CertificationStatus_CERTIFICATION_STATUS_REVOKED
	case named.Standing == wording.InProgress:
		return lexfitv1.CertificationStatus_CERTIFICATION_STATUS_IN_PROGRESS
	case named.Standing == wording.Expired, named.EndsYear > 0 && named.EndsYear < in.asOf.year:
		return lexfitv1.CertificationStatus_CERTIFICATION_STATUS_EXPIRED
	}
	return lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNSPECIFIED
}

// readCredentials reads one name of an entry of certifications. What is denied, taught or was not completed is not held.
func (in *intake) readCredentials(written *lexfitv1.Certification, at ref, named namedText, status lexfitv1.CertificationStatus, taken bool) {
	if named.Denied || named.Taught || named.Standing == wording.NotCompleted {
		in.miss(at, named.text, noteDenied, 0)
		return
	}
	if says := in.besideStatus(named); says != 0 && (taken || says >= lexfitv1.CertificationStatus_CERTIFICATION_STATUS_SUSPENDED) {
		status, taken = says, false // what was taken away is said beside a status that knows no word for it
	}
	issuer := written.GetIssuer()
	if issuer == "" {
		issuer = bodyIn(&in.reader, written.GetName())
	}
	hits, held := in.words.readCredential(&in.reader, named.text, issuer), false
	for _, hit := range hits {
		held = held || in.words.credentials[hit.ID].claim == ""
		if in.words.credentials[hit.ID].claim != "" {
			in.miss(at, named.text, noteClaim, hit.ID)
			continue
		}
		in.certs = append(in.certs, certEntry{hit.ID, status, taken, hit.Kind, at.i})
	}
	study := !held && in.studyElsewhere(named.text)
	if len(hits) == 0 {
		note := noteUnknown
		if study {
			note = noteIsStudy
		} else if len(in.words.skillNames.Read(&in.reader, named.text)) > 0 {
			note = noteIsSkill
		}
		in.miss(at, named.text, note, 0)
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
	statuses   []lexfitv1.CertificationStatus // that count, each in full; nil for all
	state      string                         // that has granted it, empty for any
	words      string
}

func (l *certificationLeaf) part() part { return partCertification }

func (l *certificationLeaf) judge(person *candidate) outcome {
	_, value, sure := l.best(person)
	return judged(value, value, sure, sure, l.silent(person))
}

// silent reports whether nothing is listed that could be a certification or stand for one.
func (l *certificationLeaf) silent(person *candidate) bool {
	return person.listed.saysNothing() && person.listed.certifications == 0
}

func (l *certificationLeaf) open(person *candidate) int32 {
	unclear := slices.ContainsFunc(person.certs, func(held certEntry) bool {
		unread := held.status == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNCLEAR
		return l.worth[held.credential] > 0 && (unread && l.isOfState(person, &held) != isElsewhere || l.isOfState(person, &held) == isAnywhere)
	})
	return openIf(unclear || person.opens.certifications || l.silent(person))
}

// best returns the entry that satisfies the leaf best, with its value and the best value without assumptions.
func (l *certificationLeaf) best(person *candidate) (entry *certEntry, value, sure int32) {
	for i := range person.certs {
		held := &person.certs[i]
		worth := l.worthAs(person, held)
		if worth > value {
			entry, value = held, worth
		}
		if !held.taken {
			sure = max(sure, worth)
		}
	}
	return entry, value, sure
}

// stateSaid says whether an entry is of the state that a condition names.
type stateSaid uint8

const (
	isThere     stateSaid = iota // or none is asked for
	isElsewhere                  // it names another one
	isAnywhere                   // it names none
)

// isOfState reports whether the name or the issuer of an entry says the state that is asked for. What is not in the profile, advice
// has had earned where it is needed.
func (l *certificationLeaf) isOfState(person *candidate, held *certEntry) stateSaid {
	if l.state == "" || held.index < 0 {
		return isThere
	}
	written := person.profile.GetCertifications()[held.index]
	said := slices.Concat(wording.StatesIn(written.GetName()), wording.StatesIn(written.GetIssuer()), person.words.credentials[held.credential].GetStates())
	switch {
	case slices.Contains(said, l.state):
		return isThere
	case len(said) > 0:
		return isElsewhere
	}
	return isAnywhere
}

// worthAs is what an entry is worth in its status.
func (l *certificationLeaf) worthAs(person *candidate, held *certEntry) int32 {
	worth := l.worth[held.credential] * (full / 1000)
	switch {
	case l.isOfState(person, held) != isThere,
		len(l.statuses) > 0 && !slices.Contains(l.statuses, held.status),
		l.activeOnly && held.status != lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE:
		return 0
	case len(l.statuses) > 0:
		return worth
	}
	switch held.status {
	case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_EXPIRED:
		return scale(worth, person.tables.certExpired)
	case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_IN_PROGRESS:
		return scale(worth, person.tables.certInProgress)
	case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNCLEAR, // said but not read: worth nothing
		lexfitv1.CertificationStatus_CERTIFICATION_STATUS_SUSPENDED, lexfitv1.CertificationStatus_CERTIFICATION_STATUS_REVOKED:
		return 0
	case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE, lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNSPECIFIED:
	}
	return worth
}

func (l *certificationLeaf) prove(why *explainer, basis lexfitv1.Basis) {
	if entry, _, _ := l.best(why.c); entry != nil {
		why.add(ref{refCertification, entry.index, 0}, why.c.words.credentials[entry.credential].title, entry.kind, basis)
	}
}

func (l *certificationLeaf) asks() string { return l.words }

func (l *certificationLeaf) more() string { return l.words }

func (l *certificationLeaf) shown(*candidate) string { return "" }

func (l *certificationLeaf) away(entry *gate, value, whole int32, depth int) int {
	if value >= whole {
		return 0
	}
	for id, worth := range l.worth {
		if worth == 0 {
			continue
		}
		if _, held := entry.c.holds(int32(id)); held || depth == 0 && entry.opened(int32(id)) {
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
		case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_EXPIRED, lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNCLEAR,
			lexfitv1.CertificationStatus_CERTIFICATION_STATUS_SUSPENDED, lexfitv1.CertificationStatus_CERTIFICATION_STATUS_REVOKED:
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
func (l *certificationLeaf) seek(finder *finder, asked ...wanted) {
	for id := range finder.c.words.credentials {
		if l.worth[id]*(full/1000) > asked[0].value {
			finder.credential(int32(id))
		}
	}
}

// next proposes what a career asks for next though it gives no more points: credentials that count and build on one that is held.
func (l *certificationLeaf) next(finder *finder, criterion int32) {
	for id := range finder.c.words.credentials {
		known := &finder.c.words.credentials[id]
		if _, held := finder.c.holds(int32(id)); held || l.worth[id] == 0 || !finder.follows(known) {
			continue
		}
		before := len(finder.list)
		finder.credential(int32(id))
		for i := before; i < len(finder.list); i++ {
			finder.list[i].next = criterion + 1
		}
	}
}

func (f *finder) credential(id int32) {
	known := &f.c.words.credentials[id]
	if known.claim != "" || known.written == "" {
		return
	}
	if held, ok := f.c.holds(id); ok {
		if f.c.doubts.certification(held.index) != 0 {
			return // whether anything is to be done is a question first
		}
		step := action{entry: held.index, subject: id, weeks: known.GetEffortWeeks(), cost: known.GetCostUsd()}
		switch held.status {
		case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_IN_PROGRESS:
			step.deed, step.kind = finishCredential{}, lexfitv1.AdviceKind_ADVICE_KIND_FINISH_CREDENTIAL
			f.add(step)
		case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_EXPIRED:
			if f.gone(known, held) {
				f.earn(id)
				return
			}
			if known.GetRenewalWeeks() == 0 {
				return // nobody knows how it is renewed
			}
			step.deed, step.kind = renewCredential{}, lexfitv1.AdviceKind_ADVICE_KIND_RENEW_CREDENTIAL
			step.weeks, step.cost = known.GetRenewalWeeks(), known.GetRenewalCostUsd()
			f.add(step)
		case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE, lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNSPECIFIED,
			lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNCLEAR, // whether anything is to be done is a question first
			lexfitv1.CertificationStatus_CERTIFICATION_STATUS_SUSPENDED, lexfitv1.CertificationStatus_CERTIFICATION_STATUS_REVOKED:
		}
		return
	}
	f.earn(id)
}

// earn proposes to earn a credential that is not held, or no longer.
func (f *finder) earn(id int32) {
	known := &f.c.words.credentials[id]
	if !f.offered(known) || f.past(known.beyond) || f.c.listed.certifications >= mostEntries {
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
	return known.GetAdvisable() && known.GetEffortWeeks() > 0 && (len(known.GetStates()) == 0 || s.ownState(known))
}

// credentialDeed makes a credential active.
type credentialDeed struct{ plainDeed }

func (credentialDeed) do(trial *whatIf, step *action) {
	const active = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE
	person := trial.c
	if step.entry < 0 {
		person.certs = append(person.certs, certEntry{credential: step.subject, status: active, index: absent})
		person.listed.certifications++
	}
	for i := range person.certs {
		if held := &person.certs[i]; step.entry >= 0 && held.index == step.entry {
			trial.certs = append(trial.certs, oldCert{int32(i), *held})
			held.status, held.taken = active, false
		}
	}
	trial.touch(partCertification)
	trial.reweigh()
}

func (credentialDeed) reach(reached *scope, _ *action) {
	reached.part(partCertification)
	reached.lift()
}

func (credentialDeed) change(given *situation, profile *lexfitv1.CandidateProfile, asOf date, step *action) *lexfitv1.ProfileChange {
	known := &given.c.words.credentials[step.subject]
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
	if step.entry >= 0 {
		held = proto.CloneOf(profile.GetCertifications()[step.entry])
		held.IssuedOn = ""
		if asOf.isBefore(profile.GetCertifications()[step.entry].GetIssuedOn()) {
			held.IssuedOn = asOf.String() // earlier than it was to be
		}
	}
	held.Status, held.ExpiresOn = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE, expires
	return &lexfitv1.ProfileChange{Path: step.changePath(certificationPaths), Entry: &lexfitv1.ProfileChange_Certification{Certification: held}}
}

// earnCredential earns a credential that is not held.
type earnCredential struct{ credentialDeed }

func (earnCredential) requires(given *situation, step *action) entryCondition {
	return given.c.words.credentials[step.subject].requires
}

// preference puts the leading credentials first, of the same standing those with an examination; a leading one of the state's own
// before all, and any of the state's own that is the next step.
func (earnCredential) preference(given *situation, step *action) int32 {
	known := &given.c.words.credentials[step.subject]
	rank := 2 * max(known.GetTier(), 1)
	switch {
	case given.ownState(known) && (rank == 2 || step.next > 0):
		rank = 1
	case known.GetNoExamination():
		rank++
	}
	return rank
}

func (earnCredential) tell(given *situation, step *action) (text, source string, checks []string) {
	known := &given.c.words.credentials[step.subject]
	text = fmt.Sprintf("Earn the %s credential from %s", known.title, withoutStop(known.GetIssuer()))
	text = prose.Stop(text + given.again(step.subject))
	short := given.gate.shortOf(known.requires)
	title, _ := given.gate.route(known.requires)
	switch facts := given.gate.shown(known.requires); {
	case known.requires.end == known.requires.first:
	case short == 0 && title == "":
		text += " The candidate qualifies" + facts + "."
	case short == 0:
		text += " The candidate qualifies through “" + title + "”" + facts + "."
	default:
		text += " It takes " + given.gate.opensWith(known.requires) + "."
	}
	if step.next > 0 && given.follows(known) {
		text += " It builds on the " + given.builtOn(known) + "."
	}
	return text, known.source(), given.gate.checks(known)
}

// renewCredential renews a credential that has expired.
type renewCredential struct{ credentialDeed }

func (renewCredential) preference(*situation, *action) int32 { return 0 }

func (renewCredential) tell(given *situation, step *action) (text, source string, checks []string) {
	known, held := &given.c.words.credentials[step.subject], given.c.profile.GetCertifications()[step.entry]
	text = fmt.Sprintf("Renew the %s (%s): “%s” has expired.", known.title, known.GetIssuer(), held.GetName())
	if on, ok := parseDate(held.GetExpiresOn()); ok && on.endsBefore(given.c.asOf) {
		text = fmt.Sprintf("Renew the %s (%s): “%s” expired in %s.", known.title, known.GetIssuer(), held.GetName(), held.GetExpiresOn())
	}
	if known.GetRenewalNote() != "" {
		text += " Renewing takes: " + prose.Stop(known.GetRenewalNote())
	}
	check := "check: that the issuer renews it after it has lapsed"
	if months := known.GetGraceMonths(); months > 0 {
		check = fmt.Sprintf("check: that it lapsed no more than %s ago; after that it has to be earned again", prose.Count(int(months), "month"))
	}
	return text, known.source(), []string{check}
}

// finishCredential completes a credential in progress.
type finishCredential struct{ credentialDeed }

func (finishCredential) preference(*situation, *action) int32 { return 0 }

func (finishCredential) tell(given *situation, step *action) (text, source string, checks []string) {
	known, held := &given.c.words.credentials[step.subject], given.c.profile.GetCertifications()[step.entry]
	text = fmt.Sprintf("Finish the %s (%s): “%s” is in progress.", known.title, known.GetIssuer(), held.GetName())
	return text, known.source(), given.gate.checks(known)
}

// follows reports whether a credential builds on one that the candidate holds.
func (s *situation) follows(known *knownCredential) bool {
	return slices.ContainsFunc(known.builds, func(id int32) bool {
		held, ok := s.c.holds(id)
		return ok && held.status == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE
	})
}

// builtOn is the title of the first credential held on which one builds.
func (s *situation) builtOn(known *knownCredential) string {
	for _, id := range known.builds {
		if _, ok := s.c.holds(id); ok {
			return s.c.words.credentials[id].title
		}
	}
	return ""
}

// again says of a credential to be earned that it was held before.
func (s *situation) again(id int32) string {
	held, ok := s.c.holds(id)
	if !ok || held.index < 0 {
		return ""
	}
	written := s.c.profile.GetCertifications()[held.index]
	if on, ok := parseDate(written.GetExpiresOn()); ok && on.endsBefore(s.c.asOf) {
		return ", again: “" + written.GetName() + "” expired in " + written.GetExpiresOn() + " and can no longer be renewed"
	}
	return ", again: “" + written.GetName() + "” has expired and can no longer be renewed"
}

// withoutStop takes the full stop from the end of an issuer's name before more is said.
func withoutStop(text string) string { return strings.TrimSuffix(text, ".") }
