package differ

import (
	"regexp"
	"slices"
	"strings"

	"github.com/redlinewatch/redline"
)

// Thresholds of similarity, found by reading redlines of real changes: below
// similarInPlace the common words of two blocks are those of any two sentences.
const (
	similarInPlace   = 0.38
	similarCrossed   = 0.5 // in another order, but in the same gap
	similarElsewhere = 0.62
	labelledWords    = 20      // longer blocks are no headings
	wordsElsewhere   = 5       // fewer words alike prove no move
	pairingWork      = 1 << 17 // word comparisons a gap may cost before the index takes over
	commonWord       = 12      // a word in more blocks than this leads nowhere
)

// bag is the words of a block as sorted hashes, with repeats.
type bag []uint32

// bags are made when first asked for, since most blocks never are.
type bags struct{ old, new []bag }

func (d *comparison) oldBag(i int) bag {
	if d.bags.old[i] == nil {
		d.bags.old[i] = bagOf(withoutLabel(d.old[i]))
	}
	return d.bags.old[i]
}

func (d *comparison) newBag(j int) bag {
	if d.bags.new[j] == nil {
		d.bags.new[j] = bagOf(withoutLabel(d.new[j]))
	}
	return d.bags.new[j]
}

func bagOf(words string) bag {
	b := make(bag, 0, len(words)/6+1)
	b = appendWords(b, words)
	slices.Sort(b)
	return b
}

// withoutLabel returns the words of a block less the number of its section, as in
// "Section 5. Your rights" or "Article IV – Notice": sections are recognised by what they
// say, since adding one renumbers all that follow. (Keys ignore bare numbers.)
func withoutLabel(b redline.Block) string {
	if b.Kind != redline.BlockHeading && b.Count > labelledWords {
		return b.Words
	}
	if n := labelLength(b.Words); n < len(b.Words) {
		return b.Words[n:]
	}
	return b.Words
}

// labelLength is the length of a section's name and number in front of words.
func labelLength(words string) int {
	n := strings.IndexAny(words, " .\u00a0")
	if n <= 0 || n > len("abschnitt") || !slices.ContainsFunc(sectionNames, func(name string) bool { return strings.EqualFold(name, words[:n]) }) {
		return 0
	}
	number := sectionNumber.FindString(words[n:])
	if number == "" {
		return 0 // "Part of the service"
	}
	return n + len(number)
}

// sectionNames are what sections are called in the languages of most texts.
var sectionNames = []string{
	"section", "sec", "article", "art", "clause", "part", "chapter", "schedule", "annex", "appendix", "exhibit", "addendum", "paragraph",
	"abschnitt", "artikel", "teil", "kapitel", "ziffer", "anhang", "partie", "titre", "chapitre", "annexe", "sección", "artículo",
	"capítulo", "anexo", "seção", "artigo", "sezione", "articolo", "capitolo", "allegato", "§", "§§",
}

var sectionNumber = regexp.MustCompile(`^\.?[\s\x{a0}]+(?:[0-9]+(?:\.[0-9]+)*[a-z]?|[IVXLC]+|[A-Z])(?:\s*[.:)–—-]\s*|\s+|$)`)

// similarity of two bags, 0 to 1: twice the common words by all words (Dice).
func similarity(a, b bag) float64 {
	if len(a)+len(b) == 0 {
		return 0
	}
	common := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			common, i, j = common+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return 2 * float64(common) / float64(len(a)+len(b))
}

// bound is the similarity that two bags of these sizes can have at most.
func bound(a, b bag) float64 {
	if len(a)+len(b) == 0 {
		return 0
	}
	return 2 * float64(min(len(a), len(b))) / float64(len(a)+len(b))
}

// pairGaps pairs reworded blocks within each gap, keeping their order.
func (d *comparison) pairGaps() {
	for _, g := range d.gaps {
		olds, news := d.openOld(g), d.openNew(g)
		if len(olds) == 0 || len(news) == 0 {
			continue
		}
		work := 0
		for _, i := range olds {
			work += len(d.oldBag(i)) * len(news)
		}
		for _, j := range news {
			work += len(d.newBag(j)) * len(olds)
		}
		if work > pairingWork || len(olds)*len(news) > pairingWork/16 {
			d.pairByIndex(olds, news, similarInPlace, 1, linkChanged)
			continue
		}
		d.pairInOrder(olds, news)
	}
}

