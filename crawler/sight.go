package crawler

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A sight is an answer as the health checks see it. What needs the parsed HTML is found
// on first use, since most pages never need it.
type sight struct {
	header       http.Header
	body         []byte
	contentType  string
	start, final *url.URL // final is nil without a redirect

	parsed bool
	seen   view
}

func newSight(a answer, start, final *url.URL) *sight {
	return &sight{header: a.header, body: a.body, contentType: rightType(a.body, a.page.ContentType), start: start, final: final}
}

// A view is what a reader without scripts sees of a page, and what forms it has.
type view struct {
	title     string
	headings  []string // the largest there are: all h1, or else all h2, or else all h3
	words     int      // of all visible text
	outside   int      // words outside header, nav, footer, aside and cookie banners
	text      string   // visible text, its first part
	noscript  string
	passwords int
	accept    string // the words of a button that accepts cookies, empty without one
	banner    int    // words in cookie banners
	scripts   int    // script elements
	forward   string // where the page sends its reader by itself
	root      bool   // an element that scripts fill is empty
}

// viewText bounds how much text a view keeps; the checks read short pages only.
const viewText = 8 << 10

// view parses the page on first use. A page that is not HTML, or nested too deep, is a
// view of nothing: Extract has said so already.
func (p *sight) view() *view {
	if p.parsed {
		return &p.seen
	}
	p.parsed = true
	if !p.isHTML() {
		return &p.seen
	}
	doc, err := parsePage(p.body, p.contentType)
	if err != nil {
		return &p.seen
	}
	w := walker{view: &p.seen}
	w.walk(doc, region{})
	p.seen.text = strings.Join(strings.Fields(w.text.String()), " ")
	p.seen.title = squeeze(p.seen.title)
	for _, h := range w.headings {
		if len(h) > 0 {
			p.seen.headings = h
			break
		}
	}
	return &p.seen
}

func (p *sight) isHTML() bool {
	kind := bodyType(p.body, p.contentType)
	return kind == "text/html" || kind == "application/xhtml+xml"
}

// suspicious reports whether title or address speak of a wall or an error, so that even
// a long page deserves a closer look.
func (p *sight) suspicious(title string) bool {
	if p.final != nil && (loginPath(p.final) || consentPath(p.final) || errorPath(p.final)) {
		return true
	}
	title = title[:min(len(title), labelBytes)]
	return loginTitle(title) || consentTitle(title) || notFoundTitle(title) || challengeTitle(title) != ""
}

// A region says which parts of a page a node lies in.
type region struct {
	frame  bool // header, nav, footer, aside
	banner bool
	hidden bool
	script bool // noscript
}

type walker struct {
	*view
	text     strings.Builder
	headings [3][]string // by level
}

var (
	bannerName = regexp.MustCompile(`(?i)cookie|consent|gdpr|onetrust|didomi|usercentrics|truste|\bcmp\b|cky-|sp_message`)
	// A page that forwards within a few seconds; one that reloads itself has no URL.
	refresh   = regexp.MustCompile(`(?i)^\s*[0-5](?:\.\d*)?\s*[;,]\s*url\s*=\s*['"]?\s*([^'"\s]+)`)
	hiddenCSS = regexp.MustCompile(`(?i)display\s*:\s*none|visibility\s*:\s*hidden`)
	rootName  = regexp.MustCompile(`^(root|app|__next|__nuxt|react-root|mount|main-app|svelte|ember-app|app-root|gatsby)$`)
)

func (w *walker) walk(n *html.Node, in region) {
	switch n.Type {
	case html.TextNode:
		w.count(n.Data, in)
	case html.ElementNode:
		if !w.element(n, &in) {
			return
		}
	case html.DocumentNode:
	default:
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.walk(c, in)
	}
}

func (w *walker) count(s string, in region) {
	switch n := len(strings.Fields(s)); {
	case n == 0 || in.hidden:
	case in.script:
		w.noscript += " " + s
	default:
		w.words += n
		if in.banner {
			w.banner += n
		} else if !in.frame {
			w.outside += n
		}
		if w.text.Len() < viewText {
			w.text.WriteString(" " + s)
		}
	}
}

