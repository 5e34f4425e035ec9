package run

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"

	"github.com/lexfit/lexfit/client/input"
	matcherpool "github.com/lexfit/lexfit/matcher/pool"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Fits are the fits that an earlier run of score wrote, of whatever version. A few numbers of each are kept.
type Fits struct {
	// File is the file's name for people.
	File string
	// Revision is the rulebook's in the database of then; Digest, EngineVersion and AsOf are what else the fits depend on, all on
	// the same.
	Revision, EngineVersion int32
	Digest, AsOf            string
	// Roles are the resource names of the roles that every line has a fit for.
	Roles []string

	first      int // the first line that was read
	candidates map[string]*fitted
	criteria   [][]string // by role: the ids of the line before, which is most often the same list
}

// fitted is one candidate of the file.
type fitted struct {
	line  int
	roles []standing // in the order of Roles
	row   string     // where the profile stands, as file:line; empty before it was read
}

// standing is a fit as far as a preview goes.
type standing struct {
	matcherpool.Side
	criteria []string // ids
	points   []int32  // by criterion
}

// maxBroken is how many broken lines are named.
const maxBroken = 20

// ReadFits reads the lines that score -o jsonl wrote, packed or not. Asked are the roles to compare, empty for those of the file. Every
// line that is none, or that does not belong with the others, is named; the error then says that nothing was compared.
func ReadFits(console *Console, file string, stdin io.Reader, asked []string) (*Fits, error) {
	fits := &Fits{File: (&input.Row{File: file}).FileName(), Roles: asked, candidates: map[string]*fitted{}}
	broken := 0
	err := input.Lines(file, stdin, func(line int, raw []byte) bool {
		if problem := fits.add(line, raw, len(asked) > 0); problem != "" {
			if broken++; broken <= maxBroken {
				console.Complain("%s:%d: %s", fits.File, line, problem)
			}
		}
		return true
	})
	switch {
	case err != nil:
		return nil, err
	case broken > 0:
		return nil, fmt.Errorf("%s: %d of the lines cannot be compared (see above): nothing was", fits.File, broken)
	case len(fits.candidates) == 0:
		return nil, fmt.Errorf("%s:1: is empty: expected fits, one a line, as lexfit score -o jsonl writes them", fits.File)
	}
	return fits, nil
}

// add takes a line, or says what is wrong with it.
func (f *Fits) add(line int, raw []byte, asked bool) string {
	if raw == nil {
		return fmt.Sprintf("the line is above the limit of %d bytes (4 MiB)", input.MaxRow)
	}
	answer := &lexfitv1.ScoreCandidateResponse{}
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(raw, answer); err != nil {
		return "is no fit as lexfit score -o jsonl writes them: " + plainProto(err)
	}
	id := answer.GetCandidateId()
	fitsOf := map[string]*lexfitv1.Fit{}
	var roles []string
	for _, fit := range answer.GetFits() {
		if fit.GetJobOrder() == "" {
			roles = append(roles, fit.GetRole())
			fitsOf[fit.GetRole()] = fit
		}
	}
	slices.Sort(roles)
	switch {
	case id == "" || answer.GetRulebookDigest() == "":
		return "is no fit as lexfit score -o jsonl writes them: it has no candidate_id or no rulebook_digest"
	case len(roles) == 0:
		return "holds no fit for a role: roles are compared, and no job orders"
	case f.candidates[id] != nil:
		return fmt.Sprintf("candidate_id %q stands in line %d too: expected the fits of one run, each candidate once", id, f.candidates[id].line)
	case f.first == 0:
		f.first, f.Revision, f.Digest = line, answer.GetRulebookRevision(), answer.GetRulebookDigest()
		f.EngineVersion, f.AsOf = answer.GetEngineVersion(), answer.GetAsOf()
		if !asked {
			f.Roles = roles
		}
		f.criteria = make([][]string, len(f.Roles))
	case f.Digest != answer.GetRulebookDigest() || f.EngineVersion != answer.GetEngineVersion() || f.AsOf != answer.GetAsOf():
		return fmt.Sprintf("was scored by rulebook %.12s and engine %d as of %s, and line %d by rulebook %.12s and engine %d as of %s: expected the fits of one run",
			answer.GetRulebookDigest(), answer.GetEngineVersion(), answer.GetAsOf(), f.first, f.Digest, f.EngineVersion, f.AsOf)
	}
	one := &fitted{line: line}
	for i, role := range f.Roles {
		fit := fitsOf[role]
		if fit == nil {
			return fmt.Sprintf("holds no fit for %s; it has %s", role, strings.Join(roles, ", "))
		}
		stands := standingOf(fit)
		if slices.Equal(stands.criteria, f.criteria[i]) {
			stands.criteria = f.criteria[i]
		}
		f.criteria[i] = stands.criteria
		one.roles = append(one.roles, stands)
	}
	if !asked && len(roles) > len(f.Roles) {
		return fmt.Sprintf("holds fits for %s, and line %d for %s: say which to compare with --role", strings.Join(roles, ", "), f.first, strings.Join(f.Roles, ", "))
	}
	f.candidates[id] = one
	return ""
}

// plainProto is what protojson says, without its name and the spaces by which it differs from build to build.
func plainProto(err error) string {
	said := strings.ReplaceAll(err.Error(), "\u00a0", " ")
	return strings.TrimSpace(strings.TrimPrefix(said, "proto:"))
}

// standingOf keeps of a fit what is compared.
func standingOf(fit *lexfitv1.Fit) standing {
	stands := standing{Side: matcherpool.Side{Score: fit.GetScore(), Band: fit.GetBand(), Eligibility: fit.GetEligibility(), Behind: fit.GetRanksBehind()}}
	for _, blocker := range fit.GetBlockers() {
		stands.Blockers = append(stands.Blockers, strings.Clone(blocker.GetCriterionId()))
	}
	for _, criterion := range fit.GetCriteria() {
		stands.criteria = append(stands.criteria, criterion.GetCriterionId())
		stands.points = append(stands.points, criterion.GetPoints())
		if criterion.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED {
			stands.Required += criterion.GetPoints()
		}
	}
	return stands
}

// moved is the criterion of the newer fit whose points changed most, the first of equals; a new one begins at 0.
func moved(from, to *standing) string {
	most, by := int32(0), ""
	for i, id := range to.criteria {
		change := to.points[i]
		if j := slices.Index(from.criteria, id); j >= 0 {
			change -= from.points[j]
		} else if len(from.criteria) == 0 {
			return "" // the file holds no breakdown
		}
		if change = max(change, -change); change > most {
			most, by = change, id
		}
	}
	return by
}
