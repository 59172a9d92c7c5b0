package meaning

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed lexicon/promise.txt
var promiseSource string

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
	concepts
)

type promiseLexicon struct {
	*lexicon
	concepts []concept
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
		"all": cAll, "some": cSome, "end": cEnd, "transit": cTransit, "conduct": cConduct, "contents": cContents, "verify": cVerify, "theirs": cTheirs, "local": cLocal, "ondevice": cOnDevice, "nomeans": cNoMeans, "private": cPrivate, "lock": cLock, "othere2e": cOtherE2E, "content:mail": cMessages,
	}
	p := promiseLexicon{lexicon: l}
	for _, label := range l.labels {
		c, ok := names[label]
		if !ok {
			panic("meaning: promise lexicon: label " + label)
		}
		p.concepts = append(p.concepts, c)
	}
	return p
})

// clauseWords is Words with a comma for each sign that ends a clause. Names are the
// places of words written with a capital letter.
func clauseWords(s string) (words []string, names []int) {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if wordRune(r) {
			end, plain := wordSpan(s, i)
			w := s[i:end]
			if !plain {
				w = foldWord(w)
			}
			if unicode.IsUpper(r) {
				names = append(names, len(words))
			}
			if w = strings.TrimSuffix(w, "'s"); w != "" {
				words = append(words, w)
			}
			i = end
			continue
		}
		switch r {
		case ',', ';', ':', '(', ')', '—', '–', '.', '!', '?':
			if k := len(words); k > 0 && words[k-1] != "," {
				words = append(words, ",")
			}
		default:
			if sign := signWord(r); sign != "" {
				words = append(words, sign)
			}
		}
		i += n
	}
	return words, names
}

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

// Read reads what a sentence promises. About is what the passage around it speaks of,
// for sentences that say "it" and "them".
func Read(sentence string, about Subject) Promise {
	r := reading{about: about, row: strings.Contains(sentence, " | ")}
	words, names := clauseWords(sentence)
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
	at    [concepts][]span
	p     Promise
}

func (r *reading) has(c concept) bool { return len(r.at[c]) > 0 }

// companies takes the names in a sentence for the company or its product, since a
// policy speaks of itself by name. A word with a capital letter because it opens the
// sentence is a name unless it is known or a plural.
func (r *reading) companies(names []int) {
	known := make(map[int]bool)
	for c := range r.at {
		for _, s := range r.at[c] {
			for i := s.from; i < s.to; i++ {
				known[i] = true
			}
		}
	}
	for _, i := range names {
		w := r.words[i]
		if known[i] || len(w) < 3 || common(w) || i == 0 && strings.HasSuffix(w, "s") {
			continue
		}
		r.at[cUs] = append(r.at[cUs], span{i, i + 1})
	}
}

// common reports words that open sentences and name nobody.
func common(w string) bool {
	switch w {
	case "the", "this", "these", "those", "that", "such", "for", "from", "with", "within", "when", "where", "while",
		"after", "before", "during", "since", "once", "then", "there", "here", "they", "their", "them", "his", "her",
		"she", "who", "what", "which", "how", "why", "and", "but", "nor", "yet", "also", "other", "another", "please",
		"see", "save", "provided", "placing", "both", "many", "more", "most", "today", "now", "later", "long", "its",
		"are", "can", "may", "will", "does", "did", "has", "have", "had", "was", "were", "not", "under", "over", "article", "section":
		return true
	}
	return false
}

