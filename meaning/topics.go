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
}

var topicPhrases = sync.OnceValue(func() topicLexicon {
	l, err := parseLexicon(topicSource)
	if err != nil {
		panic("meaning: " + err.Error()) // embedded, and covered by a test
	}
	t := topicLexicon{lexicon: l}
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
