package store_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/store"
)

func everything(redline.Endpoint, redline.Event, redline.Alert) bool { return true }

func endpoint(id string) redline.Endpoint {
	return redline.Endpoint{
		ID: id, URL: "https://hooks.example/secret-" + id, Format: "standard", Secret: "whsec_abc", Created: day(1),
		Filter: redline.Filter{Topics: []redline.Topic{redline.TopicEncryption}},
	}
}

func TestEndpointIsReadBack(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		withChange(t, db)
		publish(t, db, alertOf("a1"), entry(redline.EntryPublished, 3, "x"), redline.EventPublished)
		must(t, db.AddEndpoint(t.Context(), endpoint("one")))
		got, err := db.Endpoint(t.Context(), "one")
		must(t, err)
		want := endpoint("one")
		want.After = 1
		diff(t, "endpoint", got, want)
		if err := db.AddEndpoint(t.Context(), endpoint("one")); !errors.Is(err, redline.ErrInvalid) {
			t.Errorf("the same endpoint again: %v, want ErrInvalid", err)
		}
	})
}

func TestEndpointsWithoutTheKey(t *testing.T) {
	dir := t.TempDir()
	db := open(t, store.Options{Dir: dir})
	must(t, db.AddEndpoint(t.Context(), endpoint("one")))
	bare, err := store.Open(t.Context(), store.Options{Dir: dir})
	must(t, err)
	defer bare.Close()
	if err := bare.AddEndpoint(t.Context(), endpoint("two")); !errors.Is(err, redline.ErrInvalid) {
		t.Errorf("adding without a key: %v, want ErrInvalid", err)
	}
	got, err := bare.Endpoint(t.Context(), "one")
	must(t, err)
	diff(t, "address and secret", [2]string{got.URL, got.Secret}, [2]string{"https://hooks.example/…", ""})
	other := open(t, store.Options{Dir: dir, Key: []byte("another key, of thirty-two bytes")})
	if _, err := other.Endpoint(t.Context(), "one"); err == nil {
		t.Error("another key read the address")
	}
}

// due returns the sequences of what is to be delivered to an endpoint.
func due(t testing.TB, db *store.DB, endpoint string, now time.Time) []int64 {
	t.Helper()
	ds, err := db.DeliveriesDue(t.Context(), endpoint, now, 100)
	must(t, err)
	var got []int64
	for _, d := range ds {
		got = append(got, d.Event.Sequence)
	}
	return got
}

func TestFanOutTellsEachEventOnce(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		withChange(t, db)
		alert := func(n int) { // with sequence n
			publish(t, db, alertOf(fmt.Sprint("a", n)), entry(redline.EntryPublished, n, "x"), redline.EventPublished)
		}
		alert(1)
		must(t, db.AddEndpoint(ctx, endpoint("one")))
		alert(2)
		publish(t, db, alertOf("old"), entry(redline.EntryPublished, 3, "x"), "") // backfill: nobody is told
		must(t, db.AddEndpoint(ctx, endpoint("two")))
		alert(4)
		for _, want := range []int{3, 0} {
			n, err := db.FanOut(ctx, 1, everything)
			must(t, err)
			if n != want {
				t.Errorf("FanOut made %d deliveries, want %d", n, want)
			}
		}
		diff(t, "one gets", due(t, db, "one", day(50)), []int64{2, 4})
		diff(t, "two gets", due(t, db, "two", day(50)), []int64{4})
		diff(t, "too early", due(t, db, "two", day(1)), []int64(nil))
		alert(5)
		n, err := db.FanOut(ctx, 10, func(e redline.Endpoint, v redline.Event, a redline.Alert) bool {
			return e.ID == "two" && v.Type == redline.EventPublished && a.ID == "a5"
		})
		must(t, err)
		if n != 1 {
			t.Errorf("FanOut made %d deliveries, want the one that is wanted", n)
		}
		es, err := db.EndpointsDue(ctx, day(50))
		must(t, err)
		diff(t, "endpoints due", es, []string{"one", "two"})
	})
}

func TestFanOutAtOnce(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		withChange(t, db)
		must(t, db.AddEndpoint(t.Context(), endpoint("one")))
		for n := range 10 {
			publish(t, db, alertOf(fmt.Sprint("a", n)), entry(redline.EntryPublished, n, "x"), redline.EventPublished)
		}
		var wg sync.WaitGroup
		var made atomic.Int64
		for range 4 {
			wg.Go(func() {
				n, err := db.FanOut(t.Context(), 3, everything)
				if err != nil {
					t.Error(err)
				}
				made.Add(int64(n))
			})
		}
		wg.Wait()
		if n := made.Load(); n != 10 || len(due(t, db, "one", day(50))) != 10 {
			t.Errorf("%d deliveries made, %v due; want 10", n, due(t, db, "one", day(50)))
		}
	})
}

