// Package store keeps what Redline knows: platforms and documents, captures,
// texts, versions, changes with their verdicts, alerts, and what was sent to whom.
//
// [Open] opens a data folder (SQLite, no server) or a PostgreSQL database, brings
// its schema up to date, and returns a [DB]. Everything is written by a handful of
// methods, each one transaction: [DB.Record] for what a visit or an archive's
// record brought, [DB.Publish] for an entry of an alert with its place in the
// published order, its event and its leaf in the log, the outbox's methods for
// deliveries. Nothing is ever deleted.
//
// What it promises:
//
//   - The same thing written twice is there once: ids are made of content by the
//     callers, and a second write of the same id changes nothing.
//   - A commit whose answer was lost is read back before anybody is told.
//   - The published order only grows, and is committed in its order.
//   - Rows are small. Texts are stored once, compressed against an earlier text of
//     the same document; rows refer to each other by number; a capture that tells
//     nothing new is folded into the one before it.
//
// Queries are written once, in the part of SQL both engines share: $1 placeholders,
// times as Unix microseconds. What differs is in dialect.go. On SQLite one
// connection writes and a small read-only pool reads beside it, so a page never
// waits for an import. A caller that holds a transaction ([DB.Within]) passes its
// context on, and every method called with that context works inside it; a write
// that forgot to would wait for itself, so it fails with [ErrHeld] after a while.
//
// The job queue keeps its own tables in the same database: see [DB.SQL] and [DB.Pool].
package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// ErrHeld means that the one connection that writes was not to be had in time:
// most likely the caller holds a transaction itself and wrote without its context.
var ErrHeld = errors.New("the store is held by a transaction that does not end; was it called inside one, without its context?")

// Options say which store to open, and how.
type Options struct {
	// Dir is the data folder. It is created, for this user only, when missing. With a
	// Database it may be empty.
	Dir string
	// Database is a postgres:// URL. Empty means SQLite in Dir.
	Database string
	// Exclusive takes the data folder for this process alone among those that ask for
	// it; others may still open it beside. On PostgreSQL it means nothing.
	Exclusive bool
	// Key (32 bytes) encrypts addresses and secrets of endpoints. Without it none can be added or used.
	Key []byte
	// Now is the clock of what has no time parameter; nil means time.Now.
	Now func() time.Time
	// Patience is how long a write waits for the connection that writes; 0 means 30 seconds.
	Patience time.Duration
}

// A DB is an open store. Its methods may be called from several goroutines.
type DB struct {
	dialect  dialect
	dir      string
	writer   *sql.DB // SQLite: one connection
	reader   *sql.DB // SQLite: read-only; PostgreSQL: the same as writer
	pool     *pgxpool.Pool
	writes   *statements
	reads    *statements
	lock     *folderLock
	key      []byte
	now      func() time.Time
	patience time.Duration
	codec    *codec
	texts    *textCache
	names    *nameCache
	// commit ends a transaction; a test puts a failing one here.
	commit func(*sql.Tx) error
	closed sync.Once
}

// Engine returns "sqlite" or "postgres".
func (db *DB) Engine() string { return db.dialect.name }

// SQL returns the connections that write: one on SQLite.
func (db *DB) SQL() *sql.DB { return db.writer }

// Pool returns PostgreSQL's connections, nil on SQLite.
func (db *DB) Pool() *pgxpool.Pool { return db.pool }

// Close ends every connection and gives the data folder free.
func (db *DB) Close() error {
	var err error
	db.closed.Do(func() { err = db.close() })
	return err
}

func (db *DB) close() error {
	var errs []error
	if db.writes != nil {
		errs = append(errs, db.writes.close(), db.reads.close())
	}
	if db.reader != nil && db.reader != db.writer {
		errs = append(errs, db.reader.Close()) // first, so that the last connection to close tidies the log
	}
	if db.writer != nil {
		errs = append(errs, db.writer.Close())
	}
	if db.pool != nil {
		db.pool.Close()
	}
	if db.lock != nil {
		errs = append(errs, db.lock.release())
	}
	return errors.Join(errs...)
}

// Vacuum gives space back to the disk that rewritten rows left behind. On PostgreSQL the server does that.
func (db *DB) Vacuum(ctx context.Context) error {
	if db.dialect.name != sqliteName {
		return nil
	}
	_, err := db.writer.ExecContext(ctx, "vacuum")
	return db.explain(err)
}
