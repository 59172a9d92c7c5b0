package crawler

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/text"
)

// A HealthError says why a body cannot become a text.
type HealthError struct {
	Health redline.Health
	Reason string // a sentence without its capital and full stop: it follows a colon
}

// Error implements error.
func (e *HealthError) Error() string { return string(e.Health) + ": " + e.Reason }

func unhealthy(h redline.Health, format string, args ...any) error {
	return &HealthError{h, fmt.Sprintf(format, args...)}
}

// Extracted is what [Extract] took from a body.
type Extracted struct {
	Markdown string
	Text     redline.Text
	Title    string
	Lang     string // as the page declares it; empty when it does not
	// Visible counts the characters a reader would see of the whole page without
	// scripts. A small number beside a large body means that the page needs a browser.
	Visible int
	// Method says how the text was found: "selected" by declared selectors, "main"
	// as the main text of the page, "body" when that was the whole page.
	Method string
}

// Extract takes the text of a document from the body of an answer. It is pure: the
// same body, type and source give the same text. What cannot be used is a
// [*HealthError].
//
// HTML is parsed with scripting off. With src.Select the declared rules of Open
// Terms Archive apply to the letter; without it the main text is found. Plain text
// and Markdown are taken whole; a PDF needs [ExtractPDF]. contentType is the header of the answer; an empty
// one is guessed.
func Extract(body []byte, contentType string, src redline.Source) (Extracted, error) {
	kind := bodyType(body, contentType)
	switch kind {
	case "text/html", "application/xhtml+xml":
		return extractHTML(body, contentType, src)
	case "text/plain", "text/markdown", "text/x-markdown":
		return extractPlain(body, contentType, kind != "text/plain")
	}
	return Extracted{}, unhealthy(redline.HealthUnsupported, "the answer is %s, which Redline does not read", kind)
}

// bodyType returns the type of a body. Servers that call a page plain text, bytes
// or nothing are not believed.
func bodyType(body []byte, contentType string) string {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		kind = ""
	}
	switch kind {
	case "", "text/plain", "application/octet-stream", "application/xml", "text/xml":
		if guess, _, _ := strings.Cut(http.DetectContentType(body), ";"); kind != "text/plain" || guess == "text/html" {
			if guess == "text/xml" && bytes.Contains(body[:min(len(body), 2048)], []byte("<html")) {
				return "application/xhtml+xml"
			}
			return guess
		}
	}
	return kind
}

func extractPlain(body []byte, contentType string, markdown bool) (Extracted, error) {
	s, err := decode(body, contentType)
	if err != nil {
		return Extracted{}, err
	}
	if !markdown {
		if s, err = plainMarkdown(s); err != nil {
			return Extracted{}, err
		}
	}
	e := Extracted{Markdown: strings.TrimSpace(s), Method: "body", Visible: visibleRunes(s)}
	return e.finish()
}

// plainMarkdown writes plain text as Markdown: blank lines separate paragraphs,
// and nothing in it is markup.
func plainMarkdown(s string) (string, error) {
	pre := &html.Node{Type: html.ElementNode, DataAtom: atom.Pre, Data: "pre"}
	pre.AppendChild(&html.Node{Type: html.TextNode, Data: s})
	return text.FromHTML(pre, nil)
}

// finish reads the Markdown and checks that it says anything.
func (e Extracted) finish() (Extracted, error) {
	e.Text = text.FromMarkdown(e.Markdown)
	if len(e.Text.Blocks) == 0 {
		return Extracted{Visible: e.Visible}, unhealthy(redline.HealthEmpty, "the page has no text without scripts")
	}
	return e, nil
}

func extractHTML(body []byte, contentType string, src redline.Source) (Extracted, error) {
	doc, err := parsePage(body, contentType)
	if err != nil {
		return Extracted{}, err
	}
	t := newTree(doc, src.URL)
	e := Extracted{Title: t.title(), Lang: t.lang(), Visible: visible(doc)}
	var fragment *html.Node
	if len(src.Select) > 0 {
		e.Method = "selected"
		fragment, err = t.declared(src)
	} else {
		fragment, e.Method, err = t.mainText(src)
	}
	if err != nil {
		return Extracted{Visible: e.Visible}, err
	}
	if e.Markdown, err = text.FromHTML(fragment, t.base); err != nil {
		return Extracted{Visible: e.Visible}, unhealthy(redline.HealthTooDeep, "the page nests its elements too deeply to be read")
	}
	return e.finish()
}

// A tree is a parsed page and where its links lead from.
type tree struct {
	doc  *html.Node
	base *url.URL // nil when the address is none
}

func newTree(doc *html.Node, address string) *tree {
	t := &tree{doc: doc}
	if u, err := url.Parse(address); err == nil && u.IsAbs() {
		t.base = u
	}
	for n := range doc.Descendants() {
		if n.DataAtom != atom.Base {
			continue
		}
		if href := attribute(n, "href"); href != "" {
			if u, err := url.Parse(strings.TrimSpace(href)); err == nil {
				t.base = t.resolve(u)
				break
			}
		}
	}
	return t
}

func (t *tree) resolve(u *url.URL) *url.URL {
	if t.base == nil {
		return u
	}
	return t.base.ResolveReference(u)
}

// title returns the page's title on one line.
func (t *tree) title() string {
	for n := range t.doc.Descendants() {
		if n.DataAtom == atom.Title && n.Namespace == "" {
			return strings.Join(strings.Fields(rawText(n)), " ")
		}
	}
	return ""
}

// lang returns the language that the html element declares.
func (t *tree) lang() string {
	for n := range t.doc.Descendants() {
		if n.DataAtom == atom.Html {
			lang := attribute(n, "lang")
			if lang == "" {
				lang = attribute(n, "xml:lang")
			}
			return strings.ReplaceAll(strings.TrimSpace(lang), "_", "-")
		}
	}
	return ""
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

// rawText returns the text in n as it stands.
func rawText(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// visible counts the characters of n that show without scripts, each run of white
// space as one.
func visible(n *html.Node) int {
	total := 0
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		switch {
		case child.Type == html.TextNode:
			total += visibleRunes(child.Data)
		case child.Type == html.ElementNode && !unseen(child):
			total += visible(child)
		}
	}
	return total
}

func visibleRunes(s string) int {
	total := 0
	for _, word := range strings.Fields(s) {
		total += len([]rune(word)) + 1
	}
	return total
}

// unseen reports whether nothing in an element is shown as text.
func unseen(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Head, atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Svg, atom.Math, atom.Iframe,
		atom.Object, atom.Canvas, atom.Audio, atom.Video, atom.Select, atom.Textarea, atom.Datalist:
		return true
	}
	return false
}
