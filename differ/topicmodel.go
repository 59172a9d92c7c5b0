package differ

import (
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/redlinewatch/redline"
)

// The weights by which topics are named. TestLearnTopics makes them.
//
//go:embed topics.model
var topicWeights string

// topicModel names the topics of a change: a logistic regression over what its edits say.
// All topics share the weights of the features, so that a rare one is judged by what
// was learnt from the common ones; only their rates and single words are their own.
type topicModel struct {
	rates  [2][]float64 // how common a topic is in the sentences of policies, and of contracts
	tell   []float64    // weights of the features
	sized  []float64    // what is added to them as changes grow
	small  []float64    // what is added to them in small changes
	mark   []float64
	size   float64
	own    [][]float64 // by topic: what it weighs in any case, more in contracts, more by size
	words  map[string]topicWord
	wordTo []float64 // by topic: what its words weigh in any case
	floor  float64   // the probability from which a topic is named
}

// topicWord is a word, how rare it is, and what it says for each topic.
type topicWord struct {
	rare float64
	says []float64
}

// Own weights of a topic.
const (
	ownAlways = iota
	ownContract
	ownSize
	ownShare // times the share of the edits that speak of it
	ownNumber
)

func newTopicModel() *topicModel {
	n := len(redline.Topics())
	m := &topicModel{
		tell: make([]float64, tellNumber), sized: make([]float64, tellNumber), small: make([]float64, tellNumber), mark: make([]float64, markNumber),
		own: make([][]float64, n), words: make(map[string]topicWord), wordTo: make([]float64, n),
	}
	for i := range m.rates {
		m.rates[i] = make([]float64, n)
	}
	for t := range n {
		m.own[t] = make([]float64, ownNumber)
	}
	return m
}

var learntTopics = sync.OnceValue(func() *topicModel {
	m, err := parseTopicModel(topicWeights)
	if err != nil {
		panic("differ: " + err.Error()) // embedded, and covered by a test
	}
	return m
})

// probability returns how likely readers find a topic in a change.
func (m *topicModel) probability(c changeTopics, topic int) float64 {
	z := m.size * c.size
	for i, x := range c.tell[topic] {
		z += x * (m.tell[i] + m.sized[i]*c.size + m.small[i]*c.small())
	}
	own := m.own[topic]
	z += own[ownAlways] + own[ownContract]*float64(kindIndex(c.contract)) + own[ownSize]*c.size + own[ownShare]*c.tell[topic][tellShare]
	for i, x := range c.mark {
		if markTopic(i) == redline.Topics()[topic] {
			z += m.mark[i] * x
		}
	}
	return 1 / (1 + math.Exp(-z))
}

// markTopic is the topic that a mark speaks for.
func markTopic(mark int) redline.Topic {
	switch mark {
	case markCompany:
		return redline.TopicLegal
	case markReach, markAnyReach:
		return redline.TopicContact
	}
	return redline.TopicOther
}

// wordScores says for each topic what the single words of a change say, of words
// weighted by how rare they are, whatever the size of the change.
func (m *topicModel) wordScores(words map[string]float64) []float64 {
	out := slices.Clone(m.wordTo)
	bag := m.bag(words)
	for _, w := range sortedWords(bag) {
		for t, says := range m.words[w].says {
			out[t] += says * bag[w]
		}
	}
	return out
}

// bag weighs the known words of a change; the squares of the weights sum to one.
func (m *topicModel) bag(words map[string]float64) map[string]float64 {
	bag := make(map[string]float64)
	length := 0.0
	for _, w := range sortedWords(words) { // in one order: sums depend on it
		if known, ok := m.words[w]; ok {
			x := math.Log1p(words[w]) * known.rare
			bag[w] = x
			length += x * x
		}
	}
	for w := range bag {
		bag[w] /= max(math.Sqrt(length), 1e-9)
	}
	return bag
}

func sortedWords(words map[string]float64) []string {
	out := make([]string, 0, len(words))
	for w := range words {
		out = append(out, w)
	}
	slices.Sort(out)
	return out
}

// parseTopicModel reads the form that [topicModel.String] writes.
func parseTopicModel(src string) (*topicModel, error) {
	m := newTopicModel()
	topics := make(map[string]int)
	for i, t := range redline.Topics() {
		topics[string(t)] = i
	}
	section := ""
	for n, line := range strings.Split(src, "\n") {
		f := strings.Fields(line)
		switch {
		case len(f) == 0 || f[0] == "#":
			continue
		case strings.HasPrefix(f[0], "["):
			section = f[0]
			continue
		}
		if err := m.parseLine(section, f, topics); err != nil {
			return nil, fmt.Errorf("topics.model line %d: %w", n+1, err)
		}
	}
	return m, nil
}

func (m *topicModel) parseLine(section string, f []string, topics map[string]int) error {
	if section == "[words]" {
		return m.parseWord(f, topics)
	}
	numbers := make([]float64, len(f)-1)
	for i, s := range f[1:] {
		x, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return fmt.Errorf("%w: number %q", redline.ErrInvalid, s)
		}
		numbers[i] = x
	}
	wrong := fmt.Errorf("%w: %q in %s", redline.ErrInvalid, strings.Join(f, " "), section)
	switch section {
	case "[model]":
		if len(numbers) != 1 {
			return wrong
		}
		switch f[0] {
		case "floor":
			m.floor = numbers[0]
		case "size":
			m.size = numbers[0]
		default:
			return wrong
		}
	case "[features]":
		i := slices.Index(tellingNames(), f[0])
		if i < 0 || len(numbers) != 3 {
			return wrong
		}
		m.tell[i], m.sized[i], m.small[i] = numbers[0], numbers[1], numbers[2]
	case "[marks]":
		i := slices.Index(markNames(), f[0])
		if i < 0 || len(numbers) != 1 {
			return wrong
		}
		m.mark[i] = numbers[0]
	case "[topics]":
		t, ok := topics[f[0]]
		if !ok || len(numbers) != 3+ownNumber {
			return wrong
		}
		m.rates[0][t], m.rates[1][t], m.wordTo[t] = numbers[0], numbers[1], numbers[2]
		copy(m.own[t], numbers[3:])
	default:
		return wrong
	}
	return nil
}

// parseWord reads "word rarity topic:weight …".
func (m *topicModel) parseWord(f []string, topics map[string]int) error {
	if len(f) < 2 {
		return fmt.Errorf("%w: %q", redline.ErrInvalid, f[0])
	}
	rare, err := strconv.ParseFloat(f[1], 64)
	if err != nil {
		return fmt.Errorf("%w: number %q", redline.ErrInvalid, f[1])
	}
	w := topicWord{rare: rare, says: make([]float64, len(topics))}
	for _, says := range f[2:] {
		name, number, _ := strings.Cut(says, ":")
		t, ok := topics[name]
		x, err := strconv.ParseFloat(number, 64)
		if !ok || err != nil {
			return fmt.Errorf("%w: weight %q", redline.ErrInvalid, says)
		}
		w.says[t] = x
	}
	m.words[f[0]] = w
	return nil
}
