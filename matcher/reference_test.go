package matcher_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// The value of one skill by rules E1 to E5 and the credit of E7 and E8, computed the long way from a person whose titles,
// skills and duties need no reading. It was written from the rules alone, and shares nothing with the engine.

// now is November 2026, in months since year 0.
const now = 2026*12 + 10

// claim is an entry of the skill list. Months of use below 0 are not stated.
type claim struct {
	skill, level string
	months       int
}

// post is a job. An undated one has a length alone.
type post struct {
	title, employer string
	area            bool
	dated           bool
	from, to        int  // months since year 0, both of the job
	length          int  // of an undated one
	unsaid          bool // of which nobody says how long it was: twelve months, assumed
	shows           []string
}

// person is a profile that needs no reading.
type person struct {
	claims                  []claim
	posts                   []post
	course, field, credited bool // Civil Litigation; paralegal studies; an active CP
	sure                    bool // judged without assumptions: what nobody says the length of lasted no time
}

// called says what a title of the small rulebook stands for.
var called = map[string]struct {
	family                string
	legal, office, senior bool
}{
	"Paralegal": {"paralegal", true, false, false}, "Senior Paralegal": {"paralegal", true, false, true}, "Lead Paralegal": {"paralegal", true, false, true},
	"Legal Secretary": {"legal-secretary", true, false, false}, "Senior Legal Secretary": {"legal-secretary", true, false, true},
	"Legal Assistant": {"legal-assistant", true, false, false}, "Attorney": {"attorney", true, false, false},
	"Secretary": {"secretary", false, true, false}, "Executive Assistant": {"executive-assistant", false, true, false}, "Beekeeper": {},
}

// told are the sentences that show a skill, its written name, and what it counts towards by rule E7.
var told = map[string]struct{ duty, name, counts string }{
	"drafting-pleadings": {"Drafted complaints.", "Drafting pleadings and motions", "paralegal"}, "cite-checking": {"Checked quotations.", "Cite-checking and Bluebook", "paralegal"},
	"affidavits": {"Drafted sworn statements.", "Affidavits and declarations", "paralegal"}, "discovery": {"Gathered productions.", "Discovery management", "paralegal"},
	"legal-research": {"Researched case law.", "Legal research", "paralegal"}, "westlaw": {"Worked with Westlaw.", "Westlaw", "paralegal"},
	"calendaring": {"Kept diaries.", "Legal calendaring", "legal-secretary"}, "correspondence": {"Drafted letters.", "Drafting correspondence", "legal-secretary"},
	"trust-accounting": {"Kept ledgers.", "Client trust accounting", "legal-secretary"}, "typing": {"", "Typing and keyboarding", ""},
	"immigration": {"Handled visa papers.", "Immigration law", "area"}, "attention-to-detail": {"Checked figures.", "Attention to detail", ""},
	"client-communication": {"Handled client calls.", "Client communication", ""},
}

var (
	shownCurve   = [][2]int{{0, 1500}, {6, 4500}, {12, 6000}, {36, 7500}, {72, 8500}}
	impliedCurve = [][2]int{{0, 0}, {6, 3500}, {12, 5056}, {36, 6222}, {72, 7000}}
	yearsCurve   = [][2]int{{0, 4000}, {12, 5500}, {36, 8000}, {60, 10000}}
	levels       = map[string]int{"": 6500, "NOVICE": 2000, "BASIC": 4000, "WORKING": 6500, "ADVANCED": 9000, "EXPERT": 10000}
)

// div is a/b, rounded half up.
func div(a, b int) int { return (2*a + b) / (2 * b) }

func along(curve [][2]int, x int) int {
	for i, point := range curve[1:] {
		if x < point[0] {
			before := curve[i]
			return before[1] + div((point[1]-before[1])*(x-before[0]), point[0]-before[0])
		}
	}
	return curve[len(curve)-1][1]
}

// mix is rule E2's sum of several sources.
func mix(values ...int) int {
	slices.SortFunc(values, func(a, b int) int { return b - a })
	x := 0
	for i, value := range values {
		x += div((10000-x)*div(value*[]int{1000, 700, 350}[i], 1000), 10000)
	}
	return x
}

// months is how long a job lasted by the as-of date.
func (w person) months(p post) int {
	switch {
	case p.unsaid && w.sure:
		return 0
	case p.unsaid:
		return 12
	case !p.dated:
		return p.length
	}
	return max(0, min(p.to, now)-p.from+1)
}

// begun says that a job was there at all: one of no months shows, implies and counts nothing.
func (w person) begun(p post) bool { return p.unsaid || w.months(p) > 0 }

