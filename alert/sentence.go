package alert

import (
	"strings"

	"github.com/redlinewatch/redline/meaning"
)

// starts returns the byte offset at which each sentence of s begins; the first is 0.
func starts(s string) []int {
	at := []int{0}
	from := 0
	for i, sentence := range meaning.Sentences(s) {
		found := strings.Index(s[from:], sentence)
		if found < 0 {
			break
		}
		if i > 0 {
			at = append(at, from+found)
		}
		from += found + len(sentence)
	}
	return at
}

// sentences returns the sentences of s, which are s when joined.
func sentences(s string) []string {
	at := starts(s)
	out := make([]string, len(at))
	for i, from := range at {
		to := len(s)
		if i+1 < len(at) {
			to = at[i+1]
		}
		out[i] = s[from:to]
	}
	return out
}
