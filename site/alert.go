package site

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/alert"
)

const mostQuotes, mostActions, mostMeans, mostAlternatives, mostRelated = 3, 3, 3, 4, 4

// An alertModel is an alert with what the archive knows around it.
type alertModel struct {
	now       time.Time
	alert     redline.Alert
	content   redline.Content
	documents map[string]redline.DocumentStatus
	changes   []redline.Change // those that are recorded, the first one first
	checked   time.Time        // earliest last visit to one of its documents
	earlier   []redline.Alert
	similar   []redline.Alert
	permalink string
	feeds     bool
}

func (s *server) alert(ctx context.Context, r *http.Request) (view, error) {
	a, err := s.Archive.Alert(ctx, r.PathValue("slug"))
	if err != nil {
		return view{}, err
	}
	if a.Published().IsZero() {
		// A draft is the operator's until it is published.
		return view{}, fmt.Errorf("alert %s: not published: %w", a.ID, redline.ErrNotFound)
	}
	m := alertModel{
		now: s.Now(), alert: a, content: a.Content(), documents: map[string]redline.DocumentStatus{},
		permalink: s.absolute(r) + string(alertLink(a)), feeds: s.Feeds != nil,
	}
	if err := s.aroundAlert(ctx, &m); err != nil {
		return view{}, err
	}
	v := view{
		title: m.content.Headline, description: m.content.Dek, nav: "/alerts",
		feed: "platforms/" + a.Platform, feedTitle: "Alerts of " + platformName(m.content.PlatformName, a.Platform),
		simulated: simulatedIn(a), body: alertPage(m),
	}
	v.credits.alerts(a)
	v.credits.alerts(m.earlier...)
	v.credits.alerts(m.similar...)
	for _, d := range m.documents {
		v.credits.documents(d)
	}
	return v, nil
}

