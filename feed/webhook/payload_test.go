package webhook_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/feed/webhook"
)

func sample() redline.Alert {
	seen := time.Date(2026, 3, 13, 8, 0, 0, 0, time.UTC)
	return redline.Alert{
		ID: "alert1", Slug: "parlio-help-encryption-removed-2026-03-13-aler", Platform: "parlio", Group: redline.TopicEncryption, Origin: redline.Live, Changes: []string{"c1"},
		Entries: []redline.Entry{{Sequence: 3, At: seen.Add(3 * time.Hour), Kind: redline.EntryPublished, By: "rules", Content: &redline.Content{
			Headline: "Parlio’s help page now says “Encryption ends”", Dek: "It gives no reason.", PlatformName: "Parlio", Simulated: true,
			Topics: []redline.Topic{redline.TopicEncryption}, Direction: redline.DirectionWeaker, E2EE: redline.ConfidentialityWeakened,
			Severity: redline.SeverityHigh, Confidence: 0.9, FirstWith: seen, LastWithout: seen.Add(-time.Hour), Announced: seen, Effective: seen.Add(60 * 24 * time.Hour),
			Quotes:   []redline.Quote{{Change: "c1", Document: "parlio/help", Old: "Chats are encrypted.", New: "Encryption <ends>."}},
			Actions:  []redline.Action{{Step: "Download your chats.", Source: "the notice"}},
			Means:    []string{"A promise is no longer in this document."},
			Evidence: []redline.Evidence{{Side: "before", Version: "v1", URL: "https://parlio.example/help", At: seen}, {Side: "after", At: seen}},
		}}},
	}
}

func payload(a redline.Alert, e redline.Entry, typ redline.EventType) []byte {
	return webhook.Payload(a, e, redline.Event{Sequence: e.Sequence, Type: typ, Alert: a.ID, At: e.At}, "https://redline.example/")
}

func TestPayload(t *testing.T) {
	body := payload(sample(), sample().Entries[0], redline.EventPublished)
	var m map[string]any
	if err := json.Unmarshal(body, &m); err != nil {
		t.Fatal(err)
	}
	data, ok := m["data"].(map[string]any)
	if !ok {
		t.Fatalf("data: %s", body)
	}
	got := map[string]any{
		"schema_version": m["schema_version"], "type": m["type"], "sequence": m["sequence"], "timestamp": m["timestamp"],
		"url": data["url"], "stage": data["stage"], "truncated": data["truncated"], "effective": data["effective"], "unsaid": data["unsaid"],
		"new": data["quotes"].([]any)[0].(map[string]any)["new"], "before": data["evidence"].([]any)[0].(map[string]any)["url"],
		"after": data["evidence"].([]any)[1].(map[string]any)["url"], "simulated": data["platform"].(map[string]any)["simulated"],
	}
	want := map[string]any{
		"schema_version": 1.0, "type": "alert.published", "sequence": 3.0, "timestamp": "2026-03-13T11:00:00Z",
		"url": "https://redline.example/alerts/parlio-help-encryption-removed-2026-03-13-aler", "stage": "announced", "truncated": false,
		"effective": "2026-05-12T08:00:00Z", "unsaid": []any{}, "new": "Encryption <ends>.", "before": "https://redline.example/versions/v1", "after": "", "simulated": true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A delivery that is retried for days sends what it sent first, whatever the alert
// says by then.
func TestPayloadIsOfItsEntry(t *testing.T) {
	a := sample()
	before := payload(a, a.Entries[0], redline.EventPublished)
	milder := a.Content()
	milder.Headline = "Another headline"
	a.Entries = append(a.Entries, redline.Entry{Sequence: 9, At: a.Updated().Add(time.Hour), Kind: redline.EntryCorrected, By: "Ines", Reason: "The date was wrong.", Content: &milder})
	if after := payload(a, a.Entries[0], redline.EventPublished); !bytes.Equal(before, after) {
		t.Errorf("the body of the publication moved:\n%s\n%s", before, after)
	}
	correction := string(payload(a, a.Entries[1], redline.EventCorrected))
	for _, want := range []string{`"reason":"The date was wrong."`, `"by":"Ines"`, `"editorial":"corrected"`, "Another headline", `"type":"alert.corrected"`} {
		if !strings.Contains(correction, want) {
			t.Errorf("the correction lacks %s: %s", want, correction)
		}
	}
}

func TestPayloadStaysSmall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		huge := func(label string) string {
			return strings.Repeat(rapid.StringN(0, 30, 60).Draw(t, label), rapid.IntRange(0, 2000).Draw(t, label+" times"))
		}
		a := sample()
		c := a.Entries[0].Content
		c.Headline, c.Dek, c.Attribution, c.Region, c.PlatformName = huge("headline"), huge("dek"), huge("attribution"), huge("region"), huge("name")
		for range 5 {
			c.Means = append(c.Means, huge("means"))
			c.Unsaid = append(c.Unsaid, huge("unsaid"))
			c.Quotes = append(c.Quotes, redline.Quote{Old: huge("old"), New: huge("new"), Section: []string{huge("section")}})
			c.Actions = append(c.Actions, redline.Action{Step: huge("step"), Source: huge("source")})
			c.Evidence = append(c.Evidence, redline.Evidence{URL: huge("url"), At: time.Date(99999, 1, 1, 0, 0, 0, 0, time.UTC)})
		}
		body := payload(a, a.Entries[0], redline.EventPublished)
		var m struct{ Data webhook.Alert }
		if err := json.Unmarshal(body, &m); err != nil || len(body) > webhook.MaxPayload || m.Data.ID != "alert1" || m.Data.URL == "" {
			t.Fatalf("%d bytes, %v: %.300s", len(body), err, body)
		}
	})
}

func TestEndpointPayload(t *testing.T) {
	body := webhook.EndpointPayload(redline.Endpoint{ID: "e1", Reason: "no success for 5 days", Secret: knownSecret, URL: "https://x.example/token"},
		redline.Event{Type: redline.EventDisabled, At: time.Unix(0, 0)})
	want := `{"schema_version":1,"type":"endpoint.disabled","timestamp":"1970-01-01T00:00:00Z","sequence":0,"data":{"id":"e1","reason":"no success for 5 days"}}`
	if string(body) != want {
		t.Errorf("got %s", body)
	}
}
