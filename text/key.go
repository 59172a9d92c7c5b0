package text

import (
	"crypto/sha256"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/redlinewatch/redline"
)

// BlockKey returns the key of a block with these words. It hashes their [Normalize]d
// form without its spaces, because markup around a word often moves or eats one.
func BlockKey(words string) redline.Key {
	var room [1024]byte
	sum := sha256.Sum256(appendKey(room[:0], words))
	return redline.Key(sum[:len(redline.Key{})])
}

// What an ASCII character is in comparisons.
const (
	formDrop  = iota
	formSpace // white space and what else is none
	formWord  // a letter or digit
	formOther // a sign that stands for itself
	formMore  // what comparisonForm and appendForm know
)

var asciiForms = func() (forms [utf8.RuneSelf]byte) {
	for c := range forms {
		switch f := comparisonForm(rune(c)); {
		case f == ' ':
			forms[c] = formSpace
		case isAlphanumeric(byte(c)):
			forms[c] = formWord
		case f == rune(c) && c != '-':
			forms[c] = formOther
		case f != drop:
			forms[c] = formMore
		}
	}
	return forms
}()

// appendKey appends the [Normalize]d form of words without its spaces.
func appendKey(dst []byte, words string) []byte {
	words = prepared(words)
	space := false
	for i := 0; i < len(words); {
		c := words[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(words[i:])
			i += size
			switch form := comparisonForm(r); {
			case form == drop:
			case form == ' ':
				space = true
			default:
				dst, space = appendApart(dst, form, space), false
			}
			continue
		}
		i++
		switch asciiForms[c] {
		case formWord, formOther:
			dst, space = append(dst, c), false
		case formSpace:
			space = true
		case formMore:
			dst, space = appendApart(dst, comparisonForm(rune(c)), space), false
		}
	}
	return dst
}

// appendApart is appendForm where a space may have been left out before: two dashes
// with a space between them are two.
func appendApart(dst []byte, form rune, space bool) []byte {
	if form == '-' && space {
		return append(dst, '-')
	}
	return appendForm(dst, form)
}

// TextKey returns the key of a text of these blocks.
func TextKey(blocks []redline.Block) redline.Key {
	h := sha256.New()
	for i := range blocks {
		h.Write(blocks[i].Key[:])
	}
	return redline.Key(h.Sum(nil)[:len(redline.Key{})])
}

// Normalize returns words as they are compared: one form of each quote and dash,
// single spaces, no markup characters, no invisible ones, no list marker in front,
// composed letters. Letter case stays. Words with equal forms have equal keys.
func Normalize(words string) string {
	return string(appendNormal(make([]byte, 0, len(words)+8), words))
}

// prepared returns words composed, without tags and list markers.
func prepared(words string) string {
	if !norm.NFC.IsNormalString(words) {
		words = norm.NFC.String(words)
	}
	if strings.IndexByte(words, '<') >= 0 {
		words = withoutTags(words)
	}
	return withoutMarker(strings.TrimFunc(words, ignorable))
}

