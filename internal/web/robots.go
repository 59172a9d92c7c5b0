package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"
)

const (
	robotsFresh   = 24 * time.Hour      // RFC 9309, 2.4: no cached copy should be used for longer
	robotsStale   = 30 * 24 * time.Hour // 2.3.1.4: an old copy serves while the server cannot be reached
	robotsRetry   = 30 * time.Minute    // after a server error
	robotsAgain   = 2 * time.Minute     // after a failure of the network
	robotsMaxBody = 500 << 10           // 2.5: at least 500 kibibytes are read
	robotsHops    = 5                   // 2.3.1.2: at least five redirects are followed
	maxCrawlDelay = 2 * time.Minute     // a larger one would let a host stand still a whole job
)

// robots caches what robots.txt of each host says to us. It keeps only the rules that
// apply, not the files.
type robots struct {
	c *Client

	mu      sync.Mutex // guards the maps; never held while waiting
	entries map[string]*robotsEntry
	permits map[string]string // host to the operator's reason
	limit   int               // of entries before the next pruning
}

// A robotsEntry belongs to whoever has its turn.
type robotsEntry struct {
	turn  chan struct{}
	rules rules
	at    time.Time // when rules were read; zero: never
	until time.Time // of rules or fail, whichever is newer
	fail  error     // why robots.txt could not be read
}

func newRobots(c *Client) *robots {
	return &robots{c: c, entries: make(map[string]*robotsEntry), permits: make(map[string]string), limit: idleHosts}
}

// Permit lets pages of host be read whatever its robots.txt says. The operator's reason
// is theirs to keep and show; here it only switches the check off. Crawl-delay stays.
func (c *Client) Permit(host, reason string) {
	c.robots.mu.Lock()
	defer c.robots.mu.Unlock()
	c.robots.permits[hostKey(&url.URL{Host: host})] = reason
}

// Forbid takes a [Client.Permit] back.
func (c *Client) Forbid(host string) {
	c.robots.mu.Lock()
	defer c.robots.mu.Unlock()
	delete(c.robots.permits, hostKey(&url.URL{Host: host}))
}

// permit says whether u may be read, and after which delay between requests.
func (r *robots) permit(ctx context.Context, u *url.URL, delay time.Duration) (time.Duration, error) {
	r.mu.Lock()
	_, permitted := r.permits[hostKey(u)]
	r.mu.Unlock()
	said, err := r.rules(ctx, u, delay)
	switch {
	case ctx.Err() != nil:
		return 0, context.Cause(ctx)
	case permitted && err != nil:
		return delay, nil
	case err != nil:
		return 0, err
	}
	if delay > 0 {
		delay = max(delay, min(said.delay, maxCrawlDelay))
	}
	if line, ok := said.allows(u); !ok && !permitted {
		return 0, &Error{
			Kind: KindNotPermitted, Host: u.Host,
			Reason: fmt.Sprintf("robots.txt does not permit reading this page: %q", short(line)),
		}
	}
	return delay, nil
}

// rules returns what the host's robots.txt says to us, from the cache where it is fresh.
// While one caller reads it, others wait.
func (r *robots) rules(ctx context.Context, u *url.URL, delay time.Duration) (rules, error) {
	e := r.entry(u.Scheme + "://" + u.Host)
	select {
	case e.turn <- struct{}{}:
	case <-ctx.Done():
		return rules{}, context.Cause(ctx)
	}
	defer func() { <-e.turn }()
	now := r.c.opt.Now()
	if e.until.After(now) {
		return e.rules, e.fail
	}
	said, err := r.read(ctx, u, delay)
	switch {
	case ctx.Err() != nil:
		return rules{}, context.Cause(ctx)
	case err == nil:
		e.rules, e.fail, e.at, e.until = said, nil, now, now.Add(robotsFresh)
	case !e.at.IsZero() && now.Sub(e.at) < robotsStale:
		e.until = now.Add(robotsRetry)
		r.c.opt.Logger.Warn("robots.txt unreadable, older copy kept", "host", u.Host, "error", err)
	default:
		e.fail, e.until = err, retryTime(err, now)
		r.c.opt.Logger.Warn("robots.txt unreadable", "host", u.Host, "error", err)
	}
	return e.rules, e.fail
}

func retryTime(err error, now time.Time) time.Time {
	var e *Error
	if errors.As(err, &e) && e.RetryAt.After(now) {
		return e.RetryAt
	}
	return now.Add(robotsAgain)
}

func (r *robots) entry(origin string) *robotsEntry {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.entries) >= r.limit {
		r.prune()
		r.limit = max(idleHosts, 2*len(r.entries))
	}
	e := r.entries[origin]
	if e == nil {
		e = &robotsEntry{turn: make(chan struct{}, 1)}
		r.entries[origin] = e
	}
	return e
}

// prune drops entries that are out of date and in nobody's hands. Called with mu held.
func (r *robots) prune() {
	now := r.c.opt.Now()
	for origin, e := range r.entries {
		select {
		case e.turn <- struct{}{}:
			if !e.until.After(now) {
				delete(r.entries, origin)
			}
			<-e.turn
		default:
		}
	}
}

// read fetches robots.txt: 4xx means that everything may be read, 5xx that nothing may
// for now. 429 is a 4xx in number only.
func (r *robots) read(ctx context.Context, u *url.URL, delay time.Duration) (rules, error) {
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return rules{}, fmt.Errorf("robots.txt of %s: %w", u.Host, err)
	}
	client := http.Client{Transport: robotsTransport{r.c, delay}, CheckRedirect: fewHops}
	resp, err := client.Do(req)
	if err != nil {
		return rules{}, r.unreachable(ctx, u, err)
	}
	defer func() { _ = resp.Body.Close() }() // read as far as it matters
	switch code := resp.StatusCode; {
	case code == http.StatusTooManyRequests || code >= 500:
		return rules{}, r.unavailable(u, resp)
	case code >= 300:
		// 4xx; also a redirect that leads nowhere, which says as little as a missing file.
		return rules{}, nil
	}
	text, err := io.ReadAll(io.LimitReader(resp.Body, robotsMaxBody))
	if err != nil {
		return rules{}, r.unreachable(ctx, u, err)
	}
	return parseRobots(text, robotsToken), nil
}

// unreachable keeps the failure's own kind: where robots.txt meets an unknown host or a
// bad certificate, so would the page, and that is what people should read.
func (r *robots) unreachable(ctx context.Context, u *url.URL, err error) error {
	err = classify(ctx, u.Host, err)
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	said := *e
	said.Reason = "robots.txt could not be read: " + e.Reason
	return &said
}

func (r *robots) unavailable(u *url.URL, resp *http.Response) error {
	now := r.c.opt.Now()
	until, _ := r.c.retryAfter(resp)
	if until.IsZero() {
		until = now.Add(robotsRetry)
	}
	return &Error{
		Kind: KindNotPermitted, Host: u.Host, RetryAt: until,
		Reason: fmt.Sprintf("robots.txt cannot be read for now (the server answered %d), so nothing is until it can", resp.StatusCode),
	}
}

func fewHops(_ *http.Request, via []*http.Request) error {
	if len(via) > robotsHops {
		return http.ErrUseLastResponse
	}
	return nil
}

// robotsTransport is politeness without asking robots.txt, for robots.txt itself.
type robotsTransport struct {
	c     *Client
	delay time.Duration
}

// RoundTrip implements http.RoundTripper.
func (t robotsTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	if _, err := t.c.admit(req.Context(), req.URL); err != nil {
		return nil, err
	}
	return t.c.fetch(req, t.delay)
}
