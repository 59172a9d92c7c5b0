package differ

import (
	"slices"
	"unicode/utf8"

	"github.com/redlinewatch/redline"
	"github.com/sergi/go-diff/diffmatchpatch"
	"znkr.io/diff"
)

// editTokens is how many tokens go-diff may compare at once: its time grows with
// tokens times edits. Longer blocks are first cut at what they have in common.
const editTokens = 1000

// wordSpans compares two blocks word by word. Joined, the kept and deleted spans
// give old, the kept and inserted ones new.
//
// White space takes no part in the search, or what two texts have in common would
// be their spaces; it goes with the words around it in the end.
func wordSpans(old, new string) []redline.Span {
	if old == new {
		return wholeSpan(redline.SpanKept, old)
	}
	w := &wordDiff{old: side{text: old, tokens: tokens(old)}, new: side{text: new, tokens: tokens(new)}}
	w.diff()
	w.absorbScraps()
	w.findPhrases()
	w.slide()
	return w.spans()
}

// run is a stretch of tokens: kept on both sides, or replaced (either side may be empty).
type run struct {
	kept                           bool
	oldFrom, oldTo, newFrom, newTo int
}

// oneSided reports a run that only inserts or only deletes.
func (r run) oneSided() bool { return r.oldFrom == r.oldTo || r.newFrom == r.newTo }

// side is one of the two blocks.
type side struct {
	text   string
	tokens []token
	ids    []int32 // of tokens outside of the common head and tail: equal for equal words
}

func (s side) word(i int) string { return s.text[s.tokens[i].from:s.tokens[i].to] }

// start is where token i begins, or the end of the text.
func (s side) start(i int) int {
	if i < len(s.tokens) {
		return s.tokens[i].from
	}
	return len(s.text)
}

// words counts the tokens from i until j that are words.
func (s side) words(i, j int) int {
	n := 0
	for _, t := range s.tokens[i:j] {
		if t.word {
			n++
		}
	}
	return n
}

type wordDiff struct {
	old, new side
	runs     []run
}

// diff finds the common head and tail and compares what is between them.
func (w *wordDiff) diff() {
	a, b := w.old, w.new
	n, m := len(a.tokens), len(b.tokens)
	head := 0
	for head < n && head < m && a.word(head) == b.word(head) {
		head++
	}
	for n > head && m > head && a.word(n-1) == b.word(m-1) {
		n, m = n-1, m-1
	}
	numbers := make(map[string]int32)
	w.old.number(head, n, numbers)
	known := int32(len(numbers))
	w.new.number(head, m, numbers)
	w.keep(0, 0, head)
	x, y := w.old.ids[head:n], w.new.ids[head:m]
	switch {
	case !slices.ContainsFunc(y, func(id int32) bool { return id < known }):
		w.replace(head, len(x), head, len(y)) // nothing in common, as in most edits
	case len(x)+len(y) > editTokens:
		w.coarse(x, y, head)
	default:
		w.exact(x, y, head)
	}
	w.keep(n, m, len(a.tokens)-n)
}

// number gives the tokens from i until j their ids.
func (s *side) number(i, j int, numbers map[string]int32) {
	s.ids = make([]int32, j)
	for ; i < j; i++ {
		form := typeless(s.word(i))
		n, ok := numbers[form]
		if !ok {
			n = int32(len(numbers))
			numbers[form] = n
		}
		s.ids[i] = n
	}
}

// exact compares with go-diff, every token a rune.
func (w *wordDiff) exact(x, y []int32, head int) {
	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = 0 // the default cuts an answer short by the clock
	oldAt, newAt := head, head
	for _, e := range dmp.DiffMainRunes(asRunes(x), asRunes(y), false) {
		n := utf8.RuneCountInString(e.Text)
		switch e.Type {
		case diffmatchpatch.DiffEqual:
			w.keep(oldAt, newAt, n)
			oldAt, newAt = oldAt+n, newAt+n
		case diffmatchpatch.DiffDelete:
			w.replace(oldAt, n, newAt, 0)
			oldAt += n
		case diffmatchpatch.DiffInsert:
			w.replace(oldAt, 0, newAt, n)
			newAt += n
		}
	}
}

