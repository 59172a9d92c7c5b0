package meaning

import (
	"cmp"
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
// whose data a policy is about. What is denied counts for its contrary.
func Interests(words []string) (better, worse float64) {
	l := interestPhrases()
	var found []hit
	l.find(words, func(h hit) {
		if l.labels[h.label] != labelLimit {
			found = append(found, h)
		}
	})
	slices.SortStableFunc(found, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to))
	})
	last := -1
	var counted []hit
next:
	for _, h := range found {
		if h.from < last {
			continue // inside of a phrase that counted already
		}
		last = h.to
		for _, c := range counted {
			if slices.Equal(words[c.from:c.to], words[h.from:h.to]) {
				continue next // said twice in one sentence
			}
		}
		counted = append(counted, h)
		good := l.labels[h.label] == "better"
		if good != deniedBefore(words, h) || !good && avertedBefore(words, h) {
			better++
		} else {
			worse++
		}
	}
	return min(better, interestMost), min(worse, interestMost)
}

// deniedReach is how many words before a phrase a denial of it may stand.
const deniedReach = 5

// deniedBefore reports whether a phrase stands behind a denial in the same clause, and
// holds none itself.
func deniedBefore(words []string, h hit) bool {
	if slices.ContainsFunc(words[h.from:h.to], denies) {
		return false
	}
	for i := h.from - 1; i >= max(0, h.from-deniedReach); i-- {
		switch w := words[i]; {
		case isWord(w, "but", "and", "unless", "if", "because", "which", "that"):
			return false
		case denies(w):
			return i+1 >= len(words) || !isWord(words[i+1], "only", "limited")
		}
	}
	return false
}

// avertedReach is how many words before a phrase may stand what averts it.
const avertedReach = 3

// avertedBefore reports whether a phrase is what people can object to or stay out of.
func avertedBefore(words []string, h hit) bool {
	for _, w := range words[max(0, h.from-avertedReach):h.from] {
		if isWord(w, "object", "out", "refuse", "stop", "reject", "decline", "against") {
			return true
		}
	}
	return false
}

func denies(w string) bool {
	return deniesVerb(w) || isWord(w, "no", "nobody", "nothing", "without")
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
