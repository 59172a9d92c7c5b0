package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/alert"
	"github.com/redlinewatch/redline/internal/web"
	"github.com/redlinewatch/redline/pipeline"
	"github.com/redlinewatch/redline/store"
)

// storeFlags say where the record is kept.
type storeFlags struct {
	Data     string `help:"Data folder." default:"redline-data" placeholder:"DIR" type:"path"`
	Database string `help:"PostgreSQL address (postgres://…); without it the record is an SQLite file in the data folder." placeholder:"URL"`
	Key      string `help:"Secret that encrypts webhook secrets in the store. Better given as REDLINE_KEY." placeholder:"SECRET"`
	KeyFile  string `help:"File with that secret; made when needed (default: beside the data folder)." placeholder:"FILE"`
}

func (f storeFlags) open(ctx context.Context, exclusive bool) (*store.DB, error) {
	key, err := f.key(false)
	if err != nil {
		return nil, err
	}
	return store.Open(ctx, store.Options{Dir: f.Data, Database: f.Database, Exclusive: exclusive, Key: key})
}

// openExisting refuses to make a new, empty store: a reader has mistyped the folder.
func (f storeFlags) openExisting(ctx context.Context) (*store.DB, error) {
	if f.Database == "" {
		if _, err := os.Stat(f.Data); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("data folder %s: %w; 'redline serve', 'redline demo --data DIR' or 'redline import' make one", f.Data, redline.ErrNotFound)
		}
	}
	return f.open(ctx, false)
}

// key returns 32 bytes made of the configured secret, or nil when there is none and
// none is to be made. The key file lies outside the data folder, so a copy of the
// folder gives no secret away.
func (f storeFlags) key(create bool) ([]byte, error) {
	if f.Key != "" {
		sum := sha256.Sum256([]byte(f.Key))
		return sum[:], nil
	}
	path := f.KeyFile
	if path == "" {
		path = strings.TrimRight(f.Data, string(filepath.Separator)) + ".key"
	}
	b, err := os.ReadFile(path)
	switch {
	case err == nil:
	case errors.Is(err, fs.ErrNotExist) && !create:
		return nil, nil
	case errors.Is(err, fs.ErrNotExist):
		b = []byte(hex.EncodeToString(randomBytes(32)) + "\n")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			return nil, fmt.Errorf("make key file: %w", err)
		}
	default:
		return nil, fmt.Errorf("key file: %w", err)
	}
	sum := sha256.Sum256([]byte(strings.TrimSpace(string(b))))
	return sum[:], nil
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails
	return b
}

// netFlags say how the outside is reached.
type netFlags struct {
	Contact      string         `help:"Address or page where those whose servers we read can reach you; it stands in the User-Agent. Without it no public host is read." placeholder:"URL|MAIL"`
	AllowPrivate bool           `help:"Allow private and loopback addresses, and any port (your own network, or measuring)."`
	Allow        []netip.Prefix `help:"Networks that are allowed although private." placeholder:"CIDR"`
	NoDelay      bool           `help:"Do not wait between requests to a host (measuring on loopback)."`
	Timeout      time.Duration  `help:"Longest time for one request, body included." default:"60s"`
}

func (f netFlags) web(logger *slog.Logger, now func() time.Time) *web.Client {
	return web.New(web.Options{
		Contact: f.Contact, AllowPrivate: f.AllowPrivate, Allow: f.Allow, NoDelay: f.NoDelay, Timeout: f.Timeout,
		Now: now, Logger: logger,
	})
}

// policyFlags say what is published without a person.
type policyFlags struct {
	Review []string `help:"What waits for a person before it is published: all, weakened, strengthened, a direction, a severity, a topic." placeholder:"KIND"`
	Floor  float64  `help:"Least confidence (0 to 1) that publishes by rule; 0 takes the default." default:"0"`
}

func (f policyFlags) policy() (alert.Policy, error) {
	p := alert.Policy{Review: f.Review, Floor: f.Floor}
	return p, p.Check()
}

// newPipeline wires the way from page to delivery.
func newPipeline(db *store.DB, client *web.Client, policy alert.Policy, publicURL string, now func() time.Time, logger *slog.Logger) *pipeline.Pipeline {
	return pipeline.New(pipeline.Pipeline{
		Store: db, Crawler: newCrawler(client, logger), Web: client,
		Policy: policy, PublicURL: strings.TrimRight(publicURL, "/"), Now: now, Logger: logger,
	})
}
