package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/redlinewatch/redline"
)

// Alerts returns what q selects: published alerts, newest first, or those that wait.
func (db *DB) Alerts(ctx context.Context, q redline.AlertQuery) ([]redline.Alert, error) {
	w := &where{}
	order := "published"
	if q.Waiting {
		w.and("a.waiting = 1")
		order = "updated"
	} else {
		w.and("a.sequence > 0")
	}
	if q.Platform != "" {
		w.and("p.id = ?", q.Platform)
	}
	if q.Topic != "" {
		w.and("a.topics & ? <> 0", topicMask([]redline.Topic{q.Topic}))
	}
	if q.Document != "" {
		w.and(`exists (select 1 from changes g join documents d on d.num = g.document where g.alert = a.num and d.id = ?)`, q.Document)
	}
	if r := q.MinSeverity.Rank(); r > 0 {
		w.and("a.severity >= ?", r)
	}
	if q.Direction != "" {
		w.and("a.direction = ?", q.Direction)
	}
	if q.E2EE != "" {
		w.and("a.e2ee = ?", q.E2EE)
	}
	if q.Origin != "" {
		w.and("a.origin = ?", q.Origin)
	}
	if !q.Since.IsZero() {
		w.and("a.published >= ?", micros(q.Since))
	}
	if !q.Until.IsZero() {
		w.and("a.published < ?", micros(q.Until))
	}
	if q.After != "" {
		after, err := one(ctx, db, func(s scanner) (p [2]int64, err error) {
			err = s.Scan(&p[0], &p[1])
			return p, err
		}, `select `+order+`, sequence from alerts where id = $1`, q.After)
		if err != nil {
			return nil, fmt.Errorf("alerts after %s: %w", q.After, err)
		}
		w.and("(a."+order+", a.sequence, a.id) < (?, ?, ?)", after[0], after[1], q.After)
	}
	end := w.bind(" order by a."+order+" desc, a.sequence desc, a.id desc limit ?", limit(q.Limit))
	return db.alerts(ctx, w.String()+end, w.args...)
}

// Alert returns one alert, a draft too, by its id or the slug it was published under.
func (db *DB) Alert(ctx context.Context, idOrSlug string) (redline.Alert, error) {
	all, err := db.alerts(ctx, ` where a.id = $1 or a.slug = $1 and a.sequence > 0 order by case when a.id = $1 then 0 else 1 end`, idOrSlug)
	if err == nil && len(all) == 0 {
		err = redline.ErrNotFound
	}
	if err != nil {
		return redline.Alert{}, fmt.Errorf("alert %s: %w", idOrSlug, err)
	}
	return all[0], nil
}

// Alerts of a platform and topic group within this time of each other may be joined;
// package alert decides, so the store offers a little more.
const joinWindow = 72 * time.Hour

// JoinCandidates returns the alerts of a platform and topic group that began around a
// time and were neither withdrawn nor suppressed, the earliest first.
func (db *DB) JoinCandidates(ctx context.Context, platform string, group redline.Topic, around time.Time) ([]redline.Alert, error) {
	all, err := db.alerts(ctx, ` where p.id = $1 and a.topic = $2 and a.began >= $3 and a.began <= $4 order by a.began, a.id`,
		platform, group, micros(around.Add(-joinWindow)), micros(around.Add(joinWindow)))
	return slices.DeleteFunc(all, func(a redline.Alert) bool {
		return slices.ContainsFunc(a.Entries, func(e redline.Entry) bool {
			return e.Kind == redline.EntryWithdrawn || e.Kind == redline.EntrySuppressed
		})
	}), err
}

type alertRow struct {
	redline.Alert
	num int64
}

func (db *DB) alerts(ctx context.Context, rest string, args ...any) ([]redline.Alert, error) {
	scan := func(s scanner) (a alertRow, err error) {
		var changes string
		if err = s.Scan(&a.num, &a.ID, &a.Slug, &a.Platform, &a.Group, &a.Origin, &changes); err == nil {
			a.Changes, err = fromJSON[string](changes)
		}
		return a, err
	}
	rows, err := list(ctx, db, scan, `select a.num, a.id, a.slug, p.id, a.topic, a.origin, a.changes
		from alerts a join platforms p on p.num = a.platform`+rest, args...)
	if err != nil {
		return nil, err
	}
	all := make([]redline.Alert, len(rows))
	for i, r := range rows {
		all[i] = r.Alert
		if all[i].Entries, err = db.entries(ctx, r.num); err != nil {
			return nil, fmt.Errorf("entries of alert %s: %w", r.ID, err)
		}
	}
	return all, nil
}

// entries reads the life of an alert: drafts' entries from their rows, published ones from the log.
func (db *DB) entries(ctx context.Context, alert int64) ([]redline.Entry, error) {
	scan := func(s scanner) (e redline.Entry, err error) {
		var body, leaf []byte
		if err = s.Scan(&body, &leaf); err != nil {
			return e, err
		}
		if leaf != nil {
			l := Leaf{}
			err = db.codec.unpackJSON(leaf, &l)
			return l.Entry, err
		}
		return e, db.codec.unpackJSON(body, &e)
	}
	return list(ctx, db, scan, `select e.body, l.bytes from entries e left join log l on l.sequence = e.sequence
		where e.alert = $1 order by e.place`, alert)
}

