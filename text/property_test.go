package text_test

import (
	"fmt"
	"html"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/text"
)

// A doc is a small document, written as HTML, and as Markdown in the way an archive
// writes it.
type doc struct{ html, md strings.Builder }

// inline draws words with inline markup and returns them in both forms.
func inline(t *rapid.T) (asHTML, asMD string) {
	n := rapid.IntRange(1, 5).Draw(t, "runs")
	for range n {
		words := rapid.SampledFrom([]string{
			"We share", "data", "with partners", "we don’t", "“never”", "A & B", "a < b", "x_y_z", "2 * 3", "e-mail – ours", "[draft]", "#1", "100%",
			"naïve", "数据保护", "1. first", "- dash", "C:\\path", "`tick`", "a|b", "<name>", "&amp;", "end.", "(a) item", "https://example.com/a_b",
		}).Draw(t, "words")
		h, m := html.EscapeString(words), escape(words)
		switch rapid.IntRange(0, 6).Draw(t, "markup") {
		case 0:
			h, m = "<strong>"+h+"</strong>", "**"+m+"**"
		case 1:
			h, m = "<i>"+h+"</i>", "_"+m+"_"
		case 2:
			h, m = `<a href="https://example.com/x(1)?q=2">`+h+"</a>", "["+m+`](https://example.com/x\(1\)?q=2)`
		case 3:
			h = "<span class=x>" + h + "</span><wbr>"
		case 4:
			h, m = h+"<br>", m+"  \n"
		}
		asHTML += h + " "
		asMD += m + " "
	}
	return asHTML + "end", asMD + "end"
}

// escape escapes words as the archive's converter does.
func escape(s string) string {
	s = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "`", "\\`", "&amp;", "&amp;amp;", "<", "&lt;").Replace(s)
	for _, prefix := range []string{"- ", "#", "1."} {
		if strings.HasPrefix(s, prefix) {
			s = strings.NewReplacer("- ", `\- `, "#", `\#`, "1.", `1\.`).Replace(s)
		}
	}
	return s
}

func (d *doc) block(t *rapid.T) {
	h, m := inline(t)
	switch rapid.IntRange(0, 6).Draw(t, "block") {
	case 0:
		level := rapid.IntRange(1, 4).Draw(t, "level")
		h, m = strings.ReplaceAll(h, "<br>", ""), strings.ReplaceAll(m, "  \n", "")
		fmt.Fprintf(&d.html, "<h%d>%s</h%d>", level, h, level)
		fmt.Fprintf(&d.md, "%s %s\n\n", strings.Repeat("#", level), m)
	case 1:
		fmt.Fprintf(&d.html, "<ul><li>%s<ul><li><p>%s</p></li></ul></li><li>%s</li></ul>", h, h, h)
		flat := indent(m, "    ")
		fmt.Fprintf(&d.md, "*   %s\n    \n    *   %s\n        \n*   %s\n\n", flat, indent(m, "        "), flat)
	case 2:
		fmt.Fprintf(&d.html, "<table><tr><td>%s</td><td><p>%s</p></td></tr></table>", h, h)
		cell := strings.ReplaceAll(strings.ReplaceAll(m, "|", `\|`), "\n", "<br>")
		fmt.Fprintf(&d.md, "|     |     |\n| --- | --- |\n| %s | %s |\n\n", cell, cell)
	case 3:
		fmt.Fprintf(&d.html, "<blockquote><p>%s</p></blockquote>", h)
		fmt.Fprintf(&d.md, "> %s\n\n", indent(m, "> "))
	case 4:
		fmt.Fprintf(&d.html, "<ol start=3><li>%s</li></ol>", h)
		fmt.Fprintf(&d.md, "3.  %s\n\n", indent(m, "    "))
	default:
		fmt.Fprintf(&d.html, "<div><p>%s</p></div>\n", h)
		fmt.Fprintf(&d.md, "%s\n\n", m)
	}
}

func indent(s, prefix string) string { return strings.ReplaceAll(s, "\n", "\n"+prefix) }

