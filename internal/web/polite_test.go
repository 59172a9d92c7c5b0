package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestHostKey(t *testing.T) {
	for raw, want := range map[string]string{
		"https://Example.com/a": "example.com", "http://example.com:80/": "example.com", "https://example.com:443/": "example.com",
		"https://example.com./": "example.com", "http://127.0.0.1:8080/": "127.0.0.1:8080", "https://www.example.com/": "www.example.com",
	} {
		u, err := url.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		if got := hostKey(u); got != want {
			t.Errorf("%s: %q, want %q", raw, got, want)
		}
	}
}

// One at a time, with the delay between the end of one and the start of the next.
func TestDelayBetweenRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHosts(time.Now)
		var mu sync.Mutex
		var starts []time.Time
		var wg sync.WaitGroup
		began := time.Now()
		for range 4 {
			wg.Go(func() {
				release, err := h.acquire(t.Context(), "a", 2*time.Second)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				starts = append(starts, time.Now())
				mu.Unlock()
				time.Sleep(time.Second) // the request
				release()
			})
		}
		release, err := h.acquire(t.Context(), "b", 2*time.Second)
		if err != nil || time.Since(began) != 0 {
			t.Errorf("another host waited %v: %v", time.Since(began), err)
		}
		release()
		wg.Wait()
		for i := 1; i < len(starts); i++ {
			if gap := starts[i].Sub(starts[i-1]); gap < 3*time.Second || gap > 4*time.Second+time.Millisecond {
				t.Errorf("request %d started %v after the one before, want 1 s and a delay of 2 s to 3 s", i, gap)
			}
		}
	})
}

func TestWaitingEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHosts(time.Now)
		release, err := h.acquire(t.Context(), "a", time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if _, err := h.acquire(ctx, "a", time.Minute); !errors.Is(err, context.Canceled) {
			t.Errorf("waiting for the slot: %v", err)
		}
		release()
		ctx, cancel = context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if _, err := h.acquire(ctx, "a", time.Minute); !errors.Is(err, context.Canceled) {
			t.Errorf("waiting for the delay: %v", err)
		}
		began := time.Now()
		ctx, cancel = context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if _, err := h.acquire(ctx, "a", time.Minute); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != 0 {
			t.Errorf("a wait that cannot succeed took %v: %v", time.Since(began), err)
		}
		if again, err := h.acquire(t.Context(), "a", time.Minute); err != nil {
			t.Errorf("the slot was lost: %v", err)
		} else {
			again()
		}
	})
}

