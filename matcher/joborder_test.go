package matcher_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func raise(id string, by int32) *lexfitv1.CriterionChange {
	return &lexfitv1.CriterionChange{CriterionId: id, Change: &lexfitv1.CriterionChange_Raise{Raise: by}}
}

func drop(id string) *lexfitv1.CriterionChange {
	return &lexfitv1.CriterionChange{CriterionId: id, Change: &lexfitv1.CriterionChange_Drop{Drop: &lexfitv1.Drop{}}}
}

func require(id string, threshold int32) *lexfitv1.CriterionChange {
	return &lexfitv1.CriterionChange{CriterionId: id, Change: &lexfitv1.CriterionChange_Require{Require: &lexfitv1.Require{Threshold: threshold, Rationale: "the client files in federal court"}}}
}

func add(tb testing.TB, id string, weight int32, condition string) *lexfitv1.CriterionChange {
	tb.Helper()
	k := criterionOf(tb, condition)
	k.Id, k.Title, k.Weight = id, id, weight
	return &lexfitv1.CriterionChange{CriterionId: id, Change: &lexfitv1.CriterionChange_Add{Add: k}}
}

func orderOf(changes ...*lexfitv1.CriterionChange) *lexfitv1.JobOrder {
	o := &lexfitv1.JobOrder{Name: "jobOrders/acme", Title: "Acme litigation", Role: "roles/paralegal", Revision: 1, Changes: changes}
	o.Digest = matcher.JobOrderDigest(o)
	return o
}

// What is raised and added has exactly its weight, the sum is 1000, and the order of the changes never matters.
func TestJobOrderWeights(t *testing.T) {
	t.Parallel()
	rb := rulebook.Default()
	r := rand.New(rand.NewPCG(*seed, 7))
	made := 0
	for range 400 {
		role := rb.GetRoles()[r.IntN(len(rb.GetRoles()))]
		var changes []*lexfitv1.CriterionChange
		want := map[string]int32{}
		for _, k := range role.GetCriteria() {
			switch r.IntN(6) {
			case 0:
				by := int32(r.IntN(60)) - 20
				if k.GetWeight()+by > 0 {
					changes, want[k.GetId()] = append(changes, raise(k.GetId(), by)), k.GetWeight()+by
				}
			case 1:
				changes, want[k.GetId()] = append(changes, drop(k.GetId())), -1
			case 2:
				changes = append(changes, require(k.GetId(), 50))
			}
		}
		if r.IntN(2) == 0 {
			changes, want["spanish"] = append(changes, add(t, "spanish", 70, `{"language":{"best_of":["es"]}}`)), 70
			changes, want["french"] = append(changes, add(t, "french", 30, `{"language":{"best_of":["fr"]}}`)), 30
		}
		o := &lexfitv1.JobOrder{Role: role.GetName(), Changes: changes}
		got, findings := matcher.EffectiveRole(rb, o)
		if got == nil {
			if len(findings) == 0 {
				t.Fatalf("no role and no finding: %v", o)
			}
			continue
		}
		made++
		var sum int32
		for _, k := range got.GetCriteria() {
			sum += k.GetWeight()
			if w, ok := want[k.GetId()]; ok && w != k.GetWeight() {
				t.Errorf("%s weighs %d, asked for %d", k.GetId(), k.GetWeight(), w)
			}
		}
		if sum != 1000 {
			t.Errorf("the weights sum to %d: %v", sum, o)
		}
		shuffled := slices.Clone(changes)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if again, _ := matcher.EffectiveRole(rb, &lexfitv1.JobOrder{Role: role.GetName(), Changes: shuffled}); !proto.Equal(got, again) {
			t.Errorf("the order of the changes matters: %v", o)
		}
	}
	if made < 200 {
		t.Errorf("only %d of 400 orders could be made: the test shows little", made)
	}
}

