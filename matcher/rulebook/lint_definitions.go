package rulebook

import (
	"slices"
	"strings"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// skills checks what the skills refer to and how they are measured.
func (l *linter) skills() {
	for i, s := range l.rb.GetSkills() {
		path := index("skills", i)
		seen := map[string]bool{}
		for j, r := range s.GetRelated() {
			at := index(path+".related", j)
			l.refer(skillID, r.GetSkill(), at+".skill")
			l.once(seen, r.GetSkill(), at+".skill")
			l.inRange(at+".similarity", r.GetSimilarity(), 1, perMille)
		}
		l.curve(s.GetMeasure().GetCurve(), path+".measure.curve")
		for j, unit := range s.GetMeasure().GetUnits() {
			l.readable(unit, index(path+".measure.units", j))
		}
	}
}

// credentials checks that names which need an issuer have one.
func (l *linter) credentials() {
	for i, c := range l.rb.GetCredentials() {
		if len(c.GetNamesWithIssuer()) > 0 && c.GetIssuer() == "" && len(c.GetIssuerAliases()) == 0 {
			l.errorf(index("credentials", i)+".names_with_issuer", "issuer-missing",
				"these names count only with the credential's issuer, and it has none: give it an issuer or issuer_aliases")
		}
	}
}

// fields checks what the fields of study count towards.
func (l *linter) fields() {
	edges := make([][]string, len(l.rb.GetFields()))
	for i, f := range l.rb.GetFields() {
		path := index("fields", i) + ".counts_towards"
		l.ids(fieldID, f.GetCountsTowards(), path)
		edges[i] = f.GetCountsTowards()
	}
	cycles(l, "fields", "counts_towards", l.rb.GetFields(), edges)
}

// titles checks what the title families imply.
func (l *linter) titles() {
	edges := make([][]string, len(l.rb.GetTitles()))
	for i, t := range l.rb.GetTitles() {
		path := index("titles", i)
		seen := map[string]bool{}
		for j, s := range t.GetImplies() {
			at := index(path+".implies", j)
			l.refer(skillID, s.GetSkill(), at+".skill")
			l.once(seen, s.GetSkill(), at+".skill")
			l.inRange(at+".figure", s.GetFigure(), 1, perMille)
		}
		l.ids(familyID, t.GetImpliesAs(), path+".implies_as")
		l.inRange(path+".implied_share", t.GetImpliedShare(), 0, perMille)
		edges[i] = t.GetImpliesAs()
		if len(t.GetAliases()) == 0 && len(t.GetAliasesInLaw()) == 0 {
			l.warnf(path+".aliases", "title-without-alias",
				"the family %s has no aliases, so that few written titles are read as it: add the titles that people write", quote(t.GetId()))
		}
	}
	cycles(l, "titles", "implies_as", l.rb.GetTitles(), edges)
}

// cycles reports references that lead back to where they began, at the reference that closes the circle.
func cycles[D interface{ GetId() string }](l *linter, list, field string, definitions []D, edges [][]string) {
	at := map[string]int{}
	// The first definition of an id is the one that counts, here too.
	for i, d := range slices.Backward(definitions) {
		at[d.GetId()] = i
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
				l.errorf(index(index(list, i)+"."+field, j), "cycle", "%s lead back to where they began (%s): take one of them out",
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
	for i, t := range trail {
		if t == id {
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

// figure checks a figure of pay.
func (l *linter) figure(f *lexfitv1.SalaryFigure, path string) {
	l.sourced(f.GetYear(), f.GetSource(), path)
	if f.GetHighUsd() > 0 && f.GetLowUsd() > f.GetHighUsd() {
		l.errorf(path+".low_usd", "salary-range", "is %d, above high_usd at %d: exchange them", f.GetLowUsd(), f.GetHighUsd())
	}
}

// sourced reports a statement without its year or source: undated pay is not worth quoting to a candidate.
func (l *linter) sourced(year int32, source, path string) {
	if year == 0 {
		l.errorf(path, "source-missing", "has no year, expected the year that it speaks of: add year")
	}
	if source == "" {
		l.errorf(path, "source-missing", "has no source, expected who says so: add source")
	}
}
