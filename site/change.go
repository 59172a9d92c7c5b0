package site

import (
	"context"
	"errors"
	"net/http"

	"github.com/redlinewatch/redline"
)

// A changeModel is one observation with its verdict and its words.
type changeModel struct {
	change   redline.Change
	document redline.DocumentStatus
	alert    *redline.Alert // published
	waits    string         // id of an alert about it that waits for a person
	redline  redlineModel
	readable bool // both texts are still there to be compared
}

func (s *server) change(ctx context.Context, r *http.Request) (view, error) {
	side, err := viewParameter(r.URL.RawQuery)
	if err != nil {
		return view{}, err
	}
	var m changeModel
	if m.change, err = s.Archive.Change(ctx, r.PathValue("id")); err != nil {
		return view{}, err
	}
	if m.document, err = s.Archive.Document(ctx, m.change.Document); err != nil {
		return view{}, err
	}
	if err := s.alertOfChange(ctx, &m); err != nil {
		return view{}, err
	}
	c, err := s.diff(ctx, m.change.OldKey, m.change.NewKey)
	switch {
	case errors.Is(err, redline.ErrNotFound): // a text may be withheld; the observation stands
	case err != nil:
		return view{}, err
	default:
		m.readable = true
		m.redline = s.redlineOf(c, side, string(changeLink(m.change.ID)))
		m.redline.oldName = "Until " + dayWords(m.change.LastWithout)
		m.redline.newName = "From " + dayWords(m.change.FirstWith)
	}
	v := view{
		title: documentName(m.document) + ", change of " + dayWords(m.change.FirstWith), nav: "/changes",
		noIndex: m.change.Verdict.Class == redline.ClassNoise, simulated: simulatedOf(m.document), body: changePage(m),
	}
	v.credits.documents(m.document)
	return v, nil
}

// alertOfChange finds the alert that tells of the change.
func (s *server) alertOfChange(ctx context.Context, m *changeModel) error {
	if m.change.Alert == "" {
		return nil
	}
	a, err := s.Archive.Alert(ctx, m.change.Alert)
	switch {
	case errors.Is(err, redline.ErrNotFound):
	case err != nil:
		return err
	case !a.Published().IsZero():
		m.alert = &a
	case len(a.Entries) > 0 && a.Entries[len(a.Entries)-1].Kind == redline.EntryDrafted:
		m.waits = a.ID
	}
	return nil
}

// fate says in a sentence how far the observation has come.
func (m changeModel) fate() string {
	c := m.change
	switch {
	case !c.Gone.IsZero():
		return "It went away again before a second look could confirm it, on " + dayWords(c.Gone) + "."
	case !c.Confirmed.IsZero():
		return "A second look confirmed it on " + dayWords(c.Confirmed) + "; seen " + plural(c.Seen, "time", "times") + "."
	case c.Verdict.Class == redline.ClassNoise:
		return "Seen " + plural(c.Seen, "time", "times") + "; set aside."
	}
	return "Seen " + plural(c.Seen, "time", "times") + "; it waits for a second look to confirm it."
}