func TestJobOrderFindings(t *testing.T) {
	t.Parallel()
	rb := rulebook.Default()
	unknown := orderOf()
	unknown.Role = "roles/notary"
	everything := orderOf()
	for _, k := range rb.GetRoles()[1].GetCriteria() {
		everything.Changes = append(everything.Changes, drop(k.GetId()))
	}
	for _, k := range []struct {
		name, path, rule, says string
		order                  *lexfitv1.JobOrder
	}{
		{"a role that does not exist", "role", "unknown-role", "roles/paralegal", unknown},
		{"dropping a criterion that is not there", "changes[0].criterion_id", "unknown-criterion", "legal-research", orderOf(drop("typing"))},
		{"raising one that is not there", "changes[1].criterion_id", "unknown-criterion", "no criterion", orderOf(drop("coursework"), raise("typing", 5))},
		{"one criterion twice", "changes[1].criterion_id", "changed-twice", "changes[0]", orderOf(raise("coursework", 5), drop("coursework"))},
		{"adding what is there", "changes[0].criterion_id", "criterion-exists", "already", orderOf(add(t, "coursework", 5, `{"language":{"best_of":["es"]}}`))},
		{"raising too far", "changes[0].raise", "weight-range", "expected 1 to 1000", orderOf(raise("coursework", 990))},
		{"lowering too far", "changes[0].raise", "weight-range", "-75", orderOf(raise("coursework", -100))},
		{"leaving nothing for the others", "changes", "weights-sum", "leaves", orderOf(raise("coursework", 965))},
		{"dropping everything", "changes", "no-criterion", "at least one", everything},
		{"saying nothing", "changes[0]", "no-change", "expected raise", orderOf(&lexfitv1.CriterionChange{CriterionId: "coursework"})},
	} {
		role, findings := matcher.EffectiveRole(rb, k.order)
		if role != nil || len(findings) == 0 || findings[0].GetPath() != k.path || findings[0].GetRule() != k.rule || !strings.Contains(findings[0].GetMessage(), k.says) {
			t.Errorf("%s: %v, %v", k.name, role != nil, findings)
		}
	}
}

// An order without changes scores exactly as its role does; and every promise of advice and plans holds for orders too.
func TestJobOrderScoresAsARole(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	same, err := p.WithJobOrders(orderOf())
	if err != nil {
		t.Fatal(err)
	}
	g := profilegen.New(*seed)
	for range 200 {
		c := g.Profile()
		want := fitFor(t, score(t, p, c), "roles/paralegal")
		r, err := same.Score(c, matcher.Options{AsOf: asOf, Targets: []string{"jobOrders/acme"}})
		if err != nil {
			t.Fatal(err)
		}
		got := r.GetFits()[0]
		if got.GetJobOrder() != "jobOrders/acme" || got.GetJobOrderRevision() != 1 || got.GetJobOrderDigest() != matcher.JobOrderDigest(orderOf()) || got.GetRoleTitle() != "Acme litigation" {
			t.Fatalf("the fit does not name its order: %v", got)
		}
		for _, f := range []*lexfitv1.Fit{got, want} {
			f.JobOrder, f.JobOrderRevision, f.JobOrderDigest, f.RoleTitle, f.Rank, f.Plan = "", 0, "", "", 0, nil
		}
		if !proto.Equal(got, want) {
			t.Fatalf("an order without changes scores differently:\n%v\n%v", got, want)
		}
		if every, err := same.Score(c, matcher.Options{AsOf: asOf}); err != nil || len(every.GetFits()) != 2 {
			t.Fatalf("every role is %d fits (%v)", len(every.GetFits()), err)
		}
	}
}

