package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/alert"
)

// publishBackfill publishes what follows from imported changes, the oldest first, and
// counts what then stands. Run again, it publishes nothing twice.
func (p *Pipeline) publishBackfill(ctx context.Context, histories []history) (published, waiting int, err error) {
	changes, err := p.worthy(ctx, histories)
	if err != nil {
		return 0, 0, err
	}
	drafted := map[string]bool{} // by alert: whether it waits for a person
	var open []redline.Change
	for _, c := range changes {
		if c.Alert == "" {
			open = append(open, c)
			continue
		}
		if _, known := drafted[c.Alert]; known {
			continue
		}
		a, err := p.Store.Alert(ctx, c.Alert)
		if err != nil {
			return 0, 0, err
		}
		drafted[a.ID] = a.Published().IsZero()
	}
	for m, err := range p.materials(ctx, open) {
		if err != nil {
			return 0, 0, err
		}
		a, err := p.settle(ctx, m, p.Policy.Decide(m.Change), m.Change.Confirmed)
		if err != nil {
			return 0, 0, err
		}
		drafted[a.ID] = a.Published().IsZero()
	}
	for _, waits := range drafted {
		if waits {
			waiting++
		} else {
			published++
		}
	}
	return published, waiting, nil
}

// worthy returns the imported changes that the operator's policy makes alerts of, oldest first.
func (p *Pipeline) worthy(ctx context.Context, histories []history) ([]redline.Change, error) {
	var out []redline.Change
	for _, h := range histories {
		query := redline.ChangeQuery{Document: h.doc.ID, Classes: []redline.Class{redline.ClassSubstantive}, Limit: 500}
		for {
			changes, err := p.Store.Changes(ctx, query)
			if err != nil {
				return nil, err
			}
			for _, c := range changes {
				if c.Origin == redline.Backfilled && p.Policy.Decide(c) != alert.None {
					out = append(out, c)
				}
			}
			if len(changes) < query.Limit {
				break
			}
			query.After = changes[len(changes)-1].ID
		}
	}
	slices.SortFunc(out, func(a, b redline.Change) int {
		return cmp.Or(a.FirstWith.Compare(b.FirstWith), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// gathering is how many materials are gathered ahead of the one in hand: enough for the
// processors, few enough for the memory.
const gathering = 2

// materials yields the materials of changes in their order, gathering the next meanwhile.
func (p *Pipeline) materials(ctx context.Context, changes []redline.Change) iter.Seq2[alert.Material, error] {
	type gathered struct {
		m   alert.Material
		err error
	}
	return func(yield func(alert.Material, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		ahead := make(chan chan gathered, gathering)
		go func() {
			defer close(ahead)
			for _, c := range changes {
				one := make(chan gathered, 1)
				select {
				case ahead <- one:
				case <-ctx.Done():
					return
				}
				go func() {
					m, err := p.material(ctx, c)
					if err != nil {
						err = fmt.Errorf("material of change %s: %w", c.ID, err)
					}
					one <- gathered{m, err}
				}()
			}
		}()
		for one := range ahead {
			if g := <-one; !yield(g.m, g.err) {
				return
			}
		}
	}
}
