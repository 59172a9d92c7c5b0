package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/feed"

	"github.com/redlinewatch/redline/pipeline"
	"github.com/redlinewatch/redline/site"
	"github.com/redlinewatch/redline/store"
	"github.com/redlinewatch/redline/watchlist"
)

type serveCmd struct {
	storeFlags
	netFlags
	policyFlags
	siteFlags
	Role        string `help:"What this process does: all, web (pages and feeds only) or worker (visits and deliveries only)." enum:"all,web,worker" default:"all"`
	Workers     int    `help:"Hosts visited at a time." default:"8"`
	NoWatchlist bool   `help:"Do not watch the shipped list, only the operator's."`
}

// siteFlags say how pages are served.
type siteFlags struct {
	Addr      string `help:"Address to listen on." default:":8080"`
	PublicURL string `help:"Address the site is known by; without it links take the request's own." placeholder:"URL"`
	Texts     string `help:"How much of captured texts pages show: full or passages." enum:"full,passages" default:"full"`
}

func (c *serveCmd) Run(ctx context.Context, con *console) error {
	logger := con.logger(slog.LevelInfo)
	policy, err := c.policy()
	if err != nil {
		return err
	}
	var listener net.Listener
	if c.Role != "worker" {
		// First of all: an address already taken should not cost a crawl.
		if listener, err = listen(ctx, c.Addr); err != nil {
			return err
		}
		defer listener.Close()
	}
	db, err := c.open(ctx, c.Role != "web")
	if err != nil {
		return err
	}
	defer db.Close()
	g, ctx := errgroup.WithContext(ctx)
	if c.Role != "web" {
		if err := c.saveWatchlist(ctx, db, con); err != nil {
			return err
		}
		p := newPipeline(db, c.web(logger, time.Now), policy, c.PublicURL, time.Now, logger)
		defer p.Crawler.Close() // after the queue has ended
		q, err := pipeline.NewQueue(ctx, p, c.Workers)
		if err != nil {
			return err
		}
		if c.Contact == "" {
			con.say("No public host is read until a contact is set (--contact, REDLINE_CONTACT, or contact in redline.yaml): those whose servers we read must be able to reach you.")
		}
		g.Go(func() error { return q.Run(ctx) })
	}
	if listener != nil {
		h := c.handler(db, c.Contact, false, time.Now, logger)
		con.say("Redline is at http://%s/", shown(listener.Addr()))
		g.Go(func() error { return serveHTTP(ctx, listener, h, logger) })
	}
	return g.Wait()
}

// saveWatchlist brings the store in step with the shipped list and the operator's.
func (c *serveCmd) saveWatchlist(ctx context.Context, db *store.DB, con *console) error {
	if !c.NoWatchlist {
		platforms, docs, err := watchlist.Shipped()
		if err != nil {
			return err
		}
		if err := db.SaveWatchlist(ctx, platforms, docs, redline.OriginWatchlist); err != nil {
			return fmt.Errorf("save the shipped watchlist: %w", err)
		}
	}
	return saveOwnWatchlist(ctx, db, c.Data, con)
}

// saveOwnWatchlist brings the store in step with DATA/watchlist. What is wrong in one
// file is said and stops no other.
func saveOwnWatchlist(ctx context.Context, db *store.DB, data string, con *console) error {
	platforms, docs, problems, err := watchlist.Load(filepath.Join(data, "watchlist"))
	if err != nil {
		return err
	}
	for _, p := range problems {
		con.say("watchlist: %s", printable(p.String()))
	}
	if err := db.SaveWatchlist(ctx, platforms, docs, redline.OriginOperator); err != nil {
		return fmt.Errorf("save the operator's watchlist: %w", err)
	}
	return nil
}

// handler is the whole website with its feeds.
func (f siteFlags) handler(db *store.DB, contact string, simulated bool, now func() time.Time, logger *slog.Logger) http.Handler {
	feeds := feed.Handler(db, feed.Config{PublicURL: f.PublicURL, Now: now, Logger: logger})
	permits := func(ctx context.Context) ([]site.Permit, error) {
		kept, err := db.Permits(ctx)
		permits := make([]site.Permit, len(kept))
		for i, p := range kept {
			permits[i] = site.Permit(p)
		}
		return permits, err
	}
	return site.New(site.Options{
		Archive: db, Feeds: feeds, Permits: permits, PublicURL: f.PublicURL, Contact: contact, Texts: f.Texts,
		Simulated: simulated, Now: now, Logger: logger,
	})
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w (is another Redline running? choose another with --addr)", addr, err)
	}
	return l, nil
}

// serveHTTP serves until ctx ends, then lets open requests finish for a few seconds.
func serveHTTP(ctx context.Context, l net.Listener, h http.Handler, logger *slog.Logger) error {
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: 60 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(logger.Handler(), slog.LevelDebug),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(closing); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// shown is an address as one would type it into a browser.
func shown(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if err != nil {
		return a.String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}
