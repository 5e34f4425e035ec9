package matcher_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/pool"
	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

var errLeft = errors.New("the caller left")

// leaving is a caller that leaves at a question whether to go on, and counts the questions.
type leaving struct{ at, asked int }

func (l *leaving) stop() error {
	if l.asked++; l.asked >= l.at {
		return errLeft
	}
	return nil
}

// long is a profile with many entries of every kind.
func long() *lexfitv1.CandidateProfile {
	p := profilegen.Typical()
	for i := range 100 {
		p.Skills = append(p.Skills, &lexfitv1.Skill{Name: fmt.Sprint("Word ", i)})
		p.Certifications = append(p.Certifications, &lexfitv1.Certification{Name: fmt.Sprint("Certified ", i)})
		p.Languages = append(p.Languages, &lexfitv1.Language{Name: fmt.Sprint("Spanish ", i)})
		p.Education = append(p.Education, &lexfitv1.Education{Field: "Law", Coursework: []string{"Torts", "Contracts"}})
		p.Experience = append(p.Experience, &lexfitv1.Experience{Title: fmt.Sprint("Paralegal ", i), PracticeAreas: []string{"Litigation"}, Duties: []string{"drafted pleadings"}})
	}
	return p
}

// Whoever leaves ends the work at the next question, wherever it is: nothing is made of half a profile, nothing asked again.
func TestScoreEndsWithItsCaller(t *testing.T) {
	t.Parallel()
	p, profile := defaultPlan(t), long()
	options := matcher.Options{AsOf: asOf}
	whole, err := p.Score(profile, options)
	if err != nil {
		t.Fatal(err)
	}
	patient := &leaving{at: 1 << 30}
	options.Stop = patient.stop
	again, err := p.Score(profile, options)
	if err != nil || whole.String() != again.String() {
		t.Fatalf("being asked changes the score (%v)", err)
	}
	// A question for each entry at least: whoever leaves is noticed in the middle of any list.
	if patient.asked < 700 {
		t.Errorf("asked %d times about 100 entries of each kind", patient.asked)
	}
	for at := 1; at <= patient.asked; at += 7 {
		left := &leaving{at: at}
		options.Stop = left.stop
		if reply, err := p.Score(profile, options); !errors.Is(err, errLeft) || reply != nil || left.asked != at {
			t.Fatalf("left at question %d: %v after %d questions", at, err, left.asked)
		}
	}
	// The memory of a score that was broken off serves the next as ever.
	options.Stop = nil
	if again, err = p.Score(profile, options); err != nil || whole.String() != again.String() {
		t.Fatalf("a score after broken off ones differs (%v)", err)
	}
}

func TestPoolsEndWithTheirCaller(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	for _, test := range []struct {
		name string
		run  func(stop func() error) error
	}{
		{"ranking", func(stop func() error) error {
			r, err := p.NewRanking(matcher.RankOptions{AsOf: asOf, Target: "roles/paralegal", TopK: 5, Stop: stop})
			if err != nil {
				return err
			}
			for range 20 {
				if err := r.Add(long()); err != nil {
					return err
				}
			}
			return nil
		}},
		{"preview", func(stop func() error) error {
			r, err := matcher.NewPreview(p, p, matcher.PreviewOptions{AsOf: asOf, Stop: stop})
			if err != nil {
				return err
			}
			return r.Add(long())
		}},
		{"the result of a preview", func(stop func() error) error {
			asked := false
			r, err := matcher.NewPreview(p, p, matcher.PreviewOptions{AsOf: asOf, Stop: func() error {
				if asked {
					return stop()
				}
				return nil
			}})
			if err != nil {
				return err
			}
			if err := r.Add(long()); err != nil {
				return err
			}
			asked = true
			_, err = r.Result()
			return err
		}},
		{"comparison", func(stop func() error) error {
			_, err := p.Compare([]*lexfitv1.CandidateProfile{long(), long()}, matcher.Options{AsOf: asOf, Targets: []string{"roles/paralegal"}, Stop: stop})
			return err
		}},
	} {
		if err := test.run((&leaving{at: 2}).stop); !errors.Is(err, errLeft) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

// near makes pairs of candidates that weights can hardly part, the dearest to explain.
func near(tb testing.TB, n int) *matcher.Ranking {
	tb.Helper()
	r, err := defaultPlan(tb).NewRanking(matcher.RankOptions{AsOf: asOf, Target: "roles/paralegal", TopK: n, ExplainRank: true, Firmness: true, MostTrials: 1 << 20})
	if err != nil {
		tb.Fatal(err)
	}
	for i := range n {
		p := profilegen.Typical()
		p.CandidateId = strconv.Itoa(i)
		if err := r.Add(p); err != nil {
			tb.Fatal(err)
		}
	}
	return r
}

// Of equal candidates no weight puts one before the other, and nothing is tried to find that out: a thousand of them, told
// how firm they are too, stay far within the work allowed.
func TestEqualsCostNothing(t *testing.T) {
	t.Parallel()
	result := ranked(t, near(t, 1000))
	for _, c := range result.GetCandidates() {
		if c.GetFlip() != nil || c.GetRank() != 1 {
			t.Fatalf("%s: rank %d, flip %v", c.GetCandidateId(), c.GetRank(), c.GetFlip())
		}
	}
}

// What takes more trials than allowed is refused, and so is what its caller left.
func TestExplainingIsBounded(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	for _, explained := range []matcher.RankOptions{{ExplainRank: true}, {Firmness: true}} {
		for _, test := range []struct {
			name   string
			most   int64
			stop   bool
			wanted string
		}{
			{"bounded", 20, false, "takes more than 20 trials"},
			{"left", 0, true, errLeft.Error()},
			{"within", 1 << 40, false, ""},
		} {
			added := false
			options := explained
			options.AsOf, options.Target, options.TopK, options.MostTrials = asOf, "roles/paralegal", 100, test.most
			options.Stop = func() error {
				if test.stop && added {
					return errLeft
				}
				return nil
			}
			r, err := p.NewRanking(options)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range poolOf(3, 100) {
				if err := r.Add(c); err != nil {
					t.Fatal(err)
				}
			}
			added = true
			result, err := r.Result()
			if test.wanted == "" {
				if err != nil || len(result.GetCandidates()) != 100 {
					t.Errorf("%s: %v", test.name, err)
				}
				continue
			}
			if err == nil || !strings.Contains(err.Error(), test.wanted) {
				t.Errorf("%+v %s: %v", explained, test.name, err)
			}
			if _, dear := errors.AsType[*pool.WorkError](err); dear != (test.most > 0) {
				t.Errorf("%s: a %T", test.name, err)
			}
		}
	}
}
