package text

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/commonmark"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/strikethrough"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/table"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxDepth bounds the elements inside each other. x/net/html itself stops at 512.
const maxDepth = 1024

// maxLists bounds the lists and quotes inside each other: the converter writes each
// line once per list around it. Deeper ones are paragraphs.
const maxLists = 20

// reference is what Markdown would take for a character reference; the converter does not escape it.
var reference = regexp.MustCompile(`&(#?[0-9A-Za-z]{1,32};)`)

var errDepth = errors.New("elements are nested too deeply")

// FromHTML returns the Markdown of n, a document or a fragment, which is not
// changed. Links are made absolute with base unless it is nil; only http, https,
// mailto and tel links stay links. Images, scripts, styles and form fields are left
// out. It fails only where elements are nested too deeply.
func FromHTML(n *html.Node, base *url.URL) (string, error) {
	c := copier{base: base, pending: &pending{}}
	doc := &html.Node{Type: html.DocumentNode}
	body := element(atom.Div)
	doc.AppendChild(body)
	if err := c.copy(body, n, 0); err != nil {
		return "", err
	}
	c.pending.flush()
	md, err := newConverter().ConvertNode(doc)
	if err != nil {
		return "", fmt.Errorf("convert HTML to Markdown: %w", err)
	}
	return string(md), nil
}

func newConverter() *converter.Converter {
	return converter.NewConverter(converter.WithPlugins(
		base.NewBasePlugin(),
		commonmark.NewCommonmarkPlugin(),
		strikethrough.NewStrikethroughPlugin(),
		table.NewTablePlugin(
			table.WithNewlineBehavior(table.NewlineBehaviorPreserve),
			table.WithCellPaddingBehavior(table.CellPaddingBehaviorMinimal),
			table.WithPresentationTables(true),
		),
	))
}

func element(a atom.Atom) *html.Node {
	return &html.Node{Type: html.ElementNode, DataAtom: a, Data: a.String()}
}

// pending is text that goes to the end of a node: all in one, because the converter
// joins neighbouring texts in quadratic time.
type pending struct {
	to    *html.Node
	words strings.Builder
}

func (p *pending) flush() {
	if p.words.Len() > 0 {
		p.to.AppendChild(&html.Node{Type: html.TextNode, Data: p.words.String()})
	}
	p.words.Reset()
	p.to = nil
}

func (p *pending) text(to *html.Node, s string) {
	if p.to != to {
		p.flush()
		p.to = to
	}
	p.words.WriteString(s)
}

func (p *pending) element(to, child *html.Node) *html.Node {
	p.flush()
	to.AppendChild(child)
	return child
}

// behindBreak reports whether what is added to n next begins a line.
func (p *pending) behindBreak(n *html.Node) bool {
	if p.to == n && strings.TrimFunc(p.words.String(), ignorable) != "" {
		return false
	}
	last := n.LastChild
	return last != nil && last.DataAtom == atom.Br
}

// A copier copies a tree in the form that converts well: what is not read is left
// out, and blocks stand only where Markdown can have them.
type copier struct {
	base    *url.URL
	pending *pending
	inline  bool // inside a heading or a cell: blocks become words with spaces around
	pre     bool // inside pre: lines are broken as in the source
	phrase  bool // inside a link or emphasis without blocks
	lists   int  // lists around
}

func (c copier) copy(to, n *html.Node, depth int) error {
	if depth > maxDepth {
		return errDepth
	}
	switch n.Type {
	case html.TextNode:
		c.text(to, n.Data)
		return nil
	case html.ElementNode:
		return c.element(to, n, depth)
	case html.DocumentNode:
		return c.copyChildren(to, n, depth)
	}
	return nil
}

func (c copier) copyChildren(to, n *html.Node, depth int) error {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if err := c.copy(to, child, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// text adds a text without control characters: the converter uses some as marks.
func (c copier) text(to *html.Node, s string) {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r' || r == '\f':
			return r
		case r < ' ' || r == 0x7F:
			return -1
		}
		return r
	}, s)
	s = reference.ReplaceAllString(s, "&amp;$1")
	if line := strings.TrimLeft(s, " \t\n"); isMarker(line) && c.pending.behindBreak(to) {
		s = "\u200b" + line // the converter escapes a marker only where a block begins
	}
	if !c.pre || c.inline {
		c.pending.text(to, s)
		return
	}
	for i, part := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n") {
		if i > 0 {
			c.pending.element(to, element(atom.Br))
			c.pending.element(to, element(atom.Br))
		}
		c.pending.text(to, part)
	}
}

