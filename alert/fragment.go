package alert

import (
	"strings"
	"unicode/utf8"

	"github.com/redlinewatch/redline"
)

// A token is a word of a hunk with the white space behind it, and the sentence it
// stands in on either side, -1 where it is not on that side.
type token struct {
	op       redline.SpanOp
	words    string
	old, new int
}

func (t token) blank() bool { return strings.TrimSpace(t.words) == "" }

// A fragment is a run of whole sentences that changed: what a hunk comes to when its
// unchanged sentences are left out.
type fragment struct {
	hunk          int // index in Material.Hunks
	op            redline.HunkOp
	section       []string
	before, after string // one unchanged sentence on either side
	tokens        []token
	score         int
	about         bool // the changed words are about the alert's topic group
	reason        int  // index of the verdict's reason that names it, -1 for none
}

func (f fragment) side(op redline.SpanOp) string {
	var b strings.Builder
	for _, t := range f.tokens {
		if t.op == redline.SpanKept || t.op == op {
			b.WriteString(t.words)
		}
	}
	return strings.TrimSpace(b.String())
}

func (f fragment) oldWords() string { return f.side(redline.SpanDeleted) }
func (f fragment) newWords() string { return f.side(redline.SpanInserted) }

// fragments cuts every hunk into its changed sentences, in reading order.
func fragments(m Material) []fragment {
	var out []fragment
	for i, h := range m.Hunks {
		tokens := tokenize(h)
		hotOld, hotNew := touched(tokens)
		hot := func(t token) bool { return hotOld[t.old] || hotNew[t.new] }
		for from := 0; from < len(tokens); from++ {
			if !hot(tokens[from]) {
				continue
			}
			to := from
			for to < len(tokens) && hot(tokens[to]) {
				to++
			}
			f := fragment{hunk: i, op: h.Op, section: h.Section, tokens: trim(tokens[from:to]), reason: -1}
			f.before = neighbour(tokens[:from], -1)
			f.after = neighbour(tokens[to:], +1)
			if len(f.tokens) > 0 {
				out = append(out, f)
			}
			from = to
		}
	}
	return out
}

// tokenize cuts a hunk's spans into words and finds their sentences.
func tokenize(h redline.Hunk) []token {
	spans := h.Spans
	if len(spans) == 0 {
		spans = []redline.Span{{Op: redline.SpanDeleted, Words: h.Old}, {Op: redline.SpanInserted, Words: h.New}}
	}
	var tokens []token
	for _, s := range spans {
		for _, words := range strings.SplitAfter(cleanSpan(s.Words), " ") {
			if words != "" {
				tokens = append(tokens, token{op: s.Op, words: words, old: -1, new: -1})
			}
		}
	}
	place(tokens, redline.SpanDeleted, func(t *token) *int { return &t.old })
	place(tokens, redline.SpanInserted, func(t *token) *int { return &t.new })
	return tokens
}

// place numbers the sentences of one side.
func place(tokens []token, op redline.SpanOp, field func(*token) *int) {
	var b strings.Builder
	for _, t := range tokens {
		if t.op == redline.SpanKept || t.op == op {
			b.WriteString(t.words)
		}
	}
	at, offset, sentence := starts(b.String()), 0, 0
	for i := range tokens {
		t := &tokens[i]
		if t.op != redline.SpanKept && t.op != op {
			continue
		}
		for sentence+1 < len(at) && at[sentence+1] <= offset {
			sentence++
		}
		*field(t) = sentence
		offset += len(t.words)
	}
}

// touched returns the sentences of either side that changed.
func touched(tokens []token) (before, after map[int]bool) {
	before, after = map[int]bool{}, map[int]bool{}
	for _, t := range tokens {
		switch {
		case t.blank():
		case t.op == redline.SpanDeleted:
			before[t.old] = true
		case t.op == redline.SpanInserted:
			after[t.new] = true
		}
	}
	return before, after
}

// trim drops white space at the ends of a fragment; its tokens are copied.
func trim(tokens []token) []token {
	for len(tokens) > 0 && tokens[0].blank() {
		tokens = tokens[1:]
	}
	for len(tokens) > 0 && tokens[len(tokens)-1].blank() {
		tokens = tokens[:len(tokens)-1]
	}
	out := append([]token(nil), tokens...)
	if n := len(out); n > 0 {
		out[0].words = strings.TrimLeft(out[0].words, " ")
		out[n-1].words = strings.TrimRight(out[n-1].words, " ")
	}
	return out
}

// neighbour returns the unchanged sentence next to a fragment within its block: the
// last of tokens for a step of -1, the first for +1.
func neighbour(tokens []token, step int) string {
	i := 0
	if step < 0 {
		i = len(tokens) - 1
	}
	for i >= 0 && i < len(tokens) && tokens[i].blank() {
		i += step
	}
	if i < 0 || i >= len(tokens) || tokens[i].op != redline.SpanKept {
		return ""
	}
	sentence, words := tokens[i].new, ""
	for ; i >= 0 && i < len(tokens) && tokens[i].op == redline.SpanKept && tokens[i].new == sentence; i += step {
		if step < 0 {
			words = tokens[i].words + words
		} else {
			words += tokens[i].words
		}
	}
	return clip(strings.TrimSpace(words), contextLimit)
}

