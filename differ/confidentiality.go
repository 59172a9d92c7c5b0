package differ

import (
	"slices"
	"strings"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
	"github.com/redlinewatch/redline/meaning/effect"
)

// promised is an edit with what its two sides promise.
type promised struct {
	edit
	was, is meaning.Promise
}

func (p promised) delta() float64 { return p.is.Level - p.was.Level }

// turns reports whether one side protects what the other lays open.
func (p promised) turns() bool {
	return p.was.Level >= levelSpeaks && p.is.Level <= -levelSpeaks || p.was.Level <= -levelSpeaks && p.is.Level >= levelSpeaks ||
		p.paired() && p.was.NoAccess && p.is.NoAccess && p.was.Subjects&p.is.Subjects != 0
}

// Thresholds of what a change of levels means. A plain end-to-end promise is 3.
const (
	levelMoves  = 0.33 // from here a changed sentence counts as weakened or strengthened
	levelSpeaks = 0.9  // from here a sentence promises something at all
)

// confidentiality decides what the change does to who can read what people say. Rules
// answer for every text; in a short one a model that learnt from such passages has the
// last word, with the rules' answer among what it goes by.
func (j *judgement) confidentiality() {
	ps := j.promises()
	rules, heaviest := j.byRules(ps)
	answer := rules.Answer
	j.claims(ps)
	j.guess = answer == redline.ConfidentialityWeakened && heaviest.new == nil && j.stump()
	if len(ps) > 0 && j.passage() && j.readable() && !j.onlyNames(ps) {
		answer, heaviest = j.byModel(ps, rules, heaviest)
	}
	switch answer {
	case redline.ConfidentialityWeakened:
		j.setConfidentiality(answer, plainest(heaviest, ps))
	case redline.ConfidentialityStrengthened, redline.ConfidentialityTouched:
		j.setConfidentiality(answer, heaviest)
	}
}

// Confidence in a verdict that rests on few words of a promise, and in one that is a
// guess: that one waits for a person.
const (
	fewWords = 0.7
	guessed  = 0.5
)

// promiseDecides lets a promise that changed its meaning outweigh how few words did.
func (j *judgement) promiseDecides() {
	if j.v.E2EE != redline.ConfidentialityWeakened && j.v.E2EE != redline.ConfidentialityStrengthened {
		return
	}
	if j.v.Class != redline.ClassSubstantive {
		j.v.Class, j.v.Noise, j.v.Confidence = redline.ClassSubstantive, "", fewWords
		j.v.Topics = j.v.Topics[:0]
		j.v.Reasons = slices.DeleteFunc(j.v.Reasons, func(r redline.Reason) bool { return !strings.HasPrefix(r.Rule, "confidentiality-") })
	}
	if j.guess {
		j.v.Confidence = min(j.v.Confidence, guessed)
	}
}

// stump reports whether so little is left of a text that nobody can say what it still promises.
func (j *judgement) stump() bool { return j.newWords*stumpShare < j.oldWords }

// stumpShare is how many times as long the old text must have been.
const stumpShare = 4

// readable reports whether a text may be in the language whose words the model knows.
func (j *judgement) readable() bool {
	base := baseLanguage(j.New.Language)
	return base == "" || base == "en" || j.newWords < languageWords
}

// languageWords is how long a text must be for its language to be told with some certainty.
const languageWords = 40

// byRules answers by what package meaning read in the changed sentences, and names the
// one that weighs most.
func (j *judgement) byRules(ps []promised) (effect.Rules, promised) {
	total, heaviest, spoken := j.weighPromises(ps)
	answer := redline.ConfidentialityNone
	switch {
	case total <= -levelMoves:
		answer = redline.ConfidentialityWeakened
	case total >= levelMoves:
		answer = redline.ConfidentialityStrengthened
	case spoken || j.beside(&heaviest):
		answer = redline.ConfidentialityTouched
	}
	return effect.Rules{Answer: answer, Weight: total}, heaviest
}

// plainest prefers, to a promise that is merely gone, the new sentence that says so.
func plainest(lost promised, ps []promised) promised {
	if lost.new != nil {
		return lost
	}
	best := lost
	for _, p := range ps {
		if p.new == nil || !p.is.EndToEnd || !p.is.Ending && !p.is.Denied {
			continue
		}
		if best.new == nil || p.is.Level < best.is.Level || p.is.Level == best.is.Level && p.is.Ending && !best.is.Ending {
			best = p
		}
	}
	return best
}

// beside reports whether a passage about little else changed around a promise: in the
// block that has it, in its place, or in its links.
func (j *judgement) beside(where *promised) bool {
	if !j.passage() {
		return false
	}
	moved := false
	for i, h := range j.Hunks {
		moved = moved || h.Op == redline.HunkMoved
		if h.Op == redline.HunkChanged && !j.onlyPointers(i) {
			continue
		}
		if h.Old == "" || h.New == "" {
			continue
		}
		if p := promiseIn(h.New); p != "" && promiseIn(h.Old) != "" {
			where.edit = edit{new: &sentence{text: p}, old: &sentence{text: promiseIn(h.Old)}}
			return true
		}
	}
	if len(j.Hunks) > 0 && (!moved || !j.speaksMuch()) {
		return false
	}
	for _, b := range j.New.Blocks {
		if p := promiseIn(b.Words); p != "" {
			where.edit = edit{new: &sentence{text: p}, old: &sentence{text: p}}
			return true
		}
	}
	return false
}

