package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/alert"
	"github.com/redlinewatch/redline/internal/demo"
	"github.com/redlinewatch/redline/internal/web"
	"github.com/redlinewatch/redline/store"
)

type demoCmd struct {
	siteFlags
	Once bool   `help:"Play it, print what came of it, and end."`
	Data string `help:"Keep the record in this folder (default: a temporary one)." placeholder:"DIR" type:"path"`
}

func (c *demoCmd) Run(ctx context.Context, con *console) error {
	start := time.Now()
	dir := c.Data
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "redline-demo-"); err != nil {
			return fmt.Errorf("temporary data folder: %w", err)
		}
		defer os.RemoveAll(dir)
	}
	db, err := store.Open(ctx, store.Options{Dir: dir, Exclusive: true})
	if err != nil {
		return err
	}
	defer db.Close()
	var clock simulated
	g, ctx := errgroup.WithContext(ctx)
	if !c.Once {
		l, err := listen(ctx, c.Addr)
		if err != nil {
			return err
		}
		logger := con.logger(slog.LevelWarn)
		h := c.handler(db, "", true, clock.now, logger)
		con.say("The site is at http://%s/ while the simulated months are played.", shown(l.Addr()))
		g.Go(func() error { return serveHTTP(ctx, l, h, logger) })
	}
	g.Go(func() error {
		if err := c.play(ctx, db, &clock, con); err != nil {
			return err
		}
		con.say("Played in %.1f s.", time.Since(start).Seconds())
		return summary(ctx, db, con)
	})
	return g.Wait()
}

// A simulated clock stands where the demo has come to.
type simulated struct{ micros atomic.Int64 }

func (s *simulated) now() time.Time { return time.UnixMicro(s.micros.Load()).UTC() }

// play runs the pipeline over the simulated web, on the simulated clock.
func (c *demoCmd) play(ctx context.Context, db *store.DB, clock *simulated, con *console) error {
	world, err := demo.Start(ctx)
	if err != nil {
		return err
	}
	defer world.Close()
	if err := db.SaveWatchlist(ctx, world.Platforms(), world.Documents(), redline.OriginDemo); err != nil {
		return err
	}
	from, to := world.Span()
	logger := con.logger(slog.LevelWarn)
	client := web.New(web.Options{AllowPrivate: true, NoDelay: true, Timeout: world.SuggestedTimeout(), Now: clock.now, Logger: logger})
	defer client.Close()
	p := newPipeline(db, client, alert.Policy{}, c.PublicURL, clock.now, logger)
	defer p.Crawler.Close()
	bar := con.bar("playing", int(to.Sub(from)/(24*time.Hour)))
	err = p.Play(ctx, from, to, func(t time.Time) {
		clock.micros.Store(t.UnixMicro())
		world.SetTime(t)
		_ = bar.Set(int(t.Sub(from) / (24 * time.Hour))) // a bar that cannot be drawn stops nothing
	})
	_ = bar.Finish()
	return err
}

// summary prints what the months came to.
func summary(ctx context.Context, db *store.DB, con *console) error {
	alerts, err := db.Alerts(ctx, redline.AlertQuery{Limit: 1000})
	if err != nil {
		return err
	}
	rows := [][]string{{"ALERT", "SEVERITY", "CONFIDENTIALITY", "HEADLINE"}}
	for _, a := range alerts {
		content := a.Content()
		rows = append(rows, []string{day(a.Published()), string(content.Severity), string(content.E2EE), content.Headline})
	}
	if err := con.table(rows); err != nil {
		return err
	}
	fmt.Fprintln(con.out)
	changes, err := db.Changes(ctx, redline.ChangeQuery{Limit: 10000})
	if err != nil {
		return err
	}
	captures, err := db.Captures(ctx, redline.CaptureQuery{Unreadable: true, Limit: 10000})
	if err != nil {
		return err
	}
	rows = [][]string{{"WHAT ELSE WAS SEEN", "TIMES"}}
	for _, line := range tally(changes, captures) {
		rows = append(rows, []string{line.what, strconv.Itoa(line.times)})
	}
	return con.table(rows)
}

// A counted is a kind of event and how often it was seen.
type counted struct {
	what  string
	times int
}

// tally counts changes that made no alert by class and kind of noise, and captures by health.
func tally(changes []redline.Change, captures []redline.Capture) []counted {
	var out []counted
	at := map[string]int{}
	count := func(what string) {
		i, ok := at[what]
		if !ok {
			i = len(out)
			at[what] = i
			out = append(out, counted{what: what})
		}
		out[i].times++
	}
	for _, c := range changes {
		switch {
		case c.Alert != "":
		case c.Verdict.Class == redline.ClassNoise:
			count("set aside as noise: " + string(c.Verdict.Noise))
		default:
			count("in the log only: " + string(c.Verdict.Class))
		}
	}
	for _, c := range captures {
		for range max(1, c.Times) {
			count("not readable: " + string(c.Health))
		}
	}
	return out
}
