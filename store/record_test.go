package store_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/store"
	"github.com/redlinewatch/redline/text"
)

const policy = "acme/privacy-policy"

func TestRecordedIsReadBack(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		watch(t, db, policy)
		first, second := accepted(policy, 1, "# One\n\nold words"), changed(policy, 3, "# One\n\nnew words", 1, "# One\n\nold words")
		second.History = []byte(`{"seen":2}`)
		second.Marks = map[string]string{"import:x": "abc"}
		record(t, db, 2, first, second)

		c, err := db.Capture(ctx, second.Capture.ID)
		must(t, err)
		diff(t, "capture", c, second.Capture)
		g, err := db.Change(ctx, second.Changes[0].ID)
		must(t, err)
		diff(t, "change", g, second.Changes[0])
		vs, err := db.Versions(ctx, policy)
		must(t, err)
		want := []redline.Version{second.Versions[0], first.Versions[0]}
		want[0].Number, want[1].Number = 2, 1
		diff(t, "versions", vs, want)
		for _, r := range []store.Recording{first, second} {
			md, err := db.Markdown(ctx, r.TextKey)
			must(t, err)
			diff(t, "text", md, r.Markdown)
		}
		w, err := db.Watched(ctx, policy)
		must(t, err)
		diff(t, "watched", w, store.Watched{
			Document: document(policy), Platform: acme, State: second.State, Base: &want[0], BaseMarkdown: second.Markdown,
			Pending: second.Changes, History: second.History,
		})
		mark, err := db.Mark(ctx, "import:x")
		must(t, err)
		diff(t, "mark", mark, "abc")
	})
}

func TestRecordTwiceChangesNothing(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		watch(t, db, policy)
		recs := []store.Recording{accepted(policy, 1, "one"), changed(policy, 2, "two", 1, "one")}
		unread := good(policy, 3, "")
		unread.Capture.Health, unread.Capture.TextKey, unread.TextKey = redline.HealthTimeout, redline.Key{}, redline.Key{}
		again := unread
		again.Capture.ID, again.Capture.At = redline.ID("again"), day(4)
		recs = append(recs, unread, again)
		record(t, db, 4, recs...)
		before := dump(t, db)
		record(t, db, 0, recs...)
		record(t, db, 0, recs[2])
		record(t, db, 0, recs[3])
		diff(t, "rows", dump(t, db), before)
	})
}

// dump returns all that is shown, as text.
func dump(t testing.TB, db *store.DB) string {
	t.Helper()
	ctx := t.Context()
	var b strings.Builder
	put := func(v any) {
		j, err := json.MarshalIndent(v, "", " ")
		must(t, err)
		b.Write(j)
	}
	docs, err := db.Documents(ctx, "")
	must(t, err)
	put(docs)
	for _, d := range docs {
		vs, err := db.Versions(ctx, d.ID)
		must(t, err)
		cs, err := db.Captures(ctx, redline.CaptureQuery{Document: d.ID, Limit: 1000})
		must(t, err)
		put(vs)
		put(cs)
	}
	gs, err := db.Changes(ctx, redline.ChangeQuery{Limit: 1000})
	must(t, err)
	as, err := db.Alerts(ctx, redline.AlertQuery{})
	must(t, err)
	rev, _, err := db.Revision(ctx)
	must(t, err)
	put(gs)
	put(as)
	put(rev)
	return b.String()
}

func TestRecordUpdatesAPendingChange(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		watch(t, db, policy)
		first := changed(policy, 2, "two", 1, "one")
		versions := first.Versions
		first.Versions, first.Changes[0].New = nil, ""
		record(t, db, 2, accepted(policy, 1, "one"), first)

		second := good(policy, 3, "two")
		second.Versions = versions
		second.Changes = first.Changes
		c := &second.Changes[0]
		c.Seen, c.Confirmed, c.New, c.Verdict.Confidence = 2, day(3), versions[0].ID, 0.95
		record(t, db, 1, second)
		got, err := db.Change(t.Context(), c.ID)
		must(t, err)
		diff(t, "change", got, *c)
		w, err := db.Watched(t.Context(), policy)
		must(t, err)
		if len(w.Pending) != 0 || w.Base.ID != versions[0].ID {
			t.Errorf("pending %v, base %v; want none, and %s", w.Pending, w.Base, versions[0].ID)
		}
	})
}

