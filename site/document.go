package site

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
)

const (
	changesOfDocument  = 2000
	capturesOfDocument = 300
	versionsInSight    = 30
	capturesInSight    = 8
)

// A documentModel is a document with its whole record.
type documentModel struct {
	document   redline.DocumentStatus
	versions   []versionRow
	setAside   []redline.Change // changes that made no version
	unreadable []redline.Capture
	alerts     []redline.Alert
	timeline   timeline
	promises   []differ.Standing // of the newest version
	now        time.Time
	feeds      bool
}

// A versionRow is a version with the change that made it, if one did.
type versionRow struct {
	redline.Version
	before string // id of the version it replaced
	change *redline.Change
}

func (s *server) document(ctx context.Context, r *http.Request) (view, error) {
	id := r.PathValue("id")
	m := documentModel{now: s.Now(), feeds: s.Feeds != nil}
	var err error
	if m.document, err = s.Archive.Document(ctx, id); err != nil {
		return view{}, err
	}
	if err := s.documentRecord(ctx, &m); err != nil {
		return view{}, err
	}
	if err := s.promises(ctx, &m); err != nil {
		return view{}, err
	}
	name := documentName(m.document)
	v := view{
		title: name, nav: "/platforms", body: documentPage(m),
		description: "Every recorded version of " + name + ", and what changed between them.",
		feed:        "documents/" + id, feedTitle: "Changes of " + name,
		simulated: simulatedOf(m.document),
	}
	v.credits.documents(m.document)
	v.credits.captures(m.unreadable...)
	v.credits.alerts(m.alerts...)
	for _, version := range m.versions {
		v.credits.by(version.By)
	}
	return v, nil
}

// documentRecord reads versions, changes, failed visits and alerts.
func (s *server) documentRecord(ctx context.Context, m *documentModel) error {
	id := m.document.ID
	versions, err := s.Archive.Versions(ctx, id)
	if err != nil {
		return err
	}
	changes, err := s.Archive.Changes(ctx, redline.ChangeQuery{Document: id, Limit: changesOfDocument})
	if err != nil {
		return err
	}
	m.unreadable, err = s.Archive.Captures(ctx, redline.CaptureQuery{Document: id, Unreadable: true, Limit: capturesOfDocument})
	if err != nil {
		return err
	}
	if m.alerts, err = s.Archive.Alerts(ctx, redline.AlertQuery{Document: id, Limit: 10}); err != nil {
		return err
	}
	made := map[string]*redline.Change{}
	for i, c := range changes {
		if c.New == "" {
			m.setAside = append(m.setAside, c)
		} else {
			made[c.New] = &changes[i]
		}
	}
	for i, v := range versions {
		row := versionRow{Version: v, change: made[v.ID]}
		switch {
		case row.change != nil && row.change.Old != "":
			row.before = row.change.Old
		case i+1 < len(versions):
			row.before = versions[i+1].ID
		}
		m.versions = append(m.versions, row)
	}
	m.timeline = newTimeline(versions, changes, m.unreadable, s.today())
	return nil
}

// dateStood reports a change of a text that left the date it gives for itself as it was.
func dateStood(c redline.Change) bool {
	return slices.Contains(c.Verdict.Flags, differ.FlagDateUnchanged)
}

// lastGood is when a document was last read, by a visit or by an archive.
func lastGood(d redline.DocumentStatus) time.Time {
	t := d.State.LastGood
	if d.Current != nil && d.Current.LastSeen.After(t) {
		t = d.Current.LastSeen
	}
	return t
}

// standing says in a sentence how well a document can be read.
func standing(d redline.DocumentStatus) string {
	switch {
	case !d.Retired.IsZero():
		return "It left the watchlist on " + dayWords(d.Retired) + " and is no longer visited. What was recorded stays."
	case len(d.Sources) == 0:
		return "It is known from an archive only. Redline does not visit it itself."
	case d.State.Health == "":
		return healthWords("").meaning
	case d.State.Health.Readable():
		return healthWords(d.State.Health).meaning
	}
	words := healthWords(d.State.Health).meaning
	if d.State.Failures > 1 {
		words += " This has been so for " + plural(d.State.Failures, "visit", "visits") + " in a row."
	}
	return words
}

// inSight divides a list into what is shown at once and what is folded.
func inSight[T any](list []T, n int) (shown, folded []T) {
	if len(list) <= n+2 {
		return list, nil
	}
	return list[:n], list[n:]
}
