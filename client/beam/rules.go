package beam

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
)

// maxRules is the largest file of rules or of a job order that is read, in bytes.
const maxRules = 16 << 20

// defaultRulebook are the default rules, with the number that a new database gives them.
func defaultRulebook() *lexfitv1.RulebookRevision {
	rules := rulebook.Default()
	return &lexfitv1.RulebookRevision{Revision: 1, Digest: matcher.Digest(rules), Rulebook: rules}
}

// ReadRulebook reads rules from a file and judges them as they are judged when they are applied; what is wrong is told as by lexfit
// rulebook lint. The file is the JSON of `lexfit rulebook show -o json`, which tells the number of the revision too, or the YAML
// of `lexfit rulebook export`, which does not: results then say revision 0, and are told apart by their digest.
func ReadRulebook(file string) (*lexfitv1.RulebookRevision, error) {
	data, err := readRules(file)
	if err != nil {
		return nil, err
	}
	rules, locate := &lexfitv1.RulebookRevision{}, func([]*lexfitv1.Finding) {}
	if isJSON(data) {
		if err := readJSON(file, data, rules, "`lexfit rulebook show -o json`, or YAML"); err != nil {
			return nil, err
		}
		if digest := matcher.Digest(rules.GetRulebook()); rules.GetDigest() != digest {
			return nil, fmt.Errorf("%s: the digest is %.12s, and the rules have %.12s: they were changed; write the file anew with lexfit rulebook show -o json",
				file, rules.GetDigest(), digest)
		}
	} else {
		doc, findings := rulebook.Parse(file, data)
		if doc == nil {
			return nil, broken(file, findings)
		}
		rules.Rulebook, rules.Digest, locate = doc.Rulebook, matcher.Digest(doc.Rulebook), doc.Locate
	}
	violations, err := lexfitv1check.Message(rules.GetRulebook())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	findings := rulebook.Judge(rules.GetRulebook(), violations)
	locate(findings)
	if err := broken(file, findings); err != nil {
		return nil, err
	}
	return rules, nil
}

// ReadJobOrder reads a job order from a file, FILE or FILE@REVISION, and judges it by the rules: the JSON of `lexfit joborder get ID -o json`,
// which tells its name and revision, or YAML, whose name is the one that it states or the file's, and whose revision is 1 where none is given.
func ReadJobOrder(file string, rules *lexfitv1.RulebookRevision) (*lexfitv1.JobOrder, error) {
	if rules == nil {
		rules = defaultRulebook()
	}
	revision := int64(0)
	if at := strings.LastIndex(file, "@"); at > 0 {
		if number, err := strconv.ParseInt(file[at+1:], 10, 32); err == nil && number > 0 {
			file, revision = file[:at], number
		}
	}
	data, err := readRules(file)
	if err != nil {
		return nil, err
	}
	var order *lexfitv1.JobOrder
	locate := func([]*lexfitv1.Finding) {}
	if isJSON(data) {
		reply := &lexfitv1.GetJobOrderResponse{}
		if err := readJSON(file, data, reply, "`lexfit joborder get ID -o json`, or YAML"); err != nil {
			return nil, err
		}
		order = proto.CloneOf(reply.GetJobOrder())
	} else {
		doc, findings := rulebook.ParseJobOrder(file, data)
		if doc == nil {
			return nil, broken(file, findings)
		}
		order, locate = doc.JobOrder, doc.Locate
		if order.GetName() == "" {
			order.Name = "jobOrders/" + strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
		}
	}
	switch {
	case revision > 0:
		order.Revision = int32(revision)
	case order.GetRevision() == 0:
		order.Revision = 1
	}
	return order, judgeOrder(file, rules, order, locate)
}

// judgeOrder puts ids in the place of names in a job order, as it is done when it is applied, says what is wrong with it, and fills
// in its digest.
func judgeOrder(file string, rules *lexfitv1.RulebookRevision, order *lexfitv1.JobOrder, locate func([]*lexfitv1.Finding)) error {
	violations, err := lexfitv1check.Message(order)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	var findings []*lexfitv1.Finding
	for _, violation := range violations {
		findings = append(findings, &lexfitv1.Finding{
			Severity: lexfitv1.Severity_SEVERITY_ERROR, Rule: "contract", Path: violation.GetField(), Message: violation.GetField() + ": " + violation.GetDescription(),
		})
	}
	program, err := matcher.Compile(rules.GetRulebook())
	if err != nil {
		return fmt.Errorf("the rulebook does not compile: %w", err)
	}
	order.Changes = program.WithIDs(order).GetChanges()
	findings = append(findings, rulebook.LintJobOrder(rules.GetRulebook(), order)...)
	locate(findings)
	if err := broken(file, findings); err != nil {
		return err
	}
	order.Digest = matcher.JobOrderDigest(order)
	return nil
}

func readRules(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err == nil && info.Size() > maxRules {
		return nil, fmt.Errorf("%s: has %d bytes, above the limit of %d: it is no file of rules", file, info.Size(), maxRules)
	}
	data, err := os.ReadFile(file) //nolint:gosec // the file is the one that the user asked to read
	if err != nil {
		return nil, fmt.Errorf("%s: cannot be read: %w", file, plain(err))
	}
	return data, nil
}

// isJSON says whether a text is an object of JSON, which no YAML of ours begins like.
func isJSON(data []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(data), []byte{'{'}) }

// readJSON reads a message. The words of the JSON library vary from build to build on purpose, and say little to people.
func readJSON(file string, data []byte, into proto.Message, expected string) error {
	if err := protojson.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: not what was expected, %s (%s)", file, expected, strings.ReplaceAll(err.Error(), "\u00a0", " "))
	}
	return nil
}

// FindingsError is a document with errors.
type FindingsError struct {
	// File is the document, and Findings all that is wrong with it, errors first.
	File     string
	Findings []*lexfitv1.Finding
}

// Error tells every finding on a line of its own, as lexfit rulebook lint does.
func (e *FindingsError) Error() string {
	var text bytes.Buffer
	_ = render.Findings(&text, render.Table, e.Findings) // a buffer takes everything
	errs := 0
	for _, found := range e.Findings {
		if isError(found) {
			errs++
		}
	}
	counted := strconv.Itoa(errs) + " errors"
	if errs == 1 {
		counted = "1 error"
	}
	return fmt.Sprintf("%s%s: %s, and nothing was scored", text.String(), e.File, counted)
}

func isError(found *lexfitv1.Finding) bool {
	return found.GetSeverity() != lexfitv1.Severity_SEVERITY_WARNING
}

// broken is a *FindingsError where there are errors among findings.
func broken(file string, findings []*lexfitv1.Finding) error {
	if slices.ContainsFunc(findings, isError) {
		return &FindingsError{File: file, Findings: findings}
	}
	return nil
}
