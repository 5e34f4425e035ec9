package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// binWidth is how many tenths of a point a bar of the histogram covers.
const binWidth = 50

// maxTexts is how many different unrecognized texts are counted, so that a pool of nonsense takes no memory.
const maxTexts = 2000

// pool gathers what is true of all candidates, in memory that does not grow with them.
type pool struct {
	targets map[string]*targetPool
	order   []string
	texts   map[string]int
	lost    int // unrecognized texts beyond maxTexts
}

// targetPool is a pool seen from one role or job order.
type targetPool struct {
	title    string
	bands    map[lexfitv1.Band]int
	bins     map[int]map[lexfitv1.Band]int
	n        int
	judged   int // all but those of whom nothing was read
	sum      int64
	criteria map[string]*lostPoints
	order    []string
	blockers map[string]int
	confirm  map[string]int
}

type lostPoints struct {
	title string
	most  int32
	lost  int64
}

func newPool() pool { return pool{targets: map[string]*targetPool{}, texts: map[string]int{}} }

func (p *pool) add(answer *lexfitv1.ScoreCandidateResponse) {
	for _, fit := range answer.GetFits() {
		name := render.Target(fit)
		pool := p.targets[name]
		if pool == nil {
			pool = &targetPool{
				title: render.Clean(fit.GetRoleTitle()), bands: map[lexfitv1.Band]int{}, bins: map[int]map[lexfitv1.Band]int{}, criteria: map[string]*lostPoints{},
				blockers: map[string]int{}, confirm: map[string]int{},
			}
			p.targets[name] = pool
			p.order = append(p.order, name)
		}
		pool.add(fit)
	}
	for _, unrecognized := range answer.GetUnrecognized() {
		text := strings.ToLower(render.Clean(unrecognized.GetText()))
		if _, known := p.texts[text]; !known && len(p.texts) == maxTexts {
			p.lost++
			continue
		}
		p.texts[text]++
	}
}

func (t *targetPool) add(fit *lexfitv1.Fit) {
	t.n++
	t.bands[fit.GetBand()]++
	if fit.GetBand() == lexfitv1.Band_BAND_NOT_ENOUGH_SAID {
		return // nothing of it was judged: it stands outside every mean
	}
	t.judged++
	t.sum += int64(fit.GetScore())
	bin := min(int(fit.GetScore()), 999) / binWidth
	if t.bins[bin] == nil {
		t.bins[bin] = map[lexfitv1.Band]int{}
	}
	t.bins[bin][fit.GetBand()]++
	for _, criterion := range fit.GetCriteria() {
		id := criterion.GetCriterionId()
		points := t.criteria[id]
		if points == nil {
			points = &lostPoints{title: render.Clean(criterion.GetTitle()), most: criterion.GetMaxPoints()}
			t.criteria[id] = points
			t.order = append(t.order, id)
		}
		points.lost += int64(criterion.GetMaxPoints() - criterion.GetPoints())
	}
	for _, other := range fit.GetBlockers() {
		t.blockers[render.Clean(other.GetTitle())]++
	}
	for _, unconfirmed := range fit.GetUnconfirmed() {
		t.confirm[render.Clean(unconfirmed.GetTitle())]++
	}
}

// unrecognized are the most frequent texts that were not understood, and a remark where not all were counted.
func (p *pool) unrecognized() ([]counted, string) {
	more := ""
	if p.lost > 0 {
		more = fmt.Sprintf("%d more occurrences of rarer texts are not counted here.", p.lost)
	}
	return most(p.texts, 10), more
}

// The measures of the histogram, in units of its drawing.
const (
	histogramHeight = 120
	barStep         = 24
	barThickness    = 20
)

// targetView is a target as the page shows it.
type targetView struct {
	ID, Name, Title     string
	N, Judged           int
	Mean                string
	Bands               []bandView
	Bars                []barView
	Rows                []binView
	Lost                []lostView
	Blockers, Unmet     []counted
	Width, Height, High int
}

// bandView is a band and how many are in it.
type bandView struct {
	Class, Title string
	Count        int
	Percent      string
}

