package store

import "database/sql"

// SetCommit puts another way to end transactions in place.
func SetCommit(db *DB, commit func(*sql.Tx) error) { db.commit = commit }
