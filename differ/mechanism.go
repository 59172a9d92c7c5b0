package differ

import (
	"github.com/redlinewatch/redline"
)

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
	case p.new == nil, is.Ending:
		return redline.MechanismRemoved
	case is.Denied && was.Denied: // the list of what is not protected grew
		return redline.MechanismNarrowed
	case is.Denied && !was.Denied && p.old != nil:
		return redline.MechanismNegated
	case p.old == nil && (is.Denied || footnote(p.edit)), is.Exception && !was.Exception:
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
