package text_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/redlinewatch/redline/text"
)

// repeat returns s often enough to fill n bytes.
func repeat(s string, n int) string { return strings.Repeat(s, n/len(s)+1) }

// hostile are texts made to cost a reader more than their length.
func hostile(n int) map[string]string {
	m := map[string]string{}
	for _, s := range []string{
		"[", "![", "](", "[a](", "[a](b", "[[a]", "]", "`", "``a`", "*", "*a ", "*a_ ", "_a*", "**a", "~a ", "~~", "> ", ">", "- ", "1) ", "* * ",
		"|", "|a", "a|b\n", "<", "<a ", "<b>", "</", "<!--", "<!-- a\n\n", "<?", "<![CDATA[", "&", "&amp", "&#", "\\", "\\[", "a", "a ", "a\n", "a  \n", "\n", " ", "\t",
		"#", "# a\n", "=\n", "-\n", "---\n", "[a]: b\n", "[a]: b\n\n", "[a]: <b\n", "```\n", "```\n\n", "~~~ a\n\n", "- a\n\n", "- a\n  ", "<pre>\n\n", "<script>\n\n", "<div>", "<br>", "<br><br>",
		"é", "\u0301", "\u200b", "\xff", "\x00", "\x01", "\x02", "a&nbsp;", "http://a ", "<http://a>", "<a@b.c>",
	} {
		m[fmt.Sprintf("%q", s)] = repeat(s, n)
	}
	var fences, nested, refs, wide, quotes strings.Builder
	for i := 2000; i > 2; i-- {
		fences.WriteString(strings.Repeat("`", i%1500+3) + "\n\n")
	}
	for i := 0; nested.Len() < n; i++ {
		nested.WriteString(strings.Repeat(" ", 2*(i%1000)) + "- a\n")
	}
	for i := 0; refs.Len() < n; i++ {
		fmt.Fprintf(&refs, "[r%d]: x\n\n[a][r%d]\n\n", i, i)
	}
	wide.WriteString("|a" + strings.Repeat("|", 10_000) + "\n|" + strings.Repeat("-|", 10_000) + "\n" + strings.Repeat("|b\n", n/3))
	for i := 0; quotes.Len() < n; i++ {
		quotes.WriteString(strings.Repeat("> ", i%300) + "a\n")
	}
	m["fences"], m["nested"], m["references"], m["wide table"], m["quotes"] = fences.String(), nested.String(), refs.String(), wide.String(), quotes.String()
	return m
}

// TestHostile reads several chunks of each.
func TestHostile(t *testing.T) {
	const size = 256 << 10
	for name, md := range hostile(size) {
		start := time.Now()
		got := text.FromMarkdown(md)
		if took := time.Since(start); took > patience {
			t.Errorf("%s took %v", name, took)
		} else if testing.Verbose() && took > time.Second/4 {
			t.Logf("%s took %v, %d blocks", name, took, len(got.Blocks))
		}
	}
}

// TestTenMegabytes reads as much ordinary Markdown as a page may have.
func TestTenMegabytes(t *testing.T) {
	start := time.Now()
	got := text.FromMarkdown(repeat("## Heading\n\nSome *words* with [a link](https://example.com/a).\n\n*   item\n    \n    more\n\n", 10<<20))
	if len(got.Blocks) < 400_000 {
		t.Errorf("%d blocks", len(got.Blocks))
	}
	if took := time.Since(start); took > 6*patience {
		t.Errorf("took %v", took)
	}
}

// TestHostileHTML converts pages that cost a converter more than their length.
func TestHostileHTML(t *testing.T) {
	const size = 256 << 10
	words := repeat("<p>words and words</p>", size)
	pages := map[string]string{"cell": "<table><tr><td>" + repeat("x<br>", size), "spans": "<table><tr>" + strings.Repeat("<td colspan=1000000 rowspan=1000000>x", 1000)}
	for _, s := range []string{"<b>x</b>", "<a href=x>y</a>", "<u>a</u>", "x<br>", "<li>x", "<ul><li>x</ul>", "<table><tr><td>x</table>", "<dl><dt>x<dd>y</dl>", "<pre>x\n\n</pre>", "<noscript>x</noscript>", " ", "*", "1. "} {
		pages[s] = repeat(s, size)
	}
	for _, list := range []string{"<ul><li>", "<ol><li>", "<blockquote>", "<b>", "<div>"} {
		pages["nested "+list] = strings.Repeat(list, 450/strings.Count(list, "<")) + words
	}
	for name, page := range pages {
		start := time.Now()
		md := fromHTML(t, page)
		text.FromMarkdown(md)
		if took := time.Since(start); took > patience {
			t.Errorf("%s took %v", name, took)
		} else if testing.Verbose() && took > time.Second/2 {
			t.Logf("%s took %v", name, took)
		}
	}
}

func TestFromHTMLDepth(t *testing.T) {
	var root, n *html.Node
	for range 5000 {
		child := &html.Node{Type: html.ElementNode, Data: "div"}
		if n == nil {
			root = child
		} else {
			n.AppendChild(child)
		}
		n = child
	}
	if _, err := text.FromHTML(root, nil); err == nil {
		t.Error("5,000 nested elements gave no error")
	}
}
