package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler/archive"
	"github.com/redlinewatch/redline/pipeline"
)

type importCmd struct {
	OTA importOTACmd `cmd:"" name:"ota" help:"Import the versions of an Open Terms Archive collection."`
}

type importOTACmd struct {
	storeFlags
	policyFlags
	Source     string `arg:"" help:"Git directory of the collection's versions, bare or not, or the name of a public collection (contrib, pga, …), which is cloned first."`
	Collection string `help:"Name of the collection, for its attribution (default: what the repository tells)." placeholder:"NAME"`
	Index      bool   `help:"Build the search index in the end; otherwise 'redline serve' does."`
	JSON       bool   `help:"Print the summary as JSON."`
}

func (c *importOTACmd) Run(ctx context.Context, con *console) error {
	policy, err := c.policy()
	if err != nil {
		return err
	}
	dir, err := c.locate(ctx, con)
	if err != nil {
		return err
	}
	repo, err := archive.Open(ctx, dir)
	if err != nil {
		return err
	}
	db, err := c.open(ctx, true)
	if err != nil {
		return err
	}
	defer db.Close()
	// Texts come and go by the megabyte: a soft limit keeps the heap near what is alive.
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(220 << 20)
	}
	logger := con.logger(slog.LevelWarn)
	p := pipeline.New(pipeline.Pipeline{Store: db, Policy: policy, Logger: logger})
	bar := con.bar("importing", 1)
	sum, err := p.ImportOTA(ctx, pipeline.Import{
		Repository: repo, Collection: c.Collection,
		Progress: func(done, total int) {
			if bar.GetMax() != total {
				bar.ChangeMax(total)
			}
			_ = bar.Set(done) // a bar that cannot be drawn stops nothing
		},
	})
	_ = bar.Finish()
	if err != nil {
		return fmt.Errorf("%w\n%d of %d records are on record; run the same command again to go on", err, sum.Added, sum.Records)
	}
	if c.Index {
		con.say("building the search index")
		if err := p.Index(ctx, time.Hour); err != nil {
			return err
		}
	}
	if c.JSON {
		return con.json(sum)
	}
	return con.table(summaryRows(sum))
}

// locate returns the git directory to read, cloning a collection that was named.
func (c *importOTACmd) locate(ctx context.Context, con *console) (string, error) {
	if address, ok := archive.Address(c.Source); ok {
		if _, err := os.Stat(c.Source); err != nil {
			con.say("cloning %s; this takes minutes", address)
		}
	}
	return archive.Locate(ctx, c.Source, filepath.Join(c.Data, "archives"))
}

func summaryRows(s pipeline.Imported) [][]string {
	n := strconv.Itoa
	return [][]string{
		{"COLLECTION", s.Collection},
		{"records", n(s.Records)},
		{"added now", n(s.Added)},
		{"documents", n(s.Documents)},
		{"services", n(s.Services)},
		{"distinct texts", n(s.Texts)},
		{"versions", n(s.Versions)},
		{"changes: substantive", n(s.Changes[redline.ClassSubstantive])},
		{"changes: editorial", n(s.Changes[redline.ClassEditorial])},
		{"changes: noise", n(s.Changes[redline.ClassNoise])},
		{"alerts", n(s.Alerts)},
		{"waiting for review", n(s.Waiting)},
		{"time", (time.Duration(s.Seconds*10) * time.Second / 10).String()},
		{"attribution", archive.Attribution(s.Collection)},
	}
}
