package pipeline_test

import (
	"testing"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/pipeline"
	"github.com/redlinewatch/redline/store"
	"github.com/redlinewatch/redline/text"
)

// A process that was killed between recording a confirmed change and publishing it
// leaves the change without an alert. The next one makes up for it, once.
func TestSweepPublishesWhatWasLeft(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		watchPage(t, db, "https://acme.example")
		now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
		first := said("Your direct messages are end-to-end encrypted. Only you and the person you write to can read them.", now.Add(-48*time.Hour))
		second := said("Your direct messages are not end-to-end encrypted. We can read them to keep our service safe.", now.Add(-24*time.Hour))
		old, new := text.FromMarkdown(first.Markdown), text.FromMarkdown(second.Markdown)
		c := redline.Change{
			ID: redline.ID("change"), Document: "acme/encryption-help", Old: first.Versions[0].ID, New: second.Versions[0].ID,
			OldKey: old.Key, NewKey: new.Key, Capture: second.Capture.ID, LastWithout: first.Capture.At, FirstWith: second.Capture.At,
			Seen: 3, Confirmed: now, Origin: redline.Live,
		}
		c.Verdict = differ.Judge(differ.Comparison{ID: c.ID, Old: old, New: new, Hunks: differ.Diff(old, new), At: c.FirstWith}, differ.History{})
		second.Changes = []redline.Change{c}
		if n, err := db.Record(t.Context(), first, second); err != nil || n != 2 {
			t.Fatalf("Record = %d, %v", n, err)
		}
		p := pipeline.New(pipeline.Pipeline{Store: db, Now: func() time.Time { return now }})
		for range 2 {
			if err := p.Sweep(t.Context(), now.AddDate(0, -1, 0)); err != nil {
				t.Fatal(err)
			}
		}
		alerts, err := db.Alerts(t.Context(), redline.AlertQuery{})
		if err != nil || len(alerts) != 1 || alerts[0].Changes[0] != c.ID {
			t.Errorf("alerts %v, %v; want one on the change", alerts, err)
		}

		if err := p.Index(t.Context(), time.Minute); err != nil {
			t.Fatal(err)
		}
		found, err := db.Search(t.Context(), "keep our service safe", 5)
		if err != nil || len(found) != 1 || found[0].Version.ID != second.Versions[0].ID {
			t.Errorf("search found %v, %v; want the second version", found, err)
		}
	})
}

// said is the recording of a capture whose text becomes a version.
func said(md string, at time.Time) store.Recording {
	key := text.FromMarkdown(md).Key
	capture := redline.Capture{
		ID: redline.ID("capture", md), Document: "acme/encryption-help", At: at, By: pipeline.By, Health: redline.HealthGood, TextKey: key,
	}
	return store.Recording{Capture: capture, Markdown: md, TextKey: key, Versions: []redline.Version{{
		ID: redline.ID("version", md), Document: capture.Document, TextKey: key, FirstSeen: at, LastSeen: at, Capture: capture.ID, By: capture.By,
	}}}
}
