package site

import (
	"fmt"
	"strings"

	"github.com/redlinewatch/redline"
)

// A row is a line of a comparison: a block that stayed, or a hunk at its place.
type row struct {
	hunk  *redline.Hunk // nil when the block stayed
	away  bool          // the place a moved block left; where it went to shows the words
	n     int           // number of the hunk, from 1 in reading order; both places of a moved block share it
	block redline.Block // of the new side, or of the old where there is no new
}

// A part of a comparison is one change with its neighbours, or a run of what stayed.
type part struct {
	fold []row // unchanged rows to be folded, nil for a change
	rows []row // shown as they are
}

// A group is hunks that stand together and say the same kind of thing, shown under one line.
type group struct {
	rows []row // of hunks; or a single row that stayed
}

// groups puts neighbouring additions, removals and moves of a section together.
// Changed passages stand alone, since each has words to be read against each other.
func groups(rows []row) []group {
	var out []group
	for _, r := range rows {
		if n := len(out); n > 0 && together(out[n-1].rows[len(out[n-1].rows)-1], r) {
			out[n-1].rows = append(out[n-1].rows, r)
			continue
		}
		out = append(out, group{rows: []row{r}})
	}
	return out
}

func together(a, b row) bool {
	if a.hunk == nil || b.hunk == nil || a.hunk.Op != b.hunk.Op || a.away != b.away {
		return false
	}
	switch a.hunk.Op {
	case redline.HunkMoved:
		return !rewritten(a.hunk) && !rewritten(b.hunk)
	case redline.HunkAdded, redline.HunkRemoved:
		return true
	}
	return false
}

// hidden says what a fold hides.
func (p part) hidden() string {
	n := plural(len(p.fold), "unchanged passage", "unchanged passages")
	var heads []string
	for _, r := range p.fold {
		if r.block.Kind == redline.BlockHeading {
			heads = append(heads, clip(r.block.Words, 60))
		}
	}
	switch {
	case len(heads) == 0:
		if s := p.fold[0].block.Section; len(s) > 0 {
			return n + " in “" + clip(s[len(s)-1], 60) + "”"
		}
		return n
	case len(heads) <= 2:
		return n + ": “" + strings.Join(heads, "”, “") + "”"
	}
	return fmt.Sprintf("%s: “%s” to “%s”", n, heads[0], heads[len(heads)-1])
}

// weave puts hunks and what stayed into reading order: what went away stands where
// it stood, before what came in its place. Hunks that do not fit their texts are
// shown all the same, never lost.
func weave(c comparison) []row {
	w := weaver{comparison: c, byOld: map[int]int{}, byNew: map[int]int{}, number: map[int]int{}}
	for i, h := range c.hunks {
		if h.OldAt >= 0 {
			w.byOld[h.OldAt] = i
		}
		if h.NewAt >= 0 {
			w.byNew[h.NewAt] = i
		}
	}
	i, j := 0, 0
	for i < len(c.old.Blocks) || j < len(c.new.Blocks) {
		i = w.leave(i)
		j = w.arrive(j)
		if j < len(c.new.Blocks) {
			if h, ok := w.byNew[j]; ok {
				w.add(row{hunk: &c.hunks[h], block: c.new.Blocks[j]}, h)
			} else {
				w.rows = append(w.rows, row{block: c.new.Blocks[j]})
			}
			j++
		}
		if i < len(c.old.Blocks) {
			i++ // stayed, or changed: shown at its new place
		}
	}
	return w.rows
}

type weaver struct {
	comparison
	byOld, byNew map[int]int // block index -> hunk index
	number       map[int]int // hunk index -> number
	rows         []row
}

func (w *weaver) add(r row, hunk int) {
	if w.number[hunk] == 0 {
		w.number[hunk] = len(w.number) + 1
	}
	r.n = w.number[hunk]
	w.rows = append(w.rows, r)
}

