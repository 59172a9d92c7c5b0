package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redlinewatch/redline"
)

// Platforms returns every platform, by name.
func (db *DB) Platforms(ctx context.Context) ([]redline.PlatformStatus, error) {
	return db.platforms(ctx, &where{})
}

// Platform returns one platform.
func (db *DB) Platform(ctx context.Context, id string) (redline.PlatformStatus, error) {
	w := &where{}
	w.and("p.id = ?", id)
	all, err := db.platforms(ctx, w)
	if err == nil && len(all) == 0 {
		err = redline.ErrNotFound
	}
	if err != nil {
		return redline.PlatformStatus{}, fmt.Errorf("platform %s: %w", id, err)
	}
	return all[0], nil
}

// unreadable selects documents that are watched and could not be read.
const unreadable = `d.retired = 0 and d.host <> '' and d.health not in ('', 'good', 'unchanged')`

func (db *DB) platforms(ctx context.Context, w *where) ([]redline.PlatformStatus, error) {
	scan := func(s scanner) (p redline.PlatformStatus, err error) {
		var products string
		var checked int64
		err = s.Scan(&p.ID, &p.Name, &p.Owner, &products, &p.Simulated, &p.Documents, &p.Unreadable, &checked, &p.Alerts)
		if err == nil {
			p.LastChecked = instant(checked)
			p.Products, err = fromJSON[string](products)
		}
		return p, err
	}
	return list(ctx, db, scan, `select p.id, p.name, p.owner, p.products, p.simulated,
			count(d.num), count(d.num) filter (where `+unreadable+`), coalesce(max(d.checked), 0),
			(select count(*) from alerts a where a.platform = p.num and a.sequence > 0)
		from platforms p left join documents d on d.platform = p.num`+w.String()+`
		group by p.num, p.id, p.name, p.owner, p.products, p.simulated order by lower(p.name), p.id`, w.args...)
}

// Documents returns the documents of a platform, or all of them, by platform name and document name.
func (db *DB) Documents(ctx context.Context, platform string) ([]redline.DocumentStatus, error) {
	w := &where{}
	if platform != "" {
		w.and("p.id = ?", platform)
	}
	return list(ctx, db, scanDocument, documentQuery+w.String()+` order by lower(p.name), p.id, lower(d.name), d.id`, w.args...)
}

// Document returns one document.
func (db *DB) Document(ctx context.Context, id string) (redline.DocumentStatus, error) {
	d, err := one(ctx, db, scanDocument, documentQuery+` where d.id = $1`, id)
	if err != nil {
		return d, fmt.Errorf("document %s: %w", id, err)
	}
	return d, nil
}

const documentQuery = `select d.id, p.id, d.kind, d.name, d.product, d.region, d.language, d.sources, d.visit_every,
		d.origin, d.note, p.name, p.simulated, d.host, d.health, d.reason, d.checked, d.good, d.due, d.failures,
		d.collections, d.retired, (select count(*) from versions x where x.document = d.num), ` + versionColumns + `
	from documents d join platforms p on p.num = d.platform
		left join versions v on v.num = d.base
		left join texts t on t.num = v.text
		left join captures c on c.num = v.capture
		left join names n on n.num = c.seen_by`

func scanDocument(s scanner) (d redline.DocumentStatus, err error) {
	var sources, collections string
	var checked, good, due, retired int64
	var v versionRow
	err = s.Scan(append([]any{
		&d.ID, &d.Platform, &d.Kind, &d.Name, &d.Product, &d.Region, &d.Language, &sources,
		&d.Interval, &d.Origin, &d.Note, &d.PlatformName, &d.Simulated, &d.Host, &d.State.Health, &d.State.Reason,
		&checked, &good, &due, &d.State.Failures, &collections, &retired, &d.Versions,
	}, v.dest()...)...)
	if err != nil {
		return d, err
	}
	d.State.LastChecked, d.State.LastGood, d.State.NextDue = instant(checked), instant(good), instant(due)
	d.Retired, d.Collections = instant(retired), lines(collections)
	if v.id != nil {
		current := v.version(d.ID)
		d.Current = &current
	}
	d.Sources, err = fromJSON[redline.Source](sources)
	return d, err
}

// Versions returns a document's versions, newest first.
func (db *DB) Versions(ctx context.Context, document string) ([]redline.Version, error) {
	// Some have thousands: numbered in one go.
	return list(ctx, db, scanVersion, `select d.id, v.id, row_number() over (order by v.first_seen, v.num), `+versionRest+versionFrom+`
		where d.id = $1 order by v.first_seen desc, v.num desc`, document)
}

// Version returns one version.
func (db *DB) Version(ctx context.Context, id string) (redline.Version, error) {
	v, err := one(ctx, db, scanVersion, versionQuery+` where v.id = $1`, pack(id))
	if err != nil {
		return v, fmt.Errorf("version %s: %w", id, err)
	}
	return v, nil
}

// A version's number is counted when asked for: an archive may bring older ones later.
const versionColumns = `v.id, (select count(*) from versions x where x.document = v.document
		and (x.first_seen, x.num) <= (v.first_seen, v.num)), ` + versionRest

const versionRest = `t.key, v.first_seen, v.last_seen, c.id, n.name, v.words, v.language`

const versionFrom = ` from versions v join documents d on d.num = v.document
	join texts t on t.num = v.text
	join captures c on c.num = v.capture
	join names n on n.num = c.seen_by`

