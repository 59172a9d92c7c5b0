package store

import (
	"context"
	"fmt"
	"time"

	"github.com/redlinewatch/redline"
)

// An eventRow is an event on its way into the outbox.
type eventRow struct {
	sequence        int64
	kind            redline.EventType
	alert, endpoint int64
	at              int64
}

// addEvent appends to the outbox. Its number comes from a counter, so events are
// committed in their order and the outbox can be read with a cursor.
func (t *tx) addEvent(ctx context.Context, e eventRow) (int64, error) {
	num, err := t.count(ctx, "event")
	if err != nil {
		return 0, err
	}
	err = t.run(ctx, `insert into events (num, sequence, type, alert, endpoint, at) values ($1, $2, $3, $4, $5, $6)`,
		num, e.sequence, e.kind, e.alert, e.endpoint, e.at)
	if err != nil {
		return 0, fmt.Errorf("add an event: %w", err)
	}
	return num, nil
}

type storedEvent struct {
	redline.Event
	num int64
}

const eventColumns = `e.num, e.sequence, e.type, a.id, p.id, e.at`

const eventJoins = ` left join alerts a on a.num = e.alert left join endpoints p on p.num = e.endpoint`

func scanEvent(s scanner, more ...any) (e storedEvent, err error) {
	var alert, endpoint *string
	var at int64
	if err = s.Scan(append([]any{&e.num, &e.Sequence, &e.Type, &alert, &endpoint, &at}, more...)...); err != nil {
		return e, err
	}
	if alert != nil {
		e.Alert = *alert
	}
	if endpoint != nil {
		e.Endpoint = *endpoint
	}
	e.At = instant(at)
	return e, nil
}

// FanOut makes deliveries of the events that were added since the last time, limit
// events a transaction, until there are no more. Each event goes once to every endpoint
// that is active, was registered before it, and that wants says yes to. The alert is
// as it is now; it is empty for events that are about none.
func (db *DB) FanOut(ctx context.Context, limit int, wants func(redline.Endpoint, redline.Event, redline.Alert) bool) (deliveries int, err error) {
	for {
		made, more, err := db.fanOut(ctx, max(limit, 1), wants)
		deliveries += made
		if err != nil {
			return deliveries, fmt.Errorf("fan out: %w", err)
		}
		if !more {
			return deliveries, nil
		}
	}
}

// A fanned is one delivery to make.
type fanned struct {
	endpoint endpointRow
	event    storedEvent
}

func (db *DB) fanOut(ctx context.Context, limit int, wants func(redline.Endpoint, redline.Event, redline.Alert) bool) (made int, more bool, err error) {
	cursor, err := one(ctx, db, value[int64], `select value from counters where name = 'fanned'`)
	if err != nil {
		return 0, false, err
	}
	// A test goes to one endpoint and has its delivery already.
	events, err := list(ctx, db, func(s scanner) (storedEvent, error) { return scanEvent(s) },
		`select `+eventColumns+` from events e`+eventJoins+` where e.num > $1 and e.type <> $2 order by e.num limit $3`,
		cursor, redline.EventTest, limit)
	if err != nil || len(events) == 0 {
		return 0, false, err
	}
	todo, err := db.wanted(ctx, events, wants)
	if err != nil {
		return 0, false, err
	}
	last := events[len(events)-1].num
	err = db.write(ctx, func(ctx context.Context, t *tx) error {
		made = 0
		_, mine, err := t.number(ctx, `update counters set value = $1 where name = 'fanned' and value = $2 returning value`, last, cursor)
		if err != nil || !mine { // another process did these meanwhile
			return err
		}
		for _, f := range todo {
			isNew, err := t.addDelivery(ctx, f)
			if err != nil {
				return err
			}
			if isNew {
				made++
			}
		}
		return nil
	})
	return made, len(events) == limit, err
}

