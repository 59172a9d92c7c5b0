package crawler_test

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/text/encoding/charmap"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler"
	"github.com/redlinewatch/redline/internal/web"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// badPages are pages that fail by what they say.
func badPages() map[string]string {
	return map[string]string{
		"/good":    policy,
		"/deep":    "<html><body>" + strings.Repeat("<div>", 600) + "We sell nothing.",
		"/empty":   "",
		"/blank":   "<!doctype html><html><body>   </body></html>",
		"/login":   `<html><head><title>Log in | Acme</title></head><body><main><h1>Log in</h1><form><input name=u><input type=password></form></main></body></html>`,
		"/consent": `<html><head><title>Before you continue</title></head><body><h1>Before you continue to Acme</h1><p>We use cookies.</p><button>Accept all</button></body></html>`,
		"/gone":    `<html><head><title>Page not found | Acme</title></head><body><h1>Page not found</h1><a href="/">Home</a></body></html>`,
		"/app":     `<html><head><title>Acme</title></head><body><div id="root"></div><script src="/app.js"></script></body></html>`,
		"/bot":     `<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>`,
		"/stopped": policy[:strings.Index(policy, "We share it")],
	}
}

// badWeb is one server with a page for every way to fail.
func badWeb(t *testing.T) http.HandlerFunc {
	t.Helper()
	cyrillic, err := charmap.Windows1251.NewEncoder().String(strings.Replace(policy, "<head>", `<head><meta charset="windows-1251">`, 1) + "Мы не продаём ваши данные")
	if err != nil {
		t.Fatal(err)
	}
	pages := badPages()
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if body, ok := pages[r.URL.Path]; ok {
			_, _ = io.WriteString(w, body)
			return
		}
		switch r.URL.Path {
		case "/huge":
			for range 100 {
				if _, err := io.WriteString(w, strings.Repeat("a policy ", 1<<20/9)); err != nil {
					return
				}
			}
		case "/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			for range 16 {
				if _, err := z.Write(make([]byte, 1<<20)); err != nil {
					return
				}
			}
			_ = z.Close()
		case "/charset":
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, cyrillic)
		case "/wrong-charset":
			_, _ = io.WriteString(w, cyrillic) // while the header says UTF-8
		case "/pdf":
			w.Header().Set("Content-Type", "application/pdf")
			_, _ = io.WriteString(w, "%PDF-1.7 ...")
		case "/endless":
			for r.Context().Err() == nil {
				_, _ = io.WriteString(w, "<p>more</p>")
				w.(http.Flusher).Flush()
				time.Sleep(5 * time.Millisecond)
			}
		case "/slow":
			<-r.Context().Done()
		case "/cut":
			w.Header().Set("Content-Length", "100000")
			_, _ = io.WriteString(w, policy)
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		case "/loop":
			http.Redirect(w, r, "/loop?again", http.StatusFound)
		case "/metadata":
			http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusFound)
		case "/removed":
			http.Redirect(w, r, "/", http.StatusMovedPermanently)
		case "/":
			_, _ = io.WriteString(w, policy)
		case "/429", "/503":
			w.Header().Set("Retry-After", "3600")
			fallthrough
		default:
			var code int
			_, _ = fmt.Sscanf(r.URL.Path, "/%d", &code)
			w.WriteHeader(code)
			_, _ = io.WriteString(w, "<h1>"+http.StatusText(code)+"</h1>")
		}
	}
}

func TestVisitBadWeb(t *testing.T) {
	s := serve(t, badWeb(t))
	secure := httptest.NewTLSServer(page(policy))
	t.Cleanup(secure.Close)
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	tests := []struct {
		path   string // or whole address
		want   redline.Health
		reason string // part of it
	}{
		{"/good", redline.HealthGood, ""},
		{"/huge", redline.HealthTooBig, "larger than"},
		{"/bomb", redline.HealthTooBig, "larger than"},
		{"/deep", redline.HealthTooDeep, "deep"},
		{"/charset", redline.HealthGood, ""},
		{"/wrong-charset", redline.HealthGood, ""},
		{"/pdf", redline.HealthUnsupported, "application/pdf"},
		{"/endless", redline.HealthTimeout, "too long"},
		{"/slow", redline.HealthTimeout, "too long"},
		{"/cut", redline.HealthTruncated, "before its end"},
		{"/stopped", redline.HealthTruncated, "without closing main"},
		{"/loop", redline.HealthNetwork, "redirects more than 10 times"},
		{"/metadata", redline.HealthRefused, "not a public address"},
		{"/removed", redline.HealthMoved, "home page"},
		{"/empty", redline.HealthEmpty, ""},
		{"/blank", redline.HealthEmpty, ""},
		{"/login", redline.HealthLoginWall, "password field"},
		{"/consent", redline.HealthConsentWall, "before you continue"},
		{"/gone", redline.HealthSoft404, "page not found"},
		{"/app", redline.HealthNeedsBrowser, "scripts"},
		{"/bot", redline.HealthBlocked, "Cloudflare"},
		{"/404", redline.HealthNotFound, "404 Not Found"},
		{"/410", redline.HealthNotFound, "410 Gone"},
		{"/401", redline.HealthLoginWall, "401 Unauthorized"},
		{"/403", redline.HealthBlocked, "403 Forbidden"},
		{"/429", redline.HealthBlocked, "until 8 May 2026, 13:00 UTC"},
		{"/503", redline.HealthBlocked, "until 8 May 2026, 13:00 UTC"},
		{"/500", redline.HealthServerError, "500 Internal Server Error"},
		{"/502", redline.HealthServerError, "502"},
		{secure.URL, redline.HealthCertificate, "certificate"},
		{closed.URL, redline.HealthNetwork, "refuses connections"},
		{"https://no-such-host.invalid/privacy", redline.HealthDNS, "host name"},
		{"http://169.254.169.254/", redline.HealthRefused, "not a public address"},
		{"http://10.1.2.3/privacy", redline.HealthRefused, "not a public address"},
		{"http://user:secret@127.0.0.1/", redline.HealthRefused, "user name or password"},
		{"file:///etc/passwd", redline.HealthRefused, "only http and https"},
		{"https://exa mple.com/%zz", redline.HealthRefused, "cannot be used"},
	}
	patient := newCrawler(t, web.Options{Contact: "desk@example.org"})
	hasty := newCrawler(t, web.Options{Timeout: time.Second})
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			t.Parallel()
			address := tt.path
			if strings.HasPrefix(address, "/") {
				address = s.URL + tt.path
			}
			c := patient
			if tt.want == redline.HealthTimeout {
				c = hasty
			}
			res := visit(t, c, document(address), redline.State{})
			if res.Capture.Health != tt.want || !strings.Contains(strings.ToLower(res.Capture.Reason), strings.ToLower(tt.reason)) {
				t.Errorf("%s: %q, want %s: %q", res.Capture.Health, res.Capture.Reason, tt.want, tt.reason)
			}
			checkResult(t, res)
		})
	}
}

