package feed_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/alert"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/text"
)

// memory is an archive of a few platforms, with the order the store promises.
type memory struct {
	mu        sync.Mutex
	revision  int64
	changed   time.Time
	platforms []redline.PlatformStatus
	documents []redline.DocumentStatus
	texts     map[redline.Key]string
	changes   []redline.Change
	alerts    []redline.Alert // oldest first
	queries   int
	fail      error
}

func (m *memory) Revision(context.Context) (int64, time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.revision, m.changed, m.fail
}

func (m *memory) Platforms(context.Context) ([]redline.PlatformStatus, error) {
	return m.platforms, nil
}

func (m *memory) Platform(_ context.Context, id string) (redline.PlatformStatus, error) {
	for _, p := range m.platforms {
		if p.ID == id {
			return p, nil
		}
	}
	return redline.PlatformStatus{}, fmt.Errorf("platform %s: %w", id, redline.ErrNotFound)
}

func (m *memory) Document(_ context.Context, id string) (redline.DocumentStatus, error) {
	for _, d := range m.documents {
		if d.ID == id {
			return d, nil
		}
	}
	return redline.DocumentStatus{}, fmt.Errorf("document %s: %w", id, redline.ErrNotFound)
}

func (m *memory) Markdown(_ context.Context, key redline.Key) (string, error) {
	if s, ok := m.texts[key]; ok {
		return s, nil
	}
	return "", fmt.Errorf("text %s: %w", key, redline.ErrNotFound)
}

func (m *memory) Changes(_ context.Context, q redline.ChangeQuery) ([]redline.Change, error) {
	out := slices.DeleteFunc(slices.Clone(m.changes), func(c redline.Change) bool { return !slices.Contains(q.Classes, c.Verdict.Class) })
	slices.SortStableFunc(out, func(a, b redline.Change) int { return b.FirstWith.Compare(a.FirstWith) })
	return out[:min(len(out), q.Limit)], nil
}

func (m *memory) Alerts(_ context.Context, q redline.AlertQuery) ([]redline.Alert, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.queries++
	var out []redline.Alert
	for _, a := range m.alerts {
		c := a.Content()
		if a.Published().IsZero() || q.Origin != "" && a.Origin != q.Origin || q.Platform != "" && a.Platform != q.Platform ||
			q.Topic != "" && !slices.Contains(c.Topics, q.Topic) || q.Document != "" && !slices.ContainsFunc(c.Evidence, func(e redline.Evidence) bool { return e.Document == q.Document }) {
			continue
		}
		out = append(out, a)
	}
	slices.SortStableFunc(out, func(a, b redline.Alert) int {
		if a.Origin == redline.Backfilled && b.Origin == redline.Backfilled {
			return b.Published().Compare(a.Published())
		}
		return cmp.Compare(b.Sequence(), a.Sequence())
	})
	if q.After != "" {
		at := slices.IndexFunc(out, func(a redline.Alert) bool { return a.ID == q.After })
		out = out[at+1:]
	}
	return out[:min(len(out), q.Limit)], nil
}

func (m *memory) Alert(_ context.Context, id string) (redline.Alert, error) {
	for _, a := range m.alerts {
		if a.ID == id {
			return a, nil
		}
	}
	return redline.Alert{}, fmt.Errorf("alert %s: %w", id, redline.ErrNotFound)
}

// publish adds an alert as the pipeline would.
func (m *memory) publish(a redline.Alert) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range a.Entries {
		m.revision++
		a.Entries[i].Sequence = m.revision
	}
	m.changed = a.Updated()
	m.alerts = append(m.alerts, a)
}

// add appends an entry to an alert.
func (m *memory) add(id string, e redline.Entry) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.revision++
	m.changed, e.Sequence = e.At, m.revision
	for i, a := range m.alerts {
		if a.ID == id {
			m.alerts[i] = alert.Append(a, e)
		}
	}
}

