package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"

	"github.com/redlinewatch/redline"
)

const (
	// Every keyframe-th text of a document is compressed against the keyframe before it,
	// and every leap-th of those against none: so no text takes more than 2 * keyframe steps to read.
	keyframe = 32
	leap     = keyframe * keyframe

	textCacheBytes = 16 << 20
)

// Markdown returns the stored text of key, as it was first seen.
func (db *DB) Markdown(ctx context.Context, key redline.Key) (string, error) {
	nums, err := list(ctx, db, value[int64], `select num from texts where key = $1 order by num`, key[:])
	if err == nil && len(nums) == 0 {
		err = redline.ErrNotFound
	}
	if err == nil && len(nums) > 1 {
		nums, err = db.firstSeen(ctx, nums)
	}
	if err != nil {
		return "", fmt.Errorf("text %s: %w", key, err)
	}
	b, err := db.text(ctx, nums[0])
	return string(b), err
}

// firstSeen puts that of texts first which was captured first, whichever was stored first.
func (db *DB) firstSeen(ctx context.Context, nums []int64) ([]int64, error) {
	w := &where{}
	in(w, "text", nums)
	seen, err := list(ctx, db, value[int64], `select text from captures`+w.String()+` order by at, id limit 1`, w.args...)
	return append(seen, nums...), err
}

// sumOf says whether two texts are the same bytes.
func sumOf(text []byte) []byte {
	sum := sha256.Sum256(text)
	return sum[:16]
}

type textLink struct {
	num       int64
	sum, data []byte
}

// text reads a stored text. The slice is shared: it must not be changed.
func (db *DB) text(ctx context.Context, num int64) ([]byte, error) {
	if num == 0 {
		return nil, nil
	}
	if b, ok := db.texts.get(num); ok {
		return b, nil
	}
	scan := func(s scanner) (l textLink, err error) {
		err = s.Scan(&l.num, &l.sum, &l.data)
		return l, err
	}
	chain, err := list(ctx, db, scan, `with recursive chain (num, base, sum, data, step) as (
			select num, base, sum, data, 0 from texts where num = $1
			union all
			select t.num, t.base, t.sum, t.data, c.step + 1 from texts t join chain c on t.num = c.base)
		select num, sum, data from chain order by step desc`, num)
	if err != nil {
		return nil, fmt.Errorf("text %d: %w", num, err)
	}
	var b []byte
	for _, l := range chain {
		if had, ok := db.texts.get(l.num); ok {
			b = had
			continue
		}
		if b, err = db.codec.unpackText(l.data, b); err != nil {
			return nil, fmt.Errorf("text %d is damaged: %w", l.num, err)
		}
		if !bytes.Equal(sumOf(b), l.sum) {
			return nil, fmt.Errorf("text %d is damaged: its sum is wrong", l.num)
		}
		if !db.inside(ctx) { // what is not committed may yet vanish, and its number come again
			db.texts.put(l.num, b)
		}
	}
	if len(chain) == 0 {
		return nil, fmt.Errorf("text %d: %w", num, redline.ErrNotFound)
	}
	return b, nil
}

// A textRow is a text on its way into the store, compressed before the transaction begins.
type textRow struct {
	key       redline.Key
	sum       []byte
	text      []byte
	data      []byte
	place     int64
	base      *textRow // a text of the same batch, or
	baseNum   int64    // one already stored
	num       int64    // once stored
	keyframed bool     // later texts of its document start from here
}

// A textRun is where the texts of one document stand: what the next one is compressed against.
type textRun struct {
	last, frame textEnd
	place       int64 // of the next
}

// A textEnd is a stored text, or one of the batch.
type textEnd struct {
	num  int64
	row  *textRow
	text []byte
}

func (e textEnd) known() bool { return e.num != 0 || e.row != nil }

// A textPacker compresses the texts of one batch.
type textPacker struct {
	db   *DB
	runs map[string]*textRun
	rows map[[32]byte]*textRow // by key and sum
}

