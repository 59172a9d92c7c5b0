package webhook

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/alert"
)

// SchemaVersion is the version of the body's schema: fields are added within a
// version, and a receiver ignores those it does not know.
const SchemaVersion = 1

// MaxPayload is the most bytes a body has.
const MaxPayload = 20_000

// A Message is the body of a delivery. Every key is always present; a time that is not
// known is null.
type Message struct {
	SchemaVersion int               `json:"schema_version"`
	Type          redline.EventType `json:"type"`
	Timestamp     time.Time         `json:"timestamp"` // of the event, not of the attempt
	// Sequence grows with every event of an alert; a gap is normal where a filter applies.
	Sequence int64 `json:"sequence"`
	Data     any   `json:"data"` // an Alert or an Endpoint
}

// An Alert is what a message tells of an alert: as it was when the event happened.
type Alert struct {
	ID         string                  `json:"id"` // the same in every message about it
	Slug       string                  `json:"slug"`
	URL        string                  `json:"url"`
	Platform   Platform                `json:"platform"`
	Group      redline.Topic           `json:"group"`
	Stage      string                  `json:"stage"`
	Looks      string                  `json:"looks"`
	Editorial  string                  `json:"editorial"`
	By         string                  `json:"by"`     // "rules", or who published, corrected or withdrew it
	Reason     string                  `json:"reason"` // of a correction or withdrawal
	Headline   string                  `json:"headline"`
	Dek        string                  `json:"dek"`
	Products   []string                `json:"products"`
	Topics     []redline.Topic         `json:"topics"`
	Direction  redline.Direction       `json:"direction"`
	E2EE       redline.Confidentiality `json:"e2ee"`
	Mechanism  redline.Mechanism       `json:"mechanism"`
	Severity   redline.Severity        `json:"severity"`
	Confidence float64                 `json:"confidence"`
	Region     string                  `json:"region"`
	Language   string                  `json:"language"`

	Published   *time.Time `json:"published"`
	LastWithout *time.Time `json:"last_without"` // changed between this
	FirstWith   *time.Time `json:"first_with"`   // and this
	Announced   *time.Time `json:"announced"`
	Effective   *time.Time `json:"effective"`

	Quotes   []Quote    `json:"quotes"`
	Actions  []Action   `json:"actions"`
	Means    []string   `json:"means"`
	Unsaid   []string   `json:"unsaid"`
	Evidence []Evidence `json:"evidence"`
	// Attribution is owed by whoever shows this; empty when nothing is.
	Attribution string `json:"attribution"`
	// Truncated says that something was left out to keep the size; the URL has all.
	Truncated bool `json:"truncated"`
}

// A Platform names who made the promise.
type Platform struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Simulated bool   `json:"simulated"` // fictional, of a demonstration
}

// A Quote is a passage before and after.
type Quote struct {
	Change   string   `json:"change"`
	Document string   `json:"document"`
	Section  []string `json:"section"`
	Old      string   `json:"old"`
	New      string   `json:"new"`
	URL      string   `json:"url"` // of the change, with the full comparison
}

// An Action is what a reader can do.
type Action struct {
	Step     string     `json:"step"`
	Link     string     `json:"link"`
	Deadline *time.Time `json:"deadline"`
	Source   string     `json:"source"`
}

// Evidence names a capture the alert rests on.
type Evidence struct {
	Side     string      `json:"side"` // "before" or "after"
	Document string      `json:"document"`
	Source   string      `json:"source"` // the page that was read
	At       *time.Time  `json:"at"`
	By       string      `json:"by"`
	TextKey  redline.Key `json:"text_key"`
	BodyHash string      `json:"body_hash"`
	URL      string      `json:"url"` // the version here; empty when none was made
}

// An Endpoint is what a message tells of the receiver itself.
type Endpoint struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
}

// Payload returns the body that tells of one entry of an alert, at most [MaxPayload]
// bytes. Links begin with publicURL; without one they are paths. It depends on nothing
// that comes after the entry, so that every attempt sends the same.
func Payload(a redline.Alert, entry redline.Entry, event redline.Event, publicURL string) []byte {
	base := strings.TrimRight(publicURL, "/")
	m := Message{SchemaVersion: SchemaVersion, Type: event.Type, Timestamp: event.At.UTC(), Sequence: event.Sequence}
	data := describe(upTo(a, entry), entry, event.At, base)
	for step := 0; ; step++ {
		m.Data = data
		body := encode(m)
		if len(body) <= MaxPayload || !shrink(&data, step) {
			return body
		}
	}
}

// EndpointPayload returns the body of a test message, or of the notice that an
// endpoint was disabled.
func EndpointPayload(e redline.Endpoint, event redline.Event) []byte {
	return encode(Message{
		SchemaVersion: SchemaVersion, Type: event.Type, Timestamp: event.At.UTC(), Sequence: event.Sequence,
		Data: Endpoint{ID: e.ID, Reason: cut(e.Reason, 1000)},
	})
}

