package store

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"

	"github.com/redlinewatch/redline/migrations"
)

const (
	sqliteName   = "sqlite"
	postgresName = "postgres"
)

// A dialect is what differs between the engines.
type dialect struct {
	name       string
	goose      goose.Dialect
	migrations fs.FS
	// prepare: statements are worth keeping. pgx keeps its own.
	prepare bool
	// lockRow ends a select of a row that is about to be changed. SQLite has one writer, and no words for it.
	lockRow string
	// indexText adds a text ($2) to the search index under a number ($1).
	indexText string
	// searchText selects version and score, the best lowest, of what matches the terms ($1), limited ($2).
	searchText  string
	searchTerms func(words []string) string
}

func sqliteDialect() dialect {
	return dialect{
		name: sqliteName, goose: goose.DialectSQLite3, migrations: migrations.SQLite(), prepare: true,
		indexText: `insert into search (rowid, body) values ($1, $2)`,
		searchText: `select s.version, min(i.rank) as score from search i join searched s on s.num = i.rowid
			where search match $1 group by s.version order by score limit $2`,
		searchTerms: func(words []string) string { return `"` + strings.Join(words, `" "`) + `"` },
	}
}

func postgresDialect() dialect {
	return dialect{
		name: postgresName, goose: goose.DialectPostgres, migrations: migrations.Postgres(), lockRow: " for update",
		indexText: `insert into search (num, body) values ($1, to_tsvector('simple', $2))`,
		searchText: `select s.version, min(-ts_rank(i.body, q.q)) as score from search i join searched s on s.num = i.num,
			plainto_tsquery('simple', $1) q where i.body @@ q.q group by s.version order by score limit $2`,
		searchTerms: func(words []string) string { return strings.Join(words, " ") },
	}
}

// SQLite's primary result codes (sqlite.org/rescode.html).
const (
	sqliteBusy     = 5
	sqliteReadOnly = 8
	sqliteIOErr    = 10
	sqliteCorrupt  = 11
	sqliteFull     = 13
	sqliteCantOpen = 14
	sqliteNotADB   = 26
)

// explain puts into words what an operator can do something about.
func (db *DB) explain(err error) error {
	if err == nil {
		return nil
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		if words := sqliteWords(lite.Code()&0xff, db.dir); words != "" {
			return fmt.Errorf("%s: %w", words, err)
		}
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "53100":
			return fmt.Errorf("the disk of the database server is full: %w", err)
		case "25006":
			return fmt.Errorf("the database is read-only: %w", err)
		}
	}
	return err
}

func sqliteWords(code int, dir string) string {
	switch code {
	case sqliteFull:
		return "the disk that holds " + dir + " is full"
	case sqliteReadOnly, sqliteCantOpen:
		return "the data folder " + dir + " cannot be written to"
	case sqliteIOErr:
		return "the disk that holds " + dir + " fails"
	case sqliteCorrupt, sqliteNotADB:
		return "the database in " + dir + " is damaged"
	case sqliteBusy:
		return "another process writes to " + dir + " for too long"
	}
	return ""
}

// passing reports whether err is a conflict between transactions that goes away when tried again.
func passing(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}
