package store

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/redlinewatch/redline"
)

// SaveWatchlist brings the documents of one origin in line with its list: new ones
// are added, known ones updated, and those that left the list are retired, with all
// their history. A document that an archive brought and a list declares is one row.
// What an operator declares stands above the shipped list, and both above archives.
func (db *DB) SaveWatchlist(ctx context.Context, platforms []redline.Platform, docs []redline.Document, origin redline.Origin) error {
	err := db.write(ctx, func(ctx context.Context, t *tx) error {
		l, err := t.listing(ctx, platforms, true)
		if err != nil {
			return err
		}
		listed := map[string]bool{}
		for _, d := range docs {
			d.Origin = origin
			listed[d.ID] = true
			if err := l.declare(ctx, d, true); err != nil {
				return err
			}
		}
		return l.retire(ctx, origin, listed)
	})
	if err != nil {
		return fmt.Errorf("save the watchlist: %w", err)
	}
	return nil
}

// AddDocuments adds documents that are not known yet and leaves all others as they are.
func (db *DB) AddDocuments(ctx context.Context, platforms []redline.Platform, docs []redline.Document) error {
	err := db.write(ctx, func(ctx context.Context, t *tx) error {
		l, err := t.listing(ctx, platforms, false)
		if err != nil {
			return err
		}
		for _, d := range docs {
			if err := l.declare(ctx, d, false); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("add documents: %w", err)
	}
	return nil
}

// A listing is what is known while a list is being saved.
type listing struct {
	t         *tx
	platforms map[string]int64
	docs      map[string]*listed
}

type listed struct {
	num     int64
	doc     redline.Document
	retired time.Time
}

func (t *tx) listing(ctx context.Context, platforms []redline.Platform, update bool) (*listing, error) {
	l := &listing{t: t, platforms: map[string]int64{}, docs: map[string]*listed{}}
	known, err := list(ctx, t.db, scanPlatform, `select num, id, name, owner, products, simulated from platforms`)
	if err != nil {
		return nil, err
	}
	had := map[string]redline.Platform{}
	for _, k := range known {
		l.platforms[k.ID], had[k.ID] = k.num, k.Platform
	}
	for _, p := range platforms {
		old, ok := had[p.ID]
		if ok && (!update || samePlatform(old, p)) {
			continue
		}
		num, _, err := t.number(ctx, `insert into platforms (id, name, owner, products, simulated) values ($1, $2, $3, $4, $5)
			on conflict (id) do update set name = excluded.name, owner = excluded.owner, products = excluded.products,
				simulated = excluded.simulated
			returning num`, p.ID, p.Name, p.Owner, toJSON(p.Products), flag(p.Simulated))
		if err != nil {
			return nil, fmt.Errorf("platform %s: %w", p.ID, err)
		}
		l.platforms[p.ID], had[p.ID], t.shows = num, p, true
	}
	rows, err := list(ctx, t.db, scanListed, `select d.num, d.id, p.id, d.kind, d.name, d.product, d.region, d.language,
		d.sources, d.visit_every, d.origin, d.note, d.retired from documents d join platforms p on p.num = d.platform`)
	for _, r := range rows {
		l.docs[r.doc.ID] = r
	}
	return l, err
}

type platformRow struct {
	redline.Platform
	num int64
}

func scanPlatform(s scanner) (p platformRow, err error) {
	var products string
	if err = s.Scan(&p.num, &p.ID, &p.Name, &p.Owner, &products, &p.Simulated); err == nil {
		p.Products, err = fromJSON[string](products)
	}
	return p, err
}

func samePlatform(a, b redline.Platform) bool {
	return a.Name == b.Name && a.Owner == b.Owner && a.Simulated == b.Simulated && slices.Equal(a.Products, b.Products)
}

func scanListed(s scanner) (*listed, error) {
	l := &listed{}
	d := &l.doc
	var sources string
	var retired int64
	err := s.Scan(&l.num, &d.ID, &d.Platform, &d.Kind, &d.Name, &d.Product, &d.Region, &d.Language,
		&sources, &d.Interval, &d.Origin, &d.Note, &retired)
	if err == nil {
		l.retired = instant(retired)
		d.Sources, err = fromJSON[redline.Source](sources)
	}
	return l, err
}

// rank orders origins: the higher one's declaration stands.
func rank(o redline.Origin) int {
	return slices.Index([]redline.Origin{redline.OriginOTA, redline.OriginWatchlist, redline.OriginDemo, redline.OriginOperator}, o)
}

// stands reports whether the declaration that is there stays, rather than d taking its place.
func (l *listed) stands(d redline.Document) bool {
	if !l.retired.IsZero() || len(l.doc.Sources) == 0 {
		return false
	}
	return rank(l.doc.Origin) > rank(d.Origin)
}

// declare adds d, or updates it if that is wanted.
func (l *listing) declare(ctx context.Context, d redline.Document, update bool) error {
	platform, ok := l.platforms[d.Platform]
	if !ok {
		return fmt.Errorf("document %s: platform %q: %w", d.ID, d.Platform, redline.ErrNotFound)
	}
	had, known := l.docs[d.ID]
	if known && (!update || had.stands(d) || had.retired.IsZero() && sameJSON(had.doc, d)) {
		return nil
	}
	l.t.shows = true
	if !known {
		num, _, err := l.t.number(ctx, `insert into documents (id, platform, kind, name, product, region, language, sources,
			visit_every, origin, note, host, retired) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0) returning num`,
			d.ID, platform, d.Kind, d.Name, d.Product, d.Region, d.Language, toJSON(d.Sources), int64(d.Interval),
			d.Origin, d.Note, host(d))
		if err != nil {
			return fmt.Errorf("document %s: %w", d.ID, err)
		}
		l.docs[d.ID] = &listed{num: num, doc: d}
		return nil
	}
	err := l.t.run(ctx, `update documents set platform = $1, kind = $2, name = $3, product = $4, region = $5, language = $6,
		sources = $7, visit_every = $8, origin = $9, note = $10, host = $11, retired = 0 where num = $12`,
		platform, d.Kind, d.Name, d.Product, d.Region, d.Language, toJSON(d.Sources), int64(d.Interval), d.Origin, d.Note, host(d), had.num)
	if err == nil && !sameJSON(had.doc.Sources, d.Sources) {
		err = l.revisit(ctx, had.num)
	}
	if err != nil {
		return fmt.Errorf("document %s: %w", d.ID, err)
	}
	had.doc, had.retired = d, time.Time{}
	return nil
}

// revisit makes a document due whose sources changed, without the old ones' validators.
func (l *listing) revisit(ctx context.Context, num int64) error {
	if err := l.t.run(ctx, `update memories set pages = null where document = $1`, num); err != nil {
		return err
	}
	return l.t.run(ctx, `update documents set due = 0 where num = $1`, num)
}

// retire takes the documents of origin that are not listed from the schedule. What is
// known from an archive alone has no sources, and was on no list.
func (l *listing) retire(ctx context.Context, origin redline.Origin, listed map[string]bool) error {
	for id, had := range l.docs {
		if had.doc.Origin != origin || listed[id] || !had.retired.IsZero() || len(had.doc.Sources) == 0 {
			continue
		}
		l.t.shows = true
		err := l.t.run(ctx, `update documents set retired = $1 where num = $2`, micros(l.t.db.now()), had.num)
		if err != nil {
			return fmt.Errorf("retire document %s: %w", id, err)
		}
	}
	return nil
}

func sameJSON(a, b any) bool {
	x, err1 := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && string(x) == string(y)
}

// host returns where a document's first source lives, with its port where it is not the scheme's.
func host(d redline.Document) string {
	if len(d.Sources) == 0 {
		return ""
	}
	u, err := url.Parse(d.Sources[0].URL)
	if err != nil {
		return ""
	}
	if port := u.Port(); port == "" || u.Scheme == "http" && port == "80" || u.Scheme == "https" && port == "443" {
		return u.Hostname()
	}
	return u.Host
}
