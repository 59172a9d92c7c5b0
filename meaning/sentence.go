package meaning

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// Sentences cuts s at the ends of its sentences by Unicode's rules, and joins again
// what those split after an abbreviation ("e.g. ", "Sec. 5", "Acme Inc. may") or a
// numeral in front ("1. Introduction"). White space around sentences is dropped.
func Sentences(s string) []string {
	var out []string
	start, end := 0, 0 // of the sentence in the making
	for it := sentences.FromString(s); it.Next(); {
		part := it.Value()
		next := end + len(part)
		if end > start && !goesOn(s[start:end]) && hasWord(part) {
			// The mark of a footnote belongs to what it marks.
			if marks := len(part) - len(strings.TrimLeft(part, "*†‡¹²³")); !endsInSpace(s[start:end]) {
				end += marks
			}
			out = appendSentences(out, s[start:end])
			start = end
		}
		end = next
	}
	return appendSentences(out, s[start:])
}

// appendSentences adds what Unicode takes for one sentence, cut where two are glued.
func appendSentences(out []string, p string) []string {
	for p != "" {
		at := glued(p)
		if part := strings.TrimSpace(p[:at]); part != "" {
			out = append(out, part)
		}
		p = p[at:]
	}
	return out
}

func endsInSpace(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsSpace(r)
}

// glued returns where a sentence begins that no space parts from the one before
// ("our Help Center.For Subscriptions"), as it comes out of some pages; else the length of p.
func glued(p string) int {
	for i := 2; i+2 < len(p); i++ {
		if p[i] == '.' && lower(p[i-1]) && lower(p[i-2]) && 'A' <= p[i+1] && p[i+1] <= 'Z' && (lower(p[i+2]) || p[i+2] == '.') {
			return i + 1
		}
	}
	return len(p)
}

func lower(c byte) bool { return 'a' <= c && c <= 'z' }

// goesOn reports whether a full stop at the end of part ends no sentence.
func goesOn(part string) bool {
	p := strings.TrimRightFunc(part, unicode.IsSpace)
	if !strings.HasSuffix(p, ".") {
		return false
	}
	p = p[:len(p)-1]
	at := strings.LastIndexFunc(p, func(r rune) bool { return unicode.IsSpace(r) || r == '(' || r == '[' || r == '“' || r == '"' }) + 1
	for at > 0 && at < len(p) && !utf8.RuneStart(p[at]) {
		at++
	}
	last := p[at:]
	if last == "" {
		return false
	}
	if at == 0 && isNumeral(last) {
		return true // "1." or "IV." in front of a heading
	}
	return isAbbreviation(strings.ToLower(last)) || isInitial(last)
}

// hasWord reports whether a part is more than signs, such as the mark of a footnote.
func hasWord(part string) bool { return strings.IndexFunc(part, wordRune) >= 0 }

// isInitial reports one capital letter, as in "J. Smith", but not "I".
func isInitial(w string) bool {
	return len(w) == 1 && 'A' <= w[0] && w[0] <= 'Z' && w[0] != 'I'
}

func isNumeral(w string) bool {
	if len(w) > 6 {
		return false
	}
	digits, roman := true, true
	for _, r := range w {
		digits = digits && (unicode.IsDigit(r) || r == '.')
		roman = roman && strings.ContainsRune("IVXLivxl", r)
	}
	return digits || roman || len(w) == 1
}

func isAbbreviation(w string) bool {
	switch w {
	case "e.g", "eg", "i.e", "ie", "cf", "sec", "secs", "art", "arts", "no", "nos", "inc", "ltd", "co", "corp",
		"llc", "u.s", "u.k", "e.u", "st", "mr", "mrs", "ms", "dr", "prof", "vs", "approx", "dept", "est", "fig",
		"para", "paras", "pt", "vol", "ver", "ch", "bzw", "z.b", "d.h", "nr", "abs", "p.o", "ste", "ave", "blvd",
		"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "attn", "tel", "ext":
		return true
	}
	return false
}
