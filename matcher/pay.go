package matcher

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// agedMonths is after how many months a figure says of itself that it is old.
const agedMonths = 24

// fact is a statement that somebody made at some time: a figure of pay, a range, an outlook.
type fact interface {
	GetYear() int32
	GetMonth() int32
	GetPublisher() string
	GetSource() string
}

// months is when a fact was made, in months; with the year alone its last one, so that silence makes nothing old.
func months(of fact) int32 { return date{year: of.GetYear(), month: of.GetMonth()}.monthIndex(12) }

// newer orders facts, the newest first.
func newer[F fact](one, other F) int { return cmp.Compare(months(other), months(one)) }

// told says who says a fact, when, and whether it has grown old by the as-of date.
func told(of fact, asOf date, where ...string) string {
	when := strconv.Itoa(int(of.GetYear()))
	if of.GetMonth() > 0 {
		when = time.Month(of.GetMonth()).String() + " " + when
	}
	text := strings.Join(append([]string{cmp.Or(of.GetPublisher(), of.GetSource()), when}, where...), ", ")
	if asOf.monthIndex(1)-months(of) > agedMonths {
		text += "; more than two years ago"
	}
	return "(" + text + ")"
}

// nation is the area of a range that is none of a state.
const nation = "United States"

func areaOf(of *lexfitv1.PayRange) string { return cmp.Or(of.GetArea(), nation) }

// payRanges lists a role's ranges, the newest first, at the same date the nation's first.
func payRanges(role *lexfitv1.Role) []*lexfitv1.PayRange {
	list := slices.Clone(role.GetPayRanges())
	slices.SortStableFunc(list, func(one, other *lexfitv1.PayRange) int {
		return cmp.Or(newer(one, other), cmp.Compare(one.GetArea(), other.GetArea()))
	})
	return list
}

// payRange is the newest range of a state, else of the nation; nil where there is none.
func payRange(role *lexfitv1.Role, state string) *lexfitv1.PayRange {
	var found *lexfitv1.PayRange
	for _, of := range role.GetPayRanges() {
		switch {
		case of.GetArea() != "" && of.GetArea() != state:
		case found == nil || of.GetArea() != "" && found.GetArea() == "", of.GetArea() == found.GetArea() && months(of) > months(found):
			found = of
		}
	}
	return found
}

// spread says a range in a sentence.
func spread(of *lexfitv1.PayRange, asOf date, where ...string) string {
	text := "Median " + prose.Dollars(of.GetMedianUsd()) + " a year"
	switch {
	case of.GetP10Usd() > 0 && of.GetP90Usd() > 0:
		text += fmt.Sprintf(", eight in ten earn %s to %s", prose.Dollars(of.GetP10Usd()), prose.Dollars(of.GetP90Usd()))
	case of.GetP25Usd() > 0 && of.GetP75Usd() > 0:
		text += fmt.Sprintf(", half earn %s to %s", prose.Dollars(of.GetP25Usd()), prose.Dollars(of.GetP75Usd()))
	case of.GetP90Usd() > 0:
		text += ", one in ten earns more than " + prose.Dollars(of.GetP90Usd())
	}
	return text + " " + told(of, asOf, append([]string{areaOf(of)}, where...)...) + "."
}

// payBrackets are below how many months in the role's own work pay points to which part of the range: to the first quarter's upper
// part for under two years, to the second quarter for under five, to the third for under ten, above it from then on. The cuts are
// this project's own and an orientation: what somebody earns hangs on place, firm and practice more than on years.
var payBrackets = [...]int32{24, 60, 120}

// oriented is the part of a range to which months in the role's own work point; where a percentile is not known the next one further
// out stands for it, and 0 is open. From ten years on there is no upper end to what is usual: the most is only where a tenth begins.
func oriented(of *lexfitv1.PayRange, months int32) (low, high int32) {
	known := [...]int32{of.GetP10Usd(), of.GetP25Usd(), of.GetMedianUsd(), of.GetP75Usd(), of.GetP90Usd()}
	at := 0
	for at < len(payBrackets) && months >= payBrackets[at] {
		at++
	}
	for from := at; from >= 0 && low == 0; from-- {
		low = known[from]
	}
	for to := at + 1; to < len(known) && high == 0; to++ {
		high = known[to]
	}
	return low, high
}

// orient adds to a pay match how pay spreads where the candidate works, and where the candidate's years point.
func (m *payMatcher) orient(match *lexfitv1.SalaryMatch) {
	state := m.profile.GetWorkState()
	found := payRange(m.role, state)
	if found == nil {
		return
	}
	match.Range = proto.CloneOf(found)
	var missing []string
	if state != "" && found.GetArea() != state {
		missing = []string{"no figure for " + state + " on hand"}
	}
	match.OrientedLowUsd, match.OrientedHighUsd = oriented(found, m.months)
	match.Orientation = spread(found, m.asOf, missing...) + " " + m.pointsTo(match)
}