func (c copier) element(to, n *html.Node, depth int) error {
	switch n.DataAtom {
	case atom.Img, atom.Picture, atom.Input, atom.Map, atom.Link, atom.Meta, atom.Wbr, atom.Embed, atom.Source, atom.Track:
		return nil
	case atom.Br:
		c.pending.element(to, element(atom.Br))
		return nil
	case atom.Table:
		if !c.inline {
			return c.table(to, n, depth)
		}
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		if !c.inline {
			h := c.pending.element(to, element(n.DataAtom))
			c.inline = true
			return c.copyChildren(h, n, depth)
		}
	case atom.Pre:
		c.pre = true
		return c.wrap(to, atom.Div, n, depth)
	}
	switch {
	case isHidden(n.Data):
		return nil
	case c.inline && isBlock(n.Data):
		return c.flat(to, n, depth)
	}
	as := c.form(n)
	switch as {
	case atom.Ul, atom.Ol, atom.Blockquote:
		c.lists++
	case atom.A, atom.Strong, atom.B, atom.Em, atom.I, atom.Del, atom.S, atom.Strike:
		c.phrase = true
	}
	return c.wrap(to, as, n, depth)
}

// form returns the element that n becomes; zero means that its children replace it.
func (c copier) form(n *html.Node) atom.Atom {
	switch n.DataAtom {
	case atom.A, atom.Strong, atom.B, atom.Em, atom.I, atom.Del, atom.S, atom.Strike:
		if !c.phrase && hasBlock(n) {
			return 0 // Markdown has no links or emphasis around blocks
		}
		return n.DataAtom
	case atom.Ul, atom.Ol, atom.Menu, atom.Dir, atom.Blockquote, atom.Li:
		switch {
		case c.lists >= maxLists:
			return atom.Div
		case n.DataAtom == atom.Menu || n.DataAtom == atom.Dir:
			return atom.Ul
		}
		return n.DataAtom
	case atom.P, atom.Hr:
		return n.DataAtom
	case atom.Noscript:
		return atom.Div // scripting is off: it is shown
	}
	if isBlock(n.Data) {
		return atom.Div
	}
	return 0
}

// wrap copies n's children into a new element under to.
func (c copier) wrap(to *html.Node, as atom.Atom, n *html.Node, depth int) error {
	if as == 0 {
		return c.copyChildren(to, n, depth)
	}
	e := element(as)
	switch as {
	case atom.A:
		href, ok := c.href(n)
		if !ok {
			return c.copyChildren(to, n, depth)
		}
		e.Attr = []html.Attribute{{Key: "href", Val: href}}
	case atom.Ol:
		if start, err := strconv.Atoi(attr(n, "start")); err == nil && start > 0 && start < 1000 {
			e.Attr = []html.Attribute{{Key: "start", Val: strconv.Itoa(start)}}
		}
	}
	c.pending.element(to, e)
	return c.copyChildren(e, n, depth)
}

// flat copies the content of a block into a line of words.
func (c copier) flat(to, n *html.Node, depth int) error {
	c.pending.text(to, " ")
	err := c.copyChildren(to, n, depth)
	c.pending.text(to, " ")
	return err
}

// href returns the address of a link as it may stand in Markdown.
func (c copier) href(n *html.Node) (string, bool) {
	u, err := url.Parse(strings.TrimSpace(attr(n, "href")))
	if err != nil || attr(n, "href") == "" {
		return "", false
	}
	if c.base != nil && (u.Scheme != "" || u.Host != "" || u.Path != "" || u.RawQuery != "") {
		u = c.base.ResolveReference(u) // a fragment alone points into the same text
	}
	switch u.Scheme {
	case "http", "https", "mailto", "tel", "":
		return strings.NewReplacer("(", "%28", ")", "%29", "\\", "%5C", "<", "%3C", ">", "%3E", " ", "%20", "\n", "").Replace(u.String()), true
	}
	return "", false
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

// hasBlock reports whether a block element stands in n.
func hasBlock(n *html.Node) bool {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && isBlock(d.Data) {
			return true
		}
	}
	return false
}
