package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func revisionWord(revision int32, digest string) string {
	if revision == 0 {
		return "the file (" + short(digest) + ")"
	}
	return fmt.Sprintf("revision %d (%s)", revision, short(digest))
}

// Diff prints what differs between two rulebooks, a sentence a change; what can change a score stands first.
func Diff(w io.Writer, f Format, r *lexfitv1.DiffRulebookRevisionsResponse, o Options) error {
	switch f {
	case JSON:
		return Message(w, r)
	case JSONL:
		return messages(w, f, r.GetChanges())
	case Table:
	}
	b := bufio.NewWriter(w)
	s := newSheet(b, o)
	s.line(s.bold("From " + revisionWord(r.GetFromRevision(), r.GetFromDigest()) + " to " + revisionWord(r.GetToRevision(), r.GetToDigest())))
	for _, part := range []struct {
		scores bool
		head   string
	}{{true, "Can change a score"}, {false, "Cannot change a score"}} {
		shown := false
		for _, c := range r.GetChanges() {
			if c.GetScores() != part.scores {
				continue
			}
			if !shown {
				s.line(s.bold(part.head))
				shown = true
			}
			mark := map[lexfitv1.ChangeKind]string{lexfitv1.ChangeKind_CHANGE_KIND_ADDED: "+ ", lexfitv1.ChangeKind_CHANGE_KIND_REMOVED: "− "}[c.GetKind()]
			if mark == "" {
				mark = "~ "
			}
			s.line(wrap("  "+mark, Clean(c.GetText())))
		}
	}
	if len(r.GetChanges()) == 0 {
		s.line("Nothing differs.")
	}
	return b.Flush()
}

// Preview prints who moves under other rules, role by role.
func Preview(w io.Writer, f Format, r *lexfitv1.PreviewRulebookRevisionResponse, o Options) error {
	if f != Table {
		return Message(w, r)
	}
	b := bufio.NewWriter(w)
	s := newSheet(b, o)
	s.line(s.bold("From "+revisionWord(r.GetFromRevision(), r.GetFromDigest())+" to "+revisionWord(r.GetToRevision(), r.GetToDigest())),
		s.faint(" · as of "+r.GetAsOf()))
	for _, v := range r.GetRoles() {
		s.line()
		for i, sentence := range v.GetSummary() {
			head := "  "
			if i == 0 {
				head = ""
			}
			s.line(wrap(head, Clean(sentence)))
		}
		if len(v.GetMovements()) > 0 {
			s.movements(v)
		}
		s.crossings("ineligible now", v.GetBecomingIneligible(), v.GetIneligibleCount())
		s.crossings("ineligible no more", v.GetBecomingEligible(), v.GetEligibleCount())
	}
	s.line()
	s.line(s.faint("Nothing was saved: lexfit rulebook apply FILE makes rules the active ones"))
	return b.Flush()
}

func (s *sheet) movements(v *lexfitv1.RolePreview) {
	t := newTable()
	t.AppendHeader(table.Row{"Candidate", "Place", "Score", "Band", "Most by"})
	t.SetColumnConfigs([]table.ColumnConfig{
		{Number: 1, WidthMax: 28, WidthMaxEnforcer: text.WrapHard},
		{Number: 5, WidthMax: 26, WidthMaxEnforcer: text.WrapHard},
	})
	for _, m := range v.GetMovements() {
		band := s.band(m.GetBandAfter(), prose.BandName(m.GetBandAfter()))
		if m.GetBandBefore() != m.GetBandAfter() {
			band = prose.BandName(m.GetBandBefore()) + " → " + band
		}
		t.AppendRow(table.Row{
			Clean(m.GetCandidateId()), fmt.Sprintf("%d → %d", m.GetRankBefore(), m.GetRankAfter()),
			prose.Tenths(m.GetScoreBefore()) + " → " + prose.Tenths(m.GetScoreAfter()), band, Clean(m.GetCriterionId()),
		})
	}
	for line := range strings.SplitSeq(t.Render(), "\n") {
		s.line("  ", line)
	}
}

func (s *sheet) crossings(head string, list []*lexfitv1.EligibilityMovement, count int32) {
	if count == 0 {
		return
	}
	const most = 5
	var items []string
	for i, m := range list {
		if i == most {
			break
		}
		items = append(items, Clean(m.GetCandidateId())+" ("+Clean(strings.Join(m.GetCriterionIds(), ", "))+")")
	}
	if more := int(count) - len(items); more > 0 {
		items = append(items, fmt.Sprintf("and %d more", more))
	}
	s.line(wrap("  "+head+": ", strings.Join(items, "; ")))
}
