package opening

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/lexfit/lexfit/matcher/lexicon"
	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Asked is what a client asks for, in words. Empty parts ask for nothing.
type Asked struct {
	ID, Role, Title string
	// Musts and Plusses are wishes, each a name or several joined by "or".
	Musts, Plusses []string
	// Years is how long in the role's work, such as 5 or 3-5, of which the lower end is the must.
	Years string
	// Pay is a range a year or an hour, such as 60-75k or 28-34/hour.
	Pay, Place, Practice, Start, Description string
	// Year is the year that the pay speaks of.
	Year int
}

// Rules are the rulebook, and how it reads names.
type Rules struct {
	*lexfitv1.Rulebook
	Resolve func(ctx context.Context, texts []string) ([]*lexfitv1.ResolvedName, error)
}

// What is asked for weighs so much, less where it would leave the role's own criteria under the rest.
const (
	mustWeight     = 60
	plusWeight     = 30
	practiceWeight = 50
	mostAdded      = 600
)

// New makes a job order of what is asked for. The remarks say how each wish was read that does not name a thing outright. The
// error names everything that could not be read, with what it may have meant.
func New(ctx context.Context, rules Rules, asked Asked) (*lexfitv1.JobOrder, []string, error) {
	role, err := roleOf(rules.Rulebook, asked.Role)
	if err != nil {
		return nil, nil, err
	}
	made := &draft{rules: rules, role: role, order: &lexfitv1.JobOrder{Role: role.GetName(), Place: asked.Place, PracticeArea: asked.Practice, Description: asked.Description}}
	if err := made.read(ctx, asked); err != nil {
		return nil, nil, err
	}
	for _, wish := range asked.Musts {
		made.wish(wish, true)
	}
	for _, wish := range asked.Plusses {
		made.wish(wish, false)
	}
	made.years(asked.Years)
	made.practice(asked.Practice)
	made.start(asked.Start)
	made.pay(asked.Pay, asked.Year)
	if len(made.wrong) > 0 {
		if made.unknown {
			made.wrong = append(made.wrong, "All that can be asked for: lexfit skills list, credentials list, languages list, titles list, topics list.")
		}
		return nil, nil, errors.New(strings.Join(made.wrong, "\n"))
	}
	made.weigh()
	made.name(asked)
	return made.order, made.remarks, nil
}

// roleOf is the role of an id, a resource name or a title.
func roleOf(rules *lexfitv1.Rulebook, written string) (*lexfitv1.Role, error) {
	form := lexicon.NormalizeName(strings.TrimPrefix(written, rolePrefix))
	var ids []string
	for _, role := range rules.GetRoles() {
		id := strings.TrimPrefix(role.GetName(), rolePrefix)
		if form != "" && (form == lexicon.NormalizeName(id) || form == lexicon.NormalizeName(role.GetTitle())) {
			return role, nil
		}
		ids = append(ids, id)
	}
	if form == "" {
		return nil, fmt.Errorf("--role is needed: %s", prose.Or(ids))
	}
	return nil, fmt.Errorf("--role %q: the rules have no such role; they have %s", written, prose.Or(ids))
}

const rolePrefix = "roles/"

// draft is a job order in the making.
type draft struct {
	rules    Rules
	role     *lexfitv1.Role
	order    *lexfitv1.JobOrder
	resolved map[string]*lexfitv1.ResolvedName
	state    string // of the place; empty where it names none, or several
	remarks  []string
	wrong    []string
	unknown  bool // a name is among what is wrong
}

func (d *draft) failf(format string, values ...any) {
	if text := fmt.Sprintf(format, values...); !slices.Contains(d.wrong, text) {
		d.wrong = append(d.wrong, text)
	}
}

func (d *draft) remarkf(format string, values ...any) {
	d.remarks = append(d.remarks, fmt.Sprintf(format, values...))
}

// read has all names read at once.
func (d *draft) read(ctx context.Context, asked Asked) error {
	texts := []string{asked.Place, asked.Practice}
	for _, wish := range slices.Concat(asked.Musts, asked.Plusses) {
		for _, one := range alternatives(wish) {
			texts = append(texts, namesIn(one)...)
		}
	}
	texts = slices.DeleteFunc(texts, func(text string) bool { return text == "" })
	d.resolved = map[string]*lexfitv1.ResolvedName{}
	if len(texts) == 0 {
		return nil
	}
	results, err := d.rules.Resolve(ctx, texts)
	if err != nil {
		return err
	}
	for i, result := range results {
		d.resolved[texts[i]] = result
	}
	if states := d.resolved[asked.Place].GetStates(); len(states) == 1 {
		d.state = states[0]
	}
	return nil
}