// wanted pairs events with the endpoints that get them.
func (db *DB) wanted(ctx context.Context, events []storedEvent, wants func(redline.Endpoint, redline.Event, redline.Alert) bool) ([]fanned, error) {
	endpoints, err := list(ctx, db, db.scanEndpoint, endpointQuery+` where disabled = 0 order by num`)
	if err != nil || len(endpoints) == 0 {
		return nil, err
	}
	var todo []fanned
	for _, e := range events {
		var a redline.Alert
		if e.Alert != "" {
			if a, err = db.Alert(ctx, e.Alert); err != nil {
				return nil, err
			}
		}
		for _, p := range endpoints {
			if p.afterEvent < e.num && wants(p.Endpoint, e.Event, a) {
				todo = append(todo, fanned{p, e})
			}
		}
	}
	return todo, nil
}

// addDelivery makes a delivery that is due at once, unless there is one.
func (t *tx) addDelivery(ctx context.Context, f fanned) (isNew bool, err error) {
	_, isNew, err = t.number(ctx, `insert into deliveries (id, endpoint, event, state, attempts, next_at)
		values ($1, $2, $3, $4, 0, $5) on conflict do nothing returning num`,
		deliveryID(f), f.endpoint.num, f.event.num, redline.DeliveryPending, micros(f.event.At))
	if err != nil {
		return false, fmt.Errorf("add a delivery to endpoint %s: %w", f.endpoint.ID, err)
	}
	return isNew, nil
}

// deliveryID makes the id that all attempts of a delivery share, of what it tells whom.
func deliveryID(f fanned) string {
	return "msg_" + redline.ID("delivery", f.endpoint.ID, string(f.event.Type), f.event.Alert, f.event.Endpoint,
		fmt.Sprint(f.event.num))
}

// AddTest makes a delivery of an [redline.EventTest] to one endpoint.
func (db *DB) AddTest(ctx context.Context, endpoint string, at time.Time) (redline.Delivery, error) {
	var d redline.Delivery
	err := db.write(ctx, func(ctx context.Context, t *tx) error {
		p, err := one(ctx, db, db.scanEndpoint, endpointQuery+` where id = $1`, endpoint)
		if err != nil {
			return err
		}
		row := eventRow{kind: redline.EventTest, endpoint: p.num, at: micros(at)}
		num, err := t.addEvent(ctx, row)
		if err != nil {
			return err
		}
		event := redline.Event{Type: row.kind, Endpoint: endpoint, At: at}
		f := fanned{p, storedEvent{event, num}}
		d = redline.Delivery{ID: deliveryID(f), Endpoint: endpoint, Event: event, State: redline.DeliveryPending, NextAt: at}
		_, err = t.addDelivery(ctx, f)
		return err
	})
	if err != nil {
		return redline.Delivery{}, fmt.Errorf("test endpoint %s: %w", endpoint, err)
	}
	return d, nil
}

// EndpointsDue returns the active endpoints with a delivery due by now.
func (db *DB) EndpointsDue(ctx context.Context, now time.Time) ([]string, error) {
	return list(ctx, db, value[string], `select p.id from deliveries y join endpoints p on p.num = y.endpoint
		where y.state = 'pending' and y.next_at <= $1 and p.disabled = 0 group by p.num, p.id order by min(y.next_at), p.num`, micros(now))
}

// DeliveriesDue returns the deliveries to an active endpoint that are due by now, in the order of their events.
func (db *DB) DeliveriesDue(ctx context.Context, endpoint string, now time.Time, limit int) ([]redline.Delivery, error) {
	return list(ctx, db, db.scanDelivery, deliveryQuery+` where q.id = $1 and y.state = 'pending' and y.next_at <= $2
		and q.disabled = 0 order by y.event limit $3`, endpoint, micros(now), limit)
}

// Deliveries returns the last deliveries to an endpoint, newest first.
func (db *DB) Deliveries(ctx context.Context, endpoint string, n int) ([]redline.Delivery, error) {
	return list(ctx, db, db.scanDelivery, deliveryQuery+` where q.id = $1 order by y.event desc limit $2`, endpoint, limit(n))
}

// NextDelivery returns when the next delivery to an active endpoint is due, zero when none waits.
func (db *DB) NextDelivery(ctx context.Context) (time.Time, error) {
	at, err := one(ctx, db, value[*int64], `select min(y.next_at) from deliveries y join endpoints p on p.num = y.endpoint
		where y.state = 'pending' and p.disabled = 0`)
	if err != nil || at == nil {
		return time.Time{}, err
	}
	return time.UnixMicro(*at).UTC(), nil
}

