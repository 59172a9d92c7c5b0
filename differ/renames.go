package differ

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/redlinewatch/redline"
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
	if j.named == nil {
		r := j.findRenames()
		j.named = &r
	}
	return *j.named
}

func (j *judgement) findRenames() renames {
	gone, come := make(map[string]int), make(map[string]int)
	r := renames{names: make(map[string]bool), swaps: make(map[string]int)}
	for _, e := range j.edits {
		if !e.paired() || onlyNumbers(e) {
			continue
		}
		left, entered := make(map[string]int), make(map[string]int)
		countNames(left, e.old.text, e.del)
		countNames(entered, e.new.text, e.ins)
		if len(left) > 0 && len(entered) > 0 { // one name takes the place of another
			add(gone, left)
			add(come, entered)
		}
		if s := swap(e); s != "" {
			r.swaps[s]++
		}
	}
	j.goneWords(r.names)
	for _, side := range []map[string]int{gone, come} {
		for w, n := range side {
			if n >= 2 && !regional(w) {
				r.names[w] = true
			}
		}
	}
	return r
}

// renamedLeast is how many sentences must lose one word and gain another.
const renamedLeast = 2

// goneWords adds words that gave way to one other word in several sentences and are gone
// from the text, in all their forms: "Tweets" that are "posts" now. A word that policies
// regulate is never just a name.
func (j *judgement) goneWords(names map[string]bool) {
	type swap struct{ gone, come string }
	times, forms := make(map[swap]int), make(map[string]map[string]bool)
	for _, e := range j.edits {
		if !e.paired() || len(e.del) == 0 || len(e.ins) == 0 || len(e.del)+len(e.ins) > nameWords {
			continue
		}
		seen := make(map[swap]bool)
		for _, d := range e.del {
			for _, w := range e.ins {
				if s := (swap{stem(d), stem(w)}); !functionWord(d) && !functionWord(w) && !hasDigit(d+w) {
					seen[s] = true
					note(forms, s.gone, d)
					note(forms, s.come, w)
				}
			}
		}
		for s := range seen {
			times[s]++
		}
	}
	new := ""
	for s, n := range times {
		if n < renamedLeast || topical([]string{s.gone}) || regional(s.gone) || turned([]string{s.gone}, []string{s.come}) {
			continue
		}
		if new == "" {
			new = lowerText(j.New)
		}
		if strings.Contains(new, s.gone) {
			continue
		}
		for _, side := range []string{s.gone, s.come} {
			for w := range forms[side] {
				names[w] = true
			}
		}
	}
}

func note(forms map[string]map[string]bool, stem, word string) {
	if forms[stem] == nil {
		forms[stem] = make(map[string]bool)
	}
	forms[stem][word] = true
}

// lowerText joins the words of a text in lower case.
func lowerText(t redline.Text) string {
	var b strings.Builder
	for _, block := range t.Blocks {
		b.WriteString(strings.ToLower(block.Words))
		b.WriteByte('\n')
	}
	return b.String()
}

// stem drops from a word what its forms differ in.
func stem(w string) string {
	for _, end := range []string{"ing", "ed", "s"} {
		if rest, ok := strings.CutSuffix(w, end); ok && len(rest) >= 3 {
			w = rest
			break
		}
	}
	if rest, ok := strings.CutPrefix(w, "re"); ok && len(rest) >= 4 {
		w = rest
	}
	return w
}

func add(to, more map[string]int) {
	for w, n := range more {
		to[w] += n
	}
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