// alertNum finds an alert's row.
func (t *tx) alertNum(ctx context.Context, id string) (int64, error) {
	num, found, err := t.number(ctx, `select num from alerts where id = $1`, id)
	if err == nil && !found {
		err = redline.ErrNotFound
	}
	if err != nil {
		return 0, fmt.Errorf("alert %s: %w", id, err)
	}
	return num, nil
}

// SaveDraft stores an alert that waits for a person, or the entries that its draft got
// since: a later change, or the decision to suppress it.
func (db *DB) SaveDraft(ctx context.Context, a redline.Alert) error {
	err := db.write(ctx, func(ctx context.Context, t *tx) error {
		had, err := t.alert(ctx, a.ID)
		if err != nil {
			return err
		}
		if had.Sequence() > 0 {
			return fmt.Errorf("it is published already: %w", redline.ErrInvalid)
		}
		for _, e := range a.Entries {
			if e.Kind != redline.EntryDrafted && e.Kind != redline.EntrySuppressed {
				return fmt.Errorf("an entry %q in a draft: %w", e.Kind, redline.ErrInvalid)
			}
		}
		return t.saveAlert(ctx, had, a)
	})
	if err != nil {
		return fmt.Errorf("draft %s: %w", a.ID, err)
	}
	return nil
}

// alert reads an alert inside the transaction, with its row held; it is empty when there is none.
func (t *tx) alert(ctx context.Context, id string) (redline.Alert, error) {
	_, found, err := t.number(ctx, `select num from alerts where id = $1`+t.db.dialect.lockRow, id)
	if err != nil || !found {
		return redline.Alert{}, err
	}
	return t.db.Alert(ctx, id)
}

// saveAlert writes a's row and the draft's entries that are not there yet.
func (t *tx) saveAlert(ctx context.Context, had, a redline.Alert) error {
	num, err := t.alertRow(ctx, a)
	if err != nil {
		return err
	}
	t.shows = true
	return t.addDrafted(ctx, num, had.Entries, a.Entries)
}

// addDrafted stores those of entries behind had that never get a place in the published order.
func (t *tx) addDrafted(ctx context.Context, num int64, had, entries []redline.Entry) error {
	place := len(had)
	for i, e := range entries {
		if i < len(had) || e.Kind != redline.EntryDrafted && e.Kind != redline.EntrySuppressed {
			continue
		}
		body, err := t.db.codec.packJSON(e)
		if err != nil {
			return err
		}
		if err := t.run(ctx, `insert into entries (alert, place, sequence, body) values ($1, $2, 0, $3)`, num, place, body); err != nil {
			return err
		}
		place++
	}
	return nil
}

// alertRow writes the row of a as it is now, with the columns that queries ask for.
func (t *tx) alertRow(ctx context.Context, a redline.Alert) (int64, error) {
	platform, found, err := t.number(ctx, `select num from platforms where id = $1`, a.Platform)
	if err == nil && !found {
		err = redline.ErrNotFound
	}
	if err != nil {
		return 0, fmt.Errorf("platform %q: %w", a.Platform, err)
	}
	began, err := t.began(ctx, a)
	if err != nil {
		return 0, err
	}
	c := a.Content()
	num, _, err := t.number(ctx, `insert into alerts (id, slug, platform, topic, origin, changes, began, published, sequence,
			updated, waiting, entries, topics, severity, direction, e2ee)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		on conflict (id) do update set slug = excluded.slug, changes = excluded.changes, began = excluded.began,
			published = excluded.published, sequence = excluded.sequence, updated = excluded.updated,
			waiting = excluded.waiting, entries = excluded.entries, topics = excluded.topics,
			severity = excluded.severity, direction = excluded.direction, e2ee = excluded.e2ee
		returning num`,
		a.ID, a.Slug, platform, a.Group, a.Origin, toJSON(a.Changes), began, micros(a.Published()), a.Sequence(),
		micros(a.Updated()), flag(waits(a)), len(a.Entries), topicMask(c.Topics), c.Severity.Rank(), c.Direction, c.E2EE)
	if err != nil {
		return 0, err
	}
	for _, id := range a.Changes {
		_, found, err := t.number(ctx, `update changes set alert = $1 where id = $2 returning num`, num, pack(id))
		if err == nil && !found {
			err = redline.ErrNotFound
		}
		if err != nil {
			return 0, fmt.Errorf("change %s: %w", id, err)
		}
	}
	return num, nil
}

// began returns when an alert's first change was first seen.
func (t *tx) began(ctx context.Context, a redline.Alert) (int64, error) {
	if len(a.Changes) == 0 {
		return micros(a.Content().FirstWith), nil
	}
	at, _, err := t.number(ctx, `select first_with from changes where id = $1`, pack(a.Changes[0]))
	return at, err
}

// waits reports whether a draft still waits for a person.
func waits(a redline.Alert) bool {
	for i := len(a.Entries) - 1; i >= 0; i-- {
		switch a.Entries[i].Kind {
		case redline.EntryDrafted:
			return true
		case redline.EntryPublished, redline.EntrySuppressed, redline.EntryWithdrawn:
			return false
		}
	}
	return false
}

// sameContent reports whether two contents say the same.
func sameContent(a, b *redline.Content) bool {
	if a == nil || b == nil {
		return a == b
	}
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errors.Join(errX, errY) == nil && string(x) == string(y)
}
