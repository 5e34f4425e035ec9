package server

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
	"github.com/lexfit/lexfit/server/telemetry"
)

// watched is a server that serves its metrics.
type watched struct {
	*running
	match   lexfitv1grpc.MatchServiceClient
	metrics string // the address
}

func startWatched(t *testing.T, pprof bool) *watched {
	t.Helper()
	c := testConfig(t)
	c.Telemetry.Listen, c.Telemetry.Pprof = "127.0.0.1:0", pprof
	w := &watched{running: start(t, c)}
	w.match = lexfitv1grpc.NewMatchServiceClient(dial(t, w.address))
	w.metrics = metricsAddress(t, w.log.String())
	return w
}

func metricsAddress(t *testing.T, log string) string {
	t.Helper()
	found := regexp.MustCompile(`msg="serving metrics" address=(\S+)`).FindStringSubmatch(log)
	if found == nil {
		t.Fatalf("the log does not say where metrics are served:\n%s", log)
	}
	return found[1]
}

// get returns the status and the body of a page.
func get(t *testing.T, url string) (code int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // it was read
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// scrape reads every series, by its name and labels as they are written.
func (w *watched) scrape(t *testing.T) map[string]float64 {
	t.Helper()
	code, body := get(t, "http://"+w.metrics+"/metrics")
	if code != http.StatusOK {
		t.Fatalf("/metrics: %d %s", code, body)
	}
	series := map[string]float64{}
	for line := range strings.Lines(body) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		line = strings.TrimSpace(line)
		at := strings.LastIndexByte(line, ' ')
		value, err := strconv.ParseFloat(line[at+1:], 64)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		series[line[:at]] = value
	}
	return series
}

// scrapeUntil reads until a series has a value: gRPC counts a call a moment after its caller has the reply.
func (w *watched) scrapeUntil(t *testing.T, name string, value float64) map[string]float64 {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		series := w.scrape(t)
		if series[name] == value {
			return series
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is %v, want %v", name, series[name], value)
		}
	}
}

func wantSeries(t *testing.T, series, want map[string]float64) {
	t.Helper()
	for name, value := range want {
		if got, ok := series[name]; !ok || got != value {
			t.Errorf("%s: got %v (there: %t), want %v", name, got, ok, value)
		}
	}
}

// of names a series of a method, as it is written.
func of(name, kind, service, method, code string) string {
	if code != "" {
		code = `grpc_code="` + code + `",`
	}
	return fmt.Sprintf("%s{%sgrpc_method=%q,grpc_service=%q,grpc_type=%q}", name, code, method, service, kind)
}

func ofMatch(name, kind, method, code string) string {
	return of(name, kind, "lexfit.v1.MatchService", method, code)
}

func TestMetricsCountCalls(t *testing.T) {
	t.Parallel()
	w := startWatched(t, false)
	handled := "grpc_server_handled_total"
	// Before the first call its series are there already: a rate needs a beginning.
	wantSeries(t, w.scrape(t), map[string]float64{
		ofMatch(handled, "unary", "ScoreCandidate", "OK"):                                0,
		ofMatch("grpc_server_started_total", "bidi_stream", "ScoreCandidates", ""):       0,
		of(handled, "unary", "lexfit.v1.RulebookService", "ListRulebookRevisions", "OK"): 0,
		of(handled, "unary", "grpc.health.v1.Health", "Check", "OK"):                     0,
		"lexfit_rulebook_revision":                                                       1,
	})
	request := &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical(), Options: &lexfitv1.ScoreOptions{AsOf: today}}
	var reply *lexfitv1.ScoreCandidateResponse
	for range 3 {
		var err error
		if reply, err = w.match.ScoreCandidate(t.Context(), request); err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: badProfile("x")})
	wantError(t, err, codes.InvalidArgument, "INVALID_REQUEST")
	// This one is gRPC's own refusal: no interceptor sees it.
	large := &lexfitv1.ScoreCandidateRequest{Options: &lexfitv1.ScoreOptions{Targets: []string{strings.Repeat("x", DefaultMaxMessageBytes+1)}}}
	if _, err = w.match.ScoreCandidate(t.Context(), large); status.Code(err) != codes.ResourceExhausted {
		t.Fatal(err)
	}
	series := w.scrapeUntil(t, ofMatch("lexfit_grpc_running_calls", "unary", "ScoreCandidate", ""), 0)
	framed := func(m proto.Message) float64 { return float64(proto.Size(m) + 5) } // gRPC puts five bytes before a message
	wantSeries(t, series, map[string]float64{
		ofMatch(handled, "unary", "ScoreCandidate", "OK"):                            3,
		ofMatch(handled, "unary", "ScoreCandidate", "InvalidArgument"):               1,
		ofMatch(handled, "unary", "ScoreCandidate", "ResourceExhausted"):             1,
		ofMatch("grpc_server_started_total", "unary", "ScoreCandidate", ""):          5,
		ofMatch("grpc_server_handling_seconds_count", "unary", "ScoreCandidate", ""): 5,
		ofMatch("grpc_server_msg_sent_total", "unary", "ScoreCandidate", ""):         3,
		ofMatch("lexfit_grpc_sent_bytes_total", "unary", "ScoreCandidate", ""):       3 * framed(reply),
		`lexfit_refusals_total{reason="INVALID_REQUEST"}`:                            1,
		"lexfit_profiles_replied_total":                                              3,
		"lexfit_grpc_connections":                                                    1,
		"lexfit_grpc_connections_total":                                              1,
	})
	if got, least := series[ofMatch("lexfit_grpc_received_bytes_total", "unary", "ScoreCandidate", "")], 3*framed(request); got < least {
		t.Errorf("%v bytes received, want %v and those of the refused profile", got, least)
	}
}

