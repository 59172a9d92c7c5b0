package differ

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A token is a word or a single other character, but not white space.
type token struct {
	from, to int // where it stands
	word     bool
}

// tokens cuts s into words and single other characters. White space is between them.
func tokens(s string) []token {
	out := make([]token, 0, len(s)/5+1)
	for at := 0; at < len(s); {
		if s[at] == ' ' {
			at++
			continue
		}
		n := tokenEnd(s[at:])
		if w := isWord(s[at:]); w || !isSpace(s[at:]) {
			out = append(out, token{at, at + n, w})
		}
		at += n
	}
	return out
}

// typeless returns a word with one form of each quote and dash: what differs in
// nothing else is the same word.
func typeless(w string) string {
	for i := range len(w) {
		if w[i] >= utf8.RuneSelf {
			return strings.Map(untyped, w)
		}
	}
	return w
}

func untyped(r rune) rune {
	switch r {
	case '“', '”', '„', '‟', '«', '»', '″', '＂':
		return '"'
	case '‘', '’', '‚', '‛', '′', '‹', '›', '´', 'ʼ', '＇':
		return '\''
	case '‐', '‑', '‒', '–', '—', '―', '−':
		return '-'
	}
	return r
}

// appendWords appends the hashes of the words of s, without white space and punctuation.
func appendWords(hashes []uint32, s string) []uint32 {
	for at := 0; at < len(s); {
		if c := s[at]; c < utf8.RuneSelf && !asciiWord[c] {
			at++
			continue
		}
		n := tokenEnd(s[at:])
		if w := s[at : at+n]; isWord(w) {
			hashes = append(hashes, foldHash(w))
		}
		at += n
	}
	return hashes
}

// asciiWord are the letters and digits of ASCII.
var asciiWord = func() (words [utf8.RuneSelf]bool) {
	for c := range words {
		words[c] = inWord(rune(c))
	}
	return words
}()

// tokenEnd returns the length of the first token of s, which is not empty.
func tokenEnd(s string) int {
	if c := s[0]; c < utf8.RuneSelf && asciiWord[c] {
		return wordEnd(s, 1)
	}
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case unicode.IsSpace(r):
		return n + runEnd(s[n:], unicode.IsSpace)
	case wordless(r):
		return n
	case inWord(r):
		return wordEnd(s, n)
	}
	return n
}

func runEnd(s string, in func(rune) bool) int {
	for i, r := range s {
		if !in(r) {
			return i
		}
	}
	return len(s)
}

// wordEnd walks over letters and digits, and over single joiners between them, as
// in don't, end-to-end, 3.5, 01/02/2026 and example.com.
func wordEnd(s string, at int) int {
	for at < len(s) {
		if c := s[at]; c < utf8.RuneSelf && asciiWord[c] {
			at++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[at:])
		if inWord(r) && !wordless(r) {
			at += n
			continue
		}
		if !joins(r) || at+n >= len(s) {
			return at
		}
		next, _ := utf8.DecodeRuneInString(s[at+n:])
		if !inWord(next) || wordless(next) || r == '/' && !(isDigit(s[at-1]) && isDigit(s[at+1])) {
			return at
		}
		at += n
	}
	return at
}

func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func joins(r rune) bool {
	switch r {
	case '\'', '’', '-', '.', ',', '_', '@', '/', '\u2010', '\u2011':
		return true
	}
	return false
}

// wordless reports scripts that write no spaces between words: each character is a token.
func wordless(r rune) bool {
	return r > 0x2E7F && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) ||
		r >= 0x0E00 && r < 0x1100 && unicode.In(r, unicode.Thai, unicode.Lao, unicode.Myanmar)
}

func isSpace(token string) bool {
	r, _ := utf8.DecodeRuneInString(token)
	return unicode.IsSpace(r)
}

func isWord(token string) bool {
	if c := token[0]; c < utf8.RuneSelf {
		return asciiWord[c]
	}
	r, _ := utf8.DecodeRuneInString(token)
	return inWord(r)
}

// foldHash is a hash of a word that is the same for both letter cases (FNV-1a).
func foldHash(w string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(w); i++ {
		c := w[i]
		if c >= utf8.RuneSelf {
			return foldRunes(h, w[i:])
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		h = (h ^ uint32(c)) * 16777619
	}
	return h
}

// foldRunes goes on with a hash where a word leaves ASCII.
func foldRunes(h uint32, w string) uint32 {
	for _, r := range w {
		switch {
		case r < utf8.RuneSelf:
			if 'A' <= r && r <= 'Z' {
				r += 'a' - 'A'
			}
		case r == '’':
			r = '\''
		default:
			r = unicode.ToLower(r)
		}
		h = (h ^ uint32(r)) * 16777619
	}
	return h
}
