package alert

import (
	"regexp"
	"slices"
	"strings"

	"github.com/redlinewatch/redline"
)

// Group returns the topic group of a verdict: what readers would call one story when
// several documents of a platform change within two days.
//
//	encryption    any effect on confidentiality; else encryption, messaging
//	security      security that does not touch the confidentiality of messages
//	government    government, warrant-canary
//	ai-training   ai-training
//	children      children
//	sharing       sharing, advertising, transfers
//	collection    collection, retention, location, biometrics
//	rights        rights, legal
//	other         content, commerce, contact, other
//
// With several topics the gravest decides, in the order of [redline.Topics].
func Group(v redline.Verdict) redline.Topic {
	if v.E2EE != "" && v.E2EE != redline.ConfidentialityNone {
		return redline.TopicEncryption
	}
	for _, t := range redline.Topics() {
		if slices.Contains(v.Topics, t) {
			return groupOf(t)
		}
	}
	return redline.TopicOther
}

func groupOf(t redline.Topic) redline.Topic {
	switch t {
	case redline.TopicMessaging:
		return redline.TopicEncryption
	case redline.TopicWarrantCanary:
		return redline.TopicGovernment
	case redline.TopicAdvertising, redline.TopicTransfers:
		return redline.TopicSharing
	case redline.TopicRetention, redline.TopicLocation, redline.TopicBiometrics:
		return redline.TopicCollection
	case redline.TopicLegal:
		return redline.TopicRights
	case redline.TopicContent, redline.TopicCommerce, redline.TopicContact:
		return redline.TopicOther
	}
	return t
}

// A subject is what a group is called in a sentence, and how a text is searched for it.
type subject struct {
	about string // "about …"
	// mention completes "does not mention …"; empty where every policy mentions it in
	// some way, so that its absence says nothing.
	mention string
	words   *regexp.Regexp
	// hints are lower-case words of which one stands in whatever words matches: looking
	// for them is cheap, and most blocks have none.
	hints []string
}

var subjects = map[redline.Topic]subject{
	redline.TopicEncryption: {
		"message confidentiality", "end-to-end encryption",
		regexp.MustCompile(`(?i)\bend[-‐‑– ]to[-‐‑– ]end\b|\be2ee\b|\bzero[- ]knowledge\b|\bchiffrement de bout en bout|\bende-zu-ende`),
		[]string{"end", "e2e", "knowledge", "bout en"},
	},
	redline.TopicSecurity: {"security", "", regexp.MustCompile(`(?i)\bsecur|\bencrypt|\bprotect`), nil},
	redline.TopicGovernment: {
		"requests by authorities", "requests by authorities",
		regexp.MustCompile(`(?i)\blaw enforcement|\bgovernment|\bauthorit(y|ies)\b|\bsubpoena|\bcourt order|\bwarrants?\b|\blegal process`),
		[]string{"law", "government", "authorit", "subpoena", "court", "warrant", "legal"},
	},
	redline.TopicAITraining: {
		"training of AI", "training of AI",
		regexp.MustCompile(`(?i)\btrain(s|ed|ing)?\b[^.]{0,80}\b(ai|models?|algorithms?|artificial intelligence|machine learning)\b|\b(ai|artificial intelligence|machine learning|models?)\b[^.]{0,80}\btrain(s|ed|ing)?\b`),
		[]string{"train"},
	},
	redline.TopicChildren:   {"children", "children", regexp.MustCompile(`(?i)\bchild|\bminors?\b|\bteen|\bunder (the age of )?1[3-8]\b`), []string{"child", "minor", "teen", "under"}},
	redline.TopicSharing:    {"sharing data with others", "", regexp.MustCompile(`(?i)\bshar(e|es|ed|ing)\b|\bsell|\bthird[- ]part|\bpartners?\b|\badvertis|\btransfer`), nil},
	redline.TopicCollection: {"the data it collects and keeps", "", regexp.MustCompile(`(?i)\bcollect|\bretain|\bretention|\blocation|\bbiometric|\bstore[sd]?\b`), nil},
	redline.TopicRights:     {"users' rights and duties", "", regexp.MustCompile(`(?i)\brights?\b|\barbitration|\bliab|\bterminat|\bgoverning law`), nil},
	redline.TopicOther:      {"its rules", "", regexp.MustCompile(`(?i)\bmust|\bmay not|\bfee|\bpay`), nil},
}

// Mentions reports whether a text mentions what a topic group is about. For encryption
// that is encryption end to end: a policy that only encrypts data on its way does not count.
func Mentions(group redline.Topic, t redline.Text) bool {
	s, ok := subjects[groupOf(group)]
	return ok && slices.ContainsFunc(t.Blocks, func(b redline.Block) bool { return s.hinted(b.Words) && s.words.MatchString(b.Words) })
}

func (s subject) hinted(words string) bool {
	if len(s.hints) == 0 {
		return true
	}
	words = strings.ToLower(words)
	return slices.ContainsFunc(s.hints, func(hint string) bool { return strings.Contains(words, hint) })
}

// NamesSilence reports whether alerts of a group say which other documents do not
// mention its matter. For the other groups nobody needs to look: [Material.Others] is not read.
func NamesSilence(group redline.Topic) bool { return subjects[groupOf(group)].mention != "" }
