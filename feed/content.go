package feed

import (
	"bytes"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/redlinewatch/redline"
)

// A tree is a fragment of HTML that we build ourselves: elements are named in this
// package only, strangers' words become text nodes, their addresses pass [link].
type tree struct{ nodes []*html.Node }

func (t *tree) add(nodes ...*html.Node) { t.nodes = append(t.nodes, nodes...) }

// String returns the fragment as HTML.
func (t *tree) String() string {
	var b bytes.Buffer
	for _, n := range t.nodes {
		if err := html.Render(&b, n); err != nil {
			return "" // cannot happen: a buffer takes everything, and no node here is malformed
		}
	}
	return b.String()
}

func element(a atom.Atom, children ...*html.Node) *html.Node {
	n := &html.Node{Type: html.ElementNode, DataAtom: a, Data: a.String()}
	for _, c := range children {
		if c != nil {
			n.AppendChild(c)
		}
	}
	return n
}

// words is a text node; white space inside is kept to single blanks.
func words(s string) *html.Node {
	return &html.Node{Type: html.TextNode, Data: printable(s)}
}

// anchor is a link, or plain words where the address may not be one.
func anchor(address, s string) *html.Node {
	to := link(address)
	if to == "" {
		return words(s)
	}
	a := element(atom.A, words(s))
	a.Attr = []html.Attribute{{Key: "href", Val: to}}
	return a
}

func paragraph(children ...*html.Node) *html.Node { return element(atom.P, children...) }
func heading(s string) *html.Node                 { return element(atom.H3, words(s)) }

func bullets(items []*html.Node) *html.Node {
	l := element(atom.Ul)
	for _, i := range items {
		l.AppendChild(element(atom.Li, i))
	}
	return l
}

// section is a heading and a list, nothing when the list is empty.
func (t *tree) section(head string, items []*html.Node) {
	if len(items) > 0 {
		t.add(heading(head), bullets(items))
	}
}

// passage shows spans as a quotation. Removed and added words are marked by elements
// and by words, as many readers drop colours and some drop the elements.
func passage(before string, spans []redline.Span, after string) *html.Node {
	p := paragraph()
	text := func(s string) { p.AppendChild(words(s)) }
	if before != "" {
		text(before + " ")
	}
	for _, s := range spans {
		switch s.Op {
		case redline.SpanDeleted:
			p.AppendChild(element(atom.Del, words("[removed: "+line(s.Words)+"]")))
			text(" ")
		case redline.SpanInserted:
			p.AppendChild(element(atom.Ins, words("[added: "+line(s.Words)+"]")))
			text(" ")
		default:
			text(s.Words)
		}
	}
	if after != "" {
		text(" " + after)
	}
	return element(atom.Blockquote, p)
}

// day and minute are times as people read them, with the zone.
func day(t time.Time) string    { return t.UTC().Format("2 January 2006") }
func minute(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") }
