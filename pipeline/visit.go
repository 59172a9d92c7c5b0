package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/store"
	"github.com/redlinewatch/redline/text"
)

// By is what Capture.By says of our own visits.
const By = "redline"

// A Visited tells what came of visiting a document.
type Visited struct {
	Capture redline.Capture
	Changes []redline.Change // new or brought up to date
	Alerts  []redline.Alert  // published or drafted
	First   bool             // the first version was recorded
}

// Visit fetches a document now, records what it says, and publishes what that confirms.
// An unreadable page is no error: the capture's health says why.
func (p *Pipeline) Visit(ctx context.Context, id string) (Visited, error) {
	w, err := p.Store.Watched(ctx, id)
	if err != nil {
		return Visited{}, err
	}
	if len(w.Document.Sources) == 0 {
		return Visited{}, fmt.Errorf("document %s: %w: it is known from an archive only, and has no page to visit", id, redline.ErrInvalid)
	}
	sub, err := p.subject(ctx, w)
	if err != nil {
		return Visited{}, err
	}
	state := w.State
	if sub.redeclared() {
		state.Pages = nil // "not modified" would hide what the new declaration takes from the page
	}
	if err := p.permit(ctx, w.Document); err != nil {
		return Visited{}, err
	}
	at := p.now()
	res, err := p.Crawler.Visit(ctx, w.Document, state, at)
	if err != nil {
		return Visited{}, fmt.Errorf("visit %s: %w", id, err)
	}
	res.Capture.By = By
	return p.record(ctx, sub, seen{capture: res.Capture, markdown: res.Markdown, bodies: res.Bodies, retryAt: res.RetryAt})
}

// permit brings the way out in step with the operator's permits for a document's hosts,
// which may have been given or taken back while we run.
func (p *Pipeline) permit(ctx context.Context, d redline.Document) error {
	if p.Web == nil {
		return nil
	}
	permits, err := p.Store.Permits(ctx)
	if err != nil {
		return err
	}
	for _, s := range d.Sources {
		u, err := url.Parse(s.URL)
		if err != nil {
			continue // the crawler says what is wrong with it
		}
		p.Web.Forbid(u.Host)
		for _, permit := range permits {
			if permit.Host == u.Host && permit.Ended.IsZero() {
				p.Web.Permit(u.Host, permit.Reason)
			}
		}
	}
	return nil
}

// A seen is a capture with what came with it.
type seen struct {
	capture  redline.Capture
	markdown string
	bodies   [][]byte  // one a page of the capture; nil where the page was as before
	retryAt  time.Time // when the server wants to be asked again; zero when it did not say
}

// Add records a capture that was made elsewhere; body is the page as it was saved.
func (p *Pipeline) Add(ctx context.Context, c redline.Capture, md string, body []byte) (Visited, error) {
	w, err := p.Store.Watched(ctx, c.Document)
	if err != nil {
		return Visited{}, err
	}
	sub, err := p.subject(ctx, w)
	if err != nil {
		return Visited{}, err
	}
	return p.record(ctx, sub, seen{capture: c, markdown: md, bodies: [][]byte{body}})
}

func (p *Pipeline) record(ctx context.Context, sub *subject, s seen) (Visited, error) {
	c := s.capture
	var t redline.Text
	if c.Health == redline.HealthGood {
		t = text.FromMarkdown(s.markdown)
	}
	first, before := sub.base == nil, sub.state.Health
	o, err := sub.observe(c, s.markdown, t)
	if err != nil {
		return Visited{}, err
	}
	o.State.NextDue = p.Schedule.next(sub, c.At, s.retryAt)
	if o.tells(before) {
		if err := p.keep(s.bodies); err != nil {
			return Visited{}, err
		}
	}
	if _, err := p.Store.Record(ctx, o.Recording); err != nil {
		return Visited{}, fmt.Errorf("record %s: %w", c.Document, err)
	}
	v := Visited{Capture: o.Capture, Changes: o.Changes, First: first && sub.base != nil}
	for _, change := range o.confirmed {
		a, err := p.Consider(ctx, change)
		if err != nil {
			return v, err
		}
		if a != nil {
			v.Alerts = append(v.Alerts, *a)
		}
	}
	return v, p.reverted(ctx, o.reverted, c.At)
}

// keep stores pages as they were received, before anything is recorded that names them.
func (p *Pipeline) keep(bodies [][]byte) error {
	for _, body := range bodies {
		if body == nil {
			continue
		}
		if _, err := p.Store.SaveBody(body); err != nil {
			return err
		}
	}
	return nil
}

// subject takes up a document where the store has it.
func (p *Pipeline) subject(ctx context.Context, w store.Watched) (*subject, error) {
	s := &subject{doc: w.Document, origin: redline.Live, looks: LiveLooks(), state: w.State, base: w.Base}
	declared, err := json.Marshal(w.Document.Sources)
	if err != nil {
		return nil, fmt.Errorf("sources of %s: %w", w.Document.ID, err)
	}
	s.declared = redline.ID("sources", string(declared))
	if len(w.History) > 0 {
		if err := json.Unmarshal(w.History, &s.memory); err != nil {
			return nil, fmt.Errorf("history of %s: %w", w.Document.ID, err)
		}
	}
	if w.Base == nil {
		return s, nil
	}
	s.markdown, s.text = w.BaseMarkdown, text.FromMarkdown(w.BaseMarkdown)
	for _, c := range w.Pending {
		if err := p.resume(ctx, s, c); err != nil {
			return nil, fmt.Errorf("pending change %s: %w", c.ID, err)
		}
	}
	return s, nil
}

// resume gives a subject back a change that was neither confirmed nor gone.
func (p *Pipeline) resume(ctx context.Context, s *subject, c redline.Change) error {
	newMarkdown, err := p.Store.Markdown(ctx, c.NewKey)
	if err != nil {
		return err
	}
	newText := text.FromMarkdown(newMarkdown)
	if c.New == "" {
		s.aside = &candidate{change: c, text: newText, markdown: newMarkdown}
		return nil
	}
	before, err := p.Store.Version(ctx, c.Old)
	if err != nil {
		return err
	}
	oldMarkdown, err := p.Store.Markdown(ctx, c.OldKey)
	if err != nil {
		return err
	}
	q := pending{change: c, before: &before, beforeText: text.FromMarkdown(oldMarkdown), beforeMarkdown: oldMarkdown}
	q.added, q.removed = sides(differ.Diff(q.beforeText, newText), q.beforeText, newText)
	s.pending = append(s.pending, q)
	return nil
}

// VisitHost visits what is due at a host, one page after the other, until nothing is
// due, ctx ends or the time is up: the rest is due still.
func (p *Pipeline) VisitHost(ctx context.Context, host string, limit time.Duration) error {
	until := time.Now().Add(limit)
	var failures []error
	for time.Now().Before(until) {
		due, err := p.Store.Due(ctx, host, p.now(), 20)
		if err != nil {
			return errors.Join(append(failures, err)...)
		}
		visited := 0
		for _, id := range due {
			if ctx.Err() != nil || !time.Now().Before(until) {
				return errors.Join(append(failures, ctx.Err())...)
			}
			if _, err := p.Visit(ctx, id); err != nil {
				failures = append(failures, err)
				continue // one bad document does not stop the others
			}
			visited++
		}
		if visited == 0 {
			break
		}
	}
	return errors.Join(failures...)
}
