package differ

import (
	"strings"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// Bounds of looking for lone sentences in the rest of the other text.
const (
	elsewhereLetters = 30      // shorter sentences stand everywhere
	elsewhereFew     = 12      // so many are looked for one by one
	elsewhereBytes   = 2 << 20 // that may be searched in all
)

// findElsewhere marks the lone sentences whose letters stand in the other text too: it
// is a copy that came or went, or the page cuts its sentences in another way.
func (f *facts) findElsewhere() {
	old, new := elsewhere{text: f.Old}, elsewhere{text: f.New}
	lone, passages := 0, false
	for _, e := range f.edits {
		if !e.paired() {
			lone++
		}
		passages = passages || e.paired() && (len(e.del) == 0 || len(e.ins) == 0) && len(e.del)+len(e.ins) >= partLeast
	}
	if lone == 0 && !passages {
		return
	}
	budget := elsewhereBytes
	for i := range f.edits {
		e := &f.edits[i]
		if e.paired() && budget > 0 {
			moved, cost := e.partElsewhere(&old, &new)
			e.elsewhere = moved
			budget -= cost
		}
		key := e.side().key()
		if e.elsewhere || len(key) < elsewhereLetters || budget < 0 && lone <= elsewhereFew {
			continue
		}
		if e.paired() {
			if was := e.old.key(); lone > elsewhereFew && budget > 0 && len(was) >= elsewhereLetters {
				e.elsewhere = holds(new.all(), was) && holds(old.all(), key)
				budget -= len(new.letters) + len(old.letters)
			}
			continue
		}
		other := &new
		if e.old == nil {
			other = &old
		}
		if lone > elsewhereFew && other.hasSentence(key) {
			e.elsewhere = true
			continue
		}
		if budget > 0 {
			e.elsewhere = holds(other.all(), key)
			budget -= len(other.letters)
		}
	}
}

// elsewhere is a text to look for sentences in; its forms are made when asked for.
type elsewhere struct {
	text      redline.Text
	letters   string
	sentences map[string]bool
}

func (o *elsewhere) all() string {
	if o.letters == "" {
		o.letters = textLetters(o.text)
	}
	return o.letters
}

func (o *elsewhere) hasSentence(key string) bool {
	if o.sentences == nil {
		o.sentences = make(map[string]bool, 2*len(o.text.Blocks))
		for _, b := range o.text.Blocks {
			for _, s := range meaning.Sentences(withoutDecoration(b.Words)) {
				o.sentences[(&sentence{text: s}).key()] = true
			}
		}
	}
	return o.sentences[key]
}

// textLetters joins the letters of all blocks of a text.
func textLetters(t redline.Text) string {
	var b strings.Builder
	for _, block := range t.Blocks {
		letters(&b, withoutDecoration(block.Words))
	}
	return b.String()
}

// Bounds of looking for a long row of letters by its beginning.
const (
	needleBytes = 48 // what machines search for at once
	needleTries = 32
)

// holds is strings.Contains, quicker where the beginning of key is rare.
func holds(text, key string) bool {
	if len(key) <= needleBytes {
		return strings.Contains(text, key)
	}
	for range needleTries {
		at := strings.Index(text, key[:needleBytes])
		if at < 0 {
			return false
		}
		if strings.HasPrefix(text[at:], key) {
			return true
		}
		text = text[at+1:]
	}
	return strings.Contains(text, key)
}

// partElsewhere reports a pair of which one side only has a passage more, and that
// passage stands in the other text all the same. It also says how many bytes it searched.
func (e edit) partElsewhere(old, new *elsewhere) (found bool, searched int) {
	long, short, other := e.new.words, e.old.words, old
	if len(e.ins) == 0 {
		long, short, other = short, long, new
	}
	n := len(long) - len(short)
	if len(e.del) > 0 && len(e.ins) > 0 || n < partLeast || !inOneRow(e.old.words, e.new.words) {
		return false, 0
	}
	head := 0
	for head < len(short) && long[head] == short[head] {
		head++
	}
	words := long[head : head+n]
	key := (&sentence{text: strings.Join(words, " ")}).key()
	if len(key) < elsewhereLetters {
		return false, 0
	}
	return holds(other.all(), key), len(other.letters)
}

// partLeast is how many words a passage has at least that is looked for elsewhere.
const partLeast = 8
