package matcher_test

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// The people that an engine is judged by beside the golden ones are not this project's to publish: they lie in a folder of
// their own. go test ./matcher -run Agency -v -agency FOLDER prints how far two versions agree with them.
var agency = flag.String("agency", os.Getenv("LEXFIT_AGENCY"), "the folder of agency_candidates.jsonl and real_people.json")

// judged is a candidate with what people who do this for a living expect. What is empty nobody judged.
type judged struct {
	profile *lexfitv1.CandidateProfile
	role    string              // roles/..., either or neither
	bands   map[string][]string // by role, any of them
	next    []string            // any of them
	reply   *lexfitv1.ScoreCandidateResponse
}

var bothRoles = []string{"roles/legal-secretary", "roles/paralegal"}

// goldenPeople are the golden candidates of this repository.
func goldenPeople(t *testing.T) []judged {
	t.Helper()
	var people []judged
	for _, line := range lines(t, filepath.Join("testdata", "golden", "candidates.jsonl")) {
		var candidate goldenCase
		if err := json.Unmarshal(line, &candidate); err != nil {
			t.Fatal(err)
		}
		person := &lexfitv1.CandidateProfile{}
		if err := protojson.Unmarshal(candidate.Profile, person); err != nil {
			t.Fatal(err)
		}
		people = append(people, judged{
			profile: person, role: candidate.Expect.BetterRole,
			bands: map[string][]string{
				bothRoles[0]: strings.Split(candidate.Expect.LegalSecretary, " or "), bothRoles[1]: strings.Split(candidate.Expect.Paralegal, " or "),
			},
		})
	}
	return people
}

// agencyPeople are the candidates of a staffing agency.
func agencyPeople(t *testing.T) []judged {
	t.Helper()
	var people []judged
	for _, line := range lines(t, filepath.Join(*agency, "agency_candidates.jsonl")) {
		var candidate struct {
			Profile json.RawMessage
			Expect  struct {
				Role  string
				Bands map[string][]string
				Next  []string
			}
		}
		if err := json.Unmarshal(line, &candidate); err != nil {
			t.Fatal(err)
		}
		bands := map[string][]string{}
		for role, accepted := range candidate.Expect.Bands {
			bands["roles/"+role] = accepted
		}
		people = append(people, judged{
			profile: profile(t, string(candidate.Profile)), role: "roles/" + candidate.Expect.Role, bands: bands, next: candidate.Expect.Next,
		})
	}
	return people
}

// realPeople are real holders of the two jobs, and others who hold neither.
func realPeople(t *testing.T) []judged {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(*agency, "real_people.json"))
	if err != nil {
		t.Fatal(err)
	}
	var candidates []struct {
		Profile json.RawMessage
		Held    string
	}
	if err := json.Unmarshal(text, &candidates); err != nil {
		t.Fatal(err)
	}
	people := make([]judged, len(candidates))
	for i, candidate := range candidates {
		people[i] = judged{profile: profile(t, string(candidate.Profile)), role: candidate.Held}
	}
	return people
}

// bandOf is a fit's band; of whom not enough is said it counts as WEAK.
func bandOf(fit *lexfitv1.Fit) string {
	band := strings.TrimPrefix(fit.GetBand().String(), "BAND_")
	if band == "NOT_ENOUGH_SAID" {
		return "WEAK"
	}
	return band
}

// nextOf is the next step that a reply recommends.
func nextOf(reply *lexfitv1.ScoreCandidateResponse) string {
	return strings.TrimPrefix(reply.GetRecommendation().GetAction().String(), "ACTION_")
}

// tally counts what agrees with the people who judged.
type tally struct{ role, roles, wanted, wanteds, band, bands, next, nexts int }

func (t *tally) add(person judged, reply *lexfitv1.ScoreCandidateResponse, tell func(string)) {
	id := person.profile.GetCandidateId()
	if person.role != "" {
		t.roles++
		if better := reply.GetRecommendation().GetRole(); person.role == "either" || person.role == "neither" || person.role == better {
			t.role++
		} else {
			tell(fmt.Sprintf("%s: role %s, want %s", id, better, person.role))
		}
	}
	for _, fit := range reply.GetFits() {
		accepted := person.bands[fit.GetRole()]
		if accepted == nil {
			continue
		}
		agrees := slices.Contains(accepted, bandOf(fit))
		t.bands++
		if agrees {
			t.band++
		} else {
			tell(fmt.Sprintf("%s: %s %s at %d, want %v", id, fit.GetRole(), bandOf(fit), fit.GetScore(), accepted))
		}
		if fit.GetRole() == person.role {
			t.wanteds++
			if agrees {
				t.wanted++
			}
		}
	}
	if person.next != nil {
		t.nexts++
		if slices.Contains(person.next, nextOf(reply)) {
			t.next++
		} else {
			tell(fmt.Sprintf("%s: next step %s, want %v", id, nextOf(reply), person.next))
		}
	}
}