// checkResult checks what holds for every result.
func checkResult(t *testing.T, res crawler.Result) {
	t.Helper()
	good := res.Capture.Health == redline.HealthGood
	if good != (res.Markdown != "") || good != (res.Capture.TextKey != redline.Key{}) || good != (len(res.Text.Blocks) > 0) {
		t.Errorf("health %s with %d bytes of text", res.Capture.Health, len(res.Markdown))
	}
	if res.Capture.Health.Readable() != (res.Capture.Reason == "") {
		t.Errorf("health %s with reason %q", res.Capture.Health, res.Capture.Reason)
	}
	if r := res.Capture.Reason; r != "" && (!strings.HasSuffix(r, ".") || strings.Contains(r, "\n")) {
		t.Errorf("reason %q is no sentence", r)
	}
	if len(res.Bodies) != len(res.Capture.Pages) || res.Capture.By != "redline" || !res.Capture.At.Equal(noon) {
		t.Errorf("capture %+v with %d bodies", res.Capture, len(res.Bodies))
	}
	if res.Capture.Health == redline.HealthBlocked && strings.Contains(res.Capture.Reason, "until") == res.RetryAt.IsZero() {
		t.Errorf("RetryAt %v with reason %q", res.RetryAt, res.Capture.Reason)
	}
}

func TestVisitWrongCharsetKeepsWordsAndBytes(t *testing.T) {
	s := serve(t, badWeb(t))
	c := newCrawler(t, web.Options{})
	for _, path := range []string{"/charset", "/wrong-charset"} {
		res := visit(t, c, document(s.URL+path), redline.State{})
		if !strings.Contains(string(res.Bodies[0]), "\xcc\xfb \xed\xe5") {
			t.Errorf("%s: the body kept as evidence was converted", path)
		}
		if res.Capture.Health != redline.HealthGood || strings.Contains(res.Markdown, "\ufffd") {
			t.Errorf("%s: %s, text %q", path, res.Capture.Health, res.Markdown)
		}
	}
}

func TestVisitNoContact(t *testing.T) {
	c := newCrawler(t, web.Options{})
	res := visit(t, c, document("https://1.1.1.1/privacy"), redline.State{})
	if res.Capture.Health != redline.HealthNoContact || !strings.Contains(res.Capture.Reason, "--contact") {
		t.Errorf("%s: %s", res.Capture.Health, res.Capture.Reason)
	}
	checkResult(t, res)
}

func TestVisitPrivateRefusedByDefault(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a private server was asked") })
	c := newCrawler(t, web.Options{Contact: "x", Allow: []netip.Prefix{netip.MustParsePrefix("192.168.7.0/24")}})
	res := visit(t, c, document(s.URL), redline.State{})
	if res.Capture.Health != redline.HealthRefused {
		t.Errorf("%s: %s", res.Capture.Health, res.Capture.Reason)
	}
}

func TestVisitRobots(t *testing.T) {
	var asked atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			_, _ = io.WriteString(w, "User-agent: *\nDisallow: /privacy")
			return
		}
		asked.Add(1)
		_, _ = io.WriteString(w, policy)
	}))
	defer s.Close()
	res := visit(t, newCrawler(t, web.Options{}), document(s.URL+"/privacy"), redline.State{})
	if res.Capture.Health != redline.HealthNotPermitted || !strings.Contains(res.Capture.Reason, "Disallow: /privacy") || asked.Load() != 0 {
		t.Errorf("%s: %s; asked %d times", res.Capture.Health, res.Capture.Reason, asked.Load())
	}
}

func TestVisitEndsWithContext(t *testing.T) {
	s := serve(t, badWeb(t))
	c := newCrawler(t, web.Options{})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := c.Visit(ctx, document(s.URL+"/slow"), redline.State{}, noon); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want the deadline", err)
	}
}

func TestVisitNothingToRead(t *testing.T) {
	c := newCrawler(t, web.Options{})
	res := visit(t, c, document(), redline.State{})
	if res.Capture.Health != redline.HealthUnsupported {
		t.Errorf("no sources: %s", res.Capture.Health)
	}
	doc := document("https://example.com/")
	doc.Sources[0].Scripts = redline.ScriptsAlways
	if res = visit(t, c, doc, redline.State{}); res.Capture.Health != redline.HealthNeedsBrowser {
		t.Errorf("scripts always: %s", res.Capture.Health)
	}
}
