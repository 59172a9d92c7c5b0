package browser_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler/browser"
	"github.com/redlinewatch/redline/internal/web"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// need skips where no Chromium is installed; on a build server it fails.
func need(t *testing.T) {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if _, err := exec.LookPath(name); err == nil {
			return
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("this test needs a browser (Debian: apt-get install chromium)")
	}
	t.Skip("this test needs a browser (Debian: apt-get install chromium)")
}

// A site is a server of pages that misbehave, and one on another address that must not be asked.
type site struct {
	*httptest.Server
	private *httptest.Server
	asked   atomic.Int64 // requests to the private server
	many    atomic.Int64 // requests of /many
}

const sentence = "We do not sell your personal data, and we never have."

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{}
	s.private = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		s.asked.Add(1)
		w.Header().Set("Access-Control-Allow-Origin", "*")
		_, _ = io.WriteString(w, "secret")
	}))
	t.Cleanup(s.private.Close)
	inward := strings.Replace(s.private.URL, "127.0.0.1", "127.0.0.9", 1)
	page := func(script string) string {
		return "<!doctype html><html lang=en><title>Policy</title><body><div id=root></div><script>const root = document.getElementById('root');" + script + "</script>"
	}
	shown := fmt.Sprintf("root.innerHTML = '<main><h1>Policy</h1><p>%s</p></main>';", sentence)
	pages := map[string]string{
		"/rendered": page("fetch('/api').then(r => r.text()).then(t => { root.innerHTML = '<main><h1>Policy</h1><p>' + t + '</p></main>' })"),
		"/many":     page("for (let i = 0; i < 1000; i++) fetch('/n/' + i).catch(() => 0);" + shown),
		"/inward":   page("fetch('" + inward + "').then(r => r.text()).then(t => { root.textContent = t }).catch(() => {" + shown + "})"),
		"/spin":     page(shown + "setTimeout(() => { while (true); }, 50)"),
		"/hog":      page(shown + "const kept = []; setInterval(() => kept.push(new Uint8Array(64 << 20).fill(7)), 20)"),
		"/download": page(shown + "location.href = '/file'"),
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/robots.txt", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "User-agent: *\nDisallow: /closed\n")
	})
	mux.HandleFunc("/api", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, sentence) })
	mux.HandleFunc("/n/", func(http.ResponseWriter, *http.Request) { s.many.Add(1) })
	mux.HandleFunc("/hang", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/flood", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		for chunk := []byte(strings.Repeat("<p>more</p>", 1<<12)); r.Context().Err() == nil; {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("/cut", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, "<!doctype html><main><h1>Policy</h1><p>"+sentence)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
	mux.HandleFunc("/to-closed", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/closed", http.StatusFound) })
	mux.HandleFunc("/to-private", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, inward, http.StatusFound) })
	mux.HandleFunc("/closed", func(w http.ResponseWriter, _ *http.Request) { t.Error("a page was asked for that robots.txt forbids") })
	mux.HandleFunc("/gone", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, "<p>nothing here")
	})
	mux.HandleFunc("/file", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Disposition", "attachment; filename=x.bin")
		_, _ = w.Write(make([]byte, 1000))
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if html, ok := pages[r.URL.Path]; ok {
			_, _ = io.WriteString(w, html)
			return
		}
		http.NotFound(w, r)
	})
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func newBrowser(t *testing.T, opt browser.Options) *browser.Browser {
	t.Helper()
	opt.Web = web.New(web.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, Contact: "x", Delay: time.Millisecond})
	b := browser.New(opt)
	t.Cleanup(opt.Web.Close)
	t.Cleanup(b.Close)
	return b
}

func open(t *testing.T, b *browser.Browser, address string) (browser.Page, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	began := time.Now()
	p, err := b.Open(ctx, address, "en")
	t.Logf("%s: %v, status %d, %d bytes, %v", address[strings.LastIndexByte(address, '/'):], time.Since(began).Round(time.Millisecond), p.Status, len(p.HTML), err)
	return p, err
}

