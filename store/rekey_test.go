package store_test

import (
	"fmt"
	"testing"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/store"
)

func TestRekey(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		watch(t, db, policy)
		var recs []store.Recording
		for n := range 5 {
			recs = append(recs, accepted(policy, n, fmt.Sprint("text ", n)))
		}
		record(t, db, 5, recs...)
		other := func(md string) redline.Key { return textKey("other rules: " + md) }
		if more, err := db.Rekey(ctx, other, 2); more || err != nil {
			t.Fatalf("a fresh store wants new keys: %v, %v", more, err)
		}
		must(t, db.SetMark(ctx, "store:keys", "0")) // as an older program would have left it
		for _, want := range []bool{true, true, false, false} {
			more, err := db.Rekey(ctx, other, 2)
			must(t, err)
			if more != want {
				t.Errorf("more: %v, want %v", more, want)
			}
		}
		for n := range 5 {
			md, err := db.Markdown(ctx, other(fmt.Sprint("text ", n)))
			must(t, err)
			diff(t, "text", md, fmt.Sprint("text ", n))
		}
		d := status(t, db, policy)
		diff(t, "key of the base", d.Current.TextKey, other("text 4"))
	})
}
