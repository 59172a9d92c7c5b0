package webhook

import (
	"slices"

	"github.com/redlinewatch/redline"
)

// Wants reports whether an event goes to an endpoint: the endpoint is active and was
// registered before, the alert is live, and it passes the filter. What an alert said
// earlier counts too: who got it published also gets it corrected or withdrawn, even
// when the corrected words would no longer pass.
func Wants(e redline.Endpoint, event redline.Event, a redline.Alert) bool {
	switch event.Type {
	case redline.EventPublished, redline.EventCorrected, redline.EventWithdrawn:
	default:
		return false // tests and notices about an endpoint go to it alone
	}
	if !e.Disabled.IsZero() || event.Sequence <= e.After || a.Origin == redline.Backfilled {
		return false
	}
	if len(e.Filter.Platforms) > 0 && !slices.Contains(e.Filter.Platforms, a.Platform) {
		return false
	}
	return slices.ContainsFunc(a.Entries, func(entry redline.Entry) bool {
		return entry.Content != nil && entry.Sequence <= event.Sequence && passes(e.Filter, a, *entry.Content)
	})
}

func passes(f redline.Filter, a redline.Alert, c redline.Content) bool {
	if c.Severity.Rank() < f.MinSeverity.Rank() {
		return false
	}
	return len(f.Topics) == 0 || slices.ContainsFunc(f.Topics, func(t redline.Topic) bool {
		return t == a.Group || slices.Contains(c.Topics, t)
	})
}
