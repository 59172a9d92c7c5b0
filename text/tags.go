package text

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// tag takes one inline tag or comment in Markdown. What looks like a tag but names
// no element of HTML is words: "<company name>".
func (w *collector) tag(raw []byte) {
	name, closing, isTag := tagName(raw)
	switch {
	case !isTag: // a comment, declaration or instruction
	case w.hidden != "":
		if closing && name == w.hidden {
			w.hidden = ""
		}
	case isHidden(name):
		if !closing && !bytes.HasSuffix(raw, []byte("/>")) {
			w.hidden = name
		}
	case name == "br":
		w.out = append(w.out, markBreak)
	case isBlock(name):
		w.out = append(w.out, markBlock)
	case !isElement(name):
		w.literal(raw)
	}
}

// html adds the words of a block of HTML.
func (w *collector) html(raw []byte) {
	z := html.NewTokenizer(bytes.NewReader(raw))
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			return
		case html.TextToken:
			w.text(z.Raw())
		default:
			w.tag(z.Raw())
		}
	}
}

// tagName returns the lower-case name in a tag.
func tagName(raw []byte) (name string, closing, ok bool) {
	s := strings.TrimPrefix(string(raw), "<")
	s, closing = strings.CutPrefix(s, "/")
	end := strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r == '>' || r == '/' })
	if end <= 0 || !isAlphanumeric(s[0]) {
		return "", false, false
	}
	return strings.ToLower(s[:end]), closing, true
}

// isHidden reports whether the content of an element is never seen as text.
func isHidden(name string) bool {
	switch name {
	case "script", "style", "template", "svg", "math", "iframe", "object", "canvas", "audio", "video",
		"head", "title", "select", "datalist", "textarea", "noembed", "noframes":
		return true
	}
	return false
}

// isBlock reports whether an element begins and ends a block.
func isBlock(name string) bool {
	switch name {
	case "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
		"dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
		"h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre",
		"search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul":
		return true
	}
	return false
}

// isElement reports whether HTML has, or had, an element of this name.
func isElement(name string) bool {
	if isBlock(name) || isHidden(name) {
		return true
	}
	switch name {
	case "a", "abbr", "acronym", "applet", "area", "b", "base", "basefont", "bdi", "bdo", "big", "br", "button",
		"cite", "code", "col", "colgroup", "data", "del", "dfn", "em", "embed", "font", "frame", "frameset", "i",
		"img", "input", "ins", "kbd", "label", "link", "map", "mark", "marquee", "meta", "meter", "nobr",
		"noscript", "optgroup", "option", "output", "param", "picture", "progress", "q", "rp", "rt", "ruby", "s",
		"samp", "slot", "small", "source", "span", "strike", "strong", "sub", "sup", "time", "track", "tt", "u",
		"var", "wbr":
		return true
	}
	return strings.Contains(name, "-") && !strings.Contains(name, "@") // a custom element
}
