package differ

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/redlinewatch/redline"
)

// title says in words what became of a hunk's block.
func title(op redline.HunkOp) string {
	switch op {
	case redline.HunkAdded:
		return "Added"
	case redline.HunkRemoved:
		return "Removed"
	case redline.HunkMoved:
		return "Moved"
	}
	return "Changed"
}

// HTML shows hunks as a fragment for feeds and pages: <ins> and <del> with the
// visible words "Added" and "Removed", since many readers drop colours and some
// drop the elements. Everything that came from a document is escaped.
func HTML(hunks []redline.Hunk) string {
	var b strings.Builder
	for _, h := range hunks {
		b.WriteString("<p><strong>" + title(h.Op))
		if s := sectionPath(h.Section); s != "" {
			b.WriteString(" in " + html.EscapeString(clean(s)))
		}
		b.WriteString("</strong><br>")
		for _, s := range shown(h.Spans) {
			words := html.EscapeString(clean(s.Words))
			switch s.Op {
			case redline.SpanDeleted:
				b.WriteString("<small>[Removed:]</small> <del>" + words + "</del> ")
			case redline.SpanInserted:
				b.WriteString("<small>[Added:]</small> <ins>" + words + "</ins> ")
			default:
				b.WriteString(words)
			}
		}
		b.WriteString("</p>\n")
	}
	return b.String()
}

// Plain shows hunks as text, with [-removed-] and {+added+} words.
func Plain(hunks []redline.Hunk) string {
	var b strings.Builder
	for i, h := range hunks {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(heading(h) + "\n")
		b.WriteString(marked(h.Spans, clean, "[-", "-]", "{+", "+}") + "\n")
	}
	return b.String()
}

// Markdown shows hunks with ~~removed~~ and **added** words under small headings.
func Markdown(hunks []redline.Hunk) string {
	var b strings.Builder
	for i, h := range hunks {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString("#### " + escapeMarkdown(heading(h)) + "\n\n")
		b.WriteString(marked(h.Spans, escapeMarkdown, "~~", "~~", "**", "**") + "\n")
	}
	return b.String()
}

// Escape sequences of a terminal that shows colours.
const (
	styleRemoved = "\x1b[9;31m"
	styleAdded   = "\x1b[4;32m"
	styleHeading = "\x1b[1m"
	styleNone    = "\x1b[0m"
)

// Terminal shows hunks on a terminal. Control characters of the documents are
// dropped, so that a page cannot write escape codes to the reader's screen.
func Terminal(hunks []redline.Hunk, color bool) string {
	if !color {
		return Plain(hunks)
	}
	var b strings.Builder
	for i, h := range hunks {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(styleHeading + heading(h) + styleNone + "\n")
		b.WriteString(marked(h.Spans, clean, styleRemoved+"[-", "-]"+styleNone, styleAdded+"{+", "+}"+styleNone) + "\n")
	}
	return b.String()
}

func heading(h redline.Hunk) string {
	if s := sectionPath(h.Section); s != "" {
		return title(h.Op) + " in " + clean(s)
	}
	return title(h.Op)
}

func sectionPath(section []string) string { return strings.Join(section, " › ") }

// shown leaves out what keys do not see either: replacements in which only quotes or
// dashes have another form, and the bullet in front of a block.
func shown(spans []redline.Span) []redline.Span {
	out := make([]redline.Span, 0, len(spans))
	for i := 0; i < len(spans); i++ {
		s := spans[i]
		if len(spans) > 1 && i <= 1 && len(out) == 0 && s.Op != redline.SpanKept && isBullet(s.Words) {
			if s.Op == redline.SpanInserted {
				out = append(out, redline.Span{Op: redline.SpanKept, Words: s.Words})
			}
			continue
		}
		if s.Op == redline.SpanDeleted && i+1 < len(spans) && spans[i+1].Op == redline.SpanInserted && typeless(s.Words) == typeless(spans[i+1].Words) {
			i++
			s = redline.Span{Op: redline.SpanKept, Words: spans[i].Words}
		}
		if n := len(out) - 1; n >= 0 && s.Op == redline.SpanKept && out[n].Op == redline.SpanKept {
			out[n].Words += s.Words
			continue
		}
		out = append(out, s)
	}
	return out
}

func isBullet(words string) bool {
	switch strings.TrimSpace(words) {
	case "-", "–", "—", "•", "·", "*", "▪", "●", "◦":
		return true
	}
	return false
}

// marked joins spans, the edited ones between marks, with the white space at their
// ends outside of the marks where that reads and renders better.
func marked(spans []redline.Span, show func(string) string, delOpen, delClose, insOpen, insClose string) string {
	var b strings.Builder
	for _, s := range shown(spans) {
		switch s.Op {
		case redline.SpanDeleted:
			writeMarked(&b, s.Words, show, delOpen, delClose)
		case redline.SpanInserted:
			writeMarked(&b, s.Words, show, insOpen, insClose)
		default:
			b.WriteString(show(s.Words))
		}
	}
	return strings.TrimSpace(b.String())
}

func writeMarked(b *strings.Builder, words string, show func(string) string, open, closing string) {
	inner := strings.TrimSpace(words)
	if inner == "" {
		b.WriteString(show(words))
		return
	}
	at := strings.Index(words, inner)
	before, after := words[:at], words[at+len(inner):]
	if s := b.String(); before == "" && s != "" && !strings.HasSuffix(s, " ") && !strings.HasSuffix(s, "\n") {
		if strings.HasSuffix(s, "-]") || strings.HasSuffix(s, "~~") || strings.HasSuffix(s, styleNone) {
			before = " "
		}
	}
	b.WriteString(show(before) + open + show(inner) + closing + show(after))
}

// clean drops what no reader sees and a screen or feed may obey: control and
// format characters, and bytes that are no text.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case r == utf8.RuneError:
			return '�'
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != '\u200d' && r != '\u200c':
			return -1
		}
		return r
	}, s)
}

// escapeMarkdown keeps a document's own characters from being read as markup.
func escapeMarkdown(s string) string {
	var b strings.Builder
	for _, r := range clean(s) {
		if strings.ContainsRune("\\`*_{}[]()#+-.!|<>~&", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