// surround looks for unchanged sentences in the neighbouring blocks where the block of
// the fragment has none. Headings are left out: the section path shows them.
func (m Material) surround(f *fragment) {
	h := m.Hunks[f.hunk]
	blocks, at, other := m.New.Blocks, h.NewAt, m.Old.Blocks
	if at < 0 || h.New == "" {
		blocks, at, other = m.Old.Blocks, h.OldAt, m.New.Blocks
	}
	if at < 0 || at >= len(blocks) {
		return
	}
	if f.before == "" && at > 0 && unchanged(blocks[at-1], other) {
		all := sentences(clean(blocks[at-1].Words))
		f.before = clip(strings.TrimSpace(all[len(all)-1]), contextLimit)
	}
	if f.after == "" && at+1 < len(blocks) && unchanged(blocks[at+1], other) {
		f.after = clip(strings.TrimSpace(sentences(clean(blocks[at+1].Words))[0]), contextLimit)
	}
}

func unchanged(b redline.Block, other []redline.Block) bool {
	if b.Kind == redline.BlockHeading {
		return false
	}
	for _, o := range other {
		if o.Words == b.Words {
			return true
		}
	}
	return false
}

// narrow returns the fragment cut down to at most limit runes on either side: to the
// sentences that wantOld and wantNew name, or to the first that changed, and then to
// the words around the first change.
func (f fragment) narrow(limit int, wantOld, wantNew string) fragment {
	if f.fits(limit) {
		return f
	}
	if f = f.sentence(wantOld, wantNew); !f.fits(limit) {
		f.tokens = around(f.tokens, limit)
	}
	return f
}

// sentence returns the fragment cut down to one sentence on either side. A word that
// both sides kept, but in different sentences, counts as taken out or put in.
func (f fragment) sentence(wantOld, wantNew string) fragment {
	sOld, sNew := f.pick(wantOld, wantNew)
	var kept []token
	for _, t := range f.tokens {
		inOld, inNew := t.old >= 0 && t.old == sOld, t.new >= 0 && t.new == sNew
		switch {
		case !inOld && !inNew:
			continue
		case !inNew:
			t.op = redline.SpanDeleted
		case !inOld:
			t.op = redline.SpanInserted
		}
		kept = append(kept, t)
	}
	if kept = trim(kept); len(kept) > 0 && len(kept) < len(f.tokens) {
		f.before, f.after, f.tokens = "", "", kept
	}
	return f
}

func (f fragment) fits(limit int) bool {
	return utf8.RuneCountInString(f.oldWords()) <= limit && utf8.RuneCountInString(f.newWords()) <= limit
}

// pick chooses a sentence of either side: the wanted, else the first that changed.
func (f fragment) pick(wantOld, wantNew string) (sOld, sNew int) {
	sOld, sNew = find(f, wantOld, redline.SpanDeleted), find(f, wantNew, redline.SpanInserted)
	for _, t := range f.tokens {
		if t.blank() {
			continue
		}
		if sOld < 0 && sNew < 0 && t.op != redline.SpanKept {
			sOld, sNew = t.old, t.new
		}
	}
	// The counterpart of a chosen sentence is the one it shares kept words with, or
	// where it shares none, the first changed one of the other side.
	for _, t := range f.tokens {
		if t.op == redline.SpanKept && sOld < 0 && t.new == sNew {
			sOld = t.old
		}
		if t.op == redline.SpanKept && sNew < 0 && t.old == sOld {
			sNew = t.new
		}
	}
	return sOld, sNew
}

// find returns the number of the sentence of one side that a wanted sentence names, or -1.
func find(f fragment, want string, op redline.SpanOp) int {
	want = clean(want)
	if want == "" {
		return -1
	}
	words := map[int]string{}
	var order []int
	for _, t := range f.tokens {
		if t.op != redline.SpanKept && t.op != op {
			continue
		}
		n := t.new
		if op == redline.SpanDeleted {
			n = t.old
		}
		if _, ok := words[n]; !ok {
			order = append(order, n)
		}
		words[n] += t.words
	}
	for _, n := range order {
		if s := strings.TrimSpace(words[n]); s != "" && same(s, want) {
			return n
		}
	}
	return -1
}

// same reports whether one of two cleaned sentences contains the other.
func same(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	return b != "" && (len(b) >= 12 || len(a) == len(b)) && strings.Contains(a, b)
}

// around keeps the words about the first change that fit on both sides.
// An ellipsis is on the side of the word it stands at.
func around(tokens []token, limit int) []token {
	first := 0
	for i, t := range tokens {
		if t.op != redline.SpanKept && !t.blank() {
			first = i
			break
		}
	}
	budget := limit - 2 // for two ellipses
	from := first
	lead := 0
	for from > 0 && lead+utf8.RuneCountInString(tokens[from-1].words) <= budget/3 {
		from--
		lead += utf8.RuneCountInString(tokens[from].words)
	}
	old, new, to := lead, lead, first
	out := append([]token(nil), tokens[from:first]...)
	for ; to < len(tokens); to++ {
		t := tokens[to]
		n := utf8.RuneCountInString(t.words)
		o, w := old, new
		if t.op != redline.SpanInserted {
			o += n
		}
		if t.op != redline.SpanDeleted {
			w += n
		}
		if o > budget || w > budget {
			break
		}
		old, new = o, w
		out = append(out, t)
	}
	if to == first && first < len(tokens) { // one word longer than all that is allowed
		t := tokens[first]
		t.words = clip(t.words, budget-lead)
		out = append(out, t)
		to++
	}
	if out = trim(out); len(out) == 0 {
		return nil
	}
	if to < len(tokens) {
		out = append(out, token{op: out[len(out)-1].op, words: " " + ellipsis, old: -1, new: -1})
	}
	if from > 0 {
		out = append([]token{{op: out[0].op, words: ellipsis + " ", old: -1, new: -1}}, out...)
	}
	return out
}
