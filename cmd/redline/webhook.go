package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/feed/webhook"
	"github.com/redlinewatch/redline/pipeline"
	"github.com/redlinewatch/redline/store"
)

type webhookCmd struct {
	Add     webhookAddCmd     `cmd:"" help:"Deliver alerts to an address; prints the secret that signs them, once."`
	List    webhookListCmd    `cmd:"" help:"List endpoints, or one endpoint's deliveries."`
	Test    webhookTestCmd    `cmd:"" help:"Send a test message now."`
	Replay  webhookReplayCmd  `cmd:"" help:"Deliver again what was published since a sequence number, and enable the endpoint."`
	Disable webhookDisableCmd `cmd:"" help:"Stop delivering to an endpoint."`
}

type webhookAddCmd struct {
	storeFlags
	URL          string           `arg:"" help:"Address to deliver to."`
	Platform     []string         `help:"Only of these platforms."`
	Topic        []redline.Topic  `help:"Only about these topics."`
	MinSeverity  redline.Severity `help:"Only of at least this severity: low, medium, high or critical."`
	AllowPrivate bool             `help:"Allow a private or loopback address (your own network); serve needs the same."`
	JSON         bool             `help:"Print JSON."`
}

func (c *webhookAddCmd) Run(ctx context.Context, con *console) error {
	if err := webhook.ValidateURL(c.URL, c.AllowPrivate); err != nil {
		return err
	}
	if err := c.check(); err != nil {
		return err
	}
	key, err := c.key(true)
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, store.Options{Dir: c.Data, Database: c.Database, Key: key})
	if err != nil {
		return err
	}
	defer db.Close()
	after, err := db.Sequence(ctx)
	if err != nil {
		return err
	}
	secret, err := webhook.NewSecret(rand.Reader)
	if err != nil {
		return err
	}
	now := time.Now().UTC()
	e := redline.Endpoint{
		URL: c.URL, Format: "standard", Secret: secret, Created: now, After: after,
		Filter: redline.Filter{Platforms: c.Platform, Topics: c.Topic, MinSeverity: c.MinSeverity},
	}
	e.ID = redline.ID("endpoint", e.URL, now.Format(time.RFC3339Nano), e.Secret)
	if err := db.AddEndpoint(ctx, e); err != nil {
		return err
	}
	if c.JSON {
		return con.json(map[string]string{"id": e.ID, "secret": e.Secret})
	}
	con.say("Endpoint %s gets what is published from now on. Its secret is shown only now:", e.ID)
	_, err = fmt.Fprintln(con.out, e.Secret)
	return err
}

// check refuses filters that could never match.
func (c *webhookAddCmd) check() error {
	if c.MinSeverity != "" && c.MinSeverity.Rank() == 0 {
		return fmt.Errorf("--min-severity %q: %w: want low, medium, high or critical", c.MinSeverity, redline.ErrInvalid)
	}
	for _, t := range c.Topic {
		if !knownTopic(t) {
			return fmt.Errorf("--topic %q: %w: want one of %v", t, redline.ErrInvalid, redline.Topics())
		}
	}
	return nil
}

func knownTopic(t redline.Topic) bool {
	for _, known := range redline.Topics() {
		if t == known {
			return true
		}
	}
	return false
}

type webhookListCmd struct {
	storeFlags
	Endpoint string `arg:"" optional:"" help:"Show the deliveries of this endpoint."`
	JSON     bool   `help:"Print JSON."`
}

func (c *webhookListCmd) Run(ctx context.Context, con *console) error {
	db, err := c.openExisting(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	if c.Endpoint != "" {
		deliveries, err := db.Deliveries(ctx, c.Endpoint, 100)
		if err != nil {
			return err
		}
		if c.JSON {
			return con.json(deliveries)
		}
		return con.table(deliveryRows(deliveries))
	}
	endpoints, err := db.Endpoints(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return con.json(endpoints)
	}
	rows := [][]string{{"ID", "HOST", "FILTER", "LAST SUCCESS", "STATE"}}
	for _, e := range endpoints {
		state := "active"
		if !e.Disabled.IsZero() {
			state = "disabled " + day(e.Disabled) + ": " + e.Reason
		} else if !e.FirstFailure.IsZero() {
			state = "failing since " + day(e.FirstFailure)
		}
		rows = append(rows, []string{e.ID, hostOf(e.URL), filterWords(e.Filter), day(e.LastSuccess), state})
	}
	return con.table(rows)
}

func deliveryRows(deliveries []redline.Delivery) [][]string {
	rows := [][]string{{"ID", "EVENT", "STATE", "ATTEMPTS", "LAST STATUS", "NEXT"}}
	for _, d := range deliveries {
		status := "-"
		if n := len(d.Log); n > 0 {
			status = strconv.Itoa(d.Log[n-1].Status)
			if e := d.Log[n-1].Error; e != "" {
				status = e
			}
		}
		next := "-"
		if d.State == redline.DeliveryPending {
			next = day(d.NextAt)
		}
		rows = append(rows, []string{d.ID, string(d.Event.Type), string(d.State), strconv.Itoa(d.Attempts), status, next})
	}
	return rows
}

// hostOf shows an address without its path: the path of a webhook is often a secret.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "-"
	}
	return u.Host
}

func filterWords(f redline.Filter) string {
	s := ""
	for _, p := range f.Platforms {
		s += p + " "
	}
	for _, t := range f.Topics {
		s += string(t) + " "
	}
	if f.MinSeverity != "" {
		s += "≥" + string(f.MinSeverity)
	}
	if s == "" {
		return "all"
	}
	return s
}

type webhookTestCmd struct {
	storeFlags
	netFlags
	Endpoint string `arg:"" help:"Endpoint id."`
}

func (c *webhookTestCmd) Run(ctx context.Context, con *console) error {
	db, err := c.openExisting(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	logger := con.logger(slog.LevelWarn)
	client := c.web(logger, time.Now)
	defer client.Close()
	p := pipeline.New(pipeline.Pipeline{Store: db, Web: client, Logger: logger})
	tried, err := p.Test(ctx, c.Endpoint)
	if err != nil {
		return err
	}
	if tried.Error != "" {
		return fmt.Errorf("endpoint %s: status %d: %s", c.Endpoint, tried.Status, tried.Error)
	}
	con.say("endpoint %s answered %d in %s", c.Endpoint, tried.Status, tried.Took.Round(time.Millisecond))
	return nil
}

type webhookReplayCmd struct {
	storeFlags
	Endpoint string `arg:"" help:"Endpoint id."`
	From     int64  `help:"Sequence number to begin with." default:"0"`
}

func (c *webhookReplayCmd) Run(ctx context.Context, con *console) error {
	db, err := c.openExisting(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.EnableEndpoint(ctx, c.Endpoint); err != nil {
		return err
	}
	n, err := db.Replay(ctx, c.Endpoint, c.From)
	if err != nil {
		return err
	}
	con.say("%d deliveries will be sent again by 'redline serve'", n)
	return nil
}

type webhookDisableCmd struct {
	storeFlags
	Endpoint string `arg:"" help:"Endpoint id."`
	Reason   string `help:"Why." default:"disabled by the operator"`
}

func (c *webhookDisableCmd) Run(ctx context.Context, con *console) error {
	db, err := c.openExisting(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.DisableEndpoint(ctx, c.Endpoint, c.Reason, time.Now().UTC())
}