const deliveryQuery = `select ` + eventColumns + `, y.id, q.id, y.state, y.attempts, y.next_at, y.log
	from deliveries y join endpoints q on q.num = y.endpoint join events e on e.num = y.event` + eventJoins

func (db *DB) scanDelivery(s scanner) (d redline.Delivery, err error) {
	var next int64
	var log []byte
	e, err := scanEvent(s, &d.ID, &d.Endpoint, &d.State, &d.Attempts, &next, &log)
	if err != nil {
		return d, err
	}
	d.Event, d.NextAt = e.Event, instant(next)
	return d, db.codec.unpackJSON(log, &d.Log)
}

// Attempts kept of one delivery: more than the schedule of retries has.
const maxAttempts = 50

// SaveAttempt adds an attempt to a delivery's log and says how the delivery stands and
// when it is tried next. The endpoint's row of failures begins, goes on or ends with it.
func (db *DB) SaveAttempt(ctx context.Context, deliveryID string, attempt redline.Attempt, state redline.DeliveryState, next time.Time) error {
	err := db.write(ctx, func(ctx context.Context, t *tx) error {
		num, found, err := t.number(ctx, `select endpoint from deliveries where id = $1`+db.dialect.lockRow, deliveryID)
		if err == nil && !found {
			err = redline.ErrNotFound
		}
		if err != nil {
			return err
		}
		d, err := one(ctx, db, db.scanDelivery, deliveryQuery+` where y.id = $1`, deliveryID)
		if err != nil {
			return err
		}
		log := append(d.Log, attempt)
		packed, err := db.codec.packJSON(log[max(0, len(log)-maxAttempts):])
		if err != nil {
			return err
		}
		err = t.run(ctx, `update deliveries set state = $1, attempts = attempts + 1, next_at = $2, log = $3 where id = $4`,
			state, micros(next), packed, deliveryID)
		if err != nil {
			return err
		}
		if state == redline.DeliveryDelivered {
			return t.run(ctx, `update endpoints set last_success = $1, first_failure = 0 where num = $2`, micros(attempt.At), num)
		}
		return t.run(ctx, `update endpoints set first_failure = $1 where num = $2 and first_failure = 0`, micros(attempt.At), num)
	})
	if err != nil {
		return fmt.Errorf("save an attempt of delivery %s: %w", deliveryID, err)
	}
	return nil
}

// Replay makes an endpoint get again everything that its filter lets through from a
// sequence on: what was delivered, what is dead, and what it never got because it was
// disabled or registered later. It returns how many deliveries that is.
func (db *DB) Replay(ctx context.Context, endpoint string, fromSequence int64) (int, error) {
	replayed := 0
	err := db.write(ctx, func(ctx context.Context, t *tx) error {
		replayed = 0
		p, err := one(ctx, db, db.scanEndpoint, endpointQuery+` where id = $1`, endpoint)
		if err != nil {
			return err
		}
		events, err := list(ctx, db, func(s scanner) (storedEvent, error) { return scanEvent(s) },
			`select `+eventColumns+` from events e`+eventJoins+` where e.sequence >= $1 and e.sequence > 0 order by e.num`, fromSequence)
		if err != nil {
			return err
		}
		for _, e := range events {
			again, err := t.replay(ctx, fanned{p, e})
			if err != nil {
				return err
			}
			if again {
				replayed++
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("replay to endpoint %s: %w", endpoint, err)
	}
	return replayed, nil
}

func (t *tx) replay(ctx context.Context, f fanned) (bool, error) {
	a, err := t.db.Alert(ctx, f.event.Alert)
	if err != nil || !f.endpoint.Filter.Wants(a) {
		return false, err
	}
	if isNew, err := t.addDelivery(ctx, f); isNew || err != nil {
		return isNew, err
	}
	_, again, err := t.number(ctx, `update deliveries set state = 'pending', attempts = 0, next_at = $1
		where endpoint = $2 and event = $3 and state <> 'pending' returning num`, micros(t.db.now()), f.endpoint.num, f.event.num)
	return again, err
}
