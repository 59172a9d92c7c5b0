package meaning

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Words cuts s into the words that the lexicons speak of: lower case, straight
// apostrophes, hyphens taken as spaces, possessive 's dropped. "Company's end-to-end"
// gives company, end, to, end.
func Words(s string) []string {
	out := make([]string, 0, len(s)/5+1)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !wordRune(r) {
			if sign := signWord(r); sign != "" {
				out = append(out, sign)
			}
			i += n
			continue
		}
		end, plain := wordSpan(s, i)
		w := s[i:end]
		if !plain {
			w = foldWord(w)
		}
		if w = strings.TrimSuffix(w, "'s"); w != "" {
			out = append(out, w)
		}
		i = end
	}
	return out
}

// signWord names the signs that carry meaning in tables and footnotes.
func signWord(r rune) string {
	switch r {
	case '✔', '✓', '✅', '☑':
		return "✔"
	case '✘', '✗', '✕', '❌', '✖':
		return "✘"
	case '*', '†', '‡':
		return "*"
	case '%':
		return "%"
	}
	return ""
}

// wordSpan returns where the word at i ends, and whether it is lower-case ASCII already.
func wordSpan(s string, i int) (end int, plain bool) {
	plain = true
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !wordRune(r) && !(apostrophe(r) && i+n < len(s) && letterAt(s[i+n:])) {
			break
		}
		if r >= utf8.RuneSelf || 'A' <= r && r <= 'Z' {
			plain = false
		}
		i += n
	}
	return i, plain
}

func letterAt(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

func apostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' }

func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

func foldWord(w string) string {
	return strings.Map(func(r rune) rune {
		if apostrophe(r) {
			return '\''
		}
		return unicode.ToLower(r)
	}, w)
}
