// Package report writes the results of a pool as one self-contained HTML page: nothing is fetched, it opens from a disk, in
// light and dark, on paper, by keyboard and with a screen reader.
//
// Candidates are written as they come. What the page shows of each at once stands in the open, the rest is packed, thirty-two
// candidates together, and unpacked when somebody opens one; so a page of ten thousand stays small, and memory flat.
package report

import (
	"bytes"
	"cmp"
	"compress/flate"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strconv"

	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// chunkSize is how many candidates are packed together: enough for packing to pay, few enough to unpack at once.
const chunkSize = 32

// Report is a page being written. It is a render.Scores.
type Report struct {
	w       io.Writer
	o       render.Options
	err     error
	pool    pool
	survey  bool // the pool was told beforehand, everybody of it
	first   *lexfitv1.ScoreCandidateResponse
	n       int
	brief   []*brief
	details [][]byte
	chunks  int
}

var (
	//go:embed report.css
	css string
	//go:embed report.js
	script string
	//go:embed head.html
	headHTML string
	//go:embed body.html
	bodyHTML string

	headTemplate = template.Must(template.New("head").Parse(headHTML))
	bodyTemplate = template.Must(template.New("body").Funcs(template.FuncMap{"tenths": prose.Tenths}).Parse(bodyHTML))
)

// New begins a page.
func New(out io.Writer, options render.Options) *Report {
	report := &Report{w: out, o: options, pool: newPool()}
	title := "Candidate report"
	if name := options.Ranking.GetTarget(); name != "" && len(options.Ranking.GetCandidates()) > 0 {
		title = "Candidates for " + render.Clean(options.Ranking.GetCandidates()[0].GetFit().GetRoleTitle())
	}
	sum := func(text string) string {
		values := sha256.Sum256([]byte(text))
		return "'sha256-" + base64.StdEncoding.EncodeToString(values[:]) + "'"
	}
	report.err = headTemplate.Execute(out, map[string]any{
		"Title": title,
		// Only this page's own script and style, and nothing from anywhere: whatever a profile smuggled in could do nothing.
		"Policy": template.HTMLAttr(fmt.Sprintf( //nolint:gosec // of our own making
			`content="default-src 'none'; script-src %s; style-src %s; base-uri 'none'; form-action 'none'"`, sum(script), sum(css))),
		"CSS": template.CSS(css), //nolint:gosec // of our own making
	})
	return report
}

// Survey counts a candidate of the pool, whether it is shown or not.
func (r *Report) Survey(answer *lexfitv1.ScoreCandidateResponse) {
	r.survey = true
	r.tell(answer)
}

// tell counts a candidate, and takes from the first what is the same of all.
func (r *Report) tell(answer *lexfitv1.ScoreCandidateResponse) {
	if r.first == nil {
		r.first = &lexfitv1.ScoreCandidateResponse{
			AsOf: answer.GetAsOf(), RulebookRevision: answer.GetRulebookRevision(), RulebookDigest: answer.GetRulebookDigest(), EngineVersion: answer.GetEngineVersion(),
		}
	}
	r.pool.add(answer)
}

// Add writes a candidate.
func (r *Report) Add(answer *lexfitv1.ScoreCandidateResponse, person render.Person) error {
	if r.err != nil {
		return r.err
	}
	if !r.survey {
		r.tell(answer)
	}
	rank, firm := 0, ""
	if list := r.o.Ranking.GetCandidates(); r.n < len(list) {
		rank, firm = int(list[r.n].GetRank()), firmness(r.o.Ranking, list[r.n])
	}
	r.n++
	r.brief = append(r.brief, newBrief(answer, person, rank, firm, r.o.Kept()))
	detail, err := json.Marshal(newDetail(answer, person, r.o.Place))
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if r.details = append(r.details, detail); len(r.details) == chunkSize {
		r.err = r.flush()
	}
	return r.err
}

// flush writes what has gathered: the briefs as JSON, in which nothing can end the element, and the details packed.
func (r *Report) flush() error {
	if len(r.brief) == 0 {
		return nil
	}
	brief, err := json.Marshal(r.brief) // escapes < > & and the line separators
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	var packed bytes.Buffer
	writer, err := flate.NewWriter(&packed, flate.DefaultCompression)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	_, _ = writer.Write([]byte{'['}) // a buffer takes everything
	_, _ = writer.Write(bytes.Join(r.details, []byte{','}))
	_, _ = writer.Write([]byte{']'})
	if err := writer.Close(); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	_, err = fmt.Fprintf(r.w, "<script type=\"application/json\" class=\"brief\">%s</script>\n<script type=\"text/plain\" id=\"d%d\">%s</script>\n",
		brief, r.chunks, base64.StdEncoding.EncodeToString(packed.Bytes()))
	r.chunks++
	r.brief, r.details = r.brief[:0], r.details[:0]
	return err
}

// Close writes what is true of the whole pool, and ends the page.
func (r *Report) Close() error {
	if r.err == nil {
		r.err = r.flush()
	}
	if r.err != nil {
		return r.err
	}
	page := struct {
		N                                 int
		Read, Scored, Rejected            int
		Counted, Blind, Ranked, HasAdvice bool
		Part                              bool // of the pool is listed, not all
		First                             *lexfitv1.ScoreCandidateResponse
		Targets                           []*targetView
		Unrecognized                      []counted
		More                              string
		Ranking                           *lexfitv1.Ranking
		Legend                            []bandView
		Script                            template.JS
		Settings                          template.JS
	}{
		N: r.n, Blind: r.o.Blind, Ranked: r.o.Ranking != nil, HasAdvice: !r.o.NoAdvice, First: r.first, Targets: r.pool.views(), Ranking: r.o.Ranking,
		Part: r.n < int(r.o.Ranking.GetRanked()), Legend: bands(), Script: template.JS(script), //nolint:gosec // of our own making
	}
	if r.o.Totals != nil {
		page.Counted = true
		page.Read, page.Rejected = r.o.Totals()
		page.Scored = page.Read - page.Rejected
	}
	page.Unrecognized, page.More = r.pool.unrecognized()
	shown := map[string]any{
		"chunk": chunkSize, "ranked": page.Ranked, "advice": page.HasAdvice, "targets": targetNames(page.Targets),
		"firm": r.o.Ranking.GetWeightSets() > 0,
	}
	if kept := r.o.Kept(); len(kept) > 0 {
		shown["kept"] = kept
	}
	settings, err := json.Marshal(shown)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	page.Settings = template.JS(settings) //nolint:gosec // JSON with < > and & escaped
	if err := bodyTemplate.Execute(r.w, page); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

// firmness is how firm a place is, in words.
func firmness(ranking *lexfitv1.Ranking, ranked *lexfitv1.RankedCandidate) string {
	firm := ranked.GetFirmness()
	if firm == nil {
		return ""
	}
	places := fmt.Sprintf("%d–%d", firm.GetBestRank(), firm.GetWorstRank())
	if firm.GetBestRank() == firm.GetWorstRank() {
		places = strconv.Itoa(int(firm.GetBestRank()))
	}
	if int(ranking.GetFirmnessPool()) == len(ranking.GetCandidates()) || firm.GetStaysPermille() == 1000 {
		return places
	}
	return fmt.Sprintf("%s (on this list in %d%%)", places, firm.GetStaysPermille()/10)
}

// counted is a text and how often it occurs.
type counted struct {
	Text  string
	Count int
	Share float64 // of the most, in percent
}

// most are the most frequent of a count.
func most(counts map[string]int, number int) []counted {
	list := make([]counted, 0, len(counts))
	for text, count := range counts {
		list = append(list, counted{Text: text, Count: count})
	}
	slices.SortFunc(list, func(one, other counted) int {
		return cmp.Or(cmp.Compare(other.Count, one.Count), cmp.Compare(one.Text, other.Text))
	})
	list = list[:min(number, len(list))]
	for i := range list {
		list[i].Share = 100 * float64(list[i].Count) / float64(list[0].Count)
	}
	return list
}
