package site

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/text"
)

// excerpt shortens spans to what changed and about so many words around it.
// Left-out words are marked with an ellipsis.
func excerpt(spans []redline.Span, around int) []redline.Span {
	out := make([]redline.Span, 0, len(spans))
	for i, s := range spans {
		if s.Op == redline.SpanKept {
			s.Words = shorten(s.Words, around, i > 0, i < len(spans)-1)
		}
		if s.Words != "" {
			out = append(out, s)
		}
	}
	return out
}

// atMost cuts spans after so many words, and says so with an ellipsis.
func atMost(spans []redline.Span, words int) []redline.Span {
	for i, s := range spans {
		n := countWords(s.Words)
		if n > words {
			out := append([]redline.Span(nil), spans[:i]...)
			if words > 0 {
				out = append(out, redline.Span{Op: s.Op, Words: s.Words[:afterWords(s.Words, words)]})
			}
			return append(out, redline.Span{Op: redline.SpanKept, Words: " …"})
		}
		words -= n
	}
	return spans
}

// shorten keeps words at the ends of s that touch a change.
func shorten(s string, n int, head, tail bool) string {
	cutHead := 0 // bytes to keep at the start
	if head {
		cutHead = afterWords(s, n)
	}
	cutTail := len(s) // where the kept end starts
	if tail {
		cutTail = beforeWords(s, n)
	}
	switch {
	case cutHead >= cutTail:
		return s
	case head && tail:
		return s[:cutHead] + " … " + s[cutTail:]
	case head:
		return s[:cutHead] + " …"
	case tail:
		return "… " + s[cutTail:]
	}
	return s
}

// afterWords is the offset behind the first n words of s.
func afterWords(s string, n int) int {
	in := false
	for i, r := range s {
		space := unicode.IsSpace(r)
		if in && space {
			if n--; n == 0 {
				return i
			}
		}
		in = !space
	}
	return len(s)
}

// beforeWords is the offset of the last n words of s.
func beforeWords(s string, n int) int {
	in := false
	for i := len(s); i > 0; {
		r, size := utf8.DecodeLastRuneInString(s[:i])
		space := unicode.IsSpace(r)
		if in && space {
			if n--; n == 0 {
				return i
			}
		}
		in = !space
		i -= size
	}
	return 0
}

// quoteSpans are a quote's spans; one that has none is told by its two sides.
func quoteSpans(old, new string, spans []redline.Span) []redline.Span {
	if len(spans) > 0 {
		return spans
	}
	var out []redline.Span
	if old != "" {
		out = append(out, redline.Span{Op: redline.SpanDeleted, Words: old})
	}
	if old != "" && new != "" {
		out = append(out, redline.Span{Op: redline.SpanKept, Words: " "})
	}
	if new != "" {
		out = append(out, redline.Span{Op: redline.SpanInserted, Words: new})
	}
	return out
}

// decisive are the words of the first rule that fired on any, marked word by word
// and shortened: for a list, where comparing the whole texts would cost too much.
func decisive(v redline.Verdict) []redline.Span {
	const longest, around = 1500, 14
	for _, r := range v.Reasons {
		if r.Old == "" && r.New == "" || r.Old == r.New {
			continue
		}
		old, new := clip(r.Old, longest), clip(r.New, longest)
		hunks := differ.Diff(sentence(old), sentence(new))
		if len(hunks) != 1 {
			return quoteSpans(clip(old, 280), clip(new, 280), nil)
		}
		return excerpt(quoteSpans(old, new, hunks[0].Spans), around)
	}
	return nil
}

// sentence is a text of one passage.
func sentence(words string) redline.Text {
	if words == "" {
		return redline.Text{}
	}
	block := redline.Block{Kind: redline.BlockParagraph, Words: words, Count: countWords(words), Key: text.BlockKey(words)}
	return redline.Text{Blocks: []redline.Block{block}, Key: text.TextKey([]redline.Block{block})}
}

// trimmed splits the white space off the ends of words, so that a mark covers words only.
func trimmed(s string) (before, words, after string) {
	words = strings.TrimSpace(s)
	if words == "" {
		return s, "", ""
	}
	at := strings.Index(s, words)
	return s[:at], words, s[at+len(words):]
}

// countWords counts words divided by white space.
func countWords(parts ...string) int {
	n := 0
	for _, p := range parts {
		n += len(strings.Fields(p))
	}
	return n
}

// clip cuts s to about n characters at a word's end.
func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	cut := string([]rune(s)[:n+1]) // one more: a word may end just there
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:") + " …"
}
