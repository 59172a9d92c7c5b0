package feed

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/text"
)

// lookBack is how many alerts are read for corrections of what the page no longer has.
const lookBack = 400

// A place is where an item stands in published order; the item itself is made late.
type place struct {
	sequence int64
	live     bool
	updated  time.Time
	item     func() Item
	shown    bool
}

// alertFeed builds the feed of a facet, or the page behind the alert named after.
func (b builder) alertFeed(ctx context.Context, f facet, after, base string) (Feed, error) {
	out := f.empty(base)
	out.Page = pageQuery(after)
	alerts, shown, err := b.page(ctx, f, after)
	if err != nil {
		return Feed{}, err
	}
	places := placesOf(alerts, shown, after == "", base)
	for _, p := range places {
		if p.shown {
			item := p.item()
			item.Updated = p.updated
			out.Items = append(out.Items, item)
		}
	}
	if shown < len(alerts) {
		out.Next = pageQuery(alerts[shown-1].ID)
	}
	out.finish()
	return out, nil
}

// pageQuery is the query of the page behind an alert, empty for the newest page.
func pageQuery(after string) string {
	if after == "" {
		return ""
	}
	return url.Values{"after": {after}}.Encode()
}

// page returns the alerts to show, and behind those, past shown, others that follow:
// one at least when there is a next page.
func (b builder) page(ctx context.Context, f facet, after string) (alerts []redline.Alert, shown int, err error) {
	q := f.alerts
	q.Origin, q.After, q.Limit = redline.Live, after, lookBack
	if after != "" {
		start, err := b.archive.Alert(ctx, after)
		if err == nil && (start.Published().IsZero() || start.Origin == redline.Backfilled && !f.backfill) {
			err = redline.ErrNotFound
		}
		if err != nil {
			return nil, 0, fmt.Errorf("page of feed %s behind %q: %w", f.path, after, err)
		}
		q.Origin = start.Origin
	}
	if alerts, err = b.archive.Alerts(ctx, q); err != nil {
		return nil, 0, fmt.Errorf("feed %s: %w", f.path, err)
	}
	if f.backfill && q.Origin == redline.Live && len(alerts) <= b.limit {
		q.Origin, q.After, q.Limit = redline.Backfilled, "", b.limit-len(alerts)+1
		old, err := b.archive.Alerts(ctx, q)
		if err != nil {
			return nil, 0, fmt.Errorf("feed %s: %w", f.path, err)
		}
		alerts = append(alerts, old...)
	}
	return alerts, min(len(alerts), b.limit), nil
}

// placesOf puts alerts and the replies to them into published order, newest first, the
// backfilled behind the live. On the first page, replies to alerts past shown have a
// place too when they are newer than the last alert shown.
func placesOf(alerts []redline.Alert, shown int, firstPage bool, base string) []*place {
	var places []*place
	var oldest int64
	if shown > 0 {
		oldest = alerts[shown-1].Sequence()
	}
	for n, a := range alerts {
		live := a.Origin != redline.Backfilled
		places = append(places, &place{a.Sequence(), live, a.Updated(), func() Item { return AlertItem(a, base) }, n < shown})
		for _, e := range a.Entries {
			if e.Kind != redline.EntryCorrected && e.Kind != redline.EntryWithdrawn {
				continue
			}
			show := n < shown || firstPage && live && e.Sequence > oldest
			places = append(places, &place{e.Sequence, live, e.At, func() Item { return ReplyItem(a, e, base) }, show})
		}
	}
	// Times are spread over all that was read, shown or not: were they spread over the
	// page only, they would move when its last alert leaves it.
	slices.SortStableFunc(places, func(x, y *place) int {
		return cmp.Or(x.updated.Truncate(time.Second).Compare(y.updated.Truncate(time.Second)), cmp.Compare(x.sequence, y.sequence))
	})
	spread(places)
	slices.SortStableFunc(places, func(x, y *place) int {
		if x.live != y.live {
			if x.live {
				return -1
			}
			return 1
		}
		if !x.live {
			return y.updated.Compare(x.updated)
		}
		return cmp.Compare(y.sequence, x.sequence)
	})
	return places
}

