package meaning

import (
	"strings"
)

// A Subject is what a promise covers. Subjects are kept as a set.
type Subject uint8

const (
	SubjectMessages Subject = 1 << iota
	SubjectCalls
	SubjectGroups
	SubjectBackups
	SubjectStored
)

// A Promise is what a sentence says about who can read what people say and store.
type Promise struct {
	// Level is above 0 where content is kept from the company and others, below where
	// it is open to them, 0 where the sentence says neither. 3 is plain end-to-end encryption.
	Level float64
	// Hard says that the words mean confidentiality and nothing else wherever they stand,
	// Soft that they mean it in a text that is about little else.
	Hard, Soft bool
	Subjects   Subject
	Nouns      int // how many things it names that it covers

	EndToEnd  bool // says end-to-end encryption or a like word
	Denied    bool // says that it is not so: "not end-to-end encrypted"
	Access    bool // the company, or someone, can read
	NoAccess  bool // they cannot
	KeyTheirs bool // the company holds keys
	KeyYours  bool // it does not
	Hedged    bool
	Optional  bool
	Default   bool
	Exception bool
	Ending    bool     // announces an end
	All, Some int      // words that widen and narrow the scope
	Covered   []string // names of content and features that it covers, in the order of the sentence
	Footnote  bool     // begins with the sign of a footnote
	Marked    bool     // bears the sign of a footnote
}

// readBytes is how much of a sentence is read: a longer one is a text without full
// stops, and reading costs the square of its length.
const readBytes = 6000

// Read reads what a sentence promises. About is what the passage around it speaks of,
// for sentences that say "it" and "them".
func Read(sentence string, about Subject) Promise {
	r := reading{about: about, row: strings.Contains(sentence, " | "), asks: strings.HasSuffix(sentence, "?")}
	words, names := clauseWords(sentence[:min(len(sentence), readBytes)])
	r.words = words
	l := promisePhrases()
	l.find(r.words, func(h hit) {
		c := l.concepts[h.label]
		r.at[c] = append(r.at[c], span{h.from, h.to})
	})
	r.companies(names)
	r.footnotes(sentence)
	r.scope()
	r.measure()
	if r.p.Level != 0 {
		r.covered(names)
	}
	return r.p
}

type span struct{ from, to int }

// reading is a sentence with the concepts found in it.
type reading struct {
	words []string
	about Subject
	row   bool // of a table
	asks  bool // a question promises nothing
	at    [concepts][]span
	p     Promise
}

func (r *reading) has(c concept) bool { return len(r.at[c]) > 0 }

func (r *reading) scope() {
	for s, c := range [...]concept{cMessages, cCalls, cGroups, cBackups, cStored} {
		if r.has(c) {
			r.p.Subjects |= 1 << s
			r.p.Nouns += len(r.at[c])
		}
	}
	off, stuck := false, false // "off", and "cannot be turned off"
	for _, s := range r.at[cOff] {
		if r.negated(s, 5) {
			stuck = true
		} else {
			off = true
		}
	}
	r.p.Hedged, r.p.Optional, r.p.Default = r.has(cHedge), r.has(cOpt) || off, (r.has(cDefault) || stuck) && !off
	r.p.Exception = r.has(cExc)
	r.p.All, r.p.Some = len(r.at[cAll]), len(r.at[cSome])
}

// Levels of what a sentence can say.
const (
	levelEndToEnd  = 3
	levelNot       = 2.5
	levelEncrypted = 1.2
	levelMost      = 4
)

// measure adds up what the parts of a sentence say, and bends it by its conditions.
func (r *reading) measure() {
	if r.has(cConduct) && !r.has(cE2E) || r.asks {
		return
	}
	level := combine(r.encryption(), r.darkness(), r.access(), r.keys(), r.verification())
	if level > 0 {
		level = r.cells(r.bend(level))
	}
	r.p.Level = level
}

// levelAlso is what a second way of saying the same adds.
const levelAlso = 0.2