func (p post) recency() int {
	switch ago := now - p.to; {
	case !p.dated || ago <= 60:
		return 1000
	case ago <= 120:
		return 800
	}
	return 600
}

// one are the jobs that are one with it: same title and employer type.
func (w person) one(with post) []post {
	return slices.DeleteFunc(slices.Clone(w.posts), func(p post) bool {
		return !w.begun(p) || p.title != with.title || p.employer != with.employer
	})
}

func (w person) legalPlace(p post) bool {
	switch p.employer {
	case "LAW_FIRM", "CORPORATE_LEGAL", "COURT":
		return true
	case "GOVERNMENT":
		return slices.ContainsFunc(w.one(p), func(p post) bool { return p.area })
	}
	return false
}

func (w person) legalJob(p post) bool { return called[p.title].legal || w.legalPlace(p) }

// span counts the months of the jobs that fit, each once; undated ones that are one last as long as the longest.
func (w person) span(fits func(post) bool) int {
	dated, undated := map[int]bool{}, map[string]int{}
	for _, p := range w.posts {
		switch {
		case !fits(p):
		case !p.dated:
			key := p.title + "/" + p.employer
			undated[key] = max(undated[key], w.months(p))
		default:
			for month := p.from; month <= min(p.to, now); month++ {
				dated[month] = true
			}
		}
	}
	sum := len(dated)
	for _, length := range undated {
		sum += length
	}
	return sum
}

func (w person) capped() bool {
	return !w.course && !w.credited && w.span(func(post) bool { return true }) < 12
}

func (w person) law() bool {
	return w.course || w.field || w.credited || slices.ContainsFunc(w.posts, func(p post) bool { return w.begun(p) && w.legalJob(p) })
}

func (w person) under(value int) int {
	if w.capped() {
		return min(value, 6000)
	}
	return value
}

// claimed is rule E3.
func (w person) claimed(skill string) int {
	best := 0
	for _, c := range w.claims {
		if c.skill != skill || c.level == "NONE" {
			continue
		}
		v := div(2*levels[c.level]+along(yearsCurve, max(c.months, 0)), 3)
		if skill == "attention-to-detail" && c.level == "" && c.months < 12 {
			v = div(v*500, 1000)
		}
		if !w.law() {
			v = div(v*800, 1000)
		}
		best = max(best, w.under(v))
	}
	return best
}

// shown is rule E4.
func (w person) shown(skill string) int {
	best := 0
	for _, p := range w.posts {
		if !w.begun(p) || !slices.Contains(p.shows, skill) {
			continue
		}
		place := 400
		switch title := called[p.title]; {
		case title.family == "attorney":
			place = 500
		case w.legalJob(p):
			place = 1000
		case title.office:
			place = 500
		}
		v := div(div(along(shownCurve, w.months(p))*place, 1000)*p.recency(), 1000)
		if skill == "attention-to-detail" {
			v = div(v*500, 1000)
		}
		best = max(best, w.under(v))
	}
	return best
}

// figure is what a family implies of a skill.
func figure(family, skill string) int {
	if family == "legal-assistant" {
		return div(max(figure("paralegal", skill), figure("legal-secretary", skill))*800, 1000)
	}
	return int(smallImplied[family][skill])
}

// implied is rule E5, and the credit of rule E8.
func (w person) implied(skill string) int {
	best := 0
	for _, p := range w.posts {
		if w.months(p) == 0 { // nor does a job of no months keep its family fresh
			continue
		}
		family := called[p.title].family
		same := func(other post) bool { return called[other.title].family == family }
		base := div((along(impliedCurve, w.span(same))+along(impliedCurve, w.span(func(other post) bool { return same(other) && w.legalJob(other) })))*500, 1000)
		if w.span(func(other post) bool { return same(other) && called[other.title].senior }) >= 12 {
			base += div((10000-base)*250, 1000)
		}
		// The best recency of the family's jobs is found by trying each.
		best = max(best, div(div(base*figure(family, skill), 1000)*p.recency(), 1000))
		for _, likely := range []string{"paralegal", "legal-secretary"} {
			v := div(div(along(impliedCurve, w.months(p))*figure(likely, skill), 1000)*p.recency(), 1000)
			best = max(best, div(div(v*w.credit(p, likely), 1000)*800, 1000))
		}
	}
	return best
}

