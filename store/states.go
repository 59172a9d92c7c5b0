package store

import (
	"context"
	"fmt"
	"time"

	"github.com/redlinewatch/redline"
)

// leaves remembers the newest state and history of each document.
func (b *batch) leaves(r *Recording) {
	had := b.left[r.Capture.Document]
	if had == nil {
		b.left[r.Capture.Document] = &Recording{State: r.State, History: r.History}
		return
	}
	if r.State.Health != "" {
		had.State = r.State
	}
	if r.History != nil {
		had.History = r.History
	}
}

// leave writes how a document is read, and what the next judgement wants to know.
func (b *batch) leave(ctx context.Context, doc int64, r *Recording) error {
	s := r.State
	if s.Health != "" {
		checked := micros(s.LastChecked)
		_, newest, err := b.t.number(ctx, `update documents set health = $1, reason = $2, checked = $3, good = $4, due = $5,
			failures = $6 where num = $7 and checked <= $3 returning num`,
			s.Health, s.Reason, checked, micros(s.LastGood), micros(s.NextDue), s.Failures, doc)
		if err != nil {
			return err
		}
		if !newest {
			s.Pages = nil
		}
	}
	if s.Pages == nil && r.History == nil {
		return nil
	}
	var pages []byte
	if len(s.Pages) > 0 {
		var err error
		if pages, err = b.db.codec.packJSON(s.Pages); err != nil {
			return err
		}
	}
	return b.t.run(ctx, `insert into memories (document, pages, history) values ($1, $2, $3)
		on conflict (document) do update set pages = coalesce(excluded.pages, memories.pages),
			history = coalesce(excluded.history, memories.history)`, doc, pages, b.db.codec.pack(r.History))
}

// Reschedule moves when a document is visited next, for instance at once.
func (db *DB) Reschedule(ctx context.Context, document string, due time.Time) error {
	err := db.write(ctx, func(ctx context.Context, t *tx) error {
		_, found, err := t.number(ctx, `update documents set due = $1 where id = $2 returning num`, micros(due), document)
		if err == nil && !found {
			err = redline.ErrNotFound
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("reschedule document %s: %w", document, err)
	}
	return nil
}
