package alert

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// window quotes words[lo:hi] with as much of the sentence around as fits, cut at words
// and with an ellipsis where something is left out.
func window(words []string, lo, hi, limit int) string {
	if len(words) > 1 && strings.Trim(words[0], "*•–—-·●○▪■") == "" { // a list's marker
		words, lo, hi = words[1:], max(lo-1, 0), max(hi-1, 0)
	}
	size := func(a, b int) int {
		n := utf8.RuneCountInString(strings.Join(words[a:b], " "))
		if a > 0 {
			n++
		}
		if b < len(words) {
			n++
		}
		return n
	}
	if lo == hi { // words were taken out here: show both neighbours
		lo, hi = max(0, lo-1), min(len(words), hi+1)
	}
	lo = beginning(words, lo, hi, limit, size)
	if slices.ContainsFunc(words[:lo], negates) && size(0, min(hi, lo+3)) <= limit {
		lo = 0 // what is left out must not turn the meaning round
	}
	if size(lo, hi) > limit {
		return clipStart(words, lo, limit)
	}
	from, to := lo, hi
	for grown := true; grown; {
		grown = false
		if to < len(words) && size(from, to+1) <= limit {
			to, grown = to+1, true
		}
	}
	if to == len(words) {
		from = extend(words, from, to, limit)
	}
	s := strings.Join(words[from:to], " ")
	if to == len(words) {
		s = trimEnd(s)
	} else {
		s = cutEnd(s) + ellipsis
	}
	if from > 0 {
		s = ellipsis + s
	}
	return s
}

// beginning returns where to begin a quote of words[lo:hi]: where the sentence does,
// else where its clause does, if the change still fits behind; else as far to the left
// as leaves room for the change.
func beginning(words []string, lo, hi, limit int, size func(a, b int) int) int {
	for _, at := range []int{0, clause(words, lo)} {
		if size(at, hi) <= limit || size(at, lo) <= limit/2 {
			return at
		}
	}
	for lo > 0 && size(lo-1, hi) <= limit {
		lo--
	}
	return lo
}

// clipStart quotes words from lo on, as far as they fit.
func clipStart(words []string, lo, limit int) string {
	lo = reachDenial(words, lo, limit)
	s := strings.Join(words[lo:], " ")
	if lo == 0 {
		return recut(clip(s, limit))
	}
	return ellipsis + recut(clip(s, limit-1))
}

// denialWords is how many words behind a negation tell what is denied: "no longer be".
const denialWords = 2

// reachDenial moves the beginning of a quote that will be cut to the right where the cut
// would fall between its first negation and what that denies, and turn it round.
func reachDenial(words []string, lo, limit int) int {
	k := slices.IndexFunc(words[lo:], negates)
	if k < 0 {
		return lo
	}
	end := min(lo+k+1+denialWords, len(words))
	for from := lo; from <= lo+k; from++ {
		if utf8.RuneCountInString(strings.Join(words[from:end], " "))+1 <= limit { // and the ellipsis
			return from
		}
	}
	return lo
}

// recut drops from a clipped quote the words that only lead on.
func recut(s string) string {
	if head, ok := strings.CutSuffix(s, ellipsis); ok {
		return cutEnd(head) + ellipsis
	}
	return trimEnd(s)
}

// clause returns where the clause that words[at] stands in begins.
func clause(words []string, at int) int {
	for at > 0 && !strings.ContainsAny(words[at-1][len(words[at-1])-1:], ",;:") {
		at--
	}
	return at
}

// extend moves the beginning of a quote to the left, to where a clause begins, while it fits.
func extend(words []string, from, to, limit int) int {
	best := from
	for at := from; at >= 0; at-- {
		n := utf8.RuneCountInString(strings.Join(words[at:to], " "))
		if at > 0 {
			n++
		}
		if n > limit {
			break
		}
		if at == 0 || clause(words, at) == at {
			best = at
		}
	}
	return best
}

// negates reports whether a word turns the meaning of its sentence round.
func negates(word string) bool {
	switch w := strings.ToLower(strings.Trim(word, ",;:()“”\"'")); w {
	case "no", "not", "never", "neither", "nor", "none", "nobody", "cannot", "without", "unless", "except", "only", "if":
		return true
	default:
		return strings.HasSuffix(w, "n't") || strings.HasSuffix(w, "n’t")
	}
}

// cutEnd drops words from the end of a cut quote that only lead on to the next.
func cutEnd(s string) string {
	for {
		s = strings.TrimRight(s, " ,;:–—-(")
		at := strings.LastIndexByte(s, ' ')
		if at < 0 {
			return s
		}
		if !leadsOn(s[at+1:]) {
			return s
		}
		s = s[:at]
	}
}

// trimEnd drops the stop of a sentence that becomes part of ours.
func trimEnd(s string) string { return strings.TrimRight(s, ".,;: ") }

// leans reports whether words begin or end with one that means nothing without its neighbour.
func leans(words []string) bool {
	leaning := func(word string) bool {
		switch strings.ToLower(strings.Trim(word, ",;:().")) {
		case "is", "are", "be", "being", "without", "not", "no", "if", "unless", "we", "you", "it", "will", "may", "can":
			return true
		}
		return leadsOn(word)
	}
	return leaning(words[0]) || leaning(words[len(words)-1])
}

// leadsOn reports whether a word only leads on to the next.
func leadsOn(word string) bool {
	switch strings.ToLower(strings.Trim(word, ",;:().")) {
	case "the", "a", "an", "of", "to", "and", "or", "that", "which", "in", "on", "for", "with", "by", "from", "our", "your",
		"their", "as", "at", "so", "but", "although", "while", "when", "where", "who", "whatever", "until", "into", "such", "than":
		return true
	}
	return false
}
