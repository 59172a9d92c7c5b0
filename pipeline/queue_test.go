package pipeline_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler"
	"github.com/redlinewatch/redline/feed/webhook"
	"github.com/redlinewatch/redline/internal/web"
	"github.com/redlinewatch/redline/pipeline"
	"github.com/redlinewatch/redline/store"
)

// From a page that changes to a signed message at a subscriber's, with the queue that
// serve runs and real HTTP on both sides.
func TestQueueFromPageToWebhook(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		var broken atomic.Bool
		page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			promise := "Your direct messages are end-to-end encrypted. Only you and the person you write to can read them."
			if broken.Load() {
				promise = "Your direct messages are not end-to-end encrypted. We can read them to keep our service safe."
			}
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprintf(w, `<html lang="en"><head><title>Messages</title></head><body><main><h1>Messages</h1><p>%s</p>
				<p>We keep the details of your account for as long as you have one, and delete them thirty days after you close it.</p>
				<p>If you have questions about this page you can write to us, and a person will answer within a week.</p></main></body></html>`, promise)
		}))
		defer page.Close()
		received := make(chan receipt, 10)
		secret, err := webhook.NewSecret(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		receiver := httptest.NewServer(receive(t, secret, received))
		defer receiver.Close()
		watchPage(t, db, page.URL)
		addEndpoint(t, db, receiver.URL, secret)

		client := web.New(web.Options{AllowPrivate: true, NoDelay: true})
		defer client.Close()
		p := pipeline.New(pipeline.Pipeline{
			Store: db, Crawler: crawler.New(crawler.Options{Web: client}), Web: client, PublicURL: "https://redline.example",
			Schedule: pipeline.Schedule{Interval: 300 * time.Millisecond, Look: 100 * time.Millisecond, UrgentLook: 100 * time.Millisecond},
		})
		q, err := pipeline.NewQueue(t.Context(), p, 2)
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		ran := make(chan error, 1)
		go func() { ran <- q.Run(ctx) }()
		eventually(t, "the first version", func() bool {
			versions, err := db.Versions(ctx, "acme/encryption-help")
			return err == nil && len(versions) == 1
		})
		broken.Store(true)
		select {
		case r := <-received:
			if r.kind != string(redline.EventPublished) || r.platform != "acme" {
				t.Errorf("received %+v, want the alert of acme", r)
			}
		case <-time.After(30 * time.Second):
			t.Error("no webhook within 30 seconds")
		}
		eventually(t, "the delivery's record", func() bool {
			deliveries, err := db.Deliveries(ctx, "endpoint-1", 10)
			return err == nil && len(deliveries) == 1 && deliveries[0].State == redline.DeliveryDelivered
		})
		stop()
		if err := <-ran; err != nil {
			t.Errorf("Run: %v", err)
		}
		if n := len(received); n > 0 {
			t.Errorf("%d more messages than one", n)
		}
	})
}

// A receipt is what a subscriber learnt from a message.
type receipt struct{ id, kind, platform string }

// receive is a subscriber that verifies with the library the standard's authors publish.
func receive(t *testing.T, secret string, received chan<- receipt) http.HandlerFunc {
	verifier, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("receiver: %v", err)
			return
		}
		if err := verifier.Verify(body, r.Header); err != nil {
			t.Errorf("receiver: %v", err)
		}
		var m struct {
			Type string
			Data struct{ Platform struct{ ID string } }
		}
		if err := json.Unmarshal(body, &m); err != nil {
			t.Errorf("receiver: %v", err)
		}
		received <- receipt{id: r.Header.Get("webhook-id"), kind: m.Type, platform: m.Data.Platform.ID}
	}
}

func watchPage(t *testing.T, db *store.DB, url string) {
	t.Helper()
	err := db.SaveWatchlist(t.Context(), []redline.Platform{{ID: "acme", Name: "Acme"}}, []redline.Document{{
		ID: "acme/encryption-help", Platform: "acme", Kind: redline.KindEncryptionHelp, Name: "About encrypted messages",
		Sources: []redline.Source{{URL: url + "/messages"}}, Origin: redline.OriginOperator, Interval: 300 * time.Millisecond,
	}}, redline.OriginOperator)
	if err != nil {
		t.Fatal(err)
	}
}

func addEndpoint(t *testing.T, db *store.DB, url, secret string) {
	t.Helper()
	err := db.AddEndpoint(t.Context(), redline.Endpoint{
		ID: "endpoint-1", URL: url + "/hook", Format: "standard", Secret: secret, Created: time.Now().UTC(),
		Filter: redline.Filter{Topics: []redline.Topic{redline.TopicEncryption}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// eventually waits up to half a minute for something to hold.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("%s: not within 30 seconds", what)
}