var start = time.Date(2026, 3, 13, 8, 0, 0, 0, time.UTC)

const (
	oldText = "# Chats\n\nDirect messages are end-to-end encrypted. We keep them for a year."
	newText = "# Chats\n\nDirect messages are encrypted. We keep them for a year."
)

// newMemory returns an archive with a platform as real ones are, a simulated one, and
// one whose every string is hostile.
func newMemory() *memory {
	m := &memory{revision: 1, changed: start, texts: map[redline.Key]string{}}
	for _, p := range []redline.Platform{
		{ID: "parlio", Name: "Parlio & Sons"},
		{ID: "plaza", Name: "Plaza", Simulated: true},
		{ID: "hostile", Name: nasty},
	} {
		m.platforms = append(m.platforms, redline.PlatformStatus{Platform: p})
		m.documents = append(m.documents, redline.DocumentStatus{
			Document:     redline.Document{ID: p.ID + "/terms", Platform: p.ID, Kind: redline.KindTerms, Name: "Terms of Service", Sources: []redline.Source{{URL: "https://" + p.ID + ".example/terms?a=1&b=2"}}},
			PlatformName: p.Name, Simulated: p.Simulated,
		})
	}
	m.documents[0].Collections = []string{"ota:contrib"}
	return m
}

// nasty is what a stranger may put into a page.
const nasty = "x\x00\x08\x1b[31m</title><script>alert(1)</script> ]]> & &lt;b&gt; <b onclick='x'>\"q\" \u202eevil\u202c \ufeff\ufffe\uffff \xff\xfe 🏳️‍🌈 שלום"

// material is a change of a platform's terms, the n-th.
func (m *memory) material(platform string, n int) alert.Material {
	p, _ := m.Platform(context.Background(), platform)
	d, _ := m.Document(context.Background(), platform+"/terms")
	before, after := oldText, newText
	if platform == "hostile" {
		before, after = "# "+nasty+"\n\nWe keep "+nasty, "# "+nasty+"\n\nWe sell "+nasty
	}
	old, now := text.FromMarkdown(before), text.FromMarkdown(after)
	m.texts[old.Key], m.texts[now.Key] = before, after
	at := start.Add(time.Duration(n) * time.Hour)
	hunks := differ.Diff(old, now)
	c := redline.Change{
		ID: redline.ID("change", platform, fmt.Sprint(n)), Document: d.ID, OldKey: old.Key, NewKey: now.Key,
		LastWithout: at.Add(-time.Hour), FirstWith: at, Confirmed: at, Origin: redline.Live,
		Verdict: redline.Verdict{
			Class: redline.ClassSubstantive, E2EE: redline.ConfidentialityWeakened, Mechanism: redline.MechanismDowngraded, Direction: redline.DirectionWeaker,
			Severity: redline.SeverityHigh, Topics: []redline.Topic{redline.TopicEncryption, redline.TopicMessaging}, Confidence: 0.9,
			Stats: redline.Stats{WordsAdded: 0, WordsRemoved: 1, BlocksChanged: 1},
		},
	}
	return alert.Material{
		Platform: p.Platform, Document: d.Document, Change: c, Old: old, New: now, Hunks: hunks, OldVersion: "v1", NewVersion: "v2",
		Before: redline.Capture{ID: "c1", At: c.LastWithout, By: "redline"}, After: redline.Capture{ID: "c2", At: at, By: "redline", Pages: []redline.Page{{URL: d.Sources[0].URL}}},
		Alternatives: []redline.Alternative{{Product: "Whisper", Sentence: "Chats are end-to-end encrypted.", Link: "https://whisper.example/", At: start}},
	}
}

// alerts publishes n alerts of a platform, one an hour.
func (m *memory) fill(platform string, n int) {
	for i := range n {
		mat := m.material(platform, i)
		m.changes = append(m.changes, mat.Change)
		m.publish(alert.New(mat, alert.ByRules, mat.Change.FirstWith.Add(time.Minute)))
	}
}
