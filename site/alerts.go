package site

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/alert"
)

const alertsPerPage = 25

// An alertsModel is a list of alerts with its filter.
type alertsModel struct {
	now       time.Time
	query     redline.AlertQuery
	stage     string
	platforms []redline.PlatformStatus
	alerts    []redline.Alert
	older     templ.SafeURL
	waiting   int
	until     time.Time // as the reader gave it
	topic     redline.Topic
	filtered  bool // a filter is set
}

var stageNames = []string{alert.StageAnnounced, alert.StageDateReached, alert.StageInForce, alert.StageReverted}

// alertsQuery reads the filter of the address.
func alertsQuery(raw string) (m alertsModel, err error) {
	p := newParams(raw, "platform", "topic", "severity", "direction", "confidentiality", "stage", "since", "until", "after")
	if p.err != nil {
		return m, p.err
	}
	m.query = redline.AlertQuery{
		Platform:    p.id("platform"),
		Topic:       redline.Topic(p.oneOf("topic", topicNames()...)),
		MinSeverity: redline.Severity(p.oneOf("severity", "low", "medium", "high", "critical")),
		Direction:   redline.Direction(p.oneOf("direction", "weaker", "stronger", "mixed", "neutral")),
		E2EE:        redline.Confidentiality(p.oneOf("confidentiality", "weakened", "strengthened", "touched")),
		After:       p.id("after"),
	}
	m.stage = p.oneOf("stage", stageNames...)
	m.topic = m.query.Topic
	m.filtered = p.filtered()
	m.query.Since, m.query.Until = p.between()
	m.until = p.day("until")
	return m, p.err
}

func (s *server) alerts(ctx context.Context, r *http.Request) (view, error) {
	m, err := alertsQuery(r.URL.RawQuery)
	if err != nil {
		return view{}, err
	}
	m.now = s.Now()
	if m.platforms, err = s.Archive.Platforms(ctx); err != nil {
		return view{}, err
	}
	if m.query.Platform != "" {
		if _, err := s.Archive.Platform(ctx, m.query.Platform); err != nil {
			return view{}, err
		}
	}
	last, more, err := s.pickAlerts(ctx, &m)
	if err != nil {
		return view{}, err
	}
	if more {
		q := url.Values{}
		for k, vs := range r.URL.Query() {
			q[k] = vs
		}
		q.Set("after", last)
		m.older = withQuery("/alerts", q)
	}
	counts, err := s.Archive.Counts(ctx, s.today())
	if err != nil {
		return view{}, err
	}
	m.waiting = counts.Waiting
	v := view{title: m.title(), nav: "/alerts", noIndex: m.query.After != "", body: alertsPage(m)}
	v.feed, v.feedTitle = m.feed()
	v.credits.alerts(m.alerts...)
	v.simulated = simulatedIn(m.alerts...)
	return v, nil
}

// pickAlerts fills a page. The stage is derived and no column of the store, so where
// it is asked for, further pages are read until this one is full.
func (s *server) pickAlerts(ctx context.Context, m *alertsModel) (last string, more bool, err error) {
	q := m.query
	q.Limit = alertsPerPage + 1
	for range 40 { // a bound on the work of one request
		batch, err := s.Archive.Alerts(ctx, q)
		if err != nil {
			return "", false, err
		}
		for i, a := range batch {
			if len(m.alerts) == alertsPerPage {
				return last, true, nil
			}
			last = a.ID
			if m.stage == "" || alert.Stage(a, m.now) == m.stage {
				m.alerts = append(m.alerts, batch[i])
			}
		}
		if len(batch) < q.Limit {
			return last, false, nil
		}
		q.After = last
	}
	return last, true, nil
}

func (m alertsModel) title() string {
	if m.topic != "" {
		return "Alerts about " + topicWords(m.topic)
	}
	return "Alerts"
}

// feed is the feed nearest to the filter: of the topic, of the platform, or of all.
func (m alertsModel) feed() (path, title string) {
	switch {
	case m.topic != "":
		return "topics/" + string(m.topic), "Alerts about " + topicWords(m.topic)
	case m.query.Platform != "":
		return "platforms/" + m.query.Platform, "Alerts of one platform"
	}
	return "alerts", "Redline alerts"
}
