// Package migrations holds the schema of the store as numbered SQL files, a
// directory an engine, embedded in the program.
//
// Package store applies them in order with goose and refuses a database that is
// ahead of them. A file that has been released is never edited: the schema
// changes by a new file, in both directories, under the same number and name.
// The tables of the job queue are not here; package pipeline brings them.
package migrations

import (
	"embed"
	"io/fs"
)

//go:embed sqlite/*.sql postgres/*.sql
var files embed.FS

// SQLite returns the migrations for SQLite.
func SQLite() fs.FS { return engine("sqlite") }

// Postgres returns the migrations for PostgreSQL.
func Postgres() fs.FS { return engine("postgres") }

func engine(name string) fs.FS {
	sub, err := fs.Sub(files, name)
	if err != nil {
		panic(err) // the name is a constant, and the directory is embedded
	}
	return sub
}