const versionQuery = `select d.id, ` + versionColumns + versionFrom

// A versionRow is a row of versionColumns, all null where there is no version.
type versionRow struct {
	id, key, capture   []byte
	number             int
	first, last, words *int64
	by, language       *string
}

func (v *versionRow) dest() []any {
	return []any{&v.id, &v.number, &v.key, &v.first, &v.last, &v.capture, &v.by, &v.words, &v.language}
}

func (v *versionRow) version(document string) redline.Version {
	return redline.Version{
		ID: unpack(v.id), Document: document, Number: v.number, TextKey: keyOf(v.key),
		FirstSeen: instant(*v.first), LastSeen: instant(*v.last), Capture: unpack(v.capture),
		By: *v.by, Words: int(*v.words), Language: *v.language,
	}
}

func scanVersion(s scanner) (redline.Version, error) {
	var document string
	var v versionRow
	if err := s.Scan(append([]any{&document}, v.dest()...)...); err != nil {
		return redline.Version{}, err
	}
	return v.version(document), nil
}

// keyOf reads a stored key; null is the zero key.
func keyOf(b []byte) (k redline.Key) {
	copy(k[:], b)
	return k
}

// A Watched is what a visit of a document needs to know of it.
type Watched struct {
	Document redline.Document
	Platform redline.Platform
	State    redline.State    // with the validators of the last readable capture
	Base     *redline.Version // nil before the first
	// BaseMarkdown is the text of the base as it was last seen.
	BaseMarkdown string
	Pending      []redline.Change // neither confirmed nor gone, oldest first
	History      []byte           // as the last Recording left it
	Collections  []string         // archives its versions came from, owed attribution
	Retired      time.Time
}

// Watched returns what a visit of document needs to know of it.
func (db *DB) Watched(ctx context.Context, document string) (Watched, error) {
	d, err := db.Document(ctx, document)
	if err != nil {
		return Watched{}, err
	}
	w := Watched{Document: d.Document, State: d.State, Base: d.Current, Collections: d.Collections, Retired: d.Retired}
	p, err := one(ctx, db, scanPlatform, `select num, id, name, owner, products, simulated from platforms where id = $1`, d.Platform)
	if err != nil {
		return Watched{}, fmt.Errorf("platform %s: %w", d.Platform, err)
	}
	w.Platform = p.Platform
	if err := db.remember(ctx, &w); err != nil {
		return Watched{}, fmt.Errorf("document %s: %w", document, err)
	}
	w.Pending, err = db.pending(ctx, document)
	if err != nil || w.Base == nil {
		return w, err
	}
	w.BaseMarkdown, err = db.lastSeen(ctx, document, w.Base.TextKey)
	return w, err
}

// remember reads what a document's last recording left for the next.
func (db *DB) remember(ctx context.Context, w *Watched) error {
	type memory struct{ pages, history []byte }
	scan := func(s scanner) (m memory, err error) {
		err = s.Scan(&m.pages, &m.history)
		return m, err
	}
	m, err := one(ctx, db, scan, `select m.pages, m.history from memories m join documents d on d.num = m.document
		where d.id = $1`, w.Document.ID)
	if errors.Is(err, redline.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if w.History, err = db.codec.unpack(m.history); err != nil {
		return fmt.Errorf("its history: %w", err)
	}
	if err := db.codec.unpackJSON(m.pages, &w.State.Pages); err != nil {
		return fmt.Errorf("its pages: %w", err)
	}
	return nil
}

// lastSeen returns the text of key in the form the document last had it.
func (db *DB) lastSeen(ctx context.Context, document string, key redline.Key) (string, error) {
	num, err := one(ctx, db, value[int64], `select t.num from captures c join documents d on d.num = c.document
		join texts t on t.num = c.text where d.id = $1 and t.key = $2 order by c.last desc limit 1`, document, key[:])
	if errors.Is(err, redline.ErrNotFound) {
		return db.Markdown(ctx, key)
	}
	if err != nil {
		return "", err
	}
	b, err := db.text(ctx, num)
	return string(b), err
}

// Due returns the documents of host to visit by now, most overdue first.
func (db *DB) Due(ctx context.Context, host string, now time.Time, limit int) ([]string, error) {
	return list(ctx, db, value[string], `select id from documents where retired = 0 and host <> '' and host = $1 and due <= $2
		order by due, num limit $3`, host, micros(now), limit)
}

// DueHosts returns the hosts with a document to visit by now, most overdue first.
func (db *DB) DueHosts(ctx context.Context, now time.Time, limit int) ([]string, error) {
	return list(ctx, db, value[string], `select host from documents where retired = 0 and host <> '' and due <= $1
		group by host order by min(due), host limit $2`, micros(now), limit)
}

// NextDue returns when the next document is to be visited, zero when none ever is.
// One never visited is due since the beginning of time: Unix's, not the zero time.
func (db *DB) NextDue(ctx context.Context) (time.Time, error) {
	due, err := one(ctx, db, value[*int64], `select min(due) from documents where retired = 0 and host <> ''`)
	if err != nil || due == nil {
		return time.Time{}, err
	}
	return time.UnixMicro(*due).UTC(), nil
}

// joined returns a set of names as one column holds it.
func joined(names []string) string { return strings.Join(names, "\n") }
