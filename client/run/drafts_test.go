package run_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/base64"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/client/columnar"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/run"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

var packedDetails = regexp.MustCompile(`<script type="text/plain" id="d\d+">([^<]*)</script>`)

// readable is all that a format holds as text: a workbook and the packed part of a page too.
func readable(t *testing.T, out []byte) string {
	t.Helper()
	if book, err := zip.NewReader(bytes.NewReader(out), int64(len(out))); err == nil {
		for _, part := range book.File {
			opened, err := part.Open()
			if err != nil {
				t.Fatal(err)
			}
			content, err := io.ReadAll(opened)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, content...)
		}
	}
	if rows, err := columnar.Open("drafts.parquet", bytes.NewReader(out), int64(len(out))); err == nil {
		for row, err := range rows.All() {
			if err != nil {
				t.Fatal(err)
			}
			out = fmt.Appendf(out, "draft=%t %s", *row.Draft, row.ReviewFlags)
		}
	}
	text := string(out)
	packed := packedDetails.FindAllStringSubmatch(text, -1)
	for _, match := range packed {
		raw, err := base64.StdEncoding.DecodeString(match[1])
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(flate.NewReader(bytes.NewReader(raw)))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, content...)
	}
	return string(out)
}

// Whatever the format, a draft says that nobody has looked at it, and which values are in doubt; nobody else says so.
func TestEveryFormatTellsOfDrafts(t *testing.T) {
	t.Parallel()
	review := &lexfitv1.Review{Draft: true, Flags: []*lexfitv1.ReviewFlag{
		{Path: "experience[0].started_on", Kind: lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_YEAR_ALONE},
	}}
	for _, format := range run.Formats() {
		told := func(review *lexfitv1.Review, ranked bool) string {
			var out bytes.Buffer
			answer := somebody("a")
			answer.Review = review
			options := render.Options{}
			if ranked {
				options.Ranking = &lexfitv1.Ranking{Target: "roles/paralegal", Ranked: 1, Candidates: []*lexfitv1.RankedCandidate{{Rank: 1, CandidateId: "a", Fit: answer.GetFits()[0], Review: review}}}
			}
			if ranked && format.Plain {
				if err := render.Ranking(&out, format.Name, options.Ranking, func(int32) render.Person { return render.Person{} }, options); err != nil {
					t.Fatal(err)
				}
				return readable(t, out.Bytes())
			}
			scores := format.Scores(&out, options)
			if err := scores.Add(answer, render.Person{}); err != nil {
				t.Fatal(err)
			}
			if err := scores.Close(); err != nil {
				t.Fatal(err)
			}
			return readable(t, out.Bytes())
		}
		for _, ranked := range []bool{false, true} {
			draft, flag := "draft, not reviewed", "job 1, start: a year without a month"
			switch {
			case format.Ledger: // a column
				draft = "draft=true"
			case format.Verbatim:
				draft, flag = `"draft":true`, `"kind":"REVIEW_FLAG_KIND_YEAR_ALONE"`
			}
			joined := strings.Join(strings.Fields(told(review, ranked)), " ")
			if low := strings.ToLower(joined); !strings.Contains(low, strings.ToLower(draft)) || !strings.Contains(low, strings.ToLower(flag)) {
				t.Errorf("%s, ranked %v: %q or %q is missing from %s", format.Name, ranked, draft, flag, joined)
			}
			if plain := strings.ToLower(told(nil, ranked)); strings.Contains(plain, draft) {
				t.Errorf("%s, ranked %v: whoever is no draft is called one", format.Name, ranked)
			}
		}
	}
}
