package webhook_test

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/feed/webhook"
)

func timestamp(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }

func TestDelayFollowsTheSchedule(t *testing.T) {
	want := []time.Duration{
		0, 5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
		10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
	}
	random := rand.New(rand.NewPCG(1, 2))
	for attempts, w := range want {
		for range 100 {
			got, again := webhook.Delay(attempts, random)
			if !again || got < w || got > w+w/10 {
				t.Fatalf("after %d attempts: %v, %v; want %v and up to a tenth more", attempts, got, again, w)
			}
		}
	}
	if _, again := webhook.Delay(len(want), random); again {
		t.Errorf("an attempt after the %dth", len(want))
	}
}

func TestNext(t *testing.T) {
	now := time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)
	yesterday, weekAgo := now.Add(-24*time.Hour), now.Add(-7*24*time.Hour)
	status := func(code int) redline.Attempt { return redline.Attempt{At: now, Status: code} }
	broken := redline.Attempt{At: now, Error: "connection refused"}
	tests := []struct {
		name       string
		d          redline.Delivery
		e          redline.Endpoint
		a          redline.Attempt
		retryAfter time.Duration
		state      redline.DeliveryState
		from, to   time.Duration // of the next attempt
		disable    bool
		reason     string
	}{
		{"200", redline.Delivery{}, redline.Endpoint{}, status(200), 0, "delivered", 0, 0, false, ""},
		{"204", redline.Delivery{}, redline.Endpoint{}, status(204), 0, "delivered", 0, 0, false, ""},
		{"success after long failure", redline.Delivery{Attempts: 20}, redline.Endpoint{FirstFailure: weekAgo}, status(200), 0, "delivered", 0, 0, false, ""},
		{"500 the first time", redline.Delivery{}, redline.Endpoint{}, status(500), 0, "pending", 5 * time.Second, 6 * time.Second, false, "500"},
		{"no answer the third time", redline.Delivery{Attempts: 2}, redline.Endpoint{}, broken, 0, "pending", 30 * time.Minute, 33 * time.Minute, false, "connection refused"},
		{"a redirect is a failure", redline.Delivery{}, redline.Endpoint{}, status(302), 0, "pending", 5 * time.Second, 6 * time.Second, false, "redirect"},
		{"404 is tried again", redline.Delivery{}, redline.Endpoint{}, status(404), 0, "pending", 5 * time.Second, 6 * time.Second, false, "404"},
		{"410 disables", redline.Delivery{}, redline.Endpoint{LastSuccess: yesterday}, status(410), 0, "dead", 0, 0, true, "410"},
		{"429 with Retry-After", redline.Delivery{}, redline.Endpoint{}, status(429), time.Hour, "pending", time.Hour, time.Hour, false, "429"},
		{"429 with a shorter one than ours", redline.Delivery{Attempts: 3}, redline.Endpoint{}, status(429), time.Minute, "pending", 2 * time.Hour, 132 * time.Minute, false, "429"},
		{"503 with a year of Retry-After", redline.Delivery{}, redline.Endpoint{}, status(503), 365 * 24 * time.Hour, "pending", 24 * time.Hour, 24 * time.Hour, false, "503"},
		{"500 may not ask for a pause", redline.Delivery{}, redline.Endpoint{}, status(500), time.Hour, "pending", 5 * time.Second, 6 * time.Second, false, "500"},
		{"retries ran out for this one only", redline.Delivery{Attempts: 9}, redline.Endpoint{LastSuccess: yesterday}, status(400), 0, "dead", 0, 0, false, "retries ran out"},
		{"retries ran out, others got through since", redline.Delivery{Attempts: 9, Log: []redline.Attempt{{At: weekAgo}}}, redline.Endpoint{FirstFailure: yesterday, LastSuccess: yesterday.Add(-time.Hour)}, status(400), 0, "dead", 0, 0, false, "retries ran out"},
		{"retries ran out, nothing gets through: a probe a day", redline.Delivery{Attempts: 9}, redline.Endpoint{FirstFailure: now.Add(-80 * time.Hour)}, broken, 0, "pending", 24 * time.Hour, 24 * time.Hour, false, "connection refused"},
		{"the last probe is at five days", redline.Delivery{Attempts: 12}, redline.Endpoint{FirstFailure: now.Add(-110 * time.Hour)}, broken, 0, "pending", 10 * time.Hour, 10 * time.Hour, false, "connection refused"},
		{"five days without success", redline.Delivery{Attempts: 2}, redline.Endpoint{FirstFailure: now.Add(-120 * time.Hour)}, broken, 0, "dead", 0, 0, true, "no success since"},
		{"a success since ends the row of failures", redline.Delivery{}, redline.Endpoint{FirstFailure: weekAgo, LastSuccess: yesterday}, broken, 0, "pending", 5 * time.Second, 6 * time.Second, false, "connection refused"},
	}
	for _, tt := range tests {
		got := webhook.Next(tt.d, tt.e, tt.a, tt.retryAfter, now)
		if got.State != tt.state || got.Disable != tt.disable || !strings.Contains(got.Reason, tt.reason) || (tt.reason == "") != (got.Reason == "") {
			t.Errorf("%s: %+v", tt.name, got)
			continue
		}
		if wait := got.NextAt.Sub(now); tt.state == redline.DeliveryPending && (wait < tt.from || wait > tt.to) {
			t.Errorf("%s: next attempt after %v, want %v to %v", tt.name, wait, tt.from, tt.to)
		} else if tt.state != redline.DeliveryPending && !got.NextAt.IsZero() {
			t.Errorf("%s: another attempt at %v", tt.name, got.NextAt)
		}
	}
}

// A receiver that never answers is given up after five days, whatever the order of its
// failures, and never more than a day passes between two attempts.
func TestADeadReceiverIsDisabledAfterFiveDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)
		now := start
		d := redline.Delivery{ID: rapid.StringN(1, 20, 40).Draw(t, "id")}
		e := redline.Endpoint{}
		for {
			a := redline.Attempt{At: now, Status: rapid.SampledFrom([]int{0, 302, 400, 429, 500, 503}).Draw(t, "status")}
			if a.Status == 0 {
				a.Error = "reset"
			}
			wait := time.Duration(rapid.IntRange(0, 100).Draw(t, "hours")) * time.Hour
			out := webhook.Next(d, e, a, wait, now)
			if e.FirstFailure.IsZero() {
				e.FirstFailure = now
			}
			d.Attempts++
			d.Log = append(d.Log, a)
			if out.State == redline.DeliveryDead {
				if age := now.Sub(start); !out.Disable || age < webhook.DisableAfter || age > webhook.DisableAfter+27*time.Hour {
					t.Errorf("given up after %v: %+v", age, out)
				}
				return
			}
			if next := out.NextAt.Sub(now); next <= 0 || next > 27*time.Hour {
				t.Fatalf("next attempt after %v", next)
			}
			now = out.NextAt
		}
	})
}
