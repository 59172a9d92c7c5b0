package crawler

import (
	"cmp"

	"golang.org/x/net/html"

	"github.com/redlinewatch/redline"
)

// A place is where a node begins and ends in document order. Every node has its own
// even numbers, so that the odd ones between them are the borders of ranges.
type place struct{ begin, end int }

// numbering returns the places of all nodes under doc. They stay right while nodes
// are removed.
func numbering(doc *html.Node) map[*html.Node]place {
	places := map[*html.Node]place{}
	next := 0
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		begin := next
		next += 2
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			walk(child)
		}
		places[n] = place{begin, next}
		next += 2
	}
	walk(doc)
	return places
}

// A span is a DOM Range whose borders lie just before or behind an element.
type span struct {
	places     map[*html.Node]place
	start, end int        // borders
	from, to   *html.Node // the elements they lie at
}

// span resolves a range. Each end is the first match in document order.
func (t *tree) span(s redline.Selector, places map[*html.Node]place) (span, error) {
	from, err := t.first(cmp.Or(s.StartBefore, s.StartAfter), "start")
	if err != nil {
		return span{}, err
	}
	to, err := t.first(cmp.Or(s.EndBefore, s.EndAfter), "end")
	if err != nil {
		return span{}, err
	}
	r := span{places: places, from: from, to: to, start: places[from].begin - 1, end: places[to].end + 1}
	if s.StartBefore == "" {
		r.start = places[from].end + 1
	}
	if s.EndAfter == "" {
		r.end = places[to].begin - 1
	}
	return r, nil
}

func (t *tree) first(css, which string) (*html.Node, error) {
	found, err := t.query(css)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, unhealthy(redline.HealthSelector, "the %s of a declared range, %q, is not on the page", which, css)
	}
	return found[0], nil
}

// common returns the nearest node that both borders lie in.
func (r span) common() *html.Node {
	for n := r.from.Parent; n != nil; n = n.Parent {
		if at := r.places[n]; n.Parent == nil || (at.begin < r.start && r.start < at.end && at.begin < r.end && r.end < at.end) {
			return n
		}
	}
	return r.from
}

func (r span) inside(n *html.Node) bool {
	at := r.places[n]
	return r.start < at.begin && at.end < r.end
}

func (r span) touches(n *html.Node) bool {
	at := r.places[n]
	return r.start < at.end && at.begin < r.end
}

// copyTo appends clones of what lies inside the range among n's children. An
// element that a border cuts is cloned with the part of it that is inside.
func (r span) copyTo(to, n *html.Node, c *cloner) {
	if r.end <= r.start {
		return
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		switch {
		case r.inside(child):
			to.AppendChild(c.clone(child))
		case r.touches(child):
			part := shallow(child)
			to.AppendChild(part)
			r.copyTo(part, child, c)
		}
	}
}

// delete removes what lies inside the range from under n.
func (r span) delete(n *html.Node) {
	if r.end <= r.start {
		return
	}
	for child := n.FirstChild; child != nil; {
		next := child.NextSibling
		switch {
		case r.inside(child):
			n.RemoveChild(child)
		case r.touches(child):
			r.delete(child)
		}
		child = next
	}
}
