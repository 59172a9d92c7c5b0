package crawler

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// What differs from one capture to the next and means nothing. With declared
// selectors only what Open Terms Archive does is done; see declared.

// trackingParams say where a visitor came from, or who they are.
var trackingParams = []string{
	"utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id", "gclid", "gbraid", "wbraid", "dclid", "fbclid",
	"msclkid", "ttclid", "twclid", "yclid", "igshid", "mc_cid", "mc_eid", "_ga", "_gl", "_hsenc", "_hsmi", "mkt_tok", "ref_src",
	"source_cms_id", "PHPSESSID", "sessionid", "session_id",
}

// relative matches the words of a time that is told from now.
var relative = regexp.MustCompile(`(?i)(\bago\b|\byesterday\b|\btoday\b|\bjust now\b|\bvor\b|\bheute\b|\bgestern\b|\bil y a\b|\bhier\b|\bhace\b|\bfa\b|前$)`)

// relativeTimes writes the day where a page says how long ago it was.
func (t *tree) relativeTimes() {
	for n := range t.elements(func(n *html.Node) bool { return n.DataAtom == atom.Time }) {
		at := attribute(n, "datetime")
		if len(at) < len("2006-01-02") || !day.MatchString(at) || !relative.MatchString(rawText(n)) {
			continue
		}
		remove(slices.Collect(n.ChildNodes()))
		n.AppendChild(&html.Node{Type: html.TextNode, Data: at[:len("2006-01-02")]})
	}
}

var day = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}`)

// protectedAddresses gives each e-mail address that a content network hides the
// same words: what it puts there differs from one request to the next.
func (t *tree) protectedAddresses() {
	for n := range t.elements(func(n *html.Node) bool {
		return n.DataAtom == atom.A && strings.Contains(attribute(n, "href"), "/email-protection")
	}) {
		if u, err := url.Parse(attribute(n, "href")); err == nil {
			u.Fragment, u.RawFragment = "", ""
			setAttribute(n, "href", u.String())
		}
		for n.FirstChild != nil {
			n.RemoveChild(n.FirstChild)
		}
		n.AppendChild(&html.Node{Type: html.TextNode, Data: "[email\u00A0protected]"})
	}
}
