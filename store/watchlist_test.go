package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/store"
)

func save(t testing.TB, db *store.DB, origin redline.Origin, docs ...redline.Document) {
	t.Helper()
	must(t, db.SaveWatchlist(t.Context(), []redline.Platform{acme}, docs, origin))
}

func status(t testing.TB, db *store.DB, id string) redline.DocumentStatus {
	t.Helper()
	d, err := db.Document(t.Context(), id)
	must(t, err)
	return d
}

func TestSavingTheSameListChangesNothing(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		watch(t, db, policy, "acme/terms")
		before := dump(t, db)
		watch(t, db, policy, "acme/terms")
		diff(t, "after saving again", dump(t, db), before)
	})
}

func TestWhatLeavesTheListIsRetired(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		archived := document("acme/archived")
		archived.Sources, archived.Origin = nil, redline.OriginOTA
		must(t, db.AddDocuments(ctx, []redline.Platform{acme}, []redline.Document{archived}))
		watch(t, db, policy, "acme/terms")
		record(t, db, 1, accepted("acme/terms", 1, "one"))
		watch(t, db, policy)
		d := status(t, db, "acme/terms")
		if d.Retired.IsZero() || d.Versions != 1 {
			t.Errorf("retired %v with %d versions, want retired with its version", d.Retired, d.Versions)
		}
		hosts, err := db.DueHosts(ctx, day(200), 10)
		must(t, err)
		diff(t, "hosts due", hosts, []string{"acme.example"})
		due, err := db.Due(ctx, "acme.example", day(200), 10)
		must(t, err)
		diff(t, "due", due, []string{policy})
		save(t, db, redline.OriginOTA) // an archive's documents were on no list
		if d := status(t, db, "acme/archived"); !d.Retired.IsZero() {
			t.Error("a document that an archive brought was retired")
		}
		watch(t, db, policy, "acme/terms")
		if d := status(t, db, "acme/terms"); !d.Retired.IsZero() {
			t.Error("a document that came back is still retired")
		}
	})
}

func TestDeclarationsStandInTheirOrder(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		named := func(name string) redline.Document {
			d := document(policy)
			d.Name = name
			return d
		}
		archived := named("archive")
		archived.Sources = nil
		archived.Origin = redline.OriginOTA
		must(t, db.AddDocuments(t.Context(), []redline.Platform{acme}, []redline.Document{archived}))
		for _, step := range []struct {
			origin redline.Origin
			docs   []redline.Document
			want   string
		}{
			{redline.OriginWatchlist, []redline.Document{named("shipped")}, "shipped"},
			{redline.OriginOperator, []redline.Document{named("operator's")}, "operator's"},
			{redline.OriginWatchlist, []redline.Document{named("shipped")}, "operator's"},
			{redline.OriginOperator, nil, "operator's"}, // retired
			{redline.OriginWatchlist, []redline.Document{named("shipped")}, "shipped"},
		} {
			save(t, db, step.origin, step.docs...)
			diff(t, "name", status(t, db, policy).Name, step.want)
		}
		must(t, db.AddDocuments(t.Context(), []redline.Platform{acme}, []redline.Document{archived}))
		diff(t, "name after an import", status(t, db, policy).Name, "shipped")
	})
}

func TestNewSourcesAreVisitedAtOnce(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		watch(t, db, policy)
		record(t, db, 1, accepted(policy, 1, "one"))
		d := document(policy)
		d.Note = "only a note"
		save(t, db, redline.OriginWatchlist, d)
		if w, err := db.Watched(t.Context(), policy); err != nil || len(w.State.Pages) != 1 || w.State.NextDue.IsZero() {
			t.Errorf("after another note: pages %v, due %v, %v", w.State.Pages, w.State.NextDue, err)
		}
		d.Sources = []redline.Source{{URL: "http://other.example:8080/policy"}}
		save(t, db, redline.OriginWatchlist, d)
		w, err := db.Watched(t.Context(), policy)
		must(t, err)
		if len(w.State.Pages) != 0 || !w.State.NextDue.IsZero() {
			t.Errorf("after another address: pages %v, due %v; want none, at once", w.State.Pages, w.State.NextDue)
		}
		diff(t, "host", status(t, db, policy).Host, "other.example:8080")
	})
}

func TestUnknownPlatform(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		err := db.SaveWatchlist(t.Context(), nil, []redline.Document{document(policy)}, redline.OriginWatchlist)
		if !errors.Is(err, redline.ErrNotFound) {
			t.Errorf("got %v, want ErrNotFound", err)
		}
		if _, err := db.Watched(t.Context(), policy); !errors.Is(err, redline.ErrNotFound) {
			t.Errorf("Watched: %v, want ErrNotFound", err)
		}
	})
}

