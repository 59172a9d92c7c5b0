package crawler_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler"
	"github.com/redlinewatch/redline/internal/web"
)

// A site has pages with validators that a test may change.
type site struct {
	mu    sync.Mutex
	pages map[string]*sitePage
	asked []string // path, and whether it was conditional
}

type sitePage struct {
	body, etag, modified string
	redirect             string
	always304            bool
}

// ServeHTTP implements http.Handler.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.pages[r.URL.Path]
	if p == nil {
		http.NotFound(w, r)
		return
	}
	conditional := r.Header.Get("If-None-Match") != "" || r.Header.Get("If-Modified-Since") != ""
	note := r.URL.Path
	if conditional {
		note += "?"
	}
	s.asked = append(s.asked, note)
	if p.redirect != "" {
		http.Redirect(w, r, p.redirect, http.StatusFound)
		return
	}
	if p.etag != "" {
		w.Header().Set("ETag", p.etag)
	}
	if p.modified != "" {
		w.Header().Set("Last-Modified", p.modified)
	}
	if p.always304 || p.etag != "" && r.Header.Get("If-None-Match") == p.etag ||
		p.etag == "" && p.modified != "" && r.Header.Get("If-Modified-Since") == p.modified {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", "text/html")
	_, _ = io.WriteString(w, p.body)
}

func (s *site) change(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = nil
	do()
}

func (s *site) log() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.asked, " ")
}

// after returns the state that a caller keeps after a readable visit.
func after(res crawler.Result) redline.State {
	return redline.State{Health: res.Capture.Health, Pages: res.Capture.Pages}
}

func said(sentence string) string {
	return strings.Replace(policy, "We do not sell your personal data.", sentence, 1)
}

func TestVisitUnchanged(t *testing.T) {
	pages := map[string]*sitePage{
		"/etag":     {body: policy, etag: `"v1"`},
		"/weak":     {body: policy, etag: `W/"v1"`},
		"/modified": {body: policy, modified: "Fri, 01 May 2026 00:00:00 GMT"},
		"/neither":  {body: policy},
	}
	s := &site{pages: pages}
	server := serve(t, s.ServeHTTP)
	c := newCrawler(t, web.Options{})
	for path := range pages {
		doc := document(server.URL + path)
		first := visit(t, c, doc, redline.State{})
		second := visit(t, c, doc, after(first))
		third := visit(t, c, doc, after(second))
		for _, res := range []crawler.Result{second, third} {
			if res.Capture.Health != redline.HealthUnchanged || res.Markdown != "" {
				t.Errorf("%s: %s, %q", path, res.Capture.Health, res.Capture.Reason)
			}
			old, now := first.Capture.Pages[0], res.Capture.Pages[0]
			if now.BodyHash != old.BodyHash || now.ETag != old.ETag || now.LastModified != old.LastModified || now.Size != old.Size {
				t.Errorf("%s: the page forgot what it was: %+v, before %+v", path, now, old)
			}
			checkResult(t, res)
		}
		s.change(func() { pages[path].body, pages[path].etag, pages[path].modified = said("We sell it."), "", "" })
		if res := visit(t, c, doc, after(third)); res.Capture.Health != redline.HealthGood || !strings.Contains(res.Markdown, "We sell it.") {
			t.Errorf("%s, changed: %s", path, res.Capture.Health)
		}
	}
}

func TestVisitWithoutStateAsksUnconditionally(t *testing.T) {
	s := &site{pages: map[string]*sitePage{"/a": {body: policy, etag: `"v1"`}}}
	server := serve(t, s.ServeHTTP)
	c := newCrawler(t, web.Options{})
	visit(t, c, document(server.URL+"/a"), redline.State{})
	other := redline.State{Pages: []redline.Page{{URL: server.URL + "/older-address", ETag: `"v1"`}}}
	if res := visit(t, c, document(server.URL+"/a"), other); res.Capture.Health != redline.HealthGood {
		t.Errorf("%s", res.Capture.Health)
	}
	if got := s.log(); got != "/a /a" {
		t.Errorf("asked %q", got)
	}
}

