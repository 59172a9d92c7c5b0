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
		l.copy(1)
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
	target := 0
	if l.at+1 < len(l.in) && l.in[l.at+1] == '(' {
		target = targetLength(l.in[l.at+1:])
	}
	if len(l.open) == 0 {
		if target == 0 {
			l.copy(1)
			return
		}
		l.at += 1 + target // the end of a link that began in another chunk
		return
	}
	b := l.open[len(l.open)-1]
	l.open = l.open[:len(l.open)-1]
	if target == 0 || b.escaped {
		l.copy(1)
		return
	}
	l.at += 1 + target
	if b.image {
		l.out = l.out[:b.at]
		return
	}
	content := string(l.out[b.at+1:])
	l.out = l.out[:b.at]
	if speaks(content) { // a permalink sign says nothing
		l.out = append(l.out, content...)
		if strings.HasPrefix(l.in[l.at:], "[") {
			l.out = append(l.out, ' ') // links in a row are buttons, not one word
		}
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

// targetLength returns the length of the "(…)" that s begins with, 0 when it is not
// closed on its line. Brackets inside pair up unless escaped.
func targetLength(s string) int {
	depth := 0
	last := 0
	for i := 0; i < len(s) && s[i] != '\n'; i++ {
		switch s[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
			last = i + 1
		}
	}
	return last
}
