package main

import (
	"context"
	"fmt"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/pipeline"
)

type watchClaimsCmd struct {
	storeFlags
	Document string `arg:"" help:"Document id."`
	At       string `help:"What held on this day (2006-01-02) or at this time; without it, now." placeholder:"DATE"`
	JSON     bool   `help:"Print a JSON object."`
}

func (c *watchClaimsCmd) Run(ctx context.Context, con *console) error {
	at := time.Now()
	if c.At != "" {
		var err error
		if at, err = throughDay(c.At); err != nil {
			return err
		}
	}
	db, err := c.openExisting(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	claims, version, err := pipeline.ClaimsAt(ctx, db, c.Document, at)
	if err != nil {
		return err
	}
	if c.JSON {
		if claims == nil {
			claims = []differ.Standing{}
		}
		return con.json(map[string]any{"document": c.Document, "at": at.UTC(), "version": version, "claims": claims})
	}
	con.say("%s, version %d, first seen %s", c.Document, version.Number, day(version.FirstSeen))
	if len(claims) == 0 {
		con.say("It claims nothing certain of who can read what people send or store, or is not in English.")
		return nil
	}
	rows := [][]string{{"PRODUCT", "PROPERTY", "STATE", "SINCE", "BEFORE", "SENTENCE"}}
	for _, s := range claims {
		since, before := day(s.Since), "-"
		if s.OrEarlier {
			since += " or earlier"
		}
		if s.Before != nil {
			before = string(s.Before.State)
		}
		rows = append(rows, []string{dash(s.Product), s.Property, string(s.State), since, before, dash(s.Sentence)})
	}
	return con.table(rows)
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// throughDay reads a time; a day means its end, so that what was seen on it counts.
func throughDay(s string) (time.Time, error) {
	at, err := redline.ParseTime(s)
	if err != nil {
		return at, fmt.Errorf("--at %q: %w: want a day such as 2026-05-08 or a time in RFC 3339", s, redline.ErrInvalid)
	}
	if len(s) == len(time.DateOnly) {
		at = at.AddDate(0, 0, 1).Add(-time.Nanosecond)
	}
	return at, nil
}