func appendNormal(dst []byte, words string) []byte {
	words = prepared(words)
	space := false
	for i := 0; i < len(words); {
		r, size := rune(words[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(words[i:])
		}
		i += size
		switch form := comparisonForm(r); {
		case form == drop:
		case form == ' ':
			space = len(dst) > 0
		default:
			if space {
				dst, space = append(dst, ' '), false
			}
			dst = appendForm(dst, form)
		}
	}
	return dst
}

func appendForm(dst []byte, form rune) []byte {
	switch form {
	case '…':
		return append(dst, "..."...)
	case '-':
		if len(dst) > 0 && dst[len(dst)-1] == '-' {
			return dst // a dash typed as two hyphens
		}
	}
	return utf8.AppendRune(dst, form)
}

const drop = -1

// comparisonForm returns the rune that stands for r in comparisons, or drop.
func comparisonForm(r rune) rune {
	if r < utf8.RuneSelf {
		switch r {
		case '*', '_', '|', '[', ']', '<', '>', '\\', '~':
			return drop
		case '`':
			return '\''
		}
		switch {
		case r <= ' ':
			return ' '
		case r == 0x7F:
			return drop
		}
		return r
	}
	switch r {
	case '“', '”', '„', '‟', '«', '»', '″', '〝', '〞', '＂':
		return '"'
	case '‘', '’', '‚', '‛', '′', '‹', '›', '´', 'ʼ', '＇':
		return '\''
	case '‐', '‑', '‒', '–', '—', '―', '−', '﹘', '﹣', '－':
		return '-'
	}
	switch {
	case isSpace(r):
		return ' '
	case isInvisible(r):
		return drop
	}
	return r
}

// withoutTags removes what looks like tags of HTML: a page may show them as words
// by mistake, and an archive's Markdown cannot tell the two apart.
func withoutTags(words string) string {
	var out strings.Builder
	for {
		start := strings.IndexByte(words, '<')
		if start < 0 {
			break
		}
		end := strings.IndexByte(words[start:], '>')
		if end < 0 {
			break
		}
		start += strings.LastIndexByte(words[start:start+end], '<')
		end = start + strings.IndexByte(words[start:], '>')
		tag := words[start : end+1]
		out.WriteString(words[:start])
		if name, _, ok := tagName([]byte(tag)); !ok || !isElement(name) {
			out.WriteString(tag)
		}
		words = words[end+1:]
	}
	out.WriteString(words)
	return out.String()
}

// isSpace reports whether r shows as white space.
func isSpace(r rune) bool {
	return r == '\u2800' || unicode.IsSpace(r) // the second knows U+00A0, U+2000 to U+200A, U+202F, U+3000
}

// isInvisible reports whether r shows as nothing.
func isInvisible(r rune) bool {
	switch {
	case r < 0xAD:
		return r < ' ' || (r >= 0x7F && r < 0xA0)
	case r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0100 && r <= 0xE01EF, r == 0x034F, r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0:
		return true // variation selectors, joiners and fillers
	}
	return unicode.Is(unicode.Cf, r)
}

func ignorable(r rune) bool { return isSpace(r) || isInvisible(r) }

// withoutMarker removes list markers from the front of words, unless nothing
// would be left: bullets, heading signs, "1.", "2.3.", "(a)", "iv)".
func withoutMarker(words string) string {
	for range 3 {
		n := markerLength(words)
		rest := strings.TrimLeftFunc(words[n:], ignorable)
		if n == 0 || rest == "" {
			return words
		}
		words = rest
	}
	return words
}

// markerLength returns how many bytes of words are one list marker.
func markerLength(words string) int {
	r, size := utf8.DecodeRuneInString(words)
	switch r {
	case '•', '◦', '▪', '▫', '●', '■', '□', '‣', '·', '∙', '○', '⁃', '►', '➢', '➤', '–', '—', '-', '*', '+', '#', '\uf0b7', '\u00a7':
		if r == '#' {
			size = run(words, '#')
		}
		if r != '§' && followedBySpace(words, size) {
			return size
		}
		if r == '•' || r == '\uf0b7' || r == '●' || r == '▪' {
			return size // also without a space
		}
		return 0
	}
	at := 0
	if r == '(' {
		at = 1
	}
	n := labelLength(words[at:])
	if n == 0 || at+n >= len(words) {
		return 0
	}
	closing := words[at+n]
	if closing != ')' && (closing != '.' || at == 1) {
		return 0
	}
	if !followedBySpace(words, at+n+1) {
		return 0
	}
	return at + n + 1
}

// labelLength returns the length of a number ("12", "1.2"), a letter or a small
// roman numeral that words begin with.
func labelLength(words string) int {
	n := 0
	for n < len(words) && n < 12 && (words[n] >= '0' && words[n] <= '9' || (n > 0 && words[n] == '.' && n+1 < len(words) && words[n+1] >= '0' && words[n+1] <= '9')) {
		n++
	}
	if n > 3 && !strings.Contains(words[:n], ".") {
		return 0 // a year, not a marker
	}
	if n > 0 {
		return n
	}
	for n < len(words) && n < 5 && strings.IndexByte("ivxIVX", words[n]) >= 0 {
		n++
	}
	if n > 0 {
		return n
	}
	if len(words) > 0 && (words[0]|0x20) >= 'a' && (words[0]|0x20) <= 'z' {
		return 1
	}
	return 0
}

func followedBySpace(words string, at int) bool {
	r, size := utf8.DecodeRuneInString(words[at:])
	return size == 0 || isSpace(r)
}
