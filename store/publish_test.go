package store_test

import (
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/store"
)

// alertOf returns an unpublished alert of a change.
func alertOf(id string, changes ...string) redline.Alert {
	return redline.Alert{
		ID: id, Slug: "acme-ends-encryption", Platform: "acme", Group: redline.TopicEncryption, Origin: redline.Live,
		Changes: changes, Entries: []redline.Entry{},
	}
}

func entry(kind redline.EntryKind, n int, headline string) redline.Entry {
	return redline.Entry{At: day(n), Kind: kind, By: "rules", Content: &redline.Content{
		Headline: headline, PlatformName: "Acme", Topics: []redline.Topic{redline.TopicEncryption}, Direction: redline.DirectionWeaker,
		E2EE: redline.ConfidentialityWeakened, Severity: redline.SeverityHigh, FirstWith: day(2),
	}}
}

// withChange records one change of a document and returns its id.
func withChange(t testing.TB, db *store.DB) string {
	t.Helper()
	watch(t, db, policy)
	r := changed(policy, 2, "two", 1, "one")
	record(t, db, 2, accepted(policy, 1, "one"), r)
	return r.Changes[0].ID
}

func publish(t testing.TB, db *store.DB, a redline.Alert, e redline.Entry, event redline.EventType) redline.Alert {
	t.Helper()
	got, err := db.Publish(t.Context(), a, e, event)
	must(t, err)
	return got
}

func TestPublish(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		change := withChange(t, db)
		a := alertOf("a1", change)
		e := entry(redline.EntryPublished, 3, "Acme ends encryption")
		got := publish(t, db, a, e, redline.EventPublished)
		want := a
		want.Entries = []redline.Entry{e}
		want.Entries[0].Sequence = 1
		diff(t, "published", got, want)
		diff(t, "published again", publish(t, db, a, e, redline.EventPublished), want)

		fix := entry(redline.EntryCorrected, 4, "Acme limits encryption")
		fix.Reason = "The first headline said too much."
		got = publish(t, db, got, fix, redline.EventCorrected)
		fix.Sequence = 2
		want.Entries = append(want.Entries, fix)
		diff(t, "corrected", got, want)
		bySlug, err := db.Alert(ctx, "acme-ends-encryption")
		must(t, err)
		diff(t, "by slug", bySlug, want)
		g, err := db.Change(ctx, change)
		must(t, err)
		diff(t, "link of the change", g.Alert, "a1")

		leaves, err := db.Log(ctx, 0, 10)
		must(t, err)
		if len(leaves) != 2 {
			t.Fatalf("%d leaves, want 2", len(leaves))
		}
		for i, l := range leaves {
			if l.Sequence != int64(i+1) || l.Hash != sha256.Sum256(append([]byte{0}, l.Bytes...)) {
				t.Errorf("leaf %d: sequence %d, hash %x", i, l.Sequence, l.Hash)
			}
			var leaf store.Leaf
			must(t, json.Unmarshal(l.Bytes, &leaf))
			diff(t, "leaf", leaf, store.Leaf{Alert: "a1", Entry: want.Entries[i]})
		}
	})
}

// The leaf's bytes are hashed into a log that others keep: they must never come out otherwise.
func TestLeafBytes(t *testing.T) {
	b, err := json.Marshal(store.Leaf{Alert: "a1", Entry: redline.Entry{Sequence: 7, At: day(1), Kind: redline.EntryNote, By: "Ann", Reason: "r"}})
	must(t, err)
	diff(t, "leaf", string(b), `{"alert":"a1","entry":{"sequence":7,"at":"2026-01-02T12:00:00Z","kind":"note","by":"Ann","reason":"r"}}`)
}

func TestCorrectingBackAndForth(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		a := alertOf("a1", withChange(t, db))
		publish(t, db, a, entry(redline.EntryPublished, 3, "one"), "")
		for n, headline := range []string{"two", "one", "two"} {
			publish(t, db, a, entry(redline.EntryCorrected, 4+n, headline), "")
		}
		got := publish(t, db, a, entry(redline.EntryCorrected, 20, "two"), "") // the newest again: a retry
		if len(got.Entries) != 4 || got.Content().Headline != "two" {
			t.Errorf("%d entries, the newest says %q; want 4, and two", len(got.Entries), got.Content().Headline)
		}
	})
}

