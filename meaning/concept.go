package meaning

import (
	_ "embed"
	"sync"
)

//go:embed lexicon/promise.txt
var promiseSource string

// concept is a label of the promise lexicon.
type concept int

const (
	cE2E concept = iota
	cEnc
	cDark
	cAct
	cLook
	cKey
	cHold
	cMessages
	cCalls
	cGroups
	cBackups
	cStored
	cLoose
	cUs
	cYou
	cOnly
	cNeg
	cHedge
	cExc
	cOpt
	cOff
	cDefault
	cAll
	cSome
	cEnd
	cTransit
	cConduct
	cContents
	cVerify
	cTheirs
	cLocal
	cOnDevice
	cNoMeans
	cPrivate
	cLock
	cOtherE2E
	cNoKey
	concepts
)

type promiseLexicon struct {
	*lexicon
	concepts []concept        // of each label
	names    [concepts]string // of each concept
}

var promisePhrases = sync.OnceValue(func() promiseLexicon {
	l, err := parseLexicon(promiseSource)
	if err != nil {
		panic("meaning: " + err.Error()) // embedded, and covered by a test
	}
	names := map[string]concept{
		"e2e": cE2E, "enc": cEnc, "dark": cDark, "act": cAct, "look": cLook, "content:loose": cLoose, "key": cKey, "hold": cHold,
		"content:messages": cMessages, "content:calls": cCalls, "content:groups": cGroups,
		"content:backups": cBackups, "content:stored": cStored, "us": cUs, "you": cYou, "only": cOnly,
		"neg": cNeg, "hedge": cHedge, "exc": cExc, "opt": cOpt, "off": cOff, "default": cDefault,
		"all": cAll, "some": cSome, "end": cEnd, "transit": cTransit, "conduct": cConduct, "contents": cContents, "verify": cVerify, "theirs": cTheirs, "local": cLocal, "ondevice": cOnDevice, "nomeans": cNoMeans, "private": cPrivate, "lock": cLock, "othere2e": cOtherE2E, "nokey": cNoKey, "content:mail": cMessages,
	}
	p := promiseLexicon{lexicon: l}
	for _, label := range l.labels {
		c, ok := names[label]
		if !ok {
			panic("meaning: promise lexicon: label " + label)
		}
		p.concepts = append(p.concepts, c)
		if p.names[c] == "" {
			p.names[c] = label
		}
	}
	return p
})

// Speaks reports quickly whether a sentence may be about confidentiality at all.
func Speaks(words []string) bool {
	found := false
	l := promisePhrases()
	l.find(words, func(h hit) {
		switch l.concepts[h.label] {
		case cE2E, cEnc, cDark, cAct, cLook, cKey, cVerify, cTheirs, cLocal, cOnDevice, cNoMeans:
			found = true
		}
	})
	return found
}

// SubjectsOf returns what words speak of that could be kept from others.
func SubjectsOf(words []string) Subject {
	var set Subject
	l := promisePhrases()
	l.find(words, func(h hit) {
		switch l.concepts[h.label] {
		case cMessages:
			set |= SubjectMessages
		case cCalls:
			set |= SubjectCalls
		case cGroups:
			set |= SubjectGroups
		case cBackups:
			set |= SubjectBackups
		case cStored:
			set |= SubjectStored
		}
	})
	return set
}

// Tags calls found for each phrase about confidentiality in words, with its place and
// the number of its concept. Phrases may lie in each other.
func Tags(words []string, found func(from, to, concept int)) {
	l := promisePhrases()
	l.find(words, func(h hit) { found(h.from, h.to, int(l.concepts[h.label])) })
}

// ConceptName returns the name of a concept that [Tags] found.
func ConceptName(c int) string { return promisePhrases().names[c] }

// Touches reports whether words speak of reading, hiding, encrypting or keys, and whether
// of content that could be kept from others.
func Touches(words []string) (acts, contents bool) {
	l := promisePhrases()
	l.find(words, func(h hit) {
		switch l.concepts[h.label] {
		case cAct, cLook, cEnc, cE2E, cDark, cKey, cHold, cVerify, cTheirs, cLocal, cOnDevice, cNoMeans, cLock, cNoKey:
			acts = true
		case cPrivate, cContents, cMessages, cCalls, cGroups, cBackups, cStored, cLoose:
			contents = true
		}
	})
	return acts, contents
}
