package beam

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Many workers of a process that set themselves up at once compile one rulebook once.
func TestCompiledOnce(t *testing.T) {
	t.Parallel()
	plan, err := NewPlan(Settings{AsOf: "2026-01-31"})
	if err != nil {
		t.Fatal(err)
	}
	before := compiled.Load()
	var group sync.WaitGroup
	workers := make([]worker, 20)
	for i := range workers {
		workers[i].Plan = plan
		group.Go(func() {
			if err := workers[i].setup(); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	made := 0
	for i := range workers {
		if workers[i].engine != workers[0].engine {
			t.Error("two engines of one plan")
		}
		if workers[i].made {
			made++
		}
	}
	// Other tests of this package compile other plans meanwhile; none has this one's day.
	if made != 1 || compiled.Load()-before < 1 {
		t.Errorf("%d workers say that they compiled, and %d were", made, compiled.Load()-before)
	}
}

// A plan that another program made, or that was changed on its way, scores nobody.
func TestPlanOfAnother(t *testing.T) {
	t.Parallel()
	sound, err := NewPlan(Settings{AsOf: "2026-11-24"})
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Plan){
		"an engine of its own": func(p *Plan) { p.Engine++ },
		"another digest":       func(p *Plan) { p.Digest = strings.Repeat("0", 64) },
		"a rulebook cut off":   func(p *Plan) { p.Rulebook = p.Rulebook[:len(p.Rulebook)/2] },
		"no rulebook":          func(p *Plan) { p.Rulebook = nil },
		"options cut off":      func(p *Plan) { p.Options = []byte{0xff} },
		"a broken job order":   func(p *Plan) { p.Orders = [][]byte{{0xff}} },
		"a document's format":  func(p *Plan) { p.Format = "xlsx" },
	} {
		plan := sound
		change(&plan)
		worker := worker{Plan: plan}
		if err := worker.setup(); err == nil {
			t.Errorf("%s: a worker takes it", name)
		}
	}
}

// scorerFunc is an engine's program made of a function.
type scorerFunc func(*lexfitv1.CandidateProfile) (*lexfitv1.ScoreCandidateResponse, error)

func (f scorerFunc) Score(profile *lexfitv1.CandidateProfile, _ matcher.Options) (*lexfitv1.ScoreCandidateResponse, error) {
	return f(profile)
}

// What fails within the engine, by a panic too, fails for its row alone, and no word of the profile is told.
func TestFaultOfItsOwn(t *testing.T) {
	t.Parallel()
	for name, score := range map[string]scorerFunc{
		"panic": func(profile *lexfitv1.CandidateProfile) (*lexfitv1.ScoreCandidateResponse, error) {
			panic("no such skill: " + profile.GetCandidateId())
		},
		"error": func(profile *lexfitv1.CandidateProfile) (*lexfitv1.ScoreCandidateResponse, error) {
			return nil, errors.New(profile.GetCandidateId())
		},
	} {
		made := &engine{program: score}
		answer, problems := made.judge(input.ReadRow("pool.jsonl", 7, []byte(`{"candidate_id":"zyxqv"}`)))
		if answer != nil || len(problems) != 1 || problems[0].Line != 7 || strings.Contains(problems[0].Message, "zyxqv") ||
			!strings.Contains(problems[0].Message, "a fault of its own") {
			t.Errorf("%s: got %v, %v", name, answer, problems)
		}
	}
}
