package text

import "strings"

// withoutLinks returns a chunk of Markdown with inline links and images reduced to
// what a reader sees of them: the link's text. goldmark would do it for well-formed
// links; converters also write addresses with spaces and brackets, links around
// links, and links around whole blocks, whose halves then stand in two chunks.
// Code is left alone.
func withoutLinks(chunk string) string {
	if strings.IndexByte(chunk, '[') < 0 && strings.IndexByte(chunk, ']') < 0 {
		return chunk
	}
	if strings.HasPrefix(chunk, "```") || strings.HasPrefix(chunk, "~~~") {
		return chunk
	}
	l := linker{in: chunk, out: make([]byte, 0, len(chunk))}
	for l.at < len(l.in) {
		l.step()
	}
	return l.result()
}

// linker copies in to out. open holds where in out the unclosed brackets stand.
type linker struct {
	in   string
	at   int
	out  []byte
	open []bracket
	// unclosed is where the last search for the end of a target gave up: no target
	// that begins before has one.
	unclosed int
}

type bracket struct {
	at      int // in out
	image   bool
	escaped bool // a bracket of the text; converters escape only the first of a pair
}

func (l *linker) step() {
	switch c := l.in[l.at]; {
	case c == '\\' && l.at+1 < len(l.in):
		l.escape()
	case c == '`':
		l.code()
	case c == '!' && strings.HasPrefix(l.in[l.at:], "!["):
		l.open = append(l.open, bracket{at: len(l.out), image: true})
		l.copy(2)
	case c == '[':
		l.open = append(l.open, bracket{at: len(l.out)})
		l.copy(1)
	case c == ']':
		l.close()
	default:
		n := strings.IndexAny(l.in[l.at+1:], "\\`![]")
		if n < 0 {
			n = len(l.in) - l.at - 1
		}
		l.copy(n + 1)
	}
}

func (l *linker) copy(n int) {
	l.out = append(l.out, l.in[l.at:l.at+n]...)
	l.at += n
}

func (l *linker) escape() {
	switch l.in[l.at+1] {
	case '[':
		l.open = append(l.open, bracket{at: len(l.out), escaped: true})
	case ']':
		if n := len(l.open); n > 0 && l.open[n-1].escaped {
			l.open = l.open[:n-1]
		}
	}
	l.copy(2)
}

// code copies a code span, or the backticks alone where none closes it.
func (l *linker) code() {
	n := run(l.in[l.at:], '`')
	ticks := l.in[l.at : l.at+n]
	line := l.in[l.at+n:]
	if end := strings.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	if end := strings.Index(line, ticks); end >= 0 {
		n += end + n
	}
	l.copy(n)
}

// close takes a closing bracket and, behind it, the target of a link.
func (l *linker) close() {
	var b bracket
	halved := len(l.open) == 0 // the link began in another chunk
	if !halved {
		b = l.open[len(l.open)-1]
		l.open = l.open[:len(l.open)-1]
	}
	target := l.target()
	switch {
	case target == 0 || b.escaped:
		l.copy(1)
		if strings.HasPrefix(l.in[l.at:], "(") {
			l.out = append(l.out, '\\') // no link: goldmark need not look for its end
			l.copy(1)
		}
	case halved:
		l.at += 1 + target
	case b.image:
		l.at += 1 + target
		l.out = l.out[:b.at]
	default:
		l.at += 1 + target
		l.link(b.at)
	}
}

// link reduces what was copied since the bracket at at to the words of a link.
func (l *linker) link(at int) {
	content := string(l.out[at+1:])
	l.out = l.out[:at]
	if !speaks(content) {
		return // a permalink sign
	}
	if isMarker(content) || strings.IndexByte("#>=-+~", content[0]) >= 0 {
		l.out = append(l.out, "\u200b"...) // words, not a list or heading; read, and then left out
	}
	l.out = append(l.out, content...)
	if strings.HasPrefix(l.in[l.at:], "[") {
		l.out = append(l.out, ' ') // links in a row are buttons, not one word
	}
}

// result drops an unclosed bracket at the start of a line: a link that ends in
// another chunk.
func (l *linker) result() string {
	for i := len(l.open) - 1; i >= 0; i-- {
		if l.open[i].escaped {
			continue
		}
		at, size := l.open[i].at, 1
		if l.open[i].image {
			size = 2
		}
		if before := strings.TrimRight(string(l.out[max(0, at-8):at]), " *_#"); before == "" || strings.HasSuffix(before, "\n") {
			l.out = append(l.out[:at], l.out[at+size:]...)
		}
	}
	return string(l.out)
}

// target returns the length of the "(…)" behind the bracket at l.at, 0 when there is
// none on the line. Brackets inside pair up unless escaped; where they do not, the
// first one closes.
func (l *linker) target() int {
	start := l.at + 1
	if start >= len(l.in) || l.in[start] != '(' || start < l.unclosed {
		return 0
	}
	depth, first, i := 0, 0, start
	for ; i < len(l.in) && l.in[i] != '\n'; i++ {
		switch l.in[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1 - start
			}
			if first == 0 {
				first = i + 1 - start
			}
		}
	}
	if first == 0 {
		l.unclosed = i
	}
	return first
}
