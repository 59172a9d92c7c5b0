package alert

import (
	"fmt"
	"slices"

	"github.com/redlinewatch/redline"
)

// DefaultFloor is the confidence from which a verdict is trusted to publish by rule.
const DefaultFloor = 0.6

// A Policy says which changes become alerts and which of those wait for a person.
// Its zero value publishes by rule what reaches [DefaultFloor].
type Policy struct {
	// Floor is the least confidence that publishes without a person; 0 means DefaultFloor.
	Floor float64
	// Review names what waits for a person whatever the confidence: "all", an effect
	// on confidentiality ("weakened"), a direction ("weaker"), a severity, a topic.
	Review []string
}

// A Decision is what a policy makes of a change.
type Decision string

const (
	None    Decision = "none"    // it stays an observation
	Publish Decision = "publish" // by rule
	Review  Decision = "review"  // a person decides
)

// Check returns an error that names the first word of Review that means nothing.
func (p Policy) Check() error {
	for _, word := range p.Review {
		if !known(word) {
			return fmt.Errorf("review: %q: %w: want all, weakened, strengthened, a direction, a severity or a topic", word, redline.ErrInvalid)
		}
	}
	if p.Floor < 0 || p.Floor > 1 {
		return fmt.Errorf("confidence floor %v: %w: want a number from 0 to 1", p.Floor, redline.ErrInvalid)
	}
	return nil
}

func known(word string) bool {
	switch word {
	case "all", string(redline.ConfidentialityWeakened), string(redline.ConfidentialityStrengthened),
		string(redline.DirectionWeaker), string(redline.DirectionStronger), string(redline.DirectionMixed), string(redline.DirectionNeutral),
		string(redline.SeverityNone), string(redline.SeverityLow):
		return true
	}
	return redline.Severity(word).Rank() > 0 || slices.Contains(redline.Topics(), redline.Topic(word))
}

// Decide says what becomes of a change. A substantive change that a second look
// confirmed is an alert when it weakens or strengthens confidentiality, or when its
// severity is at least medium. Below the floor it waits for a person instead of being
// dropped, except in imported history away from confidentiality: nobody is helped by
// a queue of old doubts, and the log shows them. A technical change, where the text was
// taken another way than before, is never published by rule; where it seems to concern
// confidentiality a person looks. So does one where the verdict contradicts itself: an
// edit without meaning that changes confidentiality.
func (p Policy) Decide(c redline.Change) Decision {
	v := c.Verdict
	confidential := v.E2EE == redline.ConfidentialityWeakened || v.E2EE == redline.ConfidentialityStrengthened
	if c.Confirmed.IsZero() || !c.Gone.IsZero() {
		return None
	}
	if v.Class == redline.ClassEditorial && confidential {
		return Review
	}
	if v.Class != redline.ClassSubstantive {
		return None
	}
	if !confidential && (c.Technical || v.Severity.Rank() < redline.SeverityMedium.Rank()) {
		return None
	}
	if c.Technical {
		return Review
	}
	if v.Confidence < p.floor() {
		if !confidential && c.Origin == redline.Backfilled {
			return None
		}
		return Review
	}
	if p.reviews(v) {
		return Review
	}
	return Publish
}

func (p Policy) floor() float64 {
	if p.Floor == 0 {
		return DefaultFloor
	}
	return p.Floor
}

func (p Policy) reviews(v redline.Verdict) bool {
	return slices.ContainsFunc(p.Review, func(word string) bool {
		return word == "all" || word == string(v.E2EE) || word == string(v.Direction) ||
			word == string(v.Severity) || slices.Contains(v.Topics, redline.Topic(word))
	})
}