func TestSeenMovesLastSeen(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		watch(t, db, policy)
		first := accepted(policy, 1, "one")
		again := good(policy, 5, "one")
		again.Markdown, again.Seen = "", first.Versions[0].ID
		record(t, db, 2, first, again)
		v, err := db.Version(t.Context(), first.Versions[0].ID)
		must(t, err)
		if !v.LastSeen.Equal(day(5)) {
			t.Errorf("last seen %v, want %v", v.LastSeen, day(5))
		}
	})
}

func TestCapturesThatTellNothingFold(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		watch(t, db, policy)
		at := func(n int, h redline.Health) store.Recording {
			r := good(policy, n, "")
			r.Capture.Health, r.Capture.TextKey, r.TextKey, r.Capture.Pages = h, redline.Key{}, redline.Key{}, nil
			return r
		}
		recs := []store.Recording{accepted(policy, 1, "one")}
		for n, h := range []redline.Health{"unchanged", "unchanged", "unchanged", "timeout", "timeout", "unchanged"} {
			recs = append(recs, at(n+2, h))
		}
		record(t, db, 7, recs...)
		cs, err := db.Captures(t.Context(), redline.CaptureQuery{Document: policy})
		must(t, err)
		var got []string
		for _, c := range cs {
			got = append(got, fmt.Sprint(c.Health, " ", c.Times, " ", c.At.Day(), " ", c.Last.Format("2")))
		}
		diff(t, "captures", got, []string{"unchanged 0 8 1", "timeout 2 6 7", "unchanged 3 3 5", "good 0 2 1"})
		un, err := db.Captures(t.Context(), redline.CaptureQuery{Unreadable: true})
		must(t, err)
		if len(un) != 1 {
			t.Errorf("%d unreadable captures, want 1", len(un))
		}
	})
}

func TestArchiveRecordsDoNotFold(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		watch(t, db, policy)
		var recs []store.Recording
		for n := range 3 {
			r := good(policy, n, "same")
			r.Capture.By, r.Capture.Reference, r.Capture.Pages = "ota:contrib", strings.Repeat(fmt.Sprintf("%02x", n), 20), nil
			recs = append(recs, r)
		}
		record(t, db, 3, recs...)
		for _, r := range recs {
			c, err := db.Capture(t.Context(), r.Capture.ID)
			must(t, err)
			diff(t, "capture", c, r.Capture)
		}
	})
}

func TestSameKeyOtherBytes(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		watch(t, db, policy)
		first, layout := accepted(policy, 1, "one"), good(policy, 2, "*one*")
		layout.TextKey, layout.Capture.TextKey = first.TextKey, first.TextKey
		layout.Seen = first.Versions[0].ID
		record(t, db, 2, first, layout)
		md, err := db.Markdown(t.Context(), first.TextKey)
		must(t, err)
		diff(t, "text of the key", md, "one")
		w, err := db.Watched(t.Context(), policy)
		must(t, err)
		diff(t, "base as last seen", w.BaseMarkdown, "*one*")
	})
}

func TestLastCaptureWithAText(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		watch(t, db, policy)
		second := good(policy, 2, "one")
		second.Capture.By, second.Capture.Reference, second.Capture.Pages = "ota:contrib", "x", nil
		second.Capture.Snapshots = []string{"0123456789abcdef0123456789abcdef01234567", "not hexadecimal", "abc"}
		record(t, db, 3, accepted(policy, 1, "one"), second, changed(policy, 3, "two", 1, "one"))
		got, err := db.LastCapture(t.Context(), policy, textKey("one"), day(3))
		must(t, err)
		diff(t, "capture", got, second.Capture)
		if _, err := db.LastCapture(t.Context(), policy, textKey("two"), day(2)); !errors.Is(err, redline.ErrNotFound) {
			t.Errorf("before it was: %v, want ErrNotFound", err)
		}
	})
}

