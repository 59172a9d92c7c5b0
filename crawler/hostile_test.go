package crawler_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler"
	"github.com/redlinewatch/redline/internal/web"
)

// Reasons reach terminals, logs and pages.
func TestReasonsOfHostilePages(t *testing.T) {
	title := "Log in \x1b]0;owned\x07\u202e to " + strings.Repeat("x", 30)
	body := `<html><head><title>` + title + `</title></head><body><h1>Sign in</h1><form><input type=password></form></body></html>`
	long := `<html><head><title>Just a moment...</title></head><body>` + strings.Repeat("<p></p>", 10) + `</body></html>`
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		switch r.URL.Path {
		case "/title":
			_, _ = io.WriteString(w, body)
		case "/far":
			http.Redirect(w, r, "/"+strings.Repeat("a", 3000)+"/login", http.StatusFound)
		default:
			_, _ = io.WriteString(w, long)
		}
	})
	c := newCrawler(t, web.Options{})
	for _, path := range []string{"/title", "/far", "/bot"} {
		res := visit(t, c, document(s.URL+path), redline.State{})
		reason := res.Capture.Reason
		if reason == "" || len([]rune(reason)) > 401 || strings.IndexFunc(reason, unicode.IsControl) >= 0 || strings.Contains(reason, "\u202e") {
			t.Errorf("%s: %q", path, reason)
		}
	}
}

// A validator that cannot be sent back would make every later visit fail.
func TestValidatorsThatCannotBeSent(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		conn, buf, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = conn.Close() }()
		_, _ = buf.WriteString("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: \"a\xffb\"\r\nLast-Modified: " + strings.Repeat("x", 2000) + "\r\nConnection: close\r\n\r\n" + policy)
		_ = buf.Flush()
	})
	c := newCrawler(t, web.Options{})
	first := visit(t, c, document(s.URL), redline.State{})
	if first.Capture.Health != redline.HealthGood {
		t.Fatalf("%s: %s", first.Capture.Health, first.Capture.Reason)
	}
	if p := first.Capture.Pages[0]; p.ETag != "" || p.LastModified != "" {
		t.Errorf("kept %q, %q", p.ETag, p.LastModified)
	}
	if second := visit(t, c, document(s.URL), after(first)); second.Capture.Health != redline.HealthUnchanged {
		t.Errorf("%s: %s", second.Capture.Health, second.Capture.Reason)
	}
}

// Sites that set a cookie and send the reader round again can be read; the next visit
// starts without it.
func TestCookiesLastOneRequest(t *testing.T) {
	var withCookie, without atomic.Int32
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("seen"); err != nil {
			without.Add(1)
			http.SetCookie(w, &http.Cookie{Name: "seen", Value: "1", Path: "/"})
			http.Redirect(w, r, r.URL.Path, http.StatusFound)
			return
		}
		withCookie.Add(1)
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, policy)
	})
	c := newCrawler(t, web.Options{})
	for range 2 {
		if res := visit(t, c, document(s.URL+"/privacy"), redline.State{}); res.Capture.Health != redline.HealthGood {
			t.Fatalf("%s: %s", res.Capture.Health, res.Capture.Reason)
		}
	}
	if withCookie.Load() != 2 || without.Load() != 2 {
		t.Errorf("%d requests with a cookie and %d without, want 2 and 2", withCookie.Load(), without.Load())
	}
}

// The time a request took is the server's, not that of waiting for its turn.
func TestTookLeavesWaitingOut(t *testing.T) {
	s := serve(t, page(policy))
	w := web.New(web.Options{Allow: web.Loopback(), Delay: time.Second})
	t.Cleanup(w.Close)
	began := time.Now()
	res := visit(t, crawler.New(crawler.Options{Web: w}), document(s.URL), redline.State{})
	if waited := time.Since(began); waited < time.Second {
		t.Errorf("robots.txt and page within %v", waited)
	}
	if took := res.Capture.Pages[0].Took; took <= 0 || took > 900*time.Millisecond {
		t.Errorf("took %v", took)
	}
}

// However many visits run at once, a host gets one request at a time.
func TestOneRequestAtATime(t *testing.T) {
	var running, most atomic.Int32
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		n := running.Add(1)
		defer running.Add(-1)
		for {
			if m := most.Load(); n <= m || most.CompareAndSwap(m, n) {
				break
			}
		}
		time.Sleep(2 * time.Millisecond)
		_, _ = io.WriteString(w, policy)
	})
	c := newCrawler(t, web.Options{})
	var wg sync.WaitGroup
	for range 12 {
		wg.Go(func() { visit(t, c, document(s.URL+"/a", s.URL+"/b"), redline.State{}) })
	}
	wg.Wait()
	if most.Load() != 1 {
		t.Errorf("%d requests ran at once", most.Load())
	}
}

// Looking for walls must not take long on a page made to be slow.
func TestPagesMadeToBeSlow(t *testing.T) {
	const size = 1 << 20
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	pages := map[string]string{
		"/roots":    "<html><body>" + strings.Repeat(`<div id="root" class="cookie consent"><h1>`, 200) + fill("<i></i>"),
		"/title":    "<html><head><title>" + fill("404 not found ") + "</title></head><body>x</body></html>",
		"/headings": "<html><body>" + fill("<h1>page not found</h1>"),
		"/buttons":  "<html><body>" + strings.Repeat(`<div class="cookie">`, 400) + fill("<button>accept</button>"),
		"/comment":  "<html><body>x" + fill("<!--"),
		"/open":     "<html><body>x" + fill("<"),
	}
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, pages[r.URL.Path])
	})
	c := newCrawler(t, web.Options{})
	for path := range pages {
		began := time.Now()
		res := visit(t, c, document(s.URL+path), redline.State{})
		if took := time.Since(began); took > 15*time.Second {
			t.Errorf("%s took %v", path, took)
		} else {
			t.Logf("%s: %v, %s %s", path, took, res.Capture.Health, res.Capture.Reason)
		}
	}
}
