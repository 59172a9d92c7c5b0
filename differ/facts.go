package differ

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// facts are what a comparison says sentence by sentence: the ground that rules stand on.
type facts struct {
	Comparison
	edits   []edit // sentences that changed, in reading order
	respelt int    // sentences that differ in American and British spelling only
	// moved counts the words of sentences that stand on both sides in other places or blocks.
	moved              int
	oldWords, newWords int                      // of the whole texts
	delWords, addWords int                      // of sentences that only one side has
	copied             int                      // of lone sentences that the other side has in another place
	labelled           map[bool][][]string      // see linkLabels; made when asked for
	named              *renames                 // see renamed; made when asked for
	weighed            []weight                 // see weights; made when asked for
	intoPage           map[bool]map[string]bool // see anchors; made when asked for
}

// sentence is one of a hunk, prepared for comparison.
type sentence struct {
	text  string
	words []string // as package meaning reads them
	bag   bag
	hunk  int
	kind  redline.BlockKind
	name  string // see key; made when first asked for

	cueSet    meaning.Cue // see cues
	cuesRead  bool
	furniture verdictOnce // of the edit whose side it is
	worth     weight      // of the edit whose side it is, and one more; 0 while not asked for
}

// verdictOnce keeps the answer to a question that many rules ask.
type verdictOnce int8

const (
	notAsked verdictOnce = iota
	answerNo
	answerYes
)

// cues are how a sentence speaks; read when first asked for.
func (s *sentence) cues() meaning.Cue {
	if !s.cuesRead {
		s.cueSet, s.cuesRead = meaning.Cues(s.words), true
	}
	return s.cueSet
}

// edit is a sentence that changed, or (with one side nil) came or went.
type edit struct {
	old, new  *sentence
	del, ins  []string // words of one side only, in their order
	hunk      int
	elsewhere bool // a lone sentence that the other side has too, in another place
	recut     bool // all of it stands on the other side in other sentences
}

// gather cuts the hunks into sentences and sets aside those that both sides have.
func (f *facts) gather() {
	c := f.Comparison
	var olds, news []*sentence
	for i, h := range c.Hunks {
		if h.Op == redline.HunkChanged && sameLetters(h.Old, h.New) {
			continue
		}
		if h.OldAt >= 0 {
			olds = append(olds, f.sentences(h.Old, i, c.Old.Blocks[h.OldAt].Kind)...)
		}
		if h.NewAt >= 0 {
			news = append(news, f.sentences(h.New, i, c.New.Blocks[h.NewAt].Kind)...)
		}
	}
	allOlds, allNews := olds, news
	olds, news = f.cancel(olds, news)
	f.edits = match(olds, news)
	f.pairHidden()
	f.findElsewhere()
	f.recut(allOlds, allNews)
	for _, e := range f.edits {
		switch {
		case e.paired():
		case e.recut:
		case e.elsewhere:
			f.copied += len(e.side().words)
		case e.new == nil:
			f.delWords += len(e.del)
		default:
			f.addWords += len(e.ins)
		}
	}
}

// counted measures the hunks.
func (f *facts) counted() redline.Stats {
	var s redline.Stats
	for _, h := range f.Hunks {
		switch h.Op {
		case redline.HunkAdded:
			s.BlocksAdded++
		case redline.HunkRemoved:
			s.BlocksRemoved++
		case redline.HunkChanged:
			s.BlocksChanged++
		case redline.HunkMoved:
			s.BlocksMoved++
		}
		for _, span := range h.Spans {
			switch span.Op {
			case redline.SpanDeleted:
				s.WordsRemoved += countWords(span.Words)
			case redline.SpanInserted:
				s.WordsAdded += countWords(span.Words)
			}
		}
	}
	return s
}

// countWords counts runs of letters and digits between white space.
func countWords(s string) int {
	n, in := 0, false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			in = false
		case !in && inWord(r):
			n, in = n+1, true
		}
	}
	return n
}

