// Package effect judges what changed sentences do to the confidentiality of what
// people say and store: weakened, strengthened, touched (worded anew) or none.
//
// People have more ways to write that nobody else can read a message than a lexicon
// holds. The model here is small: features of what two sentences say (their words and
// concepts, which of them went, came or stayed, what stands near them, what package
// meaning read, what the rules of package differ answer), weighed for each answer, and
// 32 combinations of them. Word vectors tell which words that came mean what went. It
// learnt from the passages in examples/, written for it with their answers; command
// internal/learn/effect makes its weights from them.
//
// The model knows passages, a few hundred words about such promises. In a policy of
// thousands of words package differ goes by its rules.
package effect

import (
	"slices"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// An Edit is a sentence that changed, or came or went where one side has no words.
type Edit struct {
	Old, New []string        // words, as [meaning.Words] cuts them
	Was, Is  meaning.Promise // what package meaning reads in either side
}

// A Passage is what changed in a short text, with the answers of rules: Forth to the
// change as it is, Back to the same change from the new text to the old.
type Passage struct {
	Edits       []Edit
	Forth, Back Rules
}

// Rules is what rules make of a change: their answer, and what they weighed, below 0
// for weakened.
type Rules struct {
	Answer redline.Confidentiality
	Weight float64
}

// Mirror turns a passage round: what weakened in one direction strengthens in the other.
func (p Passage) Mirror() Passage {
	m := Passage{Edits: slices.Clone(p.Edits), Forth: p.Back, Back: p.Forth}
	for i, e := range p.Edits {
		m.Edits[i] = Edit{Old: e.New, New: e.Old, Was: e.Is, Is: e.Was}
	}
	return m
}

func mirrored(c redline.Confidentiality) redline.Confidentiality {
	switch c {
	case redline.ConfidentialityWeakened:
		return redline.ConfidentialityStrengthened
	case redline.ConfidentialityStrengthened:
		return redline.ConfidentialityWeakened
	}
	return c
}

// Answers are what a change can do, in the order of [Scores].
func Answers() [4]redline.Confidentiality {
	return [...]redline.Confidentiality{
		redline.ConfidentialityWeakened, redline.ConfidentialityStrengthened,
		redline.ConfidentialityTouched, redline.ConfidentialityNone,
	}
}

func answerOf(c redline.Confidentiality) int {
	answers := Answers()
	return max(0, slices.Index(answers[:], c))
}

// Scores are the probabilities of the [Answers]; they add up to 1.
type Scores [4]float64

// Best returns the likeliest answer and its probability.
func (s Scores) Best() (redline.Confidentiality, float64) {
	best := 0
	for k, p := range s {
		if p > s[best] {
			best = k
		}
	}
	return Answers()[best], s[best]
}

// Judge says what the changes of a passage do together.
func Judge(p Passage) Scores { return shipped().Judge(p) }