// add adds a criterion, the first of a name, or makes the role's own criterion of that name a must or a plus: two would count one thing twice.
func (d *draft) add(id, title string, category lexfitv1.Category, condition *lexfitv1.Condition, must bool, weight, threshold int32, why string) {
	if slices.ContainsFunc(d.order.GetChanges(), func(change *lexfitv1.CriterionChange) bool { return change.GetCriterionId() == id }) {
		d.remarkf("%s is asked for already, and counts once", title)
		return
	}
	if slices.ContainsFunc(d.role.GetCriteria(), func(own *lexfitv1.Criterion) bool { return own.GetId() == id }) {
		change := &lexfitv1.CriterionChange{CriterionId: id, Change: &lexfitv1.CriterionChange_Raise{Raise: weight}}
		if must {
			change.Change = &lexfitv1.CriterionChange_Require{Require: &lexfitv1.Require{Threshold: threshold, Rationale: why, Raise: weight}}
		}
		d.order.Changes = append(d.order.Changes, change)
		d.remarkf("%s is a criterion of the role already: it weighs %d points more", title, weight)
		return
	}
	criterion := &lexfitv1.Criterion{
		Id: id, Title: title, Category: category, Weight: weight, Requirement: lexfitv1.Requirement_REQUIREMENT_PREFERRED, Condition: condition, Rationale: why,
	}
	if must {
		criterion.Requirement, criterion.Threshold = lexfitv1.Requirement_REQUIREMENT_REQUIRED, threshold
	}
	d.order.Changes = append(d.order.Changes, &lexfitv1.CriterionChange{CriterionId: id, Change: &lexfitv1.CriterionChange_Add{Add: criterion}})
}

// weigh makes what is added lighter where it would take too much of the role.
func (d *draft) weigh() {
	var sum int32
	for _, change := range d.order.GetChanges() {
		sum += change.GetAdd().GetWeight() + change.GetRaise() + change.GetRequire().GetRaise()
	}
	if sum <= mostAdded {
		return
	}
	for _, change := range d.order.GetChanges() {
		switch typed := change.GetChange().(type) {
		case *lexfitv1.CriterionChange_Add:
			typed.Add.Weight = max(1, typed.Add.GetWeight()*mostAdded/sum)
		case *lexfitv1.CriterionChange_Raise:
			typed.Raise = max(1, typed.Raise*mostAdded/sum)
		case *lexfitv1.CriterionChange_Require:
			typed.Require.Raise = max(1, typed.Require.GetRaise()*mostAdded/sum)
		}
	}
	d.remarkf("all that is asked for weighs %d of 1000 points, so that the role itself still counts", mostAdded)
}

// name gives the order its title and id.
func (d *draft) name(asked Asked) {
	d.order.Title = asked.Title
	if d.order.GetTitle() == "" {
		d.order.Title = d.role.GetTitle()
		if asked.Practice != "" {
			d.order.Title += ", " + asked.Practice
		}
		if asked.Place != "" {
			d.order.Title += ", " + asked.Place
		}
	}
	id := strings.TrimPrefix(asked.ID, orderPrefix)
	if id == "" {
		id = slug(d.order.GetTitle())
	}
	d.order.Name = orderPrefix + id
}

const orderPrefix = "jobOrders/"

// slug makes an id of a text: lower-case words joined by hyphens, at most 64 letters.
func slug(text string) string {
	id := strings.Trim(notOfIDs.ReplaceAllString(strings.ToLower(lexicon.NormalizeName(text)), "-"), "-")
	if id == "" {
		id = "opening"
	}
	return strings.Trim(id[:min(len(id), 64)], "-")
}

var notOfIDs = regexp.MustCompile(`[^a-z0-9]+`)

// years asks for so many years in the role's work.
func (d *draft) years(written string) {
	if written == "" {
		return
	}
	found := yearsAsked.FindStringSubmatch(strings.TrimSpace(written))
	least := 0
	if found != nil {
		least, _ = strconv.Atoi(found[1]) // two digits at most
	}
	if least < 1 || least > 60 {
		d.failf("--years %q: expected a number, such as 5 or 3-5", written)
		return
	}
	if found[2] != "" {
		d.remarkf("--years %s: %s is the must", written, prose.Count(least, "year"))
	}
	title := prose.Count(least, "year") + " as " + strings.ToLower(d.role.GetTitle())
	d.add("years", title, lexfitv1.Category_CATEGORY_EXPERIENCE, d.worked(least*12, nil), true, mustWeight, 0, "The client asks for "+title+".")
}

var yearsAsked = regexp.MustCompile(`^([0-9]{1,2})(\+| *(?:-|–|to) *[0-9]{1,2})?(?: *(?:years?|yrs?))?$`)