func wantFault(t *testing.T, err error, health redline.Health, words string) {
	t.Helper()
	var f *browser.Error
	if !errors.As(err, &f) || f.Health != health || !strings.Contains(f.Reason, words) {
		t.Errorf("%v, want %s with %q", err, health, words)
	}
}

func wantKind(t *testing.T, err error, kind web.Kind) {
	t.Helper()
	var e *web.Error
	if !errors.As(err, &e) || e.Kind != kind {
		t.Errorf("%v, want kind %s", err, kind)
	}
}

func TestPages(t *testing.T) {
	need(t)
	s := newSite(t)
	b := newBrowser(t, browser.Options{Pages: 3})
	p, err := open(t, b, s.URL+"/rendered")
	if err != nil || p.Status != 200 || p.URL != s.URL+"/rendered" || !strings.Contains(p.HTML, "<p>"+sentence) || !strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
		t.Errorf("a page made by script: %+v, %v", p, err)
	}
	p, err = open(t, b, s.URL+"/many")
	if n := s.many.Load(); err != nil || !strings.Contains(p.HTML, sentence) || n > 300 {
		t.Errorf("%d requests of a thousand went out: %v", n, err)
	}
	p, err = open(t, b, s.URL+"/inward") // the third: the browser is replaced after it
	if err != nil || !strings.Contains(p.HTML, sentence) {
		t.Errorf("a page that asks for a private address: %v\n%s", err, p.HTML)
	}
	if p, err = open(t, b, s.URL+"/gone"); err != nil || p.Status != 404 {
		t.Errorf("a page that is not there: %d, %v", p.Status, err)
	}
	if _, err = open(t, b, s.URL+"/download"); err != nil {
		t.Errorf("a page that starts a download: %v", err)
	}
	_, err = open(t, b, s.URL+"/to-private")
	wantKind(t, err, web.KindRefused)
	_, err = open(t, b, s.URL+"/to-closed")
	wantKind(t, err, web.KindNotPermitted)
	_, err = open(t, b, s.URL+"/closed")
	wantKind(t, err, web.KindNotPermitted)
	_, err = open(t, b, strings.Replace(s.private.URL, "127.0.0.1", "127.0.0.9", 1)+"/")
	wantKind(t, err, web.KindRefused)
	_, err = open(t, b, s.URL+"/file")
	wantFault(t, err, redline.HealthUnsupported, "file to keep")
	_, err = open(t, b, s.URL+"/cut")
	wantFault(t, err, redline.HealthTruncated, "ended before its end")
	secure := httptest.NewTLSServer(s.Config.Handler)
	defer secure.Close()
	_, err = open(t, b, secure.URL+"/rendered")
	wantKind(t, err, web.KindCertificate) // robots.txt meets it first
	if n := s.asked.Load(); n != 0 {
		t.Errorf("the private server was asked %d times", n)
	}
}

func TestLimits(t *testing.T) {
	need(t)
	s := newSite(t)
	b := newBrowser(t, browser.Options{Timeout: 6 * time.Second, Memory: 700 << 20, Bytes: 5e6})
	_, err := open(t, b, s.URL+"/hang")
	wantFault(t, err, redline.HealthTimeout, "did not answer")
	_, err = open(t, b, s.URL+"/spin")
	wantFault(t, err, redline.HealthTimeout, "come to rest")
	_, err = open(t, b, s.URL+"/flood")
	wantFault(t, err, redline.HealthTooBig, "5 MB")
	_, err = open(t, newBrowser(t, browser.Options{Memory: 700 << 20}), s.URL+"/hog")
	wantFault(t, err, redline.HealthTooBig, "memory")
	if p, err := open(t, b, s.URL+"/rendered"); err != nil || !strings.Contains(p.HTML, sentence) {
		t.Errorf("after all of that: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	if _, err := b.Open(ctx, s.URL+"/hang", "en"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the visit ended: %v", err)
	}
}

// A missing Chromium is a state of the document that says what to do.
func TestMissing(t *testing.T) {
	_, err := open(t, newBrowser(t, browser.Options{Program: "/nowhere/chromium"}), "http://127.0.0.1/")
	wantFault(t, err, redline.HealthNeedsBrowser, "apt-get install chromium")
}
