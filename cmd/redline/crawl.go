package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/pipeline"
	"github.com/redlinewatch/redline/store"
)

type crawlCmd struct {
	storeFlags
	netFlags
	policyFlags
	Documents []string `arg:"" optional:"" name:"document" help:"Document ids (platform/kind)."`
	All       bool     `help:"Visit every watched document."`
	Plan      bool     `help:"Only print what would be visited, when and why."`
	JSON      bool     `help:"Print a JSON array."`
	Workers   int      `help:"Hosts visited at a time." default:"8"`
}

// A crawled is what came of one document, as 'crawl --json' prints it.
type crawled struct {
	Document string         `json:"document"`
	Health   redline.Health `json:"health"`
	Reason   string         `json:"reason,omitempty"`
	Changes  int            `json:"changes"`
	Alerts   []string       `json:"alerts,omitempty"`
}

func (c *crawlCmd) Run(ctx context.Context, con *console) error {
	policy, err := c.policy()
	if err != nil {
		return err
	}
	db, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := (&serveCmd{storeFlags: c.storeFlags}).saveWatchlist(ctx, db, con); err != nil {
		return err
	}
	docs, err := c.chosen(ctx, db)
	if err != nil {
		return err
	}
	if c.Plan {
		return plan(docs, con, c.JSON)
	}
	logger := con.logger(slog.LevelWarn)
	p := newPipeline(db, c.web(logger, time.Now), policy, "", time.Now, logger)
	defer p.Crawler.Close()
	results, err := c.visit(ctx, p, docs, con)
	if err != nil {
		return err
	}
	return report(results, con, c.JSON)
}

// chosen returns the watched documents that were named, or all.
func (c *crawlCmd) chosen(ctx context.Context, db *store.DB) ([]redline.DocumentStatus, error) {
	if len(c.Documents) == 0 && !c.All && !c.Plan {
		return nil, errors.New("which documents? name them, or use --all ('redline watch list' lists them)")
	}
	if len(c.Documents) > 0 {
		var docs []redline.DocumentStatus
		for _, id := range c.Documents {
			d, err := db.Document(ctx, id)
			if err != nil {
				return nil, err
			}
			docs = append(docs, d)
		}
		return docs, nil
	}
	all, err := db.Documents(ctx, "")
	var docs []redline.DocumentStatus
	for _, d := range all {
		if len(d.Sources) > 0 && d.Retired.IsZero() {
			docs = append(docs, d)
		}
	}
	return docs, err
}

// visit visits documents, one at a time for each host.
func (c *crawlCmd) visit(ctx context.Context, p *pipeline.Pipeline, docs []redline.DocumentStatus, con *console) ([]crawled, error) {
	hosts := map[string][]int{}
	for i, d := range docs {
		hosts[d.Host] = append(hosts[d.Host], i)
	}
	bar := con.bar("visiting", len(docs))
	results := make([]crawled, len(docs))
	var mu sync.Mutex // guards bar
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(max(1, c.Workers))
	for _, indexes := range hosts {
		g.Go(func() error {
			for _, i := range indexes {
				v, err := p.Visit(ctx, docs[i].ID)
				if err != nil {
					return err
				}
				results[i] = crawled{Document: docs[i].ID, Health: v.Capture.Health, Reason: v.Capture.Reason, Changes: len(v.Changes)}
				for _, a := range v.Alerts {
					results[i].Alerts = append(results[i].Alerts, a.ID)
				}
				mu.Lock()
				_ = bar.Add(1)
				mu.Unlock()
			}
			return nil
		})
	}
	return results, g.Wait()
}

// report prints results; a document that could not be read makes the command fail.
func report(results []crawled, con *console, asJSON bool) error {
	failed := 0
	rows := [][]string{{"DOCUMENT", "STATE", "WHY"}}
	for _, r := range results {
		if !r.Health.Readable() {
			failed++
		}
		rows = append(rows, []string{r.Document, string(r.Health), r.Reason})
	}
	if asJSON {
		if err := con.json(results); err != nil {
			return err
		}
	} else if err := con.table(rows); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d documents could not be read", failed, len(results))
	}
	return nil
}

