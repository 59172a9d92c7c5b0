package differ

import (
	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// promised is an edit with what its two sides promise.
type promised struct {
	edit
	was, is meaning.Promise
}

func (p promised) delta() float64 { return p.is.Level - p.was.Level }

// Thresholds of what a change of levels means. A plain end-to-end promise is 3.
const (
	levelMoves  = 0.35 // from here a changed sentence counts as weakened or strengthened
	levelSpeaks = 0.9  // from here a sentence promises something at all
)

// confidentiality decides what the change does to who can read what people say.
func (j *judgement) confidentiality() {
	ps := j.promises()
	if len(ps) == 0 {
		return
	}
	total, heaviest, spoken := j.weighPromises(ps)
	switch {
	case total <= -levelMoves:
		j.setConfidentiality(redline.ConfidentialityWeakened, heaviest)
	case total >= levelMoves:
		j.setConfidentiality(redline.ConfidentialityStrengthened, heaviest)
	case spoken:
		j.setConfidentiality(redline.ConfidentialityTouched, heaviest)
	}
}

// promises reads the edits that may speak of confidentiality.
func (j *judgement) promises() []promised {
	var out []promised
	marked := false
	for _, e := range j.edits {
		p := promised{edit: e}
		speaks := false
		if e.old != nil && meaning.Speaks(e.old.words) {
			p.was, speaks = meaning.Read(e.old.text), true
		}
		if e.new != nil && meaning.Speaks(e.new.words) {
			p.is, speaks = meaning.Read(e.new.text), true
		}
		if speaks || footnote(e) {
			out = append(out, p)
		}
		marked = marked || p.was.Level > levelSpeaks && p.was.Marked || p.is.Level > levelSpeaks && p.is.Marked
	}
	return j.withFootnotes(out, marked)
}

func footnote(e edit) bool {
	for _, s := range []*sentence{e.old, e.new} {
		if s != nil && s.words[0] == "*" {
			return true
		}
	}
	return false
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
			if p.old != nil {
				p.was.Level = min(p.was.Level, footnoteLevel)
			}
			if p.new != nil {
				p.is.Level = min(p.is.Level, footnoteLevel)
			}
		}
		out = append(out, p)
	}
	return out
}

// weighPromises adds up paired sentences, and takes of lone ones the strongest on each
// side. Words that policies use in many other matters count only against a promise
// that cannot mean anything else.
func (j *judgement) weighPromises(ps []promised) (total float64, heaviest promised, spoken bool) {
	var lostBest, gotBest, lostWorst, gotWorst float64
	heavy := -1.0
	consider := func(p promised, d float64) {
		if d = max(d, -d); d > heavy {
			heavy, heaviest = d, p
		}
	}
	for _, p := range ps {
		if !p.was.Strict && !p.is.Strict && !footnote(p.edit) {
			continue
		}
		spoken = spoken || speaks(p.was) || speaks(p.is)
		if p.paired() || footnote(p.edit) {
			d := p.delta()
			total += max(-levelSpeaks*4, min(levelSpeaks*4, d))
			consider(p, d)
			continue
		}
		d := p.delta()
		if p.new == nil {
			lostBest, lostWorst = max(lostBest, p.was.Level), min(lostWorst, p.was.Level)
		} else {
			gotBest, gotWorst = max(gotBest, p.is.Level), min(gotWorst, p.is.Level)
		}
		consider(p, d)
	}
	total += gotBest - lostBest + gotWorst - lostWorst
	return total, heaviest, spoken
}

func speaks(p meaning.Promise) bool {
	return p.Strict && (p.Level >= levelSpeaks || p.Level <= -levelSpeaks)
}

func (j *judgement) setConfidentiality(c redline.Confidentiality, p promised) {
	j.v.E2EE = c
	old, new := p.texts()
	j.v.Mechanism = mechanism(c, p)
	j.because("confidentiality-"+string(c), confidentialityWords(c, j.v.Mechanism), old, new)
}

// mechanism says how a promise changed.
func mechanism(c redline.Confidentiality, p promised) redline.Mechanism {
	switch c {
	case redline.ConfidentialityWeakened:
		return weakening(p)
	case redline.ConfidentialityStrengthened:
		return strengthening(p)
	}
	return ""
}

func weakening(p promised) redline.Mechanism {
	was, is := p.was, p.is
	switch {
	case is.KeyTheirs && !was.KeyTheirs || was.KeyYours && !is.KeyYours && p.new != nil:
		return redline.MechanismKeyControl
	case p.new == nil, is.Ending && !was.Ending:
		return redline.MechanismRemoved
	case is.Denied && !was.Denied && p.old != nil:
		return redline.MechanismNegated
	case p.old == nil && is.Denied, is.Exception && !was.Exception:
		return redline.MechanismExceptionAdded
	case is.Access && !was.Access:
		return redline.MechanismAccessAdded
	case is.Optional && !was.Optional:
		return redline.MechanismOptIn
	case is.Hedged && !was.Hedged:
		return redline.MechanismHedged
	case was.EndToEnd && !is.EndToEnd:
		return redline.MechanismDowngraded
	case is.Some > was.Some, is.All < was.All, is.Nouns < was.Nouns:
		return redline.MechanismNarrowed
	}
	return redline.MechanismRemoved
}

func strengthening(p promised) redline.Mechanism {
	was, is := p.was, p.is
	switch {
	case is.KeyYours && !was.KeyYours || was.KeyTheirs && !is.KeyTheirs:
		return redline.MechanismKeyControl
	case is.Default && !was.Default, was.Optional && !is.Optional && p.old != nil:
		return redline.MechanismDefaultOn
	case p.old == nil && is.Optional:
		return redline.MechanismOptIn
	case p.old != nil && was.Level > levelSpeaks:
		return redline.MechanismWidened
	}
	return redline.MechanismAdded
}

// confidentialityWords says in a sentence what happened to a promise.
func confidentialityWords(c redline.Confidentiality, m redline.Mechanism) string {
	switch m {
	case redline.MechanismRemoved:
		return "A promise that content is kept from the company and others is no longer there, or its end is announced."
	case redline.MechanismNegated:
		return "What was said to be protected is now said not to be."
	case redline.MechanismNarrowed:
		return "A promise of confidentiality covers less than before."
	case redline.MechanismDowngraded:
		return "A weaker word replaces end-to-end encryption."
	case redline.MechanismHedged:
		return "A promise of confidentiality is now hedged."
	case redline.MechanismExceptionAdded:
		return "An exception from confidentiality is added."
	case redline.MechanismAccessAdded:
		return "The text now says that content can be read or examined."
	case redline.MechanismKeyControl:
		return "It says something else about who holds the keys."
	case redline.MechanismOptIn:
		return "Protection is there for those who turn it on."
	case redline.MechanismAdded:
		return "A promise that content is kept from the company and others is new."
	case redline.MechanismWidened:
		return "A promise of confidentiality covers more than before, or with fewer conditions."
	case redline.MechanismDefaultOn:
		return "Protection is on without anyone asking for it."
	}
	if c == redline.ConfidentialityTouched {
		return "Sentences about confidentiality were reworded; what they promise seems the same."
	}
	return "What is promised about confidentiality changed."
}