// pointsTo says where the years in the role's own work point.
func (m *payMatcher) pointsTo(match *lexfitv1.SalaryMatch) string {
	years := "No year in the job is shown: "
	if m.months > 0 {
		years = "With " + prose.Years(m.months) + " in the job: "
	}
	low, high := match.GetOrientedLowUsd(), match.GetOrientedHighUsd()
	part := prose.Dollars(low) + " to " + prose.Dollars(high)
	switch {
	case low == 0:
		part = "up to " + prose.Dollars(high)
	case high == 0:
		part = prose.Dollars(low) + " or more"
	case m.months >= payBrackets[len(payBrackets)-1]:
		part += " or more"
	}
	return years + part + ", a guide and no promise."
}

// payMatcher compares a role's pay with what one candidate expects.
type payMatcher struct {
	role    *lexfitv1.Role
	profile *lexfitv1.CandidateProfile
	months  int32 // in the role's own work
	asOf    date
}

// payOf is a role's pay for the candidate at hand. The years counted are those under the role's own titles, and under titles that may
// mean it, such as legal assistant.
func payOf(role *lexfitv1.Role, c *candidate) *lexfitv1.SalaryMatch {
	own := func(family int32) bool {
		known := &c.words.families[family]
		return known.GetId() == role.GetFamily() || slices.Contains(known.GetImpliesAs(), role.GetFamily())
	}
	pays := &payMatcher{role: role, profile: c.profile, asOf: c.asOf}
	if role.GetFamily() != "" {
		pays.months = c.monthsOf(asRead, func(j *job) bool { return slices.ContainsFunc(j.families[:j.known], own) })
	}
	return pays.match()
}

// match is nil where the rulebook knows nothing of the role's pay.
func (m *payMatcher) match() *lexfitv1.SalaryMatch {
	match := &lexfitv1.SalaryMatch{ExpectedUsd: m.profile.GetPreferences().GetSalaryMinUsd()}
	m.orient(match)
	i := slices.IndexFunc(m.role.GetSalaries(), (*lexfitv1.SalaryFigure).GetBand)
	if i < 0 {
		if match.GetRange() == nil {
			return nil
		}
		return match
	}
	match.Band = m.role.GetSalaries()[i]
	m.judge(match)
	return match
}

// judge holds the expectation against the pay band. A band that is open at the top ends nowhere: there what nine in ten earn less
// than is the bound, where it is known.
func (m *payMatcher) judge(match *lexfitv1.SalaryMatch) {
	band, expected := match.GetBand(), match.GetExpectedUsd()
	pays := payBand(band)
	above := band.GetHighUsd() > 0 && expected > band.GetHighUsd()
	says := func(verdict lexfitv1.SalaryVerdict, where string) {
		match.Verdict, match.Text = verdict, fmt.Sprintf("Expects at least %s, %s.", prose.Dollars(expected), where)
	}
	switch most := match.GetRange().GetP90Usd(); {
	case expected == 0:
		match.Text = "No expected salary is stated: ask. This role has " + pays + "."
	case above && !band.GetOpen():
		says(lexfitv1.SalaryVerdict_SALARY_VERDICT_ABOVE, "above "+pays)
	case above && most > 0 && expected > most:
		says(lexfitv1.SalaryVerdict_SALARY_VERDICT_ABOVE, fmt.Sprintf("more than nine in ten earn (%s); this role has %s", prose.Dollars(most), pays))
	case above:
		says(lexfitv1.SalaryVerdict_SALARY_VERDICT_WITHIN, "in the open top of "+pays)
	case expected < band.GetLowUsd():
		says(lexfitv1.SalaryVerdict_SALARY_VERDICT_BELOW, "below "+pays)
	default:
		says(lexfitv1.SalaryVerdict_SALARY_VERDICT_WITHIN, "within "+pays)
	}
}

// payBand is a pay band in words.
func payBand(band *lexfitv1.SalaryFigure) string {
	switch {
	case band.GetHighUsd() == 0:
		return "the pay of " + prose.Dollars(band.GetLowUsd()) + " or more"
	case band.GetLowUsd() == 0:
		return "the pay of up to " + prose.Dollars(band.GetHighUsd())
	case band.GetOpen():
		return fmt.Sprintf("the pay band of %s to %s or more", prose.Dollars(band.GetLowUsd()), prose.Dollars(band.GetHighUsd()))
	}
	return fmt.Sprintf("the pay band of %s to %s", prose.Dollars(band.GetLowUsd()), prose.Dollars(band.GetHighUsd()))
}
