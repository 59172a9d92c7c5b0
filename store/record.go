package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/text"
)

// A Recording is what one capture of a document brought.
type Recording struct {
	// Capture is what was seen. One whose ID is recorded already takes its whole Recording
	// with it. One without an ID but with a Document records only what else is given: what
	// time has told of captures before.
	Capture redline.Capture
	// Markdown is the text to keep, by TextKey and its bytes; a text that is stored already costs nothing.
	Markdown string
	TextKey  redline.Key
	Versions []redline.Version // new and accepted: the last is the document's next base
	Seen     string            // id of the existing version that the capture agrees with: its LastSeen moves
	Base     string            // id of the existing version that is the base again, what came after it having gone away
	// Changes are new, or known by their ID and then updated in Seen, Confirmed, Gone, New, Verdict and Alert.
	Changes []redline.Change
	// State and History of the document afterwards. A State without a Health and a nil
	// History change nothing; nor does a State older than the one recorded.
	State   redline.State
	History []byte
	Marks   map[string]string // set in the same transaction, see [DB.SetMark]
}

// Record writes recordings in their order, in one transaction, and returns how many
// were new. Those of one document must be in the order of their times.
func (db *DB) Record(ctx context.Context, recs ...Recording) (recorded int, err error) {
	if len(recs) == 0 {
		return 0, nil
	}
	b, err := db.prepare(ctx, recs)
	if err != nil {
		return 0, fmt.Errorf("record: %w", err)
	}
	err = db.write(ctx, func(ctx context.Context, t *tx) error {
		recorded, err = b.write(ctx, t)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("record: %w", err)
	}
	if !db.inside(ctx) {
		b.texts.committed()
	}
	return recorded, nil
}

// A batch is recordings made ready outside the transaction, so that it holds the writer shortly.
type batch struct {
	db    *DB
	recs  []Recording
	ready []prepared // one a recording
	texts *textPacker

	// Of the transaction:
	t        *tx
	docs     map[string]int64
	versions map[string]int64
	captures map[string]int64
	left     map[string]*Recording // the last that says something of its document's state
}

// prepared is the compressed form of a recording's parts.
type prepared struct {
	text    *textRow
	pages   []byte
	details [][]byte // one a change
}

func (db *DB) prepare(ctx context.Context, recs []Recording) (*batch, error) {
	recs = slices.Clone(recs)
	for i := range recs {
		recs[i].Capture.Reason = clean(recs[i].Capture.Reason) // compared with stored ones before it is stored
	}
	b := &batch{db: db, recs: recs, ready: make([]prepared, len(recs)), texts: db.newTextPacker()}
	known, err := db.knownCaptures(ctx, recs)
	if err != nil {
		return nil, err
	}
	for i := range recs {
		if known[recs[i].Capture.ID] {
			continue
		}
		if err := b.prepareOne(ctx, &recs[i], &b.ready[i]); err != nil {
			return nil, fmt.Errorf("capture %s of %s: %w", recs[i].Capture.ID, recs[i].Capture.Document, err)
		}
	}
	return b, nil
}

// knownCaptures finds which captures are recorded already, to save the work of compressing their texts.
func (db *DB) knownCaptures(ctx context.Context, recs []Recording) (map[string]bool, error) {
	known := map[string]bool{}
	for chunk := range slices.Chunk(recs, 100) {
		ids := make([][]byte, len(chunk))
		for i, r := range chunk {
			ids[i] = pack(r.Capture.ID)
		}
		w := &where{}
		in(w, "id", ids)
		found, err := list(ctx, db, value[[]byte], `select id from captures`+w.String(), w.args...)
		if err != nil {
			return nil, err
		}
		for _, id := range found {
			known[unpack(id)] = true
		}
	}
	return known, nil
}

func (b *batch) prepareOne(ctx context.Context, r *Recording, p *prepared) (err error) {
	// A text without a word is given as no text: its key tells.
	if r.Markdown != "" || r.TextKey == text.TextKey(nil) {
		if r.TextKey == (redline.Key{}) {
			return fmt.Errorf("a text without a key: %w", redline.ErrInvalid)
		}
		if p.text, err = b.texts.add(ctx, r.Capture.Document, r.TextKey, []byte(r.Markdown)); err != nil {
			return err
		}
	}
	if len(r.Capture.Pages) > 0 {
		if p.pages, err = b.db.codec.packJSON(r.Capture.Pages); err != nil {
			return err
		}
	}
	for _, c := range r.Changes {
		d, err := b.db.packDetail(c.Verdict)
		if err != nil {
			return fmt.Errorf("change %s: %w", c.ID, err)
		}
		p.details = append(p.details, d)
	}
	return nil
}

// write records the batch in t. It may run again after a conflict, and starts afresh then.
func (b *batch) write(ctx context.Context, t *tx) (recorded int, err error) {
	b.texts.restart()
	b.t = t
	b.docs, b.versions, b.captures = map[string]int64{}, map[string]int64{}, map[string]int64{}
	b.left = map[string]*Recording{}
	for i := range b.recs {
		r := &b.recs[i]
		isNew, err := b.one(ctx, r, &b.ready[i])
		if err != nil {
			return 0, fmt.Errorf("capture %s of %s: %w", r.Capture.ID, r.Capture.Document, err)
		}
		if isNew {
			recorded++
		}
		if err := t.setMarks(ctx, r.Marks); err != nil {
			return 0, err
		}
	}
	for id, r := range b.left {
		if err := b.leave(ctx, b.docs[id], r); err != nil {
			return 0, fmt.Errorf("document %s: %w", id, err)
		}
	}
	t.shows = t.shows || recorded > 0
	return recorded, nil
}

func (b *batch) one(ctx context.Context, r *Recording, p *prepared) (isNew bool, err error) {
	doc, err := b.document(ctx, r.Capture.Document)
	if err != nil {
		return false, err
	}
	if r.Capture.ID == "" {
		return false, b.tell(ctx, doc, 0, r, p)
	}
	if _, known, err := b.t.number(ctx, `select num from captures where id = $1`, pack(r.Capture.ID)); known || err != nil {
		return false, err
	}
	var text int64
	if p.text != nil {
		if err := p.text.store(ctx, b.t, doc); err != nil {
			return false, err
		}
		text = p.text.num
	}
	isNew, err = b.capture(ctx, doc, text, r, p)
	if err != nil || !isNew {
		return false, err
	}
	return true, b.tell(ctx, doc, text, r, p)
}

// tell records what a capture brought, beside itself.
func (b *batch) tell(ctx context.Context, doc, text int64, r *Recording, p *prepared) error {
	if err := b.version(ctx, doc, text, r); err != nil {
		return err
	}
	for i, c := range r.Changes {
		if err := b.change(ctx, doc, text, r, c, p.details[i]); err != nil {
			return fmt.Errorf("change %s: %w", c.ID, err)
		}
	}
	b.leaves(r)
	b.t.shows = b.t.shows || len(r.Changes) > 0 || len(r.Versions) > 0
	return nil
}

func (b *batch) document(ctx context.Context, id string) (int64, error) {
	return b.number(ctx, b.docs, id, `select num from documents where id = $1`, "document", id)
}

// number finds the number of a row by its id, which must exist.
func (b *batch) number(ctx context.Context, known map[string]int64, id, query, what string, key any) (int64, error) {
	if num, ok := known[id]; ok {
		return num, nil
	}
	num, found, err := b.t.number(ctx, query, key)
	if err == nil && !found {
		err = redline.ErrNotFound
	}
	if err != nil {
		return 0, fmt.Errorf("%s %s: %w", what, id, err)
	}
	known[id] = num
	return num, nil
}

func (b *batch) versionNum(ctx context.Context, id string) (int64, error) {
	if id == "" {
		return 0, nil
	}
	return b.number(ctx, b.versions, id, `select num from versions where id = $1`, "version", pack(id))
}

func (b *batch) captureNum(ctx context.Context, id string) (int64, error) {
	return b.number(ctx, b.captures, id, `select num from captures where id = $1`, "capture", pack(id))
}

// textNum finds the text of key: the one at hand, or the first stored.
func (b *batch) textNum(ctx context.Context, key redline.Key, r *Recording, text int64) (int64, error) {
	if key == (redline.Key{}) {
		return 0, nil
	}
	if text != 0 && key == r.TextKey {
		return text, nil
	}
	num, found, err := b.t.number(ctx, `select num from texts where key = $1 order by num limit 1`, key[:])
	if err == nil && !found {
		err = redline.ErrNotFound
	}
	if err != nil {
		return 0, fmt.Errorf("text %s: %w", key, err)
	}
	return num, nil
}

// version writes new versions, or moves when the one that was seen again was last seen.
func (b *batch) version(ctx context.Context, doc, text int64, r *Recording) error {
	seen := r.Seen
	for i := range r.Versions {
		v := &r.Versions[i]
		isNew, err := b.newVersion(ctx, doc, text, r, v)
		if err != nil {
			return fmt.Errorf("version %s: %w", v.ID, err)
		}
		if !isNew {
			seen = v.ID
		}
	}
	if r.Base != "" {
		num, err := b.versionNum(ctx, r.Base)
		if err != nil {
			return err
		}
		if err := b.t.run(ctx, `update documents set base = $1 where num = $2`, num, doc); err != nil {
			return err
		}
	}
	if seen == "" {
		return nil
	}
	num, err := b.versionNum(ctx, seen)
	if err != nil {
		return err
	}
	return b.t.run(ctx, `update versions set last_seen = $1 where num = $2 and last_seen < $1`, micros(r.Capture.At), num)
}

func (b *batch) newVersion(ctx context.Context, doc, text int64, r *Recording, v *redline.Version) (isNew bool, err error) {
	if text, err = b.textNum(ctx, v.TextKey, r, text); err != nil {
		return false, err
	}
	capture, err := b.captureNum(ctx, v.Capture)
	if err != nil {
		return false, err
	}
	num, isNew, err := b.t.number(ctx, `insert into versions (id, document, text, first_seen, last_seen, capture, words, language)
		values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing returning num`,
		pack(v.ID), doc, text, micros(v.FirstSeen), micros(v.LastSeen), capture, v.Words, v.Language)
	if err != nil || !isNew {
		return false, err
	}
	b.versions[v.ID] = num
	// The base is the newest version; an archive may bring older ones afterwards.
	err = b.t.run(ctx, `update documents set base = $1 where num = $2
		and coalesce((select first_seen from versions where num = documents.base), $3) <= $3`, num, doc, micros(v.FirstSeen))
	if err != nil {
		return false, err
	}
	return true, b.collect(ctx, doc, v.By)
}

// collect remembers that an archive gave the document a version.
func (b *batch) collect(ctx context.Context, doc int64, by string) error {
	if by == "" || by == "redline" || strings.HasPrefix(by, "person:") {
		return nil
	}
	had, err := one(ctx, b.db, value[string], `select collections from documents where num = $1`, doc)
	if err != nil {
		return err
	}
	names := lines(had)
	if slices.Contains(names, by) {
		return nil
	}
	names = append(names, by)
	slices.Sort(names)
	return b.t.run(ctx, `update documents set collections = $1 where num = $2`, joined(names), doc)
}
