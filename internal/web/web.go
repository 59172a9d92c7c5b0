// Package web is the one way out of Redline. Whatever reads or calls the network
// (crawler, feeds of others, archives, webhooks) goes through a [Client].
//
// A Client keeps these promises:
//
//   - Guard. The resolved address of every dial is checked, so rebinding, redirects
//     and several A records are covered. Special-purpose ranges are refused, and ports
//     other than 80 and 443. [Options.Allow] lifts both for the operator's own networks.
//     Addresses are http or https without userinfo; no proxy is ever used.
//   - Identity. Requests say who asks. Without [Options.Contact] no public host is read.
//   - Robots. robots.txt is fetched once a day a host and obeyed as RFC 9309 says;
//     [Client.Permit] is the operator's override, with a reason.
//   - Politeness. One request at a time a host, with a delay; Crawl-delay and
//     Retry-After are honoured. Waiting ends when the request's context ends.
//   - Caps. On the bytes of a body after decompression, on the size of the header, on
//     the time for the whole answer. TLS is always verified.
//
// [Client.Transport] has all of it, [Client.Plain] has guard and caps only, for
// webhooks. What goes wrong is an [*Error] whose [Kind] says how.
package web

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/redlinewatch/redline"
)

const (
	defaultDelay   = 2 * time.Second
	defaultTimeout = 60 * time.Second
	defaultMaxBody = 10 << 20
	plainTimeout   = 15 * time.Second
	maxHeader      = 64 << 10
	maxRedirects   = 10
)

// Options configure a [Client]. The zero value reads no public host, for want of a contact.
type Options struct {
	// Contact is an address or URL of a person, sent in the User-Agent. Without it
	// only hosts on allowed networks are read.
	Contact string
	// AllowPrivate allows loopback and the private networks of RFC 1918 and RFC 4193.
	// Link-local addresses, where clouds keep their secrets, stay refused.
	AllowPrivate bool
	// Allow lists further networks that may be contacted, on any port.
	Allow []netip.Prefix
	// Ports may be contacted on public hosts besides 80 and 443.
	Ports []uint16
	// NoDelay lifts delays and Retry-After on hosts of allowed networks, for measuring
	// on loopback. Public hosts keep theirs.
	NoDelay bool
	// Delay between two requests to one host, up to half of it added at random. Zero means 2 s.
	Delay time.Duration
	// Timeout for one answer, from dialling to the last byte. Zero means 60 s.
	Timeout time.Duration
	// MaxBody caps the bytes of a body after decompression. Zero means 10 MiB.
	MaxBody int64
	// RootCAs are trusted instead of the system's authorities. Nil means the system's.
	RootCAs *x509.CertPool
	// Now is the clock that dates robots.txt and Retry-After. Nil means time.Now.
	Now func() time.Time
	// Logger hears of held hosts and unreadable robots.txt. Nil means silence.
	Logger *slog.Logger
}

// A Client is safe for concurrent use. It keeps idle connections: Close it when done.
type Client struct {
	opt    Options
	agent  string
	guard  *guard
	crawl  *http.Transport
	plain  *http.Transport
	hosts  *hosts
	robots *robots
}

// New returns a client with its own connections, limits and robots.txt cache.
func New(opt Options) *Client {
	if opt.Delay <= 0 {
		opt.Delay = defaultDelay
	}
	if opt.Timeout <= 0 {
		opt.Timeout = defaultTimeout
	}
	if opt.MaxBody <= 0 {
		opt.MaxBody = defaultMaxBody
	}
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Logger == nil {
		opt.Logger = slog.New(slog.DiscardHandler)
	}
	opt.Contact = headerSafe(opt.Contact)
	c := &Client{opt: opt, agent: userAgent(opt.Contact), guard: newGuard(opt)}
	c.crawl = newTransport(opt, c.guard.control(opt.Contact == ""))
	c.plain = newTransport(opt, c.guard.control(false))
	c.hosts = newHosts(opt.Now)
	c.robots = newRobots(c)
	return c
}

// Transport returns the round tripper for reading pages: guard, identity, robots.txt,
// politeness and caps. Bodies must be closed, or the host stays taken until Timeout.
func (c *Client) Transport() http.RoundTripper { return polite{c} }

// Plain returns a client for webhooks and the like: guard and caps, no robots.txt, no
// politeness, no contact needed, and a redirect is returned instead of followed.
func (c *Client) Plain() *http.Client {
	return &http.Client{
		Transport:     plain{c},
		Timeout:       plainTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// CheckRedirect stops after 10 redirects, for the http.Client around [Client.Transport].
// Where a redirect leads to is checked by the transport itself, as every request is.
func CheckRedirect(req *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return &Error{Kind: KindRedirects, Host: req.URL.Host, Reason: "the address redirects more than 10 times"}
	}
	return nil
}

// Ready returns until when the host asked to be left alone; zero when it did not.
func (c *Client) Ready(host string) time.Time { return c.hosts.ready(hostKey(&url.URL{Host: host})) }

// UserAgent returns what the client calls itself.
func (c *Client) UserAgent() string { return c.agent }

// Close closes idle connections.
func (c *Client) Close() {
	c.crawl.CloseIdleConnections()
	c.plain.CloseIdleConnections()
}

// newTransport returns a guarded transport. Its Proxy stays nil, since behind a proxy
// the guard would see only the proxy's address.
func newTransport(opt Options, control controlFunc) *http.Transport {
	dialer := &net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second, Control: control}
	return &http.Transport{
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{RootCAs: opt.RootCAs, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    15 * time.Second,
		ForceAttemptHTTP2:      true, // a transport with its own dialer speaks HTTP/1.1 only unless told
		DisableCompression:     true, // decode.go does it, to count what comes out
		MaxResponseHeaderBytes: maxHeader,
		MaxIdleConns:           64,
		MaxIdleConnsPerHost:    2,
		IdleConnTimeout:        30 * time.Second,
	}
}

func userAgent(contact string) string {
	if contact == "" {
		return "Redline/" + redline.ProgramVersion
	}
	return fmt.Sprintf("Redline/%s (+%s)", redline.ProgramVersion, contact)
}

// headerSafe drops what a header field cannot carry.
func headerSafe(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII || !unicode.IsPrint(r) || r == '(' || r == ')' {
			return -1
		}
		return r
	}, s))
}
