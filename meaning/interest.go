package meaning

import (
	_ "embed"
	"slices"
	"sync"
)

//go:embed lexicon/interests.txt
var interestSource string

var interestPhrases = sync.OnceValue(func() *lexicon {
	l, err := parseLexicon(interestSource)
	if err != nil {
		panic("meaning: " + err.Error()) // embedded, and covered by a test
	}
	return l
})

// interestMost is how much one sentence can count on one side.
const interestMost = 3

// Interests returns how much in words is good, and how much is bad, for the people
// whose data a policy is about.
func Interests(words []string) (better, worse float64) {
	l := interestPhrases()
	last := -1
	var counted []hit
	l.find(words, func(h hit) {
		if h.from < last || l.labels[h.label] == labelLimit {
			return // inside of a phrase that counted already
		}
		last = h.to
		for _, c := range counted {
			if slices.Equal(words[c.from:c.to], words[h.from:h.to]) {
				return // said twice in one sentence
			}
		}
		counted = append(counted, h)
		if l.labels[h.label] == "better" {
			better++
		} else {
			worse++
		}
	})
	return min(better, interestMost), min(worse, interestMost)
}

// labelLimit is the group of phrases that narrow what others say.
const labelLimit = "limit"

// Limits returns how many phrases in words narrow what a sentence gives or takes.
func Limits(words []string) int {
	l := interestPhrases()
	n := 0
	l.find(words, func(h hit) {
		if l.labels[h.label] == labelLimit {
			n++
		}
	})
	return n
}
