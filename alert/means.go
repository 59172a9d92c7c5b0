package alert

import (
	"slices"
	"strings"
	"time"

	"github.com/redlinewatch/redline"
)

const unknownPractice = "What the company does is not known from the text."

// means says what a change of this kind means for people, in at most three sentences
// that are the mechanism's own, or those of the topic group and direction.
func means(v redline.Verdict, announced bool) []string {
	if announced && (v.Mechanism == redline.MechanismRemoved || v.Mechanism == redline.MechanismNegated) {
		return []string{
			"The document announces the end of a promise about who can read what people send or store.",
			"From the day it names, it does not rule out that the company can.",
			unknownPractice,
		}
	}
	if s, ok := mechanismMeans[v.Mechanism]; ok {
		return append([]string{}, s...)
	}
	if v.Direction == redline.DirectionWeaker && slices.Contains(v.Topics, redline.TopicWarrantCanary) {
		return []string{
			"A statement about orders received from authorities is no longer on the page as it was.",
			"Such statements are published so that people notice when they go.",
			"Why it changed is not known from the page.",
		}
	}
	s := subjects[Group(v)]
	switch v.Direction {
	case redline.DirectionWeaker:
		return []string{
			groupMeans(Group(v), "By the new words, people are promised less about "+s.about+" than before, or more is asked of them."),
			unknownPractice,
		}
	case redline.DirectionStronger:
		return []string{
			"By the new words, people are promised more about " + s.about + " than before.",
			"The text is a promise; how it is kept is not known from it.",
		}
	case redline.DirectionMixed:
		return []string{
			"Some of the new words on " + s.about + " promise people more, others less: read both sides.",
			unknownPractice,
		}
	}
	return []string{"What the document says about " + s.about + " changed; neither better nor worse for people by its words alone."}
}

// groupMeans is the sentence for a weakening in one topic group.
func groupMeans(group redline.Topic, otherwise string) string {
	switch group {
	case redline.TopicAITraining:
		return "By the new words, what people post, send or do may be used to train AI where the old words did not say so."
	case redline.TopicSharing:
		return "By the new words, data about people may reach more others, or for more purposes, than the old words said."
	case redline.TopicCollection:
		return "By the new words, more about people may be collected, or kept longer, than the old words said."
	case redline.TopicGovernment:
		return "What the document says about requests by authorities promises people less than before."
	case redline.TopicRights:
		return "By the new words, people have fewer rights against the company, or more duties, than before."
	case redline.TopicChildren:
		return "By the new words, less is promised for children or teenagers than before."
	}
	return otherwise
}

var mechanismMeans = map[redline.Mechanism][]string{
	redline.MechanismRemoved: {
		"A promise about who can read what people send or store is no longer in this document.",
		"Without it, the text does not rule out that the company can.",
		unknownPractice,
	},
	redline.MechanismNegated: {
		"The document now says the opposite of what it promised about who can read what people send or store.",
		"By the new words, do not count on being the only ones who can, you and the people you write to.",
		unknownPractice,
	},
	redline.MechanismNarrowed: {
		"The promise still stands, but for less: fewer chats, products, places or kinds of data than before.",
		"What the new words leave out is no longer promised.",
		unknownPractice,
	},
	redline.MechanismDowngraded: {
		"“End-to-end” means that only the people in a conversation hold the keys; weaker words, such as “encrypted” or “private”, do not say that.",
		"The new words no longer rule out that the company can read the content.",
		unknownPractice,
	},
	redline.MechanismHedged: {
		"The new words state an aim or a design where the old ones stated a fact.",
		"A promise with “designed to”, “may” or “where possible” is harder to hold anyone to.",
		unknownPractice,
	},
	redline.MechanismOptIn: {
		"Protection that the old words gave to everyone is, by the new ones, for those who turn it on.",
		"Who does nothing is not covered by the promise.",
	},
	redline.MechanismExceptionAdded: {
		"The promise now has an exception that the old words did not name.",
		"Within the exception, the text does not rule out that the company or others read the content.",
		unknownPractice,
	},
	redline.MechanismAccessAdded: {
		"The new words name someone, or some system, with access to content, whom the old ones did not name.",
		"What they describe does not fit a promise that only the people in a conversation can read it.",
		"How often, and how, the access is used is not known from the text.",
	},
	redline.MechanismKeyControl: {
		"By the new words, the keys, or a copy of them, are where someone other than their owner can use them.",
		"Who holds a key can read what it locks.",
		unknownPractice,
	},
	redline.MechanismAdded: {
		"The document now makes a promise about who can read what people send or store that was not in it before.",
		"The text is a promise; how it is kept is not known from it.",
	},
	redline.MechanismWidened: {
		"The promise now covers more chats, products, places or kinds of data than before.",
		"The text is a promise; how it is kept is not known from it.",
	},
	redline.MechanismDefaultOn: {
		"Protection that people had to turn on is, by the new words, on for everyone.",
		"The text is a promise; how it is kept is not known from it.",
	},
}

