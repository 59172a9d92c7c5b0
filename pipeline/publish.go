package pipeline

import (
	"context"
	"fmt"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/alert"
	"github.com/redlinewatch/redline/differ"
)

// Consider applies the operator's policy to a confirmed change: it publishes an alert,
// adds the change to one, drafts one for review, or does nothing (nil).
func (p *Pipeline) Consider(ctx context.Context, c redline.Change) (*redline.Alert, error) {
	decision := p.Policy.Decide(c)
	if decision == alert.None || c.Alert != "" {
		return nil, nil
	}
	m, err := p.material(ctx, p.library, c)
	if err != nil {
		return nil, fmt.Errorf("material of change %s: %w", c.ID, err)
	}
	at := p.now()
	if c.Origin == redline.Backfilled {
		at = c.Confirmed
	}
	joined, err := p.join(ctx, m, decision, at)
	if joined != nil || err != nil {
		return joined, err
	}
	if decision == alert.Review {
		return p.draft(ctx, alert.Draft(m, at))
	}
	return p.publish(ctx, alert.New(m, alert.ByRules, at), redline.EventPublished)
}

// draft keeps an alert for a person to decide on.
func (p *Pipeline) draft(ctx context.Context, a redline.Alert) (*redline.Alert, error) {
	if err := p.Store.SaveDraft(ctx, a); err != nil {
		return nil, fmt.Errorf("draft of alert %s: %w", a.ID, err)
	}
	return &a, nil
}

// publish publishes the newest entry of an alert; event is what subscribers are told,
// and never anything of a backfilled alert.
func (p *Pipeline) publish(ctx context.Context, a redline.Alert, event redline.EventType) (*redline.Alert, error) {
	if a.Origin == redline.Backfilled {
		event = ""
	}
	published, err := p.Store.Publish(ctx, a, a.Entries[len(a.Entries)-1], event)
	if err != nil {
		return nil, fmt.Errorf("publish alert %s: %w", a.ID, err)
	}
	if event != "" {
		p.published()
	}
	return &published, nil
}

// join adds a change to the stored alert it belongs to, if there is one.
func (p *Pipeline) join(ctx context.Context, m alert.Material, decision alert.Decision, at time.Time) (*redline.Alert, error) {
	group := alert.Group(m.Change.Verdict)
	candidates, err := p.Store.JoinCandidates(ctx, m.Platform.ID, group, m.Change.FirstWith)
	if err != nil {
		return nil, fmt.Errorf("alerts near change %s: %w", m.Change.ID, err)
	}
	for _, a := range candidates {
		if !takes(a, m, decision) {
			continue
		}
		joined := alert.Join(a, m, alert.ByRules, at)
		if a.Published().IsZero() {
			return p.draft(ctx, joined)
		}
		return p.publish(ctx, joined, "")
	}
	return nil, nil
}

// takes reports whether a change joins an alert. A draft takes every change that belongs
// to it; what is published takes only what could have been published alone.
func takes(a redline.Alert, m alert.Material, decision alert.Decision) bool {
	return alert.Joins(a, m) && (a.Published().IsZero() || decision == alert.Publish)
}

// reverted notes on their alerts that the changes which made these versions were taken back.
func (p *Pipeline) reverted(ctx context.Context, versions []string, at time.Time) error {
	for _, version := range versions {
		v, err := p.Store.Version(ctx, version)
		if err != nil {
			return err
		}
		changes, err := p.Store.Changes(ctx, redline.ChangeQuery{Document: v.Document, Classes: []redline.Class{redline.ClassSubstantive}})
		if err != nil {
			return err
		}
		for _, c := range changes {
			if c.New != version || c.Alert == "" {
				continue
			}
			a, err := p.Store.Alert(ctx, c.Alert)
			if err != nil {
				return err
			}
			a = alert.Append(a, redline.Entry{
				At: at, Kind: redline.EntryReverted, By: alert.ByRules,
				Reason: "The document says again what it said before, and has done so for days.",
			})
			if _, err := p.publish(ctx, a, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// Sweep considers the confirmed changes since a time again: a process that was killed
// between recording and publishing left them.
func (p *Pipeline) Sweep(ctx context.Context, since time.Time) error {
	query := redline.ChangeQuery{Classes: []redline.Class{redline.ClassSubstantive}, Since: since, Limit: 200}
	for {
		changes, err := p.Store.Changes(ctx, query)
		if err != nil {
			return err
		}
		for _, c := range changes {
			if c.Origin != redline.Live {
				continue
			}
			if _, err := p.Consider(ctx, c); err != nil {
				return err
			}
		}
		if len(changes) < query.Limit {
			return nil
		}
		query.After = changes[len(changes)-1].ID
	}
}

// material gathers what an alert on a change is composed of.
func (p *Pipeline) material(ctx context.Context, lib *library, c redline.Change) (alert.Material, error) {
	m := alert.Material{Change: c, OldVersion: c.Old, NewVersion: c.New}
	d, err := p.Store.Document(ctx, c.Document)
	if err != nil {
		return m, err
	}
	m.Document = d.Document
	platform, err := p.Store.Platform(ctx, d.Platform)
	if err != nil {
		return m, err
	}
	m.Platform = platform.Platform
	if m.Old, err = lib.text(ctx, c.OldKey); err != nil {
		return m, err
	}
	if m.New, err = lib.text(ctx, c.NewKey); err != nil {
		return m, err
	}
	m.Hunks = differ.Diff(m.Old, m.New)
	// The last capture without the change says more than the first of its version.
	if m.Before, err = p.Store.LastCapture(ctx, c.Document, c.OldKey, c.FirstWith); err != nil {
		return m, err
	}
	if !m.Before.Last.IsZero() {
		m.Before.At = m.Before.Last // the row stands for several captures
	}
	if m.After, err = p.Store.Capture(ctx, c.Capture); err != nil {
		return m, err
	}
	m.Attribution = attribution(m.Before.By, m.After.By)
	m.Others, err = p.siblings(ctx, lib, d, c)
	return m, err
}
