package site

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/a-h/templ"

	"github.com/redlinewatch/redline"
)

const (
	changesPerPage  = 60
	capturesPerPage = 500
)

// A changesModel is a page of the log of everything that was seen.
type changesModel struct {
	query     redline.ChangeQuery
	class     string
	until     time.Time // as the reader gave it
	platforms []redline.PlatformStatus
	days      []logDay
	names     names
	older     templ.SafeURL
	document  string // name, when the log is of one document
	feeds     bool
	filtered  bool // a filter is set
}

// subject says what the log is of.
func (m changesModel) subject() string {
	if m.document != "" {
		return "Everything that was seen of " + m.document
	}
	return "Everything that was seen"
}

// A logDay is what was seen on one day: changes first, then what was set aside and
// what could not be read, which can be unfolded.
type logDay struct {
	day        time.Time
	since      time.Time // first of several days on which nothing else was seen, else zero
	changes    []redline.Change
	noise      []redline.Change
	unreadable []redline.Capture
}

const classUnreadable = "unreadable"

var classNames = []string{"substantive", "editorial", "noise", classUnreadable}

func changesQuery(raw string) (m changesModel, err error) {
	p := newParams(raw, "platform", "document", "topic", "class", "since", "until", "after")
	if p.err != nil {
		return m, p.err
	}
	m.query = redline.ChangeQuery{
		Platform: p.id("platform"), Document: p.id("document"),
		Topic: redline.Topic(p.oneOf("topic", topicNames()...)),
		After: p.id("after"), Limit: changesPerPage + 1,
	}
	m.class = p.oneOf("class", classNames...)
	m.filtered = p.filtered()
	if m.class != "" && m.class != classUnreadable {
		m.query.Classes = []redline.Class{redline.Class(m.class)}
	}
	m.query.Since, m.query.Until = p.between()
	m.until = p.day("until")
	return m, p.err
}

func (s *server) changes(ctx context.Context, r *http.Request) (view, error) {
	m, err := changesQuery(r.URL.RawQuery)
	if err != nil {
		return view{}, err
	}
	m.feeds = s.Feeds != nil
	docs, err := s.logFrame(ctx, &m)
	if err != nil {
		return view{}, err
	}
	var list []redline.Change
	if m.class != classUnreadable {
		if list, err = s.Archive.Changes(ctx, m.query); err != nil {
			return view{}, err
		}
	}
	if len(list) > changesPerPage {
		list = list[:changesPerPage]
		q := url.Values{}
		for k, vs := range r.URL.Query() {
			q[k] = vs
		}
		q.Set("after", list[len(list)-1].ID)
		m.older = withQuery("/changes", q)
	}
	captures, err := s.logCaptures(ctx, m, list)
	if err != nil {
		return view{}, err
	}
	m.days = logDays(list, captures)
	v := view{
		title: "All changes", nav: "/changes", noIndex: r.URL.RawQuery != "", body: changesPage(m),
		feed: "changes", feedTitle: "All changes seen by Redline",
	}
	v.credits.captures(captures...)
	shown := map[string]bool{}
	for _, c := range list {
		shown[c.Document] = true
	}
	for _, d := range docs {
		if shown[d.ID] {
			v.credits.documents(d)
			if d.Simulated && !slices.Contains(v.simulated, d.PlatformName) {
				v.simulated = append(v.simulated, d.PlatformName)
			}
		}
	}
	return v, nil
}

// logFrame reads what the filter and the lines need: platforms, and names of documents.
func (s *server) logFrame(ctx context.Context, m *changesModel) ([]redline.DocumentStatus, error) {
	var err error
	if m.platforms, err = s.Archive.Platforms(ctx); err != nil {
		return nil, err
	}
	if m.query.Platform != "" {
		if _, err := s.Archive.Platform(ctx, m.query.Platform); err != nil {
			return nil, err
		}
	}
	docs, err := s.Archive.Documents(ctx, m.query.Platform)
	if err != nil {
		return nil, err
	}
	m.names = namesOf(docs)
	if m.query.Document != "" {
		d, err := s.Archive.Document(ctx, m.query.Document)
		if err != nil {
			return nil, err
		}
		m.document = documentName(d)
		m.names[d.ID] = m.document
	}
	return docs, nil
}

// logCaptures reads the visits that failed in the time this page of the log covers.
func (s *server) logCaptures(ctx context.Context, m changesModel, list []redline.Change) ([]redline.Capture, error) {
	if m.class != "" && m.class != classUnreadable || m.query.Topic != "" {
		return nil, nil
	}
	q := redline.CaptureQuery{
		Document: m.query.Document, Platform: m.query.Platform, Unreadable: true,
		Since: m.query.Since, Limit: capturesPerPage,
	}
	until := m.query.Until
	if m.class != classUnreadable {
		if m.older != "" {
			q.Since = list[len(list)-1].FirstWith
		}
		if m.query.After != "" {
			c, err := s.Archive.Change(ctx, m.query.After)
			if err != nil && !errors.Is(err, redline.ErrNotFound) {
				return nil, err
			}
			if err == nil {
				until = c.FirstWith
			}
		}
	}
	captures, err := s.Archive.Captures(ctx, q)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(captures, func(c redline.Capture) bool {
		return !until.IsZero() && !c.At.Before(until)
	}), nil
}

// logDays sorts what was seen into days, the newest first.
func logDays(list []redline.Change, captures []redline.Capture) []logDay {
	byDay := map[time.Time]*logDay{}
	day := func(at time.Time) *logDay {
		at = at.UTC().Truncate(24 * time.Hour)
		if byDay[at] == nil {
			byDay[at] = &logDay{day: at}
		}
		return byDay[at]
	}
	for _, c := range list {
		d := day(c.FirstWith)
		if c.Verdict.Class == redline.ClassNoise {
			d.noise = append(d.noise, c)
		} else {
			d.changes = append(d.changes, c)
		}
	}
	for _, c := range captures {
		d := day(c.At)
		d.unreadable = append(d.unreadable, c)
	}
	out := make([]logDay, 0, len(byDay))
	for _, d := range byDay {
		out = append(out, *d)
	}
	slices.SortFunc(out, func(a, b logDay) int { return b.day.Compare(a.day) })
	return joinQuiet(out)
}

// joinQuiet makes one entry of neighbouring days that have nothing to show at once.
func joinQuiet(days []logDay) []logDay {
	var out []logDay
	for _, d := range days {
		if n := len(out); n > 0 && len(d.changes) == 0 && len(out[n-1].changes) == 0 {
			last := &out[n-1]
			last.since = d.day
			last.noise = append(last.noise, d.noise...)
			last.unreadable = append(last.unreadable, d.unreadable...)
			continue
		}
		out = append(out, d)
	}
	return out
}

// classChoice names a kind of line in the filter.
func classChoice(c string) string {
	switch c {
	case "noise":
		return "Set aside as noise"
	case classUnreadable:
		return "Could not be read"
	}
	return capital(c)
}
