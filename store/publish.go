package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/redlinewatch/redline"
)

// A Leaf is one published entry as the log keeps it. Its JSON is the proof's
// preimage: fields may be added behind these, none changed.
type Leaf struct {
	Alert string        `json:"alert"` // Alert.ID
	Entry redline.Entry `json:"entry"`
}

// A LogEntry is a leaf of the log with its hash.
type LogEntry struct {
	Sequence int64
	Hash     [sha256.Size]byte // SHA-256 of a zero byte and Bytes, as RFC 6962 has it
	Bytes    []byte            // the JSON of a Leaf
}

// Publish appends entry to an alert, in one transaction with everything that makes it
// public: the alert's row (new, or a draft's that is published now), the next place in
// the published order, its leaf in the log, the links of its changes, and one event for
// the outbox unless event is empty. It returns the alert as it is then.
//
// The same entry again changes nothing and returns what is there. An entry is the same
// when the alert is published already and it publishes, or when kind, reason and
// content are those of an entry of the same time or of the newest entry.
func (db *DB) Publish(ctx context.Context, a redline.Alert, entry redline.Entry, event redline.EventType) (redline.Alert, error) {
	err := db.write(ctx, func(ctx context.Context, t *tx) error { return t.publish(ctx, a, entry, event) })
	if errors.Is(err, errUnknown) {
		err = db.readBack(ctx, a.ID, entry, err)
	}
	if err != nil {
		return redline.Alert{}, fmt.Errorf("publish alert %s: %w", a.ID, err)
	}
	return db.Alert(ctx, a.ID)
}

// readBack finds out whether a commit without an answer happened.
func (db *DB) readBack(ctx context.Context, id string, entry redline.Entry, unknown error) error {
	a, err := db.Alert(ctx, id)
	if errors.Is(err, redline.ErrNotFound) {
		return unknown
	}
	if err != nil {
		return errors.Join(unknown, err)
	}
	if published(a, entry) {
		return nil
	}
	return unknown
}

// published reports whether a has entry already.
func published(a redline.Alert, entry redline.Entry) bool {
	for i, e := range a.Entries {
		if e.Kind != entry.Kind || e.Sequence == 0 {
			continue
		}
		if e.Kind == redline.EntryPublished {
			return true
		}
		if e.Reason == entry.Reason && sameContent(e.Content, entry.Content) &&
			(i == len(a.Entries)-1 || micros(e.At) == micros(entry.At)) {
			return true
		}
	}
	return false
}

func (t *tx) publish(ctx context.Context, a redline.Alert, entry redline.Entry, event redline.EventType) error {
	if entry.Kind == redline.EntryDrafted || entry.Kind == redline.EntrySuppressed {
		return fmt.Errorf("an entry %q is not for the public: %w", entry.Kind, redline.ErrInvalid)
	}
	// Held first: whoever has the counter publishes alone, so nothing read below grows old.
	if _, _, err := t.number(ctx, `select value from counters where name = 'sequence'`+t.db.dialect.lockRow); err != nil {
		return err
	}
	had, err := t.alert(ctx, a.ID)
	if err != nil {
		return err
	}
	if published(had, entry) {
		return nil
	}
	if entry.Kind != redline.EntryPublished && had.Sequence() == 0 {
		return fmt.Errorf("an entry %q before the alert is published: %w", entry.Kind, redline.ErrInvalid)
	}
	if entry.Sequence, err = t.count(ctx, "sequence"); err != nil {
		return err
	}
	drafted := draftedOf(had, a)
	a.Entries = append(append([]redline.Entry{}, drafted...), entry)
	if a.Slug, err = t.slug(ctx, had, a); err != nil {
		return err
	}
	num, err := t.alertRow(ctx, a)
	if err != nil {
		return err
	}
	if err := t.addDrafted(ctx, num, had.Entries, drafted); err != nil {
		return err
	}
	if err := t.addLeaf(ctx, num, len(drafted), Leaf{Alert: a.ID, Entry: entry}); err != nil {
		return err
	}
	if event != "" {
		if _, err := t.addEvent(ctx, eventRow{sequence: entry.Sequence, kind: event, alert: num, at: micros(entry.At)}); err != nil {
			return err
		}
	}
	t.shows = true
	return nil
}

// draftedOf returns the entries that are stored and, where the alert was never saved as
// a draft, those that it was drafted with.
func draftedOf(had, a redline.Alert) []redline.Entry {
	if len(had.Entries) > 0 {
		return had.Entries
	}
	var drafted []redline.Entry
	for _, e := range a.Entries {
		if e.Kind == redline.EntryDrafted || e.Kind == redline.EntrySuppressed {
			drafted = append(drafted, e)
		}
	}
	return drafted
}

func (t *tx) addLeaf(ctx context.Context, alert int64, place int, l Leaf) error {
	leaf, err := json.Marshal(l)
	if err != nil {
		return err
	}
	hash := leafHash(leaf)
	err = t.run(ctx, `insert into log (sequence, hash, bytes) values ($1, $2, $3)`, l.Entry.Sequence, hash[:], t.db.codec.pack(leaf))
	if err != nil {
		return fmt.Errorf("append to the log: %w", err)
	}
	return t.run(ctx, `insert into entries (alert, place, sequence, body) values ($1, $2, $3, null)`, alert, place, l.Entry.Sequence)
}

// leafHash is RFC 6962's: the zero byte keeps leaves apart from inner nodes.
func leafHash(leaf []byte) [sha256.Size]byte {
	return sha256.Sum256(append([]byte{0}, leaf...))
}

// slug returns the slug an alert keeps for ever: the one it has, or the one it asks for,
// with a number behind it where another alert has that.
func (t *tx) slug(ctx context.Context, had, a redline.Alert) (string, error) {
	if had.Sequence() > 0 {
		return had.Slug, nil
	}
	want := a.Slug
	if want == "" {
		want = a.ID
	}
	for n := 1; ; n++ {
		slug := want
		if n > 1 {
			slug += "-" + strconv.Itoa(n)
		}
		// An id is as good as a slug in an address, so a slug may not be another's id either.
		_, taken, err := t.number(ctx, `select num from alerts where id <> $1 and (slug = $2 and sequence > 0 or id = $2)`, a.ID, slug)
		if err != nil || !taken {
			return slug, err
		}
	}
}

// Log returns leaves of the log from a sequence on, in its order.
func (db *DB) Log(ctx context.Context, from int64, limit int) ([]LogEntry, error) {
	scan := func(s scanner) (e LogEntry, err error) {
		var hash, leaf []byte
		if err = s.Scan(&e.Sequence, &hash, &leaf); err != nil {
			return e, err
		}
		copy(e.Hash[:], hash)
		e.Bytes, err = db.codec.unpack(leaf)
		return e, err
	}
	return list(ctx, db, scan, `select sequence, hash, bytes from log where sequence >= $1 order by sequence limit $2`, from, limit)
}

// Sequence returns the last place given in the published order.
func (db *DB) Sequence(ctx context.Context) (int64, error) {
	return one(ctx, db, value[int64], `select value from counters where name = 'sequence'`)
}
