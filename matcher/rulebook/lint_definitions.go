package rulebook

import (
	"slices"
	"strings"

	"github.com/lexfit/lexfit/matcher/finding"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// skills checks what the skills refer to and how they are measured.
func (l *linter) skills() {
	for i, definition := range l.rb.GetSkills() {
		path := finding.Index("skills", i)
		seen := map[string]bool{}
		for j, skill := range definition.GetRelated() {
			at := finding.Index(path+".related", j)
			l.Refer(finding.Skill, skill.GetSkill(), at+".skill")
			l.Once(seen, skill.GetSkill(), at+".skill")
			l.InRange(at+".similarity", skill.GetSimilarity(), 1, perMille)
		}
		l.Curve(definition.GetMeasure().GetCurve(), path+".measure.curve")
		for j, unit := range definition.GetMeasure().GetUnits() {
			l.readable(unit, finding.Index(path+".measure.units", j))
		}
	}
}

// credentials checks that names which need an issuer have one.
func (l *linter) credentials() {
	for i, definition := range l.rb.GetCredentials() {
		if len(definition.GetNamesWithIssuer()) > 0 && definition.GetIssuer() == "" && len(definition.GetIssuerAliases()) == 0 {
			l.Errorf(finding.Index("credentials", i)+".names_with_issuer", "issuer-missing",
				"these names count only with the credential's issuer, and it has none: give it an issuer or issuer_aliases")
		}
	}
}

// fields checks what the fields of study count towards.
func (l *linter) fields() {
	edges := make([][]string, len(l.rb.GetFields()))
	for i, study := range l.rb.GetFields() {
		path := finding.Index("fields", i) + ".counts_towards"
		l.IDs(finding.Field, study.GetCountsTowards(), path)
		edges[i] = study.GetCountsTowards()
	}
	cycles(l, "fields", "counts_towards", l.rb.GetFields(), edges)
}

// titles checks what the title families imply.
func (l *linter) titles() {
	edges := make([][]string, len(l.rb.GetTitles()))
	for i, family := range l.rb.GetTitles() {
		path := finding.Index("titles", i)
		seen := map[string]bool{}
		for j, skill := range family.GetImplies() {
			at := finding.Index(path+".implies", j)
			l.Refer(finding.Skill, skill.GetSkill(), at+".skill")
			l.Once(seen, skill.GetSkill(), at+".skill")
			l.InRange(at+".figure", skill.GetFigure(), 1, perMille)
		}
		l.IDs(finding.Family, family.GetImpliesAs(), path+".implies_as")
		if within := family.GetWithin(); within != "" {
			l.Refer(finding.Family, within, path+".within")
			l.within(family, path+".within")
		}
		l.InRange(path+".implied_share", family.GetImpliedShare(), 0, perMille)
		edges[i] = family.GetImpliesAs()
		questionLint{l}.question(family.GetAmbiguity(), path+".ambiguity", false)
		if len(family.GetAliases()) == 0 && len(family.GetAliasesInLaw()) == 0 {
			l.Warnf(path+".aliases", "title-without-alias",
				"the family %s has no aliases, so that few written titles are read as it: add the titles that people write", finding.Quote(family.GetId()))
		}
	}
	cycles(l, "titles", "implies_as", l.rb.GetTitles(), edges)
}

// within checks that the family that another is a part of is a part of none: one step is read, and no more.
func (l *linter) within(family *lexfitv1.TitleFamily, path string) {
	for _, wider := range l.rb.GetTitles() {
		if wider.GetId() == family.GetWithin() && (wider.GetWithin() != "" || wider.GetId() == family.GetId()) {
			l.Errorf(path, "family-within", "%s is itself within a family: name the widest one, or leave it out", finding.Quote(wider.GetId()))
		}
	}
}

// cycles reports references that lead back to where they began, at the reference that closes the circle.
func cycles[D interface{ GetId() string }](linter *linter, list, field string, definitions []D, edges [][]string) {
	at := map[string]int{}
	// The first definition of an id is the one that counts, here too.
	for i, each := range slices.Backward(definitions) {
		at[each.GetId()] = i
	}
	const unseen, open, closed = 0, 1, 2
	state := make([]int, len(definitions))
	var trail []string
	var walk func(i int)
	walk = func(i int) {
		state[i] = open
		trail = append(trail, definitions[i].GetId())
		for j, id := range edges[i] {
			next, ok := at[id]
			switch {
			case !ok:
			case state[next] == unseen:
				walk(next)
			case state[next] == open:
				linter.Errorf(finding.Index(finding.Index(list, i)+"."+field, j), "cycle", "%s lead back to where they began (%s): take one of them out",
					field, circle(trail, id))
			}
		}
		trail = trail[:len(trail)-1]
		state[i] = closed
	}
	for i := range definitions {
		if state[i] == unseen {
			walk(i)
		}
	}
}

// circle writes the end of a trail from an id back to itself.
func circle(trail []string, id string) string {
	start := 0
	for i, title := range trail {
		if title == id {
			start = i
		}
	}
	const most = 8
	steps := append(append([]string{}, trail[start:]...), id)
	if len(steps) > most {
		steps = append(steps[:most:most], "…")
	}
	return strings.Join(steps, " → ")
}

// payLint checks what is said of pay and outlook.
type payLint struct{ *linter }

// figure checks a figure of pay.
func (l payLint) figure(figure *lexfitv1.SalaryFigure, path string) {
	l.sourced(figure.GetYear(), figure.GetSource(), path)
	if figure.GetHighUsd() > 0 && figure.GetLowUsd() > figure.GetHighUsd() {
		l.Errorf(path+".low_usd", "salary-range", "is %d, above high_usd at %d: exchange them", figure.GetLowUsd(), figure.GetHighUsd())
	}
}

// payRange checks how pay spreads: the percentiles that are known rise.
func (l payLint) payRange(of *lexfitv1.PayRange, path string) {
	l.sourced(of.GetYear(), of.GetSource(), path)
	if of.GetMedianUsd() == 0 {
		l.Errorf(path, "salary-range", "has no median, expected the figure that half earn less than: add median_usd")
	}
	below := int32(0)
	for _, step := range []struct {
		name string
		usd  int32
	}{
		{"p10_usd", of.GetP10Usd()}, {"p25_usd", of.GetP25Usd()}, {"median_usd", of.GetMedianUsd()}, {"p75_usd", of.GetP75Usd()}, {"p90_usd", of.GetP90Usd()},
	} {
		if step.usd > 0 && step.usd < below {
			l.Errorf(path+"."+step.name, "salary-range", "is %d, below a lower percentile at %d: exchange them", step.usd, below)
		}
		below = max(below, step.usd)
	}
}

// sourced reports a statement without its year or source: undated pay is not worth quoting to a candidate.
func (l payLint) sourced(year int32, source, path string) {
	if year == 0 {
		l.Errorf(path, "source-missing", "has no year, expected the year that it speaks of: add year")
	}
	if source == "" {
		l.Errorf(path, "source-missing", "has no source, expected who says so: add source")
	}
}