// combine takes the strongest of what parts of a sentence say on either side: saying it
// twice is not saying it twice as much.
func combine(parts ...float64) float64 {
	pos, neg, more := 0.0, 0.0, 0.0
	for _, p := range parts {
		switch {
		case p > 0:
			if pos > 0 {
				more += levelAlso
			}
			pos = max(pos, p)
		case p < 0:
			neg = min(neg, p)
		}
	}
	if pos > 0 {
		pos += more
	}
	return max(-levelMost, min(levelMost, pos+neg))
}

// bend weakens a protection by its hedges, choices and exceptions.
func (r *reading) bend(level float64) float64 {
	if r.p.Hedged {
		level *= 0.55
	}
	if r.p.Optional && !r.p.Default {
		level *= 0.6
	}
	if r.p.Exception {
		level -= 0.8
	}
	level -= 0.4 * float64(min(r.p.Some, 2))
	level += 0.3 * float64(min(r.p.All, 2))
	level += 0.12 * float64(min(r.p.Nouns, 6))
	if r.p.Default {
		level += 0.6
	}
	return max(level, 0.2)
}

// encryption reads what is said of encryption itself.
func (r *reading) encryption() float64 {
	if r.has(cOtherE2E) {
		return 0
	}
	if r.has(cE2E) && !(r.has(cTransit) && !r.has(cPrivate)) {
		return r.endToEnd()
	}
	if r.has(cTransit) || r.p.Subjects|r.about == 0 {
		return 0
	}
	pos, neg := 0.0, 0.0
	for _, s := range r.at[cLocal] {
		r.p.Soft = true
		r.p.Hard = r.p.Hard || r.has(cPrivate)
		if !r.negated(s, 4) {
			pos = levelEndToEnd
		}
	}
	encrypts := r.at[cEnc]
	if r.p.Subjects != 0 {
		encrypts = append(encrypts, r.at[cLock]...)
	}
	if len(encrypts) > 0 && r.about != 0 && r.has(cEnd) {
		r.p.Soft, r.p.Ending = true, true
		return -levelEndToEnd
	}
	for _, s := range encrypts {
		r.p.Soft = true
		r.p.Hard = r.p.Hard || r.encryptsPrivate(s)
		if r.negated(s, 4) {
			neg = levelEncrypted
		} else {
			pos = max(pos, levelEncrypted)
		}
	}
	return pos - neg
}

// endToEnd reads end-to-end encryption: promised, denied, or coming to its end.
func (r *reading) endToEnd() float64 {
	r.p.EndToEnd, r.p.Soft = true, true
	r.p.Hard = r.p.Subjects != 0 || r.has(cPrivate) || !r.personalData()
	for _, s := range r.at[cE2E] {
		if r.negated(s, 5) || r.refused(s) {
			r.p.Denied = true
		}
	}
	switch {
	case r.ends():
		r.p.Ending, r.p.Denied = true, true
		return -levelEndToEnd
	case r.p.Denied:
		return -levelNot
	}
	return levelEndToEnd
}

// verification reads what lets people check that nobody slipped in.
func (r *reading) verification() float64 {
	if !r.has(cVerify) {
		return 0
	}
	r.p.Soft = true
	return levelEncrypted
}

// darkness reads words for what cannot be read.
func (r *reading) darkness() float64 {
	if r.has(cTransit) || !r.covers() && !r.has(cKey) {
		return 0
	}
	exposed := false
	for _, s := range r.at[cDark] {
		r.p.Soft = true
		r.p.Hard = r.p.Hard || r.near(cPrivate, s, 7) && r.has(cUs)
		if r.negated(s, 4) {
			exposed = true
		} else {
			r.p.NoAccess = true
		}
	}
	for _, s := range r.at[cNoMeans] {
		if r.within(cAct, span{s.to - 2, s.to + 6}) || r.within(cLook, span{s.to - 2, s.to + 6}) {
			r.p.Soft, r.p.NoAccess = true, true
			r.p.Hard = r.p.Hard || r.has(cPrivate)
		}
	}
	if r.has(cOnDevice) {
		r.p.Soft, r.p.NoAccess = true, true
	}
	switch {
	case exposed:
		r.p.Access = true
		return -levelNot
	case r.p.NoAccess:
		return levelNot
	}
	return 0
}