// plan prints when each document is due, and why then.
func plan(docs []redline.DocumentStatus, con *console, asJSON bool) error {
	type planned struct {
		Document string    `json:"document"`
		Host     string    `json:"host"`
		Due      time.Time `json:"due"`
		Why      string    `json:"why"`
	}
	plans := make([]planned, 0, len(docs))
	rows := [][]string{{"DUE", "DOCUMENT", "HOST", "WHY"}}
	for _, d := range docs {
		p := planned{Document: d.ID, Host: d.Host, Due: d.State.NextDue, Why: whyDue(d.State)}
		plans = append(plans, p)
		due := day(p.Due)
		if p.Due.IsZero() {
			due = "now"
		}
		rows = append(rows, []string{due, p.Document, p.Host, p.Why})
	}
	if asJSON {
		return con.json(plans)
	}
	return con.table(rows)
}

func whyDue(s redline.State) string {
	switch {
	case s.LastChecked.IsZero():
		return "never visited"
	case s.Failures > 0:
		return fmt.Sprintf("could not be read %d times in a row: %s", s.Failures, s.Health)
	}
	return "last read " + day(s.LastGood)
}

type captureCmd struct {
	Add captureAddCmd `cmd:"" help:"Record a saved page as a capture, labelled as handed in."`
}

type captureAddCmd struct {
	storeFlags
	policyFlags
	File     string `arg:"" help:"The saved page (HTML, Markdown or plain text)." type:"existingfile"`
	URL      string `help:"Address the page was saved from; a watched document must have it." required:"" name:"url"`
	SeenAt   string `help:"When the page was saved: RFC 3339, or a day." required:""`
	By       string `help:"Who saved it." default:"operator"`
	Document string `help:"Document id, where several have the address."`
}

func (c *captureAddCmd) Run(ctx context.Context, con *console) error {
	at, err := redline.ParseTime(c.SeenAt)
	if err != nil {
		return fmt.Errorf("--seen-at %q: %w: want RFC 3339 or a day such as 2026-03-13", c.SeenAt, redline.ErrInvalid)
	}
	policy, err := c.policy()
	if err != nil {
		return err
	}
	body, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	db, err := c.openExisting(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	doc, source, err := c.find(ctx, db)
	if err != nil {
		return err
	}
	if doc.State.LastGood.After(at) {
		return fmt.Errorf("%s was read on %s, after this capture: %w: captures are added in the order of time", doc.ID, day(doc.State.LastGood), redline.ErrInvalid)
	}
	logger := con.logger(slog.LevelWarn)
	p := pipeline.New(pipeline.Pipeline{Store: db, Policy: policy, Logger: logger})
	x, err := extractFile(c.File, body, source)
	if err != nil {
		return err
	}
	v, err := p.Add(ctx, redline.Capture{
		Document: doc.ID, At: at, By: "person:" + c.By, Health: redline.HealthGood,
		Pages: []redline.Page{{URL: c.URL, BodyHash: bodyHash(body), Size: int64(len(body))}},
	}, x.Markdown, body)
	if err != nil {
		return err
	}
	con.say("recorded capture %s of %s: %d changes", v.Capture.ID, doc.ID, len(v.Changes))
	return nil
}

// find returns the document and source that have the address.
func (c *captureAddCmd) find(ctx context.Context, db *store.DB) (redline.DocumentStatus, redline.Source, error) {
	docs, err := db.Documents(ctx, "")
	if err != nil {
		return redline.DocumentStatus{}, redline.Source{}, err
	}
	for _, d := range docs {
		if c.Document != "" && d.ID != c.Document {
			continue
		}
		for _, s := range d.Sources {
			if s.URL == c.URL {
				return d, s, nil
			}
		}
	}
	return redline.DocumentStatus{}, redline.Source{}, fmt.Errorf("a watched document with the address %s: %w; add it with 'redline watch add'", c.URL, redline.ErrNotFound)
}
