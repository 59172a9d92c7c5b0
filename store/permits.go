package store

import (
	"context"
	"fmt"
	"time"

	"github.com/redlinewatch/redline"
)

// A Permit lets a host be read whatever its robots.txt says. It is kept and shown, with its reason.
type Permit struct {
	Host   string    `json:"host"` // with its port where it is not the scheme's
	Reason string    `json:"reason"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Ended  time.Time `json:"ended"` // zero while it holds
}

// SavePermit permits a host. One that is permitted already keeps its earlier permit on record, ended.
func (db *DB) SavePermit(ctx context.Context, p Permit) error {
	if p.Host == "" || p.Reason == "" {
		return fmt.Errorf("permit host %q: a host and a reason are needed: %w", p.Host, redline.ErrInvalid)
	}
	err := db.write(ctx, func(ctx context.Context, t *tx) error {
		t.shows = true
		if err := t.run(ctx, `update permits set ended = $1 where host = $2 and ended = 0`, micros(p.At), p.Host); err != nil {
			return err
		}
		return t.run(ctx, `insert into permits (host, reason, granted, at, ended) values ($1, $2, $3, $4, 0)`,
			p.Host, p.Reason, p.By, micros(p.At))
	})
	if err != nil {
		return fmt.Errorf("permit host %s: %w", p.Host, err)
	}
	return nil
}

// EndPermit takes a permit back.
func (db *DB) EndPermit(ctx context.Context, host string, at time.Time) error {
	err := db.write(ctx, func(ctx context.Context, t *tx) error {
		t.shows = true
		_, found, err := t.number(ctx, `update permits set ended = $1 where host = $2 and ended = 0 returning num`, micros(at), host)
		if err == nil && !found {
			err = redline.ErrNotFound
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("end the permit of host %s: %w", host, err)
	}
	return nil
}

// Permits returns every permit there ever was, the newest first.
func (db *DB) Permits(ctx context.Context) ([]Permit, error) {
	scan := func(s scanner) (p Permit, err error) {
		var at, ended int64
		err = s.Scan(&p.Host, &p.Reason, &p.By, &at, &ended)
		p.At, p.Ended = instant(at), instant(ended)
		return p, err
	}
	return list(ctx, db, scan, `select host, reason, granted, at, ended from permits order by at desc, num desc`)
}
