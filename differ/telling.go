package differ

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// A telling edit says by itself, whatever stands around it, whether people are better
// or worse off: a period that grew, a denial that was turned round.
type telling struct {
	edit
	worse  float64 // below 0 when it is better
	grave  bool    // matters more than a little
	topic  redline.Topic
	reason string
	words  string
}

// Weights of telling edits, in the measure of interests.
const (
	turnedWeight   = 4.0
	goneWeight     = 1.5
	quantityWeight = 1.5
	doubledWeight  = 2.5
)

// tell finds the telling edits.
func (j *judgement) tell() {
	if j.v.Class != redline.ClassSubstantive {
		return
	}
	for i, e := range j.edits {
		if e.elsewhere || j.ofCopy(e) || len(e.side().words) > tellingWords || j.furniture(e) {
			continue
		}
		if t, ok := turnedRound(e); ok {
			j.tellings = append(j.tellings, t)
		} else if t, ok := j.denialGone(i); ok {
			j.tellings = append(j.tellings, t)
		}
		if t, ok := remeasured(e); ok && !j.saidAlready(t.words) {
			j.tellings = append(j.tellings, t)
		}
	}
}

// saidAlready reports whether another sentence states the same change of a quantity.
func (j *judgement) saidAlready(words string) bool {
	for _, t := range j.tellings {
		if t.words == words {
			return true
		}
	}
	return false
}

// tellingWords is how long a sentence may be to say one thing.
const tellingWords = 120

// turnedRound finds a practice that one side of an edit denies and the other states.
func turnedRound(e edit) (telling, bool) {
	if !e.paired() || !(e.old.cues() | e.new.cues()).Has(meaning.CueNegation) {
		return telling{}, false
	}
	if conditional(e.old.words) && conditional(e.new.words) {
		return telling{}, false // "not unless you agree" and "only if you agree" say one thing
	}
	wasDone, wasDenied := meaning.Practices(e.old.text)
	isDone, isDenied := meaning.Practices(e.new.text)
	switch {
	case wasDenied&isDone != 0:
		return telling{
			edit: e, worse: turnedWeight, grave: true, topic: practiceTopic(wasDenied & isDone), reason: "direction-turned",
			words: "What the company said it does not do, it now says it does.",
		}, true
	case wasDone&isDenied != 0:
		return telling{
			edit: e, worse: -turnedWeight, topic: practiceTopic(wasDone & isDenied), reason: "direction-turned",
			words: "What the company said it does, it now says it does not do.",
		}, true
	}
	return telling{}, false
}

// conditional reports words that bind what a sentence says to a case or a choice.
func conditional(words []string) bool {
	for _, w := range words {
		switch w {
		case "unless", "except", "only", "if", "without", "consent", "below", "otherwise":
			return true
		}
	}
	return false
}

// gravePractices are those whose denial is a promise in itself.
const gravePractices = meaning.PracticeShare | meaning.PracticeSell | meaning.PracticeTrain | meaning.PracticeRead | meaning.PracticeTrack

// denialGone finds a denial of a grave practice that the new text no longer has, in
// other words or in another place.
func (j *judgement) denialGone(i int) (telling, bool) {
	e := j.edits[i]
	if e.new != nil || !e.old.cues().Has(meaning.CueNegation) || e.old.kind == redline.BlockHeading || conditional(e.old.words) || 2*j.delWords > j.oldWords {
		return telling{}, false
	}
	_, denied := meaning.Practices(e.old.text)
	if denied &= gravePractices; denied == 0 {
		return telling{}, false
	}
	if j.denials == nil {
		all := denialsOf(j.New)
		j.denials = &all
	}
	if denied&^*j.denials == 0 {
		return telling{}, false
	}
	return telling{
		edit: e, worse: goneWeight, grave: true, topic: practiceTopic(denied), reason: "direction-gone",
		words: "What the company said it does not do is no longer said.",
	}, true
}

// denialsOf is what a text says anywhere that the company does not do.
func denialsOf(t redline.Text) meaning.Practice {
	var all meaning.Practice
	for _, b := range t.Blocks {
		if !strings.Contains(b.Words, "n") || all&gravePractices == gravePractices {
			continue
		}
		for _, s := range meaning.Sentences(b.Words) {
			_, denied := meaning.Practices(s)
			all |= denied
		}
	}
	return all
}

// Factors from which a quantity changed by more than a little.
const (
	muchMore = 1.5
	doubled  = 2
)

