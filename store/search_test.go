package store_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/redlinewatch/redline/store"
)

func TestSearchFindsWhereWordsFirstAppear(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		watch(t, db, policy)
		long := strings.Repeat("filler ", 100_000) // more than one part
		texts := []string{
			"# Policy\n\nMessages are end-to-end encrypted.\n\n" + long,
			"# Policy\n\nMessages are end-to-end encrypted.\n\nWe sell Café data.\n\n" + long,
			"# Policy\n\nMessages are private.\n\nWe sell Café data.\n\n" + long,
		}
		for n, md := range texts {
			record(t, db, 1, accepted(policy, n+1, md))
		}
		for _, want := range []bool{true, false, false} {
			more, err := db.BuildIndex(ctx, 2)
			must(t, err)
			if more != want {
				t.Errorf("BuildIndex says more: %v, want %v", more, want)
			}
		}
		for q, want := range map[string]string{
			"encrypted":              "1 Messages are end-to-end encrypted.",
			"ENCRYPTED, end-to-end!": "1 Messages are end-to-end encrypted.",
			"sell café":              "2 We sell Café data.",
			"messages private":       "3 Messages are private.",
			"nothing of this kind":   "",
			`" OR ( NEAR * '`:        "",
			"\x00\xff":               "",
		} {
			found, err := db.Search(ctx, q, 10)
			must(t, err)
			got := ""
			if len(found) > 0 {
				got = fmt.Sprint(found[0].Version.Number, " ", found[0].Snippet)
			}
			diff(t, q, got, want)
		}
	})
}