func (t *tally) String() string {
	text := fmt.Sprintf("role %d of %d", t.role, t.roles)
	if t.bands > 0 {
		text += fmt.Sprintf(", band %d of %d, of the wanted role %d of %d", t.band, t.bands, t.wanted, t.wanteds)
	}
	if t.nexts > 0 {
		text += fmt.Sprintf(", next step %d of %d", t.next, t.nexts)
	}
	return text
}

// concordance is how often somebody who holds a job stands above somebody who does not, for the role of that job; two who
// stand equal count half. It is the area under the curve of the order. The others are all who do not hold it, or those alone
// who hold neither: holders of the other job are no strangers to this one.
func concordance(people []judged, role string, strangers bool, above func(a, b *lexfitv1.Fit) int) float64 {
	fit := func(person judged) *lexfitv1.Fit {
		for _, fit := range person.reply.GetFits() {
			if fit.GetRole() == role {
				return fit
			}
		}
		return nil
	}
	halves, pairs := 0, 0
	for _, holder := range people {
		for _, other := range people {
			if holder.role == role && other.role != role && (!strangers || other.role == "neither") {
				pairs++
				halves += 1 + above(fit(holder), fit(other))
			}
		}
	}
	return float64(halves) / float64(2*max(pairs, 1))
}

// byScore orders by the score alone; byPlace is the order of a ranking: INELIGIBLE last, and before
// them those of whom not enough is said; then by band, in it those last whom a flag puts behind.
func byScore(a, b *lexfitv1.Fit) int { return sign(a.GetScore() - b.GetScore()) }

func byPlace(a, b *lexfitv1.Fit) int {
	if class := sign(placeClass(a) - placeClass(b)); class != 0 {
		return class
	}
	if class := sign(int32(a.GetBand() - b.GetBand())); class != 0 {
		return class
	}
	if a.GetRanksBehind() != b.GetRanksBehind() {
		if a.GetRanksBehind() {
			return -1
		}
		return 1
	}
	return byScore(a, b)
}

func placeClass(fit *lexfitv1.Fit) int32 {
	switch fit.GetBand().String() {
	case "BAND_INELIGIBLE":
		return 0
	case "BAND_NOT_ENOUGH_SAID":
		return 1
	}
	return 2
}

func sign(number int32) int { return int(max(-1, min(1, number))) }

// The parts of a profile that an order is tried with.
var parts = []struct {
	name string
	keep func(*lexfitv1.CandidateProfile)
}{
	{"everything", func(*lexfitv1.CandidateProfile) {}},
	{"titles, dates and employers alone", func(candidate *lexfitv1.CandidateProfile) {
		candidate.Skills, candidate.Education, candidate.Certifications, candidate.Languages, candidate.Preferences = nil, nil, nil, nil, nil
		for _, job := range candidate.GetExperience() {
			job.Duties, job.PracticeAreas = nil, nil
		}
	}},
	{"without titles", func(candidate *lexfitv1.CandidateProfile) {
		for _, job := range candidate.GetExperience() {
			job.Title = "Employee"
		}
	}},
	{"without skills", func(candidate *lexfitv1.CandidateProfile) { candidate.Skills = nil }},
}

