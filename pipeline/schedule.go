package pipeline

import (
	"time"

	"github.com/redlinewatch/redline"
)

// A Schedule says when a document is visited again. The zero value is usable.
type Schedule struct {
	// Interval between visits of a document that asks for none; 0 means 12 hours.
	Interval time.Duration
	// Look is how long after a change the next look is due; 0 means 2 hours.
	Look time.Duration
	// UrgentLook is Look for a critical change; 0 means 10 minutes.
	UrgentLook time.Duration
}

// next returns when a subject is due after a visit at a time. retryAt is what the server
// asked for, zero when it did not.
func (s Schedule) next(sub *subject, at, retryAt time.Time) time.Time {
	interval := orElse(sub.doc.Interval, orElse(s.Interval, 12*time.Hour))
	due := at.Add(interval)
	if n := sub.state.Failures; n > 0 {
		// A failure may be over soon: try earlier, then ever later, up to the interval.
		if wait := time.Hour << min(n-1, 10); wait < interval {
			due = at.Add(wait)
		}
	}
	for _, p := range sub.pending {
		wait := orElse(s.Look, 2*time.Hour)
		if p.change.Verdict.Severity == redline.SeverityCritical {
			wait = orElse(s.UrgentLook, 10*time.Minute)
		}
		if look := at.Add(wait); look.Before(due) && sub.state.Failures == 0 {
			due = look
		}
	}
	if retryAt.After(due) {
		due = retryAt
	}
	return due
}

func orElse(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}