func TestMetricsCountOpenStreams(t *testing.T) {
	t.Parallel()
	w := startWatched(t, false)
	stream, err := w.match.ScoreCandidates(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Send(profileMessage(profilegen.Typical())); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); err != nil {
		t.Fatal(err)
	}
	running := ofMatch("lexfit_grpc_running_calls", "bidi_stream", "ScoreCandidates", "")
	wantSeries(t, w.scrape(t), map[string]float64{running: 1})
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	w.scrapeUntil(t, running, 0)
}

// TestMetricsNameNoMethodOfACaller: whoever calls chooses the name of a method that there is not, and could choose millions.
func TestMetricsNameNoMethodOfACaller(t *testing.T) {
	t.Parallel()
	w := startWatched(t, false)
	before := len(w.scrape(t))
	for i := range 20 {
		err := dial(t, w.address).Invoke(t.Context(), fmt.Sprintf("/lexfit.v1.MatchService/Tobekept%d", i), &lexfitv1.Fit{}, &lexfitv1.Fit{})
		if status.Code(err) != codes.Unimplemented {
			t.Fatal(err)
		}
	}
	series := w.scrapeUntil(t, "lexfit_grpc_unknown_method_calls_total", 20)
	for name := range series {
		if strings.Contains(name, "Tobekept") {
			t.Errorf("a caller's method is a label: %s", name)
		}
	}
	if len(series) > before+5 {
		t.Errorf("20 unknown methods made %d series", len(series)-before)
	}
}