func TestDue(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		if at, err := db.NextDue(ctx); err != nil || !at.IsZero() {
			t.Errorf("NextDue of nothing: %v, %v", at, err)
		}
		other := document("acme/other")
		other.Sources[0].URL = "https://other.example/"
		save(t, db, redline.OriginWatchlist, document("acme/a"), document("acme/b"), other)
		if at, err := db.NextDue(ctx); err != nil || at.IsZero() || at.After(day(0)) {
			t.Errorf("NextDue of the unvisited: %v, %v; want long ago", at, err)
		}
		record(t, db, 3, good("acme/a", 5, "x"), good("acme/b", 3, "y"), good("acme/other", 4, "z")) // due an hour later
		hosts, err := db.DueHosts(ctx, day(6), 10)
		must(t, err)
		diff(t, "hosts", hosts, []string{"acme.example", "other.example"})
		docs, err := db.Due(ctx, "acme.example", day(6), 10)
		must(t, err)
		diff(t, "documents", docs, []string{"acme/b", "acme/a"})
		docs, err = db.Due(ctx, "acme.example", day(4), 10)
		must(t, err)
		diff(t, "documents earlier", docs, []string{"acme/b"})
		at, err := db.NextDue(ctx)
		must(t, err)
		diff(t, "next", at, day(3).Add(time.Hour))
		must(t, db.Reschedule(ctx, "acme/a", day(1)))
		at, err = db.NextDue(ctx)
		must(t, err)
		diff(t, "next after rescheduling", at, day(1))
	})
}

func TestPlatformsAndCounts(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		beta := redline.Platform{ID: "beta", Name: "beta", Simulated: true}
		must(t, db.SaveWatchlist(ctx, []redline.Platform{beta, acme}, []redline.Document{
			document(policy), document("acme/terms"), document("acme/canary"),
		}, redline.OriginWatchlist))
		dead := good("acme/terms", 7, "")
		dead.Capture.Health, dead.Capture.TextKey, dead.TextKey, dead.State.Health = "timeout", redline.Key{}, redline.Key{}, "timeout"
		noise := changed(policy, 5, "three", 2, "two")
		noise.Changes[0].Verdict = redline.Verdict{ID: noise.Changes[0].ID, Class: redline.ClassNoise, Noise: redline.NoiseLayout}
		record(t, db, 4, accepted(policy, 1, "one"), changed(policy, 2, "two", 1, "one"), noise, dead)
		ps, err := db.Platforms(ctx)
		must(t, err)
		diff(t, "platforms", ps, []redline.PlatformStatus{
			{Platform: acme, Documents: 3, Unreadable: 1, LastChecked: day(7)}, {Platform: beta},
		})
		p, err := db.Platform(ctx, "acme")
		must(t, err)
		diff(t, "platform", p, ps[0])
		c, err := db.Counts(ctx, day(0))
		must(t, err)
		diff(t, "counts", c, redline.Counts{
			Platforms: 2, Documents: 3, Watched: 3, Unreadable: 1, Never: 1, Versions: 3, Changes: 1, Noise: 1, LastChecked: day(7),
		})
		c, err = db.Counts(ctx, day(3))
		must(t, err)
		diff(t, "later changes and noise", [2]int{c.Changes, c.Noise}, [2]int{0, 1})
	})
}

func TestChangeQueries(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		watch(t, db, policy, "acme/terms")
		noise := changed(policy, 3, "three", 2, "two")
		noise.Changes[0].Verdict = redline.Verdict{ID: noise.Changes[0].ID, Class: redline.ClassNoise, Noise: redline.NoiseLayout}
		record(t, db, 5, accepted(policy, 1, "one"), changed(policy, 2, "two", 1, "one"), noise,
			accepted("acme/terms", 1, "a"), changed("acme/terms", 3, "b", 1, "a"))
		id := func(doc string, n string) string { return redline.ID("change", doc, n) }
		two, three, terms := id(policy, "2"), id(policy, "3"), id("acme/terms", "3")
		for name, tc := range map[string]struct {
			q    redline.ChangeQuery
			want []string
		}{
			"all":      {redline.ChangeQuery{}, []string{terms, three, two}},
			"after":    {redline.ChangeQuery{After: terms}, []string{three, two}},
			"limit":    {redline.ChangeQuery{Limit: 1}, []string{terms}},
			"document": {redline.ChangeQuery{Document: policy}, []string{three, two}},
			"platform": {redline.ChangeQuery{Platform: "beta"}, nil},
			"topic":    {redline.ChangeQuery{Topic: redline.TopicMessaging}, []string{terms, two}},
			"no topic": {redline.ChangeQuery{Topic: redline.TopicSharing}, nil},
			"classes":  {redline.ChangeQuery{Classes: []redline.Class{redline.ClassNoise, redline.ClassEditorial}}, []string{three}},
			"since":    {redline.ChangeQuery{Since: day(3)}, []string{terms, three}},
			"until":    {redline.ChangeQuery{Until: day(3)}, []string{two}},
		} {
			got, err := db.Changes(ctx, tc.q)
			must(t, err)
			var ids []string
			for _, c := range got {
				ids = append(ids, c.ID)
			}
			diff(t, name, ids, tc.want)
		}
	})
}