// TestHTMLAndMarkdownAgree is the parity that makes the first live capture after an
// import no change: the same words read as HTML and as an archive's Markdown have
// equal keys.
func TestHTMLAndMarkdownAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var d doc
		for range rapid.IntRange(1, 4).Draw(t, "blocks") {
			d.block(t)
		}
		asHTML := text.FromMarkdown(fromHTML(t, d.html.String()))
		asMD := text.FromMarkdown(d.md.String())
		if asHTML.Key != asMD.Key {
			t.Fatalf("HTML %s\nMarkdown %s\nas HTML %q\n(-html +md) %s", d.html.String(), d.md.String(), fromHTML(t, d.html.String()), cmp.Diff(render(asHTML), render(asMD)))
		}
	})
}

// TestKeysIgnore says what a key leaves out, and that nothing else is.
func TestKeysIgnore(t *testing.T) {
	same := [][]string{
		{`We don't "sell" data - ever...`, "We don’t “sell” data – ever…", "We don‘t «sell» data — ever...", "We don't \"sell\" data--ever..."},
		{"email address", "email\u00a0address", "email\u00adaddress", "e\u200bmail  address\ufeff", "email\taddress"},
		{"Rights", "1. Rights", "(a) Rights", "• Rights", "iv) Rights", "12.3. Rights", "- Rights"},
		{"café", "cafe\u0301"},
		{"a | b", "a b", "a|b"},
	}
	for _, group := range same {
		for _, words := range group[1:] {
			if text.BlockKey(words) != text.BlockKey(group[0]) {
				t.Errorf("%q and %q have different keys: %q, %q", group[0], words, text.Normalize(group[0]), text.Normalize(words))
			}
		}
	}
	differ := [][2]string{
		{"We sell data", "We sell Data"},
		{"We may share", "We share"},
		{"3.5 million", "4.5 million"},
		{"30 days", "60 days"},
		{"2023. gada", "2024. gada"},
		{"naïve", "naive"},
		{"1.", "2."},
		{"a.b", "a,b"},
		{"x²", "x2"},
	}
	for _, pair := range differ {
		if text.BlockKey(pair[0]) == text.BlockKey(pair[1]) {
			t.Errorf("%q and %q have one key", pair[0], pair[1])
		}
	}
}

// TestBlocksAreOneLine holds for all Markdown: what a reader is shown is on one
// line, without control characters, and has the key of its words.
func TestBlocksAreOneLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		md := rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.RuneFrom([]rune(" \n\t*_-#>|[](){}<>&;`~!ab1.)\\\x01\x02\u00a0\u200b")))).Draw(t, "md")
		checkText(t, md, text.FromMarkdown(md))
	})
}

// checker is what a test and rapid have in common.
type checker interface {
	Helper()
	Fatalf(format string, args ...any)
}

// checkText checks what holds of every text.
func checkText(t checker, md string, got redline.Text) {
	t.Helper()
	if got.Key != text.TextKey(got.Blocks) {
		t.Fatalf("%q: the key is not that of the blocks", md)
	}
	for _, b := range got.Blocks {
		if strings.TrimSpace(b.Words) != b.Words || strings.Contains(b.Words, "  ") || strings.ContainsFunc(b.Words, unicode.IsControl) {
			t.Fatalf("%q: words are not one clean line: %q", md, b.Words)
		}
		if b.Key != text.BlockKey(b.Words) || !utf8.ValidString(b.Words) {
			t.Fatalf("%q: key or encoding of %q is wrong", md, b.Words)
		}
		if b.Kind == redline.BlockHeading && (b.Level < 1 || b.Level > 6) || b.Kind == redline.BlockItem && b.Level < 1 {
			t.Fatalf("%q: level %d of %s %q", md, b.Level, b.Kind, b.Words)
		}
		if normal := text.Normalize(b.Words); strings.ContainsAny(normal, "*_|[]\u00a0\u200b“”’–—") {
			t.Fatalf("%q: normal form %q", md, normal)
		}
	}
}
