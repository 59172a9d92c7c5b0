package differ

import (
	"slices"
	"strings"

	"github.com/redlinewatch/redline/meaning"
)

// enumerates reports an edit that puts a member into a list, or takes one out, and says
// nothing else: "in the courts of A or B". What holds for one more is another rule, however
// few words say it.
func enumerates(e edit) bool {
	text, words := e.new.text, e.ins
	switch {
	case len(e.del) == 0 && len(e.ins) > 0:
	case len(e.ins) == 0 && len(e.del) > 0:
		text, words = e.old.text, e.del
	default:
		return false
	}
	if len(text) > nameBytes || separators(e.old.text) == separators(e.new.text) {
		return false
	}
	if len(words) > memberWords || slices.ContainsFunc(words, adverb) || !inOneRow(e.old.words, e.new.words) {
		return false
	}
	return separators(text) > min(separators(e.old.text), separators(e.new.text))
}

// memberWords is how many words a member of a list may have.
const memberWords = 6

// adverb reports words that stand between commas and are no members of a list.
func adverb(w string) bool {
	switch w {
	case "however", "therefore", "hereby", "also", "otherwise", "respectively", "please", "too", "though", "e", "etc":
		return true
	}
	return strings.HasSuffix(w, "ly")
}

// separators counts what stands between the members of lists.
func separators(text string) int {
	n := strings.Count(text, ",")
	for _, w := range meaning.Words(text) {
		switch w {
		case "or", "and", "ou", "et", "oder", "und", "o", "y", "e":
			n++
		}
	}
	return n
}

// inOneRow reports whether one row of words is the other with a row of words put in.
func inOneRow(a, b []string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	head, tail := 0, 0
	for head < len(a) && a[head] == b[head] {
		head++
	}
	for tail < len(a)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return head+tail == len(a)
}