func (r *reading) footnotes(sentence string) {
	first, _ := utf8.DecodeRuneInString(sentence)
	r.p.Footnote = signWord(first) == "*" || first == '¹' || first == '²'
	for i, w := range r.words {
		r.p.Marked = r.p.Marked || w == "*" && i > 0
	}
}

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
	if r.has(cConduct) && !r.has(cE2E) {
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

// covered lists what a sentence covers. A denial often lists features by their names,
// before it says what they are not: "chats with bots and in Channels are not
// end-to-end encrypted".
func (r *reading) covered(names []int) {
	until := len(r.words)
	is := make(map[int]bool)
	for _, c := range [...]concept{cMessages, cCalls, cGroups, cBackups, cStored} {
		for _, s := range r.at[c] {
			is[s.from] = true
		}
	}
	if r.p.Denied {
		until = 0
		for _, s := range r.at[cE2E] {
			until = max(until, s.from)
		}
		for _, i := range names {
			is[i] = is[i] || i > 0 && len(r.words[i]) > 2 && !common(r.words[i])
		}
	}
	seen := make(map[string]bool)
	for i, w := range r.words[:until] {
		if w = strings.TrimSuffix(w, "s"); is[i] && !seen[w] {
			seen[w] = true
			r.p.Covered = append(r.p.Covered, w)
		}
	}
}

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

// cells reads the answers of a table's row: yes and no, ticks and crosses.
func (r *reading) cells(level float64) float64 {
	if !r.row {
		return level
	}
	yes, no := 0, 0
	for _, w := range r.words[1:] {
		switch w {
		case "yes", "✔", "included", "available":
			yes++
		case "no", "✘", "none", "unavailable":
			no++
		}
	}
	switch {
	case no == 0:
		return level
	case yes == 0:
		r.p.Denied = true
		return -level
	}
	return level * float64(yes) / float64(yes+no) * 0.8
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
	case r.has(cEnd):
		r.p.Ending, r.p.Denied = true, true
		return -levelEndToEnd
	case r.p.Denied:
		return -levelNot
	}
	return levelEndToEnd
}

// personalData reports talk of personal data in general, as contracts have it.
func (r *reading) personalData() bool {
	for i, w := range r.words {
		if w == "personal" && i+1 < len(r.words) && (r.words[i+1] == "data" || r.words[i+1] == "information") {
			return true
		}
	}
	return false
}

// encryptsPrivate reports a word for encryption that says something of messages or
// calls, and does not only name a kind of them ("encrypted messages").
func (r *reading) encryptsPrivate(s span) bool {
	for _, o := range r.at[cPrivate] {
		if o.from == s.to {
			return false
		}
	}
	return r.near(cPrivate, s, 6)
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
		r.p.Hard = r.p.Hard || r.has(cPrivate) && r.has(cUs)
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
			case only || r.negated(s, 7) && !r.youBefore(s):
				r.p.NoAccess = true
				r.p.Soft = r.p.Soft || r.p.Subjects|r.about != 0 && (c == cAct || only || r.powerless(s)) || r.has(cKey)
				r.p.Hard = r.p.Hard || r.unable(c, s, only)
				sum = max(sum, levelNot)
			case r.companySubject(s):
				r.p.Access = true
				r.p.Soft = r.p.Soft || r.p.Subjects != 0 && c == cAct
				r.p.Hard = r.p.Hard || r.near(cContents, s, 4)
				sum = min(sum, -levelNot)
			}
		}
	}
	return sum
}

// unable reports a denial that means confidentiality wherever it stands: the company,
// or anyone but those who talk, cannot read what is said.
func (r *reading) unable(c concept, s span, only bool) bool {
	if r.has(cEnc) && r.has(cUs) && (only || r.powerless(s)) {
		return true
	}
	if !r.has(cPrivate) || !r.has(cUs) && !only {
		return false
	}
	if c == cAct && r.near(cPrivate, s, 6) {
		return true
	}
	return r.powerless(s) && (r.words[s.from] == "see" || r.words[s.from] == "access")
}

// powerless reports a negation that says they cannot, and not only that they do not.
func (r *reading) powerless(s span) bool {
	for _, n := range r.at[cNeg] {
		if n.from >= s.from || s.from-n.to > 6 {
			continue
		}
		switch r.words[n.from] {
		case "cannot", "can't", "unable", "incapable", "impossible", "never", "without", "nobody":
			return true
		}
	}
	return false
}

