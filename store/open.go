package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/redlinewatch/redline"
)

// FileName of the database in a data folder.
const FileName = "redline.db"

const (
	defaultPatience = 30 * time.Second
	busyTimeout     = 15 * time.Second // for another process on the same file
	readers         = 4
	keyLength       = 32
)

// Open opens the store, creating and migrating it as needed. A database of a newer
// program is [redline.ErrNewer]; a folder held by another process is [redline.ErrInUse].
func Open(ctx context.Context, o Options) (*DB, error) {
	if o.Key != nil && len(o.Key) != keyLength {
		return nil, fmt.Errorf("the key is %d bytes long: %w: want %d", len(o.Key), redline.ErrInvalid, keyLength)
	}
	if o.Dir == "" && o.Database == "" {
		return nil, fmt.Errorf("neither a data folder nor a database is named: %w", redline.ErrInvalid)
	}
	db := &DB{dir: o.Dir, key: o.Key, now: o.Now, patience: o.Patience, commit: (*sql.Tx).Commit}
	if db.now == nil {
		db.now = time.Now
	}
	if db.patience == 0 {
		db.patience = defaultPatience
	}
	db.codec, db.texts, db.names = newCodec(), newTextCache(textCacheBytes), newNameCache()
	if err := db.open(ctx, o); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func (db *DB) open(ctx context.Context, o Options) error {
	if o.Database != "" {
		return db.openPostgres(ctx, o.Database)
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return fmt.Errorf("create the data folder %s: %w", o.Dir, err)
	}
	if o.Exclusive {
		l, err := lockFolder(filepath.Join(o.Dir, lockName))
		if err != nil {
			return fmt.Errorf("data folder %s: %w", o.Dir, err)
		}
		db.lock = l
	}
	return db.openSQLite(ctx)
}

func (db *DB) openSQLite(ctx context.Context) error {
	db.dialect = sqliteDialect()
	path := filepath.Join(db.dir, FileName)
	busy := fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds())
	// A commit must survive a power cut, so synchronous stays full.
	writer, err := sqliteFile(path, "immediate", busy, "journal_mode(wal)", "synchronous(full)",
		"temp_store(memory)", "cache_size(-8000)", "journal_size_limit(4194304)")
	if err != nil {
		return err
	}
	writer.SetMaxOpenConns(1)
	db.writer = writer
	if db.reader, err = sqliteFile(path, "deferred", busy, "query_only(1)", "cache_size(-4000)"); err != nil {
		return err
	}
	db.reader.SetMaxOpenConns(readers)
	db.reader.SetMaxIdleConns(readers)
	db.writes, db.reads = newStatements(db.writer), newStatements(db.reader)
	if err := db.writer.PingContext(ctx); err != nil {
		return fmt.Errorf("open %s: %w", path, db.explain(err))
	}
	// Two processes opening a fresh folder must not both create the tables.
	wait, stop := context.WithTimeoutCause(ctx, db.patience, redline.ErrInUse)
	defer stop()
	l, err := awaitLock(wait, filepath.Join(db.dir, migrateLockName))
	if err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	return errors.Join(db.migrate(ctx), l.release())
}

func sqliteFile(path, txlock string, pragmas ...string) (*sql.DB, error) {
	q := url.Values{"_txlock": {txlock}, "_pragma": pragmas}
	// An absolute path keeps its meaning, and escaping keeps ? and # in a folder's name apart from the query.
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(abs), RawQuery: q.Encode()}
	return sql.Open("sqlite", u.String())
}

func (db *DB) openPostgres(ctx context.Context, address string) error {
	db.dialect = postgresDialect()
	cfg, err := pgxpool.ParseConfig(address)
	if err != nil {
		// pgx takes the password out of what it says.
		return fmt.Errorf("the address of the database: %w: %w", redline.ErrInvalid, err)
	}
	if db.pool, err = pgxpool.NewWithConfig(ctx, cfg); err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	db.writer = stdlib.OpenDBFromPool(db.pool)
	db.reader = db.writer
	db.writes, db.reads = newStatements(db.writer), newStatements(db.reader)
	if err := db.pool.Ping(ctx); err != nil {
		return fmt.Errorf("reach the database at %s: %w", cfg.ConnConfig.Host, err)
	}
	return db.migrate(ctx)
}

// migrate brings the schema up to date, and refuses one it does not know.
func (db *DB) migrate(ctx context.Context) error {
	opts := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if db.dialect.name == postgresName {
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 120))
		if err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider(db.dialect.goose, db.writer, db.dialect.migrations, opts...)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	has, err := p.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("read the version of the schema: %w", db.explain(err))
	}
	sources := p.ListSources()
	knows := sources[len(sources)-1].Version
	if has > knows {
		return fmt.Errorf("the database has schema %d, this program knows up to %d: %w", has, knows, redline.ErrNewer)
	}
	if has == knows {
		return nil
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate from schema %d to %d: %w", has, knows, db.explain(err))
	}
	if has == 0 {
		return db.signKeys(ctx)
	}
	return nil
}

// Schema returns the version of the database's schema.
func (db *DB) Schema(ctx context.Context) (int64, error) {
	return one(ctx, db, value[int64], `select max(version_id) from goose_db_version where is_applied`)
}