// onlyPointers reports whether all that changed in a hunk sends the reader elsewhere for more.
func (j *judgement) onlyPointers(hunk int) bool {
	for _, e := range j.edits {
		if e.hunk == hunk && !e.side().cues().Has(meaning.CuePointer) {
			return false
		}
	}
	return true
}

// speaksMuch reports whether the new text is about confidentiality more than by the way.
func (j *judgement) speaksMuch() bool {
	for _, b := range j.New.Blocks {
		if meaning.Read(b.Words, 0).EndToEnd {
			return true
		}
	}
	return false
}

// promiseIn returns the first sentence of a block that promises something.
func promiseIn(block string) string {
	for _, s := range meaning.Sentences(block) {
		if speaks(meaning.Read(s, meaning.SubjectsOf(meaning.Words(block)))) {
			return s
		}
	}
	return ""
}

// promises reads the edits that may speak of confidentiality.
func (j *judgement) promises() []promised {
	var out []promised
	marked, notes := false, false
	for _, e := range j.edits {
		if e.elsewhere {
			continue
		}
		p := promised{edit: e}
		speaks := false
		if e.old != nil && meaning.Speaks(e.old.words) {
			p.was, speaks = meaning.Read(e.old.text, j.about()), true
		}
		if e.new != nil && meaning.Speaks(e.new.words) {
			p.is, speaks = meaning.Read(e.new.text, j.about()), true
		}
		if speaks && !j.passage() && e.paired() && j.onlyNames([]promised{p}) {
			continue // another name for the same thing
		}
		if speaks || footnote(e) || j.passage() {
			out = append(out, p)
		}
		notes = notes || footnote(e)
		marked = marked || p.was.Level > levelSpeaks && p.was.Marked || p.is.Level > levelSpeaks && p.is.Marked
	}
	if !notes {
		return out
	}
	return j.withFootnotes(out, marked || markedPromise(j.Old) || markedPromise(j.New))
}

// passageWords is how long two texts may be together to be about little else than
// what they promise, as help pages and notices are.
const passageWords = 900

// passage reports whether the texts are short enough for words that mean
// confidentiality only among their like.
func (j *judgement) passage() bool { return j.oldWords+j.newWords < passageWords }

// about is what a short text may speak of where a sentence names nothing.
func (j *judgement) about() meaning.Subject {
	if !j.passage() {
		return 0
	}
	return ^meaning.Subject(0)
}

// markedPromise reports whether some promise of a text bears the sign of a footnote.
func markedPromise(t redline.Text) bool {
	for _, b := range t.Blocks {
		if strings.LastIndexByte(b.Words, '*') <= 0 {
			continue
		}
		for _, s := range meaning.Sentences(b.Words) {
			if p := meaning.Read(s, 0); p.Marked && p.Level > levelSpeaks {
				return true
			}
		}
	}
	return false
}

// footnote reports an edit of a sentence that begins with the sign of a footnote.
func footnote(e edit) bool { return e.old.opensAsFootnote() || e.new.opensAsFootnote() }

func (s *sentence) opensAsFootnote() bool {
	return s != nil && s.words[0] == "*" && strings.IndexAny(s.text, "*†‡") == 0
}

// footnoteLevel is what a footnote takes from the promise that bears its sign.
const footnoteLevel = -0.8

// withFootnotes lets footnotes limit the promise they belong to.
func (j *judgement) withFootnotes(ps []promised, marked bool) []promised {
	out := ps[:0]
	for _, p := range ps {
		if footnote(p.edit) {
			if !marked {
				continue
			}
			if p.old.opensAsFootnote() {
				p.was.Level = min(p.was.Level, footnoteLevel)
			}
			if p.new.opensAsFootnote() {
				p.is.Level = min(p.is.Level, footnoteLevel)
			}
		}
		out = append(out, p)
	}
	return out
}

