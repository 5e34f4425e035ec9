package matcher

import (
	"math"

	"github.com/lexfit/lexfit/matcher/lexicon"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// full is the value of a condition met in full.
const full = 10_000

// divide returns a/b rounded half up, for a ≥ 0 and b > 0.
func divide(dividend, divisor int64) int32 { return int32((2*dividend + divisor) / (2 * divisor)) }

// scale returns value × permille, rounded half up.
func scale(value, permille int32) int32 { return divide(int64(value)*int64(permille), 1000) }

// curve is a piecewise-linear function that never falls.
type curve struct{ x, value []int32 }

func newCurve(written *lexfitv1.Curve) curve {
	var made curve
	for _, point := range written.GetPoints() {
		made.x = append(made.x, point.GetX())
		made.value = append(made.value, point.GetValue())
	}
	return made
}

// at returns the value at x: the first value before the first point, the last after the last.
func (c curve) at(value int32) int32 {
	count := len(c.x)
	if count == 0 {
		return 0
	}
	if value <= c.x[0] {
		return c.value[0]
	}
	for i := 1; i < count; i++ {
		if value < c.x[i] {
			rise, run := c.value[i]-c.value[i-1], c.x[i]-c.x[i-1]
			if rise < 0 { // lint refuses such a curve; keep the rounding right all the same
				return c.value[i-1] - divide(int64(-rise)*int64(value-c.x[i-1]), int64(run))
			}
			return c.value[i-1] + divide(int64(rise)*int64(value-c.x[i-1]), int64(run))
		}
	}
	return c.value[count-1]
}

// absent stands for no id, number or place.
const absent = lexicon.Absent

// wholeMonths turns years into whole months, half up.
func wholeMonths(years float64) int32 { return int32(math.Floor(years*12 + 0.5)) }

func wholeUnits(value float64) int32 { return int32(value + 0.5) }
