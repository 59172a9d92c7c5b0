package store_test

import (
	"testing"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/store"
)

func TestStrangersBytes(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		const hostile, harmless = "a\x00b\xffc'; drop table texts; --", "a\uFFFDb\uFFFDc'; drop table texts; --"
		d := document(policy)
		d.Name, d.Note = hostile, hostile
		must(t, db.SaveWatchlist(t.Context(), []redline.Platform{acme}, []redline.Document{d}, redline.OriginOperator))
		recs := []store.Recording{accepted(policy, 1, "\x00\xff")}
		for n := 2; n < 5; n++ {
			r := good(policy, n, "")
			r.Capture.Health, r.Capture.Reason, r.Capture.By, r.Capture.TextKey, r.TextKey = "blocked", hostile, hostile, redline.Key{}, redline.Key{}
			r.State.Reason = hostile
			recs = append(recs, r)
		}
		recs[0].Markdown, recs[0].Versions[0].Language = "\x00\xff"+hostile, hostile
		record(t, db, 4, recs...)
		record(t, db, 0, recs...)
		cs, err := db.Captures(t.Context(), redline.CaptureQuery{Unreadable: true})
		must(t, err)
		if len(cs) != 1 || cs[0].Times != 3 || cs[0].Reason != harmless || cs[0].By != harmless {
			t.Errorf("captures %+v, want three folded into one, with %q", cs, harmless)
		}
		md, err := db.Markdown(t.Context(), recs[0].TextKey)
		must(t, err)
		diff(t, "text", md, recs[0].Markdown)
		got := status(t, db, policy)
		diff(t, "name and reason", [2]string{got.Name, got.State.Reason}, [2]string{harmless, harmless})
		must(t, db.SetMark(t.Context(), hostile, hostile))
		mark, err := db.Mark(t.Context(), hostile)
		must(t, err)
		diff(t, "mark", mark, harmless)
	})
}
