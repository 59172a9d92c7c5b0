package browsertest_test

import (
	"bytes"
	"image/png"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/redlinewatch/redline/internal/browsertest"
)

func TestOpen(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'")
		switch r.URL.Path {
		case "/good":
			_, _ = w.Write([]byte("<!doctype html><html lang=en><title>Good</title><link rel=icon href=data:,><h1>Hello</h1><script src=/script.js></script>"))
		case "/script.js":
			w.Header().Set("Content-Type", "text/javascript")
			_, _ = w.Write([]byte("document.querySelector('h1').append(', reader'); console.log('not an error')"))
		case "/bad":
			w.WriteHeader(http.StatusTeapot)
			_, _ = w.Write([]byte("<!doctype html><title>Bad</title><h1>Hello</h1><script>document.title = 'injected'</script><img src=http://elsewhere.example/x.png>"))
		default:
			http.NotFound(w, r)
		}
	}))
	defer srv.Close()
	b := browsertest.Start(t)

	good := b.Open(srv.URL+"/good", 640, 480)
	if good.Status != http.StatusOK || good.Title != "Good" || strings.TrimSpace(good.Text) != "Hello, reader" {
		t.Errorf("good page: %d %q %q", good.Status, good.Title, good.Text)
	}
	errs := slices.DeleteFunc(good.Errors, func(s string) bool { return strings.Contains(s, "data:") }) // the icon, which the policy forbids
	if len(errs) > 0 {
		t.Errorf("good page: console errors %q", errs)
	}
	img, err := png.Decode(bytes.NewReader(good.Picture))
	if err != nil || img.Bounds().Dx() != 640 {
		t.Errorf("picture: %v, %v", err, img)
	}

	bad := b.Open(srv.URL+"/bad", 640, 480)
	if bad.Status != http.StatusTeapot || bad.Title != "Bad" {
		t.Errorf("bad page: %d %q, want the policy to stop its script", bad.Status, bad.Title)
	}
	if len(bad.Errors) == 0 || !slices.ContainsFunc(bad.Errors, func(s string) bool { return strings.Contains(s, "Content Security Policy") }) {
		t.Errorf("bad page: console errors %q, want a word of the policy", bad.Errors)
	}
}
