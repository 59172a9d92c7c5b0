package differ

import (
	"slices"
	"strings"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// decisiveDates keeps the days of the sentence that decided, though the old text named
// them too: "ends on 10 September" became "has ended on 10 September".
func (j *judgement) decisiveDates() {
	if j.v.Class != redline.ClassSubstantive || len(j.v.Reasons) == 0 {
		return
	}
	for _, d := range meaning.Dates(j.v.Reasons[0].New) {
		day := d.Day.Format(time.DateOnly)
		known := slices.ContainsFunc(j.v.Dates, func(have redline.FoundDate) bool { return have.Date == day })
		if d.Kind == meaning.DateEffective && !d.Unsure && !known {
			j.v.Dates = append(j.v.Dates, redline.FoundDate{Kind: string(d.Kind), Date: day, Sentence: j.v.Reasons[0].New})
		}
	}
}

// datedBlocks is how many blocks at either end of a text may say when it was edited.
const datedBlocks = 12

// statesItsDate reports whether a text says when it was last edited.
func statesItsDate(t redline.Text) bool {
	for i, b := range t.Blocks {
		if i >= datedBlocks && i < len(t.Blocks)-datedBlocks || len(b.Words) > 400 {
			continue
		}
		for _, d := range meaning.Dates(b.Words) {
			if d.Kind == meaning.DateUpdated || d.Kind == meaning.DateEffective {
				return true
			}
		}
	}
	return false
}

// tellingsShown is how many telling edits become reasons.
const tellingsShown = 6

// direction weighs what was added and taken away for the people concerned.
func (j *judgement) direction() {
	if j.v.Class != redline.ClassSubstantive {
		return
	}
	better, worse, leanBetter, leanWorse := 0.0, 0.0, 0.0, 0.0
	var gain, loss edit
	mostGain, mostLoss := 0.0, 0.0
	for _, e := range j.edits {
		if e.elsewhere || j.ofCopy(e) || j.furniture(e) || dateLine(e) {
			continue
		}
		b, w := interests(e)
		if b+w == 0 {
			lb, lw := leaning(e)
			if lb+lw == 0 {
				lb, lw = j.headed(e)
			}
			leanBetter, leanWorse = leanBetter+lb, leanWorse+lw
		}
		better, worse = better+b, worse+w
		if b-w > mostGain {
			mostGain, gain = b-w, e
		}
		if w-b > mostLoss {
			mostLoss, loss = w-b, e
		}
	}
	for _, t := range j.tellings {
		better, worse = better+max(0, -t.worse), worse+max(0, t.worse)
	}
	if better+worse == 0 {
		better, worse = leanBetter, leanWorse // nothing tells, so what is spoken of must
	}
	j.v.Direction = towards(better, worse)
	switch j.v.E2EE {
	case redline.ConfidentialityWeakened:
		j.v.Direction = redline.DirectionWeaker
	case redline.ConfidentialityStrengthened:
		j.v.Direction = redline.DirectionStronger
	}
	for _, t := range j.tellings[:min(len(j.tellings), tellingsShown)] {
		old, new := t.texts()
		j.because(t.reason, t.words, old, new)
	}
	if mostLoss > 0 && !j.told(loss) && j.v.Direction != redline.DirectionStronger {
		old, new := loss.texts()
		j.because("direction-weaker", "This gives the company more, or the people concerned less.", old, new)
	}
	if mostGain > 0 && !j.told(gain) && j.v.Direction != redline.DirectionWeaker {
		old, new := gain.texts()
		j.because("direction-stronger", "This gives the people concerned more, or binds the company.", old, new)
	}
}

// dateLine reports a short line of its own that says when something was published.
func dateLine(e edit) bool {
	s := e.side()
	return !e.paired() && len(s.words) <= 8 && len(meaning.Dates(s.text)) > 0
}

// leaningShare is what the topic of an edit counts where none of its words tells.
const leaningShare = 0.35

// leaning reads an edit without a telling word: more said of what a company does with
// data is seldom good for people, more said of their rights and safety mostly is.
func leaning(e edit) (better, worse float64) {
	side := func(words []string) (good, bad float64) {
		count := meaning.TopicCount{}
		count.Topics(words)
		for t, n := range count {
			if stance := topicStance(t); stance > 0 {
				good += min(n, 1)
			} else if stance < 0 {
				bad += min(n, 1)
			}
		}
		return good, bad
	}
	addGood, addBad := side(e.ins)
	delGood, delBad := side(e.del)
	return leaningShare * (addGood + delBad), leaningShare * (addBad + delGood)
}

// headed reads an entry that came to or left a list, by what the heading says it lists.
func (j *judgement) headed(e edit) (better, worse float64) {
	section := j.Hunks[e.hunk].Section
	if e.paired() || e.side().kind != redline.BlockItem || len(section) == 0 {
		return 0, 0
	}
	count := meaning.TopicCount{}
	count.Topics(meaning.Words(section[len(section)-1]))
	stance := 0.0
	for _, t := range redline.Topics() {
		stance += topicStance(t) * min(count[t], 1)
	}
	switch {
	case stance == 0:
		return 0, 0
	case (stance > 0) == (e.new != nil):
		return widening, 0
	}
	return 0, widening
}

// topicStance is 1 for topics of which more said is mostly good for people, -1 for those
// of which it seldom is.
func topicStance(t redline.Topic) float64 {
	switch t {
	case redline.TopicRights, redline.TopicSecurity, redline.TopicEncryption, redline.TopicChildren:
		return 1
	case redline.TopicCollection, redline.TopicSharing, redline.TopicAdvertising, redline.TopicAITraining,
		redline.TopicLocation, redline.TopicBiometrics, redline.TopicGovernment:
		return -1
	}
	return 0
}

// takenAway is what the loss of an interest counts, compared with its gain.
const takenAway = 0.6

// interests reads what an edit brought and took away. Phrases reach over what changed
// in them, so both sentences are read whole.
func interests(e edit) (better, worse float64) {
	var wasBetter, wasWorse, isBetter, isWorse float64
	if e.old != nil {
		wasBetter, wasWorse = meaning.Interests(e.old.words)
	}
	if e.new != nil {
		isBetter, isWorse = meaning.Interests(e.new.words)
	}
	better = max(0, isBetter-wasBetter) + takenAway*max(0, wasWorse-isWorse)
	worse = max(0, isWorse-wasWorse) + takenAway*max(0, wasBetter-isBetter)
	if e.paired() && better+worse == 0 {
		better, worse = narrowed(meaning.Limits(e.new.words)-meaning.Limits(e.old.words), isBetter, isWorse)
		if better+worse == 0 {
			return widened(e, max(isBetter, wasBetter)-max(isWorse, wasWorse))
		}
	}
	return better, worse
}

// What a sentence counts that says the same of more or of fewer things, and how many
// words that takes.
const (
	widening     = 0.5
	widenedLeast = 2
)

// widened reads a sentence that goes on to say what it did, of more things or of fewer:
// a longer list of what is shared is worse, a longer list of rights is better. The
// stance is above 0 when the sentence is good for people, below when it is bad.
func widened(e edit, stance float64) (better, worse float64) {
	grown := sayingWords(e.ins) - sayingWords(e.del)
	if grown > -widenedLeast && grown < widenedLeast || strings.Contains(e.new.text, "://") {
		return 0, 0 // too little, or words of an address
	}
	if stance == 0 {
		stance = practiceStance(e)
	}
	switch {
	case stance == 0:
		return 0, 0
	case (stance > 0) == (grown > 0):
		return widening, 0
	}
	return 0, widening
}

// sayingWords counts the words that name something, numbers apart.
func sayingWords(words []string) int {
	n := 0
	for _, w := range words {
		if !functionWord(w) && !hasDigit(w) {
			n++
		}
	}
	return n
}

// practiceStance is below 0 for a sentence that says of the company that it does
// something with data, above 0 when it denies that.
func practiceStance(e edit) float64 {
	done, denied := meaning.Practices(e.new.text)
	wasDone, wasDenied := meaning.Practices(e.old.text)
	switch {
	case denied&wasDenied != 0:
		return 1
	case done&wasDone != 0:
		return -1
	}
	return subjectStance(e)
}

// subjectStance is above 0 for a sentence about people's rights and safety, below 0 for
// one about what is done with their data, where both its sides are.
func subjectStance(e edit) float64 {
	was, is := meaning.TopicCount{}, meaning.TopicCount{}
	was.Topics(e.old.words)
	is.Topics(e.new.words)
	stance := 0.0
	for t, n := range is {
		if both := min(n, was[t]); both >= 1 {
			stance += topicStance(t)
		}
	}
	return stance
}

// narrowed reads a sentence that gives or takes what it did, within other limits.
func narrowed(limits int, good, bad float64) (better, worse float64) {
	switch {
	case limits > 0 && good > bad, limits < 0 && bad > good:
		return 0, 1
	case limits > 0 && bad > good, limits < 0 && good > bad:
		return 1, 0
	}
	return 0, 0
}

// Thresholds of naming a direction.
const (
	directionLeast = 0.45 // below this nothing leads anywhere
	directionDoubt = 1.5  // what is added to the whole, so that little is not much of little
	goodAtLength   = 0.04 // policies name the good at length
	mixedWhole     = 20   // from here good and bad of nearly one weight are both really meant
	mixedNear      = 0.07
	rewritten      = 40 // from here a text was written anew, and readers seldom see one side only
	rewrittenNear  = 0.1
	hintOfGood     = 0.75 // one sentence that takes a little less is meant by nobody as a gift
	evenWhole      = 4    // below this they cancel each other out
	evenNear       = 0.1
)

// towards names the direction of two sums.
func towards(better, worse float64) redline.Direction {
	whole := better + worse
	lead := (better-worse)/(whole+directionDoubt) - goodAtLength
	switch {
	case whole < directionLeast, whole < evenWhole && max(lead, -lead) < evenNear, whole < hintOfGood && lead > 0:
		return redline.DirectionNeutral
	case whole > mixedWhole && max(lead, -lead) < mixedNear, whole > rewritten && max(lead, -lead) < rewrittenNear:
		return redline.DirectionMixed
	case lead > 0:
		return redline.DirectionStronger
	}
	return redline.DirectionWeaker
}