func TestDraftIsPublished(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		a := alertOf("a1", withChange(t, db))
		a.Entries = []redline.Entry{entry(redline.EntryDrafted, 3, "A draft")}
		must(t, db.SaveDraft(ctx, a))
		must(t, db.SaveDraft(ctx, a))
		waiting, err := db.Alerts(ctx, redline.AlertQuery{Waiting: true})
		must(t, err)
		diff(t, "waiting", waiting, []redline.Alert{a})
		public, err := db.Alerts(ctx, redline.AlertQuery{})
		must(t, err)
		if len(public) != 0 {
			t.Errorf("%d alerts are public, want none", len(public))
		}
		if _, err := db.Alert(ctx, a.Slug); !errors.Is(err, redline.ErrNotFound) {
			t.Errorf("a draft under its slug: %v, want ErrNotFound", err)
		}
		c, err := db.Counts(ctx, day(0))
		must(t, err)
		diff(t, "waiting and open", [2]int{c.Waiting, c.Changes}, [2]int{1, 1})

		got := publish(t, db, a, entry(redline.EntryPublished, 5, "No draft"), redline.EventPublished)
		if len(got.Entries) != 2 || got.Entries[0].Sequence != 0 || got.Sequence() != 1 {
			t.Errorf("entries %+v, want the draft's and the published one", got.Entries)
		}
		if err := db.SaveDraft(ctx, a); !errors.Is(err, redline.ErrInvalid) {
			t.Errorf("drafting a published alert: %v, want ErrInvalid", err)
		}
		c, err = db.Counts(ctx, day(0))
		must(t, err)
		diff(t, "waiting and open", [2]int{c.Waiting, c.Changes}, [2]int{0, 0})
	})
}

func TestPublishRefuses(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		change := withChange(t, db)
		for name, tc := range map[string]struct {
			alert redline.Alert
			kind  redline.EntryKind
			want  error
		}{
			"a draft's entry":            {alertOf("a1", change), redline.EntryDrafted, redline.ErrInvalid},
			"a correction of nothing":    {alertOf("a1", change), redline.EntryCorrected, redline.ErrInvalid},
			"a change nobody recorded":   {alertOf("a1", "unknown"), redline.EntryPublished, redline.ErrNotFound},
			"a platform nobody declared": {redline.Alert{ID: "a2", Platform: "x"}, redline.EntryPublished, redline.ErrNotFound},
		} {
			if _, err := db.Publish(t.Context(), tc.alert, entry(tc.kind, 3, "x"), ""); !errors.Is(err, tc.want) {
				t.Errorf("%s: %v, want %v", name, err, tc.want)
			}
		}
		n, err := db.Sequence(t.Context())
		must(t, err)
		if n != 0 {
			t.Errorf("failures took %d places in the published order, want none", n)
		}
	})
}

func TestSlugsDoNotCollide(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		withChange(t, db)
		var got []string
		for _, id := range []string{"a1", "a2", "acme-ends-encryption-3", "a4"} {
			got = append(got, publish(t, db, alertOf(id), entry(redline.EntryPublished, 3, id), "").Slug)
		}
		diff(t, "slugs", got, []string{"acme-ends-encryption", "acme-ends-encryption-2", "acme-ends-encryption-3", "acme-ends-encryption-4"})
		again := publish(t, db, alertOf("a2"), entry(redline.EntryNote, 9, "later"), "")
		diff(t, "slug after a note", again.Slug, "acme-ends-encryption-2")
	})
}

func TestPublishingAtOnceKeepsTheOrder(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		withChange(t, db)
		const n = 20
		var wg sync.WaitGroup
		for i := range n {
			wg.Go(func() {
				id := fmt.Sprint("a", i%(n/2)) // each alert twice
				if _, err := db.Publish(t.Context(), alertOf(id), entry(redline.EntryPublished, 3, id), redline.EventPublished); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		leaves, err := db.Log(t.Context(), 0, 100)
		must(t, err)
		var got []int64
		for _, l := range leaves {
			got = append(got, l.Sequence)
		}
		diff(t, "sequences", got, []int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
	})
}

func TestCommitWithoutAnAnswerIsReadBack(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		a := alertOf("a1", withChange(t, db))
		lost := errors.New("the connection broke")
		// It was committed, and the answer lost.
		store.SetCommit(db, func(tx *sql.Tx) error { return errors.Join(tx.Commit(), lost) })
		got, err := db.Publish(t.Context(), a, entry(redline.EntryPublished, 3, "x"), redline.EventPublished)
		if err != nil || got.Sequence() != 1 {
			t.Errorf("committed without an answer: sequence %d, %v; want 1", got.Sequence(), err)
		}
		// It was not.
		store.SetCommit(db, func(tx *sql.Tx) error { return errors.Join(tx.Rollback(), lost) })
		if _, err := db.Publish(t.Context(), a, entry(redline.EntryCorrected, 4, "y"), redline.EventCorrected); !errors.Is(err, lost) {
			t.Errorf("not committed: %v, want the failure", err)
		}
		store.SetCommit(db, (*sql.Tx).Commit)
		got = publish(t, db, a, entry(redline.EntryCorrected, 4, "y"), redline.EventCorrected)
		if len(got.Entries) != 2 || got.Entries[1].Sequence != 2 {
			t.Errorf("tried again: %+v, want one correction with sequence 2", got.Entries)
		}
	})
}

