package pipeline_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler"
	"github.com/redlinewatch/redline/internal/demo"
	"github.com/redlinewatch/redline/internal/pgtest"
	"github.com/redlinewatch/redline/internal/web"
	"github.com/redlinewatch/redline/pipeline"
	"github.com/redlinewatch/redline/store"
)

// server is one PostgreSQL for the whole run.
var server pgtest.Server

func TestMain(m *testing.M) { os.Exit(server.Main(m)) }

// eachEngine runs a test on a fresh store of either engine.
func eachEngine(t *testing.T, test func(t *testing.T, db *store.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, open(t, store.Options{Dir: t.TempDir(), Exclusive: true})) })
	t.Run("postgres", func(t *testing.T) { test(t, open(t, store.Options{Database: server.Database(t)})) })
}

func open(t *testing.T, o store.Options) *store.DB {
	t.Helper()
	o.Key = make([]byte, 32)
	db, err := store.Open(t.Context(), o)
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

// Nine months of a simulated web, read over HTTP: what must be noticed becomes an alert,
// and what must not be is in the log with its reason.
func TestStory(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		world, err := demo.Start(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer world.Close()
		play(t, db, world)
		told := recount(t, db)
		for _, chapter := range world.Story() {
			t.Run(chapter.ID, func(t *testing.T) { told.check(t, chapter) })
		}
	})
}

// play runs a pipeline over the whole of a world.
func play(t *testing.T, db *store.DB, world *demo.World) {
	t.Helper()
	if err := db.SaveWatchlist(t.Context(), world.Platforms(), world.Documents(), redline.OriginDemo); err != nil {
		t.Fatal(err)
	}
	var clock atomic.Int64
	now := func() time.Time { return time.UnixMicro(clock.Load()).UTC() }
	client := web.New(web.Options{AllowPrivate: true, NoDelay: true, Timeout: world.SuggestedTimeout(), Now: now})
	t.Cleanup(client.Close)
	p := pipeline.New(pipeline.Pipeline{Store: db, Crawler: crawler.New(crawler.Options{Web: client}), Now: now})
	from, to := world.Span()
	err := p.Play(t.Context(), from, to, func(at time.Time) {
		clock.Store(at.UnixMicro())
		world.SetTime(at)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// An account is everything on record after a story.
type account struct {
	changes  []redline.Change
	captures []redline.Capture
	alerts   map[string]redline.Alert
}

func recount(t *testing.T, db *store.DB) account {
	t.Helper()
	ctx := context.Background()
	a := account{alerts: map[string]redline.Alert{}}
	var err error
	if a.changes, err = db.Changes(ctx, redline.ChangeQuery{Limit: 10_000}); err != nil {
		t.Fatal(err)
	}
	if a.captures, err = db.Captures(ctx, redline.CaptureQuery{Limit: 10_000}); err != nil {
		t.Fatal(err)
	}
	alerts, err := db.Alerts(ctx, redline.AlertQuery{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for _, alert := range alerts {
		a.alerts[alert.ID] = alert
	}
	return a
}

// during returns the changes of a chapter's document that began with it.
func (a account) during(c demo.Chapter) []redline.Change {
	var out []redline.Change
	until := c.From.Add(5 * 24 * time.Hour)
	if !c.Until.IsZero() {
		until = c.Until
	}
	for _, change := range a.changes {
		if change.Document == c.Document && !change.FirstWith.Before(c.From) && change.FirstWith.Before(until) {
			out = append(out, change)
		}
	}
	return out
}

func (a account) check(t *testing.T, c demo.Chapter) {
	changes := a.during(c)
	defer func() {
		if t.Failed() {
			for _, change := range changes {
				t.Logf("%s %s", change.FirstWith.Format(time.DateOnly), describe(change))
			}
		}
	}()
	switch c.Want.Outcome {
	case demo.OutcomeUnreadable:
		a.unreadable(t, c)
	case demo.OutcomeSuppressed:
		noise := slices.ContainsFunc(changes, func(change redline.Change) bool { return suits(c.Want.Noise, change.Verdict.Noise) })
		if !noise && !a.seenAs(c) {
			t.Errorf("%s: no change set aside as %v", c.Document, c.Want.Noise)
		}
		for _, change := range changes {
			if change.Alert != "" {
				t.Errorf("%s: an alert on what should be noise", c.Document)
			}
		}
	case demo.OutcomeAlert, demo.OutcomeFollowUp:
		for _, change := range changes {
			if change.Alert != "" && wanted(c.Want, change.Verdict) {
				return
			}
		}
		t.Errorf("%s: no alert with confidentiality %q, mechanism %v, direction %q, topic %q", c.Document, c.Want.E2EE, c.Want.Mechanisms, c.Want.Direction, c.Want.Topic)
	case demo.OutcomeQuiet:
		for _, change := range changes {
			if change.Alert != "" {
				t.Errorf("%s: an alert on what should only be in the log", c.Document)
			}
		}
		if !slices.ContainsFunc(changes, func(change redline.Change) bool { return wanted(c.Want, change.Verdict) }) {
			t.Errorf("%s: the log has no change of class %v", c.Document, c.Want.Classes)
		}
	}
}

// seenAs reports whether a page that should be noise was found unreadable for the same reason.
func (a account) seenAs(c demo.Chapter) bool {
	return slices.ContainsFunc(a.captures, func(capture redline.Capture) bool {
		return capture.Document == c.Document && len(c.Want.Health) > 0 && slices.Contains(c.Want.Health, capture.Health)
	})
}

func (a account) unreadable(t *testing.T, c demo.Chapter) {
	for _, capture := range a.captures {
		if capture.Document == c.Document && slices.Contains(c.Want.Health, capture.Health) {
			if capture.Reason == "" {
				t.Errorf("%s: %s without a reason", c.Document, capture.Health)
			}
			return
		}
	}
	t.Errorf("%s: no capture with health %v", c.Document, c.Want.Health)
}

// wanted reports whether a verdict is one of those that a chapter allows.
func wanted(w demo.Want, v redline.Verdict) bool {
	return suits(w.Classes, v.Class) && suits(w.Mechanisms, v.Mechanism) &&
		(w.E2EE == "" || w.E2EE == v.E2EE) && (w.Direction == "" || w.Direction == v.Direction) &&
		(w.Topic == "" || slices.Contains(v.Topics, w.Topic))
}

func suits[T comparable](allowed []T, got T) bool {
	return len(allowed) == 0 || slices.Contains(allowed, got)
}

func describe(c redline.Change) string {
	v := c.Verdict
	return fmt.Sprintf("%s %s e2ee=%s mechanism=%s direction=%s severity=%s confidence=%.2f topics=%v alert=%q seen=%d confirmed=%v gone=%v",
		v.Class, v.Noise, v.E2EE, v.Mechanism, v.Direction, v.Severity, v.Confidence, v.Topics, c.Alert, c.Seen, !c.Confirmed.IsZero(), !c.Gone.IsZero())
}
