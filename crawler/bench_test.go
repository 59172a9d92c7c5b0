package crawler_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler"
	"github.com/redlinewatch/redline/internal/web"
)

// BenchmarkVisit reads pages of 60 KB from loopback: new, with the same bytes as before,
// and unchanged by ETag.
func BenchmarkVisit(b *testing.B) {
	var body strings.Builder
	body.WriteString("<!doctype html><html lang=en><head><title>Privacy Policy</title></head><body><nav>Home</nav><main><h1>Privacy Policy</h1>")
	for i := 0; body.Len() < 60_000; i++ {
		fmt.Fprintf(&body, "<h2>Section %d</h2><p>We collect the information that you give us when you use <a href=\"/s/%d\">service %d</a>, and keep it for %d days.</p>", i, i, i, i)
	}
	body.WriteString("</main></body></html>")
	mux := http.NewServeMux()
	mux.HandleFunc("/robots.txt", http.NotFound)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if r.URL.Path == "/etag" {
			w.Header().Set("ETag", `"1"`)
			if r.Header.Get("If-None-Match") != "" {
				w.WriteHeader(http.StatusNotModified)
				return
			}
		}
		_, _ = w.Write([]byte(body.String()))
	})
	s := httptest.NewServer(mux)
	defer s.Close()
	w := web.New(web.Options{Allow: web.Loopback(), NoDelay: true})
	defer w.Close()
	c := crawler.New(crawler.Options{Web: w})
	for _, tt := range []struct {
		name, path string
		again      bool
		want       redline.Health
	}{
		{"new", "/page", false, redline.HealthGood},
		{"same", "/page", true, redline.HealthUnchanged},
		{"etag", "/etag", true, redline.HealthUnchanged},
	} {
		b.Run(tt.name, func(b *testing.B) {
			b.ReportAllocs()
			doc := document(s.URL + tt.path)
			var last redline.State
			if tt.again {
				first, err := c.Visit(b.Context(), doc, redline.State{}, noon)
				if err != nil {
					b.Fatal(err)
				}
				last = after(first)
			}
			for b.Loop() {
				res, err := c.Visit(b.Context(), doc, last, noon)
				if err != nil || res.Capture.Health != tt.want {
					b.Fatal(res.Capture.Health, err)
				}
			}
		})
	}
}