func TestAlertQueries(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		change := withChange(t, db)
		grave, old, mild := alertOf("grave", change), alertOf("old"), alertOf("mild")
		old.Origin = redline.Backfilled
		publish(t, db, grave, entry(redline.EntryPublished, 10, "x"), "")
		publish(t, db, old, entry(redline.EntryPublished, 1, "x"), "") // published later, stands at its own date
		e := entry(redline.EntryPublished, 11, "x")
		e.Content.Severity, e.Content.Topics = redline.SeverityLow, []redline.Topic{redline.TopicSharing}
		e.Content.Direction, e.Content.E2EE = redline.DirectionStronger, redline.ConfidentialityNone
		publish(t, db, mild, e, "")
		for name, tc := range map[string]struct {
			q    redline.AlertQuery
			want []string
		}{
			"all":         {redline.AlertQuery{}, []string{"mild", "grave", "old"}},
			"after":       {redline.AlertQuery{After: "mild"}, []string{"grave", "old"}},
			"limit":       {redline.AlertQuery{Limit: 1}, []string{"mild"}},
			"platform":    {redline.AlertQuery{Platform: "nobody"}, nil},
			"topic":       {redline.AlertQuery{Topic: redline.TopicEncryption}, []string{"grave", "old"}},
			"document":    {redline.AlertQuery{Document: policy}, []string{"grave"}},
			"severity":    {redline.AlertQuery{MinSeverity: redline.SeverityMedium}, []string{"grave", "old"}},
			"direction":   {redline.AlertQuery{Direction: redline.DirectionStronger}, []string{"mild"}},
			"e2ee":        {redline.AlertQuery{E2EE: redline.ConfidentialityWeakened}, []string{"grave", "old"}},
			"origin":      {redline.AlertQuery{Origin: redline.Backfilled}, []string{"old"}},
			"since":       {redline.AlertQuery{Since: day(10)}, []string{"mild", "grave"}},
			"until":       {redline.AlertQuery{Until: day(10)}, []string{"old"}},
			"nothing new": {redline.AlertQuery{Waiting: true}, nil},
		} {
			got, err := db.Alerts(t.Context(), tc.q)
			must(t, err)
			var ids []string
			for _, a := range got {
				ids = append(ids, a.ID)
			}
			diff(t, name, ids, tc.want)
		}
	})
}

func TestJoinCandidates(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		a := alertOf("a1", withChange(t, db)) // its change was first seen on day 2
		publish(t, db, a, entry(redline.EntryPublished, 5, "x"), "")
		gone := alertOf("a2", a.Changes...)
		publish(t, db, gone, entry(redline.EntryPublished, 5, "x"), "")
		publish(t, db, gone, redline.Entry{At: day(6), Kind: redline.EntryWithdrawn, By: "Ann", Reason: "wrong"}, redline.EventWithdrawn)
		for _, tc := range []struct {
			group redline.Topic
			at    time.Time
			want  int
		}{
			{redline.TopicEncryption, day(2).Add(48 * time.Hour), 1},
			{redline.TopicEncryption, day(2).Add(-48 * time.Hour), 1},
			{redline.TopicEncryption, day(9), 0},
			{redline.TopicSharing, day(2), 0},
		} {
			got, err := db.JoinCandidates(t.Context(), "acme", tc.group, tc.at)
			must(t, err)
			if len(got) != tc.want {
				t.Errorf("%s around %v: %d alerts, want %d", tc.group, tc.at, len(got), tc.want)
			}
		}
	})
}
