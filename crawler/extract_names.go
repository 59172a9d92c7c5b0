package crawler

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Names that pages give, in id and class, to what stands around a text. A name
// counts when it is a whole id or class, in any of their spellings.
var (
	furniture = []string{
		"breadcrumb", "breadcrumbs", "skip-link", "skip-to-content", "screen-reader-skip", "back-to-top", "scroll-to-top",
		"share", "sharing", "share-links", "share-buttons", "social-share", "social-links", "social-icons", "addtoany", "sharethis",
		"related", "related-articles", "related-posts", "related-content", "related-links", "article-relatives", "recent-articles",
		"recently-viewed", "recommended", "you-may-also-like", "article-votes", "article-vote", "was-this-helpful", "helpful", "feedback",
		"pagination", "pager", "post-navigation", "newsletter", "subscribe", "comments", "print-link", "copy-link", "anchor-link",
		"language-selector", "language-switcher", "lang-switcher", "locale-selector", "country-selector",
	}
	// frames and feet are looked for in pages without a main element alone.
	frames = []string{
		"header", "site-header", "page-header", "global-header", "masthead", "topbar", "top-bar", "navbar", "nav", "navigation",
		"main-nav", "main-menu", "mainmenu", "menu", "sidebar", "sidenav", "side-nav", "side-menu", "logo", "brand", "navbar-brand",
		"toolbar", "utility-nav", "site-nav", "primary-nav",
	}
	feet = []string{"footer", "site-footer", "page-footer", "global-footer", "copyright", "colophon"}
	// consentTools are how the names of consent managers begin.
	consentTools = []string{
		"onetrust-", "ot-sdk-container", "cky-", "cookieyes", "cybotcookiebotdialog", "didomi-", "usercentrics", "uc-banner",
		"qc-cmp", "sp-message", "cmplz-", "moove-gdpr", "iubenda-cs", "osano-cm", "truste", "trustarc", "tarteaucitron",
		"axeptio", "klaro", "borlabs", "termly", "cc-window", "cc-banner", "cookie-law-info", "evidon", "fc-consent",
	}
	consentWords = []string{"cookie", "cookies", "consent", "gdpr", "ccpa", "privacy"}
	overlayWords = []string{
		"banner", "bar", "popup", "popin", "modal", "modals", "overlay", "dialog", "notification", "toast", "snackbar", "prompt",
		"drawer", "lightbox", "interstitial", "offcanvas",
	}
	modalWords = []string{"modal", "modals", "popup", "popin", "lightbox"}
	controls   = []string{
		"copy", "copy link", "copy url", "share", "print", "close", "dismiss", "menu", "open menu", "search", "back to top",
		"scroll to top", "accept", "accept all", "reject", "reject all", "expand all", "collapse all", "sign in", "log in",
	}
)

// names returns the id and classes of n in lower case with hyphens.
func names(n *html.Node) []string {
	list := strings.Fields(attribute(n, "class"))
	if id := attribute(n, "id"); id != "" {
		list = append(list, id)
	}
	for i, name := range list {
		list[i] = strings.ReplaceAll(strings.ToLower(name), "_", "-")
	}
	return list
}

// named reports whether an id or class of n is one of list.
func named(n *html.Node, list []string) bool {
	return slices.ContainsFunc(names(n), func(name string) bool { return slices.Contains(list, name) })
}

// isOverlay reports whether n is laid over the page: a consent banner, a modal. It
// holds no more than such boxes do.
func (m masses) isOverlay(n *html.Node) bool {
	size := m.of[n].text
	if size == 0 || size > 20_000 {
		return false
	}
	for _, name := range names(n) {
		words := strings.Split(name, "-")
		switch {
		case isConsentTool(name):
			return true
		case hasOne(words, overlayWords) && hasOne(words, consentWords) && isPressable(n):
			return true
		case hasOne(words, modalWords) && size < 3000:
			return true
		}
	}
	return false
}

func hasOne(words, list []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(list, w) })
}

// isConsentTool reports whether a name is that of a consent manager, but not of the
// list of cookies that it writes into a policy.
func isConsentTool(name string) bool {
	for _, part := range [...]string{"policy", "declaration", "list"} {
		if strings.Contains(name, part) {
			return false
		}
	}
	return slices.ContainsFunc(consentTools, func(tool string) bool { return strings.HasPrefix(name, tool) })
}

// isPressable reports whether n holds a control.
func isPressable(n *html.Node) bool {
	for d := range n.Descendants() {
		switch d.Data {
		case "button", "input", "a":
			return true
		}
		if attribute(d, "role") == "button" || attribute(d, "onclick") != "" {
			return true
		}
	}
	return false
}

// isControl reports whether a button does something to the page rather than being
// the heading of a fold.
func isControl(n *html.Node) bool {
	if attribute(n, "aria-expanded") != "" {
		return false
	}
	label := strings.ToLower(strings.Join(strings.Fields(attribute(n, "aria-label")), " "))
	words := strings.ToLower(strings.Join(strings.Fields(rawText(n)), " "))
	return slices.Contains(controls, words) || slices.Contains(controls, label)
}
