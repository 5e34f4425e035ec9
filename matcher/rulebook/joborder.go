package rulebook

import (
	"fmt"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// JobOrderDocument is a job order together with where each of its values stands in the file.
type JobOrderDocument struct {
	// JobOrder is the message read. It belongs to the caller.
	JobOrder *lexfitv1.JobOrder

	document Document
}

// ParseJobOrder reads a job order written as YAML, in the same notation as a rulebook: the message lexfit.v1.JobOrder. It
// returns either a document or every finding at once.
func ParseJobOrder(file string, data []byte) (*JobOrderDocument, []*lexfitv1.Finding) {
	o := &lexfitv1.JobOrder{}
	root, findings := parseInto(file, data, o)
	if len(findings) > 0 {
		return nil, findings
	}
	return &JobOrderDocument{JobOrder: o, document: Document{file: file, root: root}}, nil
}

// Locate fills in the file, line and column of findings on this job order, in place.
func (d *JobOrderDocument) Locate(findings []*lexfitv1.Finding) { d.document.Locate(findings) }

// LintJobOrder says what is wrong with a job order by a rulebook, errors first, each finding with its field path: what
// matcher.EffectiveRole cannot do, and whatever Lint finds in the role that it makes.
func LintJobOrder(rb *lexfitv1.Rulebook, o *lexfitv1.JobOrder) []*lexfitv1.Finding {
	role, findings := matcher.EffectiveRole(rb, o)
	if role == nil {
		return findings
	}
	whole := &lexfitv1.Rulebook{}
	proto.Merge(whole, rb)
	whole.Roles = []*lexfitv1.Role{role}
	for _, f := range Lint(whole) {
		// What is wrong elsewhere is no fault of the order's, and pathways to roles that are left out are sound.
		rest, ok := strings.CutPrefix(f.GetPath(), "roles[0].")
		if !ok || strings.HasPrefix(rest, "pathways") {
			continue
		}
		f.Path = orderPath(role, o, rest)
		if f.GetPath() == "" {
			if f.GetSeverity() == lexfitv1.Severity_SEVERITY_WARNING {
				continue // the role's own
			}
			f.Path = "changes"
		}
		findings = append(findings, f)
	}
	return findings
}

// orderPath turns a field path of the effective role into one of the job order; empty where the order has no part in it.
func orderPath(role *lexfitv1.Role, o *lexfitv1.JobOrder, path string) string {
	if strings.HasPrefix(path, "salaries[0]") && o.GetSalary() != nil {
		return "salary" + strings.TrimPrefix(path, "salaries[0]")
	}
	var n int
	if _, err := fmt.Sscanf(path, "criteria[%d]", &n); err != nil || n >= len(role.GetCriteria()) {
		return ""
	}
	id := role.GetCriteria()[n].GetId()
	i := slices.IndexFunc(o.GetChanges(), func(c *lexfitv1.CriterionChange) bool { return c.GetCriterionId() == id })
	if i < 0 {
		return ""
	}
	at := fmt.Sprintf("changes[%d]", i)
	_, rest, _ := strings.Cut(path, "].")
	switch {
	case o.GetChanges()[i].GetAdd() != nil:
		at += ".add"
	case o.GetChanges()[i].GetRequire() != nil:
		return at + ".require"
	default:
		return at
	}
	if rest != "" {
		at += "." + rest
	}
	return at
}

// orderHead stands at the top of every job order written.
const orderHead = `# A lexfit job order: the message lexfit.v1.JobOrder as YAML, in the notation of rulebooks.
`

// ExportJobOrder writes what a job order says as YAML that ParseJobOrder reads back: not its revision, times and author.
func ExportJobOrder(o *lexfitv1.JobOrder) ([]byte, error) {
	o = proto.CloneOf(o)
	o.Revision, o.Digest, o.Etag, o.CreateTime, o.UpdateTime, o.Author, o.Deleted = 0, "", "", nil, nil, "", false
	root, err := messageValue(o.ProtoReflect(), "")
	if err != nil {
		return nil, fmt.Errorf("export job order: %w", err)
	}
	return []byte(orderHead + layOut(root)), nil
}
