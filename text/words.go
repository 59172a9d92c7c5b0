package text

import (
	"bytes"
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
)

// Marks in collected words. Neither can come from a text: control characters are
// left out on the way.
const (
	markBreak = '\x01' // a line break
	markBlock = '\x02' // the border of a block
)

// A collector collects what a reader sees of inline content.
type collector struct {
	source []byte
	out    []byte
	hidden string // the element whose content is not seen, while inside it
	cell   bool   // of a table, where list items and headings stand behind breaks
	marked int    // elements of emphasis and the like around the current text
}

func (w *collector) children(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		w.node(c)
	}
}

func (w *collector) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		w.text(w.item(n.Segment.Value(w.source)))
		switch {
		case n.HardLineBreak():
			w.out = append(w.out, markBreak)
		case n.SoftLineBreak():
			w.out = append(w.out, ' ')
		}
	case *ast.String:
		w.literal(n.Value)
	case *ast.CodeSpan:
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if t, ok := c.(*ast.Text); ok {
				w.literal(t.Segment.Value(w.source))
			}
		}
	case *ast.AutoLink:
		w.literal(n.Label(w.source))
	case *ast.RawHTML:
		w.tag(whole(n, w.source))
	case *ast.Image:
	default: // emphasis, links, strikethrough, task boxes
		w.marked++
		w.children(n)
		w.marked--
	}
}

// item takes the marker of a list item or heading from the front of raw text in a
// cell, where Markdown has no other way to write blocks than behind a break. A
// number stays: cells often begin with one that is no list's.
func (w *collector) item(raw []byte) []byte {
	if !w.cell || w.marked > 0 {
		return raw
	}
	if before := bytes.TrimRight(w.out, " "); len(before) > 0 && before[len(before)-1] > markBlock {
		return raw
	}
	body := strings.TrimLeft(string(raw), " ")
	heading := run(body, '#')
	if !isMarker(body) && (heading == 0 || heading > 6 || markerEnd(body) != heading) {
		return raw
	}
	w.out = append(w.out, markBlock)
	if isAlphanumeric(body[0]) {
		return []byte(body)
	}
	return []byte(body[markerEnd(body):])
}

// whole returns the source of an inline tag, which may run over several lines.
func whole(n *ast.RawHTML, source []byte) []byte {
	var out []byte
	for i := range n.Segments.Len() {
		segment := n.Segments.At(i)
		out = append(out, segment.Value(source)...)
	}
	return out
}

// literal adds b as it stands, but for control characters.
func (w *collector) literal(b []byte) {
	if w.hidden != "" {
		return
	}
	for len(b) > 0 {
		n := 0
		for n < len(b) && b[n] >= ' ' && b[n] != 0x7F {
			n++
		}
		w.out = append(w.out, b[:n]...)
		if n < len(b) {
			if b[n] == '\n' || b[n] == '\t' {
				w.out = append(w.out, ' ')
			}
			n++
		}
		b = b[n:]
	}
}

// text adds raw Markdown text: escapes and character references are resolved, and
// emphasis signs that goldmark could not pair are dropped, because converters put
// them where CommonMark does not see them ("**word **next").
func (w *collector) text(b []byte) {
	for len(b) > 0 {
		n := bytes.IndexAny(b, "\\&*_")
		if n < 0 {
			n = len(b)
		}
		w.literal(b[:n])
		if b = b[n:]; len(b) > 0 {
			b = b[w.sign(b):]
		}
	}
}

// sign adds what the sign at the start of b means and returns its length.
func (w *collector) sign(b []byte) int {
	switch b[0] {
	case '\\':
		if len(b) > 1 && isPunctuation(b[1]) {
			w.literal(b[1:2])
			return 2
		}
	case '&':
		end := bytes.IndexByte(b[:min(len(b), 40)], ';')
		if end < 0 {
			break
		}
		if s := html.UnescapeString(string(b[:end+1])); s != string(b[:end+1]) {
			w.literal([]byte(s))
			return end + 1
		}
	default:
		n := run(string(b[:min(len(b), 64)]), b[0])
		if n == 1 && (b[0] == '*' || !w.boundary(b[1:])) {
			w.literal(b[:1]) // a footnote's asterisk, a name_with_signs
		}
		return n
	}
	w.literal(b[:1])
	return 1
}

