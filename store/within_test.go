package store_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/store"
)

func TestWithinIsOneTransaction(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		watch(t, db, policy)
		failure := errors.New("killed")
		err := db.Within(t.Context(), func(ctx context.Context, _ *sql.Tx) error {
			record(t, db, 0) // nothing to record needs no writer
			if n, err := db.Record(ctx, accepted(policy, 1, "one")); n != 1 || err != nil {
				t.Errorf("Record inside: %d, %v", n, err)
			}
			if md, err := db.Markdown(ctx, textKey("one")); md != "one" || err != nil {
				t.Errorf("Markdown inside: %q, %v", md, err)
			}
			return failure
		})
		if !errors.Is(err, failure) {
			t.Fatalf("Within: %v, want what its function returned", err)
		}
		if _, err := db.Markdown(t.Context(), textKey("one")); !errors.Is(err, redline.ErrNotFound) {
			t.Errorf("Markdown after a rollback: %v, want ErrNotFound", err)
		}
		record(t, db, 1, accepted(policy, 1, "one"))
	})
}

func TestWriteInsideWithoutItsContextFails(t *testing.T) {
	db := open(t, store.Options{Dir: t.TempDir(), Patience: 50 * time.Millisecond})
	watch(t, db, policy)
	err := db.Within(t.Context(), func(context.Context, *sql.Tx) error {
		_, err := db.Record(t.Context(), accepted(policy, 1, "one"))
		return err
	})
	if !errors.Is(err, store.ErrHeld) {
		t.Errorf("got %v, want ErrHeld", err)
	}
	record(t, db, 1, accepted(policy, 1, "one"))
}