// Rule 3: a fit names the order's revision and digest, and an older revision scores as it did.
func TestRule03JobOrders(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	first := orderOf(raise("legal-research", 90), require("procedure-efiling", 50), add(t, "spanish", 100, `{"language":{"best_of":["es"]}}`), drop("preference"))
	second := proto.CloneOf(first)
	second.Revision, second.Changes = 2, second.GetChanges()[:1]
	second.Digest = matcher.JobOrderDigest(second)
	if first.GetDigest() == second.GetDigest() {
		t.Fatal("two contents have one digest")
	}
	only, err := p.WithJobOrders(first)
	if err != nil {
		t.Fatal(err)
	}
	both, err := p.WithJobOrders(second, first)
	if err != nil {
		t.Fatal(err)
	}
	g := profilegen.New(3)
	differ := false
	for range 50 {
		c := g.Profile()
		was, err := only.Score(c, matcher.Options{AsOf: asOf, Targets: []string{"jobOrders/acme"}})
		if err != nil {
			t.Fatal(err)
		}
		again, err := both.Score(c, matcher.Options{AsOf: asOf, Targets: []string{"jobOrders/acme@1"}})
		if err != nil {
			t.Fatal(err)
		}
		now, err := both.Score(c, matcher.Options{AsOf: asOf, Targets: []string{"jobOrders/acme"}})
		if err != nil {
			t.Fatal(err)
		}
		a, b := was.GetFits()[0], again.GetFits()[0]
		if !proto.Equal(a, b) {
			t.Fatalf("revision 1 scores differently after revision 2 was written:\n%v\n%v", a, b)
		}
		if now.GetFits()[0].GetJobOrderRevision() != 2 {
			t.Fatalf("the current one is revision %d", now.GetFits()[0].GetJobOrderRevision())
		}
		differ = differ || now.GetFits()[0].GetScore() != a.GetScore()
		for _, k := range a.GetCriteria() {
			changed := slices.Contains([]string{"legal-research", "procedure-efiling", "spanish"}, k.GetCriterionId())
			if want := map[bool]string{true: "jobOrders/acme", false: "roles/paralegal"}[changed]; k.GetOrigin() != want {
				t.Fatalf("%s comes from %s, want %s", k.GetCriterionId(), k.GetOrigin(), want)
			}
		}
	}
	if !differ {
		t.Error("the two revisions score alike: the test shows nothing")
	}
}

// Job orders written one at a time score as if they were compiled together; of each write only the one written is compiled, and
// the plan of before stays as it was.
func TestOneJobOrderAtATime(t *testing.T) {
	t.Parallel()
	rules := defaultPlan(t)
	profile := profilegen.Typical()
	random := rand.New(rand.NewPCG(*seed, 11))
	scored := func(plan *matcher.Program, open map[string]*lexfitv1.JobOrder) *lexfitv1.ScoreCandidateResponse {
		t.Helper()
		reply, err := plan.Score(profile, matcher.Options{AsOf: asOf, View: lexfitv1.View_VIEW_BASIC, Targets: slices.AppendSeq(plan.Roles(), maps.Keys(open))})
		if err != nil {
			t.Fatal(err)
		}
		return reply
	}
	plan, open := rules, map[string]*lexfitv1.JobOrder{}
	base := len(rules.Roles())
	for step := range int32(60) {
		before, openBefore := plan, maps.Clone(open)
		was := scored(before, openBefore)
		name := "jobOrders/" + string(rune('a'+random.IntN(6)))
		_, known := open[name]
		others := base + len(open)
		if known {
			others--
		}
		if random.IntN(3) == 0 {
			delete(open, name)
			plan = plan.WithoutJobOrder(name)
			if plan.CheckTargets([]string{name}) == nil {
				t.Fatalf("%s is scored after it is gone", name)
			}
		} else {
			order := orderOf(raise("legal-research", 1+step))
			order.Name, order.Revision = name, 1+step
			open[name] = order
			var err error
			if plan, err = plan.WithJobOrder(order); err != nil {
				t.Fatal(err)
			}
			if err := plan.CheckTargets([]string{name, fmt.Sprintf("%s@%d", name, order.GetRevision())}); err != nil {
				t.Fatal(err)
			}
		}
		if shared := matcher.SharedTargets(before, plan); shared != others {
			t.Fatalf("%d targets were taken over, want all %d but the one written", shared, others)
		}
		together, err := rules.WithJobOrders(slices.SortedFunc(maps.Values(open), func(one, other *lexfitv1.JobOrder) int {
			return strings.Compare(one.GetName(), other.GetName())
		})...)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := scored(plan, open), scored(together, open); !proto.Equal(got, want) {
			t.Fatalf("one at a time:\n%v\ntogether:\n%v", got, want)
		}
		if again := scored(before, openBefore); !proto.Equal(was, again) {
			t.Fatalf("the plan of before scores differently:\n%v\n%v", was, again)
		}
	}
	// What cannot be done is said as it is said of many, and a revision of several has the name where it is the last.
	impossible := orderOf(drop("typing"))
	_, one := plan.WithJobOrder(impossible)
	_, many := rules.WithJobOrders(impossible)
	if one == nil || one.Error() != many.Error() {
		t.Errorf("%v, want %v", one, many)
	}
	first, second := orderOf(), orderOf(raise("coursework", 5))
	second.Revision = 2
	both, err := rules.WithJobOrders(second, first)
	if err != nil {
		t.Fatal(err)
	}
	third := proto.CloneOf(second)
	third.Revision = 3
	alone, err := both.WithJobOrder(third)
	if err != nil {
		t.Fatal(err)
	}
	if alone.CheckTargets([]string{"jobOrders/acme", "jobOrders/acme@3"}) != nil || alone.CheckTargets([]string{"jobOrders/acme@1"}) == nil {
		t.Error("the third revision does not stand in place of the others")
	}
}

