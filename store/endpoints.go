package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/redlinewatch/redline"
)

// AddEndpoint registers an endpoint: it gets what is published from now on. Its address
// and secret are kept encrypted, so a store without a key refuses.
func (db *DB) AddEndpoint(ctx context.Context, e redline.Endpoint) error {
	if err := db.addEndpoint(ctx, e); err != nil {
		return fmt.Errorf("add endpoint %s at %s: %w", e.ID, shown(e.URL), err)
	}
	return nil
}

func (db *DB) addEndpoint(ctx context.Context, e redline.Endpoint) error {
	if e.ID == "" || e.URL == "" {
		return fmt.Errorf("an id and an address are needed: %w", redline.ErrInvalid)
	}
	address, err := db.seal(e.URL, "address "+e.ID)
	if err != nil {
		return err
	}
	secret, err := db.seal(e.Secret, "secret "+e.ID)
	if err != nil {
		return err
	}
	filter, err := json.Marshal(e.Filter)
	if err != nil {
		return err
	}
	return db.write(ctx, func(ctx context.Context, t *tx) error {
		_, isNew, err := t.number(ctx, `insert into endpoints (id, address, shown, secret, format, filter, created, registered,
				registered_event, first_failure, last_success, disabled, reason)
			values ($1, $2, $3, $4, $5, $6, $7, (select value from counters where name = 'sequence'),
				(select value from counters where name = 'event'), 0, 0, 0, '') on conflict (id) do nothing returning num`,
			e.ID, address, shown(e.URL), secret, e.Format, string(filter), micros(e.Created))
		if err == nil && !isNew {
			err = fmt.Errorf("there is one of this name: %w", redline.ErrInvalid)
		}
		return err
	})
}

// Endpoints returns every endpoint, the oldest first. Without a key their addresses
// show the host only, and their secrets are empty.
func (db *DB) Endpoints(ctx context.Context) ([]redline.Endpoint, error) {
	rows, err := list(ctx, db, db.scanEndpoint, endpointQuery+` order by num`)
	all := make([]redline.Endpoint, len(rows))
	for i, r := range rows {
		all[i] = r.Endpoint
	}
	return all, err
}

// Endpoint returns one endpoint.
func (db *DB) Endpoint(ctx context.Context, id string) (redline.Endpoint, error) {
	r, err := one(ctx, db, db.scanEndpoint, endpointQuery+` where id = $1`, id)
	if err != nil {
		return redline.Endpoint{}, fmt.Errorf("endpoint %s: %w", id, err)
	}
	return r.Endpoint, nil
}

const endpointQuery = `select num, id, address, shown, secret, format, filter, created, registered, registered_event,
	first_failure, last_success, disabled, reason from endpoints`

type endpointRow struct {
	redline.Endpoint
	num        int64
	afterEvent int64
}

func (db *DB) scanEndpoint(s scanner) (e endpointRow, err error) {
	var address, secret []byte
	var show, filter string
	var created, failure, success, disabled int64
	err = s.Scan(&e.num, &e.ID, &address, &show, &secret, &e.Format, &filter, &created, &e.After, &e.afterEvent,
		&failure, &success, &disabled, &e.Reason)
	if err != nil {
		return e, err
	}
	e.Created, e.FirstFailure, e.LastSuccess, e.Disabled = instant(created), instant(failure), instant(success), instant(disabled)
	if err := json.Unmarshal([]byte(filter), &e.Filter); err != nil {
		return e, fmt.Errorf("filter of endpoint %s: %w", e.ID, err)
	}
	if db.key == nil {
		e.URL = show
		return e, nil
	}
	if e.URL, err = db.unseal(address, "address "+e.ID); err != nil {
		return e, fmt.Errorf("endpoint %s: %w", e.ID, err)
	}
	e.Secret, err = db.unseal(secret, "secret "+e.ID)
	return e, err
}

// DisableEndpoint stops deliveries to an endpoint and tells the others so.
func (db *DB) DisableEndpoint(ctx context.Context, id, reason string, at time.Time) error {
	err := db.write(ctx, func(ctx context.Context, t *tx) error {
		num, found, err := t.number(ctx, `update endpoints set disabled = $1, reason = $2 where id = $3 and disabled = 0 returning num`,
			micros(at), reason, id)
		if err != nil {
			return err
		}
		if !found {
			_, err := db.Endpoint(ctx, id) // disabled already is well, unknown is not
			return err
		}
		_, err = t.addEvent(ctx, eventRow{kind: redline.EventDisabled, endpoint: num, at: micros(at)})
		return err
	})
	if err != nil {
		return fmt.Errorf("disable endpoint %s: %w", id, err)
	}
	return nil
}

// EnableEndpoint starts deliveries again. What waited is delivered; what was published
// meanwhile was not kept for it, and comes with [DB.Replay].
func (db *DB) EnableEndpoint(ctx context.Context, id string) error {
	err := db.write(ctx, func(ctx context.Context, t *tx) error {
		_, found, err := t.number(ctx, `update endpoints set disabled = 0, reason = '', first_failure = 0 where id = $1 returning num`, id)
		if err == nil && !found {
			err = redline.ErrNotFound
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("enable endpoint %s: %w", id, err)
	}
	return nil
}
