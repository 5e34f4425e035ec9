package columnar_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/lexfit/lexfit/client/columnar"
	"github.com/lexfit/lexfit/client/render"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// answer is one for a role and for a job order of it.
func answer(id string) *lexfitv1.ScoreCandidateResponse {
	return &lexfitv1.ScoreCandidateResponse{
		CandidateId: id, RulebookRevision: 3, RulebookDigest: strings.Repeat("ab", 32), EngineVersion: 5, AsOf: "2026-11-24",
		Fits: []*lexfitv1.Fit{
			{
				Role: "roles/paralegal", RoleTitle: "Paralegal", Score: 612, ScoreLow: 480, ScoreHigh: 790, MaxScore: 1000, FitIndex: 601,
				Band: lexfitv1.Band_BAND_GOOD, Eligibility: lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED, Flags: []string{"OVERQUALIFIED", "FAR_AWAY"},
				Unconfirmed: []*lexfitv1.Unconfirmed{{}, {}},
				Criteria: []*lexfitv1.CriterionFit{
					{Status: lexfitv1.Status_STATUS_MET},
					{Status: lexfitv1.Status_STATUS_MET},
					{Status: lexfitv1.Status_STATUS_PARTIAL},
					{Status: lexfitv1.Status_STATUS_NOT_STATED},
				},
			},
			{
				Role: "roles/paralegal", RoleTitle: "Paralegal at Acme", JobOrder: "jobOrders/acme", JobOrderRevision: 2, JobOrderDigest: strings.Repeat("cd", 32),
				Score: 0, MaxScore: 1000, Band: lexfitv1.Band_BAND_INELIGIBLE, Eligibility: lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE,
				Blockers: []*lexfitv1.Blocker{{}},
			},
		},
		Recommendation: &lexfitv1.Recommendation{Role: "roles/paralegal", Action: lexfitv1.Action_ACTION_SCREEN},
		InterviewQuestions: []*lexfitv1.InterviewQuestion{
			{Role: "roles/paralegal", AlsoSettles: []*lexfitv1.SettledCriterion{{Role: "jobOrders/acme"}}}, {Role: "roles/paralegal"},
		},
		Advice: []*lexfitv1.Advice{{Role: "jobOrders/acme"}},
		Review: &lexfitv1.Review{Draft: true, Flags: []*lexfitv1.ReviewFlag{
			{Path: "education[0].completed_on", Kind: lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_YEAR_ALONE}, {Kind: lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_LITTLE_TEXT},
		}},
	}
}

func origin(row int) render.Origin {
	return render.Origin{Row: int64(row), File: "pool.jsonl", Line: int32(row), Digest: fmt.Sprintf("%064d", row)}
}

// options are those of a run.
func options() render.Options {
	return render.Options{
		Program: "v1", Asked: &lexfitv1.ScoreOptions{Targets: []string{"roles/paralegal", "jobOrders/acme@2"}, RulebookRevision: 3, AsOf: "2026-11-24"},
		Totals: func() (int, int) { return 3, 1 },
	}
}

