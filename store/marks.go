package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redlinewatch/redline"
)

// Mark returns the value of a mark, empty when it was never set. Marks are what a
// long deed leaves so as to go on later: "import:<collection>:<path>" and the like.
func (db *DB) Mark(ctx context.Context, name string) (string, error) {
	v, err := one(ctx, db, value[string], `select value from marks where name = $1`, name)
	if errors.Is(err, redline.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("mark %s: %w", name, err)
	}
	return v, nil
}

// SetMark sets a mark. With a Recording's Marks it is set together with what it marks.
func (db *DB) SetMark(ctx context.Context, name, value string) error {
	return db.write(ctx, func(ctx context.Context, t *tx) error {
		return t.setMarks(ctx, map[string]string{name: value})
	})
}

func (t *tx) setMarks(ctx context.Context, marks map[string]string) error {
	for name, value := range marks {
		err := t.run(ctx, `insert into marks (name, value) values ($1, $2)
			on conflict (name) do update set value = excluded.value`, name, value)
		if err != nil {
			return fmt.Errorf("set mark %s: %w", name, err)
		}
	}
	return nil
}

// Revision returns a number that grows with everything that changes what is shown, and when it last did.
func (db *DB) Revision(ctx context.Context) (rev int64, changed time.Time, err error) {
	c, err := one(ctx, db, func(s scanner) (c [2]int64, err error) {
		err = s.Scan(&c[0], &c[1])
		return c, err
	}, `select value, at from counters where name = 'revision'`)
	return c[0], instant(c[1]), err
}

// count adds one to a counter and returns it. Its row is held until the transaction
// ends, so numbers are committed in their order.
func (t *tx) count(ctx context.Context, counter string) (int64, error) {
	n, found, err := t.number(ctx, `update counters set value = value + 1, at = $1 where name = $2 returning value`,
		micros(t.db.now()), counter)
	if err == nil && !found {
		err = redline.ErrNotFound
	}
	if err != nil {
		return 0, fmt.Errorf("counter %s: %w", counter, err)
	}
	return n, nil
}

// Counts sums up the archive; its changes and noise are those first seen since a time.
func (db *DB) Counts(ctx context.Context, since time.Time) (redline.Counts, error) {
	scan := func(s scanner) (c redline.Counts, err error) {
		var checked int64
		err = s.Scan(&c.Documents, &c.Watched, &c.Unreadable, &c.Never, &checked, &c.Platforms, &c.Versions,
			&c.Changes, &c.Noise, &c.Waiting)
		c.LastChecked = instant(checked)
		return c, err
	}
	return one(ctx, db, scan, `select count(*) filter (where d.retired = 0),
			count(*) filter (where d.retired = 0 and d.host <> ''),
			count(*) filter (where `+unreadable+`),
			count(*) filter (where d.retired = 0 and d.host <> '' and d.health = ''),
			coalesce(max(d.checked), 0),
			(select count(*) from platforms),
			(select count(*) from versions),
			(select count(*) from changes g left join alerts a on a.num = g.alert
				where g.first_with >= $1 and g.class <> 'noise' and coalesce(a.sequence, 0) = 0),
			(select count(*) from changes where first_with >= $1 and class = 'noise'),
			(select count(*) from alerts where waiting = 1)
		from documents d`, micros(since))
}
