package eval

import "math"

// Score is a share with its 95 % Wilson interval.
type Score struct {
	Right int     `json:"right"`
	Of    int     `json:"of"`
	Value float64 `json:"value"` // 0 where there is nothing to count
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// share returns right of all with its interval.
func share(right, of int) Score {
	s := Score{Right: right, Of: of}
	if of == 0 {
		s.High = 1
		return s
	}
	const z = 1.959964
	n, p := float64(of), float64(right)/float64(of)
	mid := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n)) / (1 + z*z/n)
	s.Value, s.Low, s.High = p, math.Max(0, mid-half), math.Min(1, mid+half)
	return s
}

// tally counts the right, the wrongly found and the missed of one kind.
type tally struct{ hit, wrong, missed int }

func (t *tally) add(wanted, got bool) {
	switch {
	case wanted && got:
		t.hit++
	case wanted:
		t.missed++
	case got:
		t.wrong++
	}
}

func (t tally) recall() Score    { return share(t.hit, t.hit+t.missed) }
func (t tally) precision() Score { return share(t.hit, t.hit+t.wrong) }

// f1 is 0 where there is nothing to find and nothing was found.
func (t tally) f1() float64 {
	if t.hit == 0 {
		return 0
	}
	return 2 * float64(t.hit) / float64(2*t.hit+t.wrong+t.missed)
}
