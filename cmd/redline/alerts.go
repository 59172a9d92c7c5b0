package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/pipeline"
	"github.com/redlinewatch/redline/store"
)

type alertsCmd struct {
	List     alertsListCmd     `cmd:"" default:"withargs" help:"List alerts, newest first."`
	Show     alertsShowCmd     `cmd:"" help:"Show one alert whole."`
	Publish  alertsPublishCmd  `cmd:"" help:"Publish an alert that waits for review, under your name."`
	Suppress alertsSuppressCmd `cmd:"" help:"Decide that an alert which waits for review is not published."`
	Correct  alertsCorrectCmd  `cmd:"" help:"Append a correction to a published alert."`
	Withdraw alertsWithdrawCmd `cmd:"" help:"Withdraw a published alert; it stays readable, marked."`
	Note     alertsNoteCmd     `cmd:"" help:"Append a note to an alert."`
}

type alertsListCmd struct {
	storeFlags
	Platform string           `help:"Only of this platform."`
	Topic    redline.Topic    `help:"Only about this topic."`
	Since    string           `help:"Only first published since this day." placeholder:"DATE"`
	Severity redline.Severity `help:"Only of at least this severity." name:"min-severity"`
	Waiting  bool             `help:"Instead, those that wait for review."`
	Limit    int              `help:"At most this many; 0 lists all." default:"0"`
	JSON     bool             `help:"Print a JSON array, each alert with its verdicts."`
}

// An alertJSON is an alert with the verdicts of its changes.
type alertJSON struct {
	redline.Alert
	Headline string            `json:"headline"`
	Verdicts []redline.Verdict `json:"verdicts"`
}

func (c *alertsListCmd) Run(ctx context.Context, con *console) error {
	query := redline.AlertQuery{Platform: c.Platform, Topic: c.Topic, MinSeverity: c.Severity, Waiting: c.Waiting, Limit: 200}
	if c.Since != "" {
		t, err := redline.ParseTime(c.Since)
		if err != nil {
			return fmt.Errorf("--since %q: %w: want a day such as 2026-05-08", c.Since, redline.ErrInvalid)
		}
		query.Since = t
	}
	db, err := c.openExisting(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	alerts, err := allAlerts(ctx, db, query, c.Limit)
	if err != nil {
		return err
	}
	if c.JSON {
		out := make([]alertJSON, 0, len(alerts))
		for _, a := range alerts {
			j, err := withVerdicts(ctx, db, a)
			if err != nil {
				return err
			}
			out = append(out, j)
		}
		return con.json(out)
	}
	rows := [][]string{{"ID", "PUBLISHED", "ORIGIN", "SEVERITY", "HEADLINE"}}
	for _, a := range alerts {
		content := a.Content()
		rows = append(rows, []string{a.ID, day(a.Published()), string(a.Origin), string(content.Severity), content.Headline})
	}
	return con.table(rows)
}

// allAlerts pages through a query; a limit of 0 takes all.
func allAlerts(ctx context.Context, db *store.DB, query redline.AlertQuery, limit int) ([]redline.Alert, error) {
	var out []redline.Alert
	for {
		page, err := db.Alerts(ctx, query)
		if err != nil {
			return nil, err
		}
		out = append(out, page...)
		if limit > 0 && len(out) >= limit {
			return out[:limit], nil
		}
		if len(page) < query.Limit {
			return out, nil
		}
		query.After = page[len(page)-1].ID
	}
}

func withVerdicts(ctx context.Context, db *store.DB, a redline.Alert) (alertJSON, error) {
	j := alertJSON{Alert: a, Headline: a.Content().Headline, Verdicts: []redline.Verdict{}}
	for _, id := range a.Changes {
		change, err := db.Change(ctx, id)
		if err != nil {
			return j, err
		}
		j.Verdicts = append(j.Verdicts, change.Verdict)
	}
	return j, nil
}

type alertsShowCmd struct {
	storeFlags
	ID   string `arg:"" help:"Alert id or slug."`
	JSON bool   `help:"Print JSON."`
}

func (c *alertsShowCmd) Run(ctx context.Context, con *console) error {
	db, err := c.openExisting(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	a, err := db.Alert(ctx, c.ID)
	if err != nil {
		return err
	}
	if c.JSON {
		j, err := withVerdicts(ctx, db, a)
		if err != nil {
			return err
		}
		return con.json(j)
	}
	_, err = fmt.Fprint(con.out, printable(plainAlert(a)))
	return err
}

// A decision is what the commands that append an entry share.
type decision struct {
	storeFlags
	ID     string `arg:"" help:"Alert id or slug."`
	By     string `help:"Your name; it stands on the alert." required:""`
	Reason string `help:"Why, in a sentence that readers see."`
}

// decide appends an entry to an alert.
func (d decision) decide(ctx context.Context, con *console, kind redline.EntryKind) error {
	if strings.TrimSpace(d.Reason) == "" && kind != redline.EntryPublished {
		return fmt.Errorf("--reason: %w: readers must learn why", redline.ErrInvalid)
	}
	db, err := d.open(ctx, false)
	if err != nil {
		return err
	}
	defer db.Close()
	p := pipeline.New(pipeline.Pipeline{Store: db, Logger: con.logger(slog.LevelInfo)})
	a, err := p.Decide(ctx, d.ID, kind, d.By, d.Reason)
	if err != nil {
		return err
	}
	con.say("%s: %s by %s", a.ID, kind, d.By)
	return nil
}

type (
	alertsPublishCmd  struct{ decision }
	alertsSuppressCmd struct{ decision }
	alertsCorrectCmd  struct{ decision }
	alertsWithdrawCmd struct{ decision }
	alertsNoteCmd     struct{ decision }
)

func (c *alertsPublishCmd) Run(ctx context.Context, con *console) error {
	return c.decide(ctx, con, redline.EntryPublished)
}

func (c *alertsSuppressCmd) Run(ctx context.Context, con *console) error {
	return c.decide(ctx, con, redline.EntrySuppressed)
}

func (c *alertsCorrectCmd) Run(ctx context.Context, con *console) error {
	return c.decide(ctx, con, redline.EntryCorrected)
}

func (c *alertsWithdrawCmd) Run(ctx context.Context, con *console) error {
	return c.decide(ctx, con, redline.EntryWithdrawn)
}

func (c *alertsNoteCmd) Run(ctx context.Context, con *console) error {
	return c.decide(ctx, con, redline.EntryNote)
}
