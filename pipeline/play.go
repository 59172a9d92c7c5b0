package pipeline

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"
)

// Play visits whatever is due from one time to another on a simulated clock, hopping
// from each due time to the next. The set function moves the clock that Pipeline.Now
// reads, and the simulated web with it.
func (p *Pipeline) Play(ctx context.Context, from, to time.Time, set func(time.Time)) error {
	set(from)
	for now := from; ; {
		if err := p.visitDue(ctx); err != nil {
			return err
		}
		next, err := p.Store.NextDue(ctx)
		if err != nil {
			return err
		}
		if next.IsZero() || next.After(to) {
			set(to)
			return nil
		}
		if !next.After(now) {
			return errors.New("play: the schedule does not move on")
		}
		now = next
		set(now)
	}
}

// visitDue visits every host that has something due, several hosts at a time.
func (p *Pipeline) visitDue(ctx context.Context) error {
	hosts, err := p.Store.DueHosts(ctx, p.now(), 1000)
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(8)
	for _, h := range hosts {
		g.Go(func() error { return p.VisitHost(ctx, h, turn) })
	}
	return g.Wait()
}
