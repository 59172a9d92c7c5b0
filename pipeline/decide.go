package pipeline

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/alert"
	"github.com/redlinewatch/redline/feed/webhook"
)

// Decide appends a person's decision to an alert: to publish or suppress a draft, to
// correct or withdraw what was published, or a note. Subscribers are told of
// publication, correction and withdrawal.
func (p *Pipeline) Decide(ctx context.Context, alertID string, kind redline.EntryKind, by, reason string) (redline.Alert, error) {
	a, err := p.Store.Alert(ctx, alertID)
	if err != nil {
		return a, err
	}
	if err := allowed(a, kind); err != nil {
		return a, fmt.Errorf("alert %s: %w", a.ID, err)
	}
	entry := redline.Entry{At: p.now(), Kind: kind, By: by, Reason: strings.TrimSpace(reason)}
	var event redline.EventType
	switch kind {
	case redline.EntryPublished:
		entry = alert.Release(a, by, p.now())
		entry.Reason = strings.TrimSpace(reason)
		event = redline.EventPublished
	case redline.EntryCorrected:
		event = redline.EventCorrected
	case redline.EntryWithdrawn:
		event = redline.EventWithdrawn
	case redline.EntrySuppressed:
		a = alert.Append(a, entry)
		return a, p.Store.SaveDraft(ctx, a)
	}
	published, err := p.publish(ctx, alert.Append(a, entry), event)
	if err != nil {
		return a, err
	}
	return *published, nil
}

// allowed reports whether a kind of entry may follow what the alert has.
func allowed(a redline.Alert, kind redline.EntryKind) error {
	published := !a.Published().IsZero()
	switch kind {
	case redline.EntryPublished, redline.EntrySuppressed:
		if published {
			return fmt.Errorf("%w: it is published already; correct or withdraw it instead", redline.ErrInvalid)
		}
	default:
		if !published {
			return fmt.Errorf("%w: it is not published yet", redline.ErrInvalid)
		}
	}
	return nil
}

// Test sends a test message to an endpoint now, outside its outbox.
func (p *Pipeline) Test(ctx context.Context, endpoint string) (redline.Attempt, error) {
	e, err := p.Store.Endpoint(ctx, endpoint)
	if err != nil {
		return redline.Attempt{}, err
	}
	at := p.now()
	event := redline.Event{Type: redline.EventTest, At: at}
	d := redline.Delivery{ID: "msg_" + redline.ID("test", endpoint, at.Format(time.RFC3339Nano)), Endpoint: endpoint, Event: event}
	sender := webhook.Sender{Client: p.Web.Plain()}
	tried, _ := sender.Send(ctx, e, d, webhook.EndpointPayload(e, event), at)
	return tried, nil
}
