package differ

import (
	"unicode/utf8"

	"github.com/redlinewatch/redline"
	"github.com/sergi/go-diff/diffmatchpatch"
	"znkr.io/diff"
)

// editTokens is how many tokens go-diff may compare at once: its time grows with
// tokens times edits. Longer blocks are first cut at what they have in common.
const editTokens = 1600

// wordSpans compares two blocks word by word. Joined, the kept and deleted spans
// give old, the kept and inserted ones new.
func wordSpans(old, new string) []redline.Span {
	if old == new {
		return wholeSpan(redline.SpanKept, old)
	}
	t := &tokenDiff{numbers: make(map[string]int32)}
	t.old, t.new = tokens(old), tokens(new)
	t.diff()
	t.absorbScraps()
	return t.spans()
}

// run is a stretch of tokens: kept on both sides, or replaced (either side may be empty).
type run struct {
	kept                           bool
	oldFrom, oldTo, newFrom, newTo int
}

type tokenDiff struct {
	old, new []string
	numbers  map[string]int32
	runs     []run
}

func (t *tokenDiff) number(tokens []string) []int32 {
	out := make([]int32, len(tokens))
	for i, s := range tokens {
		n, ok := t.numbers[s]
		if !ok {
			n = int32(len(t.numbers))
			t.numbers[s] = n
		}
		out[i] = n
	}
	return out
}

func (t *tokenDiff) diff() {
	x, y := t.number(t.old), t.number(t.new)
	if len(x)+len(y) <= editTokens {
		t.exact(x, y, 0, 0)
		return
	}
	t.coarse(x, y)
}

// exact compares with go-diff, every token a rune.
func (t *tokenDiff) exact(x, y []int32, oldAt, newAt int) {
	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = 0 // the default cuts an answer short by the clock
	for _, e := range dmp.DiffMainRunes(asRunes(x), asRunes(y), false) {
		n := utf8.RuneCountInString(e.Text)
		switch e.Type {
		case diffmatchpatch.DiffEqual:
			t.keep(oldAt, newAt, n)
			oldAt, newAt = oldAt+n, newAt+n
		case diffmatchpatch.DiffDelete:
			t.replace(oldAt, n, newAt, 0)
			oldAt += n
		case diffmatchpatch.DiffInsert:
			t.replace(oldAt, 0, newAt, n)
			newAt += n
		}
	}
}

// coarse compares long blocks in nearly linear time.
func (t *tokenDiff) coarse(x, y []int32) {
	oldAt, newAt := 0, 0
	for _, e := range diff.Edits(x, y, diff.Fast()) {
		switch e.Op {
		case diff.Match:
			t.keep(oldAt, newAt, 1)
			oldAt, newAt = oldAt+1, newAt+1
		case diff.Delete:
			t.replace(oldAt, 1, newAt, 0)
			oldAt++
		case diff.Insert:
			t.replace(oldAt, 0, newAt, 1)
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

func (t *tokenDiff) keep(oldAt, newAt, n int) {
	if k := len(t.runs) - 1; k >= 0 && t.runs[k].kept {
		t.runs[k].oldTo, t.runs[k].newTo = oldAt+n, newAt+n
		return
	}
	t.runs = append(t.runs, run{true, oldAt, oldAt + n, newAt, newAt + n})
}

func (t *tokenDiff) replace(oldAt, dels, newAt, adds int) {
	if k := len(t.runs) - 1; k >= 0 && !t.runs[k].kept {
		t.runs[k].oldTo, t.runs[k].newTo = oldAt+dels, newAt+adds
		return
	}
	t.runs = append(t.runs, run{false, oldAt, oldAt + dels, newAt, newAt + adds})
}

// absorbScraps gives up kept words that only happen to stand on both sides of an
// edit, so that a person reads phrases and not a patchwork.
func (t *tokenDiff) absorbScraps() {
	out := t.runs[:0]
	for k, r := range t.runs {
		inner := r.kept && k > 0 && k < len(t.runs)-1
		if inner && t.scrap(out[len(out)-1], r, t.runs[k+1]) {
			r.kept = false
		}
		if n := len(out) - 1; n >= 0 && !out[n].kept && !r.kept {
			out[n].oldTo, out[n].newTo = r.oldTo, r.newTo
			continue
		}
		out = append(out, r)
	}
	t.runs = out
}

// scrap reports whether the kept run between two edits is too small to be worth keeping.
func (t *tokenDiff) scrap(before, kept, after run) bool {
	words := 0
	for _, s := range t.old[kept.oldFrom:kept.oldTo] {
		if isWord(s) {
			words++
		}
	}
	if words > 3 {
		return false
	}
	oneSided := func(r run) bool { return r.oldFrom == r.oldTo || r.newFrom == r.newTo }
	if words > 0 && oneSided(before) && oneSided(after) {
		return false // two plain insertions or deletions read well apart
	}
	return words <= t.weight(before) && words <= t.weight(after)
}

// weight is the number of words on the larger side of an edit.
func (t *tokenDiff) weight(r run) int {
	dels, adds := 0, 0
	for _, s := range t.old[r.oldFrom:r.oldTo] {
		if isWord(s) {
			dels++
		}
	}
	for _, s := range t.new[r.newFrom:r.newTo] {
		if isWord(s) {
			adds++
		}
	}
	return max(dels, adds)
}

func (t *tokenDiff) spans() []redline.Span {
	var out []redline.Span
	for _, r := range t.runs {
		if r.kept {
			out = appendSpan(out, redline.SpanKept, t.old[r.oldFrom:r.oldTo])
			continue
		}
		out = appendSpan(out, redline.SpanDeleted, t.old[r.oldFrom:r.oldTo])
		out = appendSpan(out, redline.SpanInserted, t.new[r.newFrom:r.newTo])
	}
	return out
}

func appendSpan(spans []redline.Span, op redline.SpanOp, tokens []string) []redline.Span {
	n := 0
	for _, s := range tokens {
		n += len(s)
	}
	if n == 0 {
		return spans
	}
	b := make([]byte, 0, n)
	for _, s := range tokens {
		b = append(b, s...)
	}
	return append(spans, redline.Span{Op: op, Words: string(b)})
}
