package meaning

import (
	"strings"
	"unicode/utf8"
)

func (r *reading) footnotes(sentence string) {
	first, _ := utf8.DecodeRuneInString(sentence)
	r.p.Footnote = signWord(first) == "*" || first == '¹' || first == '²'
	for i, w := range r.words {
		r.p.Marked = r.p.Marked || w == "*" && i > 0
	}
}

// covered lists what a sentence covers. A denial often lists features by their names,
// before it says what they are not: "chats with bots and in Channels are not
// end-to-end encrypted".
func (r *reading) covered(names []int) {
	until := len(r.words)
	is := make(map[int]bool)
	for _, c := range [...]concept{cMessages, cCalls, cGroups, cBackups, cStored} {
		for _, s := range r.at[c] {
			is[s.from] = true
		}
	}
	if r.p.Denied {
		until = 0
		for _, s := range r.at[cE2E] {
			until = max(until, s.from)
		}
		for _, i := range names {
			is[i] = is[i] || i > 0 && len(r.words[i]) > 2 && !common(r.words[i])
		}
	}
	seen := make(map[string]bool)
	for i, w := range r.words[:until] {
		if w = strings.TrimSuffix(w, "s"); is[i] && !seen[w] {
			seen[w] = true
			r.p.Covered = append(r.p.Covered, w)
		}
	}
}

// cells reads the answers of a table's row: yes and no, ticks and crosses.
func (r *reading) cells(level float64) float64 {
	if !r.row {
		return level
	}
	yes, no := 0, 0
	for _, w := range r.words[1:] {
		switch w {
		case "yes", "✔", "included", "available":
			yes++
		case "no", "✘", "none", "unavailable":
			no++
		}
	}
	switch {
	case no == 0:
		return level
	case yes == 0:
		r.p.Denied = true
		return -level
	}
	return level * float64(yes) / float64(yes+no) * 0.8
}
