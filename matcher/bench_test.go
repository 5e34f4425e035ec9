package matcher_test

import (
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// The steps of one score, on typical profiles of about 2.5 KB: unmarshal is the yardstick for the others.
func BenchmarkSteps(b *testing.B) {
	p := defaultPlan(b)
	steps := matcher.NewSteps(p, asOf)
	typical := profilegen.Typical()
	wire, err := proto.Marshal(typical)
	if err != nil {
		b.Fatal(err)
	}
	run := func(name string, step func()) {
		b.Run("step="+name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(wire)))
			for b.Loop() {
				step()
			}
		})
	}
	run("unmarshal", func() {
		if err := proto.Unmarshal(wire, &lexfitv1.CandidateProfile{}); err != nil {
			b.Fatal(err)
		}
	})
	run("normalize", func() { steps.Normalize(typical) })
	run("evaluate", steps.Evaluate)
	steps.Normalize(typical) // whichever steps are asked for
	steps.Evaluate()
	if steps.WhatIfs() == 0 {
		b.Fatal("there is nothing to advise: the benchmark measures nothing")
	}
	run("what-ifs", func() { steps.WhatIfs() })
	run("plans", steps.Plans)
	run("reply", steps.Reply)
	run("what-ifs-whole", func() { // last: it leaves another profile behind
		steps.Normalize(typical)
		steps.Evaluate()
		steps.FullWhatIfs(typical)
	})
	run("score", func() {
		if _, err := p.Score(typical, matcher.Options{AsOf: asOf}); err != nil {
			b.Fatal(err)
		}
	})
	run("score-basic", func() {
		if _, err := p.Score(typical, matcher.Options{AsOf: asOf, View: lexfitv1.View_VIEW_BASIC}); err != nil {
			b.Fatal(err)
		}
	})
	reply, err := p.Score(typical, matcher.Options{AsOf: asOf})
	if err != nil {
		b.Fatal(err)
	}
	run("marshal", func() {
		if _, err := proto.Marshal(reply); err != nil {
			b.Fatal(err)
		}
	})
}

func BenchmarkCompile(b *testing.B) {
	rb := rulebook.Default()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := matcher.Compile(rb); err != nil {
			b.Fatal(err)
		}
	}
}