func TestIdleHostsAreForgotten(t *testing.T) {
	now := time.Date(2026, 5, 8, 12, 0, 0, 0, time.UTC)
	h := newHosts(func() time.Time { return now })
	h.hold("held", now.Add(24*time.Hour), "asked")
	for i := range 5 * idleHosts {
		now = now.Add(time.Second)
		release, err := h.acquire(t.Context(), strconv.Itoa(i), time.Millisecond)
		if err != nil {
			t.Fatal(err)
		}
		release()
	}
	if len(h.all) > idleHosts+1 {
		t.Errorf("%d hosts remembered", len(h.all))
	}
	if _, err := h.acquire(t.Context(), "held", time.Second); kindOf(err) != KindHeld {
		t.Errorf("a held host was forgotten: %v", err)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 5, 8, 12, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Time{
		"":                               {},
		"soon":                           {},
		"-5":                             {},
		"0":                              now,
		"120":                            now.Add(2 * time.Minute),
		" 7 ":                            now.Add(7 * time.Second),
		"999999999999":                   now.Add(maxHold),
		"99999999999999999999999":        {},
		"Fri, 08 May 2026 13:00:00 GMT":  now.Add(time.Hour),
		"Fri, 08 May 2026 11:00:00 GMT":  {},
		"Fri, 08 May 2126 11:00:00 GMT":  now.Add(maxHold),
		"Friday, 08-May-26 12:30:00 GMT": now.Add(30 * time.Minute),
	} {
		if got := RetryAfter(http.Header{"Retry-After": {value}}, now); !got.Equal(want) {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}

// After 429 the host is left alone; its other pages are not asked for either.
func TestHeldHost(t *testing.T) {
	var asked atomic.Int32
	s := server(t, func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.Header().Set("Retry-After", "600")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	var mu sync.Mutex
	now := time.Date(2026, 5, 8, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return now
	}
	c := client(t, Options{Delay: time.Nanosecond, Now: clock})
	if resp, _, err := get(t.Context(), c, s.URL+"/a"); err != nil || resp.StatusCode != 429 {
		t.Fatalf("%v", err)
	}
	_, _, err := get(t.Context(), c, s.URL+"/b")
	e := wantKind(t, err, KindHeld)
	if want := now.Add(10 * time.Minute); !e.RetryAt.Equal(want) || !c.Ready(strings.TrimPrefix(s.URL, "http://")).Equal(want) {
		t.Errorf("held until %v, want %v", e.RetryAt, want)
	}
	mu.Lock()
	now = now.Add(11 * time.Minute)
	mu.Unlock()
	if _, _, err := get(t.Context(), c, s.URL+"/b"); err != nil {
		t.Error(err)
	}
	if n := asked.Load(); n != 2 {
		t.Errorf("asked %d times, want 2", n)
	}
}

// A 503 that names no time says nothing about the host's other pages; a 429 does.
func TestHoldWithoutRetryAfter(t *testing.T) {
	for status, want := range map[int]Kind{503: "", 429: KindHeld, 403: ""} {
		s := server(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
		c := client(t, Options{Delay: time.Nanosecond})
		if _, _, err := get(t.Context(), c, s.URL+"/a"); err != nil {
			t.Fatal(err)
		}
		if _, _, err := get(t.Context(), c, s.URL+"/b"); kindOf(err) != want {
			t.Errorf("after %d: %v, want kind %q", status, err, want)
		}
	}
}

// robotsServer answers robots.txt as told and counts.
type robotsServer struct {
	*httptest.Server
	status atomic.Int32
	text   atomic.Value
	asked  atomic.Int32
}

func newRobotsServer(t *testing.T, status int, text string) *robotsServer {
	t.Helper()
	s := &robotsServer{}
	s.status.Store(int32(status)) //nolint:gosec // a status fits
	s.text.Store(text)
	mux := http.NewServeMux()
	mux.HandleFunc("/robots.txt", func(w http.ResponseWriter, _ *http.Request) {
		s.asked.Add(1)
		w.WriteHeader(int(s.status.Load()))
		_, _ = io.WriteString(w, s.text.Load().(string))
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "page") })
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func TestRobotsByStatus(t *testing.T) {
	tests := []struct {
		status int
		text   string
		want   Kind
	}{
		{200, "User-agent: *\nDisallow: /", KindNotPermitted},
		{200, "User-agent: *\nDisallow: /other", ""},
		{404, "User-agent: *\nDisallow: /", ""},
		{403, "", ""},
		{401, "", ""},
		{410, "", ""},
		{429, "", KindNotPermitted},
		{500, "", KindNotPermitted},
		{503, "", KindNotPermitted},
	}
	for _, tt := range tests {
		t.Run(strconv.Itoa(tt.status), func(t *testing.T) {
			s := newRobotsServer(t, tt.status, tt.text)
			c := client(t, Options{NoDelay: true})
			_, body, err := get(t.Context(), c, s.URL+"/privacy")
			if kindOf(err) != tt.want || err == nil && body != "page" {
				t.Errorf("%q, %v; want kind %q", body, err, tt.want)
			}
			if _, _, err := get(t.Context(), c, s.URL+"/other2"); kindOf(err) != tt.want && tt.text == "" {
				t.Errorf("second page: %v", err)
			}
			if n := s.asked.Load(); n != 1 {
				t.Errorf("robots.txt was fetched %d times for two pages", n)
			}
		})
	}
}

func TestRobotsCache(t *testing.T) {
	s := newRobotsServer(t, 200, "User-agent: *\nDisallow: /private")
	now := time.Date(2026, 5, 8, 12, 0, 0, 0, time.UTC)
	c := client(t, Options{NoDelay: true, Now: func() time.Time { return now }})
	steps := []struct {
		name   string
		pass   time.Duration
		status int32
		text   string
		path   string
		want   Kind
		asked  int32
	}{
		{"first", 0, 200, "User-agent: *\nDisallow: /private", "/private", KindNotPermitted, 1},
		{"from the cache", 23 * time.Hour, 200, "", "/private", KindNotPermitted, 1},
		{"a day later the server fails: the old copy serves", 2 * time.Hour, 500, "", "/private", KindNotPermitted, 2},
		{"and permits what it permitted", 0, 500, "", "/public", "", 2},
		{"the new file counts once it can be read", time.Hour, 200, "User-agent: *\nAllow: /", "/private", "", 3},
		{"a copy of 31 days is too old", 31 * 24 * time.Hour, 500, "", "/public", KindNotPermitted, 4},
	}
	for _, step := range steps {
		now = now.Add(step.pass)
		s.status.Store(step.status)
		s.text.Store(step.text)
		if _, _, err := get(t.Context(), c, s.URL+step.path); kindOf(err) != step.want {
			t.Errorf("%s: %v, want kind %q", step.name, err, step.want)
		}
		if n := s.asked.Load(); n != step.asked {
			t.Errorf("%s: robots.txt was fetched %d times, want %d", step.name, n, step.asked)
		}
	}
}

func TestPermit(t *testing.T) {
	for _, status := range []int{200, 500} {
		s := newRobotsServer(t, status, "User-agent: *\nDisallow: /")
		host := strings.TrimPrefix(s.URL, "http://")
		c := client(t, Options{NoDelay: true})
		c.Permit(host, "agreed with the owner on 2026-05-01")
		if _, body, err := get(t.Context(), c, s.URL+"/privacy"); err != nil || body != "page" {
			t.Errorf("robots.txt %d: permitted page: %v", status, err)
		}
		c.Forbid(host)
		_, _, err := get(t.Context(), c, s.URL+"/privacy")
		wantKind(t, err, KindNotPermitted)
	}
}

// A redirect may not lead round another host's robots.txt.
func TestRobotsOfRedirectTarget(t *testing.T) {
	closed := newRobotsServer(t, 200, "User-agent: *\nDisallow: /")
	s := server(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, closed.URL+"/privacy", http.StatusFound)
	})
	_, _, err := get(t.Context(), client(t, Options{NoDelay: true}), s.URL)
	wantKind(t, err, KindNotPermitted)
}

func TestCrawlDelayIsHonoured(t *testing.T) {
	s := newRobotsServer(t, 200, "User-agent: *\nCrawl-delay: 60")
	c := client(t, Options{Delay: time.Nanosecond})
	if _, _, err := get(t.Context(), c, s.URL+"/a"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if _, _, err := get(ctx, c, s.URL+"/b"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("second page within a minute: %v", err)
	}
}

// Many callers of one new host read its robots.txt once.
func TestRobotsIsFetchedOnce(t *testing.T) {
	s := newRobotsServer(t, 404, "")
	c := client(t, Options{NoDelay: true})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, _, err := get(t.Context(), c, s.URL+"/privacy"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := s.asked.Load(); n != 1 {
		t.Errorf("robots.txt was fetched %d times", n)
	}
}
