package measure_test

import (
	"strings"
	"testing"

	"github.com/lexfit/lexfit/client/intake/measure"
)

// least is what the readers reach on the corpus: whoever reads less, or more that is wrong without a flag, sees it here. Raise a row
// with what raises the figure (go test -run Corpus -v prints them all).
type least struct {
	thing                   measure.Thing
	recall, unflaggedOfRead float64
}

// The figures are of all documents, the held ones too: nothing of these is told apart, so that nobody tunes on them.
func TestCorpusWithoutPDF(t *testing.T) {
	t.Parallel()
	hold(t, func(truth *measure.Truth) bool { return truth.Format() != "pdf" }, 27, []least{
		{measure.JobDates, .98, 1},
		{measure.Titles, .95, .97},
		{measure.Levels, .95, 1},
		{measure.Fields, .95, .97},
		{measure.Skills, .99, .98},
		{measure.Certifications, .95, .85},
		{measure.Languages, .95, .95},
	})
}

func TestCorpusOfPDF(t *testing.T) {
	t.Parallel()
	if slow || testing.Short() {
		t.Skip("PDFium is WebAssembly: compiled under the race detector it takes half a minute")
	}
	hold(t, func(truth *measure.Truth) bool { return truth.Format() == "pdf" }, 33, []least{
		{measure.JobDates, .90, .99},
		{measure.Titles, .80, .90},
		{measure.Levels, .72, .98},
		{measure.Fields, .70, .93},
		{measure.Skills, .85, .85},
		{measure.Certifications, .55, .75},
		{measure.Languages, .80, .80},
	})
}

func hold(t *testing.T, wanted func(*measure.Truth) bool, documents int, all []least) {
	t.Helper()
	results := measured(t, "../testdata/resumes", "../testdata/truth", wanted)
	if len(results) != documents {
		t.Errorf("%d documents, not %d", len(results), documents)
	}
	total := measure.Sum(results)
	for _, row := range all {
		count := total[row.thing]
		t.Logf("%s: recall %.3f of %d, unflagged precision %.3f of %d", row.thing, count.Recall(), count.Stated, count.SurePrecision(), count.Sure)
		if count.Recall() < row.recall {
			t.Errorf("%s: recall is %.3f, at least %.2f is wanted", row.thing, count.Recall(), row.recall)
		}
		if count.SurePrecision() < row.unflaggedOfRead {
			t.Errorf("%s: precision of what has no flag is %.3f, at least %.2f is wanted", row.thing, count.SurePrecision(), row.unflaggedOfRead)
		}
	}
	var out strings.Builder
	if err := measure.Report(&out, results, false); err != nil {
		t.Fatal(err)
	}
	t.Log(out.String())
}