func (f *facts) sentences(words string, hunk int, kind redline.BlockKind) []*sentence {
	parts := meaning.Sentences(withoutDecoration(words))
	out := make([]*sentence, 0, len(parts))
	for _, p := range parts {
		s := &sentence{text: p, words: meaning.Words(p), hunk: hunk, kind: kind}
		if len(s.words) == 0 {
			continue
		}
		s.bag = make(bag, len(s.words))
		for i, w := range s.words {
			s.bag[i] = foldHash(w)
		}
		slices.Sort(s.bag)
		out = append(out, s)
	}
	return out
}

// key names a sentence by its letters and digits: how a page sets spaces and signs
// between them says nothing.
func (s *sentence) key() string {
	if s.name == "" {
		var b strings.Builder
		b.Grow(len(s.text))
		letters(&b, s.text)
		s.name = b.String()
	}
	return s.name
}

// sameLetters reports whether two blocks differ in spaces, signs and letter case only.
func sameLetters(old, new string) bool {
	var a, b strings.Builder
	letters(&a, old)
	letters(&b, new)
	return a.String() == b.String()
}

// cancel drops the sentences that stand on both sides, each as often as on the rarer side.
func (f *facts) cancel(olds, news []*sentence) (restOld, restNew []*sentence) {
	if len(olds) == 0 || len(news) == 0 {
		return olds, news
	}
	olds, news, moved := common(olds, news, (*sentence).key)
	f.moved += moved
	before := len(olds)
	olds, news, moved = common(olds, news, func(s *sentence) string { return american(s.key()) })
	f.moved += moved
	f.respelt = before - len(olds)
	return olds, news
}

// common splits off the sentences of equal name on both sides, and counts their words.
func common(olds, news []*sentence, name func(*sentence) string) (restOld, restNew []*sentence, words int) {
	have := make(map[string]int, len(olds))
	names := make([]string, len(olds))
	for i, s := range olds {
		names[i] = name(s)
		have[names[i]]++
	}
	both := make(map[string]int)
	for _, s := range news {
		if k := name(s); have[k] > 0 {
			have[k]--
			both[k]++
			words += len(s.words)
			continue
		}
		restNew = append(restNew, s)
	}
	for i, s := range olds {
		if k := names[i]; both[k] > 0 {
			both[k]--
			continue
		}
		restOld = append(restOld, s)
	}
	return restOld, restNew, words
}

// american brings British spellings to the American ones, in letters without spaces.
func american(s string) string {
	return britishSpelling.Replace(s)
}

var britishSpelling = strings.NewReplacer("isation", "ization", "ise", "ize", "ising", "izing", "yse", "yze", "our", "or",

	"centre", "center", "licence", "license", "programme", "program", "fulfil", "fulfill", "ence", "ense", "lled", "led", "lling", "ling", "judgement", "judgment")

// paired reports whether the sentence stands, changed, on both sides.
func (e edit) paired() bool { return e.old != nil && e.new != nil }

// texts returns the sentences of both sides, empty where there is none.
func (e edit) texts() (old, new string) {
	if e.old != nil {
		old = e.old.text
	}
	if e.new != nil {
		new = e.new.text
	}
	return old, new
}

// side returns the new sentence, or the old one where there is no new.
func (e edit) side() *sentence { // nil only of no edit at all
	if e.new != nil {
		return e.new
	}
	return e.old
}

// prose reports whether a sentence says something, rather than naming a menu entry,
// a title or a cell: it is long enough, or it ends like a sentence.
func (s *sentence) prose() bool {
	if len(s.words) >= 9 {
		return len(s.words) > 40 || !s.titles()
	}
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(s.text, func(r rune) bool {
		return unicode.IsSpace(r) || r == ')' || r == '”' || r == '"' || r == '*'
	}))
	return len(s.words) >= 4 && s.kind != redline.BlockHeading && strings.ContainsRune(".!?;。！？", last)
}

// titles reports a row of titles or menu entries: no full stop, and most words capitalised.
func (s *sentence) titles() bool {
	if strings.ContainsAny(s.text, ".!?;,") {
		return false
	}
	capital, words := 0, 0
	for _, w := range strings.Fields(s.text) {
		r, n := utf8.DecodeRuneInString(w)
		if !unicode.IsLetter(r) || len(w) == n {
			continue
		}
		if unicode.IsUpper(r) {
			capital++
		} else if functionWord(w) {
			continue
		}
		words++
	}
	return capital*10 >= words*8
}
