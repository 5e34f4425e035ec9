package server

import (
	"fmt"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
)

// marker begins every word of a marked profile, and no word of anything else.
const marker = "zqmark"

// marking fills a profile so that every text in it is a word of its own. One of them, where asked for, is broken.
type marking struct {
	texts  int
	broken int // which text; -1 for none
	how    func(word string) string
}

func (m *marking) profile() *lexfitv1.CandidateProfile {
	m.texts = 0
	profile := &lexfitv1.CandidateProfile{}
	m.fill(profile.ProtoReflect())
	return profile
}

// word returns the next text; plain is what the contract asks for where a word would not do.
func (m *marking) word(plain string) protoreflect.Value {
	number := m.texts
	m.texts++
	word := fmt.Sprintf("%s%dx", marker, number)
	switch {
	case number == m.broken:
		return protoreflect.ValueOfString(m.how(word))
	case plain != "":
		return protoreflect.ValueOfString(plain)
	}
	return protoreflect.ValueOfString(word)
}

func (m *marking) fill(message protoreflect.Message) {
	fields := message.Descriptor().Fields()
	for i := range fields.Len() {
		field := fields.Get(i)
		switch {
		case field.IsMap():
			message.Mutable(field).Map().Set(m.word("").MapKey(), m.word(""))
		case field.IsList() && field.Message() != nil:
			m.fill(message.Mutable(field).List().AppendMutable().Message())
		case field.IsList():
			message.Mutable(field).List().Append(m.value(field))
		case field.Message() != nil:
			m.fill(message.Mutable(field).Message())
		default:
			message.Set(field, m.value(field))
		}
	}
}

func (m *marking) value(field protoreflect.FieldDescriptor) protoreflect.Value {
	name := string(field.Name())
	switch field.Kind() {
	case protoreflect.StringKind:
		switch {
		case strings.HasSuffix(name, "_on") || name == "available_from":
			return m.word("2024-05")
		case name == "work_state" || name == "country":
			return m.word("CA")
		}
		return m.word("")
	case protoreflect.EnumKind:
		return protoreflect.ValueOfEnum(1)
	case protoreflect.Int32Kind:
		return protoreflect.ValueOfInt32(7)
	case protoreflect.DoubleKind:
		return protoreflect.ValueOfFloat64(2)
	}
	return field.Default()
}

// markedProfiles are one that keeps to the contract, and one for each text and each way in which a text can break it.
func markedProfiles(t *testing.T) (good *lexfitv1.CandidateProfile, broken []*lexfitv1.CandidateProfile) {
	t.Helper()
	whole := &marking{broken: -1}
	good = whole.profile()
	for text := range whole.texts {
		for _, how := range []func(string) string{
			func(word string) string { return word + "\x01" },
			func(word string) string { return strings.Repeat(word, 400) },
		} {
			broken = append(broken, (&marking{broken: text, how: how}).profile())
		}
	}
	return good, broken
}

