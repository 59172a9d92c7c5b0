package crawler

import (
	"bytes"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strings"

	"github.com/redlinewatch/redline"
	"golang.org/x/net/html"
	"golang.org/x/net/publicsuffix"
)

const (
	// shellBytes is from how large a page on it is odd that it shows no text.
	shellBytes = 20_000
	// shellWords is how many words the shell of an application shows at most: its name,
	// "Loading", a menu.
	shellWords = 30
)

var scriptSentence = regexp.MustCompile(`(?:enable|turn on|activate|requires?|needs?|without|aktivieren|activer|active|activar|habilit\S*) (?:\S+ ){0,4}javascript|javascript (?:\S+ ){0,4}(?:enabled|disabled|required|aktivieren|désactivé|activé)`)

// forwards finds a page that says nothing and sends its reader on.
func forwards(p *sight, x Extracted) *finding {
	if v := p.view(); v.forward != "" && v.words <= shellWords && x.Text.Words() <= shellWords {
		return found(redline.HealthMoved, "the page only forwards its readers to "+v.forward)
	}
	return nil
}

// placeholder is what programs leave where a text should be.
var placeholder = regexp.MustCompile(`^#* ?(?:undefined|null|nan|none|\[?object object\]?|loading(?: ?\.\.\.)?|please wait(?: ?\.\.\.)?|wird geladen(?: ?\.\.\.)?|chargement(?: ?\.\.\.)?|cargando(?: ?\.\.\.)?)$`)

// emptyText finds pages without a text: an empty one, or a shell that scripts would fill.
// Shortness alone is no fault; some policies are one sentence.
func emptyText(p *sight, x Extracted, _ redline.Document) *finding {
	if words := x.Text.Words(); words > shellWords {
		return nil
	}
	if bad := needsBrowser(p); bad != nil {
		return bad
	}
	if placeholder.MatchString(squeeze(x.Markdown)) {
		return found(redline.HealthEmpty, "the page says “"+squeeze(x.Markdown)+"” and nothing else")
	}
	if x.Text.Words() > 0 && (x.Method == "selected" || !p.isHTML() || p.view().outside > 0) {
		return nil
	}
	return found(redline.HealthEmpty, "the page has no text where the document should be")
}

// needsBrowser finds the shell of an application: nothing to read but menus, although
// there is much to load.
func needsBrowser(p *sight) *finding {
	v := p.view()
	if v.scripts == 0 || v.words > shellWords && v.outside > 0 {
		return nil
	}
	switch {
	case scriptSentence.MatchString(squeeze(v.noscript)), scriptSentence.MatchString(squeeze(v.text)):
		return found(redline.HealthNeedsBrowser, "the page asks for JavaScript and shows no text without it")
	case v.root && v.outside == 0:
		return found(redline.HealthNeedsBrowser, "the page is an empty frame that scripts fill")
	case v.outside == 0 && len(p.body) >= shellBytes:
		return found(redline.HealthNeedsBrowser, fmt.Sprintf("the page has %d KB and %d scripts, but no text without them", len(p.body)/1000, v.scripts))
	}
	return nil
}

// truncated finds HTML that stops in the middle, where the connection itself did not
// tell: inside a tag, a comment or a script, or with its main part left open.
func truncated(p *sight) *finding {
	if !p.isHTML() {
		return nil
	}
	tail := bytes.ToLower(bytes.TrimSpace(p.body[max(0, len(p.body)-2048):]))
	if bytes.Contains(tail, []byte("</html")) || bytes.Contains(tail, []byte("</body")) {
		return nil
	}
	head := bytes.ToLower(p.body[:min(len(p.body), 4096)])
	if !bytes.Contains(head, []byte("<html")) {
		return nil // a fragment, or written by a hand that leaves tags out
	}
	if inside := endsInside(p.body); inside != "" {
		return found(redline.HealthTruncated, "the page stops in the middle of "+inside)
	}
	if open := leftOpen(p.body); len(open) > 0 {
		return found(redline.HealthTruncated, "the page stops without closing "+strings.Join(open, ", ")+", body and html")
	}
	return nil
}

// endsInside says in the middle of what the last bytes of the page are.
func endsInside(body []byte) string {
	lastOpen := bytes.LastIndexByte(body, '<')
	if lastOpen < 0 {
		return ""
	}
	if c := bytes.LastIndex(body, []byte("<!--")); c >= 0 && !bytes.Contains(body[c:], []byte("-->")) {
		return "a comment"
	}
	rest := body[lastOpen+1:]
	if len(rest) > 0 && bytes.IndexByte(rest, '>') < 0 && (rest[0] == '/' || rest[0]|0x20 >= 'a' && rest[0]|0x20 <= 'z') {
		return "a tag"
	}
	lower := bytes.ToLower(body)
	for _, tag := range []string{"script", "style"} {
		if o := bytes.LastIndex(lower, []byte("<"+tag)); o >= 0 && !bytes.Contains(lower[o:], []byte("</"+tag)) {
			return "a " + tag
		}
	}
	return ""
}

// leftOpen returns which of the elements that nobody leaves open by habit are open at
// the end of the page.
func leftOpen(body []byte) []string {
	open := map[string]int{}
	z := html.NewTokenizer(bytes.NewReader(body))
	for {
		switch z.Next() {
		case html.ErrorToken:
			var names []string
			for _, n := range []string{"main", "article", "section", "table", "ul", "ol"} {
				if open[n] > 0 {
					names = append(names, n)
				}
			}
			return names
		case html.StartTagToken:
			name, _ := z.TagName()
			open[string(name)]++
		case html.EndTagToken:
			name, _ := z.TagName()
			if open[string(name)] > 0 {
				open[string(name)]--
			}
		}
	}
}

var homeSegment = regexp.MustCompile(`(?i)^(?:[a-z]{2,3}(?:[-_][a-z]{2,4})?|intl|home|index|index\.(?:html?|php|aspx?)|default\.aspx?|home\.html?)$`)

// moved finds redirects to another document: to another site, or to a home page. A new
// place on the same site is where the document lives now, and its address is kept.
func moved(p *sight) *finding {
	if p.final == nil {
		return nil
	}
	if site(p.final) != site(p.start) {
		return found(redline.HealthMoved, "the address leads to another site: "+p.final.String())
	}
	if isHome(p.final) && !isHome(p.start) {
		return found(redline.HealthMoved, "the address leads to the home page "+p.final.String())
	}
	return nil
}

// site returns the name under which one owner's hosts are: example.co.uk for
// www.example.co.uk. For an IP address or a name without a dot, its port counts too.
func site(u *url.URL) string {
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if _, err := netip.ParseAddr(host); err == nil {
		return u.Host
	}
	name, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return u.Host
	}
	return name
}

// isHome reports whether u is the front of a site, in whatever language. A page with a
// query is more likely a page than a front.
func isHome(u *url.URL) bool {
	if u.RawQuery != "" && strings.Trim(u.Path, "/") != "" {
		return false
	}
	for s := range strings.SplitSeq(strings.Trim(u.Path, "/"), "/") {
		if s != "" && !homeSegment.MatchString(s) {
			return false
		}
	}
	return true
}
