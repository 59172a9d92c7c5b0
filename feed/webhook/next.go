package webhook

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/redlinewatch/redline"
)

const (
	// DisableAfter is how long an endpoint may fail without a single success.
	DisableAfter = 5 * 24 * time.Hour
	probeEvery   = 24 * time.Hour
	maxWait      = 24 * time.Hour // whatever a receiver asks for
)

// waits are the times before the second and further attempts. The first is at once.
func waits() []time.Duration {
	return []time.Duration{
		5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
		10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
	}
}

// Delay returns how long to wait after the given number of attempts, with up to a
// tenth added at random so that endpoints which failed together are not tried together.
// It reports false when the retries have run out.
func Delay(attempts int, random *rand.Rand) (time.Duration, bool) {
	w := waits()
	if attempts < 1 {
		return 0, true
	}
	if attempts > len(w) {
		return 0, false
	}
	d := w[attempts-1]
	return d + time.Duration(random.Float64()*float64(d)/10), true
}

// An Outcome is what an attempt makes of its delivery and its endpoint.
type Outcome struct {
	State   redline.DeliveryState
	NextAt  time.Time // of the next attempt; zero unless the delivery is pending
	Disable bool      // the endpoint gets nothing more until someone enables it
	Reason  string    // for people: why it failed, or was disabled; empty when delivered
}

// Next decides what follows attempt a. d and e are the delivery and the endpoint as
// they were before it; retryAfter is what the receiver asked for, zero when nothing.
//
// A delivery whose retries ran out is dead, unless the endpoint fails altogether (no
// success since before this delivery's first failure): then one attempt a day goes on
// until the endpoint is disabled, 5 days after its first failure.
func Next(d redline.Delivery, e redline.Endpoint, a redline.Attempt, retryAfter time.Duration, now time.Time) Outcome {
	if a.Error == "" && a.Status >= 200 && a.Status <= 299 {
		return Outcome{State: redline.DeliveryDelivered}
	}
	out := Outcome{State: redline.DeliveryPending, Reason: failure(a)}
	if a.Status == http.StatusGone {
		return Outcome{State: redline.DeliveryDead, Disable: true, Reason: "the receiver answered 410 Gone: it wants nothing more"}
	}
	failing := e.FirstFailure
	if failing.IsZero() || e.LastSuccess.After(failing) {
		failing = a.At
	}
	if now.Sub(failing) >= DisableAfter {
		return Outcome{
			State: redline.DeliveryDead, Disable: true,
			Reason: fmt.Sprintf("no success since %s, for 5 days; last: %s", failing.UTC().Format(time.RFC3339), out.Reason),
		}
	}
	wait, again := Delay(d.Attempts+1, jitter(d.ID, d.Attempts))
	if !again {
		if !failsAltogether(d, e) {
			return Outcome{State: redline.DeliveryDead, Reason: "its retries ran out; last: " + out.Reason}
		}
		wait = min(probeEvery, max(failing.Add(DisableAfter).Sub(now), 0))
	}
	if a.Status == http.StatusTooManyRequests || a.Status == http.StatusServiceUnavailable {
		wait = max(wait, min(retryAfter, maxWait))
	}
	out.NextAt = now.Add(wait)
	return out
}

// failsAltogether reports whether nothing has reached the endpoint since before the
// delivery's first attempt.
func failsAltogether(d redline.Delivery, e redline.Endpoint) bool {
	if e.FirstFailure.IsZero() || e.LastSuccess.After(e.FirstFailure) {
		return false
	}
	return len(d.Log) == 0 || !e.LastSuccess.After(d.Log[0].At)
}

// jitter is a source of randomness that is the same for the same attempt, so that what
// follows from a record can be computed again.
func jitter(id string, attempts int) *rand.Rand {
	seed := redline.ID("jitter", id)
	return rand.New(rand.NewPCG(binary.BigEndian.Uint64([]byte(seed[:8])), uint64(attempts)))
}

// failure says in words how an attempt failed.
func failure(a redline.Attempt) string {
	switch {
	case a.Error != "":
		return a.Error
	case a.Status >= 300 && a.Status <= 399:
		return fmt.Sprintf("the receiver answered %d, a redirect; redirects are not followed", a.Status)
	case a.Status == 0:
		return "no answer"
	}
	return fmt.Sprintf("the receiver answered %d %s", a.Status, http.StatusText(a.Status))
}
