package web

import (
	"context"
	"math/rand/v2"
	"net/url"
	"strings"
	"sync"
	"time"
)

// idleHosts is how many hosts are remembered before those that wait for nothing are dropped.
const idleHosts = 1024

// hosts lets one request at a time through to each host.
type hosts struct {
	now func() time.Time

	mu    sync.Mutex // guards all, limit and the users of each; never held while waiting
	all   map[string]*host
	limit int // of hosts before the next pruning
}

// A host belongs to whoever has its slot; only they touch next. held is guarded by hosts.mu.
type host struct {
	slot  chan struct{}
	users int
	next  time.Time // earliest start of the next request
	held  time.Time // until when the server asked to be left alone
	why   string
}

func newHosts(now func() time.Time) *hosts {
	return &hosts{now: now, all: make(map[string]*host), limit: idleHosts}
}

// hostKey names what is asked one at a time: a host, whatever the scheme; with its
// port where that is unusual.
func hostKey(u *url.URL) string {
	name := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if p := u.Port(); p != "" && p != "80" && p != "443" {
		return name + ":" + p
	}
	return name
}

// acquire waits for the slot of the host and for its delay. The returned release must
// be called once; it starts the delay.
func (h *hosts) acquire(ctx context.Context, key string, delay time.Duration) (release func(), err error) {
	x := h.enter(key)
	select {
	case x.slot <- struct{}{}:
	case <-ctx.Done():
		h.leave(x)
		return nil, context.Cause(ctx)
	}
	free := func() {
		<-x.slot
		h.leave(x)
	}
	if err := h.wait(ctx, key, x, delay); err != nil {
		free()
		return nil, err
	}
	return sync.OnceFunc(func() {
		x.next = h.now().Add(jitter(delay))
		free()
	}), nil
}

// wait passes the time until the next request to x may start. A host that asked to be
// left alone is not waited for: the caller has better things to do.
func (h *hosts) wait(ctx context.Context, key string, x *host, delay time.Duration) error {
	now := h.now()
	h.mu.Lock()
	held, why := x.held, x.why
	h.mu.Unlock()
	if delay <= 0 {
		return nil
	}
	if held.After(now) {
		return &Error{Kind: KindHeld, Host: key, Reason: why, RetryAt: held}
	}
	pause := x.next.Sub(now)
	if pause <= 0 {
		return nil
	}
	if end, ok := ctx.Deadline(); ok && time.Until(end) < pause {
		return context.DeadlineExceeded // waiting could not succeed
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// hold keeps requests from the host until then.
func (h *hosts) hold(key string, until time.Time, why string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	x := h.all[key]
	if x == nil {
		x = &host{slot: make(chan struct{}, 1)}
		h.all[key] = x
	}
	if until.After(x.held) {
		x.held, x.why = until, why
	}
}

// ready returns when the host may be asked again: the zero time means now.
func (h *hosts) ready(key string) time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	if x := h.all[key]; x != nil && x.held.After(h.now()) {
		return x.held
	}
	return time.Time{}
}

func (h *hosts) enter(key string) *host {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.all) >= h.limit {
		h.prune()
		h.limit = max(idleHosts, 2*len(h.all)) // so that pruning costs little each
	}
	x := h.all[key]
	if x == nil {
		x = &host{slot: make(chan struct{}, 1)}
		h.all[key] = x
	}
	x.users++
	return x
}

func (h *hosts) leave(x *host) {
	h.mu.Lock()
	defer h.mu.Unlock()
	x.users--
}

// prune forgets hosts that nobody uses and that wait for nothing. Called with mu held:
// without users, nobody has the slot, so next may be read.
func (h *hosts) prune() {
	now := h.now()
	for key, x := range h.all {
		if x.users == 0 && !x.next.After(now) && !x.held.After(now) {
			delete(h.all, key)
		}
	}
}

// jitter adds up to half, so that many hosts on one server are not asked in step.
func jitter(d time.Duration) time.Duration {
	if d <= 0 {
		return 0
	}
	return d + rand.N(d/2+1)
}
