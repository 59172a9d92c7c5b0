package differ

import (
	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// severity says how much the change matters to the people concerned.
func (j *judgement) severity() {
	j.canary()
	switch {
	case j.v.Class != redline.ClassSubstantive:
		j.v.Severity = redline.SeverityNone
	case j.v.Severity != redline.SeverityNone: // the canary has spoken
	case j.v.E2EE == redline.ConfidentialityWeakened:
		j.v.Severity = weakenedSeverity(j.v.Mechanism)
	case j.v.E2EE == redline.ConfidentialityStrengthened:
		j.v.Severity = redline.SeverityMedium
	case j.graveTelling(), j.v.Direction == redline.DirectionWeaker && (j.graveTopic() || j.senses >= weightyEdits && j.dataTopic()):
		j.v.Severity = redline.SeverityMedium
	default:
		j.v.Severity = redline.SeverityLow
	}
}

// weakenedSeverity orders the ways of weakening confidentiality.
func weakenedSeverity(m redline.Mechanism) redline.Severity {
	switch m {
	case redline.MechanismRemoved, redline.MechanismNegated, redline.MechanismKeyControl, redline.MechanismDowngraded:
		return redline.SeverityCritical
	}
	return redline.SeverityHigh
}

// graveTopic reports a topic whose worsening touches people at once: their bodies,
// whereabouts, children, letters, and what machines learn from them.
func (j *judgement) graveTopic() bool {
	for _, t := range j.v.Topics {
		switch t {
		case redline.TopicAITraining, redline.TopicBiometrics, redline.TopicGovernment, redline.TopicLocation, redline.TopicChildren, redline.TopicWarrantCanary:
			return true
		}
	}
	return false
}

// weightyEdits is how many sentences must say something else for a worsening of how
// data is handled to matter more than a little.
const weightyEdits = 2

// dataTopic reports a topic of how data is handled.
func (j *judgement) dataTopic() bool {
	for _, t := range j.v.Topics {
		switch t {
		case redline.TopicSharing, redline.TopicAdvertising, redline.TopicRetention, redline.TopicRights, redline.TopicMessaging,
			redline.TopicSecurity, redline.TopicEncryption, redline.TopicCollection, redline.TopicTransfers:
			return true
		}
	}
	return false
}

// canary looks for a warrant canary that is gone: a topic of its own.
func (j *judgement) canary() {
	for _, e := range j.edits {
		if e.old == nil || e.elsewhere || !speaksOfCanary(e.old) || e.new != nil && speaksOfCanary(e.new) {
			continue
		}
		old, new := e.texts()
		j.v.Class, j.v.Noise, j.v.Severity = redline.ClassSubstantive, "", redline.SeverityCritical
		j.v.Direction = redline.DirectionWeaker
		j.v.Confidence = max(j.v.Confidence, 0.85)
		j.v.Topics = append([]redline.Topic{redline.TopicWarrantCanary}, without(j.v.Topics, redline.TopicWarrantCanary, redline.TopicOther)...)
		j.because("warrant-canary-gone", "The statement that no secret order was received is no longer there, or says something else.", old, new)
		return
	}
}

func speaksOfCanary(s *sentence) bool {
	count := meaning.TopicCount{}
	count.Topics(s.words)
	return count[redline.TopicWarrantCanary] > 0
}

func without(topics []redline.Topic, drop ...redline.Topic) []redline.Topic {
	var out []redline.Topic
next:
	for _, t := range topics {
		for _, d := range drop {
			if t == d {
				continue next
			}
		}
		out = append(out, t)
	}
	return out
}
