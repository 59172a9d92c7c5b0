package crawler

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/redlinewatch/redline"
)

// mainText finds the main text of a page without declared selectors. It would
// rather keep a menu than lose a clause: what stands around the text is dropped by
// what it is (navigation, dialogs, consent banners, lists of links), each with a
// guard against being most of the page, and a main element is believed only when it
// holds most of the text.
func (t *tree) mainText(src redline.Source) (*html.Node, string, error) {
	t.removeQueryParams(slices.Concat(src.RemoveQueryParams, trackingParams))
	t.protectedAddresses()
	t.relativeTimes()
	if err := t.remove(src.Remove); err != nil {
		return nil, "", err
	}
	body := t.body()
	m := measure(body)
	root, method := m.root(body)
	m.drop(root, method == "main")
	return root, method, nil
}

// body returns the page's body, or what there is.
func (t *tree) body() *html.Node {
	for n := range t.elements(func(n *html.Node) bool { return n.DataAtom == atom.Body }) {
		return n
	}
	return t.doc
}

// A mass is what an element holds, in characters a reader sees.
type mass struct {
	text  int // all
	links int // in links and buttons
	count int // of links and buttons
}

// prose is the text outside links and buttons.
func (m mass) prose() int { return m.text - m.links }

// masses are those of all elements of a page.
type masses struct {
	of    map[*html.Node]mass
	total mass // of the page without what surely stands around its text
}

func measure(body *html.Node) masses {
	m := masses{of: map[*html.Node]mass{}}
	m.weigh(body, false)
	m.total = m.of[body]
	for n := range body.Descendants() {
		if isAround(n) && !insideAround(n, body) && !m.most(n, m.of[body]) {
			m.total.text -= m.of[n].text
			m.total.links -= m.of[n].links
		}
	}
	return m
}

// weigh measures n. What stands in a link counts as link.
func (m masses) weigh(n *html.Node, link bool) mass {
	var sum mass
	if n.DataAtom == atom.A || n.DataAtom == atom.Button {
		sum.count, link = 1, true
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		switch {
		case child.Type == html.TextNode:
			size := visibleRunes(child.Data)
			sum.text += size
			if link {
				sum.links += size
			}
		case child.Type == html.ElementNode && (!unseen(child) || child.DataAtom == atom.Noscript):
			part := m.weigh(child, link)
			if child.DataAtom == atom.Noscript {
				continue // measured for itself, not as part of what is seen
			}
			sum.text += part.text
			sum.links += part.links
			sum.count += part.count
		}
	}
	m.of[n] = sum
	return sum
}

// most reports whether n holds most of the prose of a whole.
func (m masses) most(n *html.Node, whole mass) bool {
	return 2*m.of[n].prose() > whole.prose()
}

// root returns the element to take and how it was found: the innermost main element
// or article that holds most of the page's prose, the nearest element around several
// that do together, else the body.
func (m masses) root(body *html.Node) (*html.Node, string) {
	var best *html.Node
	var outermost []*html.Node
	together := 0
	for n := range body.Descendants() {
		if !isMain(n) {
			continue
		}
		if len(outermost) == 0 || !within(n, outermost[len(outermost)-1]) {
			outermost = append(outermost, n)
			together += m.of[n].prose()
		}
		// A later one lies inside the best so far, or beside it; then one of them is not most.
		if m.most(n, m.total) && (best == nil || m.of[n].prose()*10 >= m.of[best].prose()*9) {
			best = n
		}
	}
	switch {
	case best != nil:
		return best, "main"
	case 2*together > m.total.prose():
		return common(outermost), "main"
	}
	return body, "body"
}

func isMain(n *html.Node) bool {
	return n.DataAtom == atom.Main || n.DataAtom == atom.Article || attribute(n, "role") == "main"
}

func within(n, ancestor *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == ancestor {
			return true
		}
	}
	return false
}

// common returns the nearest element that holds all nodes.
func common(nodes []*html.Node) *html.Node {
	shared := nodes[0]
	for _, n := range nodes[1:] {
		for !within(n, shared) {
			shared = shared.Parent
		}
	}
	return shared
}

// drop removes from root what is not the text. In a main element only what says
// what it is goes; in a whole body also what looks like it.
func (m masses) drop(root *html.Node, main bool) {
	whole := m.of[root]
	var found []*html.Node
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			if child.Type != html.ElementNode {
				continue
			}
			if !m.most(child, whole) && (m.isFurniture(child, main) || !main && m.isOverlay(child)) {
				found = append(found, child)
				continue
			}
			walk(child)
		}
	}
	walk(root)
	remove(found)
}

// isFurniture reports whether n stands around a text rather than being of it.
func (m masses) isFurniture(n *html.Node, main bool) bool {
	w := m.of[n]
	switch {
	case n.DataAtom == atom.Aside || attribute(n, "role") == "complementary":
		return !main || w.links*3 > w.text || w.prose() < 100 // a box beside the clauses may sum them up
	case isAround(n):
		return true
	case n.DataAtom == atom.Header && !main:
		return w.count > 2 && w.links*2 > w.text
	case n.DataAtom == atom.Button || attribute(n, "role") == "button":
		return isControl(n)
	case named(n, furniture):
		return w.prose() < 300
	}
	return !main && (isLinkList(n, w) || m.isFrame(n, w))
}

// isAround reports whether an element says by itself that it is not the text.
func isAround(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Nav, atom.Footer, atom.Dialog, atom.Aside, atom.Noscript:
		return true
	}
	switch attribute(n, "role") {
	case "navigation", "contentinfo", "dialog", "alertdialog", "complementary", "search", "menu", "menubar":
		return true
	}
	return attribute(n, "aria-modal") == "true"
}

func insideAround(n, body *html.Node) bool {
	for p := n.Parent; p != nil && p != body; p = p.Parent {
		if isAround(p) {
			return true
		}
	}
	return false
}

// isFrame reports whether n is the head, the menu or the foot of a page that has no
// elements for them: by its name and by holding links or next to nothing. A page without
// a text keeps what it has.
func (m masses) isFrame(n *html.Node, w mass) bool {
	switch {
	case m.total.prose() < 300:
		return false
	case named(n, feet):
		return w.links*2 > w.text || w.prose() < 200
	case named(n, frames):
		return w.count > 0 && w.links*2 > w.text && !leadsWithin(n)
	}
	return false
}

// isLinkList reports whether n is a list of nothing but links to other pages. Links
// within the page are its table of contents, and belong to it.
func isLinkList(n *html.Node, w mass) bool {
	if n.DataAtom != atom.Ul && n.DataAtom != atom.Ol && n.DataAtom != atom.Div && n.DataAtom != atom.Section {
		return false
	}
	return w.count >= 4 && w.links*10 >= w.text*9 && w.text <= 100*w.count && !leadsWithin(n)
}

// leadsWithin reports whether a link in n leads to a place in the page itself.
func leadsWithin(n *html.Node) bool {
	for d := range n.Descendants() {
		if d.DataAtom == atom.A && strings.HasPrefix(attribute(d, "href"), "#") {
			return true
		}
	}
	return false
}