// Agreement with people who judge candidates for a living. It prints and asserts nothing: the aims stand in the decisions.
func TestAgency(t *testing.T) {
	t.Parallel()
	if *agency == "" {
		t.Skip("no folder given: -agency FOLDER, or LEXFIT_AGENCY")
	}
	plan := defaultPlan(t)
	report := func(set string, people []judged) {
		var total tally
		var misses []string
		for _, person := range people {
			total.add(person, advised(t, plan, person.profile), func(miss string) { misses = append(misses, miss) })
		}
		t.Logf("%s, %d people: %s\n  %s", set, len(people), &total, strings.Join(misses, "\n  "))
	}
	report("golden", goldenPeople(t))
	report("agency", agencyPeople(t))
	people := realPeople(t)
	holders := slices.DeleteFunc(slices.Clone(people), func(person judged) bool { return person.role == "neither" })
	report("real holders", holders)
	for _, part := range parts {
		tried := make([]judged, len(people))
		for i, person := range people {
			candidate := proto.CloneOf(person.profile)
			part.keep(candidate)
			tried[i] = judged{profile: candidate, role: person.role, reply: score(t, plan, candidate)}
		}
		for _, role := range bothRoles {
			t.Logf("real people's order, %s, %s: above all others %.3f (as ranked %.3f), above who hold neither %.3f (%.3f)", part.name, role,
				concordance(tried, role, false, byScore), concordance(tried, role, false, byPlace),
				concordance(tried, role, true, byScore), concordance(tried, role, true, byPlace))
		}
		if part.name == "everything" {
			below(t, tried)
		}
	}
}

// below names each holder who stands below somebody who does not hold the job.
func below(t *testing.T, people []judged) {
	t.Helper()
	for _, role := range bothRoles {
		var text []string
		for _, holder := range people {
			var over []string
			for _, other := range people {
				mine, theirs := fitFor(t, holder.reply, role), fitFor(t, other.reply, role)
				if holder.role == role && other.role != role && byScore(mine, theirs) < 0 {
					over = append(over, fmt.Sprintf("%s %d", other.profile.GetCandidateId(), theirs.GetScore()))
				}
			}
			if over != nil {
				text = append(text, fmt.Sprintf("%s %d below %s", holder.profile.GetCandidateId(), fitFor(t, holder.reply, role).GetScore(), strings.Join(over, ", ")))
			}
		}
		t.Logf("holders below others, %s:\n  %s", role, strings.Join(text, "\n  "))
	}
}

// cuts are the bands of a role.
type cuts struct{ possible, good, strong int32 }

// apart is how far two lie from each other, all cut-offs together.
func (c cuts) apart(other cuts) int {
	distance := func(a, b int32) int { return int(max(a-b, b-a)) }
	return distance(c.possible, other.possible) + distance(c.good, other.good) + distance(c.strong, other.strong)
}

func (c cuts) band(fit *lexfitv1.Fit) string {
	switch points := fit.GetScore(); {
	case placeClass(fit) == 0:
		return "INELIGIBLE"
	case placeClass(fit) == 1 || points < c.possible:
		return "WEAK"
	case points < c.good:
		return "POSSIBLE"
	case points < c.strong:
		return "GOOD"
	}
	return "STRONG"
}

// index is rule 24's fit index.
func (c cuts) index(points int32) int32 {
	low, high, base := int32(0), c.possible, int32(0)
	switch {
	case points >= c.strong:
		low, high, base = c.strong, 1000, 750
	case points >= c.good:
		low, high, base = c.good, c.strong, 500
	case points >= c.possible:
		low, high, base = c.possible, c.good, 250
	}
	run := max(high-low, 1)
	return base + (2*250*(points-low)+run)/(2*run)
}

// fitted is a pair of bands and how far they agree with the golden and the agency's people.
type fitted struct {
	cuts        [2]cuts
	bands, role int
	next        int // of the agency's; -1 where it was not tried
}

// fitCuts tries every cut-off in tens. Bands are independent of one another; role choice needs both roles', and the next step
// a run of the engine, so each is tried for the best of the step before; of equals, those that lie nearest to today's.
func fitCuts(people []judged, today [2]cuts, keep int) []fitted {
	type scored struct {
		cuts
		agrees int
	}
	var best [2][]scored
	for side, role := range bothRoles {
		for possible := int32(250); possible <= 520; possible += 10 {
			for good := possible + 100; good <= 760; good += 10 {
				for strong := good + 60; strong <= 900; strong += 10 {
					made := scored{cuts: cuts{possible, good, strong}}
					for _, person := range people {
						for _, fit := range person.reply.GetFits() {
							if fit.GetRole() == role && slices.Contains(person.bands[role], made.band(fit)) {
								made.agrees++
							}
						}
					}
					best[side] = append(best[side], made)
				}
			}
		}
		slices.SortStableFunc(best[side], func(a, b scored) int {
			return cmp.Or(b.agrees-a.agrees, a.apart(today[side])-b.apart(today[side]))
		})
		best[side] = best[side][:min(len(best[side]), 400)]
	}
	var all []fitted
	for _, secretary := range best[0] {
		for _, paralegal := range best[1] {
			pair := fitted{cuts: [2]cuts{secretary.cuts, paralegal.cuts}, bands: secretary.agrees + paralegal.agrees, next: -1}
			for _, person := range people {
				if person.role == "either" || person.role == "neither" || person.role == pair.better(person.reply) {
					pair.role++
				}
			}
			all = append(all, pair)
		}
	}
	slices.SortStableFunc(all, func(a, b fitted) int {
		return cmp.Or(b.bands+b.role-a.bands-a.role, a.apart(today)-b.apart(today))
	})
	return all[:min(len(all), keep)]
}

