package lexfitv1check

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"buf.build/go/protovalidate"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// texts holds values at and just beyond every limit that a text of the contract has, and dates that do and do not exist.
var texts = []string{
	"", "x", "é", "\x00", "\t\r\n", "\x1f", "\x7f", "\u0080", "\u009f", "\u00a0", "§", "12345678\u0085", "1234567\u0085", "123456\x0b8",
	"US", "us", "U", "USA", "ÜS", "\u2028", "\ufeff", "👩‍⚖️",
	strings.Repeat("a", 40), strings.Repeat("a", 41), strings.Repeat("ä", 63), strings.Repeat("ä", 64), strings.Repeat("a", 100),
	strings.Repeat("a", 101), strings.Repeat("é", 128), strings.Repeat("é", 129), strings.Repeat("é", 200), strings.Repeat("é", 201),
	strings.Repeat("b", 2000), strings.Repeat("ü", 2000), strings.Repeat("b", 2001), strings.Repeat("c", 1999) + "\u0084",
	"2019", "2019-05", "2019-05-31", "2019-06-31", "2019-13", "2019-00", "2019-1", "2019-01-00", "2019-01-32", "1899", "1900", "1900-02-29",
	"2000-02-29", "2100-02-29", "2023-02-29", "2024-02-29", "2023-02-30", "9999-12-31", "10000", "2019-05-3", "2019/05/31", "2019-05-31 ",
	"2o19", "201a-05", "2019-0a", "2019-05-1x", "2019-", "2019-05-", "20190531", "+019", "2018", "2018-12", "2020", "2020-01", "2020-01-01", "２０１９",
}

var (
	numbers = []int32{0, 1, -1, 8, 9, 80, 100, 101, 960, 961, 10_000, 10_001, 10_000_000, 10_000_001, math.MaxInt32, math.MinInt32}
	doubles = []float64{
		0, math.Copysign(0, -1), 1, 80, 80.000001, -0.1, 1e6, 1e6 + 1, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, math.SmallestNonzeroFloat64,
	}
	counts = []int{0, 1, 2, 64, 65, 100, 101, 500, 501}
)

// mutate changes one field of a message, somewhere below it, to something at a limit.
func mutate(r *rand.Rand, m protoreflect.Message) {
	fields := m.Descriptor().Fields()
	f := fields.Get(r.IntN(fields.Len()))
	value := func() protoreflect.Value {
		switch f.Kind() {
		case protoreflect.StringKind:
			return protoreflect.ValueOfString(texts[r.IntN(len(texts))])
		case protoreflect.EnumKind:
			return protoreflect.ValueOfEnum(protoreflect.EnumNumber(r.IntN(16) - 1))
		case protoreflect.Int32Kind:
			return protoreflect.ValueOfInt32(numbers[r.IntN(len(numbers))])
		case protoreflect.DoubleKind:
			return protoreflect.ValueOfFloat64(doubles[r.IntN(len(doubles))])
		case protoreflect.BoolKind:
			return protoreflect.ValueOfBool(r.IntN(2) == 0)
		default:
			panic(f.FullName())
		}
	}
	switch {
	case r.IntN(12) == 0:
		m.Clear(f)
	case f.IsMap():
		entries := m.Mutable(f).Map()
		for range counts[r.IntN(5)] {
			entries.Set(
				protoreflect.ValueOfString(texts[r.IntN(len(texts))]+texts[r.IntN(3)]).MapKey(),
				protoreflect.ValueOfString(texts[r.IntN(len(texts))]))
		}
	case f.IsList() && f.Message() != nil:
		list := m.Mutable(f).List()
		if r.IntN(20) == 0 {
			for n := counts[r.IntN(len(counts))]; list.Len() < n; {
				list.Append(list.NewElement())
			}
		}
		if list.Len() == 0 {
			list.AppendMutable()
		}
		mutate(r, list.Get(r.IntN(list.Len())).Message())
	case f.IsList():
		list := m.Mutable(f).List()
		v := value()
		if f.Kind() != protoreflect.StringKind || r.IntN(2) == 0 {
			v = value()
		}
		for range counts[r.IntN(len(counts))] {
			list.Append(v)
		}
	case f.Message() != nil:
		mutate(r, m.Mutable(f).Message())
	default:
		m.Set(f, value())
	}
}

// agree fails the test where the check by hand and protovalidate differ.
func agree(t *testing.T, m proto.Message, byHand bool) {
	t.Helper()
	if err := protovalidate.Validate(m); byHand != (err == nil) {
		t.Fatalf("by hand: valid %t; protovalidate: %v\n%v", byHand, err, m)
	}
}

func TestCertainlyValidAgreesWithProtovalidate(t *testing.T) {
	t.Parallel()
	const seed = 20261124
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	generator := profilegen.New(seed)
	rounds := 2000
	if testing.Short() {
		rounds = 500
	}
	yes := 0
	for range rounds {
		p := generator.Profile()
		for range r.IntN(4) {
			mutate(r, p.ProtoReflect())
		}
		ok := profileCertainlyValid(p)
		if ok {
			yes++
		}
		agree(t, p, ok)
	}
	t.Logf("%d of %d were valid", yes, rounds)
	if yes < rounds/10 || yes > rounds*9/10 {
		t.Errorf("%d of %d profiles were valid: a test of one answer proves little", yes, rounds)
	}
	for range rounds {
		s := &lexfitv1.ScoreOptions{Targets: []string{"roles/paralegal"}, AsOf: "2026-11-24"}
		rank := &lexfitv1.RankOptions{Target: "roles/paralegal", TopK: 20}
		for range r.IntN(3) {
			mutate(r, s.ProtoReflect())
			mutate(r, rank.ProtoReflect())
		}
		agree(t, s, scoreOptionsCertainlyValid(s))
		agree(t, rank, rankOptionsCertainlyValid(rank))
	}
}

