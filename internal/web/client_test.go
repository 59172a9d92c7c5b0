package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/x509"
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

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"github.com/redlinewatch/redline"
)

// client returns a client for loopback without delays, closed after the test.
func client(t *testing.T, opt Options) *Client {
	t.Helper()
	if opt.Allow == nil {
		opt.Allow = Loopback()
	}
	c := New(opt)
	t.Cleanup(c.Close)
	return c
}

// server answers robots.txt with 404 and everything else with h.
func server(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(withoutRobots(h))
	t.Cleanup(s.Close)
	return s
}

func withoutRobots(h http.HandlerFunc) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/robots.txt", http.NotFound)
	mux.HandleFunc("/", h)
	return mux
}

// get reads a page whole, following redirects as the crawler does.
func get(ctx context.Context, c *Client, url string) (*http.Response, string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, "", err
	}
	resp, err := (&http.Client{Transport: c.Transport(), CheckRedirect: CheckRedirect}).Do(req)
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	return resp, string(body), err
}

func wantKind(t *testing.T, err error, want Kind) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Kind != want {
		t.Fatalf("%v (kind %q), want kind %q", err, kindOf(err), want)
	}
	return e
}

func TestIdentity(t *testing.T) {
	var agent atomic.Value
	s := server(t, func(_ http.ResponseWriter, r *http.Request) { agent.Store(r.UserAgent()) })
	for contact, want := range map[string]string{
		"":                        "Redline/" + redline.ProgramVersion,
		"desk@example.org":        "Redline/" + redline.ProgramVersion + " (+desk@example.org)",
		"a(b)\r\nX-Injected: yes": "Redline/" + redline.ProgramVersion + " (+abX-Injected: yes)",
	} {
		if _, _, err := get(t.Context(), client(t, Options{Contact: contact, NoDelay: true}), s.URL); err != nil {
			t.Fatal(err)
		}
		if got := agent.Load(); got != want {
			t.Errorf("contact %q: User-Agent %q, want %q", contact, got, want)
		}
	}
}

func TestNoContact(t *testing.T) {
	for _, opt := range []Options{{}, {Allow: Loopback()}, {AllowPrivate: true}} {
		c := New(opt)
		_, _, err := get(t.Context(), c, "https://192.0.77.1/privacy")
		e := wantKind(t, err, KindNoContact)
		for _, way := range []string{"--contact", "REDLINE_CONTACT", "redline.yaml"} {
			if !strings.Contains(e.Reason, way) {
				t.Errorf("%q does not name %s", e.Reason, way)
			}
		}
		c.Close()
	}
}

