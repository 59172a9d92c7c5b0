package store

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/redlinewatch/redline"
)

const defaultLimit = 100

// Captures returns what q selects, newest first.
func (db *DB) Captures(ctx context.Context, q redline.CaptureQuery) ([]redline.Capture, error) {
	w := &where{}
	if q.Document != "" {
		w.and("c.document = (select num from documents where id = ?)", q.Document)
	}
	if q.Platform != "" {
		w.and("d.platform = (select num from platforms where id = ?)", q.Platform)
	}
	if q.Unreadable {
		w.and("c.health not in ('good', 'unchanged')")
	}
	if !q.Since.IsZero() {
		w.and("c.last >= ?", micros(q.Since))
	}
	order := w.bind(" order by c.last desc, c.id desc limit ?", limit(q.Limit))
	return list(ctx, db, db.scanCapture, captureQuery+w.String()+order, w.args...)
}

func limit(n int) int {
	if n <= 0 {
		return defaultLimit
	}
	return n
}

// Capture returns one capture.
func (db *DB) Capture(ctx context.Context, id string) (redline.Capture, error) {
	c, err := one(ctx, db, db.scanCapture, captureQuery+` where c.id = $1`, pack(id))
	if err != nil {
		return c, fmt.Errorf("capture %s: %w", id, err)
	}
	return c, nil
}

const captureQuery = `select c.id, d.id, c.at, c.last, c.times, n.name, c.health, c.reason, t.key, c.pages, c.reference, c.snapshots, c.technical
	from captures c join documents d on d.num = c.document
	join names n on n.num = c.seen_by
	left join texts t on t.num = c.text`

func (db *DB) scanCapture(s scanner) (c redline.Capture, err error) {
	var id, key, pages, reference, snapshots []byte
	var at, last int64
	err = s.Scan(&id, &c.Document, &at, &last, &c.Times, &c.By, &c.Health, &c.Reason, &key, &pages, &reference, &snapshots, &c.Technical)
	if err != nil {
		return c, err
	}
	c.ID, c.At, c.TextKey, c.Reference = unpack(id), instant(at), keyOf(key), unpackReference(reference)
	c.Snapshots = unpackReferences(snapshots)
	if c.Times > 1 {
		c.Last = instant(last)
	} else {
		c.Times = 0
	}
	return c, db.codec.unpackJSON(pages, &c.Pages)
}

// How a packed reference begins.
const (
	referenceHex = 'h' // then the bytes of an even number of hexadecimal digits: a commit
	referenceRaw = 'r' // then the reference as it is
)

func packReference(s string) []byte {
	if s == "" {
		return nil
	}
	if b, err := hex.DecodeString(s); err == nil && hex.EncodeToString(b) == s {
		return append([]byte{referenceHex}, b...)
	}
	return append([]byte{referenceRaw}, s...)
}

func unpackReference(b []byte) string {
	switch {
	case len(b) == 0:
		return ""
	case b[0] == referenceHex:
		return hex.EncodeToString(b[1:])
	}
	return string(b[1:])
}

// packReferences puts the length of each packed reference in front of it.
func packReferences(list []string) []byte {
	var b []byte
	for _, s := range list {
		packed := packReference(s)
		b = append(binary.AppendUvarint(b, uint64(len(packed))), packed...)
	}
	return b
}

func unpackReferences(b []byte) []string {
	var list []string
	for len(b) > 0 {
		n, width := binary.Uvarint(b)
		if width <= 0 || n > uint64(len(b)-width) {
			return list // cut short: what is whole is worth having
		}
		list = append(list, unpackReference(b[width:width+int(n)]))
		b = b[width+int(n):]
	}
	return list
}

// capture writes the capture of r, or folds it into the one before. It is not new when
// it, or the row it was folded into, is there already.
func (b *batch) capture(ctx context.Context, doc, text int64, r *Recording, p *prepared) (isNew bool, err error) {
	c := &r.Capture
	if text, err = b.textNum(ctx, c.TextKey, r, text); err != nil {
		return false, err
	}
	by, err := b.t.name(ctx, c.By)
	if err != nil {
		return false, err
	}
	if r.folds() {
		told, isNew, err := b.fold(ctx, doc, text, by, c)
		if told || err != nil {
			return isNew, err
		}
	}
	at := micros(c.At)
	num, isNew, err := b.t.number(ctx, `insert into captures (id, document, at, last, times, seen_by, health, reason, text, pages,
		reference, snapshots, technical) values ($1, $2, $3, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (id) do nothing returning num`,
		pack(c.ID), doc, at, by, c.Health, c.Reason, text, p.pages, packReference(c.Reference), packReferences(c.Snapshots), flag(c.Technical))
	if isNew {
		b.captures[c.ID] = num
	}
	return isNew, err
}

// folds reports whether the capture of r tells nothing by itself: no archive knows it
// by name, and neither a version nor a change starts with it.
func (r *Recording) folds() bool {
	if r.Capture.Reference != "" {
		return false
	}
	for _, v := range r.Versions {
		if v.Capture == r.Capture.ID {
			return false
		}
	}
	for _, c := range r.Changes {
		if c.Capture == r.Capture.ID {
			return false
		}
	}
	return true
}

// A folding is a capture's row as far as another may be folded into it.
type folding struct {
	num, at, last, by, text int64
	health                  redline.Health
	reason                  string
}

func (f folding) tells(c *redline.Capture, by, text int64) bool {
	return f.health == c.Health && f.reason == c.Reason && f.by == by && f.text == text
}

const foldQuery = `select num, at, last, seen_by, text, health, reason from captures where document = $1 and reference is null`

// fold adds c to the row before it when that says the same. told is true when the row
// stands for c now; isNew is false when it did before.
func (b *batch) fold(ctx context.Context, doc, text, by int64, c *redline.Capture) (told, isNew bool, err error) {
	scan := func(s scanner) (f folding, err error) {
		err = s.Scan(&f.num, &f.at, &f.last, &f.by, &f.text, &f.health, &f.reason)
		return f, err
	}
	at := micros(c.At)
	over, err := list(ctx, b.db, scan, foldQuery+` and last >= $2 and at < $2 and times > 1 order by last`, doc, at)
	if err != nil {
		return false, false, err
	}
	for _, f := range over {
		if f.tells(c, by, text) {
			return true, false, nil
		}
	}
	last, err := one(ctx, b.db, scan, foldQuery+` order by last desc, num desc limit 1`, doc)
	if errors.Is(err, redline.ErrNotFound) {
		return false, false, nil
	}
	if err != nil || !last.tells(c, by, text) || last.last >= at {
		return false, false, err
	}
	return true, true, b.t.run(ctx, `update captures set times = times + 1, last = $1 where num = $2`, at, last.num)
}

// LastCapture returns the newest capture of a document at or before a time that has a
// text, for instance the last one without a change.
func (db *DB) LastCapture(ctx context.Context, document string, key redline.Key, before time.Time) (redline.Capture, error) {
	c, err := one(ctx, db, db.scanCapture, captureQuery+` where c.document = (select num from documents where id = $1)
		and t.key = $2 and c.at <= $3 order by c.last desc limit 1`, document, key[:], micros(before))
	if err != nil {
		return c, fmt.Errorf("capture of %s with text %s: %w", document, key, err)
	}
	return c, nil
}