// TestCertainlyValidKnowsEveryDate goes through all that looks like a date of these centuries.
func TestCertainlyValidKnowsEveryDate(t *testing.T) {
	t.Parallel()
	digits := func(n, width int) string {
		s := ""
		for range width {
			s, n = string(rune('0'+n%10))+s, n/10
		}
		return s
	}
	education := &lexfitv1.Education{}
	options := &lexfitv1.ScoreOptions{}
	for _, y := range []int{1899, 1900, 1999, 2000, 2023, 2024, 2100, 2400, 9999} {
		for month := range 14 {
			for day := range 33 {
				education.CompletedOn = digits(y, 4) + "-" + digits(month, 2) + "-" + digits(day, 2)
				options.AsOf = education.GetCompletedOn()
				agree(t, education, educationCertainlyValid(education))
				agree(t, options, scoreOptionsCertainlyValid(options))
			}
			education.CompletedOn = digits(y, 4) + "-" + digits(month, 2)
			agree(t, education, educationCertainlyValid(education))
		}
		education.CompletedOn = digits(y, 4)
		agree(t, education, educationCertainlyValid(education))
	}
}

// TestCertainlyValidKnowsEveryEnum holds what isEnum relies on: values from 0 without a gap, up to the one named.
func TestCertainlyValidKnowsEveryEnum(t *testing.T) {
	t.Parallel()
	for greatest, enum := range map[protoreflect.EnumNumber]protoreflect.Enum{
		lexfitv1.EducationLevel_EDUCATION_LEVEL_NONE.Number():              lexfitv1.EducationLevel(0),
		lexfitv1.EducationStatus_EDUCATION_STATUS_UNCLEAR.Number():         lexfitv1.EducationStatus(0),
		lexfitv1.CertificationStatus_CERTIFICATION_STATUS_REVOKED.Number(): lexfitv1.CertificationStatus(0),
		lexfitv1.Proficiency_PROFICIENCY_EXPERT.Number():                   lexfitv1.Proficiency(0),
		lexfitv1.Band_BAND_NOT_ENOUGH_SAID.Number():                        lexfitv1.Band(0),
		lexfitv1.LanguageLevel_LANGUAGE_LEVEL_NATIVE.Number():              lexfitv1.LanguageLevel(0),
		lexfitv1.Interest_INTEREST_CLIENT_CONTACT.Number():                 lexfitv1.Interest(0),
		lexfitv1.View_VIEW_FULL.Number():                                   lexfitv1.View(0),
	} {
		values := enum.Descriptor().Values()
		for i := range values.Len() {
			if values.Get(i).Number() != protoreflect.EnumNumber(i) {
				t.Errorf("%s: value %d is %d", enum.Descriptor().FullName(), i, values.Get(i).Number())
			}
		}
		if got := protoreflect.EnumNumber(values.Len() - 1); got != greatest {
			t.Errorf("%s runs to %d, the check by hand to %d", enum.Descriptor().FullName(), got, greatest)
		}
	}
}

func TestCertainlyValidAllocatesNothing(t *testing.T) {
	p := profilegen.Typical()
	if n := testing.AllocsPerRun(100, func() {
		if !profileCertainlyValid(p) {
			t.Error("the typical profile is valid")
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzCertainlyValid(f *testing.F) {
	generator := profilegen.New(1)
	for range 20 {
		data, err := proto.Marshal(generator.Profile())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, uint64(0))
		f.Add(data, uint64(7))
	}
	f.Fuzz(func(t *testing.T, data []byte, seed uint64) {
		p := &lexfitv1.CandidateProfile{}
		if proto.Unmarshal(data, p) != nil {
			return
		}
		r := rand.New(rand.NewPCG(seed, 0))
		for range seed % 4 {
			mutate(r, p.ProtoReflect())
		}
		agree(t, p, profileCertainlyValid(p))
	})
}

func BenchmarkValidate(b *testing.B) {
	profile := profilegen.Typical()
	b.Run("by=fast", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if !profileCertainlyValid(profile) {
				b.Fatal("refused")
			}
		}
	})
	b.Run("by=protovalidate", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := protovalidate.Validate(profile); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// The two agree about the limits of a review.
func TestCertainlyValidKnowsReviews(t *testing.T) {
	t.Parallel()
	for _, review := range []*lexfitv1.Review{
		{},
		{Draft: true},
		{Flags: make([]*lexfitv1.ReviewFlag, 2000)},
		{Flags: make([]*lexfitv1.ReviewFlag, 2001)},
		{Flags: []*lexfitv1.ReviewFlag{{Path: "experience[0].title", Kind: lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL}}},
		{Flags: []*lexfitv1.ReviewFlag{{Kind: lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL + 1}}},
		{Flags: []*lexfitv1.ReviewFlag{{Path: strings.Repeat("a", 201)}}},
		{Flags: []*lexfitv1.ReviewFlag{{Path: "experience[0].\x00title"}}},
	} {
		for i, flag := range review.GetFlags() {
			if flag == nil {
				review.Flags[i] = &lexfitv1.ReviewFlag{Path: "skills[0]"}
			}
		}
		p := &lexfitv1.CandidateProfile{CandidateId: "c", Review: review}
		agree(t, p, profileCertainlyValid(p))
	}
}