// remeasured finds a period, an age or a sum that grew or shrank.
func remeasured(e edit) (telling, bool) {
	if !e.paired() || !slices.ContainsFunc(e.del, meaning.Counts) && !slices.ContainsFunc(e.ins, meaning.Counts) {
		return telling{}, false
	}
	old, new := meaning.Quantities(e.old.text), meaning.Quantities(e.new.text)
	old, new = onlyOneSide(old, new), onlyOneSide(new, old)
	if len(old) != len(new) {
		old, new = apart(old, new)
	}
	best := telling{edit: e, reason: "direction-quantity"}
	for i, q := range new {
		was := old[i]
		if was.Unit != q.Unit || was.Purpose != q.Purpose || q.Purpose.Longer() == 0 {
			continue
		}
		factor := q.Value / was.Value
		weight := -quantityWeight * q.Purpose.Longer()
		if factor >= doubled || factor <= 1.0/doubled {
			weight = -doubledWeight * q.Purpose.Longer()
		}
		if factor < 1 {
			weight = -weight
		}
		if weight*weight > best.worse*best.worse {
			best.worse, best.topic = weight, purposeTopic(q.Purpose)
			best.grave = weight > 0 && (factor >= muchMore || factor <= 1/muchMore) && q.Purpose != meaning.PurposePrice
			best.words = fmt.Sprintf("%s: from %s to %s.", purposeWords(q.Purpose), was.Words, q.Words)
		}
	}
	return best, best.worse != 0
}

// apart compares quantities of which one side states more: all of one purpose, and those
// of one side all less than those of the other. It returns the two that are nearest.
func apart(old, new []meaning.Quantity) (o, n []meaning.Quantity) {
	all := append(append([]meaning.Quantity(nil), old...), new...)
	for _, q := range all {
		if q.Purpose != all[0].Purpose || q.Unit != all[0].Unit {
			return nil, nil
		}
	}
	if len(old) == 0 || len(new) == 0 {
		return nil, nil
	}
	byValue := func(a, b meaning.Quantity) int { return cmp.Compare(a.Value, b.Value) }
	oldLeast, oldMost := slices.MinFunc(old, byValue), slices.MaxFunc(old, byValue)
	newLeast, newMost := slices.MinFunc(new, byValue), slices.MaxFunc(new, byValue)
	switch {
	case newMost.Value < oldLeast.Value:
		return []meaning.Quantity{oldLeast}, []meaning.Quantity{newMost}
	case newLeast.Value > oldMost.Value:
		return []meaning.Quantity{oldMost}, []meaning.Quantity{newLeast}
	}
	return nil, nil
}

// onlyOneSide drops the quantities that the other side states too, each as often as there.
func onlyOneSide(of, other []meaning.Quantity) []meaning.Quantity {
	used := make([]bool, len(other))
	var out []meaning.Quantity
next:
	for _, q := range of {
		for k, o := range other {
			if !used[k] && o.Unit == q.Unit && o.Value == q.Value {
				used[k] = true
				continue next
			}
		}
		out = append(out, q)
	}
	return out
}

// practiceTopic is what a practice is about, of several the gravest.
func practiceTopic(p meaning.Practice) redline.Topic {
	switch {
	case p&meaning.PracticeTrain != 0:
		return redline.TopicAITraining
	case p&(meaning.PracticeSell|meaning.PracticeShare) != 0:
		return redline.TopicSharing
	case p&meaning.PracticeKeep != 0:
		return redline.TopicRetention
	case p&(meaning.PracticeCollect|meaning.PracticeTrack|meaning.PracticeCombine) != 0:
		return redline.TopicCollection
	}
	return ""
}

// purposeTopic is what a quantity is about.
func purposeTopic(p meaning.Purpose) redline.Topic {
	switch p {
	case meaning.PurposeKeep:
		return redline.TopicRetention
	case meaning.PurposeAge:
		return redline.TopicChildren
	case meaning.PurposePrice:
		return redline.TopicCommerce
	case meaning.PurposeLiability:
		return redline.TopicLegal
	case meaning.PurposeAnswer, meaning.PurposeTime:
		return redline.TopicRights
	}
	return ""
}

// purposeWords names what a quantity is for, at the head of a sentence.
func purposeWords(p meaning.Purpose) string {
	switch p {
	case meaning.PurposeKeep:
		return "How long something is kept has changed"
	case meaning.PurposeAnswer:
		return "How long people wait for an answer has changed"
	case meaning.PurposeNotice:
		return "How long before a change people are told has changed"
	case meaning.PurposeTime:
		return "How long people have to act has changed"
	case meaning.PurposePrice:
		return "What people pay has changed"
	case meaning.PurposeLiability:
		return "What the company answers for has changed"
	case meaning.PurposeAge:
		return "An age limit has changed"
	}
	return "A quantity has changed"
}

// graveTelling reports a telling edit after which people are worse off by more than a little.
func (j *judgement) graveTelling() bool {
	for _, t := range j.tellings {
		if t.grave && t.worse > 0 {
			return true
		}
	}
	return false
}

// told reports whether a telling edit is this one: it is a reason already.
func (j *judgement) told(e edit) bool {
	for _, t := range j.tellings[:min(len(j.tellings), tellingsShown)] {
		if t.old == e.old && t.new == e.new {
			return true
		}
	}
	return false
}
