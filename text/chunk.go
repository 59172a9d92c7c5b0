package text

import (
	"strings"
	"unicode/utf8"
)

// maxChunk bounds what goldmark reads at once: some constructs cost it more than
// linear time. Longer chunks are cut at a line, or in a line where it is longer.
const maxChunk = 64 << 10

// clean returns md as valid UTF-8 with \n as its only line ending.
func clean(md string) string {
	if strings.IndexByte(md, '\r') >= 0 {
		md = strings.ReplaceAll(md, "\r\n", "\n")
		md = strings.ReplaceAll(md, "\r", "\n")
	}
	if !utf8.ValidString(md) {
		md = strings.ToValidUTF8(md, "\uFFFD")
	}
	return strings.TrimPrefix(md, "\uFEFF")
}

// split calls yield with each chunk of md, in order.
func split(md string, yield func(chunk string)) {
	s := splitter{md: md, yield: yield, start: -1}
	for at := 0; at < len(md); {
		end := lineEnd(md, at)
		at = s.line(at, end)
	}
	s.flush(len(md))
}

// lineEnd returns the index behind the line that starts at at, its \n included.
func lineEnd(md string, at int) int {
	if i := strings.IndexByte(md[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(md)
}

type splitter struct {
	md    string
	yield func(string)
	start int  // of the open chunk; -1 when none is open
	list  bool // the open chunk has a list item, which may go on behind a blank line
	blank int  // where the blank lines at the end of the open chunk begin; 0 when there are none
	// What was looked for and is not in the rest of md, so that it is not looked for again.
	missing map[string]bool
}

// line takes the line from at to end and returns where the next one starts.
func (s *splitter) line(at, end int) int {
	line := s.md[at:end]
	body := strings.TrimLeft(line, " \t")
	if strings.TrimRight(body, " \t\n") == "" {
		s.blankLine(at)
		return end
	}
	indent := len(line) - len(body)
	marker := isMarker(body)
	if s.start >= 0 {
		switch {
		case s.blank > 0 && indent < 2 && body[0] != '\t',
			s.list && indent == 0 && marker,
			at-s.start > maxChunk:
			s.flush(at)
		}
		s.blank = 0
	}
	if s.start < 0 {
		s.start, s.list = at, false
	}
	s.list = s.list || (marker && indent < 4)
	if indent < 4 || s.list {
		return s.jump(at+indent, end)
	}
	return end
}

func (s *splitter) blankLine(at int) {
	switch {
	case s.start < 0:
	case s.list:
		if s.blank == 0 {
			s.blank = at
		}
	default:
		s.flush(at)
	}
}

// flush ends the open chunk at end, or where its trailing blank lines begin.
func (s *splitter) flush(end int) {
	if s.start < 0 {
		return
	}
	if s.blank > 0 {
		end = s.blank
	}
	chunk := s.md[s.start:end]
	s.start, s.blank = -1, 0
	for len(chunk) > 2*maxChunk {
		cut := maxChunk
		for !utf8.RuneStart(chunk[cut]) {
			cut--
		}
		s.yield(chunk[:cut])
		chunk = chunk[cut:]
	}
	s.yield(chunk)
}

// jump returns the end of the fence, comment or raw element that opens at at, or
// end when none does or it is never closed.
func (s *splitter) jump(at, end int) int {
	switch c := s.md[at]; {
	case c == '`' || c == '~':
		n := run(s.md[at:end], c)
		if n < 3 || (c == '`' && strings.IndexByte(s.md[at+n:end], '`') >= 0) {
			return end
		}
		return s.closing(end, strings.Repeat(string(c), n), func(line string) bool {
			body := strings.Trim(line, " \t\n")
			return run(body, c) >= n && run(body, c) == len(body)
		})
	case c == '<':
		closing := rawEnd(s.md[at:end])
		if closing == "" || containsFold(s.md[at:end], closing) {
			return end
		}
		return s.closing(end, closing, func(line string) bool { return containsFold(line, closing) })
	}
	return end
}

// closing returns the end of the first line from at on that closes, else at.
func (s *splitter) closing(at int, what string, closes func(line string) bool) int {
	const enough = 16 // searches through the whole rest, each for something else
	if s.missing[what] || len(s.missing) == enough {
		return at
	}
	for i := at; i < len(s.md); {
		end := lineEnd(s.md, i)
		if closes(s.md[i:end]) {
			return end
		}
		i = end
	}
	if s.missing == nil {
		s.missing = map[string]bool{}
	}
	s.missing[what] = true
	return at
}

// rawEnd returns what ends an HTML construct that may contain blank lines.
func rawEnd(line string) string {
	if strings.HasPrefix(line, "<!--") {
		return "-->"
	}
	for _, name := range [...]string{"script", "style", "pre", "textarea"} {
		if len(line) > len(name)+1 && strings.EqualFold(line[1:1+len(name)], name) && strings.IndexByte(" \t\n>", line[1+len(name)]) >= 0 {
			return "</" + name
		}
	}
	return ""
}

// isMarker reports whether a line, its indentation removed, begins a list item.
func isMarker(body string) bool {
	digits := 0
	for digits < len(body) && digits < 10 && body[digits] >= '0' && body[digits] <= '9' {
		digits++
	}
	switch {
	case digits > 9 || digits >= len(body):
		return false
	case digits > 0 && body[digits] != '.' && body[digits] != ')':
		return false
	case digits == 0 && strings.IndexByte("*-+", body[0]) < 0:
		return false
	}
	rest := body[digits+1:]
	return rest == "" || strings.IndexByte(" \t\n", rest[0]) >= 0
}

// markerEnd returns the length of the list marker that body begins with.
func markerEnd(body string) int {
	n := 0
	for n < len(body) && body[n] > ' ' {
		n++
	}
	return n
}

// run counts the bytes c that s begins with.
func run(s string, c byte) int {
	n := 0
	for n < len(s) && s[n] == c {
		n++
	}
	return n
}

// containsFold reports whether s contains the lower-case ASCII string sub in any case.
func containsFold(s, sub string) bool {
	for i := 0; i+len(sub) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(sub)], sub) {
			return true
		}
	}
	return false
}
