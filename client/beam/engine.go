package beam

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/run"
	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
)

// What of one profile is read, as every server and the command have it where nobody says otherwise.
const (
	mostEntries    = 5000
	mostCharacters = 250_000
)

// scorer scores a profile. The engine's program is one.
type scorer interface {
	Score(profile *lexfitv1.CandidateProfile, options matcher.Options) (*lexfitv1.ScoreCandidateResponse, error)
}

// engine is a plan made ready. It is shared by all that works in a process, and nothing of it changes.
type engine struct {
	program  scorer
	revision int32
	options  matcher.Options
	format   run.Format
	blind    bool
}

// compiled counts the rulebooks that this process compiled for its workers.
var compiled atomic.Int64

// engines are the plans made ready in this process. A runner makes many workers in one process, and each sets itself up.
var engines = struct {
	sync.Mutex
	ready map[[sha256.Size]byte]func() (*engine, error)
}{ready: map[[sha256.Size]byte]func() (*engine, error){}}

// mostEngines is how many plans stay ready: a process that works for more pipelines than that compiles again.
const mostEngines = 8

// engineOf gives the engine of a plan, and makes it where this process has none yet; made says so.
func engineOf(plan Plan) (ready *engine, made bool, err error) {
	key := sha256.Sum256([]byte(plan.key()))
	engines.Lock()
	get, known := engines.ready[key]
	if !known {
		if len(engines.ready) >= mostEngines {
			clear(engines.ready)
		}
		get = sync.OnceValues(func() (*engine, error) {
			made = true
			compiled.Add(1)
			return newEngine(plan)
		})
		engines.ready[key] = get
	}
	engines.Unlock()
	ready, err = get()
	return ready, made, err
}

// errPlan is a plan that did not come as it was sent.
var errPlan = errors.New("the plan of the pipeline did not come as it was sent: build the pipeline and its workers from one program, and start again")

// newEngine makes a plan ready.
func newEngine(plan Plan) (*engine, error) {
	if plan.Engine != matcher.EngineVersion {
		return nil, fmt.Errorf("the pipeline was built for engine version %d, and this worker has %d: build both from one program", plan.Engine, matcher.EngineVersion)
	}
	rules, options := &lexfitv1.RulebookRevision{}, &lexfitv1.ScoreOptions{}
	if proto.Unmarshal(plan.Rulebook, rules) != nil || proto.Unmarshal(plan.Options, options) != nil || matcher.Digest(rules.GetRulebook()) != plan.Digest {
		return nil, errPlan
	}
	program, err := matcher.Compile(rules.GetRulebook())
	if err != nil {
		return nil, fmt.Errorf("the rulebook does not compile under engine version %d: %w", matcher.EngineVersion, err)
	}
	var orders []*lexfitv1.JobOrder
	for _, data := range plan.Orders {
		order := &lexfitv1.JobOrder{}
		if proto.Unmarshal(data, order) != nil {
			return nil, errPlan
		}
		orders = append(orders, order)
	}
	if program, err = program.WithJobOrders(orders...); err != nil {
		return nil, fmt.Errorf("a job order does not compile against the rulebook: %w", err)
	}
	if err := program.CheckTargets(options.GetTargets()); err != nil {
		return nil, err //nolint:wrapcheck // the sentence that the command says
	}
	format, err := formatNamed(render.Format(plan.Format))
	if err != nil {
		return nil, err
	}
	return &engine{
		program: program, revision: rules.GetRevision(), format: format, blind: plan.Blind,
		options: matcher.Options{AsOf: options.GetAsOf(), Targets: options.GetTargets(), View: options.GetView(), Advice: options.GetAdvice()},
	}, nil
}

// printer begins to print results. Further says that others stand before them.
func (e *engine) printer(to io.Writer, further bool) render.Scores {
	return e.format.Scores(to, render.Options{Further: further, Blind: e.blind, NoAdvice: e.options.Advice.GetNone()})
}

// judge scores a row that was read, or says all that is wrong with it. What fails within the engine fails for this row alone, and
// says no word of it.
func (e *engine) judge(row *input.Row) (answer *lexfitv1.ScoreCandidateResponse, problems []input.Problem) {
	if row.Profile == nil {
		return nil, row.Problems
	}
	defer func() {
		if recover() != nil {
			answer, problems = nil, fault(row)
		}
	}()
	refusal, err := refusalOf(row.Profile)
	if err != nil {
		return nil, fault(row)
	}
	if refusal != nil {
		return nil, run.Refused(row, refusal)
	}
	answer, err = e.program.Score(row.Profile, e.options)
	if err != nil {
		return nil, fault(row)
	}
	answer.RulebookRevision = e.revision
	if e.blind {
		render.Blind(answer, row.Profile)
	}
	return answer, nil
}

// fault is the problem of a row that nothing is known to be wrong with.
func fault(row *input.Row) []input.Problem {
	return []input.Problem{{Line: row.Line, Message: fmt.Sprintf(
		"lexfit met a fault of its own in this row, and the others went on: tell its makers, with the version of the engine, %d", matcher.EngineVersion)}}
}

// refusalOf says why a profile is not scored; nil where it is.
func refusalOf(profile *lexfitv1.CandidateProfile) (*lexfitv1.ProfileError, error) {
	if refusal, err := lexfitv1check.Profile(profile); refusal != nil || err != nil {
		return refusal, err //nolint:wrapcheck // never shown
	}
	if large, ok := errors.AsType[*matcher.ExtentError](matcher.CheckExtent(profile, mostEntries, mostCharacters)); ok {
		return &lexfitv1.ProfileError{Message: large.Error()}, nil
	}
	return nil, nil
}

// put prints an answer.
func (e *engine) put(to render.Scores, row *input.Row, answer *lexfitv1.ScoreCandidateResponse) error {
	person := render.Person{}
	if !e.blind {
		person.Name = row.Profile.GetDisplayName()
	}
	if err := to.Add(answer, person); err != nil {
		return fmt.Errorf("write result: %w", err)
	}
	return nil
}

// text is an answer as it is printed, with others before it.
func (e *engine) text(row *input.Row, answer *lexfitv1.ScoreCandidateResponse) ([]byte, error) {
	var out bytes.Buffer
	err := e.put(e.printer(&out, true), row, answer)
	return out.Bytes(), err
}
