package meaning

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/redlinewatch/redline"
)

//go:embed lexicon/topics.txt
var topicSource string

// A TopicCount says how strongly text speaks of each topic.
type TopicCount map[redline.Topic]float64

// weakPhrase is what a phrase counts that needs company.
const weakPhrase = 0.3

type topicLexicon struct {
	*lexicon
	topics  []redline.Topic
	weights []float64
	order   map[redline.Topic]int // of redline.Topics
}

var topicPhrases = sync.OnceValue(func() topicLexicon {
	l, err := parseLexicon(topicSource)
	if err != nil {
		panic("meaning: " + err.Error()) // embedded, and covered by a test
	}
	t := topicLexicon{lexicon: l, order: make(map[redline.Topic]int)}
	for i, topic := range redline.Topics() {
		t.order[topic] = i
	}
	for _, label := range l.labels {
		weight := 1.0
		if strings.HasSuffix(label, "?") {
			weight = weakPhrase
		}
		t.topics = append(t.topics, redline.Topic(strings.TrimRight(label, "!?")))
		t.weights = append(t.weights, weight)
	}
	return t
})

// TopicHits counts phrases that stand in words, by topic in the order of [redline.Topics]:
// strong ones, that say alone what is spoken of, and weak ones, that need company.
type TopicHits struct{ Strong, Weak []float64 }

// HitTopics finds the phrases of all topics in words.
func HitTopics(words []string) TopicHits {
	l := topicPhrases()
	n := len(l.order)
	all := make([]float64, 2*n)
	h := TopicHits{Strong: all[:n:n], Weak: all[n:]}
	l.find(words, func(found hit) {
		at := l.order[l.topics[found.label]]
		if l.weights[found.label] < 1 {
			h.Weak[at]++
		} else {
			h.Strong[at]++
		}
	})
	return h
}

// Topics adds what words speak of to the count, each phrase as often as it stands.
func (c TopicCount) Topics(words []string) {
	l := topicPhrases()
	l.find(words, func(h hit) { c[l.topics[h.label]] += l.weights[h.label] })
}

// Add adds what other speaks of, each topic once at the most, times a share.
func (c TopicCount) Add(other TopicCount, share float64) {
	for t, n := range other {
		c[t] += min(n, 1) * share
	}
}
