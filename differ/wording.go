package differ

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/redlinewatch/redline/meaning"
)

// sameVocabulary reports a sentence that says what it said with the same words, only
// some of them oftener or less often.
func sameVocabulary(e edit) bool {
	if len(e.new.words) < 8 || len(quantities(e.del))+len(quantities(e.ins)) > 0 {
		return false
	}
	return within(content(e.ins, nil), e.old.words) && within(content(e.del, nil), e.new.words)
}

// within reports whether all words stand among others.
func within(words, others []string) bool {
	for _, w := range words {
		if !contains(others, w) {
			return false
		}
	}
	return true
}

// quotation is what stands between quotes, short enough to be a name.
var quotation = regexp.MustCompile(`[“"]([^”"]{3,80})[”"]`)

// quoted reports an edit inside the quotes around a button's or a link's name: "Do Not
// Sell My Data".
func quoted(e edit) bool {
	if !strings.ContainsAny(e.old.text, `“"`) {
		return false
	}
	return inQuotes(e.old.text, content(e.del, nil)) && inQuotes(e.new.text, content(e.ins, nil))
}

func inQuotes(text string, words []string) bool {
	if len(words) == 0 {
		return true
	}
	for _, m := range quotation.FindAllStringSubmatch(text, -1) {
		if titled(m[1]) && within(words, meaning.Words(m[1])) {
			return true
		}
	}
	return false
}

// titled reports several words of which all but small ones are capitalised.
func titled(s string) bool {
	n := 0
	for _, w := range strings.Fields(s) {
		if r := []rune(w)[0]; unicode.IsLetter(r) && !unicode.IsUpper(r) && !functionWord(strings.ToLower(w)) {
			return false
		}
		n++
	}
	return n >= 3
}

// typo reports a sentence in which one letter was put right.
func typo(e edit) bool {
	if len(quantities(e.del))+len(quantities(e.ins)) > 0 || len(e.new.words) < 4 {
		return false
	}
	a, b := e.old.key(), e.new.key()
	if len(a) > len(b) {
		a, b = b, a
	}
	return len(b)-len(a) <= 1 && oneApart(a, b)
}
