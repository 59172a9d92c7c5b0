package differ

import (
	"slices"

	"github.com/redlinewatch/redline"
)

// Diff returns the hunks that turn old into new, in reading order; none means that
// the blocks have equal keys. Blocks that no hunk names by OldAt or NewAt are the
// same on both sides and in the same order.
func Diff(old, new redline.Text) []redline.Hunk {
	d := newComparison(old.Blocks, new.Blocks)
	d.alignKeys()
	d.pairMovedKeys()
	d.pairGaps()
	d.pairMovedWords()
	return d.hunks()
}

// unpaired marks a block without a partner on the other side.
const unpaired = -1

// link says how a pair of blocks was found.
type link uint8

const (
	linkSame    link = iota // equal keys, in order
	linkChanged             // similar words in the same place
	linkMoved               // equal keys or similar words in another place
)

// comparison is the state of one Diff: who is whose partner.
type comparison struct {
	old, new     []redline.Block
	oldTo, newTo []int  // partner on the other side, or unpaired
	how          []link // of the new block's partner
	gaps         []gap  // what alignKeys left over
	bags         bags
}

// gap is a place where the keys differ: old[oldFrom:oldTo] stands against new[newFrom:newTo].
type gap struct{ oldFrom, oldTo, newFrom, newTo int }

func newComparison(old, new []redline.Block) *comparison {
	d := &comparison{old: old, new: new, oldTo: make([]int, len(old)), newTo: make([]int, len(new)), how: make([]link, len(new))}
	for i := range d.oldTo {
		d.oldTo[i] = unpaired
	}
	for i := range d.newTo {
		d.newTo[i] = unpaired
	}
	d.bags = bags{old: make([]bag, len(old)), new: make([]bag, len(new))}
	return d
}

func (d *comparison) pair(i, j int, how link) {
	d.oldTo[i], d.newTo[j], d.how[j] = j, i, how
}

// hunks lists what is not the same, by the place in the new text; what was removed
// stands where its surviving predecessor in the old text ended up.
func (d *comparison) hunks() []redline.Hunk {
	var hs []redline.Hunk
	i := 0
	removals := func(until int) {
		for ; i < until; i++ {
			if d.oldTo[i] == unpaired {
				hs = append(hs, d.removed(i))
			}
		}
	}
	for j := range d.new {
		o := d.newTo[j]
		switch {
		case o == unpaired:
			hs = append(hs, d.added(j))
		case d.how[j] == linkSame:
			removals(o)
			i = max(i, o+1)
		case d.how[j] == linkChanged:
			removals(o)
			i = max(i, o+1)
			hs = append(hs, d.both(redline.HunkChanged, o, j))
		default:
			hs = append(hs, d.both(redline.HunkMoved, o, j))
		}
	}
	removals(len(d.old))
	return slices.Clip(hs)
}

func (d *comparison) removed(i int) redline.Hunk {
	b := d.old[i]
	return redline.Hunk{
		Op: redline.HunkRemoved, Section: b.Section, Old: b.Words, OldAt: i, NewAt: -1,
		Spans: wholeSpan(redline.SpanDeleted, b.Words),
	}
}

func (d *comparison) added(j int) redline.Hunk {
	b := d.new[j]
	return redline.Hunk{
		Op: redline.HunkAdded, Section: b.Section, New: b.Words, OldAt: -1, NewAt: j,
		Spans: wholeSpan(redline.SpanInserted, b.Words),
	}
}

func (d *comparison) both(op redline.HunkOp, i, j int) redline.Hunk {
	o, n := d.old[i], d.new[j]
	return redline.Hunk{
		Op: op, Section: n.Section, Old: o.Words, New: n.Words, OldAt: i, NewAt: j,
		Spans: wordSpans(o.Words, n.Words),
	}
}

func wholeSpan(op redline.SpanOp, words string) []redline.Span {
	if words == "" {
		return nil
	}
	return []redline.Span{{Op: op, Words: words}}
}