func TestRefusedAddresses(t *testing.T) {
	var asked atomic.Int32
	s := server(t, func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	c := client(t, Options{Contact: "x", Allow: []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24")}})
	for _, url := range []string{s.URL, strings.Replace(s.URL, "127.0.0.1", "localhost", 1), "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://10.0.0.1/"} {
		_, _, err := get(t.Context(), c, url)
		wantKind(t, err, KindRefused)
		if !errors.Is(err, redline.ErrRefused) {
			t.Errorf("%s: %v is not ErrRefused", url, err)
		}
		if _, err := c.Plain().Get(url); !errors.Is(err, redline.ErrRefused) { //nolint:bodyclose // there is none
			t.Errorf("%s with Plain: %v, want refused", url, err)
		}
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("a refused server was asked %d times", n)
	}
}

func TestRedirects(t *testing.T) {
	inside := server(t, func(http.ResponseWriter, *http.Request) { t.Error("the private server was asked") })
	private := strings.Replace(inside.URL, "127.0.0.1", "127.0.0.9", 1)
	s := server(t, func(w http.ResponseWriter, r *http.Request) {
		var n int
		_, _ = fmt.Sscanf(r.URL.Path, "/hop/%d", &n)
		switch {
		case r.URL.Path == "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case r.URL.Path == "/private":
			http.Redirect(w, r, private, http.StatusFound)
		case r.URL.Path == "/file":
			w.Header().Set("Location", "file:///etc/passwd")
			w.WriteHeader(http.StatusFound)
		case r.URL.Path == "/user":
			w.Header().Set("Location", "http://a:b@"+r.Host+"/")
			w.WriteHeader(http.StatusFound)
		case n > 0:
			http.Redirect(w, r, fmt.Sprintf("/hop/%d", n-1), http.StatusFound)
		default:
			_, _ = io.WriteString(w, "arrived")
		}
	})
	c := client(t, Options{NoDelay: true, Contact: "x", Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}})
	for path, want := range map[string]Kind{"/loop": KindRedirects, "/hop/11": KindRedirects, "/private": KindRefused, "/file": KindRefused, "/user": KindRefused} {
		_, _, err := get(t.Context(), c, s.URL+path)
		if kindOf(err) != want {
			t.Errorf("%s: %v, want kind %q", path, err, want)
		}
	}
	if _, body, err := get(t.Context(), c, s.URL+"/hop/10"); err != nil || body != "arrived" {
		t.Errorf("10 redirects: %q, %v", body, err)
	}
}

func compressed(t testing.TB, coding, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "br":
		w = brotli.NewWriter(&b)
	case "zstd":
		z, err := zstd.NewWriter(&b)
		if err != nil {
			t.Fatal(err)
		}
		w = z
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestContentCodings(t *testing.T) {
	text := strings.Repeat("We do not sell your data. ", 1000)
	bomb := strings.Repeat("0", 4<<20)
	for _, coding := range []string{"gzip", "br", "zstd"} {
		t.Run(coding, func(t *testing.T) {
			whole, big := compressed(t, coding, text), compressed(t, coding, bomb)
			s := server(t, func(w http.ResponseWriter, r *http.Request) {
				if !strings.Contains(r.Header.Get("Accept-Encoding"), coding) {
					t.Errorf("Accept-Encoding %q", r.Header.Get("Accept-Encoding"))
				}
				w.Header().Set("Content-Encoding", coding)
				switch r.URL.Path {
				case "/good":
					_, _ = w.Write(whole)
				case "/bomb":
					_, _ = w.Write(big)
				case "/short":
					_, _ = w.Write(whole[:len(whole)/2])
				case "/garbage":
					_, _ = io.WriteString(w, "<html>this is not compressed at all</html>")
				case "/empty":
				}
			})
			c := client(t, Options{NoDelay: true, MaxBody: 1 << 20})
			resp, body, err := get(t.Context(), c, s.URL+"/good")
			if err != nil || body != text {
				t.Fatalf("%d bytes, %v", len(body), err)
			}
			if !resp.Uncompressed || resp.Header.Get("Content-Encoding") != "" {
				t.Error("the answer still calls itself compressed")
			}
			for path, want := range map[string]Kind{"/bomb": KindTooBig, "/short": KindTruncated, "/garbage": KindTruncated, "/empty": ""} {
				if _, _, err := get(t.Context(), c, s.URL+path); kindOf(err) != want {
					t.Errorf("%s: %v, want kind %q", path, err, want)
				}
			}
		})
	}
}

func TestOddCodings(t *testing.T) {
	twice := compressed(t, "gzip", string(compressed(t, "gzip", "hello")))
	s := server(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", r.URL.Query().Get("c"))
		_, _ = w.Write(twice)
	})
	c := client(t, Options{NoDelay: true})
	for query, want := range map[string]Kind{"deflate": KindEncoding, "gzip,gzip,gzip": KindEncoding, "x\"y": KindEncoding} {
		if _, _, err := get(t.Context(), c, s.URL+"/?c="+query); kindOf(err) != want {
			t.Errorf("%s: %v, want kind %q", query, err, want)
		}
	}
	if _, body, err := get(t.Context(), c, s.URL+"/?c=gzip,+x-gzip"); err != nil || body != "hello" {
		t.Errorf("twice compressed: %q, %v", body, err)
	}
}

func TestCaps(t *testing.T) {
	const limit = 1 << 20
	s := server(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/exact":
			_, _ = w.Write(make([]byte, limit))
		case "/over":
			w.(http.Flusher).Flush() // no Content-Length
			_, _ = w.Write(make([]byte, limit+1))
		case "/declared":
			w.Header().Set("Content-Length", "104857600")
			w.WriteHeader(http.StatusOK)
		case "/header":
			w.Header().Set("X-Long", strings.Repeat("a", maxHeader+1))
		case "/cut":
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, "only this")
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}
	})
	c := client(t, Options{NoDelay: true, MaxBody: limit})
	for path, want := range map[string]Kind{"/exact": "", "/over": KindTooBig, "/declared": KindTooBig, "/header": KindTooBig, "/cut": KindTruncated} {
		if _, _, err := get(t.Context(), c, s.URL+path); kindOf(err) != want {
			t.Errorf("%s: %v, want kind %q", path, err, want)
		}
	}
}

