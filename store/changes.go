package store

import (
	"context"
	"fmt"

	"github.com/redlinewatch/redline"
)

// Changes returns what q selects, newest FirstWith first.
func (db *DB) Changes(ctx context.Context, q redline.ChangeQuery) ([]redline.Change, error) {
	w := &where{}
	if q.Platform != "" {
		w.and("d.platform = (select num from platforms where id = ?)", q.Platform)
	}
	if q.Document != "" {
		w.and("g.document = (select num from documents where id = ?)", q.Document)
	}
	if q.Topic != "" {
		w.and("g.topics & ? <> 0", topicMask([]redline.Topic{q.Topic}))
	}
	if len(q.Classes) > 0 {
		in(w, "g.class", q.Classes)
	}
	if !q.Since.IsZero() {
		w.and("g.first_with >= ?", micros(q.Since))
	}
	if !q.Until.IsZero() {
		w.and("g.first_with < ?", micros(q.Until))
	}
	if q.After != "" {
		at, err := one(ctx, db, value[int64], `select first_with from changes where id = $1`, pack(q.After))
		if err != nil {
			return nil, fmt.Errorf("changes after %s: %w", q.After, err)
		}
		w.and("(g.first_with, g.id) < (?, ?)", at, pack(q.After))
	}
	// Ids, not numbers, order what happened at the same time: every store then says the same.
	order := w.bind(" order by g.first_with desc, g.id desc limit ?", limit(q.Limit))
	return list(ctx, db, db.scanChange, changeQuery+w.String()+order, w.args...)
}

// Change returns one change.
func (db *DB) Change(ctx context.Context, id string) (redline.Change, error) {
	c, err := one(ctx, db, db.scanChange, changeQuery+` where g.id = $1`, pack(id))
	if err != nil {
		return c, fmt.Errorf("change %s: %w", id, err)
	}
	return c, nil
}

// pending returns a document's changes that are neither confirmed nor gone, oldest first.
func (db *DB) pending(ctx context.Context, document string) ([]redline.Change, error) {
	return list(ctx, db, db.scanChange, changeQuery+` where g.document = (select num from documents where id = $1)
		and g.confirmed = 0 and g.gone = 0 order by g.first_with, g.id`, document)
}

const changeQuery = `select g.id, d.id, v.id, w.id, o.key, t.key, c.id, g.last_without, g.first_with, g.seen, g.confirmed,
		g.gone, g.technical, g.origin, a.id, g.class, g.noise, g.topics, g.direction, g.e2ee, g.mechanism, g.severity,
		g.confidence, g.detail
	from changes g join documents d on d.num = g.document
	left join versions v on v.num = g.old
	left join versions w on w.num = g.new
	left join texts o on o.num = g.old_text
	left join texts t on t.num = g.new_text
	left join captures c on c.num = g.capture
	left join alerts a on a.num = g.alert`

func (db *DB) scanChange(s scanner) (c redline.Change, err error) {
	var id, old, new, oldKey, newKey, capture, detail []byte
	var without, with, confirmed, gone, topics, severity int64
	var alert *string
	v := &c.Verdict
	err = s.Scan(&id, &c.Document, &old, &new, &oldKey, &newKey, &capture, &without, &with, &c.Seen, &confirmed,
		&gone, &c.Technical, &c.Origin, &alert, &v.Class, &v.Noise, &topics, &v.Direction, &v.E2EE, &v.Mechanism, &severity,
		&v.Confidence, &detail)
	if err != nil {
		return c, err
	}
	c.ID, c.Old, c.New, c.Capture = unpack(id), unpack(old), unpack(new), unpack(capture)
	c.OldKey, c.NewKey = keyOf(oldKey), keyOf(newKey)
	c.LastWithout, c.FirstWith, c.Confirmed, c.Gone = instant(without), instant(with), instant(confirmed), instant(gone)
	if alert != nil {
		c.Alert = *alert
	}
	v.ID, v.Topics, v.Severity = c.ID, maskTopics(topics), severityOf(severity)
	if err := db.unpackDetail(detail, v); err != nil {
		return c, fmt.Errorf("verdict of change %s: %w", c.ID, err)
	}
	return c, nil
}

// change writes a change, or updates what may change in it.
func (b *batch) change(ctx context.Context, doc, text int64, r *Recording, c redline.Change, detail []byte) error {
	old, err := b.versionNum(ctx, c.Old)
	if err != nil {
		return err
	}
	made, err := b.versionNum(ctx, c.New)
	if err != nil {
		return err
	}
	capture, err := b.captureNum(ctx, c.Capture)
	if err != nil {
		return err
	}
	var alert int64
	if c.Alert != "" {
		if alert, err = b.t.alertNum(ctx, c.Alert); err != nil {
			return err
		}
	}
	oldText, err := b.oldText(ctx, old, c, r)
	if err != nil {
		return err
	}
	newText, err := b.textNum(ctx, c.NewKey, r, text)
	if err != nil {
		return err
	}
	v := c.Verdict
	return b.t.run(ctx, `insert into changes (id, document, old, new, old_text, new_text, capture, last_without, first_with, seen,
			confirmed, gone, technical, origin, alert, class, noise, topics, direction, e2ee, mechanism, severity, confidence, detail)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
		on conflict (id) do update set seen = excluded.seen, confirmed = excluded.confirmed, gone = excluded.gone,
			new = excluded.new, alert = case when excluded.alert <> 0 then excluded.alert else changes.alert end,
			class = excluded.class, noise = excluded.noise, topics = excluded.topics, direction = excluded.direction,
			e2ee = excluded.e2ee, mechanism = excluded.mechanism, severity = excluded.severity,
			confidence = excluded.confidence, detail = excluded.detail`,
		pack(c.ID), doc, old, made, oldText, newText, capture, micros(c.LastWithout), micros(c.FirstWith), c.Seen,
		micros(c.Confirmed), micros(c.Gone), flag(c.Technical), c.Origin, alert, v.Class, v.Noise, topicMask(v.Topics),
		v.Direction, v.E2EE, v.Mechanism, v.Severity.Rank(), v.Confidence, detail)
}

// oldText finds the text before a change: that of the base version, when it has the key.
func (b *batch) oldText(ctx context.Context, old int64, c redline.Change, r *Recording) (int64, error) {
	if old != 0 {
		num, found, err := b.t.number(ctx, `select t.num from versions v join texts t on t.num = v.text
			where v.num = $1 and t.key = $2`, old, c.OldKey[:])
		if found || err != nil {
			return num, err
		}
	}
	return b.textNum(ctx, c.OldKey, r, 0)
}