// spread makes updated times differ by a second at least, as some readers tell entries
// apart by it: of equal ones the later in published order moves.
func spread(oldestFirst []*place) {
	var last time.Time
	for _, p := range oldestFirst {
		p.updated = p.updated.UTC().Truncate(time.Second)
		if !p.updated.After(last) {
			p.updated = last.Add(time.Second)
		}
		last = p.updated
	}
}

// changeFeed builds the feed of observations.
func (b builder) changeFeed(ctx context.Context, f facet, base string) (Feed, error) {
	out := f.empty(base)
	changes, err := b.archive.Changes(ctx, redline.ChangeQuery{
		Classes: []redline.Class{redline.ClassSubstantive, redline.ClassEditorial}, Limit: lookBack,
	})
	if err != nil {
		return Feed{}, fmt.Errorf("feed %s: %w", f.path, err)
	}
	changes = slices.DeleteFunc(changes, func(c redline.Change) bool { return c.Origin == redline.Backfilled })
	changes = changes[:min(len(changes), b.limit)]
	documents := map[string]redline.DocumentStatus{}
	var places []*place
	for n, c := range changes {
		item, err := b.changeItem(ctx, c, documents, base)
		if err != nil {
			return Feed{}, err
		}
		places = append(places, &place{sequence: int64(len(changes) - n), updated: item.Updated, item: func() Item { return item }})
	}
	ordered := slices.Clone(places)
	slices.SortStableFunc(ordered, func(x, y *place) int {
		return cmp.Or(x.updated.Truncate(time.Second).Compare(y.updated.Truncate(time.Second)), cmp.Compare(x.sequence, y.sequence))
	})
	spread(ordered)
	for _, p := range places {
		item := p.item()
		item.Updated = p.updated
		out.Items = append(out.Items, item)
	}
	out.finish()
	return out, nil
}

func (b builder) changeItem(ctx context.Context, c redline.Change, documents map[string]redline.DocumentStatus, base string) (Item, error) {
	d, ok := documents[c.Document]
	if !ok {
		var err error
		if d, err = b.archive.Document(ctx, c.Document); err != nil {
			return Item{}, fmt.Errorf("document %s of change %s: %w", c.Document, c.ID, err)
		}
		documents[c.Document] = d
	}
	p, err := b.passages(ctx, c)
	if err != nil {
		return Item{}, err
	}
	return ChangeItem(c, d, p, base), nil
}

// passages compares the two texts of a change, once.
func (b builder) passages(ctx context.Context, c redline.Change) (Passages, error) {
	if p, ok := b.compared.get(c.ID); ok {
		return p, nil
	}
	old, err := b.archive.Markdown(ctx, c.OldKey)
	if err == nil {
		var now string
		if now, err = b.archive.Markdown(ctx, c.NewKey); err == nil {
			p := PassagesOf(differ.Diff(text.FromMarkdown(old), text.FromMarkdown(now)))
			b.compared.put(c.ID, p, 4000)
			return p, nil
		}
	}
	if errors.Is(err, redline.ErrNotFound) {
		return Passages{}, nil // a text that is hidden or gone: the item says when and how much
	}
	return Passages{}, fmt.Errorf("texts of change %s: %w", c.ID, err)
}

// finish sums up what the items say together.
func (f *Feed) finish() {
	var rights []string
	for _, i := range f.Items {
		if i.Updated.After(f.Updated) {
			f.Updated = i.Updated
		}
		if i.Rights != "" && !slices.Contains(rights, i.Rights) {
			rights = append(rights, i.Rights)
		}
	}
	f.Rights = strings.Join(rights, " · ")
}
