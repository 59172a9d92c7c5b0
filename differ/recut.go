package differ

import (
	"slices"
	"strings"
	"unicode"

	"github.com/redlinewatch/redline/meaning"
)

// Bounds of finding sentences that the page only cuts in another way.
const (
	rowWords   = 4   // words in a row that prove a passage to stand on the other side
	recutLeast = 3   // sentences that changed; fewer are compared as they are
	recutMuch  = 100 // words found again, from which single words may have changed places too
)

// recut sets aside what stands on both sides in the same row but in other sentences and
// blocks, as when a list is numbered anew or a file breaks its lines elsewhere. What is
// left of each edit are the words that no row of the other side has.
func (f *facts) recut(olds, news []*sentence) {
	lone := 0
	for _, e := range f.edits {
		if !e.paired() {
			lone++
		}
	}
	if len(f.edits) < recutLeast || lone == 0 {
		return
	}
	olds, news = f.stream(olds, false), f.stream(news, true)
	oldRest, newRest := rowless(olds, rows(news)), rowless(news, rows(olds))
	if len(oldRest) > 0 && len(newRest) > 0 {
		respaced(olds, news, oldRest, newRest)
	}
	found := f.moved
	for i := range f.edits {
		e := &f.edits[i]
		del, ins := oldRest[e.old], newRest[e.new]
		before := len(e.del) + len(e.ins)
		if e.paired() {
			if len(del)+len(ins) >= before {
				continue
			}
			e.del, e.ins = inBoth(e.del, del), inBoth(e.ins, ins)
		} else if n := len(e.side().words); 5*(len(del)+len(ins)) <= n {
			e.del, e.ins = del, ins
		}
		found += before - len(e.del) - len(e.ins)
		e.recut = len(e.del)+len(e.ins) == 0
	}
	f.moved = found
	if found >= recutMuch {
		f.balance()
	}
}

// leftOver counts the words that changed in sentences of the text.
func (j *judgement) leftOver() int {
	n := 0
	for _, e := range j.edits {
		if !j.furniture(e) {
			n += len(e.del) + len(e.ins)
		}
	}
	return n
}

// balance takes out of all edits the words that others have on the other side: at a page
// cut anew, links and emphasis leave their sentences for blocks of their own.
func (f *facts) balance() {
	var del, ins []string
	for _, e := range f.edits {
		del, ins = append(del, e.del...), append(ins, e.ins...)
	}
	d, n := difference(del, ins)
	if 10*(len(d)+len(n)) > len(del)+len(ins) && len(d)+len(n) > 4 {
		return // more than arrangement changed
	}
	left := make(map[string]int)
	for _, w := range append(d, n...) {
		left[w]++
	}
	for i := range f.edits {
		e := &f.edits[i]
		e.del, e.ins = kept(e.del, left), kept(e.ins, left)
		e.recut = e.recut || len(e.del)+len(e.ins) == 0
	}
}

// kept returns the words that have a count left, and takes them off it.
func kept(words []string, left map[string]int) []string {
	var out []string
	for _, w := range words {
		if left[w] > 0 {
			left[w]--
			out = append(out, w)
		}
	}
	return out
}

// inBoth returns the words of a that b has too, in the order of a.
func inBoth(a, b []string) []string {
	left := make(map[string]int, len(b))
	for _, w := range b {
		left[w]++
	}
	return kept(a, left)
}

// stream is all sentences of one side of the hunks in the order of the text.
func (f *facts) stream(all []*sentence, isNew bool) []*sentence {
	out := slices.Clone(all)
	at := func(s *sentence) int {
		if isNew {
			return f.Hunks[s.hunk].NewAt
		}
		return f.Hunks[s.hunk].OldAt
	}
	slices.SortStableFunc(out, func(a, b *sentence) int { return at(a) - at(b) })
	return out
}

// rows is the set of rows of words in a stream, across its sentences.
func rows(stream []*sentence) map[uint64]bool {
	words := streamWords(stream)
	set := make(map[uint64]bool, len(words))
	for i := 0; i+rowWords <= len(words); i++ {
		set[weighRow(words[i:i+rowWords])] = true
	}
	return set
}

func streamWords(stream []*sentence) []string {
	var words []string
	for _, s := range stream {
		words = append(words, s.numberless()...)
	}
	return words
}

// rowless returns for each sentence of a stream its words that stand in no row of the other side.
func rowless(stream []*sentence, other map[uint64]bool) map[*sentence][]string {
	words := streamWords(stream)
	covered := make([]bool, len(words))
	for i := 0; i+rowWords <= len(words); i++ {
		if other[weighRow(words[i:i+rowWords])] {
			for k := range rowWords {
				covered[i+k] = true
			}
		}
	}
	out := make(map[*sentence][]string, len(stream))
	at := 0
	for _, s := range stream {
		for _, w := range s.numberless() {
			if !covered[at] {
				out[s] = append(out[s], w)
			}
			at++
		}
	}
	return out
}

// weighRow names a row of words.
func weighRow(words []string) uint64 {
	h := uint64(14695981039346656037)
	for _, w := range words {
		for i := range len(w) {
			h = (h ^ uint64(w[i])) * 1099511628211
		}
		h = (h ^ ' ') * 1099511628211
	}
	return h
}

// numberless returns the words of a sentence less the number of a section or an item at
// its head, and that of the next one where it got stuck to its end: "TERMINATION 2."
func (s *sentence) numberless() []string {
	words, t := s.words, strings.TrimSpace(s.text)
	if at := strings.IndexByte(t, ' '); at > 0 && isNumbering(t[:at]) {
		words = words[min(len(words), len(meaning.Words(t[:at]))):]
	}
	if at := strings.LastIndexByte(t, ' '); at > 0 && strings.HasSuffix(t, ".") && isNumbering(t[at+1:]) {
		words = words[:max(0, len(words)-len(meaning.Words(t[at+1:])))]
	}
	return words
}

// numberGone reports an edit that gave a sentence a number in its list, or took it: pages
// write the same list with numbers and without.
func numberGone(e edit) bool {
	return e.paired() && (len(e.del) == 0 || len(e.ins) == 0) && slices.Equal(e.old.numberless(), e.new.numberless())
}

// isNumbering reports "1.", "2.3", "(a)" and "iv)".
func isNumbering(w string) bool {
	mark := strings.Trim(w, "().")
	if mark == "" || len(mark) == len(w) && !strings.Contains(mark, ".") || len(mark) > 8 {
		return false
	}
	letters := 0
	for _, r := range mark {
		switch {
		case unicode.IsDigit(r) || r == '.':
		case strings.ContainsRune("ivxlIVXL", r):
		case unicode.IsLetter(r):
			letters++
		default:
			return false
		}
	}
	return letters <= 1
}
