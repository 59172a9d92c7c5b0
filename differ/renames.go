package differ

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// renames are what was replaced throughout.
type renames struct {
	names map[string]bool // words that leave or enter several sentences as names
	swaps map[string]int  // short replacements, and how often they were made
}

// swap names a short replacement, empty for other edits.
func swap(e edit) string {
	if !e.paired() || len(e.del) == 0 || len(e.ins) == 0 || len(e.del) > 3 || len(e.ins) > 3 || len(quantities(e.ins)) > 0 {
		return ""
	}
	return strings.Join(e.del, " ") + " > " + strings.Join(e.ins, " ")
}

// renamed finds names that were replaced throughout: a capitalised word that leaves
// several sentences while another takes its place, or one replacement made again and again.
func (j *judgement) renamed() renames {
	gone, come := make(map[string]int), make(map[string]int)
	r := renames{names: make(map[string]bool), swaps: make(map[string]int)}
	for _, e := range j.edits {
		if !e.paired() {
			continue
		}
		countNames(gone, e.old.text, e.del)
		countNames(come, e.new.text, e.ins)
		if s := swap(e); s != "" {
			r.swaps[s]++
		}
	}
	for _, side := range []map[string]int{gone, come} {
		for w, n := range side {
			if n >= 2 && len(gone) > 0 && len(come) > 0 {
				r.names[w] = true
			}
		}
	}
	return r
}

// Bounds of looking for names in a sentence.
const (
	nameBytes = 8000
	nameWords = 60
)

// countNames counts the words that stand capitalised inside a sentence.
func countNames(count map[string]int, text string, words []string) {
	if len(text) > nameBytes {
		return // a table or a text without sentences
	}
	for _, w := range words[:min(len(words), nameWords)] {
		if functionWord(w) || len(w) < 2 {
			continue
		}
		r, n := utf8.DecodeRuneInString(w)
		if strings.Index(text, string(unicode.ToUpper(r))+w[n:]) > 0 || len(w) > 1 && strings.Index(text, strings.ToUpper(w)) > 0 {
			count[w]++
		}
	}
}
