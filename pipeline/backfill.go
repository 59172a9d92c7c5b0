package pipeline

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/alert"
)

// publishBackfill publishes what follows from imported changes and counts what then
// stands. Alerts are composed platform by platform, because one platform's share their
// texts, and published in the order of their dates. Run again, it publishes nothing twice.
func (p *Pipeline) publishBackfill(ctx context.Context, histories []history, workers int) (published, waiting int, err error) {
	changes, err := p.worthy(ctx, histories)
	if err != nil {
		return 0, 0, err
	}
	drafted, open, err := p.standing(ctx, changes)
	if err != nil {
		return 0, 0, err
	}
	alerts, err := p.composeAll(ctx, open, workers)
	if err != nil {
		return 0, 0, err
	}
	for chunk := range slices.Chunk(alerts, releaseCount) {
		err := p.Store.Within(ctx, func(ctx context.Context, _ *sql.Tx) error { return p.release(ctx, chunk) })
		if err != nil {
			return 0, 0, err
		}
	}
	for _, a := range alerts {
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

// standing tells the changes that have an alert already, and which of those alerts wait
// for a person, from those that are open.
func (p *Pipeline) standing(ctx context.Context, changes []redline.Change) (drafted map[string]bool, open []redline.Change, err error) {
	drafted = map[string]bool{}
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
			return nil, nil, err
		}
		drafted[a.ID] = a.Published().IsZero()
	}
	return drafted, open, nil
}

// composeAll makes the alerts of changes, several platforms at a time, and returns them
// in the order of their dates. Nothing is published yet.
func (p *Pipeline) composeAll(ctx context.Context, changes []redline.Change, workers int) ([]redline.Alert, error) {
	platforms := map[string][]redline.Change{}
	for _, c := range changes {
		platform, _, _ := strings.Cut(c.Document, "/")
		platforms[platform] = append(platforms[platform], c)
	}
	var mu sync.Mutex // guards alerts
	var alerts []redline.Alert
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(workers)
	for _, changes := range platforms {
		g.Go(func() error {
			composed, err := p.compose(ctx, changes)
			mu.Lock()
			defer mu.Unlock()
			alerts = append(alerts, composed...)
			return err
		})
	}
	err := g.Wait()
	slices.SortFunc(alerts, func(a, b redline.Alert) int {
		return cmp.Or(a.Entries[0].At.Compare(b.Entries[0].At), cmp.Compare(a.ID, b.ID))
	})
	return alerts, err
}

// compose makes the alerts of one platform's changes, the oldest first. A change that
// belongs to an alert of an earlier run joins that one at once.
func (p *Pipeline) compose(ctx context.Context, changes []redline.Change) ([]redline.Alert, error) {
	lib := newLibrary(p.Store)
	var alerts []redline.Alert
	for _, c := range changes {
		m, err := p.material(ctx, lib, c)
		if err != nil {
			return nil, fmt.Errorf("material of change %s: %w", c.ID, err)
		}
		decision := p.Policy.Decide(c)
		if i := slices.IndexFunc(alerts, func(a redline.Alert) bool { return takes(a, m, decision) }); i >= 0 {
			alerts[i] = alert.Join(alerts[i], m, alert.ByRules, c.FirstWith)
			continue
		}
		joined, err := p.join(ctx, m, decision, c.FirstWith)
		if err != nil {
			return nil, err
		}
		switch {
		case joined != nil:
		case decision == alert.Review:
			alerts = append(alerts, alert.Draft(m, c.FirstWith))
		default:
			alerts = append(alerts, alert.New(m, alert.ByRules, c.FirstWith))
		}
	}
	return alerts, nil
}

// releaseCount is how many alerts are stored in one transaction: a commit waits for the disk.
const releaseCount = 16

// release stores composed alerts: a draft as it is, another entry by entry.
func (p *Pipeline) release(ctx context.Context, alerts []redline.Alert) error {
	for _, a := range alerts {
		if a.Published().IsZero() {
			if _, err := p.draft(ctx, a); err != nil {
				return err
			}
			continue
		}
		for _, e := range a.Entries {
			if _, err := p.Store.Publish(ctx, a, e, ""); err != nil {
				return fmt.Errorf("publish alert %s: %w", a.ID, err)
			}
		}
	}
	return nil
}
