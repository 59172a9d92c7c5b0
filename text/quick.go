package text

import (
	"strings"

	"github.com/redlinewatch/redline"
)

// quickDepth bounds the lists inside each other that are read without the parser.
const quickDepth = 16

// quick reads a chunk without the parser when it is of the plain kind that most are:
// paragraphs, headings and lists whose only markup is strong emphasis, escapes and
// character references. It reports whether it did; what it is not sure of it leaves to
// the parser, and what it reads, it reads as the parser would.
func (b *builder) quick(chunk string) bool {
	if len(chunk) > maxChunk {
		return false
	}
	end := strings.IndexByte(chunk, '\n')
	if end >= 0 && end+1 < len(chunk) && strings.IndexByte(chunk, '|') >= 0 {
		return false // it may be a table
	}
	q := quickReader{builder: b}
	q.words.out = b.parsers.scratch[:0]
	defer func() { b.parsers.scratch = q.words.out }()
	for at := 0; at < len(chunk); {
		end := lineEnd(chunk, at)
		if !q.line(strings.TrimSuffix(chunk[at:end], "\n")) {
			b.blocks = b.blocks[:0]
			return false
		}
		at = end
	}
	q.end()
	return true
}

// quickReader is what quick knows between two lines.
type quickReader struct {
	builder *builder
	inner   [quickDepth]int // where the content of the open list items begins
	depth   int             // how many are open
	open    bool            // a paragraph is
	lines   int             // of it
	words   collector       // of it
	pending byte            // what stands between it and its next line
}

// margin is where the content of the innermost open list item begins.
func (q *quickReader) margin() int {
	if q.depth == 0 {
		return 0
	}
	return q.inner[q.depth-1]
}

func (q *quickReader) line(line string) bool {
	body := strings.TrimLeft(line, " ")
	indent := len(line) - len(body)
	switch {
	case body == "":
		q.end()
		return true
	case isMarker(body):
		return q.item(body, indent)
	case q.open && q.depth == 0 && q.lines == 1 && indent == 0 && isUnderline(body):
		level := 1
		if body[0] == '-' {
			level = 2
		}
		q.close(redline.BlockHeading, level)
		return true
	case q.open:
		return indent == q.margin() && q.content(body)
	}
	was := q.depth
	for q.depth > 0 && indent < q.margin() {
		q.depth--
	}
	return indent == q.margin() && (q.depth > 0 || was == 0) && q.content(body)
}

// isUnderline reports the second line of a heading.
func isUnderline(body string) bool {
	body = strings.TrimRight(body, " ")
	return len(body) > 1 && (strings.Trim(body, "=") == "" || strings.Trim(body, "-") == "")
}

// item begins a list item.
func (q *quickReader) item(body string, indent int) bool {
	n := markerEnd(body)
	ordered := isAlphanumeric(body[0])
	deeper := indent >= q.margin()
	if n > 3 || q.open && (q.depth == 0 || ordered && deeper) {
		return false // a year, or what may be words of the paragraph
	}
	rest := strings.TrimLeft(body[n:], " ")
	spaces := len(body) - n - len(rest)
	if rest == "" || spaces < 1 || spaces > 4 || isMarker(rest) {
		return false
	}
	q.end()
	for q.depth > 0 && indent < q.margin() {
		q.depth--
	}
	if indent != q.margin() || q.depth == quickDepth {
		return false
	}
	q.inner[q.depth] = indent + n + spaces
	q.depth++
	return q.content(rest)
}

// content takes a line of a paragraph, or a heading with signs in front.
func (q *quickReader) content(body string) bool {
	if body[0] == '#' && !q.open {
		return q.heading(body)
	}
	text := strings.TrimRight(body, " ")
	plain, literal := inlinePlain(text)
	if !plain || !beginsPlain(text) {
		return false
	}
	if q.open {
		q.words.out = append(q.words.out, q.pending)
	}
	q.add(text, literal)
	q.open, q.lines, q.pending = true, q.lines+1, ' '
	if len(body)-len(text) > 1 {
		q.pending = markBreak
	}
	return true
}

func (q *quickReader) heading(body string) bool {
	level := run(body, '#')
	title := strings.Trim(body[level:], " ")
	if level > 6 || !strings.HasPrefix(body[level:], " ") || title == "" || strings.HasSuffix(title, "#") {
		return false
	}
	plain, literal := inlinePlain(title)
	if !plain {
		return false
	}
	q.add(title, literal)
	q.close(redline.BlockHeading, level)
	return true
}

func (q *quickReader) add(line string, literal bool) {
	if literal {
		q.words.out = append(q.words.out, line...)
		return
	}
	q.words.text([]byte(line))
}

// end closes the open paragraph.
func (q *quickReader) end() {
	switch {
	case !q.open:
	case q.depth > 0:
		q.close(redline.BlockItem, q.depth)
	default:
		q.close(redline.BlockParagraph, 0)
	}
}

func (q *quickReader) close(kind redline.BlockKind, level int) {
	q.builder.add(kind, level, q.words.out)
	q.words.out = q.words.out[:0]
	q.open, q.lines = false, 0
}

// beginsPlain reports whether a line that begins no list item can begin nothing else than
// a paragraph.
func beginsPlain(line string) bool {
	switch c := line[0]; c {
	case '#', '>', '=', ':', '|', '<', '`', '~', '+', '-', '_':
		return false
	case '*':
		return strings.Trim(line, "* ") != ""
	default:
		return c > ' '
	}
}

// inlinePlain reports whether a line holds no other markup than strong emphasis, escapes
// and character references, and whether not even those. Of strong emphasis the signs are
// left out, paired or not.
func inlinePlain(line string) (plain, literal bool) {
	strong, escape, reference := false, false, false
	for i := 0; i < len(line); i++ {
		switch inlineSigns[line[i]] {
		case 0:
		case '\\':
			if i+1 == len(line) {
				return false, false // a line break
			}
			if isPunctuation(line[i+1]) {
				i++
			}
			escape = true
		case '*':
			if run(line[i:], '*') != 2 {
				return false, false
			}
			strong = true
			i++
		case '&':
			reference = true
		default:
			return false, false
		}
	}
	return !(strong && reference), !(strong || escape || reference) // "&amp**;" is read in pieces
}

// inlineSigns are the characters that may mean something else than themselves: 1 what
// is for the parser.
var inlineSigns = func() (signs [256]byte) {
	for c := range byte(' ') {
		signs[c] = 1
	}
	for _, c := range []byte("[]<`~_\x7f") {
		signs[c] = 1
	}
	for _, c := range []byte("\\*&") {
		signs[c] = c
	}
	return signs
}()