func (f fitted) apart(other [2]cuts) int {
	return f.cuts[0].apart(other[0]) + f.cuts[1].apart(other[1])
}

// better is the role that stands first by rule 24.
func (f fitted) better(reply *lexfitv1.ScoreCandidateResponse) string {
	var key [2][3]int32
	for _, fit := range reply.GetFits() {
		if side := slices.Index(bothRoles, fit.GetRole()); side >= 0 {
			key[side] = [3]int32{placeClass(fit), f.cuts[side].index(fit.GetScore()), fit.GetScore()}
		}
	}
	if slices.Compare(key[1][:], key[0][:]) > 0 {
		return bothRoles[1]
	}
	return bothRoles[0]
}

// Candidates of cut-offs for the bands, best first, with how far each agrees: bands, role and next step together, for fitted
// alone they spoil one another. It prints; somebody chooses.
func TestAgencyBands(t *testing.T) {
	t.Parallel()
	if *agency == "" {
		t.Skip("no folder given: -agency FOLDER, or LEXFIT_AGENCY")
	}
	plan := defaultPlan(t)
	people := slices.Concat(goldenPeople(t), agencyPeople(t))
	for i := range people {
		people[i].reply = score(t, plan, people[i].profile)
	}
	var now fitted
	for _, role := range plan.Rulebook().GetRoles() {
		if side := slices.Index(bothRoles, role.GetName()); side >= 0 {
			now.cuts[side] = cuts{role.GetBands().GetPossible(), role.GetBands().GetGood(), role.GetBands().GetStrong()}
		}
	}
	for _, person := range people {
		for side, role := range bothRoles {
			if slices.Contains(person.bands[role], now.cuts[side].band(fitFor(t, person.reply, role))) {
				now.bands++
			}
		}
		if person.role == "either" || person.role == "neither" || person.role == now.better(person.reply) {
			now.role++
		}
	}
	tried := append(fitCuts(people, now.cuts, 60), now)
	for i := range tried {
		changed := rebanded(t, plan, tried[i].cuts)
		tried[i].next = 0
		for _, person := range people {
			if person.next != nil && slices.Contains(person.next, nextOf(advised(t, changed, person.profile))) {
				tried[i].next++
			}
		}
	}
	today := len(tried) - 1
	order := make([]int, today)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(tried[b].bands+tried[b].role+tried[b].next-tried[a].bands-tried[a].role-tried[a].next,
			tried[a].apart(now.cuts)-tried[b].apart(now.cuts))
	})
	for _, i := range append([]int{today}, order[:min(20, len(order))]...) {
		pair := tried[i]
		note := ""
		if i == today {
			note = " (as they are)"
		}
		t.Logf("secretary %d/%d/%d, paralegal %d/%d/%d: bands %d of %d, role %d of %d, next step %d of 20%s",
			pair.cuts[0].strong, pair.cuts[0].good, pair.cuts[0].possible, pair.cuts[1].strong, pair.cuts[1].good, pair.cuts[1].possible,
			pair.bands, 2*len(people), pair.role, len(people), pair.next, note)
	}
}

// rebanded is a plan with other bands.
func rebanded(tb testing.TB, plan *matcher.Program, made [2]cuts) *matcher.Program {
	tb.Helper()
	book := proto.CloneOf(plan.Rulebook())
	for _, role := range book.GetRoles() {
		if side := slices.Index(bothRoles, role.GetName()); side >= 0 {
			role.Bands = &lexfitv1.Bands{Possible: made[side].possible, Good: made[side].good, Strong: made[side].strong}
		}
	}
	return compile(tb, book)
}
