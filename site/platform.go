package site

import (
	"context"
	"net/http"
	"time"

	"github.com/redlinewatch/redline"
)

// A platformModel is a platform with its documents and what happened to them.
type platformModel struct {
	now       time.Time
	platform  redline.PlatformStatus
	documents []redline.DocumentStatus
	alerts    []redline.Alert
	changes   []redline.Change
	names     names
	feeds     bool
}

func (s *server) platform(ctx context.Context, r *http.Request) (view, error) {
	id := r.PathValue("id")
	m := platformModel{now: s.Now(), feeds: s.Feeds != nil}
	var err error
	if m.platform, err = s.Archive.Platform(ctx, id); err != nil {
		return view{}, err
	}
	if m.documents, err = s.Archive.Documents(ctx, id); err != nil {
		return view{}, err
	}
	if m.alerts, err = s.Archive.Alerts(ctx, redline.AlertQuery{Platform: id, Limit: 10}); err != nil {
		return view{}, err
	}
	m.changes, err = s.Archive.Changes(ctx, redline.ChangeQuery{
		Platform: id, Classes: []redline.Class{redline.ClassSubstantive, redline.ClassEditorial}, Limit: 15,
	})
	if err != nil {
		return view{}, err
	}
	m.names = namesOf(m.documents)
	name := platformName(m.platform.Name, id)
	v := view{
		title: name, nav: "/platforms", body: platformPage(m),
		description: "What the documents of " + name + " promise, every recorded version, and every change.",
		feed:        "platforms/" + id, feedTitle: "Alerts of " + name,
	}
	if m.platform.Simulated {
		v.simulated = []string{name}
	}
	v.credits.documents(m.documents...)
	v.credits.alerts(m.alerts...)
	return v, nil
}
