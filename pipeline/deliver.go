package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/feed/webhook"
)

// FanOut makes deliveries of the events nobody was told yet.
func (p *Pipeline) FanOut(ctx context.Context) error {
	for {
		n, err := p.Store.FanOut(ctx, 500, webhook.Wants)
		if err != nil {
			return fmt.Errorf("fan out: %w", err)
		}
		if n == 0 {
			return nil
		}
	}
}

// Deliver sends what is due at an endpoint, in the published order, until nothing is
// due, ctx ends or the time is up.
func (p *Pipeline) Deliver(ctx context.Context, endpoint string, limit time.Duration) error {
	until := time.Now().Add(limit)
	for time.Now().Before(until) && ctx.Err() == nil {
		e, err := p.Store.Endpoint(ctx, endpoint)
		if err != nil {
			return err
		}
		if !e.Disabled.IsZero() {
			return nil
		}
		due, err := p.Store.DeliveriesDue(ctx, endpoint, p.now(), 10)
		if err != nil || len(due) == 0 {
			return err
		}
		for _, d := range due {
			disabled, err := p.attempt(ctx, e, d)
			if err != nil || disabled {
				return err
			}
		}
	}
	return ctx.Err()
}

// attempt sends one delivery once and records how that went.
func (p *Pipeline) attempt(ctx context.Context, e redline.Endpoint, d redline.Delivery) (disabled bool, err error) {
	at := p.now()
	body, err := p.body(ctx, e, d.Event)
	if err != nil {
		return false, fmt.Errorf("delivery %s: %w", d.ID, err)
	}
	sender := webhook.Sender{Client: p.Web.Plain()}
	tried, retryAfter := sender.Send(ctx, e, d, body, at)
	if errors.Is(ctx.Err(), context.Canceled) {
		return false, ctx.Err() // we were stopped, the receiver did not fail
	}
	next := webhook.Next(d, e, tried, retryAfter, at)
	if err := p.Store.SaveAttempt(ctx, d.ID, tried, next.State, next.NextAt); err != nil {
		return false, fmt.Errorf("delivery %s: %w", d.ID, err)
	}
	if next.Disable {
		return true, p.Store.DisableEndpoint(ctx, e.ID, next.Reason, at)
	}
	return false, nil
}

// body is what tells an endpoint of an event.
func (p *Pipeline) body(ctx context.Context, e redline.Endpoint, event redline.Event) ([]byte, error) {
	if event.Alert == "" {
		return webhook.EndpointPayload(e, event), nil
	}
	a, err := p.Store.Alert(ctx, event.Alert)
	if err != nil {
		return nil, err
	}
	for _, entry := range a.Entries {
		if entry.Sequence == event.Sequence {
			return webhook.Payload(a, entry, event, p.PublicURL), nil
		}
	}
	return nil, fmt.Errorf("entry %d of alert %s: %w", event.Sequence, a.ID, redline.ErrNotFound)
}