func TestAttempts(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		withChange(t, db)
		must(t, db.AddEndpoint(ctx, endpoint("one")))
		publish(t, db, alertOf("a1"), entry(redline.EntryPublished, 3, "x"), redline.EventPublished)
		_, err := db.FanOut(ctx, 10, everything)
		must(t, err)
		ds, err := db.DeliveriesDue(ctx, "one", day(4), 10)
		must(t, err)
		d := ds[0]
		tries := []redline.Attempt{{At: day(4), Status: 500, Took: time.Second, Excerpt: "no"}, {At: day(5), Error: "timeout"}, {At: day(6), Status: 204}}
		states := []redline.DeliveryState{redline.DeliveryPending, redline.DeliveryPending, redline.DeliveryDelivered}
		failures := []time.Time{day(4), day(4), {}}
		for i, a := range tries {
			must(t, db.SaveAttempt(ctx, d.ID, a, states[i], day(5+i)))
			e, err := db.Endpoint(ctx, "one")
			must(t, err)
			if !e.FirstFailure.Equal(failures[i]) {
				t.Errorf("after attempt %d failing since %v, want %v", i+1, e.FirstFailure, failures[i])
			}
		}
		e, err := db.Endpoint(ctx, "one")
		must(t, err)
		if !e.LastSuccess.Equal(day(6)) {
			t.Errorf("last success %v, want %v", e.LastSuccess, day(6))
		}
		got, err := db.Deliveries(ctx, "one", 10)
		must(t, err)
		d.State, d.Attempts, d.NextAt, d.Log = redline.DeliveryDelivered, 3, day(7), tries
		diff(t, "delivery", got, []redline.Delivery{d})
		next, err := db.NextDelivery(ctx)
		must(t, err)
		if !next.IsZero() {
			t.Errorf("next delivery at %v, want none", next)
		}
	})
}

func TestDisableAndReplay(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		withChange(t, db)
		alert := func(n int) {
			publish(t, db, alertOf(fmt.Sprint("a", n)), entry(redline.EntryPublished, n, "x"), redline.EventPublished)
			_, err := db.FanOut(ctx, 10, everything)
			must(t, err)
		}
		alert(1)
		must(t, db.AddEndpoint(ctx, endpoint("one")))
		must(t, db.AddEndpoint(ctx, endpoint("two")))
		alert(2)
		d, err := db.DeliveriesDue(ctx, "one", day(9), 10)
		must(t, err)
		must(t, db.SaveAttempt(ctx, d[0].ID, redline.Attempt{At: day(9), Status: 500}, redline.DeliveryDead, time.Time{}))
		must(t, db.DisableEndpoint(ctx, "one", "five days without an answer", day(10)))
		must(t, db.DisableEndpoint(ctx, "one", "again", day(11)))
		alert(3)
		diff(t, "disabled", due(t, db, "one", day(50)), []int64(nil))
		// The other is told: 2, that one is disabled, and 3.
		diff(t, "the other", due(t, db, "two", day(50)), []int64{2, 0, 3})
		must(t, db.EnableEndpoint(ctx, "one"))
		for _, tc := range []struct{ from, want int64 }{{3, 1}, {2, 1}, {1, 1}, {1, 0}} { // each what does not wait already
			n, err := db.Replay(ctx, "one", tc.from)
			must(t, err)
			if int64(n) != tc.want {
				t.Errorf("replay from %d: %d deliveries, want %d", tc.from, n, tc.want)
			}
		}
		diff(t, "replayed", due(t, db, "one", day(100)), []int64{1, 2, 3})
		if err := db.DisableEndpoint(ctx, "nobody", "x", day(1)); !errors.Is(err, redline.ErrNotFound) {
			t.Errorf("disabling nobody: %v, want ErrNotFound", err)
		}
	})
}

func TestReplayKeepsToTheFilter(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		withChange(t, db)
		e := entry(redline.EntryPublished, 1, "x")
		e.Content.Topics = []redline.Topic{redline.TopicSharing}
		publish(t, db, alertOf("a1"), e, redline.EventPublished)
		publish(t, db, alertOf("a2"), entry(redline.EntryPublished, 2, "x"), redline.EventPublished)
		must(t, db.AddEndpoint(t.Context(), endpoint("one")))
		n, err := db.Replay(t.Context(), "one", 1)
		must(t, err)
		if n != 1 {
			t.Errorf("%d replayed, want 1", n)
		}
		diff(t, "replayed", due(t, db, "one", day(100)), []int64{2})
	})
}

func TestTestDelivery(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		must(t, db.AddEndpoint(t.Context(), endpoint("one")))
		must(t, db.AddEndpoint(t.Context(), endpoint("two")))
		d, err := db.AddTest(t.Context(), "one", day(1))
		must(t, err)
		if n, err := db.FanOut(t.Context(), 10, everything); n != 0 || err != nil {
			t.Errorf("a test was fanned out: %d, %v", n, err)
		}
		got, err := db.DeliveriesDue(t.Context(), "one", day(1), 10)
		must(t, err)
		diff(t, "test", got, []redline.Delivery{d})
	})
}
