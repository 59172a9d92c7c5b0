package crawler

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/redlinewatch/redline"
)

// mainText finds the main text of a page without declared selectors.
func (t *tree) mainText(src redline.Source) (*html.Node, string, error) {
	t.removeQueryParams(src.RemoveQueryParams)
	t.protectedAddresses()
	if err := t.remove(src.Remove); err != nil {
		return nil, "", err
	}
	best, method, size := t.doc, "body", 0
	for n := range t.elements(isMain) {
		if s := visible(n); s > size {
			best, method, size = n, "main", s
		}
	}
	drop := []*html.Node{}
	for n := range best.Descendants() {
		if n.Type == html.ElementNode && isAround(n) {
			drop = append(drop, n)
		}
	}
	remove(drop)
	return best, method, nil
}

func isMain(n *html.Node) bool {
	return n.DataAtom == atom.Main || n.DataAtom == atom.Article || attribute(n, "role") == "main"
}

func isAround(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Nav, atom.Footer, atom.Dialog, atom.Aside, atom.Noscript:
		return true
	}
	switch attribute(n, "role") {
	case "navigation", "contentinfo", "dialog", "alertdialog", "complementary":
		return true
	}
	return false
}