// TestMetricsCountBands holds every count to the engine's own fits.
func TestMetricsCountBands(t *testing.T) {
	t.Parallel()
	w := startWatched(t, false)
	pool := profiles(40)
	want := map[string]float64{}
	unrecognized := 0
	for _, profile := range pool {
		scored := wantScore(t, profile, matcher.Options{})
		unrecognized += len(scored.GetUnrecognized())
		for _, fit := range scored.GetFits() {
			times := 1.0 // in the stream
			if fit.GetRole() == "roles/paralegal" {
				times = 2 // and in the ranking, those that it does not return included
			}
			want[fmt.Sprintf("lexfit_fits_total{band=%q,role=%q}", strings.TrimPrefix(fit.GetBand().String(), "BAND_"), fit.GetRole())] += times
		}
	}
	messages := []*lexfitv1.ScoreCandidatesRequest{optionsMessage(&lexfitv1.ScoreOptions{AsOf: today})}
	for _, profile := range pool {
		messages = append(messages, profileMessage(profile))
	}
	if _, err := scoreStream(t, w.match, append(messages, profileMessage(badProfile("x")))...); err != nil {
		t.Fatal(err)
	}
	ranked, err := w.match.RankCandidates(t.Context(), &lexfitv1.RankCandidatesRequest{
		Profiles: append(slices.Clone(pool), badProfile("y"), badProfile("z")),
		Options:  &lexfitv1.RankOptions{Target: "roles/paralegal", AsOf: today, TopK: 7},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, candidate := range ranked.GetRanking().GetCandidates() {
		unrecognized += len(candidate.GetUnrecognized())
	}
	if unrecognized == 0 {
		t.Fatal("no profile of the pool has a term that is not known: nothing is tried")
	}
	want["lexfit_unrecognized_terms_total"] = float64(unrecognized)
	want["lexfit_profiles_replied_total"] = 40 + 7
	want["lexfit_profiles_rejected_total"] = 1 + 2
	series := w.scrape(t)
	wantSeries(t, series, want)
	for name := range series {
		if _, asked := want[name]; strings.HasPrefix(name, "lexfit_fits_total") && !asked {
			t.Errorf("%s: nobody has that band", name)
		}
	}
}

// TestMetricsCountJobOrdersByTheirRole: names of job orders are a client's, and there can be any number of them.
func TestMetricsCountJobOrdersByTheirRole(t *testing.T) {
	t.Parallel()
	w := startWatched(t, false)
	order := &lexfitv1.JobOrder{Name: "jobOrders/tobekept", Title: "Tobekept", Role: "roles/paralegal"}
	orders := lexfitv1grpc.NewJobOrderServiceClient(dial(t, w.address))
	if _, err := orders.CreateJobOrder(t.Context(), &lexfitv1.CreateJobOrderRequest{JobOrderId: "tobekept", JobOrder: order, Message: "why", Author: "who"}); err != nil {
		t.Fatal(err)
	}
	profile := profilegen.Typical()
	if _, err := w.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profile, Options: &lexfitv1.ScoreOptions{Targets: []string{order.GetName()}}}); err != nil {
		t.Fatal(err)
	}
	ranked, err := w.match.RankCandidates(t.Context(), &lexfitv1.RankCandidatesRequest{
		Profiles: []*lexfitv1.CandidateProfile{profile}, Options: &lexfitv1.RankOptions{Target: order.GetName()},
	})
	if err != nil {
		t.Fatal(err)
	}
	band := strings.TrimPrefix(ranked.GetRanking().GetCandidates()[0].GetFit().GetBand().String(), "BAND_")
	series := w.scrape(t)
	wantSeries(t, series, map[string]float64{fmt.Sprintf(`lexfit_fits_total{band=%q,role="roles/paralegal"}`, band): 2})
	for name := range series {
		if strings.Contains(name, "tobekept") {
			t.Errorf("the name of a job order is a label: %s", name)
		}
	}
}

func TestMetricsFollowTheRulebookAndTheStore(t *testing.T) {
	t.Parallel()
	w := startWatched(t, false)
	before := w.scrape(t)
	client := lexfitv1grpc.NewRulebookServiceClient(dial(t, w.address))
	if _, err := client.CreateRulebookRevision(t.Context(), &lexfitv1.CreateRulebookRevisionRequest{
		Rulebook: rulebook.Default(), Author: "who", Message: "why", Activate: true,
	}); err != nil {
		t.Fatal(err)
	}
	after := w.scrape(t)
	wantSeries(t, after, map[string]float64{"lexfit_rulebook_revision": 2, "lexfit_store_open_reads": 0})
	for _, grows := range []string{"lexfit_store_page_writes_total", "lexfit_store_page_write_seconds_total", "lexfit_store_reads_total"} {
		if after[grows] < before[grows] || after[grows] == 0 {
			t.Errorf("%s went from %v to %v over a write", grows, before[grows], after[grows])
		}
	}
	if after["lexfit_store_page_writes_total"] == before["lexfit_store_page_writes_total"] || after["lexfit_store_file_bytes"] < 4096 || after["go_goroutines"] < 5 {
		t.Errorf("writes %v, file %v bytes, %v goroutines", after["lexfit_store_page_writes_total"], after["lexfit_store_file_bytes"], after["go_goroutines"])
	}
}