// element notes what n is, and reports whether its children are of interest.
func (w *walker) element(n *html.Node, in *region) bool {
	switch n.DataAtom {
	case atom.Script:
		w.scripts++
		return false
	case atom.Style, atom.Template, atom.Svg, atom.Iframe, atom.Object:
		return false
	case atom.Title:
		if w.title == "" {
			w.title = labelOf(n)
		}
		return false
	case atom.H1, atom.H2, atom.H3:
		if level := n.Data[1] - '1'; !in.banner && !in.hidden {
			w.headings[level] = append(w.headings[level], squeeze(labelOf(n)))
		}
	case atom.Meta:
		if m := refresh.FindStringSubmatch(attribute(n, "content")); m != nil && strings.EqualFold(attribute(n, "http-equiv"), "refresh") {
			w.forward = m[1]
		}
	case atom.Noscript:
		in.script = true
	case atom.Header, atom.Nav, atom.Footer, atom.Aside:
		in.frame = true
	case atom.Input, atom.Button, atom.A:
		w.control(n)
	}
	w.container(n, in)
	return true
}

// control notes password fields and buttons that accept cookies.
func (w *walker) control(n *html.Node) {
	label := attribute(n, "value")
	switch kind := strings.ToLower(attribute(n, "type")); {
	case n.DataAtom == atom.Input && kind == "password":
		w.passwords++
		return
	case n.DataAtom == atom.Input && kind != "submit" && kind != "button":
		return
	case n.DataAtom == atom.A && attribute(n, "role") != "button" && !strings.Contains(attribute(n, "class"), "btn") && !strings.Contains(attribute(n, "class"), "button"):
		return
	case n.DataAtom != atom.Input:
		label = labelOf(n)
	}
	if w.accept == "" && acceptLabel(label) {
		w.accept = squeeze(label)
	}
}

// container notes hidden parts, cookie banners and the empty roots of applications.
func (w *walker) container(n *html.Node, in *region) {
	id, class := attribute(n, "id"), attribute(n, "class")
	if hasAttr(n, "hidden") || hiddenCSS.MatchString(attribute(n, "style")) {
		in.hidden = true
	}
	if rootName.MatchString(id) && squeeze(labelOf(n)) == "" {
		w.root = true
	}
	switch n.DataAtom {
	case atom.Html, atom.Body, atom.Main, atom.Article:
		return
	}
	if !in.banner && (bannerName.MatchString(id) || bannerName.MatchString(class)) && hasAccept(n) {
		in.banner = true
	}
}

func hasAccept(n *html.Node) bool {
	nodes := 0
	for d := range n.Descendants() {
		if nodes++; nodes > labelNodes {
			return false
		}
		if (d.DataAtom == atom.Button || d.DataAtom == atom.Input || d.DataAtom == atom.A) && acceptLabel(labelOf(d)+attribute(d, "value")) {
			return true
		}
	}
	return false
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// What is looked at to read a label or find a button: elements nest 512 deep, and each
// may ask for the text below it.
const (
	labelBytes = 1000
	labelNodes = 2000
)

// labelOf returns the beginning of the text below n, scripts and styles left out.
func labelOf(n *html.Node) string {
	var b strings.Builder
	nodes := 0
	for d := range n.Descendants() {
		if nodes++; nodes > labelNodes || b.Len() > labelBytes {
			break
		}
		if d.Type == html.TextNode && d.Parent.DataAtom != atom.Script && d.Parent.DataAtom != atom.Style {
			b.WriteString(d.Data[:min(len(d.Data), labelBytes)])
		}
	}
	return b.String()
}

// squeeze makes phrases comparable: lower case, single spaces, straight apostrophes.
func squeeze(s string) string {
	s = strings.ToLower(strings.NewReplacer("’", "'", "‘", "'", "\u00a0", " ", "…", "...").Replace(s))
	return strings.Join(strings.Fields(s), " ")
}