// covers reports whether a sentence names something that could be kept from others.
func (r *reading) covers() bool { return r.p.Subjects|r.about != 0 || r.has(cLoose) }

// access reads who can read the content.
func (r *reading) access() float64 {
	if !r.covers() && !r.has(cKey) || r.has(cTransit) && !r.has(cPrivate) {
		return 0
	}
	sum := 0.0
	for _, c := range [...]concept{cAct, cLook} {
		for _, s := range r.at[c] {
			only := r.onlyThey(s)
			switch {
			case only || (r.negated(s, 7) || r.negatedObject(s)) && !r.youBefore(s):
				r.shut(c, s, only)
				sum = max(sum, levelNot)
			case r.companySubject(s) && r.p.Subjects != 0 && (c == cAct || r.nearContent(s)):
				r.open(c, s)
				sum = min(sum, -levelNot)
			}
		}
	}
	return sum
}

// shut notes a verb of reading that is denied, or kept to those who talk.
func (r *reading) shut(c concept, s span, only bool) {
	r.p.NoAccess = true
	r.p.Soft = r.p.Soft || r.p.Subjects|r.about != 0 && (c == cAct || only || r.powerless(s)) || r.has(cKey)
	r.p.Hard = r.p.Hard || r.unable(c, s, only)
}

// open notes a verb of reading that the company may do.
func (r *reading) open(c concept, s span) {
	r.p.Access = true
	r.p.Soft = r.p.Soft || r.p.Subjects != 0 && c == cAct
	r.p.Hard = r.p.Hard || r.near(cContents, s, 4) || r.deciphers(s) && r.near(cPrivate, s, 10)
}

// unable reports a denial that means confidentiality wherever it stands: the company,
// or anyone but those who talk, cannot read what is said.
func (r *reading) unable(c concept, s span, only bool) bool {
	if r.deciphers(s) && r.has(cUs) && r.powerless(s) && r.p.Subjects != 0 {
		return true
	}
	if r.has(cEnc) && r.has(cUs) && (only || r.powerless(s)) && r.p.Subjects != 0 {
		return true
	}
	if !r.has(cPrivate) || !r.has(cUs) && !only {
		return false
	}
	if c == cAct && r.near(cPrivate, s, 6) {
		return true
	}
	return r.powerless(s) && (r.words[s.from] == "see" || r.words[s.from] == "access") && r.near(cPrivate, s, 8)
}

// keys reads who holds them.
func (r *reading) keys() float64 {
	if !r.has(cKey) && !r.has(cTheirs) && !r.has(cNoKey) || r.has(cTransit) && !r.has(cE2E) {
		return 0
	}
	sum := 0.0
	if r.has(cNoKey) {
		r.p.KeyYours, r.p.Soft = true, true
		sum = levelNot
	}
	for _, s := range r.at[cTheirs] {
		if !r.negated(s, 4) && !r.negatedKey(s) && !r.within(cNeg, s) {
			r.p.KeyTheirs, r.p.Soft = true, true
			sum = -levelNot
		}
	}
	for _, s := range r.at[cHold] {
		if !r.near(cKey, s, 8) {
			continue
		}
		switch {
		case r.negated(s, 6) || r.negatedKey(s) || r.onlyThey(s):
			r.p.KeyYours, r.p.Soft = true, true
			r.p.Hard = r.p.Hard || r.cryptoKey(s)
			sum = max(sum, levelNot)
		case r.companySubject(s):
			r.p.KeyTheirs, r.p.Soft = true, true
			r.p.Hard = r.p.Hard || r.cryptoKey(s) && (r.has(cTheirs) || r.has(cPrivate))
			sum = min(sum, -levelNot)
		}
	}
	return sum
}
