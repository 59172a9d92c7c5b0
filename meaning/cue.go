package meaning

import (
	_ "embed"
	"sync"
)

//go:embed lexicon/cues.txt
var cueSource string

// A Cue is how a sentence speaks. Cues are kept as a set.
type Cue uint32

const (
	CueNegation  Cue = 1 << iota // not, never, without
	CueDuty                      // must, shall, will
	CueLicence                   // may, can
	CueScope                     // all, only, some
	CueNotice                    // speaks of the document's own versions and dates
	CuePolicy                    // speaks as policies do
	CueChrome                    // menus, buttons, footers
	CueError                     // error pages and walls
	CueReference                 // points to a part of a document
	CuePointer                   // sends the reader elsewhere for more
	CueWidget                    // belongs to a tool of the page: feedback, cookie bar, search
	CueResidence                 // speaks to those who live in some country
	CueReading                   // introduces a list of what else to read
	CuePlace                     // names a country or a state
)

type cueLexicon struct {
	*lexicon
	cues []Cue
}

var cuePhrases = sync.OnceValue(func() cueLexicon {
	l, err := parseLexicon(cueSource)
	if err != nil {
		panic("meaning: " + err.Error()) // embedded, and covered by a test
	}
	names := map[string]Cue{
		"negation": CueNegation, "duty": CueDuty, "licence": CueLicence, "scope": CueScope,
		"notice": CueNotice, "policy": CuePolicy, "chrome": CueChrome, "error": CueError, "reference": CueReference, "pointer": CuePointer, "widget": CueWidget, "residence": CueResidence, "reading": CueReading, "place": CuePlace,
	}
	c := cueLexicon{lexicon: l}
	for _, label := range l.labels {
		c.cues = append(c.cues, names[label])
	}
	return c
})

// Cues returns how words speak.
func Cues(words []string) Cue {
	var set Cue
	l := cuePhrases()
	l.find(words, func(h hit) { set |= l.cues[h.label] })
	return set
}

// CountCues returns how many phrases of a kind stand in words.
func CountCues(words []string, kind Cue) int {
	n := 0
	l := cuePhrases()
	l.find(words, func(h hit) {
		if l.cues[h.label] == kind {
			n++
		}
	})
	return n
}

// Has reports whether the set has any of the cues.
func (c Cue) Has(any Cue) bool { return c&any != 0 }