func TestTimeouts(t *testing.T) {
	whole := compressed(t, "gzip", strings.Repeat("We do not sell your data. ", 1000))
	s := server(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/dripping" {
			drip(t, w)
			return
		}
		if r.URL.Path == "/compressed" {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(whole[:len(whole)/2])
			w.(http.Flusher).Flush()
		}
		if r.URL.Path == "/endless" {
			for r.Context().Err() == nil {
				_, _ = io.WriteString(w, "more ")
				w.(http.Flusher).Flush()
				time.Sleep(5 * time.Millisecond)
			}
		}
		<-r.Context().Done()
	})
	c := client(t, Options{NoDelay: true, Timeout: 100 * time.Millisecond})
	for _, path := range []string{"/silent", "/endless", "/compressed", "/dripping"} {
		if _, _, err := get(t.Context(), c, s.URL+path); kindOf(err) != KindTimeout {
			t.Errorf("%s: %v, want a timeout", path, err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	_, _, err := get(ctx, client(t, Options{NoDelay: true}), s.URL+"/silent")
	if !errors.Is(err, context.DeadlineExceeded) || kindOf(err) != "" {
		t.Errorf("the caller's own deadline came back as %v", err)
	}
}

// drip sends a header that never ends, one byte at a time.
func drip(t *testing.T, w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	defer func() { _ = conn.Close() }()
	_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nX-Slow: ")
	for range 1000 {
		if _, err := io.WriteString(conn, "a"); err != nil {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// A reader that forgets to close a body must not keep the host for ever.
func TestForgottenBodyFreesTheHost(t *testing.T) {
	s := server(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "x") })
	c := client(t, Options{NoDelay: true, Timeout: 500 * time.Millisecond})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	forgotten, err := c.Transport().RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := get(t.Context(), c, s.URL); err != nil {
		t.Error(err)
	}
	_ = forgotten.Body.Close()
}

func TestTLS(t *testing.T) {
	s := httptest.NewUnstartedServer(withoutRobots(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Proto) }))
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	_, _, err := get(t.Context(), client(t, Options{NoDelay: true}), s.URL)
	wantKind(t, err, KindCertificate)

	trusted := x509.NewCertPool()
	trusted.AddCert(s.Certificate())
	c := client(t, Options{NoDelay: true, RootCAs: trusted})
	if _, body, err := get(t.Context(), c, s.URL); err != nil || body != "HTTP/2.0" {
		t.Errorf("%q, %v; want HTTP/2.0", body, err)
	}
	_, _, err = get(t.Context(), c, strings.Replace(s.URL, "127.0.0.1", "127.0.0.2", 1))
	if k := kindOf(err); k != KindCertificate && k != KindNetwork { // not every system listens there
		t.Errorf("another name: %v", err)
	}
}

func TestNetworkFailures(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	c := client(t, Options{NoDelay: true, Contact: "x"})
	_, _, err := get(t.Context(), c, s.URL)
	wantKind(t, err, KindNetwork)
	_, _, err = get(t.Context(), c, "https://no-such-host.invalid/")
	wantKind(t, err, KindDNS)
}

func TestPlain(t *testing.T) {
	var paths []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		paths = append(paths, r.Method+" "+r.URL.Path)
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	}))
	defer s.Close()
	plain := client(t, Options{}).Plain()
	resp, err := plain.Post(s.URL+"/hook", "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusTemporaryRedirect || len(paths) != 1 || paths[0] != "POST /hook" {
		t.Errorf("status %d, asked %v", resp.StatusCode, paths)
	}
	big := server(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 2000)) })
	resp, err = client(t, Options{MaxBody: 1000}).Plain().Get(big.URL)
	if kindOf(err) != KindTooBig {
		t.Errorf("a large answer to a webhook: %v", err)
	}
	if err == nil {
		_ = resp.Body.Close()
	}
	if plain.Timeout != 15*time.Second {
		t.Errorf("timeout %v", plain.Timeout)
	}
}