// Rule E10: an opening may have bands of its own, and where what it asks for besides the role rules a band out, the fit says so.
func TestE10JobOrderBands(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	const speaks = `{"languages":[{"name":"German","level":"NATIVE"}],"experience":[{"title":"Paralegal","employer_type":"LAW_FIRM","months":96}]}`
	spanish := add(t, "spanish", 300, `{"language":{"best_of":["es"]}}`)
	own := orderOf(spanish)
	own.Bands = &lexfitv1.Bands{Possible: 100, Good: 200, Strong: 700}
	own.Digest = matcher.JobOrderDigest(own)
	if own.GetDigest() == orderOf(spanish).GetDigest() {
		t.Error("bands are no part of the digest")
	}
	tight := orderOf(spanish)
	tight.Bands = &lexfitv1.Bands{Possible: 100, Good: 701, Strong: 702}
	for _, tt := range []struct {
		name    string
		order   *lexfitv1.JobOrder
		profile string
		flag    string // what its reason says; empty for none
	}{
		{"STRONG is out of reach", orderOf(spanish), speaks, "besides the role (spanish) leaves at most 70.0 of 100.0 points: good at best."}, // 1000 - 300, GOOD from 610
		{"nothing is asked for besides the role", orderOf(), speaks, ""},
		{"who says nothing of languages nor of anything near may speak it", orderOf(spanish), `{"certifications":[{"name":"CP","issuer":"NALA"}]}`, ""},
		{"who speaks it has it", orderOf(spanish), strings.Replace(speaks, "German", "Spanish", 1), ""},
		{"bands of its own leave STRONG in reach", own, speaks, ""},
		{"or not even GOOD", tight, speaks, "possible at best"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			with, err := p.WithJobOrders(tt.order)
			if err != nil {
				t.Fatal(err)
			}
			reply, err := with.Score(profile(t, tt.profile), matcher.Options{AsOf: asOf, Targets: []string{"jobOrders/acme"}})
			if err != nil {
				t.Fatal(err)
			}
			fit, reason := reply.GetFits()[0], ""
			if at := slices.Index(fit.GetFlags(), "BAND_OUT_OF_REACH"); at >= 0 {
				reason = fit.GetFlagReasons()[at]
			}
			if (reason == "") != (tt.flag == "") || !strings.Contains(reason, tt.flag) {
				t.Errorf("flagged %q, want %q", reason, tt.flag)
			}
			if bands := tt.order.GetBands(); bands != nil && fit.GetScore() >= bands.GetPossible() && fit.GetScore() < bands.GetGood() && fit.GetBand() != lexfitv1.Band_BAND_POSSIBLE {
				t.Errorf("%d points are %v by bands %v", fit.GetScore(), fit.GetBand(), bands)
			}
		})
	}
}
