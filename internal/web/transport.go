package web

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	// maxHold bounds what a server can ask for in Retry-After.
	maxHold = 24 * time.Hour
	// defaultHold follows a 429 that does not say how long.
	defaultHold = 5 * time.Minute
)

// polite is the round tripper for pages.
type polite struct{ c *Client }

// RoundTrip implements http.RoundTripper.
func (t polite) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.roundTrip(req)
	if err != nil && req.Body != nil {
		_ = req.Body.Close() // a RoundTripper always closes it; nothing was sent, so nothing is lost
	}
	return resp, err
}

func (t polite) roundTrip(req *http.Request) (*http.Response, error) {
	c, ctx := t.c, req.Context()
	own, err := c.admit(ctx, req.URL)
	if err != nil {
		return nil, err
	}
	delay, err := c.robots.permit(ctx, req.URL, c.delay(own))
	if err != nil {
		return nil, err
	}
	return c.fetch(req, delay)
}

// admit refuses addresses that may not be asked at all, and says whether the host is
// the operator's own.
func (c *Client) admit(ctx context.Context, u *url.URL) (own bool, err error) {
	if err := checkURL(u); err != nil {
		return false, err
	}
	own, err = c.own(ctx, u.Hostname())
	if err != nil {
		return false, classify(ctx, u.Host, err)
	}
	if !own {
		if err := c.refuseLiteral(u); err != nil {
			return false, err
		}
	}
	if !own && c.opt.Contact == "" {
		return false, noContact(u.Host)
	}
	return own, nil
}

// refuseLiteral says at once of an address written in numbers what the dialer would say:
// that it is private matters more than that no contact is set.
func (c *Client) refuseLiteral(u *url.URL) error {
	ip, err := netip.ParseAddr(u.Hostname())
	if err != nil {
		return nil // a name
	}
	port := uint64(80)
	if u.Scheme == "https" {
		port = 443
	}
	if u.Port() != "" {
		if port, err = strconv.ParseUint(u.Port(), 10, 16); err != nil {
			return nil // the dialer says what is wrong with it
		}
	}
	network := "tcp4"
	if ip.Is6() {
		network = "tcp6"
	}
	return c.guard.control(false)(network, netip.AddrPortFrom(ip, uint16(port)).String(), nil)
}

// own reports whether every address of the host is on an allowed network. The dialer
// checks again what it really dials: this only decides about contact and delay.
func (c *Client) own(ctx context.Context, name string) (bool, error) {
	if len(c.guard.allow) == 0 {
		return false, nil
	}
	if ip, err := netip.ParseAddr(name); err == nil {
		return c.guard.own(ip), nil
	}
	if c.opt.Contact != "" && !c.opt.NoDelay {
		return false, nil // it makes no difference, so ask nobody
	}
	ips, err := net.DefaultResolver.LookupNetIP(ctx, "ip", name)
	if err != nil {
		return false, err
	}
	for _, ip := range ips {
		if !c.guard.own(ip) {
			return false, nil
		}
	}
	return len(ips) > 0, nil
}

func (c *Client) delay(own bool) time.Duration {
	if own && c.opt.NoDelay {
		return 0
	}
	return c.opt.Delay
}

// fetch asks when the host's turn has come, and keeps the slot until the body is closed.
func (c *Client) fetch(req *http.Request, delay time.Duration) (*http.Response, error) {
	key := hostKey(req.URL)
	release, err := c.hosts.acquire(req.Context(), key, delay)
	if err != nil {
		return nil, err
	}
	resp, err := c.send(c.crawl, req, release)
	if err != nil {
		return nil, err
	}
	if until, why := c.retryAfter(resp); !until.IsZero() && delay > 0 {
		c.hosts.hold(key, until, why)
		c.opt.Logger.Warn("host held", "host", key, "until", until, "why", why)
	}
	return resp, nil
}

// send makes one request with guard and caps. done is called once, when the answer has
// been read, closed or given up.
func (c *Client) send(via *http.Transport, req *http.Request, done func()) (*http.Response, error) {
	ctx, cancel := context.WithTimeoutCause(req.Context(), c.opt.Timeout, errTooSlow)
	end := func() {
		cancel()
		done()
	}
	out := req.Clone(ctx)
	out.Header.Set("User-Agent", c.agent)
	out.Header.Set("Accept-Encoding", acceptEncoding)
	resp, err := via.RoundTrip(out)
	if err != nil {
		err = classify(ctx, req.URL.Host, err) // before end, which would become the cause
		end()
		return nil, err
	}
	resp.Request = req
	if err := c.capBody(ctx, resp, end); err != nil {
		_ = resp.Body.Close() // the answer is given up; its end is of no interest
		end()
		return nil, err
	}
	return resp, nil
}

// retryAfter reads when a server that is overloaded, or tired of us, wants to be asked again.
func (c *Client) retryAfter(resp *http.Response) (time.Time, string) {
	if resp.StatusCode != http.StatusTooManyRequests && resp.StatusCode != http.StatusServiceUnavailable {
		return time.Time{}, ""
	}
	now := c.opt.Now()
	until := RetryAfter(resp.Header, now)
	if until.IsZero() && resp.StatusCode == http.StatusTooManyRequests {
		until = now.Add(defaultHold)
	}
	if until.IsZero() {
		return time.Time{}, ""
	}
	return until, fmt.Sprintf("the server answered %d and is left alone until %s", resp.StatusCode, until.UTC().Format("2006-01-02 15:04:05 MST"))
}

// RetryAfter returns the instant a Retry-After field names, at most a day after now;
// zero when there is none or it cannot be read.
func RetryAfter(h http.Header, now time.Time) time.Time {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if v == "" {
		return time.Time{}
	}
	latest := now.Add(maxHold)
	if s, err := strconv.ParseUint(v, 10, 64); err == nil {
		if s > uint64(maxHold/time.Second) {
			return latest
		}
		return now.Add(time.Duration(s) * time.Second)
	}
	at, err := http.ParseTime(v)
	switch {
	case err != nil || at.Before(now):
		return time.Time{}
	case at.After(latest):
		return latest
	}
	return at
}

// plain is the round tripper for webhooks.
type plain struct{ c *Client }

// RoundTrip implements http.RoundTripper.
func (t plain) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := checkURL(req.URL); err != nil {
		if req.Body != nil {
			_ = req.Body.Close() // a RoundTripper always closes it
		}
		return nil, err
	}
	return t.c.send(t.c.plain, req, func() {})
}
