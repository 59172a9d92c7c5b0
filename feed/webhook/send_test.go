package webhook_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/feed/webhook"
	"github.com/redlinewatch/redline/internal/web"
)

func sender(t *testing.T, allowPrivate bool) webhook.Sender {
	t.Helper()
	opt := web.Options{}
	if allowPrivate {
		opt.Allow = web.Loopback()
	}
	client := web.New(opt)
	t.Cleanup(client.Close)
	return webhook.Sender{Client: client.Plain(), UserAgent: client.UserAgent()}
}

func endpoint(url string) redline.Endpoint {
	return redline.Endpoint{ID: "e", URL: url, Secret: knownSecret}
}

var delivery = redline.Delivery{ID: "msg_1", Event: redline.Event{Sequence: 3, Type: redline.EventPublished}}

func TestReceiverVerifiesEveryAttempt(t *testing.T) {
	verifier, err := standardwebhooks.NewWebhook(knownSecret)
	if err != nil {
		t.Fatal(err)
	}
	var got atomic.Int32
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = verifier.Verify(body, r.Header)
		}
		if err != nil || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" || r.Header.Get("webhook-id") != "msg_1" ||
			!strings.HasPrefix(r.UserAgent(), "Redline/") {
			http.Error(w, fmt.Sprint(err), http.StatusBadRequest)
			return
		}
		got.Add(1)
		_, _ = io.WriteString(w, "thanks")
	}))
	defer receiver.Close()
	s := sender(t, true)
	body := webhook.Payload(sample(), sample().Entries[0], redline.Event{Sequence: 3, Type: redline.EventPublished, At: time.Now()}, "https://redline.example")
	for range 2 {
		a, wait := s.Send(t.Context(), endpoint(receiver.URL), delivery, body, time.Now())
		if a.Status != 200 || a.Error != "" || a.Excerpt != "thanks" || wait != 0 || a.Took <= 0 {
			t.Errorf("attempt %+v, wait %v", a, wait)
		}
	}
	if got.Load() != 2 {
		t.Errorf("%d verified, want 2", got.Load())
	}
	old, _ := s.Send(t.Context(), endpoint(receiver.URL), delivery, body, time.Now().Add(-time.Hour))
	if old.Status != http.StatusBadRequest {
		t.Error("an hour-old timestamp was accepted: it is not signed")
	}
}

func TestAnswers(t *testing.T) {
	var elsewhere atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	defer other.Close()
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/redirect":
			http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
		case "/busy":
			w.Header().Set("Retry-After", "120")
			w.WriteHeader(http.StatusTooManyRequests)
		case "/long":
			_, _ = io.WriteString(w, "\x1b[31m"+strings.Repeat("x\n", 1<<20))
		case "/hang":
			select {
			case <-r.Context().Done():
			case <-time.After(time.Second):
			}
		case "/drip": // says 200, never ends
			w.WriteHeader(http.StatusOK)
			_, _ = io.WriteString(w, "o")
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		case "/close":
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_ = conn.Close()
			}
		}
	}))
	defer receiver.Close()
	s := sender(t, true)
	s.Timeout = 300 * time.Millisecond
	send := func(path string) (redline.Attempt, time.Duration) {
		return s.Send(t.Context(), endpoint(receiver.URL+path+"?token=SECRET"), delivery, []byte("{}"), time.Now())
	}
	if a, _ := send("/redirect"); a.Status != http.StatusTemporaryRedirect || elsewhere.Load() != 0 {
		t.Errorf("redirect: %+v, followed %d times", a, elsewhere.Load())
	}
	if a, wait := send("/busy"); a.Status != 429 || wait != 2*time.Minute {
		t.Errorf("busy: %+v, wait %v", a, wait)
	}
	if a, _ := send("/long"); a.Status != 200 || len(a.Excerpt) > 1024 || strings.ContainsAny(a.Excerpt, "\x1b\n") {
		t.Errorf("long answer: %d bytes kept, %q", len(a.Excerpt), a.Excerpt[:min(20, len(a.Excerpt))])
	}
	if a, _ := send("/hang"); a.Status != 0 || !strings.Contains(a.Error, "no answer within") || a.Took > 2*time.Second {
		t.Errorf("hanging: %+v", a)
	}
	if a, _ := send("/drip"); a.Status != 200 || a.Error != "" {
		t.Errorf("a 200 whose body never ends: %+v", a)
	}
	if a, _ := send("/close"); a.Status != 0 || a.Error == "" || strings.Contains(a.Error, "SECRET") {
		t.Errorf("closing: %+v", a)
	}
}

func TestPrivateAddressesAreRefusedAtEveryAttempt(t *testing.T) {
	var hits atomic.Int32
	receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits.Add(1) }))
	defer receiver.Close()
	_, port, err := net.SplitHostPort(receiver.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	s := sender(t, false)
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]"} {
		a, _ := s.Send(t.Context(), endpoint("http://"+host+":"+port), delivery, []byte("{}"), time.Now())
		if a.Error == "" || a.Status != 0 {
			t.Errorf("%s: %+v", host, a)
		}
	}
	if hits.Load() != 0 {
		t.Errorf("%d requests reached a private address", hits.Load())
	}
}

func TestWhatCannotBeSentIsAFailedAttempt(t *testing.T) {
	s := sender(t, true)
	bad := endpoint("http://[::1")
	if a, _ := s.Send(t.Context(), bad, delivery, nil, time.Now()); a.Error == "" {
		t.Error("a broken address was sent to")
	}
	noSecret := endpoint("http://127.0.0.1:1/")
	noSecret.Secret = ""
	if a, _ := s.Send(t.Context(), noSecret, delivery, nil, time.Now()); !strings.Contains(a.Error, "secret") {
		t.Errorf("without a secret: %+v", a)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if a, _ := s.Send(ctx, endpoint("http://127.0.0.1:1/"), delivery, nil, time.Now()); a.Error == "" {
		t.Error("sent after the end")
	}
}
