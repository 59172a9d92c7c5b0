package crawler

import (
	"net/url"
	"slices"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/redlinewatch/redline"
)

// declared applies a source's declared selectors, in the order Open Terms Archive
// does: filters, absolute links, scripts and styles, protected addresses, remove,
// select.
func (t *tree) declared(src redline.Source) (*html.Node, error) {
	t.removeQueryParams(src.RemoveQueryParams)
	t.absoluteLinks()
	remove(slices.Collect(t.elements(func(n *html.Node) bool { return n.DataAtom == atom.Script || n.DataAtom == atom.Style })))
	t.protectedAddresses()
	if err := t.remove(src.Remove); err != nil {
		return nil, err
	}
	return t.take(src.Select)
}

// elements yields the page's elements for which want holds, in document order.
func (t *tree) elements(want func(*html.Node) bool) func(yield func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		for n := range t.doc.Descendants() {
			if n.Type == html.ElementNode && want(n) && !yield(n) {
				return
			}
		}
	}
}

func remove(nodes []*html.Node) {
	for _, n := range nodes {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
	}
}

// removeQueryParams deletes the named parameters from the addresses of links and
// images. Addresses without any of them stay as they are.
func (t *tree) removeQueryParams(names []string) {
	if len(names) == 0 {
		return
	}
	for n := range t.elements(func(n *html.Node) bool { return n.DataAtom == atom.A || n.DataAtom == atom.Img }) {
		key := "href"
		if n.DataAtom == atom.Img {
			key = "src"
		}
		u, err := url.Parse(strings.TrimSpace(attribute(n, key)))
		if err != nil || u.RawQuery == "" {
			continue
		}
		if query, found := withoutParams(u.RawQuery, names); found {
			u = t.resolve(u)
			u.RawQuery = query
			setAttribute(n, key, u.String())
		}
	}
}

// withoutParams deletes parameters from a query without touching the others.
func withoutParams(query string, names []string) (rest string, found bool) {
	kept := strings.Split(query, "&")
	kept = slices.DeleteFunc(kept, func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(name); err == nil {
			name = plain
		}
		drop := slices.Contains(names, name)
		found = found || drop
		return drop
	})
	return strings.Join(kept, "&"), found
}

func setAttribute(n *html.Node, key, value string) {
	for i := range n.Attr {
		if n.Attr[i].Key == key && n.Attr[i].Namespace == "" {
			n.Attr[i].Val = value
		}
	}
}

// absoluteLinks makes the addresses of links absolute, but for empty ones and
// those within the page.
func (t *tree) absoluteLinks() {
	for n := range t.elements(func(n *html.Node) bool { return n.DataAtom == atom.A }) {
		href := strings.TrimSpace(attribute(n, "href"))
		if href == "" || strings.HasPrefix(href, "#") {
			continue
		}
		if u, err := url.Parse(href); err == nil {
			setAttribute(n, "href", t.resolve(u).String())
		}
	}
}

// remove deletes what selectors name. All are resolved before anything is deleted.
// A plain selector may find nothing; a range must have both its ends.
func (t *tree) remove(selectors []redline.Selector) error {
	var nodes []*html.Node
	var spans []span
	order := numbering(t.doc)
	for _, s := range selectors {
		if s.IsRange() {
			r, err := t.span(s, order)
			if err != nil {
				return err
			}
			spans = append(spans, r)
			continue
		}
		found, err := t.query(s.CSS)
		if err != nil {
			return err
		}
		nodes = append(nodes, found...)
	}
	remove(nodes)
	for _, r := range spans {
		r.delete(t.doc)
	}
	return nil
}

// take returns clones of all that selectors name, selector by selector. What two
// of them name is there twice.
func (t *tree) take(selectors []redline.Selector) (*html.Node, error) {
	fragment := &html.Node{Type: html.DocumentNode}
	order := numbering(t.doc)
	c := cloner{room: maxCloned}
	for _, s := range selectors {
		if s.IsRange() {
			r, err := t.span(s, order)
			if err != nil {
				return nil, err
			}
			r.copyTo(fragment, r.common(), &c)
			continue
		}
		found, err := t.query(s.CSS)
		if err != nil {
			return nil, err
		}
		for _, n := range found {
			fragment.AppendChild(c.clone(n))
		}
	}
	if c.room < 0 {
		return nil, unhealthy(redline.HealthTooBig, "the declared selector %s takes the same elements too often", describe(selectors))
	}
	for n := range fragment.ChildNodes() {
		if n.Type == html.ElementNode {
			return fragment, nil
		}
	}
	return nil, unhealthy(redline.HealthSelector, "the declared selector %s finds nothing on the page", describe(selectors))
}

func (t *tree) query(css string) ([]*html.Node, error) {
	selector, err := cascadia.ParseGroup(css)
	if err != nil {
		return nil, unhealthy(redline.HealthSelector, "the declared selector %q is not valid: %v", css, err)
	}
	return cascadia.QueryAll(t.doc, selector), nil
}

// describe names selectors as a declaration would.
func describe(selectors []redline.Selector) string {
	var names []string
	for _, s := range selectors {
		if s.IsRange() {
			names = append(names, "from "+s.StartBefore+s.StartAfter+" to "+s.EndBefore+s.EndAfter)
		} else {
			names = append(names, s.CSS)
		}
	}
	return `"` + strings.Join(names, `", "`) + `"`
}

// maxCloned bounds what selectors take, in bytes: one that matches elements inside
// each other takes the innermost once for each.
const maxCloned = 64 << 20

// A cloner clones nodes while there is room.
type cloner struct{ room int }

func (c *cloner) clone(n *html.Node) *html.Node {
	const node = 128 // bytes, about
	copied := shallow(n)
	if c.room -= node + len(n.Data); c.room < 0 {
		return copied
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		copied.AppendChild(c.clone(child))
	}
	return copied
}

func shallow(n *html.Node) *html.Node {
	return &html.Node{Type: n.Type, DataAtom: n.DataAtom, Data: n.Data, Namespace: n.Namespace, Attr: slices.Clone(n.Attr)}
}