// add gives a format an answer, somebody who could not be read and an answer.
func add(t *testing.T, scores render.Scores) {
	t.Helper()
	ledger, ok := scores.(render.Ledger)
	if !ok {
		t.Fatal("is no ledger")
	}
	for _, err := range []error{
		scores.Add(answer("a"), render.Person{Name: "Ann Secret", Origin: origin(1)}),
		ledger.Reject(render.Rejection{Origin: render.Origin{Row: 2, File: "pool.jsonl", Line: 2}, Message: "skils: is no field"}),
		ledger.Reject(render.Rejection{Origin: origin(3), ID: "Zoë 李", Reason: "INVALID_PROFILE", Message: "labels: too many"}),
		scores.Add(answer("Ångström-é-𝔘"), render.Person{Origin: origin(4)}),
		scores.Close(),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// written is a file of them.
func written(t *testing.T, options render.Options) []byte {
	t.Helper()
	var file bytes.Buffer
	add(t, columnar.NewScores(&file, options))
	return file.Bytes()
}

// read reads a file as anybody would.
func read(t *testing.T, file []byte) (columns []string, rows []map[string]any) {
	t.Helper()
	opened, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for _, column := range opened.Schema().Fields() {
		columns = append(columns, column.Name())
	}
	reader := parquet.NewReader(opened)
	defer func() { _ = reader.Close() }()
	for {
		row := map[string]any{}
		if err := reader.Read(&row); err == io.EOF { //nolint:errorlint // the reader's own end
			return columns, rows
		} else if err != nil {
			t.Fatal(err)
		}
		for name, value := range row {
			if value == nil {
				delete(row, name)
			}
		}
		rows = append(rows, row)
	}
}

// Every number of an answer comes back as the contract has it; what was not asked for, and whoever has no result, is null and no zero.
func TestRows(t *testing.T) {
	t.Parallel()
	_, rows := read(t, written(t, options()))
	first := map[string]any{
		"row": int64(1), "file": "pool.jsonl", "line": int32(1), "candidate_id": "a", "profile_digest": fmt.Sprintf("%064d", 1), "role": "roles/paralegal",
		"score": int32(612), "score_low": int32(480), "score_high": int32(790), "max_score": int32(1000), "fit_index": int32(601), "band": "GOOD",
		"eligibility": "UNCONFIRMED", "recommended": true, "next_step": "SCREEN", "blockers": int32(0), "unconfirmed": int32(2), "criteria_met": int32(2),
		"criteria_partial": int32(1), "criteria_not_met": int32(0), "criteria_not_stated": int32(1), "flags": "OVERQUALIFIED FAR_AWAY", "questions": int32(2),
		"advice": int32(0), "assumptions": int32(0), "unrecognized": int32(0), "draft": true, "review_flags": "degree 1, finished: a year without a month; a page with little text, maybe a picture", "rulebook_revision": int32(3),
		"rulebook_digest": strings.Repeat("ab", 32), "engine_version": int32(5), "as_of": int32(20781),
	}
	second := map[string]any{
		"row": int64(1), "file": "pool.jsonl", "line": int32(1), "candidate_id": "a", "profile_digest": fmt.Sprintf("%064d", 1), "role": "roles/paralegal",
		"job_order": "jobOrders/acme", "job_order_revision": int32(2), "job_order_digest": strings.Repeat("cd", 32),
		"score": int32(0), "score_low": int32(0), "score_high": int32(0), "max_score": int32(1000), "fit_index": int32(0), "band": "INELIGIBLE",
		"eligibility": "INELIGIBLE", "recommended": false, "next_step": "SCREEN", "blockers": int32(1), "unconfirmed": int32(0), "criteria_met": int32(0),
		"criteria_partial": int32(0), "criteria_not_met": int32(0), "criteria_not_stated": int32(0), "questions": int32(1),
		"advice": int32(1), "assumptions": int32(0), "unrecognized": int32(0), "draft": true, "review_flags": "degree 1, finished: a year without a month; a page with little text, maybe a picture", "rulebook_revision": int32(3),
		"rulebook_digest": strings.Repeat("ab", 32), "engine_version": int32(5), "as_of": int32(20781),
	}
	third := map[string]any{"row": int64(2), "file": "pool.jsonl", "line": int32(2), "error_code": "UNREADABLE_ROW", "error_message": "skils: is no field"}
	fourth := map[string]any{
		"row": int64(3), "file": "pool.jsonl", "line": int32(3), "candidate_id": "Zoë 李", "profile_digest": fmt.Sprintf("%064d", 3),
		"error_code": "INVALID_PROFILE", "error_message": "labels: too many",
	}
	if diff := cmp.Diff([]map[string]any{first, second, third, fourth}, rows[:4]); diff != "" {
		t.Error(diff)
	}
	if len(rows) != 6 || rows[5]["candidate_id"] != "Ångström-é-𝔘" {
		t.Errorf("got %v", rows[4:])
	}

	plain := options()
	plain.NoAdvice = true
	_, rows = read(t, written(t, plain))
	if rows[0]["questions"] != nil || rows[0]["advice"] != nil {
		t.Errorf("questions %v and advice %v, where neither was asked for", rows[0]["questions"], rows[0]["advice"])
	}
	ranked := options()
	ranked.Ranking = &lexfitv1.Ranking{Candidates: []*lexfitv1.RankedCandidate{{Rank: 4}, {Rank: 5}}}
	_, rows = read(t, written(t, ranked))
	if rows[0]["rank"] != int32(4) || rows[1]["rank"] != int32(4) || rows[5]["rank"] != int32(5) {
		t.Errorf("got ranks %v", rows)
	}
}

// The same answers are the same bytes, whether they were noted on the way or not; names are in none of them.
func TestSameBytes(t *testing.T) {
	t.Parallel()
	want := written(t, options())
	if again := written(t, options()); !bytes.Equal(again, want) {
		t.Error("the same answers are other bytes")
	}
	var notes, made bytes.Buffer
	add(t, columnar.NewNotes(&notes, options()))
	if err := columnar.Remake(bytes.NewReader(notes.Bytes()), &made, options()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(made.Bytes(), want) {
		t.Error("noted and made of the notes, the same answers are other bytes")
	}
	if bytes.Contains(want, []byte("Secret")) {
		t.Error("a name stands in the file")
	}
	for cut := 1; cut < notes.Len(); cut += 7 {
		if err := columnar.Remake(bytes.NewReader(notes.Bytes()[:cut]), io.Discard, options()); err == nil && cut%notes.Len() != 0 {
			whole := false
			for _, end := range ends(t) {
				whole = whole || end == cut
			}
			if !whole {
				t.Errorf("notes that are cut off behind %d bytes are taken for whole", cut)
			}
		}
	}
}

// ends are where notes end.
func ends(t *testing.T) []int {
	t.Helper()
	var to counter
	add(t, columnar.NewNotes(&to, options()))
	return to.at
}

type counter struct {
	size int
	at   []int
}

func (c *counter) Write(data []byte) (int, error) {
	c.size += len(data)
	c.at = append(c.at, c.size)
	return len(data), nil
}

// Nobody is a file too, with all its columns.
func TestNobody(t *testing.T) {
	t.Parallel()
	var file bytes.Buffer
	if err := columnar.NewScores(&file, render.Options{}).Close(); err != nil {
		t.Fatal(err)
	}
	columns, rows := read(t, file.Bytes())
	if len(columns) != 38 || len(rows) != 0 {
		t.Errorf("got %d columns and %d rows", len(columns), len(rows))
	}
}

// What a file says of itself.
func TestPins(t *testing.T) {
	t.Parallel()
	file := written(t, options())
	opened, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"lexfit.results": "1", "lexfit.program": "v1", "lexfit.rulebook_revision": "3", "lexfit.rulebook_digest": strings.Repeat("ab", 32),
		"lexfit.engine_version": "5", "lexfit.as_of": "2026-11-24", "lexfit.rows_read": "3", "lexfit.rows_rejected": "1",
	} {
		if got, _ := opened.Lookup(key); got != want {
			t.Errorf("%s: got %q, want %q", key, got, want)
		}
	}
	if asked, _ := opened.Lookup("lexfit.options"); !strings.Contains(asked, `"targets":["roles/paralegal","jobOrders/acme@2"]`) {
		t.Errorf("got options %s", asked)
	}
	for _, group := range opened.Metadata().RowGroups {
		for _, column := range group.Columns {
			if codec := column.MetaData.Codec.String(); codec != "ZSTD" {
				t.Errorf("%v is packed by %s", column.MetaData.PathInSchema, codec)
			}
		}
	}
}

// The documentation lists the columns, in their order.
func TestColumnsAreDocumented(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "batch.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(page), "### Columns of the Parquet file")
	section, _, _ = strings.Cut(section, "\n#")
	var listed []string
	for line := range strings.Lines(section) {
		if cells := strings.Split(line, "|"); len(cells) > 2 && strings.Contains(cells[1], "`") {
			listed = append(listed, strings.Trim(cells[1], " `"))
		}
	}
	columns, _ := read(t, written(t, options()))
	if diff := cmp.Diff(columns, listed); diff != "" {
		t.Error(diff)
	}
}

// What was written is read back; a file that another program wrote, with some of the columns and without what ours says of itself, too.
func TestRead(t *testing.T) {
	t.Parallel()
	file := written(t, options())
	results, err := columnar.Open("pool.parquet", bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	if results.Program != "v1" || len(results.Asked.GetTargets()) != 2 {
		t.Errorf("got %q, %v", results.Program, results.Asked)
	}
	var again bytes.Buffer
	writer := columnar.NewWriter(&again, options())
	var targets []string
	for row, err := range results.All() {
		if err != nil {
			t.Fatal(err)
		}
		targets = append(targets, row.Target()+" "+row.Date())
		if err := writer.Write(*row); err != nil {
			t.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(again.Bytes(), file) {
		t.Error("rows that were read and written again are other bytes")
	}
	want := []string{"roles/paralegal 2026-11-24", "jobOrders/acme@2 2026-11-24", " ", " ", "roles/paralegal 2026-11-24", "jobOrders/acme@2 2026-11-24"}
	if diff := cmp.Diff(want, targets); diff != "" {
		t.Error(diff)
	}
}

// chosen are the columns that nothing can be made again without, as another program writes them: all may be null.
type chosen struct {
	Row            *int64  `parquet:"row,optional"`
	CandidateID    *string `parquet:"candidate_id,optional"`
	ProfileDigest  *string `parquet:"profile_digest,optional"`
	Role           *string `parquet:"role,optional"`
	Score          *int32  `parquet:"score,optional"`
	ScoreLow       *int32  `parquet:"score_low,optional"`
	ScoreHigh      *int32  `parquet:"score_high,optional"`
	Band           *string `parquet:"band,optional"`
	Eligibility    *string `parquet:"eligibility,optional"`
	RulebookDigest *string `parquet:"rulebook_digest,optional"`
	EngineVersion  *int32  `parquet:"engine_version,optional"`
	AsOf           *int32  `parquet:"as_of,optional,date"`
	Extra          string  `parquet:"extra"`
}

func TestReadChosen(t *testing.T) {
	t.Parallel()
	var file bytes.Buffer
	writer := parquet.NewGenericWriter[chosen](&file)
	if _, err := writer.Write([]chosen{{Row: new(int64(7)), CandidateID: new("a"), Role: new("roles/paralegal"), Score: new(int32(0))}}); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	results, err := columnar.Open("chosen.parquet", bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for row, err := range results.All() {
		if err != nil || row.Row != 7 || row.CandidateID != "a" || row.Score == nil || *row.Score != 0 || row.ScoreLow != nil || row.AsOf != nil {
			t.Errorf("got %+v, %v", row, err)
		}
	}
	if results.Asked != nil || results.Program != "" {
		t.Errorf("got %v, %q", results.Asked, results.Program)
	}
}

// other makes a file of a type.
func other[T any](t *testing.T, options ...parquet.WriterOption) []byte {
	t.Helper()
	var file bytes.Buffer
	writer := parquet.NewGenericWriter[T](&file, options...)
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// lz4 is a file that is packed in a way that is not read.
func lz4(t *testing.T) []byte {
	t.Helper()
	var file bytes.Buffer
	writer := parquet.NewGenericWriter[columnar.Row](&file, parquet.Compression(&parquet.Lz4Raw))
	if _, err := writer.Write([]columnar.Row{{Row: 1}}); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// What is no file of ours is told, whatever it is.
func TestReadOther(t *testing.T) {
	t.Parallel()
	type wide struct {
		Row int32 `parquet:"row"`
	}
	file := written(t, options())
	for name, tried := range map[string]struct {
		file []byte
		want string
	}{
		"empty":       {nil, "is no Parquet file, or is damaged"},
		"text":        {[]byte(strings.Repeat("candidate_id,score\n", 9)), "is no Parquet file, or is damaged"},
		"cut off":     {file[:len(file)/2], "is no Parquet file, or is damaged"},
		"long foot":   {slices.Concat(file[:len(file)-8], []byte{0xff, 0xff, 0xff, 0x7f}, []byte("PAR1")), "is no Parquet file, or is damaged (its foot is longer than the file)"},
		"no columns":  {other[struct{ A string }](t), "has no column row, candidate_id, "},
		"other types": {other[wide](t), "column row is of another type than lexfit writes: expected INT64"},
		"packed":      {lz4(t), "column row is packed by LZ4_RAW: expected zstd, snappy, gzip or nothing"},
		"of tomorrow": {other[columnar.Row](t, parquet.KeyValueMetadata("lexfit.results", "2")), `its columns are of version "2", and this program knows version 1`},
		"options":     {other[columnar.Row](t, parquet.KeyValueMetadata("lexfit.options", "{")), "lexfit.options cannot be read"},
	} {
		_, err := columnar.Open("x.parquet", bytes.NewReader(tried.file), int64(len(tried.file)))
		if err == nil || !strings.HasPrefix(err.Error(), "x.parquet: "+tried.want) {
			t.Errorf("%s: got %v, want %q", name, err, tried.want)
		}
	}
}

// However a file is damaged, the reader says so or reads something: it does not panic.
func FuzzRead(f *testing.F) {
	var file bytes.Buffer
	scores := columnar.NewScores(&file, render.Options{})
	if err := scores.Add(answer("a"), render.Person{Origin: origin(1)}); err != nil {
		f.Fatal(err)
	}
	if err := scores.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(file.Bytes())
	f.Add([]byte("PAR1\x00\x00\x00\x00PAR1"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		results, err := columnar.Open("x", bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		for row, err := range results.All() {
			if err == nil {
				_ = row.Target() + row.Date()
			}
		}
	})
}

// A file does not depend on how its rows came: one by one, or many at once with nulls among them.
func TestHowRowsCome(t *testing.T) {
	t.Parallel()
	rows := []columnar.Row{{Row: 1, Role: "roles/paralegal"}, {Row: 1, Role: "roles/paralegal", JobOrder: "jobOrders/acme"}, {Row: 2, ErrorCode: "X"}}
	write := func(groups ...[]columnar.Row) []byte {
		var file bytes.Buffer
		writer := columnar.NewWriter(&file, render.Options{})
		for _, group := range groups {
			if err := writer.Write(group...); err != nil {
				t.Fatal(err)
			}
		}
		if err := writer.Close(); err != nil {
			t.Fatal(err)
		}
		return file.Bytes()
	}
	want := write(rows)
	if got := write(rows[:1], rows[1:2], rows[2:]); !bytes.Equal(got, want) {
		t.Error("rows that came in other groups are other bytes")
	}
	if _, read := read(t, want); read[0]["job_order"] != nil || read[1]["job_order"] != "jobOrders/acme" || read[2]["role"] != nil {
		t.Errorf("got %v", read)
	}
}
