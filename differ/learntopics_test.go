package differ

import (
	"maps"
	"math"
	"slices"
	"sync"

	"github.com/redlinewatch/redline"
)

// learn makes a model of the same words and rates from cases, the words also from
// invented ones. The words are learnt
// first; what they say of a change enters the features from a model that did not see it.
func (m *topicModel) learn(cases, invented []*learnCase) *topicModel {
	var folds [learnFolds][]*learnCase
	for i, c := range cases {
		folds[i%learnFolds] = append(folds[i%learnFolds], c)
	}
	scores := make(map[*learnCase][]float64)
	for i, fold := range folds {
		rest := slices.Concat(slices.Concat(folds[:i]...), slices.Concat(folds[i+1:]...))
		words := m.learnWords(slices.Concat(rest, invented))
		for _, c := range fold {
			scores[c] = words.wordScores(c.c.words)
		}
	}
	out := m.learnWords(slices.Concat(cases, invented))
	out.learnFeatures(cases, scores)
	return out
}

// learnWords learns what single words say.
func (m *topicModel) learnWords(cases []*learnCase) *topicModel {
	out := newTopicModel()
	out.floor, out.rates = m.floor, m.rates
	vocabulary := slices.Sorted(maps.Keys(m.words))
	place := make(map[string]int)
	for i, w := range vocabulary {
		place[w] = i
		out.words[w] = topicWord{rare: m.words[w].rare, says: make([]float64, len(redline.Topics()))}
	}
	rows := make([]row, len(cases))
	for i, c := range cases {
		bag := m.bag(c.c.words)
		for _, w := range sortedWords(bag) {
			rows[i].add(place[w], bag[w])
		}
		rows[i].add(len(vocabulary), 1)
	}
	var wait sync.WaitGroup
	for t, topic := range redline.Topics() {
		wait.Go(func() {
			weights := learnTopicWords(rows, cases, topic, len(vocabulary)+1)
			out.wordTo[t] = weights[len(vocabulary)]
			for i, w := range vocabulary {
				out.words[w].says[t] = weights[i]
			}
		})
	}
	wait.Wait()
	return out
}

// fewCases is how often a topic must be wanted for its words to be learnt.
const fewCases = 3

func learnTopicWords(rows []row, cases []*learnCase, topic redline.Topic, width int) []float64 {
	var of []row
	var yes []bool
	found := 0
	for i, c := range cases {
		if c.maybe[topic] {
			continue
		}
		of, yes = append(of, rows[i]), append(yes, c.want[topic])
		if c.want[topic] {
			found++
		}
	}
	if found < fewCases {
		none := make([]float64, width)
		none[width-1] = -4
		return none
	}
	weights := logistic(of, yes, width, learnWordFit, 250)
	keepGreatest(weights[:width-1], learnPerTopic)
	return weights
}

// learnFeatures learns the weights of the features, which all topics share, and the
// own weights of topics.
func (m *topicModel) learnFeatures(cases []*learnCase, scores map[*learnCase][]float64) {
	mean, spread := measureFeatures(cases, scores)
	topics := redline.Topics()
	const shared = 3*tellNumber + 1 + markNumber
	width := shared + ownNumber*len(topics)
	var rows []row
	var yes []bool
	for _, c := range cases {
		c.c.hear(scores[c])
		for t, topic := range topics {
			if c.maybe[topic] {
				continue
			}
			var r row
			for i, x := range c.c.tell[t] {
				r.add(i, (x-mean[i])/spread[i])
				r.add(tellNumber+i, (x*c.c.size-mean[tellNumber+i])/spread[tellNumber+i])
				r.add(2*tellNumber+i, (x*c.c.small()-mean[2*tellNumber+i])/spread[2*tellNumber+i])
			}
			r.add(3*tellNumber, c.c.size)
			for i, x := range c.c.mark {
				if markTopic(i) == topic {
					r.add(3*tellNumber+1+i, 2*x)
				}
			}
			own := shared + ownNumber*t
			r.add(own+ownAlways, 1)
			r.add(own+ownContract, float64(kindIndex(c.c.contract)))
			r.add(own+ownSize, c.c.size)
			r.add(own+ownShare, c.c.tell[t][tellShare])
			rows, yes = append(rows, r), append(yes, c.want[topic])
		}
	}
	w := logistic(rows, yes, width, learnFit, 1500)
	shift := 0.0
	for i := range 3 * tellNumber {
		w[i] /= spread[i]
		shift -= w[i] * mean[i]
	}
	copy(m.tell, w[:tellNumber])
	copy(m.sized, w[tellNumber:2*tellNumber])
	copy(m.small, w[2*tellNumber:3*tellNumber])
	m.size = w[3*tellNumber]
	for i := range m.mark {
		m.mark[i] = 2 * w[3*tellNumber+1+i]
	}
	for t := range topics {
		copy(m.own[t], w[shared+ownNumber*t:])
		m.own[t][ownAlways] += shift
	}
}

// measureFeatures returns the mean and the spread of the features, those times the size
// of the change behind the others.
func measureFeatures(cases []*learnCase, scores map[*learnCase][]float64) (mean, spread []float64) {
	mean, spread = make([]float64, 3*tellNumber), make([]float64, 3*tellNumber)
	n := 0.0
	each := func(f func(i int, x float64)) {
		for _, c := range cases {
			c.c.hear(scores[c])
			for t := range c.c.tell {
				for i, x := range c.c.tell[t] {
					f(i, x)
					f(tellNumber+i, x*c.c.size)
					f(2*tellNumber+i, x*c.c.small())
				}
			}
		}
	}
	each(func(i int, x float64) {
		mean[i] += x
		if i == 0 {
			n++
		}
	})
	for i := range mean {
		mean[i] /= n
	}
	each(func(i int, x float64) { spread[i] += (x - mean[i]) * (x - mean[i]) })
	for i := range spread {
		spread[i] = math.Sqrt(spread[i]/n) + 1e-6
	}
	return mean, spread
}

// keepGreatest drops all but the greatest weights.
func keepGreatest(weights []float64, keep int) {
	sizes := make([]float64, len(weights))
	for i, x := range weights {
		sizes[i] = math.Abs(x)
	}
	slices.Sort(sizes)
	least := sizes[max(0, len(sizes)-keep)]
	for i, x := range weights {
		if math.Abs(x) < least {
			weights[i] = 0
		}
	}
}
