package pipeline_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/pipeline"
	"github.com/redlinewatch/redline/store"
	"github.com/redlinewatch/redline/text"
)

// The claims of a document can be asked for at any date.
func TestClaimsAt(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		doc := redline.Document{ID: "acme/encryption-help", Platform: "acme", Kind: redline.KindEncryptionHelp, Name: "Help", Product: "Acme Talk"}
		if err := db.SaveWatchlist(t.Context(), []redline.Platform{{ID: "acme", Name: "Acme"}}, []redline.Document{doc}, redline.OriginWatchlist); err != nil {
			t.Fatal(err)
		}
		day := func(n int) time.Time { return time.Date(2026, 3, n, 9, 0, 0, 0, time.UTC) }
		for n, md := range map[int]string{
			2: "Your messages are end-to-end encrypted by default.",
			5: "Your messages are end-to-end encrypted by default. Call us by phone.",
			9: "Your messages are not end-to-end encrypted.",
		} {
			key := text.FromMarkdown(md).Key
			c := redline.Capture{ID: redline.ID("capture", fmt.Sprint(n)), Document: doc.ID, At: day(n), By: "redline", Health: redline.HealthGood, TextKey: key}
			v := redline.Version{ID: redline.ID("version", fmt.Sprint(n)), Document: doc.ID, TextKey: key, FirstSeen: c.At, LastSeen: c.At, Capture: c.ID, By: c.By, Words: 8, Language: "en"}
			if _, err := db.Record(t.Context(), store.Recording{Capture: c, Markdown: md, TextKey: key, Versions: []redline.Version{v}}); err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := pipeline.ClaimsAt(t.Context(), db, doc.ID, day(1)); !errors.Is(err, redline.ErrNotFound) {
			t.Errorf("before the first version: %v, want not found", err)
		}
		if _, _, err := pipeline.ClaimsAt(t.Context(), db, "acme/nothing", day(9)); !errors.Is(err, redline.ErrNotFound) {
			t.Errorf("of no document: %v, want not found", err)
		}
		for n, want := range map[int]string{
			2: "2: Acme Talk messages default since 2, or earlier true, before -",
			6: "5: Acme Talk messages default since 2, or earlier true, before -",
			9: "9: Acme Talk messages no since 9, or earlier false, before default",
		} {
			claims, version, err := pipeline.ClaimsAt(t.Context(), db, doc.ID, day(n))
			if err != nil || len(claims) != 1 {
				t.Fatalf("claims on day %d: %v, %v", n, claims, err)
			}
			c, before := claims[0], "-"
			if c.Before != nil {
				before = string(c.Before.State)
			}
			got := fmt.Sprintf("%d: %s %s %s since %d, or earlier %v, before %s", version.FirstSeen.Day(), c.Product, c.Property, c.State, c.Since.Day(), c.OrEarlier, before)
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("on day %d (-want +got):\n%s", n, d)
			}
		}
	})
}