// coarse compares long blocks in nearly linear time.
func (w *wordDiff) coarse(x, y []int32, head int) {
	oldAt, newAt := head, head
	for _, e := range diff.Edits(x, y, diff.Fast()) {
		switch e.Op {
		case diff.Match:
			w.keep(oldAt, newAt, 1)
			oldAt, newAt = oldAt+1, newAt+1
		case diff.Delete:
			w.replace(oldAt, 1, newAt, 0)
			oldAt++
		case diff.Insert:
			w.replace(oldAt, 0, newAt, 1)
			newAt++
		}
	}
}

// asRunes turns token numbers into runes that survive a round trip through a string.
func asRunes(numbers []int32) []rune {
	out := make([]rune, len(numbers))
	for i, n := range numbers {
		r := n + 1
		if r >= 0xD800 {
			r += 0x800 // surrogates
		}
		if r >= utf8.RuneError {
			r++ // what invalid bytes decode to
		}
		out[i] = r
	}
	return out
}

func (w *wordDiff) keep(oldAt, newAt, n int) {
	if n == 0 {
		return
	}
	w.add(run{true, oldAt, oldAt + n, newAt, newAt + n})
}

func (w *wordDiff) replace(oldAt, dels, newAt, adds int) {
	w.add(run{false, oldAt, oldAt + dels, newAt, newAt + adds})
}

// add appends a run, or lengthens the last one.
func (w *wordDiff) add(r run) {
	if k := len(w.runs) - 1; k >= 0 && w.runs[k].kept == r.kept {
		w.runs[k].oldTo, w.runs[k].newTo = r.oldTo, r.newTo
		return
	}
	w.runs = append(w.runs, r)
}

// spans writes the runs down, with the white space around them: kept where both sides
// have the same before a word, else part of the edit.
func (w *wordDiff) spans() []redline.Span {
	o := spanWriter{old: w.old.text, new: w.new.text}
	for _, r := range w.runs {
		if !r.kept {
			o.lead(w.old.start(r.oldFrom), w.new.start(r.newFrom), r.oneSided())
			if r.oldFrom < r.oldTo {
				o.write(false, w.old.tokens[r.oldTo-1].to, o.newAt)
			}
			if r.newFrom < r.newTo {
				o.write(false, o.oldAt, w.new.tokens[r.newTo-1].to)
			}
			continue
		}
		for i, j := r.oldFrom, r.newFrom; i < r.oldTo; i, j = i+1, j+1 {
			o.gap(w.old.tokens[i].from, w.new.tokens[j].from)
			o.write(w.old.word(i) == w.new.word(j), w.old.tokens[i].to, w.new.tokens[j].to)
		}
	}
	o.gap(len(w.old.text), len(w.new.text))
	o.flush()
	return o.spans
}

// spanWriter makes spans of what it is told of two texts, from their beginnings on.
type spanWriter struct {
	old, new       string
	oldAt, newAt   int // how far it was told
	oldWas, newWas int // how far spans are written
	kept           bool
	spans          []redline.Span
}

// gap takes the white space before the next words.
func (o *spanWriter) gap(oldTo, newTo int) {
	if oldTo > o.oldAt || newTo > o.newAt {
		o.write(o.old[o.oldAt:oldTo] == o.new[o.newAt:newTo], oldTo, newTo)
	}
}

// lead takes the white space before an edit. Where only one side has words to show, the
// other side's white space may belong to what follows.
func (o *spanWriter) lead(oldTo, newTo int, oneSided bool) {
	if !oneSided || o.old[o.oldAt:oldTo] == o.new[o.newAt:newTo] {
		o.gap(oldTo, newTo)
	}
}

func (o *spanWriter) write(kept bool, oldTo, newTo int) {
	if kept != o.kept {
		o.flush()
		o.kept = kept
	}
	o.oldAt, o.newAt = oldTo, newTo
}

func (o *spanWriter) flush() {
	del, ins := o.old[o.oldWas:o.oldAt], o.new[o.newWas:o.newAt]
	o.oldWas, o.newWas = o.oldAt, o.newAt
	if o.kept {
		o.append(redline.SpanKept, ins)
		return
	}
	o.append(redline.SpanDeleted, del)
	o.append(redline.SpanInserted, ins)
}

func (o *spanWriter) append(op redline.SpanOp, words string) {
	if words != "" {
		o.spans = append(o.spans, redline.Span{Op: op, Words: words})
	}
}