// keys reads who holds them.
func (r *reading) keys() float64 {
	if !r.has(cKey) && !r.has(cTheirs) || r.has(cTransit) && !r.has(cE2E) {
		return 0
	}
	sum := 0.0
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

// cryptoKey reports whether the key near a verb is one that opens content.
func (r *reading) cryptoKey(s span) bool {
	for _, k := range r.at[cKey] {
		if k.from-s.to > 8 || s.from-k.to > 8 {
			continue
		}
		switch r.words[k.from] {
		case "keys", "keypair", "passphrase", "passphrases":
			return r.has(cEnc) || r.has(cE2E) || r.p.Subjects != 0
		case "master":
			return true
		case "key":
			if k.from > 0 {
				switch r.words[k.from-1] {
				case "encryption", "decryption", "private", "secret", "recovery", "master":
					return true
				}
			}
		}
	}
	return false
}

// negated reports a negation within so many words before, in the same clause.
func (r *reading) negated(s span, reach int) bool {
	for _, n := range r.at[cNeg] {
		if n.from < s.from && s.from-n.to < reach && !r.clauseBreak(n.to, s.from) {
			return true
		}
	}
	return false
}

// refused reports a negation right after: "end-to-end encryption is not available".
func (r *reading) refused(s span) bool {
	for _, n := range r.at[cNeg] {
		if n.from < s.to || n.from-s.to >= 4 || r.clauseBreak(s.to, n.from) {
			continue
		}
		between := span{s.to, n.from}
		if !r.within(cUs, between) && !r.within(cYou, between) && !r.within(cAct, span{n.to, n.to + 3}) && !r.within(cLook, span{n.to, n.to + 3}) {
			return true
		}
	}
	return false
}

// within reports whether a concept stands inside of a stretch.
func (r *reading) within(c concept, s span) bool {
	for _, o := range r.at[c] {
		if o.from >= s.from && o.to <= s.to {
			return true
		}
	}
	return false
}

// negatedKey reports "no key" after the verb: "gives our servers no key".
func (r *reading) negatedKey(s span) bool {
	for _, k := range r.at[cKey] {
		if k.from >= s.to && k.from-s.to < 8 && k.from > 0 && (r.words[k.from-1] == "no" || r.words[k.from-1] == "neither") {
			return true
		}
		if k.from < s.from && k.from > 0 && r.words[k.from-1] == "no" && s.from-k.to < 8 {
			return true
		}
	}
	return false
}

// onlyThey reports words that keep an act to those who talk: "only you can read".
func (r *reading) onlyThey(s span) bool {
	for _, o := range r.at[cOnly] {
		if o.from <= s.from && s.from-o.to < 12 || o.from >= s.to && o.from-s.to < 6 {
			return true
		}
	}
	return false
}

func (r *reading) clauseBreak(from, to int) bool {
	for i := from; i < to && i < len(r.words); i++ {
		if r.words[i] == "," {
			return true
		}
	}
	return false
}

func (r *reading) near(c concept, s span, reach int) bool {
	for _, o := range r.at[c] {
		if o.to <= s.from && s.from-o.to < reach || o.from >= s.to && o.from-s.to < reach {
			return true
		}
	}
	return false
}

// companySubject reports the company as who does it: named before, nearer than the
// people, or named after a passive as where or by whom it is done.
func (r *reading) companySubject(s span) bool {
	us, you := -1, -1
	for _, o := range r.at[cUs] {
		if o.from < s.from && s.from-o.from < 14 {
			us = max(us, o.from)
		}
		if o.from >= s.to && o.from-s.to < 8 && r.passive(s) && r.placed(o) {
			return true
		}
	}
	for _, o := range r.at[cYou] {
		if o.from < s.from && s.from-o.from < 5 && (r.words[o.from] != "your" || o.to-o.from > 1) {
			you = max(you, o.from)
		}
	}
	return us >= 0 && us > you
}

// passive reports a verb in a form that a passive has.
func (r *reading) passive(s span) bool {
	w := r.words[s.from]
	return strings.HasSuffix(w, "ed") || strings.HasSuffix(w, "able") || w == "read" || w == "seen" || w == "held" || w == "kept" || w == "heard" || w == "known" || w == "given"
}

// placed reports whether a word for the company says where or by whom: "on our servers".
func (r *reading) placed(o span) bool {
	for i := max(0, o.from-2); i < o.from; i++ {
		switch r.words[i] {
		case "on", "by", "to", "at", "with", "in":
			return true
		}
	}
	return false
}

// youBefore reports the people as who does it, and not the company.
func (r *reading) youBefore(s span) bool {
	us, you := -1, -1
	for _, o := range r.at[cYou] {
		if o.from < s.from && s.from-o.from < 7 && r.words[o.from] != "your" && !r.clauseBreak(o.to, s.from) {
			you = max(you, o.from)
		}
	}
	for _, o := range r.at[cUs] {
		if o.from < s.from && s.from-o.from < 7 {
			us = max(us, o.from)
		}
	}
	return you >= 0 && you > us
}
