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
	order := &lexfitv1.JobOrder{}
	root, findings := parseInto(file, data, order)
	if len(findings) > 0 {
		return nil, findings
	}
	return &JobOrderDocument{JobOrder: order, document: Document{file: file, root: root}}, nil
}

// Locate fills in the file, line and column of findings on this job order, in place.
func (d *JobOrderDocument) Locate(findings []*lexfitv1.Finding) { d.document.Locate(findings) }

// LintJobOrder says what is wrong with a job order by a rulebook, errors first, each finding with its field path: what
// matcher.EffectiveRole cannot do, and whatever Lint finds in the role that it makes.
func LintJobOrder(rb *lexfitv1.Rulebook, order *lexfitv1.JobOrder) []*lexfitv1.Finding {
	role, findings := matcher.EffectiveRole(rb, order)
	if role == nil {
		return findings
	}
	whole := &lexfitv1.Rulebook{}
	proto.Merge(whole, rb)
	whole.Roles = []*lexfitv1.Role{role}
	for _, found := range Lint(whole) {
		// What is wrong elsewhere is no fault of the order's, and pathways to roles that are left out are sound.
		rest, ok := strings.CutPrefix(found.GetPath(), "roles[0].")
		if !ok || strings.HasPrefix(rest, "pathways") {
			continue
		}
		found.Path = orderPath(role, order, rest)
		if found.GetPath() == "" {
			if found.GetSeverity() == lexfitv1.Severity_SEVERITY_WARNING {
				continue // the role's own
			}
			found.Path = "changes"
		}
		findings = append(findings, found)
	}
	return findings
}

// orderPath turns a field path of the effective role into one of the job order; empty where the order has no part in it.
func orderPath(role *lexfitv1.Role, order *lexfitv1.JobOrder, path string) string {
	if strings.HasPrefix(path, "salaries[0]") && order.GetSalary() != nil {
		return "salary" + strings.TrimPrefix(path, "salaries[0]")
	}
	if strings.HasPrefix(path, "bands") && order.GetBands() != nil {
		return path
	}
	var count int
	if _, err := fmt.Sscanf(path, "criteria[%d]", &count); err != nil || count >= len(role.GetCriteria()) {
		return ""
	}
	id := role.GetCriteria()[count].GetId()
	i := slices.IndexFunc(order.GetChanges(), func(change *lexfitv1.CriterionChange) bool { return change.GetCriterionId() == id })
	if i < 0 {
		return ""
	}
	at := fmt.Sprintf("changes[%d]", i)
	_, rest, _ := strings.Cut(path, "].")
	switch {
	case order.GetChanges()[i].GetAdd() != nil:
		at += ".add"
	case order.GetChanges()[i].GetRequire() != nil:
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
func ExportJobOrder(order *lexfitv1.JobOrder) ([]byte, error) {
	order = proto.CloneOf(order)
	order.Revision, order.Digest, order.Etag, order.CreateTime, order.UpdateTime, order.Author, order.Deleted = 0, "", "", nil, nil, "", false
	root, err := messageValue(order.ProtoReflect(), "")
	if err != nil {
		return nil, fmt.Errorf("export job order: %w", err)
	}
	return []byte(orderHead + layOut(root)), nil
}
