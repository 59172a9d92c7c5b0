package store_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/internal/pgtest"
	"github.com/redlinewatch/redline/store"
)

// server is what TestMain and eachEngine share: one PostgreSQL for the whole run.
var server pgtest.Server

func TestMain(m *testing.M) {
	if dir := os.Getenv(childFolder); dir != "" {
		fmt.Fprintln(os.Stderr, child(dir))
		os.Exit(1)
	}
	os.Exit(server.Main(m))
}

// eachEngine runs a test on a fresh store of either engine.
func eachEngine(t *testing.T, test func(t *testing.T, db *store.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, open(t, store.Options{Dir: t.TempDir()})) })
	t.Run("postgres", func(t *testing.T) { test(t, open(t, store.Options{Database: server.Database(t)})) })
}

// open opens a store for the length of a test, with a key and a clock that stands still.
func open(t testing.TB, o store.Options) *store.DB {
	t.Helper()
	if o.Key == nil {
		o.Key = []byte(strings.Repeat("k", 32))
	}
	o.Now = func() time.Time { return day(100) }
	db, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return db
}

// day returns noon of the nth day of the tests.
func day(n int) time.Time { return time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC).AddDate(0, 0, n) }

func textKey(md string) redline.Key {
	var k redline.Key
	copy(k[:], redline.ID("text", md))
	return k
}

var acme = redline.Platform{ID: "acme", Name: "Acme", Owner: "Acme Inc.", Products: []string{"Talk"}}

func document(id string) redline.Document {
	return redline.Document{
		ID: id, Platform: "acme", Kind: redline.KindPrivacyPolicy, Name: "Privacy Policy",
		Sources: []redline.Source{{URL: "https://acme.example/" + id, Select: []redline.Selector{{CSS: "main"}}}},
		Origin:  redline.OriginWatchlist, Interval: time.Hour,
	}
}

// watch saves documents of Acme as the watchlist.
func watch(t testing.TB, db *store.DB, ids ...string) {
	t.Helper()
	var docs []redline.Document
	for _, id := range ids {
		docs = append(docs, document(id))
	}
	must(t, db.SaveWatchlist(t.Context(), []redline.Platform{acme}, docs, redline.OriginWatchlist))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func diff(t testing.TB, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

// good is the recording of a good capture of doc on a day, with its text.
func good(doc string, n int, md string) store.Recording {
	key := textKey(md)
	c := redline.Capture{
		ID: redline.ID("capture", doc, fmt.Sprint(n)), Document: doc, At: day(n), By: "redline", Health: redline.HealthGood, TextKey: key,
		Pages: []redline.Page{{URL: "https://acme.example/" + doc, Status: 200, ETag: fmt.Sprintf(`"%d"`, n), BodyHash: "ab", Took: time.Second}},
	}
	return store.Recording{Capture: c, Markdown: md, TextKey: key, State: redline.State{
		Health: c.Health, LastChecked: c.At, LastGood: c.At, NextDue: c.At.Add(time.Hour), Pages: c.Pages,
	}}
}

// accepted adds to good the version that its text makes.
func accepted(doc string, n int, md string) store.Recording {
	r := good(doc, n, md)
	r.Versions = []redline.Version{{
		ID: redline.ID("version", doc, fmt.Sprint(n)), Document: doc, TextKey: r.TextKey, FirstSeen: r.Capture.At, LastSeen: r.Capture.At,
		Capture: r.Capture.ID, By: r.Capture.By, Words: len(strings.Fields(md)), Language: "en",
	}}
	return r
}

// changed adds to accepted the change from the version of an earlier day.
func changed(doc string, n int, md string, from int, old string) store.Recording {
	r := accepted(doc, n, md)
	id := redline.ID("change", doc, fmt.Sprint(n))
	r.Changes = []redline.Change{{
		ID: id, Document: doc, Old: redline.ID("version", doc, fmt.Sprint(from)), New: r.Versions[0].ID, OldKey: textKey(old), NewKey: r.TextKey,
		Capture: r.Capture.ID, LastWithout: day(n - 1), FirstWith: day(n), Seen: 1, Origin: redline.Live, Verdict: verdict(id),
	}}
	return r
}

func verdict(id string) redline.Verdict {
	return redline.Verdict{
		ID: id, Class: redline.ClassSubstantive, Topics: []redline.Topic{redline.TopicEncryption, redline.TopicMessaging},
		Direction: redline.DirectionWeaker, E2EE: redline.ConfidentialityWeakened, Mechanism: redline.MechanismRemoved,
		Severity: redline.SeverityCritical, Confidence: 0.9, Language: "en", Rules: "1",
		Claims:  []redline.ClaimChange{{Product: "Talk", Property: "messages", From: redline.ClaimDefault, To: redline.ClaimRemoved}},
		Dates:   []redline.FoundDate{{Kind: "effective", Date: "2026-05-08", Sentence: "After 8 May 2026 it ends."}},
		Flags:   []string{"date-unchanged"},
		Reasons: []redline.Reason{{Rule: "promise-removed", Words: "A promise is gone.", Old: "Messages are end-to-end encrypted.", New: ""}},
		Stats:   redline.Stats{BlocksChanged: 1, WordsRemoved: 4},
	}
}

func record(t testing.TB, db *store.DB, want int, recs ...store.Recording) {
	t.Helper()
	got, err := db.Record(t.Context(), recs...)
	must(t, err)
	if got != want {
		t.Errorf("Record wrote %d recordings, want %d", got, want)
	}
}
