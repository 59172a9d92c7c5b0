package differ

// Cleaning up after a search for the fewest edits: what a person reads are phrases.
const (
	scrapWords  = 3   // a kept run of so few words between edits may be given up
	phraseWords = 5   // so many words alike in a replaced passage are kept
	slideMost   = 400 // tokens that an edit may be moved along equal words
)

// absorbScraps gives up kept words that only happen to stand on both sides of an
// edit, so that a person reads phrases and not a patchwork.
func (w *wordDiff) absorbScraps() {
	out := w.runs[:0]
	for k, r := range w.runs {
		inner := r.kept && k > 0 && k < len(w.runs)-1
		if inner && w.scrap(out[len(out)-1], r, w.runs[k+1]) {
			r.kept = false
		}
		if n := len(out) - 1; n >= 0 && !out[n].kept && !r.kept {
			out[n].oldTo, out[n].newTo = r.oldTo, r.newTo
			continue
		}
		out = append(out, r)
	}
	w.runs = out
}

// scrap reports whether the kept run between two edits is too small to be worth keeping.
func (w *wordDiff) scrap(before, kept, after run) bool {
	if kept.oldTo-kept.oldFrom > 4*scrapWords {
		return false
	}
	words := w.old.words(kept.oldFrom, kept.oldTo)
	if words > scrapWords {
		return false
	}
	if words > 0 && before.oneSided() && after.oneSided() {
		return false // two plain insertions or deletions read well apart
	}
	return words <= w.weight(before) && words <= w.weight(after)
}

// weight is the number of words on the larger side of an edit.
func (w *wordDiff) weight(r run) int {
	return max(w.old.words(r.oldFrom, r.oldTo), w.new.words(r.newFrom, r.newTo))
}

// findPhrases keeps the longest phrases that both sides of a replaced passage have. The
// fewest edits often lie elsewhere: in commas and small words that happen to agree.
func (w *wordDiff) findPhrases() {
	budget := 32 * (len(w.old.ids) + len(w.new.ids)) // of steps, not of time: the answer is always the same
	var out []run
	for _, r := range w.runs {
		if r.kept {
			out = append(out, r)
			continue
		}
		out = w.phrases(r, &budget, out)
	}
	w.runs = out
}

// phrases appends r, cut at its longest common phrases, to out.
func (w *wordDiff) phrases(r run, budget *int, out []run) []run {
	for {
		i, j, n := w.longest(r, budget)
		if n == 0 {
			break
		}
		if left := (run{false, r.oldFrom, i, r.newFrom, j}); left.oldFrom < left.oldTo || left.newFrom < left.newTo {
			out = w.phrases(left, budget, out)
		}
		out = append(out, run{true, i, i + n, j, j + n})
		r.oldFrom, r.newFrom = i+n, j+n
	}
	if r.oldFrom < r.oldTo || r.newFrom < r.newTo {
		out = append(out, r)
	}
	return out
}

// longest finds the longest phrase that both sides of r have; n is 0 when none has phraseWords.
func (w *wordDiff) longest(r run, budget *int) (i, j, n int) {
	const gram = 4
	x, y := w.old.ids[:r.oldTo], w.new.ids[:r.newTo]
	if *budget -= r.oldTo - r.oldFrom + r.newTo - r.newFrom; *budget < 0 {
		return 0, 0, 0
	}
	if r.oldTo-r.oldFrom < phraseWords || r.newTo-r.newFrom < phraseWords {
		return 0, 0, 0
	}
	first := make(map[[gram]int32]int, r.oldTo-r.oldFrom)
	for k := r.oldTo - gram; k >= r.oldFrom; k-- {
		first[[gram]int32(x[k:k+gram])] = k
	}
	words := phraseWords - 1
	for b := r.newFrom; b+gram <= r.newTo; b++ {
		a, ok := first[[gram]int32(y[b:b+gram])]
		if !ok || b > r.newFrom && a > r.oldFrom && x[a-1] == y[b-1] && n > 0 {
			continue // nowhere, or inside of a phrase that was seen
		}
		l := gram
		for a+l < len(x) && b+l < len(y) && x[a+l] == y[b+l] {
			l++
		}
		if *budget -= l; *budget < 0 {
			return 0, 0, 0
		}
		if l > words {
			if k := w.old.words(a, a+l); k > words {
				i, j, n, words = a, b, l, k
			}
		}
	}
	return i, j, n
}

// slide moves plain insertions and deletions along equal words to where they begin
// and end like a sentence or clause: {+We may sell.+} We share, not We {+may sell. We+} share.
func (w *wordDiff) slide() {
	for k := range w.runs {
		if r := w.runs[k]; !r.kept && r.oneSided() {
			w.slideOne(k)
		}
	}
	out := w.runs[:0]
	for _, r := range w.runs {
		if r.oldFrom < r.oldTo || r.newFrom < r.newTo {
			out = append(out, r)
		}
	}
	w.runs = out
}

func (w *wordDiff) slideOne(k int) {
	r := w.runs[k]
	s, from, to := w.new, r.newFrom, r.newTo
	if from == to {
		s, from, to = w.old, r.oldFrom, r.oldTo
	}
	same := func(i, j int) bool { return w.old.word(i) == w.new.word(j) } // not of another form
	best, most := 0, s.border(from)+s.border(to)
	for d := 1; d <= w.room(k-1) && s.word(from-d) == s.word(to-d) && same(r.oldFrom-d, r.newFrom-d); d++ {
		if score := s.border(from-d) + s.border(to-d); score > most {
			best, most = -d, score
		}
	}
	for d := 1; d <= w.room(k+1) && s.word(from+d-1) == s.word(to+d-1) && same(r.oldTo+d-1, r.newTo+d-1); d++ {
		if score := s.border(from+d) + s.border(to+d); score > most {
			best, most = d, score
		}
	}
	w.shift(k, best)
}

// room is how many tokens the edit beside kept run k may move into it. One stays
// between two edits.
func (w *wordDiff) room(k int) int {
	if k < 0 || k >= len(w.runs) {
		return 0
	}
	n := w.runs[k].oldTo - w.runs[k].oldFrom
	if k > 0 && k < len(w.runs)-1 {
		n--
	}
	return min(n, slideMost)
}

// shift moves the edit k by d tokens, from one kept neighbour to the other.
func (w *wordDiff) shift(k, d int) {
	if d == 0 {
		return
	}
	r := &w.runs[k]
	r.oldFrom, r.oldTo, r.newFrom, r.newTo = r.oldFrom+d, r.oldTo+d, r.newFrom+d, r.newTo+d
	if k > 0 {
		w.runs[k-1].oldTo, w.runs[k-1].newTo = r.oldFrom, r.newFrom
	}
	if k < len(w.runs)-1 {
		w.runs[k+1].oldFrom, w.runs[k+1].newFrom = r.oldTo, r.newTo
	}
}

// border says how well an edit may begin or end before token i.
func (s side) border(i int) int {
	if i == 0 || i == len(s.tokens) {
		return 6
	}
	spaced := s.tokens[i].from > s.tokens[i-1].to
	last := s.text[s.tokens[i-1].to-1]
	switch {
	case !spaced:
		return 0
	case last == '.' || last == '!' || last == '?':
		return 5
	case last == ';' || last == ':':
		return 4
	case last == ',' || last == ')' || s.text[s.tokens[i].from] == '(':
		return 3
	}
	return 1
}
