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

func (p *pool) add(a *lexfitv1.ScoreCandidateResponse) {
	for _, f := range a.GetFits() {
		name := render.Target(f)
		t := p.targets[name]
		if t == nil {
			t = &targetPool{
				title: render.Clean(f.GetRoleTitle()), bands: map[lexfitv1.Band]int{}, bins: map[int]map[lexfitv1.Band]int{}, criteria: map[string]*lostPoints{},
				blockers: map[string]int{}, confirm: map[string]int{},
			}
			p.targets[name] = t
			p.order = append(p.order, name)
		}
		t.add(f)
	}
	for _, u := range a.GetUnrecognized() {
		text := strings.ToLower(render.Clean(u.GetText()))
		if _, known := p.texts[text]; !known && len(p.texts) == maxTexts {
			p.lost++
			continue
		}
		p.texts[text]++
	}
}

func (t *targetPool) add(f *lexfitv1.Fit) {
	t.n++
	t.sum += int64(f.GetScore())
	t.bands[f.GetBand()]++
	bin := min(int(f.GetScore()), 999) / binWidth
	if t.bins[bin] == nil {
		t.bins[bin] = map[lexfitv1.Band]int{}
	}
	t.bins[bin][f.GetBand()]++
	for _, c := range f.GetCriteria() {
		id := c.GetCriterionId()
		l := t.criteria[id]
		if l == nil {
			l = &lostPoints{title: render.Clean(c.GetTitle()), most: c.GetMaxPoints()}
			t.criteria[id] = l
			t.order = append(t.order, id)
		}
		l.lost += int64(c.GetMaxPoints() - c.GetPoints())
	}
	for _, b := range f.GetBlockers() {
		t.blockers[render.Clean(b.GetTitle())]++
	}
	for _, u := range f.GetUnconfirmed() {
		t.confirm[render.Clean(u.GetTitle())]++
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
	N                   int
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
	for b := lexfitv1.Band_BAND_STRONG; b > lexfitv1.Band_BAND_UNSPECIFIED; b-- {
		list = append(list, bandView{Class: bandClass(b), Title: bandTitle(b)})
	}
	return list
}

func bandClass(b lexfitv1.Band) string {
	return strings.ToLower(strings.TrimPrefix(b.String(), "BAND_"))
}

func bandTitle(b lexfitv1.Band) string {
	class := bandClass(b)
	return strings.ToUpper(class[:1]) + class[1:]
}

func targetNames(views []*targetView) []map[string]string {
	list := []map[string]string{}
	for _, v := range views {
		list = append(list, map[string]string{"name": v.Name, "title": v.Title})
	}
	return list
}

func (p *pool) views() []*targetView {
	names := slices.Clone(p.order)
	slices.SortFunc(names, strings.Compare) // not by who happens to come first
	var views []*targetView
	for i, name := range names {
		v := p.targets[name].view()
		v.ID, v.Name = fmt.Sprintf("t%d", i), name
		views = append(views, v)
	}
	return views
}

func (t *targetPool) view() *targetView {
	v := &targetView{Title: t.title, N: t.n, Mean: prose.Tenths(int32((t.sum + int64(t.n)/2) / int64(t.n))), Blockers: most(t.blockers, 6), Unmet: most(t.confirm, 6)}
	for b := lexfitv1.Band_BAND_STRONG; b > lexfitv1.Band_BAND_UNSPECIFIED; b-- {
		v.Bands = append(v.Bands, bandView{bandClass(b), bandTitle(b), t.bands[b], fmt.Sprintf("%.0f", 100*float64(t.bands[b])/float64(t.n))})
	}
	t.histogram(v)
	for _, id := range t.order {
		l := t.criteria[id]
		mean := float64(l.lost) / float64(t.n) / 10
		v.Lost = append(v.Lost, lostView{l.title, fmt.Sprintf("%.1f", mean), strings.TrimSuffix(prose.Tenths(l.most), ".0"), min(100, 1000*mean/float64(max(l.most, 1)))})
	}
	lost := func(x lostView) float64 { var f float64; _, _ = fmt.Sscanf(x.Lost, "%f", &f); return f }
	slices.SortStableFunc(v.Lost, func(a, b lostView) int { return cmp.Compare(lost(b), lost(a)) })
	return v
}

func (t *targetPool) histogram(v *targetView) {
	const bins = 1000 / binWidth
	high := 1
	for _, counts := range t.bins {
		sum := 0
		for _, n := range counts {
			sum += n
		}
		high = max(high, sum)
	}
	v.Width, v.Height, v.High = bins*barStep, histogramHeight, high
	for bin := range bins {
		row := binView{Range: fmt.Sprintf("%d–%d", bin*binWidth/10, (bin+1)*binWidth/10)}
		y := float64(histogramHeight)
		for b := lexfitv1.Band_BAND_STRONG; b > lexfitv1.Band_BAND_UNSPECIFIED; b-- {
			n := t.bins[bin][b]
			row.Counts = append(row.Counts, n)
			row.Sum += n
			if n == 0 {
				continue
			}
			h := max(float64(n)*histogramHeight/float64(high), 1.5) // one of ten thousand shows too
			y -= h
			v.Bars = append(v.Bars, barView{
				Class: bandClass(b), X: float64(bin*barStep + (barStep-barThickness)/2), Y: y, W: barThickness, H: h,
				Label: fmt.Sprintf("%s points, %s: %d", row.Range, bandTitle(b), n),
			})
		}
		if row.Sum > 0 {
			v.Rows = append(v.Rows, row)
		}
	}
}
