package site

import (
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/redlinewatch/redline"
)

const evil = `"'><script>alert(1)</script><img src=x onerror=alert(1)></title></textarea><!-- <svg onload=alert(1)> javascript:alert(1) ` + "\u202e\x1b[31m"

// keptFields name things, and are an archive's own: everything else a stranger may have written.
var keptFields = []string{"ID", "Slug", "Document", "Platform", "Change", "Changes", "Capture", "Version", "Old", "New", "Alert"}

// poison replaces every text in a value by a hostile one, and every address by a script.
func poison(v reflect.Value, field string, inQuote bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			poison(v.Elem(), field, inQuote)
		}
	case reflect.Slice:
		for i := range v.Len() {
			poison(v.Index(i), field, inQuote)
		}
	case reflect.Struct:
		words := slices.Contains([]string{"Quote", "Hunk", "Reason"}, v.Type().Name())
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				poison(v.Field(i), v.Type().Field(i).Name, words)
			}
		}
	case reflect.String:
		isID := slices.Contains(keptFields, field) && (!inQuote || field == "Document" || field == "Change")
		switch {
		case isID || v.Type().Name() != "string" && !slices.Contains([]string{"Kind", "Mechanism"}, v.Type().Name()):
		case slices.Contains([]string{"URL", "Link", "Reference", "FinalURL"}, field):
			v.SetString("javascript:alert(document.domain)//" + evil)
		default:
			v.SetString(evil + v.String())
		}
	}
}

func poisoned() *memory {
	m := sample()
	for _, list := range []any{&m.platforms, &m.documents, &m.versions, &m.changes, &m.alerts, &m.captures} {
		poison(reflect.ValueOf(list), "", false)
	}
	for key, md := range m.texts {
		m.texts[key] = strings.ReplaceAll(md, "\n\n", "\n\n"+strings.ReplaceAll(evil, "<", "\\<")+" [x](javascript:alert(1)) <script>alert(2)</script> ")
	}
	return m
}

func TestHostileTextStaysText(t *testing.T) {
	m := poisoned()
	h := newSite(m, func(o *Options) { o.Contact = "javascript:alert(1)" + evil })
	for _, path := range pagesOf(m) {
		w := get(t, h, path)
		if w.Code >= 500 {
			t.Errorf("%s: status %d", path, w.Code)
		}
		checkPage(t, path, w.Body.String())
	}
}

func TestHostileParametersStayText(t *testing.T) {
	h := newSite(sample())
	for _, path := range []string{
		"/alerts?topic=" + url.QueryEscape(evil), "/alerts?platform=" + url.QueryEscape(evil), "/alerts?" + url.QueryEscape(evil) + "=1",
		"/changes?document=" + url.QueryEscape(evil), "/changes?after=" + url.QueryEscape(evil), "/changes?since=" + url.QueryEscape(evil),
		"/alerts/" + url.PathEscape(evil), "/documents/" + url.PathEscape(evil), "/compare/" + url.PathEscape(evil) + "/x", "/" + url.PathEscape(evil),
		"/compare?old=" + url.QueryEscape(evil) + "&new=//evil.example", "/changes?%zz=%zz",
	} {
		w := get(t, h, path)
		if w.Code >= 500 {
			t.Errorf("%s: status %d", path, w.Code)
		}
		if l := w.Header().Get("Location"); l != "" && !strings.HasPrefix(l, "/compare/") {
			t.Errorf("%s leads to %s", path, l)
		}
		if strings.Contains(w.Body.String(), "alert(1)") && w.Code == 400 {
			t.Errorf("%s repeats what was given", path)
		}
		if w.Code != http.StatusSeeOther {
			checkPage(t, path, w.Body.String())
		}
	}
}

func TestOrdinaryPagesAreSound(t *testing.T) {
	m := sample()
	h := newSite(m)
	for _, path := range pagesOf(m) {
		checkPage(t, path, get(t, h, path).Body.String())
	}
	checkPage(t, "empty", get(t, newSite(&memory{}), "/").Body.String())
}

