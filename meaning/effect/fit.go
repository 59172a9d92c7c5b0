package effect

import (
	"math"
	"math/rand/v2"

	"github.com/redlinewatch/redline"
)

// An Example is a passage with its answer.
type Example struct {
	Passage
	Answer redline.Confidentiality
}

// Mirror turns an example round.
func (x Example) Mirror() Example { return Example{x.Passage.Mirror(), mirrored(x.Answer)} }

// How the weights are found: Adam (Kingma, Ba 2015) in small batches with a falling
// rate, half of the combinations left out each time (Srivastava et al. 2014). The same
// examples in the same order always give the same weights. The figures were chosen with
// authors left out.
const (
	rounds      = 10
	batchSize   = 64
	firstRate   = 0.005
	directDecay = 4e-4 // of the weights in each step: what is seen seldom should say little
	hiddenDecay = 5e-5
	dropped     = 0.5  // of the combinations in each step
	seenLeast   = 8    // examples that must have a feature
	smoothing   = 0.03 // of an answer that is left to the others: a writer may be wrong
	momentum    = 0.9
	momentumSq  = 0.999
)

// Fit finds the weights that answer the examples and their mirror images best.
// Progress, where given, is told after each round.
func Fit(examples []Example, progress func(round, of int)) *Model {
	f := newFitting(examples)
	steps := rounds * ((len(f.rows) + batchSize - 1) / batchSize)
	for round := range rounds {
		f.random.Shuffle(len(f.rows), func(i, j int) { f.rows[i], f.rows[j] = f.rows[j], f.rows[i] })
		for i := 0; i < len(f.rows); i += batchSize {
			f.step(f.rows[i:min(len(f.rows), i+batchSize)], firstRate*(1-float64(f.number)/float64(steps)))
		}
		if progress != nil {
			progress(round+1, rounds)
		}
	}
	return f.model()
}

// fitting holds the examples as rows of numbered features, and the weights so far.
type fitting struct {
	names  []string
	rows   []row
	direct parameters // four to a feature
	hidden parameters // hiddenUnits to a feature
	bias   parameters
	out    parameters // four to a combination
	number int        // of steps done
	random *rand.Rand
}

type row struct {
	at     []int32
	value  []float32
	answer int
}

// parameters are weights with their gradient, and Adam's running means of it and its square.
type parameters struct {
	w, grad, mean, square []float32
	decay                 float32
}

func newParameters(n int, decay float32) parameters {
	return parameters{make([]float32, n), make([]float32, n), make([]float32, n), make([]float32, n), decay}
}

func newFitting(examples []Example) *fitting {
	f := &fitting{random: rand.New(rand.NewPCG(1, 2))}
	lists := make([][]Feature, 0, 2*len(examples))
	seen := make(map[string]int)
	for _, x := range examples {
		for _, y := range [...]Example{x, x.Mirror()} {
			features := Features(y.Passage)
			for _, have := range features {
				seen[have.Name]++
			}
			lists = append(lists, features)
			f.rows = append(f.rows, row{answer: answerOf(y.Answer)})
		}
	}
	index := make(map[string]int32)
	for k, features := range lists {
		r := &f.rows[k]
		for _, x := range features {
			if seen[x.Name] < seenLeast {
				continue
			}
			i, ok := index[x.Name]
			if !ok {
				i = int32(len(f.names))
				index[x.Name] = i
				f.names = append(f.names, x.Name)
			}
			r.at, r.value = append(r.at, i), append(r.value, float32(x.Value))
		}
	}
	f.direct = newParameters(4*len(f.names), directDecay)
	f.hidden = newParameters(hiddenUnits*len(f.names), hiddenDecay)
	f.bias = newParameters(hiddenUnits, 0)
	f.out = newParameters(4*hiddenUnits, hiddenDecay)
	f.scatter(f.hidden.w, 0.05)
	f.scatter(f.out.w, 0.2)
	return f
}

// scatter gives weights a start that tells the combinations apart.
func (f *fitting) scatter(w []float32, width float64) {
	for i := range w {
		w[i] = float32(f.random.NormFloat64() * width)
	}
}

// step moves the weights along the gradient of a batch.
func (f *fitting) step(batch []row, rate float64) {
	all := [...]*parameters{&f.direct, &f.hidden, &f.bias, &f.out}
	for _, p := range all {
		clear(p.grad)
	}
	for _, r := range batch {
		f.learn(r, float32(len(batch)))
	}
	f.number++
	for _, p := range all {
		p.step(rate, f.number)
	}
}

// learn adds the gradient of one row.
func (f *fitting) learn(r row, batch float32) {
	s, h, open := f.forward(r)
	p := softmax(s)
	var back [hiddenUnits]float32
	for a := range p {
		want := smoothing / 4
		if a == r.answer {
			want = 1 - smoothing*3/4
		}
		g := float32(p[a]-want) / batch
		for i, at := range r.at {
			f.direct.grad[4*int(at)+a] += g * r.value[i]
		}
		for k := range h {
			f.out.grad[4*k+a] += g * h[k]
			back[k] += g * f.out.w[4*k+a] * open[k]
		}
	}
	for k, g := range back {
		f.bias.grad[k] += g
	}
	for i, at := range r.at {
		grad := f.hidden.grad[hiddenUnits*int(at):][:hiddenUnits]
		for k, g := range back {
			grad[k] += r.value[i] * g
		}
	}
}

// forward answers a row with some combinations left out. Open is what passes through a
// combination, 0 where it is shut or left out.
func (f *fitting) forward(r row) (s [4]float64, h, open [hiddenUnits]float32) {
	copy(h[:], f.bias.w)
	for i, at := range r.at {
		direct, hidden := f.direct.w[4*int(at):][:4], f.hidden.w[hiddenUnits*int(at):][:hiddenUnits]
		for a := range s {
			s[a] += float64(r.value[i] * direct[a])
		}
		for k := range h {
			h[k] += r.value[i] * hidden[k]
		}
	}
	for k := range h {
		if h[k] > 0 && f.random.Float64() >= dropped {
			open[k] = 1 / (1 - dropped)
		}
		h[k] *= open[k]
		for a := range s {
			s[a] += float64(h[k] * f.out.w[4*k+a])
		}
	}
	return s, h, open
}

func (p *parameters) step(rate float64, number int) {
	c1 := float32(1 - math.Pow(momentum, float64(number)))
	c2 := float32(1 - math.Pow(momentumSq, float64(number)))
	for i, g := range p.grad {
		g += p.decay * p.w[i]
		p.mean[i] = momentum*p.mean[i] + (1-momentum)*g
		p.square[i] = momentumSq*p.square[i] + (1-momentumSq)*g*g
		p.w[i] -= float32(rate) * p.mean[i] / c1 / (float32(math.Sqrt(float64(p.square[i]/c2))) + 1e-7)
	}
}

func (f *fitting) model() *Model {
	m := &Model{features: make(map[string]*weights, len(f.names))}
	for i, name := range f.names {
		w := &weights{}
		copy(w.direct[:], f.direct.w[4*i:])
		copy(w.hidden[:], f.hidden.w[hiddenUnits*i:])
		m.features[name] = w
	}
	copy(m.bias[:], f.bias.w)
	for k := range m.out {
		copy(m.out[k][:], f.out.w[4*k:])
	}
	return m
}
