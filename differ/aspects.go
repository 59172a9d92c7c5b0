package differ

import (
	"slices"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// dates keeps the days that the new text states and the old does not, and flags a text
// that changed while the date it gives of its last edit did not.
func (j *judgement) dates() {
	had := make(map[time.Time]bool)
	for _, e := range j.edits {
		if e.old == nil {
			continue
		}
		for _, d := range meaning.Dates(e.old.text) {
			had[d.Day] = true
		}
	}
	updated := false
	for _, e := range j.edits {
		if e.new == nil {
			continue
		}
		for _, d := range meaning.Dates(e.new.text) {
			if had[d.Day] {
				continue
			}
			had[d.Day] = true
			updated = updated || d.Kind == meaning.DateUpdated || d.Kind == meaning.DateEffective
			if len(j.v.Dates) < 12 {
				j.v.Dates = append(j.v.Dates, redline.FoundDate{Kind: string(d.Kind), Date: d.Day.Format(time.DateOnly), Sentence: excerpt(d.Sentence)})
			}
		}
	}
	if !updated && statesItsDate(j.New) {
		j.flag("date-unchanged")
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

// topics are what the changed words speak of.
func (j *judgement) topics() {
	if len(j.v.Topics) > 0 {
		return
	}
	count := meaning.TopicCount{}
	for _, e := range j.edits {
		if e.paired() && len(e.del)+len(e.ins) < len(e.new.words)/2 {
			count.Topics(e.del)
			count.Topics(e.ins)
			continue
		}
		count.Topics(e.side().words)
	}
	j.v.Topics = strongest(count)
}

// strongest picks the topics that a change is about: those near the strongest.
func strongest(count meaning.TopicCount) []redline.Topic {
	most := 0.0
	for _, n := range count {
		most = max(most, n)
	}
	var out []redline.Topic
	for _, t := range redline.Topics() {
		if n := count[t]; n >= 0.9 && n >= 0.25*most {
			out = append(out, t)
		}
	}
	if len(out) == 0 {
		out = append(out, redline.TopicOther)
	}
	return slices.Clip(out)
}

func (j *judgement) direction() {
	if j.v.Class != redline.ClassSubstantive {
		return
	}
	switch j.v.E2EE {
	case redline.ConfidentialityWeakened:
		j.v.Direction = redline.DirectionWeaker
	case redline.ConfidentialityStrengthened:
		j.v.Direction = redline.DirectionStronger
	default:
		j.v.Direction = redline.DirectionNeutral
	}
}

func (j *judgement) severity() {
	j.v.Severity = redline.SeverityLow
	if j.v.Class == redline.ClassEditorial {
		j.v.Severity = redline.SeverityNone
	}
	if j.v.E2EE == redline.ConfidentialityWeakened {
		j.v.Severity = redline.SeverityHigh
	}
}