// TestNoWordOfAProfileComesOut scores, rejects and ranks profiles whose every text is a word that is nowhere else, and looks for
// these words in all that is not a reply: the log at its most talkative, the metrics, the profiles of the program, the traces, the errors.
func TestNoWordOfAProfileComesOut(t *testing.T) {
	traces := collect(t)
	w := startWatched(t, true)
	skills := lexfitv1grpc.NewSkillServiceClient(dial(t, w.address))
	rulebooks := lexfitv1grpc.NewRulebookServiceClient(dial(t, w.address))
	good, broken := markedProfiles(t)
	if len(broken) < 40 {
		t.Fatalf("only %d texts are marked", len(broken)/2)
	}
	var said errorsSaid
	for i, profile := range append(broken, good) {
		want := codes.InvalidArgument
		if i == len(broken) {
			want = codes.OK
		}
		_, err := w.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profile})
		if status.Code(err) != want {
			t.Fatalf("profile %d of %d: %v, want %s", i, len(broken), err, want)
		}
		said.take(err)
	}
	pool := append(broken, good)
	said.sendPool(t, w.match, pool)
	for _, profile := range []*lexfitv1.CandidateProfile{good, broken[0], broken[len(broken)-1]} {
		_, err := w.match.CompareRoles(t.Context(), &lexfitv1.CompareRolesRequest{Profiles: []*lexfitv1.CandidateProfile{profile}})
		said.take(err)
		_, err = w.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profile, Options: &lexfitv1.ScoreOptions{Targets: []string{"roles/none"}}})
		said.take(err)
		_, err = w.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profile, Options: &lexfitv1.ScoreOptions{RulebookRevision: 99}})
		said.take(err)
		said.take(preview(t, rulebooks, profile))
	}
	_, err := skills.ResolveSkills(t.Context(), &lexfitv1.ResolveSkillsRequest{Texts: []string{marker, marker + "\x01"}})
	said.take(err)
	if len(said) < 3*len(broken) {
		t.Fatalf("%d broken profiles made only %d errors", len(broken), len(said))
	}

	_, metrics := get(t, "http://"+w.metrics+"/metrics")
	places := map[string]string{"the log": w.log.String(), "the metrics": metrics, "the errors": strings.Join(said, "\n")}
	for _, page := range []string{"goroutine?debug=2", "heap?debug=1", "cmdline"} {
		_, places["pprof's "+page] = get(t, "http://"+w.metrics+"/debug/pprof/"+page)
	}
	w.stop()
	if err := w.wait(t); err != nil { // the last spans are sent on stop
		t.Fatal(err)
	}
	places["the traces"] = traces.String()
	for place, text := range places {
		if text == "" {
			t.Errorf("%s: nothing to look at", place)
		}
		if at := strings.Index(strings.ToLower(text), marker); at >= 0 {
			t.Errorf("a word of a profile is in %s: …%s…", place, text[max(0, at-120):min(len(text), at+40)])
		}
	}
}

// errorsSaid is all that errors told: of calls, and of profiles in their places.
type errorsSaid []string

func (e *errorsSaid) take(err error) {
	if err != nil {
		said := status.Convert(err)
		*e = append(*e, said.Message()+fmt.Sprint(said.Details()))
	}
}

func (e *errorsSaid) refused(refusal *lexfitv1.ProfileError) {
	if refusal != nil {
		*e = append(*e, fmt.Sprint(proto.CloneOf(refusal)))
	}
}

func (e *errorsSaid) sendPool(t *testing.T, match lexfitv1grpc.MatchServiceClient, pool []*lexfitv1.CandidateProfile) {
	t.Helper()
	var messages []*lexfitv1.ScoreCandidatesRequest
	for _, profile := range pool {
		messages = append(messages, profileMessage(profile))
	}
	replies, err := scoreStream(t, match, messages...)
	if err != nil || len(replies) != len(pool) {
		t.Fatalf("%d replies, %v", len(replies), err)
	}
	for _, reply := range replies {
		e.refused(reply.GetError())
	}
	options := &lexfitv1.RankOptions{Target: "roles/paralegal", ExplainRank: true, Firmness: true}
	ranked, err := match.RankCandidates(t.Context(), &lexfitv1.RankCandidatesRequest{Profiles: pool, Options: options})
	if err != nil {
		t.Fatal(err)
	}
	streamed, err := rankStream(t, match, options, pool...)
	if err != nil {
		t.Fatal(err)
	}
	for _, rejected := range append(ranked.GetRanking().GetRejections(), streamed.GetRanking().GetRejections()...) {
		e.refused(rejected.GetError())
	}
}

// preview sends a profile to be scored under two revisions, and returns the error.
func preview(t *testing.T, client lexfitv1grpc.RulebookServiceClient, profile *lexfitv1.CandidateProfile) error {
	t.Helper()
	stream, err := client.PreviewRulebookRevision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, message := range []*lexfitv1.PreviewRulebookRevisionRequest{
		{Message: &lexfitv1.PreviewRulebookRevisionRequest_Options{Options: &lexfitv1.PreviewOptions{FromRevision: 1, ToRevision: 1}}},
		{Message: &lexfitv1.PreviewRulebookRevisionRequest_Profile{Profile: profile}},
	} {
		if stream.Send(message) != nil {
			break // the reply has the reason
		}
	}
	_, err = stream.CloseAndRecv()
	return err
}
