package differ

import (
	"github.com/redlinewatch/redline"
	"znkr.io/diff"
)

// alignKeys pairs the blocks of equal key that stand in the same order on both
// sides, and lists the gaps between them.
func (d *comparison) alignKeys() {
	head := 0
	for head < len(d.old) && head < len(d.new) && d.old[head].Key == d.new[head].Key {
		d.pair(head, head, linkSame)
		head++
	}
	oldEnd, newEnd := len(d.old), len(d.new)
	for oldEnd > head && newEnd > head && d.old[oldEnd-1].Key == d.new[newEnd-1].Key {
		oldEnd, newEnd = oldEnd-1, newEnd-1
		d.pair(oldEnd, newEnd, linkSame)
	}
	numbers := make(map[redline.Key]int32)
	x := numbered(d.old[head:oldEnd], numbers)
	y := numbered(d.new[head:newEnd], numbers)
	open := gap{oldFrom: head, oldTo: head, newFrom: head, newTo: head}
	for _, e := range diff.Edits(x, y) {
		switch e.Op {
		case diff.Delete:
			open.oldTo++
		case diff.Insert:
			open.newTo++
		case diff.Match:
			d.close(open)
			i, j := head+e.PosX, head+e.PosY
			d.pair(i, j, linkSame)
			open = gap{oldFrom: i + 1, oldTo: i + 1, newFrom: j + 1, newTo: j + 1}
		}
	}
	d.close(open)
}

// close keeps a gap that has something in it.
func (d *comparison) close(g gap) {
	if g.oldFrom < g.oldTo || g.newFrom < g.newTo {
		d.gaps = append(d.gaps, g)
	}
}

// numbered replaces keys by small numbers, equal ones for equal keys.
func numbered(blocks []redline.Block, numbers map[redline.Key]int32) []int32 {
	out := make([]int32, len(blocks))
	for i, b := range blocks {
		n, ok := numbers[b.Key]
		if !ok {
			n = int32(len(numbers))
			numbers[b.Key] = n
		}
		out[i] = n
	}
	return out
}

// pairMovedKeys pairs what was removed in one place and added in another, word for word.
// Of a few words that stand in many places ("Learn more", "2 days ago") no one could say
// which went where: they were removed and added.
func (d *comparison) pairMovedKeys() {
	removed := make(map[redline.Key][]int)
	for _, g := range d.gaps {
		for i := g.oldFrom; i < g.oldTo; i++ {
			removed[d.old[i].Key] = append(removed[d.old[i].Key], i)
		}
	}
	if len(removed) == 0 {
		return
	}
	added := make(map[redline.Key]int)
	for _, g := range d.gaps {
		for j := g.newFrom; j < g.newTo; j++ {
			if len(removed[d.new[j].Key]) > 0 {
				added[d.new[j].Key]++
			}
		}
	}
	for _, g := range d.gaps {
		for j := g.newFrom; j < g.newTo; j++ {
			key := d.new[j].Key
			is := removed[key]
			if len(is) == 0 || d.new[j].Count < wordsElsewhere && max(len(is), added[key]) > 1 {
				continue
			}
			d.pair(is[0], j, linkMoved)
			removed[key], added[key] = is[1:], added[key]-1
		}
	}
}
