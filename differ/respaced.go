package differ

// Bounds of comparing two streams of sentences letter by letter.
const (
	rowLetters  = 20      // letters in a row that prove a passage to stand on the other side
	streamBytes = 1 << 19 // of letters that are compared so
)

// respaced takes out of the words that no row of the other side has those whose letters
// stand there in a row, only with other spaces between them: files set in columns break
// words ("d roit"), and pages run them together ("dataCookie").
func respaced(olds, news []*sentence, oldRest, newRest map[*sentence][]string) {
	a, b := spell(olds), spell(news)
	if len(a.letters) > streamBytes || len(b.letters) > streamBytes {
		return
	}
	keepUncovered(a, b.rows(), oldRest)
	keepUncovered(b, a.rows(), newRest)
}

// spelling is a stream of sentences as one row of letters, numbering left out.
type spelling struct {
	stream  []*sentence
	letters []byte
}

func spell(stream []*sentence) spelling {
	s := spelling{stream: stream}
	for _, one := range stream {
		for _, w := range one.numberless() {
			s.letters = append(s.letters, w...)
		}
	}
	return s
}

// rows is the set of all rows of letters, as a filter: one in some hundred rows that are
// not in it is taken to be, which a word of several letters survives.
func (s spelling) rows() *rowFilter {
	f := newRowFilter(len(s.letters))
	eachRow(s.letters, func(_ int, h uint64) { f.add(h) })
	return f
}

// keepUncovered leaves of the words of each sentence those that some letter of is in no
// row of the other side.
func keepUncovered(s spelling, other *rowFilter, rest map[*sentence][]string) {
	covered := make([]bool, len(s.letters))
	upTo := 0
	eachRow(s.letters, func(at int, h uint64) {
		if other.has(h) {
			for k := max(at, upTo); k < at+rowLetters; k++ {
				covered[k] = true
			}
			upTo = at + rowLetters
		}
	})
	at := 0
	for _, one := range s.stream {
		left := make(map[string]int)
		for _, w := range rest[one] {
			left[w]++
		}
		var out []string
		for _, w := range one.numberless() {
			here := covered[at : at+len(w)]
			at += len(w)
			if left[w] > 0 && !allTrue(here) {
				left[w]--
				out = append(out, w)
			}
		}
		if len(out) == 0 {
			delete(rest, one)
		} else {
			rest[one] = out
		}
	}
}

func allTrue(list []bool) bool {
	for _, b := range list {
		if !b {
			return false
		}
	}
	return true
}

// eachRow calls f with the place and the name of every row of letters.
func eachRow(letters []byte, f func(at int, h uint64)) {
	const base = 1099511628211
	h, top := uint64(0), uint64(1)
	for range rowLetters - 1 {
		top *= base
	}
	for i, c := range letters {
		if i >= rowLetters {
			h -= uint64(letters[i-rowLetters]) * top
		}
		h = h*base + uint64(c)
		if i >= rowLetters-1 {
			f(i-rowLetters+1, h)
		}
	}
}

// rowFilter is a set of rows in few bits.
type rowFilter struct {
	bits []uint64
	mask uint64
}

func newRowFilter(n int) *rowFilter {
	size := 1024
	for size < 64*n {
		size *= 2
	}
	return &rowFilter{bits: make([]uint64, size/64), mask: uint64(size - 1)}
}

func (f *rowFilter) at(h uint64) (word, bit uint64) {
	h ^= h >> 29
	h *= 0x9e3779b97f4a7c15
	h = h >> 7 & f.mask
	return h / 64, 1 << (h % 64)
}

func (f *rowFilter) add(h uint64) {
	word, bit := f.at(h)
	f.bits[word] |= bit
}

func (f *rowFilter) has(h uint64) bool {
	word, bit := f.at(h)
	return f.bits[word]&bit != 0
}
