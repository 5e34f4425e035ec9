package matcher

import (
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// outcome is what a node of a condition is worth to a candidate.
type outcome struct {
	value  int32
	low    int32 // without what is implied or assumed
	firm   int32 // without the families that duties alone show, for the gate
	high   int32 // with what is silent, implied or assumed at its best
	silent bool  // the profile says nothing of it
	basis  lexfitv1.Basis
}

// unnamed is the outcome of a skill that nothing speaks of.
var unnamed = judged(0, 0, 0, 0, true)

// judged makes an outcome of a leaf's value as it is, without implied values, without assumptions, and without both.
func judged(value, withoutImplied, withoutAssumed, low int32, silent bool) outcome {
	made := outcome{value: value, firm: value, low: low, high: value, silent: silent}
	switch {
	case silent:
		made.high = full
	case value == 0:
	case withoutAssumed < value:
		made.basis, made.high = lexfitv1.Basis_BASIS_ASSUMED, full
	case withoutImplied < value:
		made.basis, made.high = lexfitv1.Basis_BASIS_IMPLIED, full
	default:
		made.basis = lexfitv1.Basis_BASIS_STATED
	}
	return made
}

// nBest keeps the n greatest of the values added.
type nBest struct {
	n      int
	values []int32 // in falling order
}

func (b *nBest) reset(count int32) { b.n, b.values = int(count), b.values[:0] }

func (b *nBest) add(value int32) {
	if len(b.values) < b.n {
		b.values = append(b.values, value)
	} else if value <= b.values[b.n-1] {
		return
	}
	i := len(b.values) - 1
	for i > 0 && b.values[i-1] < value {
		b.values[i] = b.values[i-1]
		i--
	}
	b.values[i] = value
}

// mean is the mean of the n best, those that are missing counting 0.
func (b *nBest) mean() int32 {
	var sum int64
	for _, value := range b.values {
		sum += int64(value)
	}
	return divide(sum, int64(b.n))
}

// openIf is full where something is left open, else nothing.
func openIf(open bool) int32 {
	if open {
		return full
	}
	return 0
}