// credit is rule E7: what a job's duties say of the family, per mille.
func (w person) credit(p post, family string) int {
	if !w.legalJob(p) || slices.Contains([]string{"attorney", "paralegal", "legal-secretary"}, called[p.title].family) {
		return 0
	}
	shown, areas := map[string]bool{}, false
	for _, other := range w.one(p) {
		for _, skill := range other.shows {
			areas = areas || told[skill].counts == "area"
			if told[skill].counts == family {
				shown[skill] = true
			}
		}
	}
	n := len(shown)
	if family == "paralegal" && areas && n >= 1 {
		n++
	}
	return max(0, min(1000, 300*(n-1)))
}

// spread is rule E1: the source's own value, or 700 of what it has of the one related skill.
func spread(source func(string) int, skill string) int {
	related := map[string]string{"westlaw": "legal-research", "legal-research": "westlaw"}[skill]
	if related == "" {
		return source(skill)
	}
	return max(source(skill), div(source(related)*700, 1000))
}

// value is rule E2: what is stated, and all of it.
func (w person) value(skill string) (stated, full int) {
	c, d, i := spread(w.claimed, skill), spread(w.shown, skill), spread(w.implied, skill)
	none, some := false, false
	for _, entry := range w.claims {
		none = none || entry.skill == skill && entry.level == "NONE"
		some = some || entry.skill == skill && entry.level != "NONE"
	}
	if none && !some {
		c, d, i = 0, w.shown(skill), 0
	}
	stated = w.under(mix(c, d))
	full = mix(c, d, i)
	if w.capped() {
		full = min(full, mix(stated, i))
	}
	return stated, full
}

// drawn makes up a person.
func drawn(r *rand.Rand) person {
	var w person
	names, titles := []string{"discovery", "legal-research", "westlaw", "cite-checking", "attention-to-detail", "calendaring", "typing", "drafting-pleadings"}, []string{}
	for title := range called {
		titles = append(titles, title)
	}
	slices.Sort(titles)
	var duties []string
	for skill, how := range told {
		if how.duty != "" {
			duties = append(duties, skill)
		}
	}
	slices.Sort(duties)
	w.course, w.field, w.credited = r.IntN(6) == 0, r.IntN(6) == 0, r.IntN(8) == 0
	for range r.IntN(6) {
		c := claim{skill: names[r.IntN(len(names))], level: []string{"", "", "NONE", "NOVICE", "BASIC", "WORKING", "ADVANCED", "EXPERT"}[r.IntN(8)], months: -1}
		if r.IntN(2) == 0 {
			c.months = 6 * r.IntN(14)
		}
		w.claims = append(w.claims, c)
	}
	for range r.IntN(5) {
		p := post{title: titles[r.IntN(len(titles))], employer: []string{"LAW_FIRM", "LAW_FIRM", "GOVERNMENT", "CORPORATE", "OTHER", "COURT"}[r.IntN(6)], area: r.IntN(3) == 0}
		if p.dated = r.IntN(3) > 0; p.dated {
			p.from = now - r.IntN(240) + 6
			p.to = p.from + r.IntN(80)
		} else {
			p.length, p.unsaid = r.IntN(60), r.IntN(4) == 0
		}
		for range r.IntN(6) {
			p.shows = append(p.shows, duties[r.IntN(len(duties))])
		}
		if len(w.posts) > 0 && r.IntN(3) == 0 { // one with another
			other := w.posts[r.IntN(len(w.posts))]
			p.title, p.employer = other.title, other.employer
		}
		w.posts = append(w.posts, p)
	}
	return w
}

// written is the person as a profile.
func (w person) written() *lexfitv1.CandidateProfile {
	candidate := &lexfitv1.CandidateProfile{CandidateId: "drawn"}
	study := &lexfitv1.Education{Level: lexfitv1.EducationLevel_EDUCATION_LEVEL_ASSOCIATE, Status: lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED, Field: "Biology"}
	if w.course {
		study.Coursework = []string{"Civil Litigation"}
	}
	if w.field {
		study.Field = "Paralegal Studies"
	}
	candidate.Education = append(candidate.Education, study)
	if w.credited {
		candidate.Certifications = append(candidate.Certifications, &lexfitv1.Certification{Name: "CP", Issuer: "NALA", Status: lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE})
	}
	for _, c := range w.claims {
		entry := &lexfitv1.Skill{Name: told[c.skill].name, Proficiency: lexfitv1.Proficiency(lexfitv1.Proficiency_value["PROFICIENCY_"+c.level])}
		if c.months >= 0 {
			years := float64(c.months) / 12
			entry.Years = &years
		}
		candidate.Skills = append(candidate.Skills, entry)
	}
	date := func(month int) string { return fmt.Sprintf("%04d-%02d", month/12, month%12+1) }
	for _, p := range w.posts {
		job := &lexfitv1.Experience{Title: p.title, EmployerType: lexfitv1.EmployerType(lexfitv1.EmployerType_value["EMPLOYER_TYPE_"+p.employer])}
		if p.dated {
			job.StartedOn, job.EndedOn = date(p.from), date(p.to)
		} else if !p.unsaid {
			length := int32(p.length)
			job.Months = &length
		}
		if p.area {
			job.PracticeAreas = []string{"Immigration law"}
		}
		for _, skill := range p.shows {
			job.Duties = append(job.Duties, told[skill].duty)
		}
		candidate.Experience = append(candidate.Experience, job)
	}
	return candidate
}