// aroundAlert reads the alert's changes and documents, and other alerts near it.
func (s *server) aroundAlert(ctx context.Context, m *alertModel) error {
	for _, id := range m.alert.Changes {
		c, err := s.Archive.Change(ctx, id)
		if errors.Is(err, redline.ErrNotFound) {
			continue // an alert outlives its observation
		}
		if err != nil {
			return err
		}
		m.changes = append(m.changes, c)
	}
	for _, id := range m.documentIDs() {
		d, err := s.Archive.Document(ctx, id)
		if errors.Is(err, redline.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		m.documents[id] = d
		if at := d.State.LastChecked; m.checked.IsZero() || at.Before(m.checked) {
			m.checked = at
		}
	}
	return s.relatedAlerts(ctx, m)
}

// documentIDs are the documents the alert speaks of, each once.
func (m alertModel) documentIDs() []string {
	var ids []string
	add := func(id string) {
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, q := range m.content.Quotes {
		add(q.Document)
	}
	for _, c := range m.changes {
		add(c.Document)
	}
	for _, e := range m.content.Evidence {
		add(e.Document)
	}
	return ids
}

// relatedAlerts finds earlier alerts of the same documents and topic, and alerts of
// the same topic elsewhere.
func (s *server) relatedAlerts(ctx context.Context, m *alertModel) error {
	same, err := s.Archive.Alerts(ctx, redline.AlertQuery{Platform: m.alert.Platform, Limit: 50})
	if err != nil {
		return err
	}
	for _, a := range same {
		if a.ID != m.alert.ID && a.Group == m.alert.Group && stands(a).Before(stands(m.alert)) && len(m.earlier) < mostRelated {
			m.earlier = append(m.earlier, a)
		}
	}
	about, err := s.Archive.Alerts(ctx, redline.AlertQuery{Topic: m.alert.Group, Limit: 50})
	if err != nil {
		return err
	}
	slices.SortStableFunc(about, func(a, b redline.Alert) int { return m.likeness(b) - m.likeness(a) })
	for _, a := range about {
		if a.Platform != m.alert.Platform && !withdrawn(a) && len(m.similar) < mostRelated {
			m.similar = append(m.similar, a)
		}
	}
	return nil
}

// likeness counts what another alert has in common with this one.
func (m alertModel) likeness(a redline.Alert) int {
	c, n := a.Content(), 0
	if c.E2EE == m.content.E2EE {
		n++
	}
	if c.Mechanism != "" && c.Mechanism == m.content.Mechanism {
		n += 2
	}
	if c.Direction == m.content.Direction {
		n++
	}
	return n
}

// confirmation says what the confirmation rests on: captures, and who made them.
func (m alertModel) confirmation() string {
	if alert.Looks(m.alert) != alert.LooksConfirmed {
		return "Observed once; a second look has not confirmed it yet"
	}
	seen := 0
	for _, c := range m.changes {
		seen = max(seen, c.Seen)
	}
	var places []string
	for _, e := range m.content.Evidence {
		if w := byWords(e.By); !slices.Contains(places, w) {
			places = append(places, w)
		}
	}
	words := "Confirmed"
	if seen > 1 {
		words += " by " + plural(seen, "capture", "captures")
	}
	if len(places) > 0 {
		words += ", seen by " + joinWords(places)
	}
	return words
}

// author is who answers for the words shown now.
func (m alertModel) author() string {
	for _, e := range slices.Backward(m.alert.Entries) {
		if e.Content != nil {
			return writtenBy(e.By)
		}
	}
	return writtenBy("")
}

// said returns the newest entry of a kind.
func (m alertModel) said(kind redline.EntryKind) (redline.Entry, bool) {
	for _, e := range slices.Backward(m.alert.Entries) {
		if e.Kind == kind {
			return e, true
		}
	}
	return redline.Entry{}, false
}

// life is what is shown of the alert's entries: everything but what never was public.
func (m alertModel) life() []redline.Entry {
	var out []redline.Entry
	for _, e := range m.alert.Entries {
		if e.Kind != redline.EntryDrafted && e.Kind != redline.EntrySuppressed {
			out = append(out, e)
		}
	}
	return out
}

// fullComparison is the page with everything that changed along with a quote.
func (m alertModel) fullComparison(q redline.Quote) (templ.SafeURL, bool) {
	for _, c := range m.changes {
		if c.ID != q.Change {
			continue
		}
		if c.Old != "" && c.New != "" {
			return compareLink(c.Old, c.New), true
		}
		return changeLink(c.ID), true
	}
	return "", false
}

// documentTitle is what a document of the alert is called.
func (m alertModel) documentTitle(id string) string {
	if d, ok := m.documents[id]; ok {
		return documentName(d)
	}
	return id
}

// citation is a quote ready to be cited.
func (m alertModel) citation(q redline.Quote) string {
	words := m.documentTitle(q.Document) + ". "
	if q.Old != "" {
		words += "Until at least " + dayWords(m.content.LastWithout) + ": “" + q.Old + "” "
	}
	if q.New != "" {
		words += "Since " + dayWords(m.content.FirstWith) + " at the latest: “" + q.New + "” "
	} else {
		words += "No longer there on " + dayWords(m.content.FirstWith) + ". "
	}
	for _, e := range m.content.Evidence {
		if e.Document == q.Document && e.BodyHash != "" {
			words += capital(e.Side) + ": SHA-256 " + e.BodyHash + ". "
		}
	}
	return words + "Recorded by Redline, " + m.permalink
}

// alertReading is how long the alert takes to read.
func alertReading(a redline.Alert) string {
	c := a.Content()
	n := countWords(c.Headline, c.Dek) + countWords(c.Means...) + countWords(c.Unsaid...)
	for _, q := range c.Quotes {
		n += countWords(q.Old, q.New, q.Before, q.After)
	}
	for _, x := range c.Actions {
		n += countWords(x.Step)
	}
	for _, x := range c.Alternatives {
		n += countWords(x.Product, x.Caveat, x.Sentence)
	}
	return readingTime(n)
}
