// Package pipeline leads captures to alerts, and alerts to those who asked for them.
//
// A [Pipeline] visits documents ([Pipeline.Visit]), imports archives
// ([Pipeline.ImportOTA]), publishes ([Pipeline.Consider]) and delivers
// ([Pipeline.Deliver]). What a capture amounts to is decided by pure code; fetching
// comes before, storing after it, so no lock is held while a server thinks.
//
// [Queue] runs all that as jobs, one a host and one an endpoint, on as many
// processes as there are. Nothing else in Redline knows of the queue. Everything here
// may be run twice: what was recorded is not recorded again, what was published is
// not published again, and a delivery carries the same id on each attempt.
package pipeline

import (
	"log/slog"
	"time"

	"github.com/redlinewatch/redline/alert"
	"github.com/redlinewatch/redline/crawler"
	"github.com/redlinewatch/redline/internal/web"
	"github.com/redlinewatch/redline/store"
)

// A Pipeline has what the way from a page to a delivery needs.
type Pipeline struct {
	Store   *store.DB
	Crawler *crawler.Crawler
	// Web is the way out, of the crawler and of deliveries. Nil when neither is used.
	Web    *web.Client
	Policy alert.Policy
	// PublicURL begins every absolute link in deliveries.
	PublicURL string
	// Schedule says when a document is visited again.
	Schedule Schedule
	Now      func() time.Time
	Logger   *slog.Logger

	// kick tells the queue that something was published.
	kick    chan struct{}
	library *library
}

// New returns p ready for use.
func New(p Pipeline) *Pipeline {
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Logger == nil {
		p.Logger = slog.New(slog.DiscardHandler)
	}
	p.kick = make(chan struct{}, 1)
	p.library = newLibrary(p.Store)
	return &p
}

func (p *Pipeline) now() time.Time { return p.Now().UTC() }

// published tells the queue, if one runs here, that there is something to deliver.
func (p *Pipeline) published() {
	select {
	case p.kick <- struct{}{}:
	default:
	}
}