// worked asks for months in the work that the role counts in full, in practice areas or any.
func (d *draft) worked(months int, areas []string) *lexfitv1.Condition {
	asked := &lexfitv1.ExperienceCondition{StepMonths: int32(months), PracticeAreas: areas}
	for _, id := range d.families() {
		asked.Families = append(asked.Families, &lexfitv1.FamilyFactor{Family: id, Factor: 1000})
	}
	return &lexfitv1.Condition{Node: &lexfitv1.Condition_Experience{Experience: asked}}
}

// families are the title families whose work the role's own criterion of experience counts in full; the role's own at least.
func (d *draft) families() []string {
	list := []string{d.role.GetFamily()}
	for _, criterion := range d.role.GetCriteria() {
		if criterion.GetCategory() != lexfitv1.Category_CATEGORY_EXPERIENCE {
			continue
		}
		for _, family := range criterion.GetCondition().GetExperience().GetFamilies() {
			if family.GetFactor() == 1000 && !slices.Contains(list, family.GetFamily()) {
				list = append(list, family.GetFamily())
			}
		}
	}
	return list
}

// practice makes work in the practice area a plus, and naming it a smaller one.
func (d *draft) practice(written string) {
	if written == "" {
		return
	}
	skills, how := d.pick(written, lexfitv1.NameKind_NAME_KIND_SKILL)
	if len(skills) == 0 {
		d.failf("--practice %q %s", written, d.notRead(written, how, lexfitv1.NameKind_NAME_KIND_SKILL))
		return
	}
	if how == lexfitv1.MatchKind_MATCH_KIND_PHRASE {
		d.remarkf("--practice %q is read as %s", written, titles(skills))
	}
	worked := d.worked(0, ids(skills)).GetExperience()
	worked.Curve = &lexfitv1.Curve{Points: []*lexfitv1.CurvePoint{{X: 0, Value: 0}, {X: 24, Value: 10_000}}}
	worth := int32(600)
	d.add("practice", "Practice: "+titles(skills), lexfitv1.Category_CATEGORY_EXPERIENCE, anyOf(
		&lexfitv1.Condition{Title: "work in it", Node: &lexfitv1.Condition_Experience{Experience: worked}},
		&lexfitv1.Condition{Title: "skill in it", Worth: &worth, Node: bestOf(skills)},
	), false, practiceWeight, 0, "The opening is in "+titles(skills)+".")
}

// start asks that somebody can begin by a day.
func (d *draft) start(day string) {
	if day == "" {
		return
	}
	if !wholeDay.MatchString(day) {
		d.failf("--start %q: expected a day, such as 2027-01-15", day)
		return
	}
	d.add("start", "Can start by "+day, lexfitv1.Category_CATEGORY_AVAILABILITY,
		&lexfitv1.Condition{Node: &lexfitv1.Condition_Availability{Availability: &lexfitv1.AvailabilityCondition{By: day}}}, true, plusWeight, 0,
		"The client needs somebody by "+day+".")
}

var wholeDay = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)

// hoursAYear turns pay an hour into pay a year, at 40 hours a week.
const hoursAYear = 2080

var payAsked = regexp.MustCompile(`^\$?([0-9][0-9,.]*)(k)?(?:(?:-|–|to)\$?([0-9][0-9,.]*)(k)?)?(\+)?(/h|/hr|/hour|anhour|perhour|hourly)?$`)

// pay reads the range of pay.
func (d *draft) pay(written string, year int) {
	if written == "" {
		return
	}
	found := payAsked.FindStringSubmatch(strings.ToLower(strings.Join(strings.Fields(written), "")))
	if found == nil {
		d.failf("--pay %q: expected a range, such as 60-75k, 60,000-75,000 or 28-34/hour", written)
		return
	}
	thousands := found[2] + found[4]
	dollars := func(text, k string) int32 {
		amount, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
		switch {
		case text == "" || err != nil:
			return 0
		case k != "", thousands != "" && amount < 1000: // the k of 60-75k is that of both
			amount *= 1000
		case found[6] != "":
			amount *= hoursAYear
		}
		return int32(min(amount, 10_000_000))
	}
	low, high := dollars(found[1], thousands), dollars(found[3], thousands)
	if found[3] == "" && found[5] == "" {
		high = low
	}
	if low < 5000 || high > 0 && high < low {
		d.failf("--pay %q: read as %d to %d dollars a year; expected a range, such as 60-75k or 28-34/hour", written, low, high)
		return
	}
	if found[6] != "" {
		d.remarkf("--pay %s: at %d hours a year, %s", written, hoursAYear, dollarRange(low, high))
	}
	d.order.Salary = &lexfitv1.SalaryFigure{Label: "offer", LowUsd: low, HighUsd: high, Year: int32(year), Source: "the client", Open: found[5] != ""}
}

func dollarRange(low, high int32) string {
	if low == high {
		return prose.Dollars(low)
	}
	return prose.Dollars(low) + " to " + prose.Dollars(high)
}