// boundary reports whether a sign between what was collected and rest stands at the
// border of a word.
func (w *collector) boundary(rest []byte) bool {
	before, _ := utf8.DecodeLastRune(w.out)
	after, _ := utf8.DecodeRune(rest)
	left := len(w.out) == 0 || before <= markBlock || isSpace(before)
	right := len(rest) == 0 || isSpace(after)
	return left || right
}

func isPunctuation(c byte) bool {
	return c > ' ' && c < 0x7F && (c < '0' || (c > '9' && c < 'A') || (c > 'Z' && c < 'a') || c > 'z')
}

// segments cuts collected words into blocks, each on one line. Those in which a
// reader sees no letter or digit are left out.
func segments(raw []byte) []string {
	var found []string
	for _, part := range bytes.Split(raw, []byte{markBlock}) {
		for part != nil {
			var segment []byte
			segment, part = cutBreaks(part)
			if words := oneLine(segment); speaks(words) {
				found = append(found, words)
			}
		}
	}
	return found
}

// cutBreaks cuts part at the first two breaks that have only white space between
// them. The rest is nil when there are none.
func cutBreaks(part []byte) (segment, rest []byte) {
	last := -1
	for i, c := range part {
		switch {
		case c == markBreak && last >= 0:
			return part[:last], part[i+1:]
		case c == markBreak:
			last = i
		case c != ' ':
			last = -1
		}
	}
	return part, nil
}

// oneLine returns words with single spaces and without invisible characters. The
// joiners of scripts and pictures stay.
func oneLine(raw []byte) string {
	if isOneLine(raw) {
		return string(raw)
	}
	out := make([]byte, 0, len(raw))
	space := false
	for i := 0; i < len(raw); {
		end := i
		for end < len(raw) && raw[end] > ' ' && raw[end] < 0x7F {
			end++
		}
		if end > i {
			if space {
				out, space = append(out, ' '), false
			}
			out = append(out, raw[i:end]...)
			i = end
			continue
		}
		r, size := rune(raw[i]), 1
		seen := false
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(raw[i:])
			space = space || (isSpace(r) && len(out) > 0)
			seen = !isSpace(r) && (!isInvisible(r) || r == 0x200C || r == 0x200D || r == 0xFE0F)
		} else if r <= ' ' {
			space = len(out) > 0
		}
		if seen {
			if space {
				out, space = append(out, ' '), false
			}
			out = append(out, raw[i:i+size]...)
		}
		i += size
	}
	return string(out)
}

// isOneLine reports whether nothing of raw needs to change: most of what is collected.
func isOneLine(raw []byte) bool {
	apart := true // at the start, or behind a space
	for i := 0; i < len(raw); {
		switch c := raw[i]; {
		case c > ' ' && c < 0x7F:
			i++
			apart = false
		case c == ' ' && !apart:
			i++
			apart = true
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRune(raw[i:])
			if isSpace(r) || isInvisible(r) {
				return false
			}
			i += size
			apart = false
		default:
			return false
		}
	}
	return !apart
}

// speaks reports whether a reader sees a letter or digit that is not a list marker.
func speaks(words string) bool {
	if len(words) < 8 && markerLength(words) == len(words) {
		return false
	}
	return strings.IndexFunc(words, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) >= 0
}

// countWords counts the parts of words between spaces that have a letter or a
// digit, and each ideograph or kana as one.
func countWords(words string) int {
	n := 0
	inWord := false
	for i := 0; i < len(words); {
		if c := words[i]; c < utf8.RuneSelf {
			i++
			switch form := asciiForms[c]; {
			case c == ' ':
				inWord = false
			case !inWord && form == formWord:
				n++
				inWord = true
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(words[i:])
		i += size
		switch {
		case r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			n++
			inWord = false
		case !inWord && (unicode.IsLetter(r) || unicode.IsNumber(r)):
			n++
			inWord = true
		}
	}
	return n
}

func isAlphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || (c|0x20) >= 'a' && (c|0x20) <= 'z'
}
