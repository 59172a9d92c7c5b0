package site

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/text"
)

// memory is an archive held in slices. Its queries filter as a store's do.
type memory struct {
	revision  int64
	changed   time.Time
	platforms []redline.PlatformStatus
	documents []redline.DocumentStatus
	versions  []redline.Version
	texts     map[redline.Key]string
	changes   []redline.Change
	alerts    []redline.Alert
	captures  []redline.Capture
	fail      error // answered by everything but Revision, when set
}

func (m *memory) Revision(context.Context) (int64, time.Time, error) {
	return m.revision, m.changed, nil
}

func (m *memory) Counts(_ context.Context, since time.Time) (redline.Counts, error) {
	c := redline.Counts{Platforms: len(m.platforms), Versions: len(m.versions)}
	for _, d := range m.documents {
		if !d.Retired.IsZero() {
			continue
		}
		c.Documents++
		if len(d.Sources) == 0 {
			continue
		}
		c.Watched++
		switch {
		case d.State.Health == "":
			c.Never++
		case !d.State.Health.Readable():
			c.Unreadable++
		}
		if d.State.LastChecked.After(c.LastChecked) {
			c.LastChecked = d.State.LastChecked
		}
	}
	for _, ch := range m.changes {
		switch {
		case ch.FirstWith.Before(since) || ch.Origin == redline.Backfilled:
		case ch.Verdict.Class == redline.ClassNoise:
			c.Noise++
		case ch.Alert == "":
			c.Changes++
		}
	}
	for _, a := range m.alerts {
		if a.Published().IsZero() {
			c.Waiting++
		}
	}
	return c, m.fail
}

func (m *memory) Platforms(context.Context) ([]redline.PlatformStatus, error) {
	return m.platforms, m.fail
}

func (m *memory) Platform(_ context.Context, id string) (redline.PlatformStatus, error) {
	return one(m, m.platforms, "platform", id, func(p redline.PlatformStatus) string { return p.ID })
}

func (m *memory) Documents(_ context.Context, platform string) ([]redline.DocumentStatus, error) {
	return pick(m.documents, 0, func(d redline.DocumentStatus) bool { return platform == "" || d.Platform == platform }), m.fail
}

func (m *memory) Document(_ context.Context, id string) (redline.DocumentStatus, error) {
	return one(m, m.documents, "document", id, func(d redline.DocumentStatus) string { return d.ID })
}

func (m *memory) Versions(_ context.Context, document string) ([]redline.Version, error) {
	list := pick(m.versions, 0, func(v redline.Version) bool { return v.Document == document })
	slices.Reverse(list)
	return list, m.fail
}

func (m *memory) Version(_ context.Context, id string) (redline.Version, error) {
	return one(m, m.versions, "version", id, func(v redline.Version) string { return v.ID })
}

func (m *memory) Markdown(_ context.Context, key redline.Key) (string, error) {
	md, ok := m.texts[key]
	if !ok {
		return "", fmt.Errorf("text %s: %w", key, redline.ErrNotFound)
	}
	return md, m.fail
}

func (m *memory) Changes(_ context.Context, q redline.ChangeQuery) ([]redline.Change, error) {
	after := q.After == ""
	return pick(m.changes, q.Limit, func(c redline.Change) bool {
		if !after {
			after = c.ID == q.After
			return false
		}
		return (q.Document == "" || c.Document == q.Document) &&
			(q.Platform == "" || strings.HasPrefix(c.Document, q.Platform+"/")) &&
			(q.Topic == "" || slices.Contains(c.Verdict.Topics, q.Topic)) &&
			(len(q.Classes) == 0 || slices.Contains(q.Classes, c.Verdict.Class)) &&
			!c.FirstWith.Before(q.Since) && (q.Until.IsZero() || c.FirstWith.Before(q.Until))
	}), m.fail
}

func (m *memory) Change(_ context.Context, id string) (redline.Change, error) {
	return one(m, m.changes, "change", id, func(c redline.Change) string { return c.ID })
}

func (m *memory) Alerts(_ context.Context, q redline.AlertQuery) ([]redline.Alert, error) {
	after := q.After == ""
	return pick(m.alerts, q.Limit, func(a redline.Alert) bool {
		if !after {
			after = a.ID == q.After
			return false
		}
		c := a.Content()
		return a.Published().IsZero() == q.Waiting &&
			(q.Platform == "" || a.Platform == q.Platform) &&
			(q.Topic == "" || slices.Contains(c.Topics, q.Topic)) &&
			(q.Document == "" || slices.ContainsFunc(c.Quotes, func(x redline.Quote) bool { return x.Document == q.Document })) &&
			c.Severity.Rank() >= q.MinSeverity.Rank() &&
			(q.Direction == "" || c.Direction == q.Direction) &&
			(q.E2EE == "" || c.E2EE == q.E2EE) &&
			(q.Origin == "" || a.Origin == q.Origin) &&
			!a.Published().Before(q.Since) && (q.Until.IsZero() || a.Published().Before(q.Until))
	}), m.fail
}

func (m *memory) Alert(_ context.Context, idOrSlug string) (redline.Alert, error) {
	return one(m, m.alerts, "alert", idOrSlug, func(a redline.Alert) string {
		if a.ID == idOrSlug {
			return a.ID
		}
		return a.Slug
	})
}

func (m *memory) Captures(_ context.Context, q redline.CaptureQuery) ([]redline.Capture, error) {
	return pick(m.captures, q.Limit, func(c redline.Capture) bool {
		return (q.Document == "" || c.Document == q.Document) &&
			(q.Platform == "" || strings.HasPrefix(c.Document, q.Platform+"/")) &&
			(!q.Unreadable || !c.Health.Readable()) && !c.At.Before(q.Since)
	}), m.fail
}

func one[T any](m *memory, list []T, what, id string, key func(T) string) (T, error) {
	var none T
	if m.fail != nil {
		return none, m.fail
	}
	for _, v := range list {
		if key(v) == id {
			return v, nil
		}
	}
	return none, fmt.Errorf("%s %s: %w", what, id, redline.ErrNotFound)
}

func pick[T any](list []T, limit int, want func(T) bool) []T {
	if limit == 0 {
		limit = 100
	}
	var out []T
	for _, v := range list {
		if len(out) < limit && want(v) {
			out = append(out, v)
		}
	}
	return out
}

// addVersion records a text as the newest version of a document, with its change.
func (m *memory) addVersion(document, md, by string, at time.Time) redline.Version {
	t := text.FromMarkdown(md)
	v := redline.Version{
		ID: redline.ID(document, md, at.String()), Document: document, Number: 1, TextKey: t.Key,
		FirstSeen: at, LastSeen: at, By: by, Words: t.Words(), Language: "en",
	}
	v.Capture = redline.ID("capture", v.ID)
	for _, old := range m.versions {
		if old.Document == document {
			v.Number++
		}
	}
	m.texts[t.Key] = md
	m.versions = append(m.versions, v)
	for i, d := range m.documents {
		if d.ID == document {
			m.documents[i].Versions++
			current := v
			m.documents[i].Current = &current
		}
	}
	return v
}
