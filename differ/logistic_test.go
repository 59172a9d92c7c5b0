package differ

import "math"

// row is a sparse row of features.
type row struct {
	at  []int
	val []float64
}

func (r *row) add(at int, val float64) {
	if val != 0 {
		r.at, r.val = append(r.at, at), append(r.val, val)
	}
}

func (r row) dot(w []float64) float64 {
	sum := 0.0
	for i, at := range r.at {
		sum += w[at] * r.val[i]
	}
	return sum
}

// logistic finds the weights that make rows tell yes from no, small ones preferred: the
// smaller fit, the smaller. Nesterov's descent, always the same for the same rows.
func logistic(rows []row, yes []bool, width int, fit float64, steps int) []float64 {
	w, ahead := make([]float64, width), make([]float64, width)
	curve := 1 + fit*0.25*steepest(rows, width)
	for step := range steps {
		slope := make([]float64, width)
		copy(slope, ahead)
		for i, r := range rows {
			d := 1 / (1 + math.Exp(-r.dot(ahead)))
			if yes[i] {
				d--
			}
			for k, at := range r.at {
				slope[at] += fit * d * r.val[k]
			}
		}
		momentum := float64(step) / float64(step+3)
		for k := range w {
			next := ahead[k] - slope[k]/curve
			ahead[k] = next + momentum*(next-w[k])
			w[k] = next
		}
	}
	return w
}

// steepest is the greatest eigenvalue of the rows' squares.
func steepest(rows []row, width int) float64 {
	v := make([]float64, width)
	for k := range v {
		v[k] = 1 / math.Sqrt(float64(width))
	}
	length := 0.0
	for range 30 {
		next := make([]float64, width)
		for _, r := range rows {
			d := r.dot(v)
			for k, at := range r.at {
				next[at] += d * r.val[k]
			}
		}
		length = 0
		for _, x := range next {
			length += x * x
		}
		length = math.Sqrt(length)
		for k := range v {
			v[k] = next[k] / max(length, 1e-9)
		}
	}
	return 1.05 * length
}