// weighPromises adds up paired sentences, and takes of lone ones the strongest on each
// side. In a long text, words that policies use in many other matters do not count.
func (j *judgement) weighPromises(ps []promised) (total float64, heaviest promised, spoken bool) {
	var old, new levels  // of all sentences
	var lost, got levels // of lone ones
	heavy := -1.0
	for _, p := range ps {
		spoken = spoken || j.passage() && (hints(p.was) || hints(p.is))
		if !j.counts(p.was) && !j.counts(p.is) && !footnote(p.edit) && !(j.passage() && p.turns()) {
			continue
		}
		spoken = spoken || j.speaks(p.was) || j.speaks(p.is)
		d := p.delta()
		old.take(p.was)
		new.take(p.is)
		switch {
		case p.paired() && (silent(p.was) || silent(p.is)):
			lost.take(p.was) // what it promises may stand in another sentence now
			got.take(p.is)
		case p.paired():
			if j.passage() || p.was.EndToEnd && p.is.EndToEnd {
				d += listed(p, ps)
			}
			total += max(-levelSpeaks*4, min(levelSpeaks*4, d))
		case footnote(p.edit):
			total += d
		case p.new == nil && j.stillSaid(p.was):
			continue
		case p.new == nil:
			lost.take(p.was)
		default:
			got.take(p.is)
		}
		if size := max(d, -d); size > heavy {
			heavy, heaviest = size, p
		}
	}
	total += max(0, got.best-old.best) - max(0, lost.best-new.best)
	total += min(0, got.worst-old.worst)
	if total >= 0 {
		total -= silenceShare * min(0, lost.worst-new.worst)
	}
	return total, heaviest, spoken
}

// stillSaid reports whether a long text says elsewhere, of all that a promise which went
// covered, that it is kept as well from others.
func (j *judgement) stillSaid(was meaning.Promise) bool {
	if j.passage() || was.Level < levelSpeaks || was.Subjects == 0 {
		return false
	}
	for _, b := range j.New.Blocks {
		if b.Count > claimWords || !meaning.Speaks(meaning.Words(b.Words)) {
			continue
		}
		for _, s := range meaning.Sentences(b.Words) {
			p := meaning.Read(s, 0)
			if p.Hard && p.Level >= was.Level && !p.Ending && p.EndToEnd == was.EndToEnd && was.Subjects&^p.Subjects == 0 {
				return true
			}
		}
	}
	return false
}

// silenceShare is what it counts that a text no longer says something is unprotected:
// silence is no promise.
const silenceShare = 0.15

// silent reports a sentence that promises nothing.
func silent(p meaning.Promise) bool { return p.Level < levelSpeaks && p.Level > -levelSpeaks }

// levels are the strongest promise and the plainest exposure of some sentences.
type levels struct{ best, worst float64 }

func (l *levels) take(p meaning.Promise) {
	l.best, l.worst = max(l.best, p.Level), min(l.worst, p.Level)
}

// hints reports words that in a short text are about confidentiality, whatever they promise.
func hints(p meaning.Promise) bool {
	return p.NoAccess || p.KeyYours || p.KeyTheirs || p.Level != 0 && p.Soft
}

// counts reports whether a promise counts in a text of this length.
func (j *judgement) counts(p meaning.Promise) bool { return p.Hard || p.Soft && j.passage() }

// listStep is what a thing counts that enters or leaves the list a promise covers.
const listStep = 0.6

// listed weighs what entered or left the list of things that a sentence promises or
// denies protection to. What another changed sentence names has only moved there.
func listed(p promised, all []promised) float64 {
	if p.was.Exception != p.is.Exception || p.was.Denied != p.is.Denied || (p.was.Level < 0) != (p.is.Level < 0) {
		return 0
	}
	lost, won := difference(p.was.Covered, p.is.Covered)
	lost = elsewhereNamed(lost, p, all, func(e edit) *sentence { return e.new })
	won = elsewhereNamed(won, p, all, func(e edit) *sentence { return e.old })
	if p.is.Denied {
		lost, won = won, lost
	}
	switch {
	case len(won) > 0 && (len(lost) == 0 || p.is.Denied && len(won) > len(lost)):
		return listStep
	case len(lost) > 0 && (len(won) == 0 || p.is.Denied && len(lost) > len(won)):
		return -listStep
	}
	return 0
}

// elsewhereNamed drops the words that another changed sentence of a side has.
func elsewhereNamed(words []string, p promised, all []promised, side func(edit) *sentence) []string {
	var out []string
next:
	for _, w := range words {
		for _, other := range all[:min(len(all), 300)] {
			s := side(other.edit)
			if s == nil || s == side(p.edit) {
				continue
			}
			for _, have := range s.words {
				if strings.TrimSuffix(have, "s") == w {
					continue next
				}
			}
		}
		out = append(out, w)
	}
	return out
}

// levelLong is what a sentence of a long text must promise or lay open to be touched.
const levelLong = 1.5

// speaks reports a promise or an exposure that counts in a text of this length.
func (j *judgement) speaks(p meaning.Promise) bool {
	return speaks(p) && (j.passage() || p.Level >= levelLong || p.Level <= -levelLong)
}

func speaks(p meaning.Promise) bool {
	return (p.Hard || p.Soft) && (p.Level >= levelSpeaks || p.Level <= -levelSpeaks)
}

func (j *judgement) setConfidentiality(c redline.Confidentiality, p promised) {
	j.v.E2EE = c
	old, new := p.texts()
	j.v.Mechanism = mechanism(c, p)
	j.because("confidentiality-"+string(c), confidentialityWords(c, j.v.Mechanism), old, new)
}