// upTo returns the alert as it was when entry was made.
func upTo(a redline.Alert, entry redline.Entry) redline.Alert {
	for i, e := range a.Entries {
		if e.Kind == entry.Kind && e.Sequence == entry.Sequence && e.At.Equal(entry.At) {
			a.Entries = a.Entries[: i+1 : i+1]
			return a
		}
	}
	return alert.Append(a, entry)
}

func describe(a redline.Alert, entry redline.Entry, now time.Time, base string) Alert {
	c := a.Content()
	out := Alert{
		ID: a.ID, Slug: a.Slug, URL: base + "/alerts/" + a.Slug,
		Platform: Platform{ID: a.Platform, Name: c.PlatformName, Simulated: c.Simulated},
		Group:    a.Group, Stage: alert.Stage(a, now), Looks: alert.Looks(a), Editorial: alert.Editorial(a),
		By: entry.By, Reason: cut(entry.Reason, 2000), Headline: c.Headline, Dek: c.Dek,
		Products: list(c.Products), Topics: list(c.Topics), Direction: c.Direction, E2EE: c.E2EE,
		Mechanism: c.Mechanism, Severity: c.Severity, Confidence: c.Confidence, Region: c.Region, Language: c.Language,
		Published: known(a.Published()), LastWithout: known(c.LastWithout), FirstWith: known(c.FirstWith),
		Announced: known(c.Announced), Effective: known(c.Effective),
		Quotes: []Quote{}, Actions: []Action{}, Means: list(c.Means), Unsaid: list(c.Unsaid), Evidence: []Evidence{},
		Attribution: c.Attribution,
	}
	for _, q := range c.Quotes {
		out.Quotes = append(out.Quotes, Quote{
			Change: q.Change, Document: q.Document, Section: list(q.Section),
			Old: q.Old, New: q.New, URL: base + "/changes/" + q.Change,
		})
	}
	for _, s := range c.Actions {
		out.Actions = append(out.Actions, Action{Step: s.Step, Link: s.Link, Deadline: known(s.Deadline), Source: s.Source})
	}
	for _, e := range c.Evidence {
		v := Evidence{Side: e.Side, Document: e.Document, Source: e.URL, At: known(e.At), By: e.By, TextKey: e.TextKey, BodyHash: e.BodyHash}
		if e.Version != "" {
			v.URL = base + "/versions/" + e.Version
		}
		out.Evidence = append(out.Evidence, v)
	}
	return out
}

// shrink leaves something out, the least important first, and reports whether it could.
func shrink(a *Alert, step int) bool {
	a.Truncated = true
	switch {
	case step == 0:
		a.Evidence = a.Evidence[:min(len(a.Evidence), 4)]
		a.Unsaid = a.Unsaid[:min(len(a.Unsaid), 2)]
	case step == 1:
		a.Quotes = a.Quotes[:min(len(a.Quotes), 1)]
	case step <= 8:
		limit := 2000 >> (step - 2)
		for _, s := range texts(a) {
			*s = cut(*s, limit)
		}
	case step == 9:
		a.Evidence, a.Quotes, a.Actions = []Evidence{}, []Quote{}, []Action{}
		a.Means, a.Unsaid, a.Products, a.Topics = []string{}, []string{}, []string{}, []redline.Topic{}
	default:
		return false
	}
	return true
}

// texts are all strings of unbounded length.
func texts(a *Alert) []*string {
	out := []*string{&a.Attribution, &a.Reason, &a.Platform.Name, &a.Headline, &a.Dek, &a.Region, &a.Language, &a.By}
	for i := range a.Quotes {
		out = append(out, &a.Quotes[i].Old, &a.Quotes[i].New)
		for n := range a.Quotes[i].Section {
			out = append(out, &a.Quotes[i].Section[n])
		}
	}
	for i := range a.Actions {
		out = append(out, &a.Actions[i].Step, &a.Actions[i].Link, &a.Actions[i].Source)
	}
	for i := range a.Evidence {
		out = append(out, &a.Evidence[i].Source, &a.Evidence[i].By, &a.Evidence[i].BodyHash)
	}
	for _, l := range [][]string{a.Means, a.Unsaid, a.Products} {
		for i := range l {
			out = append(out, &l[i])
		}
	}
	return out
}

// cut shortens s to at most limit bytes.
func cut(s string, limit int) string {
	const ellipsis = "…"
	if len(s) <= limit {
		return s
	}
	at := max(limit-len(ellipsis), 0)
	for at > 0 && !utf8.RuneStart(s[at]) {
		at--
	}
	return s[:at] + ellipsis
}

// list is a copy that is never null in JSON.
func list[T any](l []T) []T { return append([]T{}, l...) }

func known(t time.Time) *time.Time {
	t = t.UTC()
	if t.IsZero() || t.Year() < 1 || t.Year() > 9999 { // JSON has no others
		return nil
	}
	return &t
}

// encode writes JSON without the escapes that only matter inside HTML.
func encode(m Message) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(m); err != nil {
		// Every field is a string, a number, a time or a list of them; only a year
		// beyond 9999 cannot be written, and dates are checked where they enter.
		m.Data, m.Timestamp = map[string]string{"error": "the event cannot be written as JSON"}, time.Time{}
		b.Reset()
		_ = e.Encode(m)
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}