// The reference gives the sums that are worked out by hand in evidence_test.go.
func TestReferenceByHand(t *testing.T) {
	t.Parallel()
	year := post{title: "Paralegal", employer: "LAW_FIRM", dated: true, from: now - 11, to: now}
	shows := func(p post, skills ...string) []post { p.shows = skills; return []post{p} }
	eleven := year
	eleven.from++
	old := post{title: "Beekeeper", employer: "LAW_FIRM", dated: true, from: 2015*12 + 10, to: 2016*12 + 9, shows: []string{"drafting-pleadings", "cite-checking", "affidavits"}}
	bare := []claim{{"discovery", "", -1}}
	for _, row := range []struct {
		who          person
		skill        string
		stated, full int
	}{
		{person{claims: bare, posts: shows(year, "discovery")}, "discovery", 7587, 8014},
		{person{claims: bare, posts: shows(year)}, "discovery", 5667, 7200},
		{person{posts: shows(year, "discovery")}, "discovery", 6000, 7416},
		{person{claims: bare, posts: shows(eleven, "discovery")}, "discovery", 6000, 7343},
		{person{claims: []claim{{"legal-research", "", -1}}, posts: shows(year)}, "westlaw", 3967, 5163},
		{person{posts: []post{old}}, "discovery", 0, 1456},
		{person{claims: []claim{{"attention-to-detail", "", -1}}, posts: []post{{title: "Beekeeper", employer: "OTHER", length: 12}}}, "attention-to-detail", 2267, 2267},
	} {
		if stated, full := row.who.value(row.skill); stated != row.stated || full != row.full {
			t.Errorf("%+v: %s is %d of %d, want %d of %d", row.who, row.skill, stated, full, row.stated, row.full)
		}
	}
}

// The engine gives every skill of a made-up person the value that the reference does.
func TestEvidenceAgainstReference(t *testing.T) {
	t.Parallel()
	skills := []string{"discovery", "legal-research", "westlaw", "cite-checking", "attention-to-detail", "calendaring", "typing", "drafting-pleadings"}
	var criteria []*lexfitv1.Criterion
	for _, skill := range skills {
		made := criterionOf(t, skillOf(skill))
		made.Id, made.Weight = skill, int32(1000/len(skills))
		criteria = append(criteria, made)
	}
	plan := smallPlan(t, criteria...)
	r := rand.New(rand.NewPCG(*seed, 17))
	for i := range *profiles {
		who := drawn(r)
		sure := who
		sure.sure = true
		candidate := who.written()
		for j, got := range score(t, plan, candidate).GetFits()[0].GetCriteria() {
			stated, full := who.value(skills[j])
			surely, whole := sure.value(skills[j])
			basis, points := lexfitv1.Basis_BASIS_IMPLIED, func(value int) int32 { return int32(div(value*int(got.GetMaxPoints()), 10000)) }
			high := got.GetMaxPoints()
			switch {
			case full == 0:
				basis, high = lexfitv1.Basis_BASIS_UNSPECIFIED, got.GetPointsHigh() // silent, or not: that is rule 20's
			case whole < full:
				basis = lexfitv1.Basis_BASIS_ASSUMED
			case stated > 0 && 2*stated >= full:
				basis, high = lexfitv1.Basis_BASIS_STATED, points(full)
			}
			if int(got.GetSatisfaction()) != full || got.GetPointsLow() != points(surely) || got.GetBasis() != basis || got.GetPointsHigh() != high {
				t.Errorf("%s: %d, %v, low %d, high %d; want %d, %v, low %d, high %d", skills[j], got.GetSatisfaction(), got.GetBasis(),
					got.GetPointsLow(), got.GetPointsHigh(), full, basis, points(surely), high)
			}
		}
		if t.Failed() {
			t.Fatalf("seed %d, person %d: %v", *seed, i, candidate)
		}
	}
}