func (db *DB) newTextPacker() *textPacker {
	return &textPacker{db: db, runs: map[string]*textRun{}, rows: map[[32]byte]*textRow{}}
}

// add prepares text for document. A text that is stored already is found by its number.
func (p *textPacker) add(ctx context.Context, document string, key redline.Key, text []byte) (*textRow, error) {
	sum := sumOf(text)
	id := [32]byte(slices.Concat(key[:], sum))
	if r, ok := p.rows[id]; ok {
		return r, nil
	}
	nums, err := list(ctx, p.db, value[int64], `select num from texts where key = $1 and sum = $2`, key[:], sum)
	if err != nil {
		return nil, err
	}
	r := &textRow{key: key, sum: sum, text: text}
	p.rows[id] = r
	if len(nums) > 0 {
		r.num = nums[0]
		return r, nil
	}
	return r, p.compress(ctx, document, r)
}

func (p *textPacker) compress(ctx context.Context, document string, r *textRow) error {
	run, err := p.run(ctx, document)
	if err != nil {
		return err
	}
	r.place = run.place
	base := run.last
	if r.place%keyframe == 0 {
		base, r.keyframed = run.frame, true
	}
	if r.place%leap == 0 {
		base = textEnd{}
	}
	if base.known() && base.text == nil {
		if base.text, err = p.db.text(ctx, base.num); err != nil {
			return err
		}
	}
	if r.data, err = p.db.codec.packText(r.text, base.text); err != nil {
		return err
	}
	if len(base.text) > 0 {
		r.base, r.baseNum = base.row, base.num
	}
	run.place++
	run.last = textEnd{row: r, text: r.text}
	if r.keyframed {
		run.frame = run.last
	}
	return nil
}

// run finds where a document's texts stand.
func (p *textPacker) run(ctx context.Context, document string) (*textRun, error) {
	if run, ok := p.runs[document]; ok {
		return run, nil
	}
	scan := func(s scanner) (r textRun, err error) {
		err = s.Scan(&r.last.num, &r.frame.num, &r.place)
		return r, err
	}
	run, err := one(ctx, p.db, scan, `select d.text, d.keyframe, coalesce(t.place + 1, 0)
		from documents d left join texts t on t.num = d.text where d.id = $1`, document)
	if err != nil {
		return nil, fmt.Errorf("document %s: %w", document, err)
	}
	p.runs[document] = &run
	return &run, nil
}

// restart forgets the numbers of a transaction that came to nothing.
func (p *textPacker) restart() {
	for _, r := range p.rows {
		if r.data != nil {
			r.num = 0
		}
	}
}

// committed keeps what was written at hand for the next batch.
func (p *textPacker) committed() {
	for _, run := range p.runs {
		for _, end := range []textEnd{run.frame, run.last} {
			if end.row != nil && end.row.num != 0 {
				p.db.texts.put(end.row.num, end.row.text)
			}
		}
	}
}

// store writes the row, or finds that another writer did meanwhile.
func (r *textRow) store(ctx context.Context, t *tx, document int64) error {
	if r.num != 0 {
		return nil
	}
	if r.base != nil {
		if err := r.base.store(ctx, t, document); err != nil {
			return err
		}
		r.baseNum = r.base.num
	}
	num, isNew, err := t.number(ctx, `insert into texts (key, sum, base, place, data) values ($1, $2, $3, $4, $5)
		on conflict (key, sum) do nothing returning num`, r.key[:], r.sum, r.baseNum, r.place, r.data)
	if err != nil {
		return fmt.Errorf("store text %s: %w", r.key, err)
	}
	if !isNew {
		num, _, err = t.number(ctx, `select num from texts where key = $1 and sum = $2`, r.key[:], r.sum)
		if err != nil {
			return err
		}
	}
	r.num = num
	if !isNew {
		return nil
	}
	if r.keyframed {
		return t.run(ctx, `update documents set text = $1, keyframe = $1 where num = $2`, num, document)
	}
	return t.run(ctx, `update documents set text = $1 where num = $2`, num, document)
}
