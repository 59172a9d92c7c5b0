package store_test

import (
	"errors"
	"testing"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/store"
)

func TestPermitsAreKept(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		first := store.Permit{Host: "acme.example", Reason: "They said yes by mail.", By: "Ann", At: day(1)}
		second := store.Permit{Host: "acme.example", Reason: "They said yes again.", By: "Bob", At: day(2)}
		must(t, db.SavePermit(ctx, first))
		must(t, db.SavePermit(ctx, second))
		first.Ended = day(2)
		got, err := db.Permits(ctx)
		must(t, err)
		diff(t, "permits", got, []store.Permit{second, first})
		must(t, db.EndPermit(ctx, "acme.example", day(3)))
		if err := db.EndPermit(ctx, "acme.example", day(4)); !errors.Is(err, redline.ErrNotFound) {
			t.Errorf("ending it again: %v, want ErrNotFound", err)
		}
		if err := db.SavePermit(ctx, store.Permit{Host: "acme.example"}); !errors.Is(err, redline.ErrInvalid) {
			t.Errorf("without a reason: %v, want ErrInvalid", err)
		}
	})
}
