package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/store"
	"github.com/redlinewatch/redline/text"
	"github.com/redlinewatch/redline/watchlist"
)

type watchCmd struct {
	List   watchListCmd   `cmd:"" help:"List what is watched, with its state."`
	Add    watchAddCmd    `cmd:"" help:"Watch a page."`
	Remove watchRemoveCmd `cmd:"" help:"Stop watching a document that was added; what is on record stays."`
	Test   watchTestCmd   `cmd:"" help:"Fetch a page twice and show what would be compared."`
	Claims watchClaimsCmd `cmd:"" help:"List what a document promises of who can read messages, calls, backups and files, on any date."`
	Permit watchPermitCmd `cmd:"" help:"Read a host although its robots.txt does not permit it; your reason is kept and shown."`
	OTA    watchOTACmd    `cmd:"" name:"ota" help:"Watch the documents of Open Terms Archive declarations."`
}

type watchListCmd struct {
	storeFlags
	Platform string `help:"Only of this platform."`
	JSON     bool   `help:"Print a JSON array."`
}

func (c *watchListCmd) Run(ctx context.Context, con *console) error {
	db, err := c.openExisting(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	docs, err := db.Documents(ctx, c.Platform)
	if err != nil {
		return err
	}
	if c.JSON {
		return con.json(docs)
	}
	rows := [][]string{{"DOCUMENT", "STATE", "LAST GOOD", "VERSIONS", "WHY"}}
	for _, d := range docs {
		state := string(d.State.Health)
		switch {
		case !d.Retired.IsZero():
			state = "retired"
		case len(d.Sources) == 0:
			state = "archive only"
		case state == "":
			state = "never visited"
		}
		rows = append(rows, []string{d.ID, state, day(d.State.LastGood), fmt.Sprint(d.Versions), d.State.Reason})
	}
	return con.table(rows)
}

type watchAddCmd struct {
	storeFlags
	URL      string        `arg:"" help:"Address of the page."`
	Platform string        `help:"Name of the platform, as people write it." required:""`
	Kind     redline.Kind  `help:"Kind of document: privacy-policy, terms, encryption-help, …" required:""`
	Name     string        `help:"Name of the document (default: made of its kind)."`
	Variant  string        `help:"Region or language, where the kind alone does not tell documents apart."`
	Select   []string      `help:"CSS selectors of the text; without them it is found automatically." sep:"none"`
	Remove   []string      `help:"CSS selectors to drop first." sep:"none"`
	Interval time.Duration `help:"Time between visits; without it the schedule decides."`
}

func (c *watchAddCmd) Run(ctx context.Context, con *console) error {
	platform := redline.Platform{ID: watchlist.PlatformOf(c.Platform), Name: c.Platform}
	doc := redline.Document{
		ID: platform.ID + "/" + redline.Slug(string(c.Kind)), Platform: platform.ID, Kind: c.Kind, Name: c.Name,
		Interval: c.Interval, Origin: redline.OriginOperator, Sources: []redline.Source{source(c.URL, c.Select, c.Remove)},
	}
	if c.Variant != "" {
		doc.ID += "/" + redline.Slug(c.Variant)
	}
	if doc.Name == "" {
		doc.Name = strings.ToUpper(string(c.Kind[:1])) + strings.ReplaceAll(string(c.Kind[1:]), "-", " ")
	}
	file, err := watchlist.Add(filepath.Join(c.Data, "watchlist"), platform, doc)
	if err != nil {
		return err
	}
	con.say("%s is declared in %s", doc.ID, file)
	db, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer db.Close()
	return saveOwnWatchlist(ctx, db, c.Data, con)
}

type watchRemoveCmd struct {
	storeFlags
	Document string `arg:"" help:"Document id."`
}

func (c *watchRemoveCmd) Run(ctx context.Context, con *console) error {
	if err := watchlist.Remove(filepath.Join(c.Data, "watchlist"), c.Document); err != nil {
		return err
	}
	db, err := c.openExisting(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	return saveOwnWatchlist(ctx, db, c.Data, con)
}

type watchPermitCmd struct {
	storeFlags
	Host   string `arg:"" help:"Host as in the address, with its port where it has one."`
	Reason string `help:"Why; it stands on the coverage page." required:"" xor:"what"`
	End    bool   `help:"Take the permit back." xor:"what"`
	By     string `help:"Your name." default:"operator"`
}

func (c *watchPermitCmd) Run(ctx context.Context, con *console) error {
	db, err := c.openExisting(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	now := time.Now().UTC()
	if c.End {
		return db.EndPermit(ctx, c.Host, now)
	}
	if err := db.SavePermit(ctx, store.Permit{Host: c.Host, Reason: c.Reason, By: c.By, At: now}); err != nil {
		return err
	}
	con.say("%s will be read from the next visit on; the coverage page says so, and why", c.Host)
	return nil
}

// source is a page with the selectors of a command line.
func source(url string, keep, drop []string) redline.Source {
	s := redline.Source{URL: url}
	for _, css := range keep {
		s.Select = append(s.Select, redline.Selector{CSS: css})
	}
	for _, css := range drop {
		s.Remove = append(s.Remove, redline.Selector{CSS: css})
	}
	return s
}

type watchTestCmd struct {
	storeFlags
	netFlags
	What   string   `arg:"" help:"A document id, or an address."`
	Select []string `help:"CSS selectors to try (with an address)." sep:"none"`
	Remove []string `help:"CSS selectors to drop (with an address)." sep:"none"`
}

func (c *watchTestCmd) Run(ctx context.Context, con *console) error {
	doc, err := c.document(ctx)
	if err != nil {
		return err
	}
	logger := con.logger(slog.LevelWarn)
	r := newCrawler(c.web(logger, time.Now), logger)
	defer r.Close()
	var texts [2]redline.Text
	for i := range texts {
		res, err := r.Visit(ctx, doc, redline.State{}, time.Now())
		if err != nil {
			return err
		}
		con.say("fetch %d: %s %s", i+1, res.Capture.Health, printable(res.Capture.Reason))
		if res.Capture.Health != redline.HealthGood {
			return fmt.Errorf("%s cannot be watched as it is: %s", doc.ID, res.Capture.Reason)
		}
		texts[i] = text.FromMarkdown(res.Markdown)
		if i == 0 {
			fmt.Fprintln(con.out, printable(res.Markdown))
		}
	}
	if texts[0].Key != texts[1].Key {
		con.say("The two fetches differ; this would be noise on every visit:")
		fmt.Fprint(con.out, differ.Terminal(differ.Diff(texts[0], texts[1]), con.outColor))
		return nil
	}
	con.say("Both fetches say the same: %d blocks, %d words, language %q.", len(texts[0].Blocks), texts[0].Words(), texts[0].Language)
	return nil
}

// document returns the document of an id, or one made of an address.
func (c *watchTestCmd) document(ctx context.Context) (redline.Document, error) {
	if !isAddress(c.What) {
		db, err := c.openExisting(ctx)
		if err != nil {
			return redline.Document{}, err
		}
		defer db.Close()
		d, err := db.Document(ctx, c.What)
		return d.Document, err
	}
	return redline.Document{ID: c.What, Sources: []redline.Source{source(c.What, c.Select, c.Remove)}}, nil
}

type watchOTACmd struct {
	storeFlags
	Path string `arg:"" help:"Folder of declarations, or a git directory of them."`
	JSON bool   `help:"Print what was loaded and what could not be, as JSON."`
}

func (c *watchOTACmd) Run(ctx context.Context, con *console) error {
	platforms, docs, problems, err := watchlist.LoadOTA(ctx, c.Path)
	if err != nil {
		return err
	}
	db, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.SaveWatchlist(ctx, platforms, docs, redline.OriginOTA); err != nil {
		return err
	}
	if c.JSON {
		return con.json(map[string]any{"documents": docs, "problems": problems})
	}
	unsupported := 0
	for _, p := range problems {
		if p.Kept {
			con.say("note: %s", printable(p.String()))
			continue
		}
		unsupported++
		con.say("not loaded: %s", printable(p.String()))
	}
	con.say("%d documents of %d platforms are watched; %d declarations are not supported, each named above", len(docs), len(platforms), unsupported)
	return nil
}

type migrateCmd struct{ storeFlags }

func (c *migrateCmd) Run(ctx context.Context, con *console) error {
	db, err := c.open(ctx, true)
	if err != nil {
		return err
	}
	defer db.Close()
	con.say("the store in %s is up to date", db.Engine())
	return nil
}

type versionCmd struct{}

func (c *versionCmd) Run(con *console) error {
	_, err := fmt.Fprintln(con.out, "redline", redline.ProgramVersion, differ.Rules)
	return err
}
