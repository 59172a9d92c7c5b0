package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
)

// through returns a client that sends everything through a new proxy of c.
func through(t *testing.T, c *Client, like *http.Client) (*Proxy, *http.Client) {
	t.Helper()
	p, err := c.NewProxy(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	transport := like.Transport.(*http.Transport).Clone()
	transport.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: p.Addr()})
	t.Cleanup(transport.CloseIdleConnections)
	return p, &http.Client{Transport: transport}
}

func TestProxy(t *testing.T) {
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/big" {
			_, _ = w.Write(make([]byte, 1<<20))
			return
		}
		_, _ = io.WriteString(w, "page")
	})
	plain, secure := httptest.NewServer(h), httptest.NewTLSServer(h)
	t.Cleanup(plain.Close)
	t.Cleanup(secure.Close)
	c := client(t, Options{Contact: "x", Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}})
	for _, s := range []*httptest.Server{plain, secure} {
		p, browser := through(t, c, s.Client())
		read := func(address string) (string, error) {
			resp, err := browser.Get(address)
			if err != nil {
				return "", err
			}
			defer resp.Body.Close()
			b, err := io.ReadAll(resp.Body)
			return string(b), err
		}
		p.Begin(1 << 16)
		if body, err := read(s.URL); err != nil || body != "page" {
			t.Errorf("%s: %q, %v", s.URL, body, err)
		}
		if _, err := read(s.URL + "/big"); err == nil || !p.Spent() {
			t.Errorf("%s: a megabyte came through a limit of 64 KiB: %v", s.URL, err)
		}
		p.Begin(1 << 16)
		inward := strings.Replace(s.URL, "127.0.0.1", "127.0.0.9", 1)
		if body, err := read(inward); err == nil {
			t.Errorf("%s: %q", inward, body)
		}
		host := strings.TrimPrefix(strings.TrimPrefix(inward, "https://"), "http://")
		wantKind(t, p.Failure(host), KindRefused)
		if err := p.Failure("127.0.0.1:1"); err != nil {
			t.Errorf("a host that was not asked failed: %v", err)
		}
	}
}

// Who is no proxy's client gets nothing.
func TestProxyAskedDirectly(t *testing.T) {
	p, _ := through(t, client(t, Options{}), &http.Client{Transport: &http.Transport{}})
	p.Begin(1 << 16)
	if resp, err := http.Get("http://" + p.Addr() + "/"); err == nil {
		resp.Body.Close()
		t.Errorf("answered %s", resp.Status)
	}
}