// checkPage parses a page and checks that nothing in it runs, leads astray, or
// cannot be found by those who do not see it.
func checkPage(t *testing.T, path, page string) {
	t.Helper()
	if page == "" {
		return
	}
	ids := map[string]bool{}
	labelled := map[string]bool{}
	var fields, fragments []string
	heading, mains := 0, 0
	walk(parse(t, page), func(n *html.Node) {
		for _, a := range n.Attr {
			checkAttribute(t, path, n, a)
		}
		if id := attr(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("%s: two elements have the id %q", path, id)
			}
			ids[id] = true
		}
		switch n.Data {
		case "script":
			if n.FirstChild != nil || !strings.HasPrefix(attr(n, "src"), "/static/site.js?v=") {
				t.Errorf("%s: a script that is not ours", path)
			}
		case "iframe", "object", "embed", "img", "base", "style", "math", "frame", "audio", "video":
			t.Errorf("%s: an element %s", path, n.Data)
		case "label":
			labelled[attr(n, "for")] = true
		case "select", "input":
			if attr(n, "type") != "hidden" {
				fields = append(fields, attr(n, "id"))
			}
		case "main":
			mains++
		case "h1", "h2", "h3", "h4", "h5", "h6":
			level := int(n.Data[1] - '0')
			if level > heading+1 {
				t.Errorf("%s: a heading of level %d follows one of level %d", path, level, heading)
			}
			heading = level
		case "th":
			if attr(n, "scope") == "" {
				t.Errorf("%s: a heading of a table without scope", path)
			}
		case "a":
			if f, ok := strings.CutPrefix(attr(n, "href"), "#"); ok {
				fragments = append(fragments, f)
			}
		}
	})
	for _, f := range fields {
		if !labelled[f] {
			t.Errorf("%s: the field %q has no label", path, f)
		}
	}
	for _, f := range fragments {
		if !ids[f] {
			t.Errorf("%s: a link leads to #%s, which is not on the page", path, f)
		}
	}
	if mains != 1 {
		t.Errorf("%s: %d main elements", path, mains)
	}
}

func checkAttribute(t *testing.T, path string, n *html.Node, a html.Attribute) {
	t.Helper()
	switch {
	case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc":
		t.Errorf("%s: %s has the attribute %s", path, n.Data, a.Key)
	case a.Key == "href", a.Key == "src", a.Key == "action":
		u, err := url.Parse(a.Val)
		if err != nil || !slices.Contains([]string{"", "http", "https", "mailto"}, strings.ToLower(u.Scheme)) || strings.HasPrefix(a.Val, "//") {
			t.Errorf("%s: %s leads to %q", path, n.Data, a.Val)
		}
		if n.Data != "a" && n.Data != "link" && u != nil && u.Host != "" {
			t.Errorf("%s: %s is loaded from elsewhere: %s", path, n.Data, a.Val)
		}
	}
}

func parse(t *testing.T, page string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func walk(n *html.Node, visit func(*html.Node)) {
	if n.Type == html.ElementNode {
		visit(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, visit)
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func TestOutward(t *testing.T) {
	for raw, want := range map[string]bool{
		"https://example.org/a?b=c#d": true, "http://example.org": true, "mailto:a@example.org": true,
		"HTTPS://example.org": true, " https://example.org ": true,
		"javascript:alert(1)": false, "JaVaScRiPt:alert(1)": false, "java\nscript:alert(1)": false, "data:text/html,x": false,
		"vbscript:x": false, "//example.org": false, "/path": false, "": false, "https://": false, "ftp://example.org": false,
		"https://user:secret@example.org": false, "file:///etc/passwd": false, "\x01javascript:alert(1)": false, "mailto:": false,
	} {
		if _, ok := outward(raw); ok != want {
			t.Errorf("outward(%q) = %v, want %v", raw, ok, want)
		}
	}
}

func TestLinksEscapeTheirParts(t *testing.T) {
	for got, want := range map[string]string{
		string(documentLink("a/b c/é?")):                    "/documents/a/b%20c/%C3%A9%3F",
		string(inward("alerts", `x"><script>`)):             "/alerts/x%22%3E%3Cscript%3E",
		string(topicLink(redline.Topic("a&b=c"))):           "/alerts?topic=a%26b%3Dc",
		string(compareLink("../../etc", "..")):              "/compare/..%2F..%2Fetc/..",
		string(feedLink("documents/a/b", "atom")):           "/feeds/documents/a/b.atom",
		string(withQuery("/alerts", url.Values{"a": {""}})): "/alerts",
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