// barView is a piece of a bar of the histogram.
type barView struct {
	Class         string
	X, Y, W, H    float64
	Label         string
	TickX         float64
	Tick          string
	HasTick, Zero bool
}

// binView is a line of the histogram as a table.
type binView struct {
	Range  string
	Counts []int
	Sum    int
}

// lostView is where points are lost.
type lostView struct {
	Title, Lost, Most string
	Share             float64 // of the points there are, in percent
}

// bands are the bands from the best to the last, with the class of their colour.
func bands() []bandView {
	var list []bandView
	for _, other := range render.Bands {
		list = append(list, bandView{Class: bandClass(other), Title: bandTitle(other)})
	}
	return list
}

func bandClass(other lexfitv1.Band) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(other.String(), "BAND_")), "_", "-")
}

func bandTitle(other lexfitv1.Band) string {
	if other == lexfitv1.Band_BAND_INELIGIBLE {
		return "Missing a must" // no band of a score
	}
	words := strings.ReplaceAll(bandClass(other), "-", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}

func targetNames(views []*targetView) []map[string]string {
	list := []map[string]string{}
	for _, view := range views {
		list = append(list, map[string]string{"name": view.Name, "title": view.Title})
	}
	return list
}

func (p *pool) views() []*targetView {
	names := slices.Clone(p.order)
	slices.SortFunc(names, strings.Compare) // not by who happens to come first
	var views []*targetView
	for i, name := range names {
		view := p.targets[name].view()
		view.ID, view.Name = fmt.Sprintf("t%d", i), name
		views = append(views, view)
	}
	return views
}

func (t *targetPool) view() *targetView {
	view := &targetView{Title: t.title, N: t.n, Judged: t.judged, Blockers: most(t.blockers, 6), Unmet: most(t.confirm, 6)}
	if t.judged > 0 {
		view.Mean = prose.Tenths(int32((t.sum + int64(t.judged)/2) / int64(t.judged)))
	}
	for _, other := range render.Bands {
		view.Bands = append(view.Bands, bandView{bandClass(other), bandTitle(other), t.bands[other], fmt.Sprintf("%.0f", 100*float64(t.bands[other])/float64(t.n))})
	}
	t.histogram(view)
	for _, id := range t.order {
		points := t.criteria[id]
		mean := float64(points.lost) / float64(t.judged) / 10
		view.Lost = append(view.Lost, lostView{points.title, fmt.Sprintf("%.1f", mean), strings.TrimSuffix(prose.Tenths(points.most), ".0"), min(100, 1000*mean/float64(max(points.most, 1)))})
	}
	lost := func(lostView lostView) float64 {
		var first float64
		_, _ = fmt.Sscanf(lostView.Lost, "%f", &first)
		return first
	}
	slices.SortStableFunc(view.Lost, func(one, other lostView) int { return cmp.Compare(lost(other), lost(one)) })
	return view
}

func (t *targetPool) histogram(view *targetView) {
	const bins = 1000 / binWidth
	high := 1
	for _, counts := range t.bins {
		sum := 0
		for _, count := range counts {
			sum += count
		}
		high = max(high, sum)
	}
	view.Width, view.Height, view.High = bins*barStep, histogramHeight, high
	for bin := range bins {
		row := binView{Range: fmt.Sprintf("%d–%d", bin*binWidth/10, (bin+1)*binWidth/10)}
		other := float64(histogramHeight)
		for _, band := range render.Bands {
			count := t.bins[bin][band]
			row.Counts = append(row.Counts, count)
			row.Sum += count
			if count == 0 {
				continue
			}
			height := max(float64(count)*histogramHeight/float64(high), 1.5) // one of ten thousand shows too
			other -= height
			view.Bars = append(view.Bars, barView{
				Class: bandClass(band), X: float64(bin*barStep + (barStep-barThickness)/2), Y: other, W: barThickness, H: height,
				Label: fmt.Sprintf("%s points, %s: %d", row.Range, bandTitle(band), count),
			})
		}
		if row.Sum > 0 {
			view.Rows = append(view.Rows, row)
		}
	}
}
