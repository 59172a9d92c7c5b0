package differ

import (
	"maps"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// datesMost bounds the dates of a verdict.
const datesMost = 12

// dates keeps the days that the new text names and the old does not, with their
// sentences, and flags a text that changed while the date it gives of itself did not.
func (j *judgement) dates() {
	j.v.Dates = j.foundDates()
	if j.dateStood() {
		j.flag(FlagDateUnchanged)
	}
}

// foundDates are the days that the new text names and the old does not.
func (j *judgement) foundDates() []redline.FoundDate {
	had := make(map[time.Time]bool)
	for _, e := range j.edits {
		if e.old == nil {
			continue
		}
		for _, d := range meaning.DatesAt(e.old.text, j.At) {
			had[d.Day] = true
		}
	}
	out := []redline.FoundDate{}
	order := slashOrder{text: j.New}
	for _, e := range j.edits {
		if e.new == nil {
			continue
		}
		for _, d := range meaning.DatesAt(e.new.text, j.At) {
			if had[d.Day] {
				continue
			}
			had[d.Day] = true
			d = order.settled(d)
			if len(out) < datesMost {
				out = append(out, redline.FoundDate{Kind: string(d.Kind), Date: d.Day.Format(time.DateOnly), Sentence: excerpt(d.Sentence)})
			}
		}
	}
	return out
}

// A slashOrder tells whether a text writes 25/08/2026 or 08/25/2026, read when first asked for.
type slashOrder struct {
	text  redline.Text
	known bool
	order int // 1 when the day stands first, -1 when the month does, 0 when nothing tells
}

// settled decides which reading of an unsure day is meant, by the other dates of the
// text. Where nothing tells, it is no day on which something takes effect: a wrong day
// is worse than none.
func (o *slashOrder) settled(d meaning.Date) meaning.Date {
	if !d.Unsure {
		return d
	}
	if !o.known {
		o.known, o.order = true, orderIn(o.text)
	}
	switch {
	case o.order > 0:
		d.Day, d.Unsure = d.Swapped(), false
	case o.order < 0:
		d.Unsure = false
	case d.Kind != meaning.DateUpdated:
		d.Kind = meaning.DateOther
	}
	return d
}

func orderIn(t redline.Text) int {
	sum := 0
	for _, b := range t.Blocks {
		for _, d := range meaning.Dates(b.Words) {
			sum += d.DayFirst()
		}
	}
	return sum
}

// editDays is how long after the day a text gives as that of its last edit another edit
// may belong to the same one.
const editDays = 3

// dateStood reports whether the text says when it was last edited, says so as before, and
// was changed long enough after that day. A text of several dates must leave all of them.
func (j *judgement) dateStood() bool {
	stated := ownDates(j.New)
	if len(stated) == 0 || !maps.Equal(stated, ownDates(j.Old)) {
		return false
	}
	if j.At.IsZero() {
		return true
	}
	for day := range stated {
		if day.AddDate(0, 0, editDays).After(j.At) {
			return false // edited these days, or not yet in force
		}
	}
	return true
}

// ownDateBytes is how long a block may be that dates its text.
const ownDateBytes = 400

// ownDates are the days by which a text dates itself or a part of it: those of its last
// edit wherever they stand, and those since when it holds in a line near either end.
func ownDates(t redline.Text) map[time.Time]bool {
	out := make(map[time.Time]bool)
	for i, b := range t.Blocks {
		if len(b.Words) > ownDateBytes {
			continue
		}
		line := (i < datedBlocks || i >= len(t.Blocks)-datedBlocks) && b.Count <= datedLine
		for _, d := range meaning.Dates(b.Words) {
			if d.Kind == meaning.DateUpdated || line && d.Kind == meaning.DateEffective {
				out[d.Day] = true
			}
		}
	}
	return out
}