func TestVisitSeveralPages(t *testing.T) {
	pages := map[string]*sitePage{
		"/1": {body: said("One."), etag: `"one"`},
		"/2": {body: said("Two.")},
		"/3": {body: said("Three."), etag: `"three"`},
	}
	s := &site{pages: pages}
	server := serve(t, s.ServeHTTP)
	c := newCrawler(t, web.Options{})
	doc := document(server.URL+"/1", server.URL+"/2", server.URL+"/3")

	first := visit(t, c, doc, redline.State{})
	if first.Capture.Health != redline.HealthGood || len(first.Capture.Pages) != 3 {
		t.Fatalf("%s: %s", first.Capture.Health, first.Capture.Reason)
	}
	if n := strings.Count(first.Markdown, "\n\n- - -\n\n"); n != 2 || !inOrder(first.Markdown, "One.", "Two.", "Three.") {
		t.Errorf("joined text:\n%s", first.Markdown)
	}

	s.change(func() {})
	if res := visit(t, c, doc, after(first)); res.Capture.Health != redline.HealthUnchanged || s.log() != "/1? /2 /3?" {
		t.Errorf("%s after %q", res.Capture.Health, s.log())
	}

	s.change(func() { pages["/2"].body = said("Two, changed.") })
	res := visit(t, c, doc, after(first))
	if res.Capture.Health != redline.HealthGood || !inOrder(res.Markdown, "One.", "Two, changed.", "Three.") {
		t.Errorf("%s:\n%s", res.Capture.Health, res.Markdown)
	}
	if got := s.log(); got != "/1? /2 /3? /1 /3" {
		t.Errorf("asked %q: those that answered 304 must be asked again, once", got)
	}
	for i, p := range res.Capture.Pages {
		if p.Status != 200 || len(res.Bodies[i]) == 0 {
			t.Errorf("page %d: status %d, %d bytes", i, p.Status, len(res.Bodies[i]))
		}
	}
	checkResult(t, res)

	s.change(func() { delete(pages, "/2") })
	res = visit(t, c, doc, after(first))
	if res.Capture.Health != redline.HealthNotFound || !strings.Contains(res.Capture.Reason, server.URL+"/2") || s.log() != "/1?" {
		t.Errorf("%s: %q after %q", res.Capture.Health, res.Capture.Reason, s.log())
	}
	checkResult(t, res)
}

func inOrder(s string, parts ...string) bool {
	for _, p := range parts {
		at := strings.Index(s, p)
		if at < 0 {
			return false
		}
		s = s[at+len(p):]
	}
	return true
}

// A login page that has not been modified either must not pass for the policy.
func TestVisitRedirectedNotModified(t *testing.T) {
	const modified = "Fri, 01 May 2026 00:00:00 GMT"
	login := `<html><head><title>Log in</title></head><body><form><input type="password"></form></body></html>`
	pages := map[string]*sitePage{"/policy": {body: policy, modified: modified}, "/login": {body: login, modified: modified}}
	s := &site{pages: pages}
	server := serve(t, s.ServeHTTP)
	c := newCrawler(t, web.Options{})
	first := visit(t, c, document(server.URL+"/policy"), redline.State{})
	s.change(func() { pages["/policy"].redirect = "/login" })
	res := visit(t, c, document(server.URL+"/policy"), after(first))
	if res.Capture.Health != redline.HealthLoginWall {
		t.Errorf("%s: %s", res.Capture.Health, res.Capture.Reason)
	}
}

func TestVisit304ToEverything(t *testing.T) {
	s := &site{pages: map[string]*sitePage{"/p": {always304: true}}}
	server := serve(t, s.ServeHTTP)
	res := visit(t, newCrawler(t, web.Options{}), document(server.URL+"/p"), redline.State{})
	if res.Capture.Health != redline.HealthServerError || !strings.Contains(res.Capture.Reason, "304") {
		t.Errorf("%s: %s", res.Capture.Health, res.Capture.Reason)
	}
	checkResult(t, res)
}

// COLLY_ variables of the environment must not reach the crawler.
func TestVisitIgnoresCollyEnvironment(t *testing.T) {
	t.Setenv("COLLY_MAX_BODY_SIZE", "10")
	t.Setenv("COLLY_USER_AGENT", "somebody else")
	t.Setenv("COLLY_ALLOWED_DOMAINS", "example.com")
	var agent string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		agent = r.UserAgent()
		_, _ = io.WriteString(w, policy)
	})
	res := visit(t, newCrawler(t, web.Options{}), document(s.URL), redline.State{})
	if res.Capture.Health != redline.HealthGood || !strings.HasPrefix(agent, "Redline/") {
		t.Errorf("%s (%s) as %q", res.Capture.Health, res.Capture.Reason, agent)
	}
}

func TestVisitAcceptLanguage(t *testing.T) {
	var got string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Get("Accept-Language")
		_, _ = io.WriteString(w, policy)
	})
	c := newCrawler(t, web.Options{})
	for declared, want := range map[string]string{"": "en, *;q=0.1", "de": "de, *;q=0.1", "pt-BR": "pt-BR, pt;q=0.9, *;q=0.1"} {
		doc := document(s.URL)
		doc.Language = declared
		visit(t, c, doc, redline.State{})
		if got != want {
			t.Errorf("language %q: Accept-Language %q, want %q", declared, got, want)
		}
	}
}