// leave adds what went away from the old text at i, and returns the next index that did not.
func (w *weaver) leave(i int) int {
	for ; i < len(w.old.Blocks); i++ {
		h, ok := w.byOld[i]
		if !ok || w.hunks[h].Op == redline.HunkChanged {
			break
		}
		w.add(row{hunk: &w.hunks[h], away: w.hunks[h].Op == redline.HunkMoved, block: w.old.Blocks[i]}, h)
	}
	return i
}

// arrive adds what came into the new text at j, and returns the next index that did not.
func (w *weaver) arrive(j int) int {
	for ; j < len(w.new.Blocks); j++ {
		h, ok := w.byNew[j]
		if !ok || w.hunks[h].Op == redline.HunkChanged {
			break
		}
		w.add(row{hunk: &w.hunks[h], block: w.new.Blocks[j]}, h)
	}
	return j
}

// neighbours stay visible on either side of a change; shorter runs are not folded at all.
const (
	neighbours = 1
	worthFold  = 3
)

// fold groups rows so that long runs of what stayed can be folded.
func fold(rows []row) []part {
	var parts []part
	show := func(rs ...row) {
		if n := len(parts); n > 0 && parts[n-1].fold == nil {
			parts[n-1].rows = append(parts[n-1].rows, rs...)
			return
		}
		parts = append(parts, part{rows: append([]row(nil), rs...)})
	}
	for i := 0; i < len(rows); {
		if rows[i].hunk != nil {
			show(rows[i])
			i++
			continue
		}
		end := i
		for end < len(rows) && rows[end].hunk == nil {
			end++
		}
		from, to := i, end
		if i > 0 {
			from += neighbours
		}
		if end < len(rows) {
			to -= neighbours
		}
		if to-from < worthFold {
			show(rows[i:end]...)
		} else {
			if from > i {
				show(rows[i:from]...)
			}
			parts = append(parts, part{fold: rows[from:to]})
			if to < end {
				show(rows[to:end]...)
			}
		}
		i = end
	}
	return parts
}

// An outlineEntry is a section with the number of its changes and the first of them.
type outlineEntry struct {
	section string
	changes int
	first   int // number of the first hunk there
}

// outline counts changes by outermost section, in reading order.
func outline(rows []row) []outlineEntry {
	var out []outlineEntry
	at := map[string]int{}
	for _, r := range rows {
		if r.hunk == nil || r.away {
			continue
		}
		name := "Before the first heading"
		if len(r.hunk.Section) > 0 {
			name = r.hunk.Section[0]
			if len(r.hunk.Section) > 1 {
				name = r.hunk.Section[1]
			}
		}
		i, ok := at[name]
		if !ok {
			i = len(out)
			at[name] = i
			out = append(out, outlineEntry{section: name, first: r.n})
		}
		out[i].changes++
	}
	return out
}

// headingLevels gives a stranger's text headings that never skip a level: the first
// is base, and none is more than one deeper than the one before it, or than 6.
func headingLevels(blocks []redline.Block, base int) []int {
	levels := make([]int, len(blocks))
	last := base - 1
	for i, b := range blocks {
		if b.Kind != redline.BlockHeading {
			continue
		}
		levels[i] = max(base, min(base-1+max(b.Level, 1), last+1, 6))
		last = levels[i]
	}
	return levels
}

// A run is neighbouring blocks of one kind that are written together.
type run struct {
	kind     redline.BlockKind
	from, to int
}

// runs groups items and rows; headings and paragraphs stand alone.
func runs(blocks []redline.Block) []run {
	var out []run
	for i, b := range blocks {
		joins := b.Kind == redline.BlockItem || b.Kind == redline.BlockRow
		if n := len(out); joins && n > 0 && out[n-1].kind == b.Kind {
			out[n-1].to = i + 1
			continue
		}
		out = append(out, run{b.Kind, i, i + 1})
	}
	return out
}
