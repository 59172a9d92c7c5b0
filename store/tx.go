package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/redlinewatch/redline"
)

// Tries of a transaction that PostgreSQL asks to repeat.
const maxTries = 5

// A tx is one open transaction that writes.
type tx struct {
	db    *DB
	conn  *sql.Conn
	sql   *sql.Tx
	shows bool // it changes something that is shown: the revision grows
	stmts map[string]*sql.Stmt
	miss  []string         // queries worth preparing for the next time
	named map[string]int64 // names it added
}

type txKey struct{ db *DB }

// errUnknown marks a commit whose outcome is not known.
var errUnknown = errors.New("the commit was not answered")

// Within runs fn in one transaction. The context it is given carries the transaction:
// every method of db called with it works inside, and commits with it. fn may run
// again when PostgreSQL asks for that, so it must start from nothing each time.
func (db *DB) Within(ctx context.Context, fn func(ctx context.Context, tx *sql.Tx) error) error {
	return db.write(ctx, func(ctx context.Context, t *tx) error { return fn(ctx, t.sql) })
}

// inside reports whether ctx carries an open transaction.
func (db *DB) inside(ctx context.Context) bool {
	_, ok := ctx.Value(txKey{db}).(*tx)
	return ok
}

// write runs fn in a transaction, that of ctx or a new one.
func (db *DB) write(ctx context.Context, fn func(context.Context, *tx) error) error {
	if t, ok := ctx.Value(txKey{db}).(*tx); ok {
		return fn(ctx, t)
	}
	var err error
	for try := range maxTries {
		if err = db.writeOnce(ctx, fn); !passing(err) || errors.Is(err, errUnknown) {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(1<<try) * 5 * time.Millisecond):
		}
	}
	return db.explain(err)
}

func (db *DB) writeOnce(ctx context.Context, fn func(context.Context, *tx) error) error {
	t, err := db.begin(ctx)
	if err != nil {
		return err
	}
	err = t.work(ctx, fn)
	t.conn.Close() // before learning, which needs it
	if err == nil {
		db.writes.learn(ctx, t.miss)
	}
	return err
}

// work runs fn and commits.
func (t *tx) work(ctx context.Context, fn func(context.Context, *tx) error) error {
	defer t.sql.Rollback() // after a commit it does nothing; after a failure that is told, not this
	if err := fn(context.WithValue(ctx, txKey{t.db}, t), t); err != nil {
		return err
	}
	if t.shows {
		// Last, so that on PostgreSQL the row that every writer wants is held shortly.
		err := t.run(ctx, `update counters set value = value + 1, at = $1 where name = 'revision'`, micros(t.db.now()))
		if err != nil {
			return fmt.Errorf("count the revision: %w", err)
		}
	}
	if err := t.db.commit(t.sql); err != nil {
		return fmt.Errorf("%w: %w", errUnknown, err)
	}
	return nil
}

// begin waits for the connection that writes, but not for ever.
func (db *DB) begin(ctx context.Context) (*tx, error) {
	wait, stop := context.WithTimeoutCause(ctx, db.patience, ErrHeld)
	defer stop()
	conn, err := db.writer.Conn(wait)
	if err != nil {
		if ctx.Err() == nil && wait.Err() != nil {
			return nil, context.Cause(wait)
		}
		return nil, err
	}
	stx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		conn.Close()
		return nil, err
	}
	return &tx{db: db, conn: conn, sql: stx, stmts: map[string]*sql.Stmt{}, named: map[string]int64{}}, nil
}

func (t *tx) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	args = cleaned(args)
	if s := t.stmt(ctx, query); s != nil {
		return s.ExecContext(ctx, args...)
	}
	return t.sql.ExecContext(ctx, query, args...)
}

// run is exec for those who do not ask how many rows it touched.
func (t *tx) run(ctx context.Context, query string, args ...any) error {
	_, err := t.exec(ctx, query, args...)
	return err
}

func (t *tx) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	args = cleaned(args)
	if s := t.stmt(ctx, query); s != nil {
		return s.QueryContext(ctx, args...)
	}
	return t.sql.QueryContext(ctx, query, args...)
}

// number reads one integer; found is false when there is no row.
func (t *tx) number(ctx context.Context, query string, args ...any) (n int64, found bool, err error) {
	args = cleaned(args)
	var row *sql.Row
	if s := t.stmt(ctx, query); s != nil {
		row = s.QueryRowContext(ctx, args...)
	} else {
		row = t.sql.QueryRowContext(ctx, query, args...)
	}
	err = row.Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	return n, err == nil, err
}

// stmt returns the prepared form of query, nil where there is none yet. A statement
// cannot be prepared on the one connection while the transaction has it, so a new
// query runs as it is the first time.
func (t *tx) stmt(ctx context.Context, query string) *sql.Stmt {
	if !t.db.dialect.prepare {
		return nil
	}
	if s, ok := t.stmts[query]; ok {
		return s
	}
	s := t.db.writes.lookup(query)
	if s == nil {
		t.miss = append(t.miss, query)
	} else {
		s = t.sql.StmtContext(ctx, s)
	}
	t.stmts[query] = s
	return s
}

// statements are prepared queries of one pool of connections.
type statements struct {
	db *sql.DB
	mu sync.Mutex // guards m
	m  map[string]*sql.Stmt
}

// Queries that are built for one question are few; past this many, none is kept.
const maxStatements = 400

func newStatements(db *sql.DB) *statements {
	return &statements{db: db, m: map[string]*sql.Stmt{}}
}

func (s *statements) lookup(query string) *sql.Stmt {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.m[query]
}

// learn prepares queries for the next time. It is a convenience: a failure shows when the query runs.
func (s *statements) learn(ctx context.Context, queries []string) {
	for _, q := range queries {
		s.prepare(ctx, q)
	}
}

func (s *statements) prepare(ctx context.Context, query string) *sql.Stmt {
	if p := s.lookup(query); p != nil {
		return p
	}
	p, err := s.db.PrepareContext(ctx, query)
	if err != nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if had := s.m[query]; had != nil || len(s.m) >= maxStatements {
		p.Close()
		return had
	}
	s.m[query] = p
	return p
}

func (s *statements) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, p := range s.m {
		errs = append(errs, p.Close())
	}
	clear(s.m)
	return errors.Join(errs...)
}

// rows asks a question, inside the transaction of ctx if it carries one.
func (db *DB) rows(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if t, ok := ctx.Value(txKey{db}).(*tx); ok {
		return t.query(ctx, query, args...)
	}
	args = cleaned(args)
	if db.dialect.prepare {
		if s := db.reads.prepare(ctx, query); s != nil {
			return s.QueryContext(ctx, args...)
		}
	}
	return db.reader.QueryContext(ctx, query, args...)
}

// A scanner is a row to read.
type scanner interface{ Scan(dest ...any) error }

// list reads every row.
func list[T any](ctx context.Context, db *DB, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := db.rows(ctx, query, args...)
	if err != nil {
		return nil, db.explain(err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, db.explain(rows.Err())
}

// one reads the first row; none is [redline.ErrNotFound].
func one[T any](ctx context.Context, db *DB, scan func(scanner) (T, error), query string, args ...any) (T, error) {
	all, err := list(ctx, db, scan, query, args...)
	if err == nil && len(all) == 0 {
		err = redline.ErrNotFound
	}
	if err != nil {
		var none T
		return none, err
	}
	return all[0], nil
}

// value reads rows of one column.
func value[T any](s scanner) (T, error) {
	var v T
	err := s.Scan(&v)
	return v, err
}
