package beam

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/run"
	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
)

// Settings are what the scores of a pipeline are made by.
type Settings struct {
	// Rulebook holds the rules, with their number and digest; nil for the default rules. See ReadRulebook.
	Rulebook *lexfitv1.RulebookRevision
	// Orders are the job orders that are scored; see ReadJobOrder.
	Orders []*lexfitv1.JobOrder
	// Roles are the resource names of the roles that are scored; where there are neither roles nor orders, every role.
	Roles []string
	// AsOf is the date by which expiry and years are judged, such as 2026-11-24; empty for today, in UTC.
	AsOf string
	// Advice is what advice is asked for; nil for what the command gives.
	Advice *lexfitv1.AdviceOptions
	// Format is how results are written, jsonl or csv; empty for jsonl.
	Format render.Format
	// Blind leaves names out.
	Blind bool
}

// Plan is all that scores depend on besides the profiles, settled and checked, as it travels with a pipeline to its workers. It is
// made by NewPlan; its fields are what a worker needs, in a form that any runner can carry.
type Plan struct {
	// Rulebook is the lexfit.v1.RulebookRevision on the wire, and Digest that of its rules.
	Rulebook []byte
	Digest   string
	// Orders are the lexfit.v1.JobOrder of each job order on the wire.
	Orders [][]byte
	// Options are the lexfit.v1.ScoreOptions on the wire.
	Options []byte
	// Format is the name of a format of results.
	Format string
	// Blind leaves names out.
	Blind bool
	// Engine is the version of the engine that is to score.
	Engine int32
}

// NewPlan settles what the settings leave open, and compiles the rules once, so that what is wrong is said before a pipeline begins,
// as the command says it.
func NewPlan(settings Settings) (Plan, error) {
	rules := settings.Rulebook
	if rules == nil {
		rules = defaultRulebook()
	}
	options := &lexfitv1.ScoreOptions{AsOf: settings.AsOf, Advice: settings.Advice, Targets: slices.Clone(settings.Roles)}
	if options.GetAsOf() == "" {
		options.AsOf = time.Now().UTC().Format(time.DateOnly)
	}
	if options.GetAdvice() == nil {
		options.Advice = &lexfitv1.AdviceOptions{Order: lexfitv1.AdviceOrder_ADVICE_ORDER_EFFORT}
	}
	if options.GetAdvice().GetApply() > 0 {
		return Plan{}, errors.New("a pipeline applies no advice: lexfit score --apply-advice does")
	}
	for _, order := range settings.Orders {
		options.Targets = append(options.Targets, fmt.Sprintf("%s@%d", order.GetName(), order.GetRevision()))
	}
	format, err := formatNamed(settings.Format)
	if err != nil {
		return Plan{}, err
	}
	if !format.Verbatim {
		options.View = lexfitv1.View_VIEW_FULL
	}
	if err := lexfitv1check.Request(options); err != nil {
		return Plan{}, err
	}
	plan := Plan{Digest: matcher.Digest(rules.GetRulebook()), Format: string(format.Name), Blind: settings.Blind, Engine: matcher.EngineVersion}
	wire := proto.MarshalOptions{Deterministic: true}
	if plan.Rulebook, err = wire.Marshal(rules); err != nil {
		return Plan{}, fmt.Errorf("write the rulebook: %w", err)
	}
	for _, order := range settings.Orders {
		data, err := wire.Marshal(order)
		if err != nil {
			return Plan{}, fmt.Errorf("write the job order %s: %w", order.GetName(), err)
		}
		plan.Orders = append(plan.Orders, data)
	}
	if plan.Options, err = wire.Marshal(options); err != nil {
		return Plan{}, fmt.Errorf("write the options: %w", err)
	}
	if _, err := newEngine(plan); err != nil {
		return Plan{}, err
	}
	return plan, nil
}

// formats are the names of the formats that results can be written in: those of lines without a frame around them all.
func formats() []render.Format { return []render.Format{render.JSONL, "csv"} }

// formatNamed finds a format.
func formatNamed(name render.Format) (run.Format, error) {
	if name == "" {
		name = render.JSONL
	}
	if !slices.Contains(formats(), name) {
		return run.Format{}, run.UsageError{Err: fmt.Errorf("--output %q: expected %s; the other formats are one document, which many workers cannot write", name, render.Names(formats()))}
	}
	return run.FormatNamed(string(name))
}

// key tells plans apart.
func (p Plan) key() string {
	text, err := json.Marshal(p)
	if err != nil {
		return "" // bytes, texts and a number: there is nothing that JSON cannot say
	}
	return string(text)
}

// names are the targets that the plan scores, as one text; every role where it names none.
func names(targets []string) string {
	if len(targets) == 0 {
		return "every role"
	}
	return strings.Join(targets, " ")
}