func (d *comparison) openOld(g gap) []int {
	var out []int
	for i := g.oldFrom; i < g.oldTo; i++ {
		if d.oldTo[i] == unpaired {
			out = append(out, i)
		}
	}
	return out
}

func (d *comparison) openNew(g gap) []int {
	var out []int
	for j := g.newFrom; j < g.newTo; j++ {
		if d.newTo[j] == unpaired {
			out = append(out, j)
		}
	}
	return out
}

// pairInOrder finds the pairing without crossings of greatest similarity in all.
func (d *comparison) pairInOrder(olds, news []int) {
	n, m := len(olds), len(news)
	score := make([]float64, (n+1)*(m+1))
	alike := make([]float64, n*m)
	at := func(i, j int) int { return i*(m+1) + j }
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			best := max(score[at(i+1, j)], score[at(i, j+1)])
			if s := d.alike(olds[i], news[j]); s > 0 {
				alike[i*m+j] = s
				best = max(best, s+score[at(i+1, j+1)])
			}
			score[at(i, j)] = best
		}
	}
	for i, j := 0, 0; i < n && j < m; {
		s := alike[i*m+j]
		switch {
		case s > 0 && score[at(i, j)] == s+score[at(i+1, j+1)]:
			d.pair(olds[i], news[j], linkChanged)
			i, j = i+1, j+1
		case score[at(i, j)] == score[at(i+1, j)]:
			i++
		default:
			j++
		}
	}
}

// alike is the similarity of an old and a new block in one place, 0 where it is too little.
func (d *comparison) alike(i, j int) float64 {
	a, b := d.oldBag(i), d.newBag(j)
	floor := similarInPlace
	if (d.old[i].Kind == redline.BlockHeading) != (d.new[j].Kind == redline.BlockHeading) {
		floor = similarElsewhere // a heading seldom turns into a paragraph of other words
	}
	if bound(a, b) < floor {
		return 0
	}
	if s := similarity(a, b); s >= floor {
		return s
	}
	return 0
}

// pairMovedWords pairs what is still left with something alike elsewhere.
func (d *comparison) pairMovedWords() {
	var olds, news []int
	for _, g := range d.gaps {
		olds = append(olds, d.openOld(g)...)
		news = append(news, d.openNew(g)...)
	}
	if len(olds) > 0 && len(news) > 0 {
		d.pairByIndex(olds, news, similarElsewhere, wordsElsewhere, linkMoved)
	}
}

// pairByIndex pairs each new block with the most similar old one that shares a
// rare word with it. The work is bounded by the number of words.
func (d *comparison) pairByIndex(olds, news []int, floor float64, least int, how link) {
	index := make(map[uint32][]int)
	for _, i := range olds {
		b := d.oldBag(i)
		for k, w := range b {
			if (k == 0 || b[k-1] != w) && len(index[w]) <= commonWord {
				index[w] = append(index[w], i)
			}
		}
	}
	last := unpaired
	for _, j := range news {
		b := d.newBag(j)
		if len(b) < least {
			continue
		}
		i, s := d.mostAlike(b, index)
		if i == unpaired || s < floor {
			continue
		}
		if how == linkChanged && i < last { // crosses a pair before it
			if s >= similarCrossed && len(b) >= wordsElsewhere {
				d.pair(i, j, linkMoved)
			}
			continue
		}
		d.pair(i, j, how)
		last = max(last, i)
	}
}

// mostAlike finds the free old block that shares most rare words with b, and their similarity.
func (d *comparison) mostAlike(b bag, index map[uint32][]int) (at int, alike float64) {
	votes := make(map[int]int)
	for k, w := range b {
		is := index[w]
		if len(is) > commonWord || (k > 0 && b[k-1] == w) {
			continue
		}
		for _, i := range is {
			if d.oldTo[i] == unpaired {
				votes[i]++
			}
		}
	}
	at, most := unpaired, 0
	for i, v := range votes {
		if v > most || v == most && i < at {
			at, most = i, v
		}
	}
	if at == unpaired || bound(d.oldBag(at), b) < similarInPlace {
		return unpaired, 0
	}
	return at, similarity(d.oldBag(at), b)
}
