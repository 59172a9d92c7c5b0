package differ

import "slices"

// Thresholds of pairing sentences, of one block and of different ones.
const (
	sentenceInBlock   = 0.34
	sentenceElsewhere = 0.55
)

// match pairs each new sentence with the old one most like it, those of the same hunk first.
func match(olds, news []*sentence) []edit {
	taken := make([]bool, len(olds))
	partner := make([]int, len(news))
	index := make(map[uint32][]int)
	for i, s := range olds {
		for k, w := range s.bag {
			if (k == 0 || s.bag[k-1] != w) && len(index[w]) <= commonWord {
				index[w] = append(index[w], i)
			}
		}
	}
	byHunk := make(map[int][]int)
	for i, s := range olds {
		byHunk[s.hunk] = append(byHunk[s.hunk], i)
	}
	for j, s := range news {
		partner[j] = nearest(s, olds, byHunk[s.hunk], taken, sentenceInBlock)
		if partner[j] >= 0 {
			taken[partner[j]] = true
		}
	}
	for j, s := range news {
		if partner[j] >= 0 || len(s.bag) < wordsElsewhere {
			continue
		}
		partner[j] = nearest(s, olds, voters(s.bag, index), taken, sentenceElsewhere)
		if partner[j] >= 0 {
			taken[partner[j]] = true
		}
	}
	return inOrder(olds, news, partner, taken)
}

// nearest returns the free candidate most like s, -1 when none reaches the floor.
func nearest(s *sentence, olds []*sentence, candidates []int, taken []bool, floor float64) int {
	best, most := -1, floor
	for n, i := range candidates {
		if n > 200 {
			break // one block of thousands of sentences: the first ones will do
		}
		if taken[i] || bound(olds[i].bag, s.bag) < most {
			continue
		}
		if a := similarity(olds[i].bag, s.bag); a >= most && (best < 0 || a > most) {
			best, most = i, a
		}
	}
	return best
}

// voters lists the old sentences that share rare words with b, the most alike first.
func voters(b bag, index map[uint32][]int) []int {
	votes := make(map[int]int)
	for k, w := range b {
		if is := index[w]; len(is) <= commonWord && (k == 0 || b[k-1] != w) {
			for _, i := range is {
				votes[i]++
			}
		}
	}
	out := make([]int, 0, len(votes))
	for i := range votes {
		out = append(out, i)
	}
	slices.SortFunc(out, func(a, b int) int {
		if votes[a] != votes[b] {
			return votes[b] - votes[a]
		}
		return a - b
	})
	return out[:min(len(out), 4)]
}

// inOrder makes edits of the pairs and of what is left, in the order of their hunks.
func inOrder(olds, news []*sentence, partner []int, taken []bool) []edit {
	var out []edit
	for j, s := range news {
		e := edit{new: s, ins: s.words, hunk: s.hunk}
		if i := partner[j]; i >= 0 {
			e.old = olds[i]
			e.del, e.ins = difference(e.old.words, s.words)
			if len(e.del)+len(e.ins) == 0 {
				e.del, e.ins = reordered(e.old.words, s.words)
			}
		}
		out = append(out, e)
	}
	for i, s := range olds {
		if !taken[i] {
			out = append(out, edit{old: s, del: s.words, hunk: s.hunk})
		}
	}
	slices.SortStableFunc(out, func(a, b edit) int { return a.hunk - b.hunk })
	return out
}

// difference returns the words that only one side has, repeats counted.
func difference(old, new []string) (del, ins []string) {
	count := make(map[string]int, len(old))
	for _, w := range old {
		count[w]++
	}
	for _, w := range new {
		if count[w] > 0 {
			count[w]--
		} else {
			ins = append(ins, w)
		}
	}
	for i := len(old) - 1; i >= 0; i-- {
		if w := old[i]; count[w] > 0 {
			count[w]--
			del = append(del, w)
		}
	}
	slices.Reverse(del)
	return del, ins
}

// reordered returns the stretch that two rows of the same words differ in.
func reordered(old, new []string) (del, ins []string) {
	from := 0
	for from < len(old) && from < len(new) && old[from] == new[from] {
		from++
	}
	o, n := len(old), len(new)
	for o > from && n > from && old[o-1] == new[n-1] {
		o, n = o-1, n-1
	}
	return old[from:o], new[from:n]
}