// Documents are imported side by side, so what is stored first is chance.
func TestListingsDoNotDependOnWhatWasStoredFirst(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		histories := map[string][]store.Recording{}
		for _, id := range []string{"acme/a", "acme/b"} {
			histories[id] = []store.Recording{accepted(id, 1, "one"), changed(id, 2, "two", 1, "one"), changed(id, 3, "three", 2, "two")}
		}
		// The same key with other bytes, seen later.
		histories["acme/b"][1].Markdown = "*two*"
		histories["acme/b"][1].Capture.At = day(2).Add(time.Hour)
		other := open(t, store.Options{Dir: t.TempDir()})
		var dumps, texts []string
		for _, run := range []struct {
			db    *store.DB
			order []string
		}{{db, []string{"acme/a", "acme/b"}}, {other, []string{"acme/b", "acme/a"}}} {
			watch(t, run.db, "acme/a", "acme/b")
			for _, id := range run.order {
				record(t, run.db, 3, histories[id]...)
			}
			dumps = append(dumps, dump(t, run.db))
			md, err := run.db.Markdown(t.Context(), textKey("two"))
			must(t, err)
			texts = append(texts, md)
		}
		diff(t, "the other way round", dumps[1], dumps[0])
		diff(t, "texts", texts, []string{"two", "two"})
	})
}

func TestTextWithoutAWord(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		watch(t, db, policy)
		first, none := accepted(policy, 1, "one"), accepted(policy, 2, "")
		key := text.TextKey(nil)
		none.TextKey, none.Capture.TextKey, none.Versions[0].TextKey = key, key, key
		record(t, db, 3, first, none, accepted(policy, 3, "two"))
		for k, want := range map[redline.Key]string{key: "", textKey("two"): "two"} {
			md, err := db.Markdown(t.Context(), k)
			must(t, err)
			diff(t, "text", md, want)
		}
	})
}

func TestRecordRefusesWhatHangsInTheAir(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		watch(t, db, policy)
		r := good("acme/unknown", 1, "x")
		if _, err := db.Record(t.Context(), r); !errors.Is(err, redline.ErrNotFound) {
			t.Errorf("unknown document: %v, want ErrNotFound", err)
		}
		hanging := changed(policy, 4, "y", 2, "x") // nothing made a version on day 2
		if _, err := db.Record(t.Context(), accepted(policy, 1, "one"), good(policy, 3, "x"), hanging); !errors.Is(err, redline.ErrNotFound) {
			t.Errorf("unknown version: %v, want ErrNotFound", err)
		}
		r = good(policy, 1, "x")
		r.TextKey = redline.Key{}
		if _, err := db.Record(t.Context(), r); !errors.Is(err, redline.ErrInvalid) {
			t.Errorf("a text without a key: %v, want ErrInvalid", err)
		}
		// Nothing of a batch that failed is there.
		c, err := db.Counts(t.Context(), time.Time{})
		must(t, err)
		if c.Versions != 0 {
			t.Errorf("%d versions after failures, want none", c.Versions)
		}
		record(t, db, 1, accepted(policy, 1, "one"))
	})
}

func TestOlderHistoryDoesNotMoveTheBase(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		watch(t, db, policy)
		record(t, db, 1, accepted(policy, 50, "now"))
		old := accepted(policy, 1, "then")
		old.Capture.By, old.Versions[0].By = "ota:contrib", "ota:contrib"
		record(t, db, 1, old)
		d, err := db.Document(t.Context(), policy)
		must(t, err)
		if !d.Current.FirstSeen.Equal(day(50)) || d.Current.Number != 2 || !d.State.LastChecked.Equal(day(50)) {
			t.Errorf("current %+v, state %+v: want those of day 50", d.Current, d.State)
		}
		diff(t, "collections", d.Collections, []string{"ota:contrib"})
	})
}

func TestTimeTellsOfEarlierCaptures(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		watch(t, db, policy)
		one, two := accepted(policy, 1, "one"), changed(policy, 2, "two", 1, "one")
		version := two.Versions
		two.Versions, two.Changes[0].New = nil, ""
		record(t, db, 2, one, two)

		later := store.Recording{Capture: redline.Capture{Document: policy}, Versions: version, Changes: two.Changes, History: []byte("h")}
		later.Changes[0].Confirmed, later.Changes[0].New = day(4), version[0].ID
		record(t, db, 0, later)
		got, err := db.Change(t.Context(), later.Changes[0].ID)
		must(t, err)
		diff(t, "change", got, later.Changes[0])
		w, err := db.Watched(t.Context(), policy)
		must(t, err)
		diff(t, "base and history", [2]string{w.Base.ID, string(w.History)}, [2]string{version[0].ID, "h"})

		record(t, db, 0, store.Recording{Capture: redline.Capture{Document: policy}, Base: one.Versions[0].ID})
		w, err = db.Watched(t.Context(), policy)
		must(t, err)
		diff(t, "base again", w.Base.ID, one.Versions[0].ID)
	})
}
