package crawler_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler"
	"github.com/redlinewatch/redline/internal/web"
)

var noon = time.Date(2026, 5, 8, 12, 0, 0, 0, time.UTC)

// policy is a page as good as any.
const policy = `<!DOCTYPE html><html lang="en"><head><title>Privacy Policy | Acme</title></head><body>
<header><a href="/login">Log in</a></header>
<main><h1>Privacy Policy</h1>
<p>We collect the information that you give us when you create an account, and we keep it for as long as you have one.</p>
<p>We do not sell your personal data. We share it with the companies that work for us, and with nobody else.</p>
</main><footer>Acme Inc.</footer></body></html>`

// newCrawler returns a crawler that may contact loopback, without delays.
func newCrawler(t *testing.T, opt web.Options) *crawler.Crawler {
	t.Helper()
	if opt.Allow == nil {
		opt.Allow = web.Loopback()
	}
	opt.NoDelay = true
	w := web.New(opt)
	t.Cleanup(w.Close)
	return crawler.New(crawler.Options{Web: w})
}

// serve starts a server without a robots.txt.
func serve(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/robots.txt", http.NotFound)
	mux.HandleFunc("/", h)
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func document(urls ...string) redline.Document {
	d := redline.Document{ID: "acme/privacy-policy", Platform: "acme", Kind: redline.KindPrivacyPolicy, Name: "Privacy Policy"}
	for _, u := range urls {
		d.Sources = append(d.Sources, redline.Source{URL: u})
	}
	return d
}

func visit(t *testing.T, c *crawler.Crawler, doc redline.Document, last redline.State) crawler.Result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	res, err := c.Visit(ctx, doc, last, noon)
	if err != nil {
		t.Fatalf("Visit: %v", err)
	}
	return res
}

func page(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(body))
	}
}

func TestVisitGood(t *testing.T) {
	s := serve(t, page(policy))
	res := visit(t, newCrawler(t, web.Options{}), document(s.URL+"/privacy"), redline.State{})
	if res.Capture.Health != redline.HealthGood {
		t.Fatalf("health %s: %s", res.Capture.Health, res.Capture.Reason)
	}
	if !strings.Contains(res.Markdown, "We do not sell your personal data.") || strings.Contains(res.Markdown, "Acme Inc.") {
		t.Errorf("markdown:\n%s", res.Markdown)
	}
	p := res.Capture.Pages[0]
	if p.Status != 200 || p.BodyHash == "" || p.Size != int64(len(policy)) || p.FinalURL != "" || p.Took <= 0 {
		t.Errorf("page %+v", p)
	}
	if string(res.Bodies[0]) != policy {
		t.Error("body is not what was sent")
	}
	if res.Capture.TextKey == (redline.Key{}) || res.Capture.TextKey != res.Text.Key {
		t.Errorf("key %s", res.Capture.TextKey)
	}
}