// dek sums up in at most 35 words: what is promised of what, from when, what is unknown.
func dek(m Material, ranked []fragment, effective time.Time) string {
	parts := []string{dekDeed(m), dekDate(m, effective)}
	if !givesReason(m, ranked) && len(ranked) > 0 {
		parts = append(parts, "It gives no reason.")
	}
	parts = append(parts, unknownPractice)
	var words []string
	for _, p := range parts {
		if next := strings.Fields(p); len(words)+len(next) <= dekLimit {
			words = append(words, next...)
		}
	}
	return strings.Join(words, " ")
}

const dekLimit = 35 // words

func dekDeed(m Material) string {
	v := m.Change.Verdict
	for _, c := range v.Claims {
		if c.From == c.To || c.Property == "" {
			continue
		}
		what := name(c.Property, 40)
		if p := name(c.Product, 40); p != "" {
			what += " of " + p
		}
		now := "now it says " + stateWords(c.To)
		if c.To == redline.ClaimRemoved { // it may say so, or say nothing any more
			now = "now it no longer does"
		}
		return "On " + what + ", the text said " + stateWords(c.From) + "; " + now + "."
	}
	switch about := about(v); {
	case v.E2EE == redline.ConfidentialityWeakened:
		return "By its new words, the document promises less about who can read what people send or store" + where(m) + "."
	case v.E2EE == redline.ConfidentialityStrengthened:
		return "By its new words, the document promises more about who can read what people send or store" + where(m) + "."
	case v.Direction == redline.DirectionWeaker:
		return "By its new words, the document promises people less about " + about + "."
	case v.Direction == redline.DirectionStronger:
		return "By its new words, the document promises people more about " + about + "."
	}
	return "What the document says about " + about(v) + " changed."
}

// where names the product a document is about, if it is about one.
func where(m Material) string {
	if p := name(m.Document.Product, 40); p != "" {
		return " in " + p
	}
	return ""
}

// about is what a verdict's topic group is called in a sentence.
func about(v redline.Verdict) string { return subjects[Group(v)].about }

func stateWords(s redline.ClaimState) string {
	switch s {
	case redline.ClaimDefault:
		return "end-to-end encryption by default"
	case redline.ClaimOptIn:
		return "end-to-end encryption for those who choose it"
	case redline.ClaimPartial:
		return "end-to-end encryption in part"
	case redline.ClaimNo:
		return "no end-to-end encryption"
	case redline.ClaimPlanned:
		return "end-to-end encryption is planned"
	case redline.ClaimRemoved:
		return "end-to-end encryption ends"
	}
	return "nothing certain"
}

func dekDate(m Material, effective time.Time) string {
	switch {
	case effective.After(m.Change.FirstWith):
		return "It names " + effective.Format(day) + " as the day this takes effect."
	case !effective.IsZero():
		return "It gives " + effective.Format(day) + " as its date."
	}
	return "First seen on " + m.Change.FirstWith.UTC().Format(day) + "; no date is given."
}
