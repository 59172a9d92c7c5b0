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

// withoutTwins drops from both sides words that are spellings of each other.
func withoutTwins(del, ins []string) (restDel, restIns []string) {
	used := make([]bool, len(ins))
next:
	for _, d := range del {
		for k, w := range ins {
			if !used[k] && twins(d, w) {
				used[k] = true
				continue next
			}
		}
		restDel = append(restDel, d)
	}
	for k, w := range ins {
		if !used[k] {
			restIns = append(restIns, w)
		}
	}
	return restDel, restIns
}

// twins reports words of one stem, or a typing mistake apart.
func twins(a, b string) bool {
	if hasDigit(a) || hasDigit(b) {
		return false
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) > 1 && a+"s" == b {
		return true
	}
	common := 0
	for common < len(a) && a[common] == b[common] {
		common++
	}
	if common >= 4 && len(a)-common <= 3 && len(b)-common <= 4 {
		return true
	}
	return len(a) >= 5 && len(b)-len(a) <= 1 && oneApart(a, b)
}

// oneApart reports whether one letter put in, left out, changed or two swapped make a into b.
func oneApart(a, b string) bool {
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	k := 0
	for k < len(a)-i && a[len(a)-1-k] == b[len(b)-1-k] {
		k++
	}
	return len(a)-i-k <= 1 && len(b)-i-k <= 1 || len(a) == len(b) && len(a)-i-k == 2 && a[i] == b[i+1] && a[i+1] == b[i]
}