// Limits that callers meet are counted, and whether the server wants work is told also while it drains.
func TestMetricsTellOfLimitsAndHealth(t *testing.T) {
	t.Parallel()
	c := testConfig(t)
	c.Telemetry.Listen, c.Limits.Rate, c.Limits.Burst = "127.0.0.1:0", 0.001, 2
	w := &watched{running: start(t, c)}
	w.match = lexfitv1grpc.NewMatchServiceClient(dial(t, w.address))
	w.metrics = metricsAddress(t, w.log.String())
	for range 2 {
		if err := scoreTypical(t.Context(), w.match); err != nil {
			t.Fatal(err)
		}
	}
	wantSeries(t, w.scrape(t), map[string]float64{`lexfit_limits_total{limit="rate"}`: 0, "lexfit_serving": 1})
	for range 3 {
		wantError(t, scoreTypical(t.Context(), w.match), codes.ResourceExhausted, "RATE_LIMITED")
	}
	wantSeries(t, w.scrape(t), map[string]float64{
		`lexfit_limits_total{limit="rate"}`: 3, `lexfit_limits_total{limit="connections"}`: 0, `lexfit_refusals_total{reason="RATE_LIMITED"}`: 3,
		`lexfit_request_bytes{state="held"}`: 0,
	})
	life := newLifecycle(w.log.logger())
	metrics := telemetry.New(telemetry.Build{})
	metrics.Watch(telemetry.Watched{Revision: func() int32 { return 1 }, Serving: life.serving})
	life.drain()
	recorded := httptest.NewRecorder()
	metrics.Handler().ServeHTTP(recorded, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", http.NoBody))
	if !strings.Contains(recorded.Body.String(), "lexfit_serving 0") {
		t.Error("a server that drains says that it serves")
	}
}

func TestPprofStandsBehindItsFlag(t *testing.T) {
	t.Parallel()
	for _, on := range []bool{false, true} {
		w := startWatched(t, on)
		for _, path := range []string{"/debug/pprof/", "/debug/pprof/heap", "/debug/pprof/goroutine?debug=1", "/debug/pprof/cmdline"} {
			want := http.StatusNotFound
			if on {
				want = http.StatusOK
			}
			if code, _ := get(t, "http://"+w.metrics+path); code != want {
				t.Errorf("pprof %t: %s answers %d, want %d", on, path, code, want)
			}
		}
	}
}

func TestMetricsAreOffUnlessAskedFor(t *testing.T) {
	t.Parallel()
	r := start(t, testConfig(t))
	if log := r.log.String(); strings.Contains(log, "serving metrics") {
		t.Errorf("metrics are served unasked:\n%s", log)
	}
}

func TestMetricsListenInUse(t *testing.T) {
	t.Parallel()
	w := startWatched(t, false)
	c := testConfig(t)
	c.Telemetry.Listen = w.metrics
	err := Run(t.Context(), c, w.log.logger(), nil)
	if err == nil || !strings.Contains(err.Error(), "in use") || !strings.Contains(err.Error(), "--metrics-listen") {
		t.Errorf("got %v, want a sentence that names the flag", err)
	}
	for _, bad := range []telemetry.Config{{Listen: "7171"}, {Pprof: true}} {
		c.Telemetry = bad
		if err := c.Validate(); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
}

// metricList is what stands in server/deploy for those who write alerts, and what these are held to.
const metricList = "deploy/metrics.tsv"

// TestMetricListIsWhatIsServed holds the list to a server that has had a call of every outcome that makes a series.
func TestMetricListIsWhatIsServed(t *testing.T) {
	t.Parallel()
	w := startWatched(t, false)
	_, _ = w.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical()})
	_, _ = w.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: badProfile("x")})
	_, body := get(t, "http://"+w.metrics+"/metrics")
	served, help := described(body)
	if len(served) < 30 {
		t.Fatalf("only %d metrics are served", len(served))
	}
	text, err := os.ReadFile(metricList)
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		name, _, _ := strings.Cut(line, "\t")
		listed = append(listed, name)
		if want := name + "\t" + served[name] + "\t" + help[name] + "\t" + labelsOf(body, name); line != want {
			t.Errorf("%s says %q; served is %q", metricList, line, want)
		}
	}
	for name := range served {
		ours := strings.HasPrefix(name, "lexfit_") || strings.HasPrefix(name, "grpc_")
		if ours && !slices.Contains(listed, name) {
			t.Errorf("%s lacks %s", metricList, name)
		}
	}
}

// described returns the type and the help of every metric of a page.
func described(body string) (kinds, help map[string]string) {
	kinds, help = map[string]string{}, map[string]string{}
	for line := range strings.Lines(body) {
		if words := strings.SplitN(strings.TrimSpace(line), " ", 4); len(words) == 4 && words[1] == "TYPE" {
			kinds[words[2]] = words[3]
		} else if len(words) == 4 && words[1] == "HELP" {
			help[words[2]] = words[3]
		}
	}
	return kinds, help
}

// labelsOf returns the labels of the first series of a metric, without that of a histogram's buckets.
func labelsOf(body, name string) string {
	series := regexp.MustCompile(`(?m)^` + name + `(?:_bucket)?\{(.*)\} `).FindStringSubmatch(body)
	if series == nil {
		return "-"
	}
	var labels []string
	for _, label := range regexp.MustCompile(`(\w+)="`).FindAllStringSubmatch(series[1], -1) {
		if label[1] != "le" {
			labels = append(labels, label[1])
		}
	}
	return strings.Join(labels, " ")
}
