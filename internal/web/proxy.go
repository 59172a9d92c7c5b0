package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// tunnelTime is how long one tunnel stays open at most.
const tunnelTime = 2 * time.Minute

// Turn waits until the page at u may be read by other means than [Client.Transport],
// such as a browser: after address, robots.txt and the delay of its host.
func (c *Client) Turn(ctx context.Context, u *url.URL) error {
	own, err := c.admit(ctx, u)
	if err != nil {
		return err
	}
	delay, err := c.robots.permit(ctx, u, c.delay(own))
	if err != nil {
		return err
	}
	release, err := c.hosts.acquire(ctx, hostKey(u), delay)
	if err != nil {
		return err
	}
	// Given back at once: while a page loads, the robots.txt of an address that it
	// redirects to on the same host has to be read.
	release()
	return nil
}

// Permitted says whether the page at u may be read, without waiting for a turn: for an
// address that a page under way redirects to.
func (c *Client) Permitted(ctx context.Context, u *url.URL) error {
	own, err := c.admit(ctx, u)
	if err != nil {
		return err
	}
	_, err = c.robots.permit(ctx, u, c.delay(own))
	return err
}

// A Proxy is the guarded way out for a program that makes requests by itself: a headless
// browser. It listens on loopback and keeps of a [Client]'s promises the guard of every
// dial, the contact and a cap on all bytes; robots.txt and politeness are for whoever
// opens pages, with [Client.Turn].
type Proxy struct {
	c      *Client
	server *http.Server
	addr   string

	mu     sync.Mutex // guards all below
	left   int64      // bytes that may still come in
	conns  map[net.Conn]bool
	failed map[string]*Error // by host, of the page under way
}

// NewProxy starts a proxy. Close it when done.
func (c *Client) NewProxy(ctx context.Context) (*Proxy, error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for the browser's requests: %w", err)
	}
	p := &Proxy{c: c, addr: ln.Addr().String(), conns: make(map[net.Conn]bool), failed: make(map[string]*Error)}
	p.server = &http.Server{
		Handler: p, ReadHeaderTimeout: 15 * time.Second, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(c.opt.Logger.Handler(), slog.LevelDebug),
	}
	go func() { _ = p.server.Serve(ln) }() // ends with Close
	return p, nil
}

// Addr returns host and port that the proxy listens on.
func (p *Proxy) Addr() string { return p.addr }

// Close ends the proxy and all connections through it.
func (p *Proxy) Close() error {
	p.Begin(0)
	return p.server.Close()
}

// Begin allows a new page so many bytes. What is left of the page before is cut.
func (p *Proxy) Begin(bytes int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for conn := range p.conns {
		_ = conn.Close() // given up
	}
	clear(p.conns)
	clear(p.failed)
	p.left = bytes
}

// Spent reports whether the page under way has used up its bytes.
func (p *Proxy) Spent() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.left < 0
}

// Failure returns why a host could not be reached for the page under way; nil when it
// could, or was not asked for.
func (p *Proxy) Failure(host string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e := p.failed[hostKey(&url.URL{Host: host})]; e != nil {
		return e
	}
	return nil
}

// ServeHTTP implements http.Handler: a tunnel for https, a plain request for http.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	u := &url.URL{Scheme: "https", Host: r.Host}
	if r.Method != http.MethodConnect {
		u = r.URL
	}
	_, err := p.c.admit(r.Context(), u)
	if err == nil && r.Method == http.MethodConnect {
		err = p.tunnel(w, r)
	} else if err == nil {
		err = p.forward(w, r)
	}
	if err == nil {
		return
	}
	var e *Error
	if errors.As(classify(r.Context(), u.Host, err), &e) {
		p.mu.Lock()
		p.failed[hostKey(u)] = e
		p.mu.Unlock()
	}
	// No answer at all: any status would pass for the page's own.
	panic(http.ErrAbortHandler)
}

// forward makes a request without TLS. Bodies pass as they are, compressed or not.
func (p *Proxy) forward(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), p.c.opt.Timeout)
	defer cancel()
	out := r.Clone(ctx)
	out.RequestURI = ""
	for _, name := range []string{"Connection", "Proxy-Connection", "Keep-Alive", "Upgrade", "Te", "Trailer", "Transfer-Encoding", "Proxy-Authorization"} {
		out.Header.Del(name)
	}
	resp, err := p.c.crawl.RoundTrip(out)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }() // read as far as it matters
	for name, values := range resp.Header {
		if name != "Connection" && name != "Keep-Alive" && name != "Transfer-Encoding" {
			w.Header()[name] = values
		}
	}
	w.WriteHeader(resp.StatusCode)
	if _, err := io.Copy(flushing{w}, &metered{p: p, from: resp.Body}); err != nil {
		panic(http.ErrAbortHandler) // the browser must see that the answer is not whole
	}
	return nil
}

// flushing passes on each piece as it comes: a page may wait for the first while the
// second takes its time.
type flushing struct{ http.ResponseWriter }

// Write implements io.Writer.
func (f flushing) Write(b []byte) (int, error) {
	n, err := f.ResponseWriter.Write(b)
	if err == nil {
		err = http.NewResponseController(f.ResponseWriter).Flush()
	}
	return n, err
}

// tunnel joins the browser with a host; what passes is TLS between the two.
func (p *Proxy) tunnel(w http.ResponseWriter, r *http.Request) error {
	far, err := p.c.crawl.DialContext(r.Context(), "tcp", r.Host)
	if err != nil {
		return err
	}
	defer func() { _ = far.Close() }()
	near, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return fmt.Errorf("tunnel to %s: %w", r.Host, err)
	}
	defer func() { _ = near.Close() }()
	if !p.enter(near) || !p.enter(far) {
		return nil
	}
	defer p.leave(near, far)
	until := time.Now().Add(tunnelTime)
	_ = near.SetDeadline(until) // a connection that cannot be limited fails on its first use
	_ = far.SetDeadline(until)
	if _, err := io.WriteString(near, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		return nil //nolint:nilerr // the browser has gone
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = io.Copy(far, buffered) // ends with either connection
		_ = far.Close()
	}()
	_, _ = io.Copy(near, &metered{p: p, from: far}) // likewise
	_ = near.Close()
	<-done
	return nil
}

func (p *Proxy) enter(conn net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.left <= 0 {
		return false
	}
	p.conns[conn] = true
	return true
}

func (p *Proxy) leave(conns ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, conn := range conns {
		delete(p.conns, conn)
	}
}

// metered counts what comes in and fails when there has been too much.
type metered struct {
	p    *Proxy
	from io.Reader
}

// Read implements io.Reader.
func (m *metered) Read(b []byte) (int, error) {
	n, err := m.from.Read(b)
	m.p.mu.Lock()
	defer m.p.mu.Unlock()
	if m.p.left -= int64(n); m.p.left < 0 {
		return 0, errors.New("the page has had all its bytes")
	}
	return n, err
}
